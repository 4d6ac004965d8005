"""The addresses under `/hunar/` of a learner's own server, called by the browser half."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from jupyter_server.base.handlers import APIHandler, JupyterHandler
from tornado import web

from grader.exchange.client import Client, ExchangeUnreachable, ServiceError
from hub.lab import notebook_file
from hub.lab.outbox import Entry, Outbox

T = TypeVar("T")
SUBMISSION_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class HunarHandler(APIHandler):  # type: ignore[misc]
    """Answers in JSON; a refusal is `{"message": words for a person}`."""

    refusals: ClassVar[dict[int, HTTPStatus]] = {404: HTTPStatus.NOT_FOUND}
    """What the browser half is told for a refusal by the service; 502 for all others. Never 401 or 403, which
    mean to it that the session here has ended."""

    def initialize(self, outbox: Outbox, connect: Callable[[], Client]) -> None:
        self.outbox = outbox
        self.connect = connect

    def answer(self, status: int, body: dict[str, Any]) -> None:
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(body))

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Turn what goes wrong inside into an answer in words."""
        try:
            yield
        except notebook_file.Refused as refusal:
            self.answer(HTTPStatus.BAD_REQUEST, {"message": str(refusal)})
        except ExchangeUnreachable as error:
            self.answer(HTTPStatus.SERVICE_UNAVAILABLE, {"message": str(error)})
        except ServiceError as error:
            self.answer(self.refusals.get(error.status, HTTPStatus.BAD_GATEWAY), {"message": error.detail})

    async def ask(self, question: Callable[[Client], T]) -> T:
        """Ask the progress service. Raises ServiceError."""

        def work() -> T:
            with self.connect() as client:
                return question(client)

        return await self.aside(work)

    async def aside(self, work: Callable[[], T]) -> T:
        """Run blocking work in a thread, so that kernels and saving go on."""
        return await asyncio.get_running_loop().run_in_executor(None, work)


class SubmitHandler(HunarHandler):
    """POST {path, key, content?}: hand in the saved notebook.

    201 with the receipt; 202 when it is kept here and will be sent later; 400 when it cannot be handed in.
    `content` is the notebook's text when the browser could not save it before its tab was closed.
    """

    @web.authenticated
    async def post(self) -> None:
        try:
            path, key, content = self._request()
            file = notebook_file.locate(path)
            home = Path(self.settings["server_root_dir"]).expanduser()

            def read() -> str:
                if content is None:
                    return notebook_file.read(home, file)
                return notebook_file.checked(content.encode("utf-8", "surrogatepass"), file.name)

            entry = await self.aside(lambda: self.outbox.hand_in(key, file.course, file.assignment, read))
        except notebook_file.Refused as refusal:
            self.answer(HTTPStatus.BAD_REQUEST, {"message": str(refusal)})
        else:
            self._tell(entry)

    def _request(self) -> tuple[str, str, str | None]:
        body = self.get_json_body()
        if not isinstance(body, dict):
            raise notebook_file.Refused("The request did not say which notebook to hand in.")
        path, key, content = body.get("path"), body.get("key"), body.get("content")
        if not isinstance(path, str) or not isinstance(key, str) or not isinstance(content, str | None):
            raise notebook_file.Refused("The request did not say which notebook to hand in.")
        try:
            return path, Outbox.checked_key(key), content
        except ValueError:
            raise notebook_file.Refused("The hand-in had no valid key. Reload this page.") from None

    def _tell(self, entry: Entry) -> None:
        if entry.receipt is not None:
            self.answer(HTTPStatus.CREATED, entry.receipt)
        elif entry.refused:
            self.answer(HTTPStatus.BAD_REQUEST, {"message": entry.refused})
        else:
            self.answer(HTTPStatus.ACCEPTED, {"message": entry.trouble, "key": entry.key})


class SubmissionsHandler(HunarHandler):
    """GET ?id=: one submission with its verdict. GET ?course=&assignment=: my own, in the service's order."""

    @web.authenticated
    async def get(self) -> None:
        submission = self.get_query_argument("id", "")
        course, assignment = self.get_query_argument("course", ""), self.get_query_argument("assignment", "")
        with self.telling():
            if submission:
                if not SUBMISSION_ID.fullmatch(submission):
                    raise notebook_file.Refused("There is no such submission.")
                self.answer(HTTPStatus.OK, await self.ask(lambda client: client.submission(submission)))
            else:
                notebook_file.locate(f"assignments/{course}/{assignment}/{assignment}.ipynb")
                rows = await self.ask(lambda client: client.submissions(course, assignment))
                self.answer(HTTPStatus.OK, {"submissions": rows})


class PingHandler(APIHandler):  # type: ignore[misc]
    """GET: this server is there and the session is valid. It does not count as the learner's activity."""

    _track_activity = False

    @web.authenticated
    def get(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps({"ok": True, "role": os.environ.get("HUNAR_ROLE", "learner")}))


class SignedInHandler(JupyterHandler):  # type: ignore[misc]
    """GET: a page that signs in again (`authenticated` redirects) and says so. Opened in a second tab."""

    @web.authenticated
    def get(self) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(
            "<!doctype html><html lang='en'><meta charset='utf-8'>"
            "<meta name='viewport' content='width=device-width'><title>Signed in · Hunar</title>"
            "<body style='font:1.1rem/1.6 system-ui;max-width:34rem;margin:15vh auto;padding:0 1rem'>"
            "<h1>You are signed in again</h1>"
            "<p>Close this tab and go back to your notebook: it goes on where you were.</p>"
        )
