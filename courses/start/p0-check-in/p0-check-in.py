# %% [markdown]
r"""
# P0 · Python and notebook check-in

**Minutes:** 45 · **Prerequisites:** none; you have seen a little Python before

**After this you can:**

- *run* cells in order and *write* a function that returns its result
- *use* lists, bytes and numpy arrays for small tasks
- *read* a failed check and *mend* the code

This is a check-in, not an exam. It shows what you know already and what to read again. Click a cell and press Shift + Enter to run it. Start at the top.
"""

# %% [markdown]
r"""
## Story

On a sample day in January 2026, Pakistan's grid needed least power at 13:00, [8,650 MW](#fact-january-minimum), and most at 18:00, [15,669 MW](#fact-january-maximum). At midday, rooftop solar panels do much of the work.

Hina is an invented learner in Multan. She wants to understand such numbers and not only read them. For this she needs four small skills: functions, lists of meter readings, bytes (computers keep everything as bytes, also Urdu text) and arrays. And she needs courage when a check fails. A failed check is not a judgement. It is a message that tells you where to look.
"""

# %%
# Run this cell first.
import numpy as np

from labs import check, quiz

# %% [markdown]
r"""
## 1 · A function gives a value back

A function takes values, works and *returns* one. `print` only shows a value on the screen; `return` gives it back to the program. A function without `return` gives `None`.

Notes like `hours: float` and `-> float` are for people: a number goes in, a number comes out. The text in triple quotes says what the function promises.

Your meter counts kilowatt-hours (kWh). A device of 1,000 watts uses 1 kWh in one hour.

In an answer cell, replace the lines `# YOUR CODE HERE` and `raise NotImplementedError()` by your own. Run it, then run the check below it.

Predict first: this cell shows three lines. What do they say?
"""


# %%
def hours_to_minutes(hours: float) -> float:
    return hours * 60


def show_minutes(hours: float) -> None:
    print(hours * 60)


print("returned:", hours_to_minutes(1.5))
print("shown, but nothing came back:", show_minutes(1.5))


# %% nbgrader={"grade_id": "energy", "solution": true} hunar={"exercise": "energy", "title": "energy_kwh"}
def energy_kwh(power_w: float, hours: float) -> float:
    """Energy that a device uses, in kilowatt-hours.

    power_w: power in watts. hours: how long it runs.
    Example: a fan of 75 W in 8 hours uses energy_kwh(75, 8) == 0.6.
    """
    ### BEGIN SOLUTION
    return power_w * hours / 1000
    ### END SOLUTION


