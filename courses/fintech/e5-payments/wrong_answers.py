# %% [markdown]
# Typical wrong answers of E5. Each cell replaces one solution cell; the gate proves that it loses the hidden points
# of its exercise and that the learner gets the message of its misconception.


# %% exercise="to-whole" misconception="always-even"
def to_whole(x: Decimal, rounding: str) -> int:
    if isinstance(x, float) or rounding not in ("half-up", "half-even"):
        raise ValueError("bad")
    return round(x)


# %% exercise="to-whole" misconception="always-up"
def to_whole(x: Decimal, rounding: str) -> int:
    if isinstance(x, float) or rounding not in ("half-up", "half-even"):
        raise ValueError("bad")
    return int(x.quantize(Decimal(1), rounding=ROUND_HALF_UP))


# %% exercise="to-whole" misconception="truncated"
def to_whole(x: Decimal, rounding: str) -> int:
    if isinstance(x, float) or rounding not in ("half-up", "half-even"):
        raise ValueError("bad")
    return int(x)


# %% exercise="to-whole" misconception="below-zero"
def to_whole(x: Decimal, rounding: str) -> int:
    if isinstance(x, float) or rounding not in ("half-up", "half-even"):
        raise ValueError("bad")
    if rounding == "half-even":
        return round(x)
    return int((x + Decimal("0.5")) // 1)


# %% exercise="to-whole" misconception="float-inside"
def to_whole(x: Decimal, rounding: str) -> int:
    if isinstance(x, float) or rounding not in ("half-up", "half-even"):
        raise ValueError("bad")
    rule = ROUND_HALF_UP if rounding == "half-up" else ROUND_HALF_EVEN
    return int(Decimal(float(x)).quantize(Decimal(1), rounding=rule))


# %% exercise="to-whole" misconception="rounded-twice"
def to_whole(x, rounding):
    rules = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN}
    if isinstance(x, float) or rounding not in rules:
        raise ValueError
    two_places = x.quantize(Decimal("0.01"), rounding=rules[rounding])
    return int(two_places.quantize(Decimal(1), rounding=rules[rounding]))


# %% exercise="to-whole" misconception="rounded-twice"
def to_whole(x, rounding):
    if isinstance(x, float) or rounding not in ("half-up", "half-even"):
        raise ValueError
    nudge = Decimal("0.0000001") if rounding == "half-up" else Decimal(0)
    return round(x + nudge) if x >= 0 else round(x - nudge)


# %% exercise="to-whole" misconception="float-accepted"
def to_whole(x: Decimal, rounding: str) -> int:
    if rounding not in ("half-up", "half-even"):
        raise ValueError("bad")
    rule = ROUND_HALF_UP if rounding == "half-up" else ROUND_HALF_EVEN
    return int(Decimal(x).quantize(Decimal(1), rounding=rule))


# %% exercise="to-whole" misconception="float-accepted"
def to_whole(x: Decimal, rounding: str) -> int:
    if rounding not in ("half-up", "half-even"):
        raise ValueError("bad")
    rule = ROUND_HALF_UP if rounding == "half-up" else ROUND_HALF_EVEN
    return int(x.quantize(Decimal(1), rounding=rule))


