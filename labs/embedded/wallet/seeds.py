"""A new wallet's eight descriptors from one random seed: four address types, receiving and change.

Source: BIP 44, 49, 84 and 86; Bitcoin Core, src/wallet/walletutil.cpp (GenerateWalletDescriptor).
"""

import secrets
from typing import TYPE_CHECKING

from labs.embedded.wallet.scripts import WalletDescriptor

if TYPE_CHECKING:
    from labs.bitcoin.hd import ExtendedKey

SEED_BYTES = 32
SHAPES = {
    "legacy": ("pkh({}", "44h", "/*)"),
    "p2sh-segwit": ("sh(wpkh({}", "49h", "/*))"),
    "bech32": ("wpkh({}", "84h", "/*)"),
    "bech32m": ("tr({}", "86h", "/*)"),
}
TEST_COIN = "1h"


def new_master_key() -> "ExtendedKey":
    from labs.bitcoin.hd import ExtendedKey

    return ExtendedKey.from_seed(secrets.token_bytes(SEED_BYTES))


def descriptor_for(
    master: "ExtendedKey", kind: str, internal: bool, created: int
) -> tuple[WalletDescriptor, str]:
    """The descriptor of that address type under a master key, and its private text with checksum."""
    from labs.bitcoin.hd import format_path, parse_path

    opening, purpose, closing = SHAPES[kind]
    account = f"/{purpose}/{TEST_COIN}/0h"
    tail = f"/{int(internal)}{closing}"
    path = parse_path(account)
    below = master.derive(path).neuter().to_string()
    origin = f"[{master.fingerprint.hex()}{format_path(path)}]"
    public = master.neuter().to_string()
    plain = with_checksum(opening.format(public) + account + tail)
    normal = with_checksum(opening.format(origin + below) + tail)
    private = with_checksum(opening.format(master.to_string()) + account + tail)
    return WalletDescriptor(plain, normal, None, created, 0, 0, 0), private


def with_checksum(text: str) -> str:
    """The descriptor with the eight letters that guard it against slips."""
    from labs.bitcoin.descriptors import checksum

    body = text.partition("#")[0]
    return f"{body}#{checksum(body)}"
