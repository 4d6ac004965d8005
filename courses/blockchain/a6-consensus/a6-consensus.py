# %% [markdown]
r"""
# A6 · Ledger, forks and consensus

**Minutes:** 75 · **Prerequisites:** A2 (Merkle trees), A5 (transactions)

**After this you can:**

- *compare* branches by their work
- *validate* transactions against a ledger of coins
- *connect* and *disconnect* blocks
- *calculate* and *simulate* the risk of a reversal
- *judge* when a blockchain is needed
"""

# %% [markdown]
r"""
## Story

This case is invented. Rabia sells solar inverters in Hyderabad. A customer abroad pays in bitcoin, and her screen shows the payment in a new block. A minute later another block of the same height arrives. There, the same coin goes to somebody else. Which block counts? What happens to her ledger if the other one wins? How long must she wait before she ships?

Her cousin works in a land office. A salesman says that all records must go "on a blockchain". Must they?

You write the rules by which computers keep one ledger without trust. Then you calculate how sure a payment is, and judge who needs all this.
"""

# %%
# Run this cell first.
import math

import numpy as np

from labs import check

MAX_SAT = 21_000_000 * 100_000_000  # the rule: there are never more satoshi than this
MATURITY = 100  # the rule: blocks until a miner may spend a reward


def subsidy(height: int) -> int:
    """New satoshi that the block at this height may create; half as many after every 210,000 blocks."""
    return 50 * 100_000_000 >> height // 210_000


# %% [markdown]
r"""
## 1 · How much work is in a block?

A block's hash, read as a number, must not be above the *target*. There are 2²⁵⁶ possible hashes. The numbers 0, 1, …, target are small enough: that is *target + 1* of them. So a miner needs on average 2²⁵⁶ / (target + 1) hashes. This is the *work* of the block. A smaller target means more work.

Bitcoin rounds it down. Python's `//` does that exactly; `/` would lose digits.

Predict first: with 16 toy hashes and target 3, how many tries are needed on average?
"""

# %%
toy_hashes, toy_target = range(16), 3
good = [h for h in toy_hashes if h <= toy_target]
print(len(good), "of", len(toy_hashes), "are small enough:", good)
print("tries on average:", len(toy_hashes) / len(good))


# %% nbgrader={"grade_id": "block-work", "solution": true} hunar={"exercise": "block-work", "title": "block_work"}
def block_work(target: int) -> int:
    """Average number of hashes for a block with this target, rounded down: 2**256 // (target + 1).

    target: whole number, 0 <= target < 2**256. Returns a whole number >= 1.
    Example: block_work(2**255 - 1) == 2.
    """
    ### BEGIN SOLUTION
    return 2**256 // (target + 1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "block-work-check", "grade": true, "points": 2} hunar={"exercise": "block-work", "title": "block_work: check"}
