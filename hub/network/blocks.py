"""Blocks from learners: on top of the tip only, and not too many a minute.

On regtest anybody finds a block in a millisecond. Without a bound one learner could bury the others'
payments under a longer branch, or mine until no subsidy is left. Reorganisations are for private nodes.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from typing import Any

from hub.network.rpc import NodeRpc

MOST_A_MINUTE = 20
STALE = "stale-prevblk"
"""BIP 22's word for a block that is not on the tip."""
HEADER_DIGITS = 160
PREVIOUS = slice(8, 72)
"""Hex digits of the previous block's hash, internal byte order, in a header."""


class BlockRate:
    """How many blocks each learner handed in during the last minute."""

    def __init__(self) -> None:
        self._times: defaultdict[str, deque[float]] = defaultdict(deque)
        self._lock = threading.Lock()

    def allows(self, learner: str) -> bool:
        """True, and counted, while the learner is below the bound."""
        now = time.monotonic()
        with self._lock:
            times = self._times[learner]
            while times and times[0] < now - 60:
                times.popleft()
            if len(times) >= MOST_A_MINUTE:
                return False
            times.append(now)
            return True


def is_on_tip(rpc: NodeRpc, params: Any) -> bool:
    """Whether every block in these parameters of submitblock continues the node's tip. What is no block is
    left to the node. Raises NodeError, NodeDown.
    """
    tip = str(rpc.call("getbestblockhash"))
    return all(_previous(text) in (None, tip) for text in _texts(params))


def _texts(params: Any) -> Iterator[str]:
    """The texts among the parameters: by position, by name, or positions under the name args."""
    given = list(params.values()) if isinstance(params, dict) else params
    for part in given if isinstance(given, list) else []:
        yield from (text for text in (part if isinstance(part, list) else [part]) if isinstance(text, str))


def _previous(block: str) -> str | None:
    """The hash of the block before, for display; None for what is no block."""
    try:
        return bytes.fromhex(block[PREVIOUS])[::-1].hex() if len(block) >= HEADER_DIGITS else None
    except ValueError:
        return None
