"""RPC: a wallet's transactions, by id, by time, by label, since a block.

Source: Bitcoin Core, src/wallet/rpc/transactions.cpp.
"""

from labs.bitcoin.decoding import decode_tx
from labs.bitcoin.merkle_proofs import MerkleProof
from labs.bitcoin.transactions import display
from labs.bitcoin.wire import WireError
from labs.embedded.entry import fork_point
from labs.embedded.methods.tx_json import tx_json
from labs.embedded.methods.wallet_checks import label_of
from labs.embedded.methods.wallet_info import last_block
from labs.embedded.methods.wallet_tx_json import listed, wallet_tx_json
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, DESERIALIZE, PARAMETER, WALLET, RpcError
from labs.embedded.rpc.registry import BOOL, HEX, INT, STR, Arg, Call, Json, method
from labs.embedded.rpc.values import btc, hash_arg, hex_arg
from labs.embedded.wallet import Wallet
from labs.embedded.wallet.balances import credit, is_change
from labs.embedded.wallet.ledger import State, WalletTx

WATCHONLY = Arg("include_watchonly", BOOL, "No longer used", default=False)
NOT_OURS = "Invalid or non-wallet transaction id"


def wallet_tx(wallet: Wallet, txid: str) -> WalletTx:
    """The wallet's transaction with that id. Raises RpcError -5 or -8."""
    wtx = wallet.ledger.txs.get(hash_arg(txid, "txid"))
    if wtx is None:
        raise RpcError(ADDRESS_OR_KEY, NOT_OURS)
    return wtx


@method(
    "wallet",
    "gettransaction",
    "Tells all about a transaction of the wallet.",
    Arg("txid", STR, "The transaction id"),
    WATCHONLY,
    Arg("verbose", BOOL, "Show the transaction decoded, too", default=False),
    result="{...}    (json object) amount, fee, confirmations, details, hex, ...",
    example='> bitcoin-cli gettransaction "txid"',
)
def gettransaction(call: Call, txid: str, include_watchonly: bool, verbose: bool) -> Json:
    wallet = call.wallet()
    wtx = wallet_tx(wallet, txid)
    tx, ledger = wtx.tx, wallet.ledger
    debit, mine = ledger.debit(tx), ledger.is_from_me(tx)
    fee = sum(output.value for output in tx.outputs) - debit if mine else 0
    shown: dict[str, Json] = {"amount": btc(credit(wallet, wtx) - debit - fee)}
    if mine:
        shown["fee"] = btc(fee)
    shown |= wallet_tx_json(wallet, wtx)
    shown["details"] = listed(wallet, wtx, long=False)
    shown["hex"] = tx.serialize().hex()
    if verbose:
        shown["decoded"] = tx_json(tx, include_hex=False, is_change=lambda out: is_change(wallet, out))
    shown["lastprocessedblock"] = last_block(wallet)
    return shown


@method(
    "wallet",
    "listtransactions",
    "Lists the latest payments sent and received, the oldest first.",
    Arg("label|dummy", STR, 'Only payments received with this label; "*" for all', default=None),
    Arg("count", INT, "How many", default=10),
    Arg("skip", INT, "How many of the latest to leave out", default=0),
    WATCHONLY,
    result='[ { "address" : "str", "category" : "str", "amount" : n, ... }, ... ]',
    example="> bitcoin-cli listtransactions ",
)
def listtransactions(call: Call, label: str | None, count: int, skip: int, include_watchonly: bool) -> Json:
    wallet = call.wallet()
    wanted = None if label in (None, "*") else label_of(label)
    if wanted == "":
        raise RpcError(PARAMETER, 'Label argument must be a valid label name or "*".')
    if count < 0:
        raise RpcError(PARAMETER, "Negative count")
    if skip < 0:
        raise RpcError(PARAMETER, "Negative from")
    found: list[dict[str, Json]] = []
    for wtx in reversed(wallet.ledger.txs.values()):
        found += listed(wallet, wtx, label=wanted)
        if len(found) >= count + skip:
            break
    return found[skip : skip + count][::-1]


