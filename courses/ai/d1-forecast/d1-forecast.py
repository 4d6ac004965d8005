# %% [markdown]
r"""
# D1 · Forecast demand: regression without leaking the future

**Minutes:** 75 · **Prerequisites:** P0 check-in (functions, arrays), C1 (net load)

**After this you can:**

- *measure* the error of a forecast and its skill against a naive one
- *build* features and a split that do not leak the future
- *fit* a regression by least squares, by gradient descent and with a penalty
- *judge* an interval forecast
"""

# %% [markdown]
r"""
## Story

On a sample day in January 2026 Pakistan's grid climbed from [8,650 MW](#fact-january-minimum) at 13:00 to [15,669 MW](#fact-january-maximum) at 18:00. Who runs plants, or a data centre that may use only spare power, must see such a climb one day ahead.

This case is invented. Zara forecasts for a small firm in Multan. A colleague shows her a model with less than half of her error. "How?" she asks. He looks again: by mistake, the loads of the hours just before and *after* were among the inputs. The model *leaked* the future, and on its first real day it fails.

You will build one that cannot cheat.
"""

# %%
# Run this cell first.
import numpy as np
import pandas as pd

from labs import check
from labs.energy import gridyear

year = gridyear.grid_year(seed=2026)  # one row per hour, Pakistan's time
print(gridyear.NOTICE)
print(year[["temp_c", "temp_forecast_c", "net_mw"]].head(3).round(1))

# %% [markdown]
r"""
## 1 · How wrong is it?

Two usual errors, over all hours:

- MAE, the *mean absolute error*: the mean size of the error, in MW
- MAPE, the *mean absolute percentage error*: the mean of error size ÷ size of the true value, in percent

Take sizes before the mean, or errors up and down cancel. A true value of 0 has no percentage: leave such hours out of the MAPE.

Predict first: which of these invented forecasts has the smaller MAE?
"""

# %%
true_mw = np.array([10, 10, 10, 10])
for forecast in (np.array([12, 12, 12, 12]), np.array([5, 15, 5, 15])):
    errors = true_mw - forecast
    print("mean error", errors.mean(), "- mean size of the error", np.abs(errors).mean())


# %% nbgrader={"grade_id": "errors", "solution": true} hunar={"exercise": "errors", "title": "mae and mape"}
def mae(y: np.ndarray, f: np.ndarray) -> float:
    """Mean absolute error, in the unit of y.

    y: true values; f: forecasts; both shape (n,).
    Example: mae(np.array([10, 20]), np.array([12, 19])) == 1.5.
    """
    ### BEGIN SOLUTION
    return np.abs(y - f).mean()
    ### END SOLUTION


def mape(y: np.ndarray, f: np.ndarray) -> float:
    """Mean absolute percentage error, in percent of the true values; hours with y == 0 are left out.

    y: true values, also negative ones, at least one not 0; f: forecasts; both shape (n,).
    Example: mape(np.array([10, 0, 20]), np.array([12, 5, 19])) == 12.5.
    """
    ### BEGIN SOLUTION
    known = y != 0
    return 100 * np.abs((y[known] - f[known]) / y[known]).mean()
    ### END SOLUTION


