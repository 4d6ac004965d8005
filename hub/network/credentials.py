"""Who a learner is to the class network: a name, a password made for it, a wallet of their own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from binascii import Error as NotBase64

PLAIN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


def password(key: str, learner: str) -> str:
    """The learner's password for the network's RPC; the same for every course."""
    return hmac.new(bytes.fromhex(key), f"network:{learner}".encode(), hashlib.sha256).hexdigest()[:40]


def wallet_of(learner: str) -> str:
    """The name of the learner's wallet: never a path, never another's, never the treasury."""
    if PLAIN_NAME.fullmatch(learner):
        return f"learner-{learner}"
    return "learner." + hashlib.sha256(learner.encode()).hexdigest()[:32]


def learner_of(authorization: str, key: str) -> str | None:
    """Who sent this `Authorization: Basic …`; None when it is not right."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, found, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (NotBase64, ValueError):
        return None
    right = hmac.compare_digest(secret.encode(), password(key, name).encode())
    return name if found and right else None
