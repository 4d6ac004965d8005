"""RPC: a wallet's descriptors: listing, importing, adding one, and the keys they stand on.

Source: Bitcoin Core, src/wallet/rpc/backup.cpp and wallet.cpp.
"""

from labs.bitcoin.keys import KeyFormatError
from labs.embedded.methods.wallet_checks import address_type, ensure_unlocked
from labs.embedded.methods.wallet_importing import import_one, timestamp_of
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, WALLET, RpcError
from labs.embedded.rpc.registry import (
    ANY,
    ARR,
    BOOL,
    NUM,
    OBJ,
    OBJ_NAMED,
    RANGE,
    STR,
    Arg,
    Call,
    Json,
    method,
)
from labs.embedded.rpc.values import boolean, obj, string
from labs.embedded.wallet import Wallet
from labs.embedded.wallet.keyring import extended_keys
from labs.embedded.wallet.rescanning import rescan_from_time
from labs.embedded.wallet.scripts import WalletDescriptor
from labs.embedded.wallet.seeds import descriptor_for


@method(
    "wallet",
    "listdescriptors",
    "Lists the wallet's descriptors.",
    Arg("private", BOOL, "With private keys", default=False),
    result='{ "wallet_name" : "str", "descriptors" : [ { "desc" : "str", "timestamp" : n, ... }, ... ] }',
    example="> bitcoin-cli listdescriptors ",
)
def listdescriptors(call: Call, private: bool) -> Json:
    wallet = call.wallet()
    if private and not wallet.has_private_keys:
        raise RpcError(WALLET, "Can't get private descriptor string for watch-only wallets")
    if private:
        ensure_unlocked(wallet)
    shown = [_descriptor_json(wd, private) for wd in wallet.keyring.descriptors]
    return {"wallet_name": wallet.name, "descriptors": sorted(shown, key=lambda one: str(one["desc"]))}


def _descriptor_json(wd: WalletDescriptor, private: bool) -> dict[str, Json]:
    text = wd.normal
    if private and wd.private is not None:
        text = wd.private.to_string(private=True)
    shown: dict[str, Json] = {"desc": text, "timestamp": wd.created, "active": wd.active is not None}
    if wd.active is not None:
        shown["internal"] = bool(wd.internal)
    if wd.is_range:
        shown["range"] = [wd.range_start, wd.range_end - 1]
        shown |= {"next": wd.next_index, "next_index": wd.next_index}
    return shown


@method(
    "wallet",
    "importdescriptors",
    "Takes descriptors into the wallet and looks for their coins in the chain. Make a new backup afterwards.",
    Arg(
        "requests",
        ARR,
        "What to import",
        oneline="requests",
        fields=(
            Arg(
                "",
                OBJ,
                default=None,
                fields=(
                    Arg("desc", STR, "The descriptor with its checksum"),
                    Arg("active", BOOL, "Take new addresses from it", default=False),
                    Arg("range", RANGE, "The last index, or [begin,end]", default=None),
                    Arg("next_index", NUM, "The index of the next new address", default=None),
                    Arg("timestamp", (NUM, ANY), 'Look at blocks from this time on, or "now"'),
                    Arg("internal", BOOL, "It is for change", default=False),
                    Arg("label", STR, "The address's label", default=""),
                ),
            ),
        ),
    ),
    result='[ { "success" : true|false, "warnings" : [...], "error" : { "code" : n, "message" : "str" } } ]',
    example='> bitcoin-cli importdescriptors \'[{ "desc": "<descriptor>", "timestamp": "now" }]\'',
)
def importdescriptors(call: Call, requests: list[Json]) -> Json:
    wallet = call.wallet()
    ensure_unlocked(wallet)
    tip = call.node.chain.tip
    now, lowest, rescan = tip.median_time, tip.time, False
    answers = []
    for request in requests:
        given = obj(request)
        created = max(timestamp_of(given, now), 1)
        answer = import_one(wallet, given, created)
        answers.append(answer)
        lowest = min(lowest, created)
        rescan = rescan or bool(answer["success"])
    wallet.file.commit()
    if rescan:
        wallet.keyring.derive_all()
        wallet.ledger.refresh_outputs()
        rescan_from_time(wallet, lowest)
        wallet.resubmit()
    return answers


