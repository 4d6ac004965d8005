# %% [markdown]
r"""
# B6 · Pools, variance and incentives

**Minutes:** 75 · **Prerequisites:** B2 (difficulty, targets, luck)

**After this you can:**

- *calculate* how long a small miner may find nothing
- *choose* a share difficulty
- *pay* by PPS and PPLNS without losing a satoshi
- *verify* the merkle root of a pool's job
- *compare* who carries the risk, and *evaluate* selfish mining
"""

# %% [markdown]
r"""
## Story

This case is invented. A public company in Chitral mines with surplus hydro power. It has 10 PH/s (10¹⁶ hashes per second), about a hundred-thousandth of the world's hashrate. After 30 days it has found no block and earned nothing. The director suspects theft.

Nadia keeps the books. She asks two questions. How likely is such a month for an honest miner? And would a *pool* help, where many miners share their blocks? A foreign pool offers daily payments for a fee. Then somebody else carries the luck. But who checks the pool?

You will calculate her answers: chances, payments, the pool's risk of ruin, and an attack that pays for large groups.
"""

# %%
# Run this cell first.
import hashlib
import math

import numpy as np

from labs import check


def hash256(b: bytes) -> bytes:
    """SHA-256, applied twice: your tool from lab A1. The 32 bytes come in internal order."""
    return hashlib.sha256(hashlib.sha256(b).digest()).digest()


# %% [markdown]
r"""
## 1 · A month without a block

Bitcoin aims at 144 blocks a day. A miner with a share s of the world's hashrate finds 144 × s × days blocks *on average*. The real number is random, by the *Poisson law*: with an average of m blocks, the probability of no block at all is

e^(−m)

Predict first: somebody finds one block a month on average. How many of 100 such months bring none?
"""

# %%
print("P(none) with an average of 1  :", round(math.exp(-1), 3))
print("P(none) with an average of 0.1:", round(math.exp(-0.1), 3))


# %% nbgrader={"grade_id": "p-no-block", "solution": true} hunar={"exercise": "p-no-block", "title": "p_no_block"}
def p_no_block(share: float, days: float) -> float:
    """The probability, 0 to 1, that a miner finds no block at all.

    share: the miner's part of the world's hashrate, 0 to 1. days: how long, 0 or more.
    Assumes an average of 144 blocks a day in the world.
    Example: p_no_block(1e-5, 30) is about 0.9577.
    """
    ### BEGIN SOLUTION
    return math.exp(-144 * share * days)
    ### END SOLUTION


