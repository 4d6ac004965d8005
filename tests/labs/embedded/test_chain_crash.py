"""Nothing acknowledged is lost: killed processes, full disks, and a second process on the same directory."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from labs.bitcoin.transactions import from_display
from labs.embedded import datadir
from labs.embedded.chain import Chain, ChainError
from labs.embedded.datadir import DatadirError
from tests.labs.embedded.mined import Clock, mine

ROOT = Path(__file__).parents[3]
GENERATE = """
import sys
from pathlib import Path
from labs.embedded import judge
from labs.embedded.chain import Chain
from tests.labs.embedded.mined import Clock, mine
judge.FLUSH_EVERY = int(sys.argv[3])
chain = Chain(Path(sys.argv[1]), Clock())
while True:
    assert chain.submit(mine(chain.tip, mark=sys.argv[2].encode())) is None
    print(chain.tip.hash[::-1].hex(), flush=True)
"""


def generating(folder: Path, mark: str, flush_every: int) -> "subprocess.Popen[str]":
    """A process that mines and prints each block's hash as soon as it is accepted."""
    command = [sys.executable, "-c", GENERATE, str(folder), mark, str(flush_every)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def killed_after(process: "subprocess.Popen[str]", blocks: int, pause_s: float) -> list[str]:
    """What the process printed before SIGKILL, in whole lines."""
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(blocks)]
    time.sleep(pause_s)
    process.send_signal(signal.SIGKILL)
    lines += process.stdout.readlines()
    process.stdout.close()
    process.wait()
    return [line.strip() for line in lines if len(line) == 65]


@pytest.mark.slow
def test_no_acknowledged_block_is_lost_by_kill_9(tmp_path: Path) -> None:
    dice = random.Random(9)
    height = 0
    for number in range(12):
        process = generating(tmp_path, str(number), dice.choice([2, 20, 500]))
        printed = killed_after(process, dice.randrange(1, 60), dice.random() / 5)
        assert printed
        chain = Chain(tmp_path, Clock())
        for text in printed:
            entry = chain.entry(from_display(text))
            assert entry is not None and chain.is_active(entry)
            assert chain.is_intact(entry)
        assert height + len(printed) <= chain.height <= height + len(printed) + 1
        assert chain.coin_count() == chain.height
        height = chain.height
        chain.close()


def test_a_second_process_is_told_who_is_there(tmp_path: Path) -> None:
    chain = Chain(tmp_path, Clock())
    expected = f"Cannot obtain a lock on directory {tmp_path}. Bitcoin Core is probably already running."
    answer = subprocess.run(
        [sys.executable, "-c", GENERATE, str(tmp_path), "", "1"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert answer.returncode == 1
    assert expected in answer.stderr
    with pytest.raises(DatadirError, match="probably already running"):
        Chain(tmp_path, Clock())
    chain.close()
    Chain(tmp_path, Clock()).close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 96 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def fill(folder: Path, leave_bytes: int) -> Path:
    """A file that leaves so much of the disk."""
    import os

    disk = os.statvfs(folder)
    path = folder / "filler"
    with path.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(disk.f_bavail * disk.f_frsize - leave_bytes, 1))
    return path


def test_blocks_are_refused_before_the_disk_is_full(small_disk: Path) -> None:
    chain = Chain(small_disk / "node", Clock())
    assert chain.submit(mine(chain.tip)) is None
    filler = fill(small_disk, datadir.MIN_FREE_BYTES - 1_000_000)
    raw = mine(chain.tip)
    with pytest.raises(ChainError, match="Disk space is too low!"):
        chain.submit(raw)
    assert chain.height == 1
    assert chain.check(raw) is None
    filler.unlink()
    assert chain.submit(raw) is None
    chain.close()


def test_a_disk_that_fills_up_all_the_same_leaves_nothing_half_written(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datadir, "MIN_FREE_BYTES", 0)
    chain = Chain(small_disk / "node", Clock())
    assert chain.submit(mine(chain.tip)) is None
    failures: list[str] = []
    chain.on_failure = lambda: failures.append(chain.fatal)
    filler = fill(small_disk, 300_000)
    accepted = 1
    with pytest.raises(ChainError, match="must be started again"):
        for _ in range(3000):
            assert chain.submit(mine(chain.tip)) is None
            accepted += 1
    with pytest.raises(ChainError, match="must be started again"):
        chain.submit(mine(chain.tip))
    assert failures == [chain.fatal]
    filler.unlink()
    chain.close()
    chain = Chain(small_disk / "node", Clock())
    assert accepted <= chain.height <= accepted + 1
    assert chain.coin_count() == chain.height
    assert chain.submit(mine(chain.tip)) is None
    chain.close()