# %% nbgrader={"grade_id": "errors-check", "grade": true, "points": 2} hunar={"exercise": "errors", "title": "mae and mape: check"}
true, told = np.array([100.0, 200.0]), np.array([110.0, 180.0])
check.is_number(mae(true, told), name="mae of two hours", hint="Take the mean: one number for all hours.")
assert abs(mae(true, told) - 15) <= 1e-9, "[wrong-mae] The errors are 10 and 20 MW, so the MAE is 15 MW."
check.is_number(mape(true, told), name="mape of two hours", hint="Take the mean: one number for all hours.")
assert abs(mape(true, told) - 0.1) > 1e-9, "[not-percent] 0.1 is a share. Multiply by 100 for percent."
assert abs(mape(true, told) - 10) <= 1e-9, "[wrong-mape] Both hours are wrong by 10 % of the true value."
print("mae and mape look right here. And with a true value of 0?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

`np.abs` gives sizes, `.mean()` their mean. For the MAPE, keep only the hours where y is not 0.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`mae: mean of |y - f|`. `mape: known = (y != 0); 100 × mean of |(y - f) / y| over the known hours`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے غلطی کی مقدار لیں (np.abs)، پھر اوسط۔ فیصد کے لیے صرف وہ گھنٹے رکھیں جن میں اصل قدر صفر نہیں۔
</details>
"""

# %% nbgrader={"grade_id": "errors-hidden", "grade": true, "points": 3} hunar={"exercise": "errors", "title": "mae and mape: other hours"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
y = np.array([50.0, -20.0, 0.0, 40.0, 10.0])
f = np.array([40.0, -25.0, 8.0, 60.0, 10.0])
got = mae(y, f)
assert isinstance(got, (int, float)), "[not-a-number] mae and mape must each return one number."
got = float(got)
assert abs(abs(got) - abs((y - f).mean())) > 1e-9, (
    "[signed] Errors up and down cancelled. Take their sizes before the mean."
)
assert abs(got - np.sqrt(((y - f) ** 2).mean())) > 1e-9 and abs(got - ((y - f) ** 2).mean()) > 1e-9, (
    "[squared] The errors were squared. The MAE takes their sizes as they are."
)
assert abs(got - 8.6) <= 1e-9, "[wrong-mae] The mean of |y - f| over all hours, also those with y == 0."
got = mape(y, f)
assert isinstance(got, (int, float)), "[not-a-number] mae and mape must each return one number."
got = float(got)
assert np.isfinite(got) and abs(got) < 1e6, (
    "[zero-hours] A true value of 0 was divided by. Leave such hours out, in numerator and count."
)
assert abs(got - 0.2375) > 1e-9, "[not-percent] This is a share. Multiply by 100 for percent."
assert abs(got - 19) > 1e-9, (
    "[zero-counted] Hours with y == 0 were counted as perfect. Leave them out of the mean."
)
assert abs(got - 100 * np.mean([10 / 40, 5 / 25, 20 / 60, 0])) > 1e-9, (
    "[divided-by-forecast] The percentage is of the true value y, not of the forecast."
)
assert abs(got - 100 * np.mean([0.2, -0.25, 0.5, 0])) > 1e-9, (
    "[negative-load] With a negative true value the share became negative. Take the size of the whole quotient."
)
assert abs(got - 23.75) <= 1e-9, "[wrong-mape] 100 times the mean of |(y - f) / y| over hours with y not 0."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 2 · Better than what?

An error alone says little. Compare with a *naive* forecast that costs nothing. "As one day before" and "as one week before" are *seasonal-naive*.

skill = 1 − MAE of the forecast ÷ MAE of the naive one

1 is perfect, 0 is as good as naive, below 0 is worse than doing nothing.
"""

# %%
load = year["net_mw"].to_numpy()
for hours, name in ((24, "one day"), (168, "one week")):
    print(f"as {name} before: MAE {np.abs(load[168:] - load[168 - hours : -hours]).mean():,.0f} MW")


# %% nbgrader={"grade_id": "skill", "solution": true} hunar={"exercise": "skill", "title": "skill"}
def skill(y: np.ndarray, f: np.ndarray, naive: np.ndarray) -> float:
    """How much smaller the mean absolute error is than that of a naive forecast; at most 1.

    y: true values; f: forecasts; naive: naive forecasts, not all right; all shape (n,).
    Example: errors of 1 MW where the naive one has 4 MW give a skill of 0.75.
    """
    ### BEGIN SOLUTION
    return 1 - np.abs(y - f).mean() / np.abs(y - naive).mean()
    ### END SOLUTION


# %% nbgrader={"grade_id": "skill-check", "grade": true, "points": 2} hunar={"exercise": "skill", "title": "skill: check"}
got = skill(np.array([10.0, 20.0]), np.array([11.0, 21.0]), np.array([14.0, 16.0]))
check.is_number(
    got,
    name="skill with an MAE of 1 MW against 4 MW",
    hint="Take both means first: one number for all hours.",
)
assert abs(got + 0.75) > 1e-9, "[wrong-sign] A better forecast has a positive skill: 1 minus the ratio."
assert abs(got - 0.25) > 1e-9, "[ratio-only] 0.25 is the ratio of the errors. The skill is 1 minus that."
assert abs(got - 0.75) <= 1e-9, "[wrong-skill] 1 - 1 / 4 is 0.75."
print("skill looks right here.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Two mean absolute errors against the same y: yours above the line, the naive one below it.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`return 1 - mean of |y - f| / mean of |y - naive|`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

اپنی اوسط غلطی کو سادہ پیش گوئی کی اوسط غلطی پر تقسیم کریں اور ایک میں سے گھٹائیں۔
</details>
"""

# %% nbgrader={"grade_id": "skill-hidden", "grade": true, "points": 3} hunar={"exercise": "skill", "title": "skill: good and bad forecasts"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant

rng = variant.rng("d1-forecast")
y = rng.normal(100, 10, 300)
for spread in (2.0, 25.0):
    f, naive = y + rng.normal(0, spread, 300), y + rng.normal(1, 8, 300)
    mine, other = np.abs(y - f).mean(), np.abs(y - naive).mean()
    got = skill(y, f, naive)
    assert isinstance(got, (int, float)), "[not-a-number] skill must return one number."
    got = float(got)
    assert abs(got - (mine / other - 1)) > 1e-9, "[wrong-sign] A better forecast has a positive skill."
    assert abs(got - mine / other) > 1e-9, (
        "[ratio-only] This is the ratio of the errors. The skill is 1 minus that."
    )
    assert abs(got - (1 - other / mine)) > 1e-9, "[upside-down] The naive error belongs below the line."
    squared = 1 - ((y - f) ** 2).mean() / ((y - naive) ** 2).mean()
    assert abs(got - squared) > 1e-9 and abs(got - (1 - np.sqrt(1 - squared))) > 1e-9, (
        "[squared] The errors were squared. Compare mean absolute errors."
    )
    assert abs(got - max(1 - mine / other, 0)) > 1e-9 or mine < other, (
        "[clipped] A forecast that is worse than the naive one has a negative skill. Show it."
    )
    assert abs(got - (1 - mine / other)) <= 1e-9, "[wrong-skill] 1 minus your MAE divided by the naive MAE."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 3 · Split by time

We fit on the past and test on what came later. To shuffle would put Tuesday 14:00 into the training and 15:00 into the test: almost the same hour. The test would flatter us.

Our inputs reach back 168 hours. A gap of 168 rows keeps the parts apart: no hour is both an answer in training and an input in the test.

Predict first: which rows are left for the test below?
"""

# %%
GAP_H = 168  # an input from before the test is known, so it is no leak; the gap keeps the parts independent
ten_rows = list(range(10))
cut, gap = int(0.5 * len(ten_rows)), 2
print("training:", ten_rows[:cut], "- gap of", gap, "- test:", ten_rows[cut + gap :])


# %% nbgrader={"grade_id": "time-split", "solution": true} hunar={"exercise": "time-split", "title": "time_split"}
def time_split(df: pd.DataFrame, frac: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(training, test): the first part of the rows, and all that begin GAP_H rows after it.

    df: one row per hour, in order of time, n rows. frac: 0 < frac < 1; int(frac * n) rows go into training.
    Example: of 1,000 rows and frac 0.6, rows 0 to 599 are for training and 768 to 999 for the test.
    """
    ### BEGIN SOLUTION
    cut = int(frac * len(df))
    return df.iloc[:cut], df.iloc[cut + GAP_H :]
    ### END SOLUTION


# %% nbgrader={"grade_id": "time-split-check", "grade": true, "points": 4} hunar={"exercise": "time-split", "title": "time_split: check"}
got = time_split(pd.DataFrame({"row": range(1000)}), 0.6)
assert isinstance(got, tuple) and len(got) == 2, "[not-a-pair] Return two frames: (training, test)."
train_rows, test_rows = got[0]["row"].tolist(), got[1]["row"].tolist()
assert len(train_rows) == 600, "[wrong-share] With frac 0.6, 600 of 1,000 rows are for training."
assert train_rows == list(range(600)), "[shuffled] The training rows must be the first ones, in order."
assert test_rows[:1] != [600], (
    "[no-gap] The test begins right after the training. Leave 168 rows out between."
)
assert test_rows == list(range(768, 1000)), "[wrong-rows] After the gap, rows 768 to 999 are for the test."
print("time_split looks right.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

`df.iloc[:k]` are the first k rows; `df.iloc[k + 168:]` begin after the gap.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`cut = int(frac × number of rows); return rows before cut, rows from cut + GAP_H on`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

قطاروں کی ترتیب نہ بدلیں۔ پہلا حصہ تربیت کے لیے، پھر 168 قطاروں کا وقفہ، اور باقی آزمائش کے لیے رکھیں۔
</details>
"""

# %% nbgrader={"grade_id": "time-split-hidden", "grade": true, "points": 6} hunar={"exercise": "time-split", "title": "time_split: other data"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
for rows, frac in ((2_003, 0.7), (8_592, 0.55)):
    times = pd.date_range("2026-03-01 05:00", periods=rows, freq="h", tz="Asia/Karachi")
    data = pd.DataFrame({"row": np.arange(rows), "net_mw": np.arange(rows) ** 0.5}, index=times)
    got = time_split(data, frac)
    assert isinstance(got, tuple) and len(got) == 2 and all(isinstance(part, pd.DataFrame) for part in got), (
        "[not-a-pair] Return two frames: (training, test)."
    )
    train, test = got
    cut = int(frac * rows)
    assert len(train) > 0 and len(test) > 0, "[empty-part] A part is empty. Both need rows."
    trained, tested = train["row"].to_numpy(), test["row"].to_numpy()
    assert trained.max() < tested.min() or trained.min() > tested.max(), (
        "[shuffled] Hours of the test lie between those of the training. Cut by time; do not shuffle."
    )
    assert trained.max() < tested.min(), "[test-first] The training must come before the test."
    assert len(train) == cut, "[wrong-share] int(frac * n) rows belong to the training."
    assert tested.min() - trained.max() > 168, (
        "[no-gap] Inputs of the first test hours reach into the training. Leave 168 rows out between the parts."
    )
    assert (trained == np.arange(cut)).all() and (tested == np.arange(cut + 168, rows)).all(), (
        "[wrong-rows] The first rows, a gap of exactly 168, and then all other rows, in order."
    )
    assert list(test.columns) == ["row", "net_mw"] and test.index.equals(times[cut + 168 :]), (
        "[frame-changed] Keep the columns and the index as they are."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 4 · Features that do not leak

The forecast for hour `t` is made when hour t − 24 has just ended. So it may use:

| column | feature |
|---|---|
| 0, 1 | `net_mw` at t − 24, at t − 168 |
| 2 | cooling degrees by the weather *forecast* for t |
| 3 | cooling degrees measured at t − 24 |
| 4, 5 | sin, cos of 2π · hour / 24 |
| 6, 7 | sin, cos of 4π · hour / 24 |
| 8, 9 | 1 if t is a Sunday, else 0; the same for t − 24 |

Cooling degrees are max(temperature − 24, 0). The temperature *measured* at t is not known yet. A centred mean, a wrong shift or a mean over the whole year leak too.

Predict first: in which line does place 2 already know the 30?
"""

# %%
five_hours = pd.Series([10, 12, 11, 30, 12])
print("centred mean :", five_hours.rolling(3, center=True).mean().round(1).tolist())
print("trailing mean:", five_hours.rolling(3).mean().round(1).tolist())
print("shift(1)     :", five_hours.shift(1).tolist(), "- shift(-1):", five_hours.shift(-1).tolist())


# %% nbgrader={"grade_id": "features", "solution": true} hunar={"exercise": "features", "title": "features"}
def features(df: pd.DataFrame, t: np.ndarray) -> np.ndarray:
    """Inputs of the forecasts for some hours, made one day ahead. The columns stand in the table above.

    df: hourly, with the columns net_mw, temp_c and temp_forecast_c; its index gives hour and day of the week,
    in Pakistan's time. t: places of rows in df, shape (n,), each >= 168. Returns floats, shape (n, 10).
    Example: features(year, np.array([170]))[0, 0] is the net load of row 146.
    """
    ### BEGIN SOLUTION
    load, sunday = df["net_mw"].to_numpy(), df.index.day_of_week.to_numpy() == 6
    angle = 2 * np.pi * df.index.hour.to_numpy()[t] / 24
    columns = [
        load[t - 24],
        load[t - 168],
        np.maximum(df["temp_forecast_c"].to_numpy()[t] - 24, 0),
        np.maximum(df["temp_c"].to_numpy()[t - 24] - 24, 0),
        np.sin(angle),
        np.cos(angle),
        np.sin(2 * angle),
        np.cos(2 * angle),
        sunday[t],
        sunday[t - 24],
    ]
    return np.column_stack(columns).astype(float)
    ### END SOLUTION


# %% nbgrader={"grade_id": "features-check", "grade": true, "points": 6} hunar={"exercise": "features", "title": "features: check"}
noons = np.array([180, 4500])
got = features(year, noons)
check.has_shape(got, (2, 10), name="features of two hours", hint="One row for each hour, ten columns.")
assert got[0, 0] == year["net_mw"].iloc[156], "[wrong-lag] Column 0 is the net load 24 rows earlier."
assert got[1, 2] == max(year["temp_forecast_c"].iloc[4500] - 24, 0), (
    "[cooling-degrees] Column 2: how far the temperature forecast for t lies above 24 degrees, at least 0."
)
later = year.copy()
later.iloc[181:] = 0.0  # what comes after the first of the two hours
assert (features(later, noons[:1]) == got[:1]).all(), (
    "[future-rows] Rows after t were changed, and the features of t changed too. They look into the future."
)
print("features look right here. What else is not known one day ahead?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Turn each column into a plain array; then `load[t - 24]` picks all lagged values at once. `df.index.hour` and `df.index.day_of_week` (Sunday is 6) belong to the calendar, which is known.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`angle = 2π × hour[t] / 24; columns = [load[t-24], load[t-168], max(forecast[t] - 24, 0), max(measured[t-24] - 24, 0), sin(angle), cos(angle), sin(2·angle), cos(2·angle), sunday[t], sunday[t-24]]; return np.column_stack(columns) as floats`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

صرف وہ قدریں لیں جو ایک دن پہلے معلوم تھیں: 24 اور 168 گھنٹے پہلے کی طلب، موسم کی پیش گوئی، اور کیلنڈر۔ وقت t کا اصل درجہ حرارت معلوم نہیں۔
</details>
"""


# %% nbgrader={"grade_id": "features-hidden", "grade": true, "points": 9} hunar={"exercise": "features", "title": "features: nothing leaks"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def asked(df: pd.DataFrame, t: np.ndarray) -> np.ndarray:
    """The learner's features as floats."""
    return np.asarray(features(df, t), dtype=float)


def changed(df: pd.DataFrame, names: list[str], first: int) -> pd.DataFrame:
    """The same frame with other numbers in these columns, from row `first` on."""
    other = df.copy()
    for name in names:
        values = other[name].to_numpy().copy()
        values[first:] = 3 * values[first:] + 17
        other[name] = values
    return other


begin = int(variant.rng("d1-forecast").integers(5, 20))
frame = gridyear.grid_year(int(variant.rng("d1-forecast").integers(10, 10**9))).iloc[begin : begin + 6_000]
places = np.array([168, 700, 2_203, 3_301, 3_302, 4_400])
got = asked(frame, places)
assert got.shape == (6, 10), "[wrong-shape] Return one row for each hour asked for, with ten numbers."
load = frame["net_mw"].to_numpy()
assert not (got[:, 0] == load[places + 24]).any(), (
    "[lag-minus-one] Column 0 is the load 24 hours LATER. t - 24 is earlier; shift(24) goes that way, shift(-24) does not."
)
everything = list(frame.columns)
for place in (700, 3_301):
    one = np.array([place])
    alone = asked(frame, one)
    assert alone.shape == (1, 10), "[wrong-shape] Return one row for each hour asked for, with ten numbers."
    far = asked(changed(frame, everything, place + 600), one)
    assert (alone[0] == got[places == place][0]).all() and (far == alone).all(), (
        "[scaled-on-all] Features changed with rows that have nothing to do with the hour. Use no mean or spread over all rows here; scaling comes later."
    )
    soon = asked(changed(frame, everything, place + 1), one)
    assert (soon == alone).all(), (
        "[future-rows] Rows after t were changed, and the features of t changed too. A centred mean or a wrong shift does that."
    )
    warmer = asked(changed(frame, ["temp_c"], place - 23), one)
    assert (warmer == alone).all(), (
        "[measured-temperature] The measured temperature of the last 24 hours was used. One day ahead only its forecast is known."
    )
    today = asked(changed(frame, ["net_mw", "gross_mw", "pv_pu", "temp_c"], place - 23), one)
    assert (today == alone).all(), (
        "[not-yet-metered] A load after t - 24 was used. One day ahead it was not metered yet."
    )
hour, day = frame.index.hour.to_numpy(), frame.index.day_of_week.to_numpy()
above = {name: np.maximum(frame[name].to_numpy() - 24, 0) for name in ("temp_c", "temp_forecast_c")}
assert (got[:, 0] == load[places - 24]).all() and (got[:, 1] == load[places - 168]).all(), (
    "[wrong-lag] Columns 0 and 1 are the net load 24 and 168 rows earlier."
)
assert (got[:, 2:4] >= 0).all(), (
    "[below-zero] Cooling degrees are never negative: at 24 degrees and below they are 0."
)
assert (np.abs(got[:, 2] - above["temp_forecast_c"][places]) <= 1e-9).all() and (
    np.abs(got[:, 3] - above["temp_c"][places - 24]) <= 1e-9
).all(), (
    "[cooling-degrees] Column 2 comes from the forecast for t, column 3 from the measurement at t - 24; both above 24 degrees."
)
angle = 2 * np.pi * hour[places] / 24
waves = np.column_stack([np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)])
shifted = 2 * np.pi * (places % 24) / 24
assert not (np.abs(got[:, 4] - np.sin(shifted)) <= 1e-9).all(), (
    "[hour-of-place] The hour was taken from the place t. Data may begin at any hour: ask the index."
)
assert not (np.abs(got[:, 4] - np.sin(np.rad2deg(angle))) <= 1e-9).all(), (
    "[degrees] np.sin wants radians: 2 times pi times hour / 24."
)
assert (np.abs(got[:, 4:8] - waves) <= 1e-9).all(), (
    "[wrong-waves] Columns 4 to 7: sin and cos of 2 pi hour / 24, then sin and cos of twice that angle."
)
rows = np.arange(168, 2_500)
many = asked(frame, rows)
assert many.shape == (2_332, 10), "[wrong-shape] Return one row for each hour asked for, with ten numbers."
right = np.column_stack([day[rows] == 6, day[rows - 24] == 6]).astype(float)
assert (many[:, 8:] == right).all(), (
    "[wrong-sunday] Columns 8 and 9 are 1 on Sundays, day_of_week 6: for the hour t itself, and for t - 24."
)
assert (many[:, 0] == load[rows - 24]).all() and (many[:, 1] == load[rows - 168]).all(), (
    "[wrong-lag] Columns 0 and 1 are the net load 24 and 168 rows earlier, also for many hours at once."
)
assert (np.abs(many[:, 2] - above["temp_forecast_c"][rows]) <= 1e-9).all() and (
    np.abs(many[:, 3] - above["temp_c"][rows - 24]) <= 1e-9
).all(), "[cooling-degrees] Columns 2 and 3 must hold for many hours at once, too."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 5 · One scale

Loads are in the thousands, sines below 1. To bring columns to one scale, subtract a mean and divide by a spread (the standard deviation, `np.std`). Both come from the *training* rows only: the mean of the future is not known yet.

A column that never changes has a spread of 0. Divide it by 1.

Predict first: will the scaled test column have mean 0?
"""

# %%
past, future = np.array([10.0, 20.0, 30.0]), np.array([40.0, 50.0])
print("scaled future:", ((future - past.mean()) / past.std()).round(2))


# %% nbgrader={"grade_id": "scale", "solution": true} hunar={"exercise": "scale", "title": "scale"}
def scale(X_train: np.ndarray, X: np.ndarray) -> np.ndarray:
    """X, less the means of X_train's columns, divided by their spreads (np.std; a spread of 0 counts as 1).

    X_train: shape (m, k); X: shape (n, k). Returns shape (n, k).
    Example: with a training column of 1 and 3, the value 5 becomes 3.
    """
    ### BEGIN SOLUTION
    spread = X_train.std(axis=0)
    return (X - X_train.mean(axis=0)) / np.where(spread == 0, 1, spread)
    ### END SOLUTION


# %% nbgrader={"grade_id": "scale-check", "grade": true, "points": 2} hunar={"exercise": "scale", "title": "scale: check"}
got = scale(np.array([[1.0, 10.0], [3.0, 30.0]]), np.array([[5.0, 20.0], [2.0, 40.0], [1.0, 20.0]]))
check.has_shape(got, (3, 2), name="scale of three rows")
assert abs(got[0, 0] - 3) <= 1e-9, (
    "[wrong-scale] (5 - 2) / 1 is 3: mean and spread of the first TRAINING column."
)
assert abs(got[1, 1] - 2) <= 1e-9, (
    "[wrong-scale] (40 - 20) / 10 is 2. Each column has its own mean and spread: axis=0."
)
print("scale looks right here.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

`X_train.mean(axis=0)` and `X_train.std(axis=0)` give one number for each column. `np.where` replaces spreads of 0.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`spread = std of each training column, 0 replaced by 1; return (X - mean of each training column) / spread`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

اوسط اور پھیلاؤ صرف تربیتی قطاروں سے، ہر کالم کے لیے الگ (axis=0)۔ پھیلاؤ صفر ہو تو ایک سے تقسیم کریں۔
</details>
"""

# %% nbgrader={"grade_id": "scale-hidden", "grade": true, "points": 3} hunar={"exercise": "scale", "title": "scale: past and future"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
rng = variant.rng("d1-forecast")
past, future = rng.normal(5_000, 800, (40, 3)), rng.normal(9_000, 300, (25, 3))
past[:, 2], future[:, 2] = 1e-4 * past[:, 2], 1e-4 * future[:, 2]
got = np.asarray(scale(past, future), dtype=float)
assert got.shape == (25, 3), "[wrong-shape] Return one row for each row of X."
right = (future - past.mean(axis=0)) / past.std(axis=0)
both = np.vstack([past, future])
for rows in (future, both):
    assert not np.allclose(got, (future - rows.mean(axis=0)) / rows.std(axis=0)), (
        "[all-rows] Rows of the future went into mean and spread. Use X_train alone."
    )
assert not np.allclose(got, (future - past.mean(axis=0)) / past.std(axis=0, ddof=1), rtol=1e-6), (
    "[sample-spread] This is the sample's standard deviation, with n - 1. Use np.std as it is."
)
assert not np.allclose(got, (future - past.mean()) / past.std()), (
    "[one-for-all] One mean for all columns. Each column has its own: axis=0."
)
assert not np.allclose(got[:, 2], future[:, 2] - past[:, 2].mean()), (
    "[small-spread] A spread between 0 and 1 was replaced by 1. Only a spread of exactly 0 counts as 1."
)
assert (np.abs(got - right) <= 1e-9).all(), (
    "[wrong-scale] X less the training mean, divided by the training spread."
)
past[:, 1] = 7.0
got = np.asarray(scale(past, future), dtype=float)
assert np.isfinite(got).all() and (np.abs(got[:, 1] - (future[:, 1] - 7)) <= 1e-9).all(), (
    "[constant-column] A column that never changes has a spread of 0. Divide it by 1."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 6 · Least squares

A linear model says: forecast = w₀ + w₁x₁ + … + w_k x_k. *Ordinary least squares* (OLS) picks the weights with the smallest sum of squared errors. The *intercept* w₀ needs a column of ones in front.

`np.linalg.lstsq` solves this, also when two columns say the same. The textbook formula (AᵀA)⁻¹Aᵀy breaks there: no inverse exists.

Predict first: what are the two weights of this line?
"""

# %%
x = np.array([0.0, 1.0, 2.0])
A = np.column_stack([np.ones(3), x])
print(A)
print("weights:", np.linalg.lstsq(A, 10 + 4 * x, rcond=None)[0].round(6))


# %% nbgrader={"grade_id": "ols", "solution": true} hunar={"exercise": "ols", "title": "ols"}
def ols(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Weights of least squares: first the intercept, then one for each column of X.

    X: shape (n, k), without a column of ones; y: shape (n,). Returns shape (k + 1,).
    If columns of X depend on each other, any weights with the smallest error will do.
    Example: for y = 10 + 4x the weights are 10 and 4.
    """
    ### BEGIN SOLUTION
    A = np.column_stack([np.ones(len(X)), X])
    return np.linalg.lstsq(A, y, rcond=None)[0]
    ### END SOLUTION


# %% nbgrader={"grade_id": "ols-check", "grade": true, "points": 4} hunar={"exercise": "ols", "title": "ols: check"}
X = np.array([[1.0, 5.0], [2.0, 3.0], [4.0, 4.0], [7.0, 1.0]])
got = ols(X, 100 + 2 * X[:, 0] - 3 * X[:, 1])
assert getattr(got, "shape", None) != (2,), (
    "[no-intercept] Two weights for two columns: the intercept is missing."
)
check.has_shape(
    got, (3,), name="ols with two columns", hint="lstsq returns a tuple; its first part are the weights."
)
assert abs(got[2] - 100) > 1e-6, "[intercept-last] The intercept comes first: put the ones in front."
assert np.abs(got - [100, 2, -3]).max() <= 1e-6, "[wrong-weights] y is 100 + 2 x1 - 3 x2."
print("ols looks right here. And with a column twice?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Put a column of ones in front of X and let `np.linalg.lstsq` find the weights.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`A = ones and the columns of X, side by side; return np.linalg.lstsq(A, y, rcond=None)[0]`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

X کے شروع میں 1 کا کالم لگائیں، پھر np.linalg.lstsq استعمال کریں۔ پہلا وزن مستقل عدد ہے۔
</details>
"""

# %% nbgrader={"grade_id": "ols-hidden", "grade": true, "points": 6} hunar={"exercise": "ols", "title": "ols: other data"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
rng = variant.rng("d1-forecast")
X = np.column_stack([rng.normal(3, 1, 200), rng.normal(-5, 2, 200), rng.normal(0, 1, 200)])
y = 900 + X @ [4.0, -1.0, 7.0] + rng.normal(0, 5, 200)
A = np.column_stack([np.ones(200), X])
right = np.linalg.lstsq(A, y, rcond=None)[0]
got = np.asarray(ols(X, y), dtype=float)
assert got.shape != (3,), (
    "[no-intercept] One weight for each column, but no intercept. Put ones in front of X."
)
assert got.shape == (4,), "[wrong-shape] Return the intercept and one weight for each column."
assert abs(got[0]) > 1e-9, "[no-intercept] The intercept is 0. It must be fitted, too."
assert not np.allclose(got, np.roll(right, -1)), "[intercept-last] The intercept comes first."
assert (np.abs(got - right) <= 1e-6).all(), (
    "[wrong-weights] These weights do not have the smallest squared error."
)
twice = np.column_stack([X, X[:, 0], X[:, 1] - X[:, 2]])
try:
    got = np.asarray(ols(twice, y), dtype=float)
except Exception:
    got = np.full(6, np.nan)
fitted = np.column_stack([np.ones(200), twice]) @ got if got.shape == (6,) else np.full(200, np.nan)
assert (np.abs(fitted - A @ right) <= 1e-5).all(), (
    "[normal-equations] With columns that depend on each other the fit broke. An inverse does not exist then: use lstsq."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 7 · Walk downhill

For neural networks no formula gives the best weights. They learn by *gradient descent*: step downhill on the error. We start with weights 0 and use the mean squared error (MSE).

MSE = mean of (Aw − y)², gradient = (2 / n) · Aᵀ(Aw − y), step: w ← w − lr · gradient

`A` is X with ones in front, `n` the number of rows, `lr` the *learning rate*. Without the division by n, the step grows with the data and jumps out of the valley.

Predict first: does the loss below fall in each step?
"""

# %%
w = 0.0
for _ in range(4):
    print(f"w = {w:.2f}, loss (w - 3)^2 = {(w - 3) ** 2:.2f}, gradient {2 * (w - 3):.2f}")
    w = w - 0.25 * 2 * (w - 3)


# %% nbgrader={"grade_id": "gd", "solution": true} hunar={"exercise": "gd", "title": "gd"}
def gd(X: np.ndarray, y: np.ndarray, lr: float, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights after so many steps of gradient descent from 0 on the MSE, and the losses on the way.

    X: shape (n, k), without ones; y: shape (n,); lr: learning rate. Returns (w, losses): w of shape (k + 1,),
    intercept first; losses of shape (steps + 1,): the MSE at the start and after each step.
    Example: X = [[0], [0]], y = [2, 4], lr = 0.5 and one step give w = [3, 0] and losses [10, 1].
    """
    ### BEGIN SOLUTION
    A = np.column_stack([np.ones(len(X)), X])
    w = np.zeros(A.shape[1])
    losses = [np.mean((A @ w - y) ** 2)]
    for _ in range(steps):
        w = w - lr * 2 / len(y) * (A.T @ (A @ w - y))
        losses.append(np.mean((A @ w - y) ** 2))
    return w, np.array(losses)
    ### END SOLUTION


# %% nbgrader={"grade_id": "gd-check", "grade": true, "points": 6} hunar={"exercise": "gd", "title": "gd: check"}
got = gd(np.array([[0.0], [0.0]]), np.array([2.0, 4.0]), 0.5, 1)
assert isinstance(got, tuple) and len(got) == 2, "[not-a-pair] Return two things: (w, losses)."
check.has_shape(got[0], (2,), name="w of gd with one column", hint="The intercept comes first.")
assert got[0][0] != 6, "[not-averaged] The gradient is a mean: divide by the number of rows."
assert got[0][0] != -3, "[uphill] The step went uphill. Subtract lr times the gradient."
assert np.abs(np.asarray(got[0]) - [3, 0]).max() <= 1e-9, "[wrong-step] One step from 0 leads to w = [3, 0]."
check.has_shape(
    got[1],
    (2,),
    name="losses of one step",
    hint="np.array(losses) makes an array of a list. The loss at the start counts: steps + 1 numbers.",
)
assert np.abs(np.asarray(got[1]) - [10, 1]).max() <= 1e-9, "[wrong-losses] First (2² + 4²) / 2 = 10, then 1."
print("gd looks right here.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Write the three formulas as three lines of numpy. Keep the loss of the start, then one more after each step.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`A = ones and X; w = zeros; losses = [MSE]; repeat steps times: w = w - lr × (2/n) × A.T @ (A @ w - y); append MSE; return w, array of losses`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہر قدم پر: غلطی نکالیں، گریڈینٹ کو قطاروں کی تعداد سے تقسیم کریں، اور lr سے ضرب دے کر وزن میں سے گھٹائیں۔ ہر قدم کا نقصان محفوظ رکھیں۔
</details>
"""

# %% nbgrader={"grade_id": "gd-hidden", "grade": true, "points": 9} hunar={"exercise": "gd", "title": "gd: many rows, many steps"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
rng = variant.rng("d1-forecast")
X = rng.normal(0, 1, (80, 3)) @ np.array([[1.0, 0.3, 0.0], [0.0, 1.0, 0.2], [0.0, 0.0, 1.0]])
y = 5 + X @ [2.0, -1.0, 0.5] + rng.normal(0, 0.3, 80)
A = np.column_stack([np.ones(80), X])
got = gd(X, y, 0.1, 1)
assert isinstance(got, tuple) and len(got) == 2, "[not-a-pair] Return two things: (w, losses)."
w, losses = np.asarray(got[0], dtype=float), np.asarray(got[1], dtype=float)
assert w.shape != (3,), "[no-intercept] The intercept is missing. Put ones in front of X."
assert w.shape == (4,), "[wrong-shape] w has the intercept and one weight for each column."
step = 0.1 * 2 / 80 * (A.T @ y)
assert abs(w[0]) > 1e-12 or not np.allclose(w[1:], step[1:]), (
    "[no-intercept] The intercept stayed 0. It must move with the other weights."
)
assert not np.allclose(w, 80 * step), "[not-averaged] The gradient is a mean: divide by the number of rows."
assert not np.allclose(w, -step), "[uphill] The step went uphill. Subtract lr times the gradient."
assert not np.allclose(w, step / 2), "[no-two] The derivative of a square brings a factor of 2."
assert (np.abs(w - step) <= 1e-9).all(), "[wrong-step] The first step from 0 is lr times (2 / n) A.T @ y."
assert losses.shape == (2,), "[losses-length] There are steps + 1 losses: at the start and after each step."
got = gd(X, y, 0.1, 600)
w, losses = np.asarray(got[0], dtype=float), np.asarray(got[1], dtype=float)
assert losses.shape == (601,), "[losses-length] There are steps + 1 losses: at the start and after each step."
assert (np.diff(losses) <= 1e-12).all(), (
    "[not-falling] With a small learning rate the loss falls in every step."
)
assert np.abs(losses[0] - np.mean(y**2)) <= 1e-9, (
    "[wrong-losses] The first loss is that of weights 0: the mean of y squared."
)
assert np.abs(w - np.linalg.lstsq(A, y, rcond=None)[0]).max() <= 1e-3, (
    "[not-there] After many small steps the weights must be those of least squares. Do all steps happen?"
)
assert np.abs(losses[-1] - np.mean((A @ w - y) ** 2)) <= 1e-9, (
    "[wrong-losses] The last loss must belong to the weights that are returned: the mean squared error after the last step."
)
walker, way = np.zeros(4), [np.mean(y**2)]
for _ in range(12):
    walker = walker - 0.1 * 2 / 80 * (A.T @ (A @ walker - y))
    way.append(np.mean((A @ walker - y) ** 2))
got = gd(X, y, 0.1, 12)
w, losses = np.asarray(got[0], dtype=float), np.asarray(got[1], dtype=float)
assert losses.shape == (13,), "[losses-length] There are steps + 1 losses: at the start and after each step."
assert np.abs(w - walker).max() <= 1e-9 and np.abs(losses - way).max() <= 1e-9, (
    "[other-steps] After a dozen steps the weights or the losses are others. Take every step with the same lr, and keep the loss after each one."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 8 · Small weights

With many columns the weights can grow large and fit noise. *Ridge* regression adds a penalty to the sum of squared errors:

sum of (Aw − y)² + λ · (w₁² + … + w_k²)

The best weights solve (AᵀA + λD) w = Aᵀy. `D` has ones on its diagonal, but a 0 at the intercept: a high mean load is no fault. Scale the columns first, or the penalty depends on the units.

Predict first: where does `D` have its 0?
"""

# %%
D = np.diag([0.0, 1.0, 1.0])
print(D)
print("solves M w = b:", np.linalg.solve(np.array([[2.0, 0.0], [0.0, 4.0]]), np.array([6.0, 8.0])))


# %% nbgrader={"grade_id": "ridge", "solution": true} hunar={"exercise": "ridge", "title": "ridge"}
def ridge(X: np.ndarray, y: np.ndarray, lam: float) -> np.ndarray:
    """Weights of ridge regression, intercept first; the intercept is not penalised.

    X: shape (n, k), without ones; y: shape (n,); lam: penalty, > 0. Returns shape (k + 1,).
    Example: X = [[-1], [1]], y = [8, 12] and lam = 2 give the weights 10 and 1.
    """
    ### BEGIN SOLUTION
    A = np.column_stack([np.ones(len(X)), X])
    D = np.eye(A.shape[1])
    D[0, 0] = 0
    return np.linalg.solve(A.T @ A + lam * D, A.T @ y)
    ### END SOLUTION


# %% nbgrader={"grade_id": "ridge-check", "grade": true, "points": 4} hunar={"exercise": "ridge", "title": "ridge: check"}
got = ridge(np.array([[-1.0], [1.0]]), np.array([8.0, 12.0]), 2.0)
check.has_shape(got, (2,), name="ridge with one column", hint="The intercept comes first.")
assert abs(got[0] - 5) > 1e-9, "[intercept-penalised] The intercept shrank from 10 to 5. D is 0 at its place."
assert abs(got[1] - 2) > 1e-9, "[no-penalty] This is least squares. Add lam × D."
assert np.abs(got - [10, 1]).max() <= 1e-9, "[wrong-ridge] (AᵀA + 2D) w = Aᵀy gives 10 and 1."
print("ridge looks right here.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

`np.eye(k + 1)` has ones on the diagonal. Set its first one to 0, and let `np.linalg.solve` do the rest.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`A = ones and X; D = identity with a 0 at the first place; return solve(A.T @ A + lam × D, A.T @ y)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

اکائی میٹرکس کا پہلا عدد صفر کریں تاکہ مستقل عدد پر جرمانہ نہ ہو۔ پھر np.linalg.solve سے وزن نکالیں۔
</details>
"""


# %% nbgrader={"grade_id": "ridge-hidden", "grade": true, "points": 6} hunar={"exercise": "ridge", "title": "ridge: other penalties"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def penalised(A: np.ndarray, y: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The weights with the smallest sum of squared errors and of weights * w**2."""
    return np.linalg.solve(A.T @ A + np.diag(weights), A.T @ y)


rng = variant.rng("d1-forecast")
X = rng.normal(2, 1, (60, 3))
y = 400 + X @ [30.0, -20.0, 5.0] + rng.normal(0, 4, 60)
A = np.column_stack([np.ones(60), X])
for lam in (0.5, 40.0):
    got = np.asarray(ridge(X, y, lam), dtype=float)
    assert got.shape == (4,), "[wrong-shape] Return the intercept and one weight for each column."
    free = np.array([0.0, 1.0, 1.0, 1.0])
    assert not np.allclose(got, penalised(A, y, lam * np.ones(4)), rtol=1e-6), (
        "[intercept-penalised] The intercept was penalised, too. D is 0 at its place."
    )
    assert not np.allclose(got, penalised(A, y, 0 * free), rtol=1e-6), (
        "[no-penalty] This is least squares. Add lam × D."
    )
    assert not np.allclose(got, penalised(A, y, 60 * lam * free), rtol=1e-6), (
        "[times-n] The penalty was multiplied by the number of rows. It is lam alone, beside a sum of squares."
    )
    assert not np.allclose(got, penalised(A, y, lam**2 * free), rtol=1e-6), (
        "[squared-lam] The penalty is lam, not lam squared."
    )
    assert (np.abs(got - penalised(A, y, lam * free)) <= 1e-6).all(), (
        "[wrong-ridge] The weights do not solve (AᵀA + lam × D) w = Aᵀy."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
### Check against the library

Now you may use a library: `scikit-learn` must find the same weights.
"""

# %% hunar={"grading": "skip"}
from sklearn.linear_model import LinearRegression, Ridge

hours = np.arange(168, len(year))
table = pd.DataFrame(features(year, hours), index=year.index[hours])
table["net_mw"] = year["net_mw"].iloc[hours]
train, test = time_split(table, 0.6)
inputs = train.drop(columns="net_mw").to_numpy()
X_train, X_test = scale(inputs, inputs), scale(inputs, test.drop(columns="net_mw").to_numpy())
y_train, y_test = train["net_mw"].to_numpy(), test["net_mw"].to_numpy()
weights = ols(X_train, y_train)
for mine, library in ((weights, LinearRegression()), (ridge(X_train, y_train, 10.0), Ridge(alpha=10.0))):
    library.fit(X_train, y_train)
    difference_mw = max(abs(mine[0] - library.intercept_), np.abs(mine[1:] - library.coef_).max())
    print(f"{type(library).__name__}: largest difference of a weight {difference_mw:.1e} MW")

# %% [markdown]
r"""
## 9 · How sure is it?

A *quantile forecast* `q` for level τ should lie above the truth in a share τ of all hours. Its error is the *pinball loss*:

τ · (y − q) where y ≥ q, and (1 − τ) · (q − y) where y < q

With τ = 0.9 it is costly to be too low. The *coverage* of an interval is the share of hours in which the truth lies inside, borders included.

Predict first: which mistake costs more below, 10 too low or 10 too high?
"""

# %%
for q in (90, 110):
    loss = 0.9 * (100 - q) if q <= 100 else (1 - 0.9) * (q - 100)
    print(f"truth 100, forecast {q}, level 0.9: loss {loss:.1f}")


# %% nbgrader={"grade_id": "pinball", "solution": true} hunar={"exercise": "pinball", "title": "pinball and coverage"}
def pinball(y: np.ndarray, q: np.ndarray, tau: float) -> float:
    """Mean pinball loss of quantile forecasts, in the unit of y.

    y: true values; q: forecasts of the quantile; both shape (n,). tau: level, 0 < tau < 1.
    Example: y = [100], q = [90] and tau = 0.9 give 9.
    """
    ### BEGIN SOLUTION
    return np.where(y >= q, tau * (y - q), (1 - tau) * (q - y)).mean()
    ### END SOLUTION


def coverage(y: np.ndarray, low: np.ndarray, high: np.ndarray) -> float:
    """Share of hours with low <= y <= high, from 0 to 1.

    y: true values; low and high: the ends of the intervals; all shape (n,).
    Example: y = [1, 5], low = [0, 0] and high = [2, 4] give 0.5.
    """
    ### BEGIN SOLUTION
    return ((low <= y) & (y <= high)).mean()
    ### END SOLUTION


# %% nbgrader={"grade_id": "pinball-check", "grade": true, "points": 4} hunar={"exercise": "pinball", "title": "pinball and coverage: check"}
truth = np.array([100.0, 100.0])
got = pinball(truth, np.array([90.0, 120.0]), 0.9)
check.is_number(got, name="pinball of two hours", hint="Take the mean: one number for all hours.")
assert abs(got - 9.5) > 1e-9, (
    "[swapped-tau] With tau = 0.9 a forecast that is too low must cost more, not less."
)
assert abs(got - 5.5) <= 1e-9, "[wrong-pinball] (0.9 × 10 + 0.1 × 20) / 2 is 5.5."
got = coverage(truth, np.array([90.0, 101.0]), np.array([110.0, 120.0]))
check.is_number(got, name="coverage of two hours", hint="Take the mean: one number for all hours.")
assert abs(got - 0.5) <= 1e-9, "[wrong-coverage] One of two hours lies in its interval: 0.5."
print("pinball and coverage look right here.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

`np.where(condition, a, b)` takes a where the condition holds and b elsewhere. The mean of True and False is a share.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`pinball: mean of where(y >= q: tau × (y - q), else (1 - tau) × (q - y))`. `coverage: mean of (low <= y) & (y <= high)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

اگر اصل قدر پیش گوئی سے زیادہ ہو تو tau سے ضرب دیں، ورنہ 1 − tau سے، پھر اوسط لیں۔ کوریج میں کنارے بھی شامل ہیں۔
</details>
"""

# %% nbgrader={"grade_id": "pinball-hidden", "grade": true, "points": 6} hunar={"exercise": "pinball", "title": "pinball and coverage: other levels"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
rng = variant.rng("d1-forecast")
y, q = rng.normal(50, 10, 400), rng.normal(53, 6, 400)
for tau in (0.1, 0.75):
    got = pinball(y, q, tau)
    assert isinstance(got, (int, float)), "[not-a-number] pinball and coverage must each return one number."
    got = float(got)
    losses = np.maximum(tau * (y - q), (tau - 1) * (y - q))
    swapped = np.maximum((1 - tau) * (y - q), -tau * (y - q))
    assert abs(got - swapped.mean()) > 1e-9, (
        "[swapped-tau] tau and 1 - tau changed places. Too low costs tau, too high costs 1 - tau."
    )
    assert abs(got - losses.sum()) > 1e-6, "[not-averaged] This is a sum. Return the mean over the hours."
    assert abs(got - np.abs(y - q).mean()) > 1e-9 and abs(got - np.abs(y - q).mean() / 2) > 1e-9, (
        "[tau-ignored] Both sides cost the same. tau decides which side costs more."
    )
    assert got >= 0, "[negative-loss] A loss is never negative. Where y < q it is (1 - tau) times (q - y)."
    assert abs(got - losses.mean()) <= 1e-9, (
        "[wrong-pinball] tau (y - q) where y >= q, else (1 - tau) (q - y); then the mean."
    )
y = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
low, high = np.array([1.0, 0.0, 4.0, 0.0, 0.0]), np.array([9.0, 2.0, 9.0, 3.0, 9.0])
got = coverage(y, low, high)
assert isinstance(got, (int, float)), "[not-a-number] pinball and coverage must each return one number."
got = float(got)
assert abs(got - 60) > 1e-9, "[percent] This is in percent. Return a share from 0 to 1."
assert abs(got - 0.2) > 1e-9, (
    "[borders] A truth on the border of its interval lies inside. Use <= on both sides."
)
assert abs(got - 0.4) > 1e-9, (
    "[borders] A truth on the border of its interval lies inside. Use <= on both sides."
)
assert abs(got - 0.8) > 1e-9, (
    "[one-side] Only one end of the interval was checked. The truth must lie between both."
)
assert abs(got - 0.6) <= 1e-9, "[wrong-coverage] The share of hours with low <= y <= high."
### END HIDDEN TESTS

# %% [markdown]
r"""
### See it

The next cell tests *your* forecast on hours that it has never seen. The band holds the middle 80 % of its training errors.

*In words:* on the left, four days of the synthetic year: the forecast follows the truth, mostly within its band. On the right, the mean size of the error by hour: largest at noon, when clouds decide, smallest at night. Your line lies below the dashed line of "as one day before".
"""

# %% hunar={"grading": "skip"}
import matplotlib.pyplot as plt

fitted_mw = weights[0] + X_train @ weights[1:]
forecast_mw = weights[0] + X_test @ weights[1:]
day_before_mw, week_before_mw = test[0].to_numpy(), test[1].to_numpy()
low_mw, high_mw = (forecast_mw + np.quantile(y_train - fitted_mw, level) for level in (0.1, 0.9))

figure, (days, clock) = plt.subplots(1, 2, figsize=(9, 3.8))
first = 240 + int(np.argmax(test.index.hour[240:] == 0))
shown = slice(first, first + 96)
days.fill_between(
    range(96), low_mw[shown] / 1000, high_mw[shown] / 1000, color="#00576b", alpha=0.2, label="80 % band"
)
days.plot(y_test[shown] / 1000, color="black", label="truth")
days.plot(forecast_mw[shown] / 1000, "--", color="#b34700", label="forecast")
days.set(
    title=f"Four days from {test.index[first]:%d %B}",
    xlabel="hours",
    ylabel="net load, GW",
    xticks=range(0, 97, 24),
)
days.set_ylim(y_test[shown].min() / 1000 - 5)
days.legend(loc="lower center", ncol=3, fontsize=8)
for told, name, style in ((forecast_mw, "your forecast", "-"), (day_before_mw, "as one day before", "--")):
    by_hour = pd.Series(np.abs(y_test - told)).groupby(test.index.hour).mean()
    clock.plot(by_hour, style, label=name, color={"-": "#b34700", "--": "#00576b"}[style])
clock.set(
    title="Mean size of the error",
    xlabel="hour of the day, PKT",
    ylabel="MW",
    ylim=(0, None),
    xticks=range(0, 25, 6),
)
clock.legend(fontsize=8)
figure.suptitle(gridyear.NOTICE, fontsize=9)
figure.tight_layout()

print(f"MAE {mae(y_test, forecast_mw):,.0f} MW, MAPE {mape(y_test, forecast_mw):.1f} %")
print(
    f"skill against one week before {skill(y_test, forecast_mw, week_before_mw):.2f}, one day before {skill(y_test, forecast_mw, day_before_mw):.2f}"
)
print(f"coverage of the 80 % band {coverage(y_test, low_mw, high_mw):.2f}")
print(f"pinball loss of its upper end, level 0.9: {pinball(y_test, high_mw, 0.9):,.0f} MW")

# %% [markdown]
r"""
## Where this model is wrong

- The year is synthetic: its weather obeys formulas. Real loads have holidays, Ramadan, load shedding and meters that fail.
- One year cannot show a trend, such as ever more rooftop solar.
- Real planners fix a whole day at once. For its late hours t − 24 is not known yet.
- A linear model cannot bend: load per degree differs between noon and night.
- The band takes its width from January to August and is used until December.
- Who changes the model until the test looks good has fitted the test.
"""

# %% [markdown]
r"""
## Stretch (not graded)

1. Add the loads of t − 1 and t + 1 as features. Why is the better test a lie?
2. Fit with `gd` on 10 steps and on 1,000 steps. Plot both losses.
3. Run all for seeds 1 to 4. In which year is the naive forecast hardest to beat?
"""

# %% [markdown]
r"""
## Glossary · فرہنگ

<table lang="ur" dir="rtl">
<tr><th>اصطلاح</th><th>مطلب</th></tr>
<tr><td><span lang="en" dir="ltr">forecast</span></td><td>پیش گوئی</td></tr>
<tr><td><span lang="en" dir="ltr">leak</span></td><td>مستقبل کی معلومات کا ماڈل میں رِسنا</td></tr>
<tr><td><span lang="en" dir="ltr">feature</span></td><td>ماڈل کا داخلی عدد</td></tr>
<tr><td><span lang="en" dir="ltr">lag</span></td><td>پہلے کے کسی گھنٹے کی قدر</td></tr>
<tr><td><span lang="en" dir="ltr">skill</span></td><td>سادہ پیش گوئی کے مقابلے میں بہتری</td></tr>
<tr><td><span lang="en" dir="ltr">least squares</span></td><td>غلطیوں کے مربعوں کا کم سے کم مجموعہ</td></tr>
<tr><td><span lang="en" dir="ltr">gradient descent</span></td><td>ڈھلوان پر قدم بہ قدم نیچے اترنا</td></tr>
<tr><td><span lang="en" dir="ltr">coverage</span></td><td>وقفے میں آنے والے گھنٹوں کا حصہ</td></tr>
</table>
"""

# %% [markdown]
r"""
## Sources

- The grid year: `labs.energy`, synthetic, calibrated, not official data
- R. J. Hyndman, G. Athanasopoulos, *Forecasting: Principles and Practice*, 3rd edition, 2021: naive forecasts, errors, time splits
- A. E. Hoerl, R. W. Kennard, *Ridge Regression*, Technometrics 12, 1970
- R. Koenker, G. Bassett, *Regression Quantiles*, Econometrica 46, 1978: the pinball loss
- The two loads of January 2026: in the table below
"""
