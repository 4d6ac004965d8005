"""RPC: sealing a wallet's private keys with a passphrase, opening and closing them.

Source: Bitcoin Core, src/wallet/rpc/encrypt.cpp.
"""

from labs.embedded.rpc.errors import (
    ENCRYPTION_FAILED,
    PARAMETER,
    PASSPHRASE_INCORRECT,
    WRONG_ENC_STATE,
    RpcError,
)
from labs.embedded.rpc.registry import NUM, STR, Arg, Call, Json, method
from labs.embedded.wallet import Wallet
from labs.embedded.wallet.sealing import WrongKey

MAX_SECONDS = 100_000_000
EMPTY = "passphrase cannot be empty"
INCORRECT = "Error: The wallet passphrase entered was incorrect."
NULL_BYTE = (
    "Error: The {}wallet passphrase entered is incorrect. It contains a null character (ie - a zero byte). "
    "If the {}passphrase was set with a version of this software prior to 25.0, please try again with only "
    "the characters up to — but not including — the first null character."
)
NULL_BYTE_REST = " If this is successful, please set a new passphrase to avoid this issue in the future."
ENCRYPTED = (
    "wallet encrypted; The keypool has been flushed and a new HD seed was generated. You need to make a new "
    "backup with the backupwallet RPC."
)


def _ensure_encrypted(wallet: Wallet, method_name: str) -> None:
    if not wallet.keyring.encrypted:
        text = f"Error: running with an unencrypted wallet, but {method_name} was called."
        raise RpcError(WRONG_ENC_STATE, text)


@method(
    "wallet",
    "encryptwallet",
    "Seals the wallet's private keys with a passphrase and makes a new seed. Make a new backup afterwards.",
    Arg("passphrase", STR, "The passphrase"),
    result='"str"    (string) What to do next',
    example='> bitcoin-cli encryptwallet "my pass phrase"',
)
def encryptwallet(call: Call, passphrase: str) -> Json:
    wallet = call.wallet()
    if not wallet.has_private_keys:
        text = "Error: wallet does not contain private keys, nothing to encrypt."
        raise RpcError(ENCRYPTION_FAILED, text)
    if wallet.keyring.encrypted:
        text = "Error: running with an encrypted wallet, but encryptwallet was called."
        raise RpcError(WRONG_ENC_STATE, text)
    if not passphrase:
        raise RpcError(PARAMETER, EMPTY)
    wallet.encrypt(passphrase)
    return ENCRYPTED


@method(
    "wallet",
    "walletpassphrase",
    "Opens the wallet's private keys for some time.",
    Arg("passphrase", STR, "The passphrase"),
    Arg("timeout", NUM, "For how many seconds; at most 100000000"),
    example='> bitcoin-cli walletpassphrase "my pass phrase" 60',
)
def walletpassphrase(call: Call, passphrase: str, timeout: int) -> Json:
    wallet = call.wallet()
    _ensure_encrypted(wallet, "walletpassphrase")
    if timeout < 0:
        raise RpcError(PARAMETER, "Timeout cannot be negative.")
    if not passphrase:
        raise RpcError(PARAMETER, EMPTY)
    if not wallet.unlock(passphrase, min(timeout, MAX_SECONDS)):
        text = NULL_BYTE.format("", "") + NULL_BYTE_REST if "\0" in passphrase else INCORRECT
        raise RpcError(PASSPHRASE_INCORRECT, text)
    return None


@method(
    "wallet",
    "walletpassphrasechange",
    "Changes the passphrase.",
    Arg("oldpassphrase", STR, "The present passphrase"),
    Arg("newpassphrase", STR, "The new one"),
    example='> bitcoin-cli walletpassphrasechange "old one" "new one"',
)
def walletpassphrasechange(call: Call, oldpassphrase: str, newpassphrase: str) -> Json:
    wallet = call.wallet()
    _ensure_encrypted(wallet, "walletpassphrasechange")
    if not oldpassphrase or not newpassphrase:
        raise RpcError(PARAMETER, EMPTY)
    try:
        wallet.keyring.change_passphrase(oldpassphrase, newpassphrase)
    except WrongKey:
        text = NULL_BYTE.format("old ", "old ") if "\0" in oldpassphrase else INCORRECT
        raise RpcError(PASSPHRASE_INCORRECT, text) from None
    return None


@method(
    "wallet",
    "walletlock",
    "Closes the wallet's private keys again.",
    example="> bitcoin-cli walletlock ",
)
def walletlock(call: Call) -> Json:
    wallet = call.wallet()
    _ensure_encrypted(wallet, "walletlock")
    wallet.lock()
    return None
