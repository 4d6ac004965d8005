# %% [markdown]
r"""
# E4 · A regulatory sandbox as code

**Minutes:** 60 · **Prerequisites:** P0 check-in (functions, lists, dicts)

**After this you can:**

- *encode* entry rules that name every reason
- *design* a state machine that refuses illegal moves
- *enforce* caps exactly and atomically, in whole paisa
- *calculate* a deadline in months, not in days
- *judge* which rule of a sandbox is missing or too much
"""

# %% [markdown]
r"""
## Story

On [20 February 2026](#fact-sandbox-opened) Pakistan opened a *regulatory sandbox*: firms may test new services with real customers, under limits. It covers [tokenisation, stablecoins, remittance and ramps](#fact-sandbox-scope), has [4 stages](#fact-sandbox-stages), and lasts [up to 18 months](#fact-sandbox-launch). Critics asked for [published criteria](#fact-sandbox-criteria).

This case is invented. Hina's firm in Multan wants to test cheap remittances. The officer Usman must treat her exactly like every other firm. A rule in a letter can be read in two ways. A rule in code gives one answer, and everybody can test it. You write Usman's rules as code. The numbers come from a dated file, because rules change and code should not.
"""

# %%
# Run this cell first.
import calendar
import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

from labs import check

rules = json.loads(Path("rules.json").read_text(encoding="utf-8"))
print(rules["title"], "- as of", rules["as_of"])
print("Reviewer:", rules["reviewer"])
print("Invented:", rules["invented"])

# %% [markdown]
r"""
## 1 · Name every reason

A firm applies. If something is wrong, it must learn *everything* that is wrong, or it comes back four times. And the reasons must stand in the same order for everybody.

| reason | is given when |
|---|---|
| `"activity"` | the activity is not in the list of the rules |
| `"months"` | the months asked for are fewer than 1 or more than `max_months` |
| `"capital"` | the capital is below `min_capital_paisa` |
| `"custody"` | customers' money is not kept separate |

Money is always whole *paisa*: 100 paisa are one rupee. Predict first: how many reasons will this sample application have?
"""

# %%
sample = {
    "firm": "an invented firm",
    "activity": "remittance",
    "months": 24,
    "capital_paisa": 500_000_000,
    "separate_custody": False,
}
print("activities:", rules["entry"]["activities"])
print("at most", rules["entry"]["max_months"], "months; sample:", sample["months"])
print("at least", rules["entry"]["min_capital_paisa"], "paisa; sample:", sample["capital_paisa"])
print("separate custody:", sample["separate_custody"])


# %% nbgrader={"grade_id": "eligible", "solution": true} hunar={"exercise": "eligible", "title": "eligible"}
def eligible(app: dict, rules: dict) -> tuple[bool, list[str]]:
    """May this firm enter the sandbox?

    app: activity (text), months (int), capital_paisa (int), separate_custody (bool), as in sample.
    rules: as in rules.json; read every limit from rules["entry"], write none into the code.
    Returns (True, []) or (False, reasons): all reasons, in the order activity, months, capital, custody.
    A firm that is exactly at a limit may enter.
    Example: eligible(sample, rules) == (False, ["months", "custody"]).
    """
    ### BEGIN SOLUTION
    entry = rules["entry"]
    reasons = []
    if app["activity"] not in entry["activities"]:
        reasons.append("activity")
    if not 1 <= app["months"] <= entry["max_months"]:
        reasons.append("months")
    if app["capital_paisa"] < entry["min_capital_paisa"]:
        reasons.append("capital")
    if not app["separate_custody"]:
        reasons.append("custody")
    return not reasons, reasons
    ### END SOLUTION


