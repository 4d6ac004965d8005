"""Every way of hashing gives hashlib's bytes."""

from __future__ import annotations

import hashlib
import random
from importlib.util import find_spec

import pytest

from labs.mining.engines import Engine, available
from labs.mining.engines.arrays import NumpyEngine
from labs.mining.engines.plain import HashlibEngine
from labs.mining.engines.words import START, K
from labs.mining.hashrate import HashRate, measure, pretty
from labs.mining.ladder import PUBLISHED, ladder, table

ENGINES = available()
GENESIS = bytes.fromhex(
    "01000000" + "00" * 32 + "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a"
    "29ab5f49ffff001d1dac2b7c"
)


def engine_name(engine: Engine) -> str:
    return engine.name


@pytest.fixture(params=ENGINES, ids=engine_name)
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.param
    return found


def test_the_constants_are_those_of_sha_256() -> None:
    assert (K[0], K[1], K[63]) == (0x428A2F98, 0x71374491, 0xC67178F2)
    assert START == [
        *(0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A),
        *(0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19),
    ]


def test_digests_of_random_headers_are_hashlibs(engine: Engine) -> None:
    draw = random.Random(engine.name)
    for first in (0, 1, 255, 65_530, draw.randrange(1 << 32), (1 << 31) - 8, (1 << 32) - 16):
        header = draw.randbytes(80)
        expected = [
            hashlib.sha256(hashlib.sha256(header[:76] + nonce.to_bytes(4, "little")).digest()).digest()
            for nonce in range(first, first + 16)
        ]
        assert engine.digests(header, first, 16) == expected


def test_the_genesis_nonce_is_found_and_no_other(engine: Engine) -> None:
    nonce = int.from_bytes(GENESIS[76:], "little")
    assert engine.search(GENESIS, nonce - 300, 600) == [nonce]
    assert engine.search(GENESIS, nonce + 1, 600) == []


def test_engines_beyond_the_libraries_that_are_always_there_are_optional() -> None:
    names = [engine.name for engine in ENGINES]
    assert names[:2] == ["hashlib", "numpy"]
    assert ("numba" in names) == bool(find_spec("numba"))
    assert ("torch cpu" in names) == bool(find_spec("torch"))


def test_a_measured_rate_is_what_the_clock_says() -> None:
    rate = measure(HashlibEngine(), 0.2)
    assert rate.engine == "hashlib"
    assert 1e4 < rate.hashes_per_s < 1e8
    assert measure(NumpyEngine(), 0.05).hashes_per_s > 1e3


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        (7, "7 H/s"),
        (620_000, "620 kH/s"),
        (1_700_000, "1.7 MH/s"),
        (999_900, "1000 kH/s"),
        (200e12, "200 TH/s"),
        (8.5e20, "850 EH/s"),
    ],
)
def test_rates_are_written_for_people(rate: float, text: str) -> None:
    assert pretty(rate) == text


def test_the_ladder_rises_and_has_the_learners_own_rung() -> None:
    rungs = ladder([HashRate("numpy", 300_000.0), HashRate("numba", 2e6)])
    assert [rung.hashes_per_s for rung in rungs] == sorted(rung.hashes_per_s for rung in rungs)
    assert len(rungs) == len(PUBLISHED) + 2
    text = table(rungs)
    assert "numpy, here" in text.splitlines()[1]
    assert "200 TH/s" in text.splitlines()[-1]
    assert "17.5 J/TH" in text
