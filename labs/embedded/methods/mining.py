"""What a miner asks the node: work, the network's speed, and to take a block."""

from __future__ import annotations

from typing import Any

from labs.bitcoin.blocks import HEADER_SIZE, Block, Header, commitment_index, difficulty_of, target_of
from labs.bitcoin.transactions import display
from labs.bitcoin.wire import Reader
from labs.embedded.chain import Chain, ChainError, Verdict
from labs.embedded.kernel import KernelError
from labs.embedded.methods.block_json import WARNINGS
from labs.embedded.rpc.errors import DESERIALIZE, PARAMETER, VERIFY, RpcError
from labs.embedded.rpc.registry import HEX, INT, STR, Arg, Call, Json, method
from labs.embedded.rpc.values import btc, real
from labs.embedded.templates import DIFFICULTY_PERIOD
from labs.mining.coinbase import RESERVED


@method(
    "mining", "getmininginfo", "What concerns mining: height, difficulty, speed, the next block's target."
)
def getmininginfo(call: Call) -> Json:
    node = call.node
    tip, templates = node.chain.tip, node.templates
    last: dict[str, Any] = {}
    if templates.last_weight is not None:
        last = {"currentblockweight": templates.last_weight, "currentblocktx": templates.last_txs}
    return {
        "blocks": tip.height,
        **last,
        **_hardness(tip.bits),
        "networkhashps": getnetworkhashps(call, 120, -1),
        "pooledtx": len(node.mempool.entries),
        "blockmintxfee": btc(templates.limits.min_feerate),
        "chain": "regtest",
        "next": {"height": tip.height + 1, **_hardness(node.chain.next_bits)},
        "warnings": WARNINGS,
    }


@method(
    "mining",
    "getnetworkhashps",
    "Estimates how many hashes per second the whole network tries, from the time that blocks took.",
    Arg(
        "nblocks",
        INT,
        "How many blocks to look back; -1: all since the difficulty last changed.",
        120,
    ),
    Arg("height", INT, "The height to look back from; -1 is the tip.", -1),
)
def getnetworkhashps(call: Call, nblocks: int, height: int) -> Json:
    chain = call.node.chain
    if nblocks < -1 or nblocks == 0:
        raise RpcError(PARAMETER, "Invalid nblocks. Must be a positive number or -1.")
    if height < -1 or height > chain.height:
        raise RpcError(PARAMETER, "Block does not exist at specified height")
    last = chain.tip if height == -1 else chain.at(height)
    if last is None or last.height == 0:
        return 0
    if nblocks == -1:
        nblocks = last.height % DIFFICULTY_PERIOD + 1
    first = last
    earliest = latest = last.time
    for _ in range(min(nblocks, last.height)):
        assert first.prev is not None
        first = first.prev
        earliest, latest = min(earliest, first.time), max(latest, first.time)
    if earliest == latest:
        return 0
    return real(float(last.chainwork - first.chainwork) / (latest - earliest))


@method(
    "mining",
    "submitblock",
    "Hands a block in. The answer is null when it is accepted, otherwise a word of BIP 22.",
    Arg("hexdata", HEX, "The whole block."),
    Arg("dummy", STR, "Not used; BIP 22 has it.", None),
)
def submitblock(call: Call, hexdata: str, dummy: str | None) -> Json:
    block, raw = decode_block(hexdata)
    if call.node.chain.entry(block.header.prev) is not None and _lacks_reserved_value(block):
        block.txs[0] = block.txs[0].copy()
        block.txs[0].inputs[0].witness = [RESERVED]
        raw = block.serialize()
    return hand_over(call.node.chain, raw)


@method(
    "mining",
    "submitheader",
    "Hands a block's header in. Fails where the header is not valid.",
    Arg("hexdata", HEX, "The header's 80 bytes."),
)
def submitheader(call: Call, hexdata: str) -> Json:
    try:
        raw = from_hex(hexdata)
        header = Header.parse(raw[:HEADER_SIZE])
    except ValueError:
        raise RpcError(DESERIALIZE, "Block header decode failed") from None
    if call.node.chain.entry(header.prev) is None:
        raise RpcError(VERIFY, f"Must submit previous header ({display(header.prev)}) first")
    verdict = call.node.chain.submit_header(raw[:HEADER_SIZE])
    if verdict is not None:
        raise RpcError(VERIFY, verdict)
    return None


def hand_over(chain: Chain, raw: bytes) -> Verdict:
    """Give a block to the chain. Raises RpcError -25 when it cannot take any, such as on a full disk."""
    try:
        return chain.submit(raw)
    except (ChainError, KernelError) as error:
        raise RpcError(VERIFY, str(error)) from None


def decode_block(text: str) -> tuple[Block, bytes]:
    """The block that hex begins with, and its bytes; what follows is not looked at. Raises RpcError -22."""
    try:
        reader = Reader(from_hex(text))
        block = Block.read(reader)
    except ValueError:
        raise RpcError(DESERIALIZE, "Block decode failed") from None
    return block, reader.data[: reader.position]


def from_hex(text: str) -> bytes:
    """Bytes from hex digits and nothing else: bytes.fromhex() alone would skip spaces. Raises ValueError."""
    if text.split() != [text]:
        raise ValueError("not hex")
    return bytes.fromhex(text)


def _lacks_reserved_value(block: Block) -> bool:
    """Whether the coinbase commits to witnesses without the witness item that belongs to it."""
    if not block.txs or not block.txs[0].inputs:
        return False
    return commitment_index(block.txs[0]) is not None and not block.txs[0].has_witness


def _hardness(bits: int) -> dict[str, Any]:
    return {
        "bits": f"{bits:08x}",
        "difficulty": real(difficulty_of(bits)),
        "target": f"{target_of(bits):064x}",
    }
