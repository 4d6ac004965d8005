"""The process: how it starts, what it refuses, how it ends, and what it leaves behind."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.labs.embedded.processes import ROOT, RunningNode, free_port


def _run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "labs.embedded", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30)


def test_help_and_version_answer_without_a_folder() -> None:
    for argument in ("-help", "--help", "-?", "-h"):
        done = _run(argument)
        assert (done.returncode, done.stderr) == (0, "")
        assert "-datadir=<dir>" in done.stdout
    assert _run("-version").stdout.startswith("Bitcoin Core daemon version v31.99.0")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-nosuch"], "Error: Error parsing command line arguments: Invalid parameter -nosuch"),
        (["-datadir=/no/such/place"], 'Error: Specified data directory "/no/such/place" does not exist.'),
    ],
)
def test_what_it_cannot_do_it_says_in_one_line(arguments: list[str], said: str) -> None:
    done = _run(*arguments)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (1, "", said)


def test_a_second_process_on_the_same_folder_is_refused(node: RunningNode) -> None:
    cookie = (node.network_dir / ".cookie").read_bytes()
    done = _run(f"-datadir={node.datadir}", f"-rpcport={free_port()}")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: Cannot obtain a lock on directory")
    assert (node.network_dir / ".cookie").read_bytes() == cookie, "the first one's cookie is not touched"
    assert node.call("getblockcount") == 0


def test_a_port_in_use_is_refused_and_no_cookie_stays(node: RunningNode, tmp_path: Path) -> None:
    done = _run(f"-datadir={tmp_path}", f"-rpcport={node.port}")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: Unable to start HTTP server. See debug log for details.")
    assert not (tmp_path / "regtest" / ".cookie").exists()


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_cleanly(start_node: Callable[..., RunningNode], sent: signal.Signals) -> None:
    node = start_node()
    assert node.process is not None
    node.process.send_signal(sent)
    assert node.process.wait(20) == 0
    assert not (node.network_dir / ".cookie").exists()
    assert not (node.network_dir / "bitcoind.pid").exists()
    assert "Shutdown done" in node.log()


def test_it_starts_again_after_it_was_killed(start_node: Callable[..., RunningNode]) -> None:
    node = start_node()
    assert node.process is not None
    old = (node.network_dir / ".cookie").read_text()
    node.process.kill()
    node.process.communicate()
    node.start()
    assert (node.network_dir / ".cookie").read_text() != old
    assert node.call("getblockcount") == 0


def test_files_that_core_has_are_there(node: RunningNode) -> None:
    settings = json.loads((node.network_dir / "settings.json").read_text())
    assert list(settings) == ["_warning_"]
    assert node.process is not None
    assert int((node.network_dir / "bitcoind.pid").read_text()) == node.process.pid
    first = node.log().splitlines()[0]
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z Bitcoin Core version v31\.99\.0", first)


def test_a_command_may_wait_for_the_start(start_node: Callable[..., RunningNode], tmp_path: Path) -> None:
    told = tmp_path / "told"
    start_node(f"-startupnotify=echo up > '{told}'")
    for _ in range(200):
        if told.exists() and told.read_text():
            break
        time.sleep(0.02)
    assert told.read_text() == "up\n"


def test_passwords_on_the_command_line_are_not_logged(start_node: Callable[..., RunningNode]) -> None:
    node = start_node("-rpcauth=ali:salt$feedbeef")
    assert "Command-line arg: rpcauth=****" in node.log()
    assert "feedbeef" not in node.log()


def test_the_background_process_outlives_its_command(tmp_path: Path) -> None:
    node = RunningNode(tmp_path, port=free_port())
    done = _run(f"-datadir={tmp_path}", f"-rpcport={node.port}", "-daemon")
    assert (done.returncode, done.stdout.strip()) == (0, "Bitcoin Core starting")
    pid_file = node.network_dir / "bitcoind.pid"
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            if node.post(b'{"method":"stop"}').status == 200:
                break
        except OSError:
            time.sleep(0.05)
    while pid_file.exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not pid_file.exists()


def test_mocked_time_stands_still_and_uptime_does_not(node: RunningNode) -> None:
    node.call("setmocktime", 2_000_000_000)
    try:
        node.call("setban", "1.2.3.4", "add", 100)
        assert node.call("listbanned")[0]["banned_until"] == 2_000_000_100
        assert node.call("uptime") < 1000
    finally:
        node.call("setmocktime", 0)
    assert node.error("setmocktime", -1) == (-8, "Mocktime must be in the range [0, 9223372036], not -1.")


def test_help_lists_by_category_and_explains_each_method(node: RunningNode) -> None:
    text = node.call("help")
    titles = re.findall("^== (.*) ==$", text, re.MULTILINE)
    assert titles[:2] == ["Blockchain", "Control"]
    assert titles == sorted(titles)
    for line in text.splitlines():
        if line and not line.startswith("=="):
            name = line.split()[0]
            assert node.call("help", name).splitlines()[0] == line
    assert node.call("help", "nosuch") == "help: unknown command: nosuch"


def test_without_wallets_their_methods_do_not_exist(start_node: Callable[..., RunningNode]) -> None:
    node = start_node("-disablewallet")
    assert node.error("createwallet", "w") == (-32601, "Method not found")
    assert "== Wallet ==" not in node.call("help")
