# %% [markdown]
r"""
# B5 · Mempool, fees, RBF and CPFP

**Minutes:** 90 · **Prerequisites:** B1 (talk to a node), A5 (transactions)

**After this you can:**

- *calculate* fee rates, and the least fee that replaces a payment
- *rescue* a stuck payment by RBF and by CPFP
- *rank* transactions together with their ancestors
- *build* a block template near the optimum
- *explain* how a cheap child can pin a payment
"""

# %% [markdown]
r"""
## Story

This case is invented. Hamza stitches footballs in Sialkot. On Thursday he pays Sadia in Karachi for thread, in bitcoin and with the lowest fee. Then thousands of others pay more. On Monday his payment still waits: not lost, and not there. Sadia's truck does not leave.

Hamza can *replace* the payment by one that pays more (RBF, replace by fee). Sadia can spend the money that she does not have yet, with a generous fee, so that miners want both (CPFP, child pays for parent). A trickster can pin the payment down.

Which fee is enough, to the satoshi? And how does a miner choose? All coins here are regtest coins.
"""

# %%
# Run this cell first.
import math
from copy import deepcopy
from decimal import Decimal

import labs.node
from labs import check, variant
from labs.node import RpcError, sat

node = labs.node.regtest(options=["-blockmaxweight=12000"])  # tiny blocks, so that places are scarce


def wallet(name: str, coins: int = 0):
    """A function rpc(method, *params) for the node's wallet of this name, with so many coins to spend."""
    client = node.start()
    if name not in client.listwallets():
        client.createwallet(name)
    rpc = client.wallet(name).call
    if len(rpc("listunspent", 1)) < coins:
        rpc("generatetoaddress", 105, rpc("getnewaddress"))
    return rpc


def send_raw(rpc, coins: list[tuple[str, int]], outputs: dict[str, int]) -> str:
    """Build a transaction by hand, sign and send it; gives its txid.

    coins: the outputs to spend, as (txid, number). outputs: satoshi by address. What is left over is the fee.
    """
    inputs = [{"txid": txid, "vout": number} for txid, number in coins]
    paid = [{address: Decimal(amount).scaleb(-8)} for address, amount in outputs.items()]
    signed = rpc("signrawtransactionwithwallet", rpc("createrawtransaction", inputs, paid))
    return rpc("sendrawtransaction", signed["hex"])


# %% [markdown]
r"""
## 1 · The price of a place

A block holds 4,000,000 units of *weight*. Four of them make one *virtual byte* (vB), and a begun one counts whole. Waiting transactions lie in the *mempool*. Miners take those that pay most for their place, so we compare *fee rates*: satoshi per vB.

Predict first: which of the two pays more for its place?
"""

# %%
for name, fee_sat, weight in (("small", 700, 561), ("large", 3000, 3412)):
    print(name, "-", fee_sat, "sat for a weight of", weight, "= 4 x", weight / 4)


