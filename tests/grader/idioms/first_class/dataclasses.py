# ruff: noqa
# %% [markdown]
# # dataclass-equality

# %% nbgrader={"grade_id": "block", "solution": true}
### BEGIN SOLUTION
from dataclasses import dataclass, field


@dataclass
class Block:
    height: int
    parent: str = ""
    txids: list = field(default_factory=list)

    def weight(self):
        return 4 * len(self.txids)


### END SOLUTION

# %% nbgrader={"grade_id": "block-check", "grade": true, "points": 3}
assert Block(1, "00") == Block(1, "00") and Block(1) != Block(2)
assert Block(2).parent == "" and Block(2).txids == []
### BEGIN HIDDEN TESTS
one, two = Block(1), Block(2)
one.txids.append("ab")
assert two.txids == [] and one.weight() == 4, "[shared-default] Each block has a list of its own."
assert repr(Block(7, "x")) == "Block(height=7, parent='x', txids=[])"
import dataclasses

assert dataclasses.asdict(Block(3, "p", ["t"])) == {"height": 3, "parent": "p", "txids": ["t"]}
assert [part.name for part in dataclasses.fields(Block)] == ["height", "parent", "txids"]
assert dataclasses.replace(Block(3, "p"), height=4) == Block(4, "p")
### END HIDDEN TESTS

# %% right="block"
import dataclasses


@dataclasses.dataclass(order=True)
class Block:
    height: int
    parent: str = ""
    txids: list[str] = dataclasses.field(default_factory=lambda: [])

    def weight(self):
        return sum(4 for _ in self.txids)


# %% wrong="block"
class Block:
    def __init__(self, height, parent="", txids=[]):
        self.height, self.parent, self.txids = height, parent, txids

    def __eq__(self, other):
        return (self.height, self.parent) == (other.height, other.parent)

    def weight(self):
        return 4 * len(self.txids)


# %% [markdown]
# # frozen-and-ordered-dataclass

# %%
import dataclasses

import pytest


# %% nbgrader={"grade_id": "version", "solution": true}
### BEGIN SOLUTION
@dataclasses.dataclass(frozen=True, order=True)
class Version:
    major: int
    minor: int = 0


### END SOLUTION

# %% nbgrader={"grade_id": "version-check", "grade": true, "points": 2}
assert Version(1, 2) < Version(1, 3) < Version(2) and max(Version(1), Version(0, 9)) == Version(1)
### BEGIN HIDDEN TESTS
with pytest.raises(dataclasses.FrozenInstanceError):
    Version(1).major = 2
assert len({Version(1), Version(1, 0), Version(2)}) == 2
assert [v.minor for v in sorted([Version(1, 5), Version(1, 1)])] == [1, 5]
### END HIDDEN TESTS

# %% right="version"
from dataclasses import dataclass


@dataclass(order=True, frozen=True, slots=True)
class Version:
    major: int
    minor: int = 0

    def __str__(self):
        return f"{self.major}.{self.minor}"


# %% wrong="version"
@dataclasses.dataclass(order=True, unsafe_hash=True)
class Version:
    major: int
    minor: int = 0
