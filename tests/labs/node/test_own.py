"""The learner's own node stays: for other notebooks, after the kernel's end, and after its own death."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import labs.node
from labs.node import NodeError, NodeNotRunning

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = "import labs.node; rpc = labs.node.own(engine='kernel'); print(rpc.url, rpc.mine(1)[0])"


def pid_of(home: Path) -> int:
    return int(json.loads((home / ".hunar" / "node" / "node.json").read_text())["pid"])


def ended(home: Path) -> None:
    """Wait for the node's end; a child of ours leaves a zombie that has to be taken in."""
    pid = pid_of(home)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            pass
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.02)
    raise AssertionError(f"process {pid} still runs")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A learner's home. Whatever node runs in it at the end is killed."""
    monkeypatch.setenv("HOME", str(tmp_path))
    yield tmp_path
    try:
        os.kill(pid_of(tmp_path), signal.SIGKILL)
        ended(tmp_path)
    except (OSError, ValueError):
        pass


def notebook(home: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env=os.environ | {"HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_every_notebook_finds_the_same_node_and_it_outlives_them(home: Path) -> None:
    first_url, first_block = notebook(home)
    second_url, _ = notebook(home)
    rpc = labs.node.own()
    assert first_url == second_url == rpc.url
    assert (rpc.getblockcount(), rpc.getblockhash(1)) == (2, first_block)
    assert (home / ".hunar" / "node").stat().st_mode & 0o777 == 0o700


def test_notebooks_that_start_at_once_start_one_node(home: Path) -> None:
    command = [sys.executable, "-c", SCRIPT]
    both = [
        subprocess.Popen(
            command, cwd=ROOT, env=os.environ | {"HOME": str(home)}, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    urls = {one.communicate(timeout=60)[0].split()[0] for one in both}
    assert len(urls) == 1 and labs.node.own().getblockcount() == 2


def test_the_chain_and_wallet_are_there_after_a_stop_and_after_a_kill(home: Path) -> None:
    rpc = labs.node.own(engine="kernel", wallet="ali")
    tip = rpc.mine(5)[-1]
    rpc.stop()
    ended(home)
    rpc = labs.node.own(wallet="ali")
    assert rpc.getbestblockhash() == tip and rpc.getbalances()["mine"]["immature"] == 250
    tip = rpc.mine(5)[-1]
    os.kill(pid_of(home), signal.SIGKILL)
    ended(home)
    assert labs.node.own(wallet="ali").getbestblockhash() == tip


def test_fresh_throws_the_chain_away(home: Path) -> None:
    rpc = labs.node.own(engine="kernel")
    rpc.mine(3)
    old = pid_of(home)
    rpc = labs.node.own(engine="kernel", fresh=True)
    os.waitpid(old, 0)
    assert rpc.getblockcount() == 0 and rpc.listwallets() == ["lab"] and pid_of(home) != old


def test_a_chain_keeps_its_engine(home: Path) -> None:
    labs.node.own(engine="kernel", wallet=False)
    with pytest.raises(NodeError, match="fresh=True"):
        labs.node.own(engine="bitcoind")


@pytest.mark.parametrize(
    "text", ["", "{", "[1]", '{"url": 5, "engine": null}', '{"url": "x", "engine": "auto"}']
)
def test_a_spoilt_note_costs_nothing(home: Path, text: str) -> None:
    folder = home / ".hunar" / "node"
    folder.mkdir(parents=True)
    (folder / "node.json").write_text(text)
    assert labs.node.own(wallet=False).getblockcount() == 0


def test_what_does_not_start_says_why(home: Path) -> None:
    folder = home / ".hunar" / "node"
    folder.mkdir(parents=True)
    (folder / "bitcoin.conf").write_text(
        "nosuch=1\n[regtest]\nrpcport=abc\nrpcbind=::bad::\nrpcallowip=bad\n"
    )
    with pytest.raises(NodeNotRunning, match="Error"):
        labs.node.own(engine="kernel")
