"""A learner's own data: the key is made once, kept, and stays outside; the server gets what comes of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.variants import base, seeds
from hub import backup
from hub.settings import Settings
from hub.state import State, StateError
from tests.hub.conftest import RunningHub


@pytest.fixture
def state(tmp_path: Path) -> State:
    state = State(tmp_path / "var")
    state.prepare()
    return state


def test_the_key_is_made_once_and_is_private(state: State) -> None:
    made = state.variant_secret()
    state.prepare()
    assert state.variant_secret() == made and len(made) == 32
    assert (state.keys / "variant_secret").stat().st_mode & 0o777 == 0o600


def test_a_missing_key_is_never_made_anew_for_grading(state: State) -> None:
    (state.keys / "variant_secret").unlink()
    with pytest.raises(StateError, match="copy it there, or take it from a backup"):
        state.variant_secret()
    assert not (state.keys / "variant_secret").exists()


def test_a_damaged_key_is_refused(state: State) -> None:
    (state.keys / "variant_secret").write_text("not hex")
    with pytest.raises(StateError):
        state.variant_secret()


def test_a_restored_platform_draws_the_same_data(state: State, tmp_path: Path) -> None:
    backup.write(Settings(state=state.folder), tmp_path / "b.tar.gz")
    back = tmp_path / "back"
    backup.read(Settings(state=back), tmp_path / "b.tar.gz")
    assert State(back).variant_secret() == state.variant_secret()


@pytest.mark.slow
def test_a_notebook_shows_the_data_that_grading_uses(running_hub: RunningHub) -> None:
    secret = State(running_hub.platform.state).variant_secret()
    code = """
import json, os
from labs import variant
name = "a1-hashes"
print(json.dumps([os.environ["HUNAR_SEED_BASE"], variant.seed(name), variant.rng(name).random()]))
"""
    said = {}
    for person in (running_hub.ali, running_hub.sana):
        own, seed, drawn = json.loads(person.run(code).strip().splitlines()[-1])
        assert own == base(secret, person.name)
        assert seed == seeds(secret, person.name, "blockchain", "a1-hashes").visible % 2**32
        said[person.name] = drawn
    assert said["ali"] != said["sana"]


@pytest.mark.slow
def test_the_key_is_in_no_environment_and_no_argument_of_a_server(running_hub: RunningHub) -> None:
    secret = State(running_hub.platform.state).variant_secret().hex()
    code = """
import glob
for name in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/cmdline"):
    try:
        print(open(name, "rb").read())
    except OSError:
        pass
"""
    shown = running_hub.ali.run(code)
    assert "HUNAR_SEED_BASE" in shown and secret not in shown
