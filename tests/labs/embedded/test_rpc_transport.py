"""What goes over the wire: JSON-RPC 1 and 2, HTTP codes, who may call, and clients that misbehave.

The exact answers of `RECORDED` are those of a bitcoind 31.99.
"""

import hashlib
import hmac
import json
import re
import socket
import threading
import time
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import pytest

from labs.embedded import options
from labs.embedded.rpc.access import Access
from labs.embedded.rpc.dispatch import Dispatcher
from tests.labs.embedded.processes import RunningNode

RECORDED = [
    (b"{bad", 500, b'{"result":null,"error":{"code":-32700,"message":"Parse error"},"id":null}\n'),
    (b'{"jsonrpc":"2.0","method":"getblockcount","id":1}', 200, b'{"jsonrpc":"2.0","result":0,"id":1}\n'),
    (
        b'{"jsonrpc":"2.0","method":"nosuch","id":1}',
        200,
        b'{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":1}\n',
    ),
    (
        b'[{"method":"getblockcount","id":1},{"method":"nosuch","id":2}]',
        200,
        b'[{"result":0,"error":null,"id":1},'
        b'{"result":null,"error":{"code":-32601,"message":"Method not found"},"id":2}]\n',
    ),
    (b'{"jsonrpc":"2.0","method":"getblockcount"}', 204, b""),
    (b"[]", 200, b"[]\n"),
    (
        b'{"method":"nosuch","id":"a"}',
        404,
        b'{"result":null,"error":{"code":-32601,"message":"Method not found"},"id":"a"}\n',
    ),
    (b'{"method":"getblockcount"}', 200, b'{"result":0,"error":null}\n'),
    (
        b'{"pizza":"sausage","id":3}',
        400,
        b'{"result":null,"error":{"code":-32600,"message":"Missing method"},"id":3}\n',
    ),
    (
        b'{"jsonrpc":"3.0","method":"getblockcount","id":3}',
        400,
        b'{"result":null,"error":{"code":-32600,"message":"JSON-RPC version not supported"},"id":3}\n',
    ),
    (
        b'"text"',
        500,
        b'{"result":null,"error":{"code":-32700,"message":"Top-level object parse error"},"id":null}\n',
    ),
]


@pytest.mark.parametrize(("sent", "status", "body"), RECORDED)
def test_answers_are_byte_for_byte_bitcoinds(
    node: RunningNode, sent: bytes, status: int, body: bytes
) -> None:
    answer = node.post(sent)
    assert (answer.status, answer.body) == (status, body)
    if body:
        assert answer.headers["Content-Type"] == "application/json"


def test_amounts_are_numbers_with_eight_decimals(node: RunningNode) -> None:
    body = node.post(b'{"method":"getnetworkinfo"}').body
    assert b'"relayfee":0.00000100,' in body


def test_only_post_is_answered_and_unknown_paths_are_not_found(node: RunningNode) -> None:
    login = {"Authorization": node.authorization()}
    answer = node.request("GET", "/", b"", login)
    assert (answer.status, answer.body) == (405, b"JSONRPC server handles only POST requests")
    assert node.request("DELETE", "/", b"", login).status == 405
    assert node.post(b"{}", "/elsewhere").status == 404
    assert node.post(b'{"method":"getblockcount"}', "/wallet/nobody").status == 200


def test_wrong_passwords_are_refused_late_and_missing_ones_at_once(node: RunningNode) -> None:
    began = time.monotonic()
    answer = node.request("POST", "/", b"{}", {})
    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, 'Basic realm="jsonrpc"')
    assert time.monotonic() - began < 0.25
    for wrong in ("__cookie__:no", "nocolon", ":", "x" * 500):
        began = time.monotonic()
        login = {"Authorization": "Basic " + b64encode(wrong.encode()).decode()}
        assert node.request("POST", "/", b"{}", login).status == 401
        assert time.monotonic() - began >= 0.25
    for broken in ("Basic !!", "Bearer x", "Basic"):
        assert node.request("POST", "/", b"{}", {"Authorization": broken}).status == 401


