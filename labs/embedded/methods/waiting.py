"""RPC methods that wait for a block; other calls go on meanwhile.

Source: Bitcoin Core, src/rpc/blockchain.cpp.
"""

from collections.abc import Callable

from labs.bitcoin.transactions import display
from labs.embedded.node import Node
from labs.embedded.rpc.errors import MISC, RpcError
from labs.embedded.rpc.registry import HEX, INT, Arg, Call, Json, method
from labs.embedded.rpc.values import hash_arg

TIMEOUT = Arg("timeout", INT, "Milliseconds to wait; 0 waits for ever", 0)


@method(
    "blockchain",
    "waitfornewblock",
    "Waits until the tip changes, and shows the tip.",
    TIMEOUT,
    Arg("current_tip", HEX, "Waits for the tip to differ from this", None),
)
def waitfornewblock(call: Call, timeout: int, current_tip: str | None) -> Json:
    chain = call.node.chain
    _check(timeout)
    old = chain.tip.hash if current_tip is None else hash_arg(current_tip, "current_tip")
    return _wait(call.node, timeout, lambda: chain.tip.hash != old)


@method(
    "blockchain",
    "waitforblock",
    "Waits until a certain block is the tip, and shows the tip.",
    Arg("blockhash", HEX, "The block to wait for"),
    TIMEOUT,
)
def waitforblock(call: Call, blockhash: str, timeout: int) -> Json:
    wanted = hash_arg(blockhash, "blockhash")
    _check(timeout)
    return _wait(call.node, timeout, lambda: call.node.chain.tip.hash == wanted)


@method(
    "blockchain",
    "waitforblockheight",
    "Waits until the chain has at least a certain height, and shows the tip.",
    Arg("height", INT, "The height to wait for"),
    TIMEOUT,
)
def waitforblockheight(call: Call, height: int, timeout: int) -> Json:
    _check(timeout)
    return _wait(call.node, timeout, lambda: call.node.chain.height >= height)


def _check(timeout: int) -> None:
    if timeout < 0:
        raise RpcError(MISC, "Negative timeout")


def _wait(node: Node, timeout_ms: int, done: Callable[[], bool]) -> Json:
    """Lets go of the node's lock until done, or until the time is over or the node stops."""
    deadline = node.clock.monotonic() + timeout_ms / 1000
    while not done() and not node.stop_requested.is_set():
        left = deadline - node.clock.monotonic() if timeout_ms else None
        if left is not None and left <= 0:
            break
        node.changed.wait(left)
    tip = node.chain.tip
    return {"hash": display(tip.hash), "height": tip.height}
