"""What is known so far of one input's signatures: found in a transaction, in a PSBT, or just made.

Source: Bitcoin Core, src/script/sign.h (SignatureData).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from labs.bitcoin.keystore import KeyOrigin
from labs.bitcoin.taproot import SpendData


@dataclass(slots=True)
class SignatureData:
    """signatures, publics and missing keys go by hash160 of the public key; taproot's by x-only key and leaf.

    publics: (public key, origin) that were met on the way. missing_*: what a signer would still need.
    """

    complete: bool = False
    witness: bool = False
    """Whether the output is a segwit output."""
    script_sig: bytes = b""
    stack: list[bytes] = field(default_factory=list)
    redeem_script: bytes = b""
    witness_script: bytes = b""
    signatures: dict[bytes, tuple[bytes, bytes]] = field(default_factory=dict)
    publics: dict[bytes, tuple[bytes, KeyOrigin]] = field(default_factory=dict)
    spend: SpendData = field(default_factory=SpendData)
    tree_leaves: list[tuple[int, int, bytes]] = field(default_factory=list)
    key_path_signature: bytes = b""
    leaf_signatures: dict[tuple[bytes, bytes], bytes] = field(default_factory=dict)
    xonly_origins: dict[bytes, tuple[set[bytes], KeyOrigin]] = field(default_factory=dict)
    xonly_by_hash: dict[bytes, bytes] = field(default_factory=dict)
    preimages: dict[str, dict[bytes, bytes]] = field(default_factory=dict)
    missing_publics: list[bytes] = field(default_factory=list)
    missing_signatures: list[bytes] = field(default_factory=list)
    missing_redeem_script: bytes = b""
    missing_witness_script: bytes = b""

    def note_xonly(self, xonly: bytes, origin: KeyOrigin | None, leaf: bytes | None = None) -> None:
        """Remember where a taproot key comes from and which leaf needs it."""
        if xonly not in self.xonly_origins:
            if origin is None:
                return
            self.xonly_origins[xonly] = (set(), origin)
        if leaf is not None and origin is not None:
            self.xonly_origins[xonly][0].add(leaf)
