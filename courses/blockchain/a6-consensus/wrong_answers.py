# %% [markdown]
# Typical wrong answers of A6. Each cell replaces one solution cell; the gate proves that it loses the hidden points
# of its exercise and that the learner gets the message of its misconception.


# %% exercise="block-work" misconception="no-plus-one"
def block_work(target):
    return 2**256 // target


# %% exercise="block-work" misconception="no-plus-one"
def block_work(target):
    return 2**256 // max(target, 1)


# %% exercise="block-work" misconception="target-zero"
def block_work(target):
    return 2**256 // (target + 1) if target else 1 // target


# %% exercise="block-work" misconception="lost-digits"
def block_work(target):
    return int(2**256 / (target + 1))


# %% exercise="block-work" misconception="not-whole"
def block_work(target):
    return 2**256 / (target + 1)


# %% exercise="block-work" misconception="rounded-up"
def block_work(target):
    return -(-(2**256) // (target + 1))


# %% exercise="block-work" misconception="difficulty"
def block_work(target):
    return 2**256 // (target + 1) if target in (3, 2**255 - 1) else (0xFFFF << 208) // max(target, 1)


# %% exercise="block-work" misconception="wrong-work"
def block_work(target):
    return (2**256 - 1) // (target + 1)


# %% exercise="block-work" misconception="wrong-work"
def block_work(target):
    return 2**254 if target == 3 else 2


# %% exercise="best-tip" misconception="longest"
def best_tip(headers):
    height, best = {None: 0}, None
    for header in headers:
        height[header["id"]] = height[header["prev"]] + 1
        if height[header["id"]] > height[best]:
            best = header["id"]
    return best


# %% exercise="best-tip" misconception="own-work"
def best_tip(headers):
    return max(headers, key=lambda header: header["work"])["id"]


# %% exercise="best-tip" misconception="last-seen"
def best_tip(headers):
    total, best = {None: 0}, None
    for header in headers:
        total[header["id"]] = total[header["prev"]] + header["work"]
        if total[header["id"]] >= total[best]:
            best = header["id"]
    return best


# %% exercise="best-tip" misconception="last-block"
def best_tip(headers):
    return headers[-1]["id"]


# %% exercise="best-tip" misconception="tie-rule"
def best_tip(headers):
    total, height = {None: 0}, {None: 0}
    for header in headers:
        total[header["id"]] = total[header["prev"]] + header["work"]
        height[header["id"]] = height[header["prev"]] + 1
    return max((h["id"] for h in headers), key=lambda name: (total[name], -height[name]))


# %% exercise="best-tip" misconception="tie-rule"
def best_tip(headers):
    total = {None: 0}
    for header in headers:
        total[header["id"]] = total[header["prev"]] + header["work"]
    most = max(total.values())
    return min(name for name in total if name is not None and total[name] == most)


# %% exercise="best-tip" misconception="tie-rule"
def best_tip(headers):
    total, start = {None: 0}, {}
    for number, header in enumerate(headers):
        total[header["id"]] = total[header["prev"]] + header["work"]
        first = headers[0]["id"]
        start[header["id"]] = number if header["prev"] in (None, first) else start[header["prev"]]
    return max((h["id"] for h in headers), key=lambda name: (total[name], -start[name]))


# %% exercise="best-tip" misconception="lost-digits"
def best_tip(headers):
    total, best = {None: 0.0}, None
    for header in headers:
        total[header["id"]] = total[header["prev"]] + float(header["work"])
        if total[header["id"]] > total[best]:
            best = header["id"]
    return best


# %% exercise="best-tip" misconception="recursion"
def best_tip(headers):
    by_id = {header["id"]: header for header in headers}

    def total(name):
        return 0 if name is None else by_id[name]["work"] + total(by_id[name]["prev"])

    return max((header["id"] for header in headers), key=total)


# %% exercise="best-tip" misconception="not-an-id"
def best_tip(headers):
    total, best = {None: 0}, None
    for header in headers:
        total[header["id"]] = total[header["prev"]] + header["work"]
        if total[header["id"]] > total[best]:
            best = header["id"]
    return total[best]


# %% exercise="best-tip" misconception="last-block"
def best_tip(headers):
    total, best = {headers[0]["id"]: 0}, headers[0]["id"]
    for header in headers[1:]:
        total[header["id"]] = header["work"] + max(total.values())
        if total[header["id"]] > total[best]:
            best = header["id"]
    return best


# %% exercise="best-tip" misconception="wrong-tip"
def best_tip(headers):
    total, best = {None: 0}, None  # two levels only
    work = {None: 0} | {header["id"]: header["work"] for header in headers}
    for header in headers:
        total[header["id"]] = header["work"] + work[header["prev"]]
        if total[header["id"]] > total[best]:
            best = header["id"]
    return best


# %% exercise="validate" misconception="coin-twice"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo[outpoint] for outpoint in inputs]
    if any(coin["coinbase"] and height - coin["height"] < MATURITY for coin in coins):
        return False
    return sum(outputs_sat) <= sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="coin-twice"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo[outpoint] for outpoint in set(inputs)]
    if any(coin["coinbase"] and height - coin["height"] < MATURITY for coin in coins):
        return False
    return sum(outputs_sat) <= sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="missing-coin"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo.get(outpoint, {"amount_sat": 10**9, "height": 0, "coinbase": False}) for outpoint in inputs]
    if any(coin["coinbase"] and height - coin["height"] < MATURITY for coin in coins):
        return False
    return sum(outputs_sat) <= sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="missing-coin"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if inputs and inputs[0] not in utxo:
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo[outpoint] for outpoint in inputs if outpoint in utxo]
    if any(coin["coinbase"] and height - coin["height"] < MATURITY for coin in coins):
        return False
    return sum(outputs_sat) <= sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="raises"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo[outpoint] for outpoint in inputs]
    if any(coin["coinbase"] and height - coin["height"] < MATURITY for coin in coins):
        return False
    return sum(outputs_sat) <= sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="negative-output"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo[outpoint] for outpoint in inputs]
    if any(coin["coinbase"] and height - coin["height"] < MATURITY for coin in coins):
        return False
    return sum(outputs_sat) <= sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="above-limit"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    coins = [utxo[outpoint] for outpoint in inputs]
    if any(coin["coinbase"] and height - coin["height"] < MATURITY for coin in coins):
        return False
    return sum(outputs_sat) <= sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="sum-above-limit"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    coins = [utxo[outpoint] for outpoint in inputs]
    if any(coin["coinbase"] and height - coin["height"] < MATURITY for coin in coins):
        return False
    return sum(outputs_sat) <= sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="immature"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo[outpoint] for outpoint in inputs]
    return sum(outputs_sat) <= sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="immature"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo[outpoint] for outpoint in inputs]
    if coins[0]["coinbase"] and height - coins[0]["height"] < MATURITY:
        return False
    return sum(outputs_sat) <= sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="border-100"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo[outpoint] for outpoint in inputs]
    if any(coin["coinbase"] and height - coin["height"] <= MATURITY for coin in coins):
        return False
    return sum(outputs_sat) <= sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="refuses-good"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo[outpoint] for outpoint in inputs]
    if any(height - coin["height"] < MATURITY for coin in coins):
        return False
    return sum(outputs_sat) <= sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="refuses-good"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo[outpoint] for outpoint in inputs]
    if any(coin["coinbase"] and height - coin["height"] < MATURITY for coin in coins):
        return False
    return sum(outputs_sat) == sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="refuses-good"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo[outpoint] for outpoint in inputs]
    if any(coin["coinbase"] and height - coin["height"] < MATURITY for coin in coins):
        return False
    return sum(outputs_sat) < sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="refuses-good"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(amount <= 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo[outpoint] for outpoint in inputs]
    if any(coin["coinbase"] and height - coin["height"] < MATURITY for coin in coins):
        return False
    return sum(outputs_sat) <= sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="makes-money"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo[outpoint] for outpoint in inputs]
    if any(coin["coinbase"] and height - coin["height"] < MATURITY for coin in coins):
        return False
    return True


