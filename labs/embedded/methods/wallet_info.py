"""RPC: what a wallet is like: getwalletinfo, setwalletflag, rescans.

Source: Bitcoin Core, src/wallet/rpc/wallet.cpp and transactions.cpp.
"""

from labs.bitcoin.transactions import display
from labs.embedded.methods.wallet_checks import ensure_unlocked
from labs.embedded.rpc.errors import PARAMETER, WALLET, RpcError
from labs.embedded.rpc.registry import BOOL, INT, STR, Arg, Call, Json, method
from labs.embedded.wallet import Wallet
from labs.embedded.wallet.rescanning import rescan
from labs.embedded.wallet.wallet import FLAGS

LATEST_LEGACY_VERSION = 169900
REUSE_CAVEAT = (
    "You need to rescan the blockchain in order to correctly mark used destinations in the past. Until this "
    "is done, some destinations may be considered unused, even if the opposite is the case."
)


def last_block(wallet: Wallet) -> Json:
    """The last block the wallet has seen."""
    block, height = wallet.ledger.tip
    return {"hash": display(block), "height": height}


@method(
    "wallet",
    "getwalletinfo",
    "Tells what state the wallet is in.",
    result='{\n  "walletname" : "str",    (string) The wallet\'s name\n  ...\n}',
    example="> bitcoin-cli getwalletinfo ",
)
def getwalletinfo(call: Call) -> Json:
    wallet = call.wallet()
    locked = wallet.is_locked
    ahead = {internal: 0 for internal in (False, True)}
    for (_, internal), wd in wallet.keyring.active.items():
        ahead[internal] += wd.range_end - wd.next_index
    info: dict[str, Json] = {
        "walletname": wallet.name,
        "walletversion": LATEST_LEGACY_VERSION,
        "format": "sqlite",
        "txcount": len(wallet.ledger.txs),
        "keypoolsize": ahead[False],
        "keypoolsize_hd_internal": ahead[True],
    }
    if wallet.keyring.encrypted:
        info["unlocked_until"] = 0 if locked else wallet.unlocked_until
    info |= {
        "private_keys_enabled": wallet.has_private_keys,
        "avoid_reuse": "avoid_reuse" in wallet.flags,
        "scanning": False,
        "descriptors": True,
        "external_signer": False,
        "blank": "blank" in wallet.flags,
    }
    if wallet.birth_time is not None:
        info["birthtime"] = wallet.birth_time
    info["flags"] = [flag for flag in FLAGS if flag in wallet.flags]
    info["lastprocessedblock"] = last_block(wallet)
    return info


@method(
    "wallet",
    "setwalletflag",
    "Changes a flag of the wallet.",
    Arg("flag", STR, "The flag. The ones that can change: avoid_reuse"),
    Arg("value", BOOL, "Its new state", default=True),
    result='{\n  "flag_name" : "str",\n  "flag_state" : true|false,\n  "warnings" : "str"    (optional)\n}',
    example="> bitcoin-cli setwalletflag avoid_reuse",
)
def setwalletflag(call: Call, flag: str, value: bool) -> Json:
    wallet = call.wallet()
    if flag not in FLAGS:
        raise RpcError(PARAMETER, f"Unknown wallet flag: {flag}")
    if flag != "avoid_reuse":
        raise RpcError(PARAMETER, f"Wallet flag is immutable: {flag}")
    if (flag in wallet.flags) == value:
        raise RpcError(PARAMETER, f"Wallet flag is already set to {str(value).lower()}: {flag}")
    wallet.flags ^= {flag}
    wallet.save_flags()
    wallet.file.commit()
    caveat = {"warnings": REUSE_CAVEAT} if value else {}
    return {"flag_name": flag, "flag_state": value} | caveat


@method(
    "wallet",
    "rescanblockchain",
    "Looks through blocks for transactions of the wallet.",
    Arg("start_height", INT, "Height of the first block", default=0),
    Arg("stop_height", INT, "Height of the last block; left out, the tip", default=None),
    result='{\n  "start_height" : n,    (numeric)\n  "stop_height" : n      (numeric)\n}',
    example="> bitcoin-cli rescanblockchain 100000 120000",
)
def rescanblockchain(call: Call, start_height: int, stop_height: int | None) -> Json:
    wallet = call.wallet()
    ensure_unlocked(wallet)
    tip = wallet.ledger.tip[1]
    if not 0 <= start_height <= tip:
        raise RpcError(PARAMETER, "Invalid start_height")
    if stop_height is not None:
        if not 0 <= stop_height <= tip:
            raise RpcError(PARAMETER, "Invalid stop_height")
        if stop_height < start_height:
            raise RpcError(PARAMETER, "stop_height must be greater than start_height")
    wallet.keyring.derive_all()
    last = rescan(wallet, start_height, stop_height)
    return {"start_height": start_height, "stop_height": last}


@method(
    "wallet",
    "abortrescan",
    "Stops a rescan that another call began. Here a rescan ends before the next call begins.",
    result="true|false    (boolean) Whether there was one to stop",
    example="> bitcoin-cli abortrescan ",
)
def abortrescan(call: Call) -> Json:
    call.wallet()
    return False


@method(
    "wallet",
    "migratewallet",
    "Would make a descriptor wallet of a legacy wallet; this node only knows descriptor wallets.",
    Arg("wallet_name", STR, "The wallet's name", default=None),
    Arg("passphrase", STR, "The wallet's passphrase", default=None),
)
def migratewallet(call: Call, wallet_name: str | None, passphrase: str | None) -> Json:
    raise RpcError(WALLET, "Error: This wallet is already a descriptor wallet")
