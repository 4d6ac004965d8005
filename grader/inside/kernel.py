"""System calls that Python 3.11 has no name for. Each raises OSError with the call's name in its text."""

from __future__ import annotations

import ctypes
import os

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 1 << 14, 1 << 18
PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 4, 22, 24, 38, 47
PR_CAP_AMBIENT_CLEAR_ALL, SECCOMP_MODE_FILTER = 4, 2
MADV_COLLAPSE = 25
CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)
_libc.mount.argtypes = [ctypes.c_char_p] * 3 + [ctypes.c_ulong, ctypes.c_char_p]
_libc.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
_libc.syscall.restype = ctypes.c_long


class _Program(ctypes.Structure):
    """struct sock_fprog: a BPF program as the kernel takes it."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def unshare(flags: int) -> None:
    """Enter new namespaces; a new pid namespace is for the next child."""
    _check("unshare", _libc.unshare(flags))


def setns(descriptor: int, kind: int) -> None:
    """Enter the namespace behind an open /proc/PID/ns file."""
    _check("setns", _libc.setns(descriptor, kind))


def mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    """mount(2)."""
    result = _libc.mount(source.encode(), target.encode(), kind and kind.encode(), flags, options.encode())
    _check(f"mount on {target}", result)


def prctl(option: int, second: int = 0, third: int = 0) -> None:
    """prctl(2); what is not given is 0."""
    _check(f"prctl {option}", _libc.prctl(option, second, third, 0, 0))


def no_capability_to_come() -> None:
    """No program started from here can get a capability: empty bounding and ambient sets."""
    last = int(open("/proc/sys/kernel/cap_last_cap", encoding="ascii").read())
    for number in range(last + 1):
        prctl(PR_CAPBSET_DROP, number)
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)


def capset_nothing() -> None:
    """Empty effective, permitted and inheritable sets of this thread."""
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    _check("capset", _libc.capset(header, (ctypes.c_uint32 * 6)()))


def collapse(start: int, end: int) -> None:
    """Put this memory into pages of 2 MiB, as far as it can be; does nothing before Linux 6.1."""
    if end > start:
        _libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), MADV_COLLAPSE)


def seccomp(program: bytes) -> None:
    """Put a filter, an array of struct sock_filter, before every later system call of this process."""
    described = _Program(len(program) // 8, program)
    address = ctypes.addressof(described)
    _check("seccomp", _libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, address, 0, 0))


def syscall(name: str, number: int, *arguments: int | bytes | None) -> int:
    """A call without a wrapper in the C library. Returns its result; raises OSError."""
    result = int(_libc.syscall(ctypes.c_long(number), *(_wide(argument) for argument in arguments)))
    _check(name, result)
    return result


def _wide(argument: int | bytes | None) -> ctypes.c_long | ctypes.c_char_p:
    """Variadic arguments must have the width of a register."""
    return ctypes.c_long(argument) if isinstance(argument, int) else ctypes.c_char_p(argument)


def _check(name: str, result: int) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
