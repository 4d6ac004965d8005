"""Faulty blocks are refused with Core's reason, by the kernel and by the check that changes nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from labs.bitcoin.blocks import HEADER_SIZE, Block
from labs.bitcoin.transactions import MAX_MONEY, NULL_OUTPOINT, Tx, TxIn, TxOut, display
from labs.bitcoin.wire import WireError
from labs.embedded.chain import Chain
from tests.labs.embedded.mined import ANYONE, Clock, commit, fresh, mine, solve, spend

Fault = Callable[[Block], None]


@pytest.fixture(scope="module")
def ripe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """A chain of 110 blocks, so that ten coins may be spent. Faulty blocks leave it as it is."""
    chain = Chain(tmp_path_factory.mktemp("chain"), Clock())
    for _ in range(110):
        assert chain.submit(mine(chain.tip)) is None
    yield chain
    chain.close()


def coin(chain: Chain, height: int) -> tuple[bytes, int]:
    entry = chain.at(height)
    assert entry is not None
    return (chain.block(entry).txs[0].txid, 0)


def header(name: str, value: int | bytes) -> Fault:
    return lambda block: setattr(block.header, name, value)


def coinbase_script(script: bytes) -> Fault:
    def change(block: Block) -> None:
        block.txs[0].inputs[0].script_sig = script

    return change


def outputs(*values: int) -> Fault:
    def change(block: Block) -> None:
        block.txs[0].outputs[:] = [TxOut(value, ANYONE) for value in values]
        block.txs[0].inputs[0].witness.clear()

    return change


def witness(*items: bytes) -> Fault:
    def change(block: Block) -> None:
        block.txs[0].inputs[0].witness[:] = items

    return change


def heavy(block: Block) -> None:
    """Just over four million weight units, most of them in a witness."""
    block.txs[1].inputs[0].witness.append(b"x" * 4_000_000)


def without_commitment(block: Block) -> None:
    del block.txs[0].outputs[1]


def old_bits(block: Block) -> None:
    block.header.bits = 0x207FFFFE


def checksigs(count: int) -> Fault:
    def change(block: Block) -> None:
        block.txs[0].outputs.insert(0, TxOut(0, b"\xac" * count))
        del block.txs[0].outputs[2:]
        block.txs[0].inputs[0].witness.clear()

    return change


EARLY: dict[str, tuple[str, Fault]] = {
    "old version": ("bad-version(0x00000003)", header("version", 3)),
    "other target": ("bad-diffbits", old_bits),
    "time of the genesis block": ("time-too-old", header("time", 1296688602)),
    "time far ahead": ("time-too-new", header("time", 0xFFFFFFFF)),
    "other height": ("bad-cb-height", coinbase_script(b"\x01\x05\x00")),
    "short coinbase script": ("bad-cb-length", coinbase_script(b"\x00")),
    "long coinbase script": ("bad-cb-length", coinbase_script(b"\x01\x6f" + bytes(99))),
    "no outputs": ("bad-txns-vout-empty", outputs()),
    "negative output": ("bad-txns-vout-negative", outputs(-1)),
    "large output": ("bad-txns-vout-toolarge", outputs(MAX_MONEY + 1)),
    "large sum": ("bad-txns-txouttotal-toolarge", outputs(MAX_MONEY, 1, 1)),
    "too much new money": ("bad-cb-amount", outputs(5_000_000_001)),
    "short reserved value": ("bad-witness-nonce-size", witness(bytes(31))),
    "two reserved values": ("bad-witness-nonce-size", witness(bytes(32), b"")),
    "witness without commitment": ("unexpected-witness", without_commitment),
    "too many signature checks": ("bad-blk-sigops", checksigs(20_001)),
}
LATE: dict[str, tuple[str, Fault]] = {
    "other merkle root": ("bad-txnmrklroot", header("merkle_root", bytes(32))),
    "other reserved value": ("bad-witness-merkle-match", witness(b"\1" * 32)),
}


def refused(chain: Chain, raw: bytes) -> str | None:
    """The reason that both ways of asking agree on; the chain stays as it is."""
    tip, before = chain.tip, chain.coin_count()
    asked = chain.check(raw, check_pow=True), chain.last_debug
    assert chain.tip is tip
    given = chain.submit(raw), chain.last_debug
    assert chain.tip is tip
    assert chain.coin_count() == before
    assert asked == given
    return given[0]


@pytest.mark.parametrize("name", EARLY)
def test_a_faulty_block_is_refused_with_cores_reason(ripe: Chain, name: str) -> None:
    reason, fault = EARLY[name]
    assert refused(ripe, mine(ripe.tip, fault=fault, mark=name.encode()[:20])) == reason


@pytest.mark.parametrize("name", LATE)
def test_a_block_that_does_not_fit_its_commitments_is_refused(ripe: Chain, name: str) -> None:
    reason, fault = LATE[name]
    raw = mine(ripe.tip, late_fault=fault, mark=name.encode())
    assert refused(ripe, raw) == reason


@pytest.mark.parametrize(
    ("reason", "height", "change"),
    [
        ("bad-txns-inputs-missingorspent", 1, {"n": 7}),
        ("bad-txns-premature-spend-of-coinbase", 12, {}),
        ("bad-txns-in-belowout", 1, {"value": 5_000_000_001}),
        ("bad-txns-nonfinal", 1, {"locktime": 111, "sequence": 0}),
        ("bad-txns-nonfinal", 1, {"locktime": 0xFFFFFFFF, "sequence": 0}),
        ("bad-txns-nonfinal", 5, {"sequence": 107}),
        ("bad-txns-nonfinal", 5, {"sequence": 1 << 22 | 0xFFFF}),
    ],
)
def test_a_faulty_spend_is_refused(ripe: Chain, reason: str, height: int, change: dict[str, int]) -> None:
    txid, n = coin(ripe, height)
    tx = spend(
        (txid, change.get("n", n)),
        change.get("value", 1_000),
        sequence=change.get("sequence", 0xFFFFFFFF),
        locktime=change.get("locktime", 0),
    )
    assert refused(ripe, mine(ripe.tip, [tx], mark=reason.encode())) == reason


def test_inputs_that_repeat_are_refused(ripe: Chain) -> None:
    point = coin(ripe, 1)
    twice = Tx(2, [TxIn(point), TxIn(point)], [TxOut(1, ANYONE)])
    assert refused(ripe, mine(ripe.tip, [twice])) == "bad-txns-inputs-duplicate"
    both = [spend(point, 1), spend(point, 2)]
    assert refused(ripe, mine(ripe.tip, both)) == "bad-txns-inputs-missingorspent"
    later = spend(point, 3)
    early = spend((later.txid, 0), 2)
    assert refused(ripe, mine(ripe.tip, [early, later])) == "bad-txns-inputs-missingorspent"


def test_a_script_that_fails_is_refused(ripe: Chain) -> None:
    tx = spend(coin(ripe, 1), 1_000, script_sig=b"\x6a")
    assert ripe.check(mine(ripe.tip, [tx])) is not None
    verdict = ripe.submit(mine(ripe.tip, [tx]))
    assert verdict == "block-script-verify-flag-failed (OP_RETURN was encountered)"
    assert ripe.last_debug.startswith(f"input 0 of {display(tx.txid)} (wtxid {display(tx.wtxid)}), spending ")


def test_a_null_input_is_refused(ripe: Chain) -> None:
    tx = Tx(2, [TxIn(NULL_OUTPOINT), TxIn(coin(ripe, 1))], [TxOut(1, ANYONE)])
    assert refused(ripe, mine(ripe.tip, [tx])) == "bad-txns-prevout-null"


def test_the_coinbase_comes_first_and_alone(ripe: Chain) -> None:
    def two(block: Block) -> None:
        block.txs.append(fresh(block.txs[0]))
        block.txs[1].inputs[0].witness.clear()
        block.txs[1].outputs.pop()

    def none(block: Block) -> None:
        block.txs[0] = spend(coin(ripe, 1), 1)

    assert refused(ripe, mine(ripe.tip, fault=two)) == "bad-cb-multiple"
    assert refused(ripe, mine(ripe.tip, fault=none)) == "bad-cb-missing"


def test_another_list_with_the_same_root_is_refused_and_the_block_stays_possible(
    ripe: Chain,
) -> None:
    txs = [spend(coin(ripe, 1), 1_000), spend(coin(ripe, 2), 1_000)]
    honest = Block.parse(mine(ripe.tip, txs, fees=1))
    twin = Block(honest.header, [*honest.txs, honest.txs[-1]])
    assert refused(ripe, twin.serialize()) == "bad-txns-duplicate"
    honest.txs[0].outputs[0].value -= 1
    fixed = Block(honest.header, [fresh(tx) for tx in honest.txs])
    commit(fixed)
    assert ripe.check(solve(fixed)) is None


def test_a_block_above_four_million_weight_units_is_refused(ripe: Chain) -> None:
    script = b"\x00\x20" + bytes(32)
    assert len(script) == 34
    raw = mine(ripe.tip, [spend(coin(ripe, 1), 1_000)], fault=heavy)
    assert refused(ripe, raw) == "bad-blk-weight"


def test_a_block_without_work_is_refused(ripe: Chain) -> None:
    block = Block.parse(mine(ripe.tip))
    while int.from_bytes(block.header.hash, "little") >> 255 == 0:
        block.header.nonce += 1
    assert refused(ripe, block.serialize()) == "high-hash"
    assert ripe.check(block.serialize()) is None


def test_a_proposal_must_build_on_the_tip(ripe: Chain) -> None:
    below = ripe.at(50)
    assert below is not None
    assert ripe.check(mine(below, mark=b"x")) == "inconclusive-not-best-prevblk"


def test_what_builds_on_nothing_known_is_refused(ripe: Chain) -> None:
    orphan = Block.parse(mine(ripe.tip))
    orphan.header.prev = b"\7" * 32
    raw = solve(orphan)
    assert ripe.submit(raw) == "prev-blk-not-found"
    assert ripe.submit_header(raw[:HEADER_SIZE]) == "prev-blk-not-found"


def test_what_builds_on_a_failed_block_is_refused(tmp_path: Path) -> None:
    chain = Chain(tmp_path, Clock())
    bad = mine(chain.tip, fees=1)
    assert chain.submit(bad) == "bad-cb-amount"
    assert chain.submit(bad) == "duplicate-invalid"
    failed = chain.entry(Block.parse(bad).hash)
    assert failed is not None
    child = mine(failed)
    assert chain.submit(child) == "bad-prevblk"
    assert chain.submit_header(child[:HEADER_SIZE]) == "bad-prevblk"
    assert chain.submit_header(bad[:HEADER_SIZE]) == "duplicate-invalid"
    chain.close()


@pytest.mark.parametrize("cut", [0, 79, 80, 81, 150])
def test_bytes_that_are_no_block_are_no_block(ripe: Chain, cut: int) -> None:
    with pytest.raises(WireError):
        ripe.submit(mine(ripe.tip)[:cut])
    with pytest.raises(WireError):
        ripe.submit(mine(ripe.tip) + b"\0")
