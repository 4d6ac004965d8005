"""bitcoinlib on a node of ours: keys, transactions and services of the field's own library.

    from labs.node import bitcoinlib
    service = bitcoinlib.service(rpc)        a bitcoinlib Service: getutxos, sendrawtransaction, ...
    client = bitcoinlib.client(rpc)          the same without its detours: one bitcoinlib client

Import this before bitcoinlib itself. It takes care of what else surprises on regtest:

- bitcoinlib writes to ~/.bitcoinlib once it is imported; here it is ~/.hunar/bitcoinlib (or BCL_DATA_DIR).
- It knows no regtest provider, and keeps what it saw in a cache that outlives a throw-away chain.
- Addresses that are not the node's own are not watched; here their descriptors are imported first.
- Without blocks to estimate from it asks for a method that Bitcoin Core no longer has.
- Its regtest has mainnet's prefixes for base58 addresses, WIF and extended keys: only segwit (bcrt1...) fits.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import warnings
import weakref
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from labs.node.client import Client
from labs.node.errors import AlreadyThere, InvalidAddress, NodeError
from labs.node.private import open_wallet
from labs.node.views import COIN, sat

WATCHING = "bitcoinlib"
"""The node's wallet, without keys, that holds the addresses bitcoinlib asked for."""
PROVIDER = "hunar"
USUAL_SAT_PER_KVB = 10_000
"""A fee where nothing can be estimated: 10 sat per virtual byte."""
CONFIG = """[common]
service_caching_enabled = False
[logs]
enable_bitcoinlib_logging = False
"""


os.environ.setdefault("BCL_DATA_DIR", str(Path.home() / ".hunar" / "bitcoinlib"))
# Here and not later: bitcoinlib reads it once, while it is imported.


def client(rpc: Client) -> Any:
    """A bitcoinlib client of this node, a BitcoindClient that knows regtest."""
    _, node_client = _library()
    _nodes[rpc.url] = rpc
    return node_client("regtest", rpc.url, COIN)


def service(rpc: Client) -> Any:
    """A bitcoinlib Service whose one provider is this node; bitcoinlib's wallets on regtest then use it too.

    What the node refuses is raised as it is, instead of "no successful response".
    """
    node_service, _ = _library()
    _nodes[rpc.url] = rpc
    _enter_provider(rpc.url)
    return node_service(network="regtest", providers=[PROVIDER], cache_uri="")


@cache
def _library() -> tuple[Any, Any]:
    """Our Service and client class, made when bitcoinlib is imported for the first time."""
    folder = Path(os.environ["BCL_DATA_DIR"])
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "config.ini").write_text(CONFIG, encoding="ascii")
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")  # it leaves files open, and SQLAlchemy tells it of old names
        from bitcoinlib import services
        from bitcoinlib.services.baseclient import BaseClient
        from bitcoinlib.services.bitcoind import BitcoindClient
        from bitcoinlib.services.services import Service
    (folder / "config.ini").write_text(CONFIG, encoding="ascii")  # its first import put its own there
    logging.getLogger("bitcoinlib").setLevel(logging.CRITICAL)

    class NodeClient(BitcoindClient):  # type: ignore[misc]
        """bitcoinlib's client of Bitcoin Core, on a connection of ours."""

        def __init__(self, network: Any, base_url: str, denominator: int = COIN, *arguments: Any) -> None:
            self._rpc = _nodes[base_url]
            self.proxy = self._rpc
            BaseClient.__init__(self, network, PROVIDER, base_url, denominator, *arguments)

        def getbalance(self, addresslist: list[str]) -> Any:
            self._watch(addresslist)
            return super().getbalance(addresslist)

        def getutxos(self, address: str, *arguments: Any, **named: Any) -> Any:
            self._watch([address])
            return super().getutxos(address, *arguments, **named)

        def gettransactions(self, address: str, *arguments: Any, **named: Any) -> Any:
            self._watch([address])
            return super().gettransactions(address, *arguments, **named)

        def estimatefee(self, blocks: int) -> int:
            """sat per 1,000 virtual bytes, as bitcoinlib counts."""
            found: Decimal | None = self._rpc.estimatesmartfee(blocks).get("feerate")
            return sat(found) if found is not None else USUAL_SAT_PER_KVB

        def _watch(self, addresses: list[str]) -> None:
            self.proxy = watching(self._rpc, addresses)

    class NodeService(Service):  # type: ignore[misc]
        """One provider, no cache, and its own words when it refuses."""

        def _provider_execute(self, method: str, *arguments: Any) -> Any:
            self._reset_results()
            entry = self.providers[PROVIDER]
            asked = NodeClient(self.network, entry["url"], COIN)
            result = getattr(asked, method)(*arguments)
            self.results, self.resultcount = {PROVIDER: result}, 1
            return result

    setattr(services, PROVIDER, SimpleNamespace(NodeClient=NodeClient))
    return NodeService, NodeClient


def watching(rpc: Client, addresses: list[str]) -> Client:
    """The node's watching wallet, which from now on knows these addresses and their past.

    Raises InvalidAddress for what is no address of this chain, such as bitcoinlib's base58 ones.
    """
    with contextlib.suppress(AlreadyThere):
        if WATCHING not in [wallet["name"] for wallet in rpc.listwalletdir()["wallets"]]:
            rpc.createwallet(wallet_name=WATCHING, disable_private_keys=True, blank=True)
    open_wallet(rpc, WATCHING)
    wallet = rpc.wallet(WATCHING)
    new = [address for address in addresses if not _known(wallet, address)]
    if new:
        described = [rpc.getdescriptorinfo(f"addr({address})")["descriptor"] for address in new]
        for answer in wallet.importdescriptors([{"desc": text, "timestamp": 0} for text in described]):
            if not answer["success"]:
                raise NodeError(f"The node cannot watch an address: {answer['error']['message']}")
    return wallet


def _known(wallet: Client, address: str) -> bool:
    if not address.startswith("bcrt1"):
        raise InvalidAddress(
            -5,
            "getaddressinfo",
            f"{address} is no address that fits here: bitcoinlib's regtest has mainnet's letters for all but"
            ' segwit. Use witness_type="segwit"',
        )
    return bool(wallet.getaddressinfo(address)["ismine"])


def _enter_provider(url: str) -> None:
    """Put this node into bitcoinlib's list, which has none for regtest. No password is written."""
    from bitcoinlib.config.config import BCL_DATA_DIR

    path = Path(BCL_DATA_DIR, "providers.json")
    providers = json.loads(path.read_text(encoding="utf-8"))
    entry = {"provider": PROVIDER, "network": "regtest", "client_class": "NodeClient", "url": url}
    wanted = entry | {"priority": 10, "denominator": COIN}
    if providers.get(PROVIDER) != wanted:
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_text(json.dumps(providers | {PROVIDER: wanted}, indent=1), encoding="utf-8")
        os.replace(draft, path)


_nodes: weakref.WeakValueDictionary[str, Client] = weakref.WeakValueDictionary()
"""Clients by address: bitcoinlib hands on addresses only."""
