"""The methods a node answers: registered by @method, found by name, checked, called.

A handler takes a Call and its arguments in order, each of the type its Arg says; what is missing is the Arg's
default. It returns JSON or raises RpcError.
Source: Bitcoin Core, src/rpc/server.cpp and src/rpc/util.cpp.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from labs.embedded import methods
from labs.embedded.rpc.arguments import (
    AMOUNT,
    ANY,
    ARR,
    BOOL,
    HEX,
    INT,
    NUM,
    OBJ,
    OBJ_NAMED,
    OBJ_USER_KEYS,
    RANGE,
    REAL,
    REQUIRED,
    STR,
    Arg,
    Hint,
    positional,
)
from labs.embedded.rpc.errors import METHOD_NOT_FOUND, MISC, TYPE, RpcError
from labs.embedded.rpc.help import help_text
from labs.embedded.rpc.values import Json

if TYPE_CHECKING:
    from labs.embedded.node import Node
    from labs.embedded.wallet import Wallet

__all__ = [
    "AMOUNT",
    "ANY",
    "ARR",
    "BOOL",
    "HEX",
    "INT",
    "METHODS",
    "NUM",
    "OBJ",
    "OBJ_NAMED",
    "OBJ_USER_KEYS",
    "RANGE",
    "REAL",
    "REQUIRED",
    "STR",
    "Arg",
    "Call",
    "Hint",
    "Json",
    "Method",
    "find",
    "method",
]

Handler = Callable[..., Json]


@dataclass(slots=True)
class Call:
    """One call on its way to a handler. `wallet_name` is from /wallet/<name>, else None."""

    node: "Node"
    wallet_name: str | None = None
    user: str = ""
    method: str = ""
    given: list[Json] = field(default_factory=list)

    def wallet(self) -> "Wallet":
        """The wallet this call speaks to. Raises RpcError -18 or -19."""
        wallets: Any = self.node.wallets
        if wallets is None:
            raise RpcError(METHOD_NOT_FOUND, "Method not found")
        wallet: Wallet = wallets.for_request(self.wallet_name)
        return wallet


@dataclass(frozen=True)
class Method:
    """A registered method: what help tells of it and the function that answers."""

    category: str
    name: str
    summary: str
    args: tuple[Arg, ...]
    result: str
    example: str
    hidden: bool
    handler: Handler

    def help(self) -> str:
        """The text of `help <name>`; its first line is the method with its arguments."""
        return help_text(self.name, self.summary, self.args, self.result, self.example)

    def call(self, call: Call, params: list[Json] | dict[str, Json]) -> Json:
        """The handler's answer. Raises RpcError for arguments that do not fit."""
        given = positional(params, self.args) if isinstance(params, dict) else params
        required = max((i + 1 for i, arg in enumerate(self.args) if not arg.optional), default=0)
        if not required <= len(given) <= len(self.args):
            raise RpcError(MISC, self.help())
        values = given + [None] * (len(self.args) - len(given))
        self._check_types(values)
        call.method = self.name
        call.given = given
        return self.handler(call, *[arg.convert(value) for arg, value in zip(self.args, values, strict=True)])

    def _check_types(self, values: list[Json]) -> None:
        wrong = []
        for i, (arg, value) in enumerate(zip(self.args, values, strict=True), 1):
            if text := arg.mismatch(value):
                wrong.append(f'    "Position {i} ({arg.names})": "{text}"')
        if wrong:
            raise RpcError(TYPE, "Wrong type passed:\n{\n" + ",\n".join(wrong) + "\n}")


METHODS: dict[str, Method] = {}
"""Every method that may be called."""
_coming: dict[str, Method] = {}
"""Methods of files that are being imported: what stands below them in the file is not there yet."""


def method(
    category: str,
    name: str,
    summary: str,
    *args: Arg,
    result: str = "",
    example: str = "",
    hidden: bool = False,
) -> Callable[[Handler], Handler]:
    """Registers the decorated function as an RPC method. Names are unique."""

    def register(handler: Handler) -> Handler:
        if name in METHODS or name in _coming:
            raise ValueError(f"two RPC methods are named {name}")
        _coming[name] = Method(category, name, summary, args, result, example, hidden, handler)
        return handler

    return register


def publish() -> None:
    """Open the methods of the files that have been imported to their end."""
    METHODS.update(_coming)
    _coming.clear()


def find(name: str, wallets: bool = True) -> Method:
    """The method of that name. Raises RpcError -32601; without wallets theirs do not exist."""
    found = METHODS.get(name)
    if found is None:
        methods.load(lambda: name in METHODS)
        found = METHODS.get(name)
    if found is None or (found.category == "wallet" and not wallets):
        raise RpcError(METHOD_NOT_FOUND, "Method not found")
    return found
