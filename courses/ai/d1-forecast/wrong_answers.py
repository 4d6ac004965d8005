# %% [markdown]
# Typical mistakes of D1. Each cell replaces one whole solution cell.


# %% exercise="errors" misconception="signed"
def mae(y, f):
    return (y - f).mean()


def mape(y, f):
    known = y != 0
    return 100 * np.abs((y[known] - f[known]) / y[known]).mean()


# %% exercise="errors" misconception="signed"
def mae(y, f):
    return abs((y - f).mean())


def mape(y, f):
    known = y != 0
    return 100 * abs(((y[known] - f[known]) / y[known]).mean())


# %% exercise="errors" misconception="squared"
def mae(y, f):
    return np.sqrt(((y - f) ** 2).mean())


def mape(y, f):
    known = y != 0
    return 100 * np.abs((y[known] - f[known]) / y[known]).mean()


# %% exercise="errors" misconception="wrong-mae"
def mae(y, f):
    known = y != 0
    return np.abs(y[known] - f[known]).mean()


def mape(y, f):
    known = y != 0
    return 100 * np.abs((y[known] - f[known]) / y[known]).mean()


# %% exercise="errors" misconception="zero-hours"
def mae(y, f):
    return np.abs(y - f).mean()


def mape(y, f):
    with np.errstate(divide="ignore"):
        return 100 * np.abs((y - f) / y).mean()


# %% exercise="errors" misconception="zero-hours"
def mae(y, f):
    return np.abs(y - f).mean()


def mape(y, f):
    return 100 * np.mean(np.abs(y - f) / np.maximum(np.abs(y), 1e-9))


# %% exercise="errors" misconception="zero-counted"
def mae(y, f):
    return np.abs(y - f).mean()


def mape(y, f):
    known = y != 0
    return 100 * np.abs((y[known] - f[known]) / y[known]).sum() / len(y)


# %% exercise="errors" misconception="not-percent"
def mae(y, f):
    return np.abs(y - f).mean()


def mape(y, f):
    known = y != 0
    return np.abs((y[known] - f[known]) / y[known]).mean()


# %% exercise="errors" misconception="divided-by-forecast"
def mae(y, f):
    return np.abs(y - f).mean()


def mape(y, f):
    known = y != 0
    return 100 * np.abs((y[known] - f[known]) / f[known]).mean()


# %% exercise="errors" misconception="negative-load"
def mae(y, f):
    return np.abs(y - f).mean()


def mape(y, f):
    known = y != 0
    return 100 * (np.abs(y[known] - f[known]) / y[known]).mean()


# %% exercise="errors" misconception="wrong-mape"
def mae(y, f):
    return np.abs(y - f).mean()


def mape(y, f):
    return 100 * np.abs(y - f).sum() / np.abs(y).sum()


# %% exercise="errors" misconception="not-a-number"
def mae(y, f):
    return np.abs(y - f)


def mape(y, f):
    return np.abs((y - f) / np.where(y == 0, 1, y))


# %% exercise="skill" misconception="wrong-sign"
def skill(y, f, naive):
    return np.abs(y - f).mean() / np.abs(y - naive).mean() - 1


# %% exercise="skill" misconception="ratio-only"
def skill(y, f, naive):
    return np.abs(y - f).mean() / np.abs(y - naive).mean()


# %% exercise="skill" misconception="upside-down"
def skill(y, f, naive):
    return 1 - np.abs(y - naive).mean() / np.abs(y - f).mean()


# %% exercise="skill" misconception="squared"
def skill(y, f, naive):
    return 1 - ((y - f) ** 2).mean() / ((y - naive) ** 2).mean()


# %% exercise="skill" misconception="squared"
def skill(y, f, naive):
    return 1 - np.sqrt(((y - f) ** 2).mean() / ((y - naive) ** 2).mean())


# %% exercise="skill" misconception="clipped"
def skill(y, f, naive):
    return max(1 - np.abs(y - f).mean() / np.abs(y - naive).mean(), 0.0)


# %% exercise="skill" misconception="wrong-skill"
def skill(y, f, naive):
    return 1 - np.abs(y - f).mean() / np.abs(f - naive).mean()


# %% exercise="skill" misconception="not-a-number"
def skill(y, f, naive):
    return f"{1 - np.abs(y - f).mean() / np.abs(y - naive).mean():.2f}"


