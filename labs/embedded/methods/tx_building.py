"""Transactions from the JSON that createrawtransaction, createpsbt and the wallet's methods take.

Source: Bitcoin Core, src/rpc/rawtransaction_util.cpp.
"""

from decimal import Decimal

from labs.bitcoin.addresses import AddressError, script_of
from labs.bitcoin.standard import nulldata
from labs.bitcoin.transactions import Tx, TxIn, TxOut
from labs.embedded.rpc.arguments import AMOUNT, ANY, ARR, BOOL, HEX, NUM, OBJ, OBJ_USER_KEYS, Arg, Hint
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, PARAMETER, RpcError
from labs.embedded.rpc.values import (
    Json,
    amount,
    array,
    hash_arg,
    hex_arg,
    integer,
    obj,
    pairs_of,
    type_name,
)

SEQUENCE_FINAL = 0xFFFFFFFF
SEQUENCE_NONFINAL = 0xFFFFFFFE
"""The highest sequence that lets the locktime count."""
SEQUENCE_REPLACEABLE = 0xFFFFFFFD
"""The highest sequence that says: this transaction may be replaced (BIP 125)."""

INPUTS = Arg(
    "inputs",
    ARR,
    "The inputs",
    fields=(
        Arg(
            "",
            OBJ,
            default=None,
            fields=(
                Arg("txid", HEX, "The transaction id"),
                Arg("vout", NUM, "The output number"),
                Arg("sequence", NUM, "The sequence number", default=Hint("depends on the other arguments")),
            ),
        ),
    ),
)
OUTPUTS = Arg(
    "outputs",
    (ARR, ANY),
    'The outputs, each a pair of address and amount, or of "data" and hex.\n'
    "An address, and data, may appear once. One object with all pairs is accepted too.",
    fields=(
        Arg(
            "",
            OBJ_USER_KEYS,
            default=None,
            fields=(Arg("address", AMOUNT, "The address, and the amount in BTC to pay to it"),),
        ),
        Arg("", OBJ, default=None, fields=(Arg("data", HEX, "Data for an output that nobody can spend"),)),
    ),
)
LOCKTIME = Arg("locktime", NUM, "The locktime; an input's sequence lets it count unless it is 0", default=0)
REPLACEABLE = Arg(
    "replaceable",
    BOOL,
    "Whether the transaction says that it may be replaced (BIP 125)",
    default=Hint("true"),
)
VERSION = Arg("version", NUM, "The transaction's version", default=2)


def build_transaction(
    inputs: Json, outputs: Json, locktime: Json = None, replaceable: bool | None = None, version: Json = 2
) -> Tx:
    """A transaction without signatures. replaceable: None for yes, without a look at the sequences given.

    Raises RpcError -1, -3, -5 or -8.
    """
    lock = 0 if locktime is None else integer(locktime)
    if not 0 <= lock <= 0xFFFFFFFF:
        raise RpcError(PARAMETER, "Invalid parameter, locktime out of range")
    number = integer(version, 32, signed=False)
    if not 1 <= number <= 3:
        raise RpcError(PARAMETER, "Invalid parameter, version out of range(1~3)")
    spends = parse_inputs(inputs, lock, replaceable)
    tx = Tx(number, spends, parse_outputs(outputs), lock)
    if replaceable and spends and all(source.sequence > SEQUENCE_REPLACEABLE for source in spends):
        raise RpcError(
            PARAMETER,
            "Invalid parameter combination: Sequence number(s) contradict replaceable option",
        )
    return tx


def parse_inputs(inputs: Json, locktime: int, replaceable: bool | None) -> list[TxIn]:
    """Inputs with the sequence given, or else what locktime and replaceable ask for."""
    if replaceable or replaceable is None:
        default = SEQUENCE_REPLACEABLE
    else:
        default = SEQUENCE_NONFINAL if locktime else SEQUENCE_FINAL
    return [_input(obj(item), default) for item in array([] if inputs is None else inputs)]


def _input(item: dict[str, Json], sequence: int) -> TxIn:
    txid = hash_arg(item.get("txid"), "txid")
    if type_name(item.get("vout")) != "number":
        raise RpcError(PARAMETER, "Invalid parameter, missing vout key")
    n = integer(item["vout"], 32)
    if n < 0:
        raise RpcError(PARAMETER, "Invalid parameter, vout cannot be negative")
    if type_name(item.get("sequence")) == "number":
        sequence = integer(item["sequence"])
        if not 0 <= sequence <= SEQUENCE_FINAL:
            raise RpcError(PARAMETER, "Invalid parameter, sequence number is out of range")
    return TxIn((txid, n), b"", sequence)


def parse_outputs(outputs: Json) -> list[TxOut]:
    """Outputs from an object of address and amount pairs, or an array of such objects with one pair each.

    The key "data" makes an output that carries its value. Raises RpcError -3, -5 or -8.
    """
    pairs = _pairs(outputs)
    first: dict[str, Json] = {}
    for name, value in pairs:
        first.setdefault(name, value)
    made: list[TxOut] = []
    scripts: set[bytes] = set()
    data_given = False
    for name, _ in pairs:
        if name == "data":
            if data_given:
                raise RpcError(PARAMETER, "Invalid parameter, duplicate key: data")
            data_given = True
            made.append(TxOut(0, nulldata(hex_arg(_text(first[name]), "Data"))))
            continue
        script = _script(name)
        value = amount(first[name])
        if script is None:
            raise RpcError(ADDRESS_OR_KEY, f"Invalid Bitcoin address: {name}")
        if script in scripts:
            raise RpcError(PARAMETER, f"Invalid parameter, duplicated address: {name}")
        scripts.add(script)
        made.append(TxOut(value, script))
    return made


def _pairs(outputs: Json) -> list[tuple[str, Json]]:
    if outputs is None:
        raise RpcError(PARAMETER, "Invalid parameter, output argument must be non-null")
    if isinstance(outputs, dict):
        return pairs_of(outputs)
    pairs: list[tuple[str, Json]] = []
    for item in array(outputs):
        if not isinstance(item, dict):
            raise RpcError(PARAMETER, "Invalid parameter, key-value pair not an object as expected")
        if len(pairs_of(item)) != 1:
            raise RpcError(PARAMETER, "Invalid parameter, key-value pair must contain exactly one key")
        pairs += pairs_of(item)
    return pairs


def _text(value: Json) -> Json:
    """A number's digits stand for themselves, as where somebody forgot the quotes."""
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def _script(address: str) -> bytes | None:
    try:
        return script_of(address)
    except AddressError:
        return None
