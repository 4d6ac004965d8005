"""RPC methods that bring transactions into the mempool, or ask whether they would get in.

Source: Bitcoin Core, src/rpc/mempool.cpp, src/node/transaction.cpp.
"""

from __future__ import annotations

from labs.bitcoin.decoding import decode_tx
from labs.bitcoin.script import has_valid_operations, is_unspendable
from labs.bitcoin.transactions import Tx, display
from labs.embedded.mempool import Accepted, AlreadyThere, Mempool, PackageResult, Rejected
from labs.embedded.mempool.entry import MISSING_INPUTS
from labs.embedded.mempool.feerate import fee_of
from labs.embedded.mempool.package_form import MAX_COUNT, is_tree
from labs.embedded.rpc.arguments import AMOUNT, ARR, HEX, Arg
from labs.embedded.rpc.errors import ALREADY_IN_CHAIN, DESERIALIZE, PARAMETER, VERIFY, RpcError
from labs.embedded.rpc.registry import Call, method
from labs.embedded.rpc.values import Json, amount, btc, feerate, string

_MAX_FEERATE = Arg(
    "maxfeerate",
    AMOUNT,
    "Refuse what pays more than this, in BTC/kvB; 0 accepts any. At most 1 BTC/kvB may be given.",
    default="0.10",
)
_MAX_BURN = Arg(
    "maxburnamount",
    AMOUNT,
    "Refuse outputs that can never be spent and hold more than this, in BTC.",
    default="0.00",
)
_RAW_TXS = (Arg("rawtx", HEX, default=None),)
_UNREADABLE = "Make sure the tx has at least one input."
_MAX_FEE_EXCEEDED = "Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)"


@method(
    "rawtransactions",
    "sendrawtransaction",
    "Puts a transaction into the mempool, from where it gets into a block.",
    Arg("hexstring", HEX, "The transaction in hex"),
    _MAX_FEERATE,
    _MAX_BURN,
    result='"hex"    (string) The transaction\'s id',
)
def sendrawtransaction(call: Call, hexstring: str, maxfeerate: Json, maxburnamount: Json) -> Json:
    max_burn = amount(maxburnamount)
    tx = decode_tx(hexstring)
    if tx is None:
        raise RpcError(DESERIALIZE, f"TX decode failed. {_UNREADABLE}")
    _check_burn(tx, max_burn)
    send(call.node.mempool, tx, fee_of(feerate(maxfeerate), tx.vsize))
    return display(tx.txid)


def send(pool: Mempool, tx: Tx, max_fee: int) -> None:
    """Put a transaction into the mempool and count it as not yet broadcast. RpcError -25, -26 or -27.

    max_fee in satoshi, 0 for none. A transaction that is there already is no error.
    """
    if any(pool.chain.coin((tx.txid, n)) is not None for n in range(len(tx.outputs))):
        raise RpcError(ALREADY_IN_CHAIN, "Transaction outputs already in utxo set")
    if tx.txid in pool:
        return
    try:
        if max_fee and pool.accept(tx, test_only=True).fee > max_fee:
            raise RpcError(VERIFY, _MAX_FEE_EXCEEDED)
        pool.accept(tx)
    except Rejected as refusal:
        raise RpcError(refusal.code, str(refusal)) from None
    pool.unbroadcast.add(tx.txid)


@method(
    "rawtransactions",
    "testmempoolaccept",
    "Tells whether transactions would get into the mempool, and with which fee. Nothing is let in.\n"
    "Of several, parents come before children, and none may conflict with another or with the mempool.",
    Arg("rawtxs", ARR, "The transactions in hex", fields=_RAW_TXS),
    _MAX_FEERATE,
    result='[{ "txid": "hex", "allowed": true|false, … }, …]    (json array)',
)
def testmempoolaccept(call: Call, rawtxs: list[Json], maxfeerate: Json) -> Json:
    _check_count(rawtxs)
    max_feerate = feerate(maxfeerate)
    txs = [_decoded(raw) for raw in rawtxs]
    outcome = _tested(call.node.mempool, txs)
    shown = []
    stopped = False
    for tx in txs:
        found: dict[str, Json] = {"txid": display(tx.txid), "wtxid": display(tx.wtxid)}
        shown.append(found)
        if outcome.package_wide:
            found["package-error"] = str(outcome)
        result = outcome.results.get(tx.wtxid)
        if stopped or result is None:
            continue
        if isinstance(result, Accepted):
            max_fee = fee_of(max_feerate, result.vsize)
            stopped = 0 < max_fee < result.fee
            found |= _too_dear() if stopped else _allowed(result)
        elif isinstance(result, Rejected):
            found |= _refused(result)
    return shown


