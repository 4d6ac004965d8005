"""What can go wrong between a learner's notebook and the node, each with what it means and what to do.

The node answers a refused call with a number and a few words (Bitcoin Core's). Each number has a class here,
so that `except NotEnoughFunds` reads well; the number and the words stay as `.code` and `.message`.
Source of the numbers: Bitcoin Core, src/rpc/protocol.h.
"""

from __future__ import annotations

from labs.node import reasons


class NodeError(Exception):
    """The family: everything that labs.node raises about a node."""


class NodeNotRunning(NodeError):
    """Nobody answers at the node's address, or the node did not start."""


class NodeTimeout(NodeError):
    """The node took longer to answer than we were willing to wait; it may still do what it was asked."""


class AccessDenied(NodeError):
    """The node does not know this name and password, or does not allow this method to them."""


class NotExact(NodeError, TypeError):
    """A float was given where the node needs an exact number."""


class RpcError(NodeError):
    """The node understood the call and refused it.

    code: Bitcoin Core's number. method: what was called. message: Bitcoin Core's words.
    """

    means = "The node could not do this."
    do = ""

    def __init__(self, code: int, method: str, message: str) -> None:
        super().__init__(code, method, message)
        self.code = code
        self.method = method
        self.message = message

    def __str__(self) -> str:
        words = self.message.strip()
        if words.startswith(f"{self.method} ") and "\n\nArguments:" in words:  # its whole help
            words = f"it is used like this: {words.splitlines()[0]}"
        said = f"{self.method}: {words} (code {self.code})"
        return "\n".join(line for line in (said, self.means, self.do) if line)


class WrongUse(RpcError):
    """-1, -32602: arguments are missing, too many or in a wrong order, or the method cannot be used so."""

    means = (
        "The method was called with too few or too many arguments, or in a state that it cannot be used in."
    )

    @property
    def do(self) -> str:  # type: ignore[override]
        return f'print(rpc.help("{self.method}")) shows its arguments and an example.'


class WrongType(RpcError):
    """-3: an argument is of another type than the method wants, or a number is out of range."""

    means = "One argument has the wrong type: for example a text where a number belongs."

    @property
    def do(self) -> str:  # type: ignore[override]
        return f'print(rpc.help("{self.method}")) says which type each argument has.'


class WalletError(RpcError):
    """-4 and other wallet numbers: the wallet could not do it."""

    means = "The wallet could not do this."


class WalletLocked(WalletError):
    """-13: the wallet is encrypted and locked."""

    means = "The wallet is encrypted, and it is locked now: it can show coins but not spend them."
    do = 'Unlock it for a minute: rpc.walletpassphrase("your passphrase", 60).'


class WalletMissing(WalletError):
    """-18, -19: no wallet is loaded, not this one, or more than one and none was named."""

    @property
    def means(self) -> str:  # type: ignore[override]
        if self.code == WALLET_NOT_SPECIFIED:
            return "Several wallets are open, and the node cannot know which one you mean."
        return "The wallet that this call needs is not open in the node."

    @property
    def do(self) -> str:  # type: ignore[override]
        if self.code == WALLET_NOT_SPECIFIED:
            return 'Name it: rpc.wallet("ali").getbalance(). rpc.listwallets() shows the open ones.'
        return 'Make one with rpc.createwallet("ali"), or open one that exists with rpc.loadwallet("ali").'


class NotEnoughFunds(WalletError):
    """-6: the wallet cannot pay this."""

    means = "The wallet cannot pay this amount and the fee from coins that it may spend now."
    do = (
        "Look at rpc.getbalances(): newly mined coins count as immature until 100 more blocks are mined on"
        " top of theirs. rpc.mine(101) gives the wallet its first spendable reward."
    )


class InvalidAddress(RpcError):
    """-5 about an address, descriptor or key: it does not belong to this network, or is mistyped."""

    means = (
        "This is not an address or key of this network, or a letter of it is wrong (it carries a checksum)."
    )
    do = "Addresses here begin with bcrt1; rpc.validateaddress(...) says what is wrong with one."


class NotFound(RpcError):
    """-5: no such block, transaction or key here."""

    means = "The node does not have what you asked for."
    do = "Check that the id is complete (64 hexadecimal digits) and comes from this node: chains differ."


class InvalidValue(RpcError):
    """-8: an argument's value makes no sense here."""

    means = "The type is right, but this value is not possible here."

    @property
    def do(self) -> str:  # type: ignore[override]
        return f'print(rpc.help("{self.method}")) says which values are allowed.'


class Undecodable(RpcError):
    """-22: bytes that are no transaction, block or PSBT."""

    means = (
        "These bytes cannot be read as what the method expects: something is missing, or there is too much."
    )
    do = "Compare your bytes with rpc.decoderawtransaction of a transaction that works, field by field."


class Rejected(RpcError):
    """-25, -26: a transaction or block breaks a rule. `.reason` is the rule's short name in Bitcoin Core."""

    @property
    def reason(self) -> str:
        return reasons.reason_in(self.message)

    @property
    def means(self) -> str:  # type: ignore[override]
        return reasons.explain(self.message)


class AlreadyThere(RpcError):
    """-27, -35, -36 and -4 with an existing name: it was done before."""

    @property
    def means(self) -> str:  # type: ignore[override]
        if self.code == VERIFY_ALREADY_IN_UTXO_SET:
            return "This transaction is already in a block: nothing is left to do."
        return "This exists already; nothing was changed."

    @property
    def do(self) -> str:  # type: ignore[override]
        if self.code == VERIFY_ALREADY_IN_UTXO_SET:
            return ""
        return 'A wallet that exists is opened with rpc.loadwallet("name"), or used if it is open already.'


class WarmingUp(RpcError):
    """-28: the node has just started and still reads its chain."""

    means = "The node has just started and reads its chain."
    do = "Try again in a moment."


class UnknownMethod(RpcError):
    """-32601: the node has no method of this name."""

    means = "The node has no such method: perhaps a letter is wrong."
    do = "print(rpc.help()) lists all methods."


WALLET_NOT_SPECIFIED = -19
VERIFY_ALREADY_IN_UTXO_SET = -27
BY_CODE: dict[int, type[RpcError]] = {
    -1: WrongUse,
    -3: WrongType,
    -4: WalletError,
    -5: NotFound,
    -6: NotEnoughFunds,
    -8: InvalidValue,
    -11: InvalidValue,
    -12: WalletError,
    -13: WalletLocked,
    -14: WalletError,
    -15: WalletError,
    -16: WalletError,
    -17: WalletError,
    -18: WalletMissing,
    -19: WalletMissing,
    -22: Undecodable,
    -25: Rejected,
    -26: Rejected,
    -27: AlreadyThere,
    -28: WarmingUp,
    -35: AlreadyThere,
    -36: AlreadyThere,
    -32601: UnknownMethod,
    -32602: WrongUse,
}
ABOUT_ADDRESSES = ("address", "private key", "key is not valid", "checksum", "descriptor", "pubkey")


def rpc_error(code: int, method: str, message: str) -> RpcError:
    """The exception for an answer's error object."""
    kind = BY_CODE.get(code, RpcError)
    low = message.lower()
    if kind is NotFound and any(word in low for word in ABOUT_ADDRESSES):
        kind = InvalidAddress
    if kind is WalletError and ("already exists" in low or "already loaded" in low):
        kind = AlreadyThere
    return kind(code, method, message)
