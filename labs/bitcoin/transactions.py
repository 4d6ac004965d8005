"""Transactions: inputs that spend outputs, and their bytes on the wire.

Ids are 32 bytes in internal order; `display` turns them round for people, as RPC and explorers show them.
Amounts are whole satoshi. Source: Bitcoin Core, src/primitives/transaction.h; BIP 144.
"""

import struct
from dataclasses import dataclass, field

from labs.bitcoin.hashes import sha256d
from labs.bitcoin.wire import Reader, WireError, compact_size, compact_size_at, var_bytes

COIN = 100_000_000
"""Satoshi in one bitcoin."""
MAX_MONEY = 21_000_000 * COIN
"""No amount, and no sum of amounts, may be larger; in satoshi."""
WITNESS_SCALE_FACTOR = 4

OutPoint = tuple[bytes, int]
"""An output's place: the id of its transaction (internal order) and its number there."""

NULL_OUTPOINT: OutPoint = (bytes(32), 0xFFFFFFFF)
"""What a coinbase's only input points at: nothing."""

_OUTPOINT = struct.Struct("<32sI")
_U32 = struct.Struct("<I")
_I64 = struct.Struct("<q")


def display(txid: bytes) -> str:
    """A hash as people see it: hex with the byte order reversed."""
    return txid[::-1].hex()


def from_display(text: str) -> bytes:
    """The hash that people see as text. Raises ValueError unless it is 64 hex digits."""
    if len(text) != 64:
        raise ValueError(f"a hash has 64 hex digits, not {len(text)}")
    return bytes.fromhex(text)[::-1]


@dataclass(slots=True)
class TxIn:
    """An input: which output it spends, and what entitles it to (script_sig, witness)."""

    prevout: OutPoint
    script_sig: bytes = b""
    sequence: int = 0xFFFFFFFF
    witness: list[bytes] = field(default_factory=list)


@dataclass(slots=True)
class TxOut:
    """An output: an amount in satoshi, and the script that says who may spend it."""

    value: int
    script: bytes

    def serialize(self) -> bytes:
        return _I64.pack(self.value) + var_bytes(self.script)


@dataclass(slots=True)
class Tx:
    """A transaction. version is unsigned; locktime is a height below 500,000,000, else a time.

    Ids and sizes are worked out once and kept: change a transaction before asking for them, or change a copy.
    """

    version: int
    inputs: list[TxIn]
    outputs: list[TxOut]
    locktime: int = 0
    _txid: bytes | None = field(default=None, repr=False, compare=False)
    _wtxid: bytes | None = field(default=None, repr=False, compare=False)
    _sizes: tuple[int, int] | None = field(default=None, repr=False, compare=False)

    @classmethod
    def parse(cls, data: bytes, witness: bool = True) -> "Tx":
        """The transaction that data is, to its last byte. Raises WireError.

        witness=False reads the form without witnesses, where the bytes 00 01 mean no input and one output.
        """
        tx, end = _read(bytes(data), 0, witness)
        if end != len(data):
            raise WireError(f"{len(data) - end} bytes too many")
        return tx

    @classmethod
    def read(cls, reader: Reader, witness: bool = True) -> "Tx":
        """The transaction at the reader's position. Raises WireError."""
        tx, reader.position = _read(reader.data, reader.position, witness)
        return tx

    def serialize(self, witness: bool = True) -> bytes:
        """The bytes on the wire; without witnesses they are what the txid hashes."""
        extended = witness and self.has_witness
        parts = [_U32.pack(self.version), b"\0\1" if extended else b"", compact_size(len(self.inputs))]
        for source in self.inputs:
            parts += (
                _OUTPOINT.pack(*source.prevout),
                var_bytes(source.script_sig),
                _U32.pack(source.sequence),
            )
        parts.append(compact_size(len(self.outputs)))
        parts += [output.serialize() for output in self.outputs]
        if extended:
            for source in self.inputs:
                parts.append(compact_size(len(source.witness)))
                parts += [var_bytes(item) for item in source.witness]
        parts.append(_U32.pack(self.locktime))
        return b"".join(parts)

    @property
    def txid(self) -> bytes:
        """Id without witnesses, internal order: what outpoints name."""
        if self._txid is None:
            self._txid = sha256d(self.serialize(witness=False))
        return self._txid

    @property
    def wtxid(self) -> bytes:
        """Id with witnesses, internal order; equals txid where there are none."""
        if self._wtxid is None:
            self._wtxid = sha256d(self.serialize()) if self.has_witness else self.txid
        return self._wtxid

    @property
    def sizes(self) -> tuple[int, int]:
        """Bytes with and without witnesses."""
        if self._sizes is None:
            self._sizes = len(self.serialize()), len(self.serialize(witness=False))
        return self._sizes

    @property
    def size(self) -> int:
        """Bytes with witnesses."""
        return self.sizes[0]

    @property
    def weight(self) -> int:
        """Weight units: a witness byte counts one, any other byte four. Source: BIP 141."""
        total, stripped = self.sizes
        return stripped * (WITNESS_SCALE_FACTOR - 1) + total

    @property
    def vsize(self) -> int:
        """Virtual bytes: a quarter of the weight, rounded up."""
        return (self.weight + WITNESS_SCALE_FACTOR - 1) // WITNESS_SCALE_FACTOR

    @property
    def has_witness(self) -> bool:
        return any(source.witness for source in self.inputs)

    @property
    def is_coinbase(self) -> bool:
        return len(self.inputs) == 1 and self.inputs[0].prevout == NULL_OUTPOINT

    def copy(self) -> "Tx":
        """A transaction of its own, free to be changed."""
        inputs = [TxIn(i.prevout, i.script_sig, i.sequence, list(i.witness)) for i in self.inputs]
        outputs = [TxOut(o.value, o.script) for o in self.outputs]
        return Tx(self.version, inputs, outputs, self.locktime)


