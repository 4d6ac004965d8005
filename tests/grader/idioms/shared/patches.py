# ruff: noqa
# %% [markdown]
# # patched-name-of-the-notebook

# %%
from unittest.mock import patch


# %% nbgrader={"grade_id": "report", "solution": true}
### BEGIN SOLUTION
def fetch_price():
    return 42


def report():
    return f"{fetch_price()} sat"


### END SOLUTION

# %% nbgrader={"grade_id": "report-check", "grade": true, "points": 1}
with patch("__main__.fetch_price", return_value=7) as fetched:
    assert report() == "7 sat"
fetched.assert_called_once_with()
assert report() == "42 sat"

# %% right="report"
fetch_price = lambda: 42


def report():
    price = fetch_price()
    return str(price) + " sat"


# %% wrong="report"
def fetch_price():
    return 42


def report():
    return "42 sat"


# %% [markdown]
# # asked-for-by-the-author
# A plain check that its author wants in one process.


# %% nbgrader={"grade_id": "half", "solution": true}
def half(n):
    ### BEGIN SOLUTION
    return n / 2
    ### END SOLUTION


# %% nbgrader={"grade_id": "half-check", "grade": true, "points": 1} hunar={"isolation": "shared"}
assert half(3) == 1.5

# %% right="half"
half = lambda n: n * 0.5


# %% wrong="half"
def half(n):
    return n // 2


# %% [markdown]
# # patched-library
# The check patches a module that the learner's code calls.

# %%
import time
from unittest.mock import patch


# %% nbgrader={"grade_id": "retry", "solution": true}
def retry(action, times):
    ### BEGIN SOLUTION
    for attempt in range(times):
        try:
            return action()
        except OSError:
            time.sleep(2**attempt)
    raise TimeoutError
    ### END SOLUTION


# %% nbgrader={"grade_id": "retry-check", "grade": true, "points": 2}
answers = iter([OSError(), OSError(), "done"])


def action():
    answer = next(answers)
    if isinstance(answer, Exception):
        raise answer
    return answer


with patch("time.sleep") as slept:
    assert retry(action, 5) == "done"
assert [call.args[0] for call in slept.call_args_list] == [1, 2]

# %% right="retry"
import time as clock


def retry(action, times):
    pause = 1
    while times:
        try:
            return action()
        except OSError:
            clock.sleep(pause)
        times, pause = times - 1, pause * 2
    raise TimeoutError(times)


# %% wrong="retry"
def retry(action, times):
    for attempt in range(times):
        try:
            return action()
        except OSError:
            time.sleep(1)
    raise TimeoutError


# %% [markdown]
# # patched-method-of-a-learners-class

# %%
from unittest.mock import patch


# %% nbgrader={"grade_id": "rig", "solution": true}
### BEGIN SOLUTION
class Rig:
    def power(self):
        return 3000

    def cost(self, rate):
        return self.power() * rate


### END SOLUTION

# %% nbgrader={"grade_id": "rig-check", "grade": true, "points": 1}
assert Rig().cost(2) == 6000
with patch.object(Rig, "power", return_value=10):
    assert Rig().cost(2) == 20, "[copied] Ask power() for the power."
assert Rig().power() == 3000


# %% right="rig"
class Rig:
    def power(self):
        return 1000 * 3

    def cost(self, rate):
        return rate * getattr(self, "power")()


# %% wrong="rig"
class Rig:
    def power(self):
        return 3000

    def cost(self, rate):
        return 3000 * rate
