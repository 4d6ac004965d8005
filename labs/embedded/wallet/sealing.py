"""Secrets under a passphrase: scrypt makes a key from it, AES-256-GCM seals with that key.

A random master key seals the wallet's secrets; the passphrase's key seals only the master key, so a new
passphrase rewrites one record. A wrong passphrase or a changed byte fails: GCM checks before it gives back.
"""

import secrets

NONCE_BYTES = 12
KEY_BYTES = 32
SCRYPT_N = 1 << 14
"""16 MiB and about 50 ms for each try at the passphrase."""


class WrongKey(Exception):
    """The passphrase is not the one, or the sealed bytes were changed."""


def seal(key: bytes, secret: bytes) -> bytes:
    """nonce | ciphertext | tag."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, secret, None)


def unseal(key: bytes, sealed: bytes) -> bytes:
    """Raises WrongKey."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
    except (InvalidTag, ValueError):
        raise WrongKey from None


def new_master() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def seal_master(passphrase: str, master: bytes) -> dict[str, str]:
    """The record that goes into the wallet's file."""
    salt = secrets.token_bytes(16)
    return {"salt": salt.hex(), "sealed": seal(_stretch(passphrase, salt), master).hex()}


def unseal_master(passphrase: str, record: dict[str, str]) -> bytes:
    """Raises WrongKey."""
    return unseal(_stretch(passphrase, bytes.fromhex(record["salt"])), bytes.fromhex(record["sealed"]))


def _stretch(passphrase: str, salt: bytes) -> bytes:
    import hashlib

    # Hashed first: HMAC, inside scrypt, takes a passphrase and the same with zero bytes behind it for one.
    digest = hashlib.sha256(passphrase.encode("utf-8", "surrogatepass")).digest()
    return hashlib.scrypt(digest, salt=salt, n=SCRYPT_N, r=8, p=1, maxmem=64 << 20, dklen=KEY_BYTES)
