# ruff: noqa
# %% [markdown]
# # unittest-in-a-cell

# %%
import unittest


# %% nbgrader={"grade_id": "leap", "solution": true}
def leap(year):
    ### BEGIN SOLUTION
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    ### END SOLUTION


# %% nbgrader={"grade_id": "leap-check", "grade": true, "points": 2}
class TestLeap(unittest.TestCase):
    def setUp(self):
        self.years = {2024: True, 1900: False, 2000: True, 2027: False}

    def test_years(self):
        for year, expected in self.years.items():
            with self.subTest(year=year):
                self.assertEqual(leap(year), expected)

    def test_kind(self):
        self.assertIsInstance(leap(4), bool)
        with self.assertRaises(TypeError):
            leap("2024x"[0:2] + None)


result = unittest.TextTestRunner(verbosity=0).run(unittest.defaultTestLoader.loadTestsFromTestCase(TestLeap))
assert result.wasSuccessful() and result.testsRun == 2

# %% right="leap"
import calendar


def leap(year):
    return calendar.isleap(year)


# %% wrong="leap"
def leap(year):
    return year % 4 == 0


# %% [markdown]
# # table-of-cases


# %% nbgrader={"grade_id": "clamp", "solution": true}
def clamp(value, low, high):
    ### BEGIN SOLUTION
    return max(low, min(value, high))
    ### END SOLUTION


# %% nbgrader={"grade_id": "clamp-check", "grade": true, "points": 2}
for (value, low, high), expected in {(5, 0, 3): 3, (-1, 0, 3): 0, (2, 0, 3): 2}.items():
    got = clamp(value, low, high)
    assert got == expected, f"clamp({value}, {low}, {high}) gave {got}, not {expected}"
### BEGIN HIDDEN TESTS
for value in range(-5, 6):
    assert -2 <= clamp(value, -2, 2) <= 2
    assert clamp(value, value, value) == value
### END HIDDEN TESTS


# %% right="clamp"
def clamp(value, low, high):
    return sorted((low, value, high))[1]


# %% wrong="clamp"
def clamp(value, low, high):
    return min(value, high)


# %% [markdown]
# # partial-credit
# The last expression of the check is the number of points.


# %% nbgrader={"grade_id": "roman", "solution": true}
def roman(n):
    ### BEGIN SOLUTION
    text = ""
    for value, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while n >= value:
            text, n = text + letters, n - value
    return text
    ### END SOLUTION


# %% nbgrader={"grade_id": "roman-check", "grade": true, "points": 4}
right = 0
for n, text in {2: "II", 4: "IV", 9: "IX", 27: "XXVII"}.items():
    try:
        right += roman(n) == text
    except Exception:
        pass
right


# %% right="roman"
def roman(n):
    tens, ones = divmod(n, 10)
    return "X" * tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][ones]


# %% wrong="roman"
def roman(n):
    raise NotImplementedError


# %% [markdown]
# # test-doubles
# A small class and a mock stand for what is not there.

# %%
from unittest.mock import MagicMock


# %% nbgrader={"grade_id": "tip", "solution": true}
def tip_height(node):
    ### BEGIN SOLUTION
    return node.getblockcount()
    ### END SOLUTION


def announce(node, text):
    ### BEGIN SOLUTION
    if node.connected:
        node.send(text.upper())
    ### END SOLUTION


# %% nbgrader={"grade_id": "tip-check", "grade": true, "points": 3}
class FakeNode:
    connected = True

    def __init__(self, height):
        self.height, self.sent = height, []

    def getblockcount(self):
        return self.height

    def send(self, text):
        self.sent.append(text)


node = FakeNode(101)
assert tip_height(node) == 101
### BEGIN HIDDEN TESTS
announce(node, "new block")
assert node.sent == ["NEW BLOCK"]
mock = MagicMock(connected=True)
mock.getblockcount.return_value = 7
assert tip_height(mock) == 7
announce(mock, "x")
mock.send.assert_called_once_with("X")
off = FakeNode(1)
off.connected = False
announce(off, "y")
assert off.sent == []
### END HIDDEN TESTS


# %% right="tip"
def tip_height(node):
    count = getattr(node, "getblockcount")
    return count()


def announce(node, text):
    node.connected and node.send("".join(letter.upper() for letter in text))


# %% wrong="tip"
def tip_height(node):
    return node.getblockcount()


def announce(node, text):
    node.send(text.upper())
