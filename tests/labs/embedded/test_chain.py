"""The chain keeps what it accepted, follows the most work, and gives back what a branch took."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from labs.bitcoin.blocks import HEADER_SIZE, Block
from labs.embedded import kernel
from labs.embedded.chain import Chain, FromTheFutureError
from labs.embedded.coins import Coin, Undo
from labs.embedded.entry import Entry
from labs.embedded.store import StoreError
from tests.labs.embedded.mined import ANYONE, Clock, mine, spend


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Chain]:
    opened = Chain(tmp_path, Clock())
    yield opened
    opened.close()


class Diary:
    """What a listener hears."""

    def __init__(self, chain: Chain) -> None:
        self.lines: list[tuple[str, bytes]] = []
        chain.listeners.append(self)

    def block_connected(self, entry: Entry, block: Block, undo: Undo) -> None:
        assert block.hash == entry.hash
        assert len(undo) == len(block.txs) - 1
        self.lines.append(("connected", entry.hash))

    def block_disconnected(self, entry: Entry, block: Block, undo: Undo) -> None:
        assert block.hash == entry.hash
        self.lines.append(("disconnected", entry.hash))

    def chain_settled(self) -> None:
        self.lines.append(("settled", b""))


def grow(chain: Chain, count: int, mark: bytes = b"") -> list[Entry]:
    """Mines blocks on the tip; returns their entries."""
    for _ in range(count):
        assert chain.submit(mine(chain.tip, mark=mark)) is None
    return [chain.tip.ancestor(height) for height in range(chain.height - count + 1, chain.height + 1)]


def branch(chain: Chain, base: Entry, count: int, mark: bytes) -> list[Entry]:
    """Mines blocks on base, whatever becomes of them."""
    made = []
    for _ in range(count):
        raw = mine(base, mark=mark)
        chain.submit(raw)
        entry = chain.entry(Block.parse(raw).hash)
        assert entry is not None
        made.append(entry)
        base = entry
    return made


def coins_of(chain: Chain) -> dict[tuple[bytes, int], Coin]:
    return dict(chain.coins())


def test_a_new_chain_is_the_genesis_block_and_has_no_coins(chain: Chain) -> None:
    assert chain.height == 0
    assert chain.tip.hash[::-1].hex() == "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"
    assert coins_of(chain) == {}
    assert chain.undo(chain.tip) == []


def test_a_block_is_told_once_and_found_again(chain: Chain) -> None:
    diary = Diary(chain)
    raw = mine(chain.tip)
    assert chain.submit(raw) is None
    assert chain.submit(raw) == "duplicate"
    tip = chain.tip
    assert diary.lines == [("connected", tip.hash), ("settled", b"")]
    assert chain.block_bytes(tip) == raw
    coinbase = Block.parse(raw).txs[0]
    assert chain.find_tx(coinbase.txid) == (tip, 0)
    assert chain.coin((coinbase.txid, 0)) == Coin(5_000_000_000, ANYONE, 1, True)
    assert chain.coin((coinbase.txid, 1)) is None


def test_everything_is_there_after_a_restart(tmp_path: Path) -> None:
    chain = Chain(tmp_path, Clock())
    base = grow(chain, 5)[2]
    branch(chain, base, 1, b"side")
    before = (chain.tip.hash, coins_of(chain), [tip.hash for tip in chain.tips()], chain.tip.total_txs)
    chain.close()
    chain = Chain(tmp_path, Clock())
    after = (chain.tip.hash, coins_of(chain), [tip.hash for tip in chain.tips()], chain.tip.total_txs)
    assert after == before
    grow(chain, 1)
    chain.close()


def test_spending_takes_a_coin_and_undo_keeps_it(chain: Chain) -> None:
    first = grow(chain, 101)[0]
    outpoint = (chain.block(first).txs[0].txid, 0)
    pay = spend(outpoint, 4_999_000_000)
    again = spend((pay.txid, 0), 4_998_000_000)
    assert chain.submit(mine(chain.tip, [pay, again], fees=2_000_000)) is None
    assert chain.coin(outpoint) is None
    assert chain.coin((pay.txid, 0)) is None
    assert chain.coin((again.txid, 0)) == Coin(4_998_000_000, ANYONE, 102, False)
    old = Coin(5_000_000_000, ANYONE, 1, True)
    assert chain.undo(chain.tip) == [[old], [Coin(4_999_000_000, ANYONE, 102, False)]]
    assert chain.find_tx(again.txid) == (chain.tip, 2)


def test_a_longer_branch_takes_over_and_gives_coins_back(chain: Chain, tmp_path: Path) -> None:
    first, *_, base = grow(chain, 101)
    outpoint = (chain.block(first).txs[0].txid, 0)
    assert chain.submit(mine(chain.tip, [spend(outpoint, 1_000)], fees=4_999_999_000)) is None
    spent = chain.tip
    assert chain.coin(outpoint) is None
    diary = Diary(chain)
    one, two = branch(chain, base, 2, b"b")
    assert chain.tip is two
    assert diary.lines == [
        ("disconnected", spent.hash),
        ("connected", one.hash),
        ("connected", two.hash),
        ("settled", b""),
    ]
    assert chain.coin(outpoint) is not None
    fresh = Chain(tmp_path / "fresh", Clock())
    for height in range(1, chain.height + 1):
        entry = chain.at(height)
        assert entry is not None and fresh.submit(chain.block_bytes(entry)) is None
    assert coins_of(fresh) == coins_of(chain)
    fresh.close()


def test_the_first_of_two_equal_branches_stays(chain: Chain) -> None:
    base = chain.tip
    (first,) = grow(chain, 1)
    raw = mine(base, mark=b"b")
    assert chain.submit(raw) == "inconclusive"
    assert chain.tip is first
    assert chain.submit(raw) == "duplicate"
    assert [chain.tip_status(tip) for tip in chain.tips()].count("valid-headers") == 1


def test_the_ends_of_branches_have_cores_names(chain: Chain) -> None:
    base = grow(chain, 2)[0]
    old = chain.tip
    new = branch(chain, base, 2, b"b")[-1]
    waiting = branch(chain, base, 1, b"c")[-1]
    raw = mine(new, mark=b"d")
    assert chain.submit_header(raw[:HEADER_SIZE]) is None
    known = chain.entry(Block.parse(raw).hash)
    bad = mine(chain.tip, fees=1)
    assert chain.submit(bad) == "bad-cb-amount"
    failed = chain.entry(Block.parse(bad).hash)
    names = {tip: chain.tip_status(tip) for tip in chain.tips()}
    assert names == {
        new: "active",
        old: "valid-fork",
        waiting: "valid-headers",
        known: "headers-only",
        failed: "invalid",
    }
    assert chain.best_header is known


def test_a_header_first_and_its_block_later(chain: Chain) -> None:
    raw = mine(chain.tip)
    assert chain.submit_header(raw[:HEADER_SIZE]) is None
    assert (chain.height, chain.best_header.height) == (0, 1)
    with pytest.raises(KeyError):
        chain.block_bytes(chain.best_header)
    assert chain.submit(raw) is None
    assert chain.tip is chain.best_header


def test_blocks_may_come_before_those_below_them(chain: Chain) -> None:
    one = mine(chain.tip)
    assert chain.submit_header(one[:HEADER_SIZE]) is None
    two = mine(chain.best_header)
    assert chain.submit(two) == "inconclusive"
    assert chain.submit(one) is None
    assert chain.height == 2
    assert chain.block_bytes(chain.tip) == two
    assert chain.tip.total_txs == 3


def test_a_clock_set_ahead_lets_blocks_of_that_time_in(tmp_path: Path) -> None:
    clock = Clock()
    chain = Chain(tmp_path, clock)
    later = clock.now() + 100_000

    def at_that_time(block: Block) -> None:
        block.header.time = later

    raw = mine(chain.tip, fault=at_that_time)
    assert chain.submit(raw) == "time-too-new"
    clock.mocked = later
    assert chain.submit(raw) is None
    chain.close()
    with pytest.raises(FromTheFutureError, match="from the future"):
        Chain(tmp_path, Clock())
    chain = Chain(tmp_path, clock)
    assert chain.height == 1
    grow(chain, 1)
    clock.mocked = 0
    assert chain.submit(mine(chain.tip)) == "time-too-new"
    chain.invalidate(chain.at(1).hash)  # type: ignore[union-attr]
    assert chain.submit(mine(chain.tip, mark=b"now")) is None
    chain.close()


def test_what_the_kernel_lost_is_fed_to_it_again(tmp_path: Path) -> None:
    chain = Chain(tmp_path, Clock())
    grow(chain, 20)
    tip = chain.tip.hash
    chain.close()
    kernel.wipe(tmp_path)
    chain = Chain(tmp_path, Clock())
    assert chain.tip.hash == tip
    grow(chain, 1)
    chain.close()


def test_the_kernel_checks_every_block_again_when_asked_to(tmp_path: Path) -> None:
    with closing(Chain(tmp_path, Clock())) as chain:
        base = grow(chain, 5)[0]
        branch(chain, base, 2, b"side")
        before = (chain.tip.hash, [tip.hash for tip in chain.tips()])
    trace = tmp_path / "blocks" / "index" / "trace"
    trace.touch()
    Chain(tmp_path, Clock()).close()
    assert trace.exists()
    with closing(Chain(tmp_path, Clock(), rebuild=True)) as chain:
        assert not trace.exists()
        assert (chain.tip.hash, [tip.hash for tip in chain.tips()]) == before
        grow(chain, 1)


def test_a_damaged_kernel_database_is_built_anew(tmp_path: Path) -> None:
    chain = Chain(tmp_path, Clock())
    grow(chain, 20)
    tip = chain.tip.hash
    chain.close()
    for path in [*(tmp_path / "chainstate").iterdir(), *(tmp_path / "blocks" / "index").iterdir()]:
        path.write_bytes(b"not a database")
    chain = Chain(tmp_path, Clock())
    assert chain.tip.hash == tip
    grow(chain, 1)
    chain.close()


def test_a_damaged_store_is_refused_by_name(tmp_path: Path) -> None:
    Chain(tmp_path, Clock()).close()
    (tmp_path / "blocks" / "chain.sqlite").write_bytes(b"not a database" * 1000)
    with pytest.raises(StoreError, match=r"chain\.sqlite"):
        Chain(tmp_path, Clock())


def test_the_chain_of_a_directory_without_a_store_is_taken_over(tmp_path: Path) -> None:
    chain = Chain(tmp_path, Clock())
    grow(chain, 12)
    before = (chain.tip.hash, coins_of(chain))
    chain.close()
    (tmp_path / "blocks" / "chain.sqlite").unlink()
    chain = Chain(tmp_path, Clock())
    assert (chain.tip.hash, coins_of(chain)) == before
    chain.close()
