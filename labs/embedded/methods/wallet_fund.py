"""Coins and change for a transaction that is there in part, as send and fundrawtransaction need them.

Source: Bitcoin Core, src/wallet/rpc/spend.cpp and src/wallet/spend.cpp (FundTransaction).
"""

from labs.bitcoin.transactions import Tx, TxOut
from labs.embedded.methods.wallet_options import avoids_partial_spends, read_options
from labs.embedded.rpc.errors import PARAMETER, WALLET, RpcError
from labs.embedded.rpc.registry import (
    Json,
)
from labs.embedded.rpc.values import (
    pairs_of,
)
from labs.embedded.wallet import Wallet
from labs.embedded.wallet.control import (
    TRUC_MAX_WEIGHT,
    TRUC_VERSION,
    Control,
    Preset,
    Recipient,
    SpendError,
)
from labs.embedded.wallet.spending import Created, create


def output_names(outputs: Json) -> list[str]:
    """The keys of the outputs in order, by which a caller may name them."""
    groups = outputs if isinstance(outputs, list) else [outputs]
    return [name for group in groups for name, _ in pairs_of(group)]


def fund(
    wallet: Wallet,
    tx: Tx,
    recipients: list[Recipient],
    options: dict[str, Json],
    override_minimum: bool,
    other_inputs: bool,
) -> Created:
    """Coins and change for a transaction that is there in part. Raises RpcError."""
    control = Control(allow_other_inputs=other_inputs, avoid_partial_spends=avoids_partial_spends(wallet))
    lock = read_options(options, control, len(recipients), override_minimum)
    if not recipients:
        raise RpcError(PARAMETER, "TX must have at least one output")
    try:
        preset_inputs(wallet, tx, control)
        for outpoint in control.weights:  # naming an input's weight chooses the input
            control.preset.setdefault(outpoint, Preset())
        created = create(wallet, recipients, control, sign=False)
    except SpendError as error:
        raise RpcError(WALLET, str(error)) from None
    wallet.file.commit()
    if lock:
        for source in created.tx.inputs:
            wallet.lock_coin(source.prevout)
    return created


def preset_inputs(wallet: Wallet, tx: Tx, control: Control) -> None:
    """Makes tx's inputs, its version and locktime wishes of control's."""
    control.locktime, control.version = tx.locktime, tx.version
    if tx.version == TRUC_VERSION:
        control.max_tx_weight = min(control.max_tx_weight or TRUC_MAX_WEIGHT, TRUC_MAX_WEIGHT)
    for source in tx.inputs:
        preset = Preset(None, source.sequence, source.script_sig, list(source.witness))
        if source.prevout not in wallet.ledger.outputs:
            coin = wallet.around.mempool.coin(source.prevout)
            if coin is not None and wallet.around.mempool.spender(source.prevout) is None:
                preset.output = TxOut(coin.value, coin.script)
            if preset.output is None:
                raise SpendError("Unable to find UTXO for external input")
        control.preset[source.prevout] = preset
