"""What people can type or set stands in the README; what the README names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hub.cli import main
from hub.settings import Settings
from progress.settings import Settings as ServiceSettings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHOSEN_BY_UP = {"progress_port", "network_port", "proxy_api_port"}


def commands() -> list[str]:
    return sorted(main.list_commands(None))  # type: ignore[arg-type]  # it does not look at the context


def settings() -> list[str]:
    ours = set(Settings.model_fields) - CHOSEN_BY_UP
    service = {name for name, field in ServiceSettings.model_fields.items() if field.validation_alias is None}
    return sorted(ours | service - CHOSEN_BY_UP)


@pytest.mark.parametrize("command", commands())
def test_the_readme_shows_every_command(command: str) -> None:
    assert f"hunar {command}" in README


@pytest.mark.parametrize("setting", settings())
def test_the_readme_explains_every_setting(setting: str) -> None:
    assert re.search(rf"\| [^|\n]*`{setting.upper()}`", README), (
        f"HUNAR_{setting.upper()} is not in the table"
    )


def test_every_command_in_the_readme_exists() -> None:
    named = set(re.findall(r"`hunar ([a-z]+)", README)) | set(
        re.findall(r"^    hunar ([a-z]+)", README, re.M)
    )
    assert named <= set(commands())


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_every_link_in_the_readme_leads_somewhere(target: str) -> None:
    assert (ROOT / target).exists()


def test_the_makefile_has_every_target_the_readme_names() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"make (up|test|quick|check|format)", README)):
        assert re.search(rf"^{target}:", makefile, re.M), target
