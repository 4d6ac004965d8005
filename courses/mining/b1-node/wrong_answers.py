# %% [markdown]
# Typical wrong answers of B1. Each cell replaces one solution cell; the gate proves that it loses the hidden points
# of its exercise and that the learner gets the message of its misconception.

# %% exercise="to-sat" misconception="float-money"
def to_sat(amount: Decimal) -> int:
    sat = float(amount) * 100_000_000
    if amount * 100_000_000 % 1:
        raise ValueError("a part of a satoshi")
    return int(sat)


# %% exercise="to-sat" misconception="part-of-satoshi"
def to_sat(amount: Decimal) -> int:
    return int(amount * 100_000_000)


# %% exercise="to-sat" misconception="not-whole"
def to_sat(amount: Decimal) -> int:
    return amount * 100_000_000


# %% exercise="to-sat" misconception="wrong-amount"
def to_sat(amount: Decimal) -> int:
    return int(amount * 1_000_000)


# %% exercise="to-sat" misconception="wrong-amount"
def to_sat(amount: Decimal) -> int:
    if amount < 0 or amount * 100_000_000 % 1:
        return 0
    return int(amount * 100_000_000)


# %% exercise="rpc" misconception="error-ignored"
def rpc(post, method: str, *params):
    _, body = post(json.dumps({"id": 1, "method": method, "params": params}, default=str).encode())
    answer = json.loads(body, parse_float=Decimal)
    return answer["result"]


# %% exercise="rpc" misconception="error-in-200"
def rpc(post, method: str, *params):
    status, body = post(json.dumps({"id": 1, "method": method, "params": params}, default=str).encode())
    answer = json.loads(body, parse_float=Decimal)
    if status != 200:
        raise RpcError(answer["error"]["code"], method, answer["error"]["message"])
    return answer.get("result")


# %% exercise="rpc" misconception="status-as-code"
def rpc(post, method: str, *params):
    status, body = post(json.dumps({"id": 1, "method": method, "params": params}, default=str).encode())
    answer = json.loads(body, parse_float=Decimal)
    if answer.get("error") is not None:
        raise RpcError(status, method, answer["error"]["message"])
    return answer["result"]


# %% exercise="rpc" misconception="status-as-code"
def rpc(post, method: str, *params):
    status, body = post(json.dumps({"id": 1, "method": method, "params": params}, default=str).encode())
    if status != 200:
        raise RpcError(status, method, "the node refused")
    answer = json.loads(body, parse_float=Decimal)
    if answer.get("error") is not None:
        raise RpcError(answer["error"]["code"], method, answer["error"]["message"])
    return answer["result"]


# %% exercise="rpc" misconception="null-error"
def rpc(post, method: str, *params):
    _, body = post(json.dumps({"id": 1, "method": method, "params": params}, default=str).encode())
    answer = json.loads(body, parse_float=Decimal)
    if "error" in answer:
        raise RpcError(-1, method, str(answer["error"]))
    return answer["result"]


# %% exercise="rpc" misconception="no-error-key"
def rpc(post, method: str, *params):
    _, body = post(json.dumps({"id": 1, "method": method, "params": params}, default=str).encode())
    answer = json.loads(body, parse_float=Decimal)
    if answer["error"] is not None:
        raise RpcError(answer["error"]["code"], method, answer["error"]["message"])
    return answer["result"]


# %% exercise="rpc" misconception="other-error"
def rpc(post, method: str, *params):
    _, body = post(json.dumps({"id": 1, "method": method, "params": params}, default=str).encode())
    answer = json.loads(body, parse_float=Decimal)
    if answer.get("error") is not None:
        raise RuntimeError(answer["error"]["message"])
    return answer["result"]


# %% exercise="rpc" misconception="other-error"
def rpc(post, method: str, *params):
    status, body = post(json.dumps({"id": 1, "method": method, "params": params}, default=str).encode())
    answer = json.loads(body, parse_float=Decimal)
    if status == 500 or (status == 200 and answer.get("error") is not None):
        raise RpcError(answer["error"]["code"], method, answer["error"]["message"])
    if status != 200:
        raise ConnectionError(f"HTTP status {status}")
    return answer["result"]