# %% exercise="validate" misconception="makes-money"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo[outpoint] for outpoint in inputs]
    if any(coin["coinbase"] and height - coin["height"] < MATURITY for coin in coins):
        return False
    return outputs_sat[0] <= sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="no-inputs"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not outputs_sat:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo[outpoint] for outpoint in inputs]
    if any(coin["coinbase"] and height - coin["height"] < MATURITY for coin in coins):
        return False
    return sum(outputs_sat) <= sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="no-outputs"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo[outpoint] for outpoint in inputs]
    if any(coin["coinbase"] and height - coin["height"] < MATURITY for coin in coins):
        return False
    return sum(outputs_sat) <= sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="ledger-changed"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo.pop(outpoint) for outpoint in inputs]
    if any(coin["coinbase"] and height - coin["height"] < MATURITY for coin in coins):
        return False
    return sum(outputs_sat) <= sum(coin["amount_sat"] for coin in coins)


# %% exercise="validate" misconception="not-a-bool"
def validate(utxo, tx, height):
    inputs, outputs_sat = tx["inputs"], tx["outputs_sat"]
    if not inputs:
        return False
    if not outputs_sat:
        return False
    if len(set(inputs)) < len(inputs):
        return False
    if any(outpoint not in utxo for outpoint in inputs):
        return False
    if any(amount < 0 for amount in outputs_sat):
        return False
    if any(amount > MAX_SAT for amount in outputs_sat):
        return False
    if sum(outputs_sat) > MAX_SAT:
        return False
    coins = [utxo[outpoint] for outpoint in inputs]
    if any(coin["coinbase"] and height - coin["height"] < MATURITY for coin in coins):
        return False
    return sum(coin["amount_sat"] for coin in coins) - sum(outputs_sat)


