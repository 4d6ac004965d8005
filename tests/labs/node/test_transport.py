"""What goes over the wire: exact numbers, kept connections, one more try, and errors that say what to do."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from labs.node import AccessDenied, Client, NodeError, NodeNotRunning, NodeTimeout, NotExact
from tests.labs.node.conftest import Answer, Answering

Start = Callable[..., Answering]


def ok(result: str, **more: object) -> Answer:
    return Answer(200, f'{{"result":{result},"error":null,"id":1}}', **more)  # type: ignore[arg-type]


def test_amounts_come_back_as_decimals_and_whole_numbers_as_int(answering: Start) -> None:
    server = answering(ok('{"amount":0.10000000,"height":7,"tiny":1e-8}'))
    said = Client(server.url).getsomething()
    assert said == {"amount": Decimal("0.1"), "height": 7, "tiny": Decimal("0.00000001")}
    assert [type(value) for value in said.values()] == [Decimal, int, Decimal]


def test_decimals_are_sent_with_every_digit(answering: Start) -> None:
    server = answering(ok("null"))
    Client(server.url).sendtoaddress("bcrt1q", Decimal("20999999.97690001"))
    assert '"params":["bcrt1q",20999999.97690001]' in server.asked[0].body


@pytest.mark.parametrize(
    "value", [0.1, [{"a": 1.5}], {"b": (2.0,)}, Decimal("NaN"), Decimal("Infinity"), float("inf")]
)
def test_no_float_is_ever_sent(answering: Start, value: object) -> None:
    server = answering(ok("null"))
    with pytest.raises(NotExact):
        Client(server.url).sendtoaddress("bcrt1q", value)
    assert server.asked == []


def test_a_refused_float_says_what_to_write_instead() -> None:
    with pytest.raises(NotExact, match=r'Decimal\("0\.1"\)'):
        Client("http://127.0.0.1:1").sendtoaddress("bcrt1q", 0.1)


def test_calls_share_one_connection(answering: Start) -> None:
    server = answering(*[ok("1")] * 5)
    client = Client(server.url)
    for _ in range(5):
        client.getblockcount()
    assert len({one.connection for one in server.asked}) == 1


def test_a_connection_that_the_node_closed_is_replaced(answering: Start) -> None:
    server = answering(ok("1", hang_up=True), ok("2", hang_up=True), ok("3"))
    client = Client(server.url)
    assert [client.getblockcount() for _ in range(3)] == [1, 2, 3]
    assert len({one.connection for one in server.asked}) == 3


def test_threads_may_share_a_client(answering: Start) -> None:
    server = answering(*[ok("5", wait_s=0.05)] * 12)
    client = Client(server.url)
    results: list[int] = []
    threads = [threading.Thread(target=lambda: results.append(client.getblockcount())) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [5] * 12


def test_nobody_there_is_said_with_the_address() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        port = taken.getsockname()[1]
        with pytest.raises(NodeNotRunning, match=rf"127\.0\.0\.1:{port}.*labs\.node\.own\(\)"):
            Client(f"http://127.0.0.1:{port}").getblockcount()


def test_a_slow_answer_ends_in_a_timeout_and_the_next_call_gets_its_own_answer(answering: Start) -> None:
    server = answering(ok("1", wait_s=0.5), ok("2"))
    client = Client(server.url, timeout_s=0.1)
    with pytest.raises(NodeTimeout, match=r"0\.1 seconds"):
        client.getblockcount()
    assert client.waiting(10).getblockcount() == 2


def test_a_wallet_has_its_own_path_whatever_its_name_holds(answering: Start) -> None:
    server = answering(ok("0"), ok("0"))
    client = Client(server.url)
    client.wallet("ali / بٹوہ").getbalance()
    client.getbalance()
    assert server.asked[0].path == "/wallet/ali%20%2F%20%D8%A8%D9%B9%D9%88%DB%81"
    assert server.asked[1].path == "/"


def test_a_path_and_a_password_in_the_address_are_used(answering: Start) -> None:
    server = answering(ok("0"), ok("0"))
    client = Client(server.url.replace("http://", "http://ali:p%40ss@") + "/class/")
    client.uptime()
    client.wallet("ali").getbalance()
    assert [one.path for one in server.asked] == ["/class/", "/class/wallet/ali"]
    assert base64.b64decode(server.asked[0].authorisation.split()[1]) == b"ali:p@ss"
    assert "ss" not in repr(client).replace("class", "")


def test_the_cookie_is_read_again_when_the_node_was_started_anew(answering: Start, tmp_path: Path) -> None:
    cookie = tmp_path / ".cookie"
    cookie.write_text("__cookie__:old")
    server = answering(ok("1"), Answer(401, ""), ok("2"))
    client = Client(server.url, cookie=cookie)
    assert client.getblockcount() == 1
    cookie.write_text("__cookie__:new")
    assert client.getblockcount() == 2
    secrets = [base64.b64decode(one.authorisation.split()[1]).decode() for one in server.asked]
    assert secrets == ["__cookie__:old", "__cookie__:old", "__cookie__:new"]


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (Answer(401, ""), AccessDenied, "name and password"),
        (Answer(403, ""), AccessDenied, "does not allow"),
        (Answer(503, "Work queue depth exceeded"), NodeError, "Try again"),
        (Answer(200, "<html>a router</html>"), NodeError, "not a Bitcoin node"),
        (Answer(404, "<html>no such page</html>"), NodeError, "not a Bitcoin node"),
        (Answer(302, "{}"), NodeError, "not a Bitcoin node"),
        (Answer(200, "[]"), NodeError, "not a Bitcoin node"),
        (Answer(200, '"text"'), NodeError, "not a Bitcoin node"),
        (Answer(200, "{}"), NodeError, "not a Bitcoin node"),
        (Answer(200, '{"error":"words"}'), NodeError, "words"),
        (Answer(200, '{"error":{"code":"x","message":null}}'), NodeError, "code -1"),
        (Answer(200, "\ud83d".encode("utf-8", "replace").decode() * 9), NodeError, "not a Bitcoin node"),
    ],
)
def test_strange_answers_end_in_an_error_of_ours(
    answering: Start, answer: Answer, kind: type[NodeError], words: str
) -> None:
    client = Client(answering(answer).url)
    with pytest.raises(kind, match=words):
        client.getblockcount()


@pytest.mark.parametrize("url", ["", "127.0.0.1:18443", "ftp://127.0.0.1", "http://"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="looks like"):
        Client(url)
