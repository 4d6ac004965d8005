"""Keeps an instructor's nbgrader tree and the progress service in step, from inside the instructor's sandbox.

    python -m grader.sync COURSE_FOLDER...

    courses/<course>/<assignment>/<assignment>.py    -> courses/<course>/grading/{source,release}/...
    the service's verdicts, what late work counts    -> grading/{submitted,autograded}/..., gradebook.db
    manual grades in gradebook.db                    -> the service

Several instructors of a course share its folder: a file lock lets one server at a time do the work. What was
done is remembered in `grading/.sync.json`; if that is lost, everything is done again with the same result,
except that manual grades are sent once more.
"""

from __future__ import annotations

import json
import logging
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook

from grader.build import bundle
from grader.course import GRADING_FOLDER, CourseError, read_assignment
from grader.exchange.client import Client
from grader.exchange.files import UnsafePath, make_folder, put
from grader.gradebook import (
    ManualScore,
    manual_scores,
    open_gradebook,
    read_notebook,
    write_assignment,
    write_verdict,
)
from grader.penalties import compare_standings, penalize
from grader.source import SourceError
from grader.sync_state import fingerprint, lock, place, read_state, write_state
from grader.verdict import Verdict

INTERVAL_S = 2.0
LONGEST_WAIT_S = 60.0
OWED_PER_ROUND = 5
log = logging.getLogger(__name__)


@dataclass
class Synced:
    """What one round did."""

    built: list[str] = field(default_factory=list)
    verdicts: int = 0
    manual_grades: int = 0
    problems: list[str] = field(default_factory=list)
    """What was left undone, in words; it is tried again."""
    busy: bool = False
    """True when another server holds the lock: nothing was done here."""


def sync_once(client: Client, course: Path) -> Synced:
    """One round for one course folder. Raises ServiceError when the service cannot be asked, OSError."""
    grading = make_folder(course, GRADING_FOLDER)
    with lock(grading) as held:
        if not held:
            return Synced(busy=True)
        synced, state = Synced(), read_state(grading)
        with open_gradebook(grading, course.name) as gradebook:
            sources = _build(course, grading, gradebook, state, synced)
            write_state(grading, state)
            _pull(client, course.name, grading, gradebook, sources, state, synced)
            penalize(gradebook, state)
        write_state(grading, state)
        _push(client, course.name, grading, state, synced)
        write_state(grading, state)
        return synced


def run_forever(
    connect: Callable[[], Client], courses: list[Path], stop: Event, *, interval_s: float = INTERVAL_S
) -> None:
    """Sync the courses until `stop` is set; meant for a thread of the instructor's server, which it never
    harms.

    After a failure the pause doubles, up to a minute; every kind of failure is logged once until it changes.
    """
    pause_s, last_failure = interval_s, ""
    while not stop.is_set():
        failure = _round(connect, courses)
        if failure and failure != last_failure:
            log.warning("sync: %s", failure)
        pause_s = min(pause_s * 2, LONGEST_WAIT_S) if failure else interval_s
        last_failure = failure
        stop.wait(pause_s)


def _round(connect: Callable[[], Client], courses: list[Path]) -> str:
    """One round over all courses; what went wrong, in words."""
    failures: list[str] = []
    for course in courses:
        try:
            with connect() as client:
                failures += sync_once(client, course).problems
        except Exception as error:  # a broken course must stop neither the others nor the server
            failures.append(f"{course.name}: {type(error).__name__}: {error}")
    return "\n".join(failures)


def _build(
    course: Path, grading: Path, gradebook: Gradebook, state: dict[str, Any], synced: Synced
) -> dict[str, NotebookNode]:
    """Build what changed on disk; the newest source notebook of each assignment."""
    sources: dict[str, NotebookNode] = {}
    for table in sorted(course.glob("*/assignment.toml")):
        folder = table.parent
        path = grading / "source" / folder.name / f"{folder.name}.ipynb"
        seen = fingerprint(folder)
        try:
            if state["built"].get(folder.name) != seen or not path.exists():
                _build_one(folder, grading, gradebook)
                state["built"][folder.name] = seen
                synced.built.append(folder.name)
            sources[folder.name] = read_notebook(path.read_text(encoding="utf-8"))
        except (CourseError, SourceError, UnsafePath, OSError, ValueError) as error:
            synced.problems.append(f"{folder.name}: {error}")
    return sources


