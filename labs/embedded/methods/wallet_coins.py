"""RPC: balances and unspent outputs.

Source: Bitcoin Core, src/wallet/rpc/coins.cpp.
"""

from labs.bitcoin.addresses import address_of, script_of
from labs.bitcoin.descriptors import infer_descriptor
from labs.bitcoin.standard import solve
from labs.bitcoin.transactions import display
from labs.embedded.methods.wallet_checks import avoid_reuse_flag, label_of, script_or_none
from labs.embedded.methods.wallet_info import last_block
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, DEPRECATED, PARAMETER, WALLET, RpcError
from labs.embedded.rpc.registry import (
    AMOUNT,
    ARR,
    BOOL,
    INT,
    NUM,
    OBJ_NAMED,
    STR,
    Arg,
    Call,
    Json,
    method,
)
from labs.embedded.rpc.values import amount, boolean, btc, check_fields, integer, string
from labs.embedded.wallet import Wallet
from labs.embedded.wallet.balances import balance
from labs.embedded.wallet.coins import Coin, Filter, available
from labs.embedded.wallet.control import Control

IMMATURE = Arg("include_immature_coinbase", BOOL, "Count immature coinbase outputs, too", default=False)
MINCONF = Arg("minconf", INT, "Only what has this many confirmations", default=1)


@method(
    "wallet",
    "getbalance",
    "The balance that can be trusted: confirmed, or own unconfirmed change.",
    Arg("dummy", STR, 'Left out or "*"', default=None),
    Arg("minconf", INT, "Only what has this many confirmations", default=0),
    Arg("include_watchonly", BOOL, "No longer used", default=None),
    Arg("avoid_reuse", BOOL, "Leave out what lies on addresses that were spent from", default=None),
    result="n    (numeric) The balance in BTC",
    example="> bitcoin-cli getbalance ",
)
def getbalance(
    call: Call, dummy: str | None, minconf: int, include_watchonly: bool | None, avoid_reuse: bool | None
) -> Json:
    wallet = call.wallet()
    if dummy not in (None, "*"):
        raise RpcError(DEPRECATED, 'dummy first argument must be excluded or set to "*".')
    return btc(balance(wallet, minconf, avoid_reuse_flag(wallet, avoid_reuse)).trusted)


@method(
    "wallet",
    "getbalances",
    "All balances in BTC.",
    result='{\n  "mine" : { "trusted" : n, "untrusted_pending" : n, "immature" : n, ... },\n'
    '  "lastprocessedblock" : { "hash" : "hex", "height" : n }\n}',
    example="> bitcoin-cli getbalances ",
)
def getbalances(call: Call) -> Json:
    wallet = call.wallet()
    sums = balance(wallet, include_nonmempool=True)
    mine = {
        "trusted": btc(sums.trusted),
        "untrusted_pending": btc(sums.pending),
        "immature": btc(sums.immature),
        "nonmempool": btc(sums.nonmempool),
    }
    if "avoid_reuse" in wallet.flags:
        mine["used"] = btc(sums.used)
    return {"mine": mine, "lastprocessedblock": last_block(wallet)}


def _received(wallet: Wallet, scripts: set[bytes], minconf: int, immature: bool) -> Json:
    scripts = {script for script in scripts if wallet.is_mine(script)}
    if not scripts:
        raise RpcError(WALLET, "Address not found in wallet")
    ledger, total = wallet.ledger, 0
    for wtx in ledger.txs.values():
        depth = ledger.depth(wtx)
        if depth < minconf or (wtx.tx.is_coinbase and depth < 1):
            continue
        if immature or not ledger.is_immature(wtx):
            total += sum(output.value for output in wtx.tx.outputs if output.script in scripts)
    return btc(total)


@method(
    "wallet",
    "getreceivedbyaddress",
    "What an address received in all.",
    Arg("address", STR, "The address"),
    MINCONF,
    IMMATURE,
    result="n    (numeric) The sum in BTC",
    example='> bitcoin-cli getreceivedbyaddress "address"',
)
def getreceivedbyaddress(call: Call, address: str, minconf: int, immature: bool) -> Json:
    wallet = call.wallet()
    script = script_or_none(address)
    if script is None:
        raise RpcError(ADDRESS_OR_KEY, "Invalid Bitcoin address")
    return _received(wallet, {script}, minconf, immature)


@method(
    "wallet",
    "getreceivedbylabel",
    "What the addresses with a label received in all.",
    Arg("label", STR, "The label"),
    MINCONF,
    IMMATURE,
    result="n    (numeric) The sum in BTC",
    example='> bitcoin-cli getreceivedbylabel "tabby"',
)
def getreceivedbylabel(call: Call, label: str, minconf: int, immature: bool) -> Json:
    wallet = call.wallet()
    label = label_of(label)
    addresses = [address for address, entry in wallet.labels.entries() if entry.text == label]
    if not addresses:
        raise RpcError(WALLET, "Label not found in wallet")
    return _received(wallet, {script_of(address) for address in addresses}, minconf, immature)