# %% nbgrader={"grade_id": "feerate", "solution": true} hunar={"exercise": "feerate", "title": "virtual_size and feerate"}
def virtual_size(weight: int) -> int:
    """Virtual bytes of a transaction: a quarter of its weight, rounded up.

    Example: virtual_size(561) == 141.
    """
    ### BEGIN SOLUTION
    return -(-weight // 4)
    ### END SOLUTION


def feerate(fee: int, vsize: int) -> float:
    """Fee rate in sat/vB.

    fee: satoshi. vsize: virtual bytes.
    Example: feerate(705, 141) == 5.0.
    """
    ### BEGIN SOLUTION
    return fee / vsize
    ### END SOLUTION


# %% nbgrader={"grade_id": "feerate-check", "grade": true, "points": 2} hunar={"exercise": "feerate", "title": "virtual_size and feerate: check"}
got = virtual_size(561)
assert not isinstance(got, float), "[half-bytes] A virtual size is whole: a begun virtual byte counts whole."
check.is_whole_number(got, name="virtual_size(561)")
assert got != 140, "[rounded-down] 140.25 is rounded up to 141: a begun virtual byte counts whole."
assert got == 141, "[wrong-size] Four units of weight make one virtual byte: 561 are 141 vB."
check.is_number(feerate(705, 141), name="feerate(705, 141)")
assert abs(feerate(705, 141) - 5) <= 1e-9, (
    "[wrong-rate] 705 sat for 141 vB are 5 sat/vB: divide the fee by the size."
)
print("virtual_size and feerate look right here.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

`math.ceil` rounds up. A rate is "how much for one": divide by the size.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`virtual_size: weight / 4, rounded up`. `feerate: fee / vsize`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

وزن کو 4 پر تقسیم کر کے اوپر کی طرف پورا کریں۔ شرح کے لیے فیس کو سائز پر تقسیم کریں۔
</details>
"""

# %% nbgrader={"grade_id": "feerate-hidden", "grade": true, "points": 3} hunar={"exercise": "feerate", "title": "virtual_size and feerate: other sizes"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Integral

draw = variant.rng("b5-fees")
drawn = [int(weight) for weight in draw.integers(200, 399_000, size=12)]
sizes = [(437, 110), (438, 110), (440, 110), (441, 111), (4, 1), (1, 1), (399_997, 100_000)]
for weight, vb in sizes + [(weight, -(-weight // 4)) for weight in drawn]:
    got = virtual_size(weight)
    assert isinstance(got, Integral), "[half-bytes] A virtual size is a whole number of virtual bytes."
    assert got == vb or got != weight // 4, "[rounded-down] A begun virtual byte counts whole: round up."
    assert got == vb or got != weight // 4 + 1, (
        "[always-one-more] A weight that is divisible by 4 needs no further byte. Round up, do not add 1."
    )
    assert got == vb, "[wrong-size] Four units of weight make one virtual byte, rounded up."
pairs = [(int(fee), int(vb)) for fee, vb in draw.integers(100, 9000, size=(6, 2))]
for fee, vb in [(141, 141), (1000, 110), (99, 250), (1_234_567, 141), *pairs]:
    got = feerate(fee, vb)
    assert isinstance(got, (int, float, Decimal)), "[wrong-rate] Return the fee rate as a number."
    assert fee == vb or abs(float(got) * fee - vb) > 1e-6 * vb, "[upside-down] Divide the fee by the size."
    assert fee % vb == 0 or float(got) != fee // vb, "[cut-rate] A rate may have decimals: divide with /."
    assert abs(float(got) * vb - fee) <= 1e-6 * fee, (
        "[wrong-rate] A fee rate is the fee divided by the size, in sat/vB and not rounded."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 2 · The price of a replacement

Two transactions that spend the same coin *conflict*: a node keeps one. A newcomer pushes out its conflicts and their *descendants*: those that spend their outputs, and so on. Two rules are about its fee:

1. It pays all the fees that it pushes out. On top it pays for its own way through the network: `incremental` × its own vsize, rounded up.
2. Its fee rate is *higher* than that of each conflict.

`incremental` is a setting of the node, and its default has changed: ask for it. The answer is in BTC/kvB; 1 sat/vB = 0.00001 BTC/kvB.
"""

# %% hunar={"grading": "skip"}
# Predict first: the node says 0.00000100 BTC/kvB. How many sat/vB are that?
rpc = wallet("hamza")
setting = rpc("getmempoolinfo")["incrementalrelayfee"]
print(setting, "BTC/kvB are", setting * 100_000, "sat/vB")
print("for 145 vB:", math.ceil(Decimal("0.1") * 145), "sat on top")


# %% nbgrader={"grade_id": "replace-fee", "solution": true} hunar={"exercise": "replace-fee", "title": "min_replacement_fee"}
def min_replacement_fee(
    conflicts: list[tuple[int, int]], descendants: list[int], new_vsize: int, incremental: Decimal
) -> int:
    """The least fee, in whole satoshi, with which a new transaction replaces the conflicts.

    conflicts: (fee in sat, size in vB) of each transaction that spends a coin of the new one; one or more.
    descendants: fees in sat of all transactions that leave the mempool with them.
    new_vsize: of the new transaction, in vB. incremental: in sat/vB, a Decimal.
    Example: min_replacement_fee([(141, 141)], [], 141, Decimal("0.1")) == 156.
    """
    ### BEGIN SOLUTION
    pushed_out = sum(fee for fee, _ in conflicts) + sum(descendants)
    on_top = math.ceil(incremental * new_vsize)
    beaten = max(fee * new_vsize // vsize + 1 for fee, vsize in conflicts)
    return max(pushed_out + on_top, beaten)
    ### END SOLUTION


# %% nbgrader={"grade_id": "replace-fee-check", "grade": true, "points": 6} hunar={"exercise": "replace-fee", "title": "min_replacement_fee: check"}
got = min_replacement_fee([(300, 145)], [], 145, Decimal("0.1"))
check.is_whole_number(got, name='min_replacement_fee([(300, 145)], [], 145, Decimal("0.1"))')
assert got != 301, "[rate-only] One satoshi more beats the old fee rate, but does not pay for the way."
assert got != 445, "[one-sat-vb] The increment is an argument, here 0.1 sat/vB. Do not write 1."
assert got != 314, "[rounded-down] 0.1 × 145 = 14.5 sat are rounded up to 15."
assert got == 315, "[wrong-fee] 300 sat pushed out and 15 sat on top are 315 sat."
assert min_replacement_fee([(300, 145)], [1000], 145, Decimal("0.1")) == 1315, (
    "[descendants-forgotten] The descendant's 1,000 sat are pushed out too."
)
print("min_replacement_fee looks right here. And if the new transaction is much larger?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Each rule gives a least fee; the larger one counts. Whole numbers help with "higher": fee > old_fee × new_vsize / old_vsize.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`a = all fees pushed out + incremental * new_vsize, rounded up; b = largest of old_fee * new_vsize // old_vsize + 1 over the conflicts; return max(a, b)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہر اصول سے کم سے کم فیس نکالیں، پھر بڑی والی لیں۔ پہلا اصول: باہر ہونے والی تمام فیسیں، اور اوپر سے نئی ٹرانزیکشن کے اپنے راستے کی فیس۔ دوسرا: شرح ہر پرانی شرح سے زیادہ ہو، برابر نہیں۔
</details>
"""


# %% nbgrader={"grade_id": "replace-fee-hidden", "grade": true, "points": 9} hunar={"exercise": "replace-fee", "title": "min_replacement_fee: both rules"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Integral


def least_fee(conflicts, descendants, new_vsize, tenths):
    """The least fee; the increment is tenths / 10 sat/vB."""
    total = sum(fee for fee, _ in conflicts) + sum(descendants) + -(-tenths * new_vsize // 10)
    while any(total * vsize <= fee * new_vsize for fee, vsize in conflicts):
        total += 1
    return total


one = Decimal("0.1")
got = min_replacement_fee([(423, 141)], [], 145, one)
assert isinstance(got, Integral) and not isinstance(got, bool), "[not-whole] Return whole satoshi, an int."
assert got not in (423 * 145 // 141 + 1, 424), (
    "[rate-only] A higher fee rate alone is not enough. The newcomer also pays for its own way, on top of all fees pushed out."
)
assert got != 423 + 145, "[one-sat-vb] The increment is given in sat/vB. It is not always 1."
assert got != 423 + 14, "[rounded-down] A part of a satoshi on top is rounded up."
assert min_replacement_fee([(1410, 1000)], [], 141, one) != 1410 + 100, (
    "[old-size] The way is paid for the new transaction's size, not for the old one's."
)
got = min_replacement_fee([(141, 141)], [], 110, Decimal("1.1"))
assert got != 263, "[float-noise] 1.1 × 110 is 121, but as a float it is a little more. Keep the Decimal."
got = min_replacement_fee([(600, 141), (300, 110)], [], 200, one)
assert got not in (620, 320, 852, 546), (
    "[first-only] A newcomer may conflict with several transactions. It pushes out all of them."
)
got = min_replacement_fee([(141, 141)], [5000, 220], 141, one)
assert got not in (156, 5156, 376), (
    "[descendants-forgotten] All descendants leave the mempool too. Their fees count in the sum."
)
got = min_replacement_fee([(1410, 141)], [], 1000, one)
assert got not in (1510, 1410 + 1000), (
    "[rate-forgotten] A much larger newcomer with little more fee has a lower fee rate. Rule 2 forbids it."
)
assert got != 10_000, "[equal-rate] The fee rate must be higher than that of each conflict, not equal."
got = min_replacement_fee([(100, 100), (900, 100), (50, 100)], [], 2000, one)
assert got not in (2001, 1250, 7001), (
    "[each-conflict] The fee rate must beat the conflict with the highest one."
)
draw = variant.rng("b5-fees")
for _ in range(12):
    conflicts = [
        (int(fee), int(vb)) for fee, vb in draw.integers(100, 3000, size=(int(draw.integers(1, 4)), 2))
    ]
    descendants = [int(fee) for fee in draw.integers(100, 2000, size=int(draw.integers(0, 3)))]
    vb, tenths = int(draw.integers(100, 9000)), int(draw.integers(1, 51))
    got = min_replacement_fee(conflicts, descendants, vb, Decimal(tenths) / 10)
    assert isinstance(got, Integral) and got == least_fee(conflicts, descendants, vb, tenths), (
        "[wrong-fee] This is not the least fee that keeps both rules."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 3 · A child pays

A child spends an output of its parent, so it cannot enter a block without it. A miner who wants the child's fee must take both. What counts is the *package*: all fees together, divided by all sizes together. That is not the mean of the two rates.
"""

# %%
# Predict first: does this child lift its parent to 5 sat/vB?
parent, child = (141, 141), (3000, 110)
print("parent", parent[0] / parent[1], "sat/vB - child", round(child[0] / child[1], 2), "sat/vB")
print("the package pays", 141 + 3000, "sat; 5 sat/vB for both are", 5 * (141 + 110), "sat")


# %% nbgrader={"grade_id": "package", "solution": true} hunar={"exercise": "package", "title": "package_feerate and child_fee_needed"}
def package_feerate(parent: tuple[int, int], child: tuple[int, int]) -> float:
    """Fee rate of parent and child together, in sat/vB.

    parent, child: (fee in sat, size in vB).
    Example: package_feerate((100, 200), (800, 100)) == 3.0.
    """
    ### BEGIN SOLUTION
    return (parent[0] + child[0]) / (parent[1] + child[1])
    ### END SOLUTION


def child_fee_needed(parent: tuple[int, int], child_vsize: int, target: int) -> int:
    """The least fee of a child, in sat, with which the package pays at least the target.

    parent: (fee in sat, size in vB). child_vsize: vB. target: whole sat/vB.
    Never below 0, also when the parent pays enough for both.
    Example: child_fee_needed((141, 141), 110, 5) == 1114.
    """
    ### BEGIN SOLUTION
    return max(0, target * (parent[1] + child_vsize) - parent[0])
    ### END SOLUTION


# %% nbgrader={"grade_id": "package-check", "grade": true, "points": 4} hunar={"exercise": "package", "title": "package_feerate and child_fee_needed: check"}
got = package_feerate((100, 200), (800, 100))
check.is_number(got, name="package_feerate((100, 200), (800, 100))")
assert got != 8, "[child-alone] 8 sat/vB is the child's own rate. The parent rides along."
assert got != 4.25, "[mean-of-rates] Add fees, add sizes, then divide once. Do not average the rates."
assert abs(got - 3) <= 1e-9, "[wrong-rate] 900 sat for 300 vB are 3 sat/vB."
got = child_fee_needed((141, 141), 110, 5)
check.is_whole_number(got, name="child_fee_needed((141, 141), 110, 5)")
assert got != 550, "[child-alone] 550 sat pay for the child only. It must lift its parent too."
assert got == 1114, "[wrong-fee] 251 vB at 5 sat/vB are 1,255 sat; the parent pays 141 of them."
print("Both look right here. And if the parent is rich?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Think of both as one transaction. What must it pay in all, and what does the parent pay already?
</details>

<details><summary>Hint 2: pseudo-code</summary>

`package_feerate: (both fees) / (both sizes)`. `child_fee_needed: target * (both sizes) - parent's fee, but at least 0`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

دونوں کو ایک ہی ٹرانزیکشن سمجھیں: فیسیں جمع، سائز جمع، پھر تقسیم۔ والد کی فیس گھٹائیں، جواب صفر سے کم نہ ہو۔
</details>
"""

# %% nbgrader={"grade_id": "package-hidden", "grade": true, "points": 6} hunar={"exercise": "package", "title": "package_feerate and child_fee_needed: more families"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Integral

draw = variant.rng("b5-fees")
families = [tuple(int(n) for n in row) for row in draw.integers(100, 4000, size=(10, 4))]
for parent_fee, parent_vb, child_fee, child_vb in [(150, 300, 5000, 111), *families]:
    got = package_feerate((parent_fee, parent_vb), (child_fee, child_vb))
    assert isinstance(got, (int, float, Decimal)), "[wrong-rate] package_feerate: return a number."
    right = (parent_fee + child_fee) / (parent_vb + child_vb)
    got = float(got)
    for alone in (child_fee / child_vb, parent_fee / parent_vb):
        assert abs(alone - right) <= 1e-9 or abs(got - alone) > 1e-9, (
            "[child-alone] Only one of the two was counted. The package is parent and child."
        )
    mean = (parent_fee / parent_vb + child_fee / child_vb) / 2
    assert abs(mean - right) <= 1e-9 or abs(got - mean) > 1e-9, (
        "[mean-of-rates] The rates were averaged. Add fees, add sizes, then divide once."
    )
    assert abs(got - right) <= 1e-9 * right, "[wrong-rate] The package's fees are not divided by its sizes."
for parent_fee, parent_vb, target, child_vb in [(200, 141, 7, 110), (500, 800, 13, 230)]:
    got = child_fee_needed((parent_fee, parent_vb), child_vb, target)
    assert isinstance(got, Integral) and not isinstance(got, bool), (
        "[not-whole] child_fee_needed: return whole satoshi."
    )
    assert got != target * child_vb, (
        "[child-alone] The child must also lift its parent, not only pay for itself."
    )
    assert got != target * (parent_vb + child_vb), "[parent-pays-too] The parent's own fee was not taken off."
    assert got != target * parent_vb - parent_fee, (
        "[child-size-forgotten] The child takes a place too: add its size."
    )
    assert got == target * (parent_vb + child_vb) - parent_fee, (
        "[wrong-fee] The package does not pay exactly the target."
    )
for parent, child_vb, target in (((9000, 141), 110, 10), ((2510, 141), 110, 10)):
    got = child_fee_needed(parent, child_vb, target)
    assert isinstance(got, Integral) and got >= 0, (
        "[negative] The parent pays enough for both, and the fee became negative. Nobody can pay that: return 0."
    )
    assert got == 0, "[negative] The parent pays enough for both already: the child needs 0."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 4 · A place in the queue

Whom does a miner take first? A child with a high fee may drag poor ancestors along: its own rate promises too much. And a rich parent does not make a poor child better. So Bitcoin Core ranked for many years by a score: the *smaller* of a transaction's own rate and the rate of its *ancestor package*. That is itself and all its waiting ancestors, each counted once.

A pool is a dict here: txid → fee, vsize, weight and `parents`, a list of the txids of waiting parents.

Predict first: how many transactions are in the package of `d`?
"""

# %%
diamond = {
    "a": {"fee": 100, "vsize": 100, "weight": 400, "parents": []},
    "b": {"fee": 900, "vsize": 100, "weight": 400, "parents": ["a"]},
    "c": {"fee": 400, "vsize": 100, "weight": 400, "parents": ["a"]},
    "d": {"fee": 1000, "vsize": 100, "weight": 400, "parents": ["b", "c"]},
}
for txid, tx in diamond.items():
    print(txid, "own rate", tx["fee"] / tx["vsize"], "- parents", tx["parents"])


# %% nbgrader={"grade_id": "score", "solution": true} hunar={"exercise": "score", "title": "ancestors and ancestor_score"}
def ancestors(pool: dict, txid: str) -> set[str]:
    """The txids of a transaction's ancestor package: itself, its parents, their parents, and so on.

    pool: txid -> fee (sat), vsize (vB), weight, parents (a list of txids). It stays as it is.
    Example: ancestors(diamond, "b") == {"a", "b"}.
    """
    ### BEGIN SOLUTION
    found, waiting = set(), [txid]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += pool[one]["parents"]
    return found
    ### END SOLUTION


def ancestor_score(pool: dict, txid: str) -> float:
    """The smaller of the own fee rate and the ancestor package's fee rate, in sat/vB.

    Example: ancestor_score(diamond, "b") == 5.0.
    """
    ### BEGIN SOLUTION
    package = ancestors(pool, txid)
    own = pool[txid]["fee"] / pool[txid]["vsize"]
    return min(own, sum(pool[one]["fee"] for one in package) / sum(pool[one]["vsize"] for one in package))
    ### END SOLUTION


# %% nbgrader={"grade_id": "score-check", "grade": true, "points": 4} hunar={"exercise": "score", "title": "ancestors and ancestor_score: check"}
pool = deepcopy(diamond)
got = ancestors(pool, "b")
assert pool == diamond, (
    "[pool-changed] Your function changed the pool. Its list of parents is not yours: take a copy, list(...)."
)
assert isinstance(got, set), "[not-a-set] ancestors gives a set of txids, so each is in it once."
assert "b" in got, "[itself-missing] The transaction itself belongs to its package."
assert got == {"a", "b"}, "[wrong-package] The package of b is a and b."
got = ancestor_score(pool, "b")
assert pool == diamond, (
    "[pool-changed] ancestor_score changed the pool. Keep your notes in variables of your own."
)
check.is_number(got, name='ancestor_score(diamond, "b")')
assert got != 9, "[own-only] 9 sat/vB is b's own rate. It drags a along."
assert abs(got - 5) <= 1e-9, "[wrong-score] a and b pay 1,000 sat for 200 vB: 5 sat/vB."
print("Both look right here. Is d's package complete, and a counted once?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Keep a list of txids still to visit. Visit one: if it is new, remember it and put its parents on the list.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`found = empty set; to_visit = [txid]; while to_visit: take one; if new: add it, append its parents`. `score = smaller of own rate and package rate`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

تمام آباء تلاش کریں، والدین کے والدین بھی، ہر ایک کو ایک بار۔ پھر اپنی شرح اور پورے پیکج کی شرح میں سے چھوٹی لیں۔
</details>
"""


# %% nbgrader={"grade_id": "score-hidden", "grade": true, "points": 6} hunar={"exercise": "score", "title": "ancestors and ancestor_score: larger families"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def tx_of(fee, vb, *parents):
    return {"fee": fee, "vsize": vb, "weight": 4 * vb, "parents": list(parents)}


family = {
    "p": tx_of(100, 200),
    "q": tx_of(300, 100, "p"),
    "r": tx_of(5000, 150, "q"),
    "s": tx_of(250, 100, "p"),
    "t": tx_of(7000, 120, "q", "s"),
    "rich": tx_of(9000, 100),
    "poor": tx_of(130, 130, "rich"),
}
right = {"p": "p", "q": "pq", "r": "pqr", "s": "ps", "t": "pqst"}
packages = {one: set(text) for one, text in right.items()} | {"rich": {"rich"}, "poor": {"rich", "poor"}}
scores = {}
for one, package in packages.items():
    given = deepcopy(family)
    got = ancestors(given, one)
    assert given == family, "[pool-changed] ancestors changed the pool. Work on a copy of a list of parents."
    assert isinstance(got, (set, frozenset, list, tuple)), "[not-a-set] ancestors gives a set of txids."
    assert one in got, "[itself-missing] The transaction itself belongs to its package."
    assert one != "r" or set(got) != {"q", "r"}, (
        "[parents-only] Grandparents are missing. A parent cannot enter a block without its own parents either."
    )
    assert isinstance(got, (set, frozenset)) and got == package, (
        "[wrong-package] The package is the transaction and all its waiting ancestors, as a set."
    )
    score = ancestor_score(given, one)
    assert given == family, "[pool-changed] ancestor_score changed the pool. Work on copies."
    assert isinstance(score, (int, float, Decimal)), (
        "[wrong-score] ancestor_score: return a number, in sat/vB."
    )
    scores[one] = float(score)


def rate(*txids):
    return sum(family[one]["fee"] for one in txids) / sum(family[one]["vsize"] for one in txids)


assert abs(scores["r"] - rate("r")) > 1e-9, (
    "[own-only] The own rate was taken although poor ancestors must come along."
)
assert abs(scores["poor"] - rate("rich", "poor")) > 1e-9, (
    "[package-only] A poor child of a rich parent looked rich. Take the smaller of own rate and package rate."
)
assert abs(scores["r"] - rate("q", "r")) > 1e-9, (
    "[parents-only] Only the parents were counted. Their parents come along too."
)
assert abs(scores["t"] - rate("p", "p", "q", "s", "t")) > 1e-9, (
    "[counted-twice] An ancestor on two paths was counted twice. Each is in the package once."
)
for one, package in packages.items():
    expected = min(rate(one), rate(*package))
    assert abs(scores[one] - expected) <= 1e-9 * expected, (
        "[wrong-score] The score is the smaller of the own rate and the package's rate, in sat/vB."
    )
draw = variant.rng("b5-fees")
family = {}
for number in range(14):
    older = list(family)
    count = min(len(older), int(draw.integers(0, 4)))
    parents = [older[int(place)] for place in draw.permutation(len(older))[:count]]
    family[f"x{number}"] = tx_of(int(draw.integers(100, 9000)), int(draw.integers(100, 900)), *parents)
packages = {}
for one, tx in family.items():
    packages[one] = {one}.union(*(packages[parent] for parent in tx["parents"]))
    assert set(ancestors(family, one)) == packages[one], (
        "[wrong-package] In a larger family a package is not complete, or holds too much."
    )
    expected = min(rate(one), rate(*packages[one]))
    score = ancestor_score(family, one)
    assert isinstance(score, (int, float, Decimal)) and abs(float(score) - expected) <= 1e-9 * expected, (
        "[wrong-score] In a larger family a score is not the smaller of own rate and package rate."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 5 · Fill a block

Now you are the miner. Collect the highest fees. Parents stand before their children, the weight stays within the limit, and `RESERVED_WEIGHT` of it is kept free for header and coinbase.

The perfect choice is hard to find. A good recipe is greedy: again and again take the best-ranked package that still fits. Ancestors that are in the block already cost nothing more, so rank anew in each round.

Predict first: which fills a block of 1,000 vB better, one payment of 1,000 vB for 5,000 sat, or seven of 140 vB for 900 sat each?
"""

# %%
RESERVED_WEIGHT = 8_000
print("one large:", 5_000, "sat - seven small:", 7 * 900, "sat")


# %% nbgrader={"grade_id": "template", "solution": true} hunar={"exercise": "template", "title": "build_template"}
def build_template(pool: dict, max_weight: int) -> list[str]:
    """The txids of a good block, in block order: every parent before its children.

    pool: as in lesson 4; it stays as it is. max_weight: of the whole block, RESERVED_WEIGHT included.
    The fees are at least 99 % of the best possible ones in the small pools of the tests.
    Example: build_template(diamond, 9600) == ["a", "b", "c", "d"] (or c before b).
    """
    ### BEGIN SOLUTION
    order, room = [], max_weight - RESERVED_WEIGHT
    while True:
        chosen = set(order)
        best, best_score = set(), 0.0
        for txid in set(pool) - chosen:
            package = ancestors(pool, txid) - chosen
            if sum(pool[one]["weight"] for one in package) <= room:
                rest = {one: pool[one] | {"parents": set(pool[one]["parents"]) - chosen} for one in package}
                score = ancestor_score(rest, txid)
                if score > best_score:
                    best, best_score = package, score
        if not best:
            return order
        order += sorted(best, key=lambda one: len(ancestors(pool, one)))
        room -= sum(pool[one]["weight"] for one in best)
    ### END SOLUTION


# %% nbgrader={"grade_id": "template-check", "grade": true, "points": 6} hunar={"exercise": "template", "title": "build_template: check"}
pool = deepcopy(diamond)
got = build_template(pool, 20_000)
assert pool == diamond, (
    "[pool-changed] Your function, or ancestors, changed the pool. Remember the chosen txids in a set."
)
assert isinstance(got, list) and all(isinstance(one, str) for one in got), (
    "[not-a-list] Return a list of txids, in block order."
)
assert len(set(got)) == len(got), (
    "[twice] A transaction is in the block twice. Leave out what is chosen already."
)
assert sorted(got) == ["a", "b", "c", "d"], (
    "[poor-block] All four fit into this block, each once: leave no fee behind."
)
assert got[0] == "a" and got[3] == "d", "[order] A parent stands before its children: a first, d last."
got = build_template(deepcopy(diamond), 8_800)
assert got != ["d"] and got != ["d", "b"], "[orphan] A child came without its parents. The block is invalid."
assert sum(diamond[one]["weight"] for one in got) <= 800, (
    "[no-reserve] Keep RESERVED_WEIGHT free: 800 are left."
)
assert got == ["a", "b"], "[poor-block] In the 800 units that are left, a and b pay most: 1,000 sat."
print("build_template looks right here. How well does it do on harder pools?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

The package of a candidate is its `ancestors` less what is chosen. Inside a package, a parent has fewer ancestors than its child: sort by that.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`repeat: for each tx not chosen: package = ancestors - chosen; if it fits: score = smaller of own rate and package rate; take the best package, parents first; until nothing fits`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہر بار وہ پیکج لیں جو سما سکے اور جس کی شرح سب سے اچھی ہو۔ والدین پہلے رکھیں۔ محفوظ وزن خالی چھوڑیں، اور ہر بار شرح دوبارہ نکالیں۔
</details>
"""


# %% nbgrader={"grade_id": "template-hidden", "grade": true, "points": 9} hunar={"exercise": "template", "title": "build_template: hard pools"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def line_of(pool, txid):
    found, left = set(), [txid]
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += pool[one]["parents"]
    return found


def fees_of(pool, txids):
    return sum(pool[one]["fee"] for one in txids)


def optimum(pool, room):
    """The highest fees of all possible blocks: every set that is closed under ancestors and fits is tried."""
    names = list(pool)
    bit = {one: 1 << place for place, one in enumerate(names)}
    needs = [sum(bit[other] for other in line_of(pool, one)) for one in names]
    best = 0
    for mask in range(1 << len(names)):
        inside = [place for place in range(len(names)) if mask >> place & 1]
        if all(mask & needs[place] == needs[place] for place in inside):
            if sum(pool[names[place]]["weight"] for place in inside) <= room:
                best = max(best, sum(pool[names[place]]["fee"] for place in inside))
    return best


def greedy(pool, room, rank):
    """A block by the usual wrong recipes: sort once by rank, take with ancestors what fits."""
    order = []
    for one in sorted(pool, key=lambda one: rank(pool, one), reverse=True):
        package = line_of(pool, one) - set(order)
        if fees_of(pool, package) and sum(pool[other]["weight"] for other in package) <= room:
            order += sorted(package, key=lambda other: len(line_of(pool, other)))
            room -= sum(pool[other]["weight"] for other in package)
    return order


def good_greedy(pool, room, size):
    """The lesson's recipe, written another way; size: "vsize", or "weight" for those who rank by that."""
    order = []
    while True:
        offers = []
        for one in pool:
            package = line_of(pool, one) - set(order)
            if one not in order and sum(pool[other]["weight"] for other in package) <= room:
                together = fees_of(pool, package) / sum(pool[other][size] for other in package)
                offers.append((min(together, pool[one]["fee"] / pool[one][size]), one, package))
        if not offers:
            return order
        _, _, package = max(offers, key=lambda offer: offer[:2])
        order += sorted(package, key=lambda other: len(line_of(pool, other)))
        room -= sum(pool[other]["weight"] for other in package)


def block_of(pool, room):
    """The learner's block for a room besides the reserve, checked for validity."""
    given = deepcopy(pool)
    got = build_template(given, room + 8_000)
    assert given == pool, (
        "[pool-changed] The pool was changed, here or in ancestors. Remember the chosen txids in a set."
    )
    assert isinstance(got, list), "[not-a-list] Return a list of txids, in block order."
    assert all(isinstance(one, str) and one in pool for one in got), (
        "[not-a-list] Only txids of the pool belong into the list."
    )
    assert len(set(got)) == len(got), "[twice] A transaction is in the block twice."
    assert all(line_of(pool, one) <= set(got) for one in got), (
        "[orphan] A child came without its parents. Such a block is invalid."
    )
    places = {one: place for place, one in enumerate(got)}
    assert all(places[parent] < places[one] for one in got for parent in pool[one]["parents"]), (
        "[order] A parent stands behind its child. Such a block is invalid."
    )
    weight = sum(pool[one]["weight"] for one in got)
    assert not room + 4_000 < weight <= room + 8_000, (
        "[no-reserve] RESERVED_WEIGHT was not kept free for header and coinbase."
    )
    assert weight <= room, (
        "[too-heavy] The block is heavier than the limit. A package counts with all its ancestors."
    )
    return got


def make(fee, vb, *parents):
    return {"fee": fee, "vsize": vb, "weight": 4 * vb - 3, "parents": list(parents)}


crowd = {"whale": make(9_000, 3_000)} | {f"n{number}": make(700 + number, 140) for number in range(24)}
room = 4 * 3_050
got = block_of(crowd, room)
assert fees_of(crowd, got) != fees_of(crowd, greedy(crowd, room, lambda pool, one: pool[one]["fee"])), (
    "[absolute-fee] The highest fees came first, whatever place they take. Compare fee rates."
)
saved = {"parent": make(100, 140), "child": make(6_000, 110, "parent")}
saved |= {f"n{number}": make(1_500, 140) for number in range(8)}
room = 4 * 5 * 140
got = block_of(saved, room)
assert "child" in got, "[own-rate] A poor parent with a rich child was left out. Take the two as one package."
lure = {"dead": make(100, 900), "lure": make(3_000, 100, "dead")} | {
    f"n{n}": make(1_400, 140) for n in range(8)
}
assert "lure" not in block_of(lure, 4_000), (
    "[own-rate] A high own rate promised too much: its heavy, poor ancestors came along. Rate the package."
)
poor = {"rich": make(8_000, 100), "poor": make(200, 400, "rich")} | {
    f"n{n}": make(900, 140) for n in range(6)
}
room = 4 * (100 + 3 * 140)
got = block_of(poor, room)
assert "poor" not in got, (
    "[package-only] A poor child of a rich parent took the place of better ones. The smaller of own rate and package rate counts."
)
stale = {"hub": make(200, 900), "first": make(30_000, 200, "hub"), "second": make(2_000, 200, "hub")}
stale |= {f"n{number}": make(1_000, 200) for number in range(5)}
room = 4 * (900 + 200 + 2 * 200)
got = block_of(stale, room)
assert "second" in got, (
    "[stale-score] An ancestor that is already in the block was still counted against its second child. Rank anew in each round."
)
gaps = {
    "big": make(9_000, 900),
    "huge": make(20_000, 1_000, "small"),
    "small": make(700, 100),
    "tiny": make(150, 60),
}
room = 4 * (900 + 170)
got = block_of(gaps, room)
assert "small" in got and "tiny" in got, (
    "[stops-early] One package did not fit, and the search ended, or its parents were given up too. Smaller ones may still fit."
)
assert block_of({}, 4_000) == [] and block_of(crowd, 200) == [], (
    "[poor-block] A block may be empty; then return []."
)

draw = variant.rng("b5-fees")
tried = 0
while tried < 4:
    pool = {}
    for number in range(9):
        older = list(pool)
        count = min(len(older), int(draw.choice([0, 0, 1, 1, 2])))
        parents = [older[int(place)] for place in draw.permutation(len(older))[:count]]
        pool[f"t{number}"] = make(int(draw.integers(120, 6_000)), int(draw.integers(100, 500)), *parents)
    room = int(sum(tx["weight"] for tx in pool.values()) * draw.uniform(0.4, 0.8))
    best = optimum(pool, room)
    if any(fees_of(pool, good_greedy(pool, room, size)) < 0.99 * best for size in ("vsize", "weight")):
        continue  # a pool where the recipe of the lesson is not good enough would be unfair
    tried += 1
    assert fees_of(pool, block_of(pool, room)) >= 0.99 * best, (
        "[poor-block] The block earns less than 99 % of the best one. Rank packages by the score, anew in each round, and try what still fits."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
### See it

A synthetic mempool holds Hamza's payment with 1 sat/vB. Then Sadia adds a child. *Your* functions make the queue.

*In words:* bars stand in a queue; a bar's width is a size, its height a fee rate. Dark bars, left of the dashed line, fit into the block. Above, Hamza's payment is the last, low bar on the right. Below, it is a gap among the dark bars, beside the high bar of its child.
"""

# %% hunar={"grading": "skip"}
import matplotlib.pyplot as plt

draw = variant.rng("b5-fees")
pool = {}
for number in range(70):
    vsize = int(draw.integers(110, 900))
    fee = int(vsize * (1.5 + draw.lognormal(2.0, 0.6)))  # nobody pays less than Hamza
    pool[f"tx{number}"] = {"fee": fee, "vsize": vsize, "weight": 4 * vsize, "parents": []}
pool["hamza"] = {"fee": 141, "vsize": 141, "weight": 561, "parents": []}
helped = {"fee": child_fee_needed((141, 141), 110, 15), "vsize": 110, "weight": 437, "parents": ["hamza"]}
block_weight = 18_000 * 4

figure, both = plt.subplots(2, 1, figsize=(9, 4), sharex=True, sharey=True)
for ax, title, waiting in zip(both, ("before", "after"), (pool, pool | {"sadia": helped}), strict=True):
    inside = build_template(waiting, block_weight + RESERVED_WEIGHT)
    at = 0.0
    for txid in inside + [txid for txid in build_template(waiting, 10**7) if txid not in inside]:
        tx = waiting[txid]
        colour = "#e8590c" if txid in ("hamza", "sadia") else "#00576b" if txid in inside else "#b8c4c8"
        ax.bar(at, feerate(tx["fee"], tx["vsize"]), tx["vsize"] / 1000, align="edge", color=colour)
        if txid == "hamza":
            side = (
                {"xytext": (at - 1, 22), "ha": "right"} if at > 18 else {"xytext": (at + 1, 22), "ha": "left"}
            )
            ax.annotate("Hamza's payment", (at + 0.07, 1), arrowprops={"arrowstyle": "->"}, **side)
        at += tx["vsize"] / 1000
    ax.axvline(block_weight / 4000, color="black", linestyle="--")
    ax.set(title=f"{title}: {len(inside)} transactions fit", ylabel="sat/vB")
both[1].set_xlabel("place in the queue, kvB (the dashed line is the end of an invented small block)")
figure.tight_layout()

# %% [markdown]
r"""
## 6 · Replace it

`make_stuck` pays with 1 sat/vB, as Hamza did. `bump` builds the replacement by hand:

- It spends the *same* coins, or it would be a second payment.
- Sadia still gets the whole amount. The higher fee comes out of Hamza's *change*, the output whose address is his: `getaddressinfo` says `ismine`. Its place is random.
- The fee is enough for the wish *and* for the node (lesson 2). The new size is the old one.

`getmempoolentry` knows `vsize` and, in BTC, `fees`: `base` is the transaction's own fee, `descendant` also holds those of all descendants. `sat(...)` makes satoshi.
"""

# %% hunar={"grading": "skip"}
# Predict first: which of the two outputs is Hamza's change, the first or the second?
hamza, sadia = wallet("hamza", coins=5), wallet("sadia")
# send: what each address gets in BTC, two arguments about estimates (None, "unset": no estimate), sat/vB
txid = hamza("send", {sadia("getnewaddress"): Decimal("0.01")}, None, "unset", 2)["txid"]
print(hamza("getmempoolentry", txid)["fees"])
tx = hamza("getrawtransaction", txid, True)
for coin in tx["vin"]:
    print("spends output", coin["vout"], "of", coin["txid"])
for out in tx["vout"]:
    address = out["scriptPubKey"]["address"]
    print(out["n"], sat(out["value"]), "sat, mine:", hamza("getaddressinfo", address)["ismine"])


# %% nbgrader={"grade_id": "bump", "solution": true} hunar={"exercise": "bump", "title": "make_stuck and bump"}
def make_stuck(rpc, addr: str, amount_sat: int) -> str:
    """Pay amount_sat satoshi to addr with a fee rate of 1 sat/vB; gives the txid.

    rpc: a function rpc(method, *params) for the payer's wallet.
    Example: make_stuck(rpc, addr, 150_000) in rpc("getrawmempool").
    """
    ### BEGIN SOLUTION
    return rpc("send", {addr: Decimal(amount_sat).scaleb(-8)}, None, "unset", 1)["txid"]
    ### END SOLUTION


def bump(rpc, txid: str, feerate: int) -> str:
    """Replace a waiting payment by one that pays more; gives the new txid.

    rpc: of the payer's wallet. txid: a payment to others, with one change output that is large enough.
    feerate: whole sat/vB. The new fee is the least that pays this rate and that the node accepts.
    Coins and payees stay as they are; only the change gets smaller.
    Example: after bump(rpc, txid, 8) the txid is no longer in rpc("getrawmempool").
    """
    ### BEGIN SOLUTION
    entry, old = rpc("getmempoolentry", txid), rpc("getrawtransaction", txid, True)
    fee, all_fees, vsize = sat(entry["fees"]["base"]), sat(entry["fees"]["descendant"]), entry["vsize"]
    incremental = rpc("getmempoolinfo")["incrementalrelayfee"] * 100_000
    least = min_replacement_fee([(fee, vsize)], [all_fees - fee], vsize, incremental)
    more = max(least, feerate * vsize) - fee
    outputs = {}
    for out in old["vout"]:
        address = out["scriptPubKey"]["address"]
        mine = rpc("getaddressinfo", address)["ismine"]
        outputs[address] = sat(out["value"]) - (more if mine else 0)
    return send_raw(rpc, [(coin["txid"], coin["vout"]) for coin in old["vin"]], outputs)
    ### END SOLUTION


# %% nbgrader={"grade_id": "bump-check", "grade": true, "points": 6} hunar={"exercise": "bump", "title": "make_stuck and bump: check"}
payer, payee = wallet("tests", coins=5), wallet("others")
addr = payee("getnewaddress")
stuck = make_stuck(payer, addr, 150_000)
check.is_text(
    stuck, name="make_stuck(rpc, addr, 150_000)", hint='send answers with a dict; return its "txid".'
)
assert stuck in payer("getrawmempool"), "[not-sent] No payment with this txid waits in the mempool."
outputs = payer("getrawtransaction", stuck, True)["vout"]
assert Decimal("0.0015") in [out["value"] for out in outputs], (
    "[wrong-amount] make_stuck: 150,000 sat are 0.0015 BTC. The node takes BTC."
)
entry = payer("getmempoolentry", stuck)
assert sat(entry["fees"]["base"]) < 2 * entry["vsize"], "[not-stuck] Ask send for 1 sat/vB: the lowest rate."
place = {"change_position": 0, "minconf": 1}
old = payer("send", [{addr: Decimal("0.0015")}], None, "unset", 1, place)["txid"]
new = bump(payer, old, 8)
check.is_text(new, name="bump(rpc, txid, 8)", hint="Return the new txid; send_raw gives it.")
assert new in payer("getrawmempool"), "[not-sent] No transaction with the new txid waits in the mempool."
assert old not in payer("getrawmempool"), "[unrelated] The old payment still waits. Spend the same coins."
outputs = payer("getrawtransaction", new, True)["vout"]
arrived = [sat(out["value"]) for out in outputs if out["scriptPubKey"].get("address") == addr]
assert arrived == [150_000], "[payee-cut] The payee must still get 150,000 sat. Take the fee from the change."
print("make_stuck and bump look right here. And if somebody has spent the payment already?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Copy the old transaction: same coins, same outputs. Only the change shrinks, by new fee − old fee.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`least = min_replacement_fee([(base, vsize)], [descendant - base], vsize, incremental in sat/vB); fee = larger of least and feerate * vsize; outputs = old ones, but where ismine: less fee - base; send_raw(same coins, outputs)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پرانی ٹرانزیکشن کی نقل بنائیں: وہی سکے، وہی وصول کنندہ۔ صرف اپنی باقی رقم میں سے فیس کا فرق گھٹائیں۔
</details>
"""


# %% nbgrader={"grade_id": "bump-hidden", "grade": true, "points": 9} hunar={"exercise": "bump", "title": "make_stuck and bump: change, increment, descendants"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
payer, payee = wallet("tests", coins=5), wallet("others")


def fresh_payment(addrs, rate, place, part):
    """As many coins as payees, of usual size; `place`: where the change is; `part`: how much of the coins each gets."""
    for _ in range(9):  # a signature is now and then a byte shorter
        payer("generatetoaddress", 2, payee("getnewaddress"))
        coins = sorted(payer("listunspent", 1), key=lambda one: one["amount"])[-len(addrs) :]
        fixed = {
            "inputs": [{"txid": coin["txid"], "vout": coin["vout"]} for coin in coins],
            "add_inputs": False,
            "change_position": place,
        }
        amount = (sum(coin["amount"] for coin in coins) * part).quantize(Decimal("0.00000001"))
        txid = payer("send", [{addr: amount} for addr in addrs], None, "unset", rate, fixed)["txid"]
        if payer("getmempoolentry", txid)["weight"] in (561, 956):
            break
    return txid, sat(amount)


addr = payee("getnewaddress")
draw = variant.rng("b5-fees")
amount_sat = int(draw.integers(200_000, 900_000))
before = set(payer("getrawmempool"))
try:
    stuck = make_stuck(payer, addr, amount_sat)
except Exception:
    stuck = None
assert stuck in set(payer("getrawmempool")) - before, (
    "[not-sent] make_stuck: no new payment with this txid waits."
)
entry = payer("getmempoolentry", stuck)
outputs = payer("getrawtransaction", stuck, True)["vout"]
assert any(
    sat(out["value"]) == amount_sat and out["scriptPubKey"].get("address") == addr for out in outputs
), "[wrong-amount] make_stuck: exactly amount_sat satoshi must go to addr. The node takes BTC."
assert sat(entry["fees"]["base"]) <= Decimal("1.2") * entry["vsize"], (
    "[not-stuck] make_stuck: the fee rate must be 1 sat/vB, so that the payment waits."
)

incremental = payer("getmempoolinfo")["incrementalrelayfee"] * 100_000
for rate, target, place, part, payees, child in (
    (1, int(draw.integers(7, 15)), 0, Decimal("0.25"), 1, 0),
    (2, int(draw.integers(16, 30)), 1, Decimal("0.375"), 2, 0),
    (3, 3, 0, Decimal("0.5"), 1, 0),
    (1, 5, 1, Decimal("0.25"), 1, int(draw.integers(15_000, 30_000))),
):
    addrs = [payee("getnewaddress") for _ in range(payees)]
    old, paid = fresh_payment(addrs, rate, place, part)
    number = next(out["n"] for out in payer("getrawtransaction", old, True)["vout"] if out["n"] != place)
    spent = send_raw(payee, [(old, number)], {payee("getnewaddress"): paid - child}) if child else None
    entry, was = payer("getmempoolentry", old), payer("getrawtransaction", old, True)
    fee, vsize, all_fees = sat(entry["fees"]["base"]), entry["vsize"], sat(entry["fees"]["descendant"])
    least = max(all_fees + math.ceil(incremental * vsize), fee + 1, target * vsize)
    before = set(payer("getrawmempool"))
    try:
        new = bump(payer, old, target)
    except Exception as error:
        new = error
    refused = isinstance(new, Exception)
    assert not (refused and child), (
        "[descendants-forgotten] The node refused a replacement of a payment that was spent already. The fees of all descendants must be paid too."
    )
    assert not (refused and target == rate), (
        "[no-increment] The node refused: the wished rate was hardly above the old one. Pay at least what min_replacement_fee says."
    )
    assert not refused, (
        "[bump-fails] bump raised an error, or the node refused the replacement. Are the coins, the outputs and the fee right?"
    )
    pool = set(payer("getrawmempool"))
    assert isinstance(new, str) and new in pool - before, (
        "[not-sent] Return the txid of the new transaction, which waits in the mempool."
    )
    now = payer("getrawtransaction", new, True)
    coins = [{(coin["txid"], coin["vout"]) for coin in tx["vin"]} for tx in (was, now)]
    assert coins[0] & coins[1] and old not in pool, (
        "[unrelated] The old payment still waits: this is a second payment, and both may be mined. Spend the same coins."
    )
    assert coins[0] == coins[1], "[other-coins] Spend exactly the coins of the old transaction."
    sums = [{out["scriptPubKey"]["address"]: sat(out["value"]) for out in tx["vout"]} for tx in (was, now)]
    assert all(sums[1].get(addr) == paid for addr in addrs), (
        "[payee-cut] The payee must get exactly the old amount. The change pays the fee, and its place is random: ask ismine."
    )
    now_fee, now_vsize = (
        sat(payer("getmempoolentry", new)["fees"]["base"]),
        payer("getmempoolentry", new)["vsize"],
    )
    assert now_fee >= target * now_vsize, (
        "[rate-missed] The replacement does not reach the wished fee rate. Not every payment has 141 vB: ask for vsize."
    )
    assert incremental == 1 or target != rate or now_fee != all_fees + vsize, (
        "[one-sat-vb] The increment was taken as 1 sat/vB. This node asks for another one: incrementalrelayfee of getmempoolinfo."
    )
    assert now_fee <= least + 5, (
        "[overpaid] The fee is higher than needed. The larger of the two least fees is enough."
    )
    payer("generatetoaddress", 1, payee("getnewaddress"))
### END HIDDEN TESTS

# %% [markdown]
r"""
## 7 · Lift it

Sadia cannot sign for Hamza's coins. But the output to her is hers, also before it is in a block: `listunspent` with `0` shows it. She spends it to a new address of her own, with a fee that lifts the package.

Her child has one input and one output: 110 vB. The parent may have waiting ancestors itself. `getmempoolentry` sums them up, the parent included: `fees` → `ancestor` (in BTC) and `ancestorsize` (in vB).
"""

# %% hunar={"grading": "skip"}
# Predict first: does Sadia's wallet list a coin that is in no block yet?
hamza, sadia = wallet("hamza", coins=5), wallet("sadia")
waits = hamza("send", {sadia("getnewaddress"): Decimal("0.02")}, None, "unset", 1)["txid"]
print("Sadia's:", [(one["vout"], one["amount"]) for one in sadia("listunspent", 0) if one["txid"] == waits])
entry = sadia("getmempoolentry", waits)
print("family :", entry["fees"]["ancestor"], "BTC for", entry["ancestorsize"], "vB")


# %% nbgrader={"grade_id": "rescue", "solution": true} hunar={"exercise": "rescue", "title": "rescue"}
def rescue(rpc, txid: str, feerate: int) -> str:
    """Lift a waiting payment by a child; gives the child's txid.

    rpc: of the payee's wallet. txid: it has one output for this wallet and pays less than the wish.
    feerate: whole sat/vB that the child and all its waiting ancestors pay together, at least.
    The child spends the payee's output to a new address of the same wallet, with the least fee.
    Example: rpc("getmempoolentry", rescue(rpc, txid, 10))["depends"] == [txid].
    """
    ### BEGIN SOLUTION
    coin = next(one for one in rpc("listunspent", 0) if one["txid"] == txid)
    entry = rpc("getmempoolentry", txid)
    family = sat(entry["fees"]["ancestor"]), entry["ancestorsize"]
    left = sat(coin["amount"]) - child_fee_needed(family, 110, feerate)
    return send_raw(rpc, [(txid, coin["vout"])], {rpc("getnewaddress"): left})
    ### END SOLUTION


# %% nbgrader={"grade_id": "rescue-check", "grade": true, "points": 6} hunar={"exercise": "rescue", "title": "rescue: check"}
payer, payee = wallet("tests", coins=5), wallet("others")
place = {"change_position": 0, "minconf": 1}
stuck = payer("send", [{payee("getnewaddress"): Decimal("0.003")}], None, "unset", 1, place)["txid"]
child = rescue(payee, stuck, 10)
check.is_text(child, name="rescue(rpc, txid, 10)", hint="Return the child's txid; send_raw gives it.")
assert child in payee("getrawmempool"), "[not-sent] No transaction with this txid waits in the mempool."
entry = payee("getmempoolentry", child)
assert entry["depends"] == [stuck], "[unrelated] This is no child: it must spend the output of the payment."
together = sat(entry["fees"]["ancestor"]) / entry["ancestorsize"]
assert together >= 9.9, "[package-too-low] Child and parent together pay less than the wish. Lift both."
print("rescue looks right here. And if the parent has a poor parent, too?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Treat the parent and its ancestors as one big parent. Lesson 3 knows the child's fee. What is left of the coin goes back to the payee.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`coin = the one of listunspent(0) with this txid; family = (sat of fees ancestor, ancestorsize); fee = child_fee_needed(family, 110, feerate); send_raw([(txid, coin's vout)], {new address: coin - fee})`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

اپنا آؤٹ پٹ listunspent میں ڈھونڈیں۔ والد اور اس کے تمام آباء کو ایک بڑا والد سمجھیں، بچے کی فیس نکالیں، باقی رقم اپنے نئے پتے پر بھیجیں۔
</details>
"""

# %% nbgrader={"grade_id": "rescue-hidden", "grade": true, "points": 9} hunar={"exercise": "rescue", "title": "rescue: outputs and grandparents"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
payer, payee = wallet("tests", coins=5), wallet("others")


def one_coin(rpc, addr, amount_sat, place, coin=None):
    """A payment of one coin with 1 sat/vB; `place`: where its change is."""
    coin = coin or max(rpc("listunspent", 1), key=lambda one: one["amount"])
    fixed = {
        "inputs": [{"txid": coin["txid"], "vout": coin["vout"]}],
        "add_inputs": False,
        "change_position": place,
    }
    return rpc("send", [{addr: Decimal(amount_sat).scaleb(-8)}], None, "unset", 1, fixed)["txid"]


draw = variant.rng("b5-fees")
wishes = [int(draw.integers(low, low + 8)) for low in (20, 8)]
for target, place, grandparent in zip(wishes, (0, 1), (False, True), strict=True):
    payer("generatetoaddress", 2, payer("getnewaddress"))
    source = None
    if grandparent:
        first = one_coin(payer, payer("getnewaddress"), 900_000, 0)
        source = next(one for one in payer("listunspent", 0) if one["txid"] == first and one["vout"] == 1)
    addr = payee("getnewaddress")
    stuck = one_coin(payer, addr, 400_000, place, source)
    entry = payer("getmempoolentry", stuck)
    before = set(payer("getrawmempool"))
    try:
        child = rescue(payee, stuck, target)
    except Exception:
        child = None
    assert child is not None, (
        "[rescue-fails] rescue raised an error or gave nothing, or the node refused the child. Does it spend the payee's own output, and is its fee above 0?"
    )
    pool = set(payer("getrawmempool"))
    assert stuck in pool, (
        "[parent-gone] The payment left the mempool. Do not replace it, and do not mine it: a child waits beside its parent."
    )
    assert isinstance(child, str) and child in pool - before, (
        "[not-sent] Return the txid of the child, which waits in the mempool."
    )
    born = payee("getrawtransaction", child, True)
    coins = [(coin["txid"], coin["vout"]) for coin in born["vin"]]
    assert any(txid == stuck for txid, _ in coins), (
        "[unrelated] A new payment that does not spend the stuck one's output helps nobody but itself."
    )
    assert coins == [(stuck, 1 - place)], (
        "[other-coins] The child spends the payee's output of this payment, and nothing else."
    )
    owners = [payee("getaddressinfo", out["scriptPubKey"]["address"])["ismine"] for out in born["vout"]]
    assert all(owners), "[gave-away] The money must stay in the payee's wallet, at a new address of it."
    lifted = payee("getmempoolentry", child)
    fee, vsize = sat(lifted["fees"]["base"]), lifted["vsize"]
    parent_fee, parent_vsize = sat(entry["fees"]["base"]), entry["vsize"]
    together = sat(lifted["fees"]["ancestor"]) / lifted["ancestorsize"]
    assert together >= 0.985 * target or abs(fee - target * vsize) > 2 * target, (
        "[child-alone] The child pays the wished rate only for itself. It must lift its parent too."
    )
    assert together >= 0.985 * target or not grandparent, (
        "[grandparent-forgotten] The parent has a waiting parent itself, and the whole family must pay the rate. Use ancestor and ancestorsize."
    )
    assert together >= 0.985 * target, (
        "[package-too-low] Child and ancestors together pay less than the wished rate."
    )
    assert together <= 1.03 * target, "[overpaid] The child pays more than needed. Use child_fee_needed."
### END HIDDEN TESTS

# %% [markdown]
r"""
Predict first: which of two blocks takes the payment? The last line shows Hamza's ready-made way, `bumpfee`.
"""

# %% hunar={"grading": "skip"}
hamza, sadia = wallet("hamza", coins=5), wallet("sadia")
waits = make_stuck(hamza, sadia("getnewaddress"), 2_000_000)
for moment in ("before", "after"):
    for _ in range(8):  # others pay 6 sat/vB, and a block here has room for seven payments
        hamza("send", {hamza("getnewaddress"): Decimal("0.01")}, None, "unset", 6)
    if moment == "after":
        rescue(sadia, waits, 12)
    sadia("generatetoaddress", 1, sadia("getnewaddress"))
    print(
        moment, "the rescue - confirmations of the payment:", sadia("gettransaction", waits)["confirmations"]
    )
other = make_stuck(hamza, sadia("getnewaddress"), 50_000)
print("by bumpfee:", hamza("bumpfee", other, {"fee_rate": 9}))

# %% [markdown]
r"""
## 8 · Pinned

An invented case. Hamza's payment has 141 vB and pays 141 sat; its outputs are the payee's and Hamza's change. The payee is a trickster: he spends his output by a child of 9,000 vB that pays 9,000 sat. Hamza tries a replacement of 141 vB with 20 sat/vB, which is 2,820 sat. The node refuses. `incremental` is 0.1 sat/vB, and others pay 6 sat/vB.

Answer the four questions below with the *words* in front; each learner sees another order.
"""

# %%
PINNING = {
    "why": {
        "too-low": "20 sat/vB is not a higher fee rate than that of the old payment.",
        "sum": "The replacement pays less than all the fees that it pushes out.",
        "locked": "A payment that has a child can never be replaced.",
        "not-mine": "Only the payee may replace a payment that he has spent.",
    },
    "least": {
        "2835 sat": "2,820 sat and the increment for its way",
        "9156 sat": "all fees that it pushes out, and the increment for its way",
        "9001 sat": "one satoshi more than the child pays",
        "156 sat": "the fee of the old payment and the increment for its way",
    },
    "miners": {
        "hurry": "They take payment and child at once, because 9,000 sat is a high fee.",
        "refuse": "They may not mine a child of this size.",
        "parent-first": "They take the payment alone first, because it is small.",
        "wait": "They leave both, because the package pays 1 sat/vB.",
    },
    "way-out": {
        "again": "Hamza pays the same amount once more, from another coin.",
        "own-child": "Hamza spends his change by a small child with a high fee rate.",
        "delete": "Hamza deletes the payment from his wallet, so that nodes forget it.",
        "lower": "Hamza sends a replacement with a lower fee, which pushes out less.",
    },
}
shuffle = variant.rng("b5-fees")
for question, choices in PINNING.items():
    print(f"{question}:")
    for place in shuffle.permutation(len(choices)):
        word = list(choices)[place]
        print(f"    {word!r}: {choices[word]}")


# %% nbgrader={"grade_id": "pinning", "solution": true} hunar={"exercise": "pinning", "title": "pinning_case"}
def pinning_case() -> dict[str, str]:
    """The four answers: for "why", "least", "miners" and "way-out" the word in front of your choice.

    Example of the form: {"why": "locked", "least": "156 sat", "miners": "refuse", "way-out": "delete"}.
    """
    ### BEGIN SOLUTION
    return {"why": "sum", "least": "9156 sat", "miners": "wait", "way-out": "own-child"}
    ### END SOLUTION


# %% nbgrader={"grade_id": "pinning-check", "grade": true, "points": 2} hunar={"exercise": "pinning", "title": "pinning_case: check"}
given = pinning_case()
assert isinstance(given, dict) and set(given) == set(PINNING), (
    '[not-four] Return a dict with the keys "why", "least", "miners" and "way-out".'
)
assert all(isinstance(word, str) and word in PINNING[question] for question, word in given.items()), (
    "[no-choice] Each answer is one of the words in front of the choices, as text."
)
print("Four answers are noted. You will see how they went after you hand in.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Ask your own functions: `min_replacement_fee` and `package_feerate`. For the way out, think of whose ancestors count for a child.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`min_replacement_fee([(141, 141)], [9000], 141, Decimal("0.1"))`, `package_feerate((141, 141), (9000, 9000))`; then `return {"why": …, "least": …, "miners": …, "way-out": …}`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

اپنے ہی فنکشنز سے پوچھیں: کم سے کم فیس کتنی ہے، اور پورے پیکج کی شرح کیا ہے؟ پھر سوچیں کہ حمزہ کے اپنے بچے کے آباء کون ہیں۔
</details>
"""

# %% nbgrader={"grade_id": "pinning-hidden", "grade": true, "points": 3} hunar={"exercise": "pinning", "title": "pinning_case: your four answers"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs.marks import Marks

given = pinning_case()
assert isinstance(given, dict) and all(isinstance(word, str) for word in given.values()), (
    "[not-four] Return a dict with four words."
)
marks = Marks()
with marks.check("why the replacement is refused"):
    assert given.get("why") == "sum", (
        "[pin-why] Rule 1 of lesson 2 counts all fees that leave the mempool, also those of descendants."
    )
with marks.check("what it would have to pay"):
    assert given.get("least") == "9156 sat", (
        "[pin-least] Add the payment's fee, the child's fee, and the increment for 141 vB, rounded up."
    )
with marks.check("what miners do"):
    assert given.get("miners") == "wait", (
        "[pin-miners] A fee is high or low only in relation to the place it takes. Work out the package's rate."
    )
with marks.check("the way out"):
    assert given.get("way-out") == "own-child", (
        "[pin-way-out] A child's score counts its ancestors only. A big brother is no ancestor."
    )
marks.points(3)
### END HIDDEN TESTS

# %% [markdown]
r"""
See it on your node:
"""

# %% hunar={"grading": "skip"}
pinned = make_stuck(hamza, sadia("getnewaddress"), 30_000_000)
coin = next(one for one in sadia("listunspent", 0) if one["txid"] == pinned)
many = sadia("deriveaddresses", coin["parent_descs"][0], [500, 799])
send_raw(sadia, [(pinned, coin["vout"])], dict.fromkeys(many, 99_900))
print("fees in sat:", {key: sat(value) for key, value in hamza("getmempoolentry", pinned)["fees"].items()})
try:
    print(hamza("bumpfee", pinned, {"fee_rate": 20}))
except RpcError as error:
    print("bumpfee:", error.message)
print("your bump paid:", sat(hamza("getmempoolentry", bump(hamza, pinned, 20))["fees"]["base"]), "sat")

# %% [markdown]
r"""
## Where this model is wrong

- Lesson 2's rules and the score are those of Bitcoin Core 29. The node here keeps rule 1, but compares *clusters* of relatives in place of rule 2, and fills blocks by clusters. So ask before you pay: `testmempoolaccept`.
- Core 29 cuts rates to whole sat/kvB: a large newcomer may need a few satoshi more.
- A full mempool throws the poorest out. A child cannot lift a parent that is gone, unless both travel as a package.
- Mempools differ from node to node, and some miners take payment aside.
- Against pinning, a payment can ask for stricter rules (TRUC): one child, of at most 1,000 vB.
- Your recipe is not the optimum. In unlucky pools it loses much.
"""

# %% [markdown]
r"""
## Stretch (not graded)

1. Find a small pool where the greedy recipe earns less than 90 % of the optimum.
2. Ask `testmempoolaccept` about the least fee, and about one satoshi less.
3. Hamza and Sadia act at the same moment. Who wastes money?
"""

# %% [markdown]
r"""
## Glossary · فرہنگ

<table lang="ur" dir="rtl">
<tr><th>اصطلاح</th><th>مطلب</th></tr>
<tr><td><span lang="en" dir="ltr">mempool</span> · میم پول</td><td>منتظر ٹرانزیکشنز کی جگہ</td></tr>
<tr><td><span lang="en" dir="ltr">fee rate</span></td><td>فیس فی ورچوئل بائٹ</td></tr>
<tr><td><span lang="en" dir="ltr">RBF</span></td><td>زیادہ فیس دے کر ادائیگی بدلنا</td></tr>
<tr><td><span lang="en" dir="ltr">CPFP</span></td><td>بچہ اپنے والد کی فیس بھی دیتا ہے</td></tr>
<tr><td><span lang="en" dir="ltr">change</span></td><td>بھیجنے والے کو واپس ملنے والی باقی رقم</td></tr>
<tr><td><span lang="en" dir="ltr">ancestor package</span></td><td>ٹرانزیکشن اور اس کے تمام منتظر آباء</td></tr>
<tr><td><span lang="en" dir="ltr">block template</span></td><td>اگلے بلاک کا خاکہ</td></tr>
<tr><td><span lang="en" dir="ltr">pinning</span></td><td>سستے بچے سے ادائیگی کو جکڑ دینا</td></tr>
</table>
"""

# %% [markdown]
r"""
## Sources

- D. A. Harding, P. Todd, BIP 125 (replace by fee), 4 December 2015 (grade A)
- E. Lombrozo, J. Lau, P. Wuille, BIP 141 (weight), 21 December 2015 (A)
- Bitcoin Core 29.0, April 2025 (A): `doc/policy/mempool-replacements.md` (the two rules), `src/txmempool.h` (ancestor score), `src/policy/policy.h` (8,000 reserved units)
- G. Zhao, BIP 431 (TRUC), 10 January 2024 (A)
"""
