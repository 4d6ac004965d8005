"""Data of one's own: the same again for the same learner, other data for others, and it runs at home."""

from __future__ import annotations

import subprocess
import sys

import pytest

from labs import variant


@pytest.fixture(autouse=True)
def no_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HUNAR_SEED", "HUNAR_SEED_BASE"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_platform_the_seed_is_the_documented_one() -> None:
    assert variant.seed("a1") == variant.seed("a2") == variant.PLAIN_SEED


def test_each_call_starts_again() -> None:
    assert list(variant.rng("a1").integers(0, 1000, 5)) == list(variant.rng("a1").integers(0, 1000, 5))


def test_another_learner_and_another_assignment_have_other_data(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = set()
    for base in ("aa", "bb"):
        monkeypatch.setenv("HUNAR_SEED_BASE", base)
        seen |= {(variant.seed(name), variant.rng(name).random()) for name in ("a1", "a2")}
    assert len(seen) == 4 and variant.PLAIN_SEED not in {seed for seed, _ in seen}


def test_a_given_seed_goes_before_the_base_and_an_empty_one_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUNAR_SEED_BASE", "aa")
    monkeypatch.setenv("HUNAR_SEED", "")
    own = variant.seed("a1")
    monkeypatch.setenv("HUNAR_SEED", "7")
    assert variant.seed("a1") == 7 != own


def test_the_generator_uses_all_64_bits_and_the_number_fits_everywhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn = set()
    for high in (1, 2):
        monkeypatch.setenv("HUNAR_SEED", str((high << 32) + 5))
        assert variant.seed("a1") == 5
        drawn.add(variant.rng("a1").random())
    assert len(drawn) == 2


@pytest.mark.parametrize("given", ["-1", "1.5", "abc", "٣", "1 2"])
def test_a_seed_that_is_no_number_says_what_to_do(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("HUNAR_SEED", given)
    with pytest.raises(ValueError, match="Restart your server"):
        variant.seed("a1")


def test_an_assignment_must_be_named() -> None:
    with pytest.raises(ValueError, match="Name the assignment"):
        variant.rng("")


def test_a_seed_does_not_need_numpy() -> None:
    code = "import sys; from labs import variant; variant.seed('a1'); assert 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
