"""RPCs about peers, for a node that has none: Core's answers with 0 connections, its lists kept in memory.

Source: Bitcoin Core, src/rpc/net.cpp.
"""

from typing import TYPE_CHECKING

from labs.embedded.rpc.errors import (
    ADDRESS_OR_KEY,
    INVALID_IP_OR_SUBNET,
    INVALID_PARAMS,
    MISC,
    NODE_ALREADY_ADDED,
    NODE_NOT_ADDED,
    NODE_NOT_CONNECTED,
    PARAMETER,
    RpcError,
)
from labs.embedded.rpc.registry import BOOL, HEX, NUM, STR, Arg, Call, Hint, Json, find, method
from labs.embedded.rpc.values import btc, hash_arg

if TYPE_CHECKING:
    from labs.embedded.peers import Peers

NETWORKS = ("ipv4", "ipv6", "onion", "i2p", "cjdns")
DAY_S = 60 * 60 * 24


def peers_of(call: Call) -> "Peers":
    from labs.embedded.peers import Peers

    node = call.node
    if node.peers is None:
        node.peers = Peers(added=node.options.get_all("addnode"))
    return node.peers


@method("network", "getconnectioncount", "Returns the number of connections to other nodes.\n")
def getconnectioncount(call: Call) -> Json:
    """Always none."""
    return 0


@method(
    "network",
    "ping",
    "Requests that a ping be sent to all other nodes, to measure ping time.\n",
)
def ping(call: Call) -> Json:
    """There is nobody to ask."""
    return None


@method(
    "network", "getpeerinfo", "Returns data about each connected network peer as a json array of objects."
)
def getpeerinfo(call: Call) -> Json:
    """Always empty."""
    return []


@method(
    "network",
    "addnode",
    "Attempts to add or remove a node from the addnode list.\nOr try a connection to a node once. (This node "
    "keeps the list, but connects to nobody.)\n",
    Arg("node", STR, "The IP address/hostname optionally followed by :port of the peer to connect to"),
    Arg(
        "command",
        STR,
        "'add' to add a node to the list, 'remove' to remove a node from the list, 'onetry' to try a "
        "connection to the node once",
    ),
    Arg(
        "v2transport",
        BOOL,
        "Attempt to connect using BIP324 v2 transport protocol",
        Hint("set by -v2transport"),
    ),
)
def addnode(call: Call, node: str, command: str, v2transport: bool | None) -> Json:
    """Changes the list of added nodes."""
    added = peers_of(call).added
    if command == "add":
        if node in added:
            raise RpcError(NODE_ALREADY_ADDED, "Error: Node already added")
        added.append(node)
    elif command == "remove":
        if node not in added:
            raise RpcError(
                NODE_NOT_ADDED, "Error: Node could not be removed. It has not been added previously."
            )
        added.remove(node)
    elif command != "onetry":
        raise RpcError(MISC, find("addnode").help())
    return None


@method(
    "network",
    "disconnectnode",
    "Immediately disconnects from the specified peer node.\n",
    Arg("address", STR, "The IP address/port of the node", Hint("fallback to nodeid")),
    Arg("nodeid", NUM, "The node ID (see getpeerinfo for node IDs)", Hint("fallback to address")),
)
def disconnectnode(call: Call, address: str | None, nodeid: int | None) -> Json:
    """No peer is ever found."""
    by_id = nodeid is not None and not address
    if not by_id and (address is None or nodeid is not None):
        raise RpcError(INVALID_PARAMS, "Only one of address and nodeid should be provided.")
    raise RpcError(NODE_NOT_CONNECTED, "Node not found in connected nodes")


@method(
    "network",
    "getaddednodeinfo",
    "Returns information about the given added node, or all added nodes\n",
    Arg("node", STR, "If provided, return information about this specific node", Hint("all nodes")),
)
def getaddednodeinfo(call: Call, node: str | None) -> Json:
    """Added nodes, none of them connected."""
    added = peers_of(call).added
    if node is not None and node not in added:
        raise RpcError(NODE_NOT_ADDED, "Error: Node has not been added.")
    wanted = added if node is None else [node]
    return [{"addednode": name, "connected": False, "addresses": []} for name in wanted]


@method(
    "network",
    "getnettotals",
    "Returns information about network traffic, including bytes in, bytes out,\nand current system time.",
)
def getnettotals(call: Call) -> Json:
    """No traffic, and the system's time in milliseconds."""
    import time

    return {
        "totalbytesrecv": 0,
        "totalbytessent": 0,
        "timemillis": int(time.time() * 1000),
        "uploadtarget": {
            "timeframe": DAY_S,
            "target": 0,
            "target_reached": False,
            "serve_historical_blocks": True,
            "bytes_left_in_cycle": 0,
            "time_left_in_cycle": 0,
        },
    }


@method(
    "network", "getnetworkinfo", "Returns an object containing various state info regarding P2P networking.\n"
)
def getnetworkinfo(call: Call) -> Json:
    """The node's version and relay fees, and networks that nobody uses."""
    node = call.node
    return {
        "version": 319900,
        "subversion": node.options.subversion,
        "protocolversion": 70016,
        "localservices": "0000000000000c09",
        "localservicesnames": ["NETWORK", "WITNESS", "NETWORK_LIMITED", "P2P_V2"],
        "localrelay": True,
        "timeoffset": 0,
        "networkactive": node.network_active,
        "connections": 0,
        "connections_in": 0,
        "connections_out": 0,
        "networks": [
            {
                "name": name,
                "limited": name not in ("ipv4", "ipv6"),
                "reachable": name in ("ipv4", "ipv6"),
                "proxy": "",
                "proxy_randomize_credentials": False,
            }
            for name in NETWORKS
        ],
        "relayfee": btc(node.options.min_relay_feerate),
        "incrementalfee": btc(node.options.incremental_feerate),
        "localaddresses": [],
        "warnings": [
            "This is a pre-release test build - use at your own risk - do not use for mining or merchant "
            "applications"
        ],
    }


