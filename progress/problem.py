"""Errors as people and programs read them: `application/problem+json` (RFC 9457), or a page for a browser.

`Problem` is raised anywhere below a route. Its detail says what happened and what to do next; it never
echoes tokens.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Not understood",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "Not possible here",
    409: "Conflict",
    413: "Too large",
    415: "Wrong kind of content",
    422: "Not valid",
    429: "Too often",
    500: "Our mistake",
    503: "Not available now",
    507: "No room left",
}
DETAILS = {
    404: "There is nothing at this address.",
    405: "This address does not answer that kind of request.",
    500: "Something broke on our side. Nothing that you handed in is lost. Please try again in a minute.",
}
log = logging.getLogger("hunar.progress")

ErrorPage = Callable[[Request, int, str, str], Response]
"""Makes an HTML page of (request, status, title, detail)."""


class ProblemBody(BaseModel):
    """The shape of every error of the API."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class Fault(BaseModel):
    """One part of a request that is not valid."""

    where: str
    what: str


class InvalidBody(ProblemBody):
    """Status 422. `faults` names the parts whose shape is wrong; absent where only the sense is."""

    faults: list[Fault] = []


class Problem(HTTPException):
    """An error with words for a person. `more` is added to the JSON body."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: dict[str, str] | None = None,
        more: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(status, detail, headers)
        self.more = more or {}


def install(app: FastAPI) -> None:
    """Answer every error of `app`. `app.state.error_page` and `app.state.sign_in_path` serve browsers."""
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _unexpected)


def respond(
    request: Request,
    status: int,
    detail: str,
    headers: dict[str, str] | None = None,
    more: dict[str, Any] | None = None,
) -> Response:
    """The answer to a failed request: a page where a browser reads pages, problem+json everywhere else."""
    title = TITLES.get(status, "Error")
    if _reads_pages(request):
        if status == 401 and request.method == "GET":
            return RedirectResponse(str(request.app.state.sign_in_path(request)), status_code=302)
        page: ErrorPage | None = request.app.state.error_page
        if page is not None:
            response = page(request, status, title, detail)
            response.headers.update(headers or {})
            return response
    body = ProblemBody(title=title, status=status, detail=detail).model_dump() | (more or {})
    return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)


def _reads_pages(request: Request) -> bool:
    if request.url.path.startswith(request.app.state.settings.api_prefix):
        return False
    return "text/html" in request.headers.get("accept", "")


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if isinstance(error, Problem):
        return respond(request, error.status_code, error.detail, dict(error.headers or {}), error.more)
    detail = DETAILS.get(error.status_code, str(error.detail))
    return respond(request, error.status_code, detail, dict(error.headers or {}))


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [
        Fault(where=".".join(map(str, fault["loc"])), what=str(fault["msg"])) for fault in error.errors()
    ]
    first = faults[0] if faults else Fault(where="the request", what="is not valid")
    more = {"faults": [fault.model_dump() for fault in faults]}
    return respond(request, 422, f"{first.where}: {first.what}.", more=more)


def _unexpected(request: Request, error: Exception) -> Response:
    log.error("unexpected error at %s %s", request.method, request.url.path, exc_info=error)
    return respond(request, 500, DETAILS[500])
