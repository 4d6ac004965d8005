"""B7's reference answers against published vectors of PSBT and key order, and the node's own verdicts."""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import labs.node
from grader.source import read_source
from labs.bitcoin import descriptor_checksum, standard
from labs.bitcoin.psbt import Psbt
from labs.node import RpcError, sat

pytestmark = pytest.mark.slow

NAME = "mining/b7-custody"
FILES = Path(__file__).parents[1] / "labs" / "files"
CORE = json.loads((FILES / "rpc_psbt.json").read_text())
"""Bitcoin Core's test/functional/data/rpc_psbt.json, which holds BIP 174's vectors."""
BIP67 = json.loads((FILES / "rpc_bip67.json").read_text())
SOURCE = Path(__file__).parents[2] / "courses" / NAME / "b7-custody.py"
CLTV_DROP_TRUE = "b17551"
BTC = 100_000_000
Lab = Callable[[str], SimpleNamespace]
Rpc = Callable[..., Any]


@pytest.fixture(scope="module")
def b7(lab: Lab) -> Iterator[SimpleNamespace]:
    names = lab(NAME)
    yield names
    names.node.stop()


@pytest.fixture(scope="module")
def rpc() -> Iterator[Rpc]:
    """Another node, for what the lab's own should not be disturbed by."""
    with labs.node.regtest(wallet=False) as client:
        yield client.call


def team(b7: SimpleNamespace, tag: str) -> tuple[str, list[Any]]:
    devices = [b7.Device(f"{name} {tag}") for name in ("Zoya", "Yasir", "Waqas")]
    return b7.vault_of(2, devices), devices


def both_sign(b7: SimpleNamespace, devices: list[Any], psbt: str) -> str:
    done = b7.rpc("finalizepsbt", devices[0].sign(devices[1].sign(psbt)))
    assert done["complete"]
    return str(done["hex"])


def test_the_vault_of_bip_67_keys_locks_to_the_published_sorted_script(b7: SimpleNamespace) -> None:
    compared = 0
    for row in BIP67:
        try:
            got = b7.multisig_descriptor(b7.rpc, 2, row["keys"])
        except RpcError:
            continue  # vector 3 has numbers that are no points of the curve
        descriptor_checksum.check(got, required=True)
        (address,) = b7.rpc("deriveaddresses", got)
        script = bytes.fromhex(row["script"])
        shown = b7.rpc("validateaddress", address)["scriptPubKey"]
        assert shown == standard.p2wsh_of(script).hex()
        compared += 1
    assert compared >= 3


def test_the_descriptor_does_not_depend_on_the_order_of_the_holders(b7: SimpleNamespace) -> None:
    _, devices = team(b7, "order")
    first = {
        b7.address(b7.multisig_descriptor(b7.rpc, 2, [device.public for device in order]), 5)
        for order in itertools.permutations(devices)
    }
    assert len(first) == 1


def test_no_private_key_of_a_device_is_one_of_mainnet(b7: SimpleNamespace) -> None:
    device = b7.Device("anybody")
    assert "]tprv" in device._private and "]tpub" in device.public and "tprv" not in device.public


@pytest.mark.parametrize("row", CORE["combiner"])
def test_combine_gives_the_published_result(b7: SimpleNamespace, row: dict[str, Any]) -> None:
    assert b7.combine(b7.rpc, row["combine"]) == row["result"]


def test_the_published_states_have_the_roles_that_bip_174_gives_them(b7: SimpleNamespace) -> None:
    assert b7.psbt_roles(b7.rpc, CORE["creator"][0]["result"]) == "updater"
    for row in CORE["combiner"][:1]:
        assert b7.psbt_roles(b7.rpc, row["combine"][0]) == "signer"
        assert b7.psbt_roles(b7.rpc, row["result"]) == "finalizer"
    assert b7.psbt_roles(b7.rpc, CORE["finalizer"][0]["result"]) == "extractor"
    assert b7.rpc("finalizepsbt", CORE["finalizer"][0]["finalize"])["complete"]


def test_a_plan_exists_exactly_when_enough_keys_are_left(b7: SimpleNamespace) -> None:
    keys = list("abcdef")
    for m, size in itertools.product(range(1, 7), range(7)):
        for lost in itertools.combinations(keys, size):
            plans = b7.recovery_plan(m, keys, list(lost))
            assert bool(plans) == (6 - size >= m)
            assert all(len(set(plan)) == m and not set(plan) & set(lost) for plan in plans)


