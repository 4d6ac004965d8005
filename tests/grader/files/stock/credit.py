# %% [markdown]
# # Partial credit, a manual code cell and a task

# %% nbgrader={"grade_id": "roman", "solution": true}
def roman(n):
    """n, from 1 to 39, in Roman numerals."""
    ### BEGIN SOLUTION
    text = ""
    for value, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while n >= value:
            text, n = text + letters, n - value
    return text
    ### END SOLUTION


# %% nbgrader={"grade_id": "roman-credit", "grade": true, "points": 4}
right = 0
for n, text in {2: "II", 4: "IV", 9: "IX", 27: "XXVII"}.items():
    try:
        right += roman(n) == text
    except NotImplementedError:
        pass
right

# %% nbgrader={"grade_id": "roman-half-points", "grade": true, "points": 1.5}
### BEGIN HIDDEN TESTS
0.5 + float(roman(39) == "XXXIX")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "roman-whole", "grade": true, "points": 2}
assert roman(1) == "I"
assert roman(38) == "XXXVIII"

# %% nbgrader={"grade_id": "story", "solution": true, "grade": true, "points": 3}
### BEGIN SOLUTION
print("A person reads this cell.")
### END SOLUTION

# %% [markdown] nbgrader={"grade_id": "project", "task": true, "points": 5}
# Make a poster and hang it up.
### BEGIN MARK SCHEME
# 5 points when it hangs.
### END MARK SCHEME
