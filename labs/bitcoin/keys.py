"""Private and public keys of secp256k1: wallet import format, ECDSA, Schnorr and the taproot tweak.

A public key is plain bytes: 33 (compressed), 65 (uncompressed) or 32 ("x-only", taproot). The curve itself
is libsecp256k1 through coincurve, imported at first use because it costs 30 ms.
Sources: BIP 340 and BIP 341; Bitcoin Core, src/key.cpp (low S and low R) and src/key_io.cpp.
"""

from __future__ import annotations

import hmac
from typing import Any

from labs.bitcoin.addresses import REGTEST, Network
from labs.bitcoin.base58 import base58check_decode, base58check_encode
from labs.bitcoin.hashes import tagged_hash

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


class KeyFormatError(ValueError):
    """Bytes or text that are no key."""


class PrivateKey:
    """A secret number and how its public key is written. Never shown by repr()."""

    __slots__ = ("_public", "compressed", "secret")

    def __init__(self, secret: bytes, compressed: bool = True) -> None:
        if len(secret) != 32 or not 0 < int.from_bytes(secret, "big") < ORDER:
            raise KeyFormatError("A private key is 32 bytes, above zero and below the order of the curve")
        self.secret = secret
        self.compressed = compressed
        self._public: bytes | None = None

    @classmethod
    def from_wif(cls, text: str, network: Network = REGTEST) -> PrivateKey:
        """The key behind base58 text; raises KeyFormatError for anything else."""
        try:
            data = base58check_decode(text, 34)
        except ValueError:
            raise KeyFormatError("Invalid private key encoding") from None
        prefix, mark = data[:1], data[33:]
        if len(data) < 33 or prefix != bytes([network.secret_prefix]) or mark not in (b"", b"\x01"):
            raise KeyFormatError("Invalid private key encoding")
        return cls(data[1:33], compressed=len(data) == 34)

    def wif(self, network: Network = REGTEST) -> str:
        mark = b"\x01" if self.compressed else b""
        return base58check_encode(bytes([network.secret_prefix]) + self.secret + mark)

    @property
    def public(self) -> bytes:
        if self._public is None:
            from coincurve import PublicKey

            self._public = bytes(PublicKey.from_valid_secret(self.secret).format(self.compressed))
        return self._public

    @property
    def xonly(self) -> bytes:
        return self.public[1:33]

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, PrivateKey)
            and hmac.compare_digest(self.secret, other.secret)
            and self.compressed == other.compressed
        )

    def __hash__(self) -> int:
        return hash(self.public)

    def __repr__(self) -> str:
        return f"PrivateKey(of {self.public.hex()})"

    def sign_ecdsa(self, digest: bytes) -> bytes:
        """DER signature of a 32-byte digest, deterministic (RFC 6979), S and R both low.

        A low R saves one byte. Like Core, a counter is fed into the nonce until R is low, so the same key
        and digest give the same bytes as Core's.
        """
        counter = 0
        while True:
            signature = self._sign(digest, counter)
            if signature[3] <= 32:  # the length of R; 33 would be a leading zero before a high bit
                return signature
            counter += 1

    def _sign(self, digest: bytes, counter: int) -> bytes:
        from coincurve import PrivateKey as CurveKey
        from coincurve._libsecp256k1 import ffi, lib

        if counter == 0:
            return bytes(CurveKey(self.secret).sign(digest, hasher=None))
        extra = ffi.new("unsigned char [32]", counter.to_bytes(4, "little") + bytes(28))
        nonce = (lib.secp256k1_nonce_function_rfc6979, extra)
        return bytes(CurveKey(self.secret).sign(digest, hasher=None, custom_nonce=nonce))

    def sign_schnorr(self, digest: bytes, tweak: bytes | None = None, aux: bytes = bytes(32)) -> bytes:
        """BIP 340 signature, 64 bytes, of a 32-byte digest.

        tweak: None signs for this key itself; b"" for the taproot output without scripts; 32 bytes (a merkle
        root) for the taproot output with that script tree.
        """
        from coincurve import PrivateKey as CurveKey

        secret = self.secret if tweak is None else self._tweaked(tweak)
        return bytes(CurveKey(secret).sign_schnorr(digest, aux))

    def _tweaked(self, merkle_root: bytes) -> bytes:
        number = int.from_bytes(self.secret, "big")
        if PrivateKey(self.secret).public[0] == 3:  # x-only keys stand for the point with an even y
            number = ORDER - number
        number = (number + int.from_bytes(taproot_tweak(self.xonly, merkle_root), "big")) % ORDER
        return number.to_bytes(32, "big")

    def sign_recoverable(self, digest: bytes) -> bytes:
        """65 bytes from which the public key can be computed: header (27-34), R, S."""
        from coincurve import PrivateKey as CurveKey

        signature = bytes(CurveKey(self.secret).sign_recoverable(digest, hasher=None))
        return bytes([27 + signature[64] + (4 if self.compressed else 0)]) + signature[:64]


