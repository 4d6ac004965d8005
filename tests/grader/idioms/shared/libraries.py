# ruff: noqa
# %% [markdown]
# # optimiser-in-the-check

# %%
import torch

# %% nbgrader={"grade_id": "model", "solution": true}
### BEGIN SOLUTION
model = torch.nn.Linear(1, 1)
### END SOLUTION

# %% nbgrader={"grade_id": "model-check", "grade": true, "points": 2}
optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.linspace(-1, 1, 20).reshape(-1, 1)
for _ in range(200):
    optimiser.zero_grad()
    loss = ((model(x) - (2 * x + 1)) ** 2).mean()
    loss.backward()
    optimiser.step()
assert loss.item() < 1e-3


# %% right="model"
class Line(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.slope = torch.nn.Parameter(torch.zeros(1))
        self.start = torch.nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return self.slope * x + self.start


model = Line()

# %% wrong="model"
model = torch.nn.Linear(1, 1, bias=False)


# %% [markdown]
# # gradients-through-the-answer

# %%
import torch


# %% nbgrader={"grade_id": "loss", "solution": true}
def huber(error):
    ### BEGIN SOLUTION
    small = error.abs() < 1
    return torch.where(small, 0.5 * error**2, error.abs() - 0.5).sum()
    ### END SOLUTION


# %% nbgrader={"grade_id": "loss-check", "grade": true, "points": 2}
error = torch.tensor([0.5, -3.0], dtype=torch.double, requires_grad=True)
huber(error).backward()
assert torch.allclose(error.grad, torch.tensor([0.5, -1.0], dtype=torch.double))
assert torch.autograd.gradcheck(huber, (error,))


# %% right="loss"
def huber(error):
    return torch.nn.functional.huber_loss(error, torch.zeros_like(error), reduction="sum")


# %% wrong="loss"
def huber(error):
    return torch.tensor(sum(0.5 * e * e if abs(e) < 1 else abs(e) - 0.5 for e in error.tolist()))


# %% [markdown]
# # plot-by-its-state

# %%
import matplotlib.pyplot as plt

# %% nbgrader={"grade_id": "plot", "solution": true}
### BEGIN SOLUTION
plt.figure()
plt.bar(["sun", "wind"], [5, 3])
plt.title("Energy (MWh)")
### END SOLUTION

# %% nbgrader={"grade_id": "plot-check", "grade": true, "points": 2}
axes = plt.gca()
assert axes.get_title() == "Energy (MWh)"
assert [bar.get_height() for bar in axes.patches] == [5, 3]

# %% right="plot"
figure, panel = plt.subplots()
panel.bar(range(2), [5, 3], tick_label=["sun", "wind"])
panel.set_title("Energy (MWh)")

# %% wrong="plot"
plt.figure()
plt.plot([5, 3])
plt.title("Energy (MWh)")
