"""Which wallets a node loads when it starts: the list `wallet` in <network dir>/settings.json.

Source: Bitcoin Core, src/wallet/wallet.cpp (AddWalletSetting, RemoveWalletSetting).
"""

import json
import os
from pathlib import Path
from typing import Any


def startup_names(settings: Path) -> list[str]:
    """The wallets to load; empty where there is no file or nothing is named."""
    named = _read(settings).get("wallet")
    return [name for name in named if isinstance(name, str)] if isinstance(named, list) else []


def set_startup(settings: Path, name: str, wanted: bool, implied: list[str]) -> bool:
    """Puts the wallet on the list or takes it off. False when the file could not be written.

    implied: what was loaded at start although nothing was named; it stays on the list that begins now.
    """
    values = _read(settings)
    names = startup_names(settings) if "wallet" in values else list(implied)
    if (name in names) == wanted:
        return True
    values["wallet"] = [*names, name] if wanted else [other for other in names if other != name]
    temporary = settings.with_suffix(".json.tmp")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(json.dumps(values, indent=4) + "\n")
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(settings)
    except OSError:
        return False
    return True


def _read(settings: Path) -> dict[str, Any]:
    try:
        values = json.loads(settings.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}
