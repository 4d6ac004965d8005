"""The way into the mempool: every check in Bitcoin Core's order, so that a refusal names the same reason.

Cheap checks come first; signatures are verified last. Source: Bitcoin Core, MemPoolAccept in
src/validation.cpp.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from labs.bitcoin.sigops import sigop_cost
from labs.bitcoin.transactions import OutPoint, Tx, display
from labs.embedded.coins import Coin, is_unspendable
from labs.embedded.mempool import rules
from labs.embedded.mempool.candidate import Candidate, Terms
from labs.embedded.mempool.entry import (
    CONSENSUS,
    MEMPOOL_HEIGHT,
    MISSING_INPUTS,
    RECONSIDERABLE,
    Accepted,
    PoolEntry,
    Rejected,
)
from labs.embedded.mempool.ephemeral import check_free_if_dusty, unspent_dust
from labs.embedded.mempool.feerate import fee_of, feerate_of
from labs.embedded.mempool.policy import MAX_SIGOP_COST, MIN_NONWITNESS_SIZE
from labs.embedded.mempool.replacement import NO_IMPROVEMENT, pays_too_little, too_many
from labs.embedded.mempool.staging import Staging
from labs.embedded.mempool.standardness import (
    check_inputs_standard,
    check_standard,
    is_witness_standard,
)
from labs.embedded.mempool.truc import single_violation
from labs.embedded.scripts import failing_input

if TYPE_CHECKING:
    from labs.embedded.mempool.pool import Mempool

_VERIFIED_KEPT = 20_000


class Admission:
    """Checks transactions against a mempool. extra: outputs of a package's earlier transactions."""

    def __init__(self, pool: Mempool) -> None:
        self.pool = pool
        self.chain = pool.chain
        self.policy = pool.policy
        self.extra: dict[OutPoint, Coin] = {}

    def single(self, tx: Tx, terms: Terms | None = None, test_only: bool = False) -> Accepted:
        """Let one transaction in, or with test_only say whether it would get in. Raises Rejected."""
        terms = terms or Terms(self.pool.clock.now())
        candidate = self.look(tx, terms)
        entry = candidate.entry
        replaced = self._check_replacement(candidate) if candidate.conflicts else {}
        staging = Staging(self.pool.graph, [entry], replaced)
        if self.is_oversized(staging):
            raise Rejected("too-large-cluster")
        if candidate.conflicts:
            if not staging.improves():
                raise Rejected("replacement-failed", NO_IMPROVEMENT, RECONSIDERABLE)
            self._check_spends_no_conflict(candidate)
        if self.exceeds_max(entry, terms):
            raise Rejected("max feerate exceeded")
        if not terms.returning and self.policy.require_standard:
            leaves_dust = unspent_dust(self.pool, [tx])
            if leaves_dust:
                raise leaves_dust[1]
        self.verify(candidate)
        accepted = Accepted(
            entry.fee,
            entry.vsize,
            feerate_of(entry.modified_fee, entry.vsize),
            [tx.wtxid],
            [gone.tx for gone in replaced.values()],
        )
        if not test_only:
            self.finish([entry], replaced)
            if not terms.in_package and not terms.returning:
                self.pool.limit()
                if tx.txid not in self.pool:
                    raise Rejected("mempool full", kind=RECONSIDERABLE)
        return accepted

    def look(self, tx: Tx, terms: Terms) -> Candidate:
        """Everything but replacement, clusters and scripts. Raises Rejected."""
        self._check_alone(tx)
        conflicts = self._conflicts(tx, terms)
        coins = self._coins(tx)
        if not rules.is_unlocked(tx, coins, self.chain):
            raise Rejected("non-BIP68-final")
        fee = rules.check_amounts(tx, coins, self.chain.height + 1)
        if self.policy.require_standard:
            check_inputs_standard(tx, coins)
            if tx.has_witness and not is_witness_standard(tx, coins):
                raise Rejected("bad-witness-nonstandard")
        entry = self._entry(tx, coins, fee, terms)
        if self.policy.require_standard:
            check_free_if_dusty(entry, self.policy.dust_feerate)
        if entry.sigop_cost > MAX_SIGOP_COST:
            raise Rejected("bad-txns-too-many-sigops", str(entry.sigop_cost))
        if not terms.returning and not terms.package_fees:
            self.check_fee(entry.vsize, entry.modified_fee)
        candidate = Candidate(entry, coins, conflicts)
        if not terms.returning:
            self._check_truc(candidate, terms)
        return candidate

    def check_fee(self, vsize: int, fee: int) -> None:
        """Raises Rejected unless fee (with priority) meets the mempool's and the node's minimum."""
        full = fee_of(self.pool.min_feerate(), vsize)
        if 0 < full and fee < full:
            raise Rejected("mempool min fee not met", f"{fee} < {full}", RECONSIDERABLE)
        relay = self.policy.min_fee(vsize)
        if fee < relay:
            raise Rejected("min relay fee not met", f"{fee} < {relay}", RECONSIDERABLE)

    def exceeds_max(self, entry: PoolEntry, terms: Terms) -> bool:
        """Whether it pays more than its sender wants to."""
        return terms.max_feerate is not None and entry.modified_fee * 1000 > terms.max_feerate * entry.vsize

    def is_oversized(self, staging: Staging) -> bool:
        return staging.is_oversized(self.policy.cluster_count, self.policy.cluster_size)

    def verify(self, candidate: Candidate) -> None:
        """Run every input's scripts. Raises Rejected. What passed once is not run again."""
        tx, verified = candidate.tx, self.pool.verified
        if tx.wtxid in verified:
            return
        failure = failing_input(tx, candidate.coins, policy=True)
        if failure is not None:
            prevout = tx.inputs[failure.number].prevout
            debug = f"input {failure.number} of {display(tx.txid)} (wtxid {display(tx.wtxid)})"
            raise Rejected(
                f"mempool-script-verify-flag-failed ({failure.text})",
                f"{debug}, spending {display(prevout[0])}:{prevout[1]}",
            )
        if len(verified) >= _VERIFIED_KEPT:
            del verified[next(iter(verified))]
        verified[tx.wtxid] = None

    def finish(self, entries: Sequence[PoolEntry], replaced: Mapping[bytes, PoolEntry]) -> None:
        """Take out what is replaced and put the entries in."""
        self.pool.remove(list(replaced.values()), "replaced")
        for entry in entries:
            self.pool.add(entry)
        if replaced:
            fee = sum(entry.modified_fee for entry in entries) - sum(
                entry.modified_fee for entry in replaced.values()
            )
            size = sum(entry.vsize for entry in entries) - sum(entry.vsize for entry in replaced.values())
            new = "1 new transaction" if len(entries) == 1 else f"{len(entries)} new one(s)"
            text = f"replaced {len(replaced)} mempool transactions with {new}"
            self.pool.log("mempool", f"{text} for {fee} additional fees, {size} delta bytes")

    def offer(self, tx: Tx) -> None:
        """Let a package's later transactions spend this one's outputs."""
        for n, output in enumerate(tx.outputs):
            self.extra[tx.txid, n] = Coin(output.value, output.script, MEMPOOL_HEIGHT, False)

    def _check_alone(self, tx: Tx) -> None:
        rules.check_form(tx)
        if tx.is_coinbase:
            raise Rejected("coinbase", kind=CONSENSUS)
        if self.policy.require_standard:
            check_standard(tx, self.policy)
        if tx.sizes[1] < MIN_NONWITNESS_SIZE:
            raise Rejected("tx-size-small")
        tip = self.chain.tip
        if not rules.is_final(tx, tip.height + 1, tip.median_time):
            raise Rejected("non-final")
        if tx.wtxid in self.pool.by_wtxid:
            raise Rejected("txn-already-in-mempool")
        if tx.txid in self.pool:
            raise Rejected("txn-same-nonwitness-data-in-mempool")

    def _conflicts(self, tx: Tx, terms: Terms) -> dict[bytes, PoolEntry]:
        found = {}
        for source in tx.inputs:
            other = self.pool.graph.spenders.get(source.prevout)
            if other is not None:
                if not terms.replacing:
                    raise Rejected("bip125-replacement-disallowed")
                found[other.tx.txid] = other
        return found

    def _coins(self, tx: Tx) -> list[Coin]:
        coins = []
        for source in tx.inputs:
            coin = self.extra.get(source.prevout) or self.pool.coin(source.prevout)
            if coin is None:
                if self._is_confirmed(tx):
                    raise Rejected("txn-already-known")
                raise Rejected("bad-txns-inputs-missingorspent", kind=MISSING_INPUTS)
            coins.append(coin)
        return coins

    def _is_confirmed(self, tx: Tx) -> bool:
        """Whether the chain still holds an output of it."""
        return any(
            self.chain.coin((tx.txid, n)) is not None
            for n, output in enumerate(tx.outputs)
            if not is_unspendable(output.script)
        )

    def _entry(self, tx: Tx, coins: Sequence[Coin], fee: int, terms: Terms) -> PoolEntry:
        cost = sigop_cost(tx, [coin.script for coin in coins])
        adjusted = max(tx.weight, cost * self.policy.bytes_per_sigop)
        entry = PoolEntry(
            tx=tx,
            fee=fee,
            weight=tx.weight,
            adjusted_weight=adjusted,
            vsize=(adjusted + 3) // 4,
            time=terms.time,
            height=self.chain.height,
            sequence=0 if terms.returning else self.pool.sequence,
            spends_coinbase=any(coin.coinbase for coin in coins),
            sigop_cost=cost,
            fee_delta=self.pool.deltas.get(tx.txid, 0),
        )
        entry.parents = self.pool.graph.parents_of(entry)
        return entry

    def _check_truc(self, candidate: Candidate, terms: Terms) -> None:
        violation = single_violation(self.pool.graph, candidate.entry, candidate.conflicts)
        if violation is None:
            return
        text, sibling = violation
        if sibling is None or not terms.sibling_eviction:
            raise Rejected("TRUC-violation", text)
        candidate.conflicts[sibling.tx.txid] = sibling
        candidate.sibling = True

    def _check_replacement(self, candidate: Candidate) -> dict[bytes, PoolEntry]:
        """Everything that has to go for the candidate. Raises Rejected."""
        entry, conflicts = candidate.entry, list(candidate.conflicts.values())
        suffix = " (including sibling eviction)" if candidate.sibling else ""
        if text := too_many(entry.tx, conflicts):
            raise Rejected(f"too many potential replacements{suffix}", text)
        replaced = self.pool.graph.with_descendants(conflicts)
        text = pays_too_little(
            replaced, entry.modified_fee, entry.vsize, self.policy.incremental_feerate, entry.tx.txid
        )
        if text:
            raise Rejected(f"insufficient fee{suffix}", text, RECONSIDERABLE)
        return replaced

    def _check_spends_no_conflict(self, candidate: Candidate) -> None:
        for txid in self.pool.graph.ancestors(candidate.entry):
            if txid in candidate.conflicts:
                mine, other = display(candidate.tx.txid), display(txid)
                debug = f"{mine} spends conflicting transaction {other}"
                raise Rejected("bad-txns-spends-conflicting-tx", debug, CONSENSUS)
