"""RPC: sendall, which spends everything without change.

Source: Bitcoin Core, src/wallet/rpc/spend.cpp.
"""

from labs.bitcoin.addresses import address_of
from labs.bitcoin.standard import is_dust
from labs.bitcoin.transactions import Tx, TxIn, display
from labs.embedded.mempool.feerate import fee_of
from labs.embedded.methods.tx_building import build_transaction
from labs.embedded.methods.wallet_arguments import (
    CONF_TARGET,
    ESTIMATE_MODE,
    FEE_FIELDS,
    FEE_RATE,
)
from labs.embedded.methods.wallet_options import merge_fee_options, read_max_depth, refuse_outdated, set_fee
from labs.embedded.methods.wallet_send import FINISH_FIELDS, finish
from labs.embedded.rpc.errors import FUNDS, PARAMETER, WALLET, RpcError
from labs.embedded.rpc.registry import (
    AMOUNT,
    ARR,
    BOOL,
    INT,
    NUM,
    OBJ_NAMED,
    OBJ_USER_KEYS,
    STR,
    Arg,
    Call,
    Json,
    method,
)
from labs.embedded.rpc.values import boolean, integer
from labs.embedded.wallet import Wallet, feerates
from labs.embedded.wallet.coins import Filter, available, bump_fee
from labs.embedded.wallet.control import (
    MAX_STANDARD_TX_WEIGHT,
    REPLACEABLE,
    TRUC_CHILD_MAX_WEIGHT,
    TRUC_MAX_WEIGHT,
    TRUC_VERSION,
    Control,
    SpendError,
)
from labs.embedded.wallet.sizes import InputSize, transaction_weight
from labs.embedded.wallet.spending import MAX_FEE_EXCEEDED


@method(
    "wallet",
    "sendall",
    "Sends everything to one or more addresses, without change.",
    Arg(
        "recipients",
        ARR,
        "Addresses, or pairs of address and amount; at least one without an amount",
        fields=(
            Arg("address", STR, "An address that gets an equal share of the rest"),
            Arg(
                "",
                OBJ_USER_KEYS,
                default=None,
                fields=(Arg("address", AMOUNT, "The address, and the amount in BTC to pay to it"),),
            ),
        ),
    ),
    CONF_TARGET,
    ESTIMATE_MODE,
    FEE_RATE,
    Arg(
        "options",
        OBJ_NAMED,
        "",
        default=None,
        fields=(
            *FINISH_FIELDS,
            Arg("send_max", BOOL, "Leave out coins that cost more than they bring", default=False),
            Arg("minconf", INT, "The least confirmations of a coin", default=0),
            Arg("maxconf", INT, "The most confirmations of a coin", default=None),
            Arg("version", NUM, "The transaction's version", default=2),
            *FEE_FIELDS,
        ),
        oneline="options",
    ),
    result='{ "complete" : true|false, "txid" : "hex", "hex" : "hex", "psbt" : "str" }',
    example="> bitcoin-cli sendall '[\"address\"]'",
)
def sendall(
    call: Call,
    recipients: list[Json],
    conf_target: Json,
    estimate_mode: str | None,
    fee_rate: Json,
    options: dict[str, Json] | None,
) -> Json:
    wallet = call.wallet()
    merged = merge_fee_options(options or {}, conf_target, estimate_mode, fee_rate)
    refuse_outdated(merged)
    sharers = {one for one in recipients if isinstance(one, str)}
    if not sharers:
        raise RpcError(PARAMETER, "Must provide at least one address without a specified amount")
    control = _sendall_control(merged)
    replaceable = merged.get("replaceable")
    rbf = wallet.signals_rbf if replaceable is None else boolean(replaceable)
    try:
        rate = feerates.chosen(wallet, control).rate
    except SpendError as error:
        code = WALLET if str(error) == feerates.FALLBACK_DISABLED else PARAMETER
        raise RpcError(code, str(error)) from None
    pairs = [{one: 0} if isinstance(one, str) else one for one in recipients]
    tx = build_transaction(merged.get("inputs"), pairs, merged.get("locktime"), rbf, control.version)
    total = _sendall_inputs(wallet, tx, merged, control, rate, rbf)
    spendable = total - _sendall_fee(wallet, tx, rate)
    if spendable <= 0:
        text = "Total value of UTXO pool too low to pay for transaction"
        if merged.get("send_max"):
            raise RpcError(FUNDS, f"{text}, try using lower feerate.")
        hint = "Try using lower feerate or excluding uneconomic UTXOs with 'send_max' option."
        raise RpcError(FUNDS, f"{text}. {hint}")
    _share_out(wallet, tx, total, spendable, sharers)
    if boolean(merged.get("lock_unspents") or False):
        for source in tx.inputs:
            wallet.lock_coin(source.prevout)
    return finish(wallet, merged, tx)