# %% exercise="time-split" misconception="shuffled"
def time_split(df, frac):
    mixed = df.sample(frac=1, random_state=0)
    cut = int(frac * len(df))
    return mixed.iloc[:cut], mixed.iloc[cut + GAP_H :]


# %% exercise="time-split" misconception="no-gap"
def time_split(df, frac):
    cut = int(frac * len(df))
    return df.iloc[:cut], df.iloc[cut:]


# %% exercise="time-split" misconception="no-gap"
def time_split(df, frac):
    cut = int(frac * len(df))
    return df.iloc[:cut], df.iloc[cut + GAP_H - 1 :]


# %% exercise="time-split" misconception="test-first"
def time_split(df, frac):
    cut = int(frac * len(df))
    return df.iloc[-cut:], df.iloc[: len(df) - cut - GAP_H]


# %% exercise="time-split" misconception="wrong-share"
def time_split(df, frac):
    cut = int((1 - frac) * len(df))
    return df.iloc[:cut], df.iloc[cut + GAP_H :]


# %% exercise="time-split" misconception="wrong-share"
def time_split(df, frac):
    cut = int(frac * len(df))
    return df.iloc[: cut - GAP_H], df.iloc[cut:]


# %% exercise="time-split" misconception="wrong-rows"
def time_split(df, frac):
    cut = int(frac * len(df))
    return df.iloc[:cut], df.iloc[cut + GAP_H + 1 :]


# %% exercise="time-split" misconception="empty-part"
def time_split(df, frac):
    return df, df.iloc[len(df) :]


# %% exercise="time-split" misconception="frame-changed"
def time_split(df, frac):
    cut = int(frac * len(df))
    return df.iloc[:cut].reset_index(drop=True), df.iloc[cut + GAP_H :].reset_index(drop=True)


# %% exercise="time-split" misconception="not-a-pair"
def time_split(df, frac):
    return df.iloc[: int(frac * len(df))]


# %% exercise="features" misconception="lag-minus-one"
def features(df, t):
    load, sunday = df["net_mw"].shift(-24).to_numpy(), df.index.day_of_week.to_numpy() == 6
    angle = 2 * np.pi * df.index.hour.to_numpy()[t] / 24
    forecast, measured = df["temp_forecast_c"].to_numpy(), df["temp_c"].to_numpy()
    columns = [load[t], load[t - 144], np.maximum(forecast[t] - 24, 0), np.maximum(measured[t - 24] - 24, 0)]
    columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle), sunday[t], sunday[t - 24]]
    return np.column_stack(columns).astype(float)


# %% exercise="features" misconception="future-rows"
def features(df, t):
    load, sunday = df["net_mw"].to_numpy(), df.index.day_of_week.to_numpy() == 6
    week = df["net_mw"].rolling(169, center=True, min_periods=1).mean().to_numpy()
    angle = 2 * np.pi * df.index.hour.to_numpy()[t] / 24
    forecast, measured = df["temp_forecast_c"].to_numpy(), df["temp_c"].to_numpy()
    columns = [load[t - 24], week[t], np.maximum(forecast[t] - 24, 0), np.maximum(measured[t - 24] - 24, 0)]
    columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle), sunday[t], sunday[t - 24]]
    return np.column_stack(columns).astype(float)


# %% exercise="features" misconception="future-rows"
def features(df, t):
    load, sunday = df["net_mw"].to_numpy(), df.index.day_of_week.to_numpy() == 6
    angle = 2 * np.pi * df.index.hour.to_numpy()[t] / 24
    forecast, measured = df["temp_forecast_c"].to_numpy(), df["temp_c"].to_numpy()
    columns = [
        load[t + 1],
        load[t - 168],
        np.maximum(forecast[t] - 24, 0),
        np.maximum(measured[t - 24] - 24, 0),
    ]
    columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle), sunday[t], sunday[t - 24]]
    return np.column_stack(columns).astype(float)


# %% exercise="features" misconception="scaled-on-all"
def features(df, t):
    load, sunday = df["net_mw"].to_numpy(), df.index.day_of_week.to_numpy() == 6
    load = (load - load.mean()) / load.std()
    angle = 2 * np.pi * df.index.hour.to_numpy()[t] / 24
    forecast, measured = df["temp_forecast_c"].to_numpy(), df["temp_c"].to_numpy()
    columns = [
        load[t - 24],
        load[t - 168],
        np.maximum(forecast[t] - 24, 0),
        np.maximum(measured[t - 24] - 24, 0),
    ]
    columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle), sunday[t], sunday[t - 24]]
    return np.column_stack(columns).astype(float)


