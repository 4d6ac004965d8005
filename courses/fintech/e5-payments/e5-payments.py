# %% [markdown]
r"""
# E5 · Payments, remittances and stablecoins

**Minutes:** 60 · **Prerequisites:** P0 check-in (functions, lists, dicts)

**After this you can:**

- *round* money by a named rule, in whole paisa
- *keep* a double-entry ledger exact and atomic
- *make* a payment safe against being sent twice
- *compare* payment routes by everything they cost
- *calculate* when a reserve fails
"""

# %% [markdown]
r"""
## Story

Pakistan's freelancers earned about [400 million USD](#fact-freelancers-fy25) abroad in the fiscal year 2025, says one series; others exist. Remittances and stablecoins belong to [the new sandbox](#fact-sandbox-scope).

This case is invented. Zainab designs websites in Gilgit. Her client pays in dollars; her brother sends money home from Sharjah. Every route promises "low fees". But one hides its price in the exchange rate, one charges a fixed fee, and one asks for trust in a coin. Once, after a power cut, her app sent the same payment twice.

You build what an honest payment firm needs: exact rounding, a ledger, protection against double payment, and a quote that shows *everything* a transfer costs. All routes, rates and prices here are invented.
"""

# %%
# Run this cell first.
import hashlib
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from labs import check

# %% [markdown]
r"""
## 1 · Which paisa?

Money is kept in whole *minor units*: paisa or cents. A percentage often leaves half a unit. Two rules are common. `"half-up"` moves a half away from zero. `"half-even"`, banker's rounding, moves it to the even neighbour, so that many roundings do not all push the same way.

`Decimal` is exact for numbers such as 0.1; a float is not. `.quantize(Decimal(1), rounding=…)` rounds a Decimal to a whole one.

Predict first: which four numbers will this cell show?
"""

# %%
tenth = 0.1
for number in ("0.5", "1.5"):
    up = Decimal(number).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    even = Decimal(number).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
    print(number, "half-up:", up, "- half-even:", even)
print("a float is not exact:", Decimal(tenth))


# %% nbgrader={"grade_id": "to-whole", "solution": true} hunar={"exercise": "to-whole", "title": "to_whole"}
def to_whole(x: Decimal, rounding: str) -> int:
    """An exact amount, rounded to whole minor units.

    x: Decimal, in paisa or cents. rounding: "half-up" (a half goes away from zero) or "half-even".
    Raises ValueError when x is a float, and for any other rounding.
    Example: to_whole(Decimal("2.5"), "half-up") == 3.
    """
    ### BEGIN SOLUTION
    rules = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN}
    if isinstance(x, float) or rounding not in rules:
        raise ValueError("to_whole needs a Decimal and a known rounding")
    return int(x.quantize(Decimal(1), rounding=rules[rounding]))
    ### END SOLUTION