def _build_one(folder: Path, grading: Path, gradebook: Gradebook) -> None:
    assignment = read_assignment(folder)
    built = bundle(assignment)
    for step, text in (("release", built.release_ipynb), ("source", built.source_ipynb)):
        target = make_folder(grading, f"{step}/{folder.name}")
        for name, content in built.files.items():
            put(target / name, content.encode())
        put(target / f"{folder.name}.ipynb", text.encode())
    write_assignment(gradebook, read_notebook(built.source_ipynb), folder.name, due=assignment.due)


def _pull(
    client: Client,
    course: str,
    grading: Path,
    gradebook: Gradebook,
    sources: dict[str, NotebookNode],
    state: dict[str, Any],
    synced: Synced,
) -> None:
    """Write the verdicts that are new. A row that cannot be written holds nobody else up: it is owed, and
    tried again in later rounds.
    """
    answer = client.gradebook(course, int(state["seq"]))
    rows = list(answer["rows"])
    for seq in state["owed"][:OWED_PER_ROUND]:
        rows += [row for row in client.gradebook(course, seq - 1, limit=1)["rows"] if row["seq"] == seq]
    owed = state["owed"][OWED_PER_ROUND:]  # what fails again goes behind these
    for row in sorted(rows, key=lambda row: int(row["seq"])):
        try:
            _write_row(grading, gradebook, sources, row)
            state["submissions"][place(row)] = row["submission_id"]
            state["scales"][place(row)] = row["scale"]
            synced.verdicts += 1
        except Exception as error:  # one bad hand-in is one logged row, whatever it does to nbgrader
            gradebook.db.rollback()
            owed.append(int(row["seq"]))
            name = f"{row.get('assignment')}, {row.get('learner')}"
            synced.problems.append(f"{name}: {type(error).__name__}: {error}")
    state["owed"] = owed
    state["seq"] = max(int(answer["seq"]), int(state["seq"]))
    compare_standings(client, course, answer["times"], state)


def _write_row(
    grading: Path, gradebook: Gradebook, sources: dict[str, NotebookNode], row: dict[str, Any]
) -> None:
    if row["assignment"] not in sources:
        raise LookupError("the course folder has no such assignment")
    moment = datetime.fromisoformat(row["received_at"])
    notebook = row["notebook"]
    write_verdict(
        grading,
        gradebook,
        source=sources[row["assignment"]],
        learner=str(row["learner"]),
        assignment=str(row["assignment"]),
        received_at=moment if moment.tzinfo else moment.replace(tzinfo=UTC),
        content=notebook.encode() if isinstance(notebook, str) else json.dumps(notebook).encode(),
        verdict=Verdict.model_validate(row["verdict"]),
    )


def _push(client: Client, course: str, grading: Path, state: dict[str, Any], synced: Synced) -> None:
    """Send manual grades that are new, changed, or confirmed for a newer attempt."""
    news = {}
    for score in manual_scores(grading, course):
        key = f"{score.learner}\n{score.assignment}\n{score.grade_id}"
        said = [score.score, score.comment, score.submitted_at.isoformat() if score.submitted_at else ""]
        if not score.needs_review and state["pushed"].get(key) != said:
            news[key] = (said, score)
    if not news:
        return
    grades = [_grade(score, state["submissions"]) for _, score in news.values()]
    answer = client.post_manual_grades(course, grades)
    for refused in answer.get("refused", []):
        synced.problems.append(f"{refused.get('assignment')}, {refused.get('learner')}: {refused.get('why')}")
    state["pushed"].update({key: said for key, (said, _) in news.items()})
    synced.manual_grades = int(answer.get("accepted", len(grades)))


def _grade(score: ManualScore, submissions: dict[str, int]) -> dict[str, Any]:
    return {
        "learner": score.learner,
        "assignment": score.assignment,
        "grade_id": score.grade_id,
        "score": score.score,
        "max_score": score.max_score,
        "comment": score.comment,
        "submission_id": submissions.get(f"{score.learner}\n{score.assignment}"),
    }


def main(folders: list[str]) -> None:
    """Sync the course folders named until SIGTERM."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_forever(Client.from_environment, [Path(folder) for folder in folders], stop)


if __name__ == "__main__":
    main(sys.argv[1:])
