"""Become the learner, then start bubblewrap: `python stage.py PLAN_FD`. Runs as root, stands alone.

Root gives every learner an own uid, so that the kernel itself keeps learners apart even where a namespace
fails. But that uid cannot walk to what bubblewrap must bind: the state folder is 0700, and the interpreter
may lie in /root. So this process makes a private mount namespace, binds those paths below a fresh tmpfs on
/mnt, drops to the learner's uid for good, and only then executes bubblewrap. Nothing of it shows outside.

PLAN is JSON: {"binds": [path, ...], "uid": n, "groups": [n, ...], "command": [...], "parent": pid}.
Path i is found at /mnt/i.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import stat
import sys

STAGE = "/mnt"
CLONE_NEWNS = 0x00020000
MS_NOSUID, MS_REC, MS_BIND, MS_PRIVATE, MS_SLAVE = 2, 16384, 4096, 1 << 18, 1 << 19
PR_SET_PDEATHSIG = 1


def main(plan_fd: int) -> None:
    """Carry out the plan; returns only by exec."""
    with os.fdopen(plan_fd, "rb") as file:
        plan = json.loads(file.read())
    libc = ctypes.CDLL(None, use_errno=True)
    _checked(libc, libc.unshare(CLONE_NEWNS), "unshare")
    _mount(libc, "none", "/", None, MS_REC | MS_SLAVE)
    descriptors = [os.open(path, os.O_PATH | os.O_CLOEXEC) for path in plan["binds"]]
    _mount(libc, "hunar", STAGE, "tmpfs", MS_NOSUID, "size=1m,mode=0755")
    for number, descriptor in enumerate(descriptors):
        target = f"{STAGE}/{number}"
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            os.mkdir(target, 0o755)
        else:
            os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o755))
        _mount(libc, f"/proc/self/fd/{descriptor}", target, None, MS_BIND | MS_REC)
    os.setgroups(plan["groups"])
    os.setresgid(plan["uid"], plan["uid"], plan["uid"])
    os.setresuid(plan["uid"], plan["uid"], plan["uid"])
    # The change of uid clears it, so it comes last.
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != plan["parent"]:
        sys.exit("stage: the hub is gone")
    os.chdir("/")
    os.execv(plan["command"][0], plan["command"])


def _mount(
    libc: ctypes.CDLL, source: str, target: str, kind: str | None, flags: int, data: str | None = None
) -> None:
    encoded = [None if text is None else text.encode() for text in (source, target, kind, data)]
    result = libc.mount(encoded[0], encoded[1], encoded[2], ctypes.c_ulong(flags), encoded[3])
    _checked(libc, result, f"mount {source} on {target}")


def _checked(libc: ctypes.CDLL, result: int, what: str) -> None:
    if result != 0:
        sys.exit(f"stage: {what}: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    main(int(sys.argv[1]))
