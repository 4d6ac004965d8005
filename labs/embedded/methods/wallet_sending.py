"""RPC: paying addresses from the wallet: sendtoaddress, sendmany.

Source: Bitcoin Core, src/wallet/rpc/spend.cpp.
"""

from random import SystemRandom

from labs.bitcoin.transactions import display
from labs.embedded.methods.tx_building import parse_outputs
from labs.embedded.methods.wallet_arguments import CONF_TARGET, ESTIMATE_MODE, FEE_RATE, REPLACEABLE
from labs.embedded.methods.wallet_checks import avoid_reuse_flag, ensure_unlocked
from labs.embedded.methods.wallet_options import avoids_partial_spends, fee_payers, recipients_of, set_fee
from labs.embedded.rpc.errors import FUNDS, PARAMETER, WALLET, RpcError
from labs.embedded.rpc.registry import (
    AMOUNT,
    ARR,
    BOOL,
    NUM,
    OBJ_USER_KEYS,
    STR,
    Arg,
    Call,
    Json,
    method,
)
from labs.embedded.rpc.values import pairs_of
from labs.embedded.wallet import Wallet
from labs.embedded.wallet.control import Control, Recipient, SpendError
from labs.embedded.wallet.spending import create

NO_KEYS = "Error: Private keys are disabled for this wallet"
VERBOSE = Arg("verbose", BOOL, "Tell also why the fee is what it is", default=False)
COMMENT = Arg("comment", STR, "What the payment is for; stays in the wallet", default=None)


def _pay(
    wallet: Wallet, control: Control, recipients: list[Recipient], notes: dict[str, str], verbose: bool
) -> Json:
    ensure_unlocked(wallet)
    if not wallet.has_private_keys:
        raise RpcError(WALLET, NO_KEYS)
    SystemRandom().shuffle(recipients)
    try:
        created = create(wallet, recipients, control, sign=True)
    except SpendError as error:
        raise RpcError(FUNDS, str(error)) from None
    wallet.commit_transaction(created.tx, notes)
    txid = display(created.tx.txid)
    return {"txid": txid, "fee_reason": created.reason} if verbose else txid


@method(
    "wallet",
    "sendtoaddress",
    "Pays an amount to an address.",
    Arg("address", STR, "The address"),
    Arg("amount", AMOUNT, "The amount in BTC"),
    COMMENT,
    Arg("comment_to", STR, "Who is paid; stays in the wallet", default=None),
    Arg("subtractfeefromamount", BOOL, "Take the fee from the amount", default=False),
    REPLACEABLE,
    CONF_TARGET,
    ESTIMATE_MODE,
    Arg("avoid_reuse", BOOL, "Leave coins on addresses that were spent from alone", default=None),
    FEE_RATE,
    VERBOSE,
    result='"hex"    (string) The transaction id',
    example='> bitcoin-cli sendtoaddress "address" 0.1',
)
def sendtoaddress(
    call: Call,
    address: str,
    amount: Json,
    comment: str | None,
    comment_to: str | None,
    subtractfeefromamount: bool,
    replaceable: bool | None,
    conf_target: Json,
    estimate_mode: str | None,
    avoid_reuse: bool | None,
    fee_rate: Json,
    verbose: bool,
) -> Json:
    wallet = call.wallet()
    notes = {name: text for name, text in (("comment", comment), ("to", comment_to)) if text}
    control = Control(replaceable=replaceable, avoid_reuse=avoid_reuse_flag(wallet, avoid_reuse))
    control.avoid_partial_spends = avoids_partial_spends(wallet) or control.avoid_reuse
    set_fee(control, conf_target, estimate_mode, fee_rate, override_minimum=False)
    ensure_unlocked(wallet)
    outputs = parse_outputs({address: amount})
    payers = {0} if subtractfeefromamount else set[int]()
    return _pay(wallet, control, recipients_of(outputs, payers), notes, verbose)


@method(
    "wallet",
    "sendmany",
    "Pays several addresses in one transaction.",
    Arg("dummy", STR, 'Must be ""', default="", oneline='""'),
    Arg(
        "amounts",
        OBJ_USER_KEYS,
        "Addresses and amounts",
        fields=(Arg("address", AMOUNT, "The address, and the amount in BTC"),),
    ),
    Arg("minconf", NUM, "Ignored", default=None),
    COMMENT,
    Arg(
        "subtractfeefrom",
        ARR,
        "Addresses that pay the fee",
        default=None,
        fields=(Arg("address", STR, "", None),),
    ),
    REPLACEABLE,
    CONF_TARGET,
    ESTIMATE_MODE,
    FEE_RATE,
    VERBOSE,
    result='"hex"    (string) The transaction id',
    example='> bitcoin-cli sendmany "" "{\\"address\\":0.01,\\"other\\":0.02}"',
)
def sendmany(
    call: Call,
    dummy: str,
    amounts: dict[str, Json],
    minconf: int | None,
    comment: str | None,
    subtractfeefrom: list[Json] | None,
    replaceable: bool | None,
    conf_target: Json,
    estimate_mode: str | None,
    fee_rate: Json,
    verbose: bool,
) -> Json:
    wallet = call.wallet()
    if dummy:
        raise RpcError(PARAMETER, 'Dummy value must be set to ""')
    control = Control(replaceable=replaceable, avoid_partial_spends=avoids_partial_spends(wallet))
    set_fee(control, conf_target, estimate_mode, fee_rate, override_minimum=False)
    outputs = parse_outputs(amounts)
    payers = fee_payers(subtractfeefrom, [name for name, _ in pairs_of(amounts)])
    notes = {"comment": comment} if comment else {}
    return _pay(wallet, control, recipients_of(outputs, payers), notes, verbose)
