# %% [markdown]
# Typical wrong answers of E4. Each cell replaces one solution cell; the gate proves that it loses the hidden points
# of its exercise and that the learner gets the message of its misconception.


# %% exercise="eligible" misconception="first-only"
def eligible(app: dict, rules: dict) -> tuple[bool, list[str]]:
    entry = rules["entry"]
    if app["activity"] not in entry["activities"]:
        return False, ["activity"]
    elif not 1 <= app["months"] <= entry["max_months"]:
        return False, ["months"]
    elif app["capital_paisa"] < entry["min_capital_paisa"]:
        return False, ["capital"]
    elif not app["separate_custody"]:
        return False, ["custody"]
    return True, []


# %% exercise="eligible" misconception="other-order"
def eligible(app: dict, rules: dict) -> tuple[bool, list[str]]:
    entry = rules["entry"]
    reasons = set()
    if app["activity"] not in entry["activities"]:
        reasons.add("activity")
    if not 1 <= app["months"] <= entry["max_months"]:
        reasons.add("months")
    if app["capital_paisa"] < entry["min_capital_paisa"]:
        reasons.add("capital")
    if not app["separate_custody"]:
        reasons.add("custody")
    return not reasons, sorted(reasons)


# %% exercise="eligible" misconception="hard-coded"
def eligible(app: dict, rules: dict) -> tuple[bool, list[str]]:
    reasons = []
    if app["activity"] not in ["tokenisation", "stablecoin", "remittance", "ramp"]:
        reasons.append("activity")
    if not 1 <= app["months"] <= 18:
        reasons.append("months")
    if app["capital_paisa"] < 500_000_000:
        reasons.append("capital")
    if not app["separate_custody"]:
        reasons.append("custody")
    return not reasons, reasons


# %% exercise="eligible" misconception="hard-coded"
def eligible(app, rules):
    entry = rules["entry"]
    reasons = []
    if app["activity"] not in ["tokenisation", "stablecoin", "remittance", "ramp"]:
        reasons.append("activity")
    if not 1 <= app["months"] <= entry["max_months"]:
        reasons.append("months")
    if app["capital_paisa"] < entry["min_capital_paisa"]:
        reasons.append("capital")
    if not app["separate_custody"]:
        reasons.append("custody")
    return not reasons, reasons


# %% exercise="eligible" misconception="hard-coded"
def eligible(app, rules):
    entry = rules["entry"]
    reasons = []
    if app["activity"] not in entry["activities"]:
        reasons.append("activity")
    if not 1 <= app["months"] <= 18:
        reasons.append("months")
    if app["capital_paisa"] < entry["min_capital_paisa"]:
        reasons.append("capital")
    if not app["separate_custody"]:
        reasons.append("custody")
    return not reasons, reasons


# %% exercise="eligible" misconception="hard-coded"
def eligible(app, rules):
    entry = rules["entry"]
    reasons = []
    if app["activity"] not in entry["activities"]:
        reasons.append("activity")
    if not 1 <= app["months"] <= entry["max_months"]:
        reasons.append("months")
    if app["capital_paisa"] < 500_000_000:
        reasons.append("capital")
    if not app["separate_custody"]:
        reasons.append("custody")
    return not reasons, reasons


# %% exercise="eligible" misconception="boundary"
def eligible(app: dict, rules: dict) -> tuple[bool, list[str]]:
    entry = rules["entry"]
    reasons = []
    if app["activity"] not in entry["activities"]:
        reasons.append("activity")
    if not 1 <= app["months"] < entry["max_months"]:
        reasons.append("months")
    if app["capital_paisa"] <= entry["min_capital_paisa"]:
        reasons.append("capital")
    if not app["separate_custody"]:
        reasons.append("custody")
    return not reasons, reasons


# %% exercise="eligible" misconception="boundary"
def eligible(app: dict, rules: dict) -> tuple[bool, list[str]]:
    entry = rules["entry"]
    reasons = []
    if app["activity"] not in entry["activities"]:
        reasons.append("activity")
    if app["months"] not in range(1, entry["max_months"]):
        reasons.append("months")
    if app["capital_paisa"] < entry["min_capital_paisa"]:
        reasons.append("capital")
    if not app["separate_custody"]:
        reasons.append("custody")
    return not reasons, reasons


