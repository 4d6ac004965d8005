"""How RPC shows a wallet's transactions.

Source: Bitcoin Core, src/wallet/rpc/transactions.cpp (WalletTxToJSON, ListTransactions).
"""

from labs.bitcoin.addresses import address_of
from labs.bitcoin.transactions import display
from labs.embedded.methods.wallet_coins import parent_descriptors
from labs.embedded.rpc.values import Json, btc
from labs.embedded.wallet import Wallet
from labs.embedded.wallet.balances import amounts, is_trusted
from labs.embedded.wallet.ledger import WalletTx

REPLACEABLE = 0xFFFFFFFD


def wallet_tx_json(wallet: Wallet, wtx: WalletTx) -> dict[str, Json]:
    """Where a transaction is, when it came, what is in conflict with it."""
    depth = wallet.ledger.depth(wtx)
    shown: dict[str, Json] = {"confirmations": depth}
    if wtx.tx.is_coinbase:
        shown["generated"] = True
    state = wtx.state
    if state.block is not None:
        entry = wallet.around.chain.entry(state.block)
        shown["blockhash"] = display(state.block)
        shown["blockheight"] = state.height
        shown["blockindex"] = state.position
        shown["blocktime"] = entry.time if entry is not None else wtx.time
    else:
        shown["trusted"] = is_trusted(wallet, wtx)
    shown["txid"] = display(wtx.txid)
    shown["wtxid"] = display(wtx.tx.wtxid)
    shown["walletconflicts"] = [display(txid) for txid in wallet.ledger.conflicts(wtx)]
    shown["mempoolconflicts"] = [display(txid) for txid in sorted(wtx.rivals)]
    shown["time"] = wtx.time
    shown["timereceived"] = wtx.received
    shown["bip125-replaceable"] = _replaceable(wallet, wtx) if depth <= 0 else "no"
    return shown | dict(sorted(wtx.notes.items()))


def _replaceable(wallet: Wallet, wtx: WalletTx) -> str:
    """Whether it, or an unconfirmed transaction before it, says that it may be replaced."""
    if any(source.sequence <= REPLACEABLE for source in wtx.tx.inputs):
        return "yes"
    mempool = wallet.around.mempool
    if wtx.txid not in mempool:
        return "unknown"
    family = (mempool.entries[txid].tx for txid in mempool.ancestors(wtx.txid))
    return "yes" if any(s.sequence <= REPLACEABLE for tx in family for s in tx.inputs) else "no"


def listed(
    wallet: Wallet,
    wtx: WalletTx,
    min_depth: int = 0,
    long: bool = True,
    label: str | None = None,
    include_change: bool = False,
) -> list[dict[str, Json]]:
    """One entry for each payment sent or received. label: only payments received with it."""
    moved = amounts(wallet, wtx, include_change)
    details = wallet_tx_json(wallet, wtx) if long else {}
    entries = []
    if label is None:
        entries += [_sent(wallet, wtx, n, moved.fee, details) for n in moved.sent]
    if moved.received and wallet.ledger.depth(wtx) >= min_depth:
        for n in moved.received:
            entry = wallet.labels.of_script(wtx.tx.outputs[n].script)
            if label is None or label == (entry.text if entry is not None else ""):
                entries.append(_received(wallet, wtx, n, details))
    return entries


def _sent(wallet: Wallet, wtx: WalletTx, n: int, fee: int, details: dict[str, Json]) -> dict[str, Json]:
    output = wtx.tx.outputs[n]
    shown = _address(output.script)
    shown |= {"category": "send", "amount": btc(-output.value)}
    entry = wallet.labels.of_script(output.script)
    if entry is not None:
        shown["label"] = entry.text
    shown |= {"vout": n, "fee": btc(-fee)}
    return shown | details | {"abandoned": wtx.state.abandoned}


def _received(wallet: Wallet, wtx: WalletTx, n: int, details: dict[str, Json]) -> dict[str, Json]:
    output = wtx.tx.outputs[n]
    shown = _address(output.script)
    shown["parent_descs"] = parent_descriptors(wallet, output.script)
    shown["category"] = _category(wallet, wtx)
    shown["amount"] = btc(output.value)
    entry = wallet.labels.of_script(output.script)
    if entry is not None:
        shown["label"] = entry.text
    shown |= {"vout": n, "abandoned": wtx.state.abandoned}
    return shown | details


def _category(wallet: Wallet, wtx: WalletTx) -> str:
    if not wtx.tx.is_coinbase:
        return "receive"
    if wallet.ledger.depth(wtx) < 1:
        return "orphan"
    return "immature" if wallet.ledger.is_immature(wtx) else "generate"


def _address(script: bytes) -> dict[str, Json]:
    address = address_of(script)
    return {} if address is None else {"address": address}
