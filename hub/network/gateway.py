"""The door between a learner and the class's node.

A learner says who they are by their name and a password made for them (HTTP Basic, as every Bitcoin client
can), or by a token of the hub. Each call then goes to the node as its owner's, on the learner's own wallet
and no other: what the learner writes never names a wallet.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import simplejson

from hub.network import allowed
from hub.network.blocks import MOST_A_MINUTE, STALE, BlockRate, is_on_tip
from hub.network.credentials import wallet_of
from hub.network.faucet import Faucet, TooSoon
from hub.network.nodes import ClassNode
from hub.network.rpc import NodeError

LONGEST_CALL = 200_000
"""Bytes of JSON, but for what carries blocks and transactions."""
MOST_CALLS = 100
"""In one batch."""
PLACES = 4
"""Calls of one learner that may be under way at the same time."""
METHOD_NOT_FOUND, INVALID_REQUEST, PARSE_ERROR, MISC, INVALID_PARAMETER = -32601, -32600, -32700, -1, -8

TOO_MANY_BLOCKS = (
    f"You have handed in {MOST_A_MINUTE} blocks within a minute, which is all that one may here: the chain is"
    " for everybody. On a node of your own there is no bound: labs.node.regtest()"
)

Answer = dict[str, Any]


class Busy(Exception):
    """The learner has as many calls under way as one may have."""


class Gateway:
    """Answers learners' JSON-RPC for one service process."""

    def __init__(self, faucet: Faucet) -> None:
        self._faucet = faucet
        self._blocks = BlockRate()
        self._busy: Counter[str] = Counter()
        self._lock = threading.Lock()

    def answer(self, node: ClassNode, learner: str, body: bytes) -> tuple[int, bytes]:
        """HTTP status and body, in the form of Bitcoin Core. Raises NodeDown, Busy."""
        try:
            asked = simplejson.loads(body, use_decimal=True)
        except (ValueError, RecursionError):
            return _packed(500, _error(None, PARSE_ERROR, "Parse error"))
        with self.place(learner):
            if not isinstance(asked, list):
                return self._one(node, learner, asked)
            if len(asked) > MOST_CALLS:
                return _packed(500, _error(None, INVALID_REQUEST, f"A batch may hold {MOST_CALLS} calls."))
            parts = [self._one(node, learner, one)[1] for one in asked]
            return 200, b"[" + b",".join(part for part in parts if part) + b"]"

    def give(self, node: ClassNode, learner: str) -> str:
        """Send the faucet's grant to a new address of the learner's wallet; the txid.

        Raises TooSoon, NodeError, NodeDown.
        """
        rules = node.rules
        if not rules.faucet_sat:
            raise NodeError(MISC, "This network has no faucet.")
        wallet = wallet_of(learner)
        node.open_wallet(wallet)
        every_s, now = rules.faucet_every_h * 3600, time.time()
        number = self._faucet.grant(node.course, node.chain, learner, rules.faucet_sat, every_s, now)
        try:
            address = node.rpc.call("getnewaddress", "faucet", wallet=wallet)
            amount = f"{rules.faucet_sat // 100_000_000}.{rules.faucet_sat % 100_000_000:08d}"
            txid = str(node.rpc.call("sendtoaddress", address, amount, wallet="treasury"))
        except NodeError:
            self._faucet.take_back(number)
            raise
        self._faucet.paid(number, txid)
        return txid

    def _one(self, node: ClassNode, learner: str, asked: Any) -> tuple[int, bytes]:
        if not isinstance(asked, dict) or not isinstance(asked.get("method"), str):
            return _packed(500, _error(None, INVALID_REQUEST, "Missing method"))
        method, number = asked["method"], asked.get("id")
        if method == allowed.FAUCET:
            return self._faucet_call(node, learner, number)
        if method not in allowed.CHAIN | allowed.WALLET:
            return _packed(404, _error(number, METHOD_NOT_FOUND, allowed.refusal(method)))
        passed = {name: asked[name] for name in ("jsonrpc", "method", "params", "id") if name in asked}
        sent = simplejson.dumps(passed, use_decimal=True).encode()
        if len(sent) > LONGEST_CALL and method not in allowed.LARGE:
            return _packed(500, _error(number, INVALID_PARAMETER, "The class network takes no call so long."))
        if method == "submitblock":
            if not is_on_tip(node.rpc, passed.get("params")):
                return _packed(200, {"result": STALE, "error": None, "id": number})
            if not self._blocks.allows(learner):
                return _packed(500, _error(number, MISC, TOO_MANY_BLOCKS))
        if method not in allowed.WALLET:
            return node.rpc.send(sent)
        wallet = wallet_of(learner)
        status, body = node.rpc.send(sent, wallet)
        if b'"code":-18' in body.replace(b" ", b""):
            node.open_wallet(wallet)
            status, body = node.rpc.send(sent, wallet)
        return status, body

    def _faucet_call(self, node: ClassNode, learner: str, number: Any) -> tuple[int, bytes]:
        try:
            return _packed(200, {"result": self.give(node, learner), "error": None, "id": number})
        except TooSoon as error:
            return _packed(500, _error(number, MISC, too_soon(error)))
        except NodeError as error:
            return _packed(500, _error(number, error.code, str(error)))

    @contextmanager
    def place(self, learner: str) -> Iterator[None]:
        """One of the learner's calls, while it is under way. Raises Busy."""
        with self._lock:
            if self._busy[learner] >= PLACES:
                raise Busy
            self._busy[learner] += 1
        try:
            yield
        finally:
            with self._lock:
                self._busy[learner] -= 1
                if not self._busy[learner]:
                    del self._busy[learner]


def long_poll(body: bytes) -> tuple[str, bytes] | None:
    """Of a getblocktemplate that waits for the next tip: the tip it knows, and the call without waiting.

    The service waits in the node's place, because a miner that waits would hold one of the node's threads.
    """
    if b"longpollid" not in body:
        return None
    try:
        asked = simplejson.loads(body, use_decimal=True)
        params = asked["params"]
        request = params[0] if isinstance(params, list) else params["template_request"]
        known = request.pop("longpollid")
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return None
    if asked.get("method") != "getblocktemplate" or not isinstance(known, str):
        return None
    return known[:64], simplejson.dumps(asked, use_decimal=True).encode()


def too_soon(error: TooSoon) -> str:
    """What a learner reads who comes back early."""
    minutes = int(error.wait_s // 60) + 1
    wait = f"{minutes} minutes" if minutes < 120 else f"{-(-minutes // 60)} hours"
    return f"You had coins from the faucet not long ago. The next are there in {wait}."


def _error(number: Any, code: int, message: str) -> Answer:
    return {"result": None, "error": {"code": code, "message": message}, "id": number}


def _packed(status: int, answer: Answer) -> tuple[int, bytes]:
    return status, simplejson.dumps(answer, use_decimal=True).encode()