# %% exercise="features" misconception="scaled-on-all"
def features(df, t):
    load, sunday = df["net_mw"].to_numpy(), df.index.day_of_week.to_numpy() == 6
    angle = 2 * np.pi * df.index.hour.to_numpy()[t] / 24
    forecast, measured = df["temp_forecast_c"].to_numpy(), df["temp_c"].to_numpy()
    columns = [
        load[t - 24],
        load[t - 168],
        np.maximum(forecast[t] - 24, 0),
        np.maximum(measured[t - 24] - 24, 0),
    ]
    columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle), sunday[t], sunday[t - 24]]
    X = np.column_stack(columns).astype(float)
    return (X - X.mean(axis=0)) / np.where(X.std(axis=0) == 0, 1, X.std(axis=0))


# %% exercise="features" misconception="measured-temperature"
def features(df, t):
    load, sunday = df["net_mw"].to_numpy(), df.index.day_of_week.to_numpy() == 6
    angle = 2 * np.pi * df.index.hour.to_numpy()[t] / 24
    measured = df["temp_c"].to_numpy()
    columns = [
        load[t - 24],
        load[t - 168],
        np.maximum(measured[t] - 24, 0),
        np.maximum(measured[t - 24] - 24, 0),
    ]
    columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle), sunday[t], sunday[t - 24]]
    return np.column_stack(columns).astype(float)


# %% exercise="features" misconception="not-yet-metered"
def features(df, t):
    load, sunday = df["net_mw"].to_numpy(), df.index.day_of_week.to_numpy() == 6
    angle = 2 * np.pi * df.index.hour.to_numpy()[t] / 24
    forecast, measured = df["temp_forecast_c"].to_numpy(), df["temp_c"].to_numpy()
    columns = [
        load[t - 1],
        load[t - 168],
        np.maximum(forecast[t] - 24, 0),
        np.maximum(measured[t - 24] - 24, 0),
    ]
    columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle), sunday[t], sunday[t - 24]]
    return np.column_stack(columns).astype(float)


# %% exercise="features" misconception="not-yet-metered"
def features(df, t):
    load, sunday = df["net_mw"].to_numpy(), df.index.day_of_week.to_numpy() == 6
    angle = 2 * np.pi * df.index.hour.to_numpy()[t] / 24
    forecast, measured = df["temp_forecast_c"].to_numpy(), df["temp_c"].to_numpy()
    columns = [
        load[t - 23],
        load[t - 168],
        np.maximum(forecast[t] - 24, 0),
        np.maximum(measured[t - 24] - 24, 0),
    ]
    columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle), sunday[t], sunday[t - 24]]
    return np.column_stack(columns).astype(float)


# %% exercise="features" misconception="wrong-lag"
def features(df, t):
    load, sunday = df["net_mw"].to_numpy(), df.index.day_of_week.to_numpy() == 6
    angle = 2 * np.pi * df.index.hour.to_numpy()[t] / 24
    forecast, measured = df["temp_forecast_c"].to_numpy(), df["temp_c"].to_numpy()
    columns = [
        load[t - 168],
        load[t - 24],
        np.maximum(forecast[t] - 24, 0),
        np.maximum(measured[t - 24] - 24, 0),
    ]
    columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle), sunday[t], sunday[t - 24]]
    return np.column_stack(columns).astype(float)


# %% exercise="features" misconception="wrong-lag"
def features(df, t):
    load, sunday = df["gross_mw"].to_numpy(), df.index.day_of_week.to_numpy() == 6
    angle = 2 * np.pi * df.index.hour.to_numpy()[t] / 24
    forecast, measured = df["temp_forecast_c"].to_numpy(), df["temp_c"].to_numpy()
    columns = [
        load[t - 24],
        load[t - 168],
        np.maximum(forecast[t] - 24, 0),
        np.maximum(measured[t - 24] - 24, 0),
    ]
    columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle), sunday[t], sunday[t - 24]]
    return np.column_stack(columns).astype(float)