def _read(data: bytes, start: int, witness: bool) -> tuple[Tx, int]:
    """The transaction at start and the position behind it, with its ids and sizes kept.

    One buffer and one index: a block has thousands of these.
    """
    try:
        (version,) = _U32.unpack_from(data, start)
        inputs, position = _read_inputs(data, start + 4)
        body, flags = start + 4, 0
        if not inputs and witness:
            # An empty list of inputs marks the extended form; the byte after it says what follows.
            flags = data[position]
            position += 1
            outputs: list[TxOut] = []
            if flags:
                body = position
                inputs, position = _read_inputs(data, position)
                outputs, position = _read_outputs(data, position)
        else:
            outputs, position = _read_outputs(data, position)
        body_end = position
        if flags & 1:
            position = _read_witnesses(data, position, inputs)
        if flags & ~1:
            raise WireError("Unknown transaction optional data")
        (locktime,) = _U32.unpack_from(data, position)
    except (IndexError, struct.error):
        raise WireError("end of data") from None
    end = position + 4
    tx = Tx(version, inputs, outputs, locktime)
    if flags:
        tx._txid = sha256d(data[start : start + 4] + data[body:body_end] + data[position:end])
        tx._wtxid = sha256d(data[start:end])
        tx._sizes = (end - start, 8 + body_end - body)
    else:
        tx._txid = tx._wtxid = sha256d(data[start:end])
        tx._sizes = (end - start, end - start)
    return tx, end


def _read_inputs(data: bytes, position: int) -> tuple[list[TxIn], int]:
    count, position = compact_size_at(data, position)
    inputs = []
    for _ in range(count):
        prevout = _OUTPOINT.unpack_from(data, position)
        length, begin = compact_size_at(data, position + 36)
        position = begin + length
        (sequence,) = _U32.unpack_from(data, position)
        inputs.append(TxIn(prevout, data[begin:position], sequence, []))
        position += 4
    return inputs, position


def _read_outputs(data: bytes, position: int) -> tuple[list[TxOut], int]:
    count, position = compact_size_at(data, position)
    outputs = []
    for _ in range(count):
        (value,) = _I64.unpack_from(data, position)
        length, begin = compact_size_at(data, position + 8)
        position = begin + length
        if position > len(data):
            raise WireError("end of data")
        outputs.append(TxOut(value, data[begin:position]))
    return outputs, position


def _read_witnesses(data: bytes, position: int, inputs: list[TxIn]) -> int:
    """Fills the inputs' witnesses; returns the position behind them."""
    some = False
    for source in inputs:
        count, position = compact_size_at(data, position)
        stack = source.witness
        for _ in range(count):
            length, begin = compact_size_at(data, position)
            position = begin + length
            if position > len(data):
                raise WireError("end of data")
            stack.append(data[begin:position])
        some = some or count > 0
    if not some:
        raise WireError("Superfluous witness record")
    return position