@method(
    "wallet",
    "createwalletdescriptor",
    "Adds the descriptor of an address type that the wallet lacks.",
    Arg("type", STR, 'One of "legacy", "p2sh-segwit", "bech32", "bech32m"'),
    Arg(
        "options",
        OBJ_NAMED,
        "",
        default=None,
        fields=(
            Arg("internal", BOOL, "Only the one for change (true) or for receiving (false)", default=None),
            Arg("hdkey", STR, "The extended public key to use", default=None),
        ),
    ),
    result='{ "descs" : [ "str", ... ] }',
    example="> bitcoin-cli createwalletdescriptor bech32m",
)
def createwalletdescriptor(call: Call, kind: str, options: dict[str, Json] | None) -> Json:
    from labs.bitcoin.hd import ExtendedKey

    wallet, given = call.wallet(), options or {}
    address_type(kind)
    only = given.get("internal")
    internals = (False, True) if only is None else (boolean(only),)
    ensure_unlocked(wallet)
    hdkey = given.get("hdkey")
    if hdkey is None:
        keys = {key for wd in wallet.keyring.active.values() for key in extended_keys(wd.plain)}
        if len(keys) != 1:
            raise RpcError(
                ADDRESS_OR_KEY,
                "Unable to determine which HD key to use from active descriptors. Please specify with "
                "'hdkey'",
            )
        hdkey = keys.pop()
    if not _is_xpub(string(hdkey)):
        raise RpcError(ADDRESS_OR_KEY, "Unable to parse HD key. Please provide a valid xpub")
    private = private_key_of(wallet, hdkey)
    if private is None:
        raise RpcError(ADDRESS_OR_KEY, f"Private key for {hdkey} is not known")
    made = []
    for internal in internals:
        wd, text = descriptor_for(ExtendedKey.parse(private), kind, internal, wallet.around.clock.now())
        if wallet.keyring.find(wd.plain) is None:
            wd.range_end = wallet.keyring.size
            wallet.keyring.add(wd, text)
            wallet.keyring.set_active(wd, kind, internal)
            made.append(wd.normal)
    if not made:
        raise RpcError(WALLET, "Descriptor already exists")
    wallet.file.commit()
    return {"descs": made}


def _is_xpub(text: str) -> bool:
    from labs.bitcoin.hd import ExtendedKey

    try:
        return ExtendedKey.parse(text).secret is None
    except KeyFormatError:
        return False


def private_key_of(wallet: Wallet, public: str) -> str | None:
    """The private half of an extended public key, from the wallet's descriptors."""
    from labs.bitcoin.hd import ExtendedKey

    for wd in wallet.keyring.descriptors:
        for key in extended_keys(wd.private_text or ""):
            if key[1:4] == "prv" and ExtendedKey.parse(key).neuter().to_string() == public:
                return key
    return None


@method(
    "wallet",
    "gethdkeys",
    "Lists the extended keys in the wallet's descriptors and which use them.",
    Arg(
        "options",
        OBJ_NAMED,
        "",
        default=None,
        fields=(
            Arg("active_only", BOOL, "Only keys of active descriptors", default=False),
            Arg("private", BOOL, "Show private keys", default=False),
        ),
    ),
    result='[ { "xpub" : "str", "has_private" : true|false, "descriptors" : [...] }, ... ]',
    example="> bitcoin-cli gethdkeys ",
)
def gethdkeys(call: Call, options: dict[str, Json] | None) -> Json:
    wallet, given = call.wallet(), options or {}
    private = boolean(given.get("private") or False)
    if private:
        ensure_unlocked(wallet)
    users: dict[str, list[WalletDescriptor]] = {}
    for wd in wallet.keyring.descriptors:
        if wd.active is not None or not given.get("active_only"):
            for key in extended_keys(wd.plain):
                users.setdefault(key, []).append(wd)
    shown = []
    for key, descriptors in sorted(users.items()):
        entry: dict[str, Json] = {"xpub": key, "has_private": key in wallet.keyring.held}
        secret = private_key_of(wallet, key) if private else None
        if secret is not None:
            entry["xprv"] = secret
        listed = [{"desc": wd.normal, "active": wd.active is not None} for wd in descriptors]
        entry["descriptors"] = sorted(listed, key=lambda one: str(one["desc"]))
        shown.append(entry)
    return shown
