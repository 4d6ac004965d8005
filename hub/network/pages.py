"""From a template to an answer, in the frame and style of the platform's other pages."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined

from hub.network import wording
from progress.hubauth import User
from progress.pages import render
from progress.settings import Settings

HERE = Path(__file__).parent
STATIC = {"live.js": "text/javascript; charset=utf-8", "chain.css": "text/css; charset=utf-8"}


def page(
    request: Request, template: str, *, user: User | None = None, status: int = 200, **context: object
) -> Response:
    """An HTML answer; the frame links back to the platform's own pages."""
    settings: Settings = request.app.state.settings
    home = f"{settings.base_url}services/progress/"
    html = (
        environment()
        .get_template(template)
        .render(
            context,
            user=user,
            here="network",
            public=False,
            prefix=home,
            own=settings.service_prefix,
            base_url=settings.base_url,
            network=True,
            static=lambda name: static_address(settings.service_prefix, name),
        )
    )
    return HTMLResponse(html, status, headers=render.HEADERS)


def error_page(request: Request, status: int, title: str, detail: str) -> Response:
    """An error for a browser."""
    return page(request, "error.html", status=status, error=status, title=title, detail=detail)


def static_address(prefix: str, name: str) -> str:
    """Where a browser finds a static file: ours, or one that all the platform's pages share."""
    return f"{prefix}static/{name}?{_digest(name)}" if name in STATIC else render.static_address(prefix, name)


def static_file(name: str) -> Response:
    """A static file. Raises KeyError."""
    if name not in STATIC:
        return render.static_file(name)
    headers = {"Cache-Control": f"public, max-age={render.YEAR_S}, immutable"}
    headers["X-Content-Type-Options"] = "nosniff"
    return Response((HERE / "static" / name).read_bytes(), media_type=STATIC[name], headers=headers)


@cache
def environment() -> Environment:
    """Our templates before the platform's; every name must be given."""
    made = Environment(
        loader=ChoiceLoader(
            [FileSystemLoader(HERE / "templates"), FileSystemLoader(render.HERE / "templates")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["day"] = render.day
    made.filters |= {name: getattr(wording, name) for name in ("coins", "from_sat", "ago", "when", "short")}
    return made


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]