# %% exercise="eligible" misconception="zero-months"
def eligible(app: dict, rules: dict) -> tuple[bool, list[str]]:
    entry = rules["entry"]
    reasons = []
    if app["activity"] not in entry["activities"]:
        reasons.append("activity")
    if app["months"] > entry["max_months"]:
        reasons.append("months")
    if app["capital_paisa"] < entry["min_capital_paisa"]:
        reasons.append("capital")
    if not app["separate_custody"]:
        reasons.append("custody")
    return not reasons, reasons


# %% exercise="eligible" misconception="not-a-pair"
def eligible(app: dict, rules: dict) -> list[str]:
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
    return reasons


# %% exercise="eligible" misconception="not-a-pair"
def eligible(app, rules):
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
    return [not reasons, reasons]


# %% exercise="eligible" misconception="wrong-verdict"
def eligible(app: dict, rules: dict) -> tuple[bool, list[str]]:
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
    return len(reasons) < 2, reasons


# %% exercise="eligible" misconception="wrong-reasons"
def eligible(app: dict, rules: dict) -> tuple[bool, list[str]]:
    entry = rules["entry"]
    reasons = []
    if app["activity"] not in entry["activities"]:
        reasons.append("activity")
    if not 1 <= app["months"] <= entry["max_months"]:
        reasons.append("months")
    if not app["separate_custody"]:
        reasons.append("custody")
    return not reasons, reasons


# %% exercise="next-state" misconception="no-report"
def next_state(state: str, event: str) -> str:
    moves = {
        ("applied", "accept"): "screened",
        ("applied", "refuse"): "refused",
        ("screened", "start"): "testing",
        ("screened", "refuse"): "refused",
        ("testing", "report"): "exit",
        ("testing", "grant"): "licence",
        ("testing", "stop"): "wind-down",
        ("exit", "grant"): "licence",
        ("exit", "stop"): "wind-down",
        ("exit", "refuse"): "refused",
    }
    if (state, event) not in moves:
        raise ValueError("illegal")
    return moves[state, event]


# %% exercise="next-state" misconception="no-report"
def next_state(state: str, event: str) -> str:
    if event == "grant" and state in ("testing", "exit"):
        return "licence"
    if event == "refuse" and state in ("applied", "screened", "exit"):
        return "refused"
    if event == "stop" and state in ("testing", "exit"):
        return "wind-down"
    for before, name, after in (
        ("applied", "accept", "screened"),
        ("screened", "start", "testing"),
        ("testing", "report", "exit"),
    ):
        if (state, event) == (before, name):
            return after
    raise ValueError("illegal")


# %% exercise="next-state" misconception="refused-with-money"
def next_state(state: str, event: str) -> str:
    if event == "refuse" and state in ("applied", "screened", "testing", "exit"):
        return "refused"
    moves = {
        ("applied", "accept"): "screened",
        ("screened", "start"): "testing",
        ("testing", "report"): "exit",
        ("testing", "stop"): "wind-down",
        ("exit", "grant"): "licence",
        ("exit", "stop"): "wind-down",
    }
    if (state, event) not in moves:
        raise ValueError("illegal")
    return moves[state, event]


# %% exercise="next-state" misconception="not-final"
def next_state(state: str, event: str) -> str:
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
        ("licence", "stop"): "wind-down",
    }
    if (state, event) not in moves:
        raise ValueError("illegal")
    return moves[state, event]


# %% exercise="next-state" misconception="silent"
def next_state(state: str, event: str) -> str:
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
    return moves.get((state, event), state)


# %% exercise="next-state" misconception="silent"
def next_state(state: str, event: str) -> str:
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
    return moves.get((state, event))


# %% exercise="next-state" misconception="key-error"
def next_state(state: str, event: str) -> str:
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
    return moves[state, event]


