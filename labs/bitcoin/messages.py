"""Signed messages: proof that someone holds the key of a P2PKH address.

The signature lets one compute the public key, whose hash is compared with the address.
Source: Bitcoin Core, src/common/signmessage.cpp.
"""

from __future__ import annotations

import base64

from labs.bitcoin.addresses import REGTEST, Network, script_of
from labs.bitcoin.base64_text import decode_base64
from labs.bitcoin.hashes import hash160, sha256d
from labs.bitcoin.keys import PrivateKey, recover
from labs.bitcoin.standard import solve
from labs.bitcoin.wire import var_bytes

MAGIC = b"Bitcoin Signed Message:\n"


class NoKeyAddress(ValueError):
    """An address that is not the hash of one key."""


class MalformedSignature(ValueError):
    """A signature that is no base64."""


def message_hash(message: str) -> bytes:
    """What is signed; the magic keeps a message from being a transaction."""
    return sha256d(var_bytes(MAGIC) + var_bytes(message.encode("utf-8", "surrogatepass")))


def sign_message(key: PrivateKey, message: str) -> str:
    """Signature in base64, 88 letters."""
    return base64.b64encode(key.sign_recoverable(message_hash(message))).decode()


def verify_message(address: str, signature: str, message: str, network: Network = REGTEST) -> bool:
    """Whether the key of a P2PKH address signed; raises AddressError, NoKeyAddress, MalformedSignature."""
    kind, parts = solve(script_of(address, network))
    if kind != "pubkeyhash":
        raise NoKeyAddress("Address does not refer to key")
    data = decode_base64(signature)
    if data is None:
        raise MalformedSignature("Malformed base64 encoding")
    public = recover(data, message_hash(message))
    return public is not None and hash160(public) == parts[0]
