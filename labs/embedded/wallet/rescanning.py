"""Reading the chain again: when a wallet is opened, when it learns new descriptors, when it is told to.

Source: Bitcoin Core, src/wallet/wallet.cpp (AttachChain, ScanForWalletTransactions, RescanFromTime).
"""

from typing import TYPE_CHECKING

from labs.bitcoin.transactions import display
from labs.embedded.wallet.ledger import State

if TYPE_CHECKING:
    from labs.embedded.wallet.wallet import Wallet


def catch_up(wallet: "Wallet") -> None:
    """Reads what the chain did while the wallet was closed, then what waits in the mempool."""
    chain, ledger = wallet.around.chain, wallet.ledger
    for wtx in list(ledger.txs.values()):
        block = wtx.state.block or wtx.state.conflict
        entry = chain.entry(block) if block is not None else None
        if block is not None and (entry is None or not chain.is_active(entry)):
            wtx.state = State()
            ledger.save(wtx)
            if wtx.tx.is_coinbase:
                ledger.orphan(wtx)
    seen = chain.entry(ledger.tip[0])
    while seen is not None and not chain.is_active(seen):
        seen = seen.prev
    if seen is not None:
        ledger.set_tip(seen.hash, seen.height)
    if seen is None or seen.height < chain.height:
        last = seen.height if seen else -1
        wallet.log(f"Rescanning last {chain.height - last} blocks (from block {max(last, 0)})...")
        wallet.keyring.derive_all()
        rescan(wallet, last + 1)
    else:
        read_mempool(wallet)


def rescan(wallet: "Wallet", start: int, stop: int | None = None) -> int | None:
    """Looks through blocks start to stop (None: to the tip and the mempool). Returns the last height."""
    chain, last, highest = wallet.around.chain, None, 0
    before = wallet.ledger.tip
    first = chain.at(start)
    if first is not None:
        name = display(first.hash)
        wallet.log(f"Rescan started from block {name}... (slow variant inspecting all blocks)")
    for height in range(start, (chain.height if stop is None else stop) + 1):
        entry = chain.at(height)
        assert entry is not None
        if before[1] < height:
            wallet.ledger.set_tip(entry.hash, height)
        highest = max(highest, entry.time)
        block = chain.block(entry)
        for position, tx in enumerate(block.txs):
            wallet.sync(tx, State(entry.hash, height, position), highest, old=True)
        last = height
    tip = chain.tip
    wallet.ledger.set_tip(tip.hash, tip.height)
    if stop is None:
        read_mempool(wallet)
    wallet.file.commit()
    return last


def rescan_from_time(wallet: "Wallet", time: int) -> None:
    """Rescans from the first block that may hold something made at that time or later."""
    chain, start = wallet.around.chain, 0
    while start < chain.height and (entry := chain.at(start)) and entry.time < time - 7200:
        start += 1
    rescan(wallet, start)


def read_mempool(wallet: "Wallet") -> None:
    mempool = wallet.around.mempool
    # Parents first: a transaction that only spends is known by what it spends.
    for txid in sorted(mempool.entries, key=lambda txid: len(mempool.ancestors(txid))):
        wallet.tx_added(mempool.entries[txid].tx)
