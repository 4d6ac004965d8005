# ruff: noqa
# %% [markdown]
# # decimal-and-fraction
# Exact numbers, with their type and their digits.

# %%
from decimal import Decimal
from fractions import Fraction


# %% nbgrader={"grade_id": "price", "solution": true}
def price(units, each):
    ### BEGIN SOLUTION
    return (Decimal(units) * Decimal(each)).quantize(Decimal("0.01"))
    ### END SOLUTION


def share(parts, whole):
    ### BEGIN SOLUTION
    return Fraction(parts, whole)
    ### END SOLUTION


# %% nbgrader={"grade_id": "price-check", "grade": true, "points": 2}
assert price(3, "0.10") == Decimal("0.30")
assert share(2, 6) == Fraction(1, 3)
### BEGIN HIDDEN TESTS
assert str(price(1, "2.5")) == "2.50" and price(1, "2.5").as_tuple().exponent == -2
assert share(3, 4).denominator == 4 and share(1, 2) + share(1, 3) == Fraction(5, 6)
### END HIDDEN TESTS


# %% right="price"
def price(units, each):
    cents = round(Decimal(each) * units * 100)
    return Decimal(cents).scaleb(-2)


def share(parts, whole):
    return Fraction(parts) / whole


# %% wrong="price"
def price(units, each):
    return Decimal(units) * Decimal(each)


def share(parts, whole):
    return Fraction(parts, whole)


# %% [markdown]
# # dates-and-times

# %%
import datetime as dt


# %% nbgrader={"grade_id": "due", "solution": true}
def due(start, days):
    ### BEGIN SOLUTION
    return start + dt.timedelta(days=days)
    ### END SOLUTION


def in_karachi(moment):
    ### BEGIN SOLUTION
    return moment.astimezone(dt.timezone(dt.timedelta(hours=5)))
    ### END SOLUTION


# %% nbgrader={"grade_id": "due-check", "grade": true, "points": 2}
assert due(dt.date(2027, 2, 27), 2) == dt.date(2027, 3, 1)
noon = dt.datetime(2027, 3, 1, 12, tzinfo=dt.timezone.utc)
assert in_karachi(noon) == noon and in_karachi(noon).hour == 17
### BEGIN HIDDEN TESTS
assert in_karachi(noon).utcoffset() == dt.timedelta(hours=5)
assert due(dt.datetime(2028, 2, 28, 23), 1).isoformat() == "2028-02-29T23:00:00"
assert (due(dt.date(2027, 1, 1), 7) - dt.date(2027, 1, 1)).days == 7
### END HIDDEN TESTS

# %% right="due"
from datetime import timedelta, timezone


def due(start, days):
    for _ in range(days):
        start += timedelta(days=1)
    return start


def in_karachi(moment):
    return moment.astimezone(tz=timezone(timedelta(hours=5), "PKT"))


# %% wrong="due"
def due(start, days):
    return start + dt.timedelta(days=days)


def in_karachi(moment):
    return moment + dt.timedelta(hours=5)