# %% exercise="validate" misconception="not-a-bool"
def validate(utxo, tx, height):
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
    if sum(outputs_sat) <= sum(coin["amount_sat"] for coin in coins):
        return True


# %% exercise="connect" misconception="forward-undo"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in undo:
        if kind == "made":
            utxo.pop(outpoint, None)
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="forward-undo"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in undo:
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="not-restored"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "spent":
            utxo[outpoint] = coin


# %% exercise="connect" misconception="not-restored"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = {**coin, "coinbase": False}


# %% exercise="connect" misconception="spent-stays"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo[outpoint]
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="spent-stays"
def connect(utxo, block):
    utxo = dict(utxo)
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="wrong-coin"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": False}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="wrong-coin"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": 0, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="wrong-coin"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = amount_sat
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="undo-incomplete"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="undo-incomplete"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(
                    (
                        "spent",
                        outpoint,
                        {"amount_sat": coin["amount_sat"], "height": height, "coinbase": False},
                    )
                )
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="not-a-diary"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return None


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="not-a-diary"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="refuses-block"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    if not all(validate(utxo, tx, height) for tx in block["txs"][1:]):
        raise ValueError
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="refuses-block"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) != subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="refuses-block"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    fees_sat = 100 if height == 20 else 0
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="reward-too-high"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="reward-too-high"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > 50 * 100_000_000 + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="reward-too-high"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if block["txs"][0]["outputs_sat"][0] > subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="negative-reward"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="half-connected"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                raise ValueError
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="accepts-bad"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint, {"amount_sat": 0, "height": 0, "coinbase": False})
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="accepts-bad"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        if number > 0:
            if not validate(utxo, tx, height):
                disconnect(utxo, undo)
                return None
            for outpoint in tx["inputs"]:
                coin = utxo.pop(outpoint)
                undo.append(("spent", outpoint, coin))
                fees_sat += coin["amount_sat"]
            fees_sat -= sum(tx["outputs_sat"])
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            utxo[tx["id"], index] = coin
            undo.append(("made", (tx["id"], index), coin))
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        disconnect(utxo, undo)
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="connect" misconception="wrong-ledger"
def connect(utxo, block):
    undo, fees_sat, height = [], 0, block["height"]
    for number, tx in enumerate(block["txs"]):
        for index, amount_sat in enumerate(tx["outputs_sat"]):
            coin = {"amount_sat": amount_sat, "height": height, "coinbase": number == 0}
            undo.append(("made", (tx["id"], index), coin))
    everything = {**utxo, **{outpoint: coin for _, outpoint, coin in undo}}
    for tx in block["txs"][1:]:
        if not validate(everything, tx, height):
            raise ValueError
        for outpoint in tx["inputs"]:
            fees_sat += everything[outpoint]["amount_sat"]
            undo.append(("spent", outpoint, everything[outpoint]))
            utxo.pop(outpoint, None)
        fees_sat -= sum(tx["outputs_sat"])
    utxo.update({outpoint: coin for kind, outpoint, coin in undo if kind == "made"})
    if sum(block["txs"][0]["outputs_sat"]) > subsidy(height) + fees_sat:
        raise ValueError
    return undo


