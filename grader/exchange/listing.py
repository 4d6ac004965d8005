"""nbgrader's `list`: what is released, what I handed in, and (for an instructor) what everyone handed in.

The shapes are those that nbgrader's Assignment List panel and formgrader read.
"""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Any

from nbgrader.exchange import abc

from grader.exchange.client import Client, ServiceError
from grader.exchange.exchange import Exchange

JUDGED = ("graded", "rejected")


class ExchangeList(Exchange, abc.ExchangeList):  # type: ignore[misc]
    """`inbound`: every learner's hand-ins; `cached`: my own; neither: what is released."""

    def copy_files(self) -> None:
        """Listing copies nothing."""

    def list_files(self) -> list[dict[str, Any]]:
        """The rows asked for; an empty list when nbgrader only wants to read our settings."""
        if self.coursedir is None:
            return []
        rows: list[dict[str, Any]] = []
        with self.service() as client:
            for course, row in self._released(client):
                if self.inbound or self.cached:
                    rows += self._handed_in(client, course, row["assignment"])
                else:
                    rows.append(self._release_row(course, row["assignment"]))
        return rows

    def remove_files(self) -> None:
        """Releases and hand-ins are records: never removed."""
        self.fail("Releases and hand-ins are kept for good. To withdraw a release, publish a corrected one.")

    def _released(self, client: Client) -> list[tuple[str, dict[str, Any]]]:
        wanted_course = _wanted(self.coursedir.course_id)
        wanted_assignment = _wanted(self.coursedir.assignment_id)
        return [
            (course["course"], row)
            for course in client.courses()
            for row in course["assignments"]
            if row.get("release_digest")
            and wanted_course in ("", course["course"])
            and wanted_assignment in ("", row["assignment"])
        ]

    def _release_row(self, course: str, assignment: str) -> dict[str, Any]:
        folder = self.assignments / course / assignment
        fetched = folder.is_dir()
        notebooks = sorted(folder.glob("*.ipynb")) if fetched else [Path(f"{assignment}.ipynb")]
        return {
            "course_id": course,
            "assignment_id": assignment,
            "status": "fetched" if fetched else "released",
            "path": str(folder),
            "notebooks": [{"notebook_id": path.stem, "path": str(folder / path.name)} for path in notebooks],
        }

    def _handed_in(self, client: Client, course: str, assignment: str) -> list[dict[str, Any]]:
        wanted = _wanted(self.coursedir.student_id)
        try:
            receipts = client.submissions(
                course, assignment, learner=wanted if self.inbound and wanted else None, everyone=self.inbound
            )
        except ServiceError as error:
            if error.status in (403, 404):
                return []
            raise
        by_learner: dict[str, list[dict[str, Any]]] = {}
        for receipt in receipts:
            learner = str(receipt.get("learner") or getpass.getuser())
            by_learner.setdefault(learner, []).append(
                self._submission_row(course, assignment, learner, receipt)
            )
        return [
            {
                "course_id": course,
                "student_id": learner,
                "assignment_id": assignment,
                "status": "submitted",
                "submissions": sorted(rows, key=lambda row: str(row["timestamp"])),
            }
            for learner, rows in sorted(by_learner.items())
        ]

    def _submission_row(
        self, course: str, assignment: str, learner: str, receipt: dict[str, Any]
    ) -> dict[str, Any]:
        folder = self.assignments / course / assignment
        timestamp = self.timestamp_text(receipt["received_at"])
        local = folder / "feedback" / timestamp
        page = local / f"{assignment}.html"
        feedback = {
            "has_local_feedback": page.is_file(),
            "has_exchange_feedback": receipt["state"] in JUDGED,
            "feedback_updated": False,
            "local_feedback_path": str(local) if page.is_file() else None,
        }
        notebook = {
            "notebook_id": assignment,
            "path": str(folder / f"{assignment}.ipynb"),
            **feedback,
            "local_feedback_path": str(page) if page.is_file() else None,
        }
        return {
            "course_id": course,
            "student_id": learner,
            "assignment_id": assignment,
            "status": "submitted",
            "timestamp": timestamp,
            "submission_id": receipt["id"],
            "path": str(folder),
            "notebooks": [notebook],
            **feedback,
        }


def _wanted(name: str) -> str:
    """A name, or "" for nbgrader's "any of them" (empty, or a pattern)."""
    return "" if not name or "*" in name else name
