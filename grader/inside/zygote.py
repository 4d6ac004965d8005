"""The zygote: a warm process that forks one confined child for each order, and does nothing else.

    python zygote.py CONTROL        CONTROL: the number of an open socket (SOCK_SEQPACKET)

First comes one message with `path`, `kind`, `labs`, `filter` (seccomp, base64); the answer, when all is
imported, is `ready` with a pidfd of this process. Then one message per order, {"role", "bounds"}, with open
files: one to report to, and the channels; the answer is `forked` with a pidfd, or words. The child reports
`ready` when it is confined, or words, and then calls serve(channels) of its role's module. No course data
and no code of a learner is ever here.
"""

from __future__ import annotations

import base64
import fcntl
import gc
import importlib
import json
import os
import resource
import signal
import socket
import sys
from typing import TYPE_CHECKING, NoReturn, TypedDict

if TYPE_CHECKING:
    from grader.inside.confine import Bounds

HOME = "/opt/hunar"
MESSAGE_BYTES = 100_000
MOST_FILES = 8
FIRST_FILE, HIGHEST_FILE = 3, 256


class Order(TypedDict):
    """What the host asks for."""

    role: str
    bounds: Bounds


def main(control: int) -> NoReturn:
    """Serve until the host closes its end. Then everything in this pid namespace dies with this process."""
    host = socket.socket(fileno=control)
    start = json.loads(host.recv(MESSAGE_BYTES))
    sys.path += [HOME, *start["path"]]
    try:
        from grader.inside import confine, warm  # noqa: F401  the confining is needed in every fork

        warm.warm(start["kind"], start["labs"])
    except Exception as error:
        host.send(f"{type(error).__name__}: {error}".encode()[:MESSAGE_BYTES])
        os._exit(1)
    resource.setrlimit(resource.RLIMIT_NOFILE, (HIGHEST_FILE, HIGHEST_FILE))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks for exit statuses: let the kernel reap
    gc.collect()
    gc.freeze()
    warm.compact()
    _answer(host, b"ready", os.getpid())
    serve(host, base64.b64decode(start["filter"]))


def serve(host: socket.socket, filter_program: bytes) -> NoReturn:
    """Carry out orders, one after the other."""
    own_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    while True:
        message, files, _, _ = socket.recv_fds(host, MESSAGE_BYTES, MOST_FILES, socket.MSG_CMSG_CLOEXEC)
        if not message:
            os._exit(0)
        order: Order = json.loads(message)
        try:
            child = _fork(own_namespace)
        except OSError as error:
            host.send(f"no fork: {error}".encode())
        else:
            if child == 0:
                host.detach()  # the number is closed below; the object must not close it once more, later
                _live(order, _only(files), filter_program)
            _answer(host, b"forked", child)
        for descriptor in files:
            os.close(descriptor)


def _fork(own_namespace: int) -> int:
    """os.fork(), where the child is the first process of a new pid namespace."""
    from grader.inside import kernel

    kernel.setns(own_namespace, kernel.CLONE_NEWPID)
    kernel.unshare(kernel.CLONE_NEWPID)
    return os.fork()


def _answer(host: socket.socket, word: bytes, pid: int) -> None:
    """The pidfd tells the host which process is meant, and the host may wait for it and kill it by that."""
    try:
        process = os.pidfd_open(pid)
    except OSError as error:  # it is gone already: its report says why
        host.send(f"no process: {error}".encode())
        return
    socket.send_fds(host, [word], [process])
    os.close(process)


def _only(files: list[int]) -> list[int]:
    """Close everything but these, which get the numbers from FIRST_FILE; nothing is read or printed."""
    high = [fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, FIRST_FILE + MOST_FILES) for file in files]
    nothing = os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC)
    for standard in range(FIRST_FILE):
        os.dup2(nothing, standard)
    moved = [os.dup2(file, FIRST_FILE + place, inheritable=False) for place, file in enumerate(high)]
    os.closerange(FIRST_FILE + len(moved), HIGHEST_FILE)
    return moved


def _live(order: Order, files: list[int], filter_program: bytes) -> NoReturn:
    """The child's life: shut in, say so, serve, end. It never returns to the zygote's loop."""
    from grader.inside.confine import confine
    from grader.inside.warm import reseed

    report, *channels = files
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        role = importlib.import_module(f"grader.inside.{order['role']}")
        confine(order["bounds"], filter_program)
        reseed()
        gc.enable()
    except BaseException as error:
        os.write(report, str(error).encode()[:MESSAGE_BYTES] or b"it did not start")
        os._exit(1)
    os.write(report, b"ready")
    os.close(report)
    try:
        role.serve(channels)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
