"""The coins a wallet may spend, with what spending each costs.

Source: Bitcoin Core, src/wallet/spend.cpp (AvailableCoins) and src/wallet/coinselection.h (COutput).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from labs.bitcoin.standard import solve
from labs.bitcoin.transactions import MAX_MONEY, OutPoint, Tx, TxOut
from labs.embedded.mempool.feerate import fee_of, rank
from labs.embedded.wallet.balances import is_trusted
from labs.embedded.wallet.control import TRUC_VERSION, Control
from labs.embedded.wallet.ledger import WalletTx
from labs.embedded.wallet.sizes import InputSize

if TYPE_CHECKING:
    from labs.embedded.mempool import PoolEntry
    from labs.embedded.wallet.wallet import Wallet


@dataclass(slots=True)
class Coin:
    """fee: for spending it now; later_fee: at the long-term feerate; both 0 where no feerate was asked for.

    safe: ours or confirmed. ancestors: unconfirmed transactions it depends on, its own included.
    """

    outpoint: OutPoint
    output: TxOut
    depth: int
    size: InputSize | None
    safe: bool
    from_me: bool
    ancestors: int = 0
    cluster: int = 0
    fee: int = 0
    later_fee: int = 0
    bump_fee: int = 0

    @property
    def value(self) -> int:
        return self.output.value

    @property
    def effective(self) -> int:
        """Its value less what spending it costs."""
        return self.output.value - self.fee

    def cost(self, rate: int, later_rate: int, bump_fee: int) -> None:
        """Works out its fees."""
        vsize = self.size.vsize if self.size else 0
        self.bump_fee = bump_fee
        self.fee = fee_of(rate, vsize) + bump_fee
        self.later_fee = fee_of(later_rate, vsize)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which coins are wanted. amounts in satoshi; max_count 0: any number."""

    min_amount: int = 1
    max_amount: int = MAX_MONEY
    min_sum: int = MAX_MONEY
    max_count: int = 0
    immature: bool = False
    skip_locked: bool = True
    check_truc: bool = True


def available(wallet: "Wallet", control: Control, wanted: Filter | None = None) -> list[Coin]:
    """Unspent coins of the wallet that fit, in the order they came; preset ones are left out."""
    wanted = wanted or Filter()
    ledger, trusted = wallet.ledger, set[bytes]()
    avoid_used = "avoid_reuse" in wallet.flags and control.avoid_reuse
    verdicts: dict[bytes, tuple[bool, bool]] = {}
    coins: list[Coin] = []
    total = 0
    for outpoint, output in ledger.outputs.items():
        wtx = ledger.txs[outpoint[0]]
        if outpoint[0] not in verdicts:
            verdicts[outpoint[0]] = _suits(wallet, wtx, control, wanted, trusted)
        suits, safe = verdicts[outpoint[0]]
        if not suits or not wanted.min_amount <= output.value <= wanted.max_amount:
            continue
        if outpoint in control.preset or (wanted.skip_locked and outpoint in wallet.locked_coins):
            continue
        if ledger.is_spent(outpoint) or (avoid_used and wallet.labels.is_used(output.script)):
            continue
        from_me = ledger.is_from_me(wtx.tx)
        size = wallet.input_size(output.script)
        coins.append(Coin(outpoint, output, ledger.depth(wtx), size, safe, from_me))
        total += output.value
        if total >= wanted.min_sum or len(coins) == wanted.max_count:
            break
    return _best_truc_parent(wallet, coins) if wanted.check_truc else coins


def _suits(
    wallet: "Wallet", wtx: WalletTx, control: Control, wanted: Filter, trusted: set[bytes]
) -> tuple[bool, bool]:
    """Whether outputs of wtx may be spent, and whether that is safe."""
    ledger = wallet.ledger
    depth = ledger.depth(wtx)
    immature = ledger.is_immature(wtx) and not wanted.immature
    if immature or depth < 0 or (depth == 0 and not wtx.state.in_mempool):
        return False, False
    safe = is_trusted(wallet, wtx, trusted)
    if depth == 0:
        safe = safe and "replaces_txid" not in wtx.notes and "replaced_by_txid" not in wtx.notes
        if wanted.check_truc and not _truc_fits(wallet, wtx, control.version):
            return False, safe
    if not safe and not control.include_unsafe:
        return False, safe
    return control.min_depth <= depth <= control.max_depth, safe


