"""The state folder: where everything that must outlive a restart lies, and who may read it.

    hunar.sqlite jupyterhub.sqlite    unless HUNAR_DATABASE_URL names PostgreSQL
    keys/                             secrets, 0600 each
    submissions/ homes/ courses/      what learners and instructors made
    run/                              hub.sock, progress.sock, network.sock: the one folder every sandbox sees
    network/<course>/                 the class's Bitcoin node
    servers/<uid>/                    one learner's running server: its socket and its limits
    logs/

The folder itself is 0700: JupyterHub creates its database readable by all.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

LONGEST_SOCKET = len("/servers/20000/s.sock")
SOCKET_LIMIT = 107
"""Bytes a unix socket's path may have on Linux."""
NETWORK_KEY = "network_key"
"""Key from which `hub.network.gateway` makes the learners' passwords."""
VARIANTS = "variant_secret"
"""Key from which `grader.variants` draws every learner's data."""
FIRST_UID = 20_000
FIRST_COURSE_GID = 40_000


class StateError(Exception):
    """The state folder cannot be used. The text says what to type next."""


class State:
    """Paths below one state folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.keys = folder / "keys"
        self.homes = folder / "homes"
        self.courses = folder / "courses"
        self.submissions = folder / "submissions"
        self.run = folder / "run"
        self.servers = folder / "servers"
        self.logs = folder / "logs"
        self.hub_socket = self.run / "hub.sock"
        self.progress_socket = self.run / "progress.sock"
        self.network_socket = self.run / "network.sock"
        self.lock = folder / "up.lock"
        self.running = folder / "up.json"
        self.extra_config = folder / "jupyterhub_config.d"

    def prepare(self) -> None:
        """Create what is missing. Raises StateError if the path is too long for sockets."""
        if len(os.fsencode(self.folder)) + LONGEST_SOCKET > SOCKET_LIMIT:
            raise StateError(
                f"{self.folder} is too long a path: Linux allows {SOCKET_LIMIT} bytes for a socket."
                " Set HUNAR_STATE to a shorter folder."
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        for private in (self.keys, self.homes, self.courses, self.submissions, self.servers, self.logs):
            private.mkdir(exist_ok=True, mode=0o700)
        self.keys.chmod(0o700)
        self.run.mkdir(exist_ok=True)
        self.run.chmod(0o711)
        self.key("proxy_token")
        self.key("cookie_secret")
        self.key(VARIANTS)
        self.key(NETWORK_KEY)

    def key(self, name: str) -> str:
        """A secret of 32 random bytes as hex, made on first use and kept."""
        path = self.keys / name
        try:
            return path.read_text().strip()
        except FileNotFoundError:
            write_private(path, secrets.token_hex(32))
            return path.read_text().strip()

    def variant_secret(self) -> bytes:
        """What `grader.variants` needs. Raises StateError where it is missing: a new one, made here, would
        give every learner other data than the notebooks show.
        """
        path = self.keys / VARIANTS
        try:
            return bytes.fromhex(path.read_text().strip())
        except (OSError, ValueError) as error:
            raise StateError(
                f"{path} cannot be read ({type(error).__name__}). Every machine that grades needs the one"
                " that `hunar up` made: copy it there, or take it from a backup."
            ) from error


def write_private(path: Path, text: str) -> None:
    """Write a file that only we may read, all of it or nothing, surviving a power cut."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class Allotment:
    """Stable numbers for names, kept in one file: the same learner has the same uid for ever.

    Allotted before the hub starts and then by the hub alone, so a lock is not needed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def uid(self, learner: str) -> int:
        """The learner's uid (and gid of the same number), >= 20000."""
        return self._number("learners", learner, FIRST_UID)

    def course_gid(self, course: str) -> int:
        """The group that may write a course's working copy, >= 40000."""
        return self._number("courses", course, FIRST_COURSE_GID)

    def _number(self, kind: str, name: str, first: int) -> int:
        try:
            table: dict[str, dict[str, int]] = json.loads(self._path.read_text())
        except FileNotFoundError:
            table = {}
        numbers = table.setdefault(kind, {})
        if name not in numbers:
            numbers[name] = max(numbers.values(), default=first - 1) + 1
            if kind == "learners" and numbers[name] >= FIRST_COURSE_GID:
                raise StateError(f"no uid left for {name}: {self._path} holds {len(numbers)} learners")
            write_private(self._path, json.dumps(table, indent=1))
        return numbers[name]
