"""What a person's server is told: read back from the files, without starting one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from traitlets.config import PyFileConfigLoader

from hub.lab import config

PANELS = "@jupyter/nbgrader:"


def written(directory: Path, *name: str) -> dict[str, object]:
    loaded: dict[str, object] = json.loads(directory.joinpath(*name).read_text())
    return loaded


def test_learners_server_has_no_formgrader(tmp_path: Path) -> None:
    config.write(tmp_path, "learner", [])
    server = written(tmp_path, "jupyter_server_config.json")
    assert server["ServerApp"]["jpserver_extensions"] == {  # type: ignore[index]
        "hub.lab.extension": True,
        "nbgrader.server_extensions.formgrader": False,
        "nbgrader.server_extensions.course_list": False,
    }
    hidden = written(tmp_path, "labconfig", "page_config.json")["disabledExtensions"]
    assert {f"{PANELS}formgrader", f"{PANELS}create-assignment", f"{PANELS}course-list"} <= set(hidden)  # type: ignore[call-overload]


def test_instructors_keep_formgrader_and_create_assignment(tmp_path: Path) -> None:
    config.write(tmp_path, "instructor", ["blockchain"])
    hidden = config.page_config("instructor")["disabledExtensions"]
    assert [name for name in hidden if name.startswith(PANELS)] == [f"{PANELS}course-list"]
    assert config.server_config("instructor")["ServerApp"]["jpserver_extensions"][
        "nbgrader.server_extensions.formgrader"
    ]


def test_nbgrader_finds_the_course_and_our_exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    config.write(tmp_path / "etc", "instructor", ["blockchain", "start"])
    loaded = PyFileConfigLoader("nbgrader_config.py", str(tmp_path / "etc")).load_config()
    assert loaded.CourseDirectory.course_id == "blockchain"
    assert loaded.CourseDirectory.root == str(tmp_path / "courses" / "blockchain" / "grading")
    assert loaded.Exchange.assignment_dir == str(tmp_path / "assignments")
    assert loaded.ExchangeFactory.submit.startswith("grader.exchange.")


def test_a_power_cut_costs_at_most_fifteen_seconds_of_typing(tmp_path: Path) -> None:
    config.write(tmp_path, "learner", [])
    settings = written(tmp_path, "labconfig", "default_setting_overrides.json")
    documents = settings["@jupyterlab/docmanager-extension:plugin"]
    assert documents == {"autosave": True, "autosaveInterval": 15}


@pytest.mark.parametrize("role", ["learner", "instructor"])
def test_the_browser_half_is_told_the_role(role: config.Role) -> None:
    assert config.page_config(role)["hunarRole"] == role


def test_writing_again_replaces_an_earlier_role(tmp_path: Path) -> None:
    config.write(tmp_path, "instructor", ["blockchain"])
    config.write(tmp_path, "learner", [])
    assert "CourseDirectory" not in (tmp_path / "nbgrader_config.py").read_text()


def test_the_browser_half_is_where_its_address_says() -> None:
    """JupyterLab serves lab/extensions/<name>/ from the folder <name>, which must be the package's name."""
    package = json.loads((config.LABEXTENSIONS / "hunar" / "package.json").read_text())
    assert package["name"] == "hunar"
    assert (config.LABEXTENSIONS / "hunar" / package["jupyterlab"]["_build"]["load"]).is_file()
