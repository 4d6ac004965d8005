"""JSON-RPC to one node as its owner: the cookie is read anew at each start of the node."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import simplejson

TIMEOUT_S = 60


class NodeDown(Exception):
    """The node does not answer. It is started again by itself."""


class NodeError(Exception):
    """The node's own answer that it will not. `code` is Bitcoin Core's."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class NodeRpc:
    """One node at 127.0.0.1:`port` with its data below `datadir`."""

    def __init__(self, port: int, datadir: Path) -> None:
        self._cookie = datadir / "regtest" / ".cookie"
        limits = httpx.Limits(max_connections=32)
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=TIMEOUT_S, limits=limits)

    def send(self, body: bytes, wallet: str | None = None) -> tuple[int, bytes]:
        """Status and body of the node's answer. Raises NodeDown."""
        path = "/" if wallet is None else f"/wallet/{quote(wallet, safe='')}"
        try:
            name, _, secret = self._cookie.read_text().partition(":")
            answer = self._http.post(path, content=body, auth=(name, secret))
        except (OSError, httpx.HTTPError) as error:
            raise NodeDown(type(error).__name__) from error
        return answer.status_code, answer.content

    def call(self, method: str, *params: Any, wallet: str | None = None) -> Any:
        """The result; amounts are Decimal. Raises NodeError, NodeDown."""
        asked = {"method": method, "params": params, "id": 1}
        status, body = self.send(simplejson.dumps(asked, use_decimal=True).encode(), wallet)
        try:
            answer = simplejson.loads(body, use_decimal=True)
        except ValueError:
            raise NodeDown(f"it answered {status}") from None
        if answer["error"] is not None:
            raise NodeError(answer["error"]["code"], answer["error"]["message"])
        return answer["result"]

    def close(self) -> None:
        self._http.close()
