"""How the pages write amounts, times and hashes."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from decimal import Decimal


def coins(amount: Decimal | int) -> str:
    """An amount of coins without needless zeros: 12.5, 0.00001."""
    text = f"{Decimal(amount):,.8f}".rstrip("0").rstrip(".")
    return text or "0"


def from_sat(amount_sat: int) -> Decimal:
    """Satoshi as coins."""
    return Decimal(amount_sat) / 100_000_000


def ago(seconds_since_1970: int) -> str:
    """How long ago, in one word and a number."""
    passed = max(0, int(time.time()) - seconds_since_1970)
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if passed >= size:
            number = passed // size
            return f"{number} {unit}{'s' if number > 1 else ''} ago"
    return "just now"


def when(seconds_since_1970: int) -> str:
    """Date and time, UTC."""
    return f"{datetime.fromtimestamp(seconds_since_1970, UTC):%Y-%m-%d %H:%M:%S} UTC"


def short(digest: str) -> str:
    """Both ends of a hash."""
    return digest if len(digest) <= 20 else f"{digest[:8]}…{digest[-8:]}"
