"""What a block and a transaction hold, laid out for reading in a notebook and in a terminal.

Both are mappings with the node's answer unchanged: `rpc.block(1)["merkleroot"]`. Only their `repr` is ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from labs.node.errors import NotExact, RpcError
from labs.node.sheet import Part, Sheet

if TYPE_CHECKING:
    from labs.node.client import Client

COIN = 100_000_000
SHOWN = 12
"""Inputs, outputs or transactions in one table; how many more there are is said."""
RELATIVE_FROM = 0x80000000
"""Sequences below it may ask for a relative wait (BIP 68)."""
TIMES_FROM = 500_000_000
"""Locktimes below it are heights."""
Rows = list[tuple[str, str]]
Spent = dict[tuple[str, int], dict[str, Any]]
"""Outputs by (txid, n), as the node shows them."""


class View(Mapping[str, Any]):
    """The node's answer, unchanged, as a mapping; `repr` is for people."""

    def __init__(self, parts: dict[str, Any]) -> None:
        self._parts = parts

    def sheet(self) -> Sheet:
        """What to show."""
        raise NotImplementedError

    def __getitem__(self, name: str) -> Any:
        return self._parts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __repr__(self) -> str:
        return self.sheet().text()

    def _repr_html_(self) -> str:
        return self.sheet().html()


class BlockView(View):
    """A block as getblock gives it with its transactions."""

    def sheet(self) -> Sheet:
        parts = self._parts
        header = [
            ("hash", parts["hash"]),
            ("previous block", parts.get("previousblockhash", "none: this is the first block")),
            ("Merkle root", parts["merkleroot"]),
            ("time", _time(parts["time"])),
            ("bits", f"{parts['bits']} (difficulty {parts['difficulty']:.6g})"),
            ("nonce", f"{parts['nonce']:,}"),
            ("version", parts["versionHex"]),
        ]
        size = f"{parts['size']:,} bytes, weight {parts['weight']:,} of 4,000,000"
        place = [("size", size), ("confirmations", _confirmed(parts["confirmations"]))]
        txs = parts["tx"]
        rows = [(str(number), _in_block(tx)) for number, tx in enumerate(txs[:SHOWN])]
        return Sheet(
            f"Block {parts['height']:,}",
            [Part("Header", header), Part("In the chain", place), Part(*_counted("transaction", rows, txs))],
        )


class TransactionView(View):
    """A transaction as getrawtransaction gives it, and the outputs that it spends as far as they are
    known."""

    def __init__(self, parts: dict[str, Any], spent: Spent) -> None:
        super().__init__(parts)
        self._spent = spent

    def fee(self) -> Decimal | None:
        """Inputs minus outputs in BTC; None for a coinbase, or where an input's amount is not known."""
        brought = [
            self._spent.get((coin.get("txid", ""), coin.get("vout", -1))) for coin in self._parts["vin"]
        ]
        if not all(brought):
            return None
        paid = sum((out["value"] for out in self._parts["vout"]), Decimal(0))
        return sum((Decimal(out["value"]) for out in brought if out), Decimal(0)) - paid

    def sheet(self) -> Sheet:
        parts = self._parts
        facts = [("txid", parts["txid"])]
        if parts.get("hash", parts["txid"]) != parts["txid"]:
            facts.append(("wtxid", parts["hash"]))
        facts.append(("state", _state(parts)))
        facts.append(
            ("size", f"{parts['size']:,} bytes, {parts['vsize']:,} virtual, weight {parts['weight']:,}")
        )
        facts.append(("version", str(parts["version"])))
        facts.append(("locktime", _locktime(parts["locktime"])))
        fee = self.fee()
        if fee is not None:
            rate = sat(fee) / parts["vsize"]
            facts.append(("fee", f"{_amount(fee)}, {rate:.1f} sat for each virtual byte"))
        coins = [(str(n), self._input(coin)) for n, coin in enumerate(parts["vin"][:SHOWN])]
        paid = [(str(out["n"]), _output(out)) for out in parts["vout"][:SHOWN]]
        return Sheet(
            "Transaction",
            [
                Part("", facts),
                Part(*_counted("input", coins, parts["vin"])),
                Part(*_counted("output", paid, parts["vout"])),
            ],
        )

    def _input(self, coin: dict[str, Any]) -> str:
        if "coinbase" in coin:
            return f"coinbase: new coins and the block's fees; its script is {coin['coinbase']}"
        known = self._spent.get((coin["txid"], coin["vout"]))
        waits = "" if coin["sequence"] >= RELATIVE_FROM else f", sequence {coin['sequence']:#010x}"
        came = f"{_output(known)}, " if known else ""
        return f"{came}output {coin['vout']} of {coin['txid']}{waits}"


