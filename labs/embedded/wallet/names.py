"""Wallet names and the files they stand for: <wallets folder>/<name>/wallet.dat.

A name comes over the network, so it may not lead out of the wallets folder: no absolute path, no `..`, no
control characters. Source of the texts: Bitcoin Core, src/wallet/wallet.cpp and walletdb.cpp.
"""

import os
from pathlib import Path

from labs.embedded.rpc.errors import WALLET, RpcError

FILE = "wallet.dat"
MAGIC = b"SQLite format 3\0"
APPLICATION_ID = 0xFABFB5DA
"""Regtest's network magic at offset 68 of the file, as Bitcoin Core marks its wallets."""


def folder_of(wallets: Path, name: str) -> Path:
    """The folder of that wallet. Raises RpcError -4 for a name that is no place inside `wallets`."""
    parts = name.split("/")
    hostile = name.startswith("/") or ".." in parts or "\\" in name or len(name) > 200
    hostile = hostile or any(ord(letter) < 32 or letter == "\x7f" for letter in name)
    path = wallets / name if not hostile else wallets
    try:
        odd = path.is_symlink() or (path.exists() and not path.is_dir())
        inside = path.resolve().is_relative_to(wallets.resolve())
    except (OSError, ValueError):
        odd, inside = True, False
    if hostile or odd or not inside:
        raise RpcError(WALLET, f"Wallet file verification failed. {_bad_path(wallets, name)}")
    return path


def _bad_path(wallets: Path, name: str) -> str:
    return (
        f"Invalid -wallet path '{name}'. -wallet path should point to a directory where wallet.dat and "
        "database/log.?????????? files can be stored, a location where such a directory could be created, "
        f'or (for backwards compatibility) the name of an existing data file in -walletdir ("{wallets}")'
    )


def is_wallet_file(path: Path) -> bool:
    """Whether this is an SQLite file of a regtest wallet."""
    try:
        with path.open("rb") as file:
            head = file.read(72)
            size = os.fstat(file.fileno()).st_size
    except OSError:
        return False
    return size >= 512 and head[:16] == MAGIC and head[68:72] == APPLICATION_ID.to_bytes(4, "big")


def names_in(wallets: Path) -> list[str]:
    """Names of the wallets in the folder, sorted; the unnamed one is ""."""
    found = []
    for folder, folders, files in os.walk(wallets):
        depth = len(Path(folder).relative_to(wallets).parts)
        if depth >= 8:
            folders.clear()
        if FILE in files and is_wallet_file(Path(folder) / FILE):
            name = str(Path(folder).relative_to(wallets))
            found.append("" if name == "." else name)
    return sorted(found)
