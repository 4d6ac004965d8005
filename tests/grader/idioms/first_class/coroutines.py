# ruff: noqa
# %% [markdown]
# # await-in-a-cell

# %%
import asyncio


# %% nbgrader={"grade_id": "fetch", "solution": true}
async def fetch(height):
    ### BEGIN SOLUTION
    await asyncio.sleep(0)
    return {"height": height}
    ### END SOLUTION


# %% nbgrader={"grade_id": "fetch-check", "grade": true, "points": 2}
assert await fetch(3) == {"height": 3}
### BEGIN HIDDEN TESTS
found = [await fetch(height) for height in (1, 2)]
assert [one["height"] for one in found] == [1, 2]
### END HIDDEN TESTS


# %% right="fetch"
async def fetch(height):
    task = asyncio.create_task(asyncio.sleep(0.001, result=height))
    return dict(height=await task)


# %% wrong="fetch"
async def fetch(height):
    return {"height": str(height)}


# %% [markdown]
# # asyncio-run

# %%
import asyncio
import inspect


# %% nbgrader={"grade_id": "gather", "solution": true}
### BEGIN SOLUTION
async def double(n):
    await asyncio.sleep(0.001)
    return 2 * n


async def all_doubled(numbers):
    return await asyncio.gather(*(double(n) for n in numbers))


### END SOLUTION

# %% nbgrader={"grade_id": "gather-check", "grade": true, "points": 2}
assert asyncio.run(double(4)) == 8
### BEGIN HIDDEN TESTS
assert asyncio.run(all_doubled([3, 1, 2])) == [6, 2, 4]
assert inspect.iscoroutinefunction(double)
try:
    asyncio.run(double(None))
except TypeError:
    pass
else:
    raise AssertionError("None cannot be doubled")
### END HIDDEN TESTS


# %% right="gather"
async def double(n):
    return n * 2


async def all_doubled(numbers):
    return [await double(n) for n in numbers]


# %% wrong="gather"
async def double(n):
    return 2 * n


async def all_doubled(numbers):
    return [await one for one in asyncio.as_completed([double(n) for n in sorted(numbers)])]


# %% [markdown]
# # coroutine-that-is-gathered-by-the-check

# %%
import asyncio


# %% nbgrader={"grade_id": "price", "solution": true}
async def price(kwh):
    ### BEGIN SOLUTION
    await asyncio.sleep(0)
    return kwh * 30
    ### END SOLUTION


# %% nbgrader={"grade_id": "price-check", "grade": true, "points": 1}
async def total():
    return sum(await asyncio.gather(price(1), price(2)))


assert asyncio.run(total()) == 90
### BEGIN HIDDEN TESTS
assert asyncio.run(asyncio.wait_for(price(0), timeout=1)) == 0
### END HIDDEN TESTS


# %% right="price"
async def price(kwh):
    async def rate():
        return 30

    return await rate() * kwh


# %% wrong="price"
def price(kwh):
    return kwh * 30