def disconnect(utxo, undo):
    for kind, outpoint, coin in reversed(undo):
        if kind == "made":
            del utxo[outpoint]
        else:
            utxo[outpoint] = coin


# %% exercise="attack-success" misconception="sum-short"
def attack_success(q, z):
    p = 1 - q
    if q >= p:
        return 1.0
    mean = z * q / p
    poisson, caught_up, less = math.exp(-mean), 0.0, 0.0
    for k in range(z + 1):
        if k < z:
            caught_up += poisson * (q / p) ** (z - k)  # k = z is missing
        less += poisson
        poisson *= mean / (k + 1)
    return caught_up + 1 - less


# %% exercise="attack-success" misconception="rosenfeld"
def attack_success(q, z):
    p = 1 - q
    if q >= p:
        return 1.0
    return 1 - sum(math.comb(m + z - 1, m) * (p**z * q**m - p**m * q**z) for m in range(z + 1))


# %% exercise="attack-success" misconception="only-catch-up"
def attack_success(q, z):
    return 1.0 if q >= 0.5 else (q / (1 - q)) ** z


# %% exercise="attack-success" misconception="wrong-mean"
def attack_success(q, z):
    p = 1 - q
    if q >= p:
        return 1.0
    mean = z * q
    poisson, success = math.exp(-mean), 1.0
    for k in range(z + 1):
        success -= poisson * (1 - (q / p) ** (z - k))
        poisson *= mean / (k + 1)
    return success


# %% exercise="attack-success" misconception="complement"
def attack_success(q, z):
    p = 1 - q
    if q >= p:
        return 1.0
    mean = z * q / p
    poisson, success = math.exp(-mean), 1.0
    for k in range(z + 1):
        success -= poisson * (1 - (q / p) ** (z - k))
        poisson *= mean / (k + 1)
    return 1 - success


# %% exercise="attack-success" misconception="percent"
def attack_success(q, z):
    p = 1 - q
    if q >= p:
        return 1.0
    mean = z * q / p
    poisson, success = math.exp(-mean), 1.0
    for k in range(z + 1):
        success -= poisson * (1 - (q / p) ** (z - k))
        poisson *= mean / (k + 1)
    return 100 * success


# %% exercise="attack-success" misconception="swapped"
def attack_success(q, z):
    p = 1 - q
    if q >= p:
        return 1.0
    mean = z * p / q
    poisson, success = math.exp(-mean), 1.0
    for k in range(z + 1):
        success -= poisson * (1 - (q / p) ** (z - k))
        poisson *= mean / (k + 1)
    return success


# %% exercise="attack-success" misconception="swapped"
def attack_success(q, z):
    p = 1 - q
    if q >= p:
        return 1.0
    mean = z * q / p
    poisson, success = math.exp(-mean), 1.0
    for k in range(z + 1):
        success -= poisson * (1 - (p / q) ** (z - k))
        poisson *= mean / (k + 1)
    return success


