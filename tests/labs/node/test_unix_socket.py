"""A node's RPC on a unix socket: for places without a network, and for nobody but its user."""

from __future__ import annotations

import socket
import stat
from pathlib import Path

import pytest

from labs.node import Client, NodeNotRunning, regtest
from labs.node.process import cookie_of


def options(path: Path) -> list[str]:
    return ["-rpcallowip=127.0.0.1", "-rpcbind=127.0.0.1", f"-rpcbind=unix:{path}"]


def test_the_same_node_answers_on_both(tmp_path: Path) -> None:
    path = tmp_path / "rpc.sock"
    with socket.socket(socket.AF_UNIX) as left_over:
        left_over.bind(str(path))
    node = regtest(engine="kernel", options=options(path))
    with node as rpc:
        beside = Client(f"unix:{path}", cookie=cookie_of(node.datadir), wallet="lab")
        rpc.mine(2)
        assert beside.getblockcount() == 2 and beside.getbalances() == rpc.getbalances()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert [beside.getblockcount() for _ in range(50)] == [2] * 50
    with pytest.raises(NodeNotRunning, match=r"unix:/.*rpc\.sock"):
        beside.getblockcount()


def test_a_file_that_is_no_socket_stays_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("mine")
    with pytest.raises(NodeNotRunning, match="Unable to start HTTP server"):
        regtest(engine="kernel", options=options(path)).start()
    assert path.read_text() == "mine"


def test_a_path_too_long_for_a_socket_is_an_error_not_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / ("long" * 30)
    with pytest.raises(NodeNotRunning, match="Unable to start HTTP server") as caught:
        regtest(engine="kernel", options=options(path)).start()
    assert "Traceback" not in str(caught.value)
