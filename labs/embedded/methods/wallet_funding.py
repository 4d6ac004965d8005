"""RPC: coins and change for transactions made by hand, and the wallet's part in PSBTs.

Source: Bitcoin Core, src/wallet/rpc/spend.cpp.
"""

from dataclasses import replace

from labs.bitcoin.decoding import decode_tx
from labs.bitcoin.psbt import Psbt
from labs.bitcoin.psbt_roles import extract, finalize
from labs.embedded.methods.psbt import decode_psbt
from labs.embedded.methods.signing import SIGHASHTYPE, sighash_type
from labs.embedded.methods.tx_building import INPUTS, OUTPUTS, VERSION, build_transaction, parse_outputs
from labs.embedded.methods.wallet_arguments import CAMEL_FIELDS, INPUT_WEIGHTS
from labs.embedded.methods.wallet_checks import ensure_unlocked
from labs.embedded.methods.wallet_fund import fund, output_names
from labs.embedded.methods.wallet_options import fee_payers, recipients_of, weights_in
from labs.embedded.rpc.errors import DESERIALIZE, TYPE, RpcError
from labs.embedded.rpc.registry import ANY, BOOL, HEX, NUM, OBJ_NAMED, STR, Arg, Call, Hint, Json, method
from labs.embedded.rpc.values import boolean, btc
from labs.embedded.wallet import Wallet
from labs.embedded.wallet.psbts import CannotFill, fill

BIP32DERIVS = Arg("bip32derivs", BOOL, "Tell where keys come from", default=True)
FUND_FIELDS = (*CAMEL_FIELDS, INPUT_WEIGHTS)
_INPUT = INPUTS.fields[0]
_WEIGHT = Arg(
    "weight",
    NUM,
    "The most weight units of the signed input",
    default=Hint("Calculated from wallet and solving data"),
)
_FILL_ERRORS = {
    "SIGHASH_MISMATCH": (DESERIALIZE, "Specified sighash value does not match value stored in PSBT"),
    "MISSING_INPUTS": (DESERIALIZE, "Inputs missing or spent"),
}


def filled(
    wallet: Wallet, psbt: Psbt, sighash: int | None, sign: bool, bip32derivs: bool, final: bool = True
) -> bool:
    """As psbts.fill, with RPC's errors."""
    try:
        return fill(wallet, psbt, sighash, sign, bip32derivs, final)
    except CannotFill as error:
        raise RpcError(*_FILL_ERRORS[error.outcome.name]) from None


@method(
    "rawtransactions",
    "fundrawtransaction",
    "Adds coins and at most one change output to a transaction, so that it pays for its outputs and fee.",
    Arg("hexstring", HEX, "The transaction in hex"),
    Arg("options", (OBJ_NAMED, ANY), "", default=None, fields=FUND_FIELDS, oneline="options"),
    Arg("iswitness", BOOL, "Whether the hex has witnesses", default=Hint("depends on heuristic tests")),
    result='{\n  "hex" : "hex",\n  "fee" : n,          in BTC\n  "changepos" : n     or -1\n}',
    example='> bitcoin-cli fundrawtransaction "rawtransactionhex"',
)
def fundrawtransaction(call: Call, hexstring: str, options: Json, iswitness: bool | None) -> Json:
    wallet = call.wallet()
    tx = decode_tx(hexstring, iswitness is not True, iswitness is not False)
    if tx is None:
        raise RpcError(DESERIALIZE, "TX decode failed")
    if options is not None and not isinstance(options, dict | bool):
        raise RpcError(TYPE, "JSON value is not an object as expected")
    given = options if isinstance(options, dict) else {}
    payers = fee_payers(given.get("subtractFeeFromOutputs"), ["dummy"] * len(tx.outputs))
    created = fund(wallet, tx, recipients_of(tx.outputs, payers), given, True, other_inputs=True)
    position = created.change_position
    return {
        "hex": created.tx.serialize().hex(),
        "fee": btc(created.fee),
        "changepos": -1 if position is None else position,
    }


@method(
    "wallet",
    "walletcreatefundedpsbt",
    "Makes a PSBT with coins and change of the wallet.",
    replace(INPUTS, default=None, fields=(replace(_INPUT, fields=(*_INPUT.fields, _WEIGHT)),)),
    OUTPUTS,
    Arg("locktime", NUM, "The locktime", default=0),
    Arg("options", OBJ_NAMED, "", default=None, fields=CAMEL_FIELDS, oneline="options"),
    BIP32DERIVS,
    VERSION,
    result='{\n  "psbt" : "str",\n  "fee" : n,          in BTC\n  "changepos" : n     or -1\n}',
    example='> bitcoin-cli walletcreatefundedpsbt "[]" "[{\\"address\\": 0.5}]"',
)
def walletcreatefundedpsbt(
    call: Call,
    inputs: list[Json] | None,
    outputs: Json,
    locktime: int,
    options: dict[str, Json] | None,
    bip32derivs: bool,
    version: int,
) -> Json:
    wallet, given = call.wallet(), options or {}
    replaceable = given.get("replaceable")
    rbf = wallet.signals_rbf if replaceable is None else boolean(replaceable)
    tx = build_transaction(inputs, outputs, locktime, rbf, version)
    payers = fee_payers(given.get("subtractFeeFromOutputs"), output_names(outputs))
    recipients = recipients_of(parse_outputs(outputs), payers)
    created = fund(wallet, tx, recipients, weights_in(inputs, given), True, not tx.inputs)
    psbt = Psbt.of(created.tx)
    filled(wallet, psbt, None, sign=False, bip32derivs=bip32derivs)
    position = created.change_position
    return {
        "psbt": psbt.to_base64(),
        "fee": btc(created.fee),
        "changepos": -1 if position is None else position,
    }


@method(
    "wallet",
    "walletprocesspsbt",
    "Fills in what the wallet knows of a PSBT's inputs and outputs, and signs.",
    Arg("psbt", STR, "The PSBT in base64"),
    Arg("sign", BOOL, "Sign, too", default=True),
    SIGHASHTYPE,
    BIP32DERIVS,
    Arg("finalize", BOOL, "Make final scripts where possible", default=True),
    result='{\n  "psbt" : "str",\n  "complete" : true|false,\n  "hex" : "hex"    (optional)\n}',
    example='> bitcoin-cli walletprocesspsbt "psbt"',
)
def walletprocesspsbt(
    call: Call, psbt: str, sign: bool, sighashtype: str | None, bip32derivs: bool, final: bool
) -> Json:
    wallet = call.wallet()
    found = decode_psbt(psbt)
    sighash = sighash_type(sighashtype)
    if sign:
        ensure_unlocked(wallet)
    complete = filled(wallet, found, sighash, sign, bip32derivs, final)
    answer: dict[str, Json] = {"psbt": found.to_base64(), "complete": complete}
    if complete and finalize(found):
        answer["hex"] = extract(found).serialize().hex()
    return answer