# %% exercise="features" misconception="below-zero"
def features(df, t):
    load, sunday = df["net_mw"].to_numpy(), df.index.day_of_week.to_numpy() == 6
    angle = 2 * np.pi * df.index.hour.to_numpy()[t] / 24
    forecast, measured = df["temp_forecast_c"].to_numpy(), df["temp_c"].to_numpy()
    columns = [load[t - 24], load[t - 168], forecast[t] - 24, measured[t - 24] - 24]
    columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle), sunday[t], sunday[t - 24]]
    return np.column_stack(columns).astype(float)


# %% exercise="features" misconception="cooling-degrees"
def features(df, t):
    load, sunday = df["net_mw"].to_numpy(), df.index.day_of_week.to_numpy() == 6
    angle = 2 * np.pi * df.index.hour.to_numpy()[t] / 24
    forecast = df["temp_forecast_c"].to_numpy()
    columns = [
        load[t - 24],
        load[t - 168],
        np.maximum(forecast[t] - 24, 0),
        np.maximum(forecast[t - 24] - 24, 0),
    ]
    columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle), sunday[t], sunday[t - 24]]
    return np.column_stack(columns).astype(float)


# %% exercise="features" misconception="hour-of-place"
def features(df, t):
    load, sunday = df["net_mw"].to_numpy(), df.index.day_of_week.to_numpy() == 6
    angle = 2 * np.pi * (t % 24) / 24
    forecast, measured = df["temp_forecast_c"].to_numpy(), df["temp_c"].to_numpy()
    columns = [
        load[t - 24],
        load[t - 168],
        np.maximum(forecast[t] - 24, 0),
        np.maximum(measured[t - 24] - 24, 0),
    ]
    columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle), sunday[t], sunday[t - 24]]
    return np.column_stack(columns).astype(float)


# %% exercise="features" misconception="degrees"
def features(df, t):
    load, sunday = df["net_mw"].to_numpy(), df.index.day_of_week.to_numpy() == 6
    angle = 360 * df.index.hour.to_numpy()[t] / 24
    forecast, measured = df["temp_forecast_c"].to_numpy(), df["temp_c"].to_numpy()
    columns = [
        load[t - 24],
        load[t - 168],
        np.maximum(forecast[t] - 24, 0),
        np.maximum(measured[t - 24] - 24, 0),
    ]
    columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle), sunday[t], sunday[t - 24]]
    return np.column_stack(columns).astype(float)


# %% exercise="features" misconception="wrong-waves"
def features(df, t):
    load, sunday = df["net_mw"].to_numpy(), df.index.day_of_week.to_numpy() == 6
    angle = 2 * np.pi * df.index.hour.to_numpy()[t] / 24
    forecast, measured = df["temp_forecast_c"].to_numpy(), df["temp_c"].to_numpy()
    columns = [
        load[t - 24],
        load[t - 168],
        np.maximum(forecast[t] - 24, 0),
        np.maximum(measured[t - 24] - 24, 0),
    ]
    columns += [np.sin(angle), np.cos(angle), 2 * np.sin(angle), 2 * np.cos(angle), sunday[t], sunday[t - 24]]
    return np.column_stack(columns).astype(float)


# %% exercise="features" misconception="wrong-sunday"
def features(df, t):
    load, sunday = df["net_mw"].to_numpy(), df.index.day_of_week.to_numpy() == 0
    angle = 2 * np.pi * df.index.hour.to_numpy()[t] / 24
    forecast, measured = df["temp_forecast_c"].to_numpy(), df["temp_c"].to_numpy()
    columns = [
        load[t - 24],
        load[t - 168],
        np.maximum(forecast[t] - 24, 0),
        np.maximum(measured[t - 24] - 24, 0),
    ]
    columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle), sunday[t], sunday[t - 24]]
    return np.column_stack(columns).astype(float)


# %% exercise="features" misconception="wrong-shape"
def features(df, t):
    load, sunday = df["net_mw"].to_numpy(), df.index.day_of_week.to_numpy() == 6
    angle = 2 * np.pi * df.index.hour.to_numpy()[t] / 24
    forecast, measured = df["temp_forecast_c"].to_numpy(), df["temp_c"].to_numpy()
    columns = [
        load[t - 24],
        load[t - 168],
        np.maximum(forecast[t] - 24, 0),
        np.maximum(measured[t - 24] - 24, 0),
    ]
    columns += [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle), sunday[t], sunday[t - 24]]
    return np.array(columns, dtype=float)


