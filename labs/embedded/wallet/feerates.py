"""Which feerate a payment uses. All in satoshi per 1,000 virtual bytes.

Source: Bitcoin Core, src/wallet/fees.cpp.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from labs.embedded.mempool.fee_history import MAX_TARGET
from labs.embedded.wallet.control import Control, SpendError

if TYPE_CHECKING:
    from labs.embedded.wallet.wallet import Wallet

DEFAULT_TARGET = 6
DEFAULT_DISCARD = 10_000
DEFAULT_CONSOLIDATE = 10_000
DEFAULT_MINIMUM = 1_000
DEFAULT_MAX_FEE = 10_000_000
FALLBACK, MEMPOOL_MINIMUM, REQUIRED, ESTIMATE, NONE = (
    "Fallback fee",
    "Mempool Min Fee",
    "Minimum Required Fee",
    "Conservative Double Target longer horizon",
    "None",
)
FALLBACK_DISABLED = (
    "Fee estimation failed. Fallbackfee is disabled. Wait a few blocks or enable -fallbackfee."
)


@dataclass(frozen=True, slots=True)
class Feerate:
    """A feerate and why it is that."""

    rate: int
    reason: str


def sat_per_vbyte(rate: int) -> str:
    return f"{rate // 1000}.{rate % 1000:03d} sat/vB"


def minimum_setting(wallet: "Wallet") -> int:
    return wallet.options.feerate("mintxfee", DEFAULT_MINIMUM)


def required(wallet: "Wallet") -> int:
    """The least the wallet ever pays."""
    return max(minimum_setting(wallet), wallet.options.min_relay_feerate)


def max_fee(wallet: "Wallet") -> int:
    """The most it pays for one transaction, in satoshi."""
    return wallet.options.feerate("maxtxfee", DEFAULT_MAX_FEE)


def minimum(wallet: "Wallet", control: Control) -> Feerate:
    """The caller's feerate, or an estimate, never below what is required."""
    rate, reason = control.feerate, NONE
    if rate is not None:
        if control.override_minimum:
            return Feerate(rate, reason)
    else:
        target = control.conf_target or wallet.options.number("txconfirmtarget", DEFAULT_TARGET)
        rate, reason = wallet.around.mempool.history.estimate(target)[0], ESTIMATE
        if rate == 0:
            rate, reason = wallet.options.fallback_feerate, FALLBACK
            if rate == 0:
                return Feerate(0, FALLBACK)
        if rate < (floor := wallet.around.mempool.min_feerate()):
            rate, reason = floor, MEMPOOL_MINIMUM
    if required(wallet) > rate:
        return Feerate(required(wallet), REQUIRED)
    return Feerate(rate, reason)


def chosen(wallet: "Wallet", control: Control) -> Feerate:
    """Like `minimum`, but raises SpendError instead of changing what the caller asked for."""
    found = minimum(wallet, control)
    if control.feerate is not None and found.rate > control.feerate:
        text = (
            f"Fee rate ({sat_per_vbyte(control.feerate)}) is lower than the minimum fee rate setting "
            f"({sat_per_vbyte(found.rate)})."
        )
        if found.reason == REQUIRED:
            text += (
                f"\nConsider modifying -mintxfee ({sat_per_vbyte(minimum_setting(wallet))}) or "
                f"-minrelaytxfee ({sat_per_vbyte(wallet.options.min_relay_feerate)})."
            )
        raise SpendError(text)
    if found.reason == FALLBACK and wallet.options.fallback_feerate == 0:
        raise SpendError(FALLBACK_DISABLED)
    return found


def discard(wallet: "Wallet") -> int:
    """Change that costs more than its worth at this feerate is left to the miner."""
    wished = wallet.options.feerate("discardfee", DEFAULT_DISCARD)
    estimated = wallet.around.mempool.history.estimate(MAX_TARGET)[0]
    return max(min(estimated, wished) if estimated else wished, wallet.options.dust_feerate)


def long_term(wallet: "Wallet") -> int:
    return wallet.options.feerate("consolidatefeerate", DEFAULT_CONSOLIDATE)