def test_a_sent_payment_is_mined_and_pays_what_it_promised(b7: SimpleNamespace) -> None:
    vault, devices = team(b7, "paying")
    coins = b7.deposit(vault, 0)
    b7.ripen(coins[0])
    to = b7.address(vault, 7)
    psbt = b7.propose(vault, coins, {to: 123_456}, b7.address(vault, 8))
    txid = b7.finalize_and_send(b7.rpc, b7.combine(b7.rpc, [device.sign(psbt) for device in devices[:2]]))
    assert sat(b7.rpc("getmempoolentry", txid)["fees"]["base"]) == 10_000
    b7.rpc("generatetodescriptor", 1, "raw(51)")
    assert sat(b7.rpc("gettxout", txid, 0)["value"]) == 123_456
    with pytest.raises(ValueError):
        b7.finalize_and_send(b7.rpc, psbt)


def test_each_attack_would_be_mined_if_two_signed_it_and_the_audit_warns(b7: SimpleNamespace) -> None:
    vault, devices = team(b7, "attacked")
    stranger = b7.vault_of(1, [*devices[:2], b7.Device("Mallory")])
    coins = b7.deposit(vault, 0, 1)
    b7.ripen(coins[1])
    own = b7.rpc("deriveaddresses", vault, [0, 20])
    kitchen, thief = (b7.address(b7.vault_of(1, [b7.Device(name)]), 0) for name in ("kitchen", "thief"))
    policy = {
        "whitelist": [kitchen],
        "own": own,
        "max_fee_sat": 10_000,
        "day_limit_sat": 10 * BTC,
        "spent_today_sat": 0,
    }
    honest = b7.propose(vault, coins, {kitchen: BTC}, own[9])
    roomy = policy | {"day_limit_sat": 1_000 * BTC}
    swapped = b7.propose(vault, coins, {kitchen: BTC}, b7.address(stranger, 1), 10_000, stranger)
    attacks: tuple[tuple[list[str], dict[str, Any], str], ...] = (
        ([], policy, honest),
        (["unknown destination"], policy, b7.propose(vault, coins, {thief: BTC}, own[9])),
        (["false change"], roomy, swapped),
        (["fee too high"], policy, b7.propose(vault, coins, {kitchen: BTC}, own[9], 5 * BTC)),
        (["over day limit"], policy, b7.propose(vault, coins, {kitchen: 11 * BTC}, own[9])),
    )
    for warnings, rules, psbt in attacks:
        assert b7.audit_psbt(b7.rpc("decodepsbt", psbt), rules) == warnings
        (verdict,) = b7.rpc("testmempoolaccept", [both_sign(b7, devices, psbt)], 0)
        assert verdict["allowed"], "signatures alone stop nothing"
    loose = b7.rpc("decodepsbt", devices[0].sign(honest, "NONE"))
    assert b7.audit_psbt(loose, policy) == ["wrong sighash"]
    blind = deepcopy(b7.rpc("decodepsbt", honest))
    del blind["inputs"][0]["non_witness_utxo"]
    assert b7.audit_psbt(blind, policy) == ["amount unproven"]


def test_a_false_amount_stays_hidden_in_witness_utxo_but_not_in_the_previous_transaction(
    b7: SimpleNamespace,
) -> None:
    vault, _ = team(b7, "lied to")
    coins = b7.deposit(vault, 0, 1)
    text = b7.propose(vault, coins, {}, b7.address(vault, 9), 3 * BTC)
    psbt = Psbt.parse(base64.b64decode(text))
    psbt.inputs[0].non_witness_utxo = None
    psbt.inputs[0].witness_utxo.value -= 3 * BTC - 10_000  # type: ignore[union-attr]
    lied = b7.rpc("decodepsbt", base64.b64encode(psbt.serialize()).decode())
    assert sat(lied["fee"]) == 10_000, "the displayed fee is the attacker's"
    psbt.inputs[0].non_witness_utxo = psbt.inputs[1].non_witness_utxo
    with pytest.raises(RpcError):
        b7.rpc("decodepsbt", base64.b64encode(psbt.serialize()).decode())


def test_relative_locks_end_when_the_node_lets_them_end(b7: SimpleNamespace, rpc: Rpc) -> None:
    start = 1_800_000_000
    rpc("setmocktime", start)
    blocks = rpc("generatetodescriptor", 12, "raw(51)")
    coin = {"txid": rpc("getblock", blocks[-1])["tx"][0], "vout": 0}
    height = rpc("getblockcount")
    coin_time = rpc("getblockheader", blocks[-2])["mediantime"]
    rpc("setmocktime", start + 60_000)
    rpc("generatetodescriptor", 99, "raw(51)")
    to = b7.address(team(b7, "x")[0], 0)
    verdicts = set()
    for _ in range(3):
        tip = rpc("getblockcount")
        age_blocks = tip + 1 - height
        age_s = rpc("getblockheader", rpc("getbestblockhash"))["mediantime"] - coin_time
        units = age_s // 512
        sequences = [age_blocks + step for step in (-1, 0, 1)]
        sequences += [1 << 22 | units + step for step in (-1, 0, 1)]
        sequences += [
            1 << 31 | 65_535,
            0xFFFFFFFF,
            0xFFFFFFFD,
            1 << 16 | age_blocks,
            1 << 25 | age_blocks + 1,
        ]
        for sequence in sequences:
            raw = rpc("createrawtransaction", [{**coin, "sequence": sequence}], [{to: "49.9"}])
            (verdict,) = rpc("testmempoolaccept", [raw], 0)
            locked = verdict.get("reject-reason") == "non-BIP68-final"
            assert b7.csv_ok(sequence, age_blocks, age_s) is not locked, (sequence, age_blocks, age_s)
            verdicts.add(locked)
        rpc("generatetodescriptor", 1, "raw(51)")
    assert verdicts == {True, False}