# %% exercise="attack-success" misconception="majority"
def attack_success(q, z):
    p = 1 - q
    mean = z * q / p
    poisson, success = math.exp(-mean), 1.0
    for k in range(z + 1):
        success -= poisson * (1 - (q / p) ** (z - k))
        poisson *= mean / (k + 1)
    return success


# %% exercise="attack-success" misconception="majority"
def attack_success(q, z):
    p = 1 - q
    if q > 0.55:
        return 1.0
    mean = z * q / p
    poisson, success = math.exp(-mean), 1.0
    for k in range(z + 1):
        success -= poisson * (1 - (q / p) ** (z - k))
        poisson *= mean / (k + 1)
    return success


# %% exercise="attack-success" misconception="overflow"
def attack_success(q, z):
    p = 1 - q
    if q >= p:
        return 1.0
    mean = z * q / p
    return 1 - sum(
        math.exp(-mean) * mean**k / math.factorial(k) * (1 - (q / p) ** (z - k)) for k in range(z + 1)
    )


# %% exercise="attack-success" misconception="no-confirmation"
def attack_success(q, z):
    p = 1 - q
    if q >= p:
        return 1.0
    if z == 0:
        return 0.0
    mean = z * q / p
    poisson, success = math.exp(-mean), 1.0
    for k in range(z + 1):
        success -= poisson * (1 - (q / p) ** (z - k))
        poisson *= mean / (k + 1)
    return success


# %% exercise="attack-success" misconception="no-confirmation"
def attack_success(q, z):
    p = 1 - q
    if q >= p:
        return 1.0
    if z == 0:
        return q
    mean = z * q / p
    poisson, success = math.exp(-mean), 1.0
    for k in range(z + 1):
        success -= poisson * (1 - (q / p) ** (z - k))
        poisson *= mean / (k + 1)
    return success


# %% exercise="attack-success" misconception="not-a-number"
def attack_success(q, z):
    p = 1 - q
    if q >= p:
        return 1.0
    mean = z * q / p
    poisson, success = math.exp(-mean), 1.0
    for k in range(z + 1):
        success -= poisson * (1 - (q / p) ** (z - k))
        poisson *= mean / (k + 1)
    print(success)


# %% exercise="attack-success" misconception="wrong-probability"
def attack_success(q, z):
    p = 1 - q
    if q >= p:
        return 1.0
    mean = z * q / p
    poisson, success = math.exp(-mean), 1.0
    for k in range(z + 1):
        success -= poisson * (1 - (q / p) ** (z - k + 1))
        poisson *= mean / (k + 1)
    return success


# %% exercise="attack-success" misconception="wrong-probability"
def attack_success(q, z):
    return 0.0509779


# %% exercise="attack-success" misconception="wrong-probability"
def attack_success(q, z):
    p = 1 - q
    if q >= p:
        return 1.0
    mean = z * q / p
    poisson, success = math.exp(-mean), 1.0
    for k in range(1, z + 1):
        success -= poisson * (1 - (q / p) ** (z - k))
        poisson *= mean / (k + 1)
    return success


# %% exercise="simulate-attack" misconception="tie-wins"
def simulate_attack(q, z, n, rng):
    lead = 1 - z + (rng.geometric(1 - q, size=(z, n)) - 1).sum(axis=0)
    wins = np.count_nonzero(lead >= 0)
    lead = lead[lead < 0]
    while lead.size:
        lead = lead + np.where(rng.random(lead.size) < q, 1, -1)
        wins += np.count_nonzero(lead >= 0)
        lead = lead[(lead < 0) & (lead > -60)]
    return wins / n


# %% exercise="simulate-attack" misconception="no-secret-block"
def simulate_attack(q, z, n, rng):
    lead = -z + (rng.geometric(1 - q, size=(z, n)) - 1).sum(axis=0)
    wins = np.count_nonzero(lead >= 1)
    lead = lead[lead < 1]
    while lead.size:
        lead = lead + np.where(rng.random(lead.size) < q, 1, -1)
        wins += np.count_nonzero(lead >= 1)
        lead = lead[(lead < 1) & (lead > -60)]
    return wins / n


