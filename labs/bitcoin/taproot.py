"""Taproot's tree of scripts: leaf hashes, the merkle root, and the control block that opens each leaf.

A tree is written as its leaves from left to right, each with its depth. Source: BIP 341.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from labs.bitcoin.hashes import tagged_hash
from labs.bitcoin.keys import KeyFormatError, taproot_output
from labs.bitcoin.wire import var_bytes

LEAF_TAPSCRIPT = 0xC0
MAX_DEPTH = 128

Leaf = tuple[int, int, bytes]
"""Depth below the root, leaf version, script."""


def leaf_hash(script: bytes, version: int = LEAF_TAPSCRIPT) -> bytes:
    return tagged_hash("TapLeaf", bytes([version]) + var_bytes(script))


def branch_hash(left: bytes, right: bytes) -> bytes:
    """Hash of two subtrees; their order does not matter, so a path needs no left or right."""
    return tagged_hash("TapBranch", min(left, right) + max(left, right))


class TreeError(ValueError):
    """Depths that are no binary tree."""


@dataclass(slots=True)
class SpendData:
    """What may be known of a taproot output, perhaps in parts: empty bytes stand for unknown (or no tree).

    scripts: (script, leaf version) -> control blocks, the shortest first.
    """

    internal: bytes = b""
    merkle_root: bytes = b""
    scripts: dict[tuple[bytes, int], list[bytes]] = field(default_factory=dict)

    def merge(self, other: SpendData) -> None:
        self.internal = self.internal or other.internal
        self.merkle_root = self.merkle_root or other.merkle_root
        for leaf, controls in other.scripts.items():
            merged = {*self.scripts.get(leaf, []), *controls}
            self.scripts[leaf] = sorted(merged, key=lambda control: (len(control), control))


class TaprootTree:
    """An internal key and its (possibly empty) tree of scripts; raises TreeError or KeyFormatError."""

    def __init__(self, internal: bytes, leaves: list[Leaf]) -> None:
        self.internal = internal
        self.leaves = leaves
        self.merkle_root, self._branches = merkle_tree(leaves)
        output = taproot_output(internal, self.merkle_root)
        if output is None:
            raise KeyFormatError("The internal key is no point of the curve")
        self.output, self.parity = output

    def spend_data(self) -> SpendData:
        data = SpendData(self.internal, self.merkle_root)
        for (_, version, script), branch in zip(self.leaves, self._branches, strict=True):
            control = bytes([version | self.parity]) + self.internal + b"".join(branch)
            data.merge(SpendData(scripts={(script, version): [control]}))
        return data


def merkle_tree(leaves: list[Leaf]) -> tuple[bytes, list[list[bytes]]]:
    """Root (empty without leaves) and, per leaf, the hashes beside its way up; raises TreeError."""
    branches: list[list[bytes]] = [[] for _ in leaves]
    # Subtrees that still wait for their right partner: depth, hash, numbers of their leaves.
    waiting: list[tuple[int, bytes, list[int]]] = []
    for number, (depth, version, script) in enumerate(leaves):
        if not 0 <= depth <= MAX_DEPTH or (waiting and waiting[-1][0] > depth):
            raise TreeError("The leaves are not in the order of a binary tree")
        node = (depth, leaf_hash(script, version), [number])
        while waiting and waiting[-1][0] == node[0]:
            node = _join(waiting.pop(), node, branches)
        waiting.append(node)
    if not waiting:
        return b"", branches
    if len(waiting) != 1 or waiting[0][0] != 0:
        raise TreeError("The tree is not complete")
    return waiting[0][1], branches


def _join(
    left: tuple[int, bytes, list[int]], right: tuple[int, bytes, list[int]], branches: list[list[bytes]]
) -> tuple[int, bytes, list[int]]:
    if left[0] == 0:
        raise TreeError("There is nothing above the root")
    for number in left[2]:
        branches[number].append(right[1])
    for number in right[2]:
        branches[number].append(left[1])
    return left[0] - 1, branch_hash(left[1], right[1]), left[2] + right[2]


def root_of(control: bytes, leaf: bytes) -> bytes:
    """Merkle root that a control block claims for a leaf hash."""
    node = leaf
    for start in range(33, len(control), 32):
        node = branch_hash(node, control[start : start + 32])
    return node


def is_control_block(control: bytes, version: int) -> bool:
    size_fits = 33 <= len(control) <= 33 + 32 * MAX_DEPTH and (len(control) - 33) % 32 == 0
    return size_fits and control[0] & 0xFE == version


def leaves_of(data: SpendData, output: bytes) -> list[Leaf] | None:
    """The complete tree behind an output key, when the spend data is enough to know it; else None.

    Left and right are arbitrary: hashes do not tell them apart.
    """
    found = taproot_output(data.internal, data.merkle_root) if len(data.internal) == 32 else None
    if found is None or found[0] != output:
        return None
    if not data.merkle_root:
        return []
    paths: dict[bytes, tuple[bytes, bytes] | tuple[bytes, int]] = {}
    for (script, version), controls in sorted(data.scripts.items()):
        for control in controls:
            leaf = leaf_hash(script, version) if 0 <= version < 256 else b""
            if is_control_block(control, version) and root_of(control, leaf) == data.merkle_root:
                paths[leaf] = (script, version)
                node = leaf
                for start in range(33, len(control), 32):
                    beside = control[start : start + 32]
                    parent = branch_hash(node, beside)
                    paths.setdefault(parent, (node, beside))
                    node = parent
    return _flatten(paths, data.merkle_root)


def _flatten(nodes: dict[bytes, tuple[bytes, bytes] | tuple[bytes, int]], root: bytes) -> list[Leaf] | None:
    leaves: list[Leaf] = []
    stack = [(root, 0)]
    while stack:
        digest, depth = stack.pop()
        node = nodes.get(digest)
        if node is None or len(leaves) > 10_000:
            return None
        first, second = node
        if isinstance(second, int):
            leaves.append((depth, second, first))
        else:
            stack += [(second, depth + 1), (first, depth + 1)]
    return leaves
