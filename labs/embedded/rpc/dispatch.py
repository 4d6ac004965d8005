"""JSON-RPC 1.0, 1.1 and 2.0 over one HTTP body: requests in, the answer and its HTTP status out.

Source: Bitcoin Core, src/httprpc.cpp (ExecuteHTTPRPC) and src/rpc/request.cpp.
"""

import itertools
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import simplejson

from labs.embedded.rpc import registry
from labs.embedded.rpc.access import Access
from labs.embedded.rpc.errors import (
    INTERNAL,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    OUT_OF_MEMORY,
    PARSE,
    WARMUP,
    RpcError,
)
from labs.embedded.rpc.values import Json, RepeatedKeys, type_name

if TYPE_CHECKING:
    from labs.embedded.node import Node

MAX_DEPTH = 512  # of nested JSON, as UniValue has it
Reply = tuple[int, bytes | None]
"""HTTP status and body; None is an empty one."""


@dataclass(slots=True)
class Request:
    """One call as far as it has been read; `id` is None-or-value only if `has_id`."""

    id: Json = None
    has_id: bool = True
    v2: bool = False
    method: str = ""
    params: Any = None

    @property
    def is_notification(self) -> bool:
        """Executed but never answered."""
        return self.v2 and not self.has_id


class Dispatcher:
    """Executes calls on the node, once there is one; until then every call is told the start's progress."""

    def __init__(self, log: Callable[[str], None]) -> None:
        self.node: Node | None = None
        self.status = "RPC server started"
        self.log = log
        self._running: dict[int, tuple[str, float]] = {}
        self._numbers = itertools.count()

    def active(self) -> list[tuple[str, float]]:
        """Name and seconds so far of every call under way."""
        now = time.monotonic()
        return [(name, now - start) for name, start in list(self._running.values())]

    def answer(self, body: bytes, user: str, wallet_name: str | None, access: Access) -> Reply:
        """Status and body for one HTTP request of an authorised user."""
        request = Request()
        try:
            sent = read_json(body)
            if not access.may_call_anything(user):
                return 403, None
            if isinstance(sent, dict):
                parse(sent, request)
                if not access.may_call(user, request.method):
                    return 403, None
                return self._single(request, user, wallet_name)
            if isinstance(sent, list):
                return self._batch(sent, user, wallet_name, access)
            raise RpcError(PARSE, "Top-level object parse error")
        except RpcError as error:
            status = {INVALID_REQUEST: 400, METHOD_NOT_FOUND: 404}.get(error.code, 500)
            return status, write_json(_reply(request, None, error))

    def _single(self, request: Request, user: str, wallet_name: str | None) -> Reply:
        """Version 1 lets its errors become HTTP errors; version 2 does not."""
        if not request.v2:
            return 200, write_json(_reply(request, self._execute(request, user, wallet_name), None))
        reply = self._caught(request, user, wallet_name)
        return (204, None) if request.is_notification else (200, write_json(reply))

    def _batch(self, sent: list[Json], user: str, wallet_name: str | None, access: Access) -> Reply:
        if access.listed(user):
            for each in sent:
                if not isinstance(each, dict):
                    raise RpcError(INVALID_REQUEST, "Invalid Request object")
                name = each.get("method")
                if not isinstance(name, str):
                    raise RpcError(
                        PARSE, f"JSON value of type {type_name(name)} is not of expected type string"
                    )
                if not access.may_call(user, name):
                    return 403, None
        replies = []
        for each in sent:
            request = Request()
            try:
                parse(each, request)
                reply = self._caught(request, user, wallet_name)
            except RpcError as error:
                reply = _reply(request, None, error)
            if not request.is_notification:
                replies.append(reply)
        if sent and not replies:
            return 204, None
        return 200, write_json(replies)

    def _caught(self, request: Request, user: str, wallet_name: str | None) -> dict[str, Json]:
        try:
            return _reply(request, self._execute(request, user, wallet_name), None)
        except RpcError as error:
            return _reply(request, None, error)

    def _execute(self, request: Request, user: str, wallet_name: str | None) -> Json:
        """The method's result. Raises RpcError whatever goes wrong inside."""
        node = self.node
        if node is None:
            raise RpcError(WARMUP, self.status)
        node.log.debug("rpc", f"ThreadRPCServer method={request.method[:100]} user={user}")
        number = next(self._numbers)
        try:
            found = registry.find(request.method, wallets=node.wallets is not None)
            self._running[number] = (request.method, time.monotonic())
            with node.lock:
                return found.call(registry.Call(node, wallet_name, user), request.params)
        except RpcError:
            raise
        except MemoryError:
            raise RpcError(OUT_OF_MEMORY, "Out of memory") from None
        except Exception as error:
            self.log(
                f"Internal error in {request.method}: " + " | ".join(traceback.format_exc().splitlines())
            )
            raise RpcError(INTERNAL, f"Internal error: {type(error).__name__}; see debug.log") from None
        finally:
            self._running.pop(number, None)


