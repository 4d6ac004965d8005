"""What a PSBT says of one input: the coin it spends, signatures so far, and how to make the rest.

Source: BIP 174, BIP 371, BIP 373; Bitcoin Core, src/psbt.h and src/psbt.cpp.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as slot

from labs.bitcoin import psbt_fields as fields
from labs.bitcoin.hashes import hash160
from labs.bitcoin.keys import is_public_key
from labs.bitcoin.keystore import KeyOrigin
from labs.bitcoin.psbt_fields import LeafOrigins, PsbtError, field
from labs.bitcoin.script import SIGHASH_NAMES, is_der_signature
from labs.bitcoin.transactions import Tx, TxOut
from labs.bitcoin.wire import Reader, compact_size, var_bytes

NON_WITNESS_UTXO, WITNESS_UTXO, PARTIAL_SIG, SIGHASH, REDEEM_SCRIPT, WITNESS_SCRIPT = range(6)
BIP32_DERIVATION, SCRIPT_SIG, SCRIPT_WITNESS = 6, 7, 8
PREIMAGES = {0x0A: ("ripemd160", 20), 0x0B: ("sha256", 32), 0x0C: ("hash160", 20), 0x0D: ("hash256", 32)}
TAP_KEY_SIG, TAP_SCRIPT_SIG, TAP_LEAF_SCRIPT, TAP_BIP32, TAP_INTERNAL_KEY, TAP_MERKLE_ROOT = range(0x13, 0x19)
MUSIG2_PARTICIPANTS, MUSIG2_NONCE, MUSIG2_PARTIAL_SIG = 0x1A, 0x1B, 0x1C
_MUSIG2_NAMES = {MUSIG2_NONCE: "pubnonce", MUSIG2_PARTIAL_SIG: "partial sig"}


@dataclass(slots=True)
class PsbtInput:
    """Absent fields are None or empty.

    partial_sigs: by hash160 of the key. preimages: field type -> hash -> preimage. taproot keys are x-only.
    musig2: field type -> key data -> value, kept and not used. unknown, proprietary: by whole key.
    """

    non_witness_utxo: Tx | None = None
    witness_utxo: TxOut | None = None
    redeem_script: bytes = b""
    witness_script: bytes = b""
    final_script_sig: bytes = b""
    final_witness: list[bytes] = slot(default_factory=list)
    origins: dict[bytes, KeyOrigin] = slot(default_factory=dict)
    partial_sigs: dict[bytes, tuple[bytes, bytes]] = slot(default_factory=dict)
    sighash: int | None = None
    preimages: dict[int, dict[bytes, bytes]] = slot(default_factory=lambda: {kind: {} for kind in PREIMAGES})
    tap_key_sig: bytes = b""
    tap_script_sigs: dict[tuple[bytes, bytes], bytes] = slot(default_factory=dict)
    tap_scripts: dict[tuple[bytes, int], list[bytes]] = slot(default_factory=dict)
    tap_origins: LeafOrigins = slot(default_factory=dict)
    tap_internal_key: bytes = b""
    tap_merkle_root: bytes = b""
    musig2: dict[int, dict[bytes, bytes]] = slot(
        default_factory=lambda: {MUSIG2_PARTICIPANTS: {}, MUSIG2_NONCE: {}, MUSIG2_PARTIAL_SIG: {}}
    )
    proprietary: dict[bytes, bytes] = slot(default_factory=dict)
    unknown: dict[bytes, bytes] = slot(default_factory=dict)

    @property
    def is_signed(self) -> bool:
        """Whether the final fields are there; they may still be wrong."""
        return bool(self.final_script_sig or self.final_witness)

    @classmethod
    def read(cls, reader: Reader) -> PsbtInput:
        """The map at the reader's position; raises PsbtError or WireError."""
        found = cls()
        seen: set[object] = set()
        for kind, data, values in fields.pairs(reader, "an input"):
            if kind <= SCRIPT_WITNESS:
                found._read_base(kind, data, values, seen)
            elif kind in PREIMAGES:
                found._read_preimage(kind, data, values)
            elif TAP_KEY_SIG <= kind <= TAP_MERKLE_ROOT:
                found._read_taproot(kind, data, values, seen)
            elif kind in found.musig2:
                found._read_musig2(kind, data, values)
            elif kind == fields.PROPRIETARY:
                fields.read_proprietary(data)
                key = compact_size(kind) + data
                if key in found.proprietary:
                    raise PsbtError("Duplicate Key, proprietary key already found")
                found.proprietary[key] = values.var_bytes()
            else:
                key = compact_size(kind) + data
                if key in found.unknown:
                    raise PsbtError("Duplicate Key, key for unknown value already provided")
                found.unknown[key] = values.var_bytes()
        return found

    def _read_base(self, kind: int, data: bytes, values: Reader, seen: set[object]) -> None:
        if kind == NON_WITNESS_UTXO:
            fields.once(seen, kind, data, "input non-witness utxo", "Non-witness utxo")
            self.non_witness_utxo = fields.read_tx(values.var_bytes(), witness=True)
        elif kind == WITNESS_UTXO:
            fields.once(seen, kind, data, "input witness utxo", "Witness utxo")
            self.witness_utxo = fields.read_output(values.var_bytes())
        elif kind == PARTIAL_SIG:
            self._read_partial_sig(fields.read_public(data, "partial signature pubkey"), values)
        elif kind == SIGHASH:
            fields.once(seen, kind, data, "input sighash type", "Sighash type")
            self.sighash = int.from_bytes(fields.read_exactly(values, 4), "little", signed=True)
        elif kind == REDEEM_SCRIPT:
            fields.once(seen, kind, data, "input redeemScript")
            self.redeem_script = values.var_bytes()
        elif kind == WITNESS_SCRIPT:
            fields.once(seen, kind, data, "input witnessScript")
            self.witness_script = values.var_bytes()
        elif kind == BIP32_DERIVATION:
            public = fields.read_public(data, "BIP32 keypath")
            fields.add(self.origins, public, (b"", ()), "pubkey derivation path already provided")
            self.origins[public] = fields.read_origin(values.var_bytes())
        elif kind == SCRIPT_SIG:
            fields.once(seen, kind, data, "input final scriptSig", "Final scriptSig")
            self.final_script_sig = values.var_bytes()
        else:
            fields.once(seen, kind, data, "input final scriptWitness", "Final scriptWitness")
            self.final_witness = fields.read_stack(values.var_bytes())

    def _read_partial_sig(self, public: bytes, values: Reader) -> None:
        key_hash = hash160(public)
        if key_hash in self.partial_sigs:
            raise PsbtError("Duplicate Key, input partial signature for pubkey already provided")
        signature = values.var_bytes()
        if not is_der_signature(signature) or signature[-1] not in SIGHASH_NAMES:
            raise PsbtError("Signature is not a valid encoding")
        self.partial_sigs[key_hash] = (public, signature)

    def _read_preimage(self, kind: int, data: bytes, values: Reader) -> None:
        name, size = PREIMAGES[kind]
        if len(data) != size:
            raise PsbtError(f"Size of key was not the expected size for the type {name} preimage")
        if data in self.preimages[kind]:
            raise PsbtError(f"Duplicate Key, input {name} preimage already provided")
        self.preimages[kind][data] = values.var_bytes()

    def _read_taproot(self, kind: int, data: bytes, values: Reader, seen: set[object]) -> None:
        if kind == TAP_KEY_SIG:
            fields.once(seen, kind, data, "input Taproot key signature")
            self.tap_key_sig = _schnorr(values.var_bytes(), "key")
        elif kind == TAP_INTERNAL_KEY:
            fields.once(seen, kind, data, "input Taproot internal key")
            self.tap_internal_key = _known(fields.read_exactly(values, 32))
        elif kind == TAP_MERKLE_ROOT:
            fields.once(seen, kind, data, "input Taproot merkle root")
            self.tap_merkle_root = _known(fields.read_exactly(values, 32))
        elif kind == TAP_SCRIPT_SIG:
            _first(seen, kind, data, "input Taproot script signature")
            if len(data) != 64:
                raise PsbtError("Input Taproot script signature key is not 65 bytes")
            self.tap_script_sigs[data[:32], data[32:]] = _schnorr(values.var_bytes(), "script")
        elif kind == TAP_LEAF_SCRIPT:
            _first(seen, kind, data, "input Taproot leaf script")
            self._read_leaf_script(data, values)
        else:
            _first(seen, kind, data, "input Taproot BIP32 keypath")
            if len(data) != 32:
                raise PsbtError("Input Taproot BIP32 keypath key is not at 33 bytes")
            self.tap_origins[data] = fields.read_leaf_origin(values.var_bytes(), "Input")

    def _read_leaf_script(self, control: bytes, values: Reader) -> None:
        if len(control) < 33:
            raise PsbtError("Taproot leaf script key is not at least 34 bytes")
        if (len(control) - 1) % 32:
            raise PsbtError("Input Taproot leaf script key's control block size is not valid")
        script = values.var_bytes()
        if not script:
            raise PsbtError("Input Taproot leaf script must be at least 1 byte")
        controls = self.tap_scripts.setdefault((script[:-1], script[-1]), [])
        controls.append(control)
        controls.sort(key=lambda block: (len(block), block))

    def _read_musig2(self, kind: int, data: bytes, values: Reader) -> None:
        if kind == MUSIG2_PARTICIPANTS:
            if data in self.musig2[kind]:
                raise PsbtError(
                    "Duplicate Key, input participant pubkeys for an aggregate key already provided"
                )
            if len(data) != 33:
                raise PsbtError("Input musig2 participants pubkeys aggregate key is not 34 bytes")
            value = values.var_bytes()
            fields.check_participants(data, value, "Input")
        else:
            name = _MUSIG2_NAMES[kind]
            if data in self.musig2[kind]:
                raise PsbtError(f"Duplicate Key, input musig2 {name} already provided")
            if len(data) not in (66, 98):
                raise PsbtError(f"Input musig2 {name} key is not expected size of 67 or 99 bytes")
            if not is_public_key(data[33:66]):
                raise PsbtError("musig2 aggregate pubkey is invalid")
            if not is_public_key(data[:33]):
                raise PsbtError("musig2 participant pubkey is invalid")
            value = values.var_bytes() if kind == MUSIG2_NONCE else fields.read_exactly(values, 32)
            if kind == MUSIG2_NONCE and len(value) != 66:
                raise PsbtError("Input musig2 pubnonce value is not 66 bytes")
        self.musig2[kind][data] = value

    def serialize(self) -> bytes:
        parts: list[bytes] = []
        if self.non_witness_utxo is not None:
            parts.append(field(NON_WITNESS_UTXO, b"", self.non_witness_utxo.serialize(witness=False)))
        if self.witness_utxo is not None:
            parts.append(field(WITNESS_UTXO, b"", self.witness_utxo.serialize()))
        if not self.is_signed:
            parts += self._unsigned_fields()
        if self.final_script_sig:
            parts.append(field(SCRIPT_SIG, b"", self.final_script_sig))
        if self.final_witness:
            stack = compact_size(len(self.final_witness)) + b"".join(map(var_bytes, self.final_witness))
            parts.append(field(SCRIPT_WITNESS, b"", stack))
        return b"".join(parts) + fields.whole(self.proprietary) + fields.whole(self.unknown) + b"\0"

    def _unsigned_fields(self) -> list[bytes]:
        """What only an unfinished input still needs."""
        parts = [field(PARTIAL_SIG, *self.partial_sigs[key_hash]) for key_hash in sorted(self.partial_sigs)]
        if self.sighash is not None:
            parts.append(field(SIGHASH, b"", self.sighash.to_bytes(4, "little", signed=True)))
        scripts = ((REDEEM_SCRIPT, self.redeem_script), (WITNESS_SCRIPT, self.witness_script))
        parts += [field(kind, b"", script) for kind, script in scripts if script]
        for public, origin in sorted(self.origins.items()):
            parts.append(field(BIP32_DERIVATION, public, fields.origin_bytes(origin)))
        for kind, preimages in self.preimages.items():
            parts += [field(kind, digest, preimage) for digest, preimage in sorted(preimages.items())]
        if self.tap_key_sig:
            parts.append(field(TAP_KEY_SIG, b"", self.tap_key_sig))
        for (xonly, leaf), signature in sorted(self.tap_script_sigs.items()):
            parts.append(field(TAP_SCRIPT_SIG, xonly + leaf, signature))
        for (script, version), controls in sorted(self.tap_scripts.items()):
            parts += [field(TAP_LEAF_SCRIPT, control, script + bytes([version])) for control in controls]
        for xonly, (leaves, origin) in sorted(self.tap_origins.items()):
            parts.append(field(TAP_BIP32, xonly, fields.leaf_origin_bytes(leaves, origin)))
        if self.tap_internal_key:
            parts.append(field(TAP_INTERNAL_KEY, b"", self.tap_internal_key))
        if self.tap_merkle_root:
            parts.append(field(TAP_MERKLE_ROOT, b"", self.tap_merkle_root))
        for kind in self.musig2:
            parts += [field(kind, data, value) for data, value in self.musig2_items(kind)]
        return parts

    def musig2_items(self, kind: int) -> list[tuple[bytes, bytes]]:
        """Entries in Core's order: by aggregate key and leaf, then participant."""
        items = self.musig2[kind].items()
        if kind == MUSIG2_PARTICIPANTS:
            return sorted(items)
        return sorted(items, key=lambda item: (item[0][33:].ljust(65, b"\0"), item[0][:33]))


def _first(seen: set[object], kind: int, data: bytes, name: str) -> None:
    if (kind, data) in seen:
        raise PsbtError(f"Duplicate Key, {name} already provided")
    seen.add((kind, data))


def _schnorr(signature: bytes, path: str) -> bytes:
    if len(signature) < 64:
        raise PsbtError(f"Input Taproot {path} path signature is shorter than 64 bytes")
    if len(signature) > 65:
        raise PsbtError(f"Input Taproot {path} path signature is longer than 65 bytes")
    return signature


def _known(value: bytes) -> bytes:
    """32 zero bytes count as not there."""
    return b"" if value == bytes(32) else value
