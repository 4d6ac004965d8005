"""A press on Submit is never lost and never counts twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.exchange.client import Client
from hub.lab.outbox import KEEP_S, REPLACED, Outbox
from tests.hub.lab_service import ProgressService

# httpcore leaves the socket of a refused connection to the garbage collector.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
)
KEY, OTHER = "0123456789abcdef", "fedcba9876543210"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ProgressService]:
    service = ProgressService(tmp_path / "progress.sock")
    service.start()
    yield service
    service.stop()


@pytest.fixture
def connect(service: ProgressService) -> Callable[[], Client]:
    return lambda: Client("http://progress/services/progress", "token", socket=str(service.socket))


@pytest.fixture
def outbox(tmp_path: Path, connect: Callable[[], Client]) -> Outbox:
    return Outbox(tmp_path / "outbox", connect)


def unreadable() -> str:
    raise AssertionError("a known key is never read again")


def test_a_hand_in_ends_in_a_receipt(service: ProgressService, outbox: Outbox) -> None:
    entry = outbox.hand_in(KEY, "toys", "toy", lambda: "one")
    assert entry.receipt == service.receipt(KEY)
    assert service.received == {KEY: b"one"}


def test_the_same_key_is_one_hand_in(service: ProgressService, outbox: Outbox) -> None:
    first = outbox.hand_in(KEY, "toys", "toy", lambda: "one")
    assert outbox.hand_in(KEY, "toys", "toy", unreadable) == first
    assert service.posts == 1


def test_an_outage_keeps_the_notebook_of_the_press(
    service: ProgressService, outbox: Outbox, tmp_path: Path, connect: Callable[[], Client]
) -> None:
    service.stop()
    assert outbox.hand_in(KEY, "toys", "toy", lambda: "as pressed").waiting
    service.start()
    restarted = Outbox(tmp_path / "outbox", connect)
    assert [entry.receipt for entry in restarted.deliver_waiting()] == [service.receipt(KEY)]
    assert service.received == {KEY: b"as pressed"}
    assert restarted.deliver_waiting() == []


def test_presses_during_an_outage_are_one_hand_in_the_last(service: ProgressService, outbox: Outbox) -> None:
    service.stop()
    outbox.hand_in(KEY, "toys", "toy", lambda: "first")
    outbox.hand_in(OTHER, "toys", "toy", lambda: "second")
    service.start()
    outbox.deliver_waiting()
    assert service.received == {OTHER: b"second"}
    assert outbox.hand_in(KEY, "toys", "toy", unreadable).refused == REPLACED


def test_a_refusal_by_the_service_ends_the_hand_in(service: ProgressService, outbox: Outbox) -> None:
    service.refuse_with = (403, "This assignment is closed.")
    assert outbox.hand_in(KEY, "toys", "toy", lambda: "one").refused == "This assignment is closed."
    assert outbox.deliver_waiting() == []


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_trouble_on_the_services_side_is_tried_again(
    service: ProgressService, outbox: Outbox, status: int
) -> None:
    service.refuse_with = (status, "Not now.")
    assert outbox.hand_in(KEY, "toys", "toy", lambda: "one").waiting
    service.refuse_with = None
    assert outbox.hand_in(KEY, "toys", "toy", unreadable).receipt == service.receipt(KEY)


def test_a_full_disk_does_not_forbid_handing_in(
    service: ProgressService, tmp_path: Path, connect: Callable[[], Client]
) -> None:
    (tmp_path / "file").write_text("a folder cannot be made below this")
    outbox = Outbox(tmp_path / "file" / "outbox", connect)
    assert outbox.hand_in(KEY, "toys", "toy", lambda: "one").receipt == service.receipt(KEY)


def test_a_damaged_entry_does_not_stop_the_others(
    service: ProgressService, outbox: Outbox, tmp_path: Path
) -> None:
    service.stop()
    outbox.hand_in(KEY, "toys", "toy", lambda: "one")
    (tmp_path / "outbox" / f"{OTHER}.json").write_text("{")
    service.start()
    assert [entry.key for entry in outbox.deliver_waiting()] == [KEY]


def test_ended_entries_go_after_a_month(tmp_path: Path, connect: Callable[[], Client]) -> None:
    now = 1_000_000.0
    outbox = Outbox(tmp_path / "outbox", connect, clock=lambda: now)
    outbox.hand_in(KEY, "toys", "toy", lambda: "one")
    now += KEEP_S + 1
    outbox.deliver_waiting()
    assert list((tmp_path / "outbox").iterdir()) == []


@pytest.mark.parametrize("key", ["", "short", "../../../../etc/passwd", "a" * 65])
def test_a_key_that_is_no_key_is_refused(outbox: Outbox, key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        outbox.hand_in(key, "toys", "toy", unreadable)
