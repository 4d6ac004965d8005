"""A private node is there when it is used and gone afterwards, whatever happens to whoever started it."""

from __future__ import annotations

import hmac
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import labs.node
from labs.node import NodeError, NodeNotRunning, regtest
from labs.node.engines import choose

ROOT = Path(__file__).resolve().parents[3]
GONE_S = 20.0
ENGINES = sorted({"kernel", choose().name})
"""bitcoind too, on a machine that has it."""


def alive(pid: int) -> bool:
    """A process that still runs: a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_for(happened: Callable[[], bool]) -> bool:
    until = time.monotonic() + GONE_S
    while time.monotonic() < until:
        if happened():
            return True
        time.sleep(0.02)
    return False


def test_with_ends_process_and_folder() -> None:
    node = regtest(engine="kernel")
    with node as rpc:
        assert rpc.getblockcount() == 0 and rpc.listwallets() == ["lab"]
        pid, folder = node.pid, node.datadir
        assert pid is not None and alive(pid) and (folder / "regtest").is_dir()
        assert node.engine.name == "kernel"
    assert not alive(pid) and not folder.exists()
    with pytest.raises(NodeNotRunning):
        rpc.getblockcount()


def test_a_node_is_kept_across_cells_and_may_start_again_on_its_folder(tmp_path: Path) -> None:
    node = regtest(engine="kernel", datadir=tmp_path / "kept", wallet="ali")
    rpc = node.start()
    assert node.start() is rpc and node.rpc is rpc
    mined = rpc.mine(3)
    node.stop()
    node.stop()
    with pytest.raises(NodeError, match="not running"):
        _ = node.rpc
    with node as rpc:
        assert rpc.getbestblockhash() == mined[-1]
        assert rpc.listwallets() == ["ali"] and rpc.getbalances()["mine"]["immature"] == 150


def test_without_a_wallet_rewards_go_to_anybody() -> None:
    with regtest(engine="kernel", wallet=False) as rpc:
        assert rpc.listwallets() == []
        assert rpc.block(rpc.mine(1)[0])["tx"][0]["vout"][0]["scriptPubKey"]["hex"] == "51"


def test_options_reach_the_node() -> None:
    with regtest(
        engine="kernel", wallet=False, options=["-uacomment=hunar", "-minrelaytxfee=0.00005"]
    ) as rpc:
        assert str(rpc.getmempoolinfo()["minrelaytxfee"]) == "0.00005000"


def test_a_node_that_cannot_start_says_why_and_leaves_nothing(tmp_path: Path) -> None:
    node = regtest(engine="kernel", datadir=tmp_path, options=["-nosuchoption"])
    with pytest.raises(NodeNotRunning, match="Invalid parameter -nosuchoption"):
        node.start()
    with regtest(engine="kernel", datadir=tmp_path, wallet=False):
        second = regtest(engine="kernel", datadir=tmp_path, wallet=False)
        with pytest.raises(NodeNotRunning, match="lock"):
            second.start()


def test_two_nodes_do_not_meet() -> None:
    with regtest(wallet=False) as one, regtest(wallet=False) as other:
        one.mine(2)
        assert (one.getblockcount(), other.getblockcount()) == (2, 0)
        assert one.url != other.url


def test_a_node_started_by_a_thread_outlives_the_thread() -> None:
    node = regtest(wallet=False)
    thread = threading.Thread(target=node.start)
    thread.start()
    thread.join()
    time.sleep(1.5)
    assert node.rpc.getblockcount() == 0
    node.stop()


STARTER = """
import os, sys, time
import labs.node
node = labs.node.regtest(engine="{engine}", wallet=False)
rpc = node.start()
print(node.pid, node.datadir, flush=True)
{then}
"""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "then",
    [
        "time.sleep(60)",
        "os.fork() or time.sleep(60); time.sleep(60)",
        "sys.exit(3)",
        "os._exit(0)",
        "raise ValueError('a cell that fails')",
        "rpc.mine(100_000)",
    ],
)
def test_no_node_outlives_a_kernel_that_dies(then: str, engine: str) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER.format(then=then, engine=engine)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert starter.stdout is not None
    with starter.stdout:
        pid, folder = starter.stdout.readline().split()
        try:
            if "sleep" in then or "mine" in then:
                time.sleep(0.3)
                assert alive(int(pid))
                starter.kill()
            starter.wait()
            assert wait_for(lambda: not alive(int(pid)))
            assert wait_for(lambda: not Path(folder).exists())
        finally:
            subprocess.run(["pkill", "-9", "-s", str(starter.pid)], check=False)


def test_a_notebooks_interrupt_leaves_the_node_alone() -> None:
    then = (
        "import signal; signal.signal(signal.SIGINT, lambda *_: print('interrupted', flush=True))\n"
        "os.killpg(0, signal.SIGINT); time.sleep(0.3); print(rpc.getblockcount())"
    )
    done = subprocess.run(
        [sys.executable, "-c", STARTER.format(then=then, engine="auto")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=60,
    )
    assert done.stdout.split()[2:] == ["interrupted", "0"]
    assert done.stderr == ""


@pytest.mark.parametrize("engine", ENGINES)
def test_a_leash_that_is_killed_takes_its_node_along(engine: str) -> None:
    node = regtest(engine=engine, wallet=False)
    folder = node.start() and node.datadir
    running = int(next(folder.glob("regtest/*.pid")).read_text())
    assert node.pid is not None and alive(running)
    os.kill(node.pid, signal.SIGKILL)
    assert wait_for(lambda: not alive(running))
    node.stop()
    assert not folder.exists()


def test_connect_takes_its_address_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUNAR_NODE_URL", raising=False)
    with pytest.raises(NodeError, match="Which node"):
        labs.node.connect()
    password = hmac.new(b"5a17", b"pw", "sha256").hexdigest()
    node = regtest(wallet=False, options=[f"-rpcauth=class:5a17${password}"])
    with node as rpc:
        monkeypatch.setenv("HUNAR_NODE_URL", rpc.url.replace("//", "//class:pw@"))
        assert labs.node.connect().getblockcount() == 0
        with pytest.raises(labs.node.AccessDenied):
            labs.node.connect(rpc.url).getblockcount()