# %% exercise="next-state" misconception="unknown-state"
def next_state(state: str, event: str) -> str:
    moves = {
        "applied": {"accept": "screened", "refuse": "refused"},
        "screened": {"start": "testing", "refuse": "refused"},
        "testing": {"report": "exit", "stop": "wind-down"},
        "exit": {"grant": "licence", "stop": "wind-down", "refuse": "refused"},
        "licence": {},
        "wind-down": {},
        "refused": {},
    }
    if event not in moves[state]:
        raise ValueError("illegal")
    return moves[state][event]


# %% exercise="next-state" misconception="not-text"
def next_state(state: str, event: str) -> tuple[str, str]:
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
        raise ValueError("illegal")
    return state, moves[state, event]


# %% exercise="next-state" misconception="wrong-move"
def next_state(state: str, event: str) -> str:
    moves = {
        ("applied", "accept"): "screened",
        ("applied", "refuse"): "refused",
        ("screened", "start"): "testing",
        ("testing", "report"): "exit",
        ("testing", "stop"): "wind-down",
        ("exit", "grant"): "licence",
        ("exit", "refuse"): "refused",
    }
    if (state, event) not in moves:
        raise ValueError("illegal")
    return moves[state, event]


# %% exercise="check-caps" misconception="not-atomic"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if not isinstance(paisa, int) or paisa <= 0:
        raise ValueError("amount")
    book[user] = book.get(user, 0) + paisa
    broken = []
    if book[user] > caps["per_user_paisa"]:
        broken.append("per_user")
    if sum(book.values()) > caps["aggregate_paisa"]:
        broken.append("aggregate")
    if len(book) > caps["users"]:
        broken.append("users")
    return broken


# %% exercise="check-caps" misconception="not-atomic"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    before = book.get(user, 0)
    book[user] = before + paisa
    if not isinstance(paisa, int) or paisa <= 0:
        raise ValueError("amount")
    broken = []
    if book[user] > caps["per_user_paisa"]:
        broken.append("per_user")
    if sum(book.values()) > caps["aggregate_paisa"]:
        broken.append("aggregate")
    if len(book) > caps["users"]:
        broken.append("users")
    if broken:
        book[user] = before
        if before == 0:
            del book[user]
    return broken


# %% exercise="check-caps" misconception="ghost-user"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if not isinstance(paisa, int) or paisa <= 0:
        raise ValueError("amount")
    book.setdefault(user, 0)
    broken = []
    if book[user] + paisa > caps["per_user_paisa"]:
        broken.append("per_user")
    if sum(book.values()) + paisa > caps["aggregate_paisa"]:
        broken.append("aggregate")
    if len(book) > caps["users"]:
        broken.append("users")
    if not broken:
        book[user] += paisa
    return broken


# %% exercise="check-caps" misconception="float-money"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if not isinstance(paisa, int) or paisa <= 0:
        raise ValueError("amount")
    broken = []
    if float(book.get(user, 0)) + float(paisa) > float(caps["per_user_paisa"]):
        broken.append("per_user")
    if float(sum(book.values())) + float(paisa) > float(caps["aggregate_paisa"]):
        broken.append("aggregate")
    if len(book) + (user not in book) > caps["users"]:
        broken.append("users")
    if not broken:
        book[user] = book.get(user, 0) + paisa
    return broken


# %% exercise="check-caps" misconception="float-money"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if not isinstance(paisa, int) or paisa <= 0:
        raise ValueError("amount")
    broken = []
    if book.get(user, 0) + paisa > caps["per_user_paisa"]:
        broken.append("per_user")
    if sum(book.values()) + paisa > caps["aggregate_paisa"]:
        broken.append("aggregate")
    if len(book) + (user not in book) > caps["users"]:
        broken.append("users")
    if not broken:
        book[user] = book.get(user, 0) + paisa * 1.0
    return broken


# %% exercise="check-caps" misconception="float-accepted"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if paisa <= 0:
        raise ValueError("amount")
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


# %% exercise="check-caps" misconception="float-accepted"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], int(tx["paisa"]), rules["caps"]
    if paisa <= 0:
        raise ValueError("amount")
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


# %% exercise="check-caps" misconception="not-positive"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if not isinstance(paisa, int):
        raise ValueError("amount")
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


