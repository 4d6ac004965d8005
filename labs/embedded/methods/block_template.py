"""getblocktemplate: work for miners, long polling, and the check of a proposed block.

Sources: BIP 9, 22, 23, 145; Bitcoin Core, src/rpc/mining.cpp.
"""

from __future__ import annotations

import time
from typing import Any

from labs.bitcoin.blocks import target_of
from labs.bitcoin.transactions import display
from labs.embedded.entry import CONNECTED
from labs.embedded.methods.mining import decode_block
from labs.embedded.node import Node
from labs.embedded.rpc.errors import NOT_CONNECTED, PARAMETER, TYPE, RpcError
from labs.embedded.rpc.registry import ARR, HEX, OBJ, STR, Arg, Call, Json, method
from labs.embedded.rpc.values import hash_arg, string
from labs.embedded.selection import MAX_SIGOPS, MAX_WEIGHT
from labs.embedded.templates import Template
from labs.embedded.version_bits import BIT, NAME

KNOWN_RULES = (Arg("segwit", STR, "must be among them"), Arg("str", STR, "another one", None))
FIRST_LOOK_S = 60
NEXT_LOOKS_S = 10
"""A long poll looks at the mempool after the first of these, then every so often; a new tip ends it."""


@method(
    "mining",
    "getblocktemplate",
    "Work for a miner: everything of the next block but its coinbase and the proof of work.\n"
    "With mode=proposal it checks a block instead: null for good, otherwise a word of BIP 22.",
    Arg(
        "template_request",
        OBJ,
        "What is asked",
        fields=(
            Arg("mode", STR, '"template", or "proposal" (BIP 23)', None),
            Arg("capabilities", ARR, "What the miner can do", None, fields=(Arg("str", STR, "", None),)),
            Arg("rules", ARR, "The soft forks that the miner knows", fields=KNOWN_RULES),
            Arg("longpollid", STR, "Wait until the work differs from the template of this id", None),
            Arg("data", HEX, "The block to check; mode=proposal only", None),
        ),
    ),
)
def getblocktemplate(call: Call, template_request: dict[str, Any]) -> Json:
    mode = template_request.get("mode")
    if mode is not None and not isinstance(mode, str):
        raise RpcError(PARAMETER, "Invalid mode")
    if mode == "proposal":
        return _proposal(call.node, template_request.get("data"))
    asked = template_request.get("rules")
    rules = {string(rule) for rule in asked} if isinstance(asked, list) else set()
    if mode not in (None, "template"):
        raise RpcError(PARAMETER, "Invalid mode")
    if template_request.get("longpollid") is not None:
        _wait(call.node, template_request["longpollid"])
    if "segwit" not in rules:
        raise RpcError(
            PARAMETER,
            'getblocktemplate must be called with the segwit rule set (call with {"rules": ["segwit"]})',
        )
    template, updates = call.node.templates.current()
    return template_json(call.node, template, updates)


def template_json(node: Node, template: Template, updates: int) -> dict[str, Any]:
    """A template in the words of BIP 22."""
    state = node.templates.version_bits.state(node.chain.tip)
    return {
        "capabilities": ["proposal"],
        "version": template.version,
        "rules": ["csv", "!segwit", "taproot", *([NAME] if state == "active" else [])],
        "vbavailable": {NAME: BIT} if state in ("started", "locked_in") else {},
        "vbrequired": 0,
        "previousblockhash": display(template.prev),
        "transactions": _transactions(template),
        "coinbaseaux": {},
        "coinbasevalue": template.coinbase_value,
        "longpollid": f"{display(template.prev)}{updates}",
        "target": f"{target_of(template.bits):064x}",
        "mintime": template.min_time,
        "mutable": ["time", "transactions", "prevblock"],
        "noncerange": "00000000ffffffff",
        "sigoplimit": MAX_SIGOPS,
        "sizelimit": MAX_WEIGHT,
        "weightlimit": MAX_WEIGHT,
        "curtime": max(template.min_time, template.cur_time, node.clock.now()),
        "bits": f"{template.bits:08x}",
        "height": template.height,
        "default_witness_commitment": template.witness_commitment.hex(),
    }


def _transactions(template: Template) -> list[dict[str, Any]]:
    places = {tx.txid: place for place, tx in enumerate(template.txs, start=1)}
    return [
        {
            "data": tx.serialize().hex(),
            "txid": display(tx.txid),
            "hash": display(tx.wtxid),
            "depends": [places[one.prevout[0]] for one in tx.inputs if one.prevout[0] in places],
            "fee": fee,
            "sigops": sigops,
            "weight": tx.weight,
        }
        for tx, fee, sigops in zip(template.txs, template.fees, template.sigops, strict=True)
    ]


def _proposal(node: Node, data: Json) -> Json:
    if not isinstance(data, str):
        raise RpcError(TYPE, "Missing data String key for proposal")
    block, raw = decode_block(data)
    known = node.chain.entry(block.hash)
    if known is None:
        return node.chain.check(raw, check_pow=False)
    if known.failed:
        return "duplicate-invalid"
    return "duplicate" if known.status & CONNECTED else "duplicate-inconclusive"


def _wait(node: Node, long_poll_id: Json) -> None:
    """Return when the tip is not the one of `long_poll_id`, or when the mempool changed since."""
    if isinstance(long_poll_id, str):
        watched = hash_arg(long_poll_id[:64], "longpollid")
        updates = _leading_number(long_poll_id[64:])
    else:
        watched, updates = node.chain.tip.hash, node.templates.current_updates
    look = time.monotonic() + FIRST_LOOK_S
    while not node.stop_requested.is_set() and node.chain.tip.hash == watched:
        left = look - time.monotonic()
        if left <= 0:
            if node.templates.updates != updates:
                break
            look = time.monotonic() + NEXT_LOOKS_S
            continue
        node.changed.wait(left)
    if node.stop_requested.is_set():
        raise RpcError(NOT_CONNECTED, "Shutting down")


def _leading_number(text: str) -> int:
    digits = text[: len(text) - len(text.lstrip("0123456789"))]
    return int(digits[:18]) if digits.isascii() and digits else 0
