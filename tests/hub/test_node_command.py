"""`hunar node` becomes a node as bitcoind would be one, and installs nothing that was not checked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import labs.node
from hub import doctor
from hub.settings import Settings
from labs.node import Client, NodeNotRunning
from labs.node.process import cookie_of, free_port, wait_until_ready

Start = Callable[..., tuple["subprocess.Popen[str]", Client]]
HUNAR = [sys.executable, "-m", "hub.cli", "node"]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return os.environ | {"HOME": str(tmp_path), "HUNAR_STATE": str(tmp_path / "state")}


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Start]:
    """Start `hunar node` on a free port with these arguments; its datadir is the last of them."""
    running: list[subprocess.Popen[str]] = []

    def run(datadir: Path, *arguments: str) -> tuple[subprocess.Popen[str], Client]:
        port = free_port()
        process = subprocess.Popen(
            [*HUNAR, *arguments, f"-rpcport={port}"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        client = Client(f"http://127.0.0.1:{port}", cookie=cookie_of(datadir))
        wait_until_ready(client, lambda: "it ended" if process.poll() is not None else None)
        return process, client

    yield run
    for process in running:
        process.kill()
        process.communicate()


def test_it_runs_a_node_in_silence_until_a_signal(start: Start, tmp_path: Path) -> None:
    process, rpc = start(tmp_path, "--engine", "kernel", f"-datadir={tmp_path}", "-uacomment=x")
    assert rpc.getblockchaininfo()["chain"] == "regtest" and len(rpc.mine(2)) == 2
    assert int((tmp_path / "regtest" / "bitcoind.pid").read_text()) == process.pid
    process.send_signal(signal.SIGTERM)
    said, complained = process.communicate(timeout=30)
    assert (process.returncode, said, complained) == (0, "", "")


def test_stop_ends_it_with_code_0(start: Start, tmp_path: Path) -> None:
    process, rpc = start(tmp_path, f"-datadir={tmp_path}")
    assert "stopping" in rpc.stop()
    assert process.wait(timeout=30) == 0


def test_without_a_folder_it_is_the_learners_own_node(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ".hunar" / "node"
    process, rpc = start(folder, "--engine=kernel")
    rpc.mine(1)
    rpc.stop()
    assert process.wait(timeout=30) == 0
    monkeypatch.setenv("HOME", str(tmp_path))
    own = labs.node.own(engine="kernel", wallet=False)
    assert own.getblockcount() == 1
    own.stop()
    with pytest.raises(NodeNotRunning):
        while True:
            own.getblockcount()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["-datadir=/nowhere/at/all"], 1, 'Specified data directory "/nowhere/at/all" does not exist'),
        (["--engine", "kernel", "-nosuchoption", "-datadir=."], 1, "Invalid parameter -nosuchoption"),
        (["--engine", "kernel", "-chain=main", "-datadir=."], 1, "regtest only"),
        (["--engine", "geth"], 2, "geth"),
        (["--install", "--archive", "/nowhere.tar.gz"], 2, "/nowhere.tar.gz"),
        (["--install", "--archive", __file__], 1, "SHA-256"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(
    environment: dict[str, str], tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    done = subprocess.run(
        [*HUNAR, *arguments],
        env=environment | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
        cwd=tmp_path,
    )
    assert done.returncode == code
    assert words in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("question", ["-version", "--version", "-help"])
def test_the_engine_answers_for_itself(environment: dict[str, str], question: str) -> None:
    command = [*HUNAR, "--engine", "kernel", question]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "Bitcoin" in done.stdout and done.stderr == ""


def test_the_doctor_says_which_engine_would_run_and_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("HUNAR_BITCOIND", raising=False)
    settings = Settings(state=tmp_path)
    finding = doctor.bitcoin_node(settings)
    assert finding.state == "ok" and finding.detail.startswith("kernel, no bitcoind")
    monkeypatch.setenv("HUNAR_BITCOIND", "/nowhere/bitcoind")
    finding = doctor.bitcoin_node(settings)
    assert finding.state == "missing" and "/nowhere/bitcoind" in finding.detail and finding.remedy
