"""The class network as its learners and instructors use it: a real node, the real service, real sockets."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal

import httpx
import pytest

from hub.network import views
from hub.network.blocks import MOST_A_MINUTE, STALE
from hub.network.credentials import wallet_of
from hub.network.gateway import MOST_CALLS
from hub.network.rpc import NodeRpc
from labs import node as lab_node
from labs.bitcoin.blocks import Header
from labs.bitcoin.transactions import from_display
from labs.mining import solo
from labs.node.errors import NodeError, RpcError
from tests.hub.network_service import COURSE, NetworkService, running_network

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NetworkService]:
    with running_network(tmp_path_factory.mktemp("network")) as service:
        yield service


def wait_for(true: Callable[[], bool], timeout_s: float = 30) -> None:
    end = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def test_a_learner_gets_coins_once_and_pays_another(network: NetworkService) -> None:
    ali, sana = network.rpc("ali"), network.rpc("sana")
    ali.faucet()
    with pytest.raises(RpcError, match="not long ago"):
        ali.faucet()
    wait_for(lambda: bool(ali.getbalance() == Decimal("2.5")))
    txid = ali.sendtoaddress(sana.getnewaddress(), "1.25")
    wait_for(lambda: bool(sana.getbalance() == Decimal("1.25")))
    assert sana.gettransaction(txid)["confirmations"] >= 1
    assert ali.getbalance() < Decimal("1.25")


def test_wallets_are_made_for_their_learners_alone(network: NetworkService) -> None:
    for name in ("ali", "sana", "../../ali", "ALI"):
        assert network.rpc(name).getwalletinfo()["walletname"] == wallet_of(name)


def test_another_wallet_cannot_be_named(network: NetworkService) -> None:
    for other in (wallet_of("sana"), "treasury", "", "..%2Ftreasury"):
        with pytest.raises(NodeError):
            network.rpc("ali").wallet(other).getbalance()
    asked = {"method": "getbalance", "params": [], "id": 1, "wallet": "treasury", "walletname": "treasury"}
    answer = network.post("ali", json.dumps(asked).encode())
    assert answer.json()["result"] < 10, "the treasury holds hundreds"


@pytest.mark.parametrize(
    "method", ["stop", "generatetoaddress", "invalidateblock", "createwallet", "loadwallet"]
)
def test_what_would_touch_others_is_refused_in_words(network: NetworkService, method: str) -> None:
    with pytest.raises(RpcError, match=r"labs\.node\.regtest") as refused:
        network.rpc("ali").call(method)
    assert refused.value.code == -32601
    assert network.rpc("ali").getblockcount() >= 120


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"7",
        b'"stop"',
        b"{}",
        b'{"method": ["stop"]}',
        b'{"method": {"a": 1}, "id": 1}',
        b"[" * 100_000,
        b"[1, null, {}]",
        json.dumps([{"method": "getblockcount"}] * (MOST_CALLS + 1)).encode(),
        b'{"method": "getbalance", "params": {"args": "treasury"}}',
        b'{"method": "getblock", "params": [1e400]}',
        b'{"method": "decodescript", "params": ["%s"]}' % (b"51" * 200_000),
    ],
)
def test_hostile_bodies_get_an_error_and_harm_nobody(network: NetworkService, body: bytes) -> None:
    answer = network.post("ali", body)
    assert answer.status_code < 600 and b"Traceback" not in answer.content
    assert "result" not in answer.text or "error" in answer.text
    assert network.rpc("sana").getblockcount() >= 120


@pytest.mark.parametrize(
    ("name", "secret"), [("ali", ""), ("ali", "x" * 40), ("", ""), ("treasury", "treasury")]
)
def test_without_the_password_nothing_is_answered(network: NetworkService, name: str, secret: str) -> None:
    answer = network.post(name, b'{"method": "getblockcount"}', secret)
    assert answer.status_code == 401 and "getblockcount" not in answer.text


def test_mining_by_hand_is_open_to_all(network: NetworkService) -> None:
    ali = network.rpc("ali")
    template = ali.getblocktemplate({"rules": ["segwit"]})
    assert template["height"] == ali.getblockcount() + 1
    with pytest.raises(RpcError, match="decode"):
        ali.submitblock("00" * 40)


def test_a_learner_mines_by_hand_on_the_tip_alone(network: NetworkService) -> None:
    digger = network.rpc("digger")
    address = digger.getnewaddress()
    old = digger.getblocktemplate({"rules": ["segwit"]})
    height = digger.getblockcount()
    solo.mine(digger, address, 2, progress=False)
    assert digger.getblockcount() >= height + 2
    assert digger.getbalances()["mine"]["immature"] > 0
    buried = Header(old["version"], from_display(old["previousblockhash"]), bytes(32), old["curtime"], 0, 0)
    text = buried.serialize().hex() + "00"
    for params in ([text], {"hexdata": text}, {"args": [text]}, [text, ""]):
        asked = json.dumps({"method": "submitblock", "params": params, "id": 1}).encode()
        assert network.post("digger", asked).json()["result"] == STALE


def test_nobody_floods_the_class_with_blocks(network: NetworkService) -> None:
    flood = network.rpc("flood")
    address = flood.getnewaddress()
    with pytest.raises(RpcError, match="for everybody"):
        solo.mine(flood, address, MOST_A_MINUTE + 5, progress=False)


def test_a_miner_that_waits_hears_of_the_next_block(network: NetworkService) -> None:
    ali = network.rpc("miner")
    known = ali.getblocktemplate({"rules": ["segwit"]})
    threading.Timer(0.5, network.node.mine).start()
    begun = time.monotonic()
    fresh = ali.getblocktemplate({"rules": ["segwit"], "longpollid": known["longpollid"]})
    assert fresh["previousblockhash"] != known["previousblockhash"]
    assert 0.3 < time.monotonic() - begun < 20


def test_the_explorer_shows_blocks_transactions_addresses_and_finds_them(network: NetworkService) -> None:
    zara = network.rpc("zara")
    txid = zara.faucet()
    wait_for(lambda: bool(zara.getbalance() > 0))
    found = zara.gettransaction(txid)
    address = found["details"][0]["address"]
    browser = network.browser("zara")
    shown = browser.get(f"{COURSE}/").text
    assert f"Block {zara.getblockcount():,}" in shown
    assert txid in browser.get(f"{COURSE}/block/{found['blockhash']}").text
    tx = browser.get(f"{COURSE}/tx/{txid}").text
    assert address in tx and "2.5" in tx and "confirmation" in tx
    assert "2.5" in browser.get(f"{COURSE}/address/{address}").text
    for name, place in ((txid, "tx"), (found["blockhash"], "block"), ("7", "block"), (address, "address")):
        answer = browser.get(f"{COURSE}/search", params={"q": name})
        assert answer.status_code == 303 and f"/{place}/" in answer.headers["location"]
    browser.close()


@pytest.mark.parametrize(
    "place", ["block/99999999", "block/zz", "tx/" + "0" * 64, "tx/<script>", "address/1abc", "search?q=x"]
)
def test_what_is_not_there_is_a_page_that_says_so(network: NetworkService, place: str) -> None:
    browser = network.browser("ali")
    answer = browser.get(f"{COURSE}/{place}")
    assert answer.status_code == 404 and "<script>" not in answer.text and "Traceback" not in answer.text
    browser.close()


def test_pages_need_an_admitted_person(network: NetworkService) -> None:
    assert httpx.get(f"{network.base}{COURSE}/").status_code == 401
    stranger = network.browser("stranger", "nobody")
    assert stranger.get(f"{COURSE}/").status_code == 403
    stranger.close()


def test_a_page_hears_of_a_new_transaction(network: NetworkService) -> None:
    browser, hamid = network.browser("hamid"), network.rpc("hamid")
    with browser.stream("GET", f"{COURSE}/live") as events:
        lines = (line for line in events.iter_lines() if line.startswith("data:"))
        before = next(lines)
        hamid.faucet()
        assert next(lines) != before
    browser.close()


def test_the_faucets_button_works_and_needs_its_own_form(network: NetworkService) -> None:
    browser = network.browser("button")
    token = re.search(r'name="_xsrf" value="([^"]+)"', browser.get(f"{COURSE}/").text)
    assert token is not None
    assert browser.post(f"{COURSE}/faucet", data={"_xsrf": "wrong"}).status_code == 403
    answer = browser.post(f"{COURSE}/faucet", data={"_xsrf": token[1]})
    assert answer.status_code == 303 and "/tx/" in answer.headers["location"]
    again = browser.post(f"{COURSE}/faucet", data={"_xsrf": token[1]})
    assert again.status_code == 429 and "not long ago" in again.text
    browser.close()


def test_a_killed_node_comes_back_with_every_coin(network: NetworkService) -> None:
    omar = network.rpc("omar")
    omar.faucet()
    wait_for(lambda: bool(omar.getbalance() == Decimal("2.5")))
    height, process = omar.getblockcount(), network.node._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)

    def back() -> bool:
        try:
            return bool(omar.getblockcount() >= height)
        except NodeError:
            return False

    wait_for(back)
    assert omar.getbalance() == Decimal("2.5")


def test_only_the_courses_instructor_begins_a_new_chain(network: NetworkService) -> None:
    ali = network.rpc("ali")
    old = ali.getblockhash(1)
    for name, groups in (("ali", ("learners",)), ("other", ("learners", "formgrade-other"))):
        learner = network.browser(name, *groups)
        token = re.search(r'name="_xsrf" value="([^"]+)"', learner.get(f"{COURSE}/").text)
        assert token is not None
        assert learner.post(f"{COURSE}/reset", data={"_xsrf": token[1]}).status_code == 403
        learner.close()
    teacher = network.browser("teacher", "learners", f"formgrade-{COURSE}")
    token = re.search(r'name="_xsrf" value="([^"]+)"', teacher.get(f"{COURSE}/").text)
    assert token is not None
    assert teacher.post(f"{COURSE}/reset", data={"_xsrf": token[1]}).status_code == 303
    teacher.close()
    assert ali.getblockhash(1) != old and ali.getblockcount() == 120
    assert ali.getbalance() == 0
    ali.faucet()


def test_the_explorers_views_stand_on_an_empty_chain() -> None:
    node = lab_node.regtest(wallet=False)
    client = node.start()
    rpc = NodeRpc(int(client.url.rpartition(":")[2]), node.datadir)
    try:
        chain = views.chain(rpc, None)
        assert (chain["height"], len(chain["blocks"]), chain["older"]) == (0, 1, None)
        assert views.mempool(rpc) == {"size": 0, "vsize": 0, "groups": [], "best": []}
        assert views.block(rpc, "0", 0)["nTx"] == 1
        assert views.place_of(rpc, "0") == "block/0" and views.place_of(rpc, "1") is None
    finally:
        rpc.close()
        node.stop()