# %% nbgrader={"grade_id": "p-no-block-check", "grade": true, "points": 2} hunar={"exercise": "p-no-block", "title": "p_no_block: check"}
got = p_no_block(1e-5, 30)
check.is_number(got, name="p_no_block(1e-5, 30)")
assert abs(got - 0.0423) > 1e-3, "[at-least-one] This is the chance of one block or more. Asked is none."
assert abs(got - 0.9997) > 1e-4, "[per-day] There are 144 blocks in a day, not one."
assert abs(got - 0.9577) < 1e-4, "[wrong-chance] Expected about 0.9577: e to the power of minus the average."
print("p_no_block looks right. The director's month is no proof of theft.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

First the average number of blocks of this miner, then e to the power of minus that number.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`average = 144 * share * days`, then `return math.exp(-average)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے بلاکوں کی اوسط نکالیں: 144 × حصہ × دن۔ پھر math.exp میں منفی اوسط رکھیں: e کی قوت منفی اوسط۔
</details>
"""

# %% nbgrader={"grade_id": "p-no-block-hidden", "grade": true, "points": 3} hunar={"exercise": "p-no-block", "title": "p_no_block: small and large miners"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Real

from labs import variant

drawn = float(variant.rng("b6-pools").uniform(0.001, 0.01))
for share, days in ((0.3, 0.02), (0.5, 1 / 144), (1e-6, 3650), (drawn, 1.5), (0.02, 0)):
    got = p_no_block(share, days)
    right = math.exp(-144 * share * days)
    assert isinstance(got, Real) and not isinstance(got, bool), (
        "[not-a-number] p_no_block must return a number."
    )
    if days:
        assert abs(got - (1 - right)) > 1e-4 or abs(right - 0.5) < 1e-3, (
            "[at-least-one] This is the chance of one block or more. Asked is none."
        )
        assert abs(got - (1 - share) ** days) > 1e-5 or abs((1 - share) ** days - right) < 1e-4, (
            "[per-day] There are 144 blocks in a day. This treats a day as a single block."
        )
        assert abs(got - math.exp(-share * days)) > 1e-5, "[per-day] There are 144 blocks in a day, not one."
        assert abs(got - (1 - share) ** (144 * days)) > 1e-4 or share < 0.02, (
            "[fixed-number] A day does not have exactly 144 blocks. Their number is random too: use e^(-average)."
        )
        assert abs(got - (1 - 144 * share * days)) > 1e-6, (
            "[straight-line] 1 - average is good for tiny averages only, and can become negative."
        )
    assert abs(got - right) <= 1e-9, (
        "[wrong-chance] The chance is e to the power of minus 144 * share * days."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 2 · Small proofs

How does a pool know who works? Each miner also sends hashes that are too weak for a block but good enough for an easier target. Such a hash is a *share* (another meaning than in exercise 1). A share of difficulty d needs d × 2³² hashes on average (lab B2), so shares measure work.

Too easy shares drown the pool in messages; too hard ones make pay a lottery. So the pool picks a difficulty for each miner. An example machine makes 200 TH/s; 1 TH is 10¹² hashes.

Predict first: how many shares of difficulty 1 would it send per second?
"""

# %%
hashes_per_s = 200 * 10**12
print("shares per second at difficulty 1   :", round(hashes_per_s / 2**32))
print("shares per second at difficulty 1000:", round(hashes_per_s / (1000 * 2**32), 1))


# %% nbgrader={"grade_id": "share-difficulty", "solution": true} hunar={"exercise": "share-difficulty", "title": "share_difficulty_for"}
def share_difficulty_for(hashrate_th_s: float, shares_per_min: float) -> float:
    """The share difficulty at which a miner finds so many shares per minute, on average.

    hashrate_th_s: in TH/s (10**12 hashes per second), above 0. shares_per_min: above 0.
    Example: share_difficulty_for(200, 20) is about 139,698.
    """
    ### BEGIN SOLUTION
    hashes_per_share = hashrate_th_s * 1e12 * 60 / shares_per_min
    return hashes_per_share / 2**32
    ### END SOLUTION


# %% nbgrader={"grade_id": "share-difficulty-check", "grade": true, "points": 2} hunar={"exercise": "share-difficulty", "title": "share_difficulty_for: check"}
got = share_difficulty_for(200, 20)
check.is_number(got, name="share_difficulty_for(200, 20)")
assert got > 1, "[no-tera] 200 TH/s are 200 * 10**12 hashes per second."
assert got < 1e9, "[no-2-to-32] These are hashes per share. A share of difficulty 1 takes 2**32 of them."
assert abs(got * 60 / 139698 - 1) > 1e-3, "[minutes] The hashrate counts seconds, the shares count minutes."
assert abs(got / 139698 - 1) < 1e-3, (
    "[wrong-difficulty] Expected about 139,698: hashes per share, divided by 2**32."
)
print("share_difficulty_for looks right.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

How many hashes does the miner make in a minute? How many of them go into one share?
</details>

<details><summary>Hint 2: pseudo-code</summary>

`hashes per minute = hashrate * 10**12 * 60; hashes per share = that / shares_per_min; return hashes per share / 2**32`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ایک منٹ کے ہیش نکالیں، انہیں شیئروں کی تعداد پر تقسیم کریں، پھر 2³² پر۔
</details>
"""

# %% nbgrader={"grade_id": "share-difficulty-hidden", "grade": true, "points": 3} hunar={"exercise": "share-difficulty", "title": "share_difficulty_for: other miners"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Real

from labs import variant

drawn = float(variant.rng("b6-pools").uniform(30, 400))
for hashrate, pace in ((110, 12), (drawn, 7.5), (2e-7, 4), (3.5, 1)):
    got = share_difficulty_for(hashrate, pace)
    right = hashrate * 1e12 * 60 / pace / 2**32
    assert isinstance(got, Real) and not isinstance(got, bool), (
        "[not-a-number] share_difficulty_for must return a number."
    )
    assert abs(got / right / 2**32 - 1) > 1e-3, "[no-2-to-32] These are hashes per share. Divide by 2**32."
    assert abs(got / right * 60 - 1) > 1e-3, (
        "[minutes] The hashrate counts seconds, the shares count minutes."
    )
    assert abs(got / right * 1e12 - 1) > 1e-3, "[no-tera] The hashrate is in TH/s: 10**12 hashes per second."
    assert pace == 1 or abs(got / (right * pace * pace) - 1) > 1e-3, (
        "[more-is-harder] More shares per minute need an easier share: divide by shares_per_min."
    )
    assert abs(got / right - 1) <= 1e-4, (
        "[wrong-difficulty] The difficulty differs. It need not be whole, and may be far below 1."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 3 · Pay per share

A share of difficulty d is also a block with probability d ÷ D, where D is the network's difficulty. So it is worth reward × d ÷ D. A *PPS* pool pays this for every share, block or no block, and keeps a fee.

Money is whole satoshi (sat). Compute in whole numbers and round *down once, at the very end*. The fee is in hundredths of a percent: 200 means 2 %, and 10,000 the whole.

By the protocol's rule the reward, without transaction fees, is 312,500,000 sat. Predict first: is a share of difficulty 140,000 worth thousands of satoshi, one, or less?
"""

# %%
netdiff = int(144.4 * 10**12)  # fact: difficulty-feb-2026
print("one share of difficulty 140,000:", 312_500_000 * 140_000 / netdiff, "sat")
print("rounded down for each share    :", 312_500_000 * 140_000 // netdiff, "sat")


# %% nbgrader={"grade_id": "pps", "solution": true} hunar={"exercise": "pps", "title": "pps"}
def pps(shares: list[int], netdiff: int, reward_sat: int, fee_bp: int) -> int:
    """What a PPS pool pays for these shares, in satoshi.

    shares: the difficulty of each accepted share; may be empty. netdiff: the network's difficulty.
    reward_sat: of one block. fee_bp: the pool's fee in hundredths of a percent, 0 to 10,000.
    All are whole numbers. Rounded down once, at the end.
    Example: pps([500, 1500], 1_000_000, 312_500_000, 200) == 612_500.
    """
    ### BEGIN SOLUTION
    return reward_sat * sum(shares) * (10_000 - fee_bp) // (netdiff * 10_000)
    ### END SOLUTION


# %% nbgrader={"grade_id": "pps-check", "grade": true, "points": 4} hunar={"exercise": "pps", "title": "pps: check"}
got = pps([500, 1500], 1_000_000, 312_500_000, 200)
check.is_whole_number(got, name="pps([500, 1500], 1_000_000, 312_500_000, 200)")
assert got > 0, "[fee-unit] fee_bp is in hundredths of a percent: 200 of 10,000 is 2 %."
assert got not in (612, 625), "[not-weighted] The shares were counted. Add their difficulties instead."
assert got != 625_000, "[no-fee] The pool's fee of 2 % is missing."
assert got == 612_500, "[wrong-pay] Expected 612,500 sat: reward * 2000 / 1,000,000, less 2 %."
assert pps([1] * 1000, 10**9, 312_500_000, 0) == 312, (
    "[round-each-share] Small shares were rounded one by one. Add first, round once."
)
print("pps looks right here. Also for very large numbers?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Multiply everything that stands above the line, multiply everything below it, and divide once with `//`.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`above = reward * sum of shares * (10000 - fee); below = netdiff * 10000; return above // below`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے سب شیئروں کی مشکل جمع کریں، پھر ضرب دیں، اور آخر میں صرف ایک بار // سے تقسیم کریں۔
</details>
"""

# %% nbgrader={"grade_id": "pps-hidden", "grade": true, "points": 6} hunar={"exercise": "pps", "title": "pps: exact to the satoshi"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Integral

from labs import variant

rng = variant.rng("b6-pools")
difficulty = 144_398_401_518_101
mixed = [int(d) for d in rng.choice([65_536, 131_072, 524_288, 262_144], size=300)]
mixed = [d + int(extra) for d, extra in zip(mixed, rng.integers(1, 60_000, size=300), strict=True)]
for shares, network, reward, fee in (
    ([8_767_974, 7_263_134], 386_833_407, 312_500_000, 250),
    ([8_959_836], 695_143_377, 312_500_000, 150),
    ([7_000_000, 9_000_001], 987_654_321, 314_159_265, 400),
    (mixed, difficulty, 312_500_000, 150),
    (mixed, 10**9 + 7, 5_000_000_000, 75),
):
    above, below = reward * sum(shares) * (10_000 - fee), network * 10_000
    right = above // below
    got = pps(list(shares), network, reward, fee)
    assert isinstance(got, Integral) and not isinstance(got, bool), (
        "[not-satoshi] Pay whole satoshi: a whole number, computed with // and without floats."
    )
    wrapped = (above + 2**63) % 2**64 - 2**63
    assert got == right or got != wrapped // below, (
        "[overflow] The product became too large for a numpy number of 64 bits. Use Python's sum, not np.sum."
    )
    assert got != reward * len(shares) * (10_000 - fee) // below and got != reward * len(shares) // network, (
        "[not-weighted] The shares were counted. A share of double difficulty is double work: add the difficulties."
    )
    each = sum(reward * d * (10_000 - fee) // below for d in shares)
    assert got != each or each == right, (
        "[round-each-share] Each share was rounded for itself, so the miner loses satoshi. Add first, round once."
    )
    gross = reward * sum(shares) // network
    assert got != gross, "[no-fee] The pool's fee is missing."
    assert got != reward * sum(shares) * (10_000 + fee) // below, (
        "[fee-added] The fee was added. The pool keeps it."
    )
    assert got != reward * sum(shares) * (1_000 - fee) // (network * 1_000) and got >= 0, (
        "[fee-unit] fee_bp is in hundredths of a percent: 10,000 of them are the whole."
    )
    assert got == right or got != round(above / below), (
        "[rounded-up] Round down: a pool cannot pay what is not there."
    )
    assert got == right or got not in (gross - gross * fee // 10_000, gross * (10_000 - fee) // 10_000), (
        "[rounded-twice] The amount and the fee were rounded one after the other. Round once, at the end."
    )
    assert got == right, "[wrong-pay] This is not reward * work * (10,000 - fee) // (netdiff * 10,000)."
for work, network, fee, right in (
    (197_251_691, 910_392_420, 250, 66_015_625),
    (552_825_494, 318_937_785, 100, 536_250_000),
    (2_691_760_349, 781_478_811, 100, 1_065_625_000),
):
    got = pps([work - 1000, 1000], network, 312_500_000, fee)
    assert got == right, (
        "[float] One satoshi is lost: a float was used. Use whole numbers with * and // only."
    )
assert pps([], difficulty, 312_500_000, 200) == 0, "[wrong-pay] No shares, no pay: 0."
assert pps([10**6], 10**6, 312_500_000, 10_000) == 0, (
    "[wrong-pay] A fee of 10,000 hundredths of a percent takes all."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 4 · Pay the last N shares

A *PPLNS* pool pays only when it finds a block. Then the reward is divided among the last N shares, the *window*, by their difficulty. Now the miners carry the luck.

The *largest remainder* rule loses no satoshi: first give everybody the part rounded down. Then give what is left, one satoshi each, to those with the largest remainders; equal ones in alphabetical order of the workers.

Predict first: how many satoshi are left in the example, and who gets them?
"""

# %%
reward, work = 10, {"amina": 5, "bilal": 4, "chand": 2}
total = sum(work.values())
for worker, own in work.items():
    print(worker, "gets", reward * own // total, "sat; remainder", reward * own % total, "of", total)
print("left over:", reward - sum(reward * own // total for own in work.values()), "sat")


# %% nbgrader={"grade_id": "pplns", "solution": true} hunar={"exercise": "pplns", "title": "pplns"}
def pplns(window: list[tuple[str, int]], reward_sat: int) -> dict[str, int]:
    """Satoshi for each worker of the window; together exactly reward_sat.

    window: the last shares as pairs (worker, difficulty); whole difficulties above 0.
    Largest remainder; equal remainders in alphabetical order of the workers.
    Every worker of the window has an entry, even with 0 sat. Raises ValueError if the window is empty.
    Example: pplns([("amina", 5), ("bilal", 4), ("chand", 2)], 10) == {"amina": 4, "bilal": 4, "chand": 2}.
    """
    ### BEGIN SOLUTION
    if not window:
        raise ValueError("no shares")
    work: dict[str, int] = {}
    for worker, difficulty in window:
        work[worker] = work.get(worker, 0) + difficulty
    total = sum(work.values())
    paid = {worker: reward_sat * own // total for worker, own in work.items()}
    left = reward_sat - sum(paid.values())
    for worker in sorted(work, key=lambda name: (-(reward_sat * work[name] % total), name))[:left]:
        paid[worker] += 1
    return paid
    ### END SOLUTION


# %% nbgrader={"grade_id": "pplns-check", "grade": true, "points": 6} hunar={"exercise": "pplns", "title": "pplns: check"}
got = pplns([("amina", 2), ("bilal", 4), ("chand", 2), ("amina", 3)], 10)
assert isinstance(got, dict), "[not-a-dict] Return a dict: worker to satoshi."
assert set(got) == {"amina", "bilal", "chand"}, "[wrong-workers] One entry for each worker of the window."
for worker in got:
    check.is_whole_number(got[worker], name="the satoshi of a worker")
assert got != {"amina": 5, "bilal": 3, "chand": 2}, (
    "[not-weighted] Shares were counted. Weigh them by difficulty."
)
assert sum(got.values()) >= 10, (
    "[lost-satoshi] Rounding lost a satoshi. Give what is left to the largest remainders."
)
assert got == {"amina": 4, "bilal": 4, "chand": 2}, (
    "[wrong-pay] Remainders 6, 7 and 9 of 11: chand and bilal get the two satoshi that are left."
)
print("pplns looks right here. What if remainders are equal?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Add up the difficulty of each worker first. `//` gives the sure part, `%` the remainder, both as whole numbers.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`work = difficulty by worker; paid = reward * own // total for each; left = reward - sum of paid; order = workers sorted by (-(reward * own % total), name); the first left of them get 1 more`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہر مائنر کے شیئروں کی مشکل جمع کریں۔ // سے پورا حصہ اور % سے باقی نکالیں۔ بچے ہوئے ساتوشی سب سے بڑے باقی والوں کو ایک ایک دیں۔
</details>
"""


# %% nbgrader={"grade_id": "pplns-hidden", "grade": true, "points": 9} hunar={"exercise": "pplns", "title": "pplns: every satoshi"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Integral

from labs import variant


def divided(window: list[tuple[str, int]], reward: int) -> dict[str, int]:
    work: dict[str, int] = {}
    for name, d in window:
        work[name] = work.get(name, 0) + d
    total = sum(work.values())
    paid = {name: reward * own // total for name, own in work.items()}
    ranked = sorted(sorted(work), key=lambda name: reward * work[name] % total, reverse=True)
    for name in ranked[: reward - sum(paid.values())]:
        paid[name] += 1
    return paid


rng = variant.rng("b6-pools")
workers = ["zara", "omar", "hina", "adil", "noor", "wali", "ikra"]
drawn = [
    (workers[int(w)], int(d))
    for w, d in zip(rng.integers(7, size=60), rng.integers(1000, 90_000, size=60), strict=True)
]
drawn += [(name, 1000 + 37 * place) for place, name in enumerate(workers)]
cases = [
    (drawn, 312_500_000),
    (drawn, 1_000_003),
    ([("zara", 3), ("adil", 1)], 7),
    ([("noor", 9)], 312_500_000),
]
cases += [([(name, 1) for name in workers], 10)]
for window, reward in cases:
    right = divided(window, reward)
    got = pplns(list(window), reward)
    assert isinstance(got, dict), "[not-a-dict] Return a dict: worker to satoshi."
    assert set(got) == set(right), (
        "[wrong-workers] One entry for each worker of the window, also for several shares."
    )
    assert all(isinstance(sat, Integral) and not isinstance(sat, bool) for sat in got.values()), (
        "[not-satoshi] Pay whole satoshi: whole numbers, not floats."
    )
    counted = divided([(name, 1) for name, _ in window], reward)
    assert right in (got, counted) or any(abs(got[name] - counted[name]) > 1 for name in got), (
        "[not-weighted] The shares were counted. A share of double difficulty is double work."
    )
    latest = divided(list(dict(window).items()), reward)
    assert got == right or got != latest, (
        "[last-share-only] Only one share of each worker was counted. Add the difficulties of all of them."
    )
    assert sum(got.values()) >= reward, (
        "[lost-satoshi] Rounding lost satoshi. What is left goes to the largest remainders, one each."
    )
    assert sum(got.values()) == reward, (
        "[too-many-satoshi] More was paid than the reward. Round down first, then hand out what is left."
    )
    assert all(got[name] <= right[name] + 1 for name in got), (
        "[left-to-one] One worker got more than one satoshi of what was left. Give one each."
    )
for window, reward in (*cases[:3], (drawn, 3)):
    assert pplns(list(window), reward) == divided(window, reward), (
        "[wrong-pay] Somebody got too much or too little: round down, then one satoshi each by largest remainder."
    )
for window, reward in (
    ([("wali", 5), ("zara", 5), ("adil", 5)], 10),
    ([("noor", 1), ("hina", 1), ("omar", 1), ("adil", 1), ("zara", 1), ("ikra", 1), ("wali", 1)], 10),
):
    assert pplns(list(window), reward) == divided(window, reward), (
        "[tie-order] Remainders are equal here: then the worker who comes first in the alphabet is served first."
    )
for window, reward in (
    ([("adil", 10), ("hina", 47), ("noor", 109), ("omar", 122)], 312_500_000),
    ([("adil", 68), ("hina", 2), ("noor", 20)], 312_500_000),
    ([("adil", 1), ("hina", 106), ("noor", 187), ("omar", 81)], 312_500_000),
):
    assert pplns(list(window), reward) == divided(window, reward), (
        "[float] Equal remainders were told apart by the noise of floats. Compare reward * own % total instead."
    )
for window, reward in [*cases, ([("zara", 1), ("adil", 10**6), ("omar", 10**6)], 5), (drawn, 3)]:
    assert pplns(list(window), reward) == divided(window, reward), (
        "[wrong-pay] The satoshi that are left went to the wrong workers: largest remainder first."
    )
assert check.refuses(pplns, [], 312_500_000), (
    "[empty-window] With an empty window nobody can be paid. Raise ValueError."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 5 · What a pool sends

By the *Stratum V1* protocol a pool never sends all transactions. It sends the coinbase in two parts, `coinb1` and `coinb2`, and a *branch* of hashes. The gap between the parts holds `extranonce1`, given by the pool, and `extranonce2`, which the miner counts up.

hash256 of the four parts in order is the coinbase's id. The coinbase is the first transaction, so it always stands on the *left*: hash256(root so far + hash of the branch), one hash after the other.

One trap: Stratum sends the previous block's hash with every four bytes turned round. The merkle root is *not* turned.

The example cuts a real coinbase.
"""

# %%
coinbase_170 = bytes.fromhex(
    "01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff"
    "0704ffff001d0102ffffffff0100f2052a01000000434104d46c4968bde02899d2aa0963367c7a6ce3"
    "4eec332b32e42e5f3407e052d64ac625da6f0718e7b302140434bd725706957c092db53805b821a85b"
    "23a7ac61725bac00000000"
)
payment_170 = bytes.fromhex("169e1e83e930853391bc6f35f605c6754cfead57cf8387639d3b4096c54f18f4")
# Mined in 2009, before there were pools. Predict first: how many bytes has its extranonce, the gap?
coinb1, gap, coinb2 = coinbase_170[:48], coinbase_170[48:49], coinbase_170[49:]
print("coinbase of block 170:", len(coinb1), "+", len(gap), "+", len(coinb2), "bytes; in the gap:", gap.hex())


# %% nbgrader={"grade_id": "root-from-branch", "solution": true} hunar={"exercise": "root-from-branch", "title": "root_from_branch"}
def root_from_branch(
    coinb1: bytes, extranonce1: bytes, extranonce2: bytes, coinb2: bytes, branch: list[bytes]
) -> bytes:
    """The merkle root of a pool's job: 32 bytes in internal order, as they stand in the header.

    branch: hashes of 32 bytes in internal order, lowest first; empty when the coinbase is alone.
    Example: root_from_branch(coinb1, b"", gap, coinb2, [payment_170]).hex() begins with "ff104ccb".
    """
    ### BEGIN SOLUTION
    root = hash256(coinb1 + extranonce1 + extranonce2 + coinb2)
    for other in branch:
        root = hash256(root + other)
    return root
    ### END SOLUTION


# %% nbgrader={"grade_id": "root-from-branch-check", "grade": true, "points": 4} hunar={"exercise": "root-from-branch", "title": "root_from_branch: check"}
got = root_from_branch(coinb1, b"", gap, coinb2, [payment_170])
check.is_bytes(got, length=32, name="root_from_branch(…) of block 170")
assert got != hash256(payment_170 + hash256(coinbase_170)), (
    "[wrong-side] The coinbase is the first transaction: the root so far stands on the left."
)
assert not got.hex().startswith("7dac2c56"), (
    "[display-order] These bytes are in display order. The header holds internal order."
)
assert got.hex().startswith("ff104ccb"), "[wrong-root] Hash the whole coinbase first, then go up the branch."
print("root_from_branch looks right: this root stands in the header of block 170.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Join the four parts and hash them. Then each hash of the branch joins on the right.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`root = hash256(coinb1 + extranonce1 + extranonce2 + coinb2); for each h in branch: root = hash256(root + h); return root`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

چاروں حصے جوڑ کر ہیش لیں۔ پھر شاخ کا ہر ہیش دائیں طرف جوڑ کر دوبارہ ہیش لیں۔
</details>
"""


# %% nbgrader={"grade_id": "root-from-branch-hidden", "grade": true, "points": 6} hunar={"exercise": "root-from-branch", "title": "root_from_branch: other jobs"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant


def double(data: bytes) -> bytes:
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def climb(start: bytes, hashes: list[bytes]) -> bytes:
    for one in hashes:
        start = double(start + one)
    return start


def turned(data: bytes) -> bytes:
    return b"".join(data[i : i + 4][::-1] for i in range(0, len(data), 4))


rng = variant.rng("b6-pools")
for length in (3, 1, 11, 0):
    first, second = rng.bytes(58), rng.bytes(71)
    en1, en2 = rng.bytes(4), rng.bytes(4 if length != 11 else 8)
    branch = [rng.bytes(32) for _ in range(length)]
    whole = first + en1 + en2 + second
    right = climb(double(whole), branch)
    got = root_from_branch(first, en1, en2, second, list(branch))
    assert isinstance(got, bytes) and len(got) == 32, (
        "[not-bytes] A root is 32 bytes, also when the branch is empty. It is neither text nor a list."
    )
    left = double(whole)
    for one in branch:
        left = double(one + left)
    assert got == right or got != left, (
        "[wrong-side] The coinbase is the first transaction: the root so far stands on the left, the branch on the right."
    )
    assert (
        got != turned(right) and got != climb(double(whole), [turned(one) for one in branch])
    ) or got == right, (
        "[words-turned] Groups of four bytes were turned round. Stratum does that to the previous hash only."
    )
    assert got != right[::-1], (
        "[display-order] These bytes are in display order. The header holds internal order."
    )
    assert got == right or got != climb(double(whole), [one[::-1] for one in branch]), (
        "[display-order] The hashes of the branch were turned round. They come in internal order already."
    )
    assert got == right or got != climb(double(whole), branch[::-1]), (
        "[branch-backwards] The branch begins at the bottom of the tree: take its hashes in the order given."
    )
    assert got == right or got not in (
        climb(double(first + en2 + en1 + second), branch),
        climb(double(first + en1 + second + en2), branch),
        climb(double(first + second + en1 + en2), branch),
    ), "[parts-order] The order is coinb1, extranonce1, extranonce2, coinb2."
    assert got == right or got not in (
        climb(double(first + en1 + second), branch),
        climb(double(first + en2 + second), branch),
    ), "[extranonce-missing] Both extranonces belong into the gap."
    assert got == right or got != climb(whole, branch), (
        "[coinbase-not-hashed] Hash the coinbase first; its id is the lowest hash of the tree."
    )
    single = hashlib.sha256(whole).digest()
    for one in branch:
        single = hashlib.sha256(single + one).digest()
    assert got != single, "[one-round] SHA-256 was applied once. Use hash256."
    assert got == right, "[wrong-root] The root differs. Compare with the example of block 170, step by step."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 6 · Who carries the luck?

A PPS pool pays every day, also in bad weeks. It needs a *reserve*. We count in block rewards:

- The pool finds blocks by the Poisson law, on average `rate` a day.
- It pays its miners rate × (1 − fee) rewards every day, for certain. Here `fee` is a part of 1.
- It is *ruined* on the first evening when its balance is below 0. Later luck does not save it.

To estimate the probability of ruin, simulate many pools and count. The example shows three pools over five days: `axis=1` adds along each row. Predict first: which are ruined?
"""

# %%
found = np.array([[3, 1, 2, 0, 4], [0, 2, 2, 5, 1], [2, 2, 2, 2, 2]])
balance = 1 + np.cumsum(found - 2, axis=1)  # reserve 1, pays 2 a day
print(balance)
print("ruined:", (balance < 0).any(axis=1))


# %% nbgrader={"grade_id": "simulate-pool", "solution": true} hunar={"exercise": "simulate-pool", "title": "simulate_pool"}
def simulate_pool(
    rate: float, days: int, reserve: float, fee: float, runs: int, rng: np.random.Generator
) -> float:
    """The estimated probability, 0 to 1, that a PPS pool is ruined within some days.

    rate: blocks that the pool finds per day, on average. reserve: at the start, in block rewards, 0 or more.
    Neither must be whole, nor what the pool pays per day. days: 1 or more.
    fee: part of 1, so 0.02 is 2 %. runs: simulated pools. rng: all luck comes from it, by rng.poisson.
    Example: simulate_pool(3, 1, 1, 0.0, 100_000, rng) is about 0.199.
    """
    ### BEGIN SOLUTION
    found = rng.poisson(rate, size=(runs, days))
    balance = reserve + np.cumsum(found - rate * (1 - fee), axis=1)
    return float((balance < 0).any(axis=1).mean())
    ### END SOLUTION


# %% nbgrader={"grade_id": "simulate-pool-check", "grade": true, "points": 6} hunar={"exercise": "simulate-pool", "title": "simulate_pool: check"}
got = simulate_pool(3, 1, 1, 0.0, 20_000, np.random.default_rng(6))
check.is_number(got, name="simulate_pool(3, 1, 1, 0.0, 20_000, rng)")
assert got <= 1, "[count-not-share] This is a number of pools. Divide by runs to get a probability."
assert abs(got - 0.423) > 0.03, "[zero-is-ruin] A balance of exactly 0 is not ruin yet. Below 0 is."
assert abs(got - 0.801) > 0.03, "[survival] This is the probability of survival. Asked is ruin."
assert abs(got - 0.199) < 0.02, (
    "[wrong-ruin] In one day it pays 3 and has 1: it is ruined when it finds fewer than 2 blocks, about 0.199."
)
print("simulate_pool looks right for one day. And over several days?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Make a table of found blocks: one row for each pool, one column for each day. Then do to the whole table what the example does.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`found = rng.poisson(rate, size=(runs, days)); balance = reserve + cumsum(found - rate * (1 - fee), axis=1); ruined = any balance < 0 in the row; return mean of ruined`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہر پول کے لیے ایک سطر اور ہر دن کے لیے ایک کالم بنائیں۔ ابتدائی سرمائے میں روزانہ کا نفع نقصان جمع کرتے جائیں؛ جس سطر میں رقم کبھی صفر سے نیچے جائے وہ پول دیوالیہ ہے۔
</details>
"""


# %% nbgrader={"grade_id": "simulate-pool-hidden", "grade": true, "points": 9} hunar={"exercise": "simulate-pool", "title": "simulate_pool: weeks and fees"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Real

from labs import variant


def exact_ruin(rate: float, days: int, reserve: float, paid: float) -> float:
    """The probability itself, day by day, in quarters of a reward; found blocks above 60 a day are left out."""
    law = np.zeros(4 * 60 + 1)
    law[::4] = [math.exp(-rate) * rate**k / math.factorial(k) for k in range(61)]
    paid, at_start = round(4 * paid), round(4 * reserve)
    alive, ruined = np.zeros(at_start + 1), 0.0
    alive[at_start] = 1.0
    for _ in range(days):
        alive = np.convolve(alive, law)
        ruined += alive[:paid].sum()
        alive = alive[paid:]
    return ruined


rng = variant.rng("b6-pools")
seed = int(rng.integers(2**32))
runs = 5000


def estimated(rate: float, days: int, reserve: float, fee: float, shift: int) -> float:
    got = simulate_pool(rate, days, reserve, fee, runs, np.random.default_rng(seed + shift))
    assert isinstance(got, Real) and not isinstance(got, bool), (
        "[not-a-number] simulate_pool must return one number, the probability."
    )
    assert not got > 1, "[count-not-share] This is a number of pools. Divide by runs to get a probability."
    assert 0 <= got <= 1, "[not-a-number] A probability lies between 0 and 1."
    return float(got)


got = estimated(4, 20, 6, 0.0, 0)  # exactly 0.396
assert got > 0, (
    "[never-ruined] This pool is never ruined. Add up day by day: blocks come by luck, but PPS pays rate * (1 - fee) every day."
)
assert got == estimated(4, 20, 6, 0.0, 0), (
    "[own-luck] The same rng gave two results. Take all luck from the argument rng."
)
assert len({estimated(4, 20, 6, 0.0, shift) for shift in range(4)}) > 1, (
    "[fixed-luck] Every rng gives the same result. Use the argument rng; do not make or seed one yourself."
)
assert abs(got - 0.236) > 0.035, (
    "[only-the-end] Only the last evening was looked at. A pool that falls below 0 on the way is ruined."
)
assert abs(got - 0.604) > 0.035, "[survival] This is the probability of survival. Asked is ruin."
assert abs(got - 0.851) > 0.035, "[no-reserve] The reserve is missing in the balance."
for shift in range(3):
    one_day = estimated(3, 1, 1, 0.0, shift)  # exactly 0.199; with "<= 0" 0.423
    assert abs(one_day - 0.423) > 0.04, "[zero-is-ruin] A balance of exactly 0 is not ruin yet. Below 0 is."
with_fee = estimated(8, 25, 10, 0.125, 1)  # exactly 0.035
assert abs(with_fee - 0.394) > 0.05, "[no-fee] The fee is missing: the pool pays rate * (1 - fee) a day."
assert abs(with_fee - 0.912) > 0.05, "[fee-added] The fee was paid to the miners. The pool keeps it."
assert abs(with_fee - 0.035) <= 0.015, "[wrong-ruin] With a fee the probability differs from the exact one."
for shift, (rate, days, reserve, fee, paid) in enumerate(
    (
        (4, 20, int(rng.integers(3, 9)), 0.0, 4),
        (6, 12, int(rng.integers(2, 6)), 0.0, 6),
        (4, 30, int(rng.integers(1, 4)), 0.25, 3),
        (2, 1, 1, 0.0, 2),
    )
):
    right = exact_ruin(rate, days, reserve, paid)
    assert abs(estimated(rate, days, reserve, fee, 10 + shift) - right) <= 0.04, (
        "[wrong-ruin] The estimate lies far from the exact probability. Does each row add up along its own days?"
    )
for shift, (rate, days, reserve, fee, paid) in enumerate(
    ((3, 20, 3, 0.25, 2.25), (1.5, 15, int(rng.integers(1, 4)) + 0.75, 0.0, 1.5))
):
    assert (
        abs(estimated(rate, days, reserve, fee, 15 + shift) - exact_ruin(rate, days, reserve, paid)) <= 0.04
    ), "[rounded-rewards] Reserve and daily pay need not be whole block rewards. Do not round them."
assert estimated(4, 20, 500, 0.0, 20) == 0, "[wrong-ruin] With a huge reserve no pool is ruined."
assert estimated(4, 20, 0, 1.0, 21) == 0, "[wrong-ruin] A pool that pays nothing is never ruined."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 7 · Hide a block

A *selfish* group with a part a of the hashrate hides the blocks it finds, so that others work in vain. It publishes them when the others come near. If both sides show a block at once, a part g of the honest hashrate builds on the group's. Then the group's part of all blocks is (Eyal and Sirer)

R = [a(1 − a)²(4a + g(1 − 2a)) − a³] ÷ [1 − a(1 + (2 − a)a)]

Honest mining gives a. The *threshold* is the a where R = a: above it, hiding pays. The example plays the game. Predict first: does a = 0.4 win more than 40 % without help (g = 0)?
"""


# %%
def play(a: float, g: float, finds: int, rng: np.random.Generator) -> float:
    """The selfish group's part of the blocks that stay, in one long game."""
    lead, race, own, others = 0, False, 0, 0
    for selfish, helps in zip(rng.random(finds) < a, rng.random(finds) < g, strict=True):
        if race:  # two branches of one block: this block decides
            own += 2 if selfish else int(helps)
            others += 0 if selfish else 2 - int(helps)
            race = False
        elif selfish:
            lead += 1
        elif lead == 0:
            others += 1
        elif lead == 1:
            race, lead = True, 0
        elif lead == 2:
            own, lead = own + 2, 0
        else:
            own, lead = own + 1, lead - 1
    return own / (own + others)


print("a = 0.4, g = 0:", round(play(0.4, 0, 60_000, np.random.default_rng(1)), 3))


# %% nbgrader={"grade_id": "selfish", "solution": true} hunar={"exercise": "selfish", "title": "selfish_revenue and selfish_threshold"}
def selfish_revenue(a: float, g: float) -> float:
    """The selfish group's part of all blocks, 0 to 1.

    a: its part of the hashrate, 0 <= a < 0.5. g: the part of honest hashrate that helps it in a race, 0 to 1.
    Raises ValueError for other a or g.
    Example: selfish_revenue(0.4, 0) is about 0.4837.
    """
    ### BEGIN SOLUTION
    if not (0 <= a < 0.5 and 0 <= g <= 1):
        raise ValueError("a must be 0 to below 0.5, g 0 to 1")
    return (a * (1 - a) ** 2 * (4 * a + g * (1 - 2 * a)) - a**3) / (1 - a * (1 + (2 - a) * a))
    ### END SOLUTION


def selfish_threshold(g: float) -> float:
    """The a, 0 to below 0.5, above which hiding blocks pays: there selfish_revenue(a, g) == a. 0 <= g <= 1.

    Exact to 6 decimals or better. Example: selfish_threshold(0.5) is 0.25.
    """
    ### BEGIN SOLUTION
    return (1 - g) / (3 - 2 * g)
    ### END SOLUTION


# %% nbgrader={"grade_id": "selfish-check", "grade": true, "points": 4} hunar={"exercise": "selfish", "title": "selfish_revenue and selfish_threshold: check"}
got = selfish_revenue(0.4, 0)
check.is_number(got, name="selfish_revenue(0.4, 0)")
assert abs(got - 0.4) > 1e-3, "[honest] 0.4 is what honest mining gives. Use the formula for R."
assert abs(got - 0.4837) < 1e-4, (
    "[wrong-revenue] Expected about 0.4837. Check each bracket, and `**` for powers: a**3, (1 - a) ** 2."
)
got = selfish_threshold(0.5)
check.is_number(got, name="selfish_threshold(0.5)")
assert abs(got - 0.5) > 1e-6, "[fixed-threshold] One needs no majority. Where does R begin to exceed a?"
assert abs(got - 0.25) < 1e-6, "[wrong-threshold] With g = 0.5 hiding pays from a quarter of the hashrate on."
print("selfish_revenue and selfish_threshold look right here.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Write the part above the line and the part below it as two variables. For the threshold search the a where R − a changes its sign, or solve R = a on paper.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`revenue: refuse a or g outside; return above / below`. `threshold: low = 0, high = 0.49; 50 times: take the middle; if revenue(middle) > middle: high = middle, else low = middle`. On paper: (1 − g) / (3 − 2g)
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

فارمولے کا اوپر اور نیچے کا حصہ الگ الگ لکھیں۔ حد وہ a ہے جہاں R = a؛ اسے بار بار وسط لے کر تلاش کریں یا کاغذ پر حل کریں۔
</details>
"""


# %% nbgrader={"grade_id": "selfish-hidden", "grade": true, "points": 6} hunar={"exercise": "selfish", "title": "selfish_revenue and selfish_threshold: other groups"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Real

from labs import variant


def from_states(a: float, g: float) -> float:
    """The same share from the stationary probabilities of the states, summed one by one."""
    weight = {0: 1.0, 1: a}
    for lead in range(2, 400):
        weight[lead] = weight[lead - 1] * a / (1 - a)
    race = (1 - a) * weight[1]
    own = race * (2 * a + (1 - a) * g) + weight[2] * (1 - a) * 2
    own += sum(weight[lead] * (1 - a) for lead in range(3, 400))
    others = weight[0] * (1 - a) + race * (1 - a) * (g + 2 * (1 - g))
    return own / (own + others)


drawn = variant.rng("b6-pools").uniform((0.05, 0.1), (0.45, 0.9), size=(4, 2)).tolist()
for a, g in ((0.3, 0.0), (0.3, 0.5), (0.4, 0.0), (0.45, 1.0), (0.1, 0.25), *drawn):
    got = selfish_revenue(a, g)
    right = from_states(a, g)
    assert isinstance(got, Real) and not isinstance(got, bool), (
        "[not-a-number] selfish_revenue must return a number."
    )
    assert abs(got - a) > 1e-6 or abs(right - a) < 1e-4, (
        "[honest] This is what honest mining gives. Use the formula for R."
    )
    assert g == 0 or abs(got - from_states(a, 0.0)) > 1e-6, "[no-help] The result does not depend on g."
    assert abs(g - 0.5) < 0.01 or abs(got - from_states(a, 1 - g)) > 1e-6, (
        "[help-reversed] g is the part that helps the selfish group, not the part that stays honest."
    )
    below = 1 - a * (1 + (2 - a) * a)
    assert abs(got - right * below) > 1e-6, (
        "[not-divided] The part below the line is missing: many blocks are lost, so the sum of blocks is smaller."
    )
    assert abs(got - right) <= 1e-9, "[wrong-revenue] The formula gives another number. Check each bracket."
assert selfish_revenue(0, 0.5) == 0, "[wrong-revenue] Who has no hashrate finds no block."
for a, g in ((0.5, 0.0), (0.7, 0.5), (-0.1, 0.0), (0.3, -0.1), (0.3, 1.5)):
    assert check.refuses(selfish_revenue, a, g), (
        "[outside] The formula holds for 0 <= a < 0.5 and 0 <= g <= 1 only. Raise ValueError for others."
    )
for g in (0.0, 0.2, 0.8, 1.0, *(pair[1] for pair in drawn)):
    got = selfish_threshold(g)
    right = (1 - g) / (3 - 2 * g)
    assert isinstance(got, Real) and not isinstance(got, bool), (
        "[not-a-number] selfish_threshold must return a number."
    )
    assert abs(got - 0.5) > 1e-4, "[fixed-threshold] One needs no majority: the threshold is a third or less."
    assert abs(got - 0.25) > 1e-6 or abs(right - 0.25) < 1e-4, (
        "[fixed-threshold] The threshold depends on g: help lowers it."
    )
    assert abs(got - 1 / 3) > 1e-6 or g == 0, "[fixed-threshold] The threshold depends on g: help lowers it."
    assert abs(got - g / (1 + 2 * g)) > 1e-6 or abs(g - 0.5) < 0.01, (
        "[help-reversed] g is the part that helps the selfish group: more help, lower threshold."
    )
    assert abs(got - right) <= 1e-6, "[wrong-threshold] There selfish_revenue(a, g) is not equal to a."
### END HIDDEN TESTS

# %% [markdown]
r"""
### See it

The next cell uses *your* functions for one invented year.

*In words:* on the left, three equal solo miners have flat lines with a few high steps, and end far apart. The PPS line is straight. The PPLNS line of a small pool climbs in small steps around it. On the right, three curves of R cross the dotted line of honest mining at 0, 25 % and 33 %: earlier with more help.
"""

# %% hunar={"grading": "skip"}
import matplotlib.pyplot as plt

luck = np.random.default_rng(2029)
share, pool, reward_sat, days = 5e-5, 0.002, 312_500_000, 365
part = netdiff // 100_000  # one share of difficulty D / 100,000
solo = np.cumsum(luck.poisson(144 * share, size=(3, days)), axis=1) * reward_sat
shares_each_day = luck.poisson(144 * share * 100_000, size=days)
by_pps = np.cumsum([pps([part] * int(n), netdiff, reward_sat, 200) for n in shares_each_day])
by_pplns = []
for blocks in luck.poisson(144 * pool, size=days):
    mine = luck.binomial(200_000, share / pool, size=blocks)
    by_pplns.append(
        sum(pplns([("we", int(n)), ("others", 200_000 - int(n))], reward_sat)["we"] for n in mine)
    )

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
for number in range(3):
    left.step(
        range(days), solo[number] / 1e8, color="#8a8a8a", label="solo, three miners" if number == 0 else None
    )
left.plot(by_pps / 1e8, color="#00576b", label="PPS, fee 2 %")
left.plot(np.cumsum(by_pplns) / 1e8, color="#b34700", linestyle="--", label="PPLNS, no fee")
left.set(
    title=f"Solo, no block all year: {100 * p_no_block(share, days):.0f} %",
    xlabel="day",
    ylabel="income, BTC",
)
left.legend(loc="upper left", fontsize=8)
parts = np.linspace(0, 0.49, 99)
for help_g, style in ((1.0, "-."), (0.5, "--"), (0.0, "-")):
    right.plot(
        parts,
        [selfish_revenue(a, help_g) for a in parts],
        style,
        color="#b34700",
        label=f"selfish, g = {help_g}",
    )
    right.plot(selfish_threshold(help_g), selfish_threshold(help_g), "o", color="#00576b")
right.plot(parts, parts, ":", color="#00576b", label="honest; dots: thresholds")
right.set(title="When does hiding pay?", xlabel="part a of the hashrate", ylabel="part of the blocks")
right.legend(fontsize=8)
figure.tight_layout()

# %% [markdown]
r"""
## Where this model is wrong

- Hashrate and difficulty stand still here.
- Today's pools also pass on transaction fees, and contracts differ. Our PPS pool has no costs.
- A miner can send shares and throw away full blocks. Our pools would not notice.
- R is a part of blocks, not income per day. At first hiding blocks makes *everybody* poorer; it pays only after the difficulty has fallen (lab B4). And g is a guess: nobody can measure it well.
- A pool chooses the transactions. Who sees only a branch cannot tell what it helps to confirm.
"""

# %% [markdown]
r"""
## Reflection ★

Should a state-owned miner join a foreign pool? Think of censorship, payment, and a trail for tax and audit. Write 120–200 words in English, Urdu or Roman Urdu.

| An instructor looks for | points |
|---|---|
| **Claim:** one clear answer, with its condition | 2 |
| **Evidence:** a figure or a test of yours, with its date | 3 |
| **Limits of the model:** what this notebook leaves out of the decision | 3 |
| **Consequence:** who gains, who loses, one safeguard | 2 |
"""

# %% [markdown] nbgrader={"grade_id": "reflection", "solution": true, "grade": true, "points": 10} hunar={"exercise": "reflection", "title": "Reflection"}
r"""
A small state miner should join a pool, even a foreign one, if it may leave within a day and keeps its own record of shares. (2)

My calculation of 23 November 2026 shows why: with a hundred-thousandth of the hashrate the chance of no block in 30 days is 95.8 %. No public budget can explain such months. With PPS the pool carries this luck; my simulated pool with four blocks a day, a reserve of six and no fee was ruined within 20 days in about 40 % of all runs. (3)

The notebook leaves out law and people. It does not know sanctions, a frozen payment, or a pool that leaves out transactions which its own government dislikes. It treats the pool's statement as true. (3)

Citizens gain a steady income; they lose control over which transactions their power confirms, and the coins pass through foreign hands. A safeguard: publish daily shares and payments, and pay directly to a multisig address of the treasury. (2)
"""

# %% [markdown]
r"""
## Stretch (not graded)

1. A pool pays by the shares since its last block only. Simulate a miner who comes only early in each round. Who pays for him?
2. Plot the probability of ruin against the reserve. How much must a pool keep for 1 %?
3. Change `play` so that the group already publishes at a lead of 3. Does it win more?
"""

# %% [markdown]
r"""
## Glossary · فرہنگ

<table lang="ur" dir="rtl">
<tr><th>اصطلاح</th><th>مطلب</th></tr>
<tr><td><span lang="en" dir="ltr">pool</span> · پول</td><td>مل کر مائننگ کرنے والا گروہ</td></tr>
<tr><td><span lang="en" dir="ltr">share</span> · شیئر</td><td>کام کا چھوٹا ثبوت</td></tr>
<tr><td><span lang="en" dir="ltr">variance</span></td><td>نتائج کا پھیلاؤ، قسمت کا اثر</td></tr>
<tr><td><span lang="en" dir="ltr">PPS</span></td><td>ہر شیئر کی مقررہ ادائیگی</td></tr>
<tr><td><span lang="en" dir="ltr">PPLNS</span></td><td>بلاک ملنے پر آخری شیئروں کی ادائیگی</td></tr>
<tr><td><span lang="en" dir="ltr">remainder</span></td><td>تقسیم کے بعد باقی</td></tr>
<tr><td><span lang="en" dir="ltr">ruin</span></td><td>دیوالیہ ہونا</td></tr>
<tr><td><span lang="en" dir="ltr">reserve</span></td><td>محفوظ سرمایہ</td></tr>
<tr><td><span lang="en" dir="ltr">selfish mining</span></td><td>بلاک چھپا کر مائننگ</td></tr>
</table>
"""

# %% [markdown]
r"""
## Sources

- M. Rosenfeld, *Analysis of Bitcoin Pooled Mining Reward Systems*, December 2011 (grade A)
- I. Eyal and E. G. Sirer, *Majority is not Enough: Bitcoin Mining is Vulnerable*, November 2013 (A; the tests play the game)
- C. Grunspan and R. Pérez-Marco, *On profitability of selfish mining*, May 2018 (A)
- Braiins, *Stratum V1 documentation*, read in 2025 (C)
- Block 170 of Bitcoin, 12 January 2009 (A; its merkle root is recomputed)
- Bitcoin Core 29.0, `src/validation.cpp`, April 2025: the block reward (A)
"""
