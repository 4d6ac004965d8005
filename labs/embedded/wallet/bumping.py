"""Replacing an own unconfirmed transaction by one that pays more.

Source: Bitcoin Core, src/wallet/feebumper.cpp; BIP 125.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from labs.bitcoin.transactions import Tx, TxIn, TxOut, display
from labs.embedded.mempool.feerate import fee_of, feerate_of, money
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, MISC, PARAMETER, WALLET
from labs.embedded.wallet import feerates
from labs.embedded.wallet.balances import is_change
from labs.embedded.wallet.coins import bump_fee
from labs.embedded.wallet.control import Control, Preset, Recipient, SpendError
from labs.embedded.wallet.ledger import WalletTx
from labs.embedded.wallet.sizes import InputSize, transaction_vsize
from labs.embedded.wallet.spending import create

if TYPE_CHECKING:
    from labs.embedded.wallet.wallet import Wallet

WALLET_INCREMENT = 5_000


class BumpError(Exception):
    """The transaction cannot be replaced so; code and text are Core's."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True)
class Bumped:
    """The replacement, unsigned, and both fees in satoshi."""

    tx: Tx
    old_fee: int
    new_fee: int


def bump(
    wallet: "Wallet",
    txid: bytes,
    control: Control,
    require_mine: bool,
    outputs: list[TxOut],
    change_index: int | None,
) -> Bumped:
    """The replacement of a transaction. outputs: new ones, or empty for the old. Raises BumpError."""
    if outputs and change_index is not None:
        raise BumpError(
            PARAMETER,
            "The options 'outputs' and 'original_change_index' are incompatible. You can only either specify "
            "a new set of outputs, or designate a change output to be recycled.",
        )
    wtx = wallet.ledger.txs.get(txid)
    if wtx is None:
        raise BumpError(ADDRESS_OR_KEY, "Invalid or non-wallet transaction id")
    if change_index is not None and change_index >= len(wtx.tx.outputs):
        raise BumpError(PARAMETER, "Change position is out of range")
    control = replace(control, preset=_presets(wallet, wtx))
    spent = [preset.output for preset in control.preset.values() if preset.output is not None]
    check(wallet, wtx, require_mine)
    old_fee = sum(output.value for output in spent) - sum(output.value for output in wtx.tx.outputs)
    made = outputs or wtx.tx.outputs
    recipients = _recipients(wallet, made, control, change_index)
    if control.feerate is not None:
        _check_rate(wallet, wtx, made, control, old_fee)
    else:
        control.feerate = _usual_rate(wallet, wtx, old_fee, control)
    control.allow_other_inputs, control.min_depth = True, 1
    try:
        created = create(wallet, recipients, control, sign=False)
    except SpendError as error:
        raise BumpError(WALLET, f"Unable to create transaction. {error}") from None
    wallet.file.commit()
    return Bumped(created.tx, old_fee, created.fee)


def _presets(wallet: "Wallet", wtx: WalletTx) -> dict[tuple[bytes, int], Preset]:
    presets = {}
    for source in wtx.tx.inputs:
        coin = wallet.around.mempool.coin(source.prevout)
        if coin is None:
            place = f"{display(source.prevout[0])}:{source.prevout[1]}"
            raise BumpError(MISC, f"{place} is already spent")
        preset = Preset(TxOut(coin.value, coin.script))
        if source.prevout not in wallet.ledger.outputs:
            preset.weight = _weight(source)
        presets[source.prevout] = preset
    return presets


def _weight(source: TxIn) -> int:
    """Weight of a signed input of somebody else, each signature counted at its largest."""
    tx = Tx(2, [source], [])
    empty = Tx(2, [TxIn(source.prevout)], [])
    signatures = [item for item in source.witness if 70 <= len(item) < 73 and item[:1] == b"\x30"]
    slack = sum(73 - len(item) for item in signatures)
    return tx.weight - empty.weight + 164 + (0 if source.witness else 1) + slack