# %% exercise="scale" misconception="all-rows"
def scale(X_train, X):
    spread = X.std(axis=0)
    return (X - X.mean(axis=0)) / np.where(spread == 0, 1, spread)


# %% exercise="scale" misconception="all-rows"
def scale(X_train, X):
    both = np.vstack([X_train, X])
    spread = both.std(axis=0)
    return (X - both.mean(axis=0)) / np.where(spread == 0, 1, spread)


# %% exercise="scale" misconception="sample-spread"
def scale(X_train, X):
    spread = X_train.std(axis=0, ddof=1)
    return (X - X_train.mean(axis=0)) / np.where(spread == 0, 1, spread)


# %% exercise="scale" misconception="one-for-all"
def scale(X_train, X):
    return (X - X_train.mean()) / X_train.std()


# %% exercise="scale" misconception="constant-column"
def scale(X_train, X):
    with np.errstate(divide="ignore", invalid="ignore"):
        return (X - X_train.mean(axis=0)) / X_train.std(axis=0)


# %% exercise="scale" misconception="constant-column"
def scale(X_train, X):
    return (X - X_train.mean(axis=0)) / (X_train.std(axis=0) + 1e-12)


# %% exercise="scale" misconception="small-spread"
def scale(X_train, X):
    return (X - X_train.mean(axis=0)) / np.maximum(X_train.std(axis=0), 1)


# %% exercise="scale" misconception="wrong-scale"
def scale(X_train, X):
    spread = X_train.var(axis=0)
    return (X - X_train.mean(axis=0)) / np.where(spread == 0, 1, spread)


# %% exercise="scale" misconception="wrong-shape"
def scale(X_train, X):
    spread = X_train.std(axis=0)
    return (X_train - X_train.mean(axis=0)) / np.where(spread == 0, 1, spread)


# %% exercise="ols" misconception="no-intercept"
def ols(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


# %% exercise="ols" misconception="no-intercept"
def ols(X, y):
    return np.concatenate([[0.0], np.linalg.lstsq(X, y, rcond=None)[0]])


# %% exercise="ols" misconception="intercept-last"
def ols(X, y):
    return np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), y, rcond=None)[0]


# %% exercise="ols" misconception="normal-equations"
def ols(X, y):
    A = np.column_stack([np.ones(len(X)), X])
    return np.linalg.inv(A.T @ A) @ A.T @ y


# %% exercise="ols" misconception="wrong-weights"
def ols(X, y):
    slopes = np.linalg.lstsq(X, y, rcond=None)[0]
    return np.concatenate([[y.mean()], slopes])


# %% exercise="ols" misconception="wrong-shape"
def ols(X, y):
    A = np.column_stack([np.ones(len(X)), X])
    return A @ np.linalg.lstsq(A, y, rcond=None)[0]


# %% exercise="gd" misconception="not-averaged"
def gd(X, y, lr, steps):
    A = np.column_stack([np.ones(len(X)), X])
    w = np.zeros(A.shape[1])
    losses = [np.mean((A @ w - y) ** 2)]
    with np.errstate(all="ignore"):
        for _ in range(steps):
            w = w - lr * 2 * (A.T @ (A @ w - y))
            losses.append(np.mean((A @ w - y) ** 2))
    return w, np.array(losses)


# %% exercise="gd" misconception="no-intercept"
def gd(X, y, lr, steps):
    w = np.zeros(X.shape[1])
    losses = [np.mean((X @ w - y) ** 2)]
    for _ in range(steps):
        w = w - lr * 2 / len(y) * (X.T @ (X @ w - y))
        losses.append(np.mean((X @ w - y) ** 2))
    return w, np.array(losses)


# %% exercise="gd" misconception="no-intercept"
def gd(X, y, lr, steps):
    w = np.zeros(X.shape[1])
    losses = [np.mean((X @ w - y) ** 2)]
    for _ in range(steps):
        w = w - lr * 2 / len(y) * (X.T @ (X @ w - y))
        losses.append(np.mean((X @ w - y) ** 2))
    return np.concatenate([[0.0], w]), np.array(losses)


# %% exercise="gd" misconception="uphill"
def gd(X, y, lr, steps):
    A = np.column_stack([np.ones(len(X)), X])
    w = np.zeros(A.shape[1])
    losses = [np.mean((A @ w - y) ** 2)]
    with np.errstate(all="ignore"):
        for _ in range(steps):
            w = w + lr * 2 / len(y) * (A.T @ (A @ w - y))
            losses.append(np.mean((A @ w - y) ** 2))
    return w, np.array(losses)