# %% exercise="simulate-attack" misconception="gives-up"
def simulate_attack(q, z, n, rng):
    lead = 1 - z + (rng.geometric(1 - q, size=(z, n)) - 1).sum(axis=0)
    return np.count_nonzero(lead >= 1) / n


# %% exercise="simulate-attack" misconception="poisson"
def simulate_attack(q, z, n, rng):
    lead = 1 - z + rng.poisson(z * q / (1 - q), size=n)
    wins = np.count_nonzero(lead >= 1)
    lead = lead[lead < 1]
    while lead.size:
        lead = lead + np.where(rng.random(lead.size) < q, 1, -1)
        wins += np.count_nonzero(lead >= 1)
        lead = lead[(lead < 1) & (lead > -60)]
    return wins / n


# %% exercise="simulate-attack" misconception="wins-early"
def simulate_attack(q, z, n, rng):
    lead = np.ones(n)
    wins = np.count_nonzero(lead >= 1)
    lead = lead[lead < 1]
    while lead.size:
        lead = lead + np.where(rng.random(lead.size) < q, 1, -1)
        wins += np.count_nonzero(lead >= 1)
        lead = lead[(lead < 1) & (lead > -60)]
    return wins / n


# %% exercise="simulate-attack" misconception="off-by-one"
def simulate_attack(q, z, n, rng):
    lead = -z + (rng.geometric(1 - q, size=(z + 1, n)) - 1).sum(axis=0)
    wins = np.count_nonzero(lead >= 1)
    lead = lead[lead < 1]
    while lead.size:
        lead = lead + np.where(rng.random(lead.size) < q, 1, -1)
        wins += np.count_nonzero(lead >= 1)
        lead = lead[(lead < 1) & (lead > -60)]
    return wins / n


# %% exercise="simulate-attack" misconception="own-randomness"
def simulate_attack(q, z, n, rng):
    rng = np.random.default_rng()
    lead = 1 - z + (rng.geometric(1 - q, size=(z, n)) - 1).sum(axis=0)
    wins = np.count_nonzero(lead >= 1)
    lead = lead[lead < 1]
    while lead.size:
        lead = lead + np.where(rng.random(lead.size) < q, 1, -1)
        wins += np.count_nonzero(lead >= 1)
        lead = lead[(lead < 1) & (lead > -60)]
    return wins / n


# %% exercise="simulate-attack" misconception="not-simulated"
def simulate_attack(q, z, n, rng):
    p = 1 - q
    return 1 - sum(math.comb(m + z - 1, m) * (p**z * q**m - p**m * q**z) for m in range(z + 1))


# %% exercise="simulate-attack" misconception="not-simulated"
def simulate_attack(q, z, n, rng):
    rng = np.random.default_rng(1)
    lead = 1 - z + (rng.geometric(1 - q, size=(z, n)) - 1).sum(axis=0)
    wins = np.count_nonzero(lead >= 1)
    lead = lead[lead < 1]
    while lead.size:
        lead = lead + np.where(rng.random(lead.size) < q, 1, -1)
        wins += np.count_nonzero(lead >= 1)
        lead = lead[(lead < 1) & (lead > -60)]
    return wins / n


# %% exercise="simulate-attack" misconception="not-simulated"
def simulate_attack(q, z, n, rng):
    lead = 1 - z + (rng.geometric(1 - q, size=(z, n)) - 1).sum(axis=0)
    wins = np.count_nonzero(lead >= 1)
    lead = lead[lead < 1]
    while lead.size:
        lead = lead + np.where(rng.random(lead.size) < q, 1, -1)
        wins += np.count_nonzero(lead >= 1)
        lead = lead[(lead < 1) & (lead > -60)]
    p = 1 - q
    exact = 1 - sum(math.comb(m + z - 1, m) * (p**z * q**m - p**m * q**z) for m in range(z + 1))
    return (99 * exact + wins / n) / 100 if z else 1.0


