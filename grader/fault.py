"""What the authoring gate has to say: where, what, and how to mend it."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Fault:
    """One reason why an assignment may not be released."""

    where: str
    """File and cell, such as `a1-hashes.py, cell hash256-hidden`."""
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.mend}"

    def as_dict(self) -> dict[str, str]:
        """For JSON."""
        return asdict(self)
