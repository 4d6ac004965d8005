"""Fee estimates: none without data, honest ones with it."""

from __future__ import annotations

from labs.bitcoin.transactions import Tx, TxIn, TxOut
from labs.embedded.mempool import PoolEntry
from labs.embedded.mempool.fee_history import ENOUGH, MAX_TARGET, FeeHistory

SIZE = 1_000


def seen(history: FeeHistory, number: int, feerate: int, height: int) -> PoolEntry:
    """A transaction of 1,000 virtual bytes that came in at a height."""
    tx = Tx(2, [TxIn((bytes(32), number))], [TxOut(1, b"")], number)
    entry = PoolEntry(tx, feerate * SIZE // 1_000, 4 * SIZE, 4 * SIZE, SIZE, 0, height, 1, False, 0)
    history.entered(entry)
    return entry


def two_classes(blocks: int = 40) -> FeeHistory:
    """Each block takes those of 20,000 sat/kvB at once; those of 2,000 wait ten blocks."""
    history = FeeHistory()
    waiting: list[tuple[int, PoolEntry]] = []
    number = 0
    for height in range(100, 100 + blocks):
        fast = []
        for _ in range(3):
            number += 2
            fast.append(seen(history, number, 20_000, height))
            waiting.append((height, seen(history, number + 1, 2_000, height)))
        slow = [entry for came, entry in waiting if height + 1 - came >= 10]
        waiting = [(came, entry) for came, entry in waiting if height + 1 - came < 10]
        history.confirmed([*fast, *slow], height + 1)
    return history


def test_without_data_there_is_no_estimate() -> None:
    history = FeeHistory()
    assert history.estimate(6) == (0, 0)
    assert history.passing(6, 0.95) == (None, None)
    entries = [seen(history, n, 1_000, 10) for n in range(ENOUGH - 1)]
    history.confirmed(entries, 11)
    history.confirmed([], 40)
    assert history.estimate(6) == (0, 6)


def test_who_is_in_a_hurry_pays_what_was_quick() -> None:
    history = two_classes()
    feerate, target = history.estimate(2)
    assert (feerate, target) == (20_000, 2)
    patient, _ = two_classes(blocks=60).estimate(24)
    assert patient == 2_000


def test_the_longest_target_grows_with_the_time_watched() -> None:
    history = two_classes(blocks=41)
    assert history.longest_target() == 20
    assert history.estimate(MAX_TARGET)[1] == 20


def test_what_left_without_being_mined_counts_against_its_feerate() -> None:
    history = two_classes()
    unlucky = [seen(history, 10_000 + n, 20_000, 140) for n in range(400)]
    history.confirmed([], 160)
    for entry in unlucky:
        history.left(entry)
    assert history.estimate(2)[0] == 0


def test_transactions_with_unconfirmed_parents_say_nothing() -> None:
    history = FeeHistory()
    parent = seen(history, 1, 1_000, 5)
    kid = seen(history, 2, 1_000, 5)
    kid.parents = {parent.txid: parent}
    other = FeeHistory()
    other.entered(kid)
    other.confirmed([kid] * ENOUGH, 6)
    assert other.passing(2, 0.5) == (None, None)


def test_ranges_tell_how_many_were_quick_and_how_many_not() -> None:
    passed, failed = two_classes().passing(2, 0.95)
    assert passed and passed.start < 20_000 <= passed.end
    assert passed.within == passed.confirmed >= ENOUGH
    assert failed and failed.start < 2_000 <= failed.end and failed.within == 0
