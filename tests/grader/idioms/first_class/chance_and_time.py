# ruff: noqa
# %% [markdown]
# # seeded-randomness
# The check seeds and expects the numbers of that seed.

# %%
import random


# %% nbgrader={"grade_id": "dice", "solution": true}
def dice(n):
    ### BEGIN SOLUTION
    return [random.randint(1, 6) for _ in range(n)]
    ### END SOLUTION


# %% nbgrader={"grade_id": "dice-check", "grade": true, "points": 2}
random.seed(4)
rolled = dice(5)
random.seed(4)
assert rolled == dice(5) and all(1 <= eyes <= 6 for eyes in rolled)
### BEGIN HIDDEN TESTS
random.seed(11)
expected = [random.randint(1, 6) for _ in range(20)]
random.seed(11)
assert dice(20) == expected
assert set(dice(500)) == {1, 2, 3, 4, 5, 6}
### END HIDDEN TESTS

# %% right="dice"
from random import randint


def dice(n):
    rolled = []
    while len(rolled) < n:
        rolled.append(randint(1, 6))
    return rolled


# %% wrong="dice"
def dice(n):
    return [random.Random().randint(1, 6) for _ in range(n)]


# %% [markdown]
# # generator-of-numbers-as-argument

# %%
import random


# %% nbgrader={"grade_id": "draw", "solution": true}
def draw(rng, names, k):
    ### BEGIN SOLUTION
    return rng.sample(names, k)
    ### END SOLUTION


# %% nbgrader={"grade_id": "draw-check", "grade": true, "points": 2}
names = list("abcdefgh")
assert draw(random.Random(3), names, 4) == random.Random(3).sample(names, 4)
### BEGIN HIDDEN TESTS
rng, twin = random.Random(8), random.Random(8)
assert draw(rng, names, 2) == twin.sample(names, 2)
assert draw(rng, names, 2) == twin.sample(names, 2), "[state] Go on with the generator that is given."
assert rng.random() == twin.random()
### END HIDDEN TESTS


# %% right="draw"
def draw(rng, names, k):
    chosen = rng.sample(range(len(names)), k)
    return [names[place] for place in chosen]


# %% wrong="draw"
def draw(rng, names, k):
    return random.Random(3).sample(names, k)


# %% [markdown]
# # seeded-numpy

# %%
import numpy as np


# %% nbgrader={"grade_id": "noise", "solution": true}
def noise(n):
    ### BEGIN SOLUTION
    return np.random.normal(size=n)
    ### END SOLUTION


def walk(rng, n):
    ### BEGIN SOLUTION
    return np.cumsum(rng.choice([-1, 1], size=n))
    ### END SOLUTION


# %% nbgrader={"grade_id": "noise-check", "grade": true, "points": 2}
np.random.seed(5)
expected = np.random.normal(size=4)
np.random.seed(5)
assert np.array_equal(noise(4), expected)
### BEGIN HIDDEN TESTS
rng, twin = np.random.default_rng(2), np.random.default_rng(2)
assert (walk(rng, 6) == np.cumsum(twin.choice([-1, 1], size=6))).all()
assert rng.integers(10**6) == twin.integers(10**6)
### END HIDDEN TESTS


# %% right="noise"
def noise(n):
    return np.array([np.random.normal() for _ in range(n)])


def walk(rng, n):
    return rng.choice(np.array([-1, 1]), size=n).cumsum()


# %% wrong="noise"
def noise(n):
    return np.random.default_rng(5).normal(size=n)


def walk(rng, n):
    return np.cumsum(np.random.default_rng(2).choice([-1, 1], size=n))


# %% [markdown]
# # timing-loop
# Fast enough for many calls and for one long call.

# %%
import time


# %% nbgrader={"grade_id": "gauss", "solution": true}
def gauss(n):
    ### BEGIN SOLUTION
    return n * (n + 1) // 2
    ### END SOLUTION


# %% nbgrader={"grade_id": "gauss-check", "grade": true, "points": 2}
assert gauss(10) == 55
### BEGIN HIDDEN TESTS
start = time.perf_counter()
for n in range(300):
    assert gauss(n) == n * (n + 1) // 2
assert gauss(10**8) == 5000000050000000
assert time.perf_counter() - start < 2, "[slow] Find a formula instead of a loop."
### END HIDDEN TESTS


# %% right="gauss"
def gauss(n):
    half, odd = divmod(n, 2)
    return (half + odd) * (n + 1 - odd)


# %% wrong="gauss"
def gauss(n):
    total = 0
    for i in range(n + 1):
        total += i
    return total


# %% [markdown]
# # timeit
# A thousand calls by the standard library.

# %%
import timeit

# %% nbgrader={"grade_id": "lookup", "solution": true}
### BEGIN SOLUTION
primes = {2, 3, 5, 7, 11, 13}


def is_small_prime(n):
    return n in primes


### END SOLUTION

# %% nbgrader={"grade_id": "lookup-check", "grade": true, "points": 1}
assert is_small_prime(7) is True and is_small_prime(8) is False
### BEGIN HIDDEN TESTS
assert timeit.timeit(lambda: is_small_prime(13), number=1000) < 3
assert [n for n in range(20) if is_small_prime(n)] == [2, 3, 5, 7, 11, 13]
### END HIDDEN TESTS


# %% right="lookup"
def is_small_prime(n):
    return 1 < n < 15 and all(n % i for i in range(2, n))


# %% wrong="lookup"
import time


def is_small_prime(n):
    time.sleep(0.004)
    return n in (2, 3, 5, 7, 11, 13)
