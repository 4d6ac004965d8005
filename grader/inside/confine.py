"""A fork's own walls inside the zygote's, put up before one line of anybody's code runs.

In this order: a session, a file system, a network and an identity of its own; limits; no capabilities, no way
to new ones; Landlock; seccomp. Landlock is missing on old kernels; without any other layer nothing runs.
"""

from __future__ import annotations

import os
import resource
from typing import TypedDict

from grader.inside import kernel, landlock

PROCESSES = 64
OPEN_FILES = 256
FILE_BYTES = 64 << 20
ADDRESS_SPACE_EXTRA = 16 << 30
"""Libraries reserve address space that they never use; shared mappings are bounded by what is resident."""
TMPFS = "nr_inodes=16384,mode=1777"
PLACES = {"/tmp": "size=128m", "/dev/shm": "size=64m"}
"""Where a fork may write, and how much. A lab's Bitcoin node wants 66 MiB free before it starts."""
DEVICES = ("/dev/null", "/dev/zero", "/dev/full")
WORK = "/tmp/work"


class Bounds(TypedDict):
    """What one fork may use."""

    memory_mib: int
    cpu_s: int
    id: int | None
    """User and group of its own, where the zygote is the machine's root; else it gets a user namespace."""


def confine(bounds: Bounds, filter_program: bytes) -> None:
    """Shut this process in. Raises OSError when a layer that must be there is not."""
    os.setsid()  # signals to "my process group" would reach the zygote and its other forks
    _expendable()
    kernel.unshare(kernel.CLONE_NEWNS | kernel.CLONE_NEWNET | kernel.CLONE_NEWIPC | kernel.CLONE_NEWUTS)
    _private_files()
    _own_identity(bounds["id"])
    os.umask(0o077)
    os.mkdir(WORK)
    os.chdir(WORK)
    _limits(bounds)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    landlock.restrict(tuple(PLACES), DEVICES)
    kernel.seccomp(filter_program)


def _expendable() -> None:
    """When the machine itself is out of memory, the kernel is to end this process before any other."""
    with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("1000")


def _private_files() -> None:
    plain = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    for place, size in PLACES.items():
        kernel.mount("tmpfs", place, "tmpfs", plain, f"{size},{TMPFS}")
    kernel.mount("proc", "/proc", "proc", plain)


def _own_identity(number: int | None) -> None:
    """An id, or a user namespace, that nobody else has: limits on processes count this fork alone."""
    if number is None:
        uid, gid = os.getuid(), os.getgid()
        kernel.unshare(kernel.CLONE_NEWUSER)
        for name, text in (
            ("setgroups", "deny"),
            ("gid_map", f"{gid} {gid} 1"),
            ("uid_map", f"{uid} {uid} 1"),
        ):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
                file.write(text)
        kernel.no_capability_to_come()
    else:
        kernel.no_capability_to_come()
        os.setgroups([])
        os.setresgid(number, number, number)
        os.setresuid(number, number, number)
    kernel.capset_nothing()


def _limits(bounds: Bounds) -> None:
    """Memory comes on top of what the zygote holds already: it is shared, and not this submission's."""
    page = resource.getpagesize()
    with open("/proc/self/statm", encoding="ascii") as file:
        sizes = file.read().split()
    held_bytes, data_bytes = int(sizes[0]) * page, int(sizes[5]) * page
    memory = bounds["memory_mib"] << 20
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, PROCESSES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CPU, bounds["cpu_s"]),
        (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_DATA, data_bytes + memory),
        (resource.RLIMIT_AS, held_bytes + memory + ADDRESS_SPACE_EXTRA),
    ):
        resource.setrlimit(limit, (value, value))
