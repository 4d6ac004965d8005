# ruff: noqa
# %% [markdown]
# # subclass-in-the-check


# %% nbgrader={"grade_id": "plugin", "solution": true}
### BEGIN SOLUTION
class Plugin:
    registry = []

    def __init_subclass__(cls):
        Plugin.registry.append(cls.__name__)

    def run(self):
        return f"{self.title()} ran"


### END SOLUTION


# %% nbgrader={"grade_id": "plugin-check", "grade": true, "points": 2}
class Backup(Plugin):
    def title(self):
        return "backup"

    def run(self):
        return super().run() + "!"


assert Backup().run() == "backup ran!" and Plugin.registry == ["Backup"]


# %% right="plugin"
class Plugin:
    registry = []

    @classmethod
    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        cls.registry.append(cls.__qualname__)

    def run(self):
        return "%s ran" % self.title()


# %% wrong="plugin"
class Plugin:
    registry = []

    def run(self):
        return f"{self.title()} ran"


# %% [markdown]
# # cyclic-value


# %% nbgrader={"grade_id": "ring", "solution": true}
def ring(values):
    ### BEGIN SOLUTION
    cells = [[value, None] for value in values]
    for here, there in zip(cells, cells[1:] + cells[:1]):
        here[1] = there
    return cells[0]
    ### END SOLUTION


# %% nbgrader={"grade_id": "ring-check", "grade": true, "points": 2}
start = ring([1, 2, 3])
assert [start[0], start[1][0], start[1][1][0]] == [1, 2, 3]
assert start[1][1][1] is start


# %% right="ring"
def ring(values):
    first = last = [values[0], None]
    for value in values[1:]:
        last[1] = [value, None]
        last = last[1]
    last[1] = first
    return first


# %% wrong="ring"
def ring(values):
    chain = [values[0], None]
    for value in reversed(values):
        chain = [value, chain]
    return chain


# %% [markdown]
# # async-for-and-with


# %% nbgrader={"grade_id": "stream", "solution": true}
### BEGIN SOLUTION
class Stream:
    def __init__(self, items):
        self.items, self.open = items, False

    async def __aenter__(self):
        self.open = True
        return self

    async def __aexit__(self, *error):
        self.open = False

    async def blocks(self):
        for item in self.items:
            yield item


### END SOLUTION


# %% nbgrader={"grade_id": "stream-check", "grade": true, "points": 2}
async def read(stream):
    async with stream as opened:
        assert opened.open
        return [block async for block in opened.blocks()]


stream = Stream([1, 2])
assert await read(stream) == [1, 2] and not stream.open

# %% right="stream"
import asyncio
from contextlib import AbstractAsyncContextManager


class Stream(AbstractAsyncContextManager):
    open = False

    def __init__(self, items):
        self._items = tuple(items)

    async def __aenter__(self):
        self.open = True
        return self

    async def __aexit__(self, kind, error, trace):
        self.open = not True

    async def blocks(self):
        for item in self._items:
            await asyncio.sleep(0)
            yield item


# %% wrong="stream"
class Stream:
    def __init__(self, items):
        self.items, self.open = items, True

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        pass

    async def blocks(self):
        for item in self.items:
            yield item
