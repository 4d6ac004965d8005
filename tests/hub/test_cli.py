"""The `hunar` command answers at once, finds every room's commands, and names a wrong setting."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from hub.cli import ELSEWHERE, main
from hub.settings import Settings
from tests.hub.handing_in import hunar

QUICK_S = 0.5
HEAVY = ("pydantic", "sqlalchemy", "jupyterhub", "nbformat", "nbgrader", "fastapi", "psutil")


def test_help_names_every_command() -> None:
    said = CliRunner().invoke(main, ["--help"])
    assert said.exit_code == 0
    for name in [*main.commands, *ELSEWHERE]:
        assert f"\n  {name} " in said.output


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_command_of_another_room_is_there(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None and command.name == name and command.help


def test_an_unknown_command_is_refused() -> None:
    said = CliRunner().invoke(main, ["gradde"])
    assert said.exit_code == 2 and "gradde" in said.output


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from hub.cli import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(HEAVY).isdisjoint(done.stdout.splitlines()[-1].split())


def test_help_comes_at_once(tmp_path: Path) -> None:
    """The best of three, so that a busy machine does not count as a slow command."""
    took_s = []
    for _ in range(3):
        begun = time.monotonic()
        hunar(tmp_path, "--help")
        took_s.append(time.monotonic() - begun)
    assert min(took_s) < QUICK_S


def test_a_wrong_setting_is_named_without_a_traceback(tmp_path: Path) -> None:
    done = hunar(tmp_path, "status", port="eight thousand")
    assert done.returncode == 2
    assert done.stderr.startswith("HUNAR_PORT=eight thousand: ")
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("usual", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresqls_usual_address_works(usual: str) -> None:
    settings = Settings(database_url=f"{usual}://hunar@db.example/hunar")
    assert settings.database == "postgresql+psycopg://hunar@db.example/hunar"


def test_an_empty_database_address_is_sqlite(tmp_path: Path) -> None:
    assert Settings(database_url="", state=tmp_path).database == f"sqlite:///{tmp_path}/hunar.sqlite"


def test_status_and_down_name_the_state_folder_they_looked_at(tmp_path: Path) -> None:
    state = tmp_path / "elsewhere"
    status, down = hunar(state, "status"), hunar(state, "down")
    assert (status.returncode, down.returncode) == (1, 0)
    assert f"not running on {state}. Start it with: hunar up" in status.stdout
    assert f"not running on {state}." in down.stdout
    assert not state.exists(), "asking made a state folder"
