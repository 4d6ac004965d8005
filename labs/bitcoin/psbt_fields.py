"""Reading and writing the key-value maps of a PSBT: sizes, key origins, public keys. Errors in Core's words.

A key starts with its type as a compact size. Source: BIP 174; Bitcoin Core, src/psbt.h.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from labs.bitcoin.keys import is_public_key
from labs.bitcoin.keystore import KeyOrigin
from labs.bitcoin.transactions import Tx, TxOut
from labs.bitcoin.wire import Reader, WireError, compact_size, var_bytes

T = TypeVar("T")
PROPRIETARY = 0xFC
LeafOrigins = dict[bytes, tuple[set[bytes], KeyOrigin]]
"""x-only key -> the leaves it signs for, and where it comes from."""


class PsbtError(ValueError):
    """Bytes that are no PSBT, or PSBTs that do not fit together, in Core's words."""


def pairs(reader: Reader, what: str) -> Iterator[tuple[int, bytes, Reader]]:
    """(type, key without type, reader at the value's length) until the separator; what names the map."""
    while reader.left:
        key = reader.var_bytes()
        if not key:
            return
        head = Reader(key)
        yield head.compact_size(1 << 64), key[head.position :], reader
    raise PsbtError(f"Separator is missing at the end of {what} map")


def once(seen: set[object], mark: object, data: bytes, name: str, label: str = "") -> None:
    """A field without key data that may come once: name for the repeated, label for the long key."""
    if mark in seen:
        raise PsbtError(f"Duplicate Key, {name} already provided")
    if data:
        raise PsbtError(f"{label or name[0].upper() + name[1:]} key is more than one byte type")
    seen.add(mark)


def add(fields: dict[bytes, T], key: bytes, value: T, name: str) -> None:
    if key in fields:
        raise PsbtError(f"Duplicate Key, {name}")
    fields[key] = value


def read_tx(value: bytes, witness: bool) -> Tx:
    inner = Reader(value)
    try:
        tx = Tx.read(inner, witness)
    except WireError as error:
        raise _size_error(error) from None
    if inner.left:
        raise PsbtError("Size of value was not the stated size")
    return tx


def read_output(value: bytes) -> TxOut:
    inner = Reader(value)
    try:
        output = TxOut(inner.i64(), inner.var_bytes())
    except WireError as error:
        raise _size_error(error) from None
    if inner.left:
        raise PsbtError("Size of value was not the stated size")
    return output


def read_stack(value: bytes) -> list[bytes]:
    inner = Reader(value)
    try:
        stack = [inner.var_bytes() for _ in range(inner.compact_size())]
    except WireError as error:
        raise _size_error(error) from None
    if inner.left:
        raise PsbtError("Size of value was not the stated size")
    return stack


def read_exactly(reader: Reader, size: int) -> bytes:
    value = reader.var_bytes()
    if len(value) != size:
        raise PsbtError("Size of value was not the stated size")
    return value


def _size_error(error: WireError) -> PsbtError:
    text = str(error)
    return PsbtError("Size of value was not the stated size" if text == "end of data" else text)


def read_origin(value: bytes) -> KeyOrigin:
    """Fingerprint and path: 4 bytes each, numbers little-endian."""
    if len(value) % 4 or not value:
        raise PsbtError("Invalid length for HD key path")
    return value[:4], tuple(int.from_bytes(value[i : i + 4], "little") for i in range(4, len(value), 4))


def origin_bytes(origin: KeyOrigin) -> bytes:
    return origin[0] + b"".join(number.to_bytes(4, "little") for number in origin[1])


def read_public(data: bytes, what: str) -> bytes:
    """The public key that is a field's key data."""
    if len(data) not in (33, 65):
        raise PsbtError(f"Size of key was not the expected size for the type {what}")
    if not is_public_key(data):
        raise PsbtError("Invalid pubkey")
    return data


def read_leaf_origin(value: bytes, side: str) -> tuple[set[bytes], KeyOrigin]:
    """Leaf hashes and origin of a taproot key; side is "Input" or "Output"."""
    inner = Reader(value)
    try:
        leaves = {inner.read(32) for _ in range(inner.compact_size())}
    except WireError:
        raise PsbtError(f"{side} Taproot BIP32 keypath has an invalid length") from None
    return leaves, read_origin(value[inner.position :])


def leaf_origin_bytes(leaves: Iterable[bytes], origin: KeyOrigin) -> bytes:
    hashes = sorted(leaves)
    return compact_size(len(hashes)) + b"".join(hashes) + origin_bytes(origin)


def check_participants(aggregate: bytes, value: bytes, side: str) -> None:
    """A MuSig2 key and the keys it is made of; side is "Input" or "Output"."""
    if not is_public_key(aggregate):
        raise PsbtError(f"{side} musig2 aggregate pubkey is invalid")
    if not all(is_public_key(value[at : at + 33]) for at in range(0, len(value) - 32, 33)):
        raise PsbtError(f"{side} musig2 participant pubkey is invalid")
    if len(value) % 33:
        raise PsbtError(f"{side} musig2 participants pubkeys value size is not a multiple of 33")


def read_proprietary(data: bytes) -> None:
    """Checks the key of a proprietary field: identifier, then subtype."""
    inner = Reader(data)
    inner.var_bytes()
    inner.compact_size(1 << 64)


def proprietary_parts(key: bytes) -> tuple[bytes, int]:
    """(identifier, subtype) of a whole proprietary key."""
    inner = Reader(key)
    inner.compact_size()
    return inner.var_bytes(), inner.compact_size(1 << 64)


def field(kind: int, data: bytes, value: bytes) -> bytes:
    """One entry of a map."""
    return var_bytes(compact_size(kind) + data) + var_bytes(value)


def whole(fields: dict[bytes, bytes]) -> bytes:
    """Entries whose keys are kept with their type: proprietary and unknown ones."""
    return b"".join(var_bytes(key) + var_bytes(fields[key]) for key in sorted(fields))
