# %% [markdown]
r"""
# C1 · Load, net load and what "surplus" means

**Minutes:** 60 · **Prerequisites:** P0 check-in (functions, lists, arrays)

**After this you can:**

- *compute* load factor, duration curve, net load and ramp
- *distinguish* and *measure* three kinds of surplus
- *find* the hours and the zones in which power is left over or missing
- *state* what was known on a day, as a range
"""

# %% [markdown]
r"""
## Story

On a sample day in January 2026 the grid needed only [8,650 MW](#fact-january-minimum) at 13:00, but [15,669 MW](#fact-january-maximum) at 18:00. Rooftop solar now empties the middle of the day. In May 2025, [2,000 MW](#fact-first-phase-power) were named for Bitcoin mining and AI data centres.

This case is invented. Ayesha advises a committee in Islamabad. Two letters lie on her desk. One says: "We have surplus electricity, let us sell it." The other says: "On summer evenings we sit in the dark." Can both be true? Yes, because *surplus* has three meanings, and because an hour and a place belong to each of them. You will measure this in a synthetic year.
"""

# %%
# Run this cell first.
import numpy as np
import pandas as pd

from labs import check
from labs.energy import gridyear, supply, zones

year = gridyear.grid_year(seed=2026)  # one row per hour, Pakistan's time (PKT)
available = supply.available_mw(year, seed=2026)  # what each block of plants could give, MW
must_take = supply.must_run_mw(available)  # what runs in any case, MW
# pandas: a Series is a column of values with labels (its index); a DataFrame is a table of such columns.
# numpy functions and + - * / take a Series or an array. Methods such as .diff() belong to a Series alone:
# pd.Series(values) makes one, and np.asarray(values) makes a plain array.

print(gridyear.NOTICE)
print(year[["pv_pu", "gross_mw", "net_mw"]].iloc[[0, 12, 18]].round(2))

# %% [markdown]
r"""
## 1 · Load factor

*Load* is the power that consumers take, in megawatts (MW). Plants and lines are built for the highest hour; all hours together must pay for them. The *load factor* compares the two:

load factor = mean load ÷ highest load

A flat load has 1. Use hourly values: a mean over a day hides the evening peak.

Predict first: which of these two invented customers has the higher load factor?
"""

# %%
cold_store_kw = np.array([90, 100, 110, 100])
wedding_hall_kw = np.array([0, 10, 20, 170])
for name, kw in (("cold store", cold_store_kw), ("wedding hall", wedding_hall_kw)):
    print(f"{name}: mean {kw.mean():.0f} kW, highest {kw.max()} kW")


# %% nbgrader={"grade_id": "load-factor", "solution": true} hunar={"exercise": "load-factor", "title": "load_factor"}
def load_factor(mw: pd.Series) -> float:
    """Mean load divided by highest load.

    mw: hourly load in MW, a Series or an array, n >= 1, all above 0. Returns a number above 0, at most 1.
    Example: load_factor(np.array([10, 30, 40, 0])) == 0.5.
    """
    ### BEGIN SOLUTION
    return mw.mean() / mw.max()
    ### END SOLUTION


