"""The class network: one node for everybody in the course, and a wallet on it for each learner.

    rpc = labs.node.classroom("bitcoin")
    rpc.faucet()                            coins to begin with, once in a while
    rpc.sendtoaddress(friend, "0.1")        your wallet is chosen for you

Blocks come by themselves, or from whoever mines one by getblocktemplate and submitblock.
"""

from __future__ import annotations

import os
from urllib.parse import quote

from labs.node.client import Client
from labs.node.errors import NodeError

MISSING = (
    "There is no class network here: labs.node.classroom() works on the platform's own notebooks. "
    "A node of your own is labs.node.own() or labs.node.regtest()."
)


def classroom(course: str, timeout_s: float = 60) -> Client:
    """The network of a course, by the course's short name. Raises NodeError where there is none."""
    address = os.environ.get("HUNAR_NODE_URL", "")
    if not address:
        raise NodeError(MISSING)
    return Client(f"{address.rstrip('/')}/{quote(course, safe='')}", timeout_s=timeout_s)
