# ruff: noqa
# %% [markdown]
# # text-forms
# str, repr, format, int, float, index and bytes of a learner's object.


# %% nbgrader={"grade_id": "sats", "solution": true}
### BEGIN SOLUTION
class Sats:
    def __init__(self, amount):
        self.amount = amount

    def __str__(self):
        return f"{self.amount} sat"

    def __repr__(self):
        return f"Sats({self.amount})"

    def __format__(self, spec):
        return f"{self.amount / 10**8:.8f} BTC" if spec == "btc" else str(self)

    def __int__(self):
        return self.amount

    __index__ = __int__

    def __float__(self):
        return self.amount / 10**8

    def __bool__(self):
        return self.amount > 0


### END SOLUTION

# %% nbgrader={"grade_id": "sats-check", "grade": true, "points": 2}
s = Sats(1500)
assert str(s) == "1500 sat" and repr(s) == "Sats(1500)"
### BEGIN HIDDEN TESTS
assert f"{s:btc}" == "0.00001500 BTC" and f"{s}" == "1500 sat" and "%s" % s == "1500 sat"
assert int(s) == 1500 and float(s) == 0.000015 and [10, 20, 30][Sats(1)] == 20
assert bool(s) and not Sats(0) and repr([s]) == "[Sats(1500)]"
### END HIDDEN TESTS

# %% right="sats"
from dataclasses import dataclass


@dataclass(repr=False)
class Sats:
    amount: int

    def __repr__(self):
        return "Sats(%d)" % self.amount

    def __str__(self):
        return str(self.amount) + " sat"

    def __format__(self, spec):
        return "{:.8f} BTC".format(float(self)) if spec else str(self)

    def __int__(self):
        return self.amount

    def __index__(self):
        return self.amount

    def __float__(self):
        return self.amount * 1e-8

    def __len__(self):
        return self.amount


# %% wrong="sats"
class Sats:
    def __init__(self, amount):
        self.amount = amount

    def __str__(self):
        return f"{self.amount} sat"

    __repr__ = __str__


# %% [markdown]
# # approximate-and-ordered
# pytest.approx, json and heaps with what the learner gives back.

# %%
import heapq
import json

import pytest


# %% nbgrader={"grade_id": "tx", "solution": true}
### BEGIN SOLUTION
class Tx:
    def __init__(self, fee, size):
        self.fee, self.size = fee, size

    def __lt__(self, other):
        return self.rate() > other.rate()

    def rate(self):
        return self.fee / self.size


def summary(txs):
    return {"count": len(txs), "rate": sum(tx.fee for tx in txs) / sum(tx.size for tx in txs)}


### END SOLUTION

# %% nbgrader={"grade_id": "tx-check", "grade": true, "points": 2}
txs = [Tx(100, 200), Tx(900, 300), Tx(10, 100)]
assert summary(txs)["rate"] == pytest.approx(1.6833, abs=1e-3)
### BEGIN HIDDEN TESTS
heap = list(txs)
heapq.heapify(heap)
assert heapq.heappop(heap).fee == 900 and min(txs).rate() == 3
assert json.loads(json.dumps(summary(txs)))["count"] == 3
### END HIDDEN TESTS


# %% right="tx"
class Tx:
    def __init__(self, fee, size):
        self.size = size
        self.fee = fee

    def rate(self):
        return 1.0 * self.fee / self.size

    def __lt__(self, other):
        return self.fee * other.size > other.fee * self.size


def summary(txs):
    fees, sizes = zip(*((tx.fee, tx.size) for tx in txs))
    return dict(count=len(fees), rate=sum(fees) / sum(sizes))


# %% wrong="tx"
class Tx:
    def __init__(self, fee, size):
        self.fee, self.size = fee, size

    def __lt__(self, other):
        return self.rate() < other.rate()

    def rate(self):
        return self.fee / self.size


def summary(txs):
    return {"count": len(txs), "rate": sum(tx.rate() for tx in txs) / len(txs)}


# %% [markdown]
# # abstract-kinds
# isinstance with the abstract classes of the standard library.

# %%
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized


# %% nbgrader={"grade_id": "book", "solution": true}
### BEGIN SOLUTION
class Book(Mapping):
    def __init__(self, prices):
        self._prices = dict(prices)

    def __getitem__(self, name):
        return self._prices[name]

    def __iter__(self):
        return iter(self._prices)

    def __len__(self):
        return len(self._prices)


def prices(book):
    yield from book.values()


### END SOLUTION

# %% nbgrader={"grade_id": "book-check", "grade": true, "points": 2}
book = Book({"sun": 3, "gas": 9})
assert book["sun"] == 3 and len(book) == 2 and "gas" in book
### BEGIN HIDDEN TESTS
assert isinstance(book, Mapping) and isinstance(book, Sized) and isinstance(book, Iterable)
assert dict(book) == {"sun": 3, "gas": 9} and book.get("coal", 0) == 0
assert sorted(book.items()) == [("gas", 9), ("sun", 3)] and isinstance(prices(book), Iterator)
assert isinstance(prices, Callable) and list(prices(book)) == [3, 9]
### END HIDDEN TESTS

# %% right="book"
from collections import UserDict


class Book(UserDict):
    pass


def prices(book):
    return (book[name] for name in book)


# %% wrong="book"
class Book:
    def __init__(self, prices):
        self._prices = prices

    def __getitem__(self, name):
        return self._prices[name]

    def __len__(self):
        return len(self._prices)

    def __contains__(self, name):
        return name in self._prices


def prices(book):
    return []
