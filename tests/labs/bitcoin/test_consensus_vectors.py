"""Bitcoin Core's published script and transaction tests, read by our formats and judged by its kernel.

Vectors: script_tests.json, tx_valid.json and tx_invalid.json, cut down to the rows whose flags the kernel has
(or that stay valid without the others). A wrong serialisation, push or parse shows as a wrong verdict.
"""

import json
from pathlib import Path
from typing import Any

from labs.bitcoin.assemble import assemble
from labs.bitcoin.transactions import NULL_OUTPOINT, OutPoint, Tx, TxIn, TxOut, from_display
from labs.bitcoin.wire import WireError

FILES = Path(__file__).parents[1] / "files"


def rows(name: str) -> list[Any]:
    found: list[Any] = json.loads((FILES / name).read_text())
    return found


def verify(tx: Tx, spent: list[TxOut], flags: Any) -> bool:
    """True when the kernel accepts every input under the flags."""
    import pbk
    from pbk.script import PrecomputedTransactionData, ScriptVerifyException

    theirs = pbk.Transaction(tx.serialize())
    coins = [pbk.TransactionOutput(pbk.ScriptPubkey(coin.script), coin.value) for coin in spent]
    shared = PrecomputedTransactionData(theirs, coins)
    for index, coin in enumerate(spent):
        try:
            if not pbk.ScriptPubkey(coin.script).verify(coin.value, theirs, shared, index, flags):
                return False
        except ScriptVerifyException:
            return False
    return True


def flags_of(text: str) -> Any:
    """The kernel's flags among the names; names it lacks count for nothing."""
    from pbk.script import ScriptVerificationFlags as Flags

    flags = Flags.NONE
    for name in text.split(","):
        flags |= getattr(Flags, name, Flags.NONE)
    return flags


def test_the_kernel_gives_the_published_verdict_on_every_script() -> None:
    verdicts = {True: 0, False: 0}
    for row in rows("script_tests.json"):
        witness, amount = [], 0
        if isinstance(row[0], list):
            *items, coins = row.pop(0)
            witness, amount = [bytes.fromhex(item) for item in items], round(coins * 100_000_000)
        script_sig, script, flags, result = row
        credit = Tx(1, [TxIn(NULL_OUTPOINT, b"\0\0")], [TxOut(amount, assemble(script))])
        spend = Tx(
            1, [TxIn((credit.txid, 0), assemble(script_sig), 0xFFFFFFFF, witness)], [TxOut(amount, b"")]
        )
        good = verify(spend, credit.outputs, flags_of(flags))
        assert good == (result == "OK"), row
        verdicts[good] += 1
    assert verdicts == {True: 649, False: 84}


def coins_of(prevouts: list[Any]) -> dict[OutPoint, TxOut]:
    return {
        (from_display(txid), n & 0xFFFFFFFF): TxOut(amount[0] if amount else 0, assemble(script))
        for txid, n, script, *amount in prevouts
    }


def test_published_valid_transactions_are_valid() -> None:
    from pbk.script import ScriptVerificationFlags as Flags

    for prevouts, raw, excluded in rows("tx_valid.json"):
        tx = Tx.parse(bytes.fromhex(raw))
        assert tx.serialize().hex() == raw.lower()
        coins = coins_of(prevouts)
        flags = Flags.ALL & ~flags_of(excluded)
        if not flags & Flags.P2SH:
            flags &= ~Flags.WITNESS
        if not flags & Flags.WITNESS:
            flags &= ~Flags.TAPROOT
        assert verify(tx, [coins[source.prevout] for source in tx.inputs], flags), raw


def test_published_invalid_transactions_are_invalid() -> None:
    for prevouts, raw, flags in rows("tx_invalid.json"):
        if flags == "BADTX":
            continue
        try:
            tx = Tx.parse(bytes.fromhex(raw))
        except WireError:
            continue
        coins = coins_of(prevouts)
        assert not verify(tx, [coins[source.prevout] for source in tx.inputs], flags_of(flags)), raw
