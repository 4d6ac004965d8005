"""A wallet's part in a PSBT: telling what it knows of inputs and outputs, and signing.

Source: Bitcoin Core, src/wallet/wallet.cpp and scriptpubkeyman.cpp (FillPSBT).
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from labs.bitcoin.keystore import Keystore
from labs.bitcoin.psbt import Psbt
from labs.bitcoin.psbt_data import update_output
from labs.bitcoin.psbt_roles import drop_previous_transactions
from labs.bitcoin.psbt_signing import Outcome, sign_inputs, valid_inputs

if TYPE_CHECKING:
    from labs.embedded.wallet.wallet import Wallet


class CannotFill(Exception):
    """The PSBT contradicts itself or what was asked; outcome says how."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.name)
        self.outcome = outcome


def fill(
    wallet: "Wallet",
    psbt: Psbt,
    sighash: int | None,
    sign: bool = True,
    bip32derivs: bool = True,
    finalize: bool = True,
) -> bool:
    """Fills in what the wallet knows and can sign; True when every input is final. Raises CannotFill."""
    _add_coins(wallet, psbt)
    stores: dict[int, Keystore] = {}
    for index, found in enumerate(psbt.inputs):
        output = psbt.spent_output(index)
        if found.is_signed or output is None:
            continue
        xonly = [*found.tap_origins, output.script[2:]]  # of a taproot output the output key too
        named = [*found.origins, *(y + key for key in xonly for y in (b"\2", b"\3") if len(key) == 32)]
        stores[index] = _keystore(wallet, output.script, named, sign, bip32derivs)
    for each in sign_inputs(psbt, stores, sighash, finalize).values():
        if each.outcome not in (Outcome.OK, Outcome.INCOMPLETE):
            raise CannotFill(each.outcome)
    for index, output in enumerate(psbt.tx.outputs):
        if wallet.is_mine(output.script):
            update_output(psbt, index, _keystore(wallet, output.script, (), False, bip32derivs))
    drop_previous_transactions(psbt)
    everything = range(len(psbt.inputs))
    return valid_inputs(psbt, everything) == set(everything)


def _add_coins(wallet: "Wallet", psbt: Psbt) -> None:
    """Puts in what the inputs spend: the whole transaction where the wallet has it, else the output."""
    for source, found in zip(psbt.tx.inputs, psbt.inputs, strict=True):
        if found.is_signed or found.non_witness_utxo is not None:
            continue
        wtx = wallet.ledger.txs.get(source.prevout[0])
        if wtx is not None and source.prevout[1] < len(wtx.tx.outputs):
            found.non_witness_utxo = wtx.tx


def _keystore(
    wallet: "Wallet", script: bytes, publics: Iterable[bytes], private: bool, origins: bool
) -> Keystore:
    """What the wallet knows of a script or, where the script is not its own, of keys named beside it."""
    store = wallet.keyring.keystore(script, private)
    if not wallet.is_mine(script):
        for public in publics:
            store.merge(wallet.keyring.keystore_of_key(public, private))
    if not origins:  # neither keys' origins nor anything else that would tell of them
        store = Keystore(store.keys, store.publics, store.scripts, {}, store.trees)
    return store if private else store.without_keys()
