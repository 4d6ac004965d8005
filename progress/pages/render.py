"""From a template to an answer: one Jinja environment, one set of headers, versioned static files."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cache
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from progress.hubauth import User
from progress.settings import Settings

HERE = Path(__file__).parent
STATIC = {
    "graded.js": "text/javascript; charset=utf-8",
    "hunar.css": "text/css; charset=utf-8",
    "hunar.svg": "image/svg+xml",
    "wait.js": "text/javascript; charset=utf-8",
}
YEAR_S = 31_536_000
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def page(
    request: Request,
    template: str,
    *,
    user: User | None = None,
    status: int = 200,
    here: str = "",
    public: bool = False,
    **context: object,
) -> Response:
    """An HTML answer. `here` marks the present place in the navigation."""
    settings: Settings = request.app.state.settings
    html = (
        environment()
        .get_template(template)
        .render(
            context,
            user=user,
            here=here,
            public=public,
            prefix=settings.service_prefix,
            base_url=settings.base_url,
            network=settings.network_port != 0,
            api=f"{settings.api_prefix}/",
            static=lambda name: static_address(settings.service_prefix, name),
        )
    )
    return HTMLResponse(html, status, headers=HEADERS)


def static_address(prefix: str, name: str) -> str:
    """Where a browser finds a static file of the service at `prefix`."""
    return f"{prefix}static/{name}?{_digest(name)}"


def static_file(name: str) -> Response:
    """A static file; its address changes with its content, so it may be kept for long. Raises KeyError."""
    headers = {"Cache-Control": f"public, max-age={YEAR_S}, immutable", "X-Content-Type-Options": "nosniff"}
    return Response((HERE / "static" / name).read_bytes(), media_type=STATIC[name], headers=headers)


@cache
def environment() -> Environment:
    """Autoescape for every template; a name that no view gave is an error, not an empty string."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["day"] = day
    return made


def day(time: datetime) -> str:
    return f"{time.day} {time:%B %Y}"


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]


def error_page(request: Request, status: int, title: str, detail: str) -> Response:
    """An error for a browser, in the pages' own style."""
    return page(request, "error.html", status=status, error=status, title=title, detail=detail)