@method(
    "wallet",
    "listunspent",
    "Lists unspent outputs.",
    Arg("minconf", INT, "The least confirmations", default=1),
    Arg("maxconf", INT, "The most confirmations", default=9999999),
    Arg(
        "addresses",
        ARR,
        "Only outputs that pay to these",
        default=[],
        fields=(Arg("address", STR, "", None),),
    ),
    Arg("include_unsafe", BOOL, "Include others' unconfirmed payments", default=True),
    Arg(
        "query_options",
        OBJ_NAMED,
        "",
        default=None,
        fields=(
            Arg("minimumAmount", AMOUNT, "The least value of an output in BTC", default=0),
            Arg("maximumAmount", AMOUNT, "The greatest value of an output in BTC", default=None),
            Arg("maximumCount", NUM, "The most outputs", default=None),
            Arg("minimumSumAmount", AMOUNT, "Stop when this sum in BTC is reached", default=None),
            Arg("include_immature_coinbase", BOOL, "Include immature coinbase outputs", default=False),
        ),
        oneline="query_options",
    ),
    result='[ { "txid" : "hex", "vout" : n, "address" : "str", "amount" : n, ... }, ... ]',
    example="> bitcoin-cli listunspent ",
)
def listunspent(
    call: Call,
    minconf: int,
    maxconf: int,
    addresses: list[Json],
    include_unsafe: bool,
    query_options: dict[str, Json] | None,
) -> Json:
    wallet = call.wallet()
    scripts = _scripts_of(addresses)
    control = Control(min_depth=minconf, max_depth=maxconf, include_unsafe=include_unsafe)
    coins = available(wallet, control, _filter_of(query_options or {}))
    return [_coin_json(wallet, coin) for coin in coins if not scripts or coin.output.script in scripts]


def _scripts_of(addresses: list[Json]) -> set[bytes]:
    scripts: set[bytes] = set()
    for given in addresses:
        script = script_or_none(string(given))
        if script is None:
            raise RpcError(ADDRESS_OR_KEY, f"Invalid Bitcoin address: {given}")
        if script in scripts:
            raise RpcError(PARAMETER, f"Invalid parameter, duplicated address: {given}")
        scripts.add(script)
    return scripts


def _filter_of(options: dict[str, Json]) -> Filter:
    types = {
        "minimumAmount": None,
        "maximumAmount": None,
        "minimumSumAmount": None,
        "maximumCount": "number",
        "include_immature_coinbase": "bool",
    }
    check_fields(options, types, allow_null=True, strict=True)
    plain = Filter(min_amount=0, check_truc=False)

    def sum_of(name: str, default: int) -> int:
        return amount(options[name]) if options.get(name) is not None else default

    return Filter(
        min_amount=sum_of("minimumAmount", 0),
        max_amount=sum_of("maximumAmount", plain.max_amount),
        min_sum=sum_of("minimumSumAmount", plain.min_sum),
        max_count=integer(options.get("maximumCount") or 0),
        immature=boolean(options.get("include_immature_coinbase") or False),
        check_truc=False,
    )


def _coin_json(wallet: Wallet, coin: Coin) -> Json:
    script = coin.output.script
    address = address_of(script)
    store = wallet.keyring.keystore(script, private=False)
    shown: dict[str, Json] = {"txid": display(coin.outpoint[0]), "vout": coin.outpoint[1]}
    if address is not None:
        shown["address"] = address
        if (entry := wallet.labels.of(address)) is not None:
            shown["label"] = entry.text
        kind, parts = solve(script)
        redeem = store.script_of_hash160(parts[0]) if kind == "scripthash" else None
        if redeem is not None:
            shown["redeemScript"] = redeem.hex()
            kind, parts = solve(redeem)
        inner = store.script_of_sha256(parts[0]) if kind == "witness_v0_scripthash" else None
        if inner is not None:
            shown["witnessScript"] = inner.hex()
    shown |= {"scriptPubKey": script.hex(), "amount": btc(coin.value), "confirmations": coin.depth}
    if coin.depth == 0:
        shown |= _ancestry(wallet, coin.outpoint[0])
    shown |= {"spendable": True, "solvable": coin.size is not None}
    if coin.size is not None:
        shown["desc"] = infer_descriptor(script, store).to_string()
    shown["parent_descs"] = parent_descriptors(wallet, script)
    if "avoid_reuse" in wallet.flags:
        shown["reused"] = wallet.labels.is_used(script)
    shown["safe"] = coin.safe
    return shown


def parent_descriptors(wallet: Wallet, script: bytes) -> list[str]:
    """The wallet's descriptors that give this script."""
    return [wd.normal for wd, _ in wallet.keyring.places.get(script, ())]


def _ancestry(wallet: Wallet, txid: bytes) -> dict[str, Json]:
    mempool = wallet.around.mempool
    if txid not in mempool:
        return {}
    family = [mempool.entries[one] for one in (txid, *mempool.ancestors(txid))]
    return {
        "ancestorcount": len(family),
        "ancestorsize": sum(entry.vsize for entry in family),
        "ancestorfees": sum(entry.modified_fee for entry in family),
    }
