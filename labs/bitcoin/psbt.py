"""Partially signed transactions: a transaction on its way between those who update, sign and finish it.

Version 0. Fields not understood are kept. The roles are in psbt_roles. Source: BIP 174.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from dataclasses import field as slot

from labs.bitcoin import psbt_fields as fields
from labs.bitcoin.base64_text import decode_base64
from labs.bitcoin.keys import is_public_key
from labs.bitcoin.keystore import KeyOrigin
from labs.bitcoin.psbt_fields import PsbtError, field
from labs.bitcoin.psbt_input import PsbtInput
from labs.bitcoin.psbt_output import PsbtOutput
from labs.bitcoin.transactions import Tx, TxOut
from labs.bitcoin.wire import Reader, WireError, compact_size

__all__ = ["Psbt", "PsbtError", "PsbtInput", "PsbtOutput"]

MAGIC = b"psbt\xff"
UNSIGNED_TX, XPUB, VERSION = 0x00, 0x01, 0xFB
_OUTER = ": iostream error"  # what the C++ library appends to Core's text


@dataclass(slots=True)
class Psbt:
    """xpubs: 78 bytes of an extended public key -> its origin. unknown, proprietary: by whole key."""

    tx: Tx
    inputs: list[PsbtInput]
    outputs: list[PsbtOutput]
    xpubs: dict[bytes, KeyOrigin] = slot(default_factory=dict)
    version: int | None = None
    proprietary: dict[bytes, bytes] = slot(default_factory=dict)
    unknown: dict[bytes, bytes] = slot(default_factory=dict)

    @classmethod
    def of(cls, tx: Tx) -> Psbt:
        """An empty PSBT over a transaction without signatures: the Creator's role."""
        return cls(tx, [PsbtInput() for _ in tx.inputs], [PsbtOutput() for _ in tx.outputs])

    @classmethod
    def from_base64(cls, text: str) -> Psbt:
        """Raises PsbtError in Core's words."""
        data = decode_base64(text)
        if data is None:
            raise PsbtError("invalid base64")
        return cls.parse(data)

    def to_base64(self) -> str:
        return base64.b64encode(self.serialize()).decode()

    @classmethod
    def parse(cls, data: bytes) -> Psbt:
        """Strict: every byte is used. Raises PsbtError in Core's words."""
        reader = Reader(data)
        try:
            psbt = cls._read(reader)
        except WireError as error:
            text = str(error)
            text = f"SpanReader::read(): {text}" if text == "end of data" else text
            raise PsbtError(text + _OUTER) from None
        except PsbtError as error:
            raise PsbtError(str(error) + _OUTER) from None
        if reader.left:
            raise PsbtError("extra data after PSBT")
        return psbt

    @classmethod
    def _read(cls, reader: Reader) -> Psbt:
        if reader.read(5) != MAGIC:
            raise PsbtError("Invalid PSBT magic bytes")
        psbt = cls(Tx(0, [], []), [], [])
        if not psbt._read_global(reader):
            raise PsbtError("No unsigned transaction was provided")
        for source in psbt.tx.inputs:
            if not reader.left:
                raise PsbtError("Inputs provided does not match the number of inputs in transaction.")
            found = PsbtInput.read(reader)
            psbt.inputs.append(found)
            previous = found.non_witness_utxo
            if previous is not None and previous.txid != source.prevout[0]:
                raise PsbtError("Non-witness UTXO does not match outpoint hash")
            if previous is not None and source.prevout[1] >= len(previous.outputs):
                raise PsbtError("Input specifies output index that does not exist")
        for _ in psbt.tx.outputs:
            if not reader.left:
                raise PsbtError("Outputs provided does not match the number of outputs in transaction.")
            psbt.outputs.append(PsbtOutput.read(reader))
        return psbt

    def _read_global(self, reader: Reader) -> bool:
        """Reads the global map; False when it holds no transaction."""
        seen: set[object] = set()
        for kind, data, values in fields.pairs(reader, "the global"):
            if kind == UNSIGNED_TX:
                fields.once(seen, kind, data, "unsigned tx", "Global unsigned tx")
                self.tx = fields.read_tx(values.var_bytes(), witness=False)
                if any(source.script_sig or source.witness for source in self.tx.inputs):
                    raise PsbtError("Unsigned tx does not have empty scriptSigs and scriptWitnesses.")
            elif kind == XPUB:
                self._read_xpub(data, values)
            elif kind == VERSION:
                fields.once(seen, kind, data, "version", "Global version")
                self.version = int.from_bytes(fields.read_exactly(values, 4), "little")
                if self.version > 0:
                    raise PsbtError("Unsupported version number")
            else:
                self._read_other(kind, data, values)
        return UNSIGNED_TX in seen

    def _read_xpub(self, data: bytes, values: Reader) -> None:
        if len(data) != 78:
            raise PsbtError("Size of key was not the expected size for the type global xpub")
        if not is_public_key(data[45:]):
            raise PsbtError("Invalid pubkey")
        if data in self.xpubs:
            raise PsbtError("Duplicate key, global xpub already provided")
        self.xpubs[data] = fields.read_origin(values.var_bytes())

    def _read_other(self, kind: int, data: bytes, values: Reader) -> None:
        key = compact_size(kind) + data
        if kind == fields.PROPRIETARY:
            fields.read_proprietary(data)
            if key in self.proprietary:
                raise PsbtError("Duplicate Key, proprietary key already found")
            self.proprietary[key] = values.var_bytes()
        else:
            if key in self.unknown:
                raise PsbtError("Duplicate Key, key for unknown value already provided")
            self.unknown[key] = values.var_bytes()

    def serialize(self) -> bytes:
        parts = [MAGIC, field(UNSIGNED_TX, b"", self.tx.serialize(witness=False))]
        parts += [field(XPUB, xpub, fields.origin_bytes(origin)) for xpub, origin in self.sorted_xpubs()]
        parts += [fields.whole(self.proprietary), fields.whole(self.unknown), b"\0"]
        parts += [found.serialize() for found in self.inputs]
        parts += [found.serialize() for found in self.outputs]
        return b"".join(parts)

    def sorted_xpubs(self) -> list[tuple[bytes, KeyOrigin]]:
        """In Core's order: by origin (shorter path first), then key, then chain code."""

        def rank(item: tuple[bytes, KeyOrigin]) -> tuple[bytes, int, tuple[int, ...], bytes, bytes]:
            xpub, (fingerprint, path) = item
            return fingerprint, len(path), path, xpub[45:], xpub[13:45]

        return sorted(self.xpubs.items(), key=rank)

    def spent_output(self, index: int) -> TxOut | None:
        """The output an input spends, as far as the PSBT tells it and it is the right one."""
        found = self.inputs[index]
        txid, number = self.tx.inputs[index].prevout
        previous = found.non_witness_utxo
        if previous is not None:
            fits = number < len(previous.outputs) and previous.txid == txid
            return previous.outputs[number] if fits else None
        return found.witness_utxo

    def spent_outputs(self) -> list[TxOut] | None:
        """Of all inputs in order; None when one is missing."""
        outputs = [self.spent_output(index) for index in range(len(self.inputs))]
        known = [output for output in outputs if output is not None]
        return known if len(known) == len(outputs) else None
