"""What a node passes on although more would be valid: kinds of outputs, sizes, dust, data.

Policy keeps the network usable and upgrades safe; a miner may still take what it refuses.
Source: Bitcoin Core, src/policy/policy.cpp.
"""

from __future__ import annotations

from collections.abc import Sequence

from labs.bitcoin.script import is_push_only, pushed_stack, witness_program
from labs.bitcoin.sigops import is_p2sh, sigops_in, spent_sigops
from labs.bitcoin.standard import ANCHOR, is_dust, solve
from labs.bitcoin.transactions import Tx
from labs.embedded.coins import Coin
from labs.embedded.mempool.entry import Rejected
from labs.embedded.mempool.policy import (
    MAX_DUST_OUTPUTS,
    MAX_LEGACY_SIGOPS,
    MAX_SCRIPT_SIG_SIZE,
    MAX_WEIGHT,
    VERSIONS,
    Policy,
)

_MAX_P2SH_SIGOPS = 15
_MAX_MULTISIG_KEYS = 3
_MAX_WITNESS_SCRIPT = 3_600
_MAX_WITNESS_ITEMS = 100
_MAX_WITNESS_ITEM = 80
_ANNEX = 0x50
_LEAF_MASK = 0xFE
_TAPSCRIPT = 0xC0
_NONSTANDARD_INPUTS = "bad-txns-nonstandard-inputs"


def check_standard(tx: Tx, policy: Policy) -> None:
    """Form, outputs and data of a transaction. Raises Rejected."""
    if tx.version not in VERSIONS:
        raise Rejected("version")
    if tx.weight > MAX_WEIGHT:
        raise Rejected("tx-size")
    for source in tx.inputs:
        if len(source.script_sig) > MAX_SCRIPT_SIG_SIZE:
            raise Rejected("scriptsig-size")
        if not is_push_only(source.script_sig):
            raise Rejected("scriptsig-not-pushonly")
    data_left = policy.max_data or 0
    for output in tx.outputs:
        solved = solve(output.script)
        if solved.kind == "nonstandard":
            raise Rejected("scriptpubkey")
        if solved.kind == "multisig":
            if solved.parts[-1][0] > _MAX_MULTISIG_KEYS:
                raise Rejected("scriptpubkey")
            if not policy.bare_multisig:
                raise Rejected("bare-multisig")
        if solved.kind == "nulldata":
            data_left -= len(output.script)
            if data_left < 0:
                raise Rejected("datacarrier")
    if len(dust_outputs(tx, policy.dust_feerate)) > MAX_DUST_OUTPUTS:
        raise Rejected("dust")


def dust_outputs(tx: Tx, feerate_sat_kvb: int) -> list[int]:
    """Numbers of the outputs that would cost more to spend than they are worth."""
    return [n for n, output in enumerate(tx.outputs) if is_dust(output, feerate_sat_kvb)]


def check_inputs_standard(tx: Tx, coins: Sequence[Coin]) -> None:
    """What the inputs spend must be of a known kind, with few signature checks. Raises Rejected."""
    sigops = 0
    for source, coin in zip(tx.inputs, coins, strict=True):
        sigops += sigops_in(source.script_sig, True) + spent_sigops(source.script_sig, coin.script)
        if sigops > MAX_LEGACY_SIGOPS:
            raise Rejected(_NONSTANDARD_INPUTS, "non-witness sigops exceed bip54 limit")
    for n, (source, coin) in enumerate(zip(tx.inputs, coins, strict=True)):
        kind = solve(coin.script).kind
        if kind == "nonstandard":
            raise Rejected(_NONSTANDARD_INPUTS, f"input {n} script unknown")
        if kind == "witness_unknown":
            raise Rejected(_NONSTANDARD_INPUTS, f"input {n} witness program is undefined")
        if kind == "scripthash":
            _check_redeem_script(n, source.script_sig)


def _check_redeem_script(n: int, script_sig: bytes) -> None:
    stack = pushed_stack(script_sig)
    if stack is None:
        raise Rejected(_NONSTANDARD_INPUTS, f"p2sh scriptsig malformed (input {n}: unknown error)")
    if not stack:
        raise Rejected(_NONSTANDARD_INPUTS, f"input {n} P2SH redeemscript missing")
    count = sigops_in(stack[-1], True)
    if count > _MAX_P2SH_SIGOPS:
        debug = f"p2sh redeemscript sigops exceed limit (input {n}: {count} > {_MAX_P2SH_SIGOPS})"
        raise Rejected(_NONSTANDARD_INPUTS, debug)


def is_witness_standard(tx: Tx, coins: Sequence[Coin]) -> bool:
    """Whether no witness is stuffed: each belongs to a program and keeps to its sizes."""
    return all(
        _witness_fits(source.witness, source.script_sig, coin.script)
        for source, coin in zip(tx.inputs, coins, strict=True)
        if source.witness
    )


def _witness_fits(witness: list[bytes], script_sig: bytes, script: bytes) -> bool:
    if script == ANCHOR:
        return False
    wrapped = is_p2sh(script)
    if wrapped:
        stack = pushed_stack(script_sig)
        if not stack:
            return False
        script = stack[-1]
    program = witness_program(script)
    if program is None:
        return False
    version, key = program
    if version == 0 and len(key) == 32:
        return (
            len(witness[-1]) <= _MAX_WITNESS_SCRIPT
            and len(witness) - 1 <= _MAX_WITNESS_ITEMS
            and all(len(item) <= _MAX_WITNESS_ITEM for item in witness[:-1])
        )
    if version == 1 and len(key) == 32 and not wrapped:
        return _taproot_witness_fits(witness)
    return True


def _taproot_witness_fits(witness: list[bytes]) -> bool:
    if len(witness) == 1:
        return True
    control = witness[-1]
    if control[:1] == bytes([_ANNEX]) or not control:
        return False
    if control[0] & _LEAF_MASK == _TAPSCRIPT:
        return all(len(item) <= _MAX_WITNESS_ITEM for item in witness[:-2])
    return True


def spends_witness_program(tx: Tx, coins: Sequence[Coin]) -> bool:
    """Whether some input needs a witness (anchors do not): without one it was cut off on the way."""
    for source, coin in zip(tx.inputs, coins, strict=True):
        if witness_program(coin.script) is not None and coin.script != ANCHOR:
            return True
        if is_p2sh(coin.script):
            stack = pushed_stack(source.script_sig)
            if stack and witness_program(stack[-1]) is not None:
                return True
    return False
