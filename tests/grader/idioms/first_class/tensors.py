# ruff: noqa
# %% [markdown]
# # torch-values
# Tensors in, tensors out, by value.

# %%
import torch


# %% nbgrader={"grade_id": "softmax", "solution": true}
def softmax(logits):
    ### BEGIN SOLUTION
    shifted = torch.exp(logits - logits.max(dim=-1, keepdim=True).values)
    return shifted / shifted.sum(dim=-1, keepdim=True)
    ### END SOLUTION


def one_hot(labels, classes):
    ### BEGIN SOLUTION
    return torch.eye(classes, dtype=torch.int64)[labels]
    ### END SOLUTION


# %% nbgrader={"grade_id": "softmax-check", "grade": true, "points": 3}
logits = torch.tensor([[1.0, 2.0], [0.0, 0.0]])
assert torch.allclose(softmax(logits), torch.softmax(logits, dim=-1))
### BEGIN HIDDEN TESTS
assert softmax(torch.tensor([1000.0, 0.0])).tolist() == [1.0, 0.0], "[overflow] Subtract the largest logit."
found = one_hot(torch.tensor([2, 0]), 3)
assert (
    found.dtype == torch.int64
    and found.shape == (2, 3)
    and torch.equal(found.argmax(dim=1), torch.tensor([2, 0]))
)
torch.testing.assert_close(softmax(torch.zeros(4)), torch.full((4,), 0.25))
assert isinstance(found, torch.Tensor) and found.sum().item() == 2
### END HIDDEN TESTS


# %% right="softmax"
def softmax(logits):
    return (logits - torch.logsumexp(logits, dim=-1, keepdim=True)).exp()


def one_hot(labels, classes):
    return torch.nn.functional.one_hot(labels, num_classes=classes)


# %% wrong="softmax"
def softmax(logits):
    powers = torch.exp(logits)
    return powers / powers.sum()


def one_hot(labels, classes):
    return torch.eye(classes)[labels]


# %% [markdown]
# # torch-seed

# %%
import torch


# %% nbgrader={"grade_id": "weights", "solution": true}
def weights(rows, columns):
    ### BEGIN SOLUTION
    return torch.randn(rows, columns) / rows**0.5
    ### END SOLUTION


# %% nbgrader={"grade_id": "weights-check", "grade": true, "points": 1}
torch.manual_seed(3)
expected = torch.randn(4, 2) / 2
torch.manual_seed(3)
assert torch.allclose(weights(4, 2), expected)

# %% right="weights"
import math


def weights(rows, columns):
    drawn = torch.empty(rows, columns).normal_()
    return drawn.mul(1 / math.sqrt(rows))


# %% wrong="weights"
def weights(rows, columns):
    return torch.rand(rows, columns) / rows**0.5


# %% [markdown]
# # torch-module
# A module of the learner, used by reference: forward, parameters, training mode.

# %%
import torch
from torch import nn


# %% nbgrader={"grade_id": "net", "solution": true}
### BEGIN SOLUTION
class Net(nn.Module):
    def __init__(self, hidden=4):
        super().__init__()
        self.first = nn.Linear(3, hidden)
        self.second = nn.Linear(hidden, 1)

    def forward(self, x):
        return self.second(torch.relu(self.first(x))).squeeze(-1)


net = Net()
### END SOLUTION

# %% nbgrader={"grade_id": "net-check", "grade": true, "points": 3}
assert net(torch.zeros(5, 3)).shape == (5,)
### BEGIN HIDDEN TESTS
assert isinstance(net, nn.Module)
assert sum(p.numel() for p in Net(hidden=8).parameters()) == 3 * 8 + 8 + 8 + 1
assert sorted(name for name, _ in net.named_parameters())[0] == "first.bias"
net.eval()
assert net.training is False and net.first.out_features == 4
with torch.no_grad():
    assert torch.equal(net(torch.ones(2, 3))[0], net(torch.ones(2, 3))[1])
### END HIDDEN TESTS


# %% right="net"
class Net(nn.Module):
    def __init__(self, hidden=4):
        super().__init__()
        for name, layer in {"first": nn.Linear(3, hidden), "second": nn.Linear(hidden, 1)}.items():
            self.add_module(name, layer)

    def forward(self, x):
        hidden = self.first(x).clamp(min=0)
        return self.second(hidden)[..., 0]


net = Net(hidden=4)


# %% wrong="net"
class Net(nn.Module):
    def __init__(self, hidden=4):
        super().__init__()
        self.layers = [nn.Linear(3, hidden), nn.Linear(hidden, 1)]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


net = Net()


# %% [markdown]
# # torch-training-in-the-learners-code
# The loop is the learner's; the check looks at the losses.

# %%
import torch


# %% nbgrader={"grade_id": "fit", "solution": true}
def fit(x, y, steps=200, rate=0.1):
    ### BEGIN SOLUTION
    weight = torch.zeros((), requires_grad=True)
    losses = []
    for _ in range(steps):
        loss = ((weight * x - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            weight -= rate * weight.grad
            weight.grad.zero_()
        losses.append(loss.item())
    return weight.item(), losses
    ### END SOLUTION


# %% nbgrader={"grade_id": "fit-check", "grade": true, "points": 2}
x = torch.tensor([1.0, 2.0])
weight, losses = fit(x, 3 * x)
assert abs(weight - 3) < 0.01
### BEGIN HIDDEN TESTS
assert len(losses) == 200 and losses[-1] < 1e-4 < losses[0] and all(isinstance(one, float) for one in losses)
assert abs(fit(x, -x, steps=50)[0] + 1) < 0.1
### END HIDDEN TESTS


# %% right="fit"
def fit(x, y, steps=200, rate=0.1):
    weight = torch.nn.Parameter(torch.zeros(()))
    optimiser = torch.optim.SGD([weight], lr=rate)
    losses = []
    for _ in range(steps):
        optimiser.zero_grad()
        loss = torch.nn.functional.mse_loss(weight * x, y)
        loss.backward()
        optimiser.step()
        losses.append(float(loss))
    return float(weight), losses


# %% wrong="fit"
def fit(x, y, steps=200, rate=0.1):
    weight = torch.zeros((), requires_grad=True)
    losses = []
    for _ in range(steps):
        loss = ((weight * x - y) ** 2).mean()
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            weight -= rate * weight.grad
    return weight.item(), losses
