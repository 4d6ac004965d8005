"""The sandbox's command line read as data, a real box, and the forwarder on real sockets."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from hub import sandbox, warden
from hub.launch import CHUNK, Forwarder
from hub.sandbox import Box
from hub.settings import REPOSITORY


def options(box: Box, **environment: str) -> list[str]:
    return sandbox.arguments(box, environment, str, 10, 11)


def binds(line: list[str]) -> dict[str, str]:
    """Destination: kind of bind."""
    return {line[i + 2]: word for i, word in enumerate(line) if word in ("--bind", "--ro-bind")}


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(20_000, tmp_path / "home", tmp_path / "run", tmp_path / "config")


def test_every_namespace_is_unshared_and_no_further_one_can_be_made(box: Box) -> None:
    line = options(box)
    for word in ("--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--clearenv"):
        assert word in line
    assert "--share-net" not in line


def test_only_home_is_writable(box: Box) -> None:
    writable = {place for place, kind in binds(options(box)).items() if kind == "--bind"}
    assert writable == {"/home/learner"}


def test_of_the_repository_only_three_rooms_are_bound(box: Box) -> None:
    places = [Path(place) for place in binds(options(box))]
    ours = {place.name for place in places if place.parent == REPOSITORY and place.name != ".venv"}
    assert ours <= {"labs", "grader", "hub"}
    assert not [place for place in places if REPOSITORY.is_relative_to(place)]


def test_an_instructor_also_gets_the_courses_they_teach(box: Box, tmp_path: Path) -> None:
    taught = Box(box.uid, box.home, box.sockets, box.config, {"start": tmp_path / "start"}, (40_000,))
    assert binds(options(taught))["/home/learner/courses/start"] == "--bind"


def test_every_tmpfs_has_a_size(box: Box) -> None:
    line = options(box)
    places = [i for i, word in enumerate(line) if word == "--tmpfs"]
    assert len(places) == 3
    assert all(line[i - 2] == "--size" for i in places)


def test_a_real_box_has_all_its_layers() -> None:
    status = warden.check()
    assert status["Seccomp"] == "2"
    assert int(status["CapBnd"], 16) == 0
    if os.geteuid() == 0:
        assert status["Uid"].split() == ["19999"] * 4


def test_a_secret_is_not_on_the_command_line(tmp_path: Path) -> None:
    folders = (tmp_path / "home", tmp_path / "run", tmp_path / "config")
    box = Box(19_999 if os.geteuid() == 0 else os.getuid(), *folders)
    for path in (box.home, box.sockets, box.config):
        path.mkdir()
    process = warden.start(box, {"TOKEN": "kept-secret"}, ["/usr/bin/sleep", "30"], None)
    try:
        shown = (
            Path(f"/proc/{process.pid}/cmdline").read_bytes()
            + Path(f"/proc/{process.pid}/environ").read_bytes()
        )
        assert b"kept-secret" not in shown
    finally:
        process.kill()
        process.wait()


def test_the_forwarder_carries_much_data_both_ways_past_a_slow_reader(tmp_path: Path) -> None:
    path = tmp_path / "hub.sock"
    payload = os.urandom(CHUNK * 40)
    with socket.socket(socket.AF_UNIX) as hub, socket.socket() as listener:
        hub.bind(str(path))
        hub.listen()
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        forwarder = Forwarder(listener, str(path))
        done = threading.Event()
        thread = threading.Thread(target=_drive, args=(forwarder, listener, done))
        thread.start()
        try:
            with socket.create_connection(listener.getsockname()) as client:
                far, _ = hub.accept()
                with far:
                    writer = threading.Thread(target=_send, args=(client, payload))
                    writer.start()
                    received = _all(far)
                    writer.join()
                    assert received == payload
                    _send(far, payload[::-1])
                    assert _all(client) == payload[::-1]
        finally:
            done.set()
            thread.join()


def test_the_forwarder_outlives_a_hub_that_is_away(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        forwarder = Forwarder(listener, str(tmp_path / "absent.sock"))
        done = threading.Event()
        thread = threading.Thread(target=_drive, args=(forwarder, listener, done))
        thread.start()
        try:
            for _ in range(2):
                with socket.create_connection(listener.getsockname(), 5) as client:
                    assert client.recv(1) == b""
        finally:
            done.set()
            thread.join()


def _drive(forwarder: Forwarder, listener: socket.socket, done: threading.Event) -> None:
    forwarder.watch_listener()
    while not done.is_set():
        forwarder.step(0.05)
    forwarder.close()


def _send(connection: socket.socket, payload: bytes) -> None:
    connection.sendall(payload)
    connection.shutdown(socket.SHUT_WR)


def _all(connection: socket.socket) -> bytes:
    parts = []
    while part := connection.recv(CHUNK):
        parts.append(part)
    return b"".join(parts)