@method(
    "rawtransactions",
    "submitpackage",
    "Puts a transaction together with its unconfirmed parents into the mempool, so that it can pay for\n"
    "them. Parents come first and do not depend on each other; the child is the last.",
    Arg("package", ARR, "The transactions in hex", fields=_RAW_TXS),
    _MAX_FEERATE,
    _MAX_BURN,
    result='{ "package_msg": "str", "tx-results": { … }, "replaced-transactions": [ … ] }    (json object)',
)
def submitpackage(call: Call, package: list[Json], maxfeerate: Json, maxburnamount: Json) -> Json:
    _check_count(package)
    max_feerate = feerate(maxfeerate)
    max_burn = amount(maxburnamount)
    txs = []
    for raw in package:
        txs.append(_decoded(raw))
        _check_burn(txs[-1], max_burn)
    if len(txs) > 1 and not is_tree(txs):
        raise RpcError(
            VERIFY,
            "package topology disallowed. not child-with-parents or parents depend on each other.",
        )
    pool = call.node.mempool
    outcome = pool.accept_package(txs, max_feerate=max_feerate or None)
    return {
        "package_msg": str(outcome) or "success",
        "tx-results": {display(tx.wtxid): _submitted(tx, outcome) for tx in txs},
        "replaced-transactions": _replaced(outcome),
    }


def _replaced(outcome: PackageResult) -> Json:
    accepted = [result for result in outcome.results.values() if isinstance(result, Accepted)]
    return [display(txid) for txid in sorted({gone.txid for one in accepted for gone in one.replaced})]


def _check_count(raw: list[Json]) -> None:
    if not 1 <= len(raw) <= MAX_COUNT:
        raise RpcError(PARAMETER, f"Array must contain between 1 and {MAX_COUNT} transactions.")


def _decoded(raw: Json) -> Tx:
    text = string(raw)
    tx = decode_tx(text)
    if tx is None:
        raise RpcError(DESERIALIZE, f"TX decode failed: {text} {_UNREADABLE}")
    return tx


def _check_burn(tx: Tx, max_burn: int) -> None:
    for output in tx.outputs:
        burns = is_unspendable(output.script) or not has_valid_operations(output.script)
        if burns and output.value > max_burn:
            raise RpcError(VERIFY, "Unspendable output exceeds maximum configured by user (maxburnamount)")


def _tested(pool: Mempool, txs: list[Tx]) -> PackageResult:
    if len(txs) > 1:
        return pool.accept_package(txs, test_only=True)
    try:
        return PackageResult(results={txs[0].wtxid: pool.accept(txs[0], test_only=True)})
    except Rejected as refusal:
        return PackageResult(results={txs[0].wtxid: refusal})


def _allowed(result: Accepted) -> dict[str, Json]:
    return {"allowed": True, "vsize": result.vsize, "fees": _fees(result)}


def _too_dear() -> dict[str, Json]:
    return {"allowed": False, "reject-reason": "max-fee-exceeded"}


def _refused(refusal: Rejected) -> dict[str, Json]:
    if refusal.kind == MISSING_INPUTS:
        return {"allowed": False, "reject-reason": "missing-inputs"}
    return {"allowed": False, "reject-reason": refusal.reason, "reject-details": str(refusal)}


def _fees(result: Accepted) -> dict[str, Json]:
    return {
        "base": btc(result.fee),
        "effective-feerate": btc(result.effective_feerate),
        "effective-includes": [display(wtxid) for wtxid in result.effective_includes],
    }


def _submitted(tx: Tx, outcome: PackageResult) -> dict[str, Json]:
    shown: dict[str, Json] = {"txid": display(tx.txid)}
    result = outcome.results.get(tx.wtxid)
    if result is None:
        shown["error"] = "package-not-validated"
    elif isinstance(result, Rejected):
        shown["error"] = str(result)
    elif isinstance(result, AlreadyThere) and result.other_wtxid is not None:
        shown["other-wtxid"] = display(result.other_wtxid)
    else:
        shown["vsize"] = result.vsize
        shown["fees"] = _fees(result) if isinstance(result, Accepted) else {"base": btc(result.fee)}
    return shown