def test_cookie_is_private_and_goes_with_the_node(start_node: Callable[..., RunningNode]) -> None:
    node = start_node()
    cookie = node.network_dir / ".cookie"
    assert cookie.stat().st_mode & 0o777 == 0o600
    assert re.fullmatch("__cookie__:[0-9a-f]{64}", cookie.read_text())
    assert node.call("stop") == "Bitcoin Core stopping"
    assert node.process is not None and node.process.wait(20) == 0
    assert not cookie.exists()


def test_users_reach_only_what_their_list_allows(start_node: Callable[..., RunningNode]) -> None:
    salt = "ab" * 16
    digest = hmac.new(salt.encode(), b"geheim", hashlib.sha256).hexdigest()
    node = start_node(
        f"-rpcauth=ali:{salt}${digest}",
        "-rpcwhitelist=ali:getblockcount, uptime",
        "-rpcwhitelist=ali:getblockcount,getblockhash",
        "-rpcwhitelistdefault=0",
    )
    ali = {"Authorization": "Basic " + b64encode(b"ali:geheim").decode()}

    def status(body: str) -> int:
        return node.request("POST", "/", body.encode(), ali).status

    assert status('{"method":"getblockcount"}') == 200
    assert status('{"method":"uptime"}') == 403
    assert status('{"method":"stop"}') == 403
    assert status('[{"method":"getblockcount"}]') == 200
    assert status('[{"method":"getblockcount"},{"method":"stop"}]') == 403
    assert node.call("uptime") >= 0, "the cookie's user has no list, and the default lets it"


def test_a_plain_password_replaces_the_cookie(tmp_path: Path) -> None:
    node = RunningNode(tmp_path, ["-rpcuser=zoë", "-rpcpassword=päss"], login="zoë:päss".encode())
    node.start()
    try:
        assert node.call("getblockcount") == 0
        assert not (node.network_dir / ".cookie").exists()
    finally:
        node.stop()


def test_until_the_node_is_open_every_call_is_told_its_progress(tmp_path: Path) -> None:
    log: list[str] = []
    access = Access(options.read([f"-datadir={tmp_path}", "-rpcpassword=x"]), log.append)
    dispatcher = Dispatcher(log.append)
    dispatcher.status = "Loading block index…"
    status, body = dispatcher.answer(b'{"method":"getblockcount","id":7}', "ali", None, access)
    assert status == 500
    error = {"code": -28, "message": "Loading block index…"}
    assert json.loads(body or b"") == {"result": None, "error": error, "id": 7}


@pytest.mark.parametrize("host", ["Host: x\r\n", ""])
@pytest.mark.parametrize("piece", [1, 150, 10_000])
def test_connections_live_on_and_answer_in_order(node: RunningNode, host: str, piece: int) -> None:
    head = f"POST / HTTP/1.1\r\n{host}Authorization: {node.authorization()}\r\nContent-Length: "
    with node.socket() as sock:
        first = b'{"method":"waitfornewblock","params":[300],"id":"a"}'
        second = b'{"method":"getblockcount","id":"b"}'
        sent = b"".join(f"{head}{len(body)}\r\n\r\n".encode() + body for body in (first, second))
        for start in range(0, len(sent), piece):
            sock.sendall(sent[start : start + piece])
        got = b""
        while got.count(b'"id":') < 2:
            part = sock.recv(65536)
            assert part, got
            got += part
        assert got.index(b'"id":"a"') < got.index(b'"id":"b"')


def test_chunked_bodies_and_expect_continue_are_understood(node: RunningNode) -> None:
    head = f"POST / HTTP/1.1\r\nHost: x\r\nAuthorization: {node.authorization()}\r\n"
    body = b'{"method":"getblockcount"}'
    with node.socket() as sock:
        sock.sendall(head.encode() + b"Transfer-Encoding: chunked\r\n\r\n")
        for part in (body[:5], body[5:]):
            sock.sendall(f"{len(part):x}\r\n".encode() + part + b"\r\n")
        sock.sendall(b"0\r\n\r\n")
        assert b'"result":0' in sock.recv(65536)
        sock.sendall(head.encode() + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body))
        assert sock.recv(65536).startswith(b"HTTP/1.1 100 ")
        sock.sendall(body)
        assert b'"result":0' in sock.recv(65536)