@method(
    "network",
    "setban",
    "Attempts to add or remove an IP/Subnet from the banned list.\n",
    Arg("subnet", STR, "The IP/Subnet with an optional netmask (default is /32 = single IP)"),
    Arg(
        "command", STR, "'add' to add an IP/Subnet to the list, 'remove' to remove an IP/Subnet from the list"
    ),
    Arg("bantime", NUM, "time in seconds how long (or until when if [absolute] is set) the IP is banned", 0),
    Arg("absolute", BOOL, "If set, the bantime must be an absolute timestamp in UNIX epoch time", False),
)
def setban(call: Call, subnet: str, command: str, bantime: int, absolute: bool) -> Json:
    """Changes the list of banned subnets."""
    from labs.embedded.peers import DEFAULT_BAN_S, Ban, subnet_of

    if command not in ("add", "remove"):
        raise RpcError(MISC, find("setban").help())
    wanted = subnet_of(subnet)
    if wanted is None:
        raise RpcError(INVALID_IP_OR_SUBNET, "Error: Invalid IP/Subnet")
    now = call.node.clock.now()
    banned = peers_of(call).still_banned(now)
    if command == "remove":
        if banned.pop(wanted, None) is None:
            raise RpcError(
                INVALID_IP_OR_SUBNET,
                "Error: Unban failed. Requested address/subnet was not previously manually banned.",
            )
        return None
    if wanted in banned:
        raise RpcError(NODE_ALREADY_ADDED, "Error: IP/Subnet already banned")
    if absolute and bantime < now:
        raise RpcError(PARAMETER, "Error: Absolute timestamp is in the past")
    until = bantime if absolute else now + (bantime or DEFAULT_BAN_S)
    banned[wanted] = Ban(now, until)
    return None


@method("network", "listbanned", "List all manually banned IPs/Subnets.\n")
def listbanned(call: Call) -> Json:
    """Bans that have not run out."""
    now = call.node.clock.now()
    return [
        {
            "address": str(subnet),
            "ban_created": ban.created,
            "banned_until": ban.until,
            "ban_duration": ban.until - ban.created,
            "time_remaining": ban.until - now,
        }
        for subnet, ban in peers_of(call).still_banned(now).items()
    ]


@method("network", "clearbanned", "Clear all banned IPs.\n")
def clearbanned(call: Call) -> Json:
    """Forgets every ban."""
    peers_of(call).banned.clear()
    return None


@method(
    "network",
    "setnetworkactive",
    "Disable/enable all p2p network activity.\n",
    Arg("state", BOOL, "true to enable networking, false to disable"),
)
def setnetworkactive(call: Call, state: bool) -> Json:
    """Kept and told by getnetworkinfo; there is no network either way."""
    call.node.network_active = state
    return state


@method(
    "rawtransactions",
    "getprivatebroadcastinfo",
    "Returns information about transactions that are currently being privately broadcast.\n",
)
def getprivatebroadcastinfo(call: Call) -> Json:
    """Nothing is broadcast here."""
    return {"transactions": []}


@method(
    "rawtransactions",
    "abortprivatebroadcast",
    "Abort private broadcast attempts for a transaction currently being privately broadcast.\n",
    Arg("id", HEX, "A transaction identifier to abort."),
)
def abortprivatebroadcast(call: Call, txid: str) -> Json:
    """Nothing is broadcast here."""
    hash_arg(txid, "id")
    raise RpcError(
        ADDRESS_OR_KEY, "Transaction not in private broadcast queue. Check getprivatebroadcastinfo."
    )


@method(
    "hidden",
    "addconnection",
    "Open an outbound connection to a specified node. This RPC is for testing only.\n",
    Arg("address", STR, "The IP address and port to attempt connecting to."),
    Arg("connection_type", STR, "Type of connection to open"),
    Arg("v2transport", BOOL, "Attempt to connect using BIP324 v2 transport protocol"),
)
def addconnection(call: Call, address: str, connection_type: str, v2transport: bool) -> Json:
    """This engine opens none."""
    raise RpcError(MISC, "Error: this node has no peer-to-peer network; use the bitcoind engine for it.")


@method(
    "hidden",
    "sendmsgtopeer",
    "Send a p2p message to a peer specified by id. This RPC is for testing only.\n",
    Arg("peer_id", NUM, "The peer to send the message to."),
    Arg("msg_type", STR, "The message type (maximum length 12)"),
    Arg("msg", HEX, "The serialized message body to send, in hex, without a message header"),
)
def sendmsgtopeer(call: Call, peer_id: int, msg_type: str, msg: str) -> Json:
    """No peer is ever found."""
    if len(msg_type) > 12:
        raise RpcError(PARAMETER, "Error: msg_type too long, max length is 12")
    raise RpcError(MISC, "Error: Could not send message to peer")