# %% nbgrader={"grade_id": "energy-check", "grade": true, "points": 2} hunar={"exercise": "energy", "title": "energy_kwh: check"}
got = energy_kwh(75, 8)
assert got is not None, (
    "[no-return] energy_kwh gave None. Write return in front of the result; print only shows it."
)
check.is_number(got, name="energy_kwh(75, 8)")
assert got != 600, "[watts-not-kilowatts] 600 is in watt-hours. One kilowatt is 1,000 watts: divide by 1000."
assert got not in (0, 1), "[whole-numbers] The part after the point is lost. Use /, not //, and do not round."
assert abs(got - 0.6) < 1e-9, "[wrong-energy] Energy is power times hours, then divided by 1000."
print("energy_kwh looks right.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Multiply power by time. Then change watts into kilowatts.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`return watts × hours ÷ 1000`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

واٹ کو گھنٹوں سے ضرب دیں اور 1000 پر تقسیم کریں۔ نتیجہ return سے واپس کریں۔
</details>
"""

# %% nbgrader={"grade_id": "energy-hidden", "grade": true, "points": 3} hunar={"exercise": "energy", "title": "energy_kwh: other devices"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Real

from labs import variant

draw = variant.rng("p0-check-in")
devices = [(1500, 2), (12, 0.5), (0, 5), (40, 3), (30, 0.25)]
devices += [(int(watts), int(quarters) / 4) for watts, quarters in draw.integers(3, 97, size=(8, 2))]
for power_w, hours in devices:
    got = energy_kwh(power_w, hours)
    expected = power_w * hours / 1000
    near = 1e-6 * expected
    assert got is not None, "[no-return] energy_kwh gave None. Write return in front of the result."
    assert isinstance(got, Real) and not isinstance(got, bool), (
        "[not-a-number] Return the number alone, without a unit or other text."
    )
    got = float(got)
    if not abs(got - expected) <= near:
        assert not abs(got / 1000 - expected) <= near, (
            "[watts-not-kilowatts] These are watt-hours. Divide by 1000."
        )
        assert got not in (expected // 1, round(expected)), (
            "[whole-numbers] The part after the point is lost. Use / and not //, and do not round."
        )
        assert got not in [round(expected, digits) for digits in (1, 2, 3)], (
            "[rounded] The result was rounded, so a small device seems to use too little or too much. Return all digits."
        )
    assert abs(got - expected) <= near, "[wrong-energy] Energy is power times hours, then divided by 1000."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 2 · A list of readings

A meter shows a total that grows. The use of one day is the difference between two readings next to each other. So four readings give three days.

Indexes begin at 0, and `[-1]` is the last item. The slice `[1:3]` begins at index 1 and stops *before* index 3. In the same way, `range(1, 4)` gives 1, 2 and 3.

A list is shared: if your function removes or sorts items in the list that it got, the caller's list changes too. Build a new list instead: begin with `[]` and `.append(...)` to it.

Predict first: which letters will the first line show?
"""

# %%
letters = ["a", "b", "c", "d"]
print(letters[1:3], letters[1:], letters[:-1])
for i in range(1, len(letters)):
    print("neighbours:", letters[i - 1], letters[i])


# %% nbgrader={"grade_id": "daily-units", "solution": true} hunar={"exercise": "daily-units", "title": "daily_units"}
def daily_units(readings: list[int]) -> list[int]:
    """Units used on each day.

    readings: meter readings in kWh, oldest first. Returns a new list, one item shorter.
    Example: daily_units([100, 108, 115]) == [8, 7].
    """
    ### BEGIN SOLUTION
    return [readings[i] - readings[i - 1] for i in range(1, len(readings))]
    ### END SOLUTION


# %% nbgrader={"grade_id": "daily-units-check", "grade": true, "points": 2} hunar={"exercise": "daily-units", "title": "daily_units: check"}
got = daily_units([100, 108, 115])
assert got is not None, "[no-return] daily_units gave None. Return the new list."
assert isinstance(got, list), "[not-a-list] Return a list with one number for each day."
assert got != [-8, -7], "[wrong-sign] The later reading is larger. Take later minus earlier."
assert got != [8], (
    "[return-in-loop] Only the first day came back: return stands inside the loop. Move it left, below the loop."
)
assert len(got) == 2, "[wrong-length] Three readings give two days. The result is one item shorter."
assert got == [8, 7], "[wrong-days] Subtract neighbours: 108 - 100, then 115 - 108."
print("daily_units looks right.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Walk through pairs of neighbours: first with second, second with third.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`days = []; for i from 1 to the last index: append readings[i] - readings[i - 1]; return days`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہر ریڈنگ میں سے اس سے پہلے والی ریڈنگ گھٹائیں اور نتیجہ نئی فہرست میں رکھیں۔
</details>
"""

# %% nbgrader={"grade_id": "daily-units-hidden", "grade": true, "points": 3} hunar={"exercise": "daily-units", "title": "daily_units: other meters"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant

draw = variant.rng("p0-check-in")
days = [int(units) for units in draw.integers(1, 40, size=draw.integers(7, 13))]
days[3] = 0
meter = [int(draw.integers(1000, 90_000))]
for units in days:
    meter.append(meter[-1] + units)
kept = list(meter)
got = daily_units(meter)
assert got is not None, "[no-return] daily_units gave None. Return the new list."
assert isinstance(got, list), "[not-a-list] Return a list with one number for each day."
assert meter == kept, "[changes-list] The list that was handed in has changed. Build a new list instead."
assert got != [-units for units in days], (
    "[wrong-sign] The later reading is larger. Take later minus earlier."
)
assert got != days[:1], (
    "[return-in-loop] Only the first day came back: return stands inside the loop. Move it left, below the loop."
)
assert got != days[:-1], "[last-day-lost] The last day is missing. Look where your loop ends."
assert got == days, "[wrong-days] Subtract neighbours, for lists of any length and also for days without use."
assert daily_units([70]) == [], "[one-reading] One reading gives no day at all: an empty list."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 3 · Text is not bytes

Computers keep text as bytes, numbers from 0 to 255. The usual rule is UTF-8. An English letter needs one byte, an Urdu letter two. `text.encode("utf-8")` makes bytes.

We write a byte as two *hexadecimal* digits, 0–9 and a–f. Byte 10 is `0a`, with its zero: `f"{10:02x}"`. And `"-".join(parts)` makes one text of a list of texts.

Predict first: how many lines will the loop print for one English and one Urdu letter?
"""

# %%
word = "Aب"
for number in word.encode("utf-8"):
    print(number, "is", f"{number:02x}")
print("letters:", len(word), " bytes:", len(word.encode("utf-8")))
print("-".join(["ab", "cd", "ef"]))


# %% nbgrader={"grade_id": "hex-bytes", "solution": true} hunar={"exercise": "hex-bytes", "title": "hex_bytes"}
def hex_bytes(text: str) -> str:
    """The UTF-8 bytes of a text: two hexadecimal digits each, one space between bytes.

    Example: hex_bytes("A!") == "41 21". An empty text gives "".
    """
    ### BEGIN SOLUTION
    return text.encode("utf-8").hex(" ")
    ### END SOLUTION


# %% nbgrader={"grade_id": "hex-bytes-check", "grade": true, "points": 4} hunar={"exercise": "hex-bytes", "title": "hex_bytes: check"}
got = hex_bytes("A!")
check.is_text(got, name='hex_bytes("A!")')
assert got != "4121", "[no-spaces] Put one space between two bytes: 41 21."
assert got != "65 33", "[decimal] These are decimal numbers. Write each byte in hexadecimal."
assert got != "0x41 0x21", '[with-0x] hex() puts 0x in front of each byte. Use f"{number:02x}" instead.'
assert got.strip() != "41 21" or got == "41 21", (
    '[space-at-end] One space too many, at an end. Spaces stand only between bytes: " ".join(parts).'
)
assert got == "41 21", "[wrong-hex] A is byte 41 and ! is byte 21, with one space between."
print("hex_bytes looks right for English. And for Urdu, or for a new line?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

First make bytes. Then turn each byte into two digits, and join them with spaces.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`parts = for each number in text.encode("utf-8"): f"{number:02x}"; return " ".join(parts)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے متن سے بائٹس بنائیں، پھر ہر بائٹ کو دو ہندسوں میں لکھیں اور بیچ میں ایک خالی جگہ رکھیں۔ اردو کا ایک حرف دو بائٹس کا ہوتا ہے۔
</details>
"""

# %% nbgrader={"grade_id": "hex-bytes-hidden", "grade": true, "points": 6} hunar={"exercise": "hex-bytes", "title": "hex_bytes: Urdu and special characters"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant

draw = variant.rng("p0-check-in")
urdu = "".join(draw.choice(list("ابپتٹجچدڈرڑزسشفقکگلمنوہیے"), size=5))
drawn = urdu + " " + "".join(draw.choice(list("kmnprstvwz"), size=4)) + chr(draw.integers(1, 16))
for word in ("ok", "بجلی", "a\tb\n", "5 روپے", drawn, ""):
    data = word.encode("utf-8")
    right = data.hex(" ")
    got = hex_bytes(word)
    assert isinstance(got, str), "[not-text] hex_bytes must return text."
    got = got.lower()
    if got != right:
        assert got != data.hex(), "[no-spaces] Put one space between two bytes."
        assert got.strip() != right, (
            '[space-at-end] One space too many, at an end. Spaces stand only between bytes: " ".join(parts).'
        )
        assert got != " ".join(map(str, data)), "[decimal] These are decimal numbers. Write hexadecimal."
        assert got != " ".join(map(hex, data)), "[with-0x] hex() puts 0x in front. Write two digits only."
        assert got != " ".join(f"{ord(letter):02x}" for letter in word), (
            "[characters-not-bytes] Letters were counted, not bytes. Use .encode first: an Urdu letter is two bytes."
        )
        assert got != " ".join(f"{number:x}" for number in data), (
            "[lost-zero] A small byte lost its zero. Each byte has two digits: 0a, not a."
        )
    assert got == right, (
        "[wrong-hex] These are not the UTF-8 bytes of the text, two digits each, with single spaces."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 4 · A table of numbers

A numpy *array* holds a whole table. Its *shape* says how large it is: 7 days of 24 hours have shape `(7, 24)`. Many functions take `axis`. That axis disappears: `axis=0` leaves one value for each column, `axis=1` one for each row.

`max` gives the largest *value*; `argmax` gives its *place*, counted from 0.

Predict first: which three numbers will the second line show, and at which rows?
"""

# %%
table = np.array([[3, 9, 4], [8, 1, 2]])
print("shape:", table.shape)
print("largest in each column:", table.max(axis=0), " at row:", table.argmax(axis=0))


# %% nbgrader={"grade_id": "peak-hours", "solution": true} hunar={"exercise": "peak-hours", "title": "peak_hours"}
def peak_hours(load_mw: np.ndarray) -> np.ndarray:
    """The hour of the largest load on each day.

    load_mw: shape (days, 24), megawatts; column 0 is the hour from 00:00.
    Returns an array of shape (days,), hours from 0 to 23.
    Example: a day whose largest value is in column 18 gives 18.
    """
    ### BEGIN SOLUTION
    return load_mw.argmax(axis=1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "peak-hours-check", "grade": true, "points": 4} hunar={"exercise": "peak-hours", "title": "peak_hours: check"}
two_days = np.full((2, 24), 9000.0)
two_days[0, 18] = 15669
two_days[1, 19] = 15200
got = peak_hours(two_days)
assert got is not None, "[no-return] peak_hours gave None. Write return in front of the result."
assert np.ndim(got) != 0, (
    "[whole-table] One number came back for the whole table. Use axis= to get one for each day."
)
check.has_shape(got, (2,), name="peak_hours(two days)")
assert list(got) != [15669, 15200], (
    "[value-not-hour] These are megawatts. Ask for the place of the largest value: argmax."
)
assert list(got) == [18, 19], "[wrong-hours] The largest loads are in columns 18 and 19."
print("peak_hours looks right.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

You want the place, not the value, and one answer for each row.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`return place of the largest value of load_mw, along axis 1`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

سب سے بڑی قدر نہیں، اس کی جگہ چاہیے، اور ہر سطر (دن) کے لیے ایک جواب: argmax اور axis=1 دیکھیں۔
</details>
"""

# %% nbgrader={"grade_id": "peak-hours-hidden", "grade": true, "points": 6} hunar={"exercise": "peak-hours", "title": "peak_hours: other weeks"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant

rng = variant.rng("p0-check-in")
for days in (24, 5, 1):
    load_mw = 8000.0 + rng.permutation(days * 24).reshape(days, 24)
    got = peak_hours(load_mw)
    assert got is not None, "[no-return] peak_hours gave None. Return the array."
    assert np.ndim(got) != 0, (
        "[whole-table] One number came back for the whole table. Use axis= to get one for each day."
    )
    assert not np.array_equal(got, load_mw.argmax(axis=0)), (
        "[wrong-axis] These are days, one for each hour. To get one hour for each day, use the other axis."
    )
    assert not np.array_equal(got, load_mw.max(axis=1)), (
        "[value-not-hour] These are megawatts. Ask for the place: argmax."
    )
    assert not np.array_equal(got, load_mw.argmax(axis=1) + 1), (
        "[hours-from-1] Hours were counted from 1. Column 0 is hour 0."
    )
    assert np.array_equal(got, load_mw.argmax(axis=1)), (
        "[wrong-hours] These are not the hours of the largest loads."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
### See it

The next cell invents a week around the two reported numbers and marks the peaks that *your* function finds.

*In words:* seven lines fall to a low at midday, rise steeply to a high in the early evening and fall again. Each orange dot sits on the top of its line, between 18:00 and 20:00.
"""

# %% hunar={"grading": "skip"}
import matplotlib.pyplot as plt

hours = np.arange(24)
sample_day = np.interp(hours, [0, 5, 8, 13, 18, 20, 23], [11200, 10000, 11500, 8650, 15669, 15300, 12000])
week_mw = sample_day * np.random.default_rng(1).normal(1, 0.02, size=(7, 24))
tops = peak_hours(week_mw)

figure, axes = plt.subplots(figsize=(8, 3.6))
axes.plot(hours, week_mw.T, color="#00576b", alpha=0.5)
axes.plot(tops, week_mw.max(axis=1), "o", color="#b34700", label="your peak hours")
axes.set(title="An invented week in January", xlabel="hour of the day", ylabel="load (MW)", ylim=(0, None))
axes.legend()
figure.tight_layout()

# %% [markdown]
r"""
## 5 · Mend a failed check

Hina wrote a draft. Its check failed with this text:

```text
AssertionError: average_kw([2, 3, 5]): expected 3.33..., got 2
```

Read three things: what was *called*, what was *expected*, what came *back*. Then try smaller inputs. Which reading is never used? Where does the part after the point go?

Predict first: what will the draft say for the single reading 4?
"""


# %%
def draft(readings: list[float]) -> float:
    total = 0
    for i in range(1, len(readings)):
        total += readings[i]
    return total // len(readings)


print("three readings:", draft([2, 3, 5]), " one reading:", draft([4]))


# %% nbgrader={"grade_id": "mend", "solution": true} hunar={"exercise": "mend", "title": "average_kw"}
def average_kw(readings: list[float]) -> float:
    """The average of the readings: Hina's draft, mended.

    readings: at least one number, in kW.
    Example: average_kw([2, 3, 4]) == 3.0.
    """
    ### BEGIN SOLUTION
    total = 0.0
    for reading in readings:
        total += reading
    return total / len(readings)
    ### END SOLUTION


# %% nbgrader={"grade_id": "mend-check", "grade": true, "points": 4} hunar={"exercise": "mend", "title": "average_kw: check"}
got = average_kw([2, 3, 5])
check.is_number(got, name="average_kw([2, 3, 5])")
assert got != 2, "[not-mended] This is still the result of the draft: 2. The draft has two faults."
assert got != 3, "[whole-division] Nearly: the sum is right, but // cuts off the part after the point. Use /."
assert abs(got - 8 / 3) > 1e-9, (
    "[first-reading-lost] Nearly: the first reading is still left out. Indexes begin at 0."
)
assert abs(got - 2 / 3) > 1e-9, (
    "[return-in-loop] Only the first reading was added: return stands inside the loop. Move it left, below the loop."
)
assert abs(got - 10 / 3) < 1e-9, "[wrong-average] Add all readings, then divide by how many there are."
print("average_kw looks mended.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

There are two faults. One is in the `for` line, one in the `return` line.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`total = 0; for each reading: add it; return total ÷ number of readings, with a point`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

دو غلطیاں ہیں: پہلی ریڈنگ چھوٹ جاتی ہے، اور // اعشاریہ کاٹ دیتا ہے۔
</details>
"""

# %% nbgrader={"grade_id": "mend-hidden", "grade": true, "points": 6} hunar={"exercise": "mend", "title": "average_kw: other readings"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Real

from labs import variant

tenths = variant.rng("p0-check-in").integers(5, 90, size=7)
for readings in ([7, 2, 2], [0.5, 1.5, 4.0, 0.25], [9, 4], [int(number) / 10 for number in tenths], [6]):
    got = average_kw(list(readings))
    total, days = sum(readings), len(readings)
    right = total / days
    assert got is not None, "[no-return] average_kw gave None. Return the average."
    assert isinstance(got, Real) and not isinstance(got, bool), (
        "[not-a-number] Return the number alone, without a unit or other text."
    )
    got = float(got)
    if not abs(got - right) <= 1e-6 * right:
        assert got != (total - readings[0]) // days, (
            "[not-mended] This is still the result of the draft. It has two faults."
        )
        assert got != total // days, (
            "[whole-division] The part after the point is cut off. Use / instead of //."
        )
        assert not abs(got - (total - readings[0]) / days) <= 1e-9, (
            "[first-reading-lost] The first reading is left out. Indexes begin at 0."
        )
        assert not abs(got - readings[0] / days) <= 1e-9, (
            "[return-in-loop] Only the first reading was added: return stands inside the loop. Move it left."
        )
        assert got not in [round(right, digits) for digits in (0, 1, 2)], (
            "[rounded] The average was rounded. Return all digits; people can round when they read."
        )
    assert abs(got - right) <= 1e-6 * right, (
        "[wrong-average] Add all readings, then divide by how many there are."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 6 · Ten questions

Below stand ten questions. Answer with letters, question 1 first. Type `-` if you do not know yet: that is an honest and useful answer. Nobody sees a rank.

In the answer cell, replace the line with `raise` by one line like this, with your own letters:

`answers = quiz.record(QUESTIONS, "- - - - - - - - - -")`

The result is a *dict*: a list where names stand in the place of indexes. You will meet dicts in nearly every lab. Predict first: what will the first two lines show?
"""

# %%
prices = {"roti": 25, "chai": 60}
print(prices["chai"])
print("chai" in prices, "samosa" in prices)
for name, price in prices.items():
    print(name, "costs", price, "rupees in this invented shop")

# %% [markdown]
r"""
Now the questions:
"""

# %%
QUESTIONS = [
    quiz.Question(
        "q1", "A function has no return. What does a call give?", {"a": "0", "b": "None", "c": "an error"}
    ),
    quiz.Question(
        "q2",
        "def rest(total, used): return total - used. What is rest(used=2, total=5)?",
        {"a": "3", "b": "-3", "c": "an error"},
    ),
    quiz.Question(
        "q3",
        "Cell 3 defines x. You restart and run only cell 5, which uses x. What happens?",
        {"a": "Python runs cell 3 by itself", "b": "x is 0", "c": "a NameError"},
    ),
    quiz.Question(
        "q4", 'How many bytes does "ہنر" (three letters) need in UTF-8?', {"a": "3", "b": "6", "c": "1"}
    ),
    quiz.Question("q5", "What is bytes([11]).hex()?", {"a": "'b'", "b": "'11'", "c": "'0b'"}),
    quiz.Question("q6", 'What is b"abc"[0]?', {"a": "97", "b": "b'a'", "c": "'a'"}),
    quiz.Question(
        "q7", "What is [10, 20, 30, 40][1:3]?", {"a": "[10, 20, 30]", "b": "[20, 30]", "c": "[20, 30, 40]"}
    ),
    quiz.Question(
        "q8",
        "a = [1, 2]; then b = a; then b.append(3). What is a now?",
        {"a": "[1, 2]", "b": "an error", "c": "[1, 2, 3]"},
    ),
    quiz.Question(
        "q9",
        "x has shape (7, 24). What is the shape of x.sum(axis=1)?",
        {"a": "(7,)", "b": "(24,)", "c": "(7, 24)"},
    ),
    quiz.Question(
        "q10",
        "A check says: expected 24, got None. What do you look at first?",
        {
            "a": "the check, to change it",
            "b": "the return line of my function",
            "c": "the computer, to restart it",
        },
    ),
]
print(quiz.as_text(QUESTIONS))

# %% nbgrader={"grade_id": "quiz", "solution": true} hunar={"exercise": "quiz", "title": "Ten questions"}
# One letter for each question, question 1 first.
### BEGIN SOLUTION
answers = quiz.record(QUESTIONS, "b a c b c a b c a b")
### END SOLUTION

# %% nbgrader={"grade_id": "quiz-check", "grade": true, "points": 4} hunar={"exercise": "quiz", "title": "Ten questions: check"}
assert isinstance(answers, dict) and len(answers) == 10, (
    "[not-recorded] answers must come from quiz.record(QUESTIONS, ...) with ten letters."
)
print(quiz.summary(QUESTIONS, answers))

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

For most questions you can open a new cell and try it out.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`answers = quiz.record(QUESTIONS, "ten letters, with spaces if you like")`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

نیا خانہ کھول کر خود آزمائیں۔ جواب معلوم نہ ہو تو - لکھیں، اس میں کوئی حرج نہیں۔
</details>
"""

# %% nbgrader={"grade_id": "quiz-hidden", "grade": true, "points": 2} hunar={"exercise": "quiz", "title": "Questions 1-3: functions and cells"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
assert isinstance(answers, dict), (
    "[not-recorded] answers must come from quiz.record(QUESTIONS, ...) with ten letters."
)
assert answers.get("q1") == "b", (
    "[q1-none] Question 1: read part 1 again. What does a function without return give?"
)
assert answers.get("q2") == "a", (
    "[q2-names] Question 2: arguments given by name may come in any order. Try it in a cell."
)
assert answers.get("q3") == "c", (
    "[q3-cell-order] Question 3: a cell knows only what you have run since the last restart."
)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "quiz-hidden-bytes", "grade": true, "points": 2} hunar={"exercise": "quiz", "title": "Questions 4-6: bytes"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
assert isinstance(answers, dict), (
    "[not-recorded] answers must come from quiz.record(QUESTIONS, ...) with ten letters."
)
assert answers.get("q4") == "b", (
    "[q4-characters-not-bytes] Question 4: letters and bytes differ. Read part 3 again."
)
assert answers.get("q5") == "c", (
    "[q5-two-digits] Question 5: hexadecimal, and always two digits for a byte. Read part 3 again."
)
assert answers.get("q6") == "a", (
    "[q6-byte-is-number] Question 6: one byte taken from bytes is a number. Try it in a cell."
)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "quiz-hidden-lists", "grade": true, "points": 2} hunar={"exercise": "quiz", "title": "Questions 7-10: lists, arrays, checks"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
assert isinstance(answers, dict), (
    "[not-recorded] answers must come from quiz.record(QUESTIONS, ...) with ten letters."
)
assert answers.get("q7") == "b", (
    "[q7-slice] Question 7: a slice begins at the first index and stops before the second."
)
assert answers.get("q8") == "c", (
    "[q8-same-list] Question 8: two names can stand for one list. Read part 2 again."
)
assert answers.get("q9") == "a", "[q9-axis] Question 9: the axis that you name disappears. Read part 4 again."
assert answers.get("q10") == "b", (
    "[q10-read-the-check] Question 10: None means that nothing was returned. Read part 5 again."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Where this model is wrong

- The week in the picture is invented around two reported numbers of one day. It is not a forecast and not a record.
- Real meters jump: they are exchanged, read late or start again at zero. `daily_units` would then give a wrong, even negative, day.
- Ten questions say little about a person. If you lost points, read that part again and go on. If nearly all was new, take a Python course first.
"""

# %% [markdown]
r"""
## Stretch (not graded)

1. Make `daily_units` work for a meter that starts again at zero after 99,999.
2. Find the hour of the *smallest* load of each day. How many hours lie between low and peak?
"""

# %% [markdown]
r"""
## Glossary · فرہنگ

<table lang="ur" dir="rtl">
<tr><th>اصطلاح</th><th>مطلب</th></tr>
<tr><td><span lang="en" dir="ltr">function</span> · فنکشن</td><td>کام کا ایک نام دیا ہوا ٹکڑا</td></tr>
<tr><td><span lang="en" dir="ltr">return</span></td><td>نتیجہ واپس کرنا</td></tr>
<tr><td><span lang="en" dir="ltr">list</span></td><td>فہرست</td></tr>
<tr><td><span lang="en" dir="ltr">byte</span> · بائٹ</td><td>0 سے 255 تک کا عدد</td></tr>
<tr><td><span lang="en" dir="ltr">hexadecimal</span></td><td>سولہ ہندسوں (0 تا 9 اور a تا f) میں عدد لکھنا</td></tr>
<tr><td><span lang="en" dir="ltr">dict</span></td><td>لغت: نام سے قدر ملتی ہے</td></tr>
<tr><td><span lang="en" dir="ltr">array</span></td><td>اعداد کا جدول</td></tr>
<tr><td><span lang="en" dir="ltr">check</span></td><td>جانچ</td></tr>
</table>
"""

# %% [markdown]
r"""
## Sources

- Python documentation, *Built-in Types*, version 3.11, October 2022 (A)
- NumPy documentation, *numpy.argmax*, version 2.2, December 2024 (A)
"""
