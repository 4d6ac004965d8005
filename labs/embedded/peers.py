"""What a node without peers remembers when it is told about peers: added, banned and known addresses.

Nothing here opens a connection. Source: Bitcoin Core, src/rpc/net.cpp.
"""

import ipaddress
from dataclasses import dataclass, field

DEFAULT_BAN_S = 60 * 60 * 24
Subnet = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass
class Ban:
    """From when until when a subnet is banned, in Unix seconds."""

    created: int
    until: int


@dataclass
class Address:
    """A known address of a peer."""

    time: int
    services: int
    address: str
    port: int
    network: str
    source: str = ""
    source_network: str = ""


@dataclass
class Peers:
    """Kept in memory only; a restart forgets it."""

    added: list[str] = field(default_factory=list)
    banned: dict[Subnet, Ban] = field(default_factory=dict)
    known: list[Address] = field(default_factory=list)

    def still_banned(self, now: int) -> dict[Subnet, Ban]:
        """The bans that have not run out."""
        self.banned = {subnet: ban for subnet, ban in self.banned.items() if ban.until > now}
        return self.banned


def subnet_of(text: str) -> Subnet | None:
    """The subnet or single address that a text names, or None."""
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
