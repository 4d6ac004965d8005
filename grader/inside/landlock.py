"""Landlock, where the kernel has it: writing only in named places, no TCP, no signals to the outside.

A layer behind the mounts and namespaces, which already say the same. Source: Linux,
Documentation/userspace-api/landlock.rst and include/uapi/linux/landlock.h.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence

from grader.inside import kernel

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""System call numbers, the same on every architecture."""
VERSION, RULE_PATH_BENEATH, LOG_SAME_EXEC_OFF = 1, 1, 1

WRITE_FILE, REMOVE_DIR, REMOVE_FILE, MAKE_CHAR, MAKE_DIR, MAKE_REG = (
    1 << 1,
    1 << 4,
    1 << 5,
    1 << 6,
    1 << 7,
    1 << 8,
)
MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK, MAKE_SYM, REFER, TRUNCATE = (
    1 << 9,
    1 << 10,
    1 << 11,
    1 << 12,
    1 << 13,
    1 << 14,
)
WRITES = WRITE_FILE | REMOVE_DIR | REMOVE_FILE | MAKE_CHAR | MAKE_DIR | MAKE_REG
WRITES |= MAKE_SOCK | MAKE_FIFO | MAKE_BLOCK | MAKE_SYM
DEVICES = MAKE_CHAR | MAKE_BLOCK
BIND_TCP, CONNECT_TCP = 1, 2
ABSTRACT_SOCKETS, SIGNALS = 1, 2


def version() -> int:
    """The ABI that this kernel speaks; 0 where it has no Landlock or it is switched off."""
    try:
        return kernel.syscall("landlock_create_ruleset", CREATE_RULESET, None, 0, VERSION)
    except OSError:
        return 0


def restrict(folders: Sequence[str], files: Sequence[str]) -> None:
    """Write from now on only below `folders` and to `files`; nothing at all happens without Landlock.

    Needs no_new_privs. Raises OSError when the kernel has Landlock and refuses.
    """
    abi = version()
    if abi == 0:
        return
    handled = WRITES | (REFER if abi >= 2 else 0) | (TRUNCATE if abi >= 3 else 0)
    attributes = struct.pack("=Q", handled)
    if abi >= 4:
        attributes += struct.pack("=Q", BIND_TCP | CONNECT_TCP)
    if abi >= 6:
        attributes += struct.pack("=Q", ABSTRACT_SOCKETS | SIGNALS)
    rules = kernel.syscall("landlock_create_ruleset", CREATE_RULESET, attributes, len(attributes), 0)
    try:
        for path in folders:
            _allow(rules, path, handled & ~DEVICES)
        for path in files:
            _allow(rules, path, handled & (WRITE_FILE | TRUNCATE))
        quiet = LOG_SAME_EXEC_OFF if abi >= 7 else 0  # who is refused a million times fills no log
        kernel.syscall("landlock_restrict_self", RESTRICT_SELF, rules, quiet)
    finally:
        os.close(rules)


def _allow(rules: int, path: str, access: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", access, place)
        kernel.syscall("landlock_add_rule", ADD_RULE, rules, RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(place)
