# %% [markdown]
# # T1 · Sums
#
# **Minutes:** 10 · **Prerequisites:** none
#
# **After this you can:** double a number.

# %% [markdown]
# ## 1 · Twice
#
# PADDING

# %% nbgrader={"grade_id": "double", "solution": true} hunar={"exercise": "double", "title": "double"}
def double(n):
    """Twice n."""
    ### BEGIN SOLUTION
    secret_factor_two = 2
    return n * secret_factor_two
    ### END SOLUTION


# %% nbgrader={"grade_id": "double-check", "grade": true, "points": 2}
assert double(1) != 1, "[same] double gave its input back; multiply it by 2."
assert double(1) == 2, "double(1) should be 2."

# %% [markdown]
# <details><summary>Hint 1: the idea</summary>Add the number to itself.</details>
#
# <details><summary>Hint 2: pseudo-code</summary>return n times 2</details>

# %% nbgrader={"grade_id": "double-hidden", "grade": true, "points": 3}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
for hidden_case in (-4.5, 0, 10**20):
    assert double(hidden_case) != hidden_case**2 or hidden_case == 0, "[squared] double gave the square."
    assert double(hidden_case) == hidden_case + hidden_case, "[not-double] double is wrong for some numbers."
### END HIDDEN TESTS

# %%
import matplotlib.pyplot as plt

plt.plot([1, 2, 3], [double(n) for n in (1, 2, 3)])

# %% [markdown] nbgrader={"grade_id": "reflect", "solution": true, "grade": true, "points": 5}
# When would you double a number?

# %% [markdown]
# ## Where this model is wrong
#
# Numbers in a machine end somewhere.
#
# ## Sources
#
# Euclid, Elements (translation of 1908).
