"""RPCs about addresses of peers that a node has heard of. This node hears only what addpeeraddress tells it.

Source: Bitcoin Core, src/rpc/net.cpp.
"""

from labs.embedded.methods.network import NETWORKS, peers_of
from labs.embedded.rpc.errors import INVALID_IP_OR_SUBNET, MISC, PARAMETER, RpcError
from labs.embedded.rpc.registry import BOOL, NUM, STR, Arg, Call, Hint, Json, method


@method(
    "network",
    "getnodeaddresses",
    "Return known addresses, after filtering for quality and recency.\nThese can potentially be used to find "
    "new peers in the network.\n",
    Arg(
        "count", NUM, "The maximum number of addresses to return. Specify 0 to return all known addresses.", 1
    ),
    Arg("network", STR, "Return only addresses of the specified network.", Hint("all networks")),
)
def getnodeaddresses(call: Call, count: int, network: str | None) -> Json:
    """What addpeeraddress has told."""
    if count < 0:
        raise RpcError(PARAMETER, "Address count out of range")
    if network is not None and network not in NETWORKS:
        raise RpcError(PARAMETER, f"Network not recognized: {network}")
    known = [each for each in peers_of(call).known if network in (None, each.network)]
    return [
        {
            "time": each.time,
            "services": each.services,
            "address": each.address,
            "port": each.port,
            "network": each.network,
        }
        for each in (known[:count] if count else known)
    ]


@method(
    "network",
    "getaddrmaninfo",
    "Provides information about the node's address manager by returning the number of addresses in the `new` "
    "and `tried` tables and their sum for all networks.\n",
)
def getaddrmaninfo(call: Call) -> Json:
    """Counts of known addresses."""
    known = peers_of(call).known
    counts = {name: sum(each.network == name for each in known) for name in NETWORKS}
    counts["all_networks"] = len(known)
    return {name: {"new": count, "tried": 0, "total": count} for name, count in counts.items()}


@method(
    "network",
    "exportasmap",
    "Export the embedded ASMap data to a file. Any existing file at the path will be overwritten.\n",
    Arg("path", STR, "Path to the output file. If relative, will be prefixed by datadir."),
)
def exportasmap(call: Call, path: str) -> Json:
    """There is none."""
    raise RpcError(MISC, "No embedded ASMap data available")


@method(
    "hidden",
    "addpeeraddress",
    "Add the address of a potential peer to an address manager table. This RPC is for testing only.",
    Arg("address", STR, "The IP address of the peer"),
    Arg("port", NUM, "The port of the peer"),
    Arg("tried", BOOL, "If true, attempt to add the peer to the tried addresses table", False),
)
def addpeeraddress(call: Call, address: str, port: int, tried: bool) -> Json:
    """Remembers an address, once; private and local ones are not taken, as in Core."""
    import ipaddress

    from labs.embedded.peers import Address

    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        raise RpcError(INVALID_IP_OR_SUBNET, "Invalid IP address") from None
    if not 0 <= port < 65536:
        raise RpcError(MISC, "JSON integer out of range")
    known = peers_of(call).known
    if not parsed.is_global or any(each.address == address and each.port == port for each in known):
        return {"error": "failed-adding-to-new", "success": False}
    known.append(Address(call.node.clock.now(), 9, str(parsed), port, f"ipv{parsed.version}"))
    return {"success": True}
