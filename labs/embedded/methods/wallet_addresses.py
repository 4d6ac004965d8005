"""RPC: a wallet's addresses and their labels.

Source: Bitcoin Core, src/wallet/rpc/addresses.cpp.
"""

from labs.bitcoin.addresses import AddressError, address_of, script_of
from labs.bitcoin.descriptors import infer_descriptor
from labs.bitcoin.hd import format_path
from labs.bitcoin.keystore import Keystore
from labs.bitcoin.standard import solve
from labs.embedded.methods.addresses import describe
from labs.embedded.methods.wallet_checks import address_type, ensure_unlocked, label_of, script_or_none
from labs.embedded.rpc.errors import (
    ADDRESS_OR_KEY,
    INVALID_LABEL_NAME,
    KEYPOOL_RAN_OUT,
    PARAMETER,
    WALLET,
    RpcError,
)
from labs.embedded.rpc.registry import INT, STR, Arg, Call, Hint, Json, method
from labs.embedded.rpc.values import btc
from labs.embedded.wallet import Wallet
from labs.embedded.wallet.balances import address_balances, address_groups
from labs.embedded.wallet.keyring import NoAddress
from labs.embedded.wallet.labels import RECEIVE, SEND
from labs.embedded.wallet.wallet import DEFAULT_ADDRESS_TYPE

TYPES_TEXT = '"legacy", "p2sh-segwit", "bech32", "bech32m"'
NO_SEED = "0" * 40


@method(
    "wallet",
    "getnewaddress",
    "Gives a fresh address for receiving.",
    Arg("label", STR, "The address's label", default=""),
    Arg("address_type", STR, f"One of {TYPES_TEXT}", default=Hint("set by -addresstype")),
    result='"str"    (string) The address',
    example="> bitcoin-cli getnewaddress ",
)
def getnewaddress(call: Call, label: str, address_type_name: str | None) -> Json:
    wallet = call.wallet()
    _ensure_can_give(wallet, internal=False)
    label = label_of(label)
    default = wallet.options.text("addresstype", DEFAULT_ADDRESS_TYPE)
    kind = default if address_type_name is None else address_type(address_type_name)
    try:
        return wallet.new_address(kind, label)
    except NoAddress as error:
        raise RpcError(KEYPOOL_RAN_OUT, str(error)) from None


@method(
    "wallet",
    "getrawchangeaddress",
    "Gives a fresh address for change, for transactions made by hand.",
    Arg("address_type", STR, f"One of {TYPES_TEXT}", default=Hint("set by -changetype")),
    result='"str"    (string) The address',
    example="> bitcoin-cli getrawchangeaddress ",
)
def getrawchangeaddress(call: Call, address_type_name: str | None) -> Json:
    wallet = call.wallet()
    _ensure_can_give(wallet, internal=True)
    default = wallet.options.text("addresstype", DEFAULT_ADDRESS_TYPE)
    default = wallet.options.text("changetype", default)
    kind = default if address_type_name is None else address_type(address_type_name)
    try:
        script = wallet.keyring.new_script(kind, internal=True)
    except NoAddress as error:
        raise RpcError(KEYPOOL_RAN_OUT, str(error)) from None
    wallet.file.commit()
    return address_of(script)


def _ensure_can_give(wallet: Wallet, internal: bool) -> None:
    wallet.lock_when_due()
    if not wallet.keyring.can_give(internal):
        raise RpcError(WALLET, "Error: This wallet has no available keys")


@method(
    "wallet",
    "keypoolrefill",
    "Widens the range of each of the wallet's descriptors.",
    Arg("newsize", INT, "How many addresses are to lie ahead", default=Hint("1000, or as set by -keypool")),
    example="> bitcoin-cli keypoolrefill ",
)
def keypoolrefill(call: Call, newsize: int | None) -> Json:
    wallet = call.wallet()
    if newsize is not None and newsize < 0:
        raise RpcError(PARAMETER, "Invalid parameter, expected valid size.")
    ensure_unlocked(wallet)
    for wd in wallet.keyring.descriptors:
        wallet.keyring.top_up(wd, newsize or 0)
    active = wallet.keyring.active.values()
    if sum(wd.range_end - wd.next_index for wd in active) < (newsize or 0):
        raise RpcError(WALLET, "Error refreshing keypool.")
    wallet.ledger.refresh_outputs()
    wallet.file.commit()
    return None


@method(
    "wallet",
    "setlabel",
    "Gives an address a label.",
    Arg("address", STR, "The address"),
    Arg("label", STR, "Its label"),
    example='> bitcoin-cli setlabel "address" "tabby"',
)
def setlabel(call: Call, address: str, label: str) -> Json:
    wallet = call.wallet()
    script = script_or_none(address)
    if script is None:
        raise RpcError(ADDRESS_OR_KEY, "Invalid Bitcoin address")
    known = address_of(script)
    assert known is not None
    wallet.set_label(known, label_of(label), RECEIVE if wallet.is_mine(script) else SEND)
    return None


@method(
    "wallet",
    "getaddressesbylabel",
    "Lists the addresses with a label.",
    Arg("label", STR, "The label"),
    result='{\n  "address" : { "purpose" : "str" },    (string) "send" or "receive"\n  ...\n}',
    example='> bitcoin-cli getaddressesbylabel "tabby"',
)
def getaddressesbylabel(call: Call, label: str) -> Json:
    wallet = call.wallet()
    label = label_of(label)
    found = {
        address: {"purpose": entry.purpose or "unknown"}
        for address, entry in wallet.labels.entries()
        if entry.text == label
    }
    if not found:
        raise RpcError(INVALID_LABEL_NAME, f"No addresses with label {label}")
    return found


