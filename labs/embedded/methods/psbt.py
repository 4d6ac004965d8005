"""RPC methods for partially signed transactions: create, read, combine, join, finalize, analyse.

Source: Bitcoin Core, src/rpc/rawtransaction.cpp.
"""

from labs.bitcoin.decoding import decode_tx
from labs.bitcoin.psbt import Psbt, PsbtError
from labs.bitcoin.psbt_analysis import Analysis, InputAnalysis, analyze
from labs.bitcoin.psbt_roles import combine, extract, finalize, join
from labs.bitcoin.transactions import Tx
from labs.embedded.methods.psbt_json import psbt_json
from labs.embedded.methods.tx_building import (
    INPUTS,
    LOCKTIME,
    OUTPUTS,
    REPLACEABLE,
    VERSION,
    build_transaction,
)
from labs.embedded.rpc.arguments import ARR, BOOL, HEX, STR, Arg, Hint
from labs.embedded.rpc.errors import DESERIALIZE, PARAMETER, RpcError
from labs.embedded.rpc.registry import Call, method
from labs.embedded.rpc.values import Json, btc, string

PSBT = Arg("psbt", STR, "A PSBT in base64")
PSBTS = Arg("txs", ARR, "PSBTs in base64", fields=(Arg("psbt", STR, "A PSBT in base64", default=None),))


def decode_psbt(text: str) -> Psbt:
    """Raises RpcError -22."""
    try:
        return Psbt.from_base64(text)
    except PsbtError as error:
        raise RpcError(DESERIALIZE, f"TX decode failed {error}") from None


@method(
    "rawtransactions",
    "createpsbt",
    "Creates a PSBT that spends the given inputs and makes the given outputs; nothing is signed or sent.",
    INPUTS,
    OUTPUTS,
    LOCKTIME,
    REPLACEABLE,
    VERSION,
    result='"psbt"    (string) The PSBT in base64',
)
def createpsbt(
    call: Call, inputs: list[Json], outputs: Json, locktime: int, replaceable: bool | None, version: int
) -> str:
    return Psbt.of(build_transaction(inputs, outputs, locktime, replaceable, version)).to_base64()


@method(
    "rawtransactions",
    "converttopsbt",
    "Makes a PSBT of a transaction, which is best without signatures.",
    Arg("hexstring", HEX, "The transaction in hex"),
    Arg("permitsigdata", BOOL, "Whether signatures are thrown away rather than refused", default=False),
    Arg(
        "iswitness",
        BOOL,
        "Whether the hex is of the form with witnesses. Without it both forms are tried.",
        default=Hint("depends on heuristic tests"),
    ),
    result='"psbt"    (string) The PSBT in base64',
)
def converttopsbt(call: Call, hexstring: str, permitsigdata: bool, iswitness: bool | None) -> str:
    tx = decode_tx(hexstring, try_no_witness=iswitness is not True, try_witness=iswitness is not False)
    if tx is None:
        raise RpcError(DESERIALIZE, "TX decode failed")
    if not permitsigdata and any(source.script_sig or source.witness for source in tx.inputs):
        raise RpcError(DESERIALIZE, "Inputs must not have scriptSigs and scriptWitnesses")
    tx = tx.copy()
    for source in tx.inputs:
        source.script_sig, source.witness = b"", []
    return Psbt.of(tx).to_base64()


@method(
    "rawtransactions",
    "decodepsbt",
    "Shows a PSBT as JSON.",
    PSBT,
    result="{...}    (json object) The transaction, then what is known of the whole, each input and output",
)
def decodepsbt(call: Call, psbt: str) -> Json:
    return psbt_json(decode_psbt(psbt))


@method(
    "rawtransactions",
    "combinepsbt",
    "Puts together what several PSBTs over the same transaction know: the Combiner's role.",
    PSBTS,
    result='"psbt"    (string) The PSBT in base64',
)
def combinepsbt(call: Call, txs: list[Json]) -> str:
    if not txs:
        raise RpcError(PARAMETER, "Parameter 'txs' cannot be empty")
    psbts = [decode_psbt(string(text)) for text in txs]
    try:
        return combine(psbts).to_base64()
    except PsbtError as error:
        raise RpcError(PARAMETER, str(error)) from None


@method(
    "rawtransactions",
    "joinpsbts",
    "Makes one PSBT of several over different transactions. No input may be in two of them.",
    PSBTS,
    result='"psbt"    (string) The PSBT in base64, its inputs and outputs in random order',
)
def joinpsbts(call: Call, txs: list[Json]) -> str:
    if len(txs) <= 1:
        raise RpcError(PARAMETER, "At least two PSBTs are required to join PSBTs.")
    psbts = [decode_psbt(string(text)) for text in txs]
    try:
        return join(psbts).to_base64()
    except PsbtError as error:
        raise RpcError(PARAMETER, str(error)) from None


@method(
    "rawtransactions",
    "finalizepsbt",
    "Turns the signatures of a PSBT into final scripts: the Finalizer's and the Extractor's role.",
    PSBT,
    Arg("extract", BOOL, "Whether a complete transaction is given instead of the PSBT", default=True),
    result='{\n  "psbt" : "str",            (string, optional) The PSBT in base64\n'
    '  "hex" : "hex",             (string, optional) The transaction\n'
    '  "complete" : true|false    (boolean) Whether every input is final\n}',
)
def finalizepsbt(call: Call, psbt: str, extract: bool) -> Json:
    found = decode_psbt(psbt)
    complete = finalize(found)
    if complete and extract:
        return {"hex": final_hex(found), "complete": True}
    return {"psbt": found.to_base64(), "complete": complete}


def final_hex(psbt: Psbt) -> str:
    """The network form of a finalized PSBT's transaction."""
    tx: Tx = extract(psbt)
    return tx.serialize().hex()


@method(
    "rawtransactions",
    "analyzepsbt",
    "Tells what a PSBT still lacks, who comes next, and what the transaction will cost.",
    PSBT,
    result="{...}    (json object) inputs, estimated_vsize, estimated_feerate, fee, next, error",
)
def analyzepsbt(call: Call, psbt: str) -> Json:
    return _analysis_json(analyze(decode_psbt(psbt)))


def _analysis_json(analysis: Analysis) -> dict[str, Json]:
    shown: dict[str, Json] = {}
    if analysis.inputs:
        shown["inputs"] = [_input_json(found) for found in analysis.inputs]
    if analysis.fee is not None and analysis.vsize is not None:
        shown["estimated_vsize"] = analysis.vsize
        # A feerate is rounded towards zero, as C++ divides.
        feerate = abs(analysis.fee) * 1000 // analysis.vsize
        shown["estimated_feerate"] = btc(feerate if analysis.fee >= 0 else -feerate)
    if analysis.fee is not None:
        shown["fee"] = btc(analysis.fee)
    shown["next"] = analysis.next
    if analysis.error:
        shown["error"] = analysis.error
    return shown


def _input_json(found: InputAnalysis) -> dict[str, Json]:
    shown: dict[str, Json] = {"has_utxo": found.has_utxo, "is_final": found.is_final, "next": found.next}
    data = found.missing
    missing: dict[str, Json] = {}
    if data.missing_publics:
        missing["pubkeys"] = [key_hash.hex() for key_hash in data.missing_publics]
    if data.missing_redeem_script:
        missing["redeemscript"] = data.missing_redeem_script.hex()
    if data.missing_witness_script:
        missing["witnessscript"] = data.missing_witness_script.hex()
    if data.missing_signatures:
        missing["signatures"] = [key_hash.hex() for key_hash in data.missing_signatures]
    if missing:
        shown["missing"] = missing
    return shown
