# ruff: noqa
# %% [markdown]
# # sklearn-estimator
# A fitted estimator of the learner, used by reference.

# %%
import numpy as np
from sklearn.linear_model import LinearRegression

X = np.arange(10.0).reshape(-1, 1)
y = 3 * X[:, 0] + 1

# %% nbgrader={"grade_id": "model", "solution": true}
### BEGIN SOLUTION
model = LinearRegression().fit(X, y)


def predict(x):
    return model.predict(np.array([[x]]))[0]


### END SOLUTION

# %% nbgrader={"grade_id": "model-check", "grade": true, "points": 3}
assert np.isclose(model.coef_[0], 3) and np.isclose(model.intercept_, 1)
### BEGIN HIDDEN TESTS
assert np.allclose(model.predict(np.array([[20.0], [0.0]])), [61, 1]) and model.score(X, y) > 0.99
assert isinstance(model, LinearRegression) and abs(predict(2) - 7) < 1e-6
assert model.get_params()["fit_intercept"] is True
### END HIDDEN TESTS

# %% right="model"
model = LinearRegression()
model.fit(X[::2], y[::2])


def predict(x):
    return float(model.coef_[0] * x + model.intercept_)


# %% wrong="model"
model = LinearRegression(fit_intercept=False)
model.fit(X, y)


def predict(x):
    return model.predict(np.array([[x]]))[0]


# %% [markdown]
# # sklearn-pipeline

# %%
import numpy as np
from sklearn.pipeline import Pipeline

rng = np.random.default_rng(0)
X = rng.normal(size=(60, 2)) * [1, 100]
labels = (X[:, 0] > 0).astype(int)


# %% nbgrader={"grade_id": "pipe", "solution": true}
def build():
    ### BEGIN SOLUTION
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression())
    ### END SOLUTION


# %% nbgrader={"grade_id": "pipe-check", "grade": true, "points": 2}
pipe = build()
pipe.fit(X, labels)
assert pipe.score(X, labels) > 0.9
### BEGIN HIDDEN TESTS
assert "standardscaler" in pipe.named_steps, "[no-scaling] Scale the columns first."
assert (pipe.predict(np.array([[2.0, 0.0], [-2.0, 0.0]])) == [1, 0]).all()
### END HIDDEN TESTS

# %% right="pipe"
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler


def build():
    steps = [("standardscaler", StandardScaler()), ("model", LogisticRegression(C=5.0))]
    return Pipeline(steps)


# %% wrong="pipe"
from sklearn.linear_model import LogisticRegression


def build():
    return Pipeline([("model", LogisticRegression())])


# %% [markdown]
# # returned-axes
# A function that draws and gives its axes back.

# %%
import matplotlib.pyplot as plt
import numpy as np


# %% nbgrader={"grade_id": "draw", "solution": true}
def draw(hours, power_mw):
    ### BEGIN SOLUTION
    figure, axes = plt.subplots()
    axes.plot(hours, power_mw, label="sun")
    axes.set_xlabel("hour")
    axes.set_ylabel("power (MW)")
    axes.legend()
    return axes
    ### END SOLUTION


# %% nbgrader={"grade_id": "draw-check", "grade": true, "points": 2}
axes = draw([0, 12, 23], [0, 5, 1])
assert "MW" in axes.get_ylabel(), "[unit] Name the unit on the axis."
### BEGIN HIDDEN TESTS
assert len(axes.lines) == 1 and axes.get_xlabel() == "hour"
line = axes.lines[0]
assert np.allclose(line.get_xdata(), [0, 12, 23]) and list(line.get_ydata()) == [0, 5, 1]
assert axes.get_legend() is not None and axes.get_legend().get_texts()[0].get_text() == "sun"
plt.close("all")
### END HIDDEN TESTS

# %% right="draw"
from matplotlib.figure import Figure


def draw(hours, power_mw):
    axes = Figure().add_subplot()
    (line,) = axes.plot(np.array(hours), np.array(power_mw))
    line.set_label("sun")
    axes.set(xlabel="hour", ylabel="MW")
    axes.legend(loc="upper left")
    return axes


# %% wrong="draw"
def draw(hours, power_mw):
    figure, axes = plt.subplots()
    axes.plot(power_mw)
    axes.set_xlabel("hour")
    return axes


# %% [markdown]
# # cross-validation-in-the-check

# %%
import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.model_selection import cross_val_score


# %% nbgrader={"grade_id": "majority", "solution": true}
### BEGIN SOLUTION
class Threshold(ClassifierMixin, BaseEstimator):
    def fit(self, X, y):
        self.classes_ = np.unique(y)
        self.cut_ = (X[y == 0].mean() + X[y == 1].mean()) / 2
        return self

    def predict(self, X):
        return (X[:, 0] > self.cut_).astype(int)


### END SOLUTION

# %% nbgrader={"grade_id": "majority-check", "grade": true, "points": 2}
X = np.r_[np.linspace(0, 1, 20), np.linspace(2, 3, 20)].reshape(-1, 1)
y = np.r_[np.zeros(20, int), np.ones(20, int)]
assert cross_val_score(Threshold(), X, y, cv=4).mean() == 1.0


# %% right="majority"
class Threshold(ClassifierMixin, BaseEstimator):
    def fit(self, X, y):
        self.classes_ = np.array([0, 1])
        self.cut_ = (X[y == 0].max() + X[y == 1].min()) * 0.5
        return self

    def predict(self, X):
        return np.where(X.ravel() >= self.cut_, 1, 0)


# %% wrong="majority"
class Threshold(ClassifierMixin, BaseEstimator):
    def fit(self, X, y):
        self.classes_ = np.unique(y)
        return self

    def predict(self, X):
        return np.zeros(len(X), int)
