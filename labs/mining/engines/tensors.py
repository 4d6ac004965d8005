"""The formula over torch tensors: on the processor, or on a GPU where there is one.

torch has no arithmetic for unsigned words, so int32 does the work: + and << wrap around in the same way, only
>> must lose the copies of the sign bit. Fused, torch.compile makes one GPU kernel of all 128 rounds, so that
nothing but the nonce and the answer touches memory; the first call then compiles for a minute or two.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import torch

from labs.mining.engines.words import double_sha256, midstate, tail


def has_gpu() -> bool:
    return bool(torch.cuda.is_available())


class TorchKit:
    """Words as torch's int32, two's complement."""

    def __init__(self, device: str) -> None:
        self.device = device

    def word(self, value: int) -> Any:
        return torch.full((1,), _signed(value), dtype=torch.int32, device=self.device)

    def constant(self, value: int) -> Any:
        return _signed(value)

    def rotate(self, words: Any, bits: int) -> Any:
        return self.shift(words, bits) | (words << (32 - bits))

    def shift(self, words: Any, bits: int) -> Any:
        return (words >> bits) & ((1 << (32 - bits)) - 1)


class TorchEngine:
    """Headers by the thousand on the processor, by the million on a GPU."""

    def __init__(self, device: str, fused: bool = False) -> None:
        self.device = device
        self.name = f"torch {device}" + (" fused" if fused else "")
        self.batch = 16_384 if device == "cpu" else (1 << 26 if fused else 1 << 22)
        self._kit = TorchKit(device)
        self._begun: dict[bytes, tuple[list[Any], list[Any]]] = {}
        self._last: Callable[..., Any] = self._last_word
        if fused:
            self._last = torch.compile(self._last_word, dynamic=False)

    def digests(self, header: bytes, first: int, count: int) -> list[bytes]:
        words = torch.stack(self._formula(*self._begin(header[:76]), self._nonces(first, count)), dim=1)
        return [struct.pack(">8i", *row) for row in words.tolist()]

    def search(self, header: bytes, first: int, count: int) -> list[int]:
        last = self._last(*self._begin(header[:76]), self._nonces(first, count))
        return [first + int(place) for place in torch.nonzero(last == 0).flatten().tolist()]

    def _begin(self, header: bytes) -> tuple[list[Any], list[Any]]:
        """What does not change with the nonce; the last header's is kept."""
        if header not in self._begun:
            self._begun = {header: (midstate(header, self._kit), tail(header, self._kit))}
        return self._begun[header]

    def _nonces(self, first: int, count: int) -> Any:
        return torch.arange(first, first + count, dtype=torch.int64, device=self.device).to(torch.int32)

    def _formula(self, state: list[Any], rest: list[Any], nonces: Any) -> list[Any]:
        return double_sha256(state, rest, nonces, self._kit)

    def _last_word(self, state: list[Any], rest: list[Any], nonces: Any) -> Any:
        return self._formula(state, rest, nonces)[7]


def _signed(value: int) -> int:
    return value - (1 << 32) if value >> 31 else value
