"""nbgrader's `submit`: one notebook to the service, and its receipt to the log."""

from __future__ import annotations

import uuid

from nbgrader.exchange import abc

from grader.exchange.client import Client, ExchangeUnreachable
from grader.exchange.exchange import Exchange
from grader.exchange.files import below, read_plain
from grader.exchange.offers import LARGEST_NOTEBOOK

TRIES = 2


class ExchangeSubmit(Exchange, abc.ExchangeSubmit):  # type: ignore[misc]
    """Hands in `<course>/<assignment>/<assignment>.ipynb`. Who hands in is decided by the token."""

    def copy_files(self) -> None:
        course, assignment = self.asked_for()
        with self.service() as client:
            path = below(self.assignments, f"{course}/{assignment}/{assignment}.ipynb")
            content = read_plain(path, LARGEST_NOTEBOOK)
            if content is None:
                self.fail(
                    f"{path} was not handed in: it is missing, no ordinary file, or larger than 5 MB. "
                    "Fetch the assignment, keep its file name, and clear large outputs."
                )
                return
            receipt = _hand_in(client, course, assignment, content)
        self.log.info(
            "Handed in %s %s: attempt %s, received %s, SHA-256 %s",
            course,
            assignment,
            receipt.get("attempt"),
            receipt.get("received_at"),
            receipt.get("digest"),
        )


def _hand_in(client: Client, course: str, assignment: str, content: bytes) -> dict[str, object]:
    """A lost answer is asked for again with the same key, so it cannot become a second attempt."""
    key = str(uuid.uuid4())
    for _ in range(TRIES - 1):
        try:
            return client.hand_in(course, assignment, content, key)
        except ExchangeUnreachable:
            continue
    return client.hand_in(course, assignment, content, key)
