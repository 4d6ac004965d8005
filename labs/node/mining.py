"""Mine from a notebook: rewards to the wallet, a bar while it takes long."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from labs.node.errors import UnknownMethod

if TYPE_CHECKING:
    from labs.node.client import Client

AT_ONCE = 100
"""Blocks in one call: short enough for a bar that moves, and for Ctrl-C."""
BAR_FROM = 1_000
BAR_WIDTH = 30
ANYBODYS = "raw(51)"
"""Where rewards go without a wallet: a script that anybody can spend (OP_1)."""


def mine(client: Client, blocks: int, to: str | None, progress: bool | None) -> list[str]:
    """Mine `blocks` blocks; gives their hashes. See Client.mine."""
    if isinstance(blocks, bool) or not isinstance(blocks, int) or blocks < 0:
        raise ValueError(f"mine(101) mines 101 blocks; {blocks!r} is no number of blocks.")
    shown = blocks > BAR_FROM if progress is None else progress
    method, target = ("generatetoaddress", to) if to is not None else _wallets_target(client)
    found: list[str] = []
    begun = time.monotonic()
    while len(found) < blocks:
        found += client.call(method, min(AT_ONCE, blocks - len(found)), target)
        if shown:
            _show(len(found), blocks, time.monotonic() - begun)
    return found


def _wallets_target(client: Client) -> tuple[str, str]:
    """A new address of the wallet; without any wallet a script that anybody can spend."""
    try:
        open_wallets = client.call("listwallets")
    except UnknownMethod:  # -disablewallet
        open_wallets = []
    if not open_wallets and client.wallet_name is None:
        described: dict[str, str] = client.call("getdescriptorinfo", ANYBODYS)
        return "generatetodescriptor", described["descriptor"]
    return "generatetoaddress", str(client.call("getnewaddress"))


def _show(done: int, all_of_them: int, took_s: float) -> None:
    full = BAR_WIDTH * done // all_of_them
    bar = "█" * full + "░" * (BAR_WIDTH - full)
    end = "\n" if done == all_of_them else ""
    rate = done / took_s if took_s else 0
    sys.stdout.write(f"\r{bar} {done:,} of {all_of_them:,} blocks, {rate:,.0f} a second{end}")
    sys.stdout.flush()
