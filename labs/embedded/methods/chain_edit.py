"""RPC methods that choose another branch by hand.

Source: Bitcoin Core, src/rpc/blockchain.cpp.
"""

from labs.embedded.methods.block_json import find_block
from labs.embedded.rpc.errors import DATABASE, RpcError
from labs.embedded.rpc.registry import HEX, Arg, Call, method


@method(
    "hidden",
    "invalidateblock",
    "Treats a block as if it broke a rule, and all blocks above it; also after a restart.",
    Arg("blockhash", HEX, "The block"),
)
def invalidateblock(call: Call, blockhash: str) -> None:
    chain = call.node.chain
    entry = find_block(chain, blockhash)
    if entry is chain.genesis:
        raise RpcError(DATABASE, "genesis-block-cannot-be-invalid")
    chain.invalidate(entry.hash)


@method(
    "hidden",
    "reconsiderblock",
    "Takes back invalidateblock, for the block and all above and below it.",
    Arg("blockhash", HEX, "The block"),
)
def reconsiderblock(call: Call, blockhash: str) -> None:
    chain = call.node.chain
    chain.reconsider(find_block(chain, blockhash).hash)


@method(
    "blockchain",
    "preciousblock",
    "Treats a block as if it had come before all others of the same work. The last call counts.",
    Arg("blockhash", HEX, "The block"),
)
def preciousblock(call: Call, blockhash: str) -> None:
    chain = call.node.chain
    chain.precious(find_block(chain, blockhash).hash)
