"""The system calls a sandbox may not make: a second wall behind the namespaces, for `bwrap --seccomp`."""

from __future__ import annotations

import errno
import socket
import tempfile
from functools import cache

import pyseccomp

REFUSED = (
    "mount umount2 pivot_root move_mount open_tree fsopen fsmount fsconfig fspick unshare setns "
    "chroot keyctl add_key request_key bpf perf_event_open userfaultfd io_uring_setup io_uring_enter "
    "io_uring_register mount_setattr "
    "init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff acct quotactl "
    "settimeofday clock_settime clock_adjtime adjtimex open_by_handle_at name_to_handle_at process_vm_readv "
    "process_vm_writev ptrace personality syslog vhangup lookup_dcookie nfsservctl"
).split()
NEW_NAMESPACES = (
    0x00020000,
    0x02000000,
    0x04000000,
    0x08000000,
    0x10000000,
    0x20000000,
    0x40000000,
    0x00000080,
)
TERMINAL_INJECTION = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX
FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6)


@cache
def filter_program() -> bytes:
    """The compiled filter for this machine's architecture. Raises RuntimeError without libseccomp."""
    rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refuse = pyseccomp.ERRNO(errno.EPERM)
    for name in REFUSED:
        try:
            rules.add_rule(refuse, name)
        except (ValueError, OSError, RuntimeError):
            continue  # this architecture has no such call
    for flag in NEW_NAMESPACES:
        rules.add_rule(refuse, "clone", pyseccomp.Arg(0, pyseccomp.MASKED_EQ, flag, flag))
    rules.add_rule(
        pyseccomp.ERRNO(errno.ENOSYS), "clone3"
    )  # its flags are out of a filter's sight; libc uses clone then
    for request in TERMINAL_INJECTION:
        rules.add_rule(refuse, "ioctl", pyseccomp.Arg(1, pyseccomp.EQ, request))
    unusual = pyseccomp.ERRNO(errno.EAFNOSUPPORT)
    for family in range(64):
        if family not in FAMILIES:
            rules.add_rule(unusual, "socket", pyseccomp.Arg(0, pyseccomp.EQ, family))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()
