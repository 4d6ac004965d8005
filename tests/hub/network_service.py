"""The real class-network service on a free port, with a real node of one course, and people who use it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import httpx
import uvicorn
from pydantic import SecretStr

from grader.course import Network
from hub.network.app import create_app
from hub.network.credentials import password
from hub.network.faucet import Faucet
from hub.network.nodes import ClassNode
from labs.node.client import Client
from progress import hubauth
from progress.database import connect, migrate
from progress.settings import Settings
from tests.progress.hub_outside import CLIENT_SECRET, HubOutside, running_hub, serving

COURSE = "toys"
KEY = "11" * 32
RULES = Network(block_every_s=1, faucet_sat=250_000_000, faucet_every_h=1)


@dataclass
class NetworkService:
    base: str
    node: ClassNode
    hub: HubOutside
    settings: Settings

    def rpc(self, name: str) -> Client:
        """The class's node as this learner's notebook reaches it."""
        address = self.base.replace("http://", f"http://{quote(name, safe='')}:{password(KEY, name)}@")
        return Client(f"{address}rpc/{COURSE}")

    def post(self, name: str, body: bytes, secret: str | None = None) -> httpx.Response:
        """Raw bytes as this learner."""
        pair = f"{name}:{password(KEY, name) if secret is None else secret}"
        headers = {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
        return httpx.post(f"{self.base}rpc/{COURSE}", content=body, headers=headers, timeout=60)

    def browser(self, name: str, *groups: str) -> httpx.Client:
        """A browser with this person's session."""
        token = self.hub.token(name, *(groups or ("learners",)))
        engine = connect(self.settings.database)
        cookie = hubauth.open_session(engine, token, datetime.now(UTC), 1)
        engine.dispose()
        return httpx.Client(
            base_url=self.base,
            cookies={hubauth.COOKIE: cookie},
            headers={"Accept": "text/html", "Sec-Fetch-Site": "same-origin"},
            timeout=60,
        )


@contextmanager
def running_network(folder: Path, rules: Network = RULES) -> Iterator[NetworkService]:
    """The service with its node up; both are gone at the end."""
    with running_hub() as hub:
        (folder / "state").mkdir()
        (folder / "node").mkdir()
        settings = Settings(
            state=folder / "state",
            service_prefix="/services/network/",
            hub_api_url=hub.api_url,
            hub_api_token=SecretStr(CLIENT_SECRET),
            user_cache_s=0,
        )
        engine = connect(settings.database)
        migrate(engine)
        engine.dispose()
        node = ClassNode(COURSE, "Toys", rules, folder / "node")
        faucet = Faucet(folder / "faucet.sqlite")
        app = create_app(settings, {COURSE: node}, faucet, KEY)
        node.start()
        try:
            assert node.wait_ready(), (folder / "node" / "node.log").read_text()
            config = uvicorn.Config(app, port=0, log_level="error", lifespan="off", ws="none")
            config.timeout_graceful_shutdown = 1
            with serving(config) as server:
                port = server.servers[0].sockets[0].getsockname()[1]
                base = f"http://127.0.0.1:{port}{settings.service_prefix}"
                yield NetworkService(base, node, hub, settings)
        finally:
            node.stop()
            faucet.close()
            app.state.hub.client.close()
            app.state.engine.dispose()