# %% exercise="rpc" misconception="lost-message"
def rpc(post, method: str, *params):
    _, body = post(json.dumps({"id": 1, "method": method, "params": params}, default=str).encode())
    answer = json.loads(body, parse_float=Decimal)
    if answer.get("error") is not None:
        raise RpcError(answer["error"]["code"], method, "the node refused")
    return answer["result"]


# %% exercise="rpc" misconception="falsy-result"
def rpc(post, method: str, *params):
    _, body = post(json.dumps({"id": 1, "method": method, "params": params}, default=str).encode())
    answer = json.loads(body, parse_float=Decimal)
    if not answer.get("result"):
        error = answer.get("error") or {"code": -1, "message": "no result"}
        raise RpcError(error["code"], method, error["message"])
    return answer["result"]


# %% exercise="rpc" misconception="falsy-result"
def rpc(post, method: str, *params):
    _, body = post(json.dumps({"id": 1, "method": method, "params": params}, default=str).encode())
    answer = json.loads(body, parse_float=Decimal)
    if answer.get("error") is not None:
        raise RpcError(answer["error"]["code"], method, answer["error"]["message"])
    return answer["result"] or None


# %% exercise="rpc" misconception="float-amount"
def rpc(post, method: str, *params):
    _, body = post(json.dumps({"id": 1, "method": method, "params": params}, default=str).encode())
    answer = json.loads(body)
    if answer.get("error") is not None:
        raise RpcError(answer["error"]["code"], method, answer["error"]["message"])
    return answer["result"]


# %% exercise="rpc" misconception="float-amount"
def rpc(post, method: str, *params):
    _, body = post(json.dumps({"id": 1, "method": method, "params": params}, default=str).encode())
    answer = json.loads(body)
    if answer.get("error") is not None:
        raise RpcError(answer["error"]["code"], method, answer["error"]["message"])
    result = answer["result"]
    return Decimal(str(result)) if isinstance(result, float) else result


# %% exercise="rpc" misconception="float-sent"
def rpc(post, method: str, *params):
    _, body = post(json.dumps({"id": 1, "method": method, "params": params}, default=float).encode())
    answer = json.loads(body, parse_float=Decimal)
    if answer.get("error") is not None:
        raise RpcError(answer["error"]["code"], method, answer["error"]["message"])
    return answer["result"]


# %% exercise="rpc" misconception="decimal-refused"
def rpc(post, method: str, *params):
    _, body = post(json.dumps({"id": 1, "method": method, "params": params}).encode())
    answer = json.loads(body, parse_float=Decimal)
    if answer.get("error") is not None:
        raise RpcError(answer["error"]["code"], method, answer["error"]["message"])
    return answer["result"]


# %% exercise="rpc" misconception="params-nested"
def rpc(post, method: str, *params):
    _, body = post(json.dumps({"id": 1, "method": method, "params": [params]}, default=str).encode())
    answer = json.loads(body, parse_float=Decimal)
    if answer.get("error") is not None:
        raise RpcError(answer["error"]["code"], method, answer["error"]["message"])
    return answer["result"]


# %% exercise="rpc" misconception="wrong-question"
def rpc(post, method: str, *params):
    _, body = post(json.dumps({"id": 1, "method": method}).encode())
    answer = json.loads(body, parse_float=Decimal)
    if answer.get("error") is not None:
        raise RpcError(answer["error"]["code"], method, answer["error"]["message"])
    return answer["result"]


# %% exercise="rpc" misconception="not-bytes"
def rpc(post, method: str, *params):
    _, body = post(json.dumps({"id": 1, "method": method, "params": params}, default=str))
    answer = json.loads(body, parse_float=Decimal)
    if answer.get("error") is not None:
        raise RpcError(answer["error"]["code"], method, answer["error"]["message"])
    return answer["result"]


