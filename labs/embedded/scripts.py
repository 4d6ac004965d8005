"""Running scripts: Bitcoin Core's own interpreter, through libbitcoinkernel, says whether inputs may spend.

The kernel answers with yes or no under the chain's rules. Why not, and what nodes do not pass on although
it is valid, is found by `labs.embedded.interpreter`; where the two disagree, the kernel counts. Amounts are
satoshi.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from labs.bitcoin.sighash import SharedHashes
from labs.bitcoin.sigops import legacy_sigops, spent_sigops
from labs.bitcoin.transactions import Tx, TxOut

_MAX_HASHED = 50_000_000
"""Bytes that the interpreter may hash for signatures of old scripts; the kernel is quicker."""
_MAX_WITNESS_SCRIPT = 20_000
"""Bytes of a witness script that the interpreter runs."""
_POLICY = {
    "SIG_HASHTYPE",
    "SIG_HIGH_S",
    "MINIMALDATA",
    "SCRIPTNUM",
    "CLEANSTACK",
    "MINIMALIF",
    "NULLFAIL",
    "PUBKEYTYPE",
    "WITNESS_PUBKEYTYPE",
    "OP_CODESEPARATOR",
    "SIG_FINDANDDELETE",
    "DISCOURAGE_UPGRADABLE_NOPS",
    "DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM",
    "DISCOURAGE_UPGRADABLE_TAPROOT_VERSION",
    "DISCOURAGE_OP_SUCCESS",
    "DISCOURAGE_UPGRADABLE_PUBKEYTYPE",
}
"""Failures that a script which the kernel accepts can still have."""


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


def failing_input(tx: Tx, spent: Sequence[Spent], policy: bool = False) -> ScriptFailure | None:
    """None when every input of tx may spend its output, and with policy when nodes pass that on.

    spent: the inputs' outputs, in order.
    """
    return next(_failing(tx, spent, policy), None)


def failing_inputs(
    tx: Tx, spent: Sequence[Spent], policy: bool = False, numbers: Collection[int] | None = None
) -> dict[int, str]:
    """Every input that may not spend its output, with Core's words for why; arguments as of failing_input.

    numbers: the inputs to look at, all when None.
    """
    return dict(_failing(tx, spent, policy, numbers))


def _failing(
    tx: Tx, spent: Sequence[Spent], policy: bool, numbers: Collection[int] | None = None
) -> Iterator[ScriptFailure]:
    explain = _Explainer(tx, spent, policy)
    with _prepared(tx, spent) as (kernel, transaction, scripts, shared):
        for index, output in enumerate(spent):
            if numbers is not None and index not in numbers:
                continue
            passes = _runs(kernel, transaction, scripts[index], shared, index, output.value)
            if passes and not policy:
                continue
            name = explain.failure(index)
            if not passes or name in _POLICY:
                yield ScriptFailure(index, _text(name))


def verify_input(tx: Tx, index: int, spent: Sequence[Spent], policy: bool = False) -> bool:
    """Whether one input of tx may spend its output, and with policy whether nodes pass that on.

    spent: the outputs of all inputs, in order.
    """
    with _prepared(tx, spent) as (kernel, transaction, scripts, shared):
        passes = _runs(kernel, transaction, scripts[index], shared, index, spent[index].value)
    return passes and not (policy and _Explainer(tx, spent, policy).failure(index) in _POLICY)


def reason_of_failure(tx: Tx, index: int, spent: Sequence[Spent]) -> str:
    """Core's words for why an input that does not pass does not pass."""
    return _text(_Explainer(tx, spent, policy=True).failure(index))


def _text(name: str | None) -> str:
    from labs.embedded.interpreter import TEXTS

    return TEXTS[name or "EVAL_FALSE"]


class _Explainer:
    """Runs inputs in Python under the chain's rules, or with policy under those of what nodes pass on."""

    def __init__(self, tx: Tx, spent: Sequence[Spent], policy: bool) -> None:
        self.tx = tx
        self.policy = policy
        self.spent = [TxOut(output.value, output.script) for output in spent]

    @cached_property
    def shared(self) -> SharedHashes:
        return SharedHashes(self.tx, self.spent)

    @cached_property
    def too_long(self) -> bool:
        """Whether a script is very long, or hashing for old signatures, which grows with the size squared."""
        if any(len(item) > _MAX_WITNESS_SCRIPT for source in self.tx.inputs for item in source.witness):
            return True
        checks = legacy_sigops(self.tx) + sum(
            spent_sigops(source.script_sig, output.script)
            for source, output in zip(self.tx.inputs, self.spent, strict=True)
        )
        return checks * self.tx.sizes[1] > _MAX_HASHED

    def failure(self, index: int) -> str | None:
        """The failure's name, or None when the input passes or would take too long."""
        from labs.embedded.interpreter import CONSENSUS_FLAGS, STANDARD_FLAGS, ScriptError, verify_script
        from labs.embedded.interpreter.signatures import Signer

        if self.too_long:
            return None
        try:
            flags = STANDARD_FLAGS if self.policy else CONSENSUS_FLAGS
            verify_script(Signer(self.tx, index, self.spent, self.shared), flags)
        except ScriptError as failure:
            return failure.name
        return None


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
