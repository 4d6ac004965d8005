"""RPC: creating, loading, unloading, listing, backing up and restoring wallets.

Source: Bitcoin Core, src/wallet/rpc/wallet.cpp and backup.cpp.
"""

import sqlite3
from pathlib import Path

from labs.embedded.rpc.errors import METHOD_NOT_FOUND, NOT_FOUND_WALLET, PARAMETER, WALLET, RpcError
from labs.embedded.rpc.registry import BOOL, STR, Arg, Call, Hint, Json, method
from labs.embedded.wallet.wallets import Wallets

LOAD_ON_STARTUP = Arg(
    "load_on_startup",
    BOOL,
    "Whether the node loads this wallet when it starts; left out, that stays as it is",
    default=None,
)
WALLET_RESULT = (
    '{\n  "name" : "str",          (string) The wallet\'s name\n  "warnings" : [...]       (optional)\n}'
)


def wallets_of(call: Call) -> Wallets:
    """The node's wallets. Raises RpcError -32601 on a node without them."""
    if call.node.wallets is None:
        raise RpcError(METHOD_NOT_FOUND, "Method not found")
    return call.node.wallets


def _named(name: str, warnings: list[str]) -> Json:
    return {"name": name, "warnings": warnings} if warnings else {"name": name}


@method(
    "wallet",
    "createwallet",
    "Creates a wallet and loads it.",
    Arg("wallet_name", STR, "The new wallet's name"),
    Arg("disable_private_keys", BOOL, "Only watch: the wallet holds no private key", default=False),
    Arg("blank", BOOL, "Begin without keys", default=False),
    Arg("passphrase", STR, "Seal the private keys with this passphrase", default=None),
    Arg("avoid_reuse", BOOL, "Keep coins on addresses that were spent from apart", default=False),
    Arg("descriptors", BOOL, 'Must be "true"', default=True),
    LOAD_ON_STARTUP,
    Arg("external_signer", BOOL, "Not available", default=False),
    result=WALLET_RESULT,
    example='> bitcoin-cli createwallet "testwallet"',
)
def createwallet(
    call: Call,
    wallet_name: str,
    disable_private_keys: bool,
    blank: bool,
    passphrase: str | None,
    avoid_reuse: bool,
    descriptors: bool,
    load_on_startup: bool | None,
    external_signer: bool,
) -> Json:
    warnings = []
    if passphrase == "":
        warnings.append("Empty string given as passphrase, wallet will not be encrypted.")
    if not descriptors:
        raise RpcError(
            WALLET,
            'descriptors argument must be set to "true"; it is no longer possible to create a legacy wallet.',
        )
    if external_signer:
        text = "Compiled without external signing support (required for external signing)"
        raise RpcError(WALLET, text)
    wallet, more = wallets_of(call).create(
        wallet_name, disable_private_keys, blank, passphrase or "", avoid_reuse, load_on_startup
    )
    return _named(wallet.name, warnings + more)


@method(
    "wallet",
    "loadwallet",
    "Loads a wallet from the node's wallets folder.",
    Arg("filename", STR, "The wallet's name"),
    LOAD_ON_STARTUP,
    result=WALLET_RESULT,
    example='> bitcoin-cli loadwallet "testwallet"',
)
def loadwallet(call: Call, filename: str, load_on_startup: bool | None) -> Json:
    wallet, warnings = wallets_of(call).load(filename, load_on_startup)
    return _named(wallet.name, warnings)


@method(
    "wallet",
    "unloadwallet",
    "Unloads the wallet that the request's path or the argument names; if both do, they must agree.",
    Arg("wallet_name", STR, "The wallet's name", default=Hint("the wallet name from the RPC endpoint")),
    LOAD_ON_STARTUP,
    result='{\n  "warnings" : [...]       (optional)\n}',
    example="> bitcoin-cli unloadwallet wallet_name",
)
def unloadwallet(call: Call, wallet_name: str | None, load_on_startup: bool | None) -> Json:
    name = unique_name(call, wallet_name)
    wallets = wallets_of(call)
    if name not in wallets.open_names:
        raise RpcError(NOT_FOUND_WALLET, "Requested wallet does not exist or is not loaded")
    warnings = wallets.unload(name, load_on_startup)
    return {"warnings": warnings} if warnings else {}


def unique_name(call: Call, wallet_name: str | None) -> str:
    """The name by path or argument. Raises RpcError -8 when they differ or there is none."""
    if call.wallet_name is not None:
        if wallet_name is not None and wallet_name != call.wallet_name:
            text = "The RPC endpoint wallet and the wallet name parameter specify different wallets"
            raise RpcError(PARAMETER, text)
        return call.wallet_name
    if wallet_name is None:
        text = "Either the RPC endpoint wallet or the wallet name parameter must be provided"
        raise RpcError(PARAMETER, text)
    return wallet_name


@method(
    "wallet",
    "listwallets",
    "Lists the wallets that are loaded.",
    result='[\n  "str",    (string) A wallet\'s name\n  ...\n]',
    example="> bitcoin-cli listwallets ",
)
def listwallets(call: Call) -> Json:
    return wallets_of(call).open_names


@method(
    "wallet",
    "listwalletdir",
    "Lists the wallets in the node's wallets folder, loaded or not.",
    result='{\n  "wallets" : [ { "name" : "str", "warnings" : [] }, ... ]\n}',
    example="> bitcoin-cli listwalletdir ",
)
def listwalletdir(call: Call) -> Json:
    return {"wallets": [{"name": name, "warnings": []} for name in wallets_of(call).names_on_disk()]}


@method(
    "wallet",
    "backupwallet",
    "Copies the wallet's file.",
    Arg("destination", STR, "The file to write"),
    example='> bitcoin-cli backupwallet "backup.dat"',
)
def backupwallet(call: Call, destination: str) -> Json:
    wallet = call.wallet()
    target = Path(destination)
    try:
        if target.is_dir() or (target.exists() and target.samefile(wallet.file.path)):
            raise RpcError(WALLET, "Error: Wallet backup failed!")
        wallet.file.copy_to(target)
    except (OSError, ValueError, sqlite3.Error):
        raise RpcError(WALLET, "Error: Wallet backup failed!") from None
    return None


@method(
    "wallet",
    "restorewallet",
    "Makes a wallet of a backup file and loads it.",
    Arg("wallet_name", STR, "The name of the restored wallet"),
    Arg("backup_file", STR, "The backup"),
    LOAD_ON_STARTUP,
    result=WALLET_RESULT,
    example='> bitcoin-cli restorewallet "testwallet" "home/backups/backup-file.bak"',
)
def restorewallet(call: Call, wallet_name: str, backup_file: str, load_on_startup: bool | None) -> Json:
    wallet, warnings = wallets_of(call).restore(wallet_name, backup_file, load_on_startup)
    return _named(wallet.name, warnings)