def parse(sent: Json, request: Request) -> None:
    """Fills the request as far as it can be read, so that an error answers with its id. Raises RpcError."""
    if not isinstance(sent, dict):
        raise RpcError(INVALID_REQUEST, "Invalid Request object")
    request.has_id = "id" in sent
    request.id = sent.get("id")
    version = sent.get("jsonrpc")
    if version is not None:
        if not isinstance(version, str):
            raise RpcError(INVALID_REQUEST, "jsonrpc field must be a string")
        if version not in ("1.0", "2.0"):
            raise RpcError(INVALID_REQUEST, "JSON-RPC version not supported")
        request.v2 = version == "2.0"
    name = sent.get("method")
    if name is None:
        raise RpcError(INVALID_REQUEST, "Missing method")
    if not isinstance(name, str):
        raise RpcError(INVALID_REQUEST, "Method must be a string")
    request.method = name
    params = sent.get("params")
    if params is not None and not isinstance(params, list | dict):
        raise RpcError(INVALID_REQUEST, "Params must be an array or object")
    request.params = [] if params is None else params


def read_json(body: bytes) -> Json:
    """A body's JSON; numbers with point or exponent become Decimal. Raises RpcError -32700."""
    try:
        text = body.decode("utf-8")
        value = simplejson.loads(
            text, use_decimal=True, object_pairs_hook=_object, parse_constant=_no_constant
        )
        if "\\u" in text:
            simplejson.dumps(value, use_decimal=True, ensure_ascii=False).encode("utf-8")
    except Exception:  # whatever the parser trips over: nesting, numbers, half a surrogate pair
        raise RpcError(PARSE, "Parse error") from None
    if text.count("[") + text.count("{") > MAX_DEPTH and _depth(value) > MAX_DEPTH:
        raise RpcError(PARSE, "Parse error")
    return value


def write_json(value: Json) -> bytes:
    """JSON as Core prints it: compact, one line."""
    text: str = simplejson.dumps(value, use_decimal=True, separators=(",", ":"))
    return text.encode() + b"\n"


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else RepeatedKeys(pairs)


def _no_constant(name: str) -> Json:
    raise ValueError(name)


def _depth(value: Json) -> int:
    depth, level = 0, [value]
    while level:
        depth += 1
        inner: list[Json] = []
        for each in level:
            if isinstance(each, dict):
                inner += [v for v in each.values() if isinstance(v, dict | list)]
            elif isinstance(each, list):
                inner += [v for v in each if isinstance(v, dict | list)]
        level = inner
    return depth


def _reply(request: Request, result: Json, error: RpcError | None) -> dict[str, Json]:
    """Version 2 has either result or error; version 1 has both, one of them null."""
    reply: dict[str, Json] = {"jsonrpc": "2.0"} if request.v2 else {}
    failure = None if error is None else {"code": error.code, "message": error.message}
    if failure is None:
        reply["result"] = result
        if not request.v2:
            reply["error"] = None
    else:
        if not request.v2:
            reply["result"] = None
        reply["error"] = failure
    if request.has_id:
        reply["id"] = request.id
    return reply