# %% exercise="to-whole" misconception="unknown-rounding"
def to_whole(x: Decimal, rounding: str) -> int:
    if isinstance(x, float):
        raise ValueError("bad")
    if rounding == "half-up":
        return int(x.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    else:
        return int(x.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


# %% exercise="to-whole" misconception="unknown-rounding"
def to_whole(x: Decimal, rounding: str) -> int:
    if isinstance(x, float):
        raise ValueError("bad")
    rules = {"half-up": ROUND_HALF_UP, "half-even": ROUND_HALF_EVEN}
    return int(x.quantize(Decimal(1), rounding=rules[rounding]))


# %% exercise="to-whole" misconception="not-a-number"
def to_whole(x: Decimal, rounding: str) -> Decimal:
    if isinstance(x, float) or rounding not in ("half-up", "half-even"):
        raise ValueError("bad")
    rule = ROUND_HALF_UP if rounding == "half-up" else ROUND_HALF_EVEN
    return x.quantize(Decimal(1), rounding=rule)


# %% exercise="to-whole" misconception="wrong-rounding"
def to_whole(x: Decimal, rounding: str) -> int:
    if isinstance(x, float) or rounding not in ("half-up", "half-even"):
        raise ValueError("bad")
    rule = "ROUND_UP" if rounding == "half-up" else ROUND_HALF_EVEN
    return int(x.quantize(Decimal(1), rounding=rule))


# %% exercise="post" misconception="partial-posting"
def post(ledger: dict, entries: list) -> None:
    if len(entries) < 2:
        raise ValueError("too few")
    sums = {}
    for account, currency, amount in entries:
        if not isinstance(amount, int):
            raise ValueError("no int")
        ledger[account, currency] = ledger.get((account, currency), 0) + amount
        sums[currency] = sums.get(currency, 0) + amount
    if any(sums.values()):
        raise ValueError("not zero")


# %% exercise="post" misconception="partial-posting"
def post(ledger: dict, entries: list) -> None:
    if len(entries) < 2:
        raise ValueError("too few")
    for currency in {currency for _, currency, _ in entries}:
        if sum(amount for _, other, amount in entries if other == currency) != 0:
            raise ValueError("not zero")
    for account, currency, amount in entries:
        if not isinstance(amount, int):
            raise ValueError("no int")
        ledger[account, currency] = ledger.get((account, currency), 0) + amount


# %% exercise="post" misconception="mixed-currencies"
def post(ledger: dict, entries: list) -> None:
    if len(entries) < 2 or any(not isinstance(amount, int) for _, _, amount in entries):
        raise ValueError("bad")
    if sum(amount for _, _, amount in entries) != 0:
        raise ValueError("not zero")
    for account, currency, amount in entries:
        ledger[account, currency] = ledger.get((account, currency), 0) + amount


# %% exercise="post" misconception="unbalanced"
def post(ledger: dict, entries: list) -> None:
    if len(entries) < 2 or any(not isinstance(amount, int) for _, _, amount in entries):
        raise ValueError("bad")
    for account, currency, amount in entries:
        ledger[account, currency] = ledger.get((account, currency), 0) + amount


# %% exercise="post" misconception="unbalanced"
def post(ledger: dict, entries: list) -> None:
    if len(entries) < 2 or any(not isinstance(amount, int) for _, _, amount in entries):
        raise ValueError("bad")
    first_currency = entries[0][1]
    if sum(amount for _, currency, amount in entries if currency == first_currency) != 0:
        raise ValueError("not zero")
    if len({currency for _, currency, _ in entries}) == len(entries):
        raise ValueError("not zero")
    for account, currency, amount in entries:
        ledger[account, currency] = ledger.get((account, currency), 0) + amount


# %% exercise="post" misconception="unbalanced"
def post(ledger: dict, entries: list) -> None:
    if len(entries) < 2 or any(not isinstance(amount, int) for _, _, amount in entries):
        raise ValueError("bad")
    for currency in {currency for _, currency, _ in entries}:
        if sum(float(amount) for _, other, amount in entries if other == currency) != 0:
            raise ValueError("not zero")
    for account, currency, amount in entries:
        ledger[account, currency] = ledger.get((account, currency), 0) + amount


# %% exercise="post" misconception="overwrites"
def post(ledger: dict, entries: list) -> None:
    if len(entries) < 2 or any(not isinstance(amount, int) for _, _, amount in entries):
        raise ValueError("bad")
    for currency in {currency for _, currency, _ in entries}:
        if sum(amount for _, other, amount in entries if other == currency) != 0:
            raise ValueError("not zero")
    for account, currency, amount in entries:
        ledger[account, currency] = amount


# %% exercise="post" misconception="new-account"
def post(ledger, entries):
    if len(entries) < 2 or not all(isinstance(amount, int) for _, _, amount in entries):
        raise ValueError
    for wanted in {currency for _, currency, _ in entries}:
        if sum(amount for _, currency, amount in entries if currency == wanted):
            raise ValueError
    for account, currency, amount in entries:
        ledger[account, currency] += amount


# %% exercise="post" misconception="last-wins"
def post(ledger: dict, entries: list) -> None:
    if len(entries) < 2 or any(not isinstance(amount, int) for _, _, amount in entries):
        raise ValueError("bad")
    for currency in {currency for _, currency, _ in entries}:
        if sum(amount for _, other, amount in entries if other == currency) != 0:
            raise ValueError("not zero")
    changes = {(account, currency): amount for account, currency, amount in entries}
    for place, amount in changes.items():
        ledger[place] = ledger.get(place, 0) + amount


# %% exercise="post" misconception="float-accepted"
def post(ledger: dict, entries: list) -> None:
    if len(entries) < 2:
        raise ValueError("bad")
    for currency in {currency for _, currency, _ in entries}:
        if sum(amount for _, other, amount in entries if other == currency) != 0:
            raise ValueError("not zero")
    for account, currency, amount in entries:
        ledger[account, currency] = ledger.get((account, currency), 0) + amount


# %% exercise="post" misconception="one-entry"
def post(ledger: dict, entries: list) -> None:
    if any(not isinstance(amount, int) for _, _, amount in entries):
        raise ValueError("bad")
    for currency in {currency for _, currency, _ in entries}:
        if sum(amount for _, other, amount in entries if other == currency) != 0:
            raise ValueError("not zero")
    for account, currency, amount in entries:
        ledger[account, currency] = ledger.get((account, currency), 0) + amount


# %% exercise="post" misconception="not-posted"
def post(ledger: dict, entries: list) -> dict:
    if len(entries) < 2 or any(not isinstance(amount, int) for _, _, amount in entries):
        raise ValueError("bad")
    for currency in {currency for _, currency, _ in entries}:
        if sum(amount for _, other, amount in entries if other == currency) != 0:
            raise ValueError("not zero")
    ledger = dict(ledger)
    for account, currency, amount in entries:
        ledger[account, currency] = ledger.get((account, currency), 0) + amount
    return ledger


# %% exercise="post" misconception="wrong-ledger"
def post(ledger: dict, entries: list) -> None:
    if len(entries) < 2 or any(not isinstance(amount, int) for _, _, amount in entries):
        raise ValueError("bad")
    for currency in {currency for _, currency, _ in entries}:
        if sum(amount for _, other, amount in entries if other == currency) != 0:
            raise ValueError("not zero")
    for account, _, amount in entries:
        ledger[account] = ledger.get(account, 0) + amount


# %% exercise="idempotent" misconception="second-charge"
def idempotent(pay):
    def safe(key, body):
        return pay(body)

    return safe


# %% exercise="idempotent" misconception="second-charge"
def idempotent(pay):
    done = {}

    def safe(key, body):
        if key not in done or done[key][0] != body:
            done[key] = (dict(body), pay(body))
        return done[key][1]

    return safe


# %% exercise="idempotent" misconception="other-body"
def idempotent(pay):
    done = {}

    def safe(key, body):
        if key not in done:
            done[key] = pay(body)
        return done[key]

    return safe


# %% exercise="idempotent" misconception="keyed-by-body"
def idempotent(pay):
    done, keys = {}, {}

    def safe(key, body):
        mark = tuple(sorted(body.items()))
        if keys.setdefault(key, mark) != mark:
            raise ValueError("other body")
        if mark not in done:
            done[mark] = pay(body)
        return done[mark]

    return safe


# %% exercise="idempotent" misconception="order-matters"
def idempotent(pay):
    done = {}

    def safe(key, body):
        if key not in done:
            done[key] = (str(body), pay(body))
        if done[key][0] != str(body):
            raise ValueError("other body")
        return done[key][1]

    return safe


# %% exercise="idempotent" misconception="empty-receipt"
def idempotent(pay):
    bodies, receipts = {}, {}

    def safe(key, body):
        if bodies.setdefault(key, dict(body)) != body:
            raise ValueError("other body")
        if not receipts.get(key):
            receipts[key] = pay(body)
        return receipts[key]

    return safe


# %% exercise="idempotent" misconception="shared-memory"
DONE = {}


def idempotent(pay):
    def safe(key, body):
        if key not in DONE:
            DONE[key] = (dict(body), pay(body))
        if DONE[key][0] != body:
            raise ValueError("other body")
        return DONE[key][1]

    return safe


# %% exercise="idempotent" misconception="shared-memory"
def idempotent(pay, done={}):  # noqa: B006
    def safe(key, body):
        if key not in done:
            done[key] = (dict(body), pay(body))
        if done[key][0] != body:
            raise ValueError("other body")
        return done[key][1]

    return safe


# %% exercise="idempotent" misconception="key-burnt"
def idempotent(pay):
    done = {}

    def safe(key, body):
        if key not in done:
            done[key] = (dict(body), None)
            done[key] = (dict(body), pay(body))
        if done[key][0] != body:
            raise ValueError("other body")
        return done[key][1]

    return safe


# %% exercise="idempotent" misconception="error-swallowed"
def idempotent(pay):
    done = {}

    def safe(key, body):
        if key not in done:
            try:
                done[key] = (dict(body), pay(body))
            except Exception:
                return None
        if done[key][0] != body:
            raise ValueError("other body")
        return done[key][1]

    return safe


# %% exercise="idempotent" misconception="overwritten"
def idempotent(pay):
    done = {}

    def safe(key, body):
        if key not in done:
            done[key] = (dict(body), pay(body))
        before, receipt = done[key]
        done[key] = (dict(body), receipt)
        if before != body:
            raise ValueError("other body")
        return receipt

    return safe


# %% exercise="idempotent" misconception="not-a-function"
def idempotent(pay):
    done = {}

    def safe(key, body):
        if key not in done:
            done[key] = (dict(body), pay(body))
        return done[key][1]


# %% exercise="idempotent" misconception="not-paid"
def idempotent(pay):
    done = {}

    def safe(key, body):
        if done.setdefault(key, (dict(body), pay))[0] != body:
            raise ValueError("other body")
        return "receipt"

    return safe


# %% exercise="idempotent" misconception="wrong-receipt"
def idempotent(pay):
    done = {}

    def safe(key, body):
        if key not in done:
            pay(body)
            done[key] = dict(body)
        if done[key] != body:
            raise ValueError("other body")
        return True

    return safe


# %% exercise="quote" misconception="percent-after-fx"
def quote(amount: int, route: dict) -> dict:
    cents = Decimal(amount - route["fixed_cents"])
    rupees = cents * route["mid_paisa"] * (10_000 - route["spread_bp"]) / 1_000_000
    rupees = rupees * (10_000 - route["percent_bp"]) / 10_000
    fee = max(
        route["fixed_cents"] + to_whole(Decimal(amount) * route["percent_bp"] / 10_000, route["rounding"]),
        route["minimum_cents"],
    )
    if fee >= amount:
        raise ValueError("fee")
    return {"fee_cents": fee, "received_paisa": to_whole(rupees, route["rounding"])}


# %% exercise="quote" misconception="percent-after-fx"
def quote(amount: int, route: dict) -> dict:
    rest = amount - route["fixed_cents"]
    part = to_whole(Decimal(rest) * route["percent_bp"] / 10_000, route["rounding"])
    fee = max(route["fixed_cents"] + part, route["minimum_cents"])
    if fee >= amount:
        raise ValueError("fee")
    rupees = Decimal(amount - fee) * route["mid_paisa"] * (10_000 - route["spread_bp"]) / 1_000_000
    return {"fee_cents": fee, "received_paisa": to_whole(rupees, route["rounding"])}


# %% exercise="quote" misconception="no-minimum"
def quote(amount: int, route: dict) -> dict:
    fee = route["fixed_cents"] + to_whole(Decimal(amount) * route["percent_bp"] / 10_000, route["rounding"])
    if fee >= amount:
        raise ValueError("fee")
    rupees = Decimal(amount - fee) * route["mid_paisa"] * (10_000 - route["spread_bp"]) / 1_000_000
    return {"fee_cents": fee, "received_paisa": to_whole(rupees, route["rounding"])}


# %% exercise="quote" misconception="minimum-added"
def quote(amount: int, route: dict) -> dict:
    part = to_whole(Decimal(amount) * route["percent_bp"] / 10_000, route["rounding"])
    fee = route["fixed_cents"] + part + route["minimum_cents"]
    if fee >= amount:
        raise ValueError("fee")
    rupees = Decimal(amount - fee) * route["mid_paisa"] * (10_000 - route["spread_bp"]) / 1_000_000
    return {"fee_cents": fee, "received_paisa": to_whole(rupees, route["rounding"])}


# %% exercise="quote" misconception="percent-not-bp"
def quote(amount: int, route: dict) -> dict:
    part = to_whole(Decimal(amount) * route["percent_bp"] / 100, route["rounding"])
    fee = max(route["fixed_cents"] + part, route["minimum_cents"])
    if fee >= amount:
        raise ValueError("fee")
    rupees = Decimal(amount - fee) * route["mid_paisa"] * (10_000 - route["spread_bp"]) / 1_000_000
    return {"fee_cents": fee, "received_paisa": to_whole(rupees, route["rounding"])}


# %% exercise="quote" misconception="no-spread"
def quote(amount: int, route: dict) -> dict:
    part = to_whole(Decimal(amount) * route["percent_bp"] / 10_000, route["rounding"])
    fee = max(route["fixed_cents"] + part, route["minimum_cents"])
    if fee >= amount:
        raise ValueError("fee")
    rupees = Decimal(amount - fee) * route["mid_paisa"] / 100
    return {"fee_cents": fee, "received_paisa": to_whole(rupees, route["rounding"])}


# %% exercise="quote" misconception="spread-added"
def quote(amount: int, route: dict) -> dict:
    part = to_whole(Decimal(amount) * route["percent_bp"] / 10_000, route["rounding"])
    fee = max(route["fixed_cents"] + part, route["minimum_cents"])
    if fee >= amount:
        raise ValueError("fee")
    rupees = Decimal(amount - fee) * route["mid_paisa"] * (10_000 + route["spread_bp"]) / 1_000_000
    return {"fee_cents": fee, "received_paisa": to_whole(rupees, route["rounding"])}


# %% exercise="quote" misconception="fee-not-taken"
def quote(amount: int, route: dict) -> dict:
    part = to_whole(Decimal(amount) * route["percent_bp"] / 10_000, route["rounding"])
    fee = max(route["fixed_cents"] + part, route["minimum_cents"])
    if fee >= amount:
        raise ValueError("fee")
    rupees = Decimal(amount) * route["mid_paisa"] * (10_000 - route["spread_bp"]) / 1_000_000
    return {"fee_cents": fee, "received_paisa": to_whole(rupees, route["rounding"])}


# %% exercise="quote" misconception="cents-as-dollars"
def quote(amount: int, route: dict) -> dict:
    part = to_whole(Decimal(amount) * route["percent_bp"] / 10_000, route["rounding"])
    fee = max(route["fixed_cents"] + part, route["minimum_cents"])
    if fee >= amount:
        raise ValueError("fee")
    rupees = Decimal(amount - fee) * route["mid_paisa"] * (10_000 - route["spread_bp"]) / 10_000
    return {"fee_cents": fee, "received_paisa": to_whole(rupees, route["rounding"])}


# %% exercise="quote" misconception="rounded-early"
def quote(amount: int, route: dict) -> dict:
    part = to_whole(Decimal(amount) * route["percent_bp"] / 10_000, route["rounding"])
    fee = max(route["fixed_cents"] + part, route["minimum_cents"])
    if fee >= amount:
        raise ValueError("fee")
    price = to_whole(Decimal(route["mid_paisa"]) * (10_000 - route["spread_bp"]) / 10_000, route["rounding"])
    return {
        "fee_cents": fee,
        "received_paisa": to_whole(Decimal(amount - fee) * price / 100, route["rounding"]),
    }


# %% exercise="quote" misconception="truncated"
def quote(amount: int, route: dict) -> dict:
    part = to_whole(Decimal(amount) * route["percent_bp"] / 10_000, route["rounding"])
    fee = max(route["fixed_cents"] + part, route["minimum_cents"])
    if fee >= amount:
        raise ValueError("fee")
    paisa = (amount - fee) * route["mid_paisa"] * (10_000 - route["spread_bp"]) // 1_000_000
    return {"fee_cents": fee, "received_paisa": paisa}


# %% exercise="quote" misconception="rounding-ignored"
def quote(amount: int, route: dict) -> dict:
    part = to_whole(Decimal(amount) * route["percent_bp"] / 10_000, route["rounding"])
    fee = max(route["fixed_cents"] + part, route["minimum_cents"])
    if fee >= amount:
        raise ValueError("fee")
    rupees = Decimal(amount - fee) * route["mid_paisa"] * (10_000 - route["spread_bp"]) / 1_000_000
    return {"fee_cents": fee, "received_paisa": round(rupees)}


# %% exercise="quote" misconception="rounding-ignored"
def quote(amount: int, route: dict) -> dict:
    part = round(Decimal(amount) * route["percent_bp"] / 10_000)
    fee = max(route["fixed_cents"] + part, route["minimum_cents"])
    if fee >= amount:
        raise ValueError("fee")
    rupees = Decimal(amount - fee) * route["mid_paisa"] * (10_000 - route["spread_bp"]) / 1_000_000
    return {"fee_cents": fee, "received_paisa": to_whole(rupees, route["rounding"])}


# %% exercise="quote" misconception="fee-eats-all"
def quote(amount: int, route: dict) -> dict:
    part = to_whole(Decimal(amount) * route["percent_bp"] / 10_000, route["rounding"])
    fee = max(route["fixed_cents"] + part, route["minimum_cents"])
    rupees = Decimal(amount - fee) * route["mid_paisa"] * (10_000 - route["spread_bp"]) / 1_000_000
    return {"fee_cents": fee, "received_paisa": to_whole(rupees, route["rounding"])}


# %% exercise="quote" misconception="fee-eats-all"
def quote(amount: int, route: dict) -> dict:
    part = to_whole(Decimal(amount) * route["percent_bp"] / 10_000, route["rounding"])
    fee = max(route["fixed_cents"] + part, route["minimum_cents"])
    if fee > amount:
        raise ValueError("fee")
    rupees = Decimal(amount - fee) * route["mid_paisa"] * (10_000 - route["spread_bp"]) / 1_000_000
    return {"fee_cents": fee, "received_paisa": to_whole(rupees, route["rounding"])}


# %% exercise="quote" misconception="float-money"
def quote(amount: int, route: dict) -> dict:
    part = to_whole(Decimal(amount * route["percent_bp"] / 10_000), route["rounding"])
    fee = max(route["fixed_cents"] + part, route["minimum_cents"])
    if fee >= amount:
        raise ValueError("fee")
    rupees = (amount - fee) * route["mid_paisa"] / 100 * (1 - route["spread_bp"] / 10_000)
    return {"fee_cents": fee, "received_paisa": to_whole(Decimal(rupees), route["rounding"])}


# %% exercise="quote" misconception="not-a-number"
def quote(amount: int, route: dict) -> dict:
    part = to_whole(Decimal(amount) * route["percent_bp"] / 10_000, route["rounding"])
    fee = max(route["fixed_cents"] + part, route["minimum_cents"])
    if fee >= amount:
        raise ValueError("fee")
    rupees = Decimal(amount - fee) * route["mid_paisa"] * (10_000 - route["spread_bp"]) / 1_000_000
    return {"fee_cents": fee, "received_paisa": rupees}


# %% exercise="quote" misconception="not-a-dict"
def quote(amount: int, route: dict) -> int:
    part = to_whole(Decimal(amount) * route["percent_bp"] / 10_000, route["rounding"])
    fee = max(route["fixed_cents"] + part, route["minimum_cents"])
    if fee >= amount:
        raise ValueError("fee")
    rupees = Decimal(amount - fee) * route["mid_paisa"] * (10_000 - route["spread_bp"]) / 1_000_000
    return to_whole(rupees, route["rounding"])


# %% exercise="quote" misconception="wrong-fee"
def quote(amount: int, route: dict) -> dict:
    part = to_whole(Decimal(amount) * route["percent_bp"] / 10_000, route["rounding"])
    fee = max(route["fixed_cents"], part, route["minimum_cents"])
    if fee >= amount:
        raise ValueError("fee")
    rupees = Decimal(amount - fee) * route["mid_paisa"] * (10_000 - route["spread_bp"]) / 1_000_000
    return {"fee_cents": fee, "received_paisa": to_whole(rupees, route["rounding"])}


# %% exercise="quote" misconception="wrong-received"
def quote(amount: int, route: dict) -> dict:
    part = to_whole(Decimal(amount) * route["percent_bp"] / 10_000, route["rounding"])
    fee = max(route["fixed_cents"] + part, route["minimum_cents"])
    if fee >= amount:
        raise ValueError("fee")
    rupees = Decimal(amount - fee) * route["mid_paisa"] / 100 / (1 + Decimal(route["spread_bp"]) / 10_000)
    return {"fee_cents": fee, "received_paisa": to_whole(rupees, route["rounding"])}


# %% exercise="net-income" misconception="negative"
def net_income(invoice: dict) -> dict:
    gross = invoice["gross_cents"]
    platform = to_whole(Decimal(gross) * invoice["platform_bp"] / 10_000, "half-up")
    cents = gross - platform - invoice["transfer_cents"]
    rupees = to_whole(Decimal(cents) * invoice["rate_paisa"] / 100, "half-up")
    withheld = to_whole(Decimal(rupees) * invoice["withholding_bp"] / 10_000, "half-up")
    return {"withheld_paisa": withheld, "net_paisa": rupees - withheld}


# %% exercise="net-income" misconception="withheld-from-gross"
def net_income(invoice: dict) -> dict:
    gross = invoice["gross_cents"]
    platform = to_whole(Decimal(gross) * invoice["platform_bp"] / 10_000, "half-up")
    cents = max(0, gross - platform - invoice["transfer_cents"])
    rupees = to_whole(Decimal(cents) * invoice["rate_paisa"] / 100, "half-up")
    whole = to_whole(Decimal(gross) * invoice["rate_paisa"] / 100, "half-up")
    withheld = to_whole(Decimal(whole) * invoice["withholding_bp"] / 10_000, "half-up")
    return {"withheld_paisa": withheld, "net_paisa": rupees - withheld}


# %% exercise="net-income" misconception="platform-after-transfer"
def net_income(invoice: dict) -> dict:
    cents = invoice["gross_cents"] - invoice["transfer_cents"]
    platform = to_whole(Decimal(cents) * invoice["platform_bp"] / 10_000, "half-up")
    rupees = to_whole(Decimal(max(0, cents - platform)) * invoice["rate_paisa"] / 100, "half-up")
    withheld = to_whole(Decimal(rupees) * invoice["withholding_bp"] / 10_000, "half-up")
    return {"withheld_paisa": withheld, "net_paisa": rupees - withheld}


# %% exercise="net-income" misconception="no-transfer"
def net_income(invoice: dict) -> dict:
    gross = invoice["gross_cents"]
    platform = to_whole(Decimal(gross) * invoice["platform_bp"] / 10_000, "half-up")
    rupees = to_whole(Decimal(gross - platform) * invoice["rate_paisa"] / 100, "half-up")
    withheld = to_whole(Decimal(rupees) * invoice["withholding_bp"] / 10_000, "half-up")
    return {"withheld_paisa": withheld, "net_paisa": rupees - withheld}


# %% exercise="net-income" misconception="hard-coded"
def net_income(invoice: dict) -> dict:
    gross = invoice["gross_cents"]
    platform = to_whole(Decimal(gross) * invoice["platform_bp"] / 10_000, "half-up")
    cents = max(0, gross - platform - invoice["transfer_cents"])
    rupees = to_whole(Decimal(cents) * invoice["rate_paisa"] / 100, "half-up")
    withheld = to_whole(Decimal(rupees) / 100, "half-up")
    return {"withheld_paisa": withheld, "net_paisa": rupees - withheld}


# %% exercise="net-income" misconception="not-subtracted"
def net_income(invoice: dict) -> dict:
    gross = invoice["gross_cents"]
    platform = to_whole(Decimal(gross) * invoice["platform_bp"] / 10_000, "half-up")
    cents = max(0, gross - platform - invoice["transfer_cents"])
    rupees = to_whole(Decimal(cents) * invoice["rate_paisa"] / 100, "half-up")
    withheld = to_whole(Decimal(rupees) * invoice["withholding_bp"] / 10_000, "half-up")
    return {"withheld_paisa": withheld, "net_paisa": rupees}


# %% exercise="net-income" misconception="rounding"
def net_income(invoice: dict) -> dict:
    gross = invoice["gross_cents"]
    platform = round(Decimal(gross) * invoice["platform_bp"] / 10_000)
    cents = max(0, gross - platform - invoice["transfer_cents"])
    rupees = round(Decimal(cents) * invoice["rate_paisa"] / 100)
    withheld = round(Decimal(rupees) * invoice["withholding_bp"] / 10_000)
    return {"withheld_paisa": withheld, "net_paisa": rupees - withheld}


# %% exercise="net-income" misconception="float-money"
def net_income(invoice: dict) -> dict:
    gross = invoice["gross_cents"]
    platform = to_whole(Decimal(gross * invoice["platform_bp"] / 10_000), "half-up")
    cents = max(0, gross - platform - invoice["transfer_cents"])
    rupees = to_whole(Decimal(cents * invoice["rate_paisa"] / 100), "half-up")
    withheld = to_whole(Decimal(rupees * invoice["withholding_bp"] / 10_000), "half-up")
    return {"withheld_paisa": withheld, "net_paisa": rupees - withheld}


# %% exercise="net-income" misconception="not-a-number"
def net_income(invoice: dict) -> dict:
    gross = invoice["gross_cents"]
    cents = max(0, gross - Decimal(gross) * invoice["platform_bp"] / 10_000 - invoice["transfer_cents"])
    rupees = cents * invoice["rate_paisa"] / 100
    withheld = rupees * invoice["withholding_bp"] / 10_000
    return {"withheld_paisa": withheld, "net_paisa": rupees - withheld}


# %% exercise="net-income" misconception="not-a-dict"
def net_income(invoice: dict) -> int:
    gross = invoice["gross_cents"]
    platform = to_whole(Decimal(gross) * invoice["platform_bp"] / 10_000, "half-up")
    cents = max(0, gross - platform - invoice["transfer_cents"])
    rupees = to_whole(Decimal(cents) * invoice["rate_paisa"] / 100, "half-up")
    return rupees - to_whole(Decimal(rupees) * invoice["withholding_bp"] / 10_000, "half-up")


# %% exercise="net-income" misconception="wrong-net"
def net_income(invoice: dict) -> dict:
    gross = invoice["gross_cents"]
    cents = max(0, gross - invoice["transfer_cents"])
    rupees = to_whole(Decimal(cents) * invoice["rate_paisa"] / 100, "half-up")
    cut = invoice["platform_bp"] + invoice["withholding_bp"]
    net = to_whole(Decimal(rupees) * (10_000 - cut) / 10_000, "half-up")
    return {
        "withheld_paisa": to_whole(Decimal(rupees) * invoice["withholding_bp"] / 10_000, "half-up"),
        "net_paisa": net,
    }


# %% exercise="run" misconception="sold-at-par"
def reserve_ratio(assets: dict, liab: int) -> int:
    if liab <= 0:
        raise ValueError("no coins")
    return sum(assets.values()) * 10_000 // liab


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> int | None:
    left = liquid + illiquid
    for day, asked in enumerate(redemptions, start=1):
        left -= asked
        if left < 0:
            return day
    return None


# %% exercise="run" misconception="cash-only"
def reserve_ratio(assets: dict, liab: int) -> int:
    if liab <= 0:
        raise ValueError("no coins")
    return sum(assets.values()) * 10_000 // liab


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> int | None:
    for day, asked in enumerate(redemptions, start=1):
        liquid -= asked
        if liquid < 0:
            return day
    return None


# %% exercise="run" misconception="haircut-on-cash"
def reserve_ratio(assets: dict, liab: int) -> int:
    if liab <= 0:
        raise ValueError("no coins")
    return sum(assets.values()) * 10_000 // liab


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> int | None:
    left = (liquid + illiquid) * (10_000 - haircut_bp) // 10_000
    for day, asked in enumerate(redemptions, start=1):
        left -= asked
        if left < 0:
            return day
    return None


# %% exercise="run" misconception="haircut-on-cash"
def reserve_ratio(assets: dict, liab: int) -> int:
    if liab <= 0:
        raise ValueError("no coins")
    return sum(assets.values()) * 10_000 // liab


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> int | None:
    left = liquid + illiquid * haircut_bp // 10_000
    for day, asked in enumerate(redemptions, start=1):
        left -= asked
        if left < 0:
            return day
    return None


# %% exercise="run" misconception="each-day-alone"
def reserve_ratio(assets: dict, liab: int) -> int:
    if liab <= 0:
        raise ValueError("no coins")
    return sum(assets.values()) * 10_000 // liab


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> int | None:
    cash = liquid + illiquid * (10_000 - haircut_bp) // 10_000
    for day, asked in enumerate(redemptions, start=1):
        if asked > cash:
            return day
    return None


# %% exercise="run" misconception="from-zero"
def reserve_ratio(assets: dict, liab: int) -> int:
    if liab <= 0:
        raise ValueError("no coins")
    return sum(assets.values()) * 10_000 // liab


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> int | None:
    left = liquid + illiquid * (10_000 - haircut_bp) // 10_000
    for day, asked in enumerate(redemptions):
        left -= asked
        if left < 0:
            return day
    return None


# %% exercise="run" misconception="last-paisa"
def reserve_ratio(assets: dict, liab: int) -> int:
    if liab <= 0:
        raise ValueError("no coins")
    return sum(assets.values()) * 10_000 // liab


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> int | None:
    left = liquid + illiquid * (10_000 - haircut_bp) // 10_000
    for day, asked in enumerate(redemptions, start=1):
        left -= asked
        if left <= 0:
            return day
    return None


# %% exercise="run" misconception="no-survival"
def reserve_ratio(assets: dict, liab: int) -> int:
    if liab <= 0:
        raise ValueError("no coins")
    return sum(assets.values()) * 10_000 // liab


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> int:
    left = liquid + illiquid * (10_000 - haircut_bp) // 10_000
    for day, asked in enumerate(redemptions, start=1):
        left -= asked
        if left < 0:
            return day
    return len(redemptions) + 1


# %% exercise="run" misconception="not-a-day"
def reserve_ratio(assets: dict, liab: int) -> int:
    if liab <= 0:
        raise ValueError("no coins")
    return sum(assets.values()) * 10_000 // liab


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> str | None:
    left = liquid + illiquid * (10_000 - haircut_bp) // 10_000
    for day, asked in enumerate(redemptions, start=1):
        left -= asked
        if left < 0:
            return f"day {day}"
    return None


# %% exercise="run" misconception="wrong-day"
def reserve_ratio(assets: dict, liab: int) -> int:
    if liab <= 0:
        raise ValueError("no coins")
    return sum(assets.values()) * 10_000 // liab


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> int | None:
    for day, asked in enumerate(redemptions, start=1):
        if asked <= liquid:
            liquid -= asked
        elif asked <= illiquid * (10_000 - haircut_bp) // 10_000:
            illiquid -= asked * 10_000 // max(1, 10_000 - haircut_bp)
        else:
            return day
    return None


# %% exercise="run" misconception="rounded-up"
def reserve_ratio(assets: dict, liab: int) -> int:
    if liab <= 0:
        raise ValueError("no coins")
    return round(sum(assets.values()) / liab * 10_000)


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> int | None:
    left = liquid + illiquid * (10_000 - haircut_bp) // 10_000
    for day, asked in enumerate(redemptions, start=1):
        left -= asked
        if left < 0:
            return day
    return None


# %% exercise="run" misconception="rounded-up"
def reserve_ratio(assets: dict, liab: int) -> int:
    if liab <= 0:
        raise ValueError("no coins")
    return int(sum(assets.values()) / liab * 10_000)


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> int | None:
    left = liquid + illiquid * (10_000 - haircut_bp) // 10_000
    for day, asked in enumerate(redemptions, start=1):
        left -= asked
        if left < 0:
            return day
    return None


# %% exercise="run" misconception="rounded-up"
def reserve_ratio(assets: dict, liab: int) -> int:
    if liab <= 0:
        raise ValueError("no coins")
    return sum(assets.values()) * 10_000 // liab


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> int | None:
    left = liquid + illiquid - illiquid * haircut_bp // 10_000
    for day, asked in enumerate(redemptions, start=1):
        left -= asked
        if left < 0:
            return day
    return None


# %% exercise="run" misconception="percent-not-bp"
def reserve_ratio(assets: dict, liab: int) -> int:
    if liab <= 0:
        raise ValueError("no coins")
    return sum(assets.values()) * 100 // liab


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> int | None:
    left = liquid + illiquid * (10_000 - haircut_bp) // 10_000
    for day, asked in enumerate(redemptions, start=1):
        left -= asked
        if left < 0:
            return day
    return None


# %% exercise="run" misconception="one-asset"
def reserve_ratio(assets: dict, liab: int) -> int:
    if liab <= 0:
        raise ValueError("no coins")
    for value in assets.values():
        return value * 10_000 // liab
    return 0


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> int | None:
    left = liquid + illiquid * (10_000 - haircut_bp) // 10_000
    for day, asked in enumerate(redemptions, start=1):
        left -= asked
        if left < 0:
            return day
    return None


# %% exercise="run" misconception="no-coins"
def reserve_ratio(assets: dict, liab: int) -> int:
    return sum(assets.values()) * 10_000 // liab


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> int | None:
    left = liquid + illiquid * (10_000 - haircut_bp) // 10_000
    for day, asked in enumerate(redemptions, start=1):
        left -= asked
        if left < 0:
            return day
    return None


# %% exercise="run" misconception="not-a-number"
def reserve_ratio(assets: dict, liab: int) -> float:
    if liab <= 0:
        raise ValueError("no coins")
    return sum(assets.values()) / liab * 10_000


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> int | None:
    left = liquid + illiquid * (10_000 - haircut_bp) // 10_000
    for day, asked in enumerate(redemptions, start=1):
        left -= asked
        if left < 0:
            return day
    return None


# %% exercise="run" misconception="wrong-ratio"
def reserve_ratio(assets: dict, liab: int) -> int:
    if liab <= 0:
        raise ValueError("no coins")
    return liab * 10_000 // max(1, sum(assets.values()))


def run(redemptions: list, liquid: int, illiquid: int, haircut_bp: int) -> int | None:
    left = liquid + illiquid * (10_000 - haircut_bp) // 10_000
    for day, asked in enumerate(redemptions, start=1):
        left -= asked
        if left < 0:
            return day
    return None


# %% exercise="htlc" misconception="both-possible"
def htlc(state: dict, event: dict) -> dict:
    if state["status"] != "locked":
        raise ValueError("gone")
    if event["kind"] == "claim" and event["time"] <= state["timeout"]:
        if hashlib.sha256(event["preimage"]).digest() == state["hash"]:
            return state | {"status": "claimed"}
    if event["kind"] == "refund" and event["time"] >= state["timeout"]:
        return state | {"status": "refunded"}
    raise ValueError("not now")


# %% exercise="htlc" misconception="neither-possible"
def htlc(state: dict, event: dict) -> dict:
    if state["status"] != "locked":
        raise ValueError("gone")
    if event["kind"] == "claim" and event["time"] < state["timeout"]:
        if hashlib.sha256(event["preimage"]).digest() == state["hash"]:
            return state | {"status": "claimed"}
    if event["kind"] == "refund" and event["time"] > state["timeout"]:
        return state | {"status": "refunded"}
    raise ValueError("not now")


# %% exercise="htlc" misconception="wrong-side"
def htlc(state: dict, event: dict) -> dict:
    if state["status"] != "locked":
        raise ValueError("gone")
    if event["kind"] == "claim" and event["time"] <= state["timeout"]:
        if hashlib.sha256(event["preimage"]).digest() == state["hash"]:
            return state | {"status": "claimed"}
    if event["kind"] == "refund" and event["time"] > state["timeout"]:
        return state | {"status": "refunded"}
    raise ValueError("not now")


# %% exercise="htlc" misconception="closes-early"
def htlc(state: dict, event: dict) -> dict:
    if state["status"] != "locked":
        raise ValueError("gone")
    if event["kind"] == "claim" and event["time"] < state["timeout"] - 1:
        if hashlib.sha256(event["preimage"]).digest() == state["hash"]:
            return state | {"status": "claimed"}
    if event["kind"] == "refund" and event["time"] >= state["timeout"]:
        return state | {"status": "refunded"}
    raise ValueError("not now")


# %% exercise="htlc" misconception="late-claim"
def htlc(state: dict, event: dict) -> dict:
    if state["status"] != "locked":
        raise ValueError("gone")
    if event["kind"] == "claim" and hashlib.sha256(event["preimage"]).digest() == state["hash"]:
        return state | {"status": "claimed"}
    if event["kind"] == "refund" and event["time"] >= state["timeout"]:
        return state | {"status": "refunded"}
    raise ValueError("not now")


# %% exercise="htlc" misconception="early-refund"
def htlc(state: dict, event: dict) -> dict:
    if state["status"] != "locked":
        raise ValueError("gone")
    if event["kind"] == "claim" and event["time"] < state["timeout"]:
        if hashlib.sha256(event["preimage"]).digest() == state["hash"]:
            return state | {"status": "claimed"}
    if event["kind"] == "refund":
        return state | {"status": "refunded"}
    raise ValueError("not now")


# %% exercise="htlc" misconception="any-preimage"
def htlc(state: dict, event: dict) -> dict:
    if state["status"] != "locked":
        raise ValueError("gone")
    if event["kind"] == "claim" and event["time"] < state["timeout"] and event["preimage"] is not None:
        return state | {"status": "claimed"}
    if event["kind"] == "refund" and event["time"] >= state["timeout"]:
        return state | {"status": "refunded"}
    raise ValueError("not now")


# %% exercise="htlc" misconception="any-preimage"
def htlc(state: dict, event: dict) -> dict:
    if state["status"] != "locked":
        raise ValueError("gone")
    if event["kind"] == "claim" and event["time"] < state["timeout"]:
        if state["hash"] in (event["preimage"], hashlib.sha256(event["preimage"]).digest()):
            return state | {"status": "claimed"}
    if event["kind"] == "refund" and event["time"] >= state["timeout"]:
        return state | {"status": "refunded"}
    raise ValueError("not now")


# %% exercise="htlc" misconception="paid-twice"
def htlc(state: dict, event: dict) -> dict:
    if event["kind"] == "claim" and event["time"] < state["timeout"]:
        if hashlib.sha256(event["preimage"]).digest() == state["hash"]:
            return state | {"status": "claimed"}
    if event["kind"] == "refund" and event["time"] >= state["timeout"]:
        return state | {"status": "refunded"}
    raise ValueError("not now")


# %% exercise="htlc" misconception="unknown-event"
def htlc(state: dict, event: dict) -> dict:
    if state["status"] != "locked":
        raise ValueError("gone")
    if event["kind"] == "claim":
        if event["time"] < state["timeout"] and hashlib.sha256(event["preimage"]).digest() == state["hash"]:
            return state | {"status": "claimed"}
        raise ValueError("not now")
    elif event["time"] >= state["timeout"]:
        return state | {"status": "refunded"}
    raise ValueError("not now")


# %% exercise="htlc" misconception="changed-state"
def htlc(state: dict, event: dict) -> dict:
    if state["status"] != "locked":
        raise ValueError("gone")
    early = event["time"] < state["timeout"]
    if event["kind"] == "claim" and early and hashlib.sha256(event["preimage"]).digest() == state["hash"]:
        state["status"] = "claimed"
        return state
    if event["kind"] == "refund" and not early:
        state["status"] = "refunded"
        return state
    raise ValueError("not now")


# %% exercise="htlc" misconception="lost-fields"
def htlc(state: dict, event: dict) -> dict:
    if state["status"] != "locked":
        raise ValueError("gone")
    early = event["time"] < state["timeout"]
    if event["kind"] == "claim" and early and hashlib.sha256(event["preimage"]).digest() == state["hash"]:
        return {"status": "claimed"}
    if event["kind"] == "refund" and not early:
        return {"status": "refunded"}
    raise ValueError("not now")


# %% exercise="htlc" misconception="not-a-dict"
def htlc(state: dict, event: dict) -> str:
    if state["status"] != "locked":
        raise ValueError("gone")
    early = event["time"] < state["timeout"]
    if event["kind"] == "claim" and early and hashlib.sha256(event["preimage"]).digest() == state["hash"]:
        return "claimed"
    if event["kind"] == "refund" and not early:
        return "refunded"
    raise ValueError("not now")


# %% exercise="htlc" misconception="cannot-claim"
def htlc(state: dict, event: dict) -> dict:
    if state["status"] != "locked":
        raise ValueError("gone")
    early = event["time"] < state["timeout"]
    if event["kind"] == "claim" and early and hashlib.sha256(event["preimage"]).digest() == state["hash"]:
        return state | {"status": "paid"}
    if event["kind"] == "refund" and not early:
        return state | {"status": "refunded"}
    raise ValueError("not now")


# %% exercise="htlc" misconception="cannot-refund"
def htlc(state: dict, event: dict) -> dict:
    if state["status"] != "locked":
        raise ValueError("gone")
    early = event["time"] < state["timeout"]
    if event["kind"] == "claim" and early and hashlib.sha256(event["preimage"]).digest() == state["hash"]:
        return state | {"status": "claimed"}
    if event["kind"] == "refund" and not early:
        return state | {"status": "back"}
    raise ValueError("not now")
