"""B5's reference answers agree with the node: its mempool, its replacements, its wallet and its templates."""

from __future__ import annotations

import copy
import itertools
import math
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import labs.node
from labs.node import RpcError, sat

pytestmark = pytest.mark.slow

TEXT = Path(__file__).resolve().parents[2] / "courses/mining/b5-fees/b5-fees.py"
COIN = 100_000_000
TRIES = 9
SMALL_BLOCKS = "-blockmaxweight=12000"
Rpc = Callable[..., Any]
Pool = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def b5(lab: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    return lab("mining/b5-fees")


@pytest.fixture(scope="module")
def two_wallets() -> Iterator[tuple[Rpc, Rpc]]:
    """A node with small blocks: the payer, who has coins, and the payee, who has none at first."""
    with labs.node.regtest(options=[SMALL_BLOCKS], wallet="payer") as client:
        client.createwallet("payee")
        client.mine(125)
        yield client.wallet("payer").call, client.wallet("payee").call


@pytest.fixture
def payer(two_wallets: tuple[Rpc, Rpc]) -> Rpc:
    empty_mempool(two_wallets[0])
    return two_wallets[0]


@pytest.fixture
def payee(two_wallets: tuple[Rpc, Rpc]) -> Rpc:
    return two_wallets[1]


def empty_mempool(rpc: Rpc) -> None:
    while rpc("getrawmempool"):
        rpc("generatetoaddress", 1, rpc("getnewaddress"))


def payment(payer: Rpc, address: str, btc: str = "0.5", feerate: int = 1) -> str:
    """One coin's payment, with a change output first."""
    coin = max(payer("listunspent", 1), key=lambda one: one["amount"])
    fixed = {
        "inputs": [{"txid": coin["txid"], "vout": coin["vout"]}],
        "add_inputs": False,
        "change_position": 0,
    }
    return str(payer("send", [{address: btc}], None, "unset", feerate, fixed)["txid"])


def signed(rpc: Rpc, coins: list[tuple[str, int]], outputs: dict[str, int]) -> str:
    inputs = [{"txid": txid, "vout": number} for txid, number in coins]
    paid = [{address: Decimal(amount).scaleb(-8)} for address, amount in outputs.items()]
    return str(rpc("signrawtransactionwithwallet", rpc("createrawtransaction", inputs, paid))["hex"])


def answer(rpc: Rpc, raw: str) -> dict[str, Any]:
    """The node's word on a transaction that is not sent."""
    told: dict[str, Any] = rpc("testmempoolaccept", [raw])[0]
    return told


def replacement(rpc: Rpc, txid: str, fee: int, more_outputs: int = 0) -> str:
    """The same coins and payees with this fee, out of the change; perhaps with further outputs to oneself."""
    old = rpc("getrawtransaction", txid, True)
    coins = [(coin["txid"], coin["vout"]) for coin in old["vin"]]
    extra = sat(rpc("getmempoolentry", txid)["fees"]["base"]) - fee
    outputs = {}
    for out in old["vout"]:
        address = out["scriptPubKey"]["address"]
        change = extra - 1000 * more_outputs if rpc("getaddressinfo", address)["ismine"] else 0
        outputs[address] = sat(out["value"]) + change
    outputs |= {rpc("getnewaddress"): 1000 for _ in range(more_outputs)}
    return signed(rpc, coins, outputs)


def weight(rpc: Rpc, raw: str) -> int:
    found: int = rpc("decoderawtransaction", raw)["weight"]
    return found


def same_size(rpc: Rpc, *raws: str) -> bool:
    """A signature is now and then a byte shorter; a border of fees holds for one size."""
    return len({weight(rpc, raw) for raw in raws}) == 1


def increment(rpc: Rpc) -> Decimal:
    return Decimal(rpc("getmempoolinfo")["incrementalrelayfee"] * 100_000)


def pool_of(rpc: Rpc) -> Pool:
    """The node's mempool in the form of the lab."""
    return {
        txid: {
            "fee": sat(entry["fees"]["base"]),
            "vsize": entry["vsize"],
            "weight": entry["weight"],
            "parents": entry["depends"],
        }
        for txid, entry in rpc("getrawmempool", True).items()
    }


def test_virtual_size_is_the_nodes(b5: SimpleNamespace, payer: Rpc, payee: Rpc) -> None:
    for count in (1, 2, 3, 4):
        outputs = {payee("getnewaddress"): "0.01" for _ in range(count)}
        txid = payer("send", outputs, None, "unset", 3)["txid"]
        entry = payer("getmempoolentry", txid)
        assert b5.virtual_size(entry["weight"]) == entry["vsize"]
        rate = b5.feerate(sat(entry["fees"]["base"]), entry["vsize"])
        assert abs(rate - 3) < 0.1


def test_the_node_accepts_the_least_replacement_fee_and_not_one_satoshi_less(
    b5: SimpleNamespace, payer: Rpc, payee: Rpc
) -> None:
    for _ in range(TRIES):
        old = payment(payer, payee("getnewaddress"), feerate=3)
        entry = payer("getmempoolentry", old)
        fee, vsize = sat(entry["fees"]["base"]), entry["vsize"]
        least = b5.min_replacement_fee([(fee, vsize)], [], vsize, increment(payer))
        enough, short = (replacement(payer, old, paid) for paid in (least, least - 1))
        if same_size(payer, payer("getrawtransaction", old), enough, short):
            break
    assert answer(payer, enough)["allowed"]
    refused = answer(payer, short)
    assert not refused["allowed"] and refused["reject-reason"] == "insufficient fee"


def test_the_node_counts_the_fees_of_descendants(b5: SimpleNamespace, payer: Rpc, payee: Rpc) -> None:
    for _ in range(TRIES):
        old = payment(payer, payee("getnewaddress"))
        fee = sat(payer("getmempoolentry", old)["fees"]["base"])
        vsize = payer("getmempoolentry", old)["vsize"]
        least = b5.min_replacement_fee([(fee, vsize)], [7_777, 3_333], vsize, increment(payer))
        enough, short = (replacement(payer, old, paid) for paid in (least, least - 1))
        if same_size(payer, payer("getrawtransaction", old), enough, short):
            break
    child = payee(
        "sendrawtransaction", signed(payee, [(old, 1)], {payee("getnewaddress"): COIN // 2 - 7_777})
    )
    payee(
        "sendrawtransaction",
        signed(payee, [(child, 0)], {payee("getnewaddress"): COIN // 2 - 7_777 - 3_333}),
    )
    assert answer(payer, enough)["allowed"]
    assert not answer(payer, short)["allowed"]
    with pytest.raises(RpcError, match="descendants"):
        payer("bumpfee", old, {"fee_rate": 300})


def test_a_newcomer_pays_for_every_conflict(b5: SimpleNamespace, payer: Rpc, payee: Rpc) -> None:
    olds = [payment(payer, payee("getnewaddress"), feerate=rate) for rate in (2, 5)]
    entries = [payer("getmempoolentry", old) for old in olds]
    conflicts = [(sat(entry["fees"]["base"]), entry["vsize"]) for entry in entries]
    spent = [payer("getrawtransaction", old, True) for old in olds]
    coins = [(coin["txid"], coin["vout"]) for tx in spent for coin in tx["vin"]]
    total = sum(sat(out["value"]) for tx in spent for out in tx["vout"]) + sum(fee for fee, _ in conflicts)
    for _ in range(TRIES):
        address = payee("getnewaddress")
        rich = signed(payer, coins, {address: total - 100_000})
        vsize = answer(payer, rich)["vsize"]
        least = b5.min_replacement_fee(conflicts, [], vsize, increment(payer))
        enough, short = (signed(payer, coins, {address: total - fee}) for fee in (least, least - 1))
        if same_size(payer, rich, enough, short):
            break
    assert least == sum(fee for fee, _ in conflicts) + math.ceil(increment(payer) * vsize)
    assert answer(payer, enough)["allowed"]
    assert not answer(payer, short)["allowed"]


def test_the_node_refuses_a_larger_newcomer_with_a_lower_fee_rate(
    b5: SimpleNamespace, payer: Rpc, payee: Rpc
) -> None:
    old = payment(payer, payee("getnewaddress"), feerate=10)
    entry = payer("getmempoolentry", old)
    fee, vsize = sat(entry["fees"]["base"]), entry["vsize"]
    large = answer(payer, replacement(payer, old, 100_000, more_outputs=20))["vsize"]
    both_rules = b5.min_replacement_fee([(fee, vsize)], [], large, increment(payer))
    rule_1 = fee + math.ceil(increment(payer) * large)
    assert both_rules > rule_1 and both_rules > fee * large / vsize
    assert not answer(payer, replacement(payer, old, rule_1, more_outputs=20))["allowed"]
    with_one_percent = both_rules + both_rules // 100  # this node compares by weight, without rounding to vB
    assert answer(payer, replacement(payer, old, with_one_percent, more_outputs=20))["allowed"]


def test_the_increment_is_in_btc_for_a_thousand_virtual_bytes(payer: Rpc) -> None:
    """The text's 1 sat/vB = 0.00001 BTC/kvB."""
    assert Decimal(1).scaleb(-8) * 1000 == Decimal("0.00001")
    assert increment(payer) == Decimal("0.1"), "the example of lesson 2 and the case of lesson 8"


def test_the_childs_fee_is_what_the_nodes_own_wallet_pays(
    b5: SimpleNamespace, payer: Rpc, payee: Rpc
) -> None:
    """Bitcoin Core's wallet lifts unconfirmed ancestors to the rate that it is asked for."""
    for target in (7, 12, 50):
        parent = payment(payer, payee("getnewaddress"))
        fixed = {
            "inputs": [{"txid": parent, "vout": 1}],
            "add_inputs": False,
            "subtract_fee_from_outputs": [0],
            "include_unsafe": True,
        }
        sent = payee("send", [{payee("getnewaddress"): "0.5"}], None, "unset", target, fixed)
        parent_entry, entry = payer("getmempoolentry", parent), payee("getmempoolentry", sent["txid"])
        assert entry["vsize"] in (109, 110), "one input, one output"
        pair = sat(parent_entry["fees"]["base"]), parent_entry["vsize"]
        assert abs(b5.child_fee_needed(pair, 110, target) - sat(entry["fees"]["base"])) <= target
        together = b5.package_feerate(pair, (sat(entry["fees"]["base"]), entry["vsize"]))
        assert abs(together - sat(entry["fees"]["ancestor"]) / entry["ancestorsize"]) < 1e-9


def test_ancestors_and_their_fees_are_those_of_the_node(b5: SimpleNamespace, payer: Rpc, payee: Rpc) -> None:
    """A diamond: one payment, two children of its outputs, and a grandchild of both."""
    first = payment(payer, payer("getnewaddress"), btc="10")
    total = sat(payer("getrawtransaction", first, True)["vout"][0]["value"])
    left = payer("sendrawtransaction", signed(payer, [(first, 0)], {payer("getnewaddress"): total - 900}))
    right = payer(
        "sendrawtransaction", signed(payer, [(first, 1)], {payer("getnewaddress"): 10 * COIN - 200})
    )
    last = payer(
        "sendrawtransaction",
        signed(
            payer, [(left, 0), (right, 0)], {payee("getnewaddress"): total + 10 * COIN - 900 - 200 - 5000}
        ),
    )
    pool = pool_of(payer)
    for txid in (first, left, right, last):
        entry = payer("getmempoolentry", txid)
        assert b5.ancestors(pool, txid) == {txid, *payer("getmempoolancestors", txid)}
        package = sat(entry["fees"]["ancestor"]) / entry["ancestorsize"]
        own = sat(entry["fees"]["base"]) / entry["vsize"]
        assert abs(b5.ancestor_score(pool, txid) - min(own, package)) < 1e-9
    assert b5.ancestor_score(pool, last) < pool[last]["fee"] / pool[last]["vsize"]


def test_the_template_earns_what_the_nodes_own_template_earns(
    b5: SimpleNamespace, payer: Rpc, payee: Rpc
) -> None:
    poor = payment(payer, payee("getnewaddress"))
    payee("sendrawtransaction", signed(payee, [(poor, 1)], {payee("getnewaddress"): COIN // 2 - 6_000}))
    for feerate in (2, 3, 4, 5, 6, 7, 8, 9, 11):
        payer("send", {payer("getnewaddress"): "0.1"}, None, "unset", feerate, {"minconf": 1})
    pool = pool_of(payer)
    node = payer("getblocktemplate", {"rules": ["segwit"]})["transactions"]
    assert len(pool) == 11 > len(node)
    ours = b5.build_template(pool, 12_000)
    assert sum(pool[txid]["weight"] for txid in ours) <= 12_000 - b5.RESERVED_WEIGHT
    assert sum(pool[txid]["fee"] for txid in ours) >= 0.99 * sum(tx["fee"] for tx in node)
    assert poor in ours and poor in [tx["txid"] for tx in node]


def test_a_block_holds_four_million_units_and_the_node_keeps_the_reserve_free(
    b5: SimpleNamespace, payer: Rpc
) -> None:
    payer("generatetoaddress", 1, payer("getnewaddress"))
    for _ in range(9):
        payer("send", {payer("getnewaddress"): "0.1"}, None, "unset", 5, {"minconf": 1})
    weights = {txid: tx["weight"] for txid, tx in pool_of(payer).items()}
    template = payer("getblocktemplate", {"rules": ["segwit"]})
    assert template["weightlimit"] == 4_000_000
    taken = sum(weights.pop(tx["txid"]) for tx in template["transactions"])
    assert taken <= 12_000 - b5.RESERVED_WEIGHT <= taken + min(weights.values())


def test_the_template_is_within_a_percent_of_the_best_block_of_the_diamond(b5: SimpleNamespace) -> None:
    pool: Pool = b5.diamond
    for room in range(400, 1700, 100):
        best = 0
        for count in range(5):
            for chosen in itertools.combinations(pool, count):
                whole = all(set(pool[txid]["parents"]) <= set(chosen) for txid in chosen)
                if whole and sum(pool[txid]["weight"] for txid in chosen) <= room:
                    best = max(best, sum(pool[txid]["fee"] for txid in chosen))
        ours = b5.build_template(pool, room + b5.RESERVED_WEIGHT)
        assert sum(pool[txid]["fee"] for txid in ours) >= 0.99 * best


@pytest.mark.parametrize(("before", "after"), [(1, 9), (3, 3), (5, 40)])
def test_a_bumped_payment_pays_what_the_wallets_bumpfee_would(
    b5: SimpleNamespace, payer: Rpc, payee: Rpc, before: int, after: int
) -> None:
    address = payee("getnewaddress")
    old = payment(payer, address, feerate=before)
    spent = payer("getrawtransaction", old, True)["vin"]
    old_fee, vsize = (
        sat(payer("getmempoolentry", old)["fees"]["base"]),
        payer("getmempoolentry", old)["vsize"],
    )
    new = b5.bump(payer, old, after)
    assert payer("getrawmempool") == [new]
    tx = payer("getrawtransaction", new, True)
    assert [(coin["txid"], coin["vout"]) for coin in tx["vin"]] == [(c["txid"], c["vout"]) for c in spent]
    paid = [sat(out["value"]) for out in tx["vout"] if out["scriptPubKey"]["address"] == address]
    assert paid == [COIN // 2]
    fee = sat(payer("getmempoolentry", new)["fees"]["base"])
    if after > before:
        other = payment(payer, payee("getnewaddress"), feerate=before)
        assert abs(fee - sat(payer("bumpfee", other, {"fee_rate": after})["fee"])) <= after
    else:
        assert fee == old_fee + math.ceil(increment(payer) * vsize)


def test_a_payment_of_two_coins_to_two_payees_is_bumped_whole(
    b5: SimpleNamespace, payer: Rpc, payee: Rpc
) -> None:
    coins = [
        {"txid": one["txid"], "vout": one["vout"]}
        for one in sorted(payer("listunspent", 1), key=lambda one: one["amount"])[-2:]
    ]
    fixed = {"inputs": coins, "add_inputs": False, "change_position": 1}
    shares = {payee("getnewaddress"): COIN // 2, payee("getnewaddress"): COIN // 4}
    outputs = [{address: Decimal(share).scaleb(-8)} for address, share in shares.items()]
    old = payer("send", outputs, None, "unset", 1, fixed)["txid"]
    assert payer("getmempoolentry", old)["vsize"] > 141
    new = b5.bump(payer, old, 6)
    assert payer("getrawmempool") == [new]
    tx = payer("getrawtransaction", new, True)
    assert [{"txid": coin["txid"], "vout": coin["vout"]} for coin in tx["vin"]] == coins
    arrived = {out["scriptPubKey"]["address"]: sat(out["value"]) for out in tx["vout"]}
    assert {address: arrived[address] for address in shares} == shares
    entry = payer("getmempoolentry", new)
    assert 0 <= sat(entry["fees"]["base"]) - 6 * entry["vsize"] <= 6


def test_a_rescued_payment_is_in_the_next_block(b5: SimpleNamespace, payer: Rpc, payee: Rpc) -> None:
    stuck = b5.make_stuck(payer, payee("getnewaddress"), 2_000_000)
    for _ in range(9):
        payer("send", {payer("getnewaddress"): "0.01"}, None, "unset", 6, {"minconf": 1})
    child = b5.rescue(payee, stuck, 12)
    entry = payee("getmempoolentry", child)
    assert entry["depends"] == [stuck]
    assert abs(sat(entry["fees"]["ancestor"]) / entry["ancestorsize"] - 12) < 0.15
    payer("generatetoaddress", 1, payer("getnewaddress"))
    assert payee("gettransaction", stuck)["confirmations"] == 1
    assert payee("gettransaction", child)["confirmations"] == 1


def test_the_answers_on_pinning_are_what_the_node_does(b5: SimpleNamespace, payer: Rpc, payee: Rpc) -> None:
    pinned = payment(payer, payee("getnewaddress"))
    assert payer("getmempoolentry", pinned)["vsize"] in (140, 141)
    parts = payee("deriveaddresses", payee("listunspent", 0)[0]["parent_descs"][0], [3000, 3287])
    each = (COIN // 2 - 9_000) // len(parts)
    outputs = {address: each for address in parts[1:]} | {
        parts[0]: COIN // 2 - 9_000 - each * (len(parts) - 1)
    }
    child = payee("sendrawtransaction", signed(payee, [(pinned, 1)], outputs))
    entry = payee("getmempoolentry", child)
    assert 8_900 < entry["vsize"] < 9_100 and sat(entry["fees"]["base"]) == 9_000
    right = b5.pinning_case()
    assert right["why"] == "sum"
    refused = answer(payer, replacement(payer, pinned, 2_820))
    assert refused["reject-reason"] == "insufficient fee" and "less fees" in refused["reject-details"]
    fee = sat(payer("getmempoolentry", pinned)["fees"]["base"])
    least = fee + 9_000 + 15
    assert right["least"] == f"{b5.min_replacement_fee([(141, 141)], [9_000], 141, Decimal('0.1'))} sat"
    assert answer(payer, replacement(payer, pinned, least))["allowed"]
    assert not answer(payer, replacement(payer, pinned, least - 2))["allowed"]
    assert right["miners"] == "wait"
    for _ in range(8):
        payer("send", {payer("getnewaddress"): "0.01"}, None, "unset", 6, {"minconf": 1})
    assert right["way-out"] == "own-child"
    change = payer("getrawtransaction", pinned, True)["vout"][0]
    small = signed(payer, [(pinned, 0)], {payer("getnewaddress"): sat(change["value"]) - 5_000})
    payer("generatetoaddress", 1, payer("getnewaddress"))
    assert payer("gettransaction", pinned)["confirmations"] == 0, "others pay more for the place"
    for _ in range(8):
        payer("send", {payer("getnewaddress"): "0.01"}, None, "unset", 6, {"minconf": 1})
    payer("sendrawtransaction", small)
    payer("generatetoaddress", 1, payer("getnewaddress"))
    assert payer("gettransaction", pinned)["confirmations"] == 1
    assert child in payer("getrawmempool"), "the trickster's child waits on"
    payer("prioritisetransaction", child, 0, 10 * COIN)  # it is too large for the small blocks here


def test_ranking_and_filling_leave_the_pool_as_it_is(b5: SimpleNamespace) -> None:
    before = copy.deepcopy(b5.diamond)
    for txid in before:
        b5.ancestors(b5.diamond, txid)
        b5.ancestor_score(b5.diamond, txid)
    b5.build_template(b5.diamond, 20_000)
    assert b5.diamond == before


def test_the_plots_payment_is_left_out_before_and_taken_in_after(b5: SimpleNamespace) -> None:
    limit = b5.block_weight + b5.RESERVED_WEIGHT
    pool: Pool = {txid: tx for txid, tx in b5.waiting.items() if txid != "sadia"}
    assert "hamza" not in b5.build_template(pool, limit)
    after = b5.build_template(pool | {"sadia": b5.helped}, limit)
    assert after.index("sadia") == after.index("hamza") + 1


def test_the_example_in_each_docstring_is_true(b5: SimpleNamespace) -> None:
    text = TEXT.read_text(encoding="utf-8")
    assert f"virtual_size(561) == {b5.virtual_size(561)}." in text
    assert f"feerate(705, 141) == {b5.feerate(705, 141)}." in text
    least = b5.min_replacement_fee([(141, 141)], [], 141, Decimal("0.1"))
    assert f'min_replacement_fee([(141, 141)], [], 141, Decimal("0.1")) == {least}.' in text
    assert f"package_feerate((100, 200), (800, 100)) == {b5.package_feerate((100, 200), (800, 100))}." in text
    assert f"child_fee_needed((141, 141), 110, 5) == {b5.child_fee_needed((141, 141), 110, 5)}." in text
    assert b5.ancestors(b5.diamond, "b") == {"a", "b"}
    assert f'ancestor_score(diamond, "b") == {b5.ancestor_score(b5.diamond, "b")}.' in text
    order = b5.build_template(b5.diamond, 9600)
    assert order in (["a", "b", "c", "d"], ["a", "c", "b", "d"])
    form = re.search(r"Example of the form: (\{.*\})\.", text)
    assert form is not None and all(word in text for word in re.findall(r'"([^"]+)"', form[1]))


def test_the_numbers_of_the_text_are_right(b5: SimpleNamespace) -> None:
    assert 141 * 20 == 2_820 and 5 * (141 + 110) == 1_255 and 7 * 900 == 6_300
    assert 5_000 < 7 * 900 and 7 * 140 <= 1_000
    assert 3000 / b5.virtual_size(3412) < 700 / b5.virtual_size(561)
