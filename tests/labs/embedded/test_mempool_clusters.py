"""Clusters and their order, against slow and simple counterparts."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import pairwise, permutations

import pytest

from labs.bitcoin.transactions import Tx, TxIn, TxOut
from labs.embedded.mempool import Chunk, PoolEntry
from labs.embedded.mempool.clusters import chunked, components, improves, linearise
from labs.embedded.mempool.graph import Graph
from labs.embedded.mempool.staging import Staging


def entry(number: int, parents: Sequence[PoolEntry], fee: int, weight: int) -> PoolEntry:
    """An entry that spends a new output of each parent, or a coin of its own."""
    inputs = [TxIn((parent.txid, number)) for parent in parents] or [TxIn((bytes(32), number))]
    tx = Tx(2, inputs, [TxOut(1, b"")] * 100, number)
    made = PoolEntry(tx, fee, weight, weight, (weight + 3) // 4, 0, 0, 1, False, 0)
    made.parents = {parent.txid: parent for parent in parents}
    return made


def family(rng: random.Random, size: int) -> list[PoolEntry]:
    """Random transactions, parents before children."""
    made: list[PoolEntry] = []
    for number in range(size):
        parents = rng.sample(made, rng.randint(0, min(2, len(made))))
        made.append(entry(number, parents, rng.randint(0, 50), rng.randint(1, 20)))
    return made


def is_topological(order: Sequence[PoolEntry]) -> bool:
    place = {one.txid: n for n, one in enumerate(order)}
    return all(place[parent] < place[one.txid] for one in order for parent in one.parents if parent in place)


def best_chunks(entries: Sequence[PoolEntry]) -> list[Chunk]:
    """The best of all orders, found by trying every one."""
    best: list[Chunk] | None = None
    for order in permutations(entries):
        if is_topological(order):
            chunks = chunked(order)
            if best is None or improves(chunks, best):
                best = chunks
    assert best is not None
    return best


@pytest.mark.parametrize("seed", range(40))
def test_an_order_is_minable_and_its_feerates_fall(seed: int) -> None:
    rng = random.Random(seed)
    entries = family(rng, rng.randint(1, 40))
    rng.shuffle(entries)
    order = linearise(entries)
    assert sorted(one.txid for one in order) == sorted(one.txid for one in entries)
    assert is_topological(order)
    chunks = chunked(order)
    assert all(a.fee * b.weight >= b.fee * a.weight for a, b in pairwise(chunks))
    assert sum(chunk.fee for chunk in chunks) == sum(one.fee for one in entries)
    assert linearise(entries[::-1]) == order


@pytest.mark.parametrize("seed", range(12))
def test_small_families_are_ordered_as_well_as_possible(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(10):
        entries = family(rng, rng.randint(2, 6))
        assert not improves(best_chunks(entries), chunked(linearise(entries)))


def test_a_rich_child_pulls_its_parent_forward() -> None:
    parent, rich = entry(0, [], 0, 10), entry(1, [], 15, 10)
    sponsor = entry(2, [parent], 50, 10)
    chunks = chunked(linearise([rich, sponsor, parent]))
    assert [[one.tx.locktime for one in chunk.entries] for chunk in chunks] == [[0, 2], [1]]


def _chunk(fee: int, weight: int) -> Chunk:
    return Chunk([], fee, weight)


@pytest.mark.parametrize(
    ("after", "before", "better"),
    [
        ([(10, 10)], [], True),
        ([(10, 10)], [(10, 10)], False),
        ([(11, 10)], [(10, 10)], True),
        ([(11, 20)], [(10, 10)], False),
        ([(20, 10)], [(10, 20), (5, 20)], True),
        ([(10, 5), (1, 5)], [(10, 10)], True),
        ([(0, 5)], [], False),
    ],
)
def test_a_diagram_is_better_only_if_it_is_nowhere_worse(
    after: list[tuple[int, int]], before: list[tuple[int, int]], better: bool
) -> None:
    assert improves([_chunk(*one) for one in after], [_chunk(*one) for one in before]) is better


def _reachable(start: PoolEntry, links: str) -> set[bytes]:
    found: set[bytes] = set()
    for other in getattr(start, links).values():
        found |= {other.txid} | _reachable(other, links)
    return found


def _check(graph: Graph, alive: Iterable[PoolEntry]) -> None:
    entries = list(alive)
    assert set(graph.entries) == {one.txid for one in entries}
    assert graph.vsize == sum(one.vsize for one in entries)
    assert graph.fee == sum(one.fee for one in entries)
    assert graph.usage == sum(one.usage for one in entries)
    parts = {frozenset(one.txid for one in part) for part in components(entries)}
    assert {frozenset(cluster.members) for cluster in graph.clusters} == parts
    for one in entries:
        assert one.cluster in graph.clusters
        assert set(one.parents) == {source.prevout[0] for source in one.tx.inputs} & set(graph.entries)
        assert all(one.txid in parent.children for parent in one.parents.values())
        assert set(graph.ancestors(one)) == _reachable(one, "parents")
        assert set(graph.descendants(one)) == _reachable(one, "children")
    ranked = [one for chunk in graph.ranked() for one in chunk.entries]
    assert is_topological(ranked) and len(ranked) == len(entries)
    ranks = [chunk.rank for chunk in graph.ranked()]
    assert ranks == sorted(ranks, reverse=True)


@pytest.mark.parametrize("seed", range(8))
def test_links_clusters_and_sums_stay_right_under_random_changes(seed: int) -> None:
    rng = random.Random(seed)
    graph = Graph()
    alive: dict[bytes, PoolEntry] = {}
    for number in range(80):
        if alive and rng.random() < 0.3:
            some = rng.sample(list(alive.values()), min(len(alive), rng.randint(1, 3)))
            gone = graph.with_descendants(some) if rng.random() < 0.5 else {one.txid: one for one in some}
            graph.remove(list(gone.values()))
            alive = {txid: one for txid, one in alive.items() if txid not in gone}
        else:
            parents = rng.sample(list(alive.values()), rng.randint(0, min(3, len(alive))))
            new = entry(number, parents, rng.randint(0, 100), rng.randint(4, 400))
            graph.add(new)
            alive[new.txid] = new
        if alive and rng.random() < 0.2:
            graph.reprice(rng.choice(list(alive.values())), rng.randint(-50, 50))
        _check(graph, alive.values())


def test_a_returning_parent_is_linked_to_its_children() -> None:
    graph = Graph()
    parent = entry(0, [], 10, 40)
    kids = [entry(n, [parent], 10, 40) for n in (1, 2)]
    for kid in kids:
        graph.add(kid)
    assert len(graph.clusters) == 2
    graph.add(parent)
    graph.link(parent.txid)
    _check(graph, [parent, *kids])
    assert len(graph.clusters) == 1


@pytest.mark.parametrize("seed", range(10))
def test_staging_foresees_what_a_change_makes(seed: int) -> None:
    rng = random.Random(seed)
    graph = Graph()
    made: list[PoolEntry] = []
    for number in range(30):
        made.append(entry(number, rng.sample(made, min(len(made), rng.randint(0, 2))), rng.randint(1, 9), 40))
        graph.add(made[-1])
    gone = graph.with_descendants(rng.sample(made, 2))
    left = [one for one in made if one.txid not in gone]
    new = entry(99, rng.sample(left, min(2, len(left))), 5, 40)
    staging = Staging(graph, [new], gone)
    expected = {frozenset(one.txid for one in part) for part in staging.parts}
    graph.remove(list(gone.values()))
    graph.add(new)
    touched = {frozenset(cluster.members) for cluster in graph.clusters}
    assert expected <= touched
    assert frozenset(new.cluster.members if new.cluster else ()) in expected
