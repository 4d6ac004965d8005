# %% [markdown]
# Typical mistakes of C1. Each cell replaces one whole solution cell.


# %% exercise="load-factor" misconception="daily-means"
def load_factor(mw):
    values = np.asarray(mw)
    if len(values) % 24:
        return values.mean() / values.max()
    days = values.reshape(-1, 24).mean(axis=1)
    return days.mean() / days.max()


# %% exercise="load-factor" misconception="turned-over"
def load_factor(mw):
    return mw.max() / mw.mean()


# %% exercise="load-factor" misconception="percent"
def load_factor(mw):
    return 100 * mw.mean() / mw.max()


# %% exercise="load-factor" misconception="wrong-factor"
def load_factor(mw):
    return mw.min() / mw.max()


# %% exercise="load-factor" misconception="not-a-number"
def load_factor(mw):
    return f"{mw.mean() / mw.max():.3f}"


# %% exercise="duration-curve" misconception="ascending"
def duration_curve(mw):
    return np.sort(mw)


# %% exercise="duration-curve" misconception="changes-input"
def duration_curve(mw):
    mw = np.asarray(mw)
    mw.sort()
    return mw[::-1]


# %% exercise="duration-curve" misconception="wrong-shape"
def duration_curve(mw):
    return np.array(sorted(set(np.asarray(mw).tolist()), reverse=True))


# %% exercise="duration-curve" misconception="wrong-curve"
def duration_curve(mw):
    return np.asarray(mw)[::-1]


# %% exercise="duration-curve" misconception="wrong-curve"
def duration_curve(mw):
    return np.sort(np.abs(mw))[::-1]


# %% exercise="net-load" misconception="added"
def net_load(gross, pv_cap, pv_pu):
    return gross + pv_cap * pv_pu


# %% exercise="net-load" misconception="capacity-forgotten"
def net_load(gross, pv_cap, pv_pu):
    return gross - pv_pu


# %% exercise="net-load" misconception="share-of-load"
def net_load(gross, pv_cap, pv_pu):
    return gross * (1 - pv_pu)


# %% exercise="net-load" misconception="clipped"
def net_load(gross, pv_cap, pv_pu):
    return np.maximum(gross - pv_cap * pv_pu, 0)


# %% exercise="net-load" misconception="wrong-net"
def net_load(gross, pv_cap, pv_pu):
    return gross - pv_cap


# %% exercise="net-load" misconception="wrong-shape"
def net_load(gross, pv_cap, pv_pu):
    return np.array([(gross - pv_cap * pv_pu).sum()])


# %% exercise="ramp" misconception="fall-counted"
def ramp(mw, hours):
    values = np.asarray(mw)
    return np.abs(values[hours:] - values[:-hours]).max()


# %% exercise="ramp" misconception="wraps"
def ramp(mw, hours):
    values = np.asarray(mw)
    return (np.roll(values, -hours) - values).max()


# %% exercise="ramp" misconception="by-label"
def ramp(mw, hours):
    return (mw[hours:] - mw[:-hours]).max()


# %% exercise="ramp" misconception="wrong-window"
def ramp(mw, hours):
    values = np.asarray(mw)
    return np.diff(values).max()


# %% exercise="ramp" misconception="wrong-window"
def ramp(mw, hours):
    values = np.asarray(mw)
    return (values[hours + 1 :] - values[: -hours - 1]).max()


# %% exercise="ramp" misconception="swing"
def ramp(mw, hours):
    values = np.asarray(mw)
    return values.max() - values.min()


# %% exercise="ramp" misconception="wrong-ramp"
def ramp(mw, hours):
    values = np.asarray(mw)
    return max((values[hours:] - values[:-hours]).max(), 0)


# %% exercise="ramp" misconception="wrong-ramp"
def ramp(mw, hours):
    values = np.asarray(mw)
    return (values[hours:] - values[:-hours]).max() / hours


# %% exercise="ramp" misconception="not-a-number"
def ramp(mw, hours):
    values = np.asarray(mw)
    return values[hours:] - values[:-hours]