@method(
    "wallet",
    "listlabels",
    "Lists the labels, of all addresses or of those with one purpose.",
    Arg("purpose", STR, 'Only labels of addresses for this: "send" or "receive"', default=None),
    result='[\n  "str",    (string) A label\n  ...\n]',
    example="> bitcoin-cli listlabels ",
)
def listlabels(call: Call, purpose: str | None) -> Json:
    wallet = call.wallet()
    if purpose not in (None, "", SEND, RECEIVE):
        raise RpcError(
            PARAMETER,
            "Invalid 'purpose' argument, must be a known purpose string, typically 'send', or 'receive'.",
        )
    entries = [entry for _, entry in wallet.labels.entries() if not purpose or entry.purpose == purpose]
    return sorted({entry.text or "" for entry in entries})


@method(
    "wallet",
    "listaddressgroupings",
    "Lists addresses in groups whose common owner everybody can tell.",
    result='[ [ [ "address", amount, "label" ], ... ], ... ]',
    example="> bitcoin-cli listaddressgroupings ",
)
def listaddressgroupings(call: Call) -> Json:
    wallet = call.wallet()
    sums = address_balances(wallet)
    groups = []
    for scripts in address_groups(wallet):
        shown = []
        for script in scripts:
            if (address := address_of(script)) is None:
                continue
            entry = wallet.labels.of(address)
            label = [entry.text] if entry is not None else []
            shown.append([address, btc(sums.get(script, 0)), *label])
        if shown:
            groups.append(shown)
    return groups


@method(
    "wallet",
    "walletdisplayaddress",
    "Would show an address on a hardware wallet; there is none here.",
    Arg("address", STR, "The address"),
    hidden=True,
)
def walletdisplayaddress(call: Call, address: str) -> Json:
    call.wallet()
    raise RpcError(WALLET, "There is no ScriptPubKeyManager for this address")


@method(
    "wallet",
    "getaddressinfo",
    "Tells what is known of an address; more when it is the wallet's.",
    Arg("address", STR, "The address"),
    result="{...}    (json object) address, scriptPubKey, ismine, solvable, desc, labels, ...",
    example='> bitcoin-cli getaddressinfo "address"',
)
def getaddressinfo(call: Call, address: str) -> Json:
    wallet = call.wallet()
    try:
        script = script_of(address)
    except AddressError as error:
        raise RpcError(ADDRESS_OR_KEY, str(error) or "Invalid address") from None
    known = address_of(script)
    places = wallet.keyring.places.get(script, ())
    store = wallet.keyring.keystore(script, private=False)
    info: dict[str, Json] = {"address": known, "scriptPubKey": script.hex(), "ismine": bool(places)}
    inferred = infer_descriptor(script, store) if places else None
    info["solvable"] = inferred is not None and inferred.is_solvable
    if inferred is not None and inferred.is_solvable:
        info["desc"] = inferred.to_string()
    if places:
        info["parent_desc"] = places[0][0].normal
    info["iswatchonly"] = False
    info |= describe(script) | _describe_keys(script, store)
    info["ischange"] = bool(places) and wallet.labels.of(known) is None
    if places:
        info["timestamp"] = places[0][0].created
        info |= _origin(script, store)
    entry = wallet.labels.of(known)
    info["labels"] = [entry.text] if entry is not None else []
    return info


def _describe_keys(script: bytes, store: Keystore) -> dict[str, Json]:
    """The key or script behind an address, as far as the keystore has it."""
    kind, parts = solve(script)
    if kind in ("pubkeyhash", "witness_v0_keyhash"):
        public = store.public_of(parts[0])
        if public is None:
            return {}
        compressed = {"iscompressed": len(public) == 33} if kind == "pubkeyhash" else {}
        return {"pubkey": public.hex()} | compressed
    if kind == "scripthash":
        inner = store.script_of_hash160(parts[0])
    elif kind == "witness_v0_scripthash":
        inner = store.script_of_sha256(parts[0])
    else:
        return {}
    return {} if inner is None else _describe_script(inner, store)


def _describe_script(script: bytes, store: Keystore) -> dict[str, Json]:
    kind, parts = solve(script)
    shown: dict[str, Json] = {"script": kind, "hex": script.hex()}
    address = address_of(script)
    if address is not None:
        embedded = describe(script) | _describe_keys(script, store)
        embedded |= {"address": address, "scriptPubKey": script.hex()}
        if "pubkey" in embedded:
            shown["pubkey"] = embedded["pubkey"]
        shown["embedded"] = embedded
    elif kind == "multisig":
        shown["sigsrequired"] = parts[0][0]
        shown["pubkeys"] = [key.hex() for key in parts[1:-1]]
    return shown


def _origin(script: bytes, store: Keystore) -> dict[str, Json]:
    """Where the single key of an address comes from."""
    kind, parts = solve(script)
    origin = None
    if kind == "witness_v1_taproot":
        tree = store.trees.get(parts[0])
        origin = store.origin_of_xonly(tree.internal if tree is not None else parts[0])
    elif kind in ("pubkeyhash", "witness_v0_keyhash"):
        origin = store.origins.get(store.public_of(parts[0]) or b"")
    elif kind == "scripthash":
        inner = store.script_of_hash160(parts[0])
        return {} if inner is None else _origin(inner, store)
    if origin is None:
        return {}
    fingerprint, path = origin
    return {
        "hdkeypath": "m" + format_path(path),
        "hdseedid": NO_SEED,
        "hdmasterfingerprint": fingerprint.hex(),
    }
