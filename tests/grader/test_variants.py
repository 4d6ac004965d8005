"""Seeds of a learner: reproducible, apart from everybody else's, hidden ones out of the learner's reach."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.variants import HIDDEN, Seeds, base, seeds
from labs import variant

SECRET = bytes(range(32))
REFERENCE = (5733810161880408852, 827120788477990373, "991db647ae4b6e62")


@pytest.fixture
def sana() -> Seeds:
    return seeds(SECRET, "sana", "blockchain", "a1-hashes")


def set_all(monkeypatch: pytest.MonkeyPatch, environment: Mapping[str, str]) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)


def test_seeds_never_change() -> None:
    """Reference values: other ones would give every learner other data in a regrade."""
    found = seeds(SECRET, "sana", "blockchain", "a1-hashes")
    assert (found.visible, found.hidden[0], found.base[:16]) == REFERENCE


def test_the_notebook_and_grading_show_the_same_data(monkeypatch: pytest.MonkeyPatch, sana: Seeds) -> None:
    set_all(monkeypatch, {"HUNAR_SEED": "", "HUNAR_SEED_BASE": base(SECRET, "sana")})
    in_notebook = variant.rng("a1-hashes").random()
    set_all(monkeypatch, sana.environment())
    assert variant.rng("a1-hashes").random() == in_notebook
    assert variant.seed("a1-hashes") == sana.visible % 2**32


@given(own=st.text(), assignment=st.text(min_size=1))
def test_labs_and_grader_make_the_same_visible_seed(own: str, assignment: str) -> None:
    found = seeds(SECRET, own, "c", assignment)
    assert variant.of_base(found.base, assignment) == found.visible


def test_hidden_cells_draw_other_data_than_the_learner_sees(
    monkeypatch: pytest.MonkeyPatch, sana: Seeds
) -> None:
    drawn = set()
    for environment in (sana.environment(), *(sana.hidden_environment(number) for number in range(HIDDEN))):
        set_all(monkeypatch, environment)
        drawn.add(variant.rng("a1-hashes").random())
    assert len(drawn) == HIDDEN + 1
    assert sana.hidden_environment(HIDDEN) == sana.hidden_environment(0)


def test_what_the_learners_process_gets_holds_no_hidden_seed(sana: Seeds) -> None:
    given = " ".join(sana.environment().values())
    assert not any(str(seed) in given or f"{seed:x}" in given for seed in sana.hidden)


def test_both_environments_set_the_same_variables(sana: Seeds) -> None:
    """Whoever goes from one to the other leaves nothing of the first behind."""
    assert sana.environment().keys() == sana.hidden_environment(0).keys()


@pytest.mark.parametrize(
    "other",
    [
        seeds(SECRET, "bilal", "blockchain", "a1-hashes"),
        seeds(SECRET, "sana", "blockchain", "a2-keys"),
        seeds(SECRET, "sana", "blockchaina", "1-hashes"),
        seeds(bytes(32), "sana", "blockchain", "a1-hashes"),
    ],
)
def test_every_part_of_the_name_counts(sana: Seeds, other: Seeds) -> None:
    assert not {sana.visible, *sana.hidden} & {other.visible, *other.hidden}


def test_a_secret_too_short_to_be_one_is_refused() -> None:
    with pytest.raises(ValueError, match="secret"):
        base(b"", "sana")


def test_seeds_fit_into_64_bits(sana: Seeds) -> None:
    assert all(0 <= seed < 2**64 for seed in (sana.visible, *sana.hidden))
