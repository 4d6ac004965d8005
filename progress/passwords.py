"""Passwords: what is too easy, one-time ones, and argon2 hashes."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

COMMON = frozenset(
    (
        "1234567890 0123456789 0987654321 12345678910 qwertyuiop asdfghjkl1 password12 password123 "
        "password1234 iloveyou12 pakistan123 pakistan786 changeme123 letmein1234 welcome1234 administrator"
    ).split()
)
MIN_PASSWORD = 10
MAX_PASSWORD = 1000
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
"""Of one-time passwords: no two signs that look alike."""


class AccountError(Exception):
    """What a person asked of an account cannot be done. The text is for that person."""


def check(name: str, password: str) -> None:
    """Raises AccountError, saying why, for a password that is easy to guess."""
    if len(password) < MIN_PASSWORD:
        raise AccountError(f"A password needs at least {MIN_PASSWORD} characters.")
    if len(password) > MAX_PASSWORD:
        raise AccountError(f"A password has at most {MAX_PASSWORD} characters.")
    plain = password.lower()
    if plain == name or plain in COMMON or len(set(plain)) < 4:
        raise AccountError("This password is easy to guess. Take several words that do not belong together.")


def one_time() -> str:
    """A random password to be read out or typed once: 16 signs, 79 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))


def hash_of(password: str) -> str:
    """Its argon2id hash, with salt and parameters."""
    return _hasher().hash(password)


def matches(known: str, password: str) -> bool:
    """True when `password` has the hash `known`. An unreadable hash matches nothing."""
    try:
        return _hasher().verify(known, password[:MAX_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def hash_of_nobody() -> str:
    """A hash that nothing matches, so that an unknown name takes as long as a wrong password."""
    return _hasher().hash(secrets.token_urlsafe(32))