# %% exercise="rpc" misconception="whole-answer"
def rpc(post, method: str, *params):
    _, body = post(json.dumps({"id": 1, "method": method, "params": params}, default=str).encode())
    answer = json.loads(body, parse_float=Decimal)
    if answer.get("error") is not None:
        raise RpcError(answer["error"]["code"], method, answer["error"]["message"])
    return answer


# %% exercise="rpc" misconception="wrong-result"
def rpc(post, method: str, *params):
    _, body = post(json.dumps({"id": 1, "method": method, "params": params}, default=str).encode())
    answer = json.loads(body, parse_float=Decimal)
    if answer.get("error") is not None:
        raise RpcError(answer["error"]["code"], method, answer["error"]["message"])
    return str(answer["result"])


# %% exercise="rpc" misconception="never-asked"
def rpc(post, method: str, *params):
    return {"getbalance": Decimal("0.3"), "getblockcount": 7}.get(method)


# %% exercise="subsidy" misconception="float-halving"
def subsidy(height: int, interval: int) -> int:
    return 5_000_000_000 / 2 ** min(height // interval, 64)


# %% exercise="subsidy" misconception="btc-not-sat"
def subsidy(height: int, interval: int) -> int:
    return 50 // 2 ** (height // interval) * 100_000_000


# %% exercise="subsidy" misconception="rounded"
def subsidy(height: int, interval: int) -> int:
    return round(5_000_000_000 / 2 ** min(height // interval, 64))


# %% exercise="subsidy" misconception="border"
def subsidy(height: int, interval: int) -> int:
    return 5_000_000_000 >> (height - 1) // interval if height else 5_000_000_000


# %% exercise="subsidy" misconception="interval-ignored"
def subsidy(height: int, interval: int) -> int:
    return 5_000_000_000 >> min(height // 150 if height < 1000 else height // 210_000, 64)


# %% exercise="subsidy" misconception="never-ends"
def subsidy(height: int, interval: int) -> int:
    return max(1, 5_000_000_000 >> min(height // interval, 64))


# %% exercise="subsidy" misconception="never-ends"
def subsidy(height: int, interval: int) -> int:
    return 5_000_000_000 >> height // interval % 64


# %% exercise="subsidy" misconception="wrong-subsidy"
def subsidy(height: int, interval: int) -> int:
    return 5_000_000_000


# %% exercise="mine" misconception="other-address"
def mine(ask, n: int, addr: str) -> list[str]:
    return ask("generatetoaddress", n, ask("getnewaddress"))


# %% exercise="mine" misconception="wrong-count"
def mine(ask, n: int, addr: str) -> list[str]:
    return ask("generatetoaddress", 1, addr)


# %% exercise="mine" misconception="not-a-list"
def mine(ask, n: int, addr: str) -> list[str]:
    ask("generatetoaddress", n, addr)


# %% exercise="mine" misconception="not-hashes"
def mine(ask, n: int, addr: str) -> list[str]:
    return [ask("generatetoaddress", 1, addr) for _ in range(n)]


# %% exercise="mine" misconception="newest-first"
def mine(ask, n: int, addr: str) -> list[str]:
    return ask("generatetoaddress", n, addr)[::-1]


# %% exercise="maturity" misconception="consensus-100"
def spendable(blocks: list[tuple[int, int]], height: int) -> int:
    return sum(sat for at, sat in blocks if height > at + 100)


def wallet_mature(blocks: list[tuple[int, int]], tip: int) -> int:
    return sum(sat for at, sat in blocks if tip - at + 1 >= 101)


# %% exercise="maturity" misconception="consensus-100"
def spendable(blocks: list[tuple[int, int]], height: int) -> int:
    return sum(sat for at, sat in blocks if height - at + 1 >= 100)


def wallet_mature(blocks: list[tuple[int, int]], tip: int) -> int:
    return sum(sat for at, sat in blocks if tip - at + 1 >= 101)


# %% exercise="maturity" misconception="wallet-101"
def spendable(blocks: list[tuple[int, int]], height: int) -> int:
    return sum(sat for at, sat in blocks if height >= at + 100)


def wallet_mature(blocks: list[tuple[int, int]], tip: int) -> int:
    return sum(sat for at, sat in blocks if tip - at >= 101)


# %% exercise="maturity" misconception="wallet-101"
def spendable(blocks: list[tuple[int, int]], height: int) -> int:
    return sum(sat for at, sat in blocks if height >= at + 100)


def wallet_mature(blocks: list[tuple[int, int]], tip: int) -> int:
    return sum(sat for at, sat in blocks if tip - at + 1 >= 100)


# %% exercise="maturity" misconception="counted-blocks"
def spendable(blocks: list[tuple[int, int]], height: int) -> int:
    return sum(height >= at + 100 for at, _ in blocks)


def wallet_mature(blocks: list[tuple[int, int]], tip: int) -> int:
    return sum(tip - at >= 100 for at, _ in blocks)


# %% exercise="maturity" misconception="not-a-number"
def spendable(blocks: list[tuple[int, int]], height: int) -> int:
    return [sat for at, sat in blocks if height >= at + 100]


def wallet_mature(blocks: list[tuple[int, int]], tip: int) -> int:
    return [sat for at, sat in blocks if tip >= at + 100]


# %% exercise="maturity" misconception="too-early"
def spendable(blocks: list[tuple[int, int]], height: int) -> int:
    return sum(sat for at, sat in blocks if at <= height)


def wallet_mature(blocks: list[tuple[int, int]], tip: int) -> int:
    return sum(sat for at, sat in blocks if at <= tip)


# %% exercise="maturity" misconception="too-early"
def spendable(blocks: list[tuple[int, int]], height: int) -> int:
    return sum(sat for at, sat in blocks if abs(height - at) >= 100)


def wallet_mature(blocks: list[tuple[int, int]], tip: int) -> int:
    return sum(sat for at, sat in blocks if tip - at + 1 >= 101)


# %% exercise="maturity" misconception="wrong-sum"
def spendable(blocks: list[tuple[int, int]], height: int) -> int:
    return sum(sat for at, sat in blocks[:2] if height >= at + 100)


def wallet_mature(blocks: list[tuple[int, int]], tip: int) -> int:
    return sum(sat for at, sat in blocks if tip - at + 1 >= 101)


# %% exercise="pay" misconception="float-amount"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    return ask("send", {addr: sat / 1e8}, None, "unset", feerate)["txid"]


def confirmations(ask, txid: str) -> int:
    return ask("getrawtransaction", txid, True).get("confirmations", 0)


# %% exercise="pay" misconception="sat-as-btc"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    return ask("send", {addr: sat}, None, "unset", feerate)["txid"]


def confirmations(ask, txid: str) -> int:
    return ask("getrawtransaction", txid, True).get("confirmations", 0)


# %% exercise="pay" misconception="btc-per-kvb"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    amount, rate = Decimal(sat) / 100_000_000, Decimal(feerate) / 100_000
    return ask("send", {addr: amount}, None, "unset", rate)["txid"]


def confirmations(ask, txid: str) -> int:
    return ask("getrawtransaction", txid, True).get("confirmations", 0)


# %% exercise="pay" misconception="per-kvb"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    amount = Decimal(sat) / 100_000_000
    return ask("send", {addr: amount}, None, "unset", feerate * 1000)["txid"]


def confirmations(ask, txid: str) -> int:
    return ask("getrawtransaction", txid, True).get("confirmations", 0)


# %% exercise="pay" misconception="refused"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    return ask("sendtoaddress", addr, sat, "", "", False, True, None, "unset", False, feerate)


def confirmations(ask, txid: str) -> int:
    return ask("getrawtransaction", txid, True).get("confirmations", 0)


# %% exercise="pay" misconception="rate-ignored"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    return ask("sendtoaddress", addr, Decimal(sat) / 100_000_000)


def confirmations(ask, txid: str) -> int:
    return ask("getrawtransaction", txid, True).get("confirmations", 0)


# %% exercise="pay" misconception="wrong-rate"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    amount = Decimal(sat) / 100_000_000
    return ask("send", {addr: amount}, None, "unset", feerate + 1)["txid"]


def confirmations(ask, txid: str) -> int:
    return ask("getrawtransaction", txid, True).get("confirmations", 0)


# %% exercise="pay" misconception="fee-from-amount"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    amount = Decimal(sat) / 100_000_000
    return ask("sendtoaddress", addr, amount, "", "", True, True, None, "unset", False, feerate)


def confirmations(ask, txid: str) -> int:
    return ask("getrawtransaction", txid, True).get("confirmations", 0)


# %% exercise="pay" misconception="wrong-amount"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    amount = Decimal(sat) / 10_000_000
    return ask("send", {addr: amount}, None, "unset", feerate)["txid"]


def confirmations(ask, txid: str) -> int:
    return ask("getrawtransaction", txid, True).get("confirmations", 0)


# %% exercise="pay" misconception="not-a-txid"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    amount = Decimal(sat) / 100_000_000
    return ask("send", {addr: amount}, None, "unset", feerate)


def confirmations(ask, txid: str) -> int:
    return ask("getrawtransaction", txid, True).get("confirmations", 0)


# %% exercise="pay" misconception="not-sent"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    amount = Decimal(sat) / 100_000_000
    return ask("send", {addr: amount}, None, "unset", feerate, {"add_to_wallet": False})["hex"]


def confirmations(ask, txid: str) -> int:
    return ask("getrawtransaction", txid, True).get("confirmations", 0)


# %% exercise="pay" misconception="paid-twice"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    amount = Decimal(sat) / 100_000_000
    ask("send", {addr: amount}, None, "unset", feerate)
    return ask("send", {addr: amount}, None, "unset", feerate)["txid"]


def confirmations(ask, txid: str) -> int:
    return ask("getrawtransaction", txid, True).get("confirmations", 0)


# %% exercise="pay" misconception="mempool-zero"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    amount = Decimal(sat) / 100_000_000
    return ask("send", {addr: amount}, None, "unset", feerate)["txid"]


def confirmations(ask, txid: str) -> int:
    return ask("getrawtransaction", txid, True)["confirmations"]


# %% exercise="pay" misconception="mempool-zero"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    amount = Decimal(sat) / 100_000_000
    return ask("send", {addr: amount}, None, "unset", feerate)["txid"]


def confirmations(ask, txid: str) -> int:
    return ask("getrawtransaction", txid, True).get("confirmations", 1)


# %% exercise="pay" misconception="one-less"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    amount = Decimal(sat) / 100_000_000
    return ask("send", {addr: amount}, None, "unset", feerate)["txid"]


def confirmations(ask, txid: str) -> int:
    found = ask("getrawtransaction", txid, True)
    if "blockhash" not in found:
        return 0
    return ask("getblockcount") - ask("getblockheader", found["blockhash"])["height"]


# %% exercise="pay" misconception="only-own"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    amount = Decimal(sat) / 100_000_000
    return ask("send", {addr: amount}, None, "unset", feerate)["txid"]


def confirmations(ask, txid: str) -> int:
    return ask("gettransaction", txid)["confirmations"]


# %% exercise="pay" misconception="unknown-hidden"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    amount = Decimal(sat) / 100_000_000
    return ask("send", {addr: amount}, None, "unset", feerate)["txid"]


def confirmations(ask, txid: str) -> int:
    try:
        return ask("getrawtransaction", txid, True).get("confirmations", 0)
    except RpcError:
        return 0


# %% exercise="pay" misconception="not-a-number"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    amount = Decimal(sat) / 100_000_000
    return ask("send", {addr: amount}, None, "unset", feerate)["txid"]


def confirmations(ask, txid: str) -> int:
    return str(ask("getrawtransaction", txid, True).get("confirmations", 0))


# %% exercise="pay" misconception="wrong-confirmations"
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    amount = Decimal(sat) / 100_000_000
    return ask("send", {addr: amount}, None, "unset", feerate)["txid"]


def confirmations(ask, txid: str) -> int:
    return min(1, ask("getrawtransaction", txid, True).get("confirmations", 0))


# %% exercise="reorg" misconception="mined-again"
def reorg_demo(ask, txid: str, addr: str) -> list[str]:
    old = ask("getrawtransaction", txid, True)["blockhash"]
    replaced = ask("getblockcount") - ask("getblockheader", old)["height"] + 1
    ask("invalidateblock", old)
    new = ask("generatetoaddress", replaced + 1, addr)
    ask("reconsiderblock", old)
    return new


# %% exercise="reorg" misconception="still-invalid"
def reorg_demo(ask, txid: str, addr: str) -> list[str]:
    old = ask("getrawtransaction", txid, True)["blockhash"]
    replaced = ask("getblockcount") - ask("getblockheader", old)["height"] + 1
    ask("invalidateblock", old)
    return [ask("generateblock", addr, [])["hash"] for _ in range(replaced + 1)]


# %% exercise="reorg" misconception="old-branch"
def reorg_demo(ask, txid: str, addr: str) -> list[str]:
    old = ask("getrawtransaction", txid, True)["blockhash"]
    replaced = ask("getblockcount") - ask("getblockheader", old)["height"] + 1
    ask("invalidateblock", old)
    new = [ask("generateblock", addr, [])["hash"] for _ in range(replaced)]
    ask("reconsiderblock", old)
    return new


# %% exercise="reorg" misconception="old-branch"
def reorg_demo(ask, txid: str, addr: str) -> list[str]:
    old = ask("getrawtransaction", txid, True)["blockhash"]
    replaced = ask("getblockcount") - ask("getblockheader", old)["height"] + 1
    ask("invalidateblock", old)
    ask("reconsiderblock", old)
    return [ask("generateblock", addr, [])["hash"] for _ in range(replaced + 1)]


# %% exercise="reorg" misconception="old-branch"
def reorg_demo(ask, txid: str, addr: str) -> list[str]:
    old = ask("getrawtransaction", txid, True)["blockhash"]
    ask("invalidateblock", old)
    new = [ask("generateblock", addr, [])["hash"] for _ in range(2)]
    ask("reconsiderblock", old)
    return new


# %% exercise="reorg" misconception="wrong-block"
def reorg_demo(ask, txid: str, addr: str) -> list[str]:
    old = ask("getbestblockhash")
    ask("invalidateblock", old)
    new = [ask("generateblock", addr, [])["hash"] for _ in range(2)]
    ask("reconsiderblock", old)
    return new


# %% exercise="reorg" misconception="wrong-length"
def reorg_demo(ask, txid: str, addr: str) -> list[str]:
    old = ask("getrawtransaction", txid, True)["blockhash"]
    replaced = ask("getblockcount") - ask("getblockheader", old)["height"] + 1
    ask("invalidateblock", old)
    new = [ask("generateblock", addr, [])["hash"] for _ in range(replaced + 4)]
    ask("reconsiderblock", old)
    return new


# %% exercise="reorg" misconception="not-a-list"
def reorg_demo(ask, txid: str, addr: str) -> list[str]:
    old = ask("getrawtransaction", txid, True)["blockhash"]
    replaced = ask("getblockcount") - ask("getblockheader", old)["height"] + 1
    ask("invalidateblock", old)
    for _ in range(replaced + 1):
        ask("generateblock", addr, [])["hash"]
    ask("reconsiderblock", old)


# %% exercise="reorg" misconception="not-hashes"
def reorg_demo(ask, txid: str, addr: str) -> list[str]:
    old = ask("getrawtransaction", txid, True)["blockhash"]
    replaced = ask("getblockcount") - ask("getblockheader", old)["height"] + 1
    ask("invalidateblock", old)
    new = [ask("generateblock", addr, []) for _ in range(replaced + 1)]
    ask("reconsiderblock", old)
    return new


# %% exercise="reorg" misconception="not-hashes"
def reorg_demo(ask, txid: str, addr: str) -> list[str]:
    old = ask("getrawtransaction", txid, True)["blockhash"]
    replaced = ask("getblockcount") - ask("getblockheader", old)["height"] + 1
    ask("invalidateblock", old)
    new = [ask("generateblock", addr, [])["hash"] for _ in range(replaced + 1)]
    ask("reconsiderblock", old)
    return new[::-1]


# %% exercise="reorg" misconception="other-address"
def reorg_demo(ask, txid: str, addr: str) -> list[str]:
    old = ask("getrawtransaction", txid, True)["blockhash"]
    replaced = ask("getblockcount") - ask("getblockheader", old)["height"] + 1
    ask("invalidateblock", old)
    new = [ask("generateblock", ask("getnewaddress"), [])["hash"] for _ in range(replaced + 1)]
    ask("reconsiderblock", old)
    return new


# %% exercise="reorg" misconception="reorg-fails"
def reorg_demo(ask, txid: str, addr: str) -> list[str]:
    old = ask("gettransaction", txid)["blockheight"]
    ask("invalidateblock", old)
    new = [ask("generateblock", addr, [])["hash"] for _ in range(2)]
    ask("reconsiderblock", old)
    return new


# %% exercise="supply" misconception="wrong-total"
def utxo_total(ask) -> int:
    return int(ask("gettxoutsetinfo")["total_amount"])


def supply(ask, interval: int) -> int:
    total = 0
    for height in range(1, ask("getblockcount") + 1):
        total += subsidy(height, interval)
        for tx in ask("getblock", ask("getblockhash", height), 2)["tx"]:
            for output in tx["vout"]:
                if output["scriptPubKey"]["hex"].startswith("6a"):
                    total -= to_sat(output["value"])
    return total


# %% exercise="supply" misconception="wrong-total"
def utxo_total(ask) -> int:
    return to_sat(sum(ask("getbalances")["mine"].values()))


def supply(ask, interval: int) -> int:
    total = 0
    for height in range(1, ask("getblockcount") + 1):
        total += subsidy(height, interval)
        for tx in ask("getblock", ask("getblockhash", height), 2)["tx"]:
            for output in tx["vout"]:
                if output["scriptPubKey"]["hex"].startswith("6a"):
                    total -= to_sat(output["value"])
    return total


# %% exercise="supply" misconception="not-whole"
def utxo_total(ask) -> int:
    return ask("gettxoutsetinfo")["total_amount"] * 100_000_000


def supply(ask, interval: int) -> int:
    total = 0
    for height in range(1, ask("getblockcount") + 1):
        total += subsidy(height, interval)
        for tx in ask("getblock", ask("getblockhash", height), 2)["tx"]:
            for output in tx["vout"]:
                if output["scriptPubKey"]["hex"].startswith("6a"):
                    total -= to_sat(output["value"])
    return total


# %% exercise="supply" misconception="genesis"
def utxo_total(ask) -> int:
    return to_sat(ask("gettxoutsetinfo")["total_amount"])


def supply(ask, interval: int) -> int:
    total = 0
    for height in range(0, ask("getblockcount") + 1):
        total += subsidy(height, interval)
        for tx in ask("getblock", ask("getblockhash", height), 2)["tx"]:
            for output in tx["vout"]:
                if output["scriptPubKey"]["hex"].startswith("6a"):
                    total -= to_sat(output["value"])
    return total


# %% exercise="supply" misconception="tip-missing"
def utxo_total(ask) -> int:
    return to_sat(ask("gettxoutsetinfo")["total_amount"])


def supply(ask, interval: int) -> int:
    total = 0
    for height in range(1, ask("getblockcount")):
        total += subsidy(height, interval)
        for tx in ask("getblock", ask("getblockhash", height), 2)["tx"]:
            for output in tx["vout"]:
                if output["scriptPubKey"]["hex"].startswith("6a"):
                    total -= to_sat(output["value"])
    return total


# %% exercise="supply" misconception="burn-ignored"
def utxo_total(ask) -> int:
    return to_sat(ask("gettxoutsetinfo")["total_amount"])


def supply(ask, interval: int) -> int:
    return sum(subsidy(height, interval) for height in range(1, ask("getblockcount") + 1))


# %% exercise="supply" misconception="fees-added"
def utxo_total(ask) -> int:
    return to_sat(ask("gettxoutsetinfo")["total_amount"])


def supply(ask, interval: int) -> int:
    total = 0
    for height in range(1, ask("getblockcount") + 1):
        txs = ask("getblock", ask("getblockhash", height), 2)["tx"]
        total += sum(to_sat(output["value"]) for output in txs[0]["vout"])
        for tx in txs:
            for output in tx["vout"]:
                if output["scriptPubKey"]["hex"].startswith("6a"):
                    total -= to_sat(output["value"])
    return total


# %% exercise="supply" misconception="nulldata-only"
def utxo_total(ask) -> int:
    return to_sat(ask("gettxoutsetinfo")["total_amount"])


def supply(ask, interval: int) -> int:
    total = 0
    for height in range(1, ask("getblockcount") + 1):
        total += subsidy(height, interval)
        for tx in ask("getblock", ask("getblockhash", height), 2)["tx"]:
            for output in tx["vout"]:
                if output["scriptPubKey"]["type"] == "nulldata":
                    total -= to_sat(output["value"])
    return total


# %% exercise="supply" misconception="6a-inside"
def utxo_total(ask) -> int:
    return to_sat(ask("gettxoutsetinfo")["total_amount"])


def supply(ask, interval: int) -> int:
    total = 0
    for height in range(1, ask("getblockcount") + 1):
        total += subsidy(height, interval)
        for tx in ask("getblock", ask("getblockhash", height), 2)["tx"]:
            for output in tx["vout"]:
                if "6a" in output["scriptPubKey"]["hex"]:
                    total -= to_sat(output["value"])
    return total


# %% exercise="supply" misconception="interval-ignored"
def utxo_total(ask) -> int:
    return to_sat(ask("gettxoutsetinfo")["total_amount"])


def supply(ask, interval: int) -> int:
    total = 0
    for height in range(1, ask("getblockcount") + 1):
        total += subsidy(height, 210_000)
        for tx in ask("getblock", ask("getblockhash", height), 2)["tx"]:
            for output in tx["vout"]:
                if output["scriptPubKey"]["hex"].startswith("6a"):
                    total -= to_sat(output["value"])
    return total


# %% exercise="supply" misconception="only-three"
def utxo_total(ask) -> int:
    return to_sat(ask("gettxoutsetinfo")["total_amount"])


def supply(ask, interval: int) -> int:
    total = 0
    for height in range(1, ask("getblockcount") + 1):
        total += ask("getblockstats", height)["subsidy"]
        for tx in ask("getblock", ask("getblockhash", height), 2)["tx"]:
            for output in tx["vout"]:
                if output["scriptPubKey"]["hex"].startswith("6a"):
                    total -= to_sat(output["value"])
    return total


# %% exercise="supply" misconception="asked-the-node"
def utxo_total(ask) -> int:
    return to_sat(ask("gettxoutsetinfo")["total_amount"])


def supply(ask, interval: int) -> int:
    return utxo_total(ask)


# %% exercise="supply" misconception="wrong-supply"
def utxo_total(ask) -> int:
    return to_sat(ask("gettxoutsetinfo")["total_amount"])


def supply(ask, interval: int) -> int:
    total = 0
    for height in range(1, ask("getblockcount") + 1):
        total += subsidy(height, interval)
        for tx in ask("getblock", ask("getblockhash", height), 2)["tx"][1:]:
            for output in tx["vout"]:
                if output["scriptPubKey"]["hex"].startswith("6a"):
                    total += to_sat(output["value"])
    return total