# %% exercise="check-caps" misconception="boundary"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if not isinstance(paisa, int) or paisa <= 0:
        raise ValueError("amount")
    broken = []
    if book.get(user, 0) + paisa >= caps["per_user_paisa"]:
        broken.append("per_user")
    if sum(book.values()) + paisa >= caps["aggregate_paisa"]:
        broken.append("aggregate")
    if len(book) + (user not in book) > caps["users"]:
        broken.append("users")
    if not broken:
        book[user] = book.get(user, 0) + paisa
    return broken


# %% exercise="check-caps" misconception="boundary"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if not isinstance(paisa, int) or paisa <= 0:
        raise ValueError("amount")
    broken = []
    if book.get(user, 0) + paisa > caps["per_user_paisa"]:
        broken.append("per_user")
    if sum(book.values()) + paisa > caps["aggregate_paisa"]:
        broken.append("aggregate")
    if user not in book and len(book) + 1 >= caps["users"]:
        broken.append("users")
    if not broken:
        book[user] = book.get(user, 0) + paisa
    return broken


# %% exercise="check-caps" misconception="one-payment-only"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if not isinstance(paisa, int) or paisa <= 0:
        raise ValueError("amount")
    broken = []
    if paisa > caps["per_user_paisa"]:
        broken.append("per_user")
    if sum(book.values()) + paisa > caps["aggregate_paisa"]:
        broken.append("aggregate")
    if len(book) + (user not in book) > caps["users"]:
        broken.append("users")
    if not broken:
        book[user] = book.get(user, 0) + paisa
    return broken


# %% exercise="check-caps" misconception="known-user"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if not isinstance(paisa, int) or paisa <= 0:
        raise ValueError("amount")
    broken = []
    if book.get(user, 0) + paisa > caps["per_user_paisa"]:
        broken.append("per_user")
    if sum(book.values()) + paisa > caps["aggregate_paisa"]:
        broken.append("aggregate")
    if len(book) + 1 > caps["users"]:
        broken.append("users")
    if not broken:
        book[user] = book.get(user, 0) + paisa
    return broken


# %% exercise="check-caps" misconception="users-ignored"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if not isinstance(paisa, int) or paisa <= 0:
        raise ValueError("amount")
    broken = []
    if book.get(user, 0) + paisa > caps["per_user_paisa"]:
        broken.append("per_user")
    if sum(book.values()) + paisa > caps["aggregate_paisa"]:
        broken.append("aggregate")
    if len(book) > caps["users"]:
        broken.append("users")
    if not broken:
        book[user] = book.get(user, 0) + paisa
    return broken


# %% exercise="check-caps" misconception="aggregate-ignored"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if not isinstance(paisa, int) or paisa <= 0:
        raise ValueError("amount")
    broken = []
    if book.get(user, 0) + paisa > caps["per_user_paisa"]:
        broken.append("per_user")
    if book.get(user, 0) + paisa > caps["aggregate_paisa"]:
        broken.append("aggregate")
    if len(book) + (user not in book) > caps["users"]:
        broken.append("users")
    if not broken:
        book[user] = book.get(user, 0) + paisa
    return broken


# %% exercise="check-caps" misconception="first-only"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if not isinstance(paisa, int) or paisa <= 0:
        raise ValueError("amount")
    if book.get(user, 0) + paisa > caps["per_user_paisa"]:
        return ["per_user"]
    if sum(book.values()) + paisa > caps["aggregate_paisa"]:
        return ["aggregate"]
    if len(book) + (user not in book) > caps["users"]:
        return ["users"]
    book[user] = book.get(user, 0) + paisa
    return []


# %% exercise="check-caps" misconception="other-order"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if not isinstance(paisa, int) or paisa <= 0:
        raise ValueError("amount")
    broken = []
    if len(book) + (user not in book) > caps["users"]:
        broken.append("users")
    if sum(book.values()) + paisa > caps["aggregate_paisa"]:
        broken.append("aggregate")
    if book.get(user, 0) + paisa > caps["per_user_paisa"]:
        broken.append("per_user")
    if not broken:
        book[user] = book.get(user, 0) + paisa
    return broken


