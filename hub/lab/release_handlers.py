"""The addresses under `/hunar/` by which an instructor's server asks for a release and how it went."""

from __future__ import annotations

import os
import re
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar

from tornado import web

from grader.exchange.client import DEFAULT_PATH, Client
from hub.lab import course_file
from hub.lab.course_file import CourseFile
from hub.lab.handlers import HunarHandler
from hub.lab.notebook_file import Refused

CHECK_ID = re.compile(r"[0-9]{1,10}")


class _ReleaseHandler(HunarHandler):
    refusals: ClassVar[dict[int, HTTPStatus]] = dict.fromkeys(
        (400, 401, 403, 404, 409, 413, 422), HTTPStatus.BAD_REQUEST
    )

    def instructors_only(self) -> None:
        """Raises Refused on a learner's server; the service decides again by the token."""
        if os.environ.get("HUNAR_ROLE") != "instructor":
            raise Refused("Only instructors release assignments.")


class ReleaseHandler(_ReleaseHandler):
    """POST {path}: ask for a release of the assignment whose notebook lies there.

    202 with the check, `{id, state, page, ...}`; 400 when it cannot be asked for, in words.
    """

    @web.authenticated
    async def post(self) -> None:
        with self.telling():
            self.instructors_only()
            file = self._file()
            home = Path(self.settings["server_root_dir"]).expanduser()

            def ask(client: Client) -> dict[str, Any]:
                return client.post_release(file.course, course_file.read(home, file))

            check = await self.ask(ask)
            prefix = os.environ.get("HUNAR_PROGRESS_PATH", DEFAULT_PATH)
            self.answer(HTTPStatus.ACCEPTED, {**check, "page": f"{prefix}/teach/{file.course}"})

    def _file(self) -> CourseFile:
        body = self.get_json_body()
        path = body.get("path") if isinstance(body, dict) else None
        if not isinstance(path, str):
            raise Refused("The request did not say which notebook to release.")
        taught = os.environ.get("HUNAR_COURSES_TAUGHT", "").split(",")
        return course_file.locate(path, taught)


class ReleasesHandler(_ReleaseHandler):
    """GET ?id=: how a check goes: `{id, state: checking|released|refused, faults, digest}`."""

    @web.authenticated
    async def get(self) -> None:
        with self.telling():
            self.instructors_only()
            check_id = self.get_query_argument("id", "")
            if not CHECK_ID.fullmatch(check_id):
                raise Refused("There is no such release.")
            self.answer(HTTPStatus.OK, await self.ask(lambda client: client.release_state(check_id)))
