"""Does a notebook hold a private key of Bitcoin's main network? Real coins do not belong in a lab.

Looked for are WIF and extended private keys (BIP 32, with the prefixes of SLIP 132) whose checksum holds, in
every text of the notebook, outputs included. Keys of the practice networks are fine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import base58

CANDIDATE = re.compile(
    r"(?<![1-9A-HJ-NP-Za-km-z])(?:[5KL][1-9A-HJ-NP-Za-km-z]{50,51}|[xyzYZ]prv[1-9A-HJ-NP-Za-km-z]{107})(?![1-9A-HJ-NP-Za-km-z])"
)
WIF_VERSION = b"\x80"
WIF_BYTES = (33, 34)
"""Version and key; one byte more for a compressed public key."""
EXTENDED_VERSIONS = tuple(
    bytes.fromhex(version) for version in ("0488ade4", "049d7878", "04b2430c", "0295b005", "02aa7a99")
)
EXTENDED_BYTES = 78

WARNING = (
    "Your notebook holds a private key of Bitcoin's main network, so it was not taken: whoever reads the key "
    "can take the coins. Nothing was kept here. Replace it by a key of regtest or testnet, which these labs "
    "use, also in the outputs (Edit, Clear Outputs of All Cells), save, and hand in again. If the key is "
    "really yours, move its coins to a new key today: it has stood in a notebook."
)


def holds_mainnet_key(notebook: object) -> bool:
    """True when any text of the notebook, as parsed JSON, contains such a key."""
    return any(_is_key(match.group()) for text in _texts(notebook) for match in CANDIDATE.finditer(text))


def _texts(document: object) -> Iterator[str]:
    """Every text in parsed JSON; lines of one cell, which notebooks keep as a list, one by one."""
    waiting = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting += value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def _is_key(text: str) -> bool:
    try:
        payload = base58.b58decode_check(text)
    except ValueError:
        return False
    if text[1:4] == "prv":
        return len(payload) == EXTENDED_BYTES and payload.startswith(EXTENDED_VERSIONS)
    return len(payload) in WIF_BYTES and payload.startswith(WIF_VERSION)