# %% exercise="check-caps" misconception="not-recorded"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if not isinstance(paisa, int) or paisa <= 0:
        raise ValueError("amount")
    book = dict(book)
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


# %% exercise="check-caps" misconception="wrong-book"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if not isinstance(paisa, int) or paisa <= 0:
        raise ValueError("amount")
    broken = []
    if book.get(user, 0) + paisa > caps["per_user_paisa"]:
        broken.append("per_user")
    if sum(book.values()) + paisa > caps["aggregate_paisa"]:
        broken.append("aggregate")
    if len(book) + (user not in book) > caps["users"]:
        broken.append("users")
    if not broken:
        book[user] = paisa
    return broken


# %% exercise="check-caps" misconception="not-a-list"
def check_caps(tx: dict, book: dict, rules: dict) -> bool:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if not isinstance(paisa, int) or paisa <= 0:
        raise ValueError("amount")
    if (
        book.get(user, 0) + paisa > caps["per_user_paisa"]
        or sum(book.values()) + paisa > caps["aggregate_paisa"]
        or len(book) + (user not in book) > caps["users"]
    ):
        return False
    book[user] = book.get(user, 0) + paisa
    return True


# %% exercise="check-caps" misconception="wrong-caps"
def check_caps(tx: dict, book: dict, rules: dict) -> list[str]:
    user, paisa, caps = tx["user"], tx["paisa"], rules["caps"]
    if not isinstance(paisa, int) or paisa <= 0:
        raise ValueError("amount")
    after = book.get(user, 0) + paisa
    broken = []
    if after > caps["per_user_paisa"]:
        broken.append("per_user")
    if sum(book.values()) + after > caps["aggregate_paisa"]:
        broken.append("aggregate")
    if len(book) + (user not in book) > caps["users"]:
        broken.append("users")
    if not broken:
        book[user] = after
    return broken


# %% exercise="days-left" misconception="thirty-days"
def days_left(start: date, months: int, today: date | None = None) -> int:
    end = start + timedelta(days=30 * months)
    return max(0, (end - (today or start)).days)


# %% exercise="days-left" misconception="thirty-days"
def days_left(start: date, months: int, today: date | None = None) -> int:
    end = start + timedelta(days=round(30.4375 * months))
    return max(0, (end - (today or start)).days)


# %% exercise="days-left" misconception="no-such-day"
def days_left(start: date, months: int, today: date | None = None) -> int:
    years, month = divmod(start.month - 1 + months, 12)
    end = start.replace(year=start.year + years, month=month + 1)
    return max(0, (end - (today or start)).days)


# %% exercise="days-left" misconception="spills-over"
def days_left(start: date, months: int, today: date | None = None) -> int:
    years, month = divmod(start.month - 1 + months, 12)
    end = date(start.year + years, month + 1, 1) + timedelta(days=start.day - 1)
    return max(0, (end - (today or start)).days)


# %% exercise="days-left" misconception="drifts"
def days_left(start: date, months: int, today: date | None = None) -> int:
    end = start
    for _ in range(months):
        year, month = (end.year + 1, 1) if end.month == 12 else (end.year, end.month + 1)
        end = date(year, month, min(end.day, calendar.monthrange(year, month)[1]))
    return max(0, (end - (today or start)).days)


# %% exercise="days-left" misconception="drifts"
def days_left(start: date, months: int, today: date | None = None) -> int:
    end = start
    for _ in range(months):
        end += timedelta(days=calendar.monthrange(end.year, end.month)[1])
        if end.day < start.day and end.day < 4:
            end -= timedelta(days=end.day)
    return max(0, (end - (today or start)).days)


# %% exercise="days-left" misconception="december"
def days_left(start: date, months: int, today: date | None = None) -> int:
    year, month = start.year + (start.month + months) // 12, (start.month + months) % 12
    end = date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
    return max(0, (end - (today or start)).days)


# %% exercise="days-left" misconception="leap-year"
def days_left(start: date, months: int, today: date | None = None) -> int:
    lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    years, month = divmod(start.month - 1 + months, 12)
    end = date(start.year + years, month + 1, min(start.day, lengths[month]))
    return max(0, (end - (today or start)).days)


