"""What a pool's operator decides."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """How a pool behaves. Times in seconds, difficulties in multiples of the easiest main-network target.

    block_difficulty: what a block must have at least, also where the network would take less. look_every_s:
    how often the node is asked whether the tip changed. renew_s: how often new transactions get into jobs.
    start_difficulty, share_every_s: a miner's first difficulty, and the pace that it is then fitted to,
    though never below lowest_difficulty.
    """

    block_difficulty: float = 2e-3
    start_difficulty: float = 1e-4
    lowest_difficulty: float = 1e-5
    share_every_s: float = 5.0
    look_every_s: float = 0.5
    renew_s: float = 30.0
    max_connections: int = 1000
    messages_per_s: float = 100.0
    message_burst: float = 1_000.0
    first_word_s: float = 30.0
    silence_s: float = 600.0
    unread_bytes: int = 1 << 16
