"""Access tokens for universities' programs: OAuth 2.0 client credentials (RFC 6749, section 4.4)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import unquote_plus

from fastapi import APIRouter, Depends, Form, Header, Request, Response
from pydantic import BaseModel

from progress import clients
from progress.clients import Client
from progress.hubauth import EngineDep, SettingsDep
from progress.problem import Problem

router = APIRouter(tags=["universities"])


class Token(BaseModel):
    """RFC 6749, section 5.1."""

    access_token: str
    token_type: str = "Bearer"
    expires_in: int
    scope: str


@router.post("/oauth/token")
def token(
    engine: EngineDep,
    settings: SettingsDep,
    response: Response,
    grant_type: Annotated[str, Form(max_length=100)] = "",
    client_id: Annotated[str, Form(max_length=100)] = "",
    client_secret: Annotated[str, Form(max_length=1000)] = "",
    scope: Annotated[str, Form(max_length=500)] = "",
    authorization: Annotated[str | None, Header()] = None,
) -> Token:
    """A token for an hour. The client shows its id and secret by HTTP Basic or in the form."""
    if grant_type != "client_credentials":
        raise _refusal(400, "unsupported_grant_type", "grant_type must be client_credentials.")
    if authorization is not None:
        client_id, client_secret = _basic(authorization)
    client = clients.authenticate(engine, client_id, client_secret)
    if client is None:
        raise _refusal(401, "invalid_client", "The client id or its secret is wrong.")
    wanted = frozenset(scope.split()) or client.scopes
    if not wanted <= client.scopes:
        raise _refusal(400, "invalid_scope", f"This client may ask for: {' '.join(sorted(client.scopes))}.")
    response.headers["Cache-Control"] = "no-store"
    text = clients.token(clients.token_key(settings.keys), client, wanted, datetime.now(UTC))
    return Token(
        access_token=text,
        expires_in=int(clients.TOKEN_LIFE.total_seconds()),
        scope=" ".join(sorted(wanted)),
    )


def bearer(scope: str) -> Callable[..., Client]:
    """A dependency: the client whose token carries `scope`. Raises Problem 401 or 403."""

    def dependency(request: Request, engine: EngineDep, settings: SettingsDep) -> Client:
        scheme, _, text = request.headers.get("authorization", "").partition(" ")
        found = None
        if scheme.lower() == "bearer":
            found = clients.bearer(engine, clients.token_key(settings.keys), text.strip(), datetime.now(UTC))
        if found is None:
            raise Problem(
                401,
                "A valid access token is needed: ask oauth/token.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        if scope not in found.scopes:
            challenge = f'Bearer error="insufficient_scope", scope="{scope}"'
            raise Problem(403, f"This needs the scope {scope}.", headers={"WWW-Authenticate": challenge})
        return found

    return dependency


ResultsReader = Annotated[Client, Depends(bearer("results:read"))]
CredentialsReader = Annotated[Client, Depends(bearer("credentials:read"))]


def _basic(header: str) -> tuple[str, str]:
    scheme, _, text = header.partition(" ")
    try:
        name, found, secret = base64.b64decode(text.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        name, found, secret = "", "", ""
    if scheme.lower() != "basic" or not found:
        raise _refusal(401, "invalid_client", "The Authorization header is not HTTP Basic.")
    return unquote_plus(name), unquote_plus(secret)


def _refusal(status: int, code: str, detail: str) -> Problem:
    headers = {"WWW-Authenticate": "Basic"} if status == 401 else {}
    return Problem(status, detail, headers=headers, more={"error": code, "error_description": detail})