def _truc_fits(wallet: "Wallet", wtx: WalletTx, version: int) -> bool:
    """An unconfirmed version 3 transaction has at most one child, of version 3, and no grandchild."""
    if (version == TRUC_VERSION) != (wtx.tx.version == TRUC_VERSION):
        return False
    if version != TRUC_VERSION:
        return True
    entry = wallet.around.mempool.get(wtx.txid)
    return entry is not None and not entry.children and not entry.parents


def _best_truc_parent(wallet: "Wallet", coins: list[Coin]) -> list[Coin]:
    """Of unconfirmed version 3 parents only the one that gives most: a child may have just one."""
    txs = wallet.ledger.txs
    sums: dict[bytes, int] = {}
    for coin in coins:
        if coin.depth == 0 and txs[coin.outpoint[0]].tx.version == TRUC_VERSION:
            sums[coin.outpoint[0]] = sums.get(coin.outpoint[0], 0) + coin.value
    best = max(sums, key=lambda txid: sums[txid], default=b"")
    return [coin for coin in coins if coin.outpoint[0] not in sums or coin.outpoint[0] == best]


def output_kind(wallet: "Wallet", script: bytes) -> str:
    """The address type of a script, for keeping types apart; "" for others."""
    kind = solve(script).kind
    if kind == "scripthash":
        redeem = wallet.keyring.keystore(script, private=False).scripts
        segwit = any(solve(inner).kind.startswith("witness_v0") for inner in redeem.values())
        return "p2sh-segwit" if segwit else "legacy"
    kinds = {
        "witness_v1_taproot": "bech32m",
        "witness_v0_keyhash": "bech32",
        "witness_v0_scripthash": "bech32",
        "pubkeyhash": "legacy",
    }
    return kinds.get(kind, "")


def add_costs(wallet: "Wallet", coins: Iterable[Coin], rate: int, later_rate: int) -> None:
    """Works out each coin's fees and, for unconfirmed ones, what their parents must be helped with."""
    mempool = wallet.around.mempool
    for coin in coins:
        bump = 0
        if coin.depth == 0 and (entry := mempool.get(coin.outpoint[0])) is not None:
            coin.ancestors = len(mempool.ancestors(entry.txid)) + 1
            coin.cluster = len(entry.cluster.members) if entry.cluster else 1
            bump = bump_fee(wallet, [coin.outpoint], rate)
        coin.cost(rate, later_rate, bump)


def joins_too_large_cluster(wallet: "Wallet", tx: Tx) -> bool:
    """Whether the mempool would refuse tx for having too many unconfirmed relatives."""
    mempool = wallet.around.mempool
    parents = filter(None, (mempool.get(source.prevout[0]) for source in tx.inputs))
    clusters = {id(entry.cluster): entry.cluster for entry in parents if entry.cluster is not None}
    count = 1 + sum(len(cluster.members) for cluster in clusters.values())
    weight = tx.weight + sum(cluster.weight for cluster in clusters.values())
    policy = mempool.policy
    return bool(clusters) and (count > policy.cluster_count or weight > 4 * policy.cluster_size)


def bump_fee(wallet: "Wallet", outpoints: Iterable[OutPoint], rate: int) -> int:
    """What must be paid on top so that unconfirmed parents are mined at this feerate, too.

    Parents whose chunk already pays as much need no help.
    """
    mempool = wallet.around.mempool
    needy: dict[bytes, PoolEntry] = {}
    for txid, _ in outpoints:
        family = (txid, *mempool.ancestors(txid)) if txid in mempool else ()
        for entry in filter(None, map(mempool.get, family)):
            if entry.cluster and entry.cluster.chunk_of(entry).rank < rank(rate, 4000):
                needy[entry.txid] = entry
    short = fee_of(rate, sum(entry.vsize for entry in needy.values()))
    return max(0, short - sum(entry.modified_fee for entry in needy.values()))
