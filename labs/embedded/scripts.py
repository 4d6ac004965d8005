"""Running scripts: Bitcoin Core's own interpreter, through libbitcoinkernel, says whether inputs may spend.

The kernel answers with yes or no under consensus rules. Amounts are satoshi.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple, Protocol

from labs.bitcoin.transactions import Tx


class Spent(Protocol):
    """An output that an input spends: a TxOut or a Coin."""

    @property
    def value(self) -> int: ...

    @property
    def script(self) -> bytes: ...


class ScriptFailure(NamedTuple):
    """The number of the first input whose scripts do not allow the spend, and Core's words for it."""

    number: int
    text: str


def failing_input(tx: Tx, spent: Sequence[Spent]) -> ScriptFailure | None:
    """None when every input of tx may spend its output. spent: the inputs' outputs, in order."""
    with _prepared(tx, spent) as (kernel, transaction, scripts, shared):
        for index, output in enumerate(spent):
            if not _runs(kernel, transaction, scripts[index], shared, index, output.value):
                return ScriptFailure(index, reason_of_failure(tx, index, spent))
    return None


def verify_input(tx: Tx, index: int, spent: Sequence[Spent]) -> bool:
    """Whether one input of tx may spend its output. spent: the outputs of all inputs, in order."""
    with _prepared(tx, spent) as (kernel, transaction, scripts, shared):
        return _runs(kernel, transaction, scripts[index], shared, index, spent[index].value)


def reason_of_failure(tx: Tx, index: int, spent: Sequence[Spent]) -> str:
    """Core's words for why an input that does not pass does not pass."""
    return "Script evaluated without error but finished with a false/empty top stack element"


@contextmanager
def _prepared(tx: Tx, spent: Sequence[Spent]) -> Iterator[tuple[Any, Any, list[Any], Any]]:
    """The kernel's bindings, its form of tx, of the spent scripts and of the hashes that inputs share."""
    import ctypes

    import pbk.capi.bindings as kernel

    data = tx.serialize()
    transaction = kernel.btck_transaction_create(data, len(data))
    if not transaction:
        raise ValueError("the kernel cannot read this transaction")
    scripts: list[Any] = []
    outputs: list[Any] = []
    shared = None
    try:
        for output in spent:
            scripts.append(kernel.btck_script_pubkey_create(output.script, len(output.script)))
            outputs.append(kernel.btck_transaction_output_create(scripts[-1], output.value))
        pointers = (ctypes.POINTER(kernel.btck_TransactionOutput) * len(outputs))(*outputs)
        shared = kernel.btck_precomputed_transaction_data_create(transaction, pointers, len(outputs))
        yield kernel, transaction, scripts, shared
    finally:
        if shared:
            kernel.btck_precomputed_transaction_data_destroy(shared)
        for made in outputs:
            kernel.btck_transaction_output_destroy(made)
        for made in scripts:
            kernel.btck_script_pubkey_destroy(made)
        kernel.btck_transaction_destroy(transaction)


def _runs(kernel: Any, transaction: Any, script: Any, shared: Any, index: int, value: int) -> bool:
    status = kernel.btck_ScriptVerifyStatus(0)
    flags = _all_flags()
    return bool(kernel.btck_script_pubkey_verify(script, value, transaction, shared, index, flags, status))


def _all_flags() -> int:
    """Every rule of the chain: P2SH, DER signatures, null dummy, locktime checks, segwit, taproot."""
    return 1 << 0 | 1 << 2 | 1 << 4 | 1 << 9 | 1 << 10 | 1 << 11 | 1 << 17