# %% nbgrader={"grade_id": "to-whole-check", "grade": true, "points": 2} hunar={"exercise": "to-whole", "title": "to_whole: check"}
got = to_whole(Decimal("2.5"), "half-up")
check.is_whole_number(got, name='to_whole(Decimal("2.5"), "half-up")', hint="int(…) makes a whole number.")
assert got != 2, "[always-even] Half-up was asked. round() in Python goes to the even neighbour."
assert got == 3, "[wrong-rounding] Half-up makes 3 of 2.5."
assert to_whole(Decimal("2.5"), "half-even") == 2, "[always-up] Half-even makes 2 of 2.5: the even neighbour."
print("to_whole looks right here. And below zero? And for a float?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

First refuse what you cannot handle. Then let `quantize` round, and turn the result into an int.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`if x is a float, or rounding unknown: ValueError; pick the constant; return int(x.quantize(Decimal(1), rounding=constant))`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے float اور نامعلوم قاعدے کو رد کریں۔ پھر quantize سے پورے عدد تک راؤنڈ کریں اور int بنائیں۔
</details>
"""

# %% nbgrader={"grade_id": "to-whole-hidden", "grade": true, "points": 3} hunar={"exercise": "to-whole", "title": "to_whole: other amounts"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from fractions import Fraction
from numbers import Integral

from labs import variant


def right_whole(x, rounding: str) -> int:
    """Rounds an exact number without the decimal module."""
    exact = Fraction(x)
    size = abs(exact)
    low = size.numerator // size.denominator
    rest = size - low
    up = rest > Fraction(1, 2) or (rest == Fraction(1, 2) and (rounding == "half-up" or low % 2 == 1))
    return (low + up) * (1 if exact >= 0 else -1)


assert isinstance(to_whole(Decimal("6.5"), "half-up"), Integral), (
    "[not-a-number] Return an int: a Decimal or a float is not whole money."
)
assert to_whole(Decimal("6.75"), "half-up") != 6 and to_whole(Decimal("6.75"), "half-even") != 6, (
    "[truncated] Everything behind the point was cut off. 6.75 lies nearer to 7."
)
assert to_whole(Decimal("6.5"), "half-up") != 6, (
    "[always-even] Half-up went to the even neighbour. round() in Python does that; use the given rule."
)
assert to_whole(Decimal("6.5"), "half-even") != 7 and to_whole(Decimal("7.5"), "half-even") == 8, (
    "[always-up] Half-even must go to the even neighbour, which may lie below or above."
)
assert to_whole(Decimal("-6.5"), "half-up") == -7 and to_whole(Decimal("-6.5"), "half-even") == -6, (
    "[below-zero] A half below zero went the wrong way. Half-up means away from zero, as in a refund."
)
assert to_whole(Decimal("90071992547409934.5"), "half-even") == 90071992547409934, (
    "[float-inside] A large amount lost paisa: it went through a float. Stay with Decimal and int."
)
assert check.refuses(to_whole, 2.5, "half-up") and check.refuses(to_whole, 0.1, "half-even"), (
    "[float-accepted] A float was accepted as money, or refused by another error. Raise ValueError."
)
for name in ("", "up", "HALF-UP"):
    assert check.refuses(to_whole, Decimal("2.5"), name), (
        "[unknown-rounding] An unknown rounding was accepted, or refused by another error. Raise ValueError."
    )
draw = variant.rng("e5-payments")
for _ in range(40):
    x = Decimal(int(draw.integers(-(10**9), 10**9))) / 8
    for rounding in ("half-up", "half-even"):
        assert to_whole(x, rounding) == right_whole(x, rounding), (
            "[wrong-rounding] Some amount was rounded wrongly. Try eighths around a half, such as 3.375 and 3.625."
        )
for text in ("2.496", "-2.496", "8.49999999999999999999"):
    for rounding in ("half-up", "half-even"):
        assert to_whole(Decimal(text), rounding) == right_whole(Decimal(text), rounding), (
            "[rounded-twice] An amount just below a half was rounded as if it were a half. Round once, from all digits."
        )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 2 · No money from nowhere

In *double-entry* bookkeeping each movement has at least two entries: what goes into one account comes out of another. We write plus for in and minus for out. Then the entries add up to zero, *in each currency for itself*: dollars cannot balance rupees.

Our ledger is a dict: (account, currency) → whole minor units. Posting is *atomic*: all entries or none.

Predict first: which of the two sums hides the mistake?
"""

# %%
slip = [("Zainab", "PKR", 28_000), ("client", "USD", -28_000)]
print("all together:", sum(amount for _, _, amount in slip))
print("only PKR    :", sum(amount for _, currency, amount in slip if currency == "PKR"))


# %% nbgrader={"grade_id": "post", "solution": true} hunar={"exercise": "post", "title": "post"}
def post(ledger: dict, entries: list) -> None:
    """Add all entries to the ledger, or none.

    ledger: (account, currency) -> whole minor units; changed in place; a missing account holds 0.
    entries: list of (account, currency, amount); amount: int, plus for in, minus for out.
    Raises ValueError, and changes nothing, when there are fewer than two entries, when an amount is
    no int, or when the amounts of a currency do not add up to zero.
    Example: post(ledger, [("Ali", "PKR", 500), ("bank", "PKR", -500)]) with ledger = {} makes
    {("Ali", "PKR"): 500, ("bank", "PKR"): -500} of it.
    """
    ### BEGIN SOLUTION
    if len(entries) < 2:
        raise ValueError("a movement has at least two entries")
    sums = {}
    for _, currency, amount in entries:
        if not isinstance(amount, int):
            raise ValueError("an amount is a whole number")
        sums[currency] = sums.get(currency, 0) + amount
    if any(sums.values()):
        raise ValueError("the entries do not add up to zero")
    for account, currency, amount in entries:
        ledger[account, currency] = ledger.get((account, currency), 0) + amount
    ### END SOLUTION


# %% nbgrader={"grade_id": "post-check", "grade": true, "points": 4} hunar={"exercise": "post", "title": "post: check"}
held = {("Ali", "PKR"): 200}
try:
    post(held, [("Ali", "PKR", 500), ("bank", "PKR", -500)])
except KeyError:
    held = None
assert held is not None, (
    "[new-account] KeyError: the bank is not in the ledger yet. A missing account holds 0: ledger.get(key, 0)."
)
assert held != {("Ali", "PKR"): 200}, "[not-posted] The ledger did not change. Write into the given dict."
assert held.get(("Ali", "PKR")) != 500, "[overwrites] Ali held 200 already. Add to it; do not replace it."
assert held == {("Ali", "PKR"): 700, ("bank", "PKR"): -500}, (
    "[wrong-ledger] Expected 700 for Ali and -500 for the bank, with (account, currency) as key."
)
assert check.refuses(post, held, [("Ali", "PKR", 9), ("bank", "PKR", -8)]), (
    "[unbalanced] Plus 9 and minus 8 do not add up to zero. Raise ValueError."
)
assert held == {("Ali", "PKR"): 700, ("bank", "PKR"): -500}, (
    "[partial-posting] The entries were refused, but the ledger changed. Check all of them first."
)
print("post looks right here. What about two currencies?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Two loops. The first only checks and adds up, one sum per currency. The second writes. Nothing is written before everything is checked.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`if fewer than 2: ValueError; for each entry: amount no int? ValueError; sums[currency] += amount; any sum not 0? ValueError; for each entry: ledger[account, currency] += amount (from 0)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

دو لوپ لکھیں۔ پہلا صرف جانچے اور ہر کرنسی کا الگ مجموعہ نکالے۔ دوسرا کھاتے میں لکھے، اور وہ بھی تب جب ہر مجموعہ صفر ہو۔
</details>
"""


# %% nbgrader={"grade_id": "post-hidden", "grade": true, "points": 6} hunar={"exercise": "post", "title": "post: currencies, refused entries"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
ledger = {("A", "PKR"): 50}
try:
    post(ledger, [("A", "PKR", -30), ("B", "PKR", 20), ("C", "PKR", 10)])
except KeyError:
    ledger = None
assert ledger is not None, (
    "[new-account] An account that is not in the ledger yet raised KeyError. It holds 0: ledger.get(key, 0)."
)
assert ledger != {("A", "PKR"): 50}, "[not-posted] The ledger did not change. Write into the given dict."
assert ledger.get(("A", "PKR")) != -30, "[overwrites] The old balance was replaced. Add the amount to it."
assert ledger == {("A", "PKR"): 20, ("B", "PKR"): 20, ("C", "PKR"): 10}, (
    "[wrong-ledger] After three entries a balance is wrong. The key is (account, currency)."
)
ledger = {}
post(ledger, [("A", "USD", 700), ("A", "PKR", -9), ("A", "USD", -200), ("B", "USD", -500), ("B", "PKR", 9)])
assert ledger.get(("A", "USD")) not in (-200, 700), (
    "[last-wins] Two entries touch the same account; one of them was lost. Add them one after the other."
)
assert ledger == {("A", "USD"): 500, ("A", "PKR"): -9, ("B", "USD"): -500, ("B", "PKR"): 9}, (
    "[wrong-ledger] Two currencies in one posting went wrong. Keep a balance for each account and currency."
)
before = {("A", "PKR"): 5, ("B", "USD"): -5}
refused = (
    ([("A", "PKR", 100), ("B", "PKR", 100)], "unbalanced"),
    ([("A", "PKR", 100), ("B", "USD", -100)], "mixed"),
    ([("A", "PKR", 100), ("B", "PKR", -100), ("A", "USD", 7), ("C", "USD", -6)], "unbalanced"),
    ([("A", "PKR", 10**17 + 1), ("B", "PKR", -(10**17))], "unbalanced"),
    ([("A", "PKR", 100), ("B", "PKR", -50), ("C", "PKR", -49)], "unbalanced"),
    ([("A", "PKR", 100), ("B", "PKR", -100), ("C", "PKR", 0.0)], "float"),
    ([("A", "PKR", 0.5), ("B", "PKR", -0.5)], "float"),
    ([("A", "PKR", 0)], "single"),
    ([], "single"),
)
for entries, kind in refused:
    ledger = dict(before)
    said_no = check.refuses(post, ledger, entries)
    assert said_no or kind != "mixed", (
        "[mixed-currencies] Dollars were set against rupees. Each currency must add up to zero for itself."
    )
    assert said_no or kind != "unbalanced", (
        "[unbalanced] Entries that do not add up to zero were posted. Check every currency, with signs."
    )
    assert said_no or kind != "float", (
        "[float-accepted] An amount that is no int was posted, or broke in another way. Raise ValueError."
    )
    assert said_no or kind != "single", (
        "[one-entry] Fewer than two entries were accepted. Money comes from somewhere and goes somewhere."
    )
    assert ledger == before, (
        "[partial-posting] Refused entries left a trace in the ledger. Check all of them before you write."
    )
draw = variant.rng("e5-payments")
mine, theirs = {}, {}
for _ in range(30):
    names = [f"account {number}" for number in draw.permutation(6)[:3]]
    currency = ("PKR", "USD", "AED")[int(draw.integers(0, 3))]
    first, second = (int(amount) for amount in draw.integers(-(10**17), 10**17, size=2))
    rest = -first - second + (int(draw.integers(0, 3)) == 0)
    entries = [(n, currency, a) for n, a in zip(names, (first, second, rest), strict=True)]
    refused_now = check.refuses(post, theirs, entries)
    balanced = first + second + rest == 0
    if balanced:
        for name, _, amount in entries:
            mine[name, currency] = mine.get((name, currency), 0) + amount
    assert refused_now or balanced, (
        "[unbalanced] One unit too much in a large amount was not noticed. Compare whole numbers with 0."
    )
    assert theirs == mine, "[wrong-ledger] In a long row of postings with large amounts a balance went wrong."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 3 · Asked twice, paid once

The network breaks after Zainab pressed "send". Did the payment arrive? Her app asks again. To be safe, each request carries a *key* that the app chooses once. The server remembers the key, the request body, and the receipt. A service is *idempotent* when asking again changes nothing.

The same key with *another* body is a mistake in the app. Then do not guess: refuse.

Below, a function makes a function that remembers. Predict first: which three numbers will the cell show?
"""


# %%
def counter():
    seen = []

    def count(item):
        seen.append(item)
        return len(seen)

    return count


first, second = counter(), counter()
print(first("a"), first("a"), second("a"))


# %% nbgrader={"grade_id": "idempotent", "solution": true} hunar={"exercise": "idempotent", "title": "idempotent"}
def idempotent(pay):
    """Wrap pay(body), so that a repeated request pays only once.

    pay: function; takes a dict and returns a receipt of any kind, or raises an error.
    Returns a function safe(key, body):
    new key: calls pay(body) once and returns its receipt; if pay raises, the error goes on to the caller
    and the key stays new;
    known key, equal body: returns the first receipt and does not pay;
    known key, other body: raises ValueError and does not pay.
    Example: with safe = idempotent(pay), two calls of safe("k1", {"paisa": 5}) call pay once.
    """
    ### BEGIN SOLUTION
    done = {}

    def safe(key, body):
        if key not in done:
            receipt = pay(body)
            done[key] = (dict(body), receipt)
        first_body, receipt = done[key]
        if body != first_body:
            raise ValueError("this key was used for another body")
        return receipt

    return safe
    ### END SOLUTION


# %% nbgrader={"grade_id": "idempotent-check", "grade": true, "points": 4} hunar={"exercise": "idempotent", "title": "idempotent: check"}
paid = []


def note_payment(body):
    paid.append(body)
    return f"receipt {len(paid)}"


safe = idempotent(note_payment)
assert callable(safe), "[not-a-function] idempotent must return a function that takes a key and a body."
receipt = safe("k1", {"to": "Ammi", "paisa": 500_000})
assert len(paid) == 1, "[not-paid] A new key must call pay(body) exactly once."
assert receipt == "receipt 1", "[wrong-receipt] Return what pay returned."
again = safe("k1", {"to": "Ammi", "paisa": 500_000})
assert len(paid) == 1, "[second-charge] The same request came again, and it was paid again."
assert again == "receipt 1", "[wrong-receipt] A repeated request gets the first receipt again."
print("idempotent looks right here. And the same key with another amount?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Keep one dict inside `idempotent`: key → body and receipt. Ask with `key in …`, because a receipt may be None. Remember only after the payment.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`done = {}; def safe(key, body): if key not in done: receipt = pay(body); done[key] = body, receipt; if body differs from the first: ValueError; return first receipt`, then `return safe`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

اندر ایک dict رکھیں جس میں ہر کلید کے ساتھ درخواست اور رسید ہو۔ پہلے ادائیگی کریں، پھر یاد رکھیں۔ کلید وہی اور درخواست مختلف ہو تو ValueError اٹھائیں۔
</details>
"""


# %% nbgrader={"grade_id": "idempotent-hidden", "grade": true, "points": 6} hunar={"exercise": "idempotent", "title": "idempotent: other bodies, errors, odd receipts"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def service(receipts: list, fail_first: int = 0):
    """A payment service with its list of paid bodies; the first calls may fail."""
    bodies, calls = [], []

    def pay_now(body):
        calls.append(1)
        if len(calls) <= fail_first:
            raise ConnectionError("no network")
        bodies.append(dict(body))
        return receipts[len(bodies) - 1]

    return pay_now, bodies


def ask(wrapped, key: str, body: dict):
    try:
        return wrapped(key, body)
    except ValueError:
        return "ValueError"
    except ConnectionError:
        return "ConnectionError"
    except Exception:
        return "another error"


pay_now, bodies = service([f"r{number}" for number in range(9)])
wrapped = idempotent(pay_now)
assert callable(wrapped), "[not-a-function] idempotent must return a function that takes a key and a body."
rent, gift = {"to": "Bano", "paisa": 70_000}, {"to": "Bano", "paisa": 900}
got = ask(wrapped, "key-1", rent)
assert bodies == [rent], "[not-paid] A new key must call pay once, with the body as it came."
assert got == "r0", "[wrong-receipt] safe must return the receipt of pay."
got = ask(wrapped, "key-1", dict(rent))
assert len(bodies) == 1, "[second-charge] A repeated request was paid again. Remember the key."
assert got == "r0", "[wrong-receipt] A repeated request must get the first receipt again."
got = ask(wrapped, "key-1", {"paisa": 70_000, "to": "Bano"})
assert got == "r0" and len(bodies) == 1, (
    "[order-matters] The same body with its keys in another order was not recognised. Compare dicts, not texts."
)
got = ask(wrapped, "key-1", gift)
assert len(bodies) == 1, (
    "[second-charge] A known key with another body was paid. Refuse it before anything is paid."
)
assert got == "ValueError", (
    "[other-body] A known key with another body must raise ValueError. The first receipt would hide the mistake."
)
assert ask(wrapped, "key-1", rent) == "r0", (
    "[overwritten] After a refused request the first one was forgotten. Leave the memory as it is."
)
assert ask(wrapped, "key-2", rent) == "r1" and len(bodies) == 2, (
    "[keyed-by-body] A new key with a body seen before is a new payment. Remember by key, not by body."
)
pay_now, bodies = service([None, 0, ""])
wrapped = idempotent(pay_now)
for number, key in enumerate(("n", "z", "e"), start=1):
    ask(wrapped, key, gift)
    ask(wrapped, key, gift)
    assert len(bodies) == number, (
        "[empty-receipt] A receipt that is None, 0 or empty was taken for no receipt. Ask whether the key is known."
    )
pay_one, bodies_one = service(["one"])
pay_two, bodies_two = service(["two"])
wrapped_one, wrapped_two = idempotent(pay_one), idempotent(pay_two)
ask(wrapped_one, "same", rent)
assert ask(wrapped_two, "same", rent) == "two" and len(bodies_two) == 1, (
    "[shared-memory] Two services share one memory. Make the dict inside idempotent."
)
pay_now, bodies = service(["late"], fail_first=1)
wrapped = idempotent(pay_now)
assert ask(wrapped, "k", rent) == "ConnectionError", (
    "[error-swallowed] pay raised an error, and the caller did not get it. Let it pass."
)
assert ask(wrapped, "k", rent) == "late" and len(bodies) == 1, (
    "[key-burnt] After a failed payment the key was taken as used, and the next try did not pay. Remember only after pay returned."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 4 · What does it really cost?

A transfer has three prices: a fixed fee, a percentage, and the *spread*, the part of the exchange rate that the firm keeps. A *basis point* (bp) is 1/10,000.

1. Percentage part: of the *whole* amount, in cents, rounded.
2. Fee: fixed + percentage part, but at least the minimum.
3. What is left is exchanged at the middle rate × (1 − spread), and rounded *once*, to whole paisa.

Predict first: how many cents does this invented route take from 200 dollars, and how many paisa are one dollar after the spread?
"""

# %%
sample_route = {
    "fixed_cents": 150,
    "percent_bp": 75,
    "minimum_cents": 200,
    "mid_paisa": 28_000,  # for one dollar, that is 100 cents; invented
    "spread_bp": 100,
    "rounding": "half-up",
}
print("fee  :", 150 + Decimal(20_000) * 75 / 10_000, "cents")
print("price:", Decimal(28_000) * (10_000 - 100) / 10_000, "paisa for one dollar")


# %% nbgrader={"grade_id": "quote", "solution": true} hunar={"exercise": "quote", "title": "quote"}
def quote(amount: int, route: dict) -> dict:
    """What a route charges, and what arrives, by the three steps above.

    amount: whole cents that are sent, above 0. route: the six keys of sample_route.
    Both roundings follow route["rounding"]. Only ints and Decimals, no floats.
    Returns {"fee_cents": int, "received_paisa": int}.
    Raises ValueError when the fee takes the whole amount, or more.
    Example: quote(20_000, sample_route) == {"fee_cents": 300, "received_paisa": 5_460_840}.
    """
    ### BEGIN SOLUTION
    part = to_whole(Decimal(amount) * route["percent_bp"] / 10_000, route["rounding"])
    fee = max(route["fixed_cents"] + part, route["minimum_cents"])
    if fee >= amount:
        raise ValueError("the fee takes the whole amount")
    rupees = Decimal(amount - fee) * route["mid_paisa"] * (10_000 - route["spread_bp"]) / (100 * 10_000)
    return {"fee_cents": fee, "received_paisa": to_whole(rupees, route["rounding"])}
    ### END SOLUTION


# %% nbgrader={"grade_id": "quote-check", "grade": true, "points": 6} hunar={"exercise": "quote", "title": "quote: check"}
got = quote(20_000, sample_route)
assert isinstance(got, dict) and set(got) == {"fee_cents", "received_paisa"}, (
    "[not-a-dict] Return a dict with exactly the keys fee_cents and received_paisa."
)
check.is_whole_number(got["fee_cents"], name='quote(20_000, sample_route)["fee_cents"]')
check.is_whole_number(got["received_paisa"], name='quote(20_000, sample_route)["received_paisa"]')
assert got["fee_cents"] == 300, "[wrong-fee] 150 fixed and 75 bp of 20,000, which is 150: together 300 cents."
assert got["received_paisa"] != 546_084_000, "[cents-as-dollars] mid_paisa buys a dollar, which is 100 cents."
assert got["received_paisa"] != 5_516_000, (
    "[no-spread] The spread is missing: the firm keeps 1 % of the rate."
)
assert got["received_paisa"] == 5_460_840, "[wrong-received] 197 dollars at 27,720 paisa are 5,460,840 paisa."
assert quote(2_000, sample_route)["fee_cents"] == 200, (
    "[no-minimum] 150 and 15 are 165 cents; the minimum is 200."
)
print("quote looks right here. What if the fee is higher than the amount?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Stay in cents until the fee is taken. Then multiply everything and divide once, at the very end. Round with your `to_whole`.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`part = to_whole(amount * percent_bp / 10000); fee = larger of fixed + part and minimum; if fee >= amount: ValueError; received = to_whole((amount - fee) * mid * (10000 - spread) / 1000000)`, with Decimals
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے سینٹ میں پوری فیس نکالیں اور کم از کم فیس دیکھیں۔ باقی رقم کو شرح سے ضرب دیں۔ روپوں کے حساب میں صرف آخر میں، ایک ہی بار راؤنڈ کریں۔
</details>
"""


# %% nbgrader={"grade_id": "quote-hidden", "grade": true, "points": 9} hunar={"exercise": "quote", "title": "quote: minimum, order, rounding"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def a_route(fixed: int, percent: int, minimum: int, mid: int, spread: int, rounding: str = "half-up") -> dict:
    return {
        "fixed_cents": fixed,
        "percent_bp": percent,
        "minimum_cents": minimum,
        "mid_paisa": mid,
        "spread_bp": spread,
        "rounding": rounding,
    }


def right_fee(amount: int, route: dict) -> int:
    part = right_whole(Fraction(amount * route["percent_bp"], 10_000), route["rounding"])
    return max(route["fixed_cents"] + part, route["minimum_cents"])


def right_paisa(cents, route: dict, spread_bp: int | None = None, rounding: str | None = None) -> int:
    """Cents, exchanged; other spreads and roundings make the usual mistakes."""
    spread_bp = route["spread_bp"] if spread_bp is None else spread_bp
    exact = Fraction(cents) * route["mid_paisa"] * (10_000 - spread_bp) / 1_000_000
    return right_whole(exact, rounding or route["rounding"])


draw = variant.rng("e5-payments")
amount = 100 * int(draw.integers(301, 500)) + 37
route = a_route(500, 80, 50, 28_137, 137)
got = quote(amount, route)
assert isinstance(got, dict) and set(got) == {"fee_cents", "received_paisa"}, (
    "[not-a-dict] Return a dict with exactly the keys fee_cents and received_paisa."
)
fee, paisa = got["fee_cents"], got["received_paisa"]
assert isinstance(fee, Integral) and isinstance(paisa, Integral), (
    "[not-a-number] Both values are whole numbers. Round by to_whole, and use no float."
)
share = right_whole(Fraction(amount * 80, 10_000), "half-up")
assert fee != 550 + share, (
    "[minimum-added] The minimum was added to the fee. It is only the least that the fee can be."
)
assert fee != 500 + right_whole(Fraction(amount * 80, 100), "half-up"), (
    "[percent-not-bp] percent_bp was divided by 100. A basis point is 1/10,000."
)
rest = Fraction(amount - 500)
after_exchange = right_whole(rest * 28_137 * 9_863 / 1_000_000 * Fraction(9_920, 10_000), "half-up")
assert abs(paisa - after_exchange) > 150 and fee != 500 + right_whole(rest * 80 / 10_000, "half-up"), (
    "[percent-after-fx] The percentage was taken from what was left after the fixed fee or after the exchange. It counts on the whole amount, in cents, first."
)
assert fee == 500 + share, (
    "[wrong-fee] The fee is the fixed part plus the rounded percentage of the whole amount."
)
left = amount - fee
assert paisa not in (right_paisa(left, route, 0), right_paisa(amount, route, 0)), (
    "[no-spread] The spread is missing: the customer does not get the middle rate."
)
assert paisa != right_paisa(left, route, -137), "[spread-added] The spread was added. It lowers what arrives."
assert paisa != right_paisa(amount, route), (
    "[fee-not-taken] The whole amount was exchanged. Take the fee off first."
)
assert paisa != right_paisa(100 * left, route), (
    "[cents-as-dollars] mid_paisa is the price of a dollar; a cent is a hundredth of it."
)
early = right_whole(Fraction(28_137 * 9_863, 10_000), "half-up")
assert paisa != right_whole(Fraction(left * early, 100), "half-up"), (
    "[rounded-early] The rate was rounded before it was used. Round once, at the end."
)
cut_off = left * 28_137 * 9_863 // 1_000_000
assert paisa != cut_off or cut_off == right_paisa(left, route), (
    "[truncated] A part of a paisa was cut off. Round it, with to_whole."
)
assert paisa == right_paisa(left, route), (
    "[wrong-received] The paisa that arrive differ. Multiply all, divide once, round."
)
for sent, dear in ((2_000, a_route(100, 50, 300, 28_000, 80)), (9_000, a_route(0, 100, 100, 27_950, 0))):
    assert quote(sent, dear)["fee_cents"] == right_fee(sent, dear), (
        "[no-minimum] The minimum fee was not applied, or applied where the fee is higher already."
    )
for cents in (3, 1, 5, 7):
    for rounding in ("half-even", "half-up"):
        tie = a_route(0, 0, 0, 28_050, 0, rounding)
        paisa = quote(cents, tie)["received_paisa"]
        assert paisa != 841, "[truncated] Half a paisa was cut off. Use to_whole."
        assert paisa == right_paisa(cents, tie), (
            "[rounding-ignored] The rounding of the route was not used for what arrives."
        )
for rounding in ("half-even", "half-up"):
    tie = a_route(3, 50, 0, 28_000, 0, rounding)
    for sent in (500, 700, 900, 1_100):
        assert quote(sent, tie)["fee_cents"] == right_fee(sent, tie), (
            "[rounding-ignored] Half a cent in the percentage was rounded by another rule. Round that part, then add the fixed fee."
        )
for sent, dear in ((300, a_route(300, 0, 0, 28_000, 0)), (250, a_route(0, 10, 400, 28_000, 0))):
    assert check.refuses(quote, sent, dear), (
        "[fee-eats-all] The fee took the whole amount, or more, and it was not refused. Raise ValueError."
    )
for sent in (10**14 + 37, 10**15 + 1):
    large = a_route(7, 33, 0, 28_137, 137)
    got = quote(sent, large)
    assert got == {
        "fee_cents": right_fee(sent, large),
        "received_paisa": right_paisa(sent - right_fee(sent, large), large),
    }, "[float-money] For a very large amount a few paisa are wrong: a float was used. Use Decimal and int."
for _ in range(25):
    some = a_route(
        *(int(draw.integers(0, top)) for top in (400, 250, 500)), 28_137, int(draw.integers(0, 300))
    )
    sent = int(draw.integers(2_000, 10**6))
    got = quote(sent, some)
    assert got["fee_cents"] == right_fee(sent, some), "[wrong-fee] For some route the fee differs."
    assert got["received_paisa"] == right_paisa(sent - right_fee(sent, some), some), (
        "[wrong-received] For some route the paisa that arrive differ. Round once, at the end."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
### See it

Four invented routes, compared by *your* `quote`.

*In words:* on the left, each bar shows what a route costs until 100,000 rupees arrive (an example). The bank's bar is the longest, nearly all fixed fee; the card comes next; the money agent's bar is mostly spread; the stablecoin has the shortest. On the right, lines show the cost in percent of the amount sent. The bank's line starts highest, falls steeply, and ends lowest: from about 2,000 dollars on (a model figure) the bank is the cheapest of the four.
"""

# %% hunar={"grading": "skip"}
import matplotlib.pyplot as plt

MID_PAISA = 28_000
prices = {
    "bank": (2_000, 0, 0, 20),
    "money agent": (300, 0, 0, 170),
    "card": (0, 250, 100, 150),
    "stablecoin": (100, 60, 250, 60),
}
routes = {
    name: {
        "fixed_cents": fixed,
        "percent_bp": percent,
        "minimum_cents": minimum,
        "mid_paisa": MID_PAISA,
        "spread_bp": spread,
        "rounding": "half-up",
    }
    for name, (fixed, percent, minimum, spread) in prices.items()
}


def cents_for(paisa: int, route: dict) -> int:
    """The fewest cents for which so many paisa arrive: halves the range of candidates again and again."""
    low, high = 5_000, 10_000_000
    while low < high:
        middle = (low + high) // 2
        if quote(middle, route)["received_paisa"] >= paisa:
            high = middle
        else:
            low = middle + 1
    return low


ladder = {}
for name, route in routes.items():
    sent = cents_for(10_000_000, route)
    fee_paisa = quote(sent, route)["fee_cents"] * MID_PAISA // 100
    ladder[name] = (fee_paisa / 100, (sent * MID_PAISA // 100 - fee_paisa - 10_000_000) / 100)
amounts = [100 * dollars for dollars in range(200, 3_050, 50)]
percents = {
    name: [100 - quote(sent, route)["received_paisa"] / (sent * MID_PAISA) * 10_000 for sent in amounts]
    for name, route in routes.items()
}

figure, (bars, lines) = plt.subplots(1, 2, figsize=(9, 3.8), layout="constrained")
for name, (fee_rupees, spread_rupees) in ladder.items():
    bars.barh(name, fee_rupees, color="#00576b", label="fees" if name == "bank" else None)
    bars.barh(
        name,
        spread_rupees,
        left=fee_rupees,
        color="#e8a33d",
        hatch="//",
        label="spread" if name == "bank" else None,
    )
    bars.text(
        fee_rupees + spread_rupees, name, f" {fee_rupees + spread_rupees:,.0f}", va="center", fontsize=8
    )
bars.invert_yaxis()
bars.set(title="Cost of 100,000 rupees received", xlabel="rupees (invented routes)")
bars.set_xlim(right=1.2 * max(map(sum, ladder.values())))
bars.legend(fontsize=8, loc="lower right")
styles = (("-", "#00576b"), ("--", "#e8a33d"), (":", "#666666"), ("-.", "#b34700"))
for (name, percent), (style, color) in zip(percents.items(), styles, strict=True):
    lines.plot([sent / 100 for sent in amounts], percent, style, color=color, label=name, lw=2)
lines.set(
    title="Cost by amount, without taxes",
    xlabel="dollars sent",
    ylabel="cost, % of the amount",
    ylim=(0, None),
)
lines.legend(fontsize=8)

# %% [markdown]
r"""
## 5 · What is left for Zainab

From an invoice in dollars, the platform keeps a percentage of the *gross* amount. Then a transfer fee is taken. The rest is exchanged. From the rupees that arrive, the bank may keep back a tax: *withholding*. Its rate is a parameter, because tax law changes and depends on the person. Look it up; do not trust a notebook.

On a tiny invoice the fees may be higher than the invoice. Then nothing arrives; nobody earns a negative amount.

Predict first: do two cuts of 10 % and 1 % leave more or less than one cut of 11 %?
"""

# %%
gross = Decimal(50_000)
print("one after the other:", gross * 90 / 100 * 99 / 100)
print("added first        :", gross * 89 / 100)


# %% nbgrader={"grade_id": "net-income", "solution": true} hunar={"exercise": "net-income", "title": "net_income"}
def net_income(invoice: dict) -> dict:
    """What a freelancer receives for an invoice. All roundings are half-up.

    invoice: gross_cents, platform_bp, transfer_cents, rate_paisa (for one dollar), withholding_bp; all int.
    In this order: less platform_bp of gross_cents (rounded to cents), less transfer_cents, exchanged
    (rounded to paisa), less withholding_bp of these paisa (rounded to paisa).
    Returns {"withheld_paisa": int, "net_paisa": int}; both are 0 when the fees leave nothing to exchange.
    Example: for 50_000, 1_000, 300, 28_000 and 100: withheld 125_160, net 12_390_840.
    """
    ### BEGIN SOLUTION
    gross = invoice["gross_cents"]
    platform = to_whole(Decimal(gross) * invoice["platform_bp"] / 10_000, "half-up")
    cents = max(0, gross - platform - invoice["transfer_cents"])
    rupees = to_whole(Decimal(cents) * invoice["rate_paisa"] / 100, "half-up")
    withheld = to_whole(Decimal(rupees) * invoice["withholding_bp"] / 10_000, "half-up")
    return {"withheld_paisa": withheld, "net_paisa": rupees - withheld}
    ### END SOLUTION


# %% nbgrader={"grade_id": "net-income-check", "grade": true, "points": 4} hunar={"exercise": "net-income", "title": "net_income: check"}
bill = {
    "gross_cents": 50_000,
    "platform_bp": 1_000,
    "transfer_cents": 300,
    "rate_paisa": 28_000,
    "withholding_bp": 100,
}
got = net_income(bill)
assert isinstance(got, dict) and set(got) == {"withheld_paisa", "net_paisa"}, (
    "[not-a-dict] Return a dict with exactly the keys withheld_paisa and net_paisa."
)
check.is_whole_number(got["withheld_paisa"], name='net_income(bill)["withheld_paisa"]')
check.is_whole_number(got["net_paisa"], name='net_income(bill)["net_paisa"]')
assert got["withheld_paisa"] != 140_000, (
    "[withheld-from-gross] Withholding was taken from the gross invoice. It counts on the rupees that arrive."
)
assert got == {"withheld_paisa": 125_160, "net_paisa": 12_390_840}, (
    "[wrong-net] Here 44,700 cents are exchanged; of 12,516,000 paisa, 1 % is withheld."
)
print("net_income looks right here. And for a tiny invoice?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Go step by step and give each step a name. Only the first percentage looks at the gross amount. Guard the step that can fall below zero.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`platform = rounded share of gross; cents = gross - platform - transfer, at least 0; rupees = to_whole(cents * rate / 100); withheld = rounded share of rupees; net = rupees - withheld`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہر قدم کو نام دیں: پلیٹ فارم کی فیس، منتقلی کی فیس، تبادلہ، پھر ٹیکس کی کٹوتی۔ فیس کے بعد رقم صفر سے نیچے جائے تو صفر رکھیں۔
</details>
"""


# %% nbgrader={"grade_id": "net-income-hidden", "grade": true, "points": 6} hunar={"exercise": "net-income", "title": "net_income: other invoices"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def an_invoice(gross: int, platform: int, transfer: int, rate: int, withholding: int) -> dict:
    return {
        "gross_cents": gross,
        "platform_bp": platform,
        "transfer_cents": transfer,
        "rate_paisa": rate,
        "withholding_bp": withholding,
    }


def right_net(gross: int, platform: int, transfer: int, rate: int, withholding: int) -> dict:
    kept = right_whole(Fraction(gross * platform, 10_000), "half-up")
    rupees = right_whole(Fraction(max(0, gross - kept - transfer) * rate, 100), "half-up")
    withheld = right_whole(Fraction(rupees * withholding, 10_000), "half-up")
    return {"withheld_paisa": withheld, "net_paisa": rupees - withheld}


draw = variant.rng("e5-payments")
gross, rate = 100 * int(draw.integers(700, 900)), 100 * int(draw.integers(270, 290))
numbers = (gross, 2_000, 400, rate, 300)
got = net_income(an_invoice(*numbers))
assert isinstance(got, dict) and set(got) == {"withheld_paisa", "net_paisa"}, (
    "[not-a-dict] Return a dict with exactly the keys withheld_paisa and net_paisa."
)
withheld, net = got["withheld_paisa"], got["net_paisa"]
assert isinstance(withheld, Integral) and isinstance(net, Integral), (
    "[not-a-number] Both values are whole paisa. Round by to_whole, and use no float."
)
whole = gross * rate // 100
assert withheld != whole * 300 // 10_000, (
    "[withheld-from-gross] Withholding was taken from the gross invoice. It counts on the rupees that arrive."
)
late = right_net(gross - 400, 2_000, 0, rate, 300)
assert got != late, (
    "[platform-after-transfer] The platform takes its share of the gross amount, before the transfer fee."
)
assert withheld != right_net(gross, 2_000, 0, rate, 300)["withheld_paisa"], (
    "[no-transfer] The transfer fee was not taken before the exchange."
)
assert withheld != right_net(gross, 2_000, 400, rate, 100)["withheld_paisa"], (
    "[hard-coded] The rate of withholding was written into the code. Read it from the invoice."
)
assert net != right_net(*numbers)["net_paisa"] + withheld, (
    "[not-subtracted] What is withheld was not subtracted from what arrives."
)
assert got == right_net(*numbers), (
    "[wrong-net] The result differs. Follow the order: platform, transfer, exchange, withholding."
)
for numbers in ((300, 1_000, 500, 28_000, 100), (1_000, 2_000, 800, 28_000, 100), (0, 1_000, 25, 28_000, 0)):
    got = net_income(an_invoice(*numbers))
    assert got["net_paisa"] >= 0 and got["withheld_paisa"] >= 0, (
        "[negative] The fees were higher than the invoice, and the income became negative. It is 0 then."
    )
    assert got == {"withheld_paisa": 0, "net_paisa": 0}, (
        "[negative] When the fees leave nothing, both values are 0."
    )
for numbers in ((1_005, 1_000, 0, 28_000, 0), (1_001, 0, 0, 28_050, 0), (100, 0, 0, 28_050, 100)):
    assert net_income(an_invoice(*numbers)) == right_net(*numbers), (
        "[rounding] A half was not rounded half-up, to whole cents or paisa, after each step."
    )
large = (10**15 + 1, 777, 19, 28_137, 133)
assert net_income(an_invoice(*large)) == right_net(*large), (
    "[float-money] For a very large invoice a few paisa are wrong: a float was used. Use Decimal and int."
)
for _ in range(40):
    numbers = tuple(
        int(draw.integers(low, high))
        for low, high in ((1, 10**5), (0, 3_000), (0, 900), (27_000, 29_000), (0, 1_500))
    )
    assert net_income(an_invoice(*numbers)) == right_net(*numbers), (
        "[wrong-net] For some invoice the result differs. Round after each step, half-up."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 6 · Is the coin worth a rupee tomorrow?

A *stablecoin* promises a fixed value; our model coin promises one rupee. Behind it stands a *reserve*. Two numbers tell how safe it is.

The *reserve ratio* is assets / coins. Round it *down*: 99.995 % is not full cover.

In a *run* many owners redeem at once. Cash pays first. Bonds must be sold quickly, below their value; the loss is the *haircut*. So a reserve can be full on paper, and still fail.

Predict first: how much cash do bonds of 1,000 bring with a haircut of 2,500 bp?
"""

# %%
bonds, haircut_bp = 1_000, 2_500
print("on paper:", bonds, "- in a hurry:", bonds * (10_000 - haircut_bp) // 10_000)
print("rounded :", round(0.99995 * 10_000), "bp - rounded down:", 99_995 * 10_000 // 100_000, "bp")


# %% nbgrader={"grade_id": "run", "solution": true} hunar={"exercise": "run", "title": "reserve_ratio and run"}
def reserve_ratio(assets: dict, liab: int) -> int:
    """Reserve ratio in whole basis points, rounded down: 10_000 is full cover.

    assets: name -> value in whole paisa. liab: value promised to the owners of all coins, in whole paisa.
    Raises ValueError when liab is not above 0.
    Example: reserve_ratio({"cash": 600, "bonds": 399}, 1_000) == 9_990.
    """
    ### BEGIN SOLUTION
    if liab <= 0:
        raise ValueError("no coins, no ratio")
    return sum(assets.values()) * 10_000 // liab
    ### END SOLUTION


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> int | None:
    """The first day on which a run cannot be paid in full, counted from 1; None if every day is paid.

    redemptions: paisa asked for on each day. liquid: cash in paisa.
    illiquid: value of the bonds in paisa. Sold, all together bring that value less haircut_bp, rounded down once.
    To pay out the very last paisa is no failure.
    Example: run([500, 500, 400], 600, 1_000, 2_500) == 3.
    """
    ### BEGIN SOLUTION
    left = liquid + illiquid * (10_000 - haircut_bp) // 10_000
    for day, asked in enumerate(redemptions, start=1):
        left -= asked
        if left < 0:
            return day
    return None
    ### END SOLUTION


# %% nbgrader={"grade_id": "run-check", "grade": true, "points": 6} hunar={"exercise": "run", "title": "reserve_ratio and run: check"}
got = reserve_ratio({"cash": 600, "bonds": 399}, 1_000)
check.is_whole_number(got, name='reserve_ratio({"cash": 600, "bonds": 399}, 1_000)')
assert got not in (99, 100), "[percent-not-bp] The ratio is in basis points: 10,000 is full cover."
assert got == 9_990, "[wrong-ratio] 999 of 1,000 are 9,990 bp."
got = run([500, 500, 400], 600, 1_000, 2_500)
assert got is not None, (
    "[sold-at-par] The run was survived only because bonds were sold at full value. Take the haircut."
)
check.is_whole_number(got, name="run([500, 500, 400], 600, 1_000, 2_500)")
assert got == 3, "[wrong-day] 600 + 750 are 1,350. Days 1 and 2 take 1,000; day 3 asks for 400."
assert run([10, 10], 600, 0, 0) is None, "[no-survival] Both days are paid: return None."
print("reserve_ratio and run look right here. What about the very last paisa?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

`//` rounds down. For the run, compute first how much cash there can be at most. Then take off one day after the other.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`ratio: all assets * 10000 // liab`. `run: left = liquid + illiquid * (10000 - haircut) // 10000; for day 1, 2, …: left -= asked; if left < 0: return day`; after the loop `return None`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے نکالیں کہ جلدی میں کل کتنی نقدی بن سکتی ہے: نقد، اور کٹوتی کے بعد بانڈ۔ پھر ہر دن کی رقم گھٹائیں؛ جس دن صفر سے نیچے جائے وہی جواب ہے۔
</details>
"""


# %% nbgrader={"grade_id": "run-hidden", "grade": true, "points": 9} hunar={"exercise": "run", "title": "reserve_ratio and run: boundaries"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def right_day(redemptions: list, cash: int) -> int | None:
    for day in range(1, len(redemptions) + 1):
        if sum(redemptions[:day]) > cash:
            return day
    return None


got = reserve_ratio({"cash": 1_000, "bonds": 500, "gold": 10}, 2_000)
assert isinstance(got, Integral), "[not-a-number] Return the ratio as a whole number of basis points."
assert got not in (75, 76), "[percent-not-bp] The ratio is in basis points: multiply by 10,000, not by 100."
assert got not in (5_000, 2_500), "[one-asset] Only one asset was counted. Add all of them."
assert got == 7_550, "[wrong-ratio] The ratio is all assets divided by the coins, in basis points."
for cash, coins, ratio in ((99_999, 100_000, 9_999), (2, 3, 6_666), (10**18 - 1, 10**18, 9_999)):
    assert reserve_ratio({"cash": cash}, coins) != ratio + 1, (
        "[rounded-up] A reserve that is not full was called full, or better than it is. Round down: // without a float."
    )
    assert reserve_ratio({"cash": cash}, coins) == ratio, "[wrong-ratio] The ratio, rounded down, differs."
assert reserve_ratio({}, 5) == 0, "[wrong-ratio] Without assets the ratio is 0."
for coins in (0, -4):
    assert check.refuses(reserve_ratio, {"cash": 5}, coins), (
        "[no-coins] Without coins there is no ratio. Raise ValueError."
    )


def day_or_error(*arguments):
    try:
        return run(*arguments)
    except Exception:
        return "an error"


assert day_or_error([901], 900, 0, 0) != 0, "[from-zero] The first day is number 1, not 0."
assert day_or_error([10, 10], 600, 0, 0) is None, (
    "[no-survival] Every day was paid in full. Return None, not a number."
)
days = [300, 300, 300, 300, 300, 300]
got = day_or_error(days, 610, 1_000, 4_000)
assert got is None or isinstance(got, Integral), "[not-a-day] Return the number of a day, or None."
assert got != 6, (
    "[sold-at-par] The bonds were sold at full value. In a hurry they bring the value less the haircut."
)
assert got != 3, "[cash-only] Only cash was used. Bonds can be sold too, below their value."
assert got != 4, (
    "[haircut-on-cash] The haircut was taken from the cash as well, or the bonds brought only the haircut. Cash keeps its value."
)
assert got is not None, (
    "[each-day-alone] Each day was compared with the whole reserve. What was paid is gone."
)
assert got == 5, "[wrong-day] Add up what was asked, day by day; the first day is number 1."
assert day_or_error([700], 100, 800, 2_000) != 1, (
    "[wrong-day] One day asked for more than the cash, and for more than the bonds bring. Together they pay it."
)
assert day_or_error(days, 1_800, 0, 0) is None and day_or_error([500], 100, 500, 2_000) is None, (
    "[last-paisa] To pay out the very last paisa is no failure. Only a day that asks for more fails."
)
assert day_or_error([901], 900, 0, 0) == 1, "[wrong-day] A first day that asks for too much fails at once."
assert day_or_error([], 0, 0, 0) is None and day_or_error([0, 0], 0, 0, 0) is None, (
    "[no-survival] Where nothing is asked nothing fails: return None."
)
assert day_or_error([50, 60], 40, 10**6, 10_000) == 1, (
    "[wrong-day] With a haircut of 10,000 bp the bonds bring nothing."
)
assert day_or_error([8], 0, 9, 1_500) == 1, (
    "[rounded-up] What the bonds bring is rounded down to whole paisa."
)
draw = variant.rng("e5-payments")
for _ in range(40):
    liquid, illiquid, haircut = (int(draw.integers(0, top)) for top in (5_000, 9_000, 6_000))
    days = [int(asked) for asked in draw.integers(0, 1_500, size=10)]
    cash = liquid + illiquid * (10_000 - haircut) // 10_000
    if right_day(days, cash - 12) != right_day(days, cash + 12):
        continue  # so near that it matters whether the bonds are sold in one piece or day by day
    assert day_or_error(days, liquid, illiquid, haircut) == right_day(days, cash), (
        "[wrong-day] For some run the day differs. Cash and bonds pay together, day after day."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 7 · Paid or back, never both

A *hashed timelock contract* (HTLC) locks money under a hash and a time. Who shows the *preimage*, the secret bytes with that SHA-256 hash, *before* the timeout, gets the money. *From* the timeout on, only the sender can take it back. At every moment exactly one of the two ways is open.

Predict first: at time 100, which line says True?
"""

# %%
timeout = 100
for now in (99, 100):
    print("time", now, "- claim:", now < timeout, "- refund:", now >= timeout)


# %% nbgrader={"grade_id": "htlc", "solution": true} hunar={"exercise": "htlc", "title": "htlc"}
def htlc(state: dict, event: dict) -> dict:
    """The contract after an event. The given state stays as it is.

    state: status ("locked", "claimed" or "refunded"), hash (32 bytes), timeout (int).
    event: {"kind": "claim", "time": int, "preimage": bytes} or {"kind": "refund", "time": int}.
    A claim needs the right preimage and time < timeout; a refund needs time >= timeout.
    Returns a new dict, with status "claimed" or "refunded" and the rest unchanged.
    Raises ValueError in every other case, also when the status is not "locked".
    Example: a refund at the time of the timeout makes "refunded" of "locked".
    """
    ### BEGIN SOLUTION
    if state["status"] != "locked":
        raise ValueError("the money has gone already")
    early = event["time"] < state["timeout"]
    if event["kind"] == "claim" and early and hashlib.sha256(event["preimage"]).digest() == state["hash"]:
        return state | {"status": "claimed"}
    if event["kind"] == "refund" and not early:
        return state | {"status": "refunded"}
    raise ValueError("this event is not allowed now")
    ### END SOLUTION


# %% nbgrader={"grade_id": "htlc-check", "grade": true, "points": 4} hunar={"exercise": "htlc", "title": "htlc: check"}
locked = {"status": "locked", "hash": hashlib.sha256(b"a secret").digest(), "timeout": 100}
got = htlc(locked, {"kind": "claim", "time": 60, "preimage": b"a secret"})
assert isinstance(got, dict), "[not-a-dict] Return the new state, as a dict."
assert locked["status"] == "locked", "[changed-state] The given state was changed. Make a new dict."
assert got.get("status") == "claimed", "[cannot-claim] The right preimage in time makes it claimed."
assert got == locked | {"status": "claimed"}, (
    "[lost-fields] The new state must keep hash and timeout: state | {…}."
)
assert check.refuses(htlc, locked, {"kind": "claim", "time": 60, "preimage": b"a guess"}), (
    '[any-preimage] A wrong preimage got the money. Hash it and compare with state["hash"].'
)
assert htlc(locked, {"kind": "refund", "time": 140}) == locked | {"status": "refunded"}, (
    "[cannot-refund] After the timeout the sender gets the money back."
)
print("htlc looks right here. What happens exactly at the timeout?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Check the status first. Then ask one question, is it early?, and let both ways hang on the same answer. So they can never be open together. `state | {"status": "claimed"}` makes a new dict.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`if not locked: ValueError; early = time < timeout; if claim and early and SHA-256 of preimage fits: new dict, claimed; if refund and not early: new dict, refunded; else: ValueError`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے دیکھیں کہ رقم ابھی بند ہے یا نہیں۔ پھر ایک ہی سوال پوچھیں: مہلت باقی ہے؟ ہاں تو صرف دعویٰ، نہیں تو صرف واپسی۔
</details>
"""


# %% nbgrader={"grade_id": "htlc-hidden", "grade": true, "points": 6} hunar={"exercise": "htlc", "title": "htlc: the timeout, and what comes after"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
draw = variant.rng("e5-payments")
secret, timeout = draw.bytes(32), int(draw.integers(500, 900))
contract = {"status": "locked", "hash": hashlib.sha256(secret).digest(), "timeout": timeout}


def after(state: dict, kind: str, time: int, **more):
    """The new state, or how the event was refused."""
    try:
        return htlc(dict(state), {"kind": kind, "time": time, **more})
    except ValueError:
        return "ValueError"
    except Exception:
        return "another error"


given = dict(contract)
got = htlc(given, {"kind": "claim", "time": 1, "preimage": secret})
assert isinstance(got, dict), "[not-a-dict] Return the new state, as a dict."
assert given == contract, "[changed-state] The given state was changed. Make a new dict: state | {…}."
assert got.get("status") == "claimed", (
    "[cannot-claim] The right preimage before the timeout must be accepted."
)
assert got == contract | {"status": "claimed"}, "[lost-fields] The new state must keep hash and timeout."
for guess in (b"", secret[:31], secret[::-1], contract["hash"]):
    assert after(contract, "claim", 1, preimage=guess) == "ValueError", (
        "[any-preimage] Bytes that do not hash to the lock got the money, or broke the contract. Raise ValueError."
    )
assert (
    after(contract, "refund", 1) == "ValueError" and after(contract, "refund", timeout - 1) == "ValueError"
), "[early-refund] The sender took the money back before the timeout."
assert after(contract, "refund", timeout + 9) == contract | {"status": "refunded"}, (
    "[cannot-refund] After the timeout the sender must get the money back: status refunded, the rest unchanged."
)
assert after(contract, "claim", timeout + 9, preimage=secret) == "ValueError", (
    "[late-claim] A claim came after the timeout and was paid. Then both sides could get the money."
)
claim, refund = after(contract, "claim", timeout, preimage=secret), after(contract, "refund", timeout)
assert "ValueError" in (claim, refund), (
    "[both-possible] Exactly at the timeout both ways were open. One uses <, the other >=."
)
assert claim != "ValueError" or refund != "ValueError", (
    "[neither-possible] Exactly at the timeout no way was open. One uses <, the other >=."
)
assert refund == contract | {"status": "refunded"} and claim == "ValueError", (
    "[wrong-side] At the timeout itself the refund is open and the claim is closed."
)
assert after(contract, "claim", timeout - 1, preimage=secret) == contract | {"status": "claimed"}, (
    "[closes-early] One moment before the timeout a claim must still be accepted."
)
for status in ("claimed", "refunded"):
    gone = contract | {"status": status}
    for kind, time in (("claim", 1), ("refund", timeout + 9), ("refund", timeout)):
        assert after(gone, kind, time, preimage=secret) == "ValueError", (
            "[paid-twice] The money had gone already, and it was paid again. Only a locked contract pays."
        )
for kind in ("", "cancel", "Claim"):
    for time in (1, timeout + 9):
        assert after(contract, kind, time, preimage=secret) == "ValueError", (
            "[unknown-event] An unknown event was accepted, or broke the contract. Raise ValueError."
        )
### END HIDDEN TESTS

# %% [markdown]
r"""
## Where this model is wrong

- A quote leaves out time, failed transfers, opening hours, and what a route does when something goes wrong.
- After a broken connection, an error does not tell whether the money moved. Real services keep the key *before* they pay, and ask the bank.
- In our run the haircut is fixed. In a real one it grows while everybody sells, and fear makes the run larger.
- Bitcoin's script cannot close the claim at the timeout. From then on both ways are open until one is in a block. So the receiver must claim well before.
- A coin that follows the dollar still has a price in rupees, and a rule may forbid the route.
"""

# %% [markdown]
r"""
## Reflection ★

For Zainab, when is a **bank transfer better** than a stablecoin? Write 120–200 words in English, Urdu or Roman Urdu.

| An instructor looks for | points |
|---|---|
| **Claim:** one clear sentence: when, and for whom | 2 |
| **Evidence:** a result of your functions, or a fact with its date | 3 |
| **Limits of the model:** what this notebook leaves out that matters here | 3 |
| **Consequence:** who gains, who carries which risk | 2 |
"""

# %% [markdown] nbgrader={"grade_id": "reflection", "solution": true, "grade": true, "points": 10} hunar={"exercise": "reflection", "title": "Reflection"}
r"""
A bank transfer is better for Zainab when she sends large amounts rarely and when a lost payment would ruin her month. (2)

My `quote` shows it with the invented routes: for 500 dollars the stablecoin costs 1.40 % and the bank 4.19 %, but for 2,500 dollars the stablecoin costs 1.24 % and the bank 1.00 %. My `run` adds that bonds with a haircut of 25 % let a reserve of 1,600 fail when only 1,400 are redeemed. (3)

The notebook leaves out time, mistakes and law. A wrong account number can often be traced by a bank; a coin sent to a wrong address is gone. The prices are invented, and since February 2026 stablecoins belong to a sandbox whose caps may close the route at any time. (3)

With the bank, Zainab pays for safety and the bank carries part of the risk. With the coin she saves money on small sums, but she carries the risk of the key, of the issuer's reserve and of the rule. (2)
"""

# %% [markdown]
r"""
## Stretch (not graded)

1. Let the haircut grow by 100 bp on each day of a run. How much earlier does the reserve fail?
2. Chain two HTLCs with one hash. How must their two timeouts differ, so that the person in the middle cannot lose?
3. Write `reverse(entries)`. Why do bookkeepers reverse a wrong posting and never delete it?
"""

# %% [markdown]
r"""
## Glossary · فرہنگ

<table lang="ur" dir="rtl">
<tr><th>اصطلاح</th><th>مطلب</th></tr>
<tr><td><span lang="en" dir="ltr">remittance</span></td><td>ترسیلِ زر: بیرونِ ملک سے گھر بھیجی گئی رقم</td></tr>
<tr><td><span lang="en" dir="ltr">double entry</span></td><td>دہرا اندراج: ہر رقم کہیں سے آتی اور کہیں جاتی ہے</td></tr>
<tr><td><span lang="en" dir="ltr">idempotent</span></td><td>بار بار مانگنے پر بھی ایک ہی بار ہونے والا</td></tr>
<tr><td><span lang="en" dir="ltr">basis point</span></td><td>دس ہزارواں حصہ</td></tr>
<tr><td><span lang="en" dir="ltr">spread</span></td><td>شرحِ مبادلہ میں ادارے کا حصہ</td></tr>
<tr><td><span lang="en" dir="ltr">withholding</span></td><td>ادائیگی کے وقت ٹیکس کی کٹوتی</td></tr>
<tr><td><span lang="en" dir="ltr">stablecoin</span></td><td>کسی کرنسی کی قیمت سے بندھا سکہ</td></tr>
<tr><td><span lang="en" dir="ltr">reserve</span></td><td>سکوں کے پیچھے رکھا ہوا سرمایہ</td></tr>
<tr><td><span lang="en" dir="ltr">haircut</span></td><td>جلدی میں بیچنے پر قیمت کی کمی</td></tr>
</table>
"""

# %% [markdown]
r"""
## Sources

- IEEE, *Standard for Floating-Point Arithmetic*, IEEE 754-2019, July 2019: roundings to nearest (grade A)
- Python Software Foundation, *decimal*, documentation of Python 3.11, October 2022 (A)
- NIST, FIPS 180-4, *Secure Hash Standard*, August 2015 (A)
- P. Todd, BIP 65, *OP_CHECKLOCKTIMEVERIFY*, 1 October 2014: the opcode behind a refund after a timeout (A)
- All routes, rates and prices are invented
"""
