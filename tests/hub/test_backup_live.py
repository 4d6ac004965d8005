"""A backup taken while hand-ins arrive and are graded is one consistent moment of the platform."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from progress import accounts
from progress.database import connect
from progress.handins import HAND_INS_PER_HOUR
from tests.hub.handing_in import Learner, hunar
from tests.running import PASSWORD, running

pytestmark = pytest.mark.slow
BACKUPS = 3


@contextmanager
def handing_in(learner: Learner) -> Iterator[list[int]]:
    """Hand in one notebook after another until the block ends; the list holds the receipts so far."""
    receipts: list[int] = []
    failures: list[BaseException] = []
    done = threading.Event()

    def work() -> None:
        try:
            for number in range(HAND_INS_PER_HOUR):
                if done.wait(0.3):
                    return
                receipts.append(learner.hand_in(f"number {number}")["id"])
        except BaseException as error:  # told below, in the test's own thread
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield receipts
    finally:
        done.set()
        thread.join()
    assert not failures, failures


def submissions(state: Path) -> dict[int, str]:
    """Number and digest of every hand-in that the database names."""
    with closing(sqlite3.connect(state / "hunar.sqlite")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        return dict(database.execute("SELECT id, digest FROM submissions").fetchall())


@pytest.mark.timeout(400)
def test_every_backup_under_load_comes_back_whole(short_folder: Path) -> None:
    state = short_folder / "var"
    before: list[int] = []
    after: list[int] = []
    with running(state) as platform:
        ali = platform.add("ali", "learner")
        ali.start_server()
        ali.run("open('mine.txt', 'w').write('mine')")
        learner = Learner(ali)
        with handing_in(learner) as receipts:
            for number in range(BACKUPS):
                before.append(len(receipts))
                saved = platform.hunar("backup", str(short_folder / f"{number}.tar.gz"))
                assert saved.returncode == 0, saved.stderr
                after.append(len(receipts))
            known = list(receipts)
        learner.close()
        keys = {path.name: path.read_bytes() for path in (state / "keys").iterdir()}
    assert after[-1] > before[0], "nothing arrived meanwhile, so this proves nothing"
    for number in range(BACKUPS):
        back = short_folder / f"back-{number}"
        restored = hunar(back, "restore", str(short_folder / f"{number}.tar.gz"))
        assert restored.returncode == 0, restored.stderr
        rows = submissions(back)
        assert set(known[: before[number]]) <= set(rows), "a hand-in with a receipt is missing"
        for digest in rows.values():
            content = (back / "submissions" / digest[:2] / digest).read_bytes()
            assert hashlib.sha256(content).hexdigest() == digest
        assert {path.name: path.read_bytes() for path in (back / "keys").iterdir()} == keys
        assert (back / "homes" / "ali" / "mine.txt").read_text() == "mine"
        assert (back / "homes" / "ali").stat().st_uid == (state / "homes" / "ali").stat().st_uid
        engine = connect(f"sqlite:///{back / 'hunar.sqlite'}")
        account = accounts.verify(engine, "ali", PASSWORD)
        engine.dispose()
        assert account is not None and account.state == "admitted"
