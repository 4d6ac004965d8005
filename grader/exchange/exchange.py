"""What nbgrader's verbs share here: the client, the course and assignment asked for, and errors in words.

nbgrader's default classes demand a world-writable folder; these stand on its abstract ones. There is no trait
`root` on purpose: nbgrader takes its presence for an exchange on a shared disk.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from nbgrader.exchange import abc

from grader.course import NAME
from grader.exchange.client import Client, ServiceError
from grader.exchange.files import UnsafePath


class Exchange(abc.Exchange):  # type: ignore[misc]
    """The base of all verbs; a verb overrides `copy_files`."""

    def init_src(self) -> None:
        """Nothing to prepare: the service checks what is asked."""

    def init_dest(self) -> None:
        """Nothing to prepare."""

    @contextmanager
    def service(self) -> Iterator[Client]:
        """The client; what goes wrong within becomes nbgrader's ExchangeError with our words."""
        try:
            with Client.from_environment() as client:
                yield client
        except ServiceError as error:
            self.fail(error.detail)
        except (UnsafePath, OSError) as error:
            self.fail(str(error))

    def asked_for(self) -> tuple[str, str]:
        """Course and assignment of this call. Fails when one is missing or not a name."""
        course, assignment = self.coursedir.course_id, self.coursedir.assignment_id
        for word, name in (("a course", course), ("an assignment", assignment)):
            if not NAME.fullmatch(name or ""):
                self.fail(f"{name!r} is not the name of {word}: write it as in a1-hashes.")
        return course, assignment

    @property
    def assignments(self) -> Path:
        """The learner's assignments folder."""
        return Path(self.assignment_dir).absolute()

    def timestamp_text(self, received_at: str) -> str:
        """The service's ISO time as nbgrader writes times; a time of hand-in names its feedback folder."""
        moment = datetime.fromisoformat(received_at)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        return moment.strftime("%Y-%m-%d %H:%M:%S.%f UTC")
