"""What a PSBT says of one output: scripts and keys, so that a signer can tell change from payment.

Source: BIP 174, BIP 371; Bitcoin Core, src/psbt.h.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as slot

from labs.bitcoin import psbt_fields as fields
from labs.bitcoin.keystore import KeyOrigin
from labs.bitcoin.psbt_fields import LeafOrigins, PsbtError, field
from labs.bitcoin.taproot import MAX_DEPTH, Leaf, TreeError, merkle_tree
from labs.bitcoin.wire import Reader, compact_size, var_bytes

REDEEM_SCRIPT, WITNESS_SCRIPT, BIP32_DERIVATION = 0, 1, 2
TAP_INTERNAL_KEY, TAP_TREE, TAP_BIP32, MUSIG2_PARTICIPANTS = 5, 6, 7, 8


@dataclass(slots=True)
class PsbtOutput:
    """Absent fields are empty. musig2: aggregate key -> its keys. unknown, proprietary: by whole key."""

    redeem_script: bytes = b""
    witness_script: bytes = b""
    origins: dict[bytes, KeyOrigin] = slot(default_factory=dict)
    tap_internal_key: bytes = b""
    tap_tree: list[Leaf] = slot(default_factory=list)
    tap_origins: LeafOrigins = slot(default_factory=dict)
    musig2: dict[bytes, bytes] = slot(default_factory=dict)
    proprietary: dict[bytes, bytes] = slot(default_factory=dict)
    unknown: dict[bytes, bytes] = slot(default_factory=dict)

    @classmethod
    def read(cls, reader: Reader) -> PsbtOutput:
        """The map at the reader's position; raises PsbtError or WireError."""
        found = cls()
        seen: set[object] = set()
        for kind, data, values in fields.pairs(reader, "an output"):
            if kind == fields.PROPRIETARY:
                fields.read_proprietary(data)
                key = compact_size(kind) + data
                if key in found.proprietary:
                    raise PsbtError("Duplicate Key, proprietary key already found")
                found.proprietary[key] = values.var_bytes()
            elif not found._read_known(kind, data, values, seen):
                key = compact_size(kind) + data
                if key in found.unknown:
                    raise PsbtError("Duplicate Key, key for unknown value already provided")
                found.unknown[key] = values.var_bytes()
        return found

    def _read_known(self, kind: int, data: bytes, values: Reader, seen: set[object]) -> bool:
        if kind == REDEEM_SCRIPT:
            fields.once(seen, kind, data, "output redeemScript")
            self.redeem_script = values.var_bytes()
        elif kind == WITNESS_SCRIPT:
            fields.once(seen, kind, data, "output witnessScript")
            self.witness_script = values.var_bytes()
        elif kind == BIP32_DERIVATION:
            public = fields.read_public(data, "BIP32 keypath")
            fields.add(self.origins, public, (b"", ()), "pubkey derivation path already provided")
            self.origins[public] = fields.read_origin(values.var_bytes())
        elif kind == TAP_INTERNAL_KEY:
            fields.once(seen, kind, data, "output Taproot internal key")
            key = fields.read_exactly(values, 32)
            self.tap_internal_key = b"" if key == bytes(32) else key
        elif kind == TAP_TREE:
            fields.once(seen, kind, data, "output Taproot tree")
            self.tap_tree = _read_tree(values.var_bytes())
        elif kind == TAP_BIP32:
            if data in self.tap_origins:
                raise PsbtError("Duplicate Key, output Taproot BIP32 keypath already provided")
            if len(data) != 32:
                raise PsbtError("Output Taproot BIP32 keypath key is not at 33 bytes")
            self.tap_origins[data] = fields.read_leaf_origin(values.var_bytes(), "Output")
        elif kind == MUSIG2_PARTICIPANTS:
            if data in self.musig2:
                raise PsbtError(
                    "Duplicate Key, output participant pubkeys for an aggregate key already provided"
                )
            if len(data) != 33:
                raise PsbtError("Output musig2 participants pubkeys aggregate key is not 34 bytes")
            self.musig2[data] = values.var_bytes()
            fields.check_participants(data, self.musig2[data], "Output")
        else:
            return False
        return True

    def serialize(self) -> bytes:
        scripts = ((REDEEM_SCRIPT, self.redeem_script), (WITNESS_SCRIPT, self.witness_script))
        parts = [field(kind, b"", script) for kind, script in scripts if script]
        for public, origin in sorted(self.origins.items()):
            parts.append(field(BIP32_DERIVATION, public, fields.origin_bytes(origin)))
        parts.append(fields.whole(self.proprietary))
        if self.tap_internal_key:
            parts.append(field(TAP_INTERNAL_KEY, b"", self.tap_internal_key))
        if self.tap_tree:
            leaves = [bytes([depth, version]) + var_bytes(script) for depth, version, script in self.tap_tree]
            parts.append(field(TAP_TREE, b"", b"".join(leaves)))
        for xonly, (hashes, origin) in sorted(self.tap_origins.items()):
            parts.append(field(TAP_BIP32, xonly, fields.leaf_origin_bytes(hashes, origin)))
        parts += [field(MUSIG2_PARTICIPANTS, key, value) for key, value in sorted(self.musig2.items())]
        return b"".join(parts) + fields.whole(self.unknown) + b"\0"


def _read_tree(value: bytes) -> list[Leaf]:
    inner = Reader(value)
    if not inner.left:
        raise PsbtError("Output Taproot tree must not be empty")
    leaves: list[Leaf] = []
    while inner.left:
        depth, version, script = inner.u8(), inner.u8(), inner.var_bytes()
        if depth > MAX_DEPTH:
            raise PsbtError("Output Taproot tree has as leaf greater than Taproot maximum depth")
        if version & 1:
            raise PsbtError("Output Taproot tree has a leaf with an invalid leaf version")
        leaves.append((depth, version, script))
    try:
        merkle_tree(leaves)
    except TreeError:
        raise PsbtError("Output Taproot tree is malformed") from None
    return leaves
