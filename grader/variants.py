"""Which seeds a learner's own data come from: `labs.variant` in the notebook, hidden tests in grading.

    base           HMAC(secret, "base", learner)                             in the learner's server
    visible seed   SHA-256(base, assignment)                                 what the notebook shows
    hidden seeds   HMAC(secret, "hidden", learner, course, assignment, n)    in the checker's hidden cells

The learner's name and the secret are all that goes in: a regrade years later draws the same data. Whoever has
the base finds the visible seeds, which are shown anyway, and nothing about the hidden ones.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

HIDDEN = 16
SEED_BYTES = 8
SHORTEST_SECRET = 16


@dataclass(frozen=True)
class Seeds:
    """The seeds of one learner's work on one assignment; numbers are below 2**64."""

    base: str
    visible: int
    hidden: tuple[int, ...]
    """One for each hidden test cell in notebook order, from the start again when there are more."""

    def environment(self) -> dict[str, str]:
        """For the learner process, always, and for the checker outside hidden cells; "" is not set."""
        return {"HUNAR_SEED_BASE": self.base, "HUNAR_SEED": ""}

    def hidden_environment(self, number: int) -> dict[str, str]:
        """For the checker in its hidden test cell `number`, counted from 0. Never for the learner process."""
        return {"HUNAR_SEED_BASE": "", "HUNAR_SEED": str(self.hidden[number % len(self.hidden)])}


def seeds(secret: bytes, learner: str, course: str, assignment: str) -> Seeds:
    """The seeds of this learner's work on this assignment, the same for ever. Raises ValueError as `base`."""
    own = base(secret, learner)
    return Seeds(
        base=own,
        visible=_visible(own, assignment),
        hidden=tuple(
            _seed(_keyed(secret, "hidden", learner, course, assignment, str(number)))
            for number in range(HIDDEN)
        ),
    )


def base(secret: bytes, learner: str) -> str:
    """HUNAR_SEED_BASE of this learner's server (hex). Raises ValueError for a secret too short to be one."""
    return _keyed(secret, "base", learner).hex()


def _visible(own: str, assignment: str) -> int:
    """As `labs.variant.of_base` has it, which a test holds to it."""
    return _seed(hashlib.sha256(f"{own}\0{assignment}".encode()).digest())


def _keyed(secret: bytes, *words: str) -> bytes:
    """HMAC-SHA-256 of the words, each with its length before it, so that no two lists of words are alike."""
    if len(secret) < SHORTEST_SECRET:
        raise ValueError(f"the secret for variants has {len(secret)} bytes, not {SHORTEST_SECRET} or more")
    parts = [word.encode("utf-8", "surrogatepass") for word in words]
    text = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.digest(secret, text, "sha256")


def _seed(digest: bytes) -> int:
    return int.from_bytes(digest[:SEED_BYTES], "big")
