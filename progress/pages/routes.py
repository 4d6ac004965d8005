"""All pages under the service's prefix, and their static files."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from progress.pages import admit, learner, regrade, similar, syllabus, teach, times, verify
from progress.pages.render import STATIC, error_page, static_file
from progress.problem import Problem

__all__ = ["error_page", "router"]

router = APIRouter()
for part in (learner, syllabus, teach, times, similar, regrade, admit, verify):
    router.include_router(part.router)


@router.get("/static/{name}")
def static(name: str) -> Response:
    """A style sheet, a picture or a script of the pages."""
    if name not in STATIC:
        raise Problem(404, "There is no such file.")
    return static_file(name)