# %% exercise="gd" misconception="no-two"
def gd(X, y, lr, steps):
    A = np.column_stack([np.ones(len(X)), X])
    w = np.zeros(A.shape[1])
    losses = [np.mean((A @ w - y) ** 2)]
    for _ in range(steps):
        w = w - lr / len(y) * (A.T @ (A @ w - y))
        losses.append(np.mean((A @ w - y) ** 2))
    return w, np.array(losses)


# %% exercise="gd" misconception="losses-length"
def gd(X, y, lr, steps):
    A = np.column_stack([np.ones(len(X)), X])
    w = np.zeros(A.shape[1])
    losses = []
    for _ in range(steps):
        w = w - lr * 2 / len(y) * (A.T @ (A @ w - y))
        losses.append(np.mean((A @ w - y) ** 2))
    return w, np.array(losses)


# %% exercise="gd" misconception="wrong-losses"
def gd(X, y, lr, steps):
    A = np.column_stack([np.ones(len(X)), X])
    w = np.zeros(A.shape[1])
    losses = [np.sum((A @ w - y) ** 2)]
    for _ in range(steps):
        w = w - lr * 2 / len(y) * (A.T @ (A @ w - y))
        losses.append(np.sum((A @ w - y) ** 2))
    return w, np.array(losses)


# %% exercise="gd" misconception="wrong-step"
def gd(X, y, lr, steps):
    A = np.column_stack([np.ones(len(X)), X])
    w = np.zeros(A.shape[1])
    losses = [np.mean((A @ w - y) ** 2)]
    for _ in range(steps):
        w = w - lr * 2 / A.shape[1] * (A.T @ (A @ w - y))
        losses.append(np.mean((A @ w - y) ** 2))
    return w, np.array(losses)


# %% exercise="gd" misconception="not-there"
def gd(X, y, lr, steps):
    A = np.column_stack([np.ones(len(X)), X])
    w = np.zeros(A.shape[1])
    losses = [np.mean((A @ w - y) ** 2)]
    for _ in range(steps):
        w = np.zeros(A.shape[1])
        w = w - lr * 2 / len(y) * (A.T @ (A @ w - y))
        losses.append(np.mean((A @ w - y) ** 2))
    return w, np.array(losses)


# %% exercise="gd" misconception="not-falling"
def gd(X, y, lr, steps):
    A = np.column_stack([np.ones(len(X)), X])
    w = np.zeros(A.shape[1])
    losses = [np.mean((A @ w - y) ** 2)]
    gradient = 2 / len(y) * (A.T @ (A @ w - y))
    for _ in range(steps):
        w = w - lr * gradient
        losses.append(np.mean((A @ w - y) ** 2))
    return w, np.array(losses)


# %% exercise="gd" misconception="other-steps"
def gd(X, y, lr, steps):
    A = np.column_stack([np.ones(len(X)), X])
    w = np.zeros(A.shape[1])
    losses = [np.mean((A @ w - y) ** 2)]
    for _ in range(steps):
        w = w - lr * 2 / len(y) * (A.T @ (A @ w - y))
        losses.append(np.mean((A @ w - y) ** 2))
        lr = 0.99 * lr
    return w, np.array(losses)


# %% exercise="gd" misconception="wrong-step"
def gd(X, y, lr, steps):
    A = np.column_stack([np.ones(len(X)), X])
    w = np.linalg.lstsq(A, y, rcond=None)[0]
    return w, np.linspace(np.mean(y**2), np.mean((A @ w - y) ** 2), steps + 1)


# %% exercise="gd" misconception="not-a-pair"
def gd(X, y, lr, steps):
    A = np.column_stack([np.ones(len(X)), X])
    w = np.zeros(A.shape[1])
    for _ in range(steps):
        w = w - lr * 2 / len(y) * (A.T @ (A @ w - y))
    return w


# %% exercise="gd" misconception="wrong-shape"
def gd(X, y, lr, steps):
    A = np.column_stack([np.ones(len(X)), X])
    w = np.zeros((A.shape[1], 1))
    losses = [np.mean((A @ w - y[:, None]) ** 2)]
    for _ in range(steps):
        w = w - lr * 2 / len(y) * (A.T @ (A @ w - y[:, None]))
        losses.append(np.mean((A @ w - y[:, None]) ** 2))
    return w, np.array(losses)