# %% nbgrader={"grade_id": "eligible-check", "grade": true, "points": 2} hunar={"exercise": "eligible", "title": "eligible: check"}
got = eligible(sample, rules)
assert isinstance(got, tuple) and len(got) == 2 and isinstance(got[0], bool) and isinstance(got[1], list), (
    "[not-a-pair] Return two things in round brackets: (True or False, list of reasons). Did you write `return`?"
)
assert got[1] != ["months"], "[first-only] The function stopped at the first reason. Collect all of them."
assert got[1] != ["custody", "months"], "[other-order] The order is: activity, months, capital, custody."
assert "capital" not in got[1], "[boundary] The capital is exactly at the limit. That is enough."
assert got == (False, ["months", "custody"]), "[wrong-reasons] The sample fails at months and at custody."
assert eligible(sample | {"months": 12, "separate_custody": True}, rules) == (True, []), (
    "[wrong-reasons] A firm that meets every rule gets (True, [])."
)
print("eligible looks right.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Begin with an empty list. Ask four questions, one after the other, with `if`, never with `elif`. Return once, at the end.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`reasons = []; if activity not allowed: append "activity"; if not 1 <= months <= max: append "months"; …; return (no reasons?, reasons)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

خالی فہرست سے شروع کریں۔ چاروں سوال باری باری if سے پوچھیں، elif سے نہیں، اور ہر خرابی فہرست میں لکھیں۔ return صرف آخر میں کریں۔
</details>
"""


# %% nbgrader={"grade_id": "eligible-hidden", "grade": true, "points": 3} hunar={"exercise": "eligible", "title": "eligible: other firms, other rules"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from itertools import product

from labs import variant


def right_reasons(app: dict, entry: dict) -> list[str]:
    tests = {
        "activity": app["activity"] in entry["activities"],
        "months": 1 <= app["months"] <= entry["max_months"],
        "capital": app["capital_paisa"] >= entry["min_capital_paisa"],
        "custody": app["separate_custody"],
    }
    return [reason for reason, passed in tests.items() if not passed]


draw = variant.rng("e4-sandbox-rules")
entry = {
    "activities": ["ramp", "lending"],
    "max_months": int(draw.integers(7, 15)),
    "min_capital_paisa": int(draw.integers(10**6, 10**7)),
}
other = {"entry": entry, "caps": {}, "alarm": {}}
worst = {"activity": "lottery", "months": 99, "capital_paisa": 5, "separate_custody": False}
got = eligible(worst, other)
assert isinstance(got, tuple) and len(got) == 2 and isinstance(got[0], bool) and isinstance(got[1], list), (
    "[not-a-pair] Return two things in round brackets: (True or False, list of reasons)."
)
assert len(got[1]) != 1, "[first-only] Only one reason was given where four hold. Collect all of them."
months, capital = entry["max_months"], entry["min_capital_paisa"]
for app in (
    {"activity": "lending", "months": months, "capital_paisa": capital + 9, "separate_custody": True},
    {"activity": "ramp", "months": months + 1, "capital_paisa": capital, "separate_custody": True},
    {"activity": "remittance", "months": months, "capital_paisa": capital, "separate_custody": False},
):
    got, right = eligible(app, other), right_reasons(app, entry)
    for limits in (rules["entry"], *(entry | {name: rules["entry"][name]} for name in entry)):
        of_file = right_reasons(app, limits)
        assert got[1] != of_file or of_file == right, (
            "[hard-coded] Other rules were given, but a limit of rules.json was used. Read every limit from the argument."
        )
at_limit = {"activity": "ramp", "months": months, "capital_paisa": capital, "separate_custody": True}
got = eligible(at_limit, other)
assert "months" not in got[1] and "capital" not in got[1], (
    "[boundary] A firm exactly at a limit was refused. Use <= and >= where the limit itself is allowed."
)
for few in (0, -3):
    assert "months" in eligible(at_limit | {"months": few}, other)[1], (
        "[zero-months] A test of no month at all was accepted. Months have a lower limit too: 1."
    )
for activity, some_months, paisa, custody in product(
    ("ramp", "tokenisation"), (1, months, months + 1), (capital, capital - 1), (True, False)
):
    app = {
        "activity": activity,
        "months": some_months,
        "capital_paisa": paisa,
        "separate_custody": custody,
    }
    got, right = eligible(app, other), right_reasons(app, entry)
    assert got[1] == right or sorted(got[1]) != sorted(right), (
        "[other-order] The reasons are right, but not in the order activity, months, capital, custody."
    )
    assert got[1] == right, "[wrong-reasons] The list of reasons differs. Test each rule alone, at its limit."
    assert got[0] is (not right), (
        "[wrong-verdict] The first value must be True exactly when there is no reason."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 2 · One step after the other

A *state machine* has states, events, and a table of legal moves. What is not in the table is illegal. This one is our model; the regulator may use other names.

| state | event → next state |
|---|---|
| `applied` | `accept` → `screened`; `refuse` → `refused` |
| `screened` | `start` → `testing`; `refuse` → `refused` |
| `testing` | `report` → `exit`; `stop` → `wind-down` |
| `exit` | `grant` → `licence`; `stop` → `wind-down`; `refuse` → `refused` |

`report` means: a complete exit report lies on the table. In `testing` the firm holds customers' money, so it cannot just be refused: it must wind down and pay back. `licence`, `wind-down` and `refused` are final.

Predict first: what will the third line of this example show?
"""

# %%
door = {("closed", "push"): "open", ("open", "pull"): "closed"}
print(door["closed", "push"])
print(("closed", "pull") in door)
print(door.get(("closed", "pull")))


# %% nbgrader={"grade_id": "next-state", "solution": true} hunar={"exercise": "next-state", "title": "next_state"}
def next_state(state: str, event: str) -> str:
    """The state after an event, by the table above.

    Raises ValueError for every move that is not in the table, also for unknown states and events.
    Example: next_state("applied", "accept") == "screened".
    """
    ### BEGIN SOLUTION
    moves = {
        ("applied", "accept"): "screened",
        ("applied", "refuse"): "refused",
        ("screened", "start"): "testing",
        ("screened", "refuse"): "refused",
        ("testing", "report"): "exit",
        ("testing", "stop"): "wind-down",
        ("exit", "grant"): "licence",
        ("exit", "stop"): "wind-down",
        ("exit", "refuse"): "refused",
    }
    if (state, event) not in moves:
        raise ValueError(f"{event} is no legal move in the state {state}")
    return moves[state, event]
    ### END SOLUTION


# %% nbgrader={"grade_id": "next-state-check", "grade": true, "points": 4} hunar={"exercise": "next-state", "title": "next_state: check"}
got = next_state("applied", "accept")
check.is_text(got, name='next_state("applied", "accept")', hint="Return the name of the next state.")
assert got == "screened", "[wrong-move] The event accept leads from applied to screened."
assert next_state("testing", "stop") == "wind-down", "[wrong-move] stop leads from testing to wind-down."
try:
    answer = next_state("applied", "start")
except KeyError:
    answer = "KeyError"
except ValueError:
    answer = "ValueError"
assert answer != "KeyError", (
    "[key-error] A dict raised KeyError. Ask first whether the move is in the table, and raise ValueError if not."
)
assert answer == "ValueError", (
    "[silent] start is illegal in applied. Raise ValueError; do not return anything."
)
print("next_state looks right here. Is every other move refused?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Write the table as a dict. Its key is a pair: state and event. Nine pairs are legal. Ask with `in` before you look a pair up.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`moves = {("applied", "accept"): "screened", …}; if (state, event) not in moves: raise ValueError(…); return moves[state, event]`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

جدول کو dict بنائیں جس کی کنجی حالت اور واقعے کا جوڑا ہو۔ جو جوڑا جدول میں نہیں، وہ ناجائز ہے: ValueError اٹھائیں۔
</details>
"""


# %% nbgrader={"grade_id": "next-state-hidden", "grade": true, "points": 6} hunar={"exercise": "next-state", "title": "next_state: every state and event"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
LEGAL = {
    "applied": {"accept": "screened", "refuse": "refused"},
    "screened": {"start": "testing", "refuse": "refused"},
    "testing": {"report": "exit", "stop": "wind-down"},
    "exit": {"grant": "licence", "stop": "wind-down", "refuse": "refused"},
    "licence": {},
    "wind-down": {},
    "refused": {},
}
EVENTS = ("accept", "start", "report", "grant", "stop", "refuse")


def outcome(state: str, event: str):
    """The next state, or how the move was refused."""
    try:
        return next_state(state, event)
    except ValueError:
        return "ValueError"
    except Exception:
        return "another error"


assert isinstance(outcome("applied", "accept"), str), "[not-text] Return the name of the next state, as text."
assert outcome("testing", "grant") != "licence", (
    "[no-report] A firm got its licence without an exit report. From testing only report and stop are legal."
)
assert outcome("testing", "refuse") != "refused", (
    "[refused-with-money] A firm that holds customers' money was simply refused. From testing it can only report or wind down."
)
for state in ("licence", "wind-down", "refused"):
    for event in EVENTS:
        assert outcome(state, event) in (state, None, "ValueError", "another error"), (
            "[not-final] A firm left a final state. Nothing follows licence, wind-down or refused."
        )
for state in LEGAL:
    for event in (*EVENTS, "wait"):
        got, right = outcome(state, event), LEGAL[state].get(event, "ValueError")
        assert right != "ValueError" or got != "another error", (
            "[key-error] An illegal move raised another error. Raise ValueError, which callers expect."
        )
        assert right != "ValueError" or got not in (state, None), (
            "[silent] An illegal move was passed over in silence. Raise ValueError, or nobody notices the mistake."
        )
        assert got == right, "[wrong-move] A move differs from the table. Compare all nine rows of arrows."
assert outcome("asleep", "accept") == "ValueError" and outcome("", "start") == "ValueError", (
    "[unknown-state] A state that is not in the table was accepted, or broke in another way. Raise ValueError."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 3 · Caps that hold

Caps keep an accident small. A *book* is a dict: user → whole paisa held. A deposit must break none of three caps:

| cap | limits |
|---|---|
| `"per_user"` | what one user holds after the deposit |
| `"aggregate"` | what all users hold together after it |
| `"users"` | how many users there are after it |

To reach a cap exactly is allowed. The function is *atomic*: either the deposit is recorded whole, or the book stays as it was, to the last key.

Floats are not exact, so a float amount is an error. Predict first: what will the two lines show?
"""

# %%
print("three times 10 paisa, in rupees:", 0.1 + 0.1 + 0.1 <= 0.3)
print("one paisa lost in a large total:", float(10**17 + 1) == float(10**17))


# %% nbgrader={"grade_id": "check-caps", "solution": true} hunar={"exercise": "check-caps", "title": "check_caps"}
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    """Record a deposit in the book, unless it breaks a cap.

    tx: {"user": text, "paisa": int}. book: user -> whole paisa; changed in place.
    rules["caps"]: per_user_paisa, aggregate_paisa, users; to reach a cap exactly is allowed.
    Returns all broken caps, in the order "per_user", "aggregate", "users". The deposit is recorded only
    when that list is empty.
    Raises ValueError, and records nothing, unless tx["paisa"] is an int above 0.
    Example: check_caps({"user": "u1", "paisa": 100}, {}, rules) == [], and the book is then {"u1": 100}.
    """
    ### BEGIN SOLUTION
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if not isinstance(paisa, int) or paisa <= 0:
        raise ValueError("a deposit is a whole number of paisa above 0")
    broken = []
    if book.get(user, 0) + paisa > caps["per_user_paisa"]:
        broken.append("per_user")
    if sum(book.values()) + paisa > caps["aggregate_paisa"]:
        broken.append("aggregate")
    if len(book) + (user not in book) > caps["users"]:
        broken.append("users")
    if not broken:
        book[user] = book.get(user, 0) + paisa
    return broken
    ### END SOLUTION


# %% nbgrader={"grade_id": "check-caps-check", "grade": true, "points": 6} hunar={"exercise": "check-caps", "title": "check_caps: check"}
play = {"caps": {"per_user_paisa": 1_000, "aggregate_paisa": 2_500, "users": 3}}
held = {"Asma": 400}
got = check_caps({"user": "Asma", "paisa": 600}, held, play)
assert isinstance(got, list), (
    "[not-a-list] Return a list: the names of the broken caps, empty when all is well."
)
assert got == [], "[boundary] Asma reaches her cap of 1,000 exactly. That is allowed."
assert held != {"Asma": 400}, "[not-recorded] The deposit was accepted, but the book did not change."
assert held == {"Asma": 1_000}, "[wrong-book] Asma held 400 and brought 600: the book must say 1,000."
got = check_caps({"user": "Asma", "paisa": 1}, held, play)
assert got == ["per_user"], "[one-payment-only] Count what Asma holds already, not this one deposit alone."
assert held == {"Asma": 1_000}, "[not-atomic] The deposit was refused, but the book changed."
print("check_caps looks right here. What if a new user is refused?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

First refuse a bad amount. Then compute the three numbers *after* the deposit without touching the book. Write to the book last, in one line. A known user is not one user more.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`if paisa is no int or <= 0: ValueError; broken = []; if old + paisa > per-user cap: append; if sum of book + paisa > aggregate cap: append; if users after > cap: append; if not broken: book[user] = old + paisa; return broken`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے رقم جانچیں۔ پھر کھاتے کو چھیڑے بغیر تینوں حدیں دیکھیں۔ کھاتے میں صرف آخر میں لکھیں، اور صرف تب جب کوئی حد نہ ٹوٹی ہو۔
</details>
"""


# %% nbgrader={"grade_id": "check-caps-hidden", "grade": true, "points": 9} hunar={"exercise": "check-caps", "title": "check_caps: boundaries and refused deposits"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def caps_of(per_user: int, aggregate: int, users: int) -> dict:
    return {"caps": {"per_user_paisa": per_user, "aggregate_paisa": aggregate, "users": users}}


def right_caps(tx: dict, book: dict, caps: dict) -> list[str]:
    after = dict(book)
    after[tx["user"]] = after.get(tx["user"], 0) + tx["paisa"]
    broken = {
        "per_user": after[tx["user"]] > caps["per_user_paisa"],
        "aggregate": sum(after.values()) > caps["aggregate_paisa"],
        "users": len(after) > caps["users"],
    }
    if not any(broken.values()):
        book.update(after)
    return [cap for cap, is_broken in broken.items() if is_broken]


book = {"A": 700}
got = check_caps({"user": "A", "paisa": 150}, book, caps_of(900, 5000, 9))
assert isinstance(got, list), "[not-a-list] Return a list of the broken caps, empty when all is well."
assert got != [] or book != {"A": 700}, (
    "[not-recorded] An accepted deposit did not change the book. Write into the given dict."
)
assert type(book.get("A")) is int, "[float-money] The book holds something else than whole paisa."
assert got == [] and book == {"A": 850}, (
    "[wrong-book] After an accepted deposit the user must hold the old amount plus the new one."
)
got = check_caps({"user": "A", "paisa": 100}, book, caps_of(900, 5000, 9))
assert got != [], (
    "[one-payment-only] Two deposits together break the cap of one user. Count what the user holds already."
)
assert book == {"A": 850}, "[not-atomic] A refused deposit was recorded. Check all caps, then write."
for user, paisa, limits in (
    ("A", 50, caps_of(900, 5000, 9)),
    ("B", 600, caps_of(900, 1450, 9)),
    ("B", 600, caps_of(900, 5000, 2)),
):
    book = {"A": 850}
    got = check_caps({"user": user, "paisa": paisa}, book, limits)
    assert got == [], (
        "[boundary] A deposit that reaches a cap exactly was refused. Only more than the cap breaks it."
    )
book = {"A": 700, "B": 50}
assert check_caps({"user": "A", "paisa": 100}, book, caps_of(900, 950, 9)) == [], (
    "[wrong-caps] A deposit that breaks no cap was refused. What the user holds already counts once in the total."
)
book = {"A": 850, "B": 10}
got = check_caps({"user": "A", "paisa": 20}, book, caps_of(900, 5000, 2))
assert got != ["users"], "[known-user] A user who is in the book already was counted as a new one."
got = check_caps({"user": "C", "paisa": 20}, book, caps_of(900, 5000, 2))
assert got != [], "[users-ignored] A new user above the cap of users was accepted."
assert "C" not in book, (
    "[ghost-user] A refused user stands in the book now, perhaps with 0. Look up with book.get(user, 0)."
)
book = {"A": 850, "B": 800}
got = check_caps({"user": "C", "paisa": 100}, book, caps_of(900, 1700, 9))
assert got != [], "[aggregate-ignored] What all users hold together broke its cap unnoticed."
got = check_caps({"user": "C", "paisa": 901}, book, caps_of(900, 1700, 2))
assert len(got) != 1, "[first-only] Only one broken cap was named where three are broken. Name all of them."
assert got == ["per_user", "aggregate", "users"] or sorted(got) != ["aggregate", "per_user", "users"], (
    "[other-order] The caps must be named in the order per_user, aggregate, users."
)
for amount in (100.0, 100.5, float("nan"), "100"):
    book = {"A": 850}
    assert check.refuses(check_caps, {"user": "B", "paisa": amount}, book, caps_of(900, 5000, 9)), (
        "[float-accepted] An amount that is no int was accepted, or broke in another way. Raise ValueError."
    )
    assert book == {"A": 850}, "[not-atomic] A deposit that raised an error left a trace in the book."
for amount in (0, -50):
    book = {"A": 850}
    assert check.refuses(check_caps, {"user": "A", "paisa": amount}, book, caps_of(900, 5000, 9)), (
        "[not-positive] A deposit of nothing, or less, was accepted. Raise ValueError."
    )
for per_user, aggregate, cap in ((10**17, 10**19, "per_user"), (10**19, 10**17, "aggregate")):
    book = {"A": 10**17 - 1}
    assert check_caps({"user": "A", "paisa": 2}, book, caps_of(per_user, aggregate, 9)) == [cap], (
        "[float-money] In a large total one paisa too many was lost. Add whole numbers; no float() and no division."
    )
draw = variant.rng("e4-sandbox-rules")
drawn = caps_of(
    int(draw.integers(3_000, 5_000)), int(draw.integers(30_000, 40_000)), int(draw.integers(11, 15))
)
mine, theirs = {}, {}
for _ in range(120):
    tx = {"user": f"user {draw.integers(0, 18)}", "paisa": int(draw.integers(1, 2_000))}
    right = right_caps(tx, mine, drawn["caps"])
    got = check_caps(tx, theirs, drawn)
    assert got == right, "[wrong-caps] In a long row of deposits one decision differs. Check each cap alone."
    assert theirs == mine, "[wrong-book] In a long row of deposits the book went wrong."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 4 · A month is not 30 days

A window of n months ends on the *same day of the month*, n months later. If that month is too short, it ends on its last day. So one month from 31 January 2026 ends on 28 February, after 28 days.

`calendar.monthrange(year, month)[1]` is the number of days of a month. Two dates can be subtracted; `.days` of the result is a whole number.

Predict first: which date do 30 days give, and how many days does the last line show?
"""

# %%
print("31 January + 30 days:", date(2026, 1, 31) + timedelta(days=30))
print("days of February    :", calendar.monthrange(2026, 2)[1], "and", calendar.monthrange(2028, 2)[1])
print("20 Feb to 20 Mar    :", (date(2026, 3, 20) - date(2026, 2, 20)).days, "days")


# %% nbgrader={"grade_id": "days-left", "solution": true} hunar={"exercise": "days-left", "title": "days_left"}
def days_left(start: date, months: int, today: date | None = None) -> int:
    """Days until a window of this many calendar months ends.

    start: its first day. months: whole number, 1 or more.
    today: count from here; without it, from start. today is never before start.
    Returns whole days; 0 on the last day and after it.
    Example: days_left(date(2026, 1, 31), 1) == 28.
    """
    ### BEGIN SOLUTION
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    end = date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
    return max(0, (end - (today or start)).days)
    ### END SOLUTION


# %% nbgrader={"grade_id": "days-left-check", "grade": true, "points": 4} hunar={"exercise": "days-left", "title": "days_left: check"}
got = days_left(date(2026, 4, 10), 1)
check.is_whole_number(got, name="days_left(date(2026, 4, 10), 1)", hint=".days of a difference is an int.")
assert got != 31, "[inclusive] Count the days between the two dates: 10 April to 10 May are 30 days."
assert got == 30, "[wrong-days] The window that starts on 10 April 2026 ends on 10 May, after 30 days."
got = days_left(date(2026, 2, 20), 18)
assert got != 540, "[thirty-days] Months were taken as 30 days each. Go to the same day 18 months later."
assert got == 546, "[wrong-days] 18 months from 20 February 2026 end on 20 August 2027, after 546 days."
print("days_left looks right here. And from 31 January? And when the window is over?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Count months from 0: month number − 1 + months. Division by 12 gives years and a rest. Add 1 to the rest again. Then cut the day to the length of that month.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`years, m = divmod(start.month - 1 + months, 12); end = date(start.year + years, m + 1, min(start.day, length of that month)); return at least 0: (end - today or start).days`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

مہینے صفر سے گنیں، پھر 12 پر تقسیم کر کے سال اور مہینہ نکالیں۔ اگر اُس مہینے میں وہ تاریخ نہ ہو تو مہینے کا آخری دن لیں۔
</details>
"""


# %% nbgrader={"grade_id": "days-left-hidden", "grade": true, "points": 6} hunar={"exercise": "days-left", "title": "days_left: short months, leap years, today"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Integral


def window_end(start: date, months: int) -> date:
    """Walks month by month, with the first day's number kept."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    last = 31
    while True:
        try:
            return date(year, month, min(start.day, last))
        except ValueError:
            last -= 1


def days_or_none(*arguments):
    try:
        return days_left(*arguments)
    except Exception:
        return None


got = days_or_none(date(2026, 3, 5), 4)
assert isinstance(got, Integral) and not isinstance(got, bool), (
    "[not-a-number] Return a whole number of days; a difference of dates has .days."
)
assert got != 120, "[thirty-days] Months were taken as 30 days each. Use the calendar."
assert got != 123, "[inclusive] One day too many: count the days between the two dates."
assert days_or_none(date(2027, 2, 1), 2) not in (60, 61), (
    "[thirty-days] Every month was given the same number of days. Months differ: use the calendar."
)
for start, months in ((date(2026, 6, 15), 6), (date(2025, 12, 5), 12), (date(2026, 11, 9), 1)):
    assert days_or_none(start, months) == (window_end(start, months) - start).days, (
        "[december] A window that ends in December went wrong. Month 12 divided by 12 leaves 0: count months from 0."
    )
for start, months in ((date(2026, 9, 7), 18), (date(2026, 10, 1), 30), (date(2026, 12, 24), 2)):
    assert days_or_none(start, months) == (window_end(start, months) - start).days, (
        "[wrong-days] A window over the end of a year went wrong. Add the years that the months make."
    )
for start, months in ((date(2026, 1, 31), 1), (date(2026, 3, 31), 3), (date(2026, 8, 31), 6)):
    got = days_or_none(start, months)
    assert got is not None, (
        "[no-such-day] There is no 31st in every month. Take the last day of a short month."
    )
    spill = window_end(start, months).replace(day=1) + timedelta(days=start.day - 1)
    assert got != (spill - start).days, (
        "[spills-over] The days that a short month lacks were counted on in the next one. Take its last day."
    )
    assert got == (window_end(start, months) - start).days, (
        "[wrong-days] A window from the 31st went wrong. Take the last day of a short month."
    )
for start, months in ((date(2028, 1, 31), 1), (date(2027, 12, 31), 2), (date(2024, 2, 29), 12)):
    assert days_or_none(start, months) == (window_end(start, months) - start).days, (
        "[leap-year] February has 29 days in a leap year. calendar.monthrange knows it."
    )
for start, months in ((date(2026, 1, 31), 3), (date(2026, 8, 31), 10), (date(2024, 2, 29), 48)):
    assert days_or_none(start, months) == (window_end(start, months) - start).days, (
        "[drifts] A short month on the way changed the day for ever. Keep the day of start; cut it only once, at the end."
    )
start = date(2026, 2, 20)
assert days_or_none(start, 18, date(2027, 8, 1)) != 546, "[today-ignored] Count from today where it is given."
assert days_or_none(start, 18, date(2027, 8, 1)) == 19, "[wrong-days] From 1 August to 20 August are 19 days."
assert days_or_none(start, 18, date(2027, 8, 20)) == 0, "[wrong-days] On the last day no day is left: 0."
assert days_or_none(start, 18, date(2028, 1, 1)) == 0, (
    "[below-zero] After the end of the window nothing is left: 0, not a negative number."
)
draw = variant.rng("e4-sandbox-rules")
for _ in range(150):
    start = date(2024, 1, 1) + timedelta(days=int(draw.integers(0, 2_000)))
    months, passed = int(draw.integers(1, 37)), int(draw.integers(0, 500))
    right = max(0, (window_end(start, months) - start).days - passed)
    assert days_or_none(start, months, start + timedelta(days=passed)) == right, (
        "[wrong-days] For some start and length the number of days differs. Compare with a calendar."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 5 · A switch that does not flicker

When complaints rise, deposits must stop. With one limit the switch flickers: it stops and starts every week. *Hysteresis* uses two limits and a memory. At `stop_at` or more: stop. At `resume_at` or less: run. In between: stay as you are. Before the first week, deposits run.

And a week without a number? Silence is no proof of safety. A missing report, `None`, means stop.

Predict first: how often does this switch with one limit change?
"""

# %%
weeks = [48, 52, 49, 51, 47, 50]
print("complaints in 10,000 payments:", weeks)
print("stopped, with one limit      :", [number >= 50 for number in weeks])


# %% nbgrader={"grade_id": "kill-switch", "solution": true} hunar={"exercise": "kill-switch", "title": "kill_switch"}
def kill_switch(metrics: list, rules: dict) -> list[bool]:
    """For each week: are deposits stopped?

    metrics: complaints in 10,000 payments, one whole number per week, oldest first; None: no report.
    rules["alarm"]: stop_at (this or more stops), resume_at (this or less lets run); resume_at < stop_at.
    Between the two limits the last state stays. None stops. Before the first week deposits run.
    Returns as many values as there are weeks; True: stopped.
    Example: kill_switch([10, 60, 30, 20], rules) == [False, True, True, False].
    """
    ### BEGIN SOLUTION
    alarm = rules["alarm"]
    stopped, history = False, []
    for number in metrics:
        if number is None or number >= alarm["stop_at"]:
            stopped = True
        elif number <= alarm["resume_at"]:
            stopped = False
        history.append(stopped)
    return history
    ### END SOLUTION


# %% nbgrader={"grade_id": "kill-switch-check", "grade": true, "points": 4} hunar={"exercise": "kill-switch", "title": "kill_switch: check"}
got = kill_switch([10, 60, 30, 20], rules)
assert isinstance(got, list) and all(isinstance(value, bool) for value in got), (
    "[not-a-list] Return a list of True and False, one for each week."
)
assert len(got) == 4, "[wrong-length] Four weeks need four values. Append one in every round of the loop."
assert got != [False, True, False, False], (
    "[no-memory] In week 3 the number is between the limits: stopped stays stopped."
)
assert got[3] is False, "[boundary-resume] 20 is not more than resume_at: deposits run again."
assert got == [False, True, True, False], "[wrong-switch] Expected: run, stop, stay stopped, run."
print("kill_switch looks right here. What does a week without a report do?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Keep one variable, `stopped`, outside the loop. Each week may set it to True or to False, or leave it alone.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`stopped = False; for each number: if None or number >= stop_at: stopped = True; else if number <= resume_at: stopped = False; append stopped`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

لوپ سے باہر ایک متغیر رکھیں جو پچھلی حالت یاد رکھے۔ دونوں حدوں کے درمیان اسے نہ بدلیں۔ رپورٹ نہ آئے تو روک دیں۔
</details>
"""


# %% nbgrader={"grade_id": "kill-switch-hidden", "grade": true, "points": 6} hunar={"exercise": "kill-switch", "title": "kill_switch: limits, silence, other rules"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def right_switch(metrics: list, stop_at: int, resume_at: int) -> list[bool]:
    """Looks back for the last week that decided."""
    answers = []
    for week in range(len(metrics)):
        decided = [m for m in metrics[: week + 1] if m is None or m >= stop_at or m <= resume_at]
        answers.append(bool(decided) and (decided[-1] is None or decided[-1] >= stop_at))
    return answers


def switched(metrics: list, stop_at: int = 70, resume_at: int = 40):
    try:
        return kill_switch(metrics, {"alarm": {"stop_at": stop_at, "resume_at": resume_at}})
    except Exception:
        return None


got = switched([30, 80, 55])
assert isinstance(got, list) and all(isinstance(value, bool) for value in got), (
    "[not-a-list] Return a list of True and False, one for each week."
)
assert len(got) == 3, "[wrong-length] There must be one value for each week."
assert switched([60, 30]) != [True, True], (
    "[hard-coded] Other limits were given, but those of rules.json were used. Read the limits from the argument."
)
assert switched([30, 45]) != [False, True], (
    "[no-memory] Between the limits the switch stopped deposits that were running. Keep the last state."
)
assert switched([45]) != [True], "[starts-stopped] Before the first week deposits run. Begin with False."
assert switched([80, 30]) != [True, True], (
    "[never-resumes] Once stopped, it never ran again. At resume_at or less it runs."
)
assert switched([80, 55]) != [True, False], (
    "[no-memory] Between the limits the switch forgot that it was stopped. Keep the last state."
)
assert switched([70]) == [True], "[boundary-stop] stop_at itself must stop. Use >=."
assert switched([80, 40]) == [True, False], "[boundary-resume] resume_at itself lets deposits run. Use <=."
assert switched([80, 0, 55]) == [True, False, False], (
    "[zero-is-a-number] A week with 0 complaints is a good week, not a missing report. Compare with `is None`."
)
assert switched([None]) == [True] and switched([10, None, 55, 40]) == [False, True, True, False], (
    "[silence] A missing report must stop deposits, and they stay stopped until a good week."
)
assert switched([]) == [], "[wrong-length] No week, no value: an empty list."
draw = variant.rng("e4-sandbox-rules")
for _ in range(30):
    resume_at = int(draw.integers(5, 40))
    stop_at = resume_at + int(draw.integers(1, 40))
    metrics = [int(number) for number in draw.integers(0, 90, size=40)]
    metrics[int(draw.integers(0, 40))] = None
    assert switched(metrics, stop_at, resume_at) == right_switch(metrics, stop_at, resume_at), (
        "[wrong-switch] In a long row of weeks the switch went wrong. Try limits that stand close together."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 6 · A report that cannot change later

Each week the firm publishes a fingerprint of its report. Later it shows the report, and everybody computes the fingerprint again. For this, the same book must always give the same bytes. So we fix one form, a *canonical* one: JSON, keys sorted, no spaces, UTF-8 with letters as they are. The report has four keys:

`{"balances":{"Bilal":50,"Sara":70},"total_paisa":120,"users":2,"week":"2026-W10"}`

Predict first: are the two books below equal? Are their texts?
"""

# %%
morning, evening = {"Sara": 70, "Bilal": 50}, {"Bilal": 50, "Sara": 70}
print("equal books:", morning == evening, "- equal texts:", json.dumps(morning) == json.dumps(evening))
print("keys sorted:", json.dumps(morning, sort_keys=True) == json.dumps(evening, sort_keys=True))
print("by default :", json.dumps({"علی": 50}))
print("canonical  :", json.dumps({"علی": 50}, separators=(",", ":"), ensure_ascii=False))


# %% nbgrader={"grade_id": "weekly-report", "solution": true} hunar={"exercise": "weekly-report", "title": "weekly_report"}
def weekly_report(book: dict, week: str) -> str:
    """The fingerprint of a week's report: SHA-256 of its canonical JSON, as 64 hexadecimal digits.

    book: user -> whole paisa; stays as it is. week: for example "2026-W10".
    The report's keys: balances (the book), total_paisa, users (how many), week.
    Canonical: all keys sorted, no spaces, UTF-8, letters not escaped.
    Example: weekly_report({"Sara": 70, "Bilal": 50}, "2026-W10") begins with "16b27165".
    """
    ### BEGIN SOLUTION
    report = {"balances": book, "total_paisa": sum(book.values()), "users": len(book), "week": week}
    text = json.dumps(report, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
    ### END SOLUTION


# %% nbgrader={"grade_id": "weekly-report-check", "grade": true, "points": 4} hunar={"exercise": "weekly-report", "title": "weekly_report: check"}
got = weekly_report({"Sara": 70, "Bilal": 50}, "2026-W10")
check.is_text(got, name='weekly_report({"Sara": 70, "Bilal": 50}, "2026-W10")', hint="Use .hexdigest().")
assert len(got) == 64, "[not-a-digest] SHA-256 in hexadecimal has 64 digits. Use .hexdigest()."
assert got == weekly_report({"Bilal": 50, "Sara": 70}, "2026-W10"), (
    "[unsorted] The same book in another order gave another fingerprint. Sort the keys."
)
assert got.startswith("16b27165"), (
    '[wrong-report] The bytes differ. Print your text: {"balances":{"Bilal":50,"Sara":70},"total_paisa":120,"users":2,"week":"2026-W10"}'
)
print("weekly_report looks right here. Also for names in Urdu?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Make a dict with four keys. `json.dumps` can do the rest: look at its options in the example above. Hash bytes, not text.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`report = {balances, total_paisa, users, week}; text = json.dumps(report, sorted, no spaces, not escaped); return SHA-256 of text as UTF-8, in hex`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

چار کنجیوں کا dict بنائیں۔ json.dumps میں کنجیاں ترتیب دیں، خالی جگہ نہ چھوڑیں اور اردو حروف ویسے ہی رہنے دیں۔ پھر UTF-8 بائٹس کا ہیش لیں۔
</details>
"""


# %% nbgrader={"grade_id": "weekly-report-hidden", "grade": true, "points": 6} hunar={"exercise": "weekly-report", "title": "weekly_report: other books"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def quoted(text: str) -> str:
    return '"' + text + '"'


def fingerprint(book: dict, week: str, comma: str = ",", colon: str = ":") -> str:
    """Built by hand, for names without quotes and backslashes."""
    rows = comma.join(quoted(user) + colon + str(book[user]) for user in sorted(book))
    fields = (
        quoted("balances") + colon + "{" + rows + "}",
        quoted("total_paisa") + colon + str(sum(book.values())),
        quoted("users") + colon + str(len(book)),
        quoted("week") + colon + quoted(week),
    )
    return hashlib.sha256(("{" + comma.join(fields) + "}").encode("utf-8")).hexdigest()


draw = variant.rng("e4-sandbox-rules")
names = [f"user {number}" for number in draw.permutation(40)[:9]]
plain = {name: int(draw.integers(1, 10**9)) for name in names}
week = f"2026-W{draw.integers(10, 53)}"
got = weekly_report(plain, week)
assert isinstance(got, str) and len(got) == 64, (
    "[not-a-digest] Return the 64 hexadecimal digits of SHA-256, as text."
)
assert got == weekly_report(plain, week), (
    "[not-repeatable] The same report gave two fingerprints. Put no clock and no random salt into it."
)
assert got == weekly_report(dict(sorted(plain.items(), reverse=True)), week), (
    "[unsorted] The order of the book changed the fingerprint. Sort the keys, also the inner ones."
)
assert got != fingerprint(plain, week, ", ", ": "), (
    '[spaces] There are spaces in the text. Use separators=(",", ":").'
)
assert got != weekly_report(plain, "2025-W01"), (
    "[week-ignored] Two weeks with the same book gave the same fingerprint. The week belongs into the report."
)
assert got.lower() == fingerprint(plain, week), (
    "[wrong-report] The bytes differ from the canonical form. Are there exactly four keys, with these names?"
)
assert weekly_report({}, week).lower() == fingerprint({}, week), (
    "[wrong-report] An empty book must work too: total 0, users 0."
)
for book in ({"علی": 50, "Sara": 70}, {"Şehla": 5, "Zara": 2**70}):
    got = weekly_report(book, week)
    assert got.lower() == fingerprint(book, week), (
        "[escaped] With letters beyond ASCII, or a very large amount, the bytes differ. Use ensure_ascii=False and UTF-8."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
### See it

The next cell draws *your* rules at work on an invented half year.

*In words:* on the left, `applied`, `screened`, `testing` and `exit` stand below each other; nine arrows join them to each other and to three final states. No arrow goes from `testing` to `licence`. On the right, the line of complaints crosses the upper limit twice, and one week has no report. So there are three grey periods; each lasts until the line falls to the lower limit. Below, dots mark weeks with refused deposits, larger dots more of them. There are none while deposits are stopped; near the end the caps on users and on the total bind as well.
"""

# %% hunar={"grading": "skip"}
import matplotlib.pyplot as plt
import numpy as np

places = {
    "applied": (0, 3),
    "screened": (0, 2),
    "testing": (0, 1),
    "exit": (0, 0),
    "refused": (-2, 1.6),
    "wind-down": (2, 1),
    "licence": (2, 0),
}
arrows = []
for state in places:
    for event in ("accept", "start", "report", "grant", "stop", "refuse"):
        try:
            arrows.append((state, event, next_state(state, event)))
        except ValueError:
            pass

complaints = [
    8,
    12,
    15,
    31,
    44,
    55,
    41,
    28,
    19,
    12,
    9,
    14,
    None,
    33,
    17,
    11,
    16,
    25,
    38,
    62,
    58,
    46,
    30,
    20,
    13,
    9,
]
stopped = kill_switch(complaints, rules)
chance = np.random.default_rng(18)
book_shown, refused = {}, {"per_user": [], "aggregate": [], "users": []}
for week_number, is_stopped in enumerate(stopped, start=1):
    for _ in range(0 if is_stopped else 6):
        tx = {"user": f"user {chance.integers(0, 55)}", "paisa": int(chance.integers(1, 31)) * 100_000}
        for cap in check_caps(tx, book_shown, rules):
            refused[cap].append(week_number)

figure = plt.figure(figsize=(9, 4), layout="constrained")
grid = figure.add_gridspec(2, 2, height_ratios=[2, 1], width_ratios=[1.15, 1])
chart, line, dots = (figure.add_subplot(grid[place]) for place in ((slice(None), 0), (0, 1), (1, 1)))
for state, event, after in arrows:
    (x, y), (u, v) = places[state], places[after]
    arrow = {"arrowstyle": "->", "shrinkA": 24, "shrinkB": 31 if u else 10, "color": "#555555"}
    chart.annotate("", (u, v), (x, y), arrowprops=arrow | ({} if u else {"shrinkA": 10}))
    middle = (x + 0.5 * (u - x), y + 0.5 * (v - y))
    chart.text(*middle, event, fontsize=8, ha="center", va="center", color="#00576b").set_bbox(
        {"facecolor": "white", "edgecolor": "none", "pad": 1}
    )
for state, (x, y) in places.items():
    box = {"boxstyle": "round", "facecolor": "#00576b" if x else "#d7e8ec", "edgecolor": "none"}
    chart.text(x, y, state, ha="center", va="center", fontsize=9, color="white" if x else "black", bbox=box)
chart.set(title=f"{len(arrows)} legal moves (dark: final states)", xlim=(-2.7, 2.7), ylim=(-0.4, 3.4))
chart.axis("off")

week_numbers = range(1, len(complaints) + 1)
line.plot(
    week_numbers, [np.nan if number is None else number for number in complaints], "o-", ms=3, color="#00576b"
)
for week_number, is_stopped in zip(week_numbers, stopped, strict=True):
    if is_stopped:
        for axes in (line, dots):
            axes.axvspan(week_number - 0.5, week_number + 0.5, color="#cccccc", lw=0)
line.axhline(rules["alarm"]["stop_at"], color="#b34700", linestyle="--", lw=1, label="stop_at")
line.axhline(rules["alarm"]["resume_at"], color="#b34700", linestyle=":", lw=1, label="resume_at")
line.legend(fontsize=8, loc="upper center")
line.set(title="Grey weeks: deposits stopped", ylabel="complaints\nin 10,000 payments", xlim=(0, 27))
for row, found in enumerate(refused.values()):
    counted = sorted(set(found))
    dots.scatter(
        counted, [row] * len(counted), s=[8 * found.count(number) for number in counted], color="#b34700"
    )
dots.set(
    yticks=range(3),
    yticklabels=refused,
    ylim=(2.7, -0.7),
    xlim=(0, 27),
    xlabel="week",
    title="Refused deposits, by broken cap",
)

# %% [markdown]
r"""
## Where this model is wrong

- The real criteria may differ in every number and every name. Ours show how a rule becomes a test, not what the law says.
- `check_caps` trusts the user's name. One person with five accounts passes five times; real caps need identity checks.
- One process writes the book. Two servers that check at the same moment can both say yes, and together break the cap. Databases need a lock or a transaction.
- A fingerprint proves that a report did not change after publication. It does not prove that the report was true, and it hides little: whoever guesses a small book can check the guess.
- A firm can steer a number that it reports itself. `kill_switch` needs a source that the firm does not control.
"""

# %% [markdown]
r"""
## Reflection ★

Propose **one rule to add** to this model sandbox and **one rule to remove** or relax. Say why. Write 120–200 words in English, Urdu or Roman Urdu.

| An instructor looks for | points |
|---|---|
| **Claim:** one rule to add and one to remove, each in one clear sentence | 2 |
| **Evidence:** a fact with its date, or a test of yours in this notebook | 3 |
| **Limits of the model:** what this notebook leaves out that matters here | 3 |
| **Consequence:** who gains and who loses by your change | 2 |
"""

# %% [markdown] nbgrader={"grade_id": "reflection", "solution": true, "grade": true, "points": 10} hunar={"exercise": "reflection", "title": "Reflection"}
r"""
Add: the regulator publishes its entry criteria and every refusal with its reasons, without the firm's name. Remove: the cap on the number of users, because the cap on the total already limits the harm. (2)

Press reports of February 2026 say that critics missed published criteria. In my test, `check_caps` with the numbers of rules.json refused a new user with Rs 1,000 because 40 users were there, although the total was far below its cap. So the user cap turned away a harmless deposit and protected nobody. (3)

The notebook counts names, not persons, and it knows deposits only. With withdrawals, or with one person behind many names, the total may say little about the harm to one family, and I may be wrong to trust it alone. (3)

Small firms gain: they see before they apply whether it is worth the cost. Customers gain because equal cases can be compared. The regulator loses freedom to decide case by case, and firms with good connections lose their advantage. (2)
"""

# %% [markdown]
r"""
## Stretch (not graded)

1. Add withdrawals to `check_caps`. Which caps can a withdrawal break? Which new rule does it need?
2. Write a second file, dated later, with other limits. Which file judges a deposit of last month?
3. Let the machine remember its past: return the whole list of states for a list of events. How would you prove that no firm ever reaches `licence` without `report`?
"""

# %% [markdown]
r"""
## Glossary · فرہنگ

<table lang="ur" dir="rtl">
<tr><th>اصطلاح</th><th>مطلب</th></tr>
<tr><td><span lang="en" dir="ltr">regulatory sandbox</span></td><td>نگرانی اور حدود کے ساتھ نئی خدمات کی آزمائش</td></tr>
<tr><td><span lang="en" dir="ltr">state machine</span></td><td>حالتیں، واقعات اور جائز تبدیلیوں کا جدول</td></tr>
<tr><td><span lang="en" dir="ltr">cap</span></td><td>بالائی حد</td></tr>
<tr><td><span lang="en" dir="ltr">atomic</span></td><td>پورا کام ہو یا بالکل نہ ہو</td></tr>
<tr><td><span lang="en" dir="ltr">custody</span></td><td>گاہکوں کی رقم یا اثاثوں کی تحویل</td></tr>
<tr><td><span lang="en" dir="ltr">hysteresis</span></td><td>رکنے اور چلنے کی الگ الگ حدیں</td></tr>
<tr><td><span lang="en" dir="ltr">wind-down</span></td><td>رقوم لوٹا کر کام سمیٹنا</td></tr>
<tr><td><span lang="en" dir="ltr">canonical form</span></td><td>ایک ہی طے شدہ تحریری شکل</td></tr>
</table>
"""

# %% [markdown]
r"""
## Sources

- Data Darbar and TechJuice on the launch of Pakistan's sandbox for virtual assets, February 2026 (grade B)
- `rules.json`, as of 1 March 2026: teaching rules, invented where it says so
- IETF, RFC 8785, *JSON Canonicalization Scheme*, June 2020 (A); our form is a simpler one
- NIST, FIPS 180-4, *Secure Hash Standard*, August 2015 (A)
"""
