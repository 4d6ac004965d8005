"""RPC: what addresses and labels received.

Source: Bitcoin Core, src/wallet/rpc/transactions.cpp (ListReceived).
"""

from dataclasses import dataclass, field

from labs.bitcoin.addresses import address_of
from labs.bitcoin.transactions import display
from labs.embedded.methods.wallet_checks import script_or_none
from labs.embedded.methods.wallet_history import WATCHONLY
from labs.embedded.rpc.errors import WALLET, RpcError
from labs.embedded.rpc.registry import BOOL, INT, STR, Arg, Call, Json, method
from labs.embedded.rpc.values import btc
from labs.embedded.wallet import Wallet

IMMATURE = Arg("include_immature_coinbase", BOOL, "Count immature coinbase outputs, too", default=False)


@dataclass(slots=True)
class _Tally:
    amount: int = 0
    depth: int | None = None
    txids: list[bytes] = field(default_factory=list)

    def add(self, amount: int, depth: int | None) -> None:
        self.amount += amount
        if depth is not None:
            self.depth = depth if self.depth is None else min(self.depth, depth)


def _tallies(wallet: Wallet, minconf: int, immature: bool) -> dict[str, _Tally]:
    """What each address received."""
    ledger, tallies = wallet.ledger, dict[str, _Tally]()
    for wtx in ledger.txs.values():
        depth = ledger.depth(wtx)
        if depth < minconf or (wtx.tx.is_coinbase and depth < 1):
            continue
        if ledger.is_immature(wtx) and not immature:
            continue
        for output in wtx.tx.outputs:
            address = address_of(output.script) if wallet.is_mine(output.script) else None
            if address is not None:
                tally = tallies.setdefault(address, _Tally())
                tally.add(output.value, depth)
                tally.txids.append(wtx.txid)
    return tallies


@method(
    "wallet",
    "listreceivedbyaddress",
    "Lists what each labelled address received.",
    Arg("minconf", INT, "Only payments with this many confirmations", default=1),
    Arg("include_empty", BOOL, "Show addresses that received nothing, too", default=False),
    WATCHONLY,
    Arg("address_filter", STR, "Only this address", default=None),
    IMMATURE,
    result='[ { "address" : "str", "amount" : n, "confirmations" : n, "label" : "str", "txids" : [...] } ]',
    example="> bitcoin-cli listreceivedbyaddress ",
)
def listreceivedbyaddress(
    call: Call,
    minconf: int,
    include_empty: bool,
    include_watchonly: bool,
    address_filter: str | None,
    immature: bool,
) -> Json:
    wallet, only = call.wallet(), None
    if address_filter:
        script = script_or_none(address_filter)
        if script is None:
            raise RpcError(WALLET, "address_filter parameter was invalid")
        only = address_of(script)
    tallies = _tallies(wallet, minconf, immature)
    shown = []
    for address, entry in wallet.labels.entries():
        tally = tallies.get(address)
        if (only is not None and address != only) or (tally is None and not include_empty):
            continue
        tally = tally or _Tally()
        shown.append(
            {
                "address": address,
                "amount": btc(tally.amount),
                "confirmations": tally.depth or 0,
                "label": entry.text,
                "txids": [display(txid) for txid in tally.txids],
            }
        )
    return shown


@method(
    "wallet",
    "listreceivedbylabel",
    "Lists what the addresses with each label received.",
    Arg("minconf", INT, "Only payments with this many confirmations", default=1),
    Arg("include_empty", BOOL, "Show labels that received nothing, too", default=False),
    WATCHONLY,
    IMMATURE,
    result='[ { "amount" : n, "confirmations" : n, "label" : "str" }, ... ]',
    example="> bitcoin-cli listreceivedbylabel ",
)
def listreceivedbylabel(
    call: Call, minconf: int, include_empty: bool, include_watchonly: bool, immature: bool
) -> Json:
    wallet = call.wallet()
    tallies = _tallies(wallet, minconf, immature)
    sums: dict[str, _Tally] = {}
    for address, entry in wallet.labels.entries():
        tally = tallies.get(address)
        if tally is not None or include_empty:
            total = sums.setdefault(entry.text or "", _Tally())
            if tally is not None:
                total.add(tally.amount, tally.depth)
    return [
        {"amount": btc(total.amount), "confirmations": total.depth or 0, "label": label}
        for label, total in sorted(sums.items())
    ]
