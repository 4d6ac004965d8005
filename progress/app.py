"""The progress service: one FastAPI app under the hub's prefix; API and pages side by side.

`app.state` holds what routes need: `engine`, `settings`, `store`, `reports`, `hub`, and `error_page`, which
`progress.pages.routes.error_page(request, status, title, detail) -> Response` provides for browsers.
"""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from sqlalchemy import Engine

from progress import openapi, problem, signin
from progress.api import routers as api_routers
from progress.body import BodyLimit
from progress.credentials.routes import router as credentials
from progress.database import connect
from progress.hubauth import Hub, hub_of
from progress.pages import routes as pages
from progress.settings import Settings
from progress.similarity import Reports
from progress.store import Store


def create_app(settings: Settings, *, engine: Engine | None = None, hub: Hub | None = None) -> FastAPI:
    """The app on a database that `progress.database.migrate` has prepared."""
    app = FastAPI(
        title="Hunar progress",
        version="1",
        description="Courses, hand-ins, verdicts, scores and certificates.",
        openapi_url=f"{settings.api_prefix}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    app.state.engine = engine or connect(settings.database)
    app.state.hub = hub or hub_of(settings)
    app.state.store = Store(settings.state / "submissions")
    app.state.reports = Reports(app.state.engine, app.state.store)
    app.state.sign_in_path = signin.sign_in_path
    app.state.error_page = None
    problem.install(app)
    openapi.describe(app)
    app.add_middleware(BodyLimit)
    for router in api_routers:
        app.include_router(router, prefix=settings.api_prefix)
    for router in [health, signin.router]:
        app.include_router(router, prefix=settings.service_prefix.rstrip("/"))
    _add_pages(app, settings)
    return app


def _add_pages(app: FastAPI, settings: Settings) -> None:
    prefix = settings.service_prefix.rstrip("/")
    app.include_router(pages.router, prefix=prefix, include_in_schema=False)
    app.include_router(credentials, prefix=prefix, include_in_schema=False)
    app.state.error_page = pages.error_page


health = APIRouter(include_in_schema=False)


@health.get("/healthz")
def healthz() -> dict[str, str]:
    """That the process answers; needs no sign-in and tells nothing else."""
    return {"status": "ok"}