got = block_work(3)
check.is_whole_number(got, name="block_work(3)", hint="Division by / gives a float; // gives a whole number.")
assert got != 2**256 // 3, "[no-plus-one] With target 3 four hashes are small enough: 0, 1, 2 and 3."
assert got == 2**254, "[wrong-work] Four of 2**256 hashes are good, so the work is 2**256 // 4."
assert block_work(2**255 - 1) == 2, "[wrong-work] Half of all hashes are good: 2 tries on average."
print("block_work looks right.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Count the good hashes. Do not forget 0.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`return 2**256 // number of good hashes`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

کامیاب ہیش 0 سے target تک ہیں، یعنی target + 1۔ کل ہیشوں کو اس تعداد پر // سے تقسیم کریں۔
</details>
"""


# %% nbgrader={"grade_id": "block-work-hidden", "grade": true, "points": 3} hunar={"exercise": "block-work", "title": "block_work: hard and easy targets"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def work_or_none(target: int):
    try:
        return block_work(target)
    except Exception:
        return None


got = work_or_none(0xFFFF << 208)
assert isinstance(got, int), "[not-whole] Return a whole number: use //, not /."
assert got != 1, "[difficulty] This is the difficulty. Work counts hashes: 2**256 // (target + 1)."
for target in (1, 2**90 - 1, 2**120 - 1, 0):
    got = work_or_none(target)
    assert got is not None, (
        "[target-zero] With target 0 the hash 0 is good. Divide by target + 1, which is never 0."
    )
    assert target == 0 or got != 2**256 // target, (
        "[no-plus-one] 0 is a good hash too: target + 1 numbers are small enough."
    )
for target in (0x7FFFFF << 232, 0xFFFF << 208, 0x02349E << 160, 2**64 + 12345, 2**256 - 1, 5, 0):
    got = work_or_none(target)
    right = 2**256 // (target + 1)
    assert isinstance(got, int), "[not-whole] Return a whole number: use //, not /."
    assert got != -(-(2**256) // (target + 1)) or got == right, (
        "[rounded-up] Work is rounded down, as // does it."
    )
    assert got == right or abs(got - right) * 10**12 > right, (
        "[lost-digits] The result is nearly right. A float has about 16 digits; // with whole numbers keeps all."
    )
    assert got == right, "[wrong-work] The work differs. It is 2**256 // (target + 1), for any target."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 2 · Which branch counts?

Each block names the block before it. When two blocks name the same one, the chain has a *fork*: two branches. Every node follows one rule: the branch with the most work in total counts, from the first block to its last, the *tip*. The *number* of blocks does not matter.

If two tips have equal work, a node keeps the one that it saw *first*.

Predict first: which branch below counts?
"""

# %%
branches = {"five easy blocks": [2, 2, 2, 2, 2], "three hard blocks": [4, 4, 4]}
for name, works in branches.items():
    print(f"{name}: height {len(works)}, total work {sum(works)}")


# %% nbgrader={"grade_id": "best-tip", "solution": true} hunar={"exercise": "best-tip", "title": "best_tip"}
def best_tip(headers: list[dict]) -> str:
    """The id of the tip with the most work in total; of equal ones, the tip that was seen first.

    headers: n >= 1 dicts with the keys id, prev (the id of the block before; None for the first block) and
    work (of this block alone, whole number >= 1). They come in the order in which the node saw them; a block
    is never seen before its prev.
    Example: best_tip([{"id": "g", "prev": None, "work": 2}, {"id": "a", "prev": "g", "work": 3}]) == "a".
    """
    ### BEGIN SOLUTION
    total, best = {None: 0}, None
    for header in headers:
        total[header["id"]] = total[header["prev"]] + header["work"]
        if total[header["id"]] > total[best]:
            best = header["id"]
    return best
    ### END SOLUTION


# %% nbgrader={"grade_id": "best-tip-check", "grade": true, "points": 4} hunar={"exercise": "best-tip", "title": "best_tip: check"}
seen = [
    {"id": "g", "prev": None, "work": 2},
    {"id": "a1", "prev": "g", "work": 2},
    {"id": "a2", "prev": "a1", "work": 2},
    {"id": "a3", "prev": "a2", "work": 2},
    {"id": "b1", "prev": "g", "work": 4},
    {"id": "b2", "prev": "b1", "work": 4},
]
got = best_tip(seen)
check.is_text(got, name="best_tip(seen)", hint="Return the id of the tip.")
assert got != "a3", "[longest] a3 has the most blocks, but b2 has more work: 2 + 4 + 4 = 10 against 8."
assert got != "b1", "[own-work] Add up the work of all blocks on the way, not of one block."
assert got == "b2", "[wrong-tip] b2 has the most work in total: 2 + 4 + 4."
print("best_tip looks right here. And when two tips are equal?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Keep a dict of totals. A block's total is its parent's total plus its own work.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`total = {None: 0}; for each header: total[id] = total[prev] + work; if that is greater than the best so far: remember this id`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہر بلاک کا کل کام = پچھلے بلاک کا کل کام + اپنا کام۔ سب سے زیادہ کل کام والا یاد رکھیں؛ برابر ہو تو پہلا ہی رہنے دیں۔
</details>
"""


# %% nbgrader={"grade_id": "best-tip-hidden", "grade": true, "points": 6} hunar={"exercise": "best-tip", "title": "best_tip: ties and long chains"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant


def tip_or_none(headers: list[dict]):
    try:
        return best_tip(headers)
    except Exception:
        return None


def chain(*parts: tuple[str, str | None, int]) -> list[dict]:
    return [{"id": name, "prev": prev, "work": work} for name, prev, work in parts]


genesis = ("g", None, 2)
assert isinstance(tip_or_none(chain(genesis)), str), (
    "[not-an-id] best_tip must return the id of a tip, also for a single block."
)
long_easy = chain(genesis, *((f"e{k}", f"e{k - 1}" if k else "g", 2) for k in range(6)))
hard = chain(("h0", "g", 9), ("h1", "h0", 9))
got = tip_or_none(long_easy + hard)
assert got != "e5", "[longest] The branch with the most blocks was taken. The work in total decides."
assert got != "h0", "[own-work] The block with the most work of its own was taken. Add up the whole branch."
assert got == "h1", "[wrong-tip] The tip with the most work in total was not found."
assert tip_or_none([*long_easy[:1], *hard, *long_easy[1:]]) == "h1", (
    "[last-block] The order of arrival decides only between tips of equal work."
)
tower = chain(genesis, ("m1", "g", 3), ("m2", "m1", 3), ("m3", "m2", 3), ("k1", "g", 8))
assert tip_or_none(tower) == "m3", (
    "[wrong-tip] Another tip was taken. Add up the work of the whole branch, down to the first block."
)
tie = chain(genesis, ("x1", "g", 5), ("y1", "g", 3), ("y2", "y1", 2))
got = tip_or_none(tie)
assert got != "y2", (
    "[last-seen] Of equal tips the one seen later was taken. Replace the best only for more work, not for equal work."
)
assert got == "x1", "[wrong-tip] Of equal tips the one seen first counts."
tie = chain(genesis, ("y1", "g", 3), ("y2", "y1", 2), ("a", "g", 5))
assert tip_or_none(tie) == "y2", (
    "[tie-rule] Of equal tips neither the shorter branch nor the smaller id counts, but the one seen first."
)
turn = chain(genesis, ("x1", "g", 2), ("y1", "g", 2), ("y2", "y1", 2), ("x2", "x1", 2))
assert tip_or_none(turn) == "y2", (
    "[tie-rule] The tip itself must be seen first, not the beginning of its branch."
)
big = chain(("g", None, 1), ("p", "g", 2**70), ("q", "g", 2**70 - 1), ("q2", "q", 2))
assert tip_or_none(big) == "q2", "[lost-digits] Totals were compared as floats. Keep whole numbers."
deep = chain(("0", None, 1), *((str(k), str(k - 1), 1) for k in range(1, 1500)))
assert tip_or_none(deep) == "1499", (
    "[recursion] A long chain broke the function. Go through the list once instead of calling yourself."
)
rng = variant.rng("a6-consensus")
names, parts, totals = ["g"], [genesis], {"g": 2}
for k in range(40):
    prev = names[int(rng.integers(max(0, len(names) - 6), len(names)))]
    work = int(rng.integers(1, 9))
    parts.append((f"n{k}", prev, work))
    names.append(f"n{k}")
    totals[f"n{k}"] = totals[prev] + work
assert tip_or_none(chain(*parts)) == max(names, key=totals.__getitem__), (
    "[wrong-tip] In a tree with many branches another tip was found."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 3 · Is this payment allowed?

A node's ledger holds no balances but unspent coins: the *UTXO set*, here a dict. Its key is an *outpoint*, (transaction id, output number). Its value is a *coin*: `amount_sat`, the `height` of its block, and `coinbase`, True for a miner's reward.

A payment is valid if

- it has inputs and outputs;
- all inputs are in the ledger, none twice;
- each output, and their sum, is between 0 and `MAX_SAT`;
- the outputs do not exceed the inputs (the rest is the fee);
- a reward is spent at least `MATURITY` blocks after its own.

The third rule has a story: in 2010 nodes added up two huge outputs in 64 bits. Predict first: what sum did they see?
"""

# %%
outputs_sat = [9_223_372_036_854_275_808, 9_223_372_036_854_275_808]
eight_bytes = (sum(outputs_sat) % 2**64).to_bytes(8, "big")
print("true sum  :", sum(outputs_sat))
print("in 64 bits:", int.from_bytes(eight_bytes, "big", signed=True), "- less than any input!")


# %% nbgrader={"grade_id": "validate", "solution": true} hunar={"exercise": "validate", "title": "validate"}
def validate(utxo: dict, tx: dict, height: int) -> bool:
    """True when the payment tx may stand in a block at this height. Signatures are not checked here.

    utxo: {(id, number): {"amount_sat": int, "height": int, "coinbase": bool}}; it is not changed.
    tx: {"id": str, "inputs": [(id, number), ...], "outputs_sat": [int, ...]}.
    False when a rule is broken. No error for that.
    Example: with utxo = {("a", 0): {"amount_sat": 9, "height": 1, "coinbase": False}},
    validate(utxo, {"id": "b", "inputs": [("a", 0)], "outputs_sat": [8]}, 2) is True.
    """
    ### BEGIN SOLUTION
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs or not outputs_sat or len(set(inputs)) < len(inputs):
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(not 0 <= amount <= MAX_SAT for amount in (*outputs_sat, sum(outputs_sat))):
        return False
    coins = [utxo[outpoint] for outpoint in inputs]
    if any(coin["coinbase"] and height - coin["height"] < MATURITY for coin in coins):
        return False
    return sum(outputs_sat) <= sum(coin["amount_sat"] for coin in coins)
    ### END SOLUTION


# %% nbgrader={"grade_id": "validate-check", "grade": true, "points": 6} hunar={"exercise": "validate", "title": "validate: check"}
ledger = {
    ("a", 0): {"amount_sat": 5_000, "height": 10, "coinbase": False},
    ("a", 1): {"amount_sat": 3_000, "height": 10, "coinbase": False},
}
pay = {"id": "b", "inputs": [("a", 0), ("a", 1)], "outputs_sat": [7_000, 900]}
got = validate(ledger, pay, 20)
assert isinstance(got, bool), "[not-a-bool] Return True or False."
assert got is True, "[refuses-good] 8,000 satoshi in, 7,900 out and 100 as fee: this payment is valid."
assert validate(ledger, {**pay, "inputs": [("a", 0), ("x", 7)]}, 20) is False, (
    "[missing-coin] The coin (x, 7) is not in the ledger. Answer False."
)
got = validate(ledger, {**pay, "outputs_sat": [8_001]}, 20)
assert got is not None, "[not-a-bool] validate returned nothing. Return False for a bad payment."
assert got is False, "[makes-money] 8,000 satoshi in and 8,001 out: money from nothing."
print("validate looks right here. What would a thief try?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Write one `if` with `return False` for each rule. Look up coins only when you know that all exist. `set(inputs)` keeps equal ones only once.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`no inputs, no outputs, or an input twice: False; an input not in utxo: False; an output or the sum < 0 or > MAX_SAT: False; a coinbase coin with height - its height < MATURITY: False; return sum out <= sum in`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہر اصول کے لیے ایک if لکھیں: سکہ موجود ہو، دو بار نہ آئے، رقم منفی یا حد سے زیادہ نہ ہو، انعام کم از کم 100 بلاک پرانا ہو، اور نکلنے والی رقم آنے والی سے زیادہ نہ ہو۔
</details>
"""


# %% nbgrader={"grade_id": "validate-hidden", "grade": true, "points": 9} hunar={"exercise": "validate", "title": "validate: what thieves try"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant


def coin_of(amount_sat: int, height: int = 10, coinbase: bool = False) -> dict:
    return {"amount_sat": amount_sat, "height": height, "coinbase": coinbase}


def says(inputs: list, outputs_sat: list, height: int = 500):
    try:
        return validate(dict(coins), {"id": "t", "inputs": inputs, "outputs_sat": outputs_sat}, height)
    except Exception:
        return "an error"


rng = variant.rng("a6-consensus")
first, second = (int(amount) for amount in rng.integers(10_000, 90_000, size=2))
born = int(rng.integers(300, 390))
coins = {
    ("p", 0): coin_of(first),
    ("p", 1): coin_of(second),
    ("miner", 0): coin_of(5_000_000_000, born, True),
    ("rich", 0): coin_of(MAX_SAT),
    ("rich", 1): coin_of(MAX_SAT),
}
both = [("p", 0), ("p", 1)]
good = [
    (both, [first, second - 500], 500),
    ([("p", 1)], [second], 500),
    ([("p", 0)], [first - 1, 0], 11),
    ([("miner", 0), ("p", 0)], [5_000_000_000], born + 150),
]
for inputs, outputs_sat, height in (*good, ([("p", 0)], [first + 1], 500)):
    got = says(list(inputs), list(outputs_sat), height)
    assert isinstance(got, bool), "[not-a-bool] validate must return True or False, and not break."
assert says(both, [first, second - 500]) is True, (
    "[refuses-good] A payment with a fee was refused. The outputs may be less than the inputs."
)
assert says([("p", 1)], [second]) is True, (
    "[refuses-good] A payment without a fee was refused. Outputs equal to the inputs are allowed."
)
assert says([("p", 0)], [first - 1, 0], 11) is True, (
    "[refuses-good] A young coin, or an output of 0 satoshi, was refused. Only rewards must wait."
)
for inputs in ([("p", 2)], [("q", 0)], [("p", 0), ("q", 1)]):
    got = says(inputs, [100])
    assert got is not True, "[missing-coin] A coin that is not in the ledger was spent."
    assert got is False, "[raises] A coin that is not in the ledger must give False, not an error."
for inputs in ([("p", 0), ("p", 0)], [("p", 0), ("p", 1), ("p", 0)]):
    assert says(inputs, [first + 1]) is not True, (
        "[coin-twice] The same coin was spent twice in one payment. Compare the outpoints with each other."
    )
    assert says(inputs, [first - 1]) is False, (
        "[coin-twice] A coin stands twice among the inputs. That is forbidden, however small the outputs are."
    )
assert says(both, [first + second + 1]) is False, "[makes-money] More came out than went in."
assert says(both, [first, second, 1]) is False, (
    "[makes-money] More came out than went in. Add up all outputs."
)
for outputs_sat in ([first + 5_000, -6_000], [-1], [first, -1]):
    assert says([("p", 0)], outputs_sat) is False, (
        "[negative-output] A negative output was accepted. It would pay for a larger one."
    )
rich = [("rich", 0), ("rich", 1)]
assert says(rich, [MAX_SAT + 1]) is False, "[above-limit] One output is above MAX_SAT."
assert says(rich, [MAX_SAT - 5, 6]) is False, (
    "[sum-above-limit] Each output is below MAX_SAT, but their sum is not. Check the sum as well."
)
assert says(rich[:1], [MAX_SAT]) is True, "[refuses-good] Exactly MAX_SAT is allowed."
reward = [("miner", 0)]
for age in (0, 1, 60, 99):
    assert says(reward, [1], born + age) is False, (
        "[immature] A miner spent a reward too early. Compare height with the height of the coin."
    )
assert says([("p", 0), ("miner", 0)], [1], born + 99) is False, (
    "[immature] A reward among other coins was spent too early. Look at every coin."
)
assert says(reward, [1], born + 100) is True, (
    "[border-100] After exactly 100 blocks a reward may be spent: height - coin height >= MATURITY."
)
assert says([("miner", 0), ("p", 0)], [5_000_000_000], born + 150) is True, (
    "[refuses-good] An old reward was refused."
)
assert says([], [0]) is False, "[no-inputs] A payment without inputs was accepted."
assert says([("p", 0)], []) is False, "[no-outputs] A payment without outputs was accepted."
given = dict(coins)
validate(given, {"id": "t", "inputs": list(both), "outputs_sat": [1]}, 500)
assert given == coins, "[ledger-changed] validate only looks. Coins are removed when a block is connected."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 4 · Connect and disconnect

To *connect* a block, apply its transactions in order: remove the spent coins, add the made ones. A transaction may spend a coin that was made earlier in the same block. The first transaction is the *coinbase*: it has no inputs, and its outputs, none negative, may reach `subsidy(height)` plus all fees of the block.

When another branch wins, the node takes blocks back. So `connect` returns a diary, `undo`, of triples ("spent" or "made", outpoint, coin) in the order of the changes. `disconnect` undoes them, *the last one first*. A bad block must leave no trace.

Predict first: in which order are the three changes below undone?
"""

# %%
purse = {"coin 1": 50}
diary = [("spent", "coin 1", purse.pop("coin 1"))]
purse["coin 2"] = 50
diary.append(("made", "coin 2", 50))
diary.append(("spent", "coin 2", purse.pop("coin 2")))
print("purse:", purse, "- diary:", diary)
for change in reversed(diary):
    print("undo", change)


# %% nbgrader={"grade_id": "connect", "solution": true} hunar={"exercise": "connect", "title": "connect and disconnect"}
def connect(utxo: dict, block: dict) -> list:
    """Apply a block to the ledger and return the diary of changes.

    utxo: as in validate; it is changed. block: {"height": int, "txs": [coinbase, tx, ...]}; each transaction
    is a dict as in validate. A made coin has the height of the block; coinbase is True only for rewards.
    Returns a list of triples: ("spent", outpoint, coin) or ("made", outpoint, coin), in order.
    Raises ValueError if a payment is not valid, or if the coinbase takes too much or has a negative output;
    then utxo is as it was before.
    """
    ### BEGIN SOLUTION
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError("a payment is not valid")
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    reward_sat = block["txs"][0]["outputs_sat"]
    if sum(reward_sat) > subsidy(height) + fees_sat or any(amount_sat < 0 for amount_sat in reward_sat):
        disconnect(utxo, undo)
        raise ValueError("the coinbase takes too much")
    return undo
    ### END SOLUTION


def disconnect(utxo: dict, undo: list) -> None:
    """Take a block back: undo every change of the diary, the last one first.

    utxo: the ledger right after connect; it is changed to what it was before.
    """
    ### BEGIN SOLUTION
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin
    ### END SOLUTION


# %% nbgrader={"grade_id": "connect-check", "grade": true, "points": 6} hunar={"exercise": "connect", "title": "connect and disconnect: check"}
before = {("a", 0): {"amount_sat": 5_000, "height": 10, "coinbase": False}}
ledger = dict(before)
block = {
    "height": 20,
    "txs": [
        {"id": "reward", "inputs": [], "outputs_sat": [subsidy(20) + 100]},
        {"id": "b", "inputs": [("a", 0)], "outputs_sat": [4_900]},
    ],
}
undo = connect(ledger, block)
assert isinstance(undo, list) and all(isinstance(change, tuple) and len(change) == 3 for change in undo), (
    "[not-a-diary] Return a list of triples: (kind, outpoint, coin)."
)
assert ("a", 0) not in ledger, (
    "[spent-stays] The spent coin is still in the ledger. Remove it from utxo itself."
)
assert ledger.get(("b", 0)) == {"amount_sat": 4_900, "height": 20, "coinbase": False}, (
    "[wrong-coin] The coin (b, 0) is missing or wrong: 4,900 satoshi, height 20, no reward."
)
assert ledger.get(("reward", 0)) == {"amount_sat": subsidy(20) + 100, "height": 20, "coinbase": True}, (
    "[wrong-coin] The coin of the coinbase is missing or wrong: it is a reward of height 20."
)
disconnect(ledger, undo)
assert ledger == before, "[not-restored] After disconnect the ledger must be exactly what it was."
print("connect and disconnect look right here. And a coin that is made and spent in one block?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

`utxo.pop(outpoint)` removes a coin and hands it to you. If a rule breaks, disconnect what you have so far, then raise.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`for each tx: if not the first: validate or fail; pop its inputs, note "spent"; fees = fees + in - out; then add its outputs, note "made"`. At the end: `coinbase > subsidy + fees, or an output < 0: fail`. `disconnect: for change in reversed(undo): made: delete; spent: put back`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

خرچ ہوئے سکے نکالیں، نئے ڈالیں، اور ہر تبدیلی لکھتے جائیں۔ واپسی میں آخری تبدیلی سب سے پہلے پلٹیں۔ خراب بلاک پر سب کچھ پہلے جیسا کر کے ValueError دیں۔
</details>
"""


# %% nbgrader={"grade_id": "connect-hidden", "grade": true, "points": 9} hunar={"exercise": "connect", "title": "connect and disconnect: undo, rewards, bad blocks"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant


def tx_of(name: str, inputs: list, *outputs_sat: int) -> dict:
    return {"id": name, "inputs": list(inputs), "outputs_sat": list(outputs_sat)}


def block_of(height: int, *txs: dict) -> dict:
    return {"height": height, "txs": list(txs)}


def made(amount_sat: int, height: int, coinbase: bool = False) -> dict:
    return {"amount_sat": amount_sat, "height": height, "coinbase": coinbase}


rng = variant.rng("a6-consensus")
one, two = (int(amount) for amount in rng.integers(50_000, 90_000, size=2))
full = 50 * 100_000_000
start = {
    ("p", 0): made(one, 33),
    ("p", 1): made(two, 44),
    ("old", 0): made(full, 120, True),
    ("idle", 5): made(777, 50),
}
t1 = tx_of("t1", [("p", 0)], one - 3_000, 2_000)
t2 = tx_of("t2", [("t1", 0), ("old", 0)], full, one - 5_000)
t3 = tx_of("t3", [("t2", 1)], one - 5_000)
fees = 1_000 + 2_000
block = block_of(250, tx_of("cb", [], full, fees), t1, t2, t3)
after = {
    ("p", 1): made(two, 44),
    ("idle", 5): made(777, 50),
    ("cb", 0): made(full, 250, True),
    ("cb", 1): made(fees, 250, True),
    ("t1", 1): made(2_000, 250),
    ("t2", 0): made(full, 250),
    ("t3", 0): made(one - 5_000, 250),
}
changes = [
    ("made", ("cb", 0), made(full, 250, True)),
    ("made", ("cb", 1), made(fees, 250, True)),
    ("spent", ("p", 0), made(one, 33)),
    ("made", ("t1", 0), made(one - 3_000, 250)),
    ("made", ("t1", 1), made(2_000, 250)),
    ("spent", ("t1", 0), made(one - 3_000, 250)),
    ("spent", ("old", 0), made(full, 120, True)),
    ("made", ("t2", 0), made(full, 250)),
    ("made", ("t2", 1), made(one - 5_000, 250)),
    ("spent", ("t2", 1), made(one - 5_000, 250)),
    ("made", ("t3", 0), made(one - 5_000, 250)),
]
easy = block_of(250, tx_of("cb", [], full), tx_of("t1", [("p", 0), ("old", 0)], full, one))
ledger = dict(start)
undo = connect(ledger, easy)
assert isinstance(undo, list) and all(isinstance(change, tuple) and len(change) == 3 for change in undo), (
    "[not-a-diary] connect must return a list of triples: (kind, outpoint, coin)."
)
assert ("p", 0) not in ledger and ("old", 0) not in ledger, (
    "[spent-stays] A spent coin is still in the ledger. Remove all inputs from utxo itself, not from a copy."
)
expected = {("p", 1): start["p", 1], ("idle", 5): start["idle", 5]}
expected |= {("cb", 0): made(full, 250, True), ("t1", 0): made(full, 250), ("t1", 1): made(one, 250)}
assert ledger == expected, (
    "[wrong-coin] A made coin is missing or wrong. Each output is a coin with its amount, the block's height, and coinbase only for rewards."
)
ledger = dict(start)
try:
    undo = connect(ledger, block)
except Exception:
    undo = None
assert undo is not None, (
    "[refuses-block] A good block was refused: a coin made earlier in the block may be spent, and the coinbase may take the fees."
)
assert ledger == after, (
    "[wrong-ledger] After a block that spends its own coins the ledger is wrong. Apply one transaction after the other."
)
missing = [change for change in changes if change not in undo]
assert not missing and len(undo) == len(changes), (
    "[undo-incomplete] The diary is not complete. Note every coin that is spent or made, as it was, also within the block."
)
own = dict(after)
try:
    disconnect(own, list(changes))
except Exception:
    own = None
forward = dict(after)
for kind, outpoint, coin in changes:
    forward.pop(outpoint, None)
    if kind == "spent":
        forward[outpoint] = coin
assert own is not None and own != forward, (
    "[forward-undo] The diary was undone from the front. Go backwards, or coins made and spent in the block stay."
)
assert own == start, (
    "[not-restored] disconnect must restore the ledger exactly: delete what was made, put back what was spent."
)
disconnect(ledger, undo)
assert ledger == start, "[not-restored] connect and then disconnect did not restore the ledger exactly."
for height, reward in ((250, full), (250, full - 7), (209_999, full), (210_000, full // 2)):
    ledger = dict(start)
    try:
        connect(ledger, block_of(height, tx_of("cb", [], reward)))
    except Exception:
        ledger = None
    assert ledger is not None, (
        "[refuses-block] A coinbase that takes the subsidy or less was refused. Less is allowed."
    )
for bad in (
    block_of(250, tx_of("cb", [], full + fees + 1), t1, t2, t3),
    block_of(250, tx_of("cb", [], full, fees, 1), t1, t2, t3),
    block_of(210_000, tx_of("cb", [], full)),
):
    ledger = dict(start)
    assert check.refuses(connect, ledger, bad), (
        "[reward-too-high] The coinbase took more than subsidy(height) plus fees. Raise ValueError."
    )
    assert ledger == start, (
        "[half-connected] A refused block left traces in the ledger. Disconnect what you have done, then raise."
    )
thief = tx_of("thief", [("p", 0)], one)
for bad in (
    block_of(250, tx_of("cb", [], 1), t1, thief),
    block_of(250, tx_of("cb", [], 1), tx_of("t9", [("p", 1)], two), tx_of("t8", [("none", 0)], 1)),
    block_of(250, tx_of("cb", [], 1), t2, t1),
    block_of(250, tx_of("cb", [], 1), t1, tx_of("cb2", [], 5)),
    block_of(219, tx_of("cb", [], 1), t1, t2),
):
    ledger = dict(start)
    assert check.refuses(connect, ledger, bad), (
        "[accepts-bad] A block with a bad payment was connected, or refused by another error. Validate each payment against the ledger as it is then, and raise ValueError."
    )
    assert ledger == start, (
        "[half-connected] A refused block left traces in the ledger. Disconnect what you have done, then raise."
    )
for bad in (
    block_of(250, tx_of("cb", [], 2 * full, -full), t1, t2, t3),
    block_of(250, tx_of("cb", [], -1)),
):
    ledger = dict(start)
    assert check.refuses(connect, ledger, bad), (
        "[negative-reward] A coinbase with a negative output was accepted. It would hide a reward that is too high. Raise ValueError."
    )
    assert ledger == start, (
        "[half-connected] A refused block left traces in the ledger. Disconnect what you have done, then raise."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 5 · How sure is a payment?

Rabia waits for z *confirmations*: the honest branch grows by z blocks. A thief with the share q of all hashing power works in secret on a branch without the payment; the others have p = 1 − q. Nakamoto reasoned: while the others find z blocks, the thief finds k, about Poisson with mean λ = z·q/p. From z − k blocks behind he ever catches up with probability (q/p)^(z − k). His chance is

P = 1 − Σ Poisson(k) · (1 − (q/p)^(z − k)), for k = 0 … z

with Poisson(k) = e^(−λ) λᵏ / k!. With q ≥ 0.5 he always succeeds: P = 1.

Predict first: what happens to λᵏ for large z?
"""

# %%
mean, k = 278.0, 340
try:
    print(mean**k / math.factorial(k))
except OverflowError as error:
    print("OverflowError:", error)
print("by logarithms:", math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)))


# %% nbgrader={"grade_id": "attack-success", "solution": true} hunar={"exercise": "attack-success", "title": "attack_success"}
def attack_success(q: float, z: int) -> float:
    """Nakamoto's probability that a payment with z confirmations is reversed.

    q: the thief's share of the hashing power, 0 < q < 1. z: whole number, 0 <= z <= 400.
    Returns a probability, 0 to 1, without unit; 1.0 when q >= 0.5.
    Example: attack_success(0.1, 2) is about 0.0509779.
    """
    ### BEGIN SOLUTION
    p = 1 - q
    if q >= p:
        return 1.0
    mean = z * q / p
    poisson, success = math.exp(-mean), 1.0
    for k in range(z + 1):
        success -= poisson * (1 - (q / p) ** (z - k))
        poisson *= mean / (k + 1)
    return success
    ### END SOLUTION


# %% nbgrader={"grade_id": "attack-success-check", "grade": true, "points": 4} hunar={"exercise": "attack-success", "title": "attack_success: check"}
got = attack_success(0.1, 2)
check.is_number(got, name="attack_success(0.1, 2)")
assert abs(got - 0.9490221) > 1e-6, (
    "[complement] This is the chance that the thief fails. Return his success."
)
assert abs(got - 0.056) > 1e-6, (
    "[rosenfeld] This is Rosenfeld's exact value, the next lesson. Nakamoto used the Poisson law."
)
assert abs(got - 0.0509779) <= 1e-6, (
    "[wrong-probability] Expected about 0.0509779. Is the mean z * q / p, and does k run from 0 to z?"
)
print("attack_success looks right here. Also for strong thieves and for many confirmations?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Each Poisson term is the one before times λ / k; the first is e^(−λ). So nothing overflows.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`if q >= 0.5: 1.0; term = exp(-mean); P = 1; for k = 0 … z: P = P - term * (1 - (q/p)**(z-k)); term = term * mean / (k + 1)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

اوسط λ = z·q/p لیں۔ ہر Poisson جز پچھلے جز سے بنائیں، اسے چور کے پیچھے رہ جانے کے امکان سے ضرب دیں، اور 1 میں سے گھٹاتے جائیں۔ q آدھا یا زیادہ ہو تو 1.0 دیں۔
</details>
"""


# %% nbgrader={"grade_id": "attack-success-hidden", "grade": true, "points": 6} hunar={"exercise": "attack-success", "title": "attack_success: the published table"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant


def terms_of(mean: float, last: int) -> list[float]:
    """Poisson probabilities of 0, 1, …, last."""
    terms = [math.exp(-mean)]
    for k in range(1, last + 1):
        terms.append(terms[-1] * mean / k)
    return terms


def published(q: float, z: int, mean: float) -> float:
    ratio = q / (1 - q)
    return 1 - sum(term * (1 - ratio ** (z - k)) for k, term in enumerate(terms_of(mean, z)))


def exact(q: float, z: int) -> float:
    p = 1 - q
    return 1 - sum(math.comb(m + z - 1, m) * (p**z * q**m - p**m * q**z) for m in range(z + 1))


def chance_or_none(q: float, z: int):
    try:
        return attack_success(q, z)
    except Exception:
        return None


def near(got, right: float) -> bool:
    return isinstance(got, (int, float)) and abs(got - right) <= 2e-7 + 1e-4 * abs(right)


drawn = variant.rng("a6-consensus")
cases = [(0.1, 1), (0.1, 6), (0.3, 5), (0.3, 10)]
cases += [(float(drawn.uniform(0.15, 0.4)), int(drawn.integers(2, 9))) for _ in range(3)]
for q, z in cases:
    p = 1 - q
    mean = z * q / p
    right = published(q, z, mean)
    got = chance_or_none(q, z)
    assert isinstance(got, (int, float)), "[not-a-number] attack_success must return a number, and not break."
    assert not near(got, 100 * right), "[percent] Return a probability from 0 to 1, not a percentage."
    assert not near(got, 1 - right), (
        "[complement] This is the chance that the thief fails. Return his success."
    )
    if not near(got, right):
        assert not near(got, right - terms_of(mean, z)[z]), (
            "[sum-short] The sum stops at z - 1, so the probability of k = z is lost. Let k run from 0 to z."
        )
        assert not near(got, exact(q, z)), (
            "[rosenfeld] This is Rosenfeld's exact form. Nakamoto's, asked for here, uses the Poisson law."
        )
        assert not near(got, (q / p) ** z), (
            "[only-catch-up] This is the chance to catch up from z behind. The thief also works while Rabia waits: that is k."
        )
        assert not near(got, published(q, z, z * q)), "[wrong-mean] The mean of k is z * q / p, not z * q."
        assert not near(got, published(q, z, z * p / q)) and not near(got, published(p, z, mean)), (
            "[swapped] q and p were exchanged somewhere. q is the thief."
        )
    assert near(got, right), (
        "[wrong-probability] The probability differs. Check the mean, the range of k, and the exponent z - k."
    )
table = ((1, 0.2045873), (3, 0.0131722), (5, 0.0009137), (8, 0.0000173))
for z, value in table:
    assert abs(chance_or_none(0.1, z) - value) <= 1e-7, (
        "[wrong-probability] The published table for q = 0.1 differs."
    )
assert near(chance_or_none(0.1, 0), 1.0) and near(chance_or_none(0.4, 0), 1.0), (
    "[no-confirmation] Without a confirmation nothing protects the payment: P = 1."
)
for q in (0.5, 0.51, 0.6, 0.9):
    for z in (1, 6, 20):
        assert near(chance_or_none(q, z), 1.0), (
            "[majority] With half of the hashing power or more the thief always succeeds: P is 1."
        )
for q, z in ((0.4, 89), (0.45, 340), (0.45, 400)):
    got = chance_or_none(q, z)
    assert got is not None and abs(got - published(q, z, z * q / (1 - q))) <= 1e-6, (
        "[overflow] For many confirmations the result broke or lost its digits. Multiply term by term, or use logarithms."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 6 · Let them race

Nakamoto's k is not really Poisson. Rosenfeld (2014) gave the exact chance for this race. You simulate it:

1. Before he pays, the thief has *one* secret block. His lead is 1.
2. Each next block is his with probability q: lead + 1. Otherwise it is honest: lead − 1.
3. Until z honest blocks are found, Rabia waits, and so does he.
4. From then on he wins as soon as his branch is *longer*: lead ≥ 1. A tie is not enough: nodes keep what they saw first. At 60 behind, count it as lost.

Predict first: how many of ten numbers are below 0.3?
"""

# %%
rng = np.random.default_rng(7)
draws = rng.random(10)
print(np.where(draws < 0.3, "thief", "honest"))
waits = rng.geometric(0.7, size=(2, 5)) - 1
print("thief's blocks before the 1st and the 2nd honest block, in 5 races:\n", waits)


# %% nbgrader={"grade_id": "simulate-attack", "solution": true} hunar={"exercise": "simulate-attack", "title": "simulate_attack"}
def simulate_attack(q: float, z: int, n: int, rng: np.random.Generator) -> float:
    """The share of n simulated races that the thief wins.

    q: the thief's share, 0 < q <= 0.4. z: confirmations, 0 <= z <= 20. n: races, up to 20,000.
    rng: the only source of randomness, so that the same generator gives the same result.
    Returns wins / n: a number from 0 to 1.
    Example: simulate_attack(0.4, 2, 10_000, np.random.default_rng(1)) is near 0.704.
    """
    ### BEGIN SOLUTION
    lead = 1 - z + (rng.geometric(1 - q, size=(z, n)) - 1).sum(axis=0)
    wins = np.count_nonzero(lead >= 1)
    lead = lead[lead < 1]
    while lead.size:
        lead = lead + np.where(rng.random(lead.size) < q, 1, -1)
        wins += np.count_nonzero(lead >= 1)
        lead = lead[(lead < 1) & (lead > -60)]
    return wins / n
    ### END SOLUTION


# %% nbgrader={"grade_id": "simulate-attack-check", "grade": true, "points": 6} hunar={"exercise": "simulate-attack", "title": "simulate_attack: check"}
got = simulate_attack(0.4, 2, 10_000, np.random.default_rng(1))
check.is_number(got, name="simulate_attack(0.4, 2, 10_000, rng)")
assert 0 <= got <= 1, "[not-a-share] Divide the number of wins by n: the share is between 0 and 1."
assert got != 1, (
    "[wins-early] Every race was won. Nobody wins before z honest blocks exist; and rng.geometric counts the honest block, so subtract 1."
)
assert abs(got - 0.88) > 0.02, "[tie-wins] A tie was counted as a win. The thief must be ahead: lead >= 1."
assert abs(got - 0.529) > 0.02, "[no-secret-block] The thief has one block before he pays: begin with lead 1."
assert abs(got - 0.352) > 0.02, "[gives-up] A thief who is behind after z honest blocks goes on: step 4."
assert abs(got - 0.8) > 0.012 and abs(got - 0.635) > 0.012, (
    "[off-by-one] The thief waits for z honest blocks, neither one more nor one less."
)
assert abs(got - 0.704) <= 0.02, "[wrong-share] About 70 of 100 thieves win this race. Follow steps 1 to 4."
print("simulate_attack looks right here.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

First simulate until z honest blocks exist. Then go on with the open races.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`lead = 1 - z + thief's blocks before each of z honest blocks; count lead >= 1 as won; while races are open: each lead goes +1 with probability q, else -1; count won ones; drop those and the ones at -60`; `return wins / n`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

چور 1 بلاک کی برتری سے شروع کرتا ہے۔ پہلے z ایماندار بلاک پورے ہونے دیں، پھر ہر قدم پر برتری بدلیں۔ برتری 1 یا زیادہ ہو تو جیت، صرف برابری جیت نہیں۔
</details>
"""


# %% nbgrader={"grade_id": "simulate-attack-hidden", "grade": true, "points": 9} hunar={"exercise": "simulate-attack", "title": "simulate_attack: against the exact law"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant


def race(q: float, z: int, first_lead: int = 1, wins_at: int = 1, chase: bool = True) -> float:
    """The exact chance; Rosenfeld's with the standard arguments. The others make the usual mistakes."""
    p, total, left, weight = 1 - q, 0.0, 1.0, (1 - q) ** z
    for m in range(z + 4):
        behind = max(0, wins_at - (first_lead + m - z))
        total += weight * ((q / p) ** behind if chase or not behind else 0.0)
        left -= weight
        weight *= q * (m + z) / (m + 1)
    return total + left


def poisson_race(q: float, z: int) -> float:
    mean, total = z * q / (1 - q), 1.0
    term = math.exp(-mean)
    for k in range(z + 1):
        total -= term * (1 - (q / (1 - q)) ** (z - k))
        term *= mean / (k + 1)
    return total


def share_or_none(*arguments):
    try:
        return simulate_attack(*arguments)
    except Exception:
        return None


def fits(got: float, right: float, errors: int = 3) -> bool:
    """Is the share of 10,000 races within so many standard errors of the exact chance?"""
    return abs(got - right) <= errors * math.sqrt(max(right * (1 - right), 1e-9) / 10_000)


streams = variant.rng("a6-consensus").spawn(20)
got = share_or_none(0.3, 1, 1_000, streams[0])
assert got is not None, "[breaks] The simulation broke. Test z from 0 to 8 and q from 0.1 to 0.4."
assert isinstance(got, (int, float)) and 0 <= got <= 1, (
    "[not-a-share] simulate_attack must return the share of won races, from 0 to 1."
)
again = [share_or_none(0.3, 3, 500, np.random.default_rng(11)) for _ in range(2)]
assert again[0] == again[1], (
    "[own-randomness] The same generator gave two results. Draw only from the rng that is given."
)
several = [share_or_none(0.3, 3, 500, np.random.default_rng(seed)) for seed in range(12, 18)]
assert several != [1.0] * 6, (
    "[wins-early] Every race was won. Nobody wins before z honest blocks exist; and rng.geometric counts the honest block, so subtract 1."
)
assert len(set(several)) > 1, "[not-simulated] Every generator gave the same result. Draw the races from rng."
assert all(abs(500 * share - round(500 * share)) <= 1e-6 for share in several), (
    "[not-simulated] The share is not a whole number of wins divided by n."
)
cases = ((0.3, 8), (0.2, 6), (0.4, 2), (0.1, 1))
shares = []
for number, (q, z) in enumerate(cases):
    got = share_or_none(q, z, 10_000, streams[2 + 2 * number])
    if got is not None and not fits(got, race(q, z)):
        got = share_or_none(q, z, 10_000, streams[3 + 2 * number])  # 3 in 1,000 right answers are so far off
    assert got is not None, "[breaks] The simulation broke. Test z from 0 to 8 and q from 0.1 to 0.4."
    shares.append(got)


def all_fit(chance) -> bool:
    """Do all shares fit another law? 4 standard errors, for it only chooses the words."""
    return all(fits(got, chance(q, z), 4) for got, (q, z) in zip(shares, cases, strict=True))


if not all(fits(got, race(q, z)) for got, (q, z) in zip(shares, cases, strict=True)):
    assert not all_fit(lambda q, z: race(q, z, wins_at=0)), (
        "[tie-wins] A tie was counted as a win. The thief must be ahead: lead >= 1."
    )
    assert not all_fit(lambda q, z: race(q, z, first_lead=0)), (
        "[no-secret-block] The thief's first secret block is missing. He begins with lead 1."
    )
    assert not all_fit(lambda q, z: race(q, z, chase=False)), (
        "[gives-up] Only races won at the z-th honest block were counted. Go on: a thief behind can still catch up."
    )
    assert not all_fit(poisson_race), (
        "[poisson] The thief's blocks were drawn from the Poisson law. Decide block by block, or use rng.geometric."
    )
    assert not all_fit(lambda q, z: race(q, z + 1)) and not all_fit(lambda q, z: race(q, max(z - 1, 0))), (
        "[off-by-one] The thief waits for one honest block too many or too few. There are z."
    )
for got, (q, z) in zip(shares, cases, strict=True):
    assert fits(got, race(q, z)), (
        "[wrong-share] The share of wins is more than 3 standard errors away from the exact chance, twice. Follow steps 1 to 4."
    )
assert share_or_none(0.2, 0, 200, streams[1]) == 1.0, (
    "[no-confirmation] With z = 0 the thief is ahead at once: every race is won."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
### See it

The next cell compares *your* two functions.

*In words:* three falling lines show Nakamoto's probability for thieves with 10, 20 and 30 % of the hashing power; the line for 10 % falls fastest. Dots with bars of three standard errors show your races. They follow the lines, but for many confirmations they lie higher: Nakamoto's approximation is too hopeful there.
"""

# %% hunar={"grading": "skip"}
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(8.5, 4))
styles = ((0.3, "#b34700", "-", "o"), (0.2, "#00576b", "--", "s"), (0.1, "#6a4c93", ":", "^"))
confirmations = range(1, 9)
rng = np.random.default_rng(2008)
for q, colour, line, mark in styles:
    axes.plot(
        confirmations, [attack_success(q, z) for z in confirmations], line, color=colour, label=f"q = {q:.0%}"
    )
    shares = [(z, simulate_attack(q, z, 20_000, rng)) for z in confirmations]
    shares = [(z, share) for z, share in shares if share * 20_000 >= 10]  # fewer wins say little
    bars = [3 * math.sqrt(share * (1 - share) / 20_000) for _, share in shares]
    axes.errorbar(*zip(*shares, strict=True), yerr=bars, fmt=mark, color=colour, capsize=3, markersize=5)
axes.set(yscale="log", xlabel="confirmations z", ylabel="probability of a reversal")
axes.set_title("Lines: attack_success. Dots: simulate_attack, 20,000 races each")
axes.grid(alpha=0.3)
axes.legend(title="thief's share")
figure.tight_layout()

# %% [markdown]
r"""
## 7 · Who needs a blockchain?

A blockchain costs work, time and privacy. Ask four questions:

- **many_writers:** do several parties write?
- **mutual_distrust:** do they distrust each other?
- **trusted_third_party:** is there somebody whom all trust to keep the record?
- **public_check:** must outsiders be able to verify it?

Only many writers who distrust each other *and* have no trusted third party need a blockchain: a `"public blockchain"` if outsiders must verify it, else a `"private blockchain"`. For others a `"database"` is enough; if outsiders must verify it, a `"signed log"`: a database whose Merkle roots (A2) are signed and published.

Predict first: what does a shop need for its own accounts?
"""

# %%
shop = {"many_writers": False, "mutual_distrust": False, "trusted_third_party": False, "public_check": False}
print("the questions:", ", ".join(shop))
print("a missing answer is not a no:", shop.get("who_pays"), "- is it False?", shop.get("who_pays") is False)


# %% nbgrader={"grade_id": "needs-blockchain", "solution": true} hunar={"exercise": "needs-blockchain", "title": "needs_blockchain"}
def needs_blockchain(case: dict) -> str:
    """What a case needs: "database", "signed log", "private blockchain" or "public blockchain".

    case: a dict with the keys many_writers, mutual_distrust, trusted_third_party and public_check, each True or
    False; other keys do not matter.
    Raises ValueError if one of the four answers is missing.
    Example: needs_blockchain(shop) == "database".
    """
    ### BEGIN SOLUTION
    questions = ("many_writers", "mutual_distrust", "trusted_third_party", "public_check")
    if any(question not in case for question in questions):
        raise ValueError("an answer is missing")
    if case["many_writers"] and case["mutual_distrust"] and not case["trusted_third_party"]:
        return "public blockchain" if case["public_check"] else "private blockchain"
    return "signed log" if case["public_check"] else "database"
    ### END SOLUTION


# %% nbgrader={"grade_id": "needs-blockchain-check", "grade": true, "points": 2} hunar={"exercise": "needs-blockchain", "title": "needs_blockchain: check"}
got = needs_blockchain(shop)
check.is_text(got, name="needs_blockchain(shop)")
assert got == "database", "[wrong-answer] One writer, and nobody outside must verify: a database is enough."
rivals = {**shop, "many_writers": True, "mutual_distrust": True}
assert needs_blockchain(rivals) == "private blockchain", (
    "[wrong-answer] Rivals who write together, without anybody whom all trust: a private blockchain."
)
print("needs_blockchain looks right here. There are 16 cases.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Three answers together decide whether it is a blockchain. The fourth one chooses the kind.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`a key missing: ValueError; if many and distrust and not third party: public or private blockchain; else: signed log or database`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

بلاک چین تب چاہیے جب لکھنے والے کئی ہوں، آپس میں اعتماد نہ ہو، اور کوئی معتبر تیسرا فریق بھی نہ ہو۔ چوتھا سوال صرف قسم بتاتا ہے۔
</details>
"""

# %% nbgrader={"grade_id": "needs-blockchain-hidden", "grade": true, "points": 3} hunar={"exercise": "needs-blockchain", "title": "needs_blockchain: all sixteen cases"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
import itertools

questions = ("many_writers", "mutual_distrust", "trusted_third_party", "public_check")


def advice_or_none(case: dict):
    try:
        return needs_blockchain(case)
    except Exception:
        return None


answers = {
    given: advice_or_none(dict(zip(questions, given, strict=True)))
    for given in itertools.product((False, True), repeat=4)
}
kinds = {"database", "signed log", "private blockchain", "public blockchain"}
assert all(isinstance(answer, str) and answer in kinds for answer in answers.values()), (
    "[other-words] Each answer is one of the four texts, written exactly as in the docstring."
)
for (many, distrust, third, public), answer in answers.items():
    chain = "blockchain" in answer
    assert many or not chain, (
        "[one-writer] A single writer was sent to a blockchain. There is nobody to agree with."
    )
    assert distrust or not chain, (
        "[friends] Writers who trust each other were sent to a blockchain. They can share a database."
    )
    assert not third or not chain, "[third-party] Somebody is trusted by all, so a blockchain is not needed."
    assert chain or not (many and distrust and not third), (
        "[denies-need] Many writers, distrust, and nobody whom all trust: this is the case for a blockchain."
    )
    right = ("public blockchain" if public else "private blockchain") if chain else None
    assert right is None or answer == right, (
        "[wrong-kind] public_check decides between a public and a private blockchain."
    )
    assert chain or answer == ("signed log" if public else "database"), (
        "[no-log] If outsiders must verify a record, a plain database is not enough: a signed log."
    )
full = dict(zip(questions, (True, True, False, True), strict=True))
assert advice_or_none({**full, "town": "Multan"}) == "public blockchain", (
    "[other-keys] Other keys in the dict do not matter."
)
for question in questions:
    for given in ((True, True, False, True), (False, False, True, False)):
        case = dict(zip(questions, given, strict=True))
        del case[question]
        assert check.refuses(needs_blockchain, case), (
            "[missing-answer] A question without an answer was taken as a no, or gave another error. Raise ValueError."
        )
### END HIDDEN TESTS

# %% [markdown]
r"""
## Where this model is wrong

- Signatures, scripts and block sizes are missing here.
- The race assumes constant shares, blocks that reach everybody at once, and a thief who ignores his costs. A large payment deserves more confirmations; no number is safe by itself.
- Authors count z differently: for Nakamoto, only blocks *after* the one with the payment.
- A thief can also cut Rabia off from honest nodes, or rent machines.
- Four yes-or-no questions hide the hard part: *who* answers them, and who gains.
"""

# %% [markdown]
r"""
## Reflection ★

Use your table on land records, university degrees and subsidy payments. Choose one of them: which answer is disputed, and what does **no** ledger solve there? Write 120–200 words in English, Urdu or Roman Urdu.

| An instructor looks for | points |
|---|---|
| **Claim:** one clear sentence about what the case needs | 2 |
| **Evidence:** a fact or a test of yours, with its date | 3 |
| **Limits of the model:** where the four questions fall short | 3 |
| **Consequence:** who gains, who loses, one remedy | 2 |
"""

# %% [markdown] nbgrader={"grade_id": "reflection", "solution": true, "grade": true, "points": 10} hunar={"exercise": "reflection", "title": "Reflection"}
r"""
Land records in my district need a signed log, not a blockchain, because one office writes them by law. (2)

I ran `needs_blockchain` today: with one writer and a public check it says "signed log", and so it does for degrees. For subsidy payments with several departments the answer flips to "private blockchain" as soon as I say that nobody is trusted by all. One disputed answer decided everything. (3)

The questions do not ask whether the first entry is true. A family that lost its field by a forged paper finds the forgery in the ledger, now with a proof. They also treat trust as yes or no, although people trust the office for maps and not for inheritance, and they do not ask what happens when a court orders a correction. (3)

Whoever is registered first gains; tenants and heirs without papers, often women, lose. Remedy: before the roots are published, print the list in each village, hear objections for six months, and record corrections as new signed entries instead of deleting old ones. (2)
"""

# %% [markdown]
r"""
## Stretch (not graded)

1. In 2010 two coinbases had the same id, and it happened twice. What does your `connect` do then? Read BIP 30.
2. How many confirmations keep the risk below 0.1 % for q = 10, 20, 30 and 45 %?
"""

# %% [markdown]
r"""
## Glossary · فرہنگ

<table lang="ur" dir="rtl">
<tr><th>اصطلاح</th><th>مطلب</th></tr>
<tr><td><span lang="en" dir="ltr">ledger</span></td><td>کھاتہ</td></tr>
<tr><td><span lang="en" dir="ltr">fork</span></td><td>زنجیر کا دو شاخوں میں بٹنا</td></tr>
<tr><td><span lang="en" dir="ltr">tip</span></td><td>شاخ کا آخری بلاک</td></tr>
<tr><td><span lang="en" dir="ltr">work</span></td><td>کام: بلاک ڈھونڈنے کے لیے اوسطاً درکار ہیش</td></tr>
<tr><td><span lang="en" dir="ltr">UTXO set</span></td><td>غیر خرچ شدہ سکوں کا مجموعہ</td></tr>
<tr><td><span lang="en" dir="ltr">coinbase</span></td><td>بلاک کی پہلی ٹرانزیکشن، مائنر کا انعام</td></tr>
<tr><td><span lang="en" dir="ltr">confirmation</span></td><td>تصدیق: ادائیگی والا بلاک اور اس کے اوپر کے بلاک</td></tr>
<tr><td><span lang="en" dir="ltr">consensus</span></td><td>اتفاقِ رائے</td></tr>
</table>
"""

# %% [markdown]
r"""
## Sources

- S. Nakamoto, *Bitcoin: A Peer-to-Peer Electronic Cash System*, section 11, 31 October 2008 (grade A)
- M. Rosenfeld, *Analysis of Hashrate-Based Double-Spending*, arXiv 1402.2009, February 2014 (A)
- K. Wüst, A. Gervais, *Do you need a Blockchain?*, IACR ePrint 2017/375, 2017; simplified here (A)
- Bitcoin Core, `src/chain.cpp`, `src/validation.cpp`, version 29.0, April 2025 (A)
- The sum in 64 bits: CVE-2010-5139, block 74,638 of 15 August 2010; a coin twice in one payment: CVE-2018-17144, September 2018 (A)
"""