def sat(amount: Decimal | int | str) -> int:
    """BTC to satoshi, exactly. Raises ValueError for parts of a satoshi, and for floats."""
    if isinstance(amount, float):
        raise NotExact(f'{amount!r} is a float, and floats are not exact: write Decimal("{amount!r}").')
    whole = Decimal(amount) * COIN
    if whole != whole.to_integral_value():
        raise ValueError(f"{amount} BTC is no whole number of satoshi.")
    return int(whole)


def spent_by(client: Client, parts: dict[str, Any]) -> Spent:
    """The outputs that a transaction's first inputs spend, as far as the node can still show them."""
    wanted = [(coin["txid"], coin["vout"]) for coin in parts["vin"][: 10 * SHOWN] if "txid" in coin]
    ids = list(dict.fromkeys(txid for txid, _ in wanted))
    answers = client.batch([("getrawtransaction", txid, 1) for txid in ids])
    found = {txid: tx for txid, tx in zip(ids, answers, strict=True) if not isinstance(tx, RpcError)}
    return {(txid, n): found[txid]["vout"][n] for txid, n in wanted if txid in found}


def _counted(noun: str, rows: Rows, everything: list[Any]) -> tuple[str, Rows]:
    more = len(everything) - len(rows)
    heading = f"{len(everything):,} {noun}{'' if len(everything) == 1 else 's'}"
    return heading, rows + ([("…", f"and {more:,} more")] if more else [])


def _in_block(tx: dict[str, Any]) -> str:
    paid = sum((out["value"] for out in tx["vout"]), Decimal(0))
    fee = f", fee {sat(tx['fee']):,} sat" if "fee" in tx else ""
    first = " (coinbase)" if "coinbase" in tx["vin"][0] else ""
    return f"{tx['txid']}{first} pays {_amount(paid)}{fee}"


def _output(out: dict[str, Any]) -> str:
    script = out["scriptPubKey"]
    where = script.get("address") or script.get("asm") or "an empty script"
    return f"{_amount(out['value'])} to {where} ({script.get('type', 'nonstandard')})"


def _amount(value: Decimal | int) -> str:
    return f"{Decimal(value):.8f} BTC ({sat(value):,} sat)"


def _time(seconds: int) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError, OSError):
        return f"{seconds} seconds since 1970"


def _confirmed(number: int) -> str:
    if number < 0:
        return "not in the chain: another branch has more work"
    return f"{number:,} (this block and {number - 1:,} on top of it)"


def _state(parts: dict[str, Any]) -> str:
    number = parts.get("confirmations", 0)
    if number < 0:
        return "conflicts with another transaction that is in the chain"
    if number == 0:
        return "not in a block yet"
    return f"in block {parts.get('blockhash', '')}, {number:,} confirmation{'' if number == 1 else 's'}"


def _locktime(locktime: int) -> str:
    if locktime == 0:
        return "0 (none)"
    return f"{locktime} (block {locktime:,})" if locktime < TIMES_FROM else f"{locktime} ({_time(locktime)})"
