"""What a learner sees of a block and a transaction: the parts that matter, escaped, the answer unchanged."""

from __future__ import annotations

import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from labs.node import Client, NotExact, NotFound, sat
from labs.node.views import TransactionView


class Page(HTMLParser):
    """Checks that tags close in order, and keeps the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []
        self.row_headers = 0
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("div", "p", "strong", "table", "caption", "tr", "th", "td", "bdi"), tag
        self.row_headers += ("scope", "row") in attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_a_block_shows_its_header_and_its_transactions(rpc: Client) -> None:
    txid = rpc.sendtoaddress(rpc.getnewaddress(), "0.5")
    (block_hash,) = rpc.mine(1)
    block = rpc.block(block_hash)
    raw = rpc.getblock(block_hash, 2)
    assert dict(block) == raw and block["merkleroot"] == raw["merkleroot"] and len(block) == len(raw)
    for part in (block_hash, raw["previousblockhash"], raw["merkleroot"], "207fffff", txid, "fee 1,410 sat"):
        assert part in repr(block)
    assert repr(rpc.block(-1)) == repr(block) == repr(rpc.block(raw["height"]))


def test_the_first_block_of_all_has_none_before_it(rpc: Client) -> None:
    assert "none: this is the first block" in repr(rpc.block(0))


def test_a_transaction_shows_amounts_addresses_and_its_fee(rpc: Client) -> None:
    to = rpc.getnewaddress()
    tx = rpc.transaction(rpc.sendtoaddress(to, "0.25"))
    assert tx.fee() == Decimal("0.00001410")
    assert re.search(r"10\.[01] sat for each virtual byte", repr(tx)), (
        "one signature in 128 is a byte shorter"
    )
    assert f"0.25000000 BTC (25,000,000 sat) to {to} (witness_v0_keyhash)" in repr(tx)
    assert "not in a block yet" in repr(tx)
    rpc.mine(1)
    assert "1 confirmation" in repr(rpc.transaction(tx["txid"]))
    coinbase = rpc.transaction(rpc.block(-1)["tx"][0]["txid"])
    assert coinbase.fee() is None and "coinbase: new coins" in repr(coinbase)


def test_an_unknown_transaction_is_not_found(rpc: Client) -> None:
    with pytest.raises(NotFound):
        rpc.transaction("00" * 32)


def test_a_notebook_gets_tables_with_row_headers_that_fit_a_phone(rpc: Client) -> None:
    block = rpc.block(1)
    html = block._repr_html_()
    page = Page(html)
    assert page.row_headers > 8 and block["hash"] in "".join(page.text)
    assert "overflow-wrap:anywhere" in html and "max-width:100%" in html
    assert Page(rpc.transaction(block["tx"][0]["txid"])._repr_html_()).row_headers > 5


def test_what_somebody_wrote_into_a_transaction_is_only_text() -> None:
    evil = "<script>alert(1)</script>\x1b[2J\u202e"
    parts = {
        "txid": evil,
        "hash": "b",
        "size": 1,
        "vsize": 1,
        "weight": 4,
        "version": 2,
        "locktime": 500_000_001,
        "vin": [{"txid": evil, "vout": 0, "sequence": 5}] * 40,
        "vout": [{"n": 0, "value": Decimal(1), "scriptPubKey": {"asm": evil, "type": evil}}],
    }
    view = TransactionView(parts, {})
    assert "<script>" not in view._repr_html_() and Page(view._repr_html_())
    for text in (repr(view), view._repr_html_()):
        assert "\x1b" not in text and "\u202e" not in text
    assert "and 28 more" in repr(view) and "sequence 0x00000005" in repr(view)
    assert "1985-11-05" in repr(view)


def test_satoshi_are_exact() -> None:
    assert sat("0.12345678") == sat(Decimal("0.12345678")) == 12_345_678
    assert sat(21_000_000) == 2_100_000_000_000_000 and sat("-0.5") == -50_000_000
    with pytest.raises(ValueError, match="whole number"):
        sat("0.000000001")
    with pytest.raises(NotExact):
        sat(0.5)  # type: ignore[arg-type]
