# ruff: noqa
# %% [markdown]
# # attributes-and-methods

# %% nbgrader={"grade_id": "account", "solution": true}
### BEGIN SOLUTION
class Account:
    bank = "Hunar"

    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance

    def deposit(self, amount):
        if amount <= 0:
            raise ValueError("amount must be positive")
        self.balance += amount
        return self

    def __repr__(self):
        return f"Account({self.owner!r}, {self.balance})"


### END SOLUTION

# %% nbgrader={"grade_id": "account-check", "grade": true, "points": 3}
a = Account("Amina", 10)
assert a.owner == "Amina" and a.balance == 10 and Account("B").balance == 0
a.deposit(5)
assert a.balance == 15
### BEGIN HIDDEN TESTS
assert a.deposit(1).deposit(2) is a and a.balance == 18
a.balance = 3
assert a.deposit(1).balance == 4
assert repr(a) == "Account('Amina', 4)" and Account.bank == "Hunar" and isinstance(a, Account)
try:
    a.deposit(0)
except ValueError:
    assert a.balance == 4
else:
    raise AssertionError("nothing was deposited")
### END HIDDEN TESTS


# %% right="account"
class Account:
    bank = "Hunar"

    def __init__(self, owner, balance=0):
        self.__dict__.update(owner=owner, balance=balance)

    def deposit(self, amount):
        if not amount > 0:
            raise ValueError(amount)
        self.balance = sum([self.balance, amount])
        return self

    def __str__(self):
        return f"{type(self).__name__}({self.owner!r}, {self.balance})"

    __repr__ = __str__


# %% wrong="account"
class Account:
    bank = "Hunar"
    balance = 0

    def __init__(self, owner, balance=0):
        self.owner = owner
        Account.balance = balance

    def deposit(self, amount):
        self.balance += amount
        return Account(self.owner, self.balance)

    def __repr__(self):
        return f"Account({self.owner!r}, {self.balance})"


# %% [markdown]
# # operators
# Arithmetic on both sides, comparison, sorting, hashing.


# %% nbgrader={"grade_id": "vector", "solution": true}
### BEGIN SOLUTION
class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor)

    __rmul__ = __mul__

    def __neg__(self):
        return self * -1

    def __eq__(self, other):
        return (self.x, self.y) == (other.x, other.y)

    def __hash__(self):
        return hash((self.x, self.y))

    def __abs__(self):
        return (self.x**2 + self.y**2) ** 0.5

    def __lt__(self, other):
        return abs(self) < abs(other)


### END SOLUTION

# %% nbgrader={"grade_id": "vector-check", "grade": true, "points": 4}
v, w = Vector(3, 4), Vector(1, 2)
total = v + w
assert (total.x, total.y) == (4, 6)
assert v + w == Vector(4, 6) and v != w
### BEGIN HIDDEN TESTS
assert (v * 2).y == 8 and (2 * v).x == 6 and (-w).x == -1
assert abs(v) == 5.0 and w < v and not v < w
assert [one.x for one in sorted([v, w])] == [1, 3] and max(v, w) is v
assert len({v, Vector(3, 4), w}) == 2 and v in [Vector(3, 4)]
### END HIDDEN TESTS

# %% right="vector"
from functools import total_ordering


@total_ordering
class Vector:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __iter__(self):
        return iter((self.x, self.y))

    def __add__(self, other):
        return type(self)(*(a + b for a, b in zip(self, other)))

    def __mul__(self, factor):
        return Vector(factor * self.x, factor * self.y)

    def __rmul__(self, factor):
        return self * factor

    def __neg__(self):
        return Vector(-self.x, -self.y)

    def __abs__(self):
        return sum(part * part for part in self) ** 0.5

    def __eq__(self, other):
        return isinstance(other, Vector) and self.x == other.x and self.y == other.y

    def __hash__(self):
        return hash(tuple(self))

    def __lt__(self, other):
        return abs(self) < abs(other)


# %% wrong="vector"
class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        self.x += other.x
        self.y += other.y
        return self

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1
