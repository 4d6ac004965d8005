"""One node's HTTP address: carries JSON there and back over kept connections.

Numbers with a point come back as Decimal, because 0.1 BTC has no exact float; floats are not sent at all.
Threads may share it: each call takes an idle connection or opens one.
"""

from __future__ import annotations

import base64
import contextlib
import copy
import http.client
import select
import socket
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import simplejson

from labs.node.errors import AccessDenied, NodeError, NodeNotRunning, NodeTimeout, NotExact

Json = Any
"""dict, list, str, int, Decimal, bool or None."""
LONGEST_ANSWER = 256 << 20
IDLE = 8
"""Connections kept open when nobody uses them."""
RPC_STATUSES = (200, 400, 404, 500)
"""What a node sends together with an RPC answer, good or bad."""


class Transport:
    """Where a node is and how to be let in.

    url: http://host:port, perhaps with name:password@ and a path, or unix:/path/of/a/socket. cookie: the file
    in which a node writes its name and password at each start; read again when it no longer accepts the old.
    Raises ValueError for an address that is none.
    """

    def __init__(self, url: str, cookie: Path | None = None, timeout_s: float = 60) -> None:
        parts = urlsplit(url)
        on_file = parts.scheme == "unix" and parts.path.startswith("/")
        if not on_file and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError(f"A node's address looks like http://127.0.0.1:18443, not {url!r}.")
        self.timeout_s = timeout_s
        self._path = "" if on_file else parts.path.rstrip("/")
        self._file = parts.path if on_file else ""
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (443 if parts.scheme == "https" else 18443)
        self._secure = parts.scheme == "https"
        self.address = url if on_file else f"{parts.scheme}://{self._host}:{self._port}{self._path}"
        self._cookie = cookie
        self._given = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}"
        self._known = ""
        self._idle: list[http.client.HTTPConnection] = []

    def send(self, body: Json, wallet: str | None) -> Json:
        """POST this as JSON; gives the answer's JSON. Raises NodeError, never another connection's error."""
        exact(body)
        data = simplejson.dumps(body, use_decimal=True, separators=(",", ":")).encode()
        path = f"{self._path}/" if wallet is None else f"{self._path}/wallet/{quote(wallet, safe='')}"
        status, answer = self._post(path, data, self._authorisation())
        if status == 401 and self._cookie is not None:
            self._known = ""  # the node was started anew and has written another cookie
            status, answer = self._post(path, data, self._authorisation())
        return self._understood(status, answer)

    def patient(self, timeout_s: float) -> Transport:
        """The same address, with another time to wait and connections of its own."""
        other = copy.copy(self)
        other.timeout_s, other._idle = timeout_s, []
        return other

    def close(self) -> None:
        """Close the idle connections; the next call opens a new one."""
        while self._idle:
            self._idle.pop().close()

    def __del__(self) -> None:
        if "_idle" in self.__dict__:
            self.close()

    def _post(self, path: str, data: bytes, authorisation: str) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json", "Authorization": authorisation}
        connection, kept = self._connection()
        try:
            try:
                return self._exchange(connection, path, data, headers)
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
                connection.close()
                if not kept:
                    raise
            connection = self._new()  # the node had closed the kept one in the meantime
            return self._exchange(connection, path, data, headers)
        except TimeoutError as error:
            connection.close()
            raise NodeTimeout(
                f"The node at {self.address} did not answer within {self.timeout_s:g} seconds. It may"
                " still be working on it: ask again later, or give more time with timeout_s."
            ) from error
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise NodeNotRunning(
                f"No node answers at {self.address} ({type(error).__name__}: {error}). Is it running? A node"
                " of your own starts with labs.node.own(), a fresh one with labs.node.regtest()."
            ) from error
        except BaseException:  # Ctrl-C: an answer is still to come on this connection
            connection.close()
            raise

    def _exchange(
        self, connection: http.client.HTTPConnection, path: str, data: bytes, headers: dict[str, str]
    ) -> tuple[int, bytes]:
        connection.request("POST", path, data, headers)
        response = connection.getresponse()
        answer = response.read(LONGEST_ANSWER + 1)
        if len(answer) > LONGEST_ANSWER:
            raise http.client.HTTPException(f"its answer is longer than {LONGEST_ANSWER >> 20} MiB")
        if response.will_close or len(self._idle) >= IDLE:
            connection.close()
        else:
            self._idle.append(connection)
        return response.status, answer

    def _connection(self) -> tuple[http.client.HTTPConnection, bool]:
        """A connection, and whether it was used before."""
        with contextlib.suppress(IndexError):
            while True:
                connection = self._idle.pop()
                if connection.sock is not None and not _readable(connection.sock):
                    connection.sock.settimeout(self.timeout_s)
                    return connection, True
                connection.close()  # the node has closed its side
        return self._new(), False

    def _new(self) -> http.client.HTTPConnection:
        if self._file:
            return _OnFile(self._file, self.timeout_s)
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        return kind(self._host, self._port, timeout=self.timeout_s)

    def _authorisation(self) -> str:
        if self._cookie is None:
            secret = self._given
        else:
            if not self._known:
                with contextlib.suppress(OSError):
                    self._known = self._cookie.read_text(encoding="utf-8").strip()
            secret = self._known
        return "Basic " + base64.b64encode(secret.encode()).decode()

    def _understood(self, status: int, answer: bytes) -> Json:
        if status == 204:
            return None
        if status == 401:
            raise AccessDenied(
                f"The node at {self.address} does not accept this name and password (or its cookie file"
                f"{f' {self._cookie}' if self._cookie else ''} is not the running node's)."
            )
        if status == 403:
            raise AccessDenied(
                f"The node at {self.address} does not allow you to call this: the one who runs it decides"
                " which methods each name may use, and from where."
            )
        if status == 503:
            raise NodeError(f"The node at {self.address} has too many calls waiting. Try again in a moment.")
        try:
            if status not in RPC_STATUSES:
                raise ValueError(f"HTTP status {status}")
            return simplejson.loads(answer, parse_float=_decimal)
        except ValueError as error:
            start = answer[:80].decode("utf-8", "replace")
            raise NodeError(
                f"What answers at {self.address} is not a Bitcoin node, or no node's RPC is on this path: it"
                f" said {status} {start!r}."
            ) from error


class _OnFile(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: str, timeout_s: float) -> None:
        super().__init__("localhost", timeout=timeout_s)
        self._file = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._file)


def _decimal(digits: str) -> Decimal:
    """Exactly; nothing at all as 0, which Python would show as 0E-8."""
    return Decimal(digits) or Decimal(0)


def _readable(sock: Any) -> bool:
    """True when the other side has closed, or sent what nobody asked for."""
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


def exact(value: Json) -> None:
    """Raises NotExact where a float, or a Decimal that is no number, is anywhere in the value."""
    if isinstance(value, float):
        raise NotExact(
            f"{value!r} is a float, and floats are not exact: 0.1 + 0.2 is {0.1 + 0.2!r}. With money every"
            " satoshi"
            f' counts. Write Decimal("{value!r}") or the text "{value!r}" instead.'
        )
    if isinstance(value, Decimal) and not value.is_finite():
        raise NotExact(f"{value} is not a number that can be paid or sent.")
    if isinstance(value, dict):
        for inner in value.values():
            exact(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            exact(inner)
