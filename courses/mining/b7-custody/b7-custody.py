# %% [markdown]
r"""
# B7 · Custody: multisig, timelocks and PSBT

**Minutes:** 90 · **Prerequisites:** A5 (transactions), B1 (a node)

**After this you can:**

- *plan* who can still sign after keys are lost
- *create* a multisig descriptor that holds no secret
- *carry* a PSBT from its creator to the mempool
- *audit* a PSBT against a policy, and *find* six attacks
- *evaluate* relative and absolute timelocks
"""

# %% [markdown]
r"""
## Story

This case is invented. A welfare board in Multan keeps its reserve in bitcoin. One officer held the only key. When he retired, nobody could find his paper for eleven days. When it was found, nobody could prove that there was no copy.

The auditor asks for three things. No single person may move the money. The loss of one key may not lock it for ever. And every payment must be checked before anybody signs.

So Amina (finance), Bilal (audit) and Daud (administration) get a signing device each, and two of three must sign. You build the procedure on your own regtest node. Its coins are worth nothing.
"""

# %%
# Run this cell first.
import hashlib
from collections.abc import Callable
from functools import cache
from itertools import combinations

import labs.node
from labs import check
from labs.bitcoin.descriptor_checksum import add_checksum
from labs.bitcoin.hd import ExtendedKey
from labs.node import sat

node = labs.node.regtest(wallet=False, options=["-txindex"])  # your private chain; it starts when asked


def rpc(method: str, *params):
    """What your node answers: rpc("getblockcount"). Raises labs.node.RpcError when it refuses."""
    return node.start().call(method, *params)


class Device:
    """A signing device. Its private key is for regtest, made from the holder's name: fine for a lab only."""

    def __init__(self, holder: str) -> None:
        master = ExtendedKey.from_seed(hashlib.sha256(holder.encode()).digest())
        account = master.derive("m/48h/1h/0h/2h")
        origin = f"[{master.fingerprint.hex()}/48h/1h/0h/2h]"
        self.public = f"{origin}{account.neuter().to_string()}/0/*"
        self._private = f"{origin}{account.to_string()}/0/*"

    def sign(self, psbt: str, sighash: str = "ALL", last: int = 15) -> str:
        """The PSBT with this device's signatures, for the keys 0 to last. It signs whatever it is shown."""
        keys = [{"desc": f"wpkh({self._private})", "range": [0, last]}]
        return rpc("descriptorprocesspsbt", psbt, keys, sighash, True, False)["psbt"]


def vault_of(m: int, devices: list[Device]) -> str:
    """A vault's descriptor: m of these devices must sign."""
    return add_checksum(f"wsh(sortedmulti({m},{','.join(device.public for device in devices)}))")


@cache  # the answer never changes, so the node is asked only once
def address(vault: str, number: int) -> str:
    """The vault's address with this number."""
    return rpc("deriveaddresses", vault, [number, number])[0]


def deposit(vault: str, *numbers: int) -> list[dict]:
    """A coin for each of these addresses, as {"txid": ..., "vout": ...}: it mines a block to each."""
    blocks = [rpc("generatetoaddress", 1, address(vault, number))[0] for number in numbers]
    return [{"txid": rpc("getblock", block)["tx"][0], "vout": 0} for block in blocks]


def ripen(coin: dict) -> None:
    """Mine until this coin, a block reward, may be spent."""
    missing = 100 - rpc("gettxout", coin["txid"], coin["vout"])["confirmations"]
    if missing > 0:
        rpc("generatetodescriptor", missing, "raw(51)")


def propose(
    vault: str, coins: list[dict], payments: dict[str, int], rest_to: str, fee_sat: int = 10_000, *claims: str
) -> str:
    """A PSBT that spends these coins of the vault: payments in sat by address, and the rest to rest_to.

    The updater fills in what it knows of the vault, and of further descriptors in claims.
    """
    rest = -fee_sat - sum(payments.values())
    rest += sum(sat(rpc("gettxout", coin["txid"], coin["vout"])["value"]) for coin in coins)
    outputs = [
        {to: f"{amount // 10**8}.{amount % 10**8:08d}"} for to, amount in [*payments.items(), (rest_to, rest)]
    ]
    known = [{"desc": descriptor, "range": 15} for descriptor in (vault, *claims)]
    return rpc("utxoupdatepsbt", rpc("createpsbt", coins, outputs), known)


# %% [markdown]
r"""
## 1 · Who can still sign?

An *m-of-n* rule asks for m signatures by m different keys, out of n. With 2-of-3, one stolen key moves nothing, and one lost key locks nothing.

A recovery plan lists which groups of exactly m keys can act after losses. If the list is empty, the money is locked for ever.
"""

# %%
# Predict: how many pairs are there among four holders?
for pair in combinations(["North", "South", "East", "West"], 2):
    print(pair)


# %% nbgrader={"grade_id": "recovery-plan", "solution": true} hunar={"exercise": "recovery-plan", "title": "recovery_plan"}
def recovery_plan(m: int, keys: list[str], lost: list[str]) -> list[tuple[str, ...]]:
    """Every group of m keys that can still sign; [] if the funds are locked.

    keys: names of the n keys. lost: names, in any order; a loss may be reported twice.
    Each group is a tuple of m names in the order of keys; the groups may come in any order.
    keys and lost stay as they are.
    Example: recovery_plan(2, ["Amina", "Bilal", "Daud"], ["Bilal"]) == [("Amina", "Daud")].
    """
    ### BEGIN SOLUTION
    return list(combinations([key for key in keys if key not in lost], m))
    ### END SOLUTION