def test_absolute_locks_end_when_a_block_may_hold_the_spend(b7: SimpleNamespace, rpc: Rpc) -> None:
    to = b7.address(team(b7, "x")[0], 0)
    start = rpc("getblockcount")
    locks = [start + 100, start + 108, 499_999_999, 500_000_000, 4_000_000_000]
    coins = []
    for lock in locks:
        push = lock.to_bytes(lock.bit_length() // 8 + 1, "little")
        script = bytes([len(push)]).hex() + push.hex() + CLTV_DROP_TRUE
        (block,) = rpc("generatetodescriptor", 1, f"raw({script})")
        coins.append({"txid": rpc("getblock", block)["tx"][0], "vout": 0})
    (block,) = rpc("generatetodescriptor", 1, "raw(51)")
    free = {"txid": rpc("getblock", block)["tx"][0], "vout": 0}
    rpc("generatetodescriptor", 100, "raw(51)")

    def mined(coin: dict[str, Any], lock: int, sequence: int) -> bool:
        """Whether the kernel takes a block with this spend; the block is taken back."""
        raw = rpc("createrawtransaction", [{**coin, "sequence": sequence}], [{to: "1"}], lock)
        try:
            block = rpc("generateblock", "raw(51)", [raw])["hash"]
        except RpcError:
            return False
        rpc("invalidateblock", block)
        return True

    verdicts = set()
    for lock, coin in zip(locks, coins, strict=True):
        for sequence in (0xFFFFFFFE, 0xFFFFFFFF):
            tip = rpc("getblockheader", rpc("getbestblockhash"))
            may = mined(coin, lock, sequence)
            assert b7.cltv_ok(lock, tip["height"] + 1, sequence, tip["mediantime"]) is may, (lock, sequence)
            verdicts.add(may)
    assert verdicts == {True, False}
    tip = rpc("getblockheader", rpc("getbestblockhash"))
    height, mtp = tip["height"] + 1, tip["mediantime"]
    for lock in (height - 1, height, height + 1, mtp - 1, mtp):
        assert b7.cltv_ok(lock, height, 0, mtp) is mined(free, lock, 0), lock


def test_the_example_in_each_docstring_is_true(b7: SimpleNamespace) -> None:
    assert b7.recovery_plan(2, ["Amina", "Bilal", "Daud"], ["Bilal"]) == [("Amina", "Daud")]
    three = [b7.Device(name).public for name in ("Amina", "Bilal", "Daud")]
    checksum = b7.multisig_descriptor(b7.rpc, 2, three)[-9:]
    assert f'the result ends with "{checksum}"' in SOURCE.read_text(encoding="utf-8")
    psbt = b7.propose(b7.vault, b7.deposit(b7.vault, 0), {}, b7.address(b7.vault, 1))
    assert b7.psbt_roles(b7.rpc, psbt) == "signer"
    ids = {b7.rpc("decodepsbt", text)["tx"]["txid"] for text in (psbt, b7.combine(b7.rpc, [psbt]))}
    assert len(ids) == 1
    assert b7.csv_ok(144, 144, 0) is True and b7.csv_ok(144, 143, 10**6) is False
    assert b7.cltv_ok(800, 801, 0, 0) is True and b7.cltv_ok(800, 800, 0, 0) is False


def test_the_descriptor_of_the_stretch_task_is_a_sane_one(b7: SimpleNamespace) -> None:
    a, b, c, d = (b7.Device(name).public for name in "ABCD")
    text = f"wsh(or_d(multi(2,{a},{b},{c}),and_v(v:pk({d}),older(144))))"
    assert b7.rpc("getdescriptorinfo", text)["issolvable"]
    assert "wsh(or_d(multi(2,A,B,C),and_v(v:pk(D),older(144))))" in SOURCE.read_text(encoding="utf-8")


def test_the_plot_follows_one_payment_through_every_role(b7: SimpleNamespace) -> None:
    assert b7.turns == ["updater", "signer", "signer", "finalizer", "extractor"]
    assert b7.counts == [0, 0, 1, 2, 0]
    assert len(b7.sent) == 64


def test_the_sample_answer_has_the_length_that_is_asked_for() -> None:
    (cell,) = [
        cell
        for cell in read_source(SOURCE).cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "reflection"
    ]
    assert 120 <= len(cell.source.split()) <= 200
