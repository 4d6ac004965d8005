# ruff: noqa
# %% [markdown]
# # pandas-values
# Frames and series in, frames and series out.

# %%
import pandas as pd


# %% nbgrader={"grade_id": "totals", "solution": true}
def totals(frame):
    ### BEGIN SOLUTION
    return frame.groupby("city")["mwh"].sum()
    ### END SOLUTION


def with_share(frame):
    ### BEGIN SOLUTION
    return frame.assign(share=frame["mwh"] / frame["mwh"].sum())
    ### END SOLUTION


# %% nbgrader={"grade_id": "totals-check", "grade": true, "points": 3}
frame = pd.DataFrame({"city": ["Lahore", "Multan", "Lahore"], "mwh": [1.0, 2.0, 5.0]})
assert totals(frame)["Lahore"] == 6.0 and isinstance(totals(frame), pd.Series)
### BEGIN HIDDEN TESTS
assert totals(frame).to_dict() == {"Lahore": 6.0, "Multan": 2.0} and totals(frame).name == "mwh"
shares = with_share(frame)
assert list(shares.columns) == ["city", "mwh", "share"] and shares["share"].sum() == 1.0
assert list(frame.columns) == ["city", "mwh"], "[mutation] The frame that was given must stay as it was."
pd.testing.assert_frame_equal(shares[["city", "mwh"]], frame)
### END HIDDEN TESTS


# %% right="totals"
def totals(frame):
    return frame.pivot_table(index="city", values="mwh", aggfunc="sum")["mwh"]


def with_share(frame):
    frame = frame.copy()
    frame["share"] = frame.mwh.div(frame.mwh.sum())
    return frame


# %% wrong="totals"
def totals(frame):
    return frame.groupby("city").sum()


def with_share(frame):
    frame["share"] = frame["mwh"] / frame["mwh"].sum()
    return frame


# %% [markdown]
# # changed-visible-frame
# The solution cell adds a column to a frame that a given cell made.

# %%
import pandas as pd

frame = pd.DataFrame({"kwh": [10, 20, 30], "price": [5.0, 4.0, 2.0]})

# %% nbgrader={"grade_id": "cost", "solution": true}
### BEGIN SOLUTION
frame["cost"] = frame["kwh"] * frame["price"]
frame.drop(index=2, inplace=True)
### END SOLUTION

# %% nbgrader={"grade_id": "cost-check", "grade": true, "points": 2}
assert "cost" in frame.columns and frame["cost"].tolist() == [50.0, 80.0]
### BEGIN HIDDEN TESTS
assert frame.shape == (2, 3) and frame.loc[1, "kwh"] == 20 and frame["kwh"].sum() == 30
### END HIDDEN TESTS

# %% right="cost"
frame = frame.assign(cost=frame.kwh.mul(frame.price)).iloc[:2]

# %% wrong="cost"
frame["cost"] = frame["kwh"] + frame["price"]
frame = frame.drop(index=2)


# %% [markdown]
# # pandas-index-and-dates
# Dates, categories, missing values, an index of two levels.

# %%
import pandas as pd


# %% nbgrader={"grade_id": "daily", "solution": true}
def daily(frame):
    ### BEGIN SOLUTION
    frame = frame.assign(day=pd.to_datetime(frame["day"]), kind=frame["kind"].astype("category"))
    return frame.set_index(["kind", "day"]).sort_index()
    ### END SOLUTION


def gaps(series):
    ### BEGIN SOLUTION
    return int(series.isna().sum())
    ### END SOLUTION


# %% nbgrader={"grade_id": "daily-check", "grade": true, "points": 3}
frame = pd.DataFrame({"day": ["2027-03-02", "2027-03-01"], "kind": ["wind", "sun"], "mwh": [2.5, None]})
found = daily(frame)
assert isinstance(found.index, pd.MultiIndex) and found.index.names == ["kind", "day"]
### BEGIN HIDDEN TESTS
assert found.index.get_level_values("day")[0] == pd.Timestamp("2027-03-01")
assert found.loc["wind", "mwh"].iloc[0] == 2.5 and pd.isna(found["mwh"].iloc[0])
assert gaps(found["mwh"]) == 1 and gaps(pd.Series([1, 2])) == 0
### END HIDDEN TESTS


# %% right="daily"
def daily(frame):
    frame = frame.copy()
    frame["day"] = [pd.Timestamp(day) for day in frame["day"]]
    return frame.sort_values(["kind", "day"]).set_index(["kind", "day"])


def gaps(series):
    return sum(1 for value in series if pd.isna(value))


# %% wrong="daily"
def daily(frame):
    return frame.set_index(["kind", "day"]).dropna()


def gaps(series):
    return len(series.dropna())