# %% nbgrader={"grade_id": "recovery-plan-check", "grade": true, "points": 2} hunar={"exercise": "recovery-plan", "title": "recovery_plan: check"}
board = ["Amina", "Bilal", "Daud"]
got = recovery_plan(2, board, ["Bilal"])
assert isinstance(got, list), "[not-a-list] Return a list of groups, not True, a number or an iterator."
assert len(got) != 2, "[order-matters] Amina with Daud is the same group as Daud with Amina. Count it once."
assert [tuple(group) for group in got] == [("Amina", "Daud")], (
    "[wrong-plan] Without Bilal, only Amina and Daud together can sign."
)
assert recovery_plan(2, board, ["Bilal", "Amina"]) == [], (
    "[too-few-signers] One key is not enough for 2-of-3."
)
print("recovery_plan looks right here.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

First find the keys that remain. Then take all groups of m of them.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`remaining = keys that are not in lost; return list(combinations(remaining, m))`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے وہ چابیاں الگ کریں جو گم نہیں ہوئیں، پھر ان میں سے m چابیوں کے سب گروہ بنائیں۔
</details>
"""

# %% nbgrader={"grade_id": "recovery-plan-hidden", "grade": true, "points": 3} hunar={"exercise": "recovery-plan", "title": "recovery_plan: other boards"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
seven = ["Kiran", "Hira", "Nida", "Javed", "Iqbal", "Moin", "Lubna"]
cases = (
    (2, seven[:3], []),
    (3, seven[:5], ["Kiran", "Hira"]),
    (3, seven[:5], ["Hira", "Kiran", "Hira"]),
    (3, seven[:5], ["Iqbal", "Hira", "Kiran"]),
    (4, seven, ["Nida", "Iqbal"]),
    (1, seven[:2], ["Iqbal"]),
    (2, seven[:2], []),
)
for m, keys, lost in cases:
    mine, theirs = list(keys), list(lost)
    got = recovery_plan(m, mine, theirs)
    assert isinstance(got, list), "[not-a-list] Return a list of groups, also when it is empty."
    got = [tuple(group) for group in got]
    assert not any(set(group) & set(lost) for group in got), "[lost-signs] A lost key cannot sign."
    assert all(len(set(group)) >= m for group in got), (
        "[too-few-signers] A group has fewer than m different keys."
    )
    assert all(len(group) == m for group in got), (
        "[too-many] A group has more than m keys. Exactly m must sign."
    )
    assert len({frozenset(group) for group in got}) == len(got), (
        "[order-matters] The same group stands there twice, in another order."
    )
    remaining = [key for key in keys if key not in lost]
    right = list(combinations(remaining, m))
    assert len(set(lost)) == len(lost) or len(got) == len(right), (
        "[lost-twice] A loss that was reported twice was counted twice. The key is lost once."
    )
    assert sorted(got) == sorted(right), (
        "[wrong-plan] A group is missing, or the names are not in the order of keys."
    )
    assert mine == list(keys) and theirs == list(lost), (
        "[changes-input] keys or lost was changed. The next question needs them as they were."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 2 · A vault without a secret

A *descriptor* is a text from which a wallet derives its addresses:

`wsh(sortedmulti(2,KEY,KEY,KEY))#checksum`

`wsh` pays to the hash of a script. `sortedmulti` sorts the public keys, so every holder gets the same addresses. With `multi`, another order of keys is another vault.

A KEY here is a `tpub`: it derives addresses and cannot sign. A `tprv` is private; whoever reads it can sign. It never belongs into a shared text. The same key twice is no second signer.

`getdescriptorinfo` checks a descriptor. It answers `descriptor` (the public form with its checksum) and `hasprivatekeys`.
"""

# %% hunar={"grading": "skip"}
# Predict: does this descriptor hold a secret?
amina, bilal, daud = (Device(name) for name in ("Amina", "Bilal", "Daud"))
print(amina.public)
answer = rpc("getdescriptorinfo", f"wpkh({amina.public})")
print("checksum:", answer["checksum"], "- private keys:", answer["hasprivatekeys"])


# %% nbgrader={"grade_id": "multisig-descriptor", "solution": true} hunar={"exercise": "multisig-descriptor", "title": "multisig_descriptor"}
def multisig_descriptor(rpc: Callable, m: int, keys: list[str]) -> str:
    """The public descriptor wsh(sortedmulti(...)) of an m-of-n vault, with its checksum.

    rpc(method, *params) asks a node. keys: key expressions as a Device shows them.
    Raises ValueError for a private key, for the same text twice, and unless 1 <= m <= n.
    Example: for Amina, Bilal and Daud, 2 of 3, the result ends with "#hutx958y".
    """
    ### BEGIN SOLUTION
    if not 1 <= m <= len(keys) or len(set(keys)) != len(keys):
        raise ValueError("m keys of n different ones")
    info = rpc("getdescriptorinfo", f"wsh(sortedmulti({m},{','.join(keys)}))")
    if info["hasprivatekeys"]:
        raise ValueError("a private key")
    return info["descriptor"]
    ### END SOLUTION


# %% nbgrader={"grade_id": "multisig-descriptor-check", "grade": true, "points": 4} hunar={"exercise": "multisig-descriptor", "title": "multisig_descriptor: check"}
three = [Device(name).public for name in ("Amina", "Bilal", "Daud")]
got = multisig_descriptor(rpc, 2, three)
check.is_text(got, name="multisig_descriptor(rpc, 2, three)", hint="Return one entry of the node's answer.")
assert "#" in got, "[no-checksum] The checksum is missing: # and eight letters. The node gives it."
assert not got.startswith("wsh(multi("), (
    "[not-sorted] With multi, the order of the keys changes the addresses. Use sortedmulti."
)
assert not got.startswith("wsh(sortedmulti(3,"), "[m-and-n] First comes m = 2, how many must sign; not n."
assert got.startswith("wsh(sortedmulti(2,"), "[wrong-form] Write wsh(sortedmulti(2,KEY,KEY,KEY))."
try:
    derived = rpc("deriveaddresses", got, [0, 0])
except labs.node.RpcError:
    derived = None
assert derived is not None, (
    "[wrong-checksum] The node does not accept this text. Return its own `descriptor`."
)
other_order = vault_of(2, [Device(name) for name in ("Daud", "Amina", "Bilal")])
assert derived == rpc("deriveaddresses", other_order, [0, 0]), (
    "[wrong-vault] The vault must hold exactly the three given keys."
)
print("multisig_descriptor looks right here. What about private keys?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Build the text without a checksum, and let the node look at it. It tells you whether there is a private key inside.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`check m and duplicates; info = rpc("getdescriptorinfo", "wsh(sortedmulti(m,keys joined by commas))"); if info has private keys: ValueError; return info["descriptor"]`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

متن بنا کر نوڈ سے getdescriptorinfo پوچھیں۔ اگر اس میں نجی چابی ہو تو ValueError دیں، ورنہ نوڈ کا دیا ہوا descriptor لوٹائیں۔
</details>
"""


# %% nbgrader={"grade_id": "multisig-descriptor-hidden", "grade": true, "points": 6} hunar={"exercise": "multisig-descriptor", "title": "multisig_descriptor: order and secrets"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from labs import variant

tag = str(int(variant.rng("b7-custody").integers(10**9)))
team = [Device(f"{name} {tag}") for name in ("Rabia", "Saad", "Tariq", "Uzma")]
right = vault_of(3, team)
for order in ((0, 1, 2, 3), (2, 0, 3, 1)):
    got = multisig_descriptor(rpc, 3, [team[place].public for place in order])
    assert isinstance(got, str), "[not-text] Return the descriptor as text, not the node's whole answer."
    assert got[-9:-8] == "#", "[no-checksum] The checksum is missing: # and eight letters at the end."
    assert not got.startswith("wsh(multi("), (
        "[not-sorted] With multi, the order of the keys changes the addresses. Use sortedmulti."
    )
    assert not got.startswith("wsh(sortedmulti(4,"), "[m-and-n] First comes m, how many must sign; not n."
    assert got.startswith("wsh(sortedmulti(3,"), (
        "[wrong-form] Write wsh(sortedmulti(m,KEY,...)), with m as given."
    )
    try:
        derived = rpc("deriveaddresses", got, [0, 2])
    except labs.node.RpcError:
        derived = None
    assert derived is not None, (
        "[wrong-checksum] The node does not accept the text. Take its own `descriptor`."
    )
    assert derived == rpc("deriveaddresses", right, [0, 2]), (
        "[wrong-vault] The addresses are not those of a vault with the given keys."
    )
leaky = [team[0].public, team[1]._private, team[2].public]
try:
    got = multisig_descriptor(rpc, 2, list(leaky))
except ValueError:
    got = ""
except Exception:
    got = None
assert got is not None, "[wrong-error] A private key must be refused by ValueError, not by another error."
assert "tprv" not in got, (
    "[leaks-private] A private key stands in the descriptor. Refuse it: raise ValueError."
)
assert got == "", (
    "[hides-private] A private key was given and only left out of the text. Raise ValueError: it is no secret any more."
)
assert check.refuses(multisig_descriptor, rpc, 2, [team[0].public, team[1].public, team[0].public]), (
    "[key-twice] The same key stands there twice: one holder would sign alone. Raise ValueError."
)
for m in (0, 5, -1):
    assert check.refuses(multisig_descriptor, rpc, m, [device.public for device in team]), (
        "[bad-threshold] m must be at least 1 and at most n. Raise ValueError."
    )
### END HIDDEN TESTS

# %% [markdown]
r"""
## 3 · Whose turn is it?

A *PSBT* (partially signed transaction, BIP 174) travels from hand to hand:

1. the *creator* chooses inputs and outputs,
2. the *updater* adds the spent coins, scripts and key origins,
3. *signers* add signatures,
4. the *finalizer* builds the witnesses,
5. the *extractor* takes out the transaction and sends it.

`analyzepsbt` says for each input, and for the whole, which role acts next. The whole waits for its slowest input: one signature too few anywhere, and a signer must act.
"""

# %% hunar={"grading": "skip"}
# Predict: which fields does an input have after the update, and before anybody signed?
vault = vault_of(2, [amina, bilal, daud])
coins = deposit(vault, 0, 1)
psbt = propose(vault, coins, {address(vault, 9): 60_000_000}, address(vault, 10))
for number, found in enumerate(rpc("decodepsbt", psbt)["inputs"]):
    print("input", number, "has", ", ".join(found))


# %% nbgrader={"grade_id": "psbt-roles", "solution": true} hunar={"exercise": "psbt-roles", "title": "psbt_roles"}
def psbt_roles(rpc: Callable, psbt: str) -> str:
    """The role that acts next: "updater", "signer", "finalizer" or "extractor".

    rpc(method, *params) asks a node. psbt: base64 text.
    Example: psbt_roles(rpc, psbt) == "signer" for the PSBT in the cell above.
    """
    ### BEGIN SOLUTION
    return rpc("analyzepsbt", psbt)["next"]
    ### END SOLUTION


# %% nbgrader={"grade_id": "psbt-roles-check", "grade": true, "points": 2} hunar={"exercise": "psbt-roles", "title": "psbt_roles: check"}
holders = [Device(name) for name in ("Amina", "Bilal", "Daud")]
shared = vault_of(2, holders)
purse = deposit(shared, 0, 1)
order = propose(shared, purse[:2], {address(shared, 9): 60_000_000}, address(shared, 10))
got = psbt_roles(rpc, order)
check.is_text(got, name="psbt_roles(rpc, order)", hint="Return one entry of the node's answer.")
assert got == "signer", "[wrong-role] Everything is filled in, nobody has signed: a signer acts next."
assert psbt_roles(rpc, holders[0].sign(order)) == "signer", (
    "[one-is-enough] One of two signatures is there. Another signer acts next."
)
print("psbt_roles looks right here.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

The node has looked at every input already. Print the whole answer of `analyzepsbt` and find the word.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`answer = rpc("analyzepsbt", psbt); return the "next" of the whole answer, not of its first input`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

analyzepsbt کا پورا جواب چھاپ کر دیکھیں۔ پوری PSBT کا next لیں، صرف پہلی ان پٹ کا نہیں۔
</details>
"""

# %% nbgrader={"grade_id": "psbt-roles-hidden", "grade": true, "points": 3} hunar={"exercise": "psbt-roles", "title": "psbt_roles: every state"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
tag = str(int(variant.rng("b7-custody").integers(10**9)))
rabia, saad, tariq, mallory = (Device(f"{name} {tag}") for name in ("Rabia", "Saad", "Tariq", "Mallory"))
safe = vault_of(2, [rabia, saad, tariq])
chest = deposit(safe, 0, 1, 2, 3, 4, 5)
bare = rpc("createpsbt", chest[:2], [{address(safe, 9): "99.9999"}])
full = propose(safe, chest[:2], {}, address(safe, 9))
by_one = tariq.sign(full)
uneven = saad.sign(by_one, last=0)
by_two = saad.sign(by_one)
assert isinstance(psbt_roles(rpc, full), str), "[not-text] Return the name of one role."
assert psbt_roles(rpc, bare) == "updater", (
    "[no-update] The coins and scripts are not filled in yet: the updater acts next."
)
assert psbt_roles(rpc, full) == "signer", "[wrong-role] Filled in, but not signed: a signer acts next."
assert psbt_roles(rpc, by_one) == "signer", "[one-is-enough] One of two signatures is not enough."
assert psbt_roles(rpc, uneven) == "signer", (
    "[first-input-only] The first input has all its signatures, another one has not. Look at all inputs."
)
assert psbt_roles(rpc, by_two) == "finalizer", (
    "[not-final] All signatures are there, but nobody has built the witnesses: the finalizer acts next."
)
assert psbt_roles(rpc, rpc("finalizepsbt", by_two, False)["psbt"]) == "extractor", (
    "[not-extracted] The PSBT is final: the extractor acts next."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 4 · Bring the signatures together

Amina and Bilal sign copies of the same PSBT, each at home. The *combiner* merges them. All copies must describe the same transaction: `decodepsbt` shows its id under `tx`. A copy with another id is a mistake or an attack, and somebody must be told. `joinpsbts` is something else: it makes one larger transaction.
"""

# %% hunar={"grading": "skip"}
# Predict: do signatures change the id of the unsigned transaction?
for copy in (psbt, amina.sign(psbt), bilal.sign(psbt)):
    print(rpc("decodepsbt", copy)["tx"]["txid"][:16], "- length of the text:", len(copy))


# %% nbgrader={"grade_id": "combine", "solution": true} hunar={"exercise": "combine", "title": "combine"}
def combine(rpc: Callable, psbts: list[str]) -> str:
    """One PSBT with the signatures of all of them.

    rpc(method, *params) asks a node. psbts: one or more base64 texts.
    Raises ValueError unless all describe the same transaction, and for an empty list.
    Example: combine(rpc, [psbt]) describes the same transaction as psbt.
    """
    ### BEGIN SOLUTION
    if len({rpc("decodepsbt", psbt)["tx"]["txid"] for psbt in psbts}) != 1:
        raise ValueError("not one transaction")
    return rpc("combinepsbt", psbts)
    ### END SOLUTION


# %% nbgrader={"grade_id": "combine-check", "grade": true, "points": 4} hunar={"exercise": "combine", "title": "combine: check"}
copies = [holder.sign(order) for holder in holders[:2]]
try:
    got = combine(rpc, copies)
except Exception:
    got = ""
assert got != "", (
    "[joined] The copies were refused. Use combinepsbt; joinpsbts is for different transactions."
)
check.is_text(got, name="combine(rpc, copies)", hint="Return the combined PSBT, not decoded.")
together = rpc("decodepsbt", got)
assert [len(found.get("partial_signatures", {})) for found in together["inputs"]] == [2, 2], (
    "[lost-signature] Each input must carry both signatures."
)
print("combine looks right here. And when one copy describes another transaction?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Decode every copy and collect the ids in a set. How many elements may the set have?
</details>

<details><summary>Hint 2: pseudo-code</summary>

`ids = set of decodepsbt(p)["tx"]["txid"]; if not exactly one: ValueError; return rpc("combinepsbt", psbts)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

ہر نقل کی txid نکالیں۔ اگر سب ایک نہ ہوں تو ValueError، ورنہ combinepsbt۔
</details>
"""


# %% nbgrader={"grade_id": "combine-hidden", "grade": true, "points": 6} hunar={"exercise": "combine", "title": "combine: other transactions"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
plain = propose(safe, chest[:2], {address(safe, 9): 70_000_000}, address(safe, 10))
plain_id = rpc("decodepsbt", plain)["tx"]["txid"]
changed = propose(safe, chest[:2], {address(safe, 9): 70_000_001}, address(safe, 10))
one_by_one = [device.sign(plain) for device in (rabia, saad, tariq)]
for copies, expected in (
    ([one_by_one[2], one_by_one[0]], [2, 2]),
    ([plain, one_by_one[1]], [1, 1]),
    (one_by_one, [3, 3]),
    ([one_by_one[0]], [1, 1]),
):
    try:
        got = combine(rpc, list(copies))
    except Exception:
        got = ""
    assert got != "", "[joined] Copies of one transaction were refused. Use combinepsbt, not joinpsbts."
    assert isinstance(got, str), "[not-text] Return the combined PSBT as base64 text."
    decoded = rpc("decodepsbt", got)
    assert decoded["tx"]["txid"] == plain_id, "[mixed] The result describes another transaction."
    carried = [len(found.get("partial_signatures", {})) for found in decoded["inputs"]]
    assert carried == expected, "[lost-signature] A signature is missing. Combine all copies."
for odd in (
    [one_by_one[0], saad.sign(changed)],
    [saad.sign(changed), one_by_one[0], one_by_one[1]],
    [plain, changed],
):
    try:
        got = combine(rpc, odd)
    except ValueError:
        got = None
    except Exception:
        got = "another error"
    assert got != "another error", (
        "[wrong-error] The node's error came out. Compare the ids first, and raise ValueError."
    )
    assert got is None, (
        "[mixed] One copy describes another transaction, and it was accepted or left out in silence. Raise ValueError."
    )
assert check.refuses(combine, rpc, []), "[empty] There is nothing to combine. Raise ValueError."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 5 · Finalize and send

`finalizepsbt` builds the witnesses. It answers `complete`, and `hex` only if all signatures are there. Do not count signatures yourself: two inputs signed by one holder also carry two signatures.

Ask the node with `testmempoolaccept([hex])` before you send: the answer is a list with `allowed` and perhaps `reject-reason`. Nothing has happened until `sendrawtransaction(hex)`; it returns the txid.
"""

# %% hunar={"grading": "skip"}
# Predict: is one signature on each of two inputs complete?
half = rpc("finalizepsbt", amina.sign(psbt))
print("complete:", half["complete"], "- answered:", ", ".join(half))


# %% nbgrader={"grade_id": "finalize-and-send", "solution": true} hunar={"exercise": "finalize-and-send", "title": "finalize_and_send"}
def finalize_and_send(rpc: Callable, psbt: str) -> str:
    """Finalize the PSBT, test and send the transaction; returns its txid (64 hexadecimal digits).

    rpc(method, *params) asks a node. psbt: base64 text, with the signatures.
    Raises ValueError if signatures are missing, or if the mempool would not accept it; then nothing is sent.
    Example: after two of three have signed, the txid stands in rpc("getrawmempool").
    """
    ### BEGIN SOLUTION
    done = rpc("finalizepsbt", psbt)
    if not done["complete"]:
        raise ValueError("signatures are missing")
    verdict = rpc("testmempoolaccept", [done["hex"]])[0]
    if not verdict["allowed"]:
        raise ValueError(verdict["reject-reason"])
    return rpc("sendrawtransaction", done["hex"])
    ### END SOLUTION


# %% nbgrader={"grade_id": "finalize-and-send-check", "grade": true, "points": 4} hunar={"exercise": "finalize-and-send", "title": "finalize_and_send: check"}
fresh = deposit(shared, 2, 3)
ripen(fresh[1])
ready = holders[1].sign(holders[0].sign(propose(shared, fresh[:1], {}, address(shared, 9))))
got = finalize_and_send(rpc, ready)
check.is_text(got, name="finalize_and_send(rpc, ready)", hint="Return the txid.")
assert len(got) == 64, "[not-a-txid] Return the txid, which sendrawtransaction answers; not hex or PSBT."
assert got in rpc("getrawmempool"), "[not-sent] The transaction is not in the mempool. Did you send it?"
unready = holders[0].sign(propose(shared, fresh[1:], {}, address(shared, 9)))
assert check.refuses(finalize_and_send, rpc, unready), (
    "[incomplete] One of two signatures is there. Look at `complete`, and raise ValueError."
)
print("finalize_and_send looks right here. And when the coin is already spent?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Three questions to the node, in this order: is it complete, would you accept it, please send it. After each of the first two you may have to stop.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`done = finalizepsbt; if not complete: ValueError; verdict = testmempoolaccept([hex])[0]; if not allowed: ValueError; return sendrawtransaction(hex)`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے complete دیکھیں، پھر testmempoolaccept سے پوچھیں، اور صرف تب sendrawtransaction کریں۔
</details>
"""


# %% nbgrader={"grade_id": "finalize-and-send-hidden", "grade": true, "points": 6} hunar={"exercise": "finalize-and-send", "title": "finalize_and_send: missing signatures, spent coins"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
def outcome(psbt: str) -> object:
    """What finalize_and_send answers; "refused" for ValueError, None for another error."""
    try:
        return finalize_and_send(rpc, psbt)
    except ValueError:
        return "refused"
    except Exception:
        return None


ripen(chest[5])
alone = rabia.sign(propose(safe, chest[:2], {}, address(safe, 9)))
twice = rpc("combinepsbt", [alone, rabia.sign(alone)])
for psbt in (alone, twice):
    before = set(rpc("getrawmempool"))
    got = outcome(psbt)
    assert got is not None, (
        "[other-error] Signatures are missing, and another error came out. Raise ValueError."
    )
    assert set(rpc("getrawmempool")) == before and got == "refused", (
        "[one-key] One holder signed two inputs. That is one key, not two signers: raise ValueError."
    )
rival = saad.sign(rabia.sign(propose(safe, chest[1:3], {}, address(safe, 11), 5_000)))
spend = propose(safe, chest[:2], {address(safe, 9): 60_000_000}, address(safe, 10))
signed = tariq.sign(rabia.sign(spend))
right = rpc("decodepsbt", spend)["tx"]["txid"]
got = outcome(signed)
assert isinstance(got, str) and got != "refused", "[refuses-good] A complete, good transaction was not sent."
assert right in rpc("getrawmempool"), "[not-sent] The transaction is not in the mempool. Send it."
assert got == right, "[not-a-txid] Return the txid that sendrawtransaction answers."
before = set(rpc("getrawmempool"))
got = outcome(rival)
assert got is not None, (
    "[untested] The node refused to send, and its error came out. Ask testmempoolaccept first, and raise ValueError."
)
assert got == "refused" and set(rpc("getrawmempool")) == before, (
    "[untested] A coin was already spent in the mempool. Look at `allowed`, and raise ValueError."
)
everybody = saad.sign(tariq.sign(rabia.sign(propose(safe, chest[3:4], {}, address(safe, 12)))))
got = outcome(everybody)
assert got in rpc("getrawmempool"), "[refuses-good] Three signatures are more than enough for 2-of-3."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 6 · Audit before you sign

A device signs what it is shown. Six attacks, six warnings:

| warning | when |
|---|---|
| `"unknown destination"` | an output is in neither `whitelist` nor `own`, and claims nothing |
| `"false change"` | the same, but it claims to be ours by `bip32_derivs` |
| `"amount unproven"` | an input lacks `non_witness_utxo`, the previous transaction |
| `"fee too high"` | the fee, from proven amounts, is above the cap |
| `"wrong sighash"` | an input's `sighash` is not ALL, or a signature does not end in byte `01` |
| `"over day limit"` | today's payments, and all outputs here that are not ours, exceed the limit |

Anybody can write claims and amounts. Only the previous transaction, whose id `decodepsbt` checks, proves an amount (CVE-2020-14199).
"""

# %% hunar={"grading": "skip"}
# Predict: which of these addresses belongs to the vault?
stranger = vault_of(1, [amina, bilal, Device("Mallory")])
for to, name in ((address(vault, 3), "ours"), (address(stranger, 3), "a stranger's, with two of our keys")):
    shown = rpc("decodepsbt", propose(vault, coins[:1], {}, to, 10_000, stranger))
    print(name, "- claims to be ours:", "bip32_derivs" in shown["outputs"][0])


# %% nbgrader={"grade_id": "audit-psbt", "solution": true} hunar={"exercise": "audit-psbt", "title": "audit_psbt"}
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    """The warnings of the table that apply, each once, in any order; [] if all is well.

    decoded: what decodepsbt answers. tx["vin"][i] belongs to inputs[i], tx["vout"][i] to outputs[i].
    An output's address: tx["vout"][i]["scriptPubKey"]["address"]; data outputs have none.
    Amounts are Decimal in BTC; sat(amount) makes satoshi. An input's partial_signatures (hexadecimal, by
    key) and sighash may be missing: nobody has signed, or no type was asked for.
    policy: whitelist and own (lists of addresses), max_fee_sat, day_limit_sat, spent_today_sat.
    An unproven amount gives no fee, so "fee too high" is judged only if all inputs are proven.
    Example: an output to nobody we know gives ["unknown destination"].
    """
    ### BEGIN SOLUTION
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output, claims in zip(tx["vout"], decoded["outputs"], strict=True):
        to = output["scriptPubKey"].get("address")
        if to in policy["own"]:
            continue
        paid += sat(output["value"])
        if to not in policy["whitelist"]:
            warnings.add("false change" if "bip32_derivs" in claims else "unknown destination")
    if policy["spent_today_sat"] + paid > policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = -sum(sat(output["value"]) for output in tx["vout"])
    for source, found in zip(tx["vin"], decoded["inputs"], strict=True):
        if "non_witness_utxo" in found:
            fee += sat(found["non_witness_utxo"]["vout"][source["vout"]]["value"])
        else:
            warnings.add("amount unproven")
        endings = {signature[-2:] for signature in found.get("partial_signatures", {}).values()}
        if found.get("sighash", "ALL") != "ALL" or endings - {"01"}:
            warnings.add("wrong sighash")
    if "amount unproven" not in warnings and fee > policy["max_fee_sat"]:
        warnings.add("fee too high")
    return sorted(warnings)
    ### END SOLUTION


# %% nbgrader={"grade_id": "audit-psbt-check", "grade": true, "points": 6} hunar={"exercise": "audit-psbt", "title": "audit_psbt: check"}
kitchen = address(vault_of(1, [Device("a relief kitchen")]), 0)
policy = {
    "whitelist": [kitchen],
    "own": rpc("deriveaddresses", shared, [0, 15]),
    "max_fee_sat": 20_000,
    "day_limit_sat": 9_000_000,
    "spent_today_sat": 2_000_000,
}
honest = rpc("decodepsbt", propose(shared, purse[:1], {kitchen: 5_000_000}, address(shared, 4)))
got = audit_psbt(honest, policy)
assert isinstance(got, list), "[not-a-list] Return a list of warnings, [] if there is none."
assert "over day limit" not in got, (
    "[change-counted] 0.05 BTC are paid. The rest goes to our address 4 and is no payment."
)
assert got == [], (
    "[false-alarm] 0.05 BTC to the kitchen, change to our address 4, a fee of 10,000 sat: no warning."
)
elsewhere = address(vault_of(1, [Device("Mallory")]), 0)
diverted = rpc("decodepsbt", propose(shared, purse[:1], {elsewhere: 5_000_000}, address(shared, 4)))
assert audit_psbt(diverted, policy) == ["unknown destination"], (
    "[destination] The 0.05 BTC go to an address that is neither on the whitelist nor ours."
)
print("audit_psbt looks right here. Five more attacks wait in the hidden tests.")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Walk through the outputs once and through the inputs once. Never ask the PSBT whether something is ours, and do not use `fee` or `witness_utxo`: an attacker wrote them.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`for each output: if address in own: skip; paid += value; if not on the whitelist: claims it bip32_derivs? → false change, else unknown destination. For each input: proven amount or "amount unproven"; sighash field and last two digits of each signature. Then limit and fee.`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

PSBT کے دعوے پر بھروسا نہ کریں۔ پتہ own کی فہرست سے ملائیں اور رقم صرف non_witness_utxo سے لیں۔
</details>
"""


# %% nbgrader={"grade_id": "audit-psbt-hidden", "grade": true, "points": 9} hunar={"exercise": "audit-psbt", "title": "audit_psbt: six attacks"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
from copy import deepcopy

school = address(vault_of(1, [Device(f"a school {tag}")]), 0)
clinic = address(vault_of(1, [Device(f"a clinic {tag}")]), 0)
thief = vault_of(1, [mallory])
ours = rpc("deriveaddresses", safe, [0, 15])
rules = {
    "whitelist": [school, clinic],
    "own": ours,
    "max_fee_sat": 10_000,
    "day_limit_sat": 25 * 10**8,
    "spent_today_sat": 3 * 10**8,
}
hoard = deposit(safe, 6, 7)


@cache
def opened(psbt: str) -> dict:
    return rpc("decodepsbt", psbt)


def told(psbt: str, **changes: int) -> object:
    """The warnings for a PSBT, sorted; None where the answer is no list of texts."""
    return judged(opened(psbt), **changes)


def judged(decoded: dict, **changes: int) -> object:
    got = audit_psbt(deepcopy(decoded), deepcopy(rules | changes))
    return sorted(got) if isinstance(got, list) and all(isinstance(one, str) for one in got) else None


BTC = 100_000_000
paid = {school: 12 * BTC, clinic: 10 * BTC}
good = propose(safe, hoard, paid, ours[14])
ripen(chest[4])
parent = propose(safe, chest[4:5], {school: 40 * BTC}, ours[13])
sent_hex = rpc("finalizepsbt", saad.sign(rabia.sign(parent)))["hex"]
second_output = {"txid": rpc("sendrawtransaction", sent_hex), "vout": 1}
assert told(good) is not None, "[not-a-list] Return a list of texts, [] if there is no warning."
assert told(good, day_limit_sat=30 * BTC) != ["over day limit"], (
    "[change-counted] Our change was counted as a payment. It comes back."
)
assert told(good) != ["over day limit"], "[limit-border] Exactly the day limit is allowed."
assert told(good) != ["fee too high"], "[fee-border] A fee of exactly the cap is allowed."
assert told(rabia.sign(good)) == [] and told(good) == [], "[false-alarm] An honest PSBT got a warning."
assert told(propose(safe, [second_output], {school: 5 * BTC}, ours[15])) == [], (
    "[wrong-output] The spent coin is not output 0 of the previous transaction. Its number stands in tx, vin."
)
got = told(propose(safe, hoard, {address(thief, 0): 12 * BTC, clinic: 10 * BTC}, ours[14]))
assert got == ["unknown destination"], (
    "[destination] A payment goes to an address that nobody knows, and no warning says so."
)
stranger_desc = vault_of(1, [rabia, saad, mallory])
claimed = propose(safe, hoard, paid, address(stranger_desc, 2), 10_000, stranger_desc)
got = told(claimed, day_limit_sat=200 * BTC)
assert got != [], (
    "[trusts-change] The PSBT claims that an output is change, and it was believed. Only addresses in own are ours."
)
assert got == ["false change"], "[trusts-change] An output claims to be ours and is not: false change."
assert told(claimed) == ["false change", "over day limit"], (
    "[change-free] False change is a payment to a stranger. It counts for the day limit."
)
assert told(propose(safe, hoard, paid, ours[14], 10_001)) == ["fee too high"], (
    "[fee] The fee is one satoshi above the cap. Add what the inputs bring, take off what the outputs get."
)
lying = rpc("decodepsbt", propose(safe, hoard, paid, ours[14], 28 * BTC))
too_much = lying["fee"] - opened(good)["fee"]
del lying["inputs"][1]["non_witness_utxo"]
lying["inputs"][1]["witness_utxo"]["amount"] -= too_much
lying["fee"] -= too_much
got = judged(lying)
assert got != [], (
    "[trusts-amount] A false amount was believed, and 28 BTC go to the miner. Without the previous transaction an amount is unproven."
)
assert got == ["amount unproven"], (
    "[trusts-amount] One input lacks the previous transaction: amount unproven, and no fee can be computed."
)
assert told(rabia.sign(good, "NONE")) == ["wrong sighash"], (
    "[sighash] An input asks for NONE: its signature leaves the outputs open to everybody."
)
assert told(rabia.sign(good, "ALL|ANYONECANPAY")) == ["wrong sighash"], (
    "[sighash] Only ALL is allowed. ALL|ANYONECANPAY is another type."
)
open_ended = rpc("decodepsbt", rabia.sign(good, "SINGLE"))
disguised = rpc("decodepsbt", tariq.sign(rabia.sign(good)))
disguised["inputs"][1] = {key: value for key, value in open_ended["inputs"][1].items() if key != "sighash"}
assert judged(disguised) == ["wrong sighash"], (
    "[signature-byte] The field is missing, but a signature ends in another byte than 01. Look at every signature of every input."
)
assert told(good, spent_today_sat=3 * BTC + 1) == ["over day limit"], (
    "[day-limit] What was spent today and what is paid now exceed the limit by one satoshi."
)
rest = opened(good)["tx"]["vout"][2]["value"] + 10
data = rpc("createpsbt", hoard, [{school: "12"}, {ours[14]: str(rest)}, {"data": "6869"}])
try:
    got = told(rpc("utxoupdatepsbt", data, [{"desc": safe, "range": 15}]))
except Exception:
    got = None
assert got == ["unknown destination"], (
    "[no-address] A data output has no address: an unknown destination. Use .get to ask for the address."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
## 7 · How old is the coin?

Timelocks give a second way: "after a year, one key is enough". A *relative* lock (BIP 68) stands in the input's 32-bit `sequence` and asks for the age of the coin:

- bit 31 set: no lock at all;
- the lowest 16 bits are the value;
- bit 22 set: the value counts units of 512 seconds; else it counts blocks.

The other bits mean nothing. `OP_CHECKSEQUENCEVERIFY` makes a script ask for such a sequence; then bit 31 in the input makes the spend fail.
"""

# %%
# Predict: which of these numbers has bit 22 set?
for sequence in (144, 1 << 22 | 169, 1 << 31 | 144):
    print(f"{sequence:032b}", "- lowest 16 bits:", sequence & 0xFFFF)


# %% nbgrader={"grade_id": "csv-ok", "solution": true} hunar={"exercise": "csv-ok", "title": "csv_ok"}
def csv_ok(sequence: int, age_blocks: int, age_s: int) -> bool:
    """True when the relative lock of an input (transaction version 2) is over.

    sequence: 0 <= sequence < 2**32. age_blocks: height of the block that would spend, less the coin's
    height. age_s: the coin's age in seconds, by median time past. An age equal to the lock is enough.
    Example: csv_ok(144, 144, 0) is True; csv_ok(144, 143, 10**6) is False.
    """
    ### BEGIN SOLUTION
    if sequence >> 31 & 1:
        return True
    value = sequence & 0xFFFF
    return age_s >= 512 * value if sequence >> 22 & 1 else age_blocks >= value
    ### END SOLUTION


# %% nbgrader={"grade_id": "csv-ok-check", "grade": true, "points": 4} hunar={"exercise": "csv-ok", "title": "csv_ok: check"}
assert isinstance(csv_ok(144, 143, 0), bool), "[not-a-bool] Return True or False."
assert csv_ok(144, 143, 10**6) is False, "[too-early] 144 blocks are asked for, the coin is 143 old: False."
assert csv_ok(144, 144, 0) is True, "[border] An age equal to the lock is enough: True."
assert csv_ok(1 << 22 | 2, 10**6, 1023) is False, (
    "[type-bit] Bit 22 is set: 2 units of 512 seconds are asked for, so 1,023 seconds are too few."
)
print("csv_ok looks right here. What does bit 31 do?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

`sequence >> k & 1` is bit k. Ask about bit 31 first.
</details>

<details><summary>Hint 2: pseudo-code</summary>

`if bit 31: True; value = sequence & 0xffff; if bit 22: age_s >= 512 * value; else: age_blocks >= value`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے بِٹ 31 دیکھیں، پھر بِٹ 22۔ قدر صرف نچلے 16 بِٹ میں ہے۔
</details>
"""

# %% nbgrader={"grade_id": "csv-ok-hidden", "grade": true, "points": 6} hunar={"exercise": "csv-ok", "title": "csv_ok: every bit"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
assert isinstance(csv_ok(5, 9, 9), bool), "[not-a-bool] Return True or False."
for sequence in (1 << 31, 1 << 31 | 500, 1 << 31 | 1 << 22 | 500, 0xFFFFFFFF, 0xFFFFFFFE):
    assert csv_ok(sequence, 0, 0) is True, "[disable-bit] Bit 31 is set: there is no relative lock."
time_lock = 1 << 22
assert csv_ok(time_lock | 10, 10, 0) is False and csv_ok(time_lock | 10, 0, 10**6) is True, (
    "[type-bit] With bit 22, the age in seconds counts, not the age in blocks."
)
assert csv_ok(10, 9, 10**9) is False and csv_ok(10, 11, 0) is True, (
    "[type-bit] Without bit 22, the age in blocks counts, not the age in seconds."
)
assert csv_ok(500, 500, 0) is True, "[border] An age equal to the lock is enough."
assert csv_ok(time_lock | 10, 0, 5119) is False and csv_ok(time_lock | 10, 0, 5121) is True, (
    "[units] One unit is 512 seconds."
)
assert csv_ok(time_lock | 3, 0, 1536) is True, "[border] An age equal to the lock is enough."
for extra in (1 << 16, 1 << 20, 1 << 30, 1 << 23 | 1 << 29):
    assert csv_ok(extra | 7, 7, 0) is True and csv_ok(extra | time_lock | 7, 0, 3584) is True, (
        "[mask] Only the lowest 16 bits are the value. The other bits mean nothing."
    )
    assert csv_ok(extra | 7, 6, 10**6) is False and csv_ok(extra | time_lock | 7, 10**6, 3583) is False, (
        "[too-early] A lock that is not over was called over. Only bit 31 switches it off."
    )
assert csv_ok(65_535, 65_535, 0) is True and csv_ok(65_535, 65_534, 0) is False, (
    "[mask] All of the lowest 16 bits belong to the value."
)
assert csv_ok(0, 0, 0) is True, "[border] A lock of 0 is always over."
### END HIDDEN TESTS

# %% [markdown]
r"""
## 8 · Not before this day

An *absolute* lock names a height or a time. The script (`OP_CHECKLOCKTIMEVERIFY`, BIP 65) demands that the transaction's locktime is of the same kind and at least as late. Consensus then holds the transaction back:

- a locktime below 500,000,000 is a height: it must be *less than* the height of the block;
- from 500,000,000 on it is a Unix time: it must be less than the *median time past* of the block before;
- a sequence of `0xffffffff` could switch locktime off, so with it the script fails.
"""

# %%
# Predict: is 1,800,000,000 a height or a time?
print(
    "500,000,000 blocks are about", 500_000_000 // 52_560, "years; 500,000,000 seconds lead from 1970 to 1985"
)


# %% nbgrader={"grade_id": "cltv-ok", "solution": true} hunar={"exercise": "cltv-ok", "title": "cltv_ok"}
def cltv_ok(locktime: int, height: int, sequence: int, mtp: int) -> bool:
    """May the block at this height spend a coin that is locked until `locktime`?

    The transaction's own locktime is the same number. sequence: of the input, 0 <= sequence < 2**32.
    mtp: median time past of the block before, in seconds since 1970.
    Example: cltv_ok(800, 801, 0, 0) is True; cltv_ok(800, 800, 0, 0) is False.
    """
    ### BEGIN SOLUTION
    if sequence == 0xFFFFFFFF:
        return False
    return locktime < (height if locktime < 500_000_000 else mtp)
    ### END SOLUTION


# %% nbgrader={"grade_id": "cltv-ok-check", "grade": true, "points": 4} hunar={"exercise": "cltv-ok", "title": "cltv_ok: check"}
assert isinstance(cltv_ok(800, 801, 0, 0), bool), "[not-a-bool] Return True or False."
assert cltv_ok(800, 801, 0, 0) is True, "[refuses-good] Block 801 comes after height 800: True."
assert cltv_ok(800, 800, 0, 10**9) is False, "[border] The locktime must be less than the height: False."
assert cltv_ok(800, 900, 0xFFFFFFFF, 0) is False, (
    "[final-sequence] Sequence 0xffffffff could switch locktime off, so the script fails."
)
print("cltv_ok looks right here. Where does a height become a time?")

# %% [markdown]
r"""
<details><summary>Hint 1: the idea</summary>

Three questions: is the sequence final, is locktime a height or a time, and has that moment passed?
</details>

<details><summary>Hint 2: pseudo-code</summary>

`if sequence is 0xffffffff: False; now = height if locktime < 500_000_000 else mtp; return locktime < now`
</details>

<details lang="ur" dir="rtl"><summary>اشارہ</summary>

پہلے sequence دیکھیں: 0xffffffff ہو تو جواب False ہے۔ پچاس کروڑ سے کم عدد بلاک کی اونچائی ہے، ورنہ وقت۔ موازنہ ہمیشہ "سے کم" ہے۔
</details>
"""

# %% nbgrader={"grade_id": "cltv-ok-hidden", "grade": true, "points": 6} hunar={"exercise": "cltv-ok", "title": "cltv_ok: heights and times"}
# Hidden tests run here after you hand in.
### BEGIN HIDDEN TESTS
limit = 500_000_000
assert isinstance(cltv_ok(5, 9, 9, 9), bool), "[not-a-bool] Return True or False."
assert cltv_ok(1_900_000_000, 10**6, 0, 1_800_000_000) is False, (
    "[too-early] A time in the future was called over."
)
assert cltv_ok(900_000, 899_999, 0, 1_800_000_000) is False, (
    "[too-early] A height in the future was called over."
)
for sequence in (0, 5, 0xFFFFFFFD, 0xFFFFFFFE):
    assert cltv_ok(1000, 1001, sequence, 0) is True, (
        "[refuses-good] Only sequence 0xffffffff makes the script fail; every other one is fine."
    )
assert (
    cltv_ok(1000, 5000, 0xFFFFFFFF, 2 * limit) is False and cltv_ok(limit, 1, 0xFFFFFFFF, 2 * limit) is False
), "[final-sequence] Sequence 0xffffffff could switch locktime off, so the script fails."
assert cltv_ok(1000, 1000, 0, 2 * limit) is False and cltv_ok(limit + 9, 10**6, 0, limit + 9) is False, (
    "[border] The locktime must be less than the height or time; equal is too early."
)
assert cltv_ok(limit - 1, limit - 2, 0, 3 * limit) is False and cltv_ok(limit - 1, limit, 0, 0) is True, (
    "[height-or-time] 499,999,999 is still a height."
)
assert cltv_ok(limit, 2 * limit, 0, limit) is False and cltv_ok(limit, 1, 0, limit + 1) is True, (
    "[height-or-time] From 500,000,000 on, locktime is a time."
)
assert cltv_ok(1_700_000_000, 100, 0, 1_800_000_000) is True, (
    "[refuses-good] A time that is over was refused."
)
### END HIDDEN TESTS

# %% [markdown]
r"""
### See it

*In words:* six boxes in a row show one payment of the board: created, updated, signed by Amina, signed by Bilal too, finalized, sent. Arrows lead from box to box. Each box shows how many signatures an input carries, and below it stands whose turn is next, as *your* `psbt_roles` says.
"""

# %% hunar={"grading": "skip"}
import matplotlib.pyplot as plt

ripen(coins[1])
updated = propose(vault, coins, {}, address(vault, 9))
paid_to = [{address(vault, 9): rpc("decodepsbt", updated)["tx"]["vout"][0]["value"]}]
created = rpc("createpsbt", coins, paid_to)
first = amina.sign(updated)
second = combine(rpc, [first, bilal.sign(updated)])
final = rpc("finalizepsbt", second, False)["psbt"]
states = {"created": created, "updated": updated, "+ Amina": first, "+ Bilal": second, "finalized": final}
turns = [psbt_roles(rpc, state) for state in states.values()]
counts = [
    max(len(found.get("partial_signatures", {})) for found in rpc("decodepsbt", state)["inputs"])
    for state in states.values()
]
sent = finalize_and_send(rpc, second)

figure, board_plot = plt.subplots(figsize=(9, 2.3))
shown = [
    *(f"{count} of 2\nsignatures" for count in counts[:4]),
    "witnesses\nare built",
    f"in the mempool\n{sent[:6]}…",
]
for place, (title, inside) in enumerate(zip([*states, "sent"], shown, strict=True)):
    colour = "#b7d7e8" if place < 4 else "#f5deb3" if place == 4 else "#e6e6e6"
    box = {"boxstyle": "round,pad=0.5", "facecolor": colour, "edgecolor": "black"}
    board_plot.text(place, 0.5, inside, ha="center", va="center", fontsize=8, bbox=box)
    board_plot.text(place, 0.85, title, ha="center", fontsize=10, weight="bold")
    board_plot.text(place, 0.12, f"next: {turns[place]}" if place < 5 else "done", ha="center", fontsize=9)
    if place:
        arrow = {"arrowstyle": "->", "color": "black"}
        board_plot.annotate("", xy=(place - 0.4, 0.5), xytext=(place - 0.6, 0.5), arrowprops=arrow)
board_plot.set(xlim=(-0.6, 5.6), ylim=(0.02, 1.02), title="One payment, from hand to hand")
board_plot.axis("off")
figure.tight_layout()

# %% [markdown]
r"""
## Where this model is wrong

- Our devices share one computer and sign blindly. Real ones keep the key in a chip, stay offline and show the payment on a screen of their own.
- Keys made from names are no keys. Real ones need real randomness and a written, tested backup of every key *and* of the descriptor.
- The audit reads one PSBT. It does not see two payments that are prepared at the same hour.
- P2WSH shows its 2-of-3 rule to everybody when it spends. Taproot can hide it.
"""

# %% [markdown]
r"""
## Reflection ★

A province wants to keep a small reserve in bitcoin. Design its *key ceremony*: who takes which role, where no person may act alone, and what is published. Write 120–200 words in English, Urdu or Roman Urdu.

| An instructor looks for | points |
|---|---|
| **Claim:** one clear rule for roles and dual control | 2 |
| **Evidence:** a test of this lab or a standard, with its date | 3 |
| **Limits of the model:** what a ceremony cannot prevent | 3 |
| **Consequence:** who gains, who loses, what the public can check | 2 |
"""

# %% [markdown] nbgrader={"grade_id": "reflection", "solution": true, "grade": true, "points": 10} hunar={"exercise": "reflection", "title": "Reflection"}
r"""
No person may both hold a key and propose a payment, and no two keys may lie in one building or answer to one superior. (2)

I would use 3-of-5: finance, audit, courts, an opposition member and a university. NIST SP 800-57 (May 2020) calls it split knowledge when no single person can rebuild a key. My test of today shows why the audit comes before the signature: `audit_psbt` found a change output that carried two of our own key origins and still belonged to a stranger. (3)

A ceremony does not stop three holders who agree, or a government that orders them. It cannot prove that nobody copied a key on the first day. Our lab made the keys on one computer, which a real ceremony must never do. (3)

The public gains if the descriptor's addresses, the minutes and a monthly signed balance are published: everybody can then check the amount on the chain. Honest holders gain protection against pressure. The officer who used to decide alone loses. Published addresses also cost privacy, because suppliers can be seen. (2)
"""

# %% [markdown]
r"""
## Stretch (not graded)

1. Give your vault a second way: `wsh(or_d(multi(2,A,B,C),and_v(v:pk(D),older(144))))`. When does D alone succeed on your node?
2. Write `audit_psbt` for a batch of ten payments, and compare the time of two auditors who see five each.
"""

# %% [markdown]
r"""
## Glossary · فرہنگ

<table lang="ur" dir="rtl">
<tr><th>اصطلاح</th><th>مطلب</th></tr>
<tr><td><span lang="en" dir="ltr">multisig</span></td><td>ایسا قفل جسے کھولنے کے لیے کئی دستخط چاہییں</td></tr>
<tr><td><span lang="en" dir="ltr">descriptor</span></td><td>وہ متن جس سے والٹ کے سب پتے نکلتے ہیں</td></tr>
<tr><td><span lang="en" dir="ltr">PSBT</span></td><td>ادھوری دستخط شدہ ٹرانزیکشن</td></tr>
<tr><td><span lang="en" dir="ltr">sighash</span></td><td>طے کرتا ہے کہ دستخط ٹرانزیکشن کے کن حصوں کو باندھے</td></tr>
<tr><td><span lang="en" dir="ltr">timelock</span></td><td>وقت یا بلاک تک بند تالا</td></tr>
<tr><td><span lang="en" dir="ltr">whitelist</span></td><td>منظور شدہ پتوں کی فہرست</td></tr>
<tr><td><span lang="en" dir="ltr">custody</span> · امانت</td><td>دوسروں کے سکوں کی حفاظت</td></tr>
</table>
"""

# %% [markdown]
r"""
## Sources

- BIP 174 (PSBT), July 2017; BIP 67 (sorted keys), February 2015; BIP 380 and 383 (descriptors), June 2021; BIP 48 (multisig paths), December 2020 (grade A)
- BIP 65 (absolute lock), October 2014; BIP 68 and 112 (relative lock), May and August 2015; BIP 113 (median time past), August 2015 (A)
- CVE-2020-14199, false input amounts, June 2020 (A); BIP 174 on signers and previous transactions (A)
- Bitcoin Core 29.0, `doc/psbt.md` and `doc/multisig-tutorial.md`, April 2025 (A)
- NIST SP 800-57 part 1, revision 5, May 2020 (A)
"""
