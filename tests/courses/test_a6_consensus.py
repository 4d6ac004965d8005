"""A6's reference answers agree with the node, the white paper's tables, and exact probabilities."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import labs.node
from labs.bitcoin.blocks import target_of, work_of

SOURCE = Path(__file__).resolve().parents[2] / "courses/blockchain/a6-consensus/a6-consensus.py"
WHITE_PAPER = {
    0.1: {
        0: 1.0,
        1: 0.2045873,
        2: 0.0509779,
        3: 0.0131722,
        4: 0.0034552,
        5: 0.0009137,
        6: 0.0002428,
        7: 0.0000647,
        8: 0.0000173,
        9: 0.0000046,
        10: 0.0000012,
    },
    0.3: {
        0: 1.0,
        5: 0.1773523,
        10: 0.0416605,
        15: 0.0101008,
        20: 0.0024804,
        25: 0.0006132,
        30: 0.0001522,
        35: 0.0000379,
        40: 0.0000095,
        45: 0.0000024,
        50: 0.0000006,
    },
}
"""Nakamoto 2008, section 11: q, then P for each z."""
BELOW_ONE_IN_A_THOUSAND = {0.10: 5, 0.15: 8, 0.20: 11, 0.25: 15, 0.30: 24, 0.35: 41, 0.40: 89, 0.45: 340}
"""The same section: the smallest z with P < 0.1 %."""
ROSENFELD = {(0.1, 1): 0.2, (0.1, 2): 0.056, (0.1, 6): 0.00059}
"""As the curriculum quotes them, rounded."""
BITS = [0x1D00FFFF, 0x1B0404CB, 0x1702349E, 0x207FFFFF, 0x1C0168FD, 0x03123456, 0x01010000, 0x01120000]


@pytest.fixture(scope="module")
def a6(lab: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    return lab("blockchain/a6-consensus")


@pytest.fixture(scope="module")
def rpc() -> Iterator[Any]:
    with labs.node.regtest() as client:
        client.mine(101)
        yield client


def sat(amount: Decimal) -> int:
    return int(amount * 100_000_000)


def as_the_lab_has_it(block: dict[str, Any]) -> dict[str, Any]:
    """A block of the node in the form of the lesson; outputs that nobody can spend come last and are cut."""
    txs = []
    for tx in block["tx"]:
        outputs = [o for o in tx["vout"] if o["scriptPubKey"]["type"] != "nulldata"]
        assert [o["n"] for o in outputs] == list(range(len(outputs)))
        inputs = [(i["txid"], i["vout"]) for i in tx["vin"] if "coinbase" not in i]
        txs.append({"id": tx["txid"], "inputs": inputs, "outputs_sat": [sat(o["value"]) for o in outputs]})
    return {"height": block["height"], "txs": txs}


def same_as_the_node(utxo: dict[tuple[str, int], dict[str, Any]], rpc: Any) -> bool:
    info = rpc.gettxoutsetinfo()
    total_sat = sum(coin["amount_sat"] for coin in utxo.values())
    return bool(len(utxo) == info["txouts"] and total_sat == sat(info["total_amount"]))


@pytest.mark.parametrize("bits", BITS)
def test_block_work_is_the_node_s_for_real_targets(a6: SimpleNamespace, bits: int) -> None:
    assert a6.block_work(target_of(bits)) == work_of(bits)


def test_the_first_block_has_the_work_that_every_node_reports(a6: SimpleNamespace) -> None:
    assert a6.block_work(0xFFFF << 208) == 0x100010001


def test_chainwork_of_the_node_is_the_sum_of_block_work(a6: SimpleNamespace, rpc: Any) -> None:
    header = rpc.getblockheader(rpc.getblockhash(50))
    target = target_of(int(header["bits"], 16))
    assert int(header["chainwork"], 16) == 51 * a6.block_work(target)


def test_blocks_of_the_node_are_connected_and_taken_back_as_it_does(a6: SimpleNamespace, rpc: Any) -> None:
    first = rpc.getblockcount()
    for amount in (1, 2, 3):  # each spends the change of the one before, within one block
        rpc.sendtoaddress(rpc.getnewaddress(), amount)
    rpc.mine(1)
    rpc.sendtoaddress(rpc.getnewaddress(), 7)
    rpc.mine(1)
    utxo: dict[tuple[str, int], dict[str, Any]] = {}
    diaries, states = [], []
    for height in range(1, rpc.getblockcount() + 1):
        block = as_the_lab_has_it(rpc.getblock(rpc.getblockhash(height), 2))
        states.append(dict(utxo))
        diaries.append(a6.connect(utxo, block))
    inside = {outpoint for kind, outpoint, _ in diaries[first] if kind == "made"}
    assert inside & {outpoint for kind, outpoint, _ in diaries[first] if kind == "spent"}
    assert same_as_the_node(utxo, rpc)
    for (txid, number), coin in utxo.items():
        seen = rpc.gettxout(txid, number)
        assert (sat(seen["value"]), seen["coinbase"]) == (coin["amount_sat"], coin["coinbase"])
        assert rpc.getblockcount() - seen["confirmations"] + 1 == coin["height"]
    tip = rpc.getblockhash(first + 1)
    for _ in range(2):
        rpc.invalidateblock(rpc.getbestblockhash())
        a6.disconnect(utxo, diaries.pop())
        assert utxo == states.pop() and same_as_the_node(utxo, rpc)
    rpc.reconsiderblock(tip)
    while utxo:
        a6.disconnect(utxo, diaries.pop())
        assert utxo == states.pop()


def test_a_reward_matures_when_the_node_says_so(a6: SimpleNamespace, rpc: Any) -> None:
    block = as_the_lab_has_it(rpc.getblock(rpc.getblockhash(60), 2))
    utxo: dict[tuple[str, int], dict[str, Any]] = {}
    a6.connect(utxo, block)
    spend = {"id": "spend", "inputs": [(block["txs"][0]["id"], 0)], "outputs_sat": [1]}
    assert [a6.validate(utxo, spend, height) for height in (159, 160)] == [False, True]


def test_a_coinbase_may_take_what_the_node_s_blocks_take_and_no_more(a6: SimpleNamespace, rpc: Any) -> None:
    block = as_the_lab_has_it(rpc.getblock(rpc.getblockhash(70), 2))
    a6.connect({}, block)
    block["txs"][0]["outputs_sat"][0] += 1
    utxo = {("x", 0): {"amount_sat": 5, "height": 1, "coinbase": False}}
    with pytest.raises(ValueError):
        a6.connect(utxo, block)
    assert utxo == {("x", 0): {"amount_sat": 5, "height": 1, "coinbase": False}}


@pytest.mark.parametrize("outputs_sat", [[10_000_000_000, -5_000_000_000], [-1], [0, -1]])
def test_a_coinbase_cannot_hide_money_behind_a_negative_output(
    a6: SimpleNamespace, outputs_sat: list[int]
) -> None:
    assert sum(outputs_sat) <= a6.subsidy(1), "the sum alone would pass"
    utxo: dict[tuple[str, int], dict[str, Any]] = {}
    with pytest.raises(ValueError):
        a6.connect(utxo, {"height": 1, "txs": [{"id": "c", "inputs": [], "outputs_sat": outputs_sat}]})
    assert utxo == {}


def test_random_chains_of_blocks_come_apart_as_they_went_together(a6: SimpleNamespace) -> None:
    rng = random.Random(6)
    utxo: dict[tuple[str, int], dict[str, Any]] = {}
    history = []
    for height in range(1, 200):
        mature = [o for o, c in utxo.items() if not c["coinbase"] or height - c["height"] >= 100]
        amounts = {outpoint: utxo[outpoint]["amount_sat"] for outpoint in mature}
        txs: list[dict[str, Any]] = [{"id": f"c{height}", "inputs": [], "outputs_sat": [10_000, 500]}]
        for number in range(rng.randint(0, 3)):
            if mature:
                spent = [mature.pop(rng.randrange(len(mature))) for _ in range(min(2, len(mature)))]
                name, total = f"t{height}-{number}", sum(amounts[outpoint] for outpoint in spent)
                txs.append({"id": name, "inputs": spent, "outputs_sat": [total // 2, total // 3]})
                amounts[name, 0] = total // 2
                mature.append((name, 0))
        before = dict(utxo)
        history.append((before, a6.connect(utxo, {"height": height, "txs": txs})))
    assert len(utxo) > 100
    for before, undo in reversed(history):
        a6.disconnect(utxo, undo)
        assert utxo == before


def test_the_chain_that_the_node_chooses_is_the_best_tip(a6: SimpleNamespace) -> None:
    with labs.node.regtest() as rpc:
        address = rpc.getnewaddress()
        headers: list[dict[str, Any]] = []

        def saw(block_id: str) -> None:
            header = rpc.getblockheader(block_id)
            prev = header["previousblockhash"] if headers else None
            work = a6.block_work(target_of(int(header["bits"], 16)))
            headers.append({"id": block_id, "prev": prev, "work": work})

        for block_id in rpc.generatetoaddress(3, address):
            saw(block_id)
        old = headers[-1]["id"]
        rpc.invalidateblock(headers[1]["id"])
        other = rpc.getnewaddress()
        for block_id in rpc.generatetoaddress(2, other):
            saw(block_id)
        rpc.reconsiderblock(headers[1]["id"])
        assert a6.best_tip(headers) == old, "equal work: the one seen first"
        rpc.preciousblock(headers[-1]["id"])
        for block_id in rpc.generatetoaddress(1, other):
            saw(block_id)
        assert a6.best_tip(headers) == headers[-1]["id"] == rpc.getbestblockhash()


def test_the_best_tip_of_a_random_tree_is_the_first_heaviest(a6: SimpleNamespace) -> None:
    rng = random.Random(7)
    for _ in range(30):
        headers = [{"id": "0", "prev": None, "work": 1}]
        total = {"0": 1}
        for k in range(1, 40):
            prev, work = str(rng.randrange(max(0, k - 5), k)), rng.randint(1, 3)
            headers.append({"id": str(k), "prev": prev, "work": work})
            total[str(k)] = total[prev] + work
        assert a6.best_tip(headers) == max(total, key=total.__getitem__), "max keeps the first of equals"


def test_no_more_coins_are_ever_made_than_the_limit(a6: SimpleNamespace) -> None:
    made = sum(210_000 * a6.subsidy(210_000 * k) for k in range(70))
    assert made == 2_099_999_997_690_000 <= a6.MAX_SAT == 2_100_000_000_000_000
    assert [a6.subsidy(h) for h in (0, 209_999, 210_000, 840_000)] == [
        5_000_000_000,
        5_000_000_000,
        2_500_000_000,
        312_500_000,
    ]


def test_the_sum_in_64_bits_is_the_one_of_block_74638(a6: SimpleNamespace) -> None:
    assert sum([9_223_372_036_854_275_808] * 2) == 2**64 - 1_000_000
    ledger = {("faucet", 0): {"amount_sat": 50_000_000, "height": 1, "coinbase": False}}
    tx = {"id": "t", "inputs": [("faucet", 0)], "outputs_sat": [9_223_372_036_854_275_808] * 2}
    assert a6.validate(ledger, tx, 74_638) is False


@pytest.mark.parametrize("q", WHITE_PAPER)
def test_attack_success_gives_the_table_of_the_white_paper(a6: SimpleNamespace, q: float) -> None:
    for z, p in WHITE_PAPER[q].items():
        assert f"{a6.attack_success(q, z):.7f}" == f"{p:.7f}"


@pytest.mark.parametrize("q", BELOW_ONE_IN_A_THOUSAND)
def test_confirmations_for_one_in_a_thousand_are_those_of_the_white_paper(
    a6: SimpleNamespace, q: float
) -> None:
    z = BELOW_ONE_IN_A_THOUSAND[q]
    assert a6.attack_success(q, z) < 0.001 <= a6.attack_success(q, z - 1)


def test_half_of_the_hashing_power_always_succeeds(a6: SimpleNamespace) -> None:
    assert all(a6.attack_success(q, z) == 1.0 for q in (0.5, 0.7) for z in (0, 1, 100))


def race(q: float, z: int) -> float:
    """The chance of the race in lesson 6, solved step by step on a grid instead of by a formula.

    State: the thief's lead, and honest blocks still to come. A thief 60 or more behind has lost.
    """
    low, high = -60, 1
    n = high - low - 1
    matrix, gain = np.eye(n), np.zeros(n)  # lead low + 1 … high - 1, nobody waits any more
    for place in range(n):
        if place + 1 < n:
            matrix[place, place + 1] -= q
        else:
            gain[place] += q
        if place > 0:
            matrix[place, place - 1] -= 1 - q
    chase = np.linalg.solve(matrix, gain)

    @cache
    def from_here(lead: int, wait: int) -> float:
        if wait == 0:
            return 1.0 if lead >= high else 0.0 if lead <= low else float(chase[lead - low - 1])
        if lead > z + 2:
            return 1.0
        return q * from_here(lead + 1, wait) + (1 - q) * from_here(lead - 1, wait - 1)

    return from_here(1, z)


def rosenfeld(q: float, z: int) -> float:
    p = 1 - q
    return 1 - sum(math.comb(m + z - 1, m) * (p**z * q**m - p**m * q**z) for m in range(z + 1))


@pytest.mark.parametrize("case", ROSENFELD)
def test_the_race_of_lesson_6_has_rosenfeld_s_chance(case: tuple[float, int]) -> None:
    q, z = case
    assert race(q, z) == pytest.approx(rosenfeld(q, z), rel=1e-9)
    assert rosenfeld(q, z) == pytest.approx(ROSENFELD[case], rel=0.01)


@pytest.mark.parametrize(("q", "z"), [(0.1, 1), (0.2, 3), (0.25, 6), (0.3, 8), (0.4, 2), (0.4, 6)])
def test_simulated_races_are_won_as_often_as_the_exact_law_says(
    a6: SimpleNamespace, q: float, z: int
) -> None:
    share = a6.simulate_attack(q, z, 20_000, np.random.default_rng(42))
    exact = race(q, z)
    assert exact == pytest.approx(rosenfeld(q, z), rel=1e-6)
    assert abs(share - exact) <= 3 * math.sqrt(exact * (1 - exact) / 20_000)


def test_the_numbers_in_the_check_of_lesson_6_are_those_of_the_mistakes() -> None:
    source = SOURCE.read_text(encoding="utf-8")
    z, q, p = 2, 0.4, 0.6
    terms = [math.comb(m + z - 1, m) * p**z * q**m for m in range(200)]

    def chance(lead: int, wins_at: int) -> float:
        behind = [max(0, wins_at - (lead + m - z)) for m in range(200)]
        return sum(term * (q / p) ** d for term, d in zip(terms, behind, strict=True))

    shown = {
        "right": chance(1, 1),
        "a tie wins": chance(1, 0),
        "no secret block": chance(0, 1),
        "gives up": sum(terms[z:]),
        "one honest block less": rosenfeld(q, 1),
        "one honest block more": rosenfeld(q, 3),
    }
    rounded = {name: f"{value:.3f}".rstrip("0") for name, value in shown.items()}
    assert list(rounded.values()) == ["0.704", "0.88", "0.529", "0.352", "0.8", "0.635"]
    assert all(f"got - {value})" in source for value in rounded.values())


@pytest.mark.parametrize("q", [0.1, 0.2, 0.3])
def test_for_many_confirmations_nakamoto_is_too_hopeful_as_the_plot_says(
    a6: SimpleNamespace, q: float
) -> None:
    assert all(race(q, z) > a6.attack_success(q, z) for z in (4, 6, 8))


def test_only_distrust_among_many_without_a_third_party_needs_a_blockchain(a6: SimpleNamespace) -> None:
    questions = ("many_writers", "mutual_distrust", "trusted_third_party", "public_check")
    said = {
        answers: a6.needs_blockchain(dict(zip(questions, answers, strict=True)))
        for answers in itertools.product((False, True), repeat=4)
    }
    chains = {answers: word for answers, word in said.items() if "blockchain" in word}
    assert chains == {
        (True, True, False, True): "public blockchain",
        (True, True, False, False): "private blockchain",
    }
    others = {(answers[3], word) for answers, word in said.items() if answers not in chains}
    assert others == {(False, "database"), (True, "signed log")}


def test_the_sample_reflection_tells_what_the_function_says(a6: SimpleNamespace) -> None:
    office = {
        "many_writers": False,
        "mutual_distrust": True,
        "trusted_third_party": True,
        "public_check": True,
    }
    assert a6.needs_blockchain(office) == "signed log"
    departments = {**office, "many_writers": True, "public_check": False}
    assert a6.needs_blockchain(departments) == "database"
    assert a6.needs_blockchain({**departments, "trusted_third_party": False}) == "private blockchain"


def test_the_example_in_each_docstring_of_a6_is_true(a6: SimpleNamespace) -> None:
    assert a6.block_work(2**255 - 1) == 2
    assert a6.best_tip([{"id": "g", "prev": None, "work": 2}, {"id": "a", "prev": "g", "work": 3}]) == "a"
    utxo = {("a", 0): {"amount_sat": 9, "height": 1, "coinbase": False}}
    assert a6.validate(utxo, {"id": "b", "inputs": [("a", 0)], "outputs_sat": [8]}, 2) is True
    assert abs(a6.attack_success(0.1, 2) - 0.0509779) < 5e-8
    assert abs(a6.simulate_attack(0.4, 2, 10_000, np.random.default_rng(1)) - 0.704) < 0.01
    assert a6.needs_blockchain(a6.shop) == "database"