# %% exercise="ridge" misconception="intercept-penalised"
def ridge(X, y, lam):
    A = np.column_stack([np.ones(len(X)), X])
    return np.linalg.solve(A.T @ A + lam * np.eye(A.shape[1]), A.T @ y)


# %% exercise="ridge" misconception="no-penalty"
def ridge(X, y, lam):
    A = np.column_stack([np.ones(len(X)), X])
    return np.linalg.lstsq(A, y, rcond=None)[0]


# %% exercise="ridge" misconception="times-n"
def ridge(X, y, lam):
    A = np.column_stack([np.ones(len(X)), X])
    D = np.eye(A.shape[1])
    D[0, 0] = 0
    return np.linalg.solve(A.T @ A + lam * len(y) * D, A.T @ y)


# %% exercise="ridge" misconception="squared-lam"
def ridge(X, y, lam):
    A = np.column_stack([np.ones(len(X)), X])
    D = np.eye(A.shape[1])
    D[0, 0] = 0
    return np.linalg.solve(A.T @ A + lam**2 * D, A.T @ y)


# %% exercise="ridge" misconception="wrong-ridge"
def ridge(X, y, lam):
    A = np.column_stack([np.ones(len(X)), X])
    D = np.eye(A.shape[1])
    D[-1, -1] = 0
    return np.linalg.solve(A.T @ A + lam * D, A.T @ y)


# %% exercise="ridge" misconception="wrong-shape"
def ridge(X, y, lam):
    return np.linalg.solve(X.T @ X + lam * np.eye(X.shape[1]), X.T @ y)


# %% exercise="pinball" misconception="swapped-tau"
def pinball(y, q, tau):
    return np.where(y >= q, (1 - tau) * (y - q), tau * (q - y)).mean()


def coverage(y, low, high):
    return ((low <= y) & (y <= high)).mean()


# %% exercise="pinball" misconception="not-averaged"
def pinball(y, q, tau):
    return np.where(y >= q, tau * (y - q), (1 - tau) * (q - y)).sum()


def coverage(y, low, high):
    return ((low <= y) & (y <= high)).mean()


# %% exercise="pinball" misconception="tau-ignored"
def pinball(y, q, tau):
    return np.abs(y - q).mean() / 2


def coverage(y, low, high):
    return ((low <= y) & (y <= high)).mean()


# %% exercise="pinball" misconception="negative-loss"
def pinball(y, q, tau):
    return np.where(y >= q, tau * (y - q), (1 - tau) * (y - q)).mean()


def coverage(y, low, high):
    return ((low <= y) & (y <= high)).mean()


# %% exercise="pinball" misconception="wrong-pinball"
def pinball(y, q, tau):
    return np.where(y >= q, tau * (y - q), 0 * q).mean()


def coverage(y, low, high):
    return ((low <= y) & (y <= high)).mean()


# %% exercise="pinball" misconception="borders"
def pinball(y, q, tau):
    return np.where(y >= q, tau * (y - q), (1 - tau) * (q - y)).mean()


def coverage(y, low, high):
    return ((low < y) & (y < high)).mean()


# %% exercise="pinball" misconception="borders"
def pinball(y, q, tau):
    return np.where(y >= q, tau * (y - q), (1 - tau) * (q - y)).mean()


def coverage(y, low, high):
    return ((low <= y) & (y < high)).mean()


# %% exercise="pinball" misconception="one-side"
def pinball(y, q, tau):
    return np.where(y >= q, tau * (y - q), (1 - tau) * (q - y)).mean()


def coverage(y, low, high):
    return (y <= high).mean()


# %% exercise="pinball" misconception="percent"
def pinball(y, q, tau):
    return np.where(y >= q, tau * (y - q), (1 - tau) * (q - y)).mean()


def coverage(y, low, high):
    return 100 * ((low <= y) & (y <= high)).mean()


# %% exercise="pinball" misconception="wrong-coverage"
def pinball(y, q, tau):
    return np.where(y >= q, tau * (y - q), (1 - tau) * (q - y)).mean()


def coverage(y, low, high):
    return 1.0


# %% exercise="pinball" misconception="not-a-number"
def pinball(y, q, tau):
    return np.where(y >= q, tau * (y - q), (1 - tau) * (q - y))


def coverage(y, low, high):
    return (low <= y) & (y <= high)
