"""nbgrader's `release_assignment` and `release_feedback`, for instructors.

A release is asked for with the assignment's text; the service runs the gate and publishes only what passes.
Feedback needs no release: a learner has it with the verdict, and manual grades travel with the sync.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from nbgrader.exchange import abc

from grader.course import COURSE_FILES
from grader.exchange.client import Client
from grader.exchange.exchange import Exchange

WAIT_S = 8.0
"""How long the button waits for the gate; the answer is also on the teaching page."""
TEXT_SUFFIXES = (".py", ".toml", ".json", ".csv", ".txt", ".md")
LARGEST_TEXT = 2 * 1024 * 1024


class ExchangeReleaseAssignment(Exchange, abc.ExchangeReleaseAssignment):  # type: ignore[misc]
    """Formgrader's Release button. The text lies beside nbgrader's tree: `<root>/../<assignment>/`."""

    def copy_files(self) -> None:
        course, assignment = self.asked_for()
        with self.service() as client:
            files = assignment_files(Path(self.coursedir.root).absolute().parent, assignment)
            answer = self._wait(client, client.post_release(course, files))
        state, page = answer.get("state"), f"/services/progress/teach/{course}"
        if state == "refused":
            faults = "\n".join(_line(fault) for fault in answer.get("faults", []))
            self.fail(f"{assignment} was not released. Mend this and press Release again:\n{faults}")
        elif state == "released":
            self.log.info("Released %s %s as %s", course, assignment, answer.get("digest"))
        else:
            self.log.warning("%s is still being checked; %s shows when it is released.", assignment, page)

    def _wait(self, client: Client, answer: dict[str, Any]) -> dict[str, Any]:
        deadline = time.monotonic() + WAIT_S
        while answer.get("state") == "checking" and time.monotonic() < deadline:
            time.sleep(0.25)
            answer = {"id": answer["id"], **client.release_state(answer["id"])}
        return answer


class ExchangeReleaseFeedback(Exchange, abc.ExchangeReleaseFeedback):  # type: ignore[misc]
    """Formgrader's Release Feedback button: there is nothing left to do, and it says so."""

    def copy_files(self) -> None:
        self.log.info(
            "Learners have their feedback already, with each verdict. Manual grades and comments reach them "
            "a few seconds after you save them."
        )


def assignment_files(course: Path, assignment: str) -> dict[str, str]:
    """The text files of an assignment and its course's own, by name, as the service takes them.

    Raises OSError when the assignment's own `.py` or `assignment.toml` cannot be read.
    """
    folder = course / assignment
    paths = [path for path in sorted(folder.glob("*")) if path.suffix in TEXT_SUFFIXES and path.is_file()]
    names = {path.name for path in paths}
    for needed in (f"{assignment}.py", "assignment.toml"):
        if needed not in names:
            raise OSError(
                f"{folder / needed} is missing: an assignment is released from its text, not its notebook."
            )
    too_large = [path.name for path in paths if path.stat().st_size > LARGEST_TEXT]
    if too_large:
        raise OSError(
            f"{folder}: {', '.join(too_large)} is larger than 2 MB. Ship a smaller sample of the data."
        )
    files = {path.name: path.read_text(encoding="utf-8") for path in paths}
    for name in COURSE_FILES:
        if (course / name).is_file():
            files[name] = (course / name).read_text(encoding="utf-8")
    return files


def _line(fault: object) -> str:
    if isinstance(fault, dict):
        return ": ".join(str(fault[key]) for key in ("where", "what", "mend") if fault.get(key))
    return str(fault)
