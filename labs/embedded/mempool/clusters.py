"""Clusters: transactions that hang together, ordered for mining and cut into chunks.

A cluster is a connected component of parents and children. Its linearisation is an order in which it can be
mined; its chunks are the groups that a miner would take together, by falling feerate. The order is found by
taking the group of ancestors with the best feerate again and again, and bettered by Core's post-
linearisation. Core searches for the best order of all; here a good one is enough. Source: Bitcoin Core,
src/cluster_linearize.h.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from labs.embedded.mempool.entry import PoolEntry
from labs.embedded.mempool.feerate import rank


@dataclass(slots=True, eq=False)
class Chunk:
    """Transactions mined together, parents first. fee counts priorities, weight signature operations."""

    entries: list[PoolEntry]
    fee: int
    weight: int

    @property
    def rank(self) -> int:
        return rank(self.fee, self.weight)


class Cluster:
    """A connected part of the mempool. Its order is worked out when asked for and kept until it changes."""

    __slots__ = ("_chunks", "members", "weight")

    def __init__(self, members: Iterable[PoolEntry]) -> None:
        self.members: dict[bytes, PoolEntry] = {}
        self.weight = 0
        self._chunks: list[Chunk] | None = None
        for entry in members:
            self.add(entry)

    def add(self, entry: PoolEntry) -> None:
        """Take one in; its parents, if any, are here already or come with it."""
        self.members[entry.txid] = entry
        self.weight += entry.adjusted_weight
        entry.cluster = self
        self._chunks = None

    def changed(self) -> None:
        """A fee or a link inside is another now."""
        self._chunks = None

    @property
    def chunks(self) -> list[Chunk]:
        """By falling feerate."""
        if self._chunks is None:
            self._chunks = chunked(linearise(list(self.members.values())))
        return self._chunks

    @property
    def order(self) -> list[PoolEntry]:
        """Every member in mining order."""
        return [entry for chunk in self.chunks for entry in chunk.entries]

    def chunk_of(self, entry: PoolEntry) -> Chunk:
        return next(chunk for chunk in self.chunks if entry in chunk.entries)


def linearise(entries: Sequence[PoolEntry]) -> list[PoolEntry]:
    """A good mining order of entries; links to transactions outside of them do not count."""
    if len(entries) == 1:
        return list(entries)
    nodes = _topological(entries)
    index = {entry.txid: i for i, entry in enumerate(nodes)}
    ancestors: list[int] = []
    for i, entry in enumerate(nodes):
        mask = 1 << i
        for parent in entry.parents:
            if parent in index:
                mask |= ancestors[index[parent]]
        ancestors.append(mask)
    order = _by_ancestor_feerate(nodes, ancestors)
    for backwards in (True, False):
        order = _post_linearise(nodes, ancestors, order, backwards)
    return [nodes[i] for i in order]


def chunked(order: Sequence[PoolEntry]) -> list[Chunk]:
    """Cut a mining order into chunks of falling feerate: what pays more than the one before joins it."""
    chunks: list[Chunk] = []
    for entry in order:
        chunk = Chunk([entry], entry.modified_fee, entry.adjusted_weight)
        while chunks and chunk.fee * chunks[-1].weight > chunks[-1].fee * chunk.weight:
            before = chunks.pop()
            chunk = Chunk(
                before.entries + chunk.entries, before.fee + chunk.fee, before.weight + chunk.weight
            )
        chunks.append(chunk)
    return chunks


def components(entries: Sequence[PoolEntry]) -> list[list[PoolEntry]]:
    """The connected parts of entries, linked by parents among them; every part in the given order."""
    root: dict[bytes, bytes] = {entry.txid: entry.txid for entry in entries}

    def find(txid: bytes) -> bytes:
        while root[txid] != txid:
            root[txid] = root[root[txid]]
            txid = root[txid]
        return txid

    for entry in entries:
        for parent in entry.parents:
            if parent in root:
                root[find(parent)] = find(entry.txid)
    parts: dict[bytes, list[PoolEntry]] = {}
    for entry in entries:
        parts.setdefault(find(entry.txid), []).append(entry)
    return list(parts.values())


def improves(after: Sequence[Chunk], before: Sequence[Chunk]) -> bool:
    """Whether the feerate diagram of `after` lies nowhere below that of `before` and somewhere above it.

    Source: Bitcoin Core, CompareChunks in src/util/feefrac.cpp.
    """
    new, old = _corners(after), _corners(before)
    places = sorted({size for size, _ in new} | {size for size, _ in old})
    better = False
    for size in places:
        # Heights are fractions: compare a/b with c/d by a*d and c*b.
        (a, b), (c, d) = _height(new, size), _height(old, size)
        if a * d < c * b:
            return False
        better = better or a * d > c * b
    return better


def _topological(entries: Sequence[PoolEntry]) -> list[PoolEntry]:
    """Parents before children; otherwise by txid, so that the same cluster always gives the same order."""
    left = {entry.txid: entry for entry in sorted(entries, key=lambda entry: entry.txid[::-1])}
    order: list[PoolEntry] = []
    while left:
        ready = [entry for entry in left.values() if not any(parent in left for parent in entry.parents)]
        for entry in ready:
            del left[entry.txid]
        order += ready
    return order


def _by_ancestor_feerate(nodes: Sequence[PoolEntry], ancestors: Sequence[int]) -> list[int]:
    """Again and again the transaction whose remaining ancestors and itself pay most per weight, with them."""
    count = len(nodes)
    fees = [sum(nodes[j].modified_fee for j in _bits(mask)) for mask in ancestors]
    weights = [sum(nodes[j].adjusted_weight for j in _bits(mask)) for mask in ancestors]
    left = list(range(count))
    done = 0
    order: list[int] = []
    while left:
        best = left[0]
        for i in left:
            mine, other = fees[i] * weights[best], fees[best] * weights[i]
            if mine > other or (mine == other and weights[i] < weights[best]):
                best = i
        taken = ancestors[best] & ~done
        done |= taken
        chosen = list(_bits(taken))
        order += chosen
        left = [i for i in left if not taken >> i & 1]
        for i in left:
            for j in _bits(ancestors[i] & taken):
                fees[i] -= nodes[j].modified_fee
                weights[i] -= nodes[j].adjusted_weight
    return order


def _post_linearise(
    nodes: Sequence[PoolEntry], ancestors: Sequence[int], order: Sequence[int], backwards: bool
) -> list[int]:
    """One pass that lets groups overtake worse ones before them, or joins them where they depend on them.

    The pass backwards works on the reversed order with fees negated. Source: PostLinearize in Core.
    """
    groups: list[tuple[list[int], int, int, int, int]] = []  # order, members, dependencies, fee, weight
    descendants = [0] * len(nodes)
    if backwards:
        for i, mask in enumerate(ancestors):
            for j in _bits(mask):
                descendants[j] |= 1 << i
    needs = descendants if backwards else ancestors
    sign = -1 if backwards else 1
    for i in reversed(order) if backwards else order:
        group = ([i], 1 << i, needs[i], sign * nodes[i].modified_fee, nodes[i].adjusted_weight)
        behind = len(groups)
        while behind and group[3] * groups[behind - 1][4] > groups[behind - 1][3] * group[4]:
            other = groups[behind - 1]
            behind -= 1
            if group[2] & other[1]:
                group = (
                    other[0] + group[0],
                    other[1] | group[1],
                    other[2] | group[2],
                    other[3] + group[3],
                    other[4] + group[4],
                )
                del groups[behind]
        groups.insert(behind, group)
    flat = [i for group in groups for i in group[0]]
    return flat[::-1] if backwards else flat


def _bits(mask: int) -> Iterable[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _corners(chunks: Sequence[Chunk]) -> list[tuple[int, int]]:
    """Sums of weight and fee after every chunk, best first, beginning at nothing."""
    corners = [(0, 0)]
    for chunk in sorted(chunks, key=lambda chunk: -chunk.rank):
        corners.append((corners[-1][0] + chunk.weight, corners[-1][1] + chunk.fee))
    return corners


def _height(corners: Sequence[tuple[int, int]], size: int) -> tuple[int, int]:
    """The diagram's fee at a size, as a fraction; level behind its end."""
    for (x0, y0), (x1, y1) in pairwise(corners):
        if size <= x1:
            return y0 * (x1 - x0) + (y1 - y0) * (size - x0), x1 - x0
    return corners[-1][1], 1