@pytest.mark.slow
def test_too_large_heads_and_bodies_are_refused(node: RunningNode) -> None:
    login = {"Authorization": node.authorization()}
    assert node.request("GET", "/" + "x" * 9000, b"", login).status == 400
    assert node.request("GET", "/", b"", {f"h{i}": "v" * 100 for i in range(90)}).status == 400
    with node.socket() as sock:
        sock.sendall(
            f"POST / HTTP/1.1\r\nHost: x\r\nAuthorization: {node.authorization()}\r\n"
            "Transfer-Encoding: chunked\r\n\r\n".encode()
        )
        status = _pour(sock, total=40_000_000)
    assert status in (b"", b"HTTP/1.1 413"), status
    assert node.call("getblockcount") == 0


def _pour(sock: socket.socket, total: int) -> bytes:
    """Sends an endless body until the other side has had enough; the first letters of what it said."""
    chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    try:
        for _ in range(total // 0x100000):
            sock.sendall(chunk)
        return bytes(sock.recv(12))
    except OSError:
        return b""


@pytest.mark.slow
def test_slow_clients_time_out_and_harm_nobody(start_node: Callable[..., RunningNode]) -> None:
    node = start_node("-rpcservertimeout=1")
    slow = [node.socket() for _ in range(60)]
    for sock in slow:
        sock.sendall(b"POST / HTTP/1.1\r\nHost:")
    began = time.monotonic()
    assert node.call("getblockcount") == 0
    assert time.monotonic() - began < 1
    dripping = node.socket()
    dripping.sendall(b"POST / HTTP/1.1\r\n")
    ended = False
    for _ in range(40):
        time.sleep(0.1)
        try:
            dripping.sendall(b"a")
        except OSError:
            ended = True
            break
    assert ended, "a client that sends a letter at a time is not waited for"
    for sock in [*slow, dripping]:
        sock.settimeout(3)
        try:
            assert sock.recv(10) == b""
        except ConnectionResetError:
            pass
        sock.close()


@pytest.mark.slow
def test_idle_connections_give_way_to_new_ones(node: RunningNode) -> None:
    idle = [node.socket() for _ in range(450)]
    try:
        assert node.call("getblockcount") == 0
    finally:
        for sock in idle:
            sock.close()


@pytest.mark.slow
def test_a_full_work_queue_says_so(start_node: Callable[..., RunningNode]) -> None:
    node = start_node("-rpcthreads=1", "-rpcworkqueue=1")
    statuses: list[int] = []
    waiting = [
        threading.Thread(
            target=lambda: statuses.append(node.post(b'{"method":"waitfornewblock","params":[1500]}').status)
        )
        for _ in range(2)
    ]
    for thread in waiting:
        thread.start()
    time.sleep(0.5)
    answer = node.post(b'{"method":"getblockcount"}')
    assert (answer.status, answer.body) == (503, b"Work queue depth exceeded")
    for thread in waiting:
        thread.join()
    assert statuses == [200, 200]
    assert node.call("getblockcount") == 0


def test_stop_wakes_those_who_wait(start_node: Callable[..., RunningNode]) -> None:
    node = start_node()
    answers: list[bytes] = []
    waiter = threading.Thread(target=lambda: answers.append(node.post(b'{"method":"waitfornewblock"}').body))
    waiter.start()
    time.sleep(0.3)
    began = time.monotonic()
    assert node.call("stop") == "Bitcoin Core stopping"
    assert node.process is not None and node.process.wait(20) == 0
    waiter.join(5)
    assert time.monotonic() - began < 5
    assert answers and b'"height":0' in answers[0]


def test_batches_run_in_order_and_report_each_error(node: RunningNode) -> None:
    batch = [
        {"jsonrpc": "2.0", "method": "echo", "params": [1], "id": 1},
        {"jsonrpc": "2.0", "method": "echo", "params": [2]},
        5,
        {"jsonrpc": "2.0", "method": "echo", "params": "x", "id": 3},
        {"method": "echo", "params": {"arg0": 4}, "id": None},
    ]
    answer = node.post(json.dumps(batch).encode()).json
    assert [each.get("result", each.get("error")) for each in answer[:1]] == [[1]]
    assert answer[1]["error"] == {"code": -32600, "message": "Invalid Request object"}
    assert answer[2]["error"] == {"code": -32600, "message": "Params must be an array or object"}
    assert answer[3] == {"result": [4], "error": None, "id": None}
