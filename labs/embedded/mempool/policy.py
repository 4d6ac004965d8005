"""The node's settings on which transactions it keeps.

Source: Bitcoin Core, src/policy/policy.h, mempool_args.cpp.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from labs.embedded.mempool.feerate import fee_of
from labs.embedded.settings import OptionError

if TYPE_CHECKING:
    from labs.embedded.options import Options

MAX_WEIGHT = 400_000
"""The heaviest transaction that is passed on, in weight units."""
MIN_NONWITNESS_SIZE = 65
MAX_SIGOP_COST = 16_000
MAX_LEGACY_SIGOPS = 2_500
MAX_SCRIPT_SIG_SIZE = 1_650
MAX_DUST_OUTPUTS = 1
VERSIONS = range(1, 4)
MAX_CLUSTER_COUNT = 64


@dataclass(slots=True)
class Policy:
    """What the mempool asks of a transaction, and how much it keeps.

    Feerates in satoshi per 1,000 virtual bytes, sizes in bytes, cluster_size in virtual bytes, expiry in
    seconds. max_data: bytes of all data-carrying outputs of a transaction; None where none is passed on.
    """

    min_relay_feerate: int = 100
    incremental_feerate: int = 100
    dust_feerate: int = 3_000
    max_data: int | None = 100_000
    bare_multisig: bool = True
    require_standard: bool = True
    cluster_count: int = 64
    cluster_size: int = 101_000
    max_size: int = 300_000_000
    expiry_s: int = 336 * 3600
    bytes_per_sigop: int = 20
    persist: bool = True

    @classmethod
    def of(cls, options: Options) -> Policy:
        """The policy that a node's options ask for. Raises OptionError."""
        default = cls()
        relay = options.min_relay_feerate
        if options.get("minrelaytxfee") is None:
            relay = max(relay, options.incremental_feerate)
        policy = cls(
            min_relay_feerate=relay,
            incremental_feerate=options.incremental_feerate,
            dust_feerate=options.dust_feerate,
            max_data=options.datacarrier_size if options.flag("datacarrier", True) else None,
            bare_multisig=options.flag("permitbaremultisig", True),
            require_standard=not options.accept_nonstd,
            cluster_count=options.number("limitclustercount", default.cluster_count),
            cluster_size=1_000 * options.number("limitclustersize", default.cluster_size // 1_000),
            max_size=1_000_000 * options.number("maxmempool", default.max_size // 1_000_000),
            expiry_s=3_600 * options.number("mempoolexpiry", default.expiry_s // 3_600),
            bytes_per_sigop=options.number("bytespersigop", default.bytes_per_sigop),
            persist=options.flag("persistmempool", True),
        )
        policy._check()
        return policy

    def _check(self) -> None:
        if self.cluster_count > MAX_CLUSTER_COUNT:
            raise OptionError(f"limitclustercount must be less than or equal to {MAX_CLUSTER_COUNT}")
        least = 40 * self.cluster_size
        if self.max_size < 0 or 0 < self.max_size < least:
            raise OptionError(f"-maxmempool must be at least {-(-least // 1_000_000)} MB")

    def min_fee(self, vsize: int) -> int:
        """The least fee in satoshi with which a transaction of vsize virtual bytes is passed on."""
        return fee_of(self.min_relay_feerate, vsize)
