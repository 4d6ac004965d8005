"""Stands for the hub, which is another process: its two answers that the progress service needs, over a
unix socket.
"""

from __future__ import annotations

import base64
import hashlib
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import uvicorn
from fastapi import FastAPI, Form, Header
from fastapi.responses import JSONResponse

CLIENT_SECRET = "the service's own token"


@dataclass
class HubOutside:
    """People by token, and codes that a sign-in may exchange."""

    api_url: str
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)
    """code -> (PKCE challenge, token)"""
    asked: int = 0

    def token(self, name: str, *groups: str, admin: bool = False) -> str:
        """A hub token of this person."""
        token = f"token-of-{name}"
        self.people[token] = {"kind": "user", "name": name, "groups": list(groups), "admin": admin}
        return token


def hub_app(hub: HubOutside) -> FastAPI:
    app = FastAPI()

    @app.get("/hub/api/user")
    def user(authorization: Annotated[str, Header()] = "") -> JSONResponse:
        hub.asked += 1
        person = hub.people.get(authorization.removeprefix("token "))
        return JSONResponse(person) if person else JSONResponse({"message": "unknown"}, 403)

    @app.post("/hub/api/oauth2/token")
    def token(
        code: Annotated[str, Form()],
        code_verifier: Annotated[str, Form()],
        client_secret: Annotated[str, Form()],
    ) -> JSONResponse:
        challenge, granted = hub.codes.pop(code, ("", ""))
        proof = (
            base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()
        )
        if proof != challenge or client_secret != CLIENT_SECRET:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"access_token": granted, "token_type": "Bearer"})

    return app


@contextmanager
def running_hub() -> Iterator[HubOutside]:
    folder = Path(tempfile.mkdtemp(prefix="hub-"))
    socket = folder / "hub.sock"
    hub = HubOutside(f"http+unix://{quote(str(socket), safe='')}/hub/api")
    with serving(
        uvicorn.Config(hub_app(hub), uds=str(socket), log_level="warning", lifespan="off", ws="none")
    ):
        yield hub
    shutil.rmtree(folder)


@contextmanager
def serving(config: uvicorn.Config) -> Iterator[uvicorn.Server]:
    """A server in a thread, until the end of the block."""
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.005)
    try:
        yield server
    finally:
        server.should_exit = True
        thread.join(10)
