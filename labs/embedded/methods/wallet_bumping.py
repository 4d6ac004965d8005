"""RPC: bumpfee and psbtbumpfee.

Source: Bitcoin Core, src/wallet/rpc/spend.cpp (bumpfee_helper).
"""

from labs.bitcoin.psbt import Psbt
from labs.bitcoin.transactions import TxOut, display
from labs.embedded.methods.tx_building import OUTPUTS, parse_outputs
from labs.embedded.methods.wallet_checks import ensure_unlocked
from labs.embedded.methods.wallet_funding import filled
from labs.embedded.methods.wallet_options import set_fee
from labs.embedded.rpc.errors import PARAMETER, WALLET, RpcError
from labs.embedded.rpc.registry import AMOUNT, BOOL, HEX, INT, OBJ_NAMED, STR, Arg, Call, Json, method
from labs.embedded.rpc.values import btc, check_fields, hash_arg, integer
from labs.embedded.wallet import Wallet
from labs.embedded.wallet.bumping import Bumped, BumpError, bump
from labs.embedded.wallet.control import Control
from labs.embedded.wallet.spending import spent_outputs

TXID = Arg("txid", HEX, "The transaction to replace")
OPTIONS = Arg(
    "options",
    OBJ_NAMED,
    "",
    default=None,
    fields=(
        Arg("conf_target", INT, "Blocks to be confirmed in", default=None),
        Arg("fee_rate", AMOUNT, "The new feerate in sat/vB", default=None),
        Arg("replaceable", BOOL, "Say that the new one may be replaced, too", default=True),
        Arg("estimate_mode", STR, '"unset", "economical" or "conservative"', default="unset"),
        Arg(OUTPUTS.names, OUTPUTS.kind, OUTPUTS.text, default=[], fields=OUTPUTS.fields),
        Arg("original_change_index", INT, "Which output is the change", default=None),
    ),
    oneline="options",
)
FEES_RESULT = '  "origfee" : n,    (numeric) in BTC\n  "fee" : n,        (numeric) in BTC\n  "errors" : []\n}'
_TYPES: dict[str, str | None] = {
    "confTarget": "number",
    "conf_target": "number",
    "fee_rate": None,
    "replaceable": "bool",
    "estimate_mode": "string",
    "outputs": None,
    "original_change_index": "number",
}


def _bumped(wallet: Wallet, txid: str, options: dict[str, Json], require_mine: bool) -> Bumped:
    wanted = hash_arg(txid, "txid")
    check_fields(options, _TYPES, allow_null=True, strict=True)
    if "confTarget" in options and "conf_target" in options:
        raise RpcError(
            PARAMETER,
            "confTarget and conf_target options should not both be set. Use conf_target (confTarget is "
            "deprecated).",
        )
    control = Control(replaceable=True)
    if options.get("replaceable") is not None:
        control.replaceable = options["replaceable"]
    target = options.get("confTarget", options.get("conf_target"))
    set_fee(control, target, options.get("estimate_mode"), options.get("fee_rate"), override_minimum=False)
    outputs: list[TxOut] = []
    if options.get("outputs") is not None:
        if options["outputs"] == []:
            raise RpcError(PARAMETER, "Invalid parameter, output argument cannot be an empty array")
        outputs = parse_outputs(options["outputs"])
    index = options.get("original_change_index")
    index = None if index is None else integer(index, 32, signed=False)
    ensure_unlocked(wallet)
    try:
        return bump(wallet, wanted, control, require_mine, outputs, index)
    except BumpError as error:
        raise RpcError(error.code, str(error)) from None


@method(
    "wallet",
    "bumpfee",
    "Replaces an unconfirmed transaction of the wallet by one that pays a higher fee, and sends it.",
    TXID,
    OPTIONS,
    result='{\n  "txid" : "hex",\n' + FEES_RESULT,
    example="> bitcoin-cli bumpfee <txid>",
)
def bumpfee(call: Call, txid: str, options: dict[str, Json] | None) -> Json:
    wallet = call.wallet()
    if not wallet.has_private_keys:
        raise RpcError(
            WALLET,
            "bumpfee is not available with wallets that have private keys disabled. Use psbtbumpfee instead.",
        )
    made = _bumped(wallet, txid, options or {}, require_mine=True)
    signed = wallet.sign(made.tx, spent_outputs(wallet, made.tx))
    if not signed.complete:
        raise RpcError(WALLET, "Can't sign transaction.")
    old = wallet.ledger.txs[hash_arg(txid, "txid")]
    notes = old.notes | {"replaces_txid": display(old.txid)}
    new = wallet.commit_transaction(signed.tx, notes)
    wallet.ledger.note(old, replaced_by_txid=display(new.txid))
    wallet.file.commit()
    return {"txid": display(new.txid)} | _fees(made)


@method(
    "wallet",
    "psbtbumpfee",
    "Makes a PSBT that would replace an unconfirmed transaction and pay a higher fee.",
    TXID,
    OPTIONS,
    result='{\n  "psbt" : "str",\n' + FEES_RESULT,
    example="> bitcoin-cli psbtbumpfee <txid>",
)
def psbtbumpfee(call: Call, txid: str, options: dict[str, Json] | None) -> Json:
    wallet = call.wallet()
    made = _bumped(wallet, txid, options or {}, require_mine=False)
    psbt = Psbt.of(made.tx)
    filled(wallet, psbt, None, sign=False, bip32derivs=True)
    return {"psbt": psbt.to_base64()} | _fees(made)


def _fees(made: Bumped) -> dict[str, Json]:
    return {"origfee": btc(made.old_fee), "fee": btc(made.new_fee), "errors": []}