# %% nbgrader={"grade_id": "load-factor-check", "grade": true, "points": 2} hunar={"exercise": "load-factor", "title": "load_factor: check"}
got = load_factor(np.array([20.0, 60.0, 80.0, 40.0]))
check.is_number(got, name="load_factor of 20, 60, 80 and 40 MW", hint="One number for all hours.")
assert abs(got - 1.6) > 1e-9, "[turned-over] A load factor is never above 1. Divide the mean by the highest."
assert abs(got - 62.5) > 1e-9, "[percent] This is in percent. Return the plain ratio, from 0 to 1."
assert abs(got - 0.625) <= 1e-9, "[wrong-factor] The mean is 50 MW, the highest 80 MW: 50 / 80."
print("load_factor looks right here.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Two numbers of the same hourly data: its mean and its maximum.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`return mean of mw / maximum of mw`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

گھنٹہ وار طلب کی اوسط کو سب سے زیادہ طلب پر تقسیم کریں۔ دن کی اوسط سے کام نہ لیں۔
</details>
"""


# %% nbgrader={"grade_id": "load-factor-hidden", "grade": true, "points": 3} hunar={"exercise": "load-factor", "title": "load_factor: other years"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant


def hidden_year(number: int) -> pd.DataFrame:
    """A year that the learner has not seen."""
    return gridyear.grid_year(int(variant.rng("c1-surplus").integers(10_000, 10**9)) + number)


for mw in (hidden_year(1)["net_mw"], hidden_year(2)["gross_mw"]):
    by_day = mw.to_numpy().reshape(365, 24).mean(axis=1)
    right = float(mw.to_numpy().mean() / mw.to_numpy().max())
    got = load_factor(mw)
    assert isinstance(got, (int, float)), "[not-a-number] load_factor must return one number."
    got = float(got)
    assert abs(got - 1 / right) > 1e-9, "[turned-over] Divide the mean by the highest, not the other way."
    assert abs(got - 100 * right) > 1e-7, "[percent] This is in percent. Return the plain ratio, from 0 to 1."
    assert abs(got - by_day.mean() / by_day.max()) > 1e-9, (
        "[daily-means] The highest of the daily means is not the highest hour. Use hourly values for both."
    )
    assert abs(got - right) <= 1e-9 * right, (
        "[wrong-factor] Divide the mean of all hours by the highest hour."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 2 · Duration curve

Sort the hours from the highest load to the lowest: this is the *load duration curve*. It forgets the clock, but it shows in how many hours the load is above some level. Planners read from it how many hours per year a plant is needed.

Some ways to sort change the data that you were given. Predict first: what does the first line show last?
"""

# %%
four_hours_mw = np.array([70, 40, 90, 60])
in_order = np.sort(four_hours_mw)
print("np.sort:", in_order, "- turned around:", in_order[::-1], "- as it was:", four_hours_mw)
print("hours above 65 MW:", (four_hours_mw > 65).sum())


# %% nbgrader={"grade_id": "duration-curve", "solution": true} hunar={"exercise": "duration-curve", "title": "duration_curve"}
def duration_curve(mw: pd.Series) -> np.ndarray:
    """The same values, from the highest to the lowest.

    mw: hourly load in MW, a Series or an array, n values; it stays as it was. Returns an array of shape (n,).
    Example: duration_curve(np.array([70, 40, 90])) gives 90, 70, 40.
    """
    ### BEGIN SOLUTION
    return np.sort(mw)[::-1]
    ### END SOLUTION


# %% nbgrader={"grade_id": "duration-curve-check", "grade": true, "points": 2} hunar={"exercise": "duration-curve", "title": "duration_curve: check"}
got = duration_curve(np.array([500.0, 900.0, 700.0]))
check.has_shape(got, (3,), name="duration_curve of three hours")
assert list(got) != [500, 700, 900], "[ascending] This begins with the lowest. The highest hour comes first."
assert list(got) == [900, 700, 500], "[wrong-curve] The same three values, the highest first: 900, 700, 500."
print("duration_curve looks right.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

`np.sort` sorts a copy, the smallest first. Turn it around.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`ordered = np.sort(mw)`, then `return ordered backwards`: a slice with step -1
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

نقل کو ترتیب دیں اور پھر الٹ دیں، تاکہ سب سے بڑی قدر پہلے آئے۔ اصل ڈیٹا نہ بدلے۔
</details>
"""

# %% nbgrader={"grade_id": "duration-curve-hidden", "grade": true, "points": 3} hunar={"exercise": "duration-curve", "title": "duration_curve: a whole year"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
hours_mw = hidden_year(3)["net_mw"]
kept = np.array([4.0, 8.0, 8.0, -2.0, 6.0])
handed = kept.copy()
got = duration_curve(handed)
assert (handed == kept).all(), (
    "[changes-input] The data that was handed in is sorted now. Sort a copy: np.sort does, .sort() does not."
)
got = np.asarray(got, dtype=float)
assert got.shape == (5,), "[wrong-shape] Return one value for each hour, equal values too."
assert got.tolist() != sorted(kept), "[ascending] This begins with the lowest. The highest hour comes first."
assert got.tolist() == [8.0, 8.0, 6.0, 4.0, -2.0], "[wrong-curve] The same values, from the highest down."
got = np.asarray(duration_curve(hours_mw), dtype=float)
assert got.shape == (8760,) and (got == -np.sort(-hours_mw.to_numpy())).all(), (
    "[wrong-curve] For a whole year the values differ, or their order does."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 3 · Net load

Rooftop panels stand *behind the meter*: the grid does not see their output, only a smaller load. What is left for the power plants is the *net load*:

net load = gross load − panel capacity × output per unit

"Per unit" (`pv_pu`) is 0 at night and at most 1. Some hours of a small network have more sun than load. Then the net load is negative, and power flows back.

Predict first: at what hour is the net load of this invented village lowest?
"""

# %%
village = pd.DataFrame({"gross_kw": [50, 60, 80], "pv_pu": [0.0, 0.7, 0.1]}, index=[6, 12, 18])
village["net_kw"] = village["gross_kw"] - 100 * village["pv_pu"]  # 100 kW of panels
print(village)


# %% nbgrader={"grade_id": "net-load", "solution": true} hunar={"exercise": "net-load", "title": "net_load"}
def net_load(gross: pd.Series, pv_cap: float, pv_pu: pd.Series) -> pd.Series:
    """What the grid must supply, hour by hour, in MW; negative when the sun gives more than is used.

    gross: load before solar, MW. pv_cap: capacity of the panels, MW. pv_pu: their output per unit, 0 to 1.
    gross and pv_pu are Series or arrays of the same shape, and so is the result.
    Example: net_load(np.array([100.0]), 40, np.array([0.5])) gives 80.
    """
    ### BEGIN SOLUTION
    return gross - pv_cap * pv_pu
    ### END SOLUTION


# %% nbgrader={"grade_id": "net-load-check", "grade": true, "points": 2} hunar={"exercise": "net-load", "title": "net_load: check"}
got = net_load(np.array([100.0, 200.0]), 40.0, np.array([0.0, 0.5]))
check.has_shape(got, (2,), name="net_load of two hours")
assert got[1] != 220, "[added] Solar makes the net load smaller. Subtract it."
assert got[1] != 199.5, "[capacity-forgotten] pv_pu is a share. Multiply it by the capacity of the panels."
assert got[1] != 100, "[share-of-load] pv_pu is a share of the panels' capacity, not of the load."
assert list(got) == [100, 180], "[wrong-net] 200 - 40 × 0.5 is 180 MW."
print("net_load looks right here.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

First compute what the panels give in MW. Then take it away from the gross load.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`solar = pv_cap × pv_pu`, then `return gross - solar`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پینلوں کی گنجائش کو فی یونٹ پیداوار سے ضرب دیں اور جواب کو کل طلب میں سے گھٹائیں۔ منفی جواب بھی درست ہو سکتا ہے۔
</details>
"""

# %% nbgrader={"grade_id": "net-load-hidden", "grade": true, "points": 3} hunar={"exercise": "net-load", "title": "net_load: another year, and much sun"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
other = hidden_year(4)
for capacity in (5_000.0, 30_000.0):
    load, sun = other["gross_mw"].to_numpy(), other["pv_pu"].to_numpy()
    got = np.asarray(net_load(other["gross_mw"], capacity, other["pv_pu"]), dtype=float)
    assert got.shape == (8760,), "[wrong-shape] Return one value for each hour."
    right = load - capacity * sun
    assert not np.allclose(got, load + capacity * sun), (
        "[added] Solar makes the net load smaller. Subtract it."
    )
    assert not np.allclose(got, load - sun), (
        "[capacity-forgotten] Multiply pv_pu by the capacity of the panels."
    )
    assert not np.allclose(got, load * (1 - sun)), (
        "[share-of-load] pv_pu is a share of the panels' capacity, not of the load."
    )
    assert right.min() >= 0 or not np.allclose(got, np.clip(right, 0, None)), (
        "[clipped] With much sun the net load is below 0. Do not cut it off: power flows back."
    )
    assert (np.abs(got - right) <= 1e-6).all(), (
        "[wrong-net] Gross load minus capacity times output per unit, in every hour."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 4 · Ramp

When the sun sets, plants must rise quickly. The *ramp* over `h` hours is the largest *rise* from any hour to the one `h` hours later. A fall is no rise. And the year does not wrap: its first morning does not follow its last evening.

A trap: pandas subtracts *by label*, not by place. `np.asarray(mw)` gives a plain array, without labels. Predict first: will the two lines agree?
"""

# %%
evening = pd.Series([9, 10, 14, 15], index=[15, 16, 17, 18])
print("by label:", (evening[1:] - evening[:-1]).tolist())
plain = np.asarray(evening)
print("by place:", (plain[1:] - plain[:-1]).tolist())


# %% nbgrader={"grade_id": "ramp", "solution": true} hunar={"exercise": "ramp", "title": "ramp"}
def ramp(mw: pd.Series, hours: int) -> float:
    """The largest rise from an hour to the one `hours` later, in MW; negative if it only falls.

    mw: hourly load in MW, a Series or an array, n values in order of time. hours: 1 <= hours < n.
    Example: ramp(np.array([10, 12, 20, 15]), 2) == 10.
    """
    ### BEGIN SOLUTION
    values = np.asarray(mw)
    return (values[hours:] - values[:-hours]).max()
    ### END SOLUTION


# %% nbgrader={"grade_id": "ramp-check", "grade": true, "points": 4} hunar={"exercise": "ramp", "title": "ramp: check"}
got = ramp(np.array([30.0, 34.0, 41.0, 33.0]), 2)
check.is_number(
    got, name="ramp of 30, 34, 41 and 33 MW over 2 hours", hint="Return only the largest of the rises."
)
assert got not in (7, 3), "[wrong-window] Over 2 hours: compare each hour with the one two places later."
assert got == 11, "[wrong-ramp] From 30 MW to 41 MW, two hours later, it rises by 11 MW."
got = ramp(pd.Series([30.0, 34.0, 41.0, 33.0]), 1)
assert got != 0 and got == got, (
    "[by-label] pandas subtracted each hour from itself. Make a plain array first: np.asarray(mw)."
)
assert got == 7, "[wrong-ramp] From 34 MW to 41 MW, one hour later, it rises by 7 MW."
print("ramp looks right here. And when the load falls more than it rises?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Lay the data over itself, shifted by some hours, and subtract earlier from later. The largest difference wins.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`v = mw as plain array; later = v from place hours on; earlier = v without its last hours; return largest of later - earlier`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

بعد والے گھنٹے کی طلب میں سے شروع والے گھنٹے کی طلب گھٹائیں۔ سب سے بڑا اضافہ لوٹائیں، کمی نہیں، اور سال کے سرے نہ جوڑیں۔
</details>
"""

# %% nbgrader={"grade_id": "ramp-hidden", "grade": true, "points": 6} hunar={"exercise": "ramp", "title": "ramp: falls and whole years"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
falling = np.array([90.0, 95.0, 60.0, 55.0, 62.0, 20.0])
got = ramp(falling, 1)
assert isinstance(got, (int, float)), "[not-a-number] ramp must return one number."
assert float(got) != 70, "[wraps] The last hour was compared with the first. The year does not wrap around."
assert float(got) != 42, (
    "[fall-counted] A fall was counted as a ramp. Take the largest rise, not the largest change."
)
assert float(got) != 75, (
    "[swing] Highest minus lowest is a swing. A ramp compares hours that lie `hours` apart."
)
assert float(got) != 2, "[wrong-window] The hours lie one too far apart."
assert float(got) == 7, "[wrong-ramp] Largest value of later minus earlier."
assert float(ramp(np.array([9.0, 5.0, 4.0]), 1)) == -1, (
    "[wrong-ramp] Where the load only falls, the smallest fall is the answer: a negative number."
)
steps = hidden_year(5)["net_mw"]
values = steps.to_numpy()
for hours in (1, 3, 5):
    got = float(ramp(steps, hours))
    assert got != 0 and got == got, (
        "[by-label] pandas subtracted each hour from itself. Make a plain array first: np.asarray(mw)."
    )
    for other_window in (hours - 1, hours + 1):
        assert (
            other_window == 0 or abs(got - (values[other_window:] - values[:-other_window]).max()) > 1e-6
        ), "[wrong-window] The hours lie one too near or one too far apart."
    assert abs(got - (values[hours:] - values[:-hours]).max()) <= 1e-6, (
        "[wrong-ramp] Largest value of later minus earlier, over the whole year."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 5 · One word, three meanings

| surplus | the question | what you compare |
|---|---|---|
| *spare capacity*, `capacity_surplus` | What could the plants give more, if they burn fuel? | available plants and load |
| *zero-fuel surplus*, `zero_fuel_surplus` | What runs anyway and would be wasted? | must-take power and load |
| *deliverable surplus*, `deliverable` | How much of that can leave the place? | surplus and room on the line |

*Must-take* power comes from sun, wind, nuclear, water that farms need below the dams, and coal plants at their lowest output. Their fuel burns anyway: to use the surplus takes no *further* fuel.

*Installed* is not *available*: units fail, rivers are low in winter. A surplus is never negative, and one hour's surplus does not help another hour. Predict the last line.
"""

# %%
one_hour = pd.DataFrame({"water": [3_000], "nuclear": [3_000], "gas": [9_000]})  # invented, MW
print("together:", one_hour.sum(axis=1).tolist(), "- sum(axis=0) adds hours instead")
print("load 16,000 MW:", (15_000 - pd.Series([16_000])).clip(lower=0).tolist(), "MW left over")
# max() and min() want single numbers; .clip(lower=0) and np.minimum look at every hour.
print("line of 2,000 MW:", np.minimum([500, 3_500], 2_000))


# %% nbgrader={"grade_id": "surplus", "solution": true} hunar={"exercise": "surplus", "title": "three kinds of surplus"}
def capacity_surplus(available: pd.DataFrame, load: pd.Series) -> pd.Series:
    """Spare capacity in each hour, MW: what all blocks together could give above the load; never below 0.

    available: MW, one row per hour, one column per block of plants. load: MW, with the same index.
    Example: blocks with 30 and 20 MW and a load of 40 MW leave 10 MW.
    """
    ### BEGIN SOLUTION
    return (available.sum(axis=1) - load).clip(lower=0)
    ### END SOLUTION


def zero_fuel_surplus(must_take: pd.DataFrame, load: pd.Series) -> pd.Series:
    """Must-take power above the load in each hour, MW; never below 0.

    must_take: MW, one row per hour, one column per block of plants. load: MW, with the same index.
    Example: must-take power of 5 and 6 MW and a load of 12 MW leave 0 MW.
    """
    ### BEGIN SOLUTION
    return (must_take.sum(axis=1) - load).clip(lower=0)
    ### END SOLUTION


def deliverable(surplus: pd.Series, line_limit: float | pd.Series) -> pd.Series:
    """The part of a surplus that a line can carry away in each hour, MW; never below 0.

    surplus: MW, hourly. line_limit: what the line can still carry, MW, one number, or a Series with one for
    each hour.
    Example: a surplus of 70 MW at a line of 50 MW gives 50 MW.
    """
    ### BEGIN SOLUTION
    return np.minimum(surplus, line_limit).clip(lower=0)
    ### END SOLUTION


# %% nbgrader={"grade_id": "surplus-check", "grade": true, "points": 6} hunar={"exercise": "surplus", "title": "three kinds of surplus: check"}
plants = pd.DataFrame({"coal": [30.0, 20.0, 30.0], "gas": [20.0, 20.0, 20.0]})
for function in (capacity_surplus, zero_fuel_surplus):
    got = function(plants, pd.Series([40.0, 45.0, 50.0]))
    check.has_shape(got, (3,), name=function.__name__, hint="Add the blocks of each hour: sum(axis=1).")
    assert list(got) != [10, -5, 0], "[negative] In the second hour power is missing. A surplus is then 0."
    assert list(got) != [10, 5, 0], "[installed] The largest value of a block is not available in every hour."
    assert list(got) == [10, 0, 0], "[wrong-surplus] 50 - 40 leaves 10; 40 - 45 leaves 0; 50 - 50 leaves 0."
got = deliverable(pd.Series([0.0, 30.0, 70.0]), 50)
check.has_shape(got, (3,), name="deliverable(surplus, 50)")
assert list(got) != [0, 30, 0], "[all-or-nothing] 70 MW do not fit, but 50 MW of them do."
assert list(got) == [0, 30, 50], "[wrong-limit] In each hour the smaller one counts: surplus or limit."
print("The three kinds of surplus look right here.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Add the blocks of each hour, subtract the load, cut off below 0. For the line, take the smaller of two numbers in each hour.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`total = blocks.sum(axis=1); return (total - load).clip(lower=0)` and `return np.minimum(surplus, line_limit).clip(lower=0)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہر گھنٹے میں تمام پلانٹوں کی بجلی جمع کریں، طلب گھٹائیں اور منفی جواب کو صفر کر دیں۔ لائن کے لیے ہر گھنٹے میں فاضل بجلی اور حد میں سے چھوٹا عدد لیں۔
</details>
"""

# %% nbgrader={"grade_id": "surplus-hidden", "grade": true, "points": 9} hunar={"exercise": "surplus", "title": "three kinds of surplus: another year"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
other = hidden_year(6)
other_plants = supply.available_mw(other, seed=6)
net = other["net_mw"]
for function, blocks in (
    (capacity_surplus, other_plants),
    (capacity_surplus, 0.6 * other_plants),
    (zero_fuel_surplus, supply.must_run_mw(other_plants)),
):
    got = function(blocks, net)
    assert isinstance(got, (pd.Series, np.ndarray)) and got.shape == (8760,), (
        "[not-summed] Return one value for each hour. sum(axis=1) adds the blocks of an hour, sum() adds the hours."
    )
    got = np.asarray(got, dtype=float)
    right = blocks.to_numpy().sum(axis=1) - net.to_numpy()
    most = blocks.to_numpy().max(axis=0).sum() - net.to_numpy()
    assert not np.allclose(got, right) or right.min() >= 0, (
        "[negative] Missing power was counted as a negative surplus. Cut off below 0."
    )
    assert not np.allclose(got, np.clip(most, 0, None)), (
        "[installed] Each block was taken at its largest value of the year, as if no unit failed and no river were low."
    )
    assert not np.allclose(got, np.abs(right)) or right.min() >= 0, (
        "[negative] Missing power was counted as surplus. Cut off below 0; abs() turns the sign."
    )
    assert (np.abs(got - np.clip(right, 0, None)) <= 1e-6).all(), (
        "[wrong-surplus] In each hour: all blocks together, less the load, but at least 0."
    )
extra = pd.Series([0.0, 900.0, 2_600.0, 4_000.0, -300.0])
for limit, right in (
    (2_500, [0, 900, 2_500, 2_500, 0]),
    (pd.Series([9.0, 100.0, 0.0, 4_500.0, 9.0]), [0, 100, 0, 4_000, 0]),
):
    got = deliverable(extra, limit)
    assert isinstance(got, (pd.Series, np.ndarray)) and got.shape == (5,), (
        "[wrong-shape] deliverable must return one value for each hour."
    )
    got = np.asarray(got, dtype=float).tolist()
    assert got[4] >= 0, "[negative] A negative surplus cannot be delivered. Cut off below 0."
    assert got[2:4] != [0, 0], "[all-or-nothing] A line that is too small still carries as much as its limit."
    assert got == right, "[wrong-limit] In each hour the smaller one counts: surplus or limit of that hour."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 6 · At which hour?

*When* is power left over? Count for each hour of the day, 0 to 23, on how many days the surplus is above 0.

A clock has a zone. Servers often store universal time (UTC). Pakistan's time (PKT) is five hours ahead, so noon becomes 07:00 in UTC. An index that knows its zone can convert itself. Predict the hours in PKT.
"""

# %%
stored = pd.date_range("2026-01-15 05:00", periods=3, freq="h", tz="UTC")
print("stored :", stored.hour.tolist())
print("in PKT :", stored.tz_convert("Asia/Karachi").hour.tolist())
print("counted:", np.bincount([1, 3, 3], minlength=5))


# %% nbgrader={"grade_id": "surplus-hours", "solution": true} hunar={"exercise": "surplus-hours", "title": "surplus_hours"}
def surplus_hours(surplus: pd.Series) -> np.ndarray:
    """How many times a surplus exists at each hour of the day, in Pakistan's time.

    surplus: MW, hourly; its index knows its time zone, which may be any.
    Returns 24 whole numbers, shape (24,): for 00:00, 01:00, ... 23:00 PKT, the hours with more than 0 MW.
    Example: one surplus at 07:00 UTC gives a 1 at place 12 and 0 elsewhere.
    """
    ### BEGIN SOLUTION
    hour = surplus.index.tz_convert("Asia/Karachi").hour
    return np.bincount(hour[surplus > 0], minlength=24)
    ### END SOLUTION


# %% nbgrader={"grade_id": "surplus-hours-check", "grade": true, "points": 6} hunar={"exercise": "surplus-hours", "title": "surplus_hours: check"}
two_days = pd.date_range("2026-02-01", periods=48, freq="h", tz="Asia/Karachi")
sample = pd.Series(0.0, index=two_days)
sample.iloc[[11, 12, 36]] = [200.0, 300.0, 50.0]  # 11:00, 12:00 and, a day later, 12:00
got = surplus_hours(sample)
check.has_shape(got, (24,), name="surplus_hours(sample)", hint="Hours without any surplus count 0, too.")
got = np.asarray(got)
assert got[12] != 350, "[adds-power] 350 is a sum of MW. Count hours: how often, not how much."
assert got[0] != 2, "[counts-every-hour] Only hours with a surplus above 0 count."
assert got[12] == 2 and got[11] == 1 and got.sum() == 3, "[wrong-count] One hour at 11:00 and two at 12:00."
print("surplus_hours looks right here. And when the data is stored in UTC?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Convert the index to PKT, keep the hours of the day where the surplus is above 0, and count each of the 24.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`hour = index converted to "Asia/Karachi", its .hour; chosen = hour[surplus > 0]; return np.bincount(chosen, minlength=24)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے وقت کو پاکستانی وقت میں بدلیں۔ پھر صرف وہ گھنٹے گنیں جن میں فاضل بجلی صفر سے زیادہ ہے۔ چوبیس گنتیاں لوٹائیں۔
</details>
"""

# %% nbgrader={"grade_id": "surplus-hours-hidden", "grade": true, "points": 9} hunar={"exercise": "surplus-hours", "title": "surplus_hours: other clocks"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
other = hidden_year(7)
left = supply.must_run_mw(supply.available_mw(other, seed=7)).sum(axis=1) - other["net_mw"]
left = left.clip(lower=0).rename("surplus_mw")
right = np.bincount(left.index.hour[left > 0], minlength=24)
for zone in ("Asia/Karachi", "UTC", "America/New_York"):
    moved = left.tz_convert(zone)
    got = surplus_hours(moved)
    assert isinstance(got, (pd.Series, np.ndarray, list)) and len(got) == 24, (
        "[not-24] Return 24 counts. Hours at which no surplus ever came count 0; do not leave them out."
    )
    got = np.asarray(got, dtype=float)
    stored_hours = np.bincount(moved.index.hour[moved > 0], minlength=24)
    assert zone == "Asia/Karachi" or not (got == stored_hours).all(), (
        "[stored-hours] These are hours of the zone in which the data is stored. Convert the index to Asia/Karachi first."
    )
    assert not (got == np.roll(right, -10)).all(), (
        "[wrong-direction] Five hours were taken away. Pakistan is ahead of UTC; let tz_convert do it."
    )
    assert not (got == 365).all(), "[counts-every-hour] Only hours with a surplus above 0 count."
    assert abs(got.sum() - left.sum()) > 1, (
        "[adds-power] This is a sum of MW. Count how many hours have a surplus."
    )
    assert (got == right).all(), "[wrong-count] Count, for each hour in PKT, the hours with more than 0 MW."
### END HIDDEN TESTS

# %% [markdown]
r"""
### See it

The next cell draws two pictures with *your* functions.

*In words:* on the left, each column is a day of the synthetic year and each row an hour. June to August are bright in the evening; noon is dark in winter and spring. On the right, three mean days: January and April sag at noon and climb until 18:00, like a duck with a long neck; July lies high above them.
"""

# %% hunar={"grading": "skip"}
import matplotlib.pyplot as plt

drawn_mw = net_load(year["gross_mw"], gridyear.FIT.pv_mw, year["pv_pu"])
by_hour_gw = drawn_mw.groupby([drawn_mw.index.month, drawn_mw.index.hour]).mean().unstack() / 1000
spare_mw = capacity_surplus(available, drawn_mw)
wasted_mw = zero_fuel_surplus(must_take, drawn_mw)
through_mw = deliverable(wasted_mw, 2_000)  # an example of a line
wasted_no_coal_mw = zero_fuel_surplus(must_take.drop(columns=["local_coal", "imported_coal"]), drawn_mw)

figure, (heat, duck) = plt.subplots(1, 2, figsize=(9, 3.8))
picture = heat.imshow(
    drawn_mw.to_numpy().reshape(365, 24).T / 1000, aspect="auto", origin="lower", cmap="cividis"
)
figure.colorbar(picture, ax=heat, label="net load, GW")
heat.set(title="Every hour of the year", xlabel="day of the year", ylabel="hour of the day, PKT")
for month, name, style in ((1, "January", "-"), (4, "April", "--"), (7, "July", ":")):
    duck.plot(
        by_hour_gw.loc[month],
        style,
        label=name,
        linewidth=2,
        color={1: "#00576b", 4: "#b34700", 7: "#5a3d8a"}[month],
    )
duck.set(
    title="Mean day",
    xlabel="hour of the day, PKT",
    ylabel="net load, GW",
    ylim=(0, None),
    xticks=range(0, 25, 6),
)
duck.legend()
figure.suptitle(gridyear.NOTICE, fontsize=9)
figure.tight_layout()

print(f"load factor {load_factor(drawn_mw):.2f}; steepest three hours +{ramp(drawn_mw, 3):,.0f} MW")
print(f"spare capacity: mean {spare_mw.mean():,.0f} MW, never below {spare_mw.min():,.0f} MW")
print(
    f"hours with a zero-fuel surplus: {surplus_hours(wasted_mw).sum()}, together {wasted_mw.sum() / 1000:,.0f} GWh"
)
print(f"- a line of 2,000 MW could carry {through_mw.sum() / 1000:,.0f} GWh of it")
print(f"- if all coal plants may stop, only {wasted_no_coal_mw.sum() / 1000:,.1f} GWh of it are left")
print("by hour, PKT:", surplus_hours(wasted_mw))

# %% [markdown]
r"""
## 7 · At which place?

Our synthetic country has three zones: north (water), centre (most of the load), south (wind, coal, nuclear). Two lines join them, with limits. What cannot travel helps nobody elsewhere.

`zones.delivered_mw` tells what each zone has after exchange. If that is less than its load, the rest is *unserved*: load shedding. Never add zones first, because a surplus in the south would hide a shortage in the centre.

Predict first: the invented country below has 30 MW too much. Is everybody served?
"""

# %%
load_now = pd.DataFrame({"north": [40], "centre": [100], "south": [30]})  # invented, MW
has_now = pd.DataFrame({"south": [75], "north": [40], "centre": [85]})  # mind the order of the columns
print("country:", has_now.sum(axis=1).tolist(), "MW for", load_now.sum(axis=1).tolist(), "MW")
print((has_now - load_now).to_string(index=False))


# %% nbgrader={"grade_id": "unserved", "solution": true} hunar={"exercise": "unserved", "title": "unserved"}
def unserved(load: pd.DataFrame, deliverable_supply: pd.DataFrame) -> pd.DataFrame:
    """Load that is not served, by hour and zone, in MW; never below 0.

    load: MW, one row per hour, one column per zone. deliverable_supply: what each zone has after exchange,
    MW; the same rows and names, perhaps in another order.
    Returns a frame with the same rows and zones.
    Example: in load_now and has_now above, the centre lacks 15 MW and the other zones 0.
    """
    ### BEGIN SOLUTION
    return (load - deliverable_supply).clip(lower=0)
    ### END SOLUTION


# %% nbgrader={"grade_id": "unserved-check", "grade": true, "points": 4} hunar={"exercise": "unserved", "title": "unserved: check"}
got = unserved(load_now, load_now - 5)
assert isinstance(got, pd.DataFrame) and sorted(got.columns) == ["centre", "north", "south"], (
    "[zones-lost] Return a frame with one column for each zone. Do not add the zones."
)
assert (got != 1).all(axis=None), "[not-power] 1 says that power is missing. Tell how much, in MW."
assert (got == 5).all(axis=None), "[wrong-unserved] Each zone lacks 5 MW: its load less its supply."
assert (unserved(load_now, load_now + 5) == 0).all(axis=None), (
    "[negative] Nothing is missing here. Power that is left over is no negative shortage: cut off below 0."
)
print("unserved looks right here.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

pandas subtracts two frames by the names of rows and columns, whatever their order. Then cut off below 0.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`missing = load - deliverable_supply`, then `return missing, with at least 0 everywhere`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہر علاقے کی طلب میں سے پہنچنے والی بجلی گھٹائیں۔ علاقوں کو آپس میں جمع نہ کریں، اور منفی کو صفر کر دیں۔
</details>
"""

# %% nbgrader={"grade_id": "unserved-hidden", "grade": true, "points": 6} hunar={"exercise": "unserved", "title": "unserved: a year of three zones"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
other = hidden_year(8)
zone_load = zones.load_mw(other["net_mw"])
zone_has = zones.delivered_mw(zone_load, 0.95 * zones.supply_mw(supply.available_mw(other, seed=8)))
for has in (zone_has, zone_has[["south", "centre", "north"]]):
    got = unserved(zone_load, has)
    assert (
        isinstance(got, pd.DataFrame)
        and got.shape == (8760, 3)
        and set(got.columns) == set(zone_load.columns)
    ), (
        "[zones-lost] Return a frame with one row for each hour and one column for each zone. Do not add the zones."
    )
    got = got[list(zone_load.columns)].to_numpy().astype(float)
    gap = zone_load.to_numpy() - zone_has[list(zone_load.columns)].to_numpy()
    mixed = np.clip(zone_load.to_numpy() - has.to_numpy(), 0, None)
    assert not np.allclose(got, gap), "[negative] What is left over is no negative shortage. Cut off below 0."
    assert not (got == (gap > 0)).all(), "[not-power] Return how many MW are missing, not whether some are."
    assert list(has.columns) == list(zone_load.columns) or not np.allclose(got, mixed), (
        "[columns-mixed] Zones were matched by their place. The columns may come in another order: subtract the frames by name."
    )
    assert (np.abs(got - np.clip(gap, 0, None)) <= 1e-6).all(), (
        "[wrong-unserved] For each hour and zone: load less deliverable supply, but at least 0."
    )
### END HIDDEN TESTS

# %% hunar={"grading": "skip"}
zone_load_mw = zones.load_mw(year["net_mw"])
delivered_mw = zones.delivered_mw(zone_load_mw, zones.supply_mw(available))
missing_mw = unserved(zone_load_mw, delivered_mw)
left_over_mw = unserved(delivered_mw, zone_load_mw)  # the same subtraction, turned around
both = (missing_mw["centre"] > 0) & (left_over_mw["south"] > 0)
print(gridyear.NOTICE)
print(f"in {both.sum()} hours the centre lacks power while plants of the south stand idle")

# Must-take power alone: what no line can carry away from its zone.
stuck_mw = unserved(zones.delivered_mw(zone_load_mw, zones.supply_mw(must_take)), zone_load_mw)
stuck_hours = (stuck_mw["south"] > 1).sum()
print(f"zero-fuel surplus of the south: {stuck_mw['south'].sum() / 1000:,.0f} GWh in {stuck_hours} hours")
print(f"of the country, as if lines had no limit: {wasted_mw.sum() / 1000:,.0f} GWh")

# %% [markdown]
r"""
## 8 · What was known when?

How much capacity is installed? Three sources draw three borders: one counts net-metered roofs, one is a plan for June 2026. Each has its own day. An honest sentence gives a *range* and a date: "as known at the end of 2025, from … to …". Who uses a later figure looks into the future.

Each row below has a claim, a lowest and highest value, and the day of its source; a month counts from its last day. Predict first: how many rows were known at the end of 2025?
"""

# %%
facts = pd.DataFrame(
    [
        ("installed capacity, MW", 46_605, 46_605, "2025-06-30"),  # fact: installed-survey
        ("installed capacity, MW", 44_626, 44_626, "2025-06-30"),  # fact: installed-plan
        ("installed capacity, MW", 41_212, 41_212, "2026-01-17"),  # fact: installed-nepra
        ("net-metered solar, MW", 2_813, 2_813, "2025-06-30"),  # fact: net-metering-march-2025
        ("net-metered solar, MW", 6_035, 6_035, "2026-01-31"),  # fact: net-metering-november-2025
        ("lowest daytime load, MW", 7_000, 8_000, "2026-03-08"),  # fact: daytime-low
    ],
    columns=["claim", "low", "high", "published"],
)
facts["published"] = pd.to_datetime(facts["published"])
print(facts[facts["published"] <= "2025-12-31"].to_string(index=False))
# Two conditions: & between them, not `and`, and brackets around each one.
print(len(facts[(facts["low"] > 10_000) & (facts["published"] <= "2025-12-31")]), "of them are large")


# %% nbgrader={"grade_id": "fact-range", "solution": true} hunar={"exercise": "fact-range", "title": "fact_range"}
def fact_range(df: pd.DataFrame, claim: str, asof: str) -> tuple[float, float]:
    """The lowest and highest figure for a claim that was published by the end of the day `asof`.

    df: columns claim, low, high, published (a date). asof: a day such as "2025-12-31"; that day counts.
    Returns (low, high). Raises ValueError if nothing was published yet.
    Example: fact_range(facts, "installed capacity, MW", "2025-12-31") == (44626, 46605).
    """
    ### BEGIN SOLUTION
    known = df[(df["claim"] == claim) & (df["published"] <= pd.Timestamp(asof))]
    if known.empty:
        raise ValueError(f"nothing was known of {claim} on {asof}")
    return float(known["low"].min()), float(known["high"].max())
    ### END SOLUTION


# %% nbgrader={"grade_id": "fact-range-check", "grade": true, "points": 4} hunar={"exercise": "fact-range", "title": "fact_range: check"}
got = fact_range(facts, "installed capacity, MW", "2025-12-31")
assert isinstance(got, tuple) and len(got) == 2, (
    "[not-a-pair] Return a pair in round brackets, two numbers: (low, high)."
)
assert tuple(got) != (41212, 46605), (
    "[later-facts] One of these figures came in 2026. Nobody knew it in 2025."
)
assert got[0] != 2813, (
    "[other-claims] A figure of another claim is in the range. Keep the rows of this claim."
)
assert tuple(got) == (44626, 46605), "[wrong-range] Two sources were known: from 44,626 to 46,605."
print("fact_range looks right here.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Keep the rows of this claim whose day is not after `asof`. If none is left, refuse. Otherwise take the smallest low and the largest high.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`known = df[(claim matches) & (published <= asof)]; if known is empty: raise ValueError; return known["low"].min(), known["high"].max()`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

صرف اسی دعوے کی وہ سطریں لیں جو اس تاریخ تک شائع ہو چکی تھیں۔ کوئی سطر نہ ہو تو ValueError دیں۔
</details>
"""

# %% nbgrader={"grade_id": "fact-range-hidden", "grade": true, "points": 6} hunar={"exercise": "fact-range", "title": "fact_range: other claims and days"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
ledger = pd.DataFrame(
    {
        "claim": ["water", "wind", "water", "water", "wind"],
        "low": [12.0, 3.0, 15.0, 2.0, 5.0],
        "high": [14.0, 4.0, 19.0, 30.0, 9.0],
        "published": pd.to_datetime(["2025-03-01", "2025-03-10", "2025-06-15", "2025-09-01", "2026-01-01"]),
    }
)
cases = (
    ("water", "2025-07-01", (12, 19)),
    ("water", "2025-06-15", (12, 19)),
    ("water", "2025-06-14", (12, 14)),
    ("wind", "2025-12-31", (3, 4)),
    ("water", "2026-02-01", (2, 30)),
)
everything = {"water": (2, 30), "wind": (3, 9)}
for claim, day, right in cases:
    got = fact_range(ledger, claim, day)
    assert isinstance(got, tuple) and len(got) == 2, (
        "[not-a-pair] Return a pair in round brackets, two numbers: (low, high)."
    )
    got = (float(got[0]), float(got[1]))
    assert right == everything[claim] or got != everything[claim], (
        "[later-facts] A figure was used that was published after the day. Keep what was known by then."
    )
    known = ledger[ledger["published"] <= day]
    assert got != (known["low"].min(), known["high"].max()) or got == right, (
        "[other-claims] Figures of another claim are in the range. Keep the rows of this claim."
    )
    assert day != "2025-06-15" or got != (12, 14), (
        "[day-left-out] What was published on the day itself counts. Use <= and not <."
    )
    newest = known[known["claim"] == claim].iloc[-1]
    assert got != (newest["low"], newest["high"]) or got == right, (
        "[newest-only] The newest source alone is no range. Take the lowest low and the highest high of all that were known."
    )
    assert got == right, "[wrong-range] The lowest low and the highest high of what was known by then."
assert check.refuses(fact_range, ledger, "wind", "2025-03-09"), (
    "[nothing-known] Nothing was published yet, so there is no range. Raise ValueError."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Where this model is wrong

- The year is synthetic: formulas and six published figures make it, no record of a real day.
- Blocks, outages, must-run shares, zones and lines are invented and round. Real networks have hundreds of lines, and losses. Some coal and nuclear plants of our south really stand in Punjab; there they would end most of the centre's shortage.
- Clouds do not move within a day. Ramadan and Eid are left out. Real load shedding has other causes too: weak local networks, and feeders with much theft.
- Must-take includes coal at its lowest output. If these plants may stop, hardly any zero-fuel surplus is left. The name means no *further* fuel, not a clean hour.
- Operators keep some plants in reserve and repair others. Our spare capacity counts them as free.
- A new load changes everything: once it runs, the surplus is used up.
"""

# %% [markdown]
r"""
## Reflection ★

Rewrite this sentence so that it is true; we worded it after many announcements: "Pakistan has a large surplus of electricity, so mining needs no additional fuel." Say which surplus you mean, when and where. Write 120–200 words in English, Urdu or Roman Urdu.

| An instructor looks for | points |
|---|---|
| **Claim:** one sentence that names the kind, the hours and the place of the surplus | 2 |
| **Evidence:** a published fact with its date, and a number that you computed | 3 |
| **Limits of the model:** what the synthetic year cannot show | 3 |
| **Consequence:** who gains, who pays, one condition | 2 |
"""

# %% [markdown] nbgrader={"grade_id": "reflection", "solution": true, "grade": true, "points": 10} hunar={"exercise": "reflection", "title": "Reflection"}
r"""
Counted for the whole model country, must-take power is above the load in about 650 hours of the year, most of them between 09:00 and 15:00 in spring and autumn; in the south, behind its line, in about 2,770. Idle plants are a surplus of machines, not of energy: to run them burns fuel. (2)

On a sample day in January 2026 the grid was lowest at 13:00, with [8,650 MW](#fact-january-minimum) (The Resolution on ISMO, 8 March 2026). My `zero_fuel_surplus` gives 560 GWh in the year, computed today; 2,000 MW that never stop would take 17,520 GWh, thirty times as much. If coal plants may stop, almost nothing is left. (3)

The year is synthetic: must-run shares, zones and line limits are invented, outages too. It cannot say how many hours real wind farms were stopped, and it does not know a new line or tariff. (3)

Miners gain from cheap noon power; households in the centre pay if new load runs on hot evenings, when their zone lacks power, in this model in 114 hours. My condition: the load must stop within minutes when the surplus ends, and prove it by its meter. (2)
"""

# %% [markdown]
r"""
## Stretch (not graded)

1. How many GWh would a mine of 2,000 MW that never stops take in a year? Compare with the zero-fuel surplus.
2. Draw the duration curve of the spare capacity. In how many hours does it exceed a tenth of all installed plants?
3. Try a southern line of 6,000 MW in `zones.balance` (an example). What happens to unserved load and, for `must_take` alone, to stranded power?
"""

# %% [markdown]
r"""
## Glossary · فرہنگ

<table lang="ur" dir="rtl">
<tr><th>اصطلاح</th><th>مطلب</th></tr>
<tr><td><span lang="en" dir="ltr">load</span> · لوڈ</td><td>کسی لمحے بجلی کی طلب</td></tr>
<tr><td><span lang="en" dir="ltr">net load</span></td><td>خالص طلب: کل طلب منفی چھتوں کی شمسی بجلی</td></tr>
<tr><td><span lang="en" dir="ltr">load factor</span></td><td>اوسط طلب اور سب سے زیادہ طلب کا تناسب</td></tr>
<tr><td><span lang="en" dir="ltr">ramp</span></td><td>طلب میں تیز اضافہ</td></tr>
<tr><td><span lang="en" dir="ltr">surplus</span></td><td>فاضل بجلی</td></tr>
<tr><td><span lang="en" dir="ltr">spare capacity</span></td><td>فالتو گنجائش: جو بجلی پلانٹ ایندھن جلا کر مزید دے سکتے ہیں</td></tr>
<tr><td><span lang="en" dir="ltr">zero-fuel surplus</span></td><td>وہ فاضل بجلی جس کے لیے مزید ایندھن نہیں جلتا</td></tr>
<tr><td><span lang="en" dir="ltr">deliverable surplus</span></td><td>فاضل بجلی کا وہ حصہ جو لائن لے جا سکتی ہے</td></tr>
<tr><td><span lang="en" dir="ltr">must-take</span></td><td>وہ بجلی جو ہر حال میں بنتی ہے</td></tr>
<tr><td><span lang="en" dir="ltr">line limit</span></td><td>ترسیلی لائن کی حد</td></tr>
<tr><td><span lang="en" dir="ltr">unserved load</span></td><td>پوری نہ ہونے والی طلب، لوڈشیڈنگ</td></tr>
</table>
"""

# %% [markdown]
r"""
## Sources

- The grid year: `labs.energy`, synthetic, calibrated, not official data; its texts name every formula and invented number
- J. A. Duffie, W. A. Beckman, *Solar Engineering of Thermal Processes*, 3rd edition, 2006, chapter 1: where the sun stands
- The figures of the grid: in the table below, with dates
"""
