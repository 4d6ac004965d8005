# %% [markdown]
r"""
# B1 · Talk to a node

**Minutes:** 60 · **Prerequisites:** A5 (transactions)

**After this you can:**

- *operate* a node by JSON-RPC, with its errors and exact amounts
- *calculate* what a block pays, and *audit* all coins of a chain
- *explain* when a block reward may be spent
- *send* a payment at a chosen fee rate and *count* its confirmations
- *predict* what a reorganisation does to a payment
"""

# %% [markdown]
r"""
## Story

This case is invented. Nadia sells solar pumps in Quetta. A customer pays in bitcoin, a website says "confirmed", and Nadia hands over six pumps. The next morning the payment is gone: another block has replaced the one that held it. Nadia had asked the wrong question.

Whoever runs a *node* asks better ones. How many blocks lie on top of my payment? May this reward be spent already? Do all coins add up?

In this lab a real node runs just for you, on *regtest*: a private chain whose coins are worth nothing. You find blocks by command, and you may break everything.
"""

# %%
# Run this cell first.
import base64
import http.client
import json
import socket
from contextlib import closing
from decimal import Decimal

import labs.node
from labs import check
from labs.node import RpcError

node = labs.node.regtest()  # a private chain; node.start() starts it


def wallet(name: str):
    """A function ask(method, *params) that asks the node, for its wallet of this name; made if missing."""
    client = node.start()
    if name not in client.listwallets():
        client.createwallet(name)
    return client.wallet(name).call


# %% [markdown]
r"""
## 1 · Count exactly

A node states amounts in BTC. Programs count in *satoshi*: 1 BTC is 100,000,000 sat, and a satoshi has no parts.

Keep `float` away from money. A float is a binary fraction, and 0.29 has no exact one. `Decimal` counts in tens, as people do.

Predict first: what does the second line print?
"""

# %%
print("floats  :", 0.1 + 0.2, "- Decimal:", Decimal("0.1") + Decimal("0.2"))
print("0.29 BTC:", int(0.29 * 100_000_000), "sat, says a float")


# %% nbgrader={"grade_id": "to-sat", "solution": true} hunar={"exercise": "to-sat", "title": "to_sat"}
def to_sat(amount: Decimal) -> int:
    """An amount of BTC in satoshi.

    amount: Decimal, in BTC; it may be negative, as a fee in a wallet's list is.
    Raises ValueError if the amount has parts of a satoshi.
    Example: to_sat(Decimal("0.29")) == 29000000.
    """
    ### BEGIN SOLUTION
    sat = amount * 100_000_000
    if sat != int(sat):
        raise ValueError("a part of a satoshi")
    return int(sat)
    ### END SOLUTION


