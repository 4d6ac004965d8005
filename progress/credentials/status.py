"""Revocation that does not tell whose certificate is being looked at: a signed list of bits.

Source: W3C Bitstring Status List v1.0. Bit 0 is the most significant bit of the first byte.
"""

from __future__ import annotations

import base64
import gzip
import io
import secrets
from collections.abc import Collection, Set
from datetime import datetime

from progress.credentials.keys import Issuer
from progress.credentials.proof import sign, stamp
from progress.credentials.strict import CREDENTIALS_V2, Json

SIZE = 131_072
"""Bits, the least that the standard allows: a smaller crowd would give people away."""


class ListFull(Exception):
    """Every index of the list is taken."""


def status_entry(list_url: str, index: int) -> Json:
    """What a certificate says about where its own bit is."""
    return {
        "id": f"{list_url}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": list_url,
    }


def random_index(taken: Set[int]) -> int:
    """A free index that tells nothing about the order of issue. Raises ListFull."""
    if len(taken) >= SIZE:
        raise ListFull(f"all {SIZE} places of the status list are taken")
    while (index := secrets.randbelow(SIZE)) in taken:
        pass
    return index


def encoded_list(revoked: Collection[int]) -> str:
    """The list as multibase base64url of its gzip. The same bits give the same text."""
    bits = bytearray(SIZE // 8)
    for index in revoked:
        bits[index // 8] |= 0x80 >> (index % 8)
    return "u" + base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")


def is_set(encoded: str, index: int) -> bool:
    """Whether the bit is set. Raises ValueError for a list that is not one, IndexError outside it."""
    if not encoded.startswith("u"):
        raise ValueError("the status list is not base64url")
    packed = base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4))
    with gzip.GzipFile(fileobj=io.BytesIO(packed)) as file:
        bits = file.read(16 * SIZE)
    if index < 0:
        raise IndexError(index)
    return bool(bits[index // 8] & (0x80 >> (index % 8)))


def status_list(issuer: Issuer, list_url: str, revoked: Collection[int], now: datetime) -> Json:
    """The signed list."""
    document: Json = {
        "@context": [CREDENTIALS_V2],
        "id": list_url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": stamp(now),
        "credentialSubject": {
            "id": f"{list_url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded_list(revoked),
        },
    }
    return sign(document, issuer.key, issuer.method, now)
