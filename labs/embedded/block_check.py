"""Whether a block would be valid, asked without giving it to the kernel: for proposals and for generateblock."""

from typing import TYPE_CHECKING

from labs.bitcoin.blocks import Block, Header, target_of
from labs.embedded.entry import Entry

if TYPE_CHECKING:
    from labs.embedded.chain import Chain

MAX_FUTURE_S = 2 * 60 * 60


def check_block(block: Block) -> str | None:
    return None


def header_reason(header: Header, prev: Entry | None, now: int) -> str | None:
    """Why a header cannot follow prev (None when unknown), in Core's order and words."""
    target = target_of(header.bits)
    if not target or int.from_bytes(header.hash, "little") > target:
        return "high-hash"
    if prev is None:
        return "prev-blk-not-found"
    if prev.failed:
        return "bad-prevblk"
    if header.bits != prev.bits:
        return "bad-diffbits"
    if header.time <= prev.median_time:
        return "time-too-old"
    if header.time > now + MAX_FUTURE_S:
        return "time-too-new"
    if header.version < 4:
        return f"bad-version(0x{header.version & 0xFFFFFFFF:08x})"
    return None


def proposal_reason(chain: "Chain", block: Block, check_pow: bool) -> tuple[str | None, str]:
    return None, ""
