"""Fees per size, exactly as Bitcoin Core rounds them.

A feerate is whole satoshi per 1,000 virtual bytes, or a pair of a fee and a size. Nothing here uses floats:
two feerates differ or are equal, and every node must see it alike. Source: Bitcoin Core,
src/policy/feerate.cpp.
"""

from labs.bitcoin.transactions import COIN

_SCALE = 64


def fee_of(feerate_sat_kvb: int, vsize: int) -> int:
    """The least fee in satoshi that pays this feerate for vsize virtual bytes."""
    return -(-feerate_sat_kvb * vsize // 1000)


def feerate_of(fee: int, vsize: int) -> int:
    """Satoshi per 1,000 virtual bytes, rounded down; 0 for nothing."""
    return fee * 1000 // vsize if vsize > 0 else 0


def rank(fee: int, size: int) -> int:
    """A number that orders feerates exactly: larger for more satoshi per size, equal for equal ones.

    Sizes stay below 2**31, so two different feerates lie more than 2**-62 apart.
    """
    return (fee << _SCALE) // size


def money(amount_sat: int) -> str:
    """An amount in bitcoin as Core writes it in messages: at least two decimals, no needless zeros."""
    sign = "-" if amount_sat < 0 else ""
    whole, part = divmod(abs(amount_sat), COIN)
    digits = f"{part:08d}"
    return f"{sign}{whole}.{digits[:2]}{digits[2:].rstrip('0')}"


def per_kvb(feerate_sat_kvb: int) -> str:
    """A feerate as Core writes it in messages."""
    return f"{feerate_sat_kvb // COIN}.{feerate_sat_kvb % COIN:08d} BTC/kvB"