# %% nbgrader={"grade_id": "to-sat-check", "grade": true, "points": 2} hunar={"exercise": "to-sat", "title": "to_sat: check"}
got = to_sat(Decimal("0.29"))
assert not isinstance(got, Decimal), "[not-whole] Return a whole number: int(...) makes one from a Decimal."
check.is_whole_number(got, name='to_sat(Decimal("0.29"))')
assert got != 28_999_999, "[float-money] 0.29 became a float on the way. Multiply the Decimal itself."
assert got == 29_000_000, "[wrong-amount] 1 BTC is 100,000,000 sat, so 0.29 BTC is 29,000,000 sat."
print("to_sat looks right here. What about a third of a satoshi?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

A Decimal times a whole number is a Decimal, exactly. Compare it with its whole part before you return it.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`sat = amount times 100_000_000; if sat differs from int(sat): ValueError; return int(sat)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

Decimal کو دس کروڑ سے ضرب دیں، float نہ بنائیں۔ اگر نتیجہ پورا عدد نہ ہو تو ValueError دیں۔
</details>
"""

# %% nbgrader={"grade_id": "to-sat-hidden", "grade": true, "points": 3} hunar={"exercise": "to-sat", "title": "to_sat: other amounts"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant

drawn = [int(sat) for sat in variant.rng("b1-node").integers(1, 5_000_000_000, size=20)]
for sat in (29_000_000, 57_000_000, 1, 0, -1410, 2_099_999_997_690_000, 100_000_000, *drawn):
    btc = Decimal(sat).scaleb(-8)
    got = to_sat(btc)
    assert isinstance(got, int) and not isinstance(got, bool), (
        "[not-whole] Satoshi are a whole number: return an int, not a Decimal, a float or a text."
    )
    assert got == sat or got != int(float(btc) * 100_000_000), (
        "[float-money] A float lost a satoshi. Multiply the Decimal itself."
    )
    assert got == sat, "[wrong-amount] 1 BTC is 100,000,000 sat. Large, small and negative amounts count too."
for parts in ("0.000000001", "1.123456785", "-0.000000004"):
    assert check.refuses(to_sat, Decimal(parts)), (
        "[part-of-satoshi] An amount with parts of a satoshi was rounded. Nobody can pay that: raise ValueError."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 2 · Ask, and read the answer

You ask a node by *JSON-RPC*: send a JSON text with `method`, `params` (a list) and `id`; another JSON text comes back. The function `post` below carries the bytes. There are two dialects:

| | good answer | refusal |
|---|---|---|
| JSON-RPC 1 | status 200, `"error": null` | status 500 or 404, and the reason in `"error"` |
| JSON-RPC 2.0 | status 200, no `"error"` at all | status 200, and the reason in `"error"` |

So the status decides nothing; the error inside does.

`json` reads floats, unless you tell it otherwise, and it cannot write a Decimal. The node also reads an amount that is a text.
"""


# %%
def post(question: bytes) -> tuple[int, bytes]:
    """Carry bytes to the node's wallet "lab", by HTTP, and bring back (status, answer)."""
    url = node.start().url
    password = base64.b64encode((node.datadir / "regtest" / ".cookie").read_bytes().strip()).decode()
    line = http.client.HTTPConnection(url.removeprefix("http://") if "//" in url else "localhost")
    if url.startswith("unix:"):  # where labs are graded there is no network
        line.sock = socket.socket(socket.AF_UNIX)
        line.sock.connect(url.removeprefix("unix:"))
    with closing(line):
        line.request("POST", "/wallet/lab", question, {"Authorization": f"Basic {password}"})
        answer = line.getresponse()
        return answer.status, answer.read()


text = '{"amount": 0.1, "blocks": 5}'
print(json.loads(text), "-", json.loads(text, parse_float=Decimal))
print(json.dumps({"amount": Decimal("0.1")}, default=str))

# %% [markdown]
r"""
Predict first: which of these three answers comes with status 200?
"""

# %% hunar={"grading": "skip"}
for question in (
    b'{"id": 1, "method": "getblockcount", "params": []}',
    b'{"id": 2, "method": "getblockhash", "params": [999999]}',
    b'{"id": 3, "method": "getblockhash", "params": [999999], "jsonrpc": "2.0"}',
):
    print(*post(question))


# %% nbgrader={"grade_id": "rpc", "solution": true} hunar={"exercise": "rpc", "title": "rpc"}
def rpc(post, method: str, *params):
    """Ask a node one question; gives the "result" of its answer, whatever it is.

    post: a function; post(body) carries bytes to a node and gives (status, body), both bodies bytes of JSON.
    Every number with a point in the result is a Decimal; a Decimal in params keeps all its digits.
    Raises RpcError(code, method, message) for a refusal in either dialect, with the node's code and message.
    Example: rpc(post, "getblockhash", 0) begins with "0f9188f1" on regtest.
    """
    ### BEGIN SOLUTION
    question = {"id": 1, "method": method, "params": params}
    _, body = post(json.dumps(question, default=str).encode())
    answer = json.loads(body, parse_float=Decimal)
    error = answer.get("error")
    if error is not None:
        raise RpcError(error["code"], method, error["message"])
    return answer["result"]
    ### END SOLUTION


# %% nbgrader={"grade_id": "rpc-check", "grade": true, "points": 6} hunar={"exercise": "rpc", "title": "rpc: check"}
questions = []


def paper_node(question):
    """A node made of paper: it knows one balance and refuses everything else, in dialect 1."""
    questions.append(question)
    if "getbalance" in str(question):
        return 200, b'{"result":0.30000000,"error":null,"id":1}'
    return 500, b'{"result":null,"error":{"code":-8,"message":"Block height out of range"},"id":1}'


got = rpc(paper_node, "getbalance")
assert questions, "[never-asked] The node was not asked. Call post(...) with your question."
assert isinstance(questions[-1], bytes), "[not-bytes] post carries bytes: json.dumps(...).encode()."
assert not isinstance(got, (dict, tuple)), '[whole-answer] Return only the "result" of the answer.'
assert not isinstance(got, float), "[float-amount] The balance is a float. Read with parse_float=Decimal."
assert got == Decimal("0.3"), '[wrong-result] The "result" here is 0.30000000, as a Decimal.'
try:
    caught = rpc(paper_node, "getblockhash", 999999)
except RpcError as error:
    caught = error
assert isinstance(caught, RpcError), "[error-ignored] The node refused, but rpc did not raise RpcError."
assert caught.code == -8, '[status-as-code] The code stands inside the answer: its "error" says -8, not 500.'
print("rpc looks right here. And in dialect 2.0?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Read the body, whatever the status. `.get("error")` gives None for `null` and for a missing key.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`question = dict with id, method, params; body = post(question as JSON, in bytes)[1]; answer = JSON of body; error = answer.get("error"); if error is not None: raise RpcError(its code, method, its message); return answer["result"]`. Do not forget `default=str` and `parse_float`.
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

HTTP کے اسٹیٹس کوڈ پر بھروسہ نہ کریں، جواب کے اندر error دیکھیں۔ رقم Decimal میں پڑھیں: parse_float=Decimal۔ Decimal بھیجنے کے لیے default=str لکھیں۔
</details>
"""

# %% nbgrader={"grade_id": "rpc-hidden", "grade": true, "points": 9} hunar={"exercise": "rpc", "title": "rpc: both dialects"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
asked = []


def paper(status, answer):
    """A transport that always brings this answer, and keeps the question."""

    def carry(question):
        asked.append(question)
        return status, answer

    return carry


def outcome(carry, *question):
    """What rpc gave, or the error that it raised."""
    try:
        return rpc(carry, *question)
    except Exception as error:
        return error


def sent():
    """The last question, read."""
    try:
        read = json.loads(asked[-1], parse_float=Decimal)
    except Exception:
        read = None
    return read if isinstance(read, dict) else {}


got = outcome(paper(200, b'{"result":"00ab","error":null,"id":1}'), "getblockhash", 3)
assert asked, "[never-asked] The node was not asked. Call post(...) with your question."
assert isinstance(asked[-1], bytes), "[not-bytes] post carries bytes: json.dumps(...).encode()."
assert sent().get("params") != [[3]], (
    "[params-nested] params became a list inside a list. *params is a tuple already: give it as it is."
)
assert sent().get("method") == "getblockhash" and sent().get("params") == [3], (
    "[wrong-question] The question must be JSON with the method and a list of all params."
)
assert not isinstance(got, (dict, tuple)), '[whole-answer] Return only the "result" of the answer.'
assert not isinstance(got, Exception), (
    '[null-error] A good answer raised an error. In dialect 1 it holds "error": null; only something else is an error.'
)
assert got == "00ab", '[wrong-result] This is not the "result" of the answer.'
got = outcome(paper(200, b'{"jsonrpc":"2.0","result":"00cd","id":1}'), "getblockhash", 4)
assert not isinstance(got, Exception), (
    '[no-error-key] A good answer of dialect 2.0 raised an error. It has no "error" at all: ask with .get("error").'
)
assert got == "00cd", '[wrong-result] This is not the "result" of the answer.'

for status, answer in (
    (500, b'{"result":null,"error":{"code":-6,"message":"Insufficient funds"},"id":1}'),
    (404, b'{"result":null,"error":{"code":-6,"message":"Insufficient funds"},"id":1}'),
    (200, b'{"jsonrpc":"2.0","error":{"code":-6,"message":"Insufficient funds"},"id":1}'),
):
    got = outcome(paper(status, answer), "sendtoaddress", "bcrt1qexample", "0.5")
    assert isinstance(got, Exception) or status == 200, (
        '[error-ignored] A refusal of dialect 1 came back as a result. Raise RpcError when "error" is not null.'
    )
    assert isinstance(got, RpcError) or status != 200, (
        '[error-in-200] Dialect 2.0 refuses with status 200. Look at "error" in the answer, not at the status.'
    )
    assert isinstance(got, RpcError), (
        "[other-error] The node refused, but rpc raised another error. Read the body whatever the status is, and raise RpcError."
    )
    assert got.code != status, (
        '[status-as-code] The HTTP status became the code. The code is inside the answer, in "error".'
    )
    assert got.code == -6 and str(got.message) == "Insufficient funds", (
        "[lost-message] RpcError must carry the code and the message of the node: RpcError(code, method, message)."
    )

for answer, value in ((b"0", 0), (b"false", False), (b"null", None), (b"[]", []), (b'""', "")):
    got = outcome(paper(200, b'{"result":' + answer + b',"error":null,"id":1}'), "getblockcount")
    assert type(got) is type(value) and got == value, (
        "[falsy-result] 0, false, null and an empty list are good results too. Return the result whatever it is."
    )

got = outcome(paper(200, b'{"result":{"mine":{"trusted":0.10000001}},"error":null,"id":1}'), "getbalances")
trusted = got["mine"]["trusted"] if isinstance(got, dict) and "mine" in got else None
assert not isinstance(trusted, float), (
    "[float-amount] An amount inside the answer is a float. Give json.loads parse_float=Decimal."
)
assert isinstance(trusted, Decimal) and trusted == Decimal("0.10000001"), (
    "[wrong-result] The result did not arrive as the node wrote it, with amounts as Decimal."
)
exact = Decimal("0.1234567890123456789")
got = outcome(paper(200, b'{"result":null,"error":null,"id":1}'), "sendtoaddress", "bcrt1qexample", exact)
assert not isinstance(got, Exception), (
    "[decimal-refused] A Decimal in params raised an error. json.dumps needs default=str for it."
)
params = sent().get("params") or [None]
assert str(params[-1]).strip('"') == str(exact), (
    "[float-sent] A Decimal lost digits on its way out: it was a float in between. Send it as text, with default=str."
)

client = node.start().wallet("lab")
got = outcome(post, "getblockhash", 0)
assert got == client.call("getblockhash", 0), (
    "[wrong-result] A real node's answer did not come back as it is."
)
got = outcome(post, "getblockhash", 10_000_000)
assert isinstance(got, RpcError) and got.code == -8, (
    "[other-error] A real node's refusal must become RpcError."
)
got = outcome(post, "getbalances")
assert isinstance(got, dict) and isinstance(got["mine"]["trusted"], Decimal), (
    "[float-amount] A real wallet's balance must come back as a Decimal."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
Talk to the node with your own function. From here on, `ask` does the same.
"""

# %% hunar={"grading": "skip"}
print("your rpc:", rpc(post, "getblockhash", 0))
ask = wallet("lab")
print("ask     :", ask("getblockhash", 0))
print({key: ask("getblockchaininfo")[key] for key in ("chain", "blocks", "difficulty")})

# %% [markdown]
r"""
## 3 · What a block pays

Who finds a block may create new coins, the *subsidy*: at first 50 BTC, halved every `interval` blocks. The interval is 210,000 on the main network and 150 on regtest.

Nodes count in satoshi and drop what does not divide. Shifting right by one bit does exactly this: `5 >> 1` is 2. From the 64th halving on, the rule says 0.
"""

# %%
# Predict first: which of these blocks is the first with one halving behind it?
for height in (149, 150, 299, 300):
    print("block", height, "has", height // 150, "halvings behind it on regtest")


# %% nbgrader={"grade_id": "subsidy", "solution": true} hunar={"exercise": "subsidy", "title": "subsidy"}
def subsidy(height: int, interval: int) -> int:
    """New coins that the block at this height may create, in satoshi; fees are not counted.

    height: 0 or more. interval: blocks between two halvings.
    Example: subsidy(840000, 210000) == 312500000.
    """
    ### BEGIN SOLUTION
    halvings = height // interval
    return 0 if halvings >= 64 else 5_000_000_000 >> halvings
    ### END SOLUTION


# %% nbgrader={"grade_id": "subsidy-check", "grade": true, "points": 2} hunar={"exercise": "subsidy", "title": "subsidy: check"}
got = subsidy(840_000, 210_000)
check.is_whole_number(got, name="subsidy(840_000, 210_000)")
assert got not in (3, 4), "[btc-not-sat] Count in satoshi: 50 BTC are 5,000,000,000 sat."
assert got == 312_500_000, "[wrong-subsidy] Block 840,000 has 4 halvings behind it: 3.125 BTC, in satoshi."
assert subsidy(0, 150) == 5_000_000_000, "[wrong-subsidy] Before the first halving a block pays 50 BTC."
print("subsidy looks right here. And at the borders?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Whole division tells how many halvings lie behind a block. Each is one shift to the right.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`halvings = height // interval; if halvings is 64 or more: 0; else 5_000_000_000 shifted right by halvings`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

بلندی کو وقفے پر پورا تقسیم کریں: یہ نصف ہونے کی تعداد ہے۔ پھر ساتوشی کے عدد کو اتنے بِٹ دائیں شفٹ کریں۔
</details>
"""


# %% nbgrader={"grade_id": "subsidy-hidden", "grade": true, "points": 3} hunar={"exercise": "subsidy", "title": "subsidy: borders and the last coin"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def subsidy_or_none(height, interval):
    try:
        return subsidy(height, interval)
    except Exception:
        return None


assert isinstance(subsidy_or_none(1_050_000, 210_000), int), (
    "[float-halving] Satoshi are whole: return an int. Shift with >>, do not divide with /."
)
assert subsidy_or_none(1_050_000, 210_000) not in (1, 2, 100_000_000), (
    "[btc-not-sat] Whole division of BTC loses the decimals. Halve the satoshi: 5,000,000,000."
)
assert subsidy_or_none(150, 150) == 2_500_000_000, (
    "[border] Block number interval is the first that pays half: count halvings with height // interval."
)
assert subsidy_or_none(149, 150) == 5_000_000_000, (
    "[border] The block before the halving still pays the full amount."
)
assert subsidy_or_none(450, 150) == 625_000_000 and subsidy_or_none(450, 210_000) == 5_000_000_000, (
    "[interval-ignored] The interval is an argument: regtest and the main network differ."
)
assert subsidy_or_none(13 * 150, 150) == 610_351, (
    "[rounded] Half a satoshi was rounded. What does not divide is dropped, as >> does."
)
for height in (64 * 210_000, 64 * 210_000 + 5, 80 * 210_000):
    got = subsidy_or_none(height, 210_000)
    assert isinstance(got, int) and got == 0, (
        "[never-ends] After 64 halvings the subsidy is 0, also much later."
    )
for height, sat in ((1_050_000, 156_250_000), (6_929_999, 1), (6_930_000, 0), (1, 5_000_000_000)):
    assert subsidy_or_none(height, 210_000) == sat, "[wrong-subsidy] The subsidy differs. Count the halvings."
from labs import variant

draw = variant.rng("b1-node")
for interval, halvings in ((int(draw.integers(10, 5000)), int(draw.integers(0, 34))) for _ in range(12)):
    height = interval * halvings + int(draw.integers(interval))
    assert subsidy_or_none(height, interval) == 5_000_000_000 >> halvings, (
        "[wrong-subsidy] With another interval the subsidy differs. Count the halvings: height // interval."
    )
total = sum(210_000 * subsidy(era * 210_000, 210_000) for era in range(70))
assert total == 2_099_999_997_690_000, (
    "[wrong-subsidy] All subsidies together must be 2,099,999,997,690,000 sat, a little below 21 million BTC."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 4 · Mine

On regtest about every second hash is good enough, so a block costs nothing. The method `generatetoaddress` mines blocks and sends their rewards to an address.

From here on your functions get `ask` as first argument: `ask("getblockcount")` gives a result or raises RpcError, like your `rpc`.
"""

# %% hunar={"grading": "skip"}
# Predict first: what does generatetoaddress give back, a number, a text or a list?
ask = wallet("lab")
print("blocks before:", ask("getblockcount"))
print("one more     :", ask("generatetoaddress", 1, ask("getnewaddress")))
print("blocks after :", ask("getblockcount"))


# %% nbgrader={"grade_id": "mine", "solution": true} hunar={"exercise": "mine", "title": "mine"}
def mine(ask, n: int, addr: str) -> list[str]:
    """Mine n blocks now; their rewards go to addr.

    ask: a function ask(method, *params). Returns the n block hashes as the node shows them, oldest first.
    Example: len(mine(ask, 3, addr)) == 3.
    """
    ### BEGIN SOLUTION
    return ask("generatetoaddress", n, addr)
    ### END SOLUTION


# %% nbgrader={"grade_id": "mine-check", "grade": true, "points": 2} hunar={"exercise": "mine", "title": "mine: check"}
ask = wallet("tests")
addr = ask("getnewaddress")
before = ask("getblockcount")
got = mine(ask, 2, addr)
assert isinstance(got, list), "[not-a-list] Return the list of block hashes, with `return`."
assert ask("getblockcount") == before + 2, "[wrong-count] The chain must grow by n blocks, here 2."
assert len(got) == 2 and all(isinstance(one, str) for one in got), (
    "[not-hashes] Return one list with n hashes, each a text."
)
print("mine looks right.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

One question is enough. Its answer has the right form already.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`return the answer to generatetoaddress with n and addr`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

نوڈ سے ایک ہی سوال کافی ہے: generatetoaddress، پھر بلاکوں کی تعداد اور پتا۔ اس کا جواب ہی واپس کریں۔
</details>
"""

# %% nbgrader={"grade_id": "mine-hidden", "grade": true, "points": 3} hunar={"exercise": "mine", "title": "mine: whose reward"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
owner, miner = wallet("others"), wallet("tests")
for n in (1, 4):
    addr = owner("getnewaddress")
    before = miner("getblockcount")
    got = mine(miner, n, addr)
    assert isinstance(got, list), "[not-a-list] Return the list of block hashes."
    grown = miner("getblockcount") - before
    assert grown == n, "[wrong-count] The chain must grow by exactly n blocks."
    right = [miner("getblockhash", before + 1 + number) for number in range(n)]
    assert got == right or got[::-1] != right, "[newest-first] The oldest of the new blocks comes first."
    assert got == right, "[not-hashes] Return one list with the hashes of all n new blocks, each a text."
    paid = [miner("getblock", one, 2)["tx"][0]["vout"][0]["scriptPubKey"]["address"] for one in right]
    assert paid == [addr] * n, "[other-address] The rewards went to another address. Use addr as it is given."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 5 · Wait until it is ripe

A block can be replaced, and its reward with it. So a reward must *mature*. Two rules are often mixed up; h is the height of the reward's block, `tip` that of the newest.

- **Consensus:** a transaction in block h + 100 or later may spend it.
- **Bitcoin Core's wallet** waits one block more: it wants *depth* 101, where depth = tip − h + 1. So mine 101 blocks first.

Predict first: from which tip on may the next block spend the reward of block 1? And the wallet?
"""

# %%
for tip in (99, 100, 101):
    print("tip", tip, "- the next block is", tip + 1, "- depth of block 1 is", tip - 1 + 1)


# %% nbgrader={"grade_id": "maturity", "solution": true} hunar={"exercise": "maturity", "title": "spendable and wallet_mature"}
def spendable(blocks: list[tuple[int, int]], height: int) -> int:
    """Satoshi of these rewards that a transaction in the block at `height` may spend, by consensus.

    blocks: one pair (height of the reward's block, its satoshi) for each reward; any order.
    Example: spendable([(1, 700)], 101) == 700 and spendable([(1, 700)], 100) == 0.
    """
    ### BEGIN SOLUTION
    return sum(sat for at, sat in blocks if height >= at + 100)
    ### END SOLUTION


def wallet_mature(blocks: list[tuple[int, int]], tip: int) -> int:
    """Satoshi of these rewards that Bitcoin Core's wallet calls mature when the newest block is at `tip`.

    blocks: as above; a reward above the tip is not there yet.
    Example: wallet_mature([(1, 700)], 101) == 700 and wallet_mature([(1, 700)], 100) == 0.
    """
    ### BEGIN SOLUTION
    return sum(sat for at, sat in blocks if tip - at + 1 >= 101)
    ### END SOLUTION


# %% nbgrader={"grade_id": "maturity-check", "grade": true, "points": 4} hunar={"exercise": "maturity", "title": "spendable and wallet_mature: check"}
rewards = [(5, 1000), (6, 20), (300, 3)]
for answer, called in (
    (spendable(rewards, 150), "spendable"),
    (wallet_mature(rewards, 150), "wallet_mature"),
):
    check.is_whole_number(answer, name=f"{called}([(5, 1000), (6, 20), (300, 3)], 150)")
    assert answer != 2, "[counted-blocks] Add the satoshi; do not count the rewards."
    assert answer == 1020, "[wrong-sum] The first two rewards are ripe here, the third is not: 1,020 sat."
assert spendable(rewards, 105) == 1000, "[consensus-100] The reward of block 5 may be spent in block 105."
assert wallet_mature(rewards, 105) == 1000, "[wallet-101] At tip 105, block 5 has depth 101: mature."
print("Both look right here. Did you try one block earlier?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Add the satoshi where the rule holds. The first function gets the block that spends, the second the newest block.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`spendable: sum of sat where height >= at + 100`. `wallet_mature: sum of sat where tip - at + 1 >= 101`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہر جوڑے کی شرط جانچیں اور ساتوشی جمع کریں۔ پہلا اصول: خرچ کرنے والا بلاک h + 100 یا بعد کا ہو۔ والٹ ایک بلاک زیادہ انتظار کرتا ہے۔
</details>
"""

# %% nbgrader={"grade_id": "maturity-hidden", "grade": true, "points": 6} hunar={"exercise": "maturity", "title": "spendable and wallet_mature: one block earlier"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from numbers import Integral

from labs import variant

first = int(variant.rng("b1-node").integers(200, 900))
reward = [(first, 5_000_000_000)]
for function in (spendable, wallet_mature):
    assert isinstance(function(reward, first + 500), Integral), (
        "[not-a-number] Return a whole number of satoshi."
    )
    assert function(reward, first + 500) != 1, "[counted-blocks] Add the satoshi; do not count the rewards."
    assert function(reward, first + 500) == 5_000_000_000, (
        "[wrong-sum] An old reward is spendable: add all its satoshi."
    )
    assert function(reward, first) == 0 and function(reward, first - 200) == 0, (
        "[too-early] A reward that is brand new, or in a later block, was counted."
    )
    assert function([], first) == 0, "[wrong-sum] Without rewards the sum is 0."
assert spendable(reward, first + 99) == 0, (
    "[consensus-100] A block of height h + 99 spent the reward. Consensus asks for h + 100. Is `height` the block that spends, not the tip?"
)
assert spendable(reward, first + 100) == 5_000_000_000, (
    "[consensus-100] The block of height h + 100 may spend the reward already. The 101 belongs to the wallet."
)
assert wallet_mature(reward, first + 99) == 0 and wallet_mature(reward, first + 100) == 5_000_000_000, (
    "[wallet-101] The wallet wants depth 101. The reward's own block counts: depth = tip - h + 1."
)
drawn = [(int(at), int(sat)) for at, sat in variant.rng("b1-node").integers(1, 400, size=(40, 2))]
for height in (1, 100, 101, 250, 333, 600):
    assert spendable(drawn, height) == sum(sat for at, sat in drawn if at <= height - 100), (
        "[wrong-sum] The sum over many rewards differs. They may come in any order."
    )
    assert wallet_mature(drawn, height) == sum(sat for at, sat in drawn if at <= height - 100), (
        "[wrong-sum] The sum over many rewards differs. They may come in any order."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
### See it

A miner mines alone. *Your* functions say what the wallet has; the circles come from a fresh node.

*In words:* until tip 100 all coins are immature, a dark area that grows to 5,000 BTC. From tip 101 on, a light area of mature coins grows above it. From block 150 on rewards are halved, and the dark area shrinks to 2,500 BTC. The circles lie on the border.
"""

# %% hunar={"grading": "skip"}
import matplotlib.pyplot as plt

tips = range(0, 301)
rewards = [(height, subsidy(height, 150)) for height in range(1, 301)]
mature_btc = [wallet_mature(rewards, tip) / 1e8 for tip in tips]
immature_btc = [
    sum(sat for at, sat in rewards if at <= tip) / 1e8 - wallet_mature(rewards, tip) / 1e8 for tip in tips
]
measured = []
with labs.node.regtest() as fresh:
    for tip in range(20, 301, 20):
        fresh.mine(20)
        measured.append((tip, float(fresh.getbalances()["mine"]["immature"])))

figure, ax = plt.subplots(figsize=(9, 3.8))
ax.stackplot(tips, immature_btc, mature_btc, colors=["#00576b", "#f2c46d"], labels=["immature", "mature"])
ax.plot(*zip(*measured, strict=True), "o", color="white", markeredgecolor="black", label="the node: immature")
for at, words in ((101, "tip 101"), (150, "first halving")):
    ax.axvline(at, color="#b34700", linestyle="--")
    ax.text(at + 3, 9700, words, color="#b34700", va="top")
ax.set(title="A solo miner's balance on regtest", xlabel="height of the tip", ylabel="BTC (regtest)")
ax.legend(loc="upper left")
figure.tight_layout()

# %% [markdown]
r"""
## 6 · Pay, and count confirmations

Take care of units. Amounts go to the node in BTC. Its argument `fee_rate` is in sat/vB, satoshi per virtual byte. The older `feeRate`, and `estimatesmartfee`, use BTC/kvB: 1 sat/vB = 0.00001 BTC/kvB. The method `send` takes outputs, conf_target (here `None`), estimate_mode (`"unset"`) and fee_rate.

A payment in the newest block has 1 *confirmation*; each block on top adds one. In the *mempool*, where payments wait, it has 0. `getrawtransaction` with `True` tells of anybody's transaction; while it waits, the key `confirmations` is missing.
"""

# %% hunar={"grading": "skip"}
# Predict first: at 3 sat/vB, how many satoshi of fee will a payment of about 140 vB cost?
ask = wallet("lab")
ask("generatetoaddress", 101, ask("getnewaddress"))
answer = ask("send", {ask("getnewaddress"): Decimal("0.0007")}, None, "unset", 3)
print(answer)
waiting = ask("getmempoolentry", answer["txid"])
print("fee", waiting["fees"]["base"], "BTC for", waiting["vsize"], "vB")
print("confirmations" in ask("getrawtransaction", answer["txid"], True))


# %% nbgrader={"grade_id": "pay", "solution": true} hunar={"exercise": "pay", "title": "pay and confirmations"}
def pay(ask, addr: str, sat: int, feerate: int) -> str:
    """Send one payment from the wallet of ask; gives its txid.

    sat: what arrives at addr, in satoshi; the fee comes on top. feerate: in sat/vB.
    Example: len(pay(ask, addr, 70000, 3)) == 64.
    """
    ### BEGIN SOLUTION
    amount = Decimal(sat) / 100_000_000
    return ask("send", {addr: amount}, None, "unset", feerate)["txid"]
    ### END SOLUTION


def confirmations(ask, txid: str) -> int:
    """How many blocks confirm a transaction: 0 in the mempool, 1 in the newest block.

    txid: of any transaction that the node knows, not only of the own wallet.
    The node's RpcError for an unknown transaction is passed on.
    Example: confirmations(ask, pay(ask, addr, 70000, 3)) == 0.
    """
    ### BEGIN SOLUTION
    return ask("getrawtransaction", txid, True).get("confirmations", 0)
    ### END SOLUTION


# %% nbgrader={"grade_id": "pay-check", "grade": true, "points": 6} hunar={"exercise": "pay", "title": "pay and confirmations: check"}
ask = wallet("tests")
if ask("getbalance") < 1:
    ask("generatetoaddress", 101, ask("getnewaddress"))
addr = ask("getnewaddress")
try:
    txid = pay(ask, addr, 123_456, 4)
except RpcError as error:
    txid = error
assert not isinstance(txid, RpcError), (
    "[refused] The node refused the payment. Is the amount in BTC, and the fee rate in sat/vB?"
)
check.is_text(txid, name="pay(ask, addr, 123_456, 4)", hint="send answers with a dict; return its txid.")
assert txid in ask("getrawmempool"), "[not-sent] No payment with this txid waits in the mempool."
paid = ask("getrawtransaction", txid, True)
arrived = [out["value"] for out in paid["vout"] if out["scriptPubKey"].get("address") == addr]
assert arrived == [Decimal("0.00123456")], "[wrong-amount] 123,456 sat must arrive: 0.00123456 BTC."
got = confirmations(ask, txid)
check.is_whole_number(got, name="confirmations(ask, txid)")
assert got == 0, "[mempool-zero] A payment that waits in the mempool has 0 confirmations."
ask("generatetoaddress", 1, addr)
assert confirmations(ask, txid) == 1, "[one-less] A payment in the newest block has 1 confirmation."
print("pay and confirmations look right here. Is the fee rate what was asked for?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Make BTC from satoshi as a Decimal. The fee rate needs no change. `.get` has a second argument for a missing key.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`pay: answer of send with {addr: Decimal(sat) / 100_000_000}, None, "unset", feerate; return its "txid"`. `confirmations: .get("confirmations", 0) of getrawtransaction with txid and True`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ساتوشی کو Decimal بنا کر دس کروڑ پر تقسیم کریں۔ فیس کی شرح sat/vB میں ویسی ہی بھیجیں۔ میم پول میں confirmations موجود نہیں ہوتا، تب 0 دیں۔
</details>
"""

# %% nbgrader={"grade_id": "pay-hidden", "grade": true, "points": 9} hunar={"exercise": "pay", "title": "pay and confirmations: units"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant

payer, friend = wallet("tests"), wallet("others")
if payer("getbalance") < 1:
    payer("generatetoaddress", 101, payer("getnewaddress"))
numbers = []


def noting(method, *params):
    """Asks the payer's wallet, and notes every number that goes to the node."""
    waiting = list(params)
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, (list, tuple)):
            waiting += value
        elif isinstance(value, (int, float, Decimal, str)) and not isinstance(value, bool):
            numbers.append(value)
    return payer(method, *params)


def equals(value, wanted):
    try:
        return Decimal(str(value)) == wanted
    except ArithmeticError:
        return False


draw = variant.rng("b1-node")
payments = [(int(draw.integers(100_000, 900_000)), int(draw.integers(3, 9))), (1_999_999, 23)]
for sat, feerate in payments:
    addr = friend("getnewaddress")
    payer("generatetoaddress", 1, payer("getnewaddress"))  # so that no unconfirmed change is spent
    before = set(payer("getrawmempool"))
    numbers.clear()
    try:
        txid = pay(noting, addr, sat, feerate)
    except Exception:
        txid = None
    assert not any(isinstance(value, float) for value in numbers), (
        "[float-amount] A float was sent to the node. Divide a Decimal: Decimal(sat) / 100_000_000."
    )
    assert txid is not None or not any(equals(value, sat) for value in numbers), (
        "[sat-as-btc] Satoshi went out as BTC, a hundred million times too much. The node wants BTC."
    )
    assert txid is not None or not any(equals(value, Decimal(feerate) / 100_000) for value in numbers), (
        "[btc-per-kvb] The fee rate was turned into BTC/kvB. The argument fee_rate is in sat/vB: send it as it is."
    )
    assert txid is None or isinstance(txid, str), (
        '[not-a-txid] Return the txid, a text. It is in the answer of send, under "txid".'
    )
    new = set(payer("getrawmempool")) - before
    assert txid in new, "[not-sent] After pay no payment with this txid waits in the mempool."
    assert len(new) == 1, "[paid-twice] More than one payment was sent. Ask the node to send only once."
    outputs = payer("getrawtransaction", txid, True)["vout"]
    arrived = sum(out["value"] for out in outputs if out["scriptPubKey"].get("address") == addr)
    assert arrived >= Decimal(sat) / 100_000_000, (
        "[fee-from-amount] Less than sat arrived: the fee must come on top of it."
    )
    assert arrived == Decimal(sat) / 100_000_000, "[wrong-amount] Exactly sat satoshi must arrive at addr."
    entry = payer("getmempoolentry", txid)
    rate = entry["fees"]["base"] * 100_000_000 / entry["vsize"]
    assert not 990 * feerate < rate, (
        "[per-kvb] The fee is a thousand times too high: fee_rate is for one virtual byte, not for 1,000."
    )
    assert not abs(rate - 10) < 1, (
        "[rate-ignored] The wallet chose its own fee rate. Give it yours in the place of fee_rate."
    )
    assert feerate * Decimal("0.97") <= rate <= feerate * Decimal("1.05"), (
        "[wrong-rate] The payment does not pay the fee rate that was asked for, in sat/vB."
    )

strangers = friend("getnewaddress")
payment = payer("send", {strangers: Decimal("0.002")}, None, "unset", 5)["txid"]
for blocks in (0, 1, 2, 5):
    if blocks:
        payer("generatetoaddress", blocks, payer("getnewaddress"))
    right = payer("gettransaction", payment)["confirmations"]
    try:
        got = confirmations(payer, payment)
    except Exception:
        got = None
    assert right != 0 or got is not None, (
        "[mempool-zero] For a waiting transaction the key confirmations is missing. That means 0, not an error."
    )
    assert isinstance(got, int) and not isinstance(got, bool), "[not-a-number] Return a whole number."
    assert right == 0 or got != right - 1, (
        "[one-less] The transaction's own block counts: confirmations = tip - height + 1."
    )
    assert got == right, (
        "[wrong-confirmations] This is not the number of blocks that confirm the transaction."
    )
own = payer("send", {payer("getnewaddress"): Decimal("0.003")}, None, "unset", 5)["txid"]
payer("generatetoaddress", 2, payer("getnewaddress"))
try:
    got = confirmations(friend, own)
except Exception:
    got = None
assert got == 2, (
    "[only-own] Only the own wallet's transactions were found. getrawtransaction knows everybody's."
)
try:
    unknown = confirmations(friend, "ab" * 32)
except RpcError:
    unknown = "refused"
except Exception:
    unknown = "another error"
assert unknown == "refused", (
    "[unknown-hidden] A transaction that nobody has seen must not look like a waiting one. Let the node's RpcError pass."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 7 · Undo a block

Nodes follow the chain with the most work; on regtest that is the longest. When a longer branch appears, they leave the old one: a *reorganisation*. Payments of the old branch go back to the mempool, if nothing conflicts.

On your own node you can play it:

- `invalidateblock` (hash): the node refuses this block and all above it.
- `generateblock` (address, `[]`) mines one block *without* payments.
- `reconsiderblock` (hash) takes the verdict back. Now only work decides, so your branch must be *longer* by then.

`getblockheader` tells the `height` of a block.
"""

# %% hunar={"grading": "skip"}
# Predict first: how many confirmations has a block that the node refuses?
ask = wallet("lab")
home = ask("getnewaddress")
old = ask("generatetoaddress", 1, home)[0]
ask("invalidateblock", old)
print(
    "without it:",
    ask("getblockcount"),
    "blocks; it has",
    ask("getblockheader", old)["confirmations"],
    "confirmations",
)
ask("reconsiderblock", old)
print("taken back:", ask("getblockcount"), "blocks; the tip is the old one:", ask("getbestblockhash") == old)


# %% nbgrader={"grade_id": "reorg", "solution": true} hunar={"exercise": "reorg", "title": "reorg_demo"}
def reorg_demo(ask, txid: str, addr: str) -> list[str]:
    """Replace the branch that confirms a transaction by a longer one without any payments.

    txid: confirmed, at most 10 blocks deep. addr: gets the rewards of the new blocks.
    Returns the hashes of the new blocks, oldest first: one more than the blocks that they replace.
    Afterwards the transaction waits in the mempool, and no block is marked as invalid.
    Example: a payment in the newest block needs 2 new blocks.
    """
    ### BEGIN SOLUTION
    old = ask("getrawtransaction", txid, True)["blockhash"]
    replaced = ask("getblockcount") - ask("getblockheader", old)["height"] + 1
    ask("invalidateblock", old)
    new = [ask("generateblock", addr, [])["hash"] for _ in range(replaced + 1)]
    ask("reconsiderblock", old)
    return new
    ### END SOLUTION


# %% nbgrader={"grade_id": "reorg-check", "grade": true, "points": 6} hunar={"exercise": "reorg", "title": "reorg_demo: check"}
ask = wallet("tests")
if ask("getbalance") < 1:
    ask("generatetoaddress", 101, ask("getnewaddress"))
addr = ask("getnewaddress")
txid = ask("send", {addr: Decimal("0.001")}, None, "unset", 5)["txid"]
old = ask("generatetoaddress", 1, ask("getnewaddress"))[0]
height = ask("getblockcount")
new = reorg_demo(ask, txid, addr)
assert isinstance(new, list), "[not-a-list] Return the list of the new blocks' hashes."
assert ask("getblockheader", old)["confirmations"] == -1, (
    "[old-branch] The old block is still in the chain. Is your branch longer when you reconsider?"
)
assert txid in ask("getrawmempool"), (
    "[mined-again] The payment is not back in the mempool. generateblock with [] leaves it there."
)
assert len(new) == 2 and ask("getblockcount") == height + 1, (
    "[wrong-length] One block is replaced by two, so the chain is one block longer than before."
)
print("reorg_demo looks right here. What if the payment lies deeper?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

The block that holds the payment must go; `getrawtransaction` names it. Count the blocks from there to the tip before you invalidate anything.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`old = blockhash of the transaction; replaced = tip - height of old + 1; invalidate old; mine replaced + 1 empty blocks and keep each "hash"; reconsider old; return the hashes`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ادائیگی والا بلاک ڈھونڈیں اور گنیں کہ وہاں سے سرے تک کتنے بلاک ہیں۔ اسے رد کریں، ایک زیادہ خالی بلاک بنائیں، پھر reconsiderblock کریں۔
</details>
"""

# %% nbgrader={"grade_id": "reorg-hidden", "grade": true, "points": 9} hunar={"exercise": "reorg", "title": "reorg_demo: deeper"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
sender, rival = wallet("tests"), wallet("others")
if sender("getbalance") < 1:
    sender("generatetoaddress", 101, sender("getnewaddress"))
home = sender("getnewaddress")
depth = 3
txid = sender("send", {home: Decimal("0.001")}, None, "unset", 5)["txid"]
old = sender("generatetoaddress", depth, home)
tip = sender("getblockcount")
addr = rival("getnewaddress")
try:
    new = reorg_demo(sender, txid, addr)
except Exception:
    new = "an error"
states = {one["hash"]: one["status"] for one in sender("getchaintips")}
assert new != "an error", "[reorg-fails] reorg_demo raised an error for a payment that is confirmed."
assert isinstance(new, list), "[not-a-list] Return the list of the new blocks' hashes."
assert states.get(old[-1]) != "invalid", (
    "[still-invalid] The old branch is still marked as invalid. Take the verdict back with reconsiderblock."
)
assert sender("getblockheader", old[-1])["confirmations"] == -1, (
    "[old-branch] The old branch won again, or was never left. With as many blocks as before, the branch that came first stays: yours must be longer."
)
assert sender("getblockheader", old[0])["confirmations"] == -1, (
    "[wrong-block] The block that holds the payment is still in the chain. Invalidate that block, not the newest one."
)
assert txid in sender("getrawmempool"), (
    "[mined-again] The payment was mined again. Use generateblock with an empty list, not generatetoaddress."
)
assert sender("getblockcount") == tip + 1, (
    "[wrong-length] The new branch must be exactly one block longer than the old one, however deep the payment lies."
)
right = [sender("getblockhash", tip + 1 - back) for back in range(depth, -1, -1)]
assert new == right, "[not-hashes] Return the hashes of all new blocks, oldest first, each a text."
paid = [sender("getblock", one, 2)["tx"][0]["vout"][0]["scriptPubKey"]["address"] for one in right]
assert set(paid) == {addr}, "[other-address] The new blocks' rewards must go to addr."
swept = sender("generatetoaddress", 1, home)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 8 · Do all coins add up?

The *UTXO set* holds every unspent output. Its sum should be all subsidies from block 1 to the tip, less what is provably lost. (The reward of block 0 is not in the set.) Fees change nothing: the payer loses them, the miner gets them.

An output is provably unspendable when its script begins with the byte `6a`, OP_RETURN, whatever follows. Nodes never put it into the set.

`gettxoutsetinfo` gives the sum as `total_amount`, in BTC. `getblock` (hash, `2`) shows a block with its transactions.
"""

# %% hunar={"grading": "skip"}
# Predict first: how many outputs has the first transaction of a block, and which one holds coins?
ask = wallet("lab")
newest = ask("getblock", ask("getbestblockhash"), 2)
for output in newest["tx"][0]["vout"]:
    print(
        output["value"],
        "BTC, script",
        output["scriptPubKey"]["hex"][:16],
        "…",
        output["scriptPubKey"]["type"],
    )


# %% nbgrader={"grade_id": "supply", "solution": true} hunar={"exercise": "supply", "title": "utxo_total and supply"}
def utxo_total(ask) -> int:
    """The sum of all unspent outputs, as the node counts it, in satoshi.

    Example: utxo_total(ask) == 500000000000 after 100 blocks that each pay 50 BTC.
    """
    ### BEGIN SOLUTION
    return to_sat(ask("gettxoutsetinfo")["total_amount"])
    ### END SOLUTION


def supply(ask, interval: int) -> int:
    """What the sum should be: subsidies of block 1 to the tip, less provably unspendable outputs; satoshi.

    Asks only getblockcount, getblockhash(height) and getblock(hash, 2).
    interval: blocks between two halvings.
    Example: supply(ask, 150) == 500000000000 after 100 blocks where nobody lost a coin.
    """
    ### BEGIN SOLUTION
    total = 0
    for height in range(1, ask("getblockcount") + 1):
        total += subsidy(height, interval)
        for tx in ask("getblock", ask("getblockhash", height), 2)["tx"]:
            for output in tx["vout"]:
                if output["scriptPubKey"]["hex"].startswith("6a"):
                    total -= to_sat(output["value"])
    return total
    ### END SOLUTION


# %% nbgrader={"grade_id": "supply-check", "grade": true, "points": 4} hunar={"exercise": "supply", "title": "utxo_total and supply: check"}
methods = []


def paper_chain(method, *params):
    """A chain made of paper: three blocks of 50 BTC, and 2 BTC are lost in the second."""
    methods.append(method)
    if method == "getblockcount":
        return 3
    if method == "gettxoutsetinfo":
        return {"height": 3, "total_amount": Decimal("148.00000000")}
    if method == "getblockhash":
        return f"{params[0]:064x}"
    if method != "getblock":
        raise RpcError(-32601, method, "This paper chain knows getblockcount, getblockhash and getblock")
    kept = {"hex": "51", "asm": "1", "type": "nonstandard"}
    gone = {"hex": "6a0161", "asm": "OP_RETURN 97", "type": "nulldata"}
    reward = {"value": Decimal("50.00000000"), "scriptPubKey": kept}
    lost = {"value": Decimal("2.00000000"), "scriptPubKey": gone}
    return {"tx": [{"vout": [reward]}, *([{"vout": [lost]}] if int(params[0], 16) == 2 else [])]}


got = utxo_total(paper_chain)
check.is_whole_number(got, name="utxo_total(ask)")
assert got == 14_800_000_000, "[wrong-total] total_amount is in BTC; return satoshi: 148 BTC here."
methods.clear()
got = supply(paper_chain, 150)
assert "gettxoutsetinfo" not in methods, (
    "[asked-the-node] supply asked the node for the sum. An audit counts for itself, or it proves nothing."
)
check.is_whole_number(got, name="supply(ask, 150)")
assert got != 20_000_000_000 - 200_000_000, "[genesis] The reward of block 0 is not in the set: begin at 1."
assert got != 15_000_000_000, "[burn-ignored] 2 BTC are lost behind 6a in block 2. Take them off."
assert got == 14_800_000_000, "[wrong-supply] Three subsidies of 50 BTC less 2 BTC are 148 BTC."
print("utxo_total and supply look right here. Do they agree on your own chain?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

You have `to_sat` and `subsidy` already. Look at every output of every transaction, from block 1 on.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`for height = 1 … tip: add subsidy(height, interval); for each output of each tx in the block: if its script hex begins with "6a": take off to_sat(value)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

بلاک 1 سے سرے تک ہر انعام جمع کریں۔ جس آؤٹ پٹ کا سکرپٹ 6a سے شروع ہو، اس کی رقم گھٹائیں۔ فیس نہ جوڑیں۔
</details>
"""

# %% nbgrader={"grade_id": "supply-hidden", "grade": true, "points": 6} hunar={"exercise": "supply", "title": "utxo_total and supply: a chain with losses"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant

draw = variant.rng("b1-node")
coin = 100_000_000
rewards_sat = [0, *((50 * coin) >> (height // 4) for height in range(1, 11))]
fees_sat = [0, *(int(fee) for fee in draw.integers(1000, 90_000, size=10))]
burnt = {(3, "6a026869"): int(draw.integers(1, coin)), (6, "6a"): int(draw.integers(1, coin))}
burnt[(7, "6aff00ff")] = int(draw.integers(1, coin))
burnt[(0, "6a00")] = 77
lost_sat = sum(sat for (height, _), sat in burnt.items() if height)
expected = sum(rewards_sat) - lost_sat


asked = []


def drawn_chain(method, *params):
    """Ten blocks with fees, three losses, and scripts that hold 6a somewhere else."""
    asked.append(method)
    if method == "getblockcount":
        return 10
    if method == "gettxoutsetinfo":
        return {"height": 10, "total_amount": Decimal(expected).scaleb(-8)}
    if method == "getblockhash" and 0 <= params[0] <= 10:
        return f"{params[0] + 500:064x}"
    if method == "getblock" and len(params) == 2 and params[1] == 2:
        height = int(params[0], 16) - 500
        paid = (rewards_sat[height] or 50 * coin) + fees_sat[height]
        outputs = [
            (paid, "00146a6a" + "00" * 18, "witness_v0_keyhash"),
            (0, "6a24aa21a9ed" + "00" * 32, "nulldata"),
        ]
        more = [
            (sat, script, "nulldata" if script == "6a026869" else "nonstandard")
            for (at, script), sat in burnt.items()
            if at == height
        ]
        ordinary = [(12_345, "76a9146a" + "00" * 19 + "88ac", "pubkeyhash"), (5, "51", "nonstandard")]
        shown = [
            [
                {
                    "value": Decimal(sat).scaleb(-8),
                    "scriptPubKey": {
                        "hex": script,
                        "asm": "OP_RETURN" if script[:2] == "6a" else "0",
                        "type": kind,
                    },
                }
                for sat, script, kind in outs
            ]
            for outs in (outputs, ordinary + more)
        ]
        return {"height": height, "tx": [{"vout": outs} for outs in shown]}
    raise RpcError(-32601, method, "This chain answers getblockcount, getblockhash and getblock(hash, 2)")


def asked_of(function, *arguments):
    try:
        return function(*arguments)
    except Exception:
        return None


got = asked_of(utxo_total, drawn_chain)
assert got is not None, "[wrong-total] utxo_total raised an error or gave None. Ask gettxoutsetinfo."
assert isinstance(got, int) and not isinstance(got, bool), "[not-whole] utxo_total: return whole satoshi."
assert got == expected, "[wrong-total] utxo_total must give total_amount of gettxoutsetinfo, in satoshi."
asked.clear()
got = asked_of(supply, drawn_chain, 4)
assert "gettxoutsetinfo" not in asked, (
    "[asked-the-node] supply asked the node for the sum. An audit counts for itself, or it proves nothing."
)
assert got is not None, (
    "[only-three] supply raised an error or gave None. Ask only getblockcount, getblockhash and getblock(hash, 2)."
)
assert isinstance(got, int) and not isinstance(got, bool), "[not-whole] supply: return whole satoshi."
assert got not in (expected + 50 * coin, expected + 50 * coin - 77), (
    "[genesis] The reward of block 0 was counted. It cannot be spent and is not in the set: begin at block 1."
)
assert got != expected - rewards_sat[10], (
    "[tip-missing] The newest block was left out. range stops before its end."
)
assert got != expected + lost_sat, "[burn-ignored] Outputs behind OP_RETURN are lost. Take them off."
fees = sum(fees_sat)
assert got not in (expected + fees, expected + fees + lost_sat), (
    "[fees-added] Fees are no new coins: their payer lost what the miner got. Count subsidies, not what the first transaction pays."
)
assert got != expected + burnt[(6, "6a")] + burnt[(7, "6aff00ff")], (
    "[nulldata-only] Also a script of type nonstandard is lost when its first byte is 6a. Look at the bytes, not at the type."
)
assert got == expected or got > expected, (
    "[6a-inside] Coins that can be spent were taken off. Only a script that begins with 6a is provably lost."
)
assert got != sum((50 * coin) for _ in range(10)) - lost_sat, (
    "[interval-ignored] Use the interval that is given."
)
assert got == expected, (
    "[wrong-supply] Add subsidies of block 1 to the tip, take off outputs whose script begins with 6a."
)

auditor = wallet("tests")
auditor("generatetoaddress", 2, auditor("getnewaddress"))
real = node.start().call("gettxoutsetinfo")["total_amount"] * coin
assert asked_of(utxo_total, auditor) == real, (
    "[wrong-total] On a real chain utxo_total differs from the node's sum."
)
assert asked_of(supply, auditor, 150) == real, (
    "[wrong-supply] On a real chain supply differs from the node's sum."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
Audit your own chain. Then lose half a coin for good, and audit again.
"""

# %% hunar={"grading": "skip"}
ask = wallet("lab")
print("node:", utxo_total(ask), "sat - you:", supply(ask, 150), "sat")
source = next(one for one in ask("listunspent") if one["amount"] > 1)
outputs = [{"data": "62796520"}, {ask("getnewaddress"): source["amount"] - Decimal("0.50001")}]
raw = ask("createrawtransaction", [{"txid": source["txid"], "vout": source["vout"]}], outputs)
place = raw.index("066a0462796520")  # the script's length, then 6a; the 8 bytes before it are the amount
burning = raw[: place - 16] + (50_000_000).to_bytes(8, "little").hex() + raw[place:]
ask("sendrawtransaction", ask("signrawtransactionwithwallet", burning)["hex"], 0, 1)
ask("generatetoaddress", 1, ask("getnewaddress"))
print("node:", utxo_total(ask), "sat - you:", supply(ask, 150), "sat, one block and one loss later")

# %% [markdown]
r"""
### The class network

On the platform your class shares one chain. At home there is none.
"""

# %% hunar={"grading": "skip"}
try:
    network = labs.node.classroom("mining")
    print(
        "Our class is at block",
        network.getblockcount(),
        "- my balance:",
        network.getbalance(),
        "BTC (regtest)",
    )
    print("network.faucet() gives you coins; pay a classmate with pay(network.call, address, 50_000, 2).")
except labs.node.NodeError as error:
    print("No class network:", error)

# %% [markdown]
r"""
## Where this model is wrong

- On regtest blocks are free. On the main network an attacker must do more work than all honest miners do meanwhile. `invalidateblock` commands only your own node.
- Our payment came back. A thief would spend the same coin in his branch, and the first payment could not return.
- On the main network `supply` gives too much. Some miners claimed less than they might; two early rewards were overwritten by identical transactions (BIP 30); scripts above 10,000 bytes are lost too.
- Our node keeps an index of all transactions; many nodes do not.
"""

# %% [markdown]
r"""
## Reflection ★

The website said "confirmed", as if it were yes or no. Why is "confirmed" not binary? Write 120–200 words in English, Urdu or Roman Urdu.

| An instructor looks for | points |
|---|---|
| **Claim:** one clear sentence: what is a confirmation? | 2 |
| **Evidence:** a test of yours, with its date and numbers | 3 |
| **Limits of the model:** what regtest does not show | 3 |
| **Consequence:** who should wait how long, and who pays for waiting | 2 |
"""

# %% [markdown] nbgrader={"grade_id": "reflection", "solution": true, "grade": true, "points": 10} hunar={"exercise": "reflection", "title": "Reflection"}
r"""
A confirmation is a count of blocks that would have to be replaced, so it measures the cost of undoing a payment and is never a final yes. (2)

My test of 14 March 2026: a payment with 3 confirmations fell to 0 when `reorg_demo` built four empty blocks beside the three old ones. The node showed −1 for the old block, and the payment was back in the mempool. Nothing about the payment itself had changed. (3)

On regtest those four blocks cost nothing. On the main network each needs the work of the whole network for about ten minutes, so every further block makes the attack dearer and less likely to succeed. My node also obeyed one command; real reorganisations come from miners. And I did not test a second payment that spends the same coin. (3)

Nadia can hand over a cup of tea at zero confirmations, but for six pumps she should wait for several blocks, perhaps an hour. The waiting customer pays with time. If she does not wait, she carries the risk alone; the customer does not. (2)
"""

# %% [markdown]
r"""
## Stretch (not graded)

1. Steal from yourself: spend the same coin again in the new branch. How many confirmations has the first payment then?
2. Ask for ten block hashes in one request: a JSON list of questions.
3. Read a transaction with the library bitcoinlib, and compare:
"""

# %% hunar={"grading": "skip"}
from labs.node import bitcoinlib

ask = wallet("lab")
txid = ask("getblock", ask("getbestblockhash"))["tx"][-1]
theirs = bitcoinlib.service(node.rpc).gettransaction(txid)
print("bitcoinlib:", theirs.txid, [output.value for output in theirs.outputs])
print("the node  :", txid, [to_sat(out["value"]) for out in ask("getrawtransaction", txid, True)["vout"]])

# %% [markdown]
r"""
## Glossary · فرہنگ

<table lang="ur" dir="rtl">
<tr><th>اصطلاح</th><th>مطلب</th></tr>
<tr><td><span lang="en" dir="ltr">node</span> · نوڈ</td><td>وہ پروگرام جو ساری چین خود جانچتا ہے</td></tr>
<tr><td><span lang="en" dir="ltr">subsidy</span></td><td>نئے بلاک کے ساتھ بننے والے نئے سکے</td></tr>
<tr><td><span lang="en" dir="ltr">mature</span></td><td>پختہ: انعام جو خرچ ہو سکتا ہے</td></tr>
<tr><td><span lang="en" dir="ltr">mempool</span> · میم پول</td><td>منتظر ادائیگیوں کی جگہ</td></tr>
<tr><td><span lang="en" dir="ltr">confirmation</span></td><td>ادائیگی والا بلاک اور اس کے اوپر کے بلاکوں کی گنتی</td></tr>
<tr><td><span lang="en" dir="ltr">reorganisation</span></td><td>چین کی ایک شاخ کا دوسری لمبی شاخ سے بدلنا</td></tr>
<tr><td><span lang="en" dir="ltr">UTXO set</span></td><td>تمام غیر خرچ شدہ آؤٹ پٹ</td></tr>
</table>
"""

# %% [markdown]
r"""
## Sources

- JSON-RPC 2.0 Specification, JSON-RPC Working Group, 4 January 2013 (grade A)
- Bitcoin Core 29.0, April 2025 (A): `doc/JSON-RPC-interface.md`, `src/consensus/consensus.h` (100 blocks), `src/wallet/wallet.cpp` (depth 101), `src/validation.cpp` (subsidy)
- P. Wuille, BIP 30, *Duplicate transactions*, 22 February 2012 (A)
"""
