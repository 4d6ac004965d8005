"""Several transactions judged together, so that a child can pay for parents that pay too little themselves.

Source: Bitcoin Core, src/policy/packages.cpp and MemPoolAccept in src/validation.cpp.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from labs.bitcoin.transactions import Tx
from labs.embedded.mempool.admission import Admission
from labs.embedded.mempool.candidate import Candidate, Terms, alone
from labs.embedded.mempool.entry import (
    MISSING_INPUTS,
    RECONSIDERABLE,
    Accepted,
    AlreadyThere,
    PackageResult,
    PoolEntry,
    Rejected,
    TxResult,
)
from labs.embedded.mempool.ephemeral import unspent_dust
from labs.embedded.mempool.feerate import feerate_of, per_kvb
from labs.embedded.mempool.package_form import is_child_with_parents, malformed
from labs.embedded.mempool.replacement import NO_IMPROVEMENT, pays_too_little, too_many
from labs.embedded.mempool.staging import Staging
from labs.embedded.mempool.truc import package_violation

if TYPE_CHECKING:
    from labs.embedded.mempool.pool import Mempool

_FAILED = "transaction failed"


class _Refused(Exception):
    """The package as such is refused."""

    def __init__(self, result: PackageResult) -> None:
        super().__init__(str(result))
        self.result = result


def try_package(pool: Mempool, txs: Sequence[Tx]) -> PackageResult:
    """What would become of several transactions; nothing is let in and nothing may be replaced."""
    terms = Terms(pool.clock.now(), replacing=False, sibling_eviction=False)
    return _together(pool, txs, terms, test_only=True)


def submit_package(pool: Mempool, txs: Sequence[Tx], max_feerate: int | None) -> PackageResult:
    """Let a child with its parents in: each by itself if it can, the others together."""
    if error := malformed(txs):
        return PackageResult(error, package_wide=True)
    if len(txs) > 1 and not is_child_with_parents(txs):
        return PackageResult("package-not-child-with-parents", package_wide=True)
    terms = Terms(
        pool.clock.now(), sibling_eviction=False, in_package=True, package_fees=True, max_feerate=max_feerate
    )
    settled, refused, left = _each_alone(pool, txs, terms)
    if any(_is_final_refusal(refusal, txs) for refusal in refused.values()):
        outcome = PackageResult(_FAILED)
    elif len(left) == 1:
        outcome = _one(pool, left[0], terms)
    elif left:
        outcome = _together(pool, left, terms)
    else:
        outcome = PackageResult()
    pool.limit()
    for tx in txs:
        outcome.results[tx.wtxid] = _final(pool, tx, outcome, settled, refused)
    return outcome


def _each_alone(
    pool: Mempool, txs: Sequence[Tx], terms: Terms
) -> tuple[dict[bytes, TxResult], dict[bytes, Rejected], list[Tx]]:
    """Try each by itself: what is in the mempool now, what was refused, and what may yet pass together."""
    settled: dict[bytes, TxResult] = {}
    refused: dict[bytes, Rejected] = {}
    left = []
    for tx in txs:
        entry = pool.get(tx.txid)
        if entry is not None:
            other = entry.tx.wtxid
            settled[tx.wtxid] = AlreadyThere(entry.fee, entry.vsize, None if other == tx.wtxid else other)
            continue
        try:
            settled[tx.wtxid] = Admission(pool).single(tx, alone(terms))
        except Rejected as refusal:
            refused[tx.wtxid] = refusal
            if not _is_final_refusal(refusal, txs):
                left.append(tx)
    return settled, refused, left


def _is_final_refusal(refusal: Rejected, txs: Sequence[Tx]) -> bool:
    return len(txs) == 1 or refusal.kind not in (RECONSIDERABLE, MISSING_INPUTS)


def _one(pool: Mempool, tx: Tx, terms: Terms) -> PackageResult:
    try:
        return PackageResult(results={tx.wtxid: Admission(pool).single(tx, alone(terms))})
    except Rejected as refusal:
        return PackageResult(_FAILED, results={tx.wtxid: refusal})


def _final(
    pool: Mempool,
    tx: Tx,
    outcome: PackageResult,
    settled: dict[bytes, TxResult],
    refused: dict[bytes, Rejected],
) -> TxResult:
    """The last word on one transaction, after the mempool was trimmed."""
    result = outcome.results.get(tx.wtxid) or settled.get(tx.wtxid)
    if result is None:
        return refused[tx.wtxid]
    if not isinstance(result, Rejected) and tx.txid not in pool:
        outcome.error, outcome.debug, outcome.package_wide = _FAILED, "", False
        return Rejected("mempool full")
    return result


def _together(pool: Mempool, txs: Sequence[Tx], terms: Terms, test_only: bool = False) -> PackageResult:
    if error := malformed(txs):
        return PackageResult(error, package_wide=True)
    try:
        return _Package(pool, txs, terms).judge(test_only)
    except _Refused as refused:
        return refused.result


class _Package:
    """Transactions that are checked with each other's outputs and fees."""

    def __init__(self, pool: Mempool, txs: Sequence[Tx], terms: Terms) -> None:
        self.pool = pool
        self.txs = txs
        self.terms = terms
        self.admission = Admission(pool)
        self.candidates: list[Candidate] = []
        self.passed: dict[bytes, TxResult] = {}

    def judge(self, test_only: bool) -> PackageResult:
        for tx in self.txs:
            self.candidates.append(self._look(tx))
            self.admission.offer(tx)
        for candidate in self.candidates:
            if text := package_violation(self.pool.graph, candidate.entry, self.txs):
                raise _Refused(PackageResult("TRUC-violation", text, package_wide=True))
        entries = [candidate.entry for candidate in self.candidates]
        vsize = sum(entry.vsize for entry in entries)
        fee = sum(entry.modified_fee for entry in entries)
        if self.terms.package_fees:
            self._check_package_fee(vsize, fee)
        conflicts = [other for one in self.candidates for other in one.conflicts.values()]
        replaced = self._check_replacement(conflicts, vsize, fee) if conflicts else {}
        self._link(entries)
        staging = Staging(self.pool.graph, entries, replaced)
        if self.admission.is_oversized(staging):
            raise _Refused(PackageResult("too-large-cluster", package_wide=True))
        if conflicts and not staging.improves():
            raise _Refused(PackageResult(f"package RBF failed: {NO_IMPROVEMENT}", package_wide=True))
        self._check_dust()
        results = self._results(vsize, fee, replaced)
        self._verify(results if test_only else {})
        if not test_only:
            self.admission.finish(entries, replaced)
        return PackageResult(results=results)

    def _look(self, tx: Tx) -> Candidate:
        try:
            candidate = self.admission.look(tx, self.terms)
            if self.admission.exceeds_max(candidate.entry, self.terms):
                raise Rejected("max feerate exceeded")
        except Rejected as refusal:
            raise self._failed(tx, refusal) from None
        return candidate

    def _failed(self, tx: Tx, refusal: Rejected, error: str = _FAILED) -> _Refused:
        """The package fails for one transaction; those that passed before it keep their results."""
        return _Refused(PackageResult(error, results={**self.passed, tx.wtxid: refusal}))

    def _check_package_fee(self, vsize: int, fee: int) -> None:
        try:
            self.admission.check_fee(vsize, fee)
        except Rejected as refusal:
            raise self._failed(self.txs[-1], refusal) from None

    def _check_replacement(
        self, conflicts: Sequence[PoolEntry], vsize: int, fee: int
    ) -> dict[bytes, PoolEntry]:
        """Everything that has to go for one parent with one child. Raises _Refused."""

        def failed(why: str, debug: str = "") -> _Refused:
            return _Refused(PackageResult(f"package RBF failed: {why}", debug, package_wide=True))

        if len(self.txs) != 2 or not is_child_with_parents(self.txs):
            raise failed("package must be 1-parent-1-child")
        if any(candidate.entry.parents for candidate in self.candidates):
            raise failed("new transaction cannot have mempool ancestors")
        parent, child = (candidate.entry for candidate in self.candidates)
        if text := too_many(child.tx, conflicts):
            raise failed("too many potential replacements", text)
        replaced = self.pool.graph.with_descendants(conflicts)
        step = self.pool.policy.incremental_feerate
        if text := pays_too_little(replaced, fee, vsize, step, child.tx.txid):
            raise failed("insufficient anti-DoS fees", text)
        if fee * parent.vsize <= parent.modified_fee * vsize:
            mine, other = feerate_of(fee, vsize), feerate_of(parent.modified_fee, parent.vsize)
            debug = f"package feerate {per_kvb(mine)} <= parent feerate is {per_kvb(other)}"
            raise failed("package feerate is less than or equal to parent feerate", debug)
        return replaced

    def _link(self, entries: Sequence[PoolEntry]) -> None:
        """Make the package's own parents known to its entries."""
        own = {entry.tx.txid: entry for entry in entries}
        for entry in entries:
            for source in entry.tx.inputs:
                if source.prevout[0] in own:
                    entry.parents[source.prevout[0]] = own[source.prevout[0]]

    def _check_dust(self) -> None:
        if self.pool.policy.require_standard:
            leaves_dust = unspent_dust(self.pool, self.txs)
            if leaves_dust:
                raise self._failed(*leaves_dust, error="unspent-dust")

    def _verify(self, results: Mapping[bytes, TxResult]) -> None:
        """Scripts, one transaction after the other. What passes before a failure keeps its result, if any."""
        for candidate in self.candidates:
            try:
                self.admission.verify(candidate)
            except Rejected as refusal:
                raise self._failed(candidate.tx, refusal) from None
            if result := results.get(candidate.tx.wtxid):
                self.passed[candidate.tx.wtxid] = result

    def _results(self, vsize: int, fee: int, replaced: dict[bytes, PoolEntry]) -> dict[bytes, TxResult]:
        everyone = [tx.wtxid for tx in self.txs]
        gone = [entry.tx for entry in replaced.values()]
        results: dict[bytes, TxResult] = {}
        for candidate in self.candidates:
            entry = candidate.entry
            shared = self.terms.package_fees
            feerate = feerate_of(fee, vsize) if shared else feerate_of(entry.modified_fee, entry.vsize)
            includes = everyone if shared else [entry.tx.wtxid]
            results[entry.tx.wtxid] = Accepted(entry.fee, entry.vsize, feerate, includes, gone)
        return results
