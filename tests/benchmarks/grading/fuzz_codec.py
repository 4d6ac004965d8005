"""Long fuzzing of the codec: `python -m tests.benchmarks.grading.fuzz_codec --minutes 10`.

Frames of honest values are damaged at random, over and over, and decoded; so are random payloads of each
type. A finding is any end but a value or BadData, a value that can be neither sent on nor refused, or more
memory than the size of the frame allows. Prints executions and findings; exits with 1 if there is a finding.
"""

from __future__ import annotations

import argparse
import faulthandler
import random
import resource
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable, Iterator

import msgpack
import numpy as np
import torch

from grader.inside.codec import BadData, CannotCross, Codec
from tests.grader.test_codec import CHOSEN
from tests.grader.test_codec_frames import INDEXES, SINGLES, table

CODES = (*range(1, 27), *range(40, 46), 50, 51, *range(60, 71), *range(80, 84), 127)
MEMORY_EVERY = 50
ODD_NUMBERS = (0, 1, -1, 127, 128, 255, 2**31, 2**32 - 1, 2**63 - 1, 2**64 - 1, -(2**63), 1.5, float("nan"))


def seeds() -> list[object]:
    """Honest values that together use every type."""
    generators = [
        np.random.Generator(kind(1))
        for kind in (
            np.random.MT19937,
            np.random.PCG64,
            np.random.PCG64DXSM,
            np.random.Philox,
            np.random.SFC64,
        )
    ]
    arrays = [np.arange(6.0).reshape(2, 3).T, np.array(["ab", "c"]), np.array([None, 1, (2,)], dtype=object)]
    moments = [np.datetime64("2020"), np.float32(1), np.str_("x"), np.dtype("M8[s]"), random.Random(1)]
    leaf = torch.ones(2, requires_grad=True)
    leaf.sum().backward()
    tensors = [
        leaf,
        torch.ones(3, dtype=torch.bfloat16),
        torch.tensor([True]),
        leaf.shape,
        leaf.dtype,
        leaf.device,
    ]
    legacy = np.random.RandomState(1)
    return [
        *CHOSEN,
        *generators,
        *arrays,
        *moments,
        *tensors,
        legacy,
        table(),
        table()["cut"],
        *INDEXES,
        *SINGLES,
    ]


def codec() -> Codec:
    return Codec(_refuse, lambda kind, payload: ("unwrapped", kind, payload))


def _refuse(value: object) -> tuple[str, object]:
    raise CannotCross("not a plain value")


def damaged(frame: bytes, chance: random.Random) -> bytes:
    data = bytearray(frame)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        place = chance.randrange(len(data) + 1)
        match chance.randrange(5):
            case 0 if place < len(data):
                data[place] ^= 1 << chance.randrange(8)
            case 1:
                del data[place : place + chance.randrange(1, 9)]
            case 2:
                data[place:place] = chance.randbytes(chance.randrange(1, 9))
            case 3:
                data[place : place + 1] = msgpack.packb(chance.choice(ODD_NUMBERS))
            case _:
                start = chance.randrange(len(data) + 1)
                data[place:place] = data[start : start + chance.randrange(1, 65)]
    if chance.random() < 0.7 and len(data) >= 4:  # a head that fits again, so that the damage lies deeper
        tail = len(frame) - 4 - int.from_bytes(frame[:4], "little")
        data[:4] = max(0, len(data) - 4 - max(0, tail)).to_bytes(4, "little")
    return bytes(data)


def invented(chance: random.Random) -> bytes:
    """A frame of some type with a payload that nobody meant."""
    packed = msgpack.packb(msgpack.ExtType(chance.choice(CODES), msgpack.packb(_payload(chance, 3))))
    return bytes(len(packed).to_bytes(4, "little") + packed)


def _payload(chance: random.Random, depth: int) -> object:
    words = ("O", "<f8", "|b1", "float64", "PCG64", "MT19937", "range", "one", "multi", "category", "string")
    more = ("ns", "left", "M", "float32", "UTC", "1E5", "int", "state", "", "key")
    match chance.randrange(9 if depth else 5):
        case 0:
            return chance.choice(ODD_NUMBERS)
        case 1:
            return chance.choice(words + more)
        case 2:
            return chance.randbytes(chance.randrange(20))
        case 3:
            return chance.choice((None, True, False))
        case 4:
            return chance.randrange(-2, 5)
        case 5:
            data = msgpack.packb(_payload(chance, depth - 1))
            return msgpack.ExtType(chance.choice(CODES), data)
        case 6:
            return {
                chance.choice(words + more): _payload(chance, depth - 1) for _ in range(chance.randrange(4))
            }
        case _:
            return [_payload(chance, depth - 1) for _ in range(chance.randrange(6))]


def cases(frames: list[bytes], chance: random.Random) -> Iterator[bytes]:
    """Without end: damaged frames, frames damaged again, invented ones."""
    pool = list(frames)
    while True:
        yield invented(chance)
        for _ in range(4):
            case = damaged(chance.choice(pool), chance)
            if len(case) < 20_000 and chance.random() < 0.001:
                pool[len(frames) :] = [*pool[len(frames) :], case][-500:]
            yield case


def verdict(data: bytes, subject: Codec) -> str:
    """Empty, or what is wrong."""
    try:
        value = subject.decode(data)
    except BadData:
        return ""
    except BaseException as error:
        return f"decode: {type(error).__name__}: {error}"
    try:
        subject.encode(value)
    except CannotCross:
        return ""
    except BaseException as error:
        return f"encode: {type(error).__name__}: {error}"
    return ""


def hungry(data: bytes, subject: Codec) -> str:
    tracemalloc.start()
    try:
        wrong = verdict(data, subject)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return wrong or (
        f"{peak:,} bytes of memory for {len(data):,}" if peak > 130 * len(data) + (10 << 20) else ""
    )


def main(said: Callable[[str], None] = print) -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    wanted = options.parse_args()
    faulthandler.enable()
    warnings.simplefilter("ignore")
    subject, chance = codec(), random.Random(wanted.seed)
    frames = [subject.encode(value) for value in seeds()]
    said(f"seed {wanted.seed}, {len(frames)} honest frames")
    executions, findings, until = 0, 0, time.monotonic() + 60 * wanted.minutes
    for data in cases(frames, chance):
        executions += 1
        wrong = (hungry if executions % MEMORY_EVERY == 0 else verdict)(data, subject)
        if wrong:
            findings += 1
            said(f"finding: {wrong}: {data[:2000].hex()}")
        if executions % 1000 == 0 and time.monotonic() > until:
            break
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    said(f"{executions:,} executions, {findings} findings, peak memory {peak_mib} MiB")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
