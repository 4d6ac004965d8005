"""The real service, listening on a free port, and people who talk to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import uvicorn
from pydantic import SecretStr
from sqlalchemy import Engine

from progress.app import create_app
from progress.settings import Settings
from tests.progress.hub_outside import CLIENT_SECRET, HubOutside, serving


@dataclass
class Service:
    """A running service. `base` is its address up to the prefix's final slash."""

    base: str
    settings: Settings
    engine: Engine
    hub: HubOutside
    clients: list[httpx.Client] = field(default_factory=list)

    def person(self, name: str, *groups: str, admin: bool = False) -> httpx.Client:
        """A client of the API with this person's token."""
        return self.client(Authorization=f"token {self.hub.token(name, *groups, admin=admin)}")

    def learner(self, name: str) -> httpx.Client:
        return self.person(name, "learners")

    def teacher(self, name: str, course: str = "toys") -> httpx.Client:
        return self.person(name, "learners", f"formgrade-{course}")

    def client(self, path: str = "api/v1/", **headers: str) -> httpx.Client:
        made = httpx.Client(base_url=self.base + path, headers=headers, timeout=30)
        self.clients.append(made)
        return made


@contextmanager
def running_service(settings: Settings, engine: Engine, hub: HubOutside) -> Iterator[Service]:
    wired = settings.model_copy(update={"hub_api_url": hub.api_url, "hub_api_token": _secret()})
    app = create_app(wired, engine=engine)
    with serving(uvicorn.Config(app, port=0, log_level="error", lifespan="off", ws="none")) as server:
        port = server.servers[0].sockets[0].getsockname()[1]
        service = Service(f"http://127.0.0.1:{port}{settings.service_prefix}", wired, engine, hub)
        yield service
        for client in service.clients:
            client.close()
    app.state.hub.client.close()


def _secret() -> SecretStr:
    return SecretStr(CLIENT_SECRET)