def check(wallet: "Wallet", wtx: WalletTx, require_mine: bool) -> None:
    """Whether a transaction can be replaced at all. Raises BumpError."""
    mempool, ledger = wallet.around.mempool, wallet.ledger
    if ledger.has_spender(wtx.tx):
        raise BumpError(PARAMETER, "Transaction has descendants in the wallet")
    if wtx.txid in mempool and mempool.descendants(wtx.txid):
        raise BumpError(PARAMETER, "Transaction has descendants in the mempool")
    if ledger.depth(wtx) != 0:
        text = "Transaction has been mined, or is conflicted with a mined transaction"
        raise BumpError(WALLET, text)
    if "replaced_by_txid" in wtx.notes:
        raise BumpError(
            WALLET,
            f"Cannot bump transaction {display(wtx.txid)} which was already bumped by transaction "
            f"{wtx.notes['replaced_by_txid']}",
        )
    if require_mine and any(source.prevout not in ledger.outputs for source in wtx.tx.inputs):
        raise BumpError(WALLET, "Transaction contains inputs that don't belong to this wallet")


def _recipients(
    wallet: "Wallet", outputs: list[TxOut], control: Control, change_index: int | None
) -> list[Recipient]:
    """Whom the replacement pays; the old change's place goes into control."""
    recipients = []
    for n, output in enumerate(outputs):
        if change_index == n if change_index is not None else is_change(wallet, output):
            control.change_script = output.script
        else:
            recipients.append(Recipient(output.script, output.value))
    if not recipients:
        if control.change_script is None:
            text = "Unable to create transaction. Transaction must have at least one recipient"
            raise BumpError(PARAMETER, text)
        total = sum(output.value for output in outputs)
        recipients = [Recipient(control.change_script, total, subtract_fee=True)]
        control.change_script = None
    return recipients


def _check_rate(
    wallet: "Wallet", wtx: WalletTx, outputs: list[TxOut], control: Control, old_fee: int
) -> None:
    """Whether the caller's feerate suffices and is not absurd. Raises BumpError."""
    rate, floor = control.feerate or 0, wallet.around.mempool.min_feerate()
    if rate < floor:
        raise BumpError(
            WALLET,
            f"New fee rate ({money(rate)}) is lower than the minimum fee rate ({money(floor)}) to get into "
            "the mempool -- ",
        )
    sizes = []
    for outpoint, preset in control.preset.items():
        if preset.weight is not None:
            control.weights[outpoint] = preset.weight
            sizes.append(InputSize(preset.weight, segwit=True))
        elif preset.output is not None and (size := wallet.input_size(preset.output.script)):
            sizes.append(size)
    vsize = transaction_vsize(Tx(wtx.tx.version, wtx.tx.inputs, outputs), sizes)
    new_fee = fee_of(rate, vsize) + bump_fee(wallet, control.preset, rate)
    increment = fee_of(wallet.options.incremental_feerate, vsize)
    if new_fee < old_fee + increment:
        raise BumpError(
            PARAMETER,
            f"Insufficient total fee {money(new_fee)}, must be at least {money(old_fee + increment)} "
            f"(oldFee {money(old_fee)} + incrementalFee {money(increment)})",
        )
    required = fee_of(feerates.required(wallet), vsize)
    if new_fee < required:
        text = f"Insufficient total fee (cannot be less than required fee {money(required)})"
        raise BumpError(PARAMETER, text)
    most = feerates.max_fee(wallet)
    if new_fee > most:
        raise BumpError(
            WALLET,
            f"Specified or calculated fee {money(new_fee)} is too high (cannot be higher than -maxtxfee "
            f"{money(most)})",
        )


def _usual_rate(wallet: "Wallet", wtx: WalletTx, old_fee: int, control: Control) -> int:
    """Somewhat more than the old feerate, and not below what the wallet would pay now."""
    for outpoint, preset in control.preset.items():
        if preset.weight is not None:
            control.weights[outpoint] = preset.weight
    increment = max(wallet.options.incremental_feerate, WALLET_INCREMENT)
    return max(
        feerate_of(old_fee, wtx.tx.vsize) + 1 + increment,
        feerates.minimum(wallet, control).rate,
    )
