"""The coinbase's branch of the merkle tree: why a miner may change one transaction without hashing them all.

A tree over n transactions needs about n hashes; the branch from the coinbase to the root has only log2(n).
A pool sends its miners the branch, never the transactions.
"""

from __future__ import annotations

from collections.abc import Sequence

from labs.bitcoin.hashes import sha256d


def coinbase_branch(txids: Sequence[bytes]) -> list[bytes]:
    """The hashes that lead from the coinbase to the merkle root, lowest first.

    txids: the ids of all transactions but the coinbase, 32 bytes each, internal byte order, in block order.
    """
    level: list[bytes] = list(txids)  # the tree without its leftmost leaf
    branch = []
    while level:
        branch.append(level[0])
        rest = level[1:]
        if len(rest) % 2:
            rest.append(rest[-1])
        level = [sha256d(rest[i] + rest[i + 1]) for i in range(0, len(rest), 2)]
    return branch


def root_from_branch(txid: bytes, branch: Sequence[bytes]) -> bytes:
    """The merkle root of a block whose coinbase is `txid`; the coinbase is always the left one of a pair."""
    for other in branch:
        txid = sha256d(txid + other)
    return txid
