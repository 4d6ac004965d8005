"""The faucet's ledger: one grant a while for each learner, and none twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.network.faucet import Faucet, TooSoon

DAY_S = 86_400.0


@pytest.fixture
def faucet(tmp_path: Path) -> Iterator[Faucet]:
    made = Faucet(tmp_path / "faucet.sqlite")
    yield made
    made.close()


def test_a_learner_is_given_once_in_a_while(faucet: Faucet) -> None:
    faucet.grant("b", "chain", "ali", 5, DAY_S, now=1_000.0)
    with pytest.raises(TooSoon) as refused:
        faucet.grant("b", "chain", "ali", 5, DAY_S, now=1_600.0)
    assert refused.value.wait_s == DAY_S - 600
    faucet.grant("b", "chain", "ali", 5, DAY_S, now=1_000.0 + DAY_S)


@pytest.mark.parametrize("other", [("c", "chain", "ali"), ("b", "new", "ali"), ("b", "chain", "sana")])
def test_courses_chains_and_learners_do_not_share_a_wait(faucet: Faucet, other: tuple[str, str, str]) -> None:
    faucet.grant("b", "chain", "ali", 5, DAY_S, now=1_000.0)
    faucet.grant(*other, 5, DAY_S, now=1_001.0)


def test_what_was_never_sent_may_be_asked_again_what_was_sent_may_not(faucet: Faucet) -> None:
    faucet.take_back(faucet.grant("b", "chain", "ali", 5, DAY_S, now=1_000.0))
    number = faucet.grant("b", "chain", "ali", 5, DAY_S, now=1_001.0)
    faucet.paid(number, "ab" * 32)
    faucet.take_back(number)
    with pytest.raises(TooSoon):
        faucet.grant("b", "chain", "ali", 5, DAY_S, now=1_002.0)


def test_of_many_at_once_one_is_given(tmp_path: Path) -> None:
    ledgers = [Faucet(tmp_path / "faucet.sqlite") for _ in range(4)]
    given: list[int] = []

    def ask(ledger: Faucet) -> None:
        for _ in range(10):
            try:
                given.append(ledger.grant("b", "chain", "ali", 5, DAY_S, now=1_000.0))
            except TooSoon:
                continue

    threads = [threading.Thread(target=ask, args=(ledger,)) for ledger in ledgers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for ledger in ledgers:
        ledger.close()
    assert len(given) == 1


def test_a_grant_outlives_the_process(tmp_path: Path) -> None:
    first = Faucet(tmp_path / "faucet.sqlite")
    first.grant("b", "chain", "ali", 5, DAY_S, now=1_000.0)
    second = Faucet(tmp_path / "faucet.sqlite")  # the first was never closed, as after a power cut
    with pytest.raises(TooSoon):
        second.grant("b", "chain", "ali", 5, DAY_S, now=1_001.0)
    first.close()
    second.close()
