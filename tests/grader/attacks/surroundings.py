"""What lies around the grader while attacks run: a planted platform whose every secret is a canary.

The planted files are readable by everyone, so that only the sandbox stands between them and an attack. What
attacks leave behind is found by name: each calls its files and processes `hunar-stray`.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import socket
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

REPO = Path(__file__).resolve().parents[3]
WRITTEN = "hunar-stray"
STRAY = f"stray-{os.getpid()}-"
"""What attacks call what they make: `WRITTEN` in their text becomes this, so that two runs at a time do not
find each other's. At most 15 letters: a process can be called so too.
"""
FOLDERS = ("submissions", "keys", "courses", "logs", "run")


@dataclass(frozen=True)
class Surroundings:
    """A planted platform: `state` like HUNAR_STATE, a file in /tmp, and listeners that hand out a canary."""

    state: Path
    host_file: Path
    port: int
    abstract: str
    canaries: tuple[str, ...]

    def fill(self, text: str) -> str:
        """An attack's text with the places of this machine in it."""
        places = {"state": self.state, "repo": REPO, "host_file": self.host_file, "port": self.port}
        for name, place in (places | {"abstract": self.abstract, "pid": os.getpid()}).items():
            text = text.replace("{" + name + "}", str(place))
        return text.replace(WRITTEN, STRAY)

    def digest(self) -> str:
        """Names and contents of everything planted, as one number."""
        found = hashlib.sha256()
        for path in sorted([*self.state.rglob("*"), self.host_file]):
            found.update(str(path).encode() + (path.read_bytes() if path.is_file() else b""))
        return found.hexdigest()


@contextmanager
def planted() -> Iterator[Surroundings]:
    """Plant everything, in this process's environment too; take it away at the end."""
    names = ("database", "key", "classmate", "course", "log", "environment", "tmp", "tcp", "unix", "password")
    canary = {name: f"{name}{secrets.token_hex(8)}" for name in names}
    state = Path(tempfile.mkdtemp(prefix="hunar-state-"))
    host_file = state.with_name(state.name + ".txt")
    variables = {"HUNAR_SECRET": canary["environment"], "HUNAR_DATABASE_URL_COPY": canary["password"]}
    try:
        _plant(state, host_file, canary)
        os.environ.update(variables)
        with _listening(socket.AF_INET, ("127.0.0.1", 0), canary["tcp"]) as inet:
            abstract = f"hunar-{state.name}"
            socket_path = str(state / "run" / "progress.sock")
            with (
                _listening(socket.AF_UNIX, "\0" + abstract, canary["unix"]),
                _listening(socket.AF_UNIX, socket_path, canary["unix"]),
            ):
                yield Surroundings(state, host_file, inet.getsockname()[1], abstract, tuple(canary.values()))
    finally:
        for name in variables:
            os.environ.pop(name, None)
        shutil.rmtree(state)
        host_file.unlink()


def strays() -> list[str]:
    """Files and processes that attacks left on this machine."""
    places = [Path(place) for place in ("/tmp", "/var/tmp", "/dev/shm", "/", str(Path.home()), os.getcwd())]
    places += [REPO, REPO / "grader", REPO / "grader" / "inside", REPO / "labs"]
    files = {str(path) for place in places if place.is_dir() for path in place.glob(f"*{STRAY}*")}
    return sorted(files) + [f"process {pid}" for pid, name in _processes() if name.startswith(STRAY)]


def descendants(of: int) -> set[int]:
    """Processes below one, as the kernel tells it."""
    parents: dict[int, int] = {}
    for pid, _ in _processes():
        try:
            text = Path(f"/proc/{pid}/stat").read_text()
        except OSError:  # it ended meanwhile
            continue
        parents[pid] = int(text.rpartition(")")[2].split()[1])
    found: set[int] = set()
    fresh = {of}
    while fresh:
        fresh = {pid for pid, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return found


def _processes() -> Iterator[tuple[int, str]]:
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                yield int(entry), Path(f"/proc/{entry}/comm").read_text().strip()
            except OSError:
                continue


def _plant(state: Path, host_file: Path, canary: dict[str, str]) -> None:
    for name in FOLDERS:
        (state / name).mkdir()
    with closing(sqlite3.connect(state / "progress.sqlite")) as database:
        database.execute("create table scores (learner text, score real, note text)")
        database.execute("insert into scores values ('classmate', 1.0, ?)", [canary["database"]])
        database.commit()
    (state / "keys" / "issuer.key").write_text(canary["key"])
    (state / "submissions" / "3f").write_text(f"# the answer of a classmate: {canary['classmate']}")
    (state / "courses" / "seven.py").write_text(f"# the instructor's version: {canary['course']}")
    (state / "logs" / "hub.log").write_text(canary["log"])
    host_file.write_text(canary["tmp"])
    for path in (state, host_file, *state.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)


@contextmanager
def _listening(family: int, address: tuple[str, int] | str, word: str) -> Iterator[socket.socket]:
    """A server that tells everyone who connects a word."""
    server = socket.socket(family)
    server.bind(address)
    server.listen()

    def serve() -> None:
        while True:
            try:
                visitor, _ = server.accept()
            except OSError:
                return
            with visitor:
                visitor.sendall(word.encode())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(5)