# %% exercise="days-left" misconception="below-zero"
def days_left(start: date, months: int, today: date | None = None) -> int:
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    end = date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
    return (end - (today or start)).days


# %% exercise="days-left" misconception="today-ignored"
def days_left(start: date, months: int, today: date | None = None) -> int:
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    end = date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
    return (end - start).days


# %% exercise="days-left" misconception="inclusive"
def days_left(start: date, months: int, today: date | None = None) -> int:
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    end = date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
    return max(0, (end - (today or start)).days + 1)


# %% exercise="days-left" misconception="not-a-number"
def days_left(start: date, months: int, today: date | None = None) -> timedelta:
    years, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + years, month + 1
    end = date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
    return max(timedelta(0), end - (today or start))


# %% exercise="days-left" misconception="wrong-days"
def days_left(start: date, months: int, today: date | None = None) -> int:
    month = (start.month - 1 + months) % 12 + 1
    year = start.year + (1 if start.month + months > 12 else 0)
    end = date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
    return max(0, (end - (today or start)).days)


# %% exercise="kill-switch" misconception="no-memory"
def kill_switch(metrics: list, rules: dict) -> list[bool]:
    return [number is None or number >= rules["alarm"]["stop_at"] for number in metrics]


# %% exercise="kill-switch" misconception="no-memory"
def kill_switch(metrics: list, rules: dict) -> list[bool]:
    return [number is None or number > rules["alarm"]["resume_at"] for number in metrics]


# %% exercise="kill-switch" misconception="never-resumes"
def kill_switch(metrics: list, rules: dict) -> list[bool]:
    stopped, history = False, []
    for number in metrics:
        stopped = stopped or number is None or number >= rules["alarm"]["stop_at"]
        history.append(stopped)
    return history


# %% exercise="kill-switch" misconception="boundary-stop"
def kill_switch(metrics: list, rules: dict) -> list[bool]:
    stopped, history = False, []
    for number in metrics:
        if number is None or number > rules["alarm"]["stop_at"]:
            stopped = True
        elif number <= rules["alarm"]["resume_at"]:
            stopped = False
        history.append(stopped)
    return history


# %% exercise="kill-switch" misconception="boundary-resume"
def kill_switch(metrics: list, rules: dict) -> list[bool]:
    stopped, history = False, []
    for number in metrics:
        if number is None or number >= rules["alarm"]["stop_at"]:
            stopped = True
        elif number < rules["alarm"]["resume_at"]:
            stopped = False
        history.append(stopped)
    return history


# %% exercise="kill-switch" misconception="silence"
def kill_switch(metrics: list, rules: dict) -> list[bool]:
    stopped, history = False, []
    for number in metrics:
        if number is not None and number >= rules["alarm"]["stop_at"]:
            stopped = True
        elif number is not None and number <= rules["alarm"]["resume_at"]:
            stopped = False
        history.append(stopped)
    return history


# %% exercise="kill-switch" misconception="silence"
def kill_switch(metrics: list, rules: dict) -> list[bool]:
    stopped, history = False, []
    for number in metrics:
        if number >= rules["alarm"]["stop_at"]:
            stopped = True
        elif number <= rules["alarm"]["resume_at"]:
            stopped = False
        history.append(stopped)
    return history


# %% exercise="kill-switch" misconception="zero-is-a-number"
def kill_switch(metrics: list, rules: dict) -> list[bool]:
    stopped, history = False, []
    for number in metrics:
        if not number or number >= rules["alarm"]["stop_at"]:
            stopped = True
        elif number <= rules["alarm"]["resume_at"]:
            stopped = False
        history.append(stopped)
    return history


# %% exercise="kill-switch" misconception="hard-coded"
def kill_switch(metrics: list, rules: dict) -> list[bool]:
    stopped, history = False, []
    for number in metrics:
        if number is None or number >= 50:
            stopped = True
        elif number <= 20:
            stopped = False
        history.append(stopped)
    return history


