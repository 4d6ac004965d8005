"""The error that an RPC answers with, and Bitcoin Core's error codes.

Source: Bitcoin Core, src/rpc/protocol.h.
"""

# JSON-RPC 2.0
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL = -32603
PARSE = -32700

# General
MISC = -1
TYPE = -3
ADDRESS_OR_KEY = -5
OUT_OF_MEMORY = -7
PARAMETER = -8
DATABASE = -20
DESERIALIZE = -22
VERIFY = -25
REJECTED = -26
ALREADY_IN_CHAIN = -27
WARMUP = -28
DEPRECATED = -32

# Peers and mempool
NOT_CONNECTED = -9
IN_INITIAL_DOWNLOAD = -10
NODE_ALREADY_ADDED = -23
NODE_NOT_ADDED = -24
NODE_NOT_CONNECTED = -29
INVALID_IP_OR_SUBNET = -30
P2P_DISABLED = -31
MEMPOOL_DISABLED = -33
NODE_CAPACITY_REACHED = -34

# Wallet
WALLET = -4
FUNDS = -6
INVALID_LABEL_NAME = -11
KEYPOOL_RAN_OUT = -12
UNLOCK_NEEDED = -13
PASSPHRASE_INCORRECT = -14
WRONG_ENC_STATE = -15
ENCRYPTION_FAILED = -16
ALREADY_UNLOCKED = -17
NOT_FOUND_WALLET = -18
WALLET_NOT_SPECIFIED = -19
WALLET_ALREADY_LOADED = -35
WALLET_ALREADY_EXISTS = -36


class RpcError(Exception):
    """An answer with one of Core's codes; the message is what the caller reads."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
