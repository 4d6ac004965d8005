"""The settings of one person's server: a folder for JUPYTER_CONFIG_PATH, read-only inside the sandbox.

jupyter_server_config.json                  which server extensions run, and where the browser half lies
nbgrader_config.py                          nbgrader speaks to the progress service; where the course is
labconfig/default_setting_overrides.json    autosave, notebooks for .py, no news
labconfig/page_config.json                  which of nbgrader's panels are shown
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from grader.course import GRADING_FOLDER

Role = Literal["learner", "instructor"]
AUTOSAVE_S = 15
"""A power cut costs at most this many seconds of typing."""
LABEXTENSIONS = Path(__file__).parent / "labextensions"


def write(directory: Path, role: Role, courses: list[str]) -> None:
    """Write the configuration of one server into `directory`, replacing what an earlier call wrote.

    courses: those an instructor teaches; formgrader and Create Assignment work on the first of them.
    """
    labconfig = directory / "labconfig"
    labconfig.mkdir(parents=True, exist_ok=True)
    _write_json(directory / "jupyter_server_config.json", server_config(role))
    (directory / "nbgrader_config.py").write_text(nbgrader_config(role, courses), encoding="utf-8")
    _write_json(labconfig / "default_setting_overrides.json", setting_overrides(role))
    _write_json(labconfig / "page_config.json", page_config(role))


def server_config(role: Role) -> dict[str, Any]:
    """`jupyter_server_config.json`. A learner's server has no formgrader at all, not only a hidden panel."""
    return {
        "ServerApp": {
            "jpserver_extensions": {
                "hub.lab.extension": True,
                "nbgrader.server_extensions.formgrader": role == "instructor",
                # course_list asks formgrader by the browser's address, which a private network refuses.
                "nbgrader.server_extensions.course_list": False,
            }
        },
        "LabApp": {"extra_labextensions_path": [str(LABEXTENSIONS)]},
    }


def nbgrader_config(role: Role, courses: list[str]) -> str:
    """`nbgrader_config.py`: the exchange, and for an instructor the course's own tree."""
    lines = [
        "from pathlib import Path",
        "from grader.exchange.factory import configure",
        "c = get_config()  # noqa: F821",
        'assignments = Path.home() / "assignments"',
        "assignments.mkdir(exist_ok=True)",
        "configure(c, assignments)",
    ]
    if role == "instructor" and courses:
        lines += [
            f"c.CourseDirectory.course_id = {courses[0]!r}",
            f'c.CourseDirectory.root = str(Path.home() / "courses" / {courses[0]!r} / {GRADING_FOLDER!r})',
        ]
    return "\n".join(lines) + "\n"


def setting_overrides(role: Role) -> dict[str, Any]:
    """JupyterLab's settings that differ from its own defaults; a learner may change them for themself."""
    documents: dict[str, Any] = {"autosave": True, "autosaveInterval": AUTOSAVE_S}
    if role == "instructor":
        documents["defaultViewers"] = {"python": "Jupytext Notebook"}
    return {
        "@jupyterlab/docmanager-extension:plugin": documents,
        "@jupyterlab/apputils-extension:notification": {
            "fetchNews": "false",
            "checkForUpdates": False,
            "doNotDisturbMode": False,
        },
    }


def page_config(role: Role) -> dict[str, Any]:
    """`labconfig/page_config.json`: what is switched off for this role, and the role itself."""
    hidden = ["course-list"] if role == "instructor" else ["course-list", "formgrader", "create-assignment"]
    disabled = [f"@jupyter/nbgrader:{panel}" for panel in hidden]
    # Our own banner takes its place; JupyterLab wants exactly one provider.
    disabled.append("@jupyterlab/hub-extension:connectionlost")
    return {"disabledExtensions": dict.fromkeys(disabled, True), "hunarRole": role}


def _write_json(path: Path, data: dict[str, Any]) -> None:
    path.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
