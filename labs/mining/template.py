"""A node's block template, from JSON to the bytes that `submitblock` takes.

    template = BlockTemplate.from_json(rpc.call("getblocktemplate", {"rules": ["segwit"]}))
    coinbase = template.coinbase(script, extra=b"mined by me")
    header = template.header(coinbase)
    nonce = search(header, template.target)
    rpc.call("submitblock", template.block(set_nonce(header, nonce), coinbase).hex())

Sources: BIP 22, BIP 23, BIP 145.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from labs.bitcoin.blocks import Header
from labs.bitcoin.transactions import Tx, from_display
from labs.bitcoin.wire import compact_size
from labs.mining.coinbase import coinbase
from labs.mining.merkle import coinbase_branch, root_from_branch

REQUEST: dict[str, Any] = {"rules": ["segwit"]}
"""What getblocktemplate must be asked: the miner has to know the segwit rules."""


@dataclass(frozen=True, slots=True)
class BlockTemplate:
    """The next block as the node would build it. Hashes in internal byte order; amounts in satoshi.

    target: a block hash must not be above it. cur_time, min_time: Unix seconds. txs: all transactions but the
    coinbase, serialized. branch: the merkle branch of the coinbase. commitment: the script of the coinbase
    output that commits to the witnesses, or None. long_poll_id: hand it back, and the node answers when the
    work changes.
    """

    height: int
    version: int
    prev: bytes
    bits: int
    target: int
    min_time: int
    cur_time: int
    coinbase_value: int
    commitment: bytes | None
    txs: tuple[bytes, ...]
    branch: tuple[bytes, ...]
    long_poll_id: str

    @classmethod
    def from_json(cls, answer: Mapping[str, Any]) -> BlockTemplate:
        """The template in an answer of getblocktemplate."""
        commitment = answer.get("default_witness_commitment")
        txs = answer["transactions"]
        return cls(
            height=int(answer["height"]),
            version=int(answer["version"]),
            prev=from_display(answer["previousblockhash"]),
            bits=int(answer["bits"], 16),
            target=int(answer["target"], 16),
            min_time=int(answer["mintime"]),
            cur_time=int(answer["curtime"]),
            coinbase_value=int(answer["coinbasevalue"]),
            commitment=bytes.fromhex(commitment) if commitment else None,
            txs=tuple(bytes.fromhex(tx["data"]) for tx in txs),
            branch=tuple(coinbase_branch([from_display(tx["txid"]) for tx in txs])),
            long_poll_id=str(answer.get("longpollid", "")),
        )

    def coinbase(self, script: bytes, extra: bytes = b"\x00") -> Tx:
        """The coinbase that pays everything to `script`; another `extra` gives another 2^32 nonces."""
        return coinbase(self.height, self.coinbase_value, script, self.commitment, extra)

    def header(self, coinbase: Tx, time: int | None = None, version: int | None = None) -> bytes:
        """The 80 bytes to hash, with nonce 0. time: Unix seconds, not before min_time."""
        return Header(
            self.version if version is None else version,
            self.prev,
            root_from_branch(coinbase.txid, self.branch),
            self.cur_time if time is None else time,
            self.bits,
            0,
        ).serialize()

    def block(self, header: bytes, coinbase: Tx) -> bytes:
        """The whole block, ready for submitblock as hex."""
        return b"".join([header, compact_size(1 + len(self.txs)), coinbase.serialize(), *self.txs])
