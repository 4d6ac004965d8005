"""Parts of `hunar up` that need no platform: the leash, ports, logs, who holds a state folder."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from hub import supervisor
from hub.leash import leashed
from hub.ports import PortTaken, check_port, free_ports
from hub.presence import running
from hub.settings import REPOSITORY
from hub.state import State
from hub.supervisor import turn

PARENT = """
import subprocess, sys
from hub.leash import leashed
child = subprocess.Popen(leashed(['sleep', '60']), start_new_session=True)
print(child.pid, flush=True)
child.wait()
"""


def test_a_leashed_process_dies_with_its_killed_parent() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)},
    )
    assert parent.stdout is not None
    with parent.stdout:
        child = psutil.Process(int(parent.stdout.readline()))
    deadline = time.monotonic() + 10
    while child.name() != "sleep" and time.monotonic() < deadline:
        time.sleep(0.02)
    assert child.name() == "sleep"
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    psutil.wait_procs([child], timeout=5)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_leash_whose_holder_is_gone_starts_nothing(tmp_path: Path) -> None:
    command = leashed(["touch", str(tmp_path / "started")])
    command[command.index(str(os.getpid()))] = "1"
    done = subprocess.run(command, capture_output=True, text=True)
    assert "is gone" in done.stderr
    assert not (tmp_path / "started").exists()


def test_a_port_in_use_is_refused_with_the_next_command() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"HUNAR_PORT={port + 1} hunar up"):
            check_port("127.0.0.1", port)
    check_port("127.0.0.1", port)


def test_free_ports_differ() -> None:
    assert len(set(free_ports(5))) == 5


def test_a_long_log_is_moved_aside_and_its_writer_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LOG_MIB", 0)
    path = tmp_path / "hub.log"
    with open(path, "ab", buffering=0) as writer:
        writer.write(b"before\n")
        turn(path)
        writer.write(b"after\n")
    assert (tmp_path / "hub.log.1").read_bytes() == b"before\n"
    assert path.read_bytes() == b"after\n"


def test_a_state_folder_is_held_only_while_its_lock_is(tmp_path: Path) -> None:
    state = State(tmp_path)
    assert running(state) is None
    with open(state.lock, "w") as lock:
        lock.write("4711")
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert running(state) == {"pid": 4711}
    assert running(state) is None, "a lock file that nobody holds, as after a power cut"
