"""Whether a block would be valid, asked without giving it to the kernel: for proposals and generateblock.

The rules come in Bitcoin Core's order with its reasons; scripts are run by the kernel.
Source: Bitcoin Core, src/validation.cpp (TestBlockValidity and what it calls).
"""

from typing import TYPE_CHECKING

from labs.bitcoin.blocks import (
    Block,
    Header,
    commitment_index,
    has_twin,
    merkle_root,
    target_of,
    witness_commitment,
)
from labs.bitcoin.script import number
from labs.bitcoin.sigops import MAX_BLOCK_SIGOPS_COST, legacy_sigops, sigop_cost
from labs.bitcoin.transactions import MAX_MONEY, OutPoint, Tx, display
from labs.embedded.coins import Coin, outputs_of
from labs.embedded.entry import Entry

if TYPE_CHECKING:
    from labs.embedded.chain import Chain

MAX_FUTURE_S = 2 * 60 * 60
MAX_BLOCK_WEIGHT = 4_000_000
HALVING_INTERVAL = 150
"""Blocks after which a block's new coins halve; on regtest only."""


class BlockRefused(Exception):
    """A block breaks a rule. reason: Core's word; debug: its details."""

    def __init__(self, reason: str, debug: str = "") -> None:
        super().__init__(f"{reason}, {debug}" if debug else reason)
        self.reason = reason
        self.debug = debug


def subsidy(height: int) -> int:
    """New coins of a regtest block, in satoshi."""
    halvings = height // HALVING_INTERVAL
    return 5_000_000_000 >> halvings if halvings < 64 else 0


def check_proposal(chain: "Chain", block: Block, check_pow: bool = False) -> None:
    """Raises BlockRefused unless block would be valid on top of the tip."""
    if block.header.prev != chain.tip.hash:
        raise BlockRefused("inconclusive-not-best-prevblk")
    check_block(block, check_pow)
    _check_header_in_place(block.header, chain.tip, chain.clock.now())
    _check_in_place(block, chain.tip)
    _check_coins(block, chain)


def check_block(block: Block, check_pow: bool = True) -> None:
    """The rules that need no other block. Raises BlockRefused."""
    from labs.embedded.mempool.entry import Rejected
    from labs.embedded.mempool.rules import check_form

    if check_pow:
        _check_pow(block.header)
    txids = [tx.txid for tx in block.txs]
    if block.header.merkle_root != (merkle_root(txids) if txids else bytes(32)):
        raise BlockRefused("bad-txnmrklroot", "hashMerkleRoot mismatch")
    if has_twin(txids):
        raise BlockRefused("bad-txns-duplicate", "duplicate transaction")
    if not block.txs or len(block.txs) * 4 > MAX_BLOCK_WEIGHT or block.stripped_size * 4 > MAX_BLOCK_WEIGHT:
        raise BlockRefused("bad-blk-length", "size limits failed")
    if not block.txs[0].is_coinbase:
        raise BlockRefused("bad-cb-missing", "first tx is not coinbase")
    if any(tx.is_coinbase for tx in block.txs[1:]):
        raise BlockRefused("bad-cb-multiple", "more than one coinbase")
    for tx in block.txs:
        try:
            check_form(tx)
        except Rejected as fault:
            where = f"Transaction check failed (tx hash {display(tx.txid)}) {fault.debug}"
            raise BlockRefused(fault.reason, where) from None
    if sum(legacy_sigops(tx) for tx in block.txs) * 4 > MAX_BLOCK_SIGOPS_COST:
        raise BlockRefused("bad-blk-sigops", "out-of-bounds SigOpCount")


def check_header(header: Header, prev: Entry | None, now: int) -> None:
    """The rules for a header on top of prev (None when unknown). now: seconds. Raises BlockRefused."""
    _check_pow(header)
    if prev is None:
        raise BlockRefused("prev-blk-not-found")
    if prev.failed:
        raise BlockRefused("bad-prevblk")
    _check_header_in_place(header, prev, now)


def _check_pow(header: Header) -> None:
    target = target_of(header.bits)
    if not target or int.from_bytes(header.hash, "little") > target:
        raise BlockRefused("high-hash", "proof of work failed")


def _check_header_in_place(header: Header, prev: Entry, now: int) -> None:
    if header.bits != prev.bits:
        raise BlockRefused("bad-diffbits", "incorrect proof of work")
    if header.time <= prev.median_time:
        raise BlockRefused("time-too-old", "block's timestamp is too early")
    if header.time > now + MAX_FUTURE_S:
        raise BlockRefused("time-too-new", "block timestamp too far in the future")
    if header.version < 4:
        version = header.version & 0xFFFFFFFF
        raise BlockRefused(f"bad-version(0x{version:08x})", f"rejected nVersion=0x{version:08x} block")


