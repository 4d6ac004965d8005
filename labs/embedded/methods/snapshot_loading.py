"""Loading a snapshot of the coins, which this engine does not do: it keeps the whole chain.

Source: Bitcoin Core, loadtxoutset in src/rpc/blockchain.cpp.
"""

import os
from pathlib import Path

from labs.embedded.rpc.errors import MISC, PARAMETER, RpcError
from labs.embedded.rpc.registry import STR, Arg, Call, Json, method


@method(
    "blockchain",
    "loadtxoutset",
    "Load the serialized UTXO set from a file. This node keeps the whole chain and loads no snapshot.\n",
    Arg("path", STR, "path to the snapshot file. If relative, will be prefixed by datadir."),
)
def loadtxoutset(call: Call, path: str) -> Json:
    """Always an error; a file that is not there is told apart."""
    file = call.node.options.network_dir / path if path else Path()
    try:
        there = os.path.isfile(file)
    except ValueError:  # a name that no file can have
        there = False
    if not there:
        raise RpcError(PARAMETER, f"Couldn't open file {file} for reading.")
    raise RpcError(MISC, "Unable to load UTXO snapshot: this node keeps the whole chain.")
