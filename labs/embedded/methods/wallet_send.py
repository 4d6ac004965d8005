"""RPC: send, which pays if all keys are here and else gives a PSBT.

Source: Bitcoin Core, src/wallet/rpc/spend.cpp.
"""

from labs.bitcoin.psbt import Psbt
from labs.bitcoin.psbt_roles import extract
from labs.bitcoin.transactions import Tx, display
from labs.embedded.methods.tx_building import OUTPUTS, build_transaction, parse_outputs
from labs.embedded.methods.wallet_arguments import (
    COIN_FIELDS,
    CONF_TARGET,
    ESTIMATE_MODE,
    FEE_FIELDS,
    FEE_RATE,
)
from labs.embedded.methods.wallet_fund import fund, output_names
from labs.embedded.methods.wallet_options import (
    fee_payers,
    merge_fee_options,
    recipients_of,
    refuse_outdated,
    weights_in,
)
from labs.embedded.rpc.registry import (
    AMOUNT,
    ARR,
    BOOL,
    INT,
    NUM,
    OBJ,
    OBJ_NAMED,
    STR,
    Arg,
    Call,
    Json,
    method,
)
from labs.embedded.rpc.values import boolean
from labs.embedded.wallet import Wallet
from labs.embedded.wallet.psbts import fill
from labs.embedded.wallet.spending import discourage_fee_sniping

INPUT_FIELDS = Arg(
    "inputs",
    ARR,
    "The coins to spend",
    default=[],
    fields=(
        Arg(
            "",
            OBJ,
            default=None,
            fields=(
                Arg("txid", STR, "The transaction id"),
                Arg("vout", NUM, "The output number"),
                Arg("sequence", NUM, "The sequence number", default=None),
                Arg("weight", NUM, "The most weight this input can have", default=None),
            ),
        ),
    ),
)
FINISH_FIELDS = (
    Arg("add_to_wallet", BOOL, "Keep and send it; otherwise only show it", default=True),
    Arg("fee_rate", AMOUNT, "Feerate in sat/vB", default=None, also_positional=True),
    Arg("include_watching", BOOL, "No longer used", default=False),
    INPUT_FIELDS,
    Arg("locktime", NUM, "The locktime", default=None),
    Arg("lock_unspents", BOOL, "Set the chosen outputs aside", default=False),
    Arg("psbt", BOOL, "Give a PSBT and keep nothing", default=None),
)


@method(
    "wallet",
    "send",
    "Makes a transaction, and sends it if all keys are here.",
    OUTPUTS,
    CONF_TARGET,
    ESTIMATE_MODE,
    FEE_RATE,
    Arg(
        "options",
        OBJ_NAMED,
        "",
        default=None,
        fields=(
            *COIN_FIELDS,
            *FINISH_FIELDS,
            Arg("change_address", STR, "Where change goes", default=None),
            Arg("change_position", INT, "Which output is the change", default=None),
            Arg(
                "subtract_fee_from_outputs",
                ARR,
                "Outputs that pay the fee",
                default=[],
                fields=(Arg("vout_index", NUM, "", None),),
            ),
            *FEE_FIELDS,
        ),
        oneline="options",
    ),
    Arg("version", NUM, "The transaction's version", default=2),
    result='{\n  "complete" : true|false,\n  "txid" : "hex",\n  "hex" : "hex",\n  "psbt" : "str"\n}',
    example="> bitcoin-cli send '{\"address\": 0.1}' 6 economical",
)
def send(
    call: Call,
    outputs: Json,
    conf_target: Json,
    estimate_mode: str | None,
    fee_rate: Json,
    options: dict[str, Json] | None,
    version: int,
) -> Json:
    wallet = call.wallet()
    merged = merge_fee_options(options or {}, conf_target, estimate_mode, fee_rate)
    refuse_outdated(merged)
    replaceable = merged.get("replaceable")
    rbf = wallet.signals_rbf if replaceable is None else boolean(replaceable)
    made = parse_outputs(outputs)
    names = output_names(outputs)
    recipients = recipients_of(made, fee_payers(merged.get("subtract_fee_from_outputs"), names))
    tx = build_transaction(merged.get("inputs"), outputs, merged.get("locktime"), rbf, version)
    created = fund(wallet, tx, recipients, weights_in(merged.get("inputs"), merged), False, not tx.inputs)
    return finish(wallet, merged, created.tx)


def finish(wallet: Wallet, options: dict[str, Json], tx: Tx) -> Json:
    """Signs what can be signed and, when that is all, keeps and sends the transaction."""
    sequences = {source.sequence for source in tx.inputs}
    if "locktime" not in options and sequences <= {0xFFFFFFFD, 0xFFFFFFFE}:
        discourage_fee_sniping(wallet, tx)
    psbt = Psbt.of(tx)
    fill(wallet, psbt, None, sign=False, bip32derivs=True)
    complete = fill(wallet, psbt, None, sign=True, bip32derivs=False)
    wants_psbt = boolean(options.get("psbt") or False)
    keep = True if options.get("add_to_wallet") is None else boolean(options["add_to_wallet"])
    answer: dict[str, Json] = {}
    if wants_psbt or not complete or not keep:
        answer["psbt"] = psbt.to_base64()
    if complete:
        final = extract(psbt)
        answer["txid"] = display(final.txid)
        if keep and not wants_psbt:
            wallet.commit_transaction(final, {})
        else:
            answer["hex"] = final.serialize().hex()
    return answer | {"complete": complete}
