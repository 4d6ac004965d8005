"""What a wallet's outputs are worth: which can be trusted, balances, amounts sent and received.

All amounts in satoshi. Source: Bitcoin Core, src/wallet/receive.cpp.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from labs.bitcoin.transactions import TxOut
from labs.embedded.wallet.ledger import CONFIRMED, ELSEWHERE, IN_MEMPOOL, WalletTx

if TYPE_CHECKING:
    from labs.embedded.wallet.wallet import Wallet


@dataclass(slots=True)
class Balance:
    """trusted: confirmed, or our own change; pending: others' unconfirmed payments.

    used: on addresses spent from before; nonmempool: minus what own transactions outside the mempool spend.
    """

    trusted: int = 0
    pending: int = 0
    immature: int = 0
    used: int = 0
    nonmempool: int = 0


def is_trusted(wallet: "Wallet", wtx: WalletTx, trusted: set[bytes] | None = None) -> bool:
    """Confirmed, or in the mempool and made here from trusted outputs. trusted: ids known to be so."""
    trusted = set() if trusted is None else trusted
    todo = [wtx]
    seen: set[bytes] = set()
    while todo:
        one = todo.pop()
        if one.txid in trusted or one.txid in seen or one.state.block is not None:
            continue
        seen.add(one.txid)
        if one.state.conflict is not None or not one.state.in_mempool or not wallet.spend_zero_conf_change:
            return False
        for source in one.tx.inputs:
            parent = wallet.ledger.txs.get(source.prevout[0])
            if parent is None or source.prevout not in wallet.ledger.outputs:
                return False
            todo.append(parent)
    trusted |= seen
    return True


def balance(
    wallet: "Wallet", min_depth: int = 0, avoid_reuse: bool = True, include_nonmempool: bool = False
) -> Balance:
    """The sums over every output that no block and no mempool transaction spends."""
    ledger, total, trusted = wallet.ledger, Balance(), set[bytes]()
    tells_used = avoid_reuse and "avoid_reuse" in wallet.flags
    for outpoint, output in ledger.outputs.items():
        how = ledger.how_spent(outpoint) if outpoint in ledger.spends else ""
        if how in (CONFIRMED, IN_MEMPOOL) or (how == ELSEWHERE and not include_nonmempool):
            continue
        wtx = ledger.txs[outpoint[0]]
        is_safe = is_trusted(wallet, wtx, trusted)
        if wtx.state.block is not None and ledger.is_immature(wtx):
            bucket = "immature"
        elif is_safe and ledger.depth(wtx) >= min_depth:
            bucket = "trusted"
        elif not is_safe and wtx.state.in_mempool:
            bucket = "pending"
        else:
            continue
        if tells_used and wallet.labels.is_used(output.script):
            bucket = "used"
        setattr(total, bucket, getattr(total, bucket) + output.value)
        if how == ELSEWHERE:
            total.nonmempool -= output.value
    return total


def is_change(wallet: "Wallet", output: TxOut) -> bool:
    """Ours and without a label: nobody was given this address."""
    return wallet.is_mine(output.script) and wallet.labels.of_script(output.script) is None


def credit(wallet: "Wallet", wtx: WalletTx) -> int:
    """What its outputs pay this wallet; nothing while a coinbase is immature."""
    if wallet.ledger.is_immature(wtx):
        return 0
    return sum(output.value for output in wtx.tx.outputs if wallet.is_mine(output.script))


@dataclass(frozen=True, slots=True)
class Amounts:
    """Outputs of a transaction by number, as payments; fee 0 when the wallet paid nothing."""

    received: list[int]
    sent: list[int]
    fee: int


def amounts(wallet: "Wallet", wtx: WalletTx, include_change: bool = False) -> Amounts:
    """How a transaction is listed: what it sent, what it received, what it cost."""
    debit = wallet.ledger.debit(wtx.tx)
    fee = debit - sum(output.value for output in wtx.tx.outputs) if debit > 0 else 0
    received, sent = [], []
    for n, output in enumerate(wtx.tx.outputs):
        mine = wallet.is_mine(output.script)
        if debit > 0:
            if not include_change and is_change(wallet, output):
                continue
            sent.append(n)
        elif not mine:
            continue
        if mine:
            received.append(n)
    return Amounts(received, sent, fee)


def address_balances(wallet: "Wallet") -> dict[bytes, int]:
    """What is unspent on each script that was ever paid, by script."""
    ledger, trusted, sums = wallet.ledger, set[bytes](), dict[bytes, int]()
    for outpoint, output in ledger.outputs.items():
        wtx = ledger.txs[outpoint[0]]
        if not is_trusted(wallet, wtx, trusted) or ledger.is_immature(wtx):
            continue
        if ledger.depth(wtx) < (0 if ledger.is_from_me(wtx.tx) else 1):
            continue
        sums[output.script] = sums.get(output.script, 0) + (0 if ledger.is_spent(outpoint) else output.value)
    return sums


def address_groups(wallet: "Wallet") -> list[list[bytes]]:
    """Scripts known to be of one owner, as spending them together has shown everybody."""
    group_of: dict[bytes, set[bytes]] = {}
    for wtx in wallet.ledger.txs.values():
        own = [wallet.ledger.outputs.get(source.prevout) for source in wtx.tx.inputs]
        joined = {output.script for output in own if output is not None}
        if joined:
            joined |= {output.script for output in wtx.tx.outputs if is_change(wallet, output)}
        lone = [{output.script} for output in wtx.tx.outputs if wallet.is_mine(output.script)]
        for scripts in [joined, *lone]:
            merged = set(scripts).union(*(group_of[script] for script in scripts if script in group_of))
            for script in merged:
                group_of[script] = merged
    unique = {id(group): group for group in group_of.values()}
    return [sorted(group) for group in unique.values()]
