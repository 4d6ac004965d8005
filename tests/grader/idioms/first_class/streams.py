# ruff: noqa
# %% [markdown]
# # printed-output

# %%
import contextlib
import io


# %% nbgrader={"grade_id": "table", "solution": true}
def table(rows):
    ### BEGIN SOLUTION
    for name, value in rows:
        print(f"{name:<6}{value:>4}")
    print("end")
    ### END SOLUTION


# %% nbgrader={"grade_id": "table-check", "grade": true, "points": 2}
out = io.StringIO()
with contextlib.redirect_stdout(out):
    assert table([("sun", 5)]) is None
assert out.getvalue() == "sun      5\nend\n"
### BEGIN HIDDEN TESTS
again = io.StringIO()
with contextlib.redirect_stdout(again):
    table([("a", 1), ("b", 22)])
assert again.getvalue().splitlines() == ["a        1", "b       22", "end"]
### END HIDDEN TESTS

# %% right="table"
import sys


def table(rows):
    lines = [name.ljust(6) + str(value).rjust(4) for name, value in rows]
    sys.stdout.write("\n".join([*lines, "end"]) + "\n")


# %% wrong="table"
def table(rows):
    for name, value in rows:
        print(name, value, sep="\t")
    print("end")


# %% [markdown]
# # standard-output-by-hand
# The check swaps sys.stdout itself.

# %%
import io
import sys


# %% nbgrader={"grade_id": "greet", "solution": true}
def greet(name):
    ### BEGIN SOLUTION
    print("Salaam,", name)
    ### END SOLUTION


# %% nbgrader={"grade_id": "greet-check", "grade": true, "points": 1}
kept, sys.stdout = sys.stdout, io.StringIO()
try:
    greet("Amina")
    said = sys.stdout.getvalue()
finally:
    sys.stdout = kept
assert said.strip() == "Salaam, Amina"


# %% right="greet"
def greet(name):
    print("Salaam, ", end="")
    print(name)


# %% wrong="greet"
def greet(name):
    return f"Salaam, {name}"


# %% [markdown]
# # patched-input

# %%
from unittest.mock import patch


# %% nbgrader={"grade_id": "ask", "solution": true}
def ask():
    ### BEGIN SOLUTION
    while True:
        answer = input("Amount in sat: ")
        if answer.isdigit():
            return int(answer)
    ### END SOLUTION


# %% nbgrader={"grade_id": "ask-check", "grade": true, "points": 2}
with patch("builtins.input", side_effect=["x", "", "12"]) as asked:
    assert ask() == 12
assert asked.call_count == 3
### BEGIN HIDDEN TESTS
with patch("builtins.input", lambda prompt="": "7"):
    assert ask() == 7
### END HIDDEN TESTS


# %% right="ask"
def ask():
    try:
        return int(input())
    except ValueError:
        return ask()


# %% wrong="ask"
def ask():
    answer = input("Amount in sat: ")
    return int(answer) if answer.isdigit() else 0


# %% [markdown]
# # standard-input
# The text that input() reads comes from sys.stdin.

# %%
import io
import sys


# %% nbgrader={"grade_id": "add", "solution": true}
def add_lines():
    ### BEGIN SOLUTION
    count = int(input())
    return sum(int(input()) for _ in range(count))
    ### END SOLUTION


# %% nbgrader={"grade_id": "add-check", "grade": true, "points": 2}
kept = sys.stdin
sys.stdin = io.StringIO("2\n30\n12\n")
try:
    found = add_lines()
finally:
    sys.stdin = kept
assert found == 42

# %% right="add"
import sys


def add_lines():
    count, *numbers = map(int, sys.stdin.read().split())
    return sum(numbers[:count])


# %% wrong="add"
def add_lines():
    return int(input()) + int(input())


# %% [markdown]
# # file-like-objects

# %%
import csv
import io


# %% nbgrader={"grade_id": "sum-column", "solution": true}
def sum_column(file, name):
    ### BEGIN SOLUTION
    return sum(float(row[name]) for row in csv.DictReader(file))
    ### END SOLUTION


def write_rows(file, rows):
    ### BEGIN SOLUTION
    for row in rows:
        file.write(",".join(map(str, row)) + "\n")
    ### END SOLUTION


# %% nbgrader={"grade_id": "sum-column-check", "grade": true, "points": 2}
assert sum_column(io.StringIO("a,b\n1,2\n3,4\n"), "b") == 6
### BEGIN HIDDEN TESTS
out = io.StringIO()
write_rows(out, [(1, "x"), (2, "y")])
assert out.getvalue() == "1,x\n2,y\n"
### END HIDDEN TESTS


# %% right="sum-column"
def sum_column(file, name):
    header, *lines = file.read().splitlines()
    place = header.split(",").index(name)
    return sum(float(line.split(",")[place]) for line in lines)


def write_rows(file, rows):
    file.writelines(f"{a},{b}\n" for a, b in rows)


# %% wrong="sum-column"
def sum_column(file, name):
    return sum(float(row["b"]) for row in csv.DictReader(file))


def write_rows(file, rows):
    for row in rows:
        file.write(str(row))


# %% [markdown]
# # written-file
# The learner's function writes a file; the check reads it.


# %% nbgrader={"grade_id": "save", "solution": true}
def save(path, names):
    ### BEGIN SOLUTION
    with open(path, "w", encoding="utf-8") as file:
        for name in sorted(names):
            file.write(name + "\n")
    ### END SOLUTION


# %% nbgrader={"grade_id": "save-check", "grade": true, "points": 1}
save("names.txt", {"Nur", "علی", "Amina"})
with open("names.txt", encoding="utf-8") as file:
    assert file.read() == "Amina\nNur\nعلی\n"
### BEGIN HIDDEN TESTS
save("empty.txt", [])
assert open("empty.txt").read() == ""
### END HIDDEN TESTS

# %% right="save"
from pathlib import Path


def save(path, names):
    Path(path).write_text("".join(f"{name}\n" for name in sorted(names)), encoding="utf-8")


# %% wrong="save"
def save(path, names):
    with open(path, "a", encoding="utf-8") as file:
        file.write("\n".join(names))
