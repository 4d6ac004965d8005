"""Call a Bitcoin node as if its methods were Python's.

    rpc.getblockcount()                              every method the node has, by its name
    rpc.sendtoaddress(address=a, amount="0.5")       named arguments; amounts as Decimal or text, never float
    rpc.wallet("ali").getbalance()                   a wallet by its name
    rpc.batch([("getblockhash", 0), "uptime"])       many calls in one go
    rpc.block(100), rpc.transaction(txid)            what they hold, laid out for reading
    rpc.mine(101)                                    blocks whose rewards go to the wallet

A refused call raises one of labs.node.errors, which says what happened and what to do.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labs.node.errors import NodeError, RpcError, rpc_error
from labs.node.transport import Json, Transport

if TYPE_CHECKING:
    from labs.node.views import BlockView, TransactionView

METHOD = re.compile(r"[a-z][a-z0-9]*\Z")
NAMED_WALLETS = ("unloadwallet", "migratewallet")
"""Their argument says which wallet; Bitcoin Core refuses a second name in the address."""
Call = str | Sequence[Any]
"""A method's name, or (name, argument, ...)."""


class Client:
    """One node, and perhaps one of its wallets. May be shared by threads."""

    def __init__(
        self,
        url: str,
        *,
        cookie: Path | None = None,
        wallet: str | None = None,
        timeout_s: float = 60,
    ) -> None:
        self._transport = Transport(url, cookie, timeout_s)
        self._wallet = wallet
        self._owner: object = None
        self._ids = itertools.count(1)
        self._methods: list[str] = []

    @property
    def url(self) -> str:
        """The node's address, without name and password."""
        return self._transport.address

    @property
    def wallet_name(self) -> str | None:
        """The wallet that calls go to; None leaves the choice to the node."""
        return self._wallet

    def wallet(self, name: str) -> Client:
        """The same node, every call for this wallet."""
        return self._with(wallet=name)

    def waiting(self, timeout_s: float) -> Client:
        """The same node and wallet, with other patience: `rpc.waiting(600).waitforblockheight(500)`."""
        return self._with(timeout_s=timeout_s)

    def owned_by(self, owner: object) -> Client:
        """The same client; `owner` lives as long as it does."""
        self._owner = owner
        return self

    def _with(self, wallet: str | None = None, timeout_s: float | None = None) -> Client:
        other = object.__new__(Client)
        other.__dict__.update(self.__dict__)
        if wallet is not None:
            other._wallet = wallet
        if timeout_s is not None:
            other._transport = self._transport.patient(timeout_s)
        return other

    def call(self, method: str, *arguments: Any, **named: Any) -> Json:
        """Call one method. Positional arguments, named ones, or both. Raises NodeError and its kinds."""
        if arguments and named:
            parameters: Any = {"args": list(arguments), **named}
        else:
            parameters = named or list(arguments)
        wallet = None if parameters and method in NAMED_WALLETS else self._wallet
        answer = self._transport.send(self._request(method, parameters), wallet)
        return self._result(answer, method)

    def batch(self, calls: Iterable[Call]) -> list[Json]:
        """Several calls in one request; their results in order. One that failed stands there as its RpcError.

        calls: names, or (name, argument, ...). What fails does not stop the others.
        """
        requests = [self._request(*_taken_apart(call)) for call in calls]
        if not requests:
            return []
        answers = self._transport.send(requests, self._wallet)
        if not isinstance(answers, list) or len(answers) != len(requests):
            self._result(answers, "batch")
            raise NodeError("The node's answer to a batch does not fit the calls.")
        results: list[Json] = []
        for request, answer in zip(requests, answers, strict=True):
            try:
                results.append(self._result(answer, request["method"]))
            except RpcError as error:
                results.append(error)
        return results

    def block(self, which: int | str) -> BlockView:
        """A block by height (negative: from the tip, -1 is the tip) or by hash, laid out for reading."""
        from labs.node.views import BlockView

        if isinstance(which, int):
            height = which if which >= 0 else self.call("getblockcount") + 1 + which
            which = str(self.call("getblockhash", height))
        return BlockView(self.call("getblock", which, 2))

    def transaction(self, txid: str, blockhash: str | None = None) -> TransactionView:
        """A transaction by its txid, laid out for reading: of the mempool, a block, or the wallet."""
        from labs.node.views import TransactionView, spent_by

        arguments = [txid, 1] if blockhash is None else [txid, 1, blockhash]
        try:
            parts = self.call("getrawtransaction", *arguments)
        except RpcError:
            try:  # without -txindex the wallet still knows its own
                known = self.call("gettransaction", txid, True, True)
            except RpcError:
                known = None
            if known is None:
                raise
            parts = known["decoded"] | {"confirmations": known["confirmations"]}
        return TransactionView(parts, spent_by(self, parts))

    def mine(self, blocks: int = 1, to: str | None = None, progress: bool | None = None) -> list[str]:
        """Mine blocks now; gives their hashes, in display order. Rewards go to `to`, else to the wallet.

        A block's reward can be spent after 100 more: mine(101) makes the first one spendable.
        progress: shows a bar; unset shows it for more than 1,000 blocks.
        """
        from labs.node.mining import mine

        return mine(self, blocks, to, progress)

    def close(self) -> None:
        """Close idle connections; a later call opens them again."""
        self._transport.close()

    def _request(self, method: str, parameters: Any) -> dict[str, Any]:
        return {"jsonrpc": "1.0", "id": next(self._ids), "method": method, "params": parameters}

    def _result(self, answer: Json, method: str) -> Json:
        if not isinstance(answer, dict) or not ("result" in answer or "error" in answer):
            raise NodeError(f"What answers at {self.url} is not a Bitcoin node: {str(answer)[:80]!r}.")
        error = answer.get("error")
        if error is None:
            return answer.get("result")
        if not isinstance(error, dict):
            error = {"message": str(error)}
        code = error.get("code", -1)
        raise rpc_error(code if isinstance(code, int) else -1, method, str(error.get("message", "")))

    def __getattr__(self, name: str) -> Callable[..., Json]:
        if not METHOD.match(name):
            raise AttributeError(f"{name!r} is no method of a Bitcoin node: they have small letters only.")

        def method(*arguments: Any, **named: Any) -> Json:
            return self.call(name, *arguments, **named)

        method.__name__ = method.__qualname__ = name
        return method

    def __dir__(self) -> list[str]:
        if not self._methods:  # for the Tab key
            try:
                lines = str(self.call("help")).splitlines()
            except NodeError:
                lines = []
            self._methods = [line.split()[0] for line in lines if line and METHOD.match(line.split()[0])]
        return [*super().__dir__(), *self._methods]

    def __repr__(self) -> str:
        wallet = "" if self._wallet is None else f", wallet {self._wallet!r}"
        return f"<Bitcoin node at {self.url}{wallet}>"


def _taken_apart(call: Call) -> tuple[str, list[Any]]:
    if isinstance(call, str):
        return call, []
    name, arguments = call[0], list(call[1:])
    return str(name), arguments