# %% exercise="surplus" misconception="installed"
def capacity_surplus(available, load):
    return (available.max().sum() - load).clip(lower=0)


def zero_fuel_surplus(must_take, load):
    return (must_take.sum(axis=1) - load).clip(lower=0)


def deliverable(surplus, line_limit):
    return np.minimum(surplus, line_limit).clip(lower=0)


# %% exercise="surplus" misconception="negative"
def capacity_surplus(available, load):
    return available.sum(axis=1) - load


def zero_fuel_surplus(must_take, load):
    return must_take.sum(axis=1) - load


def deliverable(surplus, line_limit):
    return np.minimum(surplus, line_limit)


# %% exercise="surplus" misconception="negative"
def capacity_surplus(available, load):
    return (available.sum(axis=1) - load).clip(lower=0)


def zero_fuel_surplus(must_take, load):
    return (must_take.sum(axis=1) - load).abs()


def deliverable(surplus, line_limit):
    return np.minimum(surplus, line_limit).clip(lower=0)


# %% exercise="surplus" misconception="negative"
def capacity_surplus(available, load):
    return (available.sum(axis=1) - load).clip(lower=0)


def zero_fuel_surplus(must_take, load):
    return (must_take.sum(axis=1) - load).clip(lower=0)


def deliverable(surplus, line_limit):
    return np.minimum(surplus, line_limit)


# %% exercise="surplus" misconception="not-summed"
def capacity_surplus(available, load):
    return available.sub(load, axis=0).clip(lower=0)


def zero_fuel_surplus(must_take, load):
    return must_take.sub(load, axis=0).clip(lower=0)


def deliverable(surplus, line_limit):
    return np.minimum(surplus, line_limit).clip(lower=0)


# %% exercise="surplus" misconception="not-summed"
def capacity_surplus(available, load):
    return (available.sum() - load).clip(lower=0)


def zero_fuel_surplus(must_take, load):
    return (must_take.sum() - load).clip(lower=0)


def deliverable(surplus, line_limit):
    return np.minimum(surplus, line_limit).clip(lower=0)


# %% exercise="surplus" misconception="wrong-surplus"
def capacity_surplus(available, load):
    return (load - available.sum(axis=1)).clip(lower=0)


def zero_fuel_surplus(must_take, load):
    return (load - must_take.sum(axis=1)).clip(lower=0)


def deliverable(surplus, line_limit):
    return np.minimum(surplus, line_limit).clip(lower=0)


# %% exercise="surplus" misconception="all-or-nothing"
def capacity_surplus(available, load):
    return (available.sum(axis=1) - load).clip(lower=0)


def zero_fuel_surplus(must_take, load):
    return (must_take.sum(axis=1) - load).clip(lower=0)


def deliverable(surplus, line_limit):
    return surplus.where(surplus <= line_limit, 0).clip(lower=0)


# %% exercise="surplus" misconception="wrong-limit"
def capacity_surplus(available, load):
    return (available.sum(axis=1) - load).clip(lower=0)


def zero_fuel_surplus(must_take, load):
    return (must_take.sum(axis=1) - load).clip(lower=0)


def deliverable(surplus, line_limit):
    return (surplus - line_limit).clip(lower=0)


# %% exercise="surplus" misconception="wrong-limit"
def capacity_surplus(available, load):
    return (available.sum(axis=1) - load).clip(lower=0)


def zero_fuel_surplus(must_take, load):
    return (must_take.sum(axis=1) - load).clip(lower=0)


def deliverable(surplus, line_limit):
    return surplus.clip(lower=0, upper=np.mean(line_limit))


# %% exercise="surplus" misconception="wrong-shape"
def capacity_surplus(available, load):
    return (available.sum(axis=1) - load).clip(lower=0)


def zero_fuel_surplus(must_take, load):
    return (must_take.sum(axis=1) - load).clip(lower=0)


def deliverable(surplus, line_limit):
    return min(surplus.max(), np.max(line_limit))


# %% exercise="surplus-hours" misconception="stored-hours"
def surplus_hours(surplus):
    return np.bincount(surplus.index.hour[surplus > 0], minlength=24)


