"""A Bitcoin node of one's own, in a notebook.

    import labs.node

    with labs.node.regtest() as rpc:          a fresh one, gone at the end of the block
        rpc.mine(101)
        rpc.getbalance()

    rpc = labs.node.own()                     the one that stays: its chain is there again tomorrow
    rpc = labs.node.classroom("course")       the class's, with a wallet for each learner
    rpc = labs.node.connect(url)              somebody else's

Regtest: a chain of one's own, whose coins are worth nothing and whose blocks are found at once.
"""

from labs.node.classroom import classroom
from labs.node.client import Client
from labs.node.errors import (
    AccessDenied,
    AlreadyThere,
    InvalidAddress,
    InvalidValue,
    NodeError,
    NodeNotRunning,
    NodeTimeout,
    NotEnoughFunds,
    NotExact,
    NotFound,
    Rejected,
    RpcError,
    Undecodable,
    UnknownMethod,
    WalletError,
    WalletLocked,
    WalletMissing,
    WarmingUp,
    WrongType,
    WrongUse,
)
from labs.node.lasting import own
from labs.node.private import Regtest, connect, regtest
from labs.node.reasons import explain
from labs.node.views import sat

__all__ = [
    "AccessDenied",
    "AlreadyThere",
    "Client",
    "InvalidAddress",
    "InvalidValue",
    "NodeError",
    "NodeNotRunning",
    "NodeTimeout",
    "NotEnoughFunds",
    "NotExact",
    "NotFound",
    "Regtest",
    "Rejected",
    "RpcError",
    "Undecodable",
    "UnknownMethod",
    "WalletError",
    "WalletLocked",
    "WalletMissing",
    "WarmingUp",
    "WrongType",
    "WrongUse",
    "classroom",
    "connect",
    "explain",
    "own",
    "regtest",
    "sat",
]
