"""A wallet's history: every transaction that touches it, what became of each, and which outputs are its own.

Source: Bitcoin Core, src/wallet/wallet.cpp (AddToWallet, MarkConflicted, AbandonTransaction, IsSpent).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from labs.bitcoin.transactions import OutPoint, Tx, TxOut, display, from_display
from labs.embedded.wallet.file import WalletFile

COINBASE_MATURITY = 100
TRUC_VERSION = 3
CONFIRMED, IN_MEMPOOL, ELSEWHERE, UNSPENT = "confirmed", "mempool", "elsewhere", "unspent"
"""Who spends an output: a block, the mempool, a transaction that is in neither, nobody."""


@dataclass(frozen=True, slots=True)
class State:
    """Where a transaction is: in a block, in the mempool, beaten by a block, given up, or nowhere."""

    block: bytes | None = None
    height: int = -1
    position: int = -1
    in_mempool: bool = False
    abandoned: bool = False
    conflict: bytes | None = None
    conflict_height: int = -1


@dataclass(slots=True)
class WalletTx:
    """A transaction of the wallet. received and time in unix seconds; notes: comment, to, replaces_txid, …"""

    tx: Tx
    state: State
    received: int
    time: int
    order: int
    notes: dict[str, str] = field(default_factory=dict)
    rivals: set[bytes] = field(default_factory=set)
    """Transactions in the mempool that spend what this one, or one before it, spends."""

    @property
    def txid(self) -> bytes:
        return self.tx.txid


class Ledger:
    """The transactions by id, in the order they came; `tip` is the last block that the wallet has seen."""

    def __init__(self, file: WalletFile, is_mine: Callable[[bytes], bool]) -> None:
        self.file, self.is_mine = file, is_mine
        self.txs: dict[bytes, WalletTx] = {}
        self.outputs: dict[OutPoint, TxOut] = {}
        self.spends: dict[OutPoint, list[bytes]] = {}
        self.tip: tuple[bytes, int] = (bytes(32), 0)
        self.next_order = 0

    def load(self) -> None:
        loaded = [_from_row(raw, row) for raw, row in self.file.transactions()]
        for wtx in sorted(loaded, key=lambda wtx: wtx.order):
            self.txs[wtx.txid] = wtx
            self._index(wtx)
            self.next_order = max(self.next_order, wtx.order + 1)
        tip = self.file.fact("tip")
        if tip is not None:
            self.tip = (from_display(tip[0]), tip[1])

    def set_tip(self, block: bytes, height: int) -> None:
        self.tip = (block, height)
        self.file.set_fact("tip", [display(block), height])

    def _index(self, wtx: WalletTx) -> None:
        txid = wtx.txid
        if not wtx.tx.is_coinbase:
            for source in wtx.tx.inputs:
                spenders = self.spends.setdefault(source.prevout, [])
                if txid not in spenders:
                    spenders.append(txid)
        for n, output in enumerate(wtx.tx.outputs):
            if self.is_mine(output.script):
                self.outputs[txid, n] = output

    def refresh_outputs(self) -> None:
        """Looks at every output again, after the wallet came to know new scripts."""
        for wtx in self.txs.values():
            self._index(wtx)

    def save(self, wtx: WalletTx) -> None:
        self.file.save_transaction(wtx.txid, wtx.tx.serialize(), _row(wtx))

    def put(
        self, tx: Tx, state: State, now: int, block_time: int | None = None, old: bool = False
    ) -> WalletTx:
        """Adds the transaction, or moves it to another state. old: it is found again in an old block."""
        wtx = self.txs.get(tx.txid)
        if wtx is None:
            wtx = WalletTx(tx, state, now, now, self.next_order)
            wtx.time = self._smart_time(wtx, block_time, old)
            self.next_order += 1
            self.txs[tx.txid] = wtx
            self._index(wtx)
            wtx.rivals = self._rivals_of(wtx)
        else:
            if wtx.state == state and wtx.tx.has_witness >= tx.has_witness:
                return wtx
            wtx.state = state
            if tx.has_witness and not wtx.tx.has_witness:
                wtx.tx = tx
        self.save(wtx)
        return wtx

    def _rivals_of(self, wtx: WalletTx) -> set[bytes]:
        inputs = () if wtx.tx.is_coinbase else wtx.tx.inputs
        spenders = {spender for source in inputs for spender in self.spends.get(source.prevout, ())}
        return {txid for txid in spenders if txid != wtx.txid and self.txs[txid].state.in_mempool}

    def _smart_time(self, wtx: WalletTx, block_time: int | None, old: bool) -> int:
        """Between when it was heard of and its block's time, and not before its forerunners."""
        if block_time is None or old:
            return wtx.received if block_time is None else block_time
        latest_now, latest_entry = wtx.received, 0
        for other in reversed(self.txs.values()):
            if other.time <= wtx.received + 300:
                latest_entry = other.time
                latest_now = max(latest_now, latest_entry)
                break
        return max(latest_entry, min(block_time, latest_now))

    def remove(self, txid: bytes) -> None:
        """Forgets a transaction and what it spent."""
        wtx = self.txs.pop(txid)
        for source in wtx.tx.inputs:
            spenders = self.spends.get(source.prevout, [])
            if txid in spenders:
                spenders.remove(txid)
        for n in range(len(wtx.tx.outputs)):
            self.outputs.pop((txid, n), None)
        self.file.drop_transaction(txid)

    def spenders(self, tx: Tx) -> Iterable[WalletTx]:
        """The wallet's transactions that spend an input of tx, tx itself left out."""
        if tx.is_coinbase:
            return
        for source in tx.inputs:
            for txid in tuple(self.spends.get(source.prevout, ())):
                if txid != tx.txid and txid in self.txs:
                    yield self.txs[txid]

    def cascade(self, wtx: WalletTx, change: Callable[[WalletTx], bool]) -> None:
        """Applies change to wtx and, as long as it changes something, to what spends its outputs."""
        todo, seen = [wtx], {wtx.txid}
        while todo:
            current = todo.pop()
            if not change(current):
                continue
            self.save(current)
            for n in range(len(current.tx.outputs)):
                for txid in self.spends.get((current.txid, n), ()):
                    if txid not in seen and txid in self.txs:
                        seen.add(txid)
                        todo.append(self.txs[txid])

    def mark_conflicted(self, wtx: WalletTx, block: bytes, height: int) -> None:
        """A block holds a transaction that spends the same: wtx and its descendants can no longer confirm."""
        depth = -(self.tip[1] - height + 1)
        if depth >= 0:
            return

        def change(one: WalletTx) -> bool:
            if depth >= self.depth(one):
                return False
            one.state = State(conflict=block, conflict_height=height)
            return True

        self.cascade(wtx, change)

    def unmark_conflicted(self, wtx: WalletTx, height: int) -> None:
        """The block at height is gone, so a conflict with it is, too."""

        def change(one: WalletTx) -> bool:
            if one.state.conflict is None or one.state.conflict_height < height:
                return False
            one.state = State()
            return True

        self.cascade(wtx, change)

    def note_rival(self, rival: Tx, present: bool) -> None:
        """The mempool took, or let go of, a transaction: others that spend the same take note."""

        def change(one: WalletTx) -> bool:
            if (rival.txid in one.rivals) == present:
                return False
            (one.rivals.add if present else one.rivals.discard)(rival.txid)
            return True

        for wtx in [*self.spenders(rival), *self._siblings(rival)]:
            self.cascade(wtx, change)

    def _siblings(self, tx: Tx) -> Iterable[WalletTx]:
        """Other children of the unconfirmed parents of a version 3 transaction: only one may wait."""
        for source in tx.inputs if tx.version == TRUC_VERSION else ():
            parent = self.txs.get(source.prevout[0])
            if parent is None or self.depth(parent) != 0:
                continue
            for n in range(len(parent.tx.outputs)):
                for txid in self.spends.get((parent.txid, n), ()):
                    if txid != tx.txid:
                        yield self.txs[txid]

    def abandon(self, wtx: WalletTx) -> bool:
        """Gives it up, so that its inputs can be spent again. False when it may still confirm."""
        if self.depth(wtx) != 0 or wtx.state.in_mempool:
            return False

        def change(one: WalletTx) -> bool:
            if (
                one.state.conflict is not None
                or one.state.abandoned
                or one.state.block
                or one.state.in_mempool
            ):
                return False
            one.state = State(abandoned=True)
            return True

        self.cascade(wtx, change)
        return True

    def orphan(self, wtx: WalletTx) -> None:
        """A coinbase whose block is gone: it, and all that stands on it, is given up."""

        def change(one: WalletTx) -> bool:
            one.state = State(abandoned=True)
            return True

        self.cascade(wtx, change)

    def note(self, wtx: WalletTx, **notes: str) -> None:
        wtx.notes.update(notes)
        self.save(wtx)

    def leave_mempool(self, wtx: WalletTx) -> None:
        if wtx.state.in_mempool:
            wtx.state = replace(wtx.state, in_mempool=False)
            self.save(wtx)

    def depth(self, wtx: WalletTx) -> int:
        """Confirmations; negative when a block's transaction beat it, 0 when it is in no block."""
        state = wtx.state
        if state.block is not None:
            return self.tip[1] - state.height + 1
        return -(self.tip[1] - state.conflict_height + 1) if state.conflict is not None else 0

    def is_immature(self, wtx: WalletTx) -> bool:
        return wtx.tx.is_coinbase and self.depth(wtx) < COINBASE_MATURITY + 1

    def how_spent(self, outpoint: OutPoint) -> str:
        found = UNSPENT
        for txid in self.spends.get(outpoint, ()):
            wtx = self.txs[txid]
            if wtx.state.abandoned or wtx.state.conflict is not None or wtx.rivals:
                continue
            if wtx.state.block is not None:
                return CONFIRMED
            if wtx.state.in_mempool:
                return IN_MEMPOOL
            found = ELSEWHERE
        return found

    def is_spent(self, outpoint: OutPoint) -> bool:
        return outpoint in self.spends and self.how_spent(outpoint) != UNSPENT

    def conflicts(self, wtx: WalletTx) -> list[bytes]:
        """The wallet's transactions that spend an input of this one, in the order of their ids."""
        return sorted({other.txid for other in self.spenders(wtx.tx)})

    def debit(self, tx: Tx) -> int:
        """What tx spends of the wallet's, in satoshi."""
        own = (self.outputs.get(source.prevout) for source in tx.inputs)
        return sum(output.value for output in own if output is not None)

    def is_from_me(self, tx: Tx) -> bool:
        return any(source.prevout in self.outputs for source in tx.inputs)

    def has_spender(self, tx: Tx) -> bool:
        """Whether another transaction of the wallet spends an output of tx and is not given up."""
        outpoints = ((tx.txid, n) for n in range(len(tx.outputs)))
        spenders = (self.txs[txid] for outpoint in outpoints for txid in self.spends.get(outpoint, ()))
        return any(not spender.state.abandoned for spender in spenders)


def _row(wtx: WalletTx) -> dict[str, Any]:
    state = wtx.state
    row: dict[str, Any] = {"received": wtx.received, "time": wtx.time, "order": wtx.order}
    if state.block is not None:
        row["block"] = [display(state.block), state.height, state.position]
    if state.conflict is not None:
        row["conflict"] = [display(state.conflict), state.conflict_height]
    if state.abandoned:
        row["abandoned"] = True
    if wtx.notes:
        row["notes"] = wtx.notes
    return row


def _from_row(raw: bytes, row: dict[str, Any]) -> WalletTx:
    state = State(abandoned=row.get("abandoned", False))
    if "block" in row:
        block, height, position = row["block"]
        state = State(from_display(block), height, position)
    elif "conflict" in row:
        block, height = row["conflict"]
        state = State(conflict=from_display(block), conflict_height=height)
    return WalletTx(Tx.parse(raw), state, row["received"], row["time"], row["order"], row.get("notes", {}))
