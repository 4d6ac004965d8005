"""Whatever is sent, the node answers with an error of Core's kind, writes no traceback and stays alive."""

import http.client
import itertools
import json
import time
from typing import Any

import pytest

from labs.embedded import methods
from labs.embedded.rpc.registry import METHODS, Arg
from tests.labs.embedded.processes import RunningNode

MALFORMED = [
    b"",
    b" ",
    b"nul",
    b"{",
    b"[",
    b"[1,",
    b'{"method":}',
    b"\xff\xfe\x00",
    b'{"method":"getblockcount"} x',
    b'{"method":"getblockcount",}',
    b"NaN",
    b"[Infinity]",
    b'{"method":"echo","params":["\\ud800"]}',
    b'{"method":"echo","params":["\\udc00\\ud800"]}',
    b'{"method":"echo","params":["\x01"]}',
    b"[" * 100_000,
    b"[" * 600 + b"]" * 600,
    b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    b"1" * 10_000,
    b"1e" + b"9" * 40,
    b'"' + b"a" * 1_000_000,
    b"[" + b"[]," * 200_000 + b"]",
]


@pytest.mark.parametrize("body", MALFORMED, ids=range(len(MALFORMED)))
def test_malformed_json_is_a_parse_error(node: RunningNode, body: bytes) -> None:
    answer = node.post(body)
    assert answer.status == 500
    assert answer.json["error"] == {"code": -32700, "message": "Parse error"}


def test_many_and_deep_but_valid_requests_are_answered(node: RunningNode) -> None:
    assert len(node.post(json.dumps([{"method": "getblockcount"}] * 2_000).encode()).json) == 2_000
    assert node.post(b"[" + b"1," * 20_000 + b"1]").status == 200
    deep = b'{"method":"echo","params":[' + b"[" * 400 + b"]" * 400 + b"]}"
    assert node.post(deep).status == 200


def test_a_field_sent_twice_counts_once(node: RunningNode) -> None:
    code, text = node.error("nosuch")
    assert (code, text) == (-32601, "Method not found")
    answer = node.post(b'{"method":"getblockhash","params":{"height":0,"height":1}}').json
    assert answer["error"] == {"code": -8, "message": "Parameter height specified multiple times"}


WRONG: list[Any] = [
    None,
    True,
    -1,
    1 << 31,
    1 << 63,
    10**30,
    1.5,
    "",
    "zz",
    "\x00",
    "../../x",
    "é" * 300,
    "00" * 32,
    [],
    {},
    [[[]]],
    [None],
    [{}],
    [{"txid": 5, "vout": "x"}],
    {"a": {}},
]
SAMPLES = {
    "STR": "a",
    "HEX": "11" * 32,
    "NUM": 1,
    "INT": 1,
    "REAL": 1,
    "AMOUNT": 1,
    "BOOL": False,
    "ARR": [],
    "OBJ": {},
    "OBJ_NAMED": {},
    "OBJ_USER_KEYS": {},
    "RANGE": 1,
    "ANY": "a",
}
UNTRIED = {"stop", "setmocktime", "waitfornewblock", "waitforblock", "waitforblockheight"}
"""They end the node, stop its clock or wait for ever, as they should."""


def _calls(args: tuple[Arg, ...]) -> list[list[Any]]:
    """Parameters with one wrong value each, none at all, and too many."""
    usual = [SAMPLES[arg.main_kind] for arg in args]
    wrong = [[*usual[:i], value, *usual[i + 1 :]] for i in range(len(args)) for value in WRONG]
    return [[], usual, [*usual, 1], *wrong, *([value] * len(args) for value in WRONG)]


@pytest.mark.slow
def test_wrong_values_for_every_parameter_give_errors_and_no_traceback(node: RunningNode) -> None:
    methods.load()
    assert methods.failure is None
    node.call("createwallet", "hostile")
    login = {"Authorization": node.authorization()}
    connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=20)
    broken = []
    for name, method in sorted(METHODS.items()):
        if name in UNTRIED:
            continue
        path = "/wallet/hostile" if method.category == "wallet" else "/"
        for params in _calls(method.args):
            body = json.dumps({"method": name, "params": params, "id": 1})
            began = time.monotonic()
            try:
                connection.request("POST", path, body, login)
                answer = json.loads(connection.getresponse().read())
            except (OSError, http.client.HTTPException, ValueError) as error:
                broken.append(f"{name}{str(params)[:150]}: {error!r}")
                connection.close()
                continue
            error = answer["error"] or {}
            took = time.monotonic() - began
            if error.get("code") == -32603 or "Traceback" in str(answer) or took > 5:
                broken.append(f"{name}{str(params)[:150]}: {str(error)[:200]} {took:.1f} s")
    connection.close()
    assert not broken, "\n".join(itertools.islice(broken, 60))
    assert node.call("getblockcount") >= 0
    assert "Traceback" not in node.log()


TRICKS = [
    "../x",
    "..",
    ".",
    "/etc/x",
    "a/../../b",
    "a\x00b",
    "a" * 300,
    "%2e%2e",
    "..\\x",
    "w\n",
    "~root",
    "-rf",
]


@pytest.mark.parametrize("name", TRICKS, ids=range(len(TRICKS)))
def test_wallet_names_lead_nowhere_else(node: RunningNode, name: str) -> None:
    folder = node.network_dir
    before = {path for path in folder.parent.parent.rglob("*") if folder / "wallets" not in path.parents}
    for method in ("createwallet", "loadwallet", "unloadwallet"):
        answer = node.answer(method, [name])
        assert (answer["error"] or {}).get("code") != -32603, answer
    after = {path for path in folder.parent.parent.rglob("*") if folder / "wallets" not in path.parents}
    assert {path for path in after - before if "wallet" in path.name} == set()
    path = "/wallet/" + "".join(f"%{byte:02x}" for byte in name.encode())
    assert node.post(b'{"method":"getwalletinfo"}', path).status in (500, 404)
    assert node.call("getblockcount") >= 0
