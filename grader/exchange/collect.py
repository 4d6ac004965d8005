"""nbgrader's `collect`: pull verdicts and hand-ins into nbgrader's tree now, instead of at the next sync."""

from __future__ import annotations

from pathlib import Path

from nbgrader.exchange import abc

from grader.exchange.exchange import Exchange
from grader.sync import sync_once


class ExchangeCollect(Exchange, abc.ExchangeCollect):  # type: ignore[misc]
    """Formgrader's Collect button."""

    def copy_files(self) -> None:
        course, _ = self.asked_for()
        folder = Path(self.coursedir.root).absolute().parent
        if folder.name != course:
            self.fail(
                f"{folder} is not the folder of {course}: set CourseDirectory.root to its grading folder."
            )
        with self.service() as client:
            synced = sync_once(client, folder)
        if synced.busy:
            self.log.info("Another instructor's server is collecting at this moment; its work appears here.")
        self.log.info("Collected %d hand-ins", synced.verdicts)
