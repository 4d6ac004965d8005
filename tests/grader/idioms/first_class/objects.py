# ruff: noqa
# %% [markdown]
# # look-into-an-object
# vars, hasattr, getattr, setattr, __name__, type.


# %% nbgrader={"grade_id": "miner", "solution": true}
### BEGIN SOLUTION
class Miner:
    def __init__(self, hashrate_th, power_w):
        self.hashrate_th = hashrate_th
        self.power_w = power_w

    def efficiency_j_per_th(self):
        return self.power_w / self.hashrate_th


### END SOLUTION

# %% nbgrader={"grade_id": "miner-check", "grade": true, "points": 2}
m = Miner(100, 3000)
assert hasattr(m, "power_w") and not hasattr(m, "owner")
assert vars(m) == {"hashrate_th": 100, "power_w": 3000}
### BEGIN HIDDEN TESTS
assert getattr(m, "efficiency_j_per_th")() == 30.0 and getattr(m, "owner", None) is None
setattr(m, "power_w", 2000)
assert m.efficiency_j_per_th() == 20.0 and type(m).__name__ == "Miner" and type(m) is Miner
assert "efficiency_j_per_th" in dir(m) and m.__class__.__name__ == "Miner"
### END HIDDEN TESTS


# %% right="miner"
class Miner:
    def __init__(self, hashrate_th, power_w):
        for name, value in (("hashrate_th", hashrate_th), ("power_w", power_w)):
            setattr(self, name, value)

    def efficiency_j_per_th(self):
        return vars(self)["power_w"] / self.__dict__["hashrate_th"]


# %% wrong="miner"
class Miner:
    def __init__(self, hashrate_th, power_w):
        self.hashrate_th = hashrate_th
        self.power_w = power_w
        self.efficiency = power_w / hashrate_th

    def efficiency_j_per_th(self):
        return self.efficiency


# %% [markdown]
# # linked-list
# Objects of the learner that hold each other, walked by the check.


# %% nbgrader={"grade_id": "node", "solution": true}
### BEGIN SOLUTION
class Node:
    def __init__(self, value, next=None):
        self.value, self.next = value, next


def build(values):
    head = None
    for value in reversed(values):
        head = Node(value, head)
    return head


def length(node):
    return 0 if node is None else 1 + length(node.next)


### END SOLUTION

# %% nbgrader={"grade_id": "node-check", "grade": true, "points": 3}
head = build([1, 2, 3])
assert head.value == 1 and head.next.next.value == 3 and head.next.next.next is None


### BEGIN HIDDEN TESTS
def to_list(node):
    return [] if node is None else [node.value, *to_list(node.next)]


assert to_list(head) == [1, 2, 3] and build([]) is None and length(head) == 3
head.next = Node(9, head.next.next)
assert to_list(head) == [1, 9, 3] and length(Node(0)) == 1
### END HIDDEN TESTS

# %% right="node"
from dataclasses import dataclass
from typing import Any, Optional


@dataclass
class Node:
    value: Any
    next: Optional["Node"] = None


def build(values):
    if not values:
        return None
    return Node(values[0], build(values[1:]))


def length(node):
    n = 0
    while node:
        n, node = n + 1, node.next
    return n


# %% wrong="node"
class Node:
    def __init__(self, value, next=None):
        self.value, self.next = value, next


def build(values):
    head = None
    for value in values:
        head = Node(value, head)
    return head


def length(node):
    return 0 if node is None else 1 + length(node.next)


# %% [markdown]
# # identity
# The same object, not an equal one.


# %% nbgrader={"grade_id": "registry", "solution": true}
### BEGIN SOLUTION
class Pool:
    def __init__(self, name):
        self.name = name


_pools = {}


def pool(name):
    if name not in _pools:
        _pools[name] = Pool(name)
    return _pools[name]


def same(thing):
    return thing


### END SOLUTION

# %% nbgrader={"grade_id": "registry-check", "grade": true, "points": 2}
assert pool("a") is pool("a") and pool("a") is not pool("b")
### BEGIN HIDDEN TESTS
one = pool("c")
one.name = "changed"
assert pool("c").name == "changed"
given = [1]
assert same(given) is given and same(None) is None and same(one) is one
### END HIDDEN TESTS

# %% right="registry"
from functools import lru_cache


class Pool:
    def __init__(self, name):
        self.name = name


@lru_cache
def pool(name):
    return Pool(name)


same = lambda thing: thing


# %% wrong="registry"
class Pool:
    def __init__(self, name):
        self.name = name

    def __eq__(self, other):
        return self.name == other.name


def pool(name):
    return Pool(name)


def same(thing):
    return thing
