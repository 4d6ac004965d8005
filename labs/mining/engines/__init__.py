"""Ways to compute the double SHA-256 of a block header: in plain Python, numpy, numba and torch.

Each engine hashes headers that differ only in their nonce, and is exact: hashlib finds the same bytes.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Protocol


class Engine(Protocol):
    """One way to hash headers. batch: how many nonces it likes to take at once."""

    name: str
    batch: int

    def digests(self, header: bytes, first: int, count: int) -> list[bytes]:
        """The double SHA-256 of the 80-byte header with nonces first, first + 1, ...: 32 bytes each."""

    def search(self, header: bytes, first: int, count: int) -> list[int]:
        """Those nonces whose hash ends in four zero bytes: what a mining machine reports to its controller.

        The hash is read as a little-endian number, so these are its highest bytes. One in 2^32 has them.
        """


def available() -> list[Engine]:
    """Every engine that this machine can run, from the simplest on."""
    from labs.mining.engines.arrays import NumpyEngine
    from labs.mining.engines.plain import HashlibEngine

    engines: list[Engine] = [HashlibEngine(), NumpyEngine()]
    if find_spec("numba"):
        from labs.mining.engines.compiled import NumbaEngine

        engines.append(NumbaEngine())
    if find_spec("torch"):
        from labs.mining.engines.tensors import TorchEngine, has_gpu

        engines.append(TorchEngine("cpu"))
        if has_gpu():
            engines += [TorchEngine("cuda"), TorchEngine("cuda", fused=True)]
    return engines
