"""The progress service's API as seen from a sandbox: one method per route, short timeouts, errors in words.

The service is reached by its unix socket (`HUNAR_PROGRESS_SOCKET`) or by a URL (`HUNAR_PROGRESS_URL`); the
token is `JUPYTERHUB_API_TOKEN`. Jupyter's handlers are synchronous: a call here stops that person's whole
server, hence the short timeouts.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx

CONNECT_S = 2.0
READ_S = 10.0
API = "/api/v1"
DEFAULT_PATH = "/services/progress"


class ServiceError(Exception):
    """The service said no, or could not be reached. The text is for a person.

    status: HTTP status, or 0 when no answer came.
    """

    def __init__(self, detail: str, status: int = 0) -> None:
        super().__init__(detail)
        self.detail = detail
        self.status = status


class ExchangeUnreachable(ServiceError):
    """No answer came: whether the service did what was asked is not known. Ask again with the same key."""


class Client:
    """Calls the progress service as the owner of `token`. A context manager; closing it twice is harmless."""

    def __init__(
        self, base_url: str, token: str, *, socket: str | None = None, read_s: float = READ_S
    ) -> None:
        """base_url: address and prefix, such as http://127.0.0.1:9103/services/progress."""
        transport = httpx.HTTPTransport(uds=socket) if socket else None
        self._http = httpx.Client(
            base_url=base_url.rstrip("/") + API,
            headers={"Authorization": f"token {token}", "Accept": "application/json"},
            timeout=httpx.Timeout(read_s, connect=CONNECT_S),
            transport=transport,
            trust_env=False,
        )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """The client that the sandbox's environment describes. Raises ServiceError when it describes none."""
        token = environment.get("JUPYTERHUB_API_TOKEN", "")
        url, socket = environment.get("HUNAR_PROGRESS_URL"), environment.get("HUNAR_PROGRESS_SOCKET")
        if not token or not (url or socket):
            raise ServiceError(
                "This server was not started by Hunar, so it cannot reach the progress service "
                "(JUPYTERHUB_API_TOKEN and HUNAR_PROGRESS_SOCKET are not set). Sign in at Hunar's address."
            )
        path = environment.get("HUNAR_PROGRESS_PATH", DEFAULT_PATH)
        return cls(url or f"http://progress{path}", token, socket=None if url else socket)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def me(self) -> dict[str, Any]:
        return self._object("GET", "/me")

    def courses(self) -> list[dict[str, Any]]:
        return self._list("GET", "/courses")

    def release(self, course: str, assignment: str) -> dict[str, Any]:
        return self._object("GET", f"{_assignment(course, assignment)}/release")

    def hand_in(self, course: str, assignment: str, content: bytes, key: str) -> dict[str, Any]:
        """Hand in the notebook's bytes and return the receipt. The same `key` twice is one hand-in."""
        headers = {"Content-Type": "application/x-ipynb+json", "Idempotency-Key": key}
        path = f"{_assignment(course, assignment)}/submissions"
        return self._object("POST", path, content=content, headers=headers)

    def submissions(
        self, course: str, assignment: str, *, learner: str | None = None, everyone: bool = False
    ) -> list[dict[str, Any]]:
        """One's own hand-ins; an instructor may ask for one learner's or for everyone's."""
        params: dict[str, str] = {"learner": learner} if learner else {}
        if everyone:
            params["all"] = "true"
        return self._list("GET", f"{_assignment(course, assignment)}/submissions", params=params)

    def submission(self, submission_id: str | int) -> dict[str, Any]:
        return self._object("GET", f"/submissions/{_part(submission_id)}")

    def notebook(self, submission_id: str | int) -> bytes:
        return self._call("GET", f"/submissions/{_part(submission_id)}/notebook").content

    def feedback(self, submission_id: str | int) -> str:
        return self._call("GET", f"/submissions/{_part(submission_id)}/feedback").text

    def post_release(self, course: str, files: dict[str, str]) -> dict[str, Any]:
        """Ask for a release of one assignment's text files; it runs the gate first: `{id, state}`."""
        return self._object("POST", f"{_course(course)}/releases", json={"files": files})

    def release_state(self, release_id: str | int) -> dict[str, Any]:
        return self._object("GET", f"/releases/{_part(release_id)}")

    def gradebook(self, course: str, after: int, *, limit: int | None = None) -> dict[str, Any]:
        """`{seq, times, rows}`: verdicts that changed after sequence number `after`."""
        params = {"after": str(after)} | ({} if limit is None else {"limit": str(limit)})
        return self._object("GET", f"{_course(course)}/gradebook", params=params)

    def standings(self, course: str) -> dict[str, Any]:
        """`{times, rows}`: which attempt of each learner counts, and in what proportion."""
        return self._object("GET", f"{_course(course)}/gradebook/standings")

    def post_manual_grades(self, course: str, grades: list[dict[str, Any]]) -> dict[str, Any]:
        return self._object("POST", f"{_course(course)}/manual-grades", json=grades)

    def _object(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:
        answer = _json(self._call(method, path, **arguments))
        if not isinstance(answer, dict):
            raise ServiceError(f"The progress service's answer to {path} makes no sense. Try again.", 502)
        return answer

    def _list(self, method: str, path: str, **arguments: Any) -> list[dict[str, Any]]:
        answer = _json(self._call(method, path, **arguments))
        if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
            raise ServiceError(f"The progress service's answer to {path} makes no sense. Try again.", 502)
        return answer

    def _call(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        try:
            response = self._http.request(method, path, **arguments)
        except httpx.TimeoutException as error:
            raise ExchangeUnreachable(
                "The progress service did not answer in time. Your work is safe here; try again in a minute."
            ) from error
        except httpx.HTTPError as error:
            raise ExchangeUnreachable(
                "The progress service cannot be reached. Your work is safe here; try again in a minute."
            ) from error
        if response.status_code >= 300:
            raise ServiceError(_detail(response), response.status_code)
        return response


def _detail(response: httpx.Response) -> str:
    try:
        problem = response.json()
        detail = problem.get("detail") if isinstance(problem, dict) else None
    except ValueError:
        detail = None
    return (
        detail
        if isinstance(detail, str) and detail
        else f"The progress service answered {response.status_code}."
    )


def _json(response: httpx.Response) -> object:
    try:
        return response.json()
    except ValueError as error:
        raise ServiceError("The progress service sent an answer that is not JSON. Try again.", 502) from error


def _part(value: str | int) -> str:
    return quote(str(value), safe="")


def _course(course: str) -> str:
    return f"/courses/{_part(course)}"


def _assignment(course: str, assignment: str) -> str:
    return f"{_course(course)}/assignments/{_part(assignment)}"