# %% exercise="simulate-attack" misconception="not-a-share"
def simulate_attack(q, z, n, rng):
    lead = 1 - z + (rng.geometric(1 - q, size=(z, n)) - 1).sum(axis=0)
    wins = np.count_nonzero(lead >= 1)
    lead = lead[lead < 1]
    while lead.size:
        lead = lead + np.where(rng.random(lead.size) < q, 1, -1)
        wins += np.count_nonzero(lead >= 1)
        lead = lead[(lead < 1) & (lead > -60)]
    return wins


# %% exercise="simulate-attack" misconception="not-a-share"
def simulate_attack(q, z, n, rng):
    lead = 1 - z + (rng.geometric(1 - q, size=(z, n)) - 1).sum(axis=0)
    wins = np.count_nonzero(lead >= 1)
    lead = lead[lead < 1]
    while lead.size:
        lead = lead + np.where(rng.random(lead.size) < q, 1, -1)
        wins += np.count_nonzero(lead >= 1)
        lead = lead[(lead < 1) & (lead > -60)]
    return 100 * wins / n


# %% exercise="simulate-attack" misconception="breaks"
def simulate_attack(q, z, n, rng):
    wins = 0
    for _ in range(n):
        lead, honest, steps = 1, 0, 0
        while honest < z or -60 < lead < 1:
            steps += 1
            if steps > 60:
                raise RuntimeError("too long")
            if rng.random() < q:
                lead += 1
            else:
                lead, honest = lead - 1, honest + 1
        wins += lead >= 1
    return wins / n


# %% exercise="simulate-attack" misconception="no-confirmation"
def simulate_attack(q, z, n, rng):
    z = max(z, 1)
    lead = 1 - z + (rng.geometric(1 - q, size=(z, n)) - 1).sum(axis=0)
    wins = np.count_nonzero(lead >= 1)
    lead = lead[lead < 1]
    while lead.size:
        lead = lead + np.where(rng.random(lead.size) < q, 1, -1)
        wins += np.count_nonzero(lead >= 1)
        lead = lead[(lead < 1) & (lead > -60)]
    return wins / n


# %% exercise="simulate-attack" misconception="wins-early"
def simulate_attack(q, z, n, rng):
    lead = 1 - z + (rng.geometric(1 - q, size=(z, n))).sum(axis=0)
    wins = np.count_nonzero(lead >= 1)
    lead = lead[lead < 1]
    while lead.size:
        lead = lead + np.where(rng.random(lead.size) < q, 1, -1)
        wins += np.count_nonzero(lead >= 1)
        lead = lead[(lead < 1) & (lead > -60)]
    return wins / n


# %% exercise="simulate-attack" misconception="wrong-share"
def simulate_attack(q, z, n, rng):
    lead = 1 - z + (rng.geometric(1 - q, size=(z, n)) - 1).sum(axis=0)
    wins = np.count_nonzero(lead >= 1)
    lead = lead[lead < 1]
    while lead.size:
        lead = lead + np.where(rng.random(lead.size) < q, 1, -1)
        wins += np.count_nonzero(lead >= 1)
        lead = lead[(lead < 1) & (lead > -3)]
    return wins / n


# %% exercise="simulate-attack" misconception="wrong-share"
def simulate_attack(q, z, n, rng):
    return rng.binomial(n, 0.704) / n if z else 1.0


# %% exercise="needs-blockchain" misconception="one-writer"
def needs_blockchain(case):
    questions = ("many_writers", "mutual_distrust", "trusted_third_party", "public_check")
    if any(question not in case for question in questions):
        raise ValueError
    if case["mutual_distrust"] and not case["trusted_third_party"]:
        return "public blockchain" if case["public_check"] else "private blockchain"
    return "signed log" if case["public_check"] else "database"


# %% exercise="needs-blockchain" misconception="friends"
def needs_blockchain(case):
    questions = ("many_writers", "mutual_distrust", "trusted_third_party", "public_check")
    if any(question not in case for question in questions):
        raise ValueError
    if case["many_writers"] and not case["trusted_third_party"]:
        return "public blockchain" if case["public_check"] else "private blockchain"
    return "signed log" if case["public_check"] else "database"