def _sendall_control(options: dict[str, Json]) -> Control:
    control = Control()
    target, mode, rate = (options.get(name) for name in ("conf_target", "estimate_mode", "fee_rate"))
    set_fee(control, target, mode, rate, override_minimum=False)
    if options.get("minconf") is not None:
        control.min_depth = integer(options["minconf"], 32)
        if control.min_depth < 0:
            text = f"Invalid minconf (minconf cannot be negative): {control.min_depth}"
            raise RpcError(PARAMETER, text)
    read_max_depth(options.get("maxconf"), control)
    if options.get("version") is not None:
        control.version = integer(options["version"], 32, signed=False)
    return control


def _sendall_inputs(
    wallet: Wallet, tx: Tx, options: dict[str, Json], control: Control, rate: int, rbf: bool
) -> int:
    """Fills in every coin, or checks those given; returns their sum."""
    if "inputs" in options:
        if "send_max" in options:
            raise RpcError(PARAMETER, "Cannot combine send_max with specific inputs.")
        if "minconf" in options or "maxconf" in options:
            raise RpcError(PARAMETER, "Cannot combine minconf or maxconf with specific inputs.")
        return sum(_given_value(wallet, source, control.version) for source in tx.inputs)
    total, send_max = 0, boolean(options.get("send_max") or False)
    control.avoid_reuse = "avoid_reuse" in wallet.flags
    for coin in available(wallet, control, Filter(min_amount=0)):
        cost = fee_of(rate, coin.size.vsize if coin.size else 0)
        if not send_max or cost <= coin.value:
            tx.inputs.append(TxIn(coin.outpoint, b"", REPLACEABLE if rbf else 0xFFFFFFFF))
            total += coin.value
    return total


def _given_value(wallet: Wallet, source: TxIn, version: int) -> int:
    ledger = wallet.ledger
    place = f"UTXO ({display(source.prevout[0])}:{source.prevout[1]})"
    if ledger.is_spent(source.prevout):
        raise RpcError(PARAMETER, f"Input not available. {place} was already spent.")
    output = ledger.outputs.get(source.prevout)
    if output is None:
        raise RpcError(PARAMETER, f"Input not found. {place} is not part of wallet.")
    parent = ledger.txs[source.prevout[0]]
    if ledger.depth(parent) == 0 and (parent.tx.version == TRUC_VERSION) != (version == TRUC_VERSION):
        if version == TRUC_VERSION:
            text = f"unconfirmed version {parent.tx.version} pre-selected input with a version 3 tx"
        else:
            text = f"unconfirmed version 3 pre-selected input with a version {version} tx"
        raise RpcError(PARAMETER, f"Can't spend {text}")
    return output.value


def _sendall_fee(wallet: Wallet, tx: Tx, rate: int) -> int:
    sizes: list[InputSize] = []
    for source in tx.inputs:
        size = wallet.input_size(wallet.ledger.outputs[source.prevout].script)
        if size is None:
            raise RpcError(
                WALLET,
                "Unable to determine the size of the transaction, the wallet contains unsolvable descriptors",
            )
        sizes.append(size)
    weight = transaction_weight(tx, sizes)
    fee = fee_of(rate, -(-weight // 4))
    if fee > feerates.max_fee(wallet):
        raise RpcError(WALLET, MAX_FEE_EXCEEDED)
    if weight > _most_weight(wallet, tx):
        raise RpcError(WALLET, "Transaction too large.")
    return fee + bump_fee(wallet, (source.prevout for source in tx.inputs), rate)


def _most_weight(wallet: Wallet, tx: Tx) -> int:
    if tx.version != TRUC_VERSION:
        return MAX_STANDARD_TX_WEIGHT
    parents = (wallet.ledger.txs[source.prevout[0]] for source in tx.inputs)
    is_child = any(wallet.ledger.depth(parent) == 0 for parent in parents)
    return TRUC_CHILD_MAX_WEIGHT if is_child else TRUC_MAX_WEIGHT


def _share_out(wallet: Wallet, tx: Tx, total: int, spendable: int, sharers: set[str]) -> None:
    """Gives the addresses without an amount equal shares of what is left."""
    claimed = sum(output.value for output in tx.outputs)
    if claimed > total:
        raise RpcError(FUNDS, "Assigned more value to outputs than available funds.")
    rest = spendable - claimed
    if rest < 0:
        raise RpcError(FUNDS, "Insufficient funds for fees after creating specified outputs.")
    share, odd = divmod(rest, len(sharers))
    for output in tx.outputs:
        address = address_of(output.script)
        if address in sharers:
            output.value, odd = share + odd, 0
            if is_dust(output, wallet.options.dust_feerate):
                raise RpcError(FUNDS, "Dynamically assigned remainder results in dust output.")
        elif is_dust(output, wallet.options.dust_feerate):
            text = f"Specified output amount to {address} is below dust threshold."
            raise RpcError(PARAMETER, text)
