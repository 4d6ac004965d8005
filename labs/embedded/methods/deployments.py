"""RPC method about soft forks: which rules hold in the next block, and how testdummy's vote stands.

Source: Bitcoin Core, src/rpc/blockchain.cpp (getdeploymentinfo), src/versionbits.cpp; BIP 9.
"""

from labs.bitcoin.transactions import display
from labs.embedded.entry import Entry
from labs.embedded.methods.block_json import find_block
from labs.embedded.rpc.registry import HEX, Arg, Call, Hint, Json, method
from labs.embedded.version_bits import BIT, PERIOD, THRESHOLD, State, VersionBits, signals

NO_TIMEOUT = (1 << 63) - 1
FROM_START = ["NULLDUMMY", "P2SH", "TAPROOT", "WITNESS"]
FROM_BLOCK_1 = ["CHECKLOCKTIMEVERIFY", "CHECKSEQUENCEVERIFY", "DERSIG"]
BURIED = {"bip34": 1, "bip66": 1, "bip65": 1, "csv": 1, "segwit": 0}
"""The height from which each rule holds on regtest."""


@method(
    "blockchain",
    "getdeploymentinfo",
    "Which rule changes are active in the block after one.",
    Arg("blockhash", HEX, "The block", Hint("hash of current chain tip")),
)
def getdeploymentinfo(call: Call, blockhash: str | None) -> Json:
    chain = call.node.chain
    entry = chain.tip if blockhash is None else find_block(chain, blockhash)
    buried: dict[str, Json] = {
        name: {"type": "buried", "active": entry.height + 1 >= height, "height": height}
        for name, height in BURIED.items()
    }
    return {
        "hash": display(entry.hash),
        "height": entry.height,
        "script_flags": sorted(FROM_START + (FROM_BLOCK_1 if entry.height else [])),
        "deployments": {**buried, "testdummy": _testdummy(entry)},
    }


def _testdummy(entry: Entry) -> Json:
    bits = VersionBits()
    state: State = bits.state(entry.prev) if entry.prev else "defined"
    following = bits.state(entry)
    counting = state in ("started", "locked_in")
    vote: dict[str, Json] = {"bit": BIT} if counting else {}
    vote |= {
        "start_time": 0,
        "timeout": NO_TIMEOUT,
        "min_activation_height": 0,
        "status": state,
        "since": _since(bits, entry, state),
        "status_next": following,
    }
    if counting:
        vote |= _count(entry, state)
    shown: dict[str, Json] = {"type": "bip9"}
    if state == "active":
        shown["height"] = vote["since"]
    elif following == "active":
        shown["height"] = entry.height + 1
    return {**shown, "active": following == "active", "bip9": vote}


def _since(bits: VersionBits, entry: Entry, state: State) -> int:
    """The first height from which the state has been the same without a break."""
    if state == "defined":
        return 0
    start = entry.height - entry.height % PERIOD
    while start > PERIOD and bits.state(entry.ancestor(start - PERIOD - 1)) == state:
        start -= PERIOD
    return start


def _count(entry: Entry, state: State) -> dict[str, Json]:
    """How the vote stands in the period that entry is in."""
    elapsed = entry.height % PERIOD + 1
    votes, block = [], entry
    for _ in range(elapsed):
        votes.append(signals(block.version))
        if block.prev is None:
            break
        block = block.prev
    votes.reverse()
    statistics: dict[str, Json] = {"period": PERIOD, "elapsed": elapsed, "count": sum(votes)}
    if state != "locked_in":
        statistics["threshold"] = THRESHOLD
        statistics["possible"] = PERIOD - THRESHOLD >= elapsed - sum(votes)
    return {"statistics": statistics, "signalling": "".join("#" if vote else "-" for vote in votes)}
