"""From hex that somebody typed to a transaction, where two readings may be possible.

Source: Bitcoin Core, src/core_io.cpp (DecodeHexTx).
"""

import re

from labs.bitcoin.script import MAX_SCRIPT_SIZE, has_valid_operations
from labs.bitcoin.transactions import Tx
from labs.bitcoin.wire import WireError

_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+\Z")


def decode_tx(text: str, try_no_witness: bool = True, try_witness: bool = True) -> Tx | None:
    """The transaction in hex, or None.

    A transaction without inputs looks like the extended form, so both readings are tried; where both work,
    the one whose scripts make sense is meant, and the extended one in doubt.
    """
    if not _HEX.match(text):
        return None
    data = bytes.fromhex(text)
    extended = _parsed(data, witness=True) if try_witness else None
    if extended and _makes_sense(extended):
        return extended
    plain = _parsed(data, witness=False) if try_no_witness else None
    if plain and _makes_sense(plain):
        return plain
    return extended or plain


def _parsed(data: bytes, witness: bool) -> Tx | None:
    try:
        return Tx.parse(data, witness)
    except WireError:
        return None


def _makes_sense(tx: Tx) -> bool:
    scripts = [output.script for output in tx.outputs]
    if not tx.is_coinbase:
        scripts += [source.script_sig for source in tx.inputs]
    return all(len(script) <= MAX_SCRIPT_SIZE and has_valid_operations(script) for script in scripts)
