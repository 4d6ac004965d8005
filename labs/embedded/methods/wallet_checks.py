"""What several wallet methods ask before they begin, with Core's errors.

Source: Bitcoin Core, src/wallet/rpc/util.cpp.
"""

from labs.bitcoin.addresses import AddressError, script_of
from labs.embedded.rpc.errors import (
    ADDRESS_OR_KEY,
    INVALID_LABEL_NAME,
    UNLOCK_NEEDED,
    WALLET,
    RpcError,
)
from labs.embedded.wallet import Wallet
from labs.embedded.wallet.keyring import ADDRESS_TYPES


def ensure_unlocked(wallet: Wallet) -> None:
    if wallet.is_locked:
        text = "Error: Please enter the wallet passphrase with walletpassphrase first."
        raise RpcError(UNLOCK_NEEDED, text)


def label_of(value: str | None) -> str:
    """A label; "*" is none, and neither is what is no text in UTF-8."""
    if value == "*" or (value or "").encode("utf-8", "replace").decode() != (value or ""):
        raise RpcError(INVALID_LABEL_NAME, "Invalid label name")
    return value or ""


def address_type(text: str, what: str = "address") -> str:
    """One of Core's four address types."""
    if text not in ADDRESS_TYPES:
        raise RpcError(ADDRESS_OR_KEY, f"Unknown {what} type '{text}'")
    return text


def script_or_none(address: str) -> bytes | None:
    """The script of an address of this network."""
    try:
        return script_of(address)
    except AddressError:
        return None


def avoid_reuse_flag(wallet: Wallet, wished: bool | None) -> bool:
    """Whether to leave coins on used addresses alone; the wallet must keep track of them for that."""
    able = "avoid_reuse" in wallet.flags
    wanted = able if wished is None else wished
    if wanted and not able:
        raise RpcError(WALLET, 'wallet does not have the "avoid reuse" feature enabled')
    return wanted
