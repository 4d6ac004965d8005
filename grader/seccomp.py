"""The system calls that code in a sandbox may not make, as a BPF program for `bwrap --seccomp`.

A second layer behind namespaces, for grading and for learners' servers: it closes parts of the kernel that
no notebook needs. Allowed by default, because what scientific Python needs is wide and changes; what is
closed is what has opened kernels before.
"""

from __future__ import annotations

import errno
import os
import socket
from functools import cache
from typing import Any

FORBIDDEN = (
    # other views of files and other namespaces
    "mount umount2 pivot_root chroot unshare setns fsopen fsconfig fsmount fspick move_mount open_tree"
    " mount_setattr open_by_handle_at name_to_handle_at swapon swapoff quotactl quotactl_fd acct"
    # the kernel itself
    " init_module finit_module delete_module kexec_load kexec_file_load reboot syslog bpf perf_event_open"
    " io_uring_setup io_uring_enter io_uring_register userfaultfd fanotify_init lookup_dcookie"
    " keyctl add_key request_key process_vm_writev kcmp"
    # the clock, ports, devices
    " settimeofday clock_settime clock_adjtime adjtimex iopl ioperm vhangup"
).split()
FORBIDDEN_IN_GRADING = (
    # no debugger is needed there; a learner's own server may have one
    "ptrace process_vm_readv personality nfsservctl pidfd_getfd process_madvise"
    # memory that no process's size shows
    " memfd_create memfd_secret shmget shmat shmctl msgget msgsnd semget semop mq_open"
).split()
NEW_NAMESPACE_FLAGS = (
    0x00020000,
    0x02000000,
    0x04000000,
    0x08000000,
    0x10000000,
    0x20000000,
    0x40000000,
    0x80,
)
"""CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET, NEWTIME."""
TERMINAL_INJECTION = (0x5412, 0x541C)
"""ioctl TIOCSTI and TIOCLINUX type into the terminal of whoever started us."""
SOCKET_FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK)
LAST_FAMILY = 46


@cache
def program(*, grading: bool) -> bytes:
    """The BPF program for this machine's architecture. Raises RuntimeError or OSError without libseccomp."""
    import pyseccomp  # it looks for libseccomp when it is imported, and raises RuntimeError without

    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for name in (*FORBIDDEN, *(FORBIDDEN_IN_GRADING if grading else ())):
        _forbid(rules, name, errno.EPERM)
    for flag in NEW_NAMESPACE_FLAGS:
        _forbid(rules, "clone", errno.EPERM, pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
    _forbid(rules, "clone3", errno.ENOSYS)  # its flags lie in memory; glibc falls back to clone
    for request in TERMINAL_INJECTION:
        _forbid(rules, "ioctl", errno.EPERM, pyseccomp.Arg(1, pyseccomp.MASKED_EQ, 0xFFFFFFFF, request))
    for family in range(LAST_FAMILY + 1):
        if family not in SOCKET_FAMILIES:
            _forbid(rules, "socket", errno.EAFNOSUPPORT, pyseccomp.Arg(0, pyseccomp.EQ, family))
    _forbid(rules, "socket", errno.EAFNOSUPPORT, pyseccomp.Arg(0, pyseccomp.GT, LAST_FAMILY))
    with os.fdopen(os.memfd_create("seccomp"), "w+b") as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _forbid(rules: Any, name: str, number: int, *arguments: Any) -> None:
    import pyseccomp

    try:
        rules.add_rule(pyseccomp.ERRNO(number), name, *arguments)
    except ValueError:  # this architecture or libseccomp does not know the call
        if name in ("mount", "unshare", "clone", "setns", "bpf"):
            raise