# %% exercise="surplus-hours" misconception="wrong-direction"
def surplus_hours(surplus):
    hour = (surplus.index.tz_convert("UTC").hour - 5) % 24
    return np.bincount(hour[surplus > 0], minlength=24)


# %% exercise="surplus-hours" misconception="not-24"
def surplus_hours(surplus):
    left = surplus.tz_convert("Asia/Karachi")
    left = left[left > 0]
    return left.groupby(left.index.hour).size()


# %% exercise="surplus-hours" misconception="counts-every-hour"
def surplus_hours(surplus):
    return np.bincount(surplus.index.tz_convert("Asia/Karachi").hour, minlength=24)


# %% exercise="surplus-hours" misconception="adds-power"
def surplus_hours(surplus):
    left = surplus.tz_convert("Asia/Karachi")
    return left.groupby(left.index.hour).sum().reindex(range(24), fill_value=0).to_numpy()


# %% exercise="surplus-hours" misconception="wrong-count"
def surplus_hours(surplus):
    hour = surplus.index.tz_convert("Asia/Karachi").hour
    return np.bincount(hour[surplus > 100], minlength=24)


# %% exercise="unserved" misconception="zones-lost"
def unserved(load, delivered):
    return (load.sum(axis=1) - delivered.sum(axis=1)).clip(lower=0)


# %% exercise="unserved" misconception="negative"
def unserved(load, delivered):
    return load - delivered


# %% exercise="unserved" misconception="columns-mixed"
def unserved(load, delivered):
    missing = np.clip(load.to_numpy() - delivered.to_numpy(), 0, None)
    return pd.DataFrame(missing, index=load.index, columns=load.columns)


# %% exercise="unserved" misconception="not-power"
def unserved(load, delivered):
    return (load > delivered[load.columns]).astype(int)


# %% exercise="unserved" misconception="wrong-unserved"
def unserved(load, delivered):
    return (delivered - load).clip(lower=0)


# %% exercise="fact-range" misconception="later-facts"
def fact_range(df, claim, asof):
    known = df[df["claim"] == claim]
    if (known["published"] > pd.Timestamp(asof)).all():
        raise ValueError("nothing was known")
    return known["low"].min(), known["high"].max()


# %% exercise="fact-range" misconception="other-claims"
def fact_range(df, claim, asof):
    known = df[df["published"] <= pd.Timestamp(asof)]
    if not (known["claim"] == claim).any():
        raise ValueError("nothing was known")
    return known["low"].min(), known["high"].max()


# %% exercise="fact-range" misconception="day-left-out"
def fact_range(df, claim, asof):
    known = df[(df["claim"] == claim) & (df["published"] < pd.Timestamp(asof))]
    if known.empty:
        raise ValueError("nothing was known")
    return known["low"].min(), known["high"].max()


# %% exercise="fact-range" misconception="newest-only"
def fact_range(df, claim, asof):
    known = df[(df["claim"] == claim) & (df["published"] <= pd.Timestamp(asof))].sort_values("published")
    if known.empty:
        raise ValueError("nothing was known")
    return known["low"].iloc[-1], known["high"].iloc[-1]


# %% exercise="fact-range" misconception="nothing-known"
def fact_range(df, claim, asof):
    known = df[(df["claim"] == claim) & (df["published"] <= pd.Timestamp(asof))]
    return known["low"].min(), known["high"].max()


# %% exercise="fact-range" misconception="wrong-range"
def fact_range(df, claim, asof):
    known = df[(df["claim"] == claim) & (df["published"] <= pd.Timestamp(asof))]
    if known.empty:
        raise ValueError("nothing was known")
    return known["low"].mean(), known["high"].mean()


# %% exercise="fact-range" misconception="not-a-pair"
def fact_range(df, claim, asof):
    known = df[(df["claim"] == claim) & (df["published"] <= pd.Timestamp(asof))]
    if known.empty:
        raise ValueError("nothing was known")
    return f"{known['low'].min():,} to {known['high'].max():,}"
