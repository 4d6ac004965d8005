"""Arguments that the sending methods share.

Source: Bitcoin Core, src/wallet/rpc/spend.cpp (FundTxDoc).
"""

from dataclasses import replace

from labs.embedded.rpc.registry import (
    AMOUNT,
    ARR,
    BOOL,
    INT,
    NUM,
    OBJ,
    REAL,
    STR,
    Arg,
    Hint,
)
from labs.embedded.wallet.control import (
    MAX_STANDARD_TX_WEIGHT,
)

CONF_TARGET = Arg("conf_target", REAL, "Blocks to be confirmed in", default=Hint("wallet -txconfirmtarget"))
ESTIMATE_MODE = Arg("estimate_mode", STR, '"unset", "economical" or "conservative"', default=Hint('"unset"'))
FEE_RATE = Arg(
    "fee_rate", AMOUNT, "Feerate in sat/vB", default=Hint("not set, fall back to wallet fee estimation")
)
REPLACEABLE = Arg(
    "replaceable", BOOL, "Say that it may be replaced (BIP 125)", default=Hint("wallet default")
)
SOLVING_DATA = Arg(
    "solving_data",
    OBJ,
    "What is needed to know the size of others' inputs",
    default=None,
    fields=(
        Arg("pubkeys", ARR, "Public keys", default=[], fields=(Arg("pubkey", STR, "", None),)),
        Arg("scripts", ARR, "Scripts", default=[], fields=(Arg("script", STR, "", None),)),
        Arg("descriptors", ARR, "Descriptors", default=[], fields=(Arg("descriptor", STR, "", None),)),
    ),
)
FEE_FIELDS = (
    Arg("conf_target", INT, "Blocks to be confirmed in", default=None, also_positional=True),
    Arg("estimate_mode", STR, "How to estimate the fee", default=None, also_positional=True),
    REPLACEABLE,
    SOLVING_DATA,
)
"""For methods that take the first two as arguments of their own, too."""
COIN_FIELDS = (
    Arg("add_inputs", BOOL, "Choose further coins where those given do not suffice", default=None),
    Arg("include_unsafe", BOOL, "Use others' unconfirmed payments, too", default=False),
    Arg("minconf", INT, "The least confirmations of a coin", default=0),
    Arg("maxconf", INT, "The most confirmations of a coin", default=None),
    Arg("change_type", STR, "Address type of the change", default=None),
    Arg("max_tx_weight", INT, "The most weight units", default=MAX_STANDARD_TX_WEIGHT),
)
CAMEL_FIELDS = (
    *COIN_FIELDS,
    Arg("changeAddress", STR, "Where change goes", default=None),
    Arg("changePosition", INT, "Which output is the change", default=None),
    Arg("includeWatching", BOOL, "No longer used", default=False),
    Arg("lockUnspents", BOOL, "Set the chosen outputs aside", default=False),
    Arg("fee_rate", AMOUNT, "Feerate in sat/vB", default=None),
    Arg("feeRate", AMOUNT, "Feerate in BTC/kvB", default=None),
    Arg(
        "subtractFeeFromOutputs",
        ARR,
        "Outputs that pay the fee",
        default=[],
        fields=(Arg("n", NUM, "", None),),
    ),
    *(replace(field, also_positional=False) for field in FEE_FIELDS),
)
INPUT_WEIGHTS = Arg(
    "input_weights",
    ARR,
    "Inputs whose weight the caller knows",
    default=None,
    fields=(
        Arg(
            "",
            OBJ,
            default=None,
            fields=(
                Arg("txid", STR, "The transaction id"),
                Arg("vout", NUM, "The output number"),
                Arg("weight", NUM, "The most weight units of the signed input"),
            ),
        ),
    ),
)