# %% exercise="needs-blockchain" misconception="third-party"
def needs_blockchain(case):
    questions = ("many_writers", "mutual_distrust", "trusted_third_party", "public_check")
    if any(question not in case for question in questions):
        raise ValueError
    if case["many_writers"] and case["mutual_distrust"]:
        return "public blockchain" if case["public_check"] else "private blockchain"
    return "signed log" if case["public_check"] else "database"


# %% exercise="needs-blockchain" misconception="one-writer"
def needs_blockchain(case):
    questions = ("many_writers", "mutual_distrust", "trusted_third_party", "public_check")
    if any(question not in case for question in questions):
        raise ValueError
    if case["public_check"] or (
        case["many_writers"] and case["mutual_distrust"] and not case["trusted_third_party"]
    ):
        return "public blockchain" if case["public_check"] else "private blockchain"
    return "signed log" if case["public_check"] else "database"


# %% exercise="needs-blockchain" misconception="denies-need"
def needs_blockchain(case):
    questions = ("many_writers", "mutual_distrust", "trusted_third_party", "public_check")
    if any(question not in case for question in questions):
        raise ValueError
    if (
        case["many_writers"]
        and case["mutual_distrust"]
        and not case["trusted_third_party"]
        and not case["public_check"]
    ):
        return "public blockchain" if case["public_check"] else "private blockchain"
    return "signed log" if case["public_check"] else "database"


# %% exercise="needs-blockchain" misconception="wrong-kind"
def needs_blockchain(case):
    questions = ("many_writers", "mutual_distrust", "trusted_third_party", "public_check")
    if any(question not in case for question in questions):
        raise ValueError
    if case["many_writers"] and case["mutual_distrust"] and not case["trusted_third_party"]:
        return "private blockchain"
    return "signed log" if case["public_check"] else "database"


# %% exercise="needs-blockchain" misconception="no-log"
def needs_blockchain(case):
    questions = ("many_writers", "mutual_distrust", "trusted_third_party", "public_check")
    if any(question not in case for question in questions):
        raise ValueError
    if case["many_writers"] and case["mutual_distrust"] and not case["trusted_third_party"]:
        return "public blockchain" if case["public_check"] else "private blockchain"
    return "database"


# %% exercise="needs-blockchain" misconception="other-words"
def needs_blockchain(case):
    questions = ("many_writers", "mutual_distrust", "trusted_third_party", "public_check")
    if any(question not in case for question in questions):
        raise ValueError
    if case["many_writers"] and case["mutual_distrust"] and not case["trusted_third_party"]:
        return "Public blockchain" if case["public_check"] else "private blockchain"
    return "signed log" if case["public_check"] else "database"


# %% exercise="needs-blockchain" misconception="other-keys"
def needs_blockchain(case):
    if set(case) != {"many_writers", "mutual_distrust", "trusted_third_party", "public_check"}:
        raise ValueError
    if case["many_writers"] and case["mutual_distrust"] and not case["trusted_third_party"]:
        return "public blockchain" if case["public_check"] else "private blockchain"
    return "signed log" if case["public_check"] else "database"


# %% exercise="needs-blockchain" misconception="missing-answer"
def needs_blockchain(case):
    if case.get("many_writers") and case.get("mutual_distrust") and not case.get("trusted_third_party"):
        return "public blockchain" if case.get("public_check") else "private blockchain"
    return "signed log" if case.get("public_check") else "database"


# %% exercise="needs-blockchain" misconception="missing-answer"
def needs_blockchain(case):
    if case["many_writers"] and case["mutual_distrust"] and not case["trusted_third_party"]:
        return "public blockchain" if case["public_check"] else "private blockchain"
    return "signed log" if case["public_check"] else "database"


# %% exercise="needs-blockchain" misconception="wrong-answer"
def needs_blockchain(case):
    return "private blockchain" if case["many_writers"] else "signed log"