def _check_in_place(block: Block, prev: Entry) -> None:
    """The rules that need the height and the median time of the block below."""
    from labs.embedded.mempool.rules import is_final

    height, median_time = prev.height + 1, prev.median_time
    if not all(is_final(tx, height, median_time) for tx in block.txs):
        raise BlockRefused("bad-txns-nonfinal", "non-final transaction")
    if not block.txs[0].inputs[0].script_sig.startswith(number(height)):
        raise BlockRefused("bad-cb-height", "block height mismatch in coinbase")
    _check_witness_commitment(block)
    if block.weight > MAX_BLOCK_WEIGHT:
        raise BlockRefused("bad-blk-weight", "ContextualCheckBlock : weight limit failed")


def _check_witness_commitment(block: Block) -> None:
    coinbase = block.txs[0]
    place = commitment_index(coinbase)
    if place is None:
        if any(tx.has_witness for tx in block.txs):
            raise BlockRefused("unexpected-witness", "CheckWitnessMalleation : unexpected witness data found")
        return
    if [len(item) for item in coinbase.inputs[0].witness] != [32]:
        raise BlockRefused(
            "bad-witness-nonce-size", "CheckWitnessMalleation : invalid witness reserved value size"
        )
    if witness_commitment(block) != coinbase.outputs[place].script[6:38]:
        raise BlockRefused(
            "bad-witness-merkle-match", "CheckWitnessMalleation : witness merkle commitment mismatch"
        )


def _check_coins(block: Block, chain: "Chain") -> None:
    """The rules that need the coins: inputs there, ripe and enough; signature checks; scripts; new coins."""
    height = chain.height + 1
    made: dict[OutPoint, Coin] = {}
    gone: set[OutPoint] = set()
    fees = sigops = 0
    for position, tx in enumerate(block.txs):
        spent: list[Coin] = []
        if position:
            spent = _take(tx, made, gone, chain)
            fees += _fee(tx, spent, chain)
            if fees > MAX_MONEY:
                raise BlockRefused(
                    "bad-txns-accumulated-fee-outofrange", "accumulated fee in the block out of range"
                )
        sigops += sigop_cost(tx, [coin.script for coin in spent])
        if sigops > MAX_BLOCK_SIGOPS_COST:
            raise BlockRefused("bad-blk-sigops", "too many sigops")
        if position:
            _check_scripts(tx, spent)
        made.update(outputs_of(tx, height, position == 0))
    paid, limit = sum(out.value for out in block.txs[0].outputs), fees + subsidy(height)
    if paid > limit:
        raise BlockRefused("bad-cb-amount", f"coinbase pays too much (actual={paid} vs limit={limit})")


def _take(tx: Tx, made: dict[OutPoint, Coin], gone: set[OutPoint], chain: "Chain") -> list[Coin]:
    """The coins that tx spends, taken out of what is left. Raises BlockRefused."""
    spent = []
    for source in tx.inputs:
        coin = None if source.prevout in gone else made.get(source.prevout) or chain.coin(source.prevout)
        if coin is None:
            raise BlockRefused(
                "bad-txns-inputs-missingorspent",
                f"CheckTxInputs: inputs missing/spent in transaction {display(tx.txid)}",
            )
        spent.append(coin)
    gone.update(source.prevout for source in tx.inputs)
    return spent


def _fee(tx: Tx, spent: list[Coin], chain: "Chain") -> int:
    from labs.embedded.mempool.entry import Rejected
    from labs.embedded.mempool.rules import check_amounts, is_unlocked

    name = display(tx.txid)
    try:
        fee = check_amounts(tx, spent, chain.height + 1)
    except Rejected as fault:
        raise BlockRefused(fault.reason, f"{fault.debug} in transaction {name}") from None
    if not is_unlocked(tx, spent, chain):
        raise BlockRefused("bad-txns-nonfinal", f"contains a non-BIP68-final transaction {name}")
    return fee


def _check_scripts(tx: Tx, spent: list[Coin]) -> None:
    from labs.embedded.scripts import failing_input

    failure = failing_input(tx, spent)
    if failure:
        txid, n = tx.inputs[failure.number].prevout
        raise BlockRefused(
            f"block-script-verify-flag-failed ({failure.text})",
            f"input {failure.number} of {display(tx.txid)} (wtxid {display(tx.wtxid)}),"
            f" spending {display(txid)}:{n}",
        )
