# ruff: noqa
# %% [markdown]
# # weak-references

# %%
import gc
import weakref


# %% nbgrader={"grade_id": "cache", "solution": true}
### BEGIN SOLUTION
class Page:
    def __init__(self, number):
        self.number = number


_pages = weakref.WeakValueDictionary()


def page(number):
    found = _pages.get(number)
    if found is None:
        found = _pages[number] = Page(number)
    return found


### END SOLUTION

# %% nbgrader={"grade_id": "cache-check", "grade": true, "points": 2}
one = page(1)
assert page(1) is one and one.number == 1
seen = weakref.ref(one)
del one
gc.collect()
assert seen() is None, "[leak] A page that nobody uses must go."


# %% right="cache"
class Page:
    known = {}

    def __init__(self, number):
        self.number = number


def page(number):
    held = Page.known.get(number, lambda: None)()
    if held is None:
        held = Page(number)
        Page.known[number] = weakref.ref(held)
    return held


# %% wrong="cache"
class Page:
    def __init__(self, number):
        self.number = number


_pages = {}


def page(number):
    return _pages.setdefault(number, Page(number))


# %% [markdown]
# # pickled-object

# %%
import pickle


# %% nbgrader={"grade_id": "wallet", "solution": true}
### BEGIN SOLUTION
class Wallet:
    def __init__(self, name, seed):
        self.name, self.seed = name, seed

    def __getstate__(self):
        return {"name": self.name}


### END SOLUTION

# %% nbgrader={"grade_id": "wallet-check", "grade": true, "points": 1}
again = pickle.loads(pickle.dumps(Wallet("main", "secret")))
assert again.name == "main" and not hasattr(again, "seed")


# %% right="wallet"
class Wallet:
    def __init__(self, name, seed=None):
        self.name = name
        if seed:
            self.seed = seed

    def __reduce__(self):
        return (Wallet, (self.name,))


# %% wrong="wallet"
class Wallet:
    def __init__(self, name, seed):
        self.name, self.seed = name, seed
