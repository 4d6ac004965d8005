"""What a caller wants of a payment: who is paid, which coins, what fee, what change.

Amounts in satoshi, feerates in satoshi per 1,000 virtual bytes.
Source: Bitcoin Core, src/wallet/coincontrol.h.
"""

from dataclasses import dataclass, field

from labs.bitcoin.keystore import Keystore
from labs.bitcoin.transactions import OutPoint, TxOut

MAX_STANDARD_TX_WEIGHT = 400_000
TRUC_VERSION = 3
TRUC_MAX_WEIGHT = 40_000
TRUC_CHILD_MAX_WEIGHT = 4_000
MAX_DEPTH = 9_999_999
REPLACEABLE, NONFINAL = 0xFFFFFFFD, 0xFFFFFFFE


class SpendError(Exception):
    """No transaction can be made; the text is Core's and goes to whoever asked."""


@dataclass(slots=True)
class Recipient:
    """One output to pay. subtract_fee: the fee is taken from it."""

    script: bytes
    amount: int
    subtract_fee: bool = False


@dataclass(slots=True)
class Preset:
    """A coin the caller insists on. output: set where it is not the wallet's."""

    output: TxOut | None = None
    sequence: int | None = None
    script_sig: bytes = b""
    witness: list[bytes] = field(default_factory=list)
    weight: int | None = None


@dataclass(slots=True)
class Control:
    """Wishes; what is left at its default is the wallet's choice."""

    feerate: int | None = None
    override_minimum: bool = False
    conf_target: int | None = None
    fee_mode: str = "unset"
    replaceable: bool | None = None
    change_script: bytes | None = None
    change_type: str | None = None
    change_position: int | None = None
    allow_other_inputs: bool = True
    include_unsafe: bool = False
    avoid_reuse: bool = False
    avoid_partial_spends: bool = False
    min_depth: int = 0
    max_depth: int = MAX_DEPTH
    version: int = 2
    locktime: int | None = None
    max_tx_weight: int | None = None
    preset: dict[OutPoint, Preset] = field(default_factory=dict)
    weights: dict[OutPoint, int] = field(default_factory=dict)
    external: Keystore = field(default_factory=Keystore)