def recover(signature: bytes, digest: bytes) -> bytes | None:
    """The public key that made a 65-byte recoverable signature, or None."""
    from coincurve import PublicKey

    if len(signature) != 65:
        return None
    header = signature[0] - 27 & 0xFF
    try:
        key = PublicKey.from_signature_and_message(signature[1:] + bytes([header & 3]), digest, hasher=None)
    except Exception:  # coincurve raises bare Exception here
        return None
    return bytes(key.format(compressed=header & 4 != 0))


def has_key_length(public: bytes) -> bool:
    """Whether length and first byte fit each other; the point may still be off the curve."""
    if not public:
        return False
    return len(public) == {2: 33, 3: 33, 4: 65, 6: 65, 7: 65}.get(public[0], 0)


def is_public_key(public: bytes) -> bool:
    """Whether these 33 or 65 bytes are a point of the curve (hybrid encodings 06/07 included)."""
    return has_key_length(public) and _point(public) is not None


def is_xonly_key(xonly: bytes) -> bool:
    return len(xonly) == 32 and _point(b"\x02" + xonly) is not None


def add_to_public(public: bytes, scalar: bytes) -> bytes | None:
    """public + scalar*G, compressed; None when the sum is no key. What BIP 32 derivation needs."""
    point = _point(public)
    if point is None or int.from_bytes(scalar, "big") >= ORDER:
        return None
    try:
        return bytes(point.add(scalar).format())
    except ValueError:
        return None


def compress(public: bytes) -> bytes:
    point = _point(public)
    if point is None:
        raise KeyFormatError("Not a point of the curve")
    return bytes(point.format())


def verify_ecdsa(public: bytes, digest: bytes, signature: bytes) -> bool:
    """Whether a DER signature (without hash type) by public fits; a high S is accepted, as by consensus."""
    from coincurve._libsecp256k1 import ffi, lib
    from coincurve.context import GLOBAL_CONTEXT

    point = _point(public)
    parsed = ffi.new("secp256k1_ecdsa_signature *")
    context = GLOBAL_CONTEXT.ctx
    if point is None or not lib.secp256k1_ecdsa_signature_parse_der(
        context, parsed, signature, len(signature)
    ):
        return False
    lib.secp256k1_ecdsa_signature_normalize(context, parsed, parsed)
    return bool(lib.secp256k1_ecdsa_verify(context, parsed, digest, point.public_key))


def verify_schnorr(xonly: bytes, digest: bytes, signature: bytes) -> bool:
    from coincurve import PublicKeyXOnly

    if len(signature) != 64 or len(digest) != 32 or not is_xonly_key(xonly):
        return False
    return bool(PublicKeyXOnly(xonly).verify(signature, digest))


def taproot_tweak(internal: bytes, merkle_root: bytes = b"") -> bytes:
    return tagged_hash("TapTweak", internal + merkle_root)


def taproot_output(internal: bytes, merkle_root: bytes = b"") -> tuple[bytes, int] | None:
    """Output key (x-only) and the parity of its y for an internal key; None when internal is no key."""
    public = add_to_public(b"\x02" + internal, taproot_tweak(internal, merkle_root))
    return None if public is None else (public[1:], public[0] & 1)


def _point(public: bytes) -> Any:
    from coincurve import PublicKey

    try:
        return PublicKey(public)
    except ValueError:
        return None