@method(
    "wallet",
    "listsinceblock",
    "Lists payments sent and received since a block, all without one.",
    Arg("blockhash", STR, "The block", default=None),
    Arg("target_confirmations", INT, "lastblock is the block with so many confirmations", default=1),
    WATCHONLY,
    Arg("include_removed", BOOL, "Show what a reorganisation took out of the chain", default=True),
    Arg("include_change", BOOL, "Show change, too", default=False),
    Arg("label", STR, "Only payments received with this label", default=None),
    result='{ "transactions" : [...], "removed" : [...], "lastblock" : "hex" }',
    example="> bitcoin-cli listsinceblock ",
)
def listsinceblock(
    call: Call,
    blockhash: str | None,
    target_confirmations: int,
    include_watchonly: bool,
    include_removed: bool,
    include_change: bool,
    label: str | None,
) -> Json:
    wallet, chain = call.wallet(), call.node.chain
    since = fork = None
    if blockhash:
        since = chain.entry(hash_arg(blockhash, "blockhash"))
        if since is None or since.tx_count == 0:
            raise RpcError(ADDRESS_OR_KEY, "Block not found")
        fork = fork_point(since, chain.tip)
    if target_confirmations < 1:
        raise RpcError(PARAMETER, "Invalid parameter")
    wanted = None if label is None else label_of(label)
    ledger, height = wallet.ledger, wallet.ledger.tip[1]
    shown: list[Json] = []
    for wtx in ledger.txs.values():
        if fork is None or abs(ledger.depth(wtx)) < height + 1 - fork.height:
            shown += listed(wallet, wtx, label=wanted, include_change=include_change)
    removed: list[Json] = []
    while include_removed and since is not None and fork is not None and since is not fork:
        for tx in chain.block(since).txs:
            gone = ledger.txs.get(tx.txid)
            if gone is not None:
                removed += listed(wallet, gone, -100_000_000, label=wanted, include_change=include_change)
        since = since.prev
    last = chain.at(max(0, height + 1 - target_confirmations))
    assert last is not None
    answer: dict[str, Json] = {"transactions": shown}
    if include_removed:
        answer["removed"] = removed
    return answer | {"lastblock": display(last.hash)}


@method(
    "wallet",
    "abandontransaction",
    "Gives up a transaction that is in no block and not in the mempool: its inputs can be spent again.",
    Arg("txid", HEX, "The transaction id"),
    example='> bitcoin-cli abandontransaction "txid"',
)
def abandontransaction(call: Call, txid: str) -> Json:
    wallet = call.wallet()
    wtx = wallet_tx(wallet, txid)
    if not wallet.ledger.abandon(wtx):
        raise RpcError(ADDRESS_OR_KEY, "Transaction not eligible for abandonment")
    wallet.file.commit()
    return None


@method(
    "wallet",
    "removeprunedfunds",
    "Takes a transaction out of the wallet.",
    Arg("txid", HEX, "The transaction id"),
    example='> bitcoin-cli removeprunedfunds "txid"',
)
def removeprunedfunds(call: Call, txid: str) -> Json:
    wallet, wanted = call.wallet(), hash_arg(txid, "txid")
    if wanted not in wallet.ledger.txs:
        raise RpcError(WALLET, f"Transaction {display(wanted)} does not belong to this wallet")
    wallet.ledger.remove(wanted)
    wallet.file.commit()
    return None


@method(
    "wallet",
    "importprunedfunds",
    "Takes a transaction into the wallet that a proof shows to be in a block, without a rescan.",
    Arg("rawtransaction", HEX, "The transaction in hex"),
    Arg("txoutproof", HEX, "The proof from gettxoutproof"),
)
def importprunedfunds(call: Call, rawtransaction: str, txoutproof: str) -> Json:
    wallet, chain = call.wallet(), call.node.chain
    tx = decode_tx(rawtransaction)
    if tx is None:
        raise RpcError(DESERIALIZE, "TX decode failed. Make sure the tx has at least one input.")
    try:
        proof = MerkleProof.parse(hex_arg(txoutproof, "proof"))
    except WireError:
        raise RpcError(ADDRESS_OR_KEY, "Something wrong with merkleblock") from None
    matches = proof.matched()
    if matches is None:
        raise RpcError(ADDRESS_OR_KEY, "Something wrong with merkleblock")
    entry = chain.entry(proof.header.hash)
    if entry is None or not chain.is_active(entry):
        raise RpcError(ADDRESS_OR_KEY, "Block not found in chain")
    if tx.txid not in matches:
        raise RpcError(ADDRESS_OR_KEY, "Transaction given doesn't exist in proof")
    ids = [one.txid for one in chain.block(entry).txs]
    if not any(wallet.is_mine(output.script) for output in tx.outputs):
        raise RpcError(ADDRESS_OR_KEY, "No addresses in wallet correspond to included transaction")
    wallet.sync(tx, State(entry.hash, entry.height, ids.index(tx.txid)), entry.time)
    wallet.file.commit()
    return None
