"""From an instructor's files to a release: write them down, run the gate, publish or say what is wrong."""

from __future__ import annotations

import logging
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from grader.build import bundle
from grader.course import COURSE_FILES, CourseError, read_course
from grader.gate import check
from grader.sandbox import SandboxUnavailable
from progress import checks, releases
from progress.checks import Check
from progress.settings import Settings

log = logging.getLogger("hunar.worker")


def check_release(engine: Engine, settings: Settings, check_id: int, *, hopeless: bool = False) -> None:
    """Conclude one check: released, or refused with its faults. Never raises for what an instructor sent.

    hopeless: earlier tries took their workers down, so nothing is run any more.
    """
    asked = checks.find(engine, check_id)
    if asked is None or asked.state != "checking":
        return
    if hopeless:
        faults = [_fault(asked.assignment, "the check was cut off three times", "Tell the administrator")]
        checks.conclude(engine, check_id, datetime.now(UTC), faults=faults)
        return
    with tempfile.TemporaryDirectory(prefix="hunar-release-") as folder:
        root = Path(folder)
        files = checks.files_of(engine, check_id)
        _write(root, asked, files, [settings.state / "courses", settings.courses])
        try:
            digest, faults = _judge(engine, root, asked)
        except CourseError as error:
            told = str(error).replace(f"{root}/", "")
            digest, faults = None, [_fault(asked.assignment, told, "Mend this file and release again")]
        except SandboxUnavailable as error:
            digest, faults = None, [_fault("the grading machine", str(error), "Tell the administrator")]
        except Exception as error:
            log.exception("release check %s broke", check_id)
            what = f"{type(error).__name__} in the authoring gate"
            digest, faults = None, [_fault(asked.assignment, what, "Tell the administrator")]
    checks.conclude(engine, check_id, datetime.now(UTC), digest=digest, faults=faults)


def _judge(engine: Engine, root: Path, asked: Check) -> tuple[str | None, list[dict[str, str]]]:
    course = read_course(root / asked.course, only=asked.assignment)
    if not course.assignments:
        what = f"assignments does not list {asked.assignment}"
        return None, [_fault("course.toml", what, "Add it, at its place in the order")]
    assignment = course.assignments[0]
    faults = [fault.as_dict() for fault in check(assignment)]
    if faults:
        return None, faults
    releases.publish_course(engine, course)
    digest = releases.publish(engine, bundle(assignment), asked.asked_by, **releases.rules(assignment))
    return digest, []


def _write(root: Path, asked: Check, files: dict[str, str], elsewhere: list[Path]) -> None:
    """The instructor's files, and beside them every other assignment's settings: prerequisites must exist."""
    for courses in elsewhere:
        for path in sorted(courses.glob("*/*/assignment.toml")):
            copy = root / path.relative_to(courses)
            if not copy.exists():
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(path.read_bytes())
    course = root / asked.course
    folder = course / asked.assignment
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (course if name in COURSE_FILES else folder).joinpath(name).write_text(text, encoding="utf-8")


def _fault(where: str, what: str, mend: str) -> dict[str, str]:
    return {"where": where, "what": what, "mend": mend}
