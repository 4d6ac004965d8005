"""Data of one's own: every learner gets other numbers, and gets the same ones again.

    rng = variant.rng("a3-rewards")
    fees_sat = rng.integers(100, 5000, size=20)

The seed comes from environment variables that the platform sets; without them it is PLAIN_SEED, so a notebook
also runs at home. In a hidden test cell the same call gives numbers that the learner has not seen.

    HUNAR_SEED         the seed itself, a decimal number below 2**64: hidden tests
    HUNAR_SEED_BASE    any text; with the assignment's name it makes the seed: everywhere else

Changing them changes what one sees oneself: grading sets its own.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

PLAIN_SEED = 2009
"""The seed where no platform set one."""
SEED_BYTES = 8


def rng(assignment: str) -> np.random.Generator:
    """A fresh numpy generator with this learner's seed for the assignment.

    Each call starts from the beginning again. Several independent ones: `variant.rng("a1").spawn(3)`.
    """
    import numpy as np

    return np.random.default_rng(_number(assignment))


def seed(assignment: str) -> int:
    """The learner's seed as a number in 0 ... 2**32 - 1, for whatever takes a seed: random, torch, sklearn.

    Where a hidden test shows answers, use `rng`: it has 64 bits, which nobody finds by trying them all.
    """
    return _number(assignment) % 2**32


def _number(assignment: str) -> int:
    """Raises ValueError when HUNAR_SEED is no number."""
    if not assignment:
        raise ValueError('Name the assignment, for example variant.rng("a1-hashes").')
    if given := os.environ.get("HUNAR_SEED", ""):
        if not (given.isascii() and given.isdigit()):
            raise ValueError(f"HUNAR_SEED must be a whole number, not {given!r}. Restart your server.")
        return int(given)
    base = os.environ.get("HUNAR_SEED_BASE", "")
    return of_base(base, assignment) if base else PLAIN_SEED


def of_base(base: str, assignment: str) -> int:
    """The seed that HUNAR_SEED_BASE and an assignment's name make, below 2**64."""
    digest = hashlib.sha256(f"{base}\0{assignment}".encode()).digest()
    return int.from_bytes(digest[:SEED_BYTES], "big")
