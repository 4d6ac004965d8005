"""nbgrader's `fetch_assignment` and `fetch_feedback`."""

from __future__ import annotations

from nbgrader.exchange import abc

from grader.exchange.exchange import Exchange
from grader.exchange.files import make_folder, put
from grader.exchange.offers import place

JUDGED = ("graded", "rejected")


class ExchangeFetchAssignment(Exchange, abc.ExchangeFetchAssignment):  # type: ignore[misc]
    """Puts a release into the assignments folder. Work that is there already is never overwritten."""

    def copy_files(self) -> None:
        course, assignment = self.asked_for()
        with self.service() as client:
            release = client.release(course, assignment)
            self.assignments.mkdir(parents=True, exist_ok=True)
            offer = place(self.assignments, {**release, "course": course, "assignment": assignment})
        if offer is None:
            self.log.info("You have the newest release of %s %s", course, assignment)
        else:
            self.log.info("Fetched %s %s: %s", course, assignment, offer.path)


class ExchangeFetchFeedback(Exchange, abc.ExchangeFetchFeedback):  # type: ignore[misc]
    """Puts the feedback on one's judged hand-ins to `<assignment>/feedback/<time>/<assignment>.html`."""

    def copy_files(self) -> None:
        course, assignment = self.asked_for()
        with self.service() as client:
            for receipt in client.submissions(course, assignment):
                if receipt["state"] not in JUDGED:
                    continue
                page = client.feedback(receipt["id"])
                time = self.timestamp_text(receipt["received_at"])
                self.assignments.mkdir(parents=True, exist_ok=True)
                folder = make_folder(self.assignments, f"{course}/{assignment}/feedback/{time}")
                put(folder / f"{assignment}.html", page.encode())
                self.log.info("Fetched feedback on the hand-in of %s", time)