# %% exercise="kill-switch" misconception="starts-stopped"
def kill_switch(metrics: list, rules: dict) -> list[bool]:
    stopped, history = True, []
    for number in metrics:
        if number is None or number >= rules["alarm"]["stop_at"]:
            stopped = True
        elif number <= rules["alarm"]["resume_at"]:
            stopped = False
        history.append(stopped)
    return history


# %% exercise="kill-switch" misconception="not-a-list"
def kill_switch(metrics: list, rules: dict) -> bool:
    stopped = False
    for number in metrics:
        if number is None or number >= rules["alarm"]["stop_at"]:
            stopped = True
        elif number <= rules["alarm"]["resume_at"]:
            stopped = False
    return stopped


# %% exercise="kill-switch" misconception="wrong-length"
def kill_switch(metrics: list, rules: dict) -> list[bool]:
    stopped, history = False, []
    for number in metrics:
        if number is None or number >= rules["alarm"]["stop_at"]:
            stopped = True
            history.append(stopped)
        elif number <= rules["alarm"]["resume_at"]:
            stopped = False
            history.append(stopped)
    return history


# %% exercise="kill-switch" misconception="wrong-switch"
def kill_switch(metrics: list, rules: dict) -> list[bool]:
    stopped, history = False, []
    for number in metrics:
        if number is None or number >= rules["alarm"]["stop_at"]:
            stopped = True
        elif number <= rules["alarm"]["resume_at"] or history[-4:] == [True] * 4:
            stopped = False
        history.append(stopped)
    return history


# %% exercise="weekly-report" misconception="unsorted"
def weekly_report(book: dict, week: str) -> str:
    report = {"balances": book, "total_paisa": sum(book.values()), "users": len(book), "week": week}
    text = json.dumps(report, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


# %% exercise="weekly-report" misconception="unsorted"
def weekly_report(book: dict, week: str) -> str:
    return hashlib.sha256(f"{book}{sum(book.values())}{len(book)}{week}".encode()).hexdigest()


# %% exercise="weekly-report" misconception="spaces"
def weekly_report(book: dict, week: str) -> str:
    report = {"balances": book, "total_paisa": sum(book.values()), "users": len(book), "week": week}
    text = json.dumps(report, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


# %% exercise="weekly-report" misconception="escaped"
def weekly_report(book: dict, week: str) -> str:
    report = {"balances": book, "total_paisa": sum(book.values()), "users": len(book), "week": week}
    text = json.dumps(report, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


# %% exercise="weekly-report" misconception="escaped"
def weekly_report(book: dict, week: str) -> str:
    report = {"balances": book, "total_paisa": sum(book.values()), "users": len(book), "week": week}
    text = json.dumps(report, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("ascii", "replace")).hexdigest()


# %% exercise="weekly-report" misconception="week-ignored"
def weekly_report(book: dict, week: str) -> str:
    report = {"balances": book, "total_paisa": sum(book.values()), "users": len(book)}
    text = json.dumps(report, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


# %% exercise="weekly-report" misconception="not-repeatable"
def weekly_report(book: dict, week: str) -> str:
    import os

    report = {"balances": book, "salt": os.urandom(8).hex(), "users": len(book), "week": week}
    text = json.dumps(report, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


# %% exercise="weekly-report" misconception="not-a-digest"
def weekly_report(book: dict, week: str) -> bytes:
    report = {"balances": book, "total_paisa": sum(book.values()), "users": len(book), "week": week}
    text = json.dumps(report, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).digest()


# %% exercise="weekly-report" misconception="not-a-digest"
def weekly_report(book: dict, week: str) -> int:
    report = {"balances": book, "total_paisa": sum(book.values()), "users": len(book), "week": week}
    return hash(json.dumps(report, sort_keys=True))


# %% exercise="weekly-report" misconception="wrong-report"
def weekly_report(book: dict, week: str) -> str:
    text = json.dumps(
        {"balances": book, "week": week}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


# %% exercise="weekly-report" misconception="wrong-report"
def weekly_report(book: dict, week: str) -> str:
    report = {"balances": book, "total_paisa": sum(book.values()) / 1, "users": len(book), "week": week}
    text = json.dumps(report, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
