"""D1's reference answers agree with scikit-learn, with pandas' shifts and cases by hand; nothing leaks."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import (
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_pinball_loss,
    mean_squared_error,
)
from sklearn.preprocessing import StandardScaler

from labs.energy import gridyear

SOURCE = Path(__file__).resolve().parents[2] / "courses/ai/d1-forecast/d1-forecast.py"
SEEDS = (2026, 1, 2, 3, 4)
MEASURED = ["temp_c", "pv_pu", "gross_mw", "net_mw"]


@pytest.fixture(scope="module")
def d1(lab: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    return lab("ai/d1-forecast")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def test_errors_are_those_of_scikit_learn(d1: SimpleNamespace, rng: np.random.Generator) -> None:
    y, f = rng.normal(100, 60, (2, 500))
    assert d1.mae(y, f) == pytest.approx(mean_absolute_error(y, f))
    assert d1.mape(y, f) == pytest.approx(100 * mean_absolute_percentage_error(y, f))
    with_zeros = np.append(y, [0.0, 0.0])
    assert d1.mape(with_zeros, np.append(f, [3.0, -8.0])) == pytest.approx(d1.mape(y, f))


def test_skill_is_one_for_perfect_zero_for_naive_and_negative_for_worse(
    d1: SimpleNamespace, rng: np.random.Generator
) -> None:
    y, naive = rng.normal(100, 9, (2, 80))
    assert d1.skill(y, y, naive) == 1
    assert d1.skill(y, naive, naive) == 0
    assert d1.skill(y, y + 2 * (naive - y), naive) == pytest.approx(-1)


@pytest.mark.parametrize(("rows", "frac"), [(1000, 0.6), (8592, 0.75), (401, 0.5)])
def test_no_hour_is_an_answer_in_training_and_an_input_in_the_test(
    d1: SimpleNamespace, rows: int, frac: float
) -> None:
    train, test = d1.time_split(pd.DataFrame({"row": range(rows)}), frac)
    answers = set(train["row"])
    inputs = {row - lag for row in test["row"] for lag in (24, 168)}
    assert answers == set(range(int(frac * rows))) and not answers & inputs
    assert len(train) + len(test) == rows - 168


def test_features_are_what_pandas_shifts_give(d1: SimpleNamespace) -> None:
    year = gridyear.grid_year(8).iloc[7:2_000]
    hour, sunday = year.index.hour, pd.Series(year.index.day_of_week == 6, index=year.index).astype(float)
    table = pd.DataFrame(
        {
            0: year["net_mw"].shift(24),
            1: year["net_mw"].shift(168),
            2: (year["temp_forecast_c"] - 24).clip(lower=0),
            3: (year["temp_c"] - 24).clip(lower=0).shift(24),
            4: np.sin(2 * np.pi * hour / 24),
            5: np.cos(2 * np.pi * hour / 24),
            6: np.sin(4 * np.pi * hour / 24),
            7: np.cos(4 * np.pi * hour / 24),
            8: sunday,
            9: sunday.shift(24),
        }
    )
    places = np.arange(168, len(year))
    np.testing.assert_allclose(d1.features(year, places), table.to_numpy()[168:], rtol=1e-12)


def test_no_feature_knows_what_comes_after_the_day_before(
    d1: SimpleNamespace, rng: np.random.Generator
) -> None:
    """Every measured number after t - 24, and every forecast after t, is replaced by noise."""
    year = gridyear.grid_year(9)
    for place in rng.integers(168, 8_700, 25):
        other = year.copy()
        after = np.arange(len(year)) > place - 24
        other.loc[after, MEASURED] = rng.normal(0, 1e5, (after.sum(), len(MEASURED)))
        later = np.arange(len(year)) > place
        other.loc[later, "temp_forecast_c"] = rng.normal(0, 1e5, later.sum())
        np.testing.assert_array_equal(
            d1.features(other, np.array([place])), d1.features(year, np.array([place]))
        )


def test_scaling_is_scikit_learns_standard_scaler(d1: SimpleNamespace, rng: np.random.Generator) -> None:
    past, future = rng.normal(50, 7, (90, 4)), rng.normal(60, 9, (30, 4))
    past[:, 2] = 5
    np.testing.assert_allclose(d1.scale(past, future), StandardScaler().fit(past).transform(future))


def test_least_squares_is_scikit_learns(d1: SimpleNamespace, rng: np.random.Generator) -> None:
    X, y = rng.normal(3, 2, (70, 5)), rng.normal(100, 9, 70)
    library = LinearRegression().fit(X, y)
    np.testing.assert_allclose(d1.ols(X, y), [library.intercept_, *library.coef_])
    residual = y - np.column_stack([np.ones(70), X]) @ d1.ols(X, y)
    np.testing.assert_allclose(X.T @ residual, 0, atol=1e-8)


@pytest.mark.parametrize("lam", [0.01, 3.0, 500.0])
def test_ridge_is_scikit_learns(d1: SimpleNamespace, rng: np.random.Generator, lam: float) -> None:
    X, y = rng.normal(3, 2, (70, 5)), rng.normal(100, 9, 70)
    library = Ridge(alpha=lam).fit(X, y)
    np.testing.assert_allclose(d1.ridge(X, y, lam), [library.intercept_, *library.coef_])


def test_a_step_goes_down_the_gradient_that_finite_differences_give(
    d1: SimpleNamespace, rng: np.random.Generator
) -> None:
    X, y = rng.normal(0, 1, (40, 3)), rng.normal(2, 1, 40)
    A = np.column_stack([np.ones(40), X])

    def loss(w: np.ndarray) -> float:
        return float(mean_squared_error(y, A @ w))

    small = 1e-6 * np.eye(4)
    gradient = np.array([(loss(step) - loss(-step)) / 2e-6 for step in small])
    w, losses = d1.gd(X, y, 0.05, 1)
    np.testing.assert_allclose(w, -0.05 * gradient, atol=1e-8)
    np.testing.assert_allclose(losses, [loss(np.zeros(4)), loss(w)])


def test_gradient_descent_arrives_at_least_squares_on_the_grid_year(d1: SimpleNamespace) -> None:
    X = d1.X_train[:, [2, 4, 5, 6, 7, 8]]  # others depend on each other so much that the valley is flat
    w, losses = d1.gd(X, d1.y_train, 0.1, 1_000)
    assert np.abs(w - d1.ols(X, d1.y_train)).max() < 1e-3
    assert (np.diff(losses) <= 1e-9 * losses[0]).all()


@pytest.mark.parametrize("tau", [0.05, 0.5, 0.9])
def test_the_pinball_loss_is_scikit_learns(d1: SimpleNamespace, rng: np.random.Generator, tau: float) -> None:
    y, q = rng.normal(50, 9, (2, 300))
    assert d1.pinball(y, q, tau) == pytest.approx(mean_pinball_loss(y, q, alpha=tau))


def test_the_right_quantile_has_the_smallest_pinball_loss(
    d1: SimpleNamespace, rng: np.random.Generator
) -> None:
    y = rng.exponential(10, 4_000)
    losses = {q: d1.pinball(y, np.full(4_000, float(q)), 0.8) for q in range(5, 30)}
    assert min(losses, key=lambda q: losses[q]) == round(np.quantile(y, 0.8))


def test_coverage_counts_hours_inside_with_borders(d1: SimpleNamespace, rng: np.random.Generator) -> None:
    y = rng.integers(0, 9, 200)
    low, high = np.sort(rng.integers(0, 9, (2, 200)), axis=0)
    inside = [a <= b <= c for a, b, c in zip(low, y, high, strict=True)]
    assert d1.coverage(y, low, high) == pytest.approx(sum(inside) / 200)


def forecast(d1: SimpleNamespace, year: pd.DataFrame, extra: list[np.ndarray]) -> SimpleNamespace:
    """The lab's forecast of a year's last part, with further columns if given."""
    hours = np.arange(168, len(year) - 1)
    table = pd.DataFrame(np.column_stack([d1.features(year, hours), *(column[hours] for column in extra)]))
    table["y"] = year["net_mw"].to_numpy()[hours]
    train, test = (part.to_numpy() for part in d1.time_split(table, 0.6))
    w = d1.ols(d1.scale(train[:, :-1], train[:, :-1]), train[:, -1])
    told = w[0] + d1.scale(train[:, :-1], test[:, :-1]) @ w[1:]
    return SimpleNamespace(y=test[:, -1], told=told, day=test[:, 0], week=test[:, 1])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_forecast_beats_both_naive_ones(d1: SimpleNamespace, seed: int) -> None:
    found = forecast(d1, gridyear.grid_year(seed), [])
    assert d1.skill(found.y, found.told, found.week) > 0.25, "what the capstone will ask for"
    assert d1.skill(found.y, found.told, found.day) > 0.1
    assert d1.mape(found.y, found.told) < 5


@pytest.mark.parametrize("seed", SEEDS)
def test_a_leak_halves_the_error_as_the_story_tells(d1: SimpleNamespace, seed: int) -> None:
    """And the first stretch task: with the loads of the hours before and after among the inputs."""
    year = gridyear.grid_year(seed)
    load = year["net_mw"].to_numpy()
    honest = forecast(d1, year, [])
    leaky = forecast(d1, year, [np.roll(load, 1), np.roll(load, -1)])
    assert d1.mae(leaky.y, leaky.told) < 0.5 * d1.mae(honest.y, honest.told)


def test_the_library_agrees_in_the_notebook_too(d1: SimpleNamespace) -> None:
    assert d1.difference_mw < 1e-6
    library = LinearRegression().fit(d1.X_train, d1.y_train)
    np.testing.assert_allclose(library.predict(d1.X_test), d1.forecast_mw)


def test_the_example_in_each_docstring_is_true(d1: SimpleNamespace) -> None:
    a = np.array
    assert d1.mae(a([10, 20]), a([12, 19])) == 1.5
    assert d1.mape(a([10, 0, 20]), a([12, 5, 19])) == 12.5
    assert d1.skill(a([5, 5]), a([6, 4]), a([9, 1])) == 0.75
    train, test = d1.time_split(pd.DataFrame({"row": range(1000)}), 0.6)
    assert train["row"].tolist() == list(range(600)) and test["row"].tolist() == list(range(768, 1000))
    assert d1.features(d1.year, a([170]))[0, 0] == d1.year["net_mw"].iloc[146]
    assert d1.scale(a([[1.0], [3.0]]), a([[5.0]])).tolist() == [[3]]
    np.testing.assert_allclose(d1.ols(a([[0.0], [1.0], [2.0]]), a([10.0, 14.0, 18.0])), [10, 4])
    w, losses = d1.gd(a([[0], [0]]), a([2, 4]), 0.5, 1)
    assert w.tolist() == [3, 0] and losses.tolist() == [10, 1]
    np.testing.assert_allclose(d1.ridge(a([[-1], [1]]), a([8, 12]), 2), [10, 1])
    assert d1.pinball(a([100]), a([90]), 0.9) == 9
    assert d1.coverage(a([1, 5]), a([0, 0]), a([2, 4])) == 0.5


def test_the_pictures_are_described_as_they_are(d1: SimpleNamespace) -> None:
    inside = d1.coverage(d1.y_test[d1.shown], d1.low_mw[d1.shown], d1.high_mw[d1.shown])
    assert inside > 0.5, "mostly within its band"
    hour = d1.test.index.hour
    mine, day_before = (
        pd.Series(np.abs(d1.y_test - told)).groupby(hour).mean()
        for told in (d1.forecast_mw, d1.day_before_mw)
    )
    assert mine.idxmax() in (11, 12, 13) and mine.idxmin() in (0, 1, 2, 3, 4)
    assert (mine < day_before).all()
    assert hour[d1.shown][0] == 0 and len(hour[d1.shown]) == 96
    assert set(d1.train.index.month) == set(range(1, 9)), "the band is from January to August"
    assert set(d1.test.index.month) == set(range(8, 13)), "and is used until December"


def test_every_number_of_the_world_in_the_story_is_cited() -> None:
    story = SOURCE.read_text(encoding="utf-8").split("## Story")[1].split('"""')[0]
    assert re.findall(r"\(#fact-([a-z-]+)\)", story) == ["january-minimum", "january-maximum"]
