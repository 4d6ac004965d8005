# ruff: noqa
# %% [markdown]
# # base-class-of-the-instructor
# The learner subclasses an abstract class that is given.

# %%
from abc import ABC, abstractmethod


class Plant(ABC):
    def __init__(self, name):
        self.name = name

    @abstractmethod
    def power_mw(self, hour): ...

    def energy_mwh(self):
        return sum(self.power_mw(hour) for hour in range(24))


# %% nbgrader={"grade_id": "solar", "solution": true}
### BEGIN SOLUTION
class Solar(Plant):
    def __init__(self, name, peak_mw):
        super().__init__(name)
        self.peak_mw = peak_mw

    def power_mw(self, hour):
        return self.peak_mw if 8 <= hour < 16 else 0


### END SOLUTION

# %% nbgrader={"grade_id": "solar-check", "grade": true, "points": 3}
plant = Solar("Thar", 10)
assert isinstance(plant, Plant) and issubclass(Solar, Plant)
assert plant.name == "Thar" and plant.energy_mwh() == 80
### BEGIN HIDDEN TESTS
assert plant.power_mw(12) == 10 and plant.power_mw(20) == 0
assert Solar("x", 3).energy_mwh() == 24
### END HIDDEN TESTS


# %% right="solar"
class Solar(Plant):
    def __init__(self, name, peak_mw):
        Plant.__init__(self, name)
        self._peak = peak_mw

    def power_mw(self, hour):
        return self._peak * (hour in range(8, 16))


# %% wrong="solar"
class Solar:
    def __init__(self, name, peak_mw):
        self.name, self.peak_mw = name, peak_mw

    def power_mw(self, hour):
        return self.peak_mw if 8 <= hour < 16 else 0

    def energy_mwh(self):
        return 8 * self.peak_mw


# %% [markdown]
# # instructors-objects
# Instances of a given class go in and come out.


# %%
class Coin:
    def __init__(self, txid, amount_sat, spent=False):
        self.txid, self.amount_sat, self.spent = txid, amount_sat, spent

    def __eq__(self, other):
        return isinstance(other, Coin) and vars(self) == vars(other)

    def fee(self, rate):
        return 68 * rate


# %% nbgrader={"grade_id": "select", "solution": true}
def largest(coins):
    ### BEGIN SOLUTION
    return max(coins, key=lambda coin: coin.amount_sat)
    ### END SOLUTION


def merged(coins):
    ### BEGIN SOLUTION
    return Coin("new", sum(coin.amount_sat - coin.fee(1) for coin in coins))
    ### END SOLUTION


def spend(coin):
    ### BEGIN SOLUTION
    coin.spent = True
    ### END SOLUTION


# %% nbgrader={"grade_id": "select-check", "grade": true, "points": 3}
coins = [Coin("a", 100), Coin("b", 900)]
assert largest(coins) is coins[1] or largest(coins) == Coin("b", 900)
### BEGIN HIDDEN TESTS
found = merged(coins)
assert isinstance(found, Coin) and found.amount_sat == 1000 - 2 * 68 and found == Coin("new", 864)
spend(coins[0])
assert coins[0].spent is True and coins[1].spent is False
### END HIDDEN TESTS


# %% right="select"
def largest(coins):
    return sorted(coins, key=lambda coin: -coin.amount_sat)[0]


def merged(coins):
    new = Coin(txid="new", amount_sat=0)
    for coin in coins:
        new.amount_sat += coin.amount_sat - coin.fee(rate=1)
    return new


def spend(coin):
    setattr(coin, "spent", not False)


# %% wrong="select"
def largest(coins):
    return max(coin.amount_sat for coin in coins)


def merged(coins):
    return Coin("new", sum(coin.amount_sat for coin in coins))


def spend(coin):
    coin = Coin(coin.txid, coin.amount_sat, True)
