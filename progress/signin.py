"""Signing in with a browser: the hub's OAuth, authorization code with PKCE; state and verifier in a
signed cookie.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

import httpx
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse
from itsdangerous import BadSignature, URLSafeTimedSerializer

from progress import hubauth
from progress.hubauth import EngineDep, Hub, SettingsDep
from progress.problem import Problem
from progress.settings import Settings

STATE_COOKIE = "hunar-sign-in"
STATE_AGE_S = 600
TRY_AGAIN = "Signing in did not work, perhaps because it took longer than ten minutes. Please start again."

router = APIRouter(include_in_schema=False)


def sign_in_path(request: Request) -> str:
    """Where a browser goes to sign in and come back to this request's address."""
    settings = hubauth.settings_of(request)
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return f"{settings.service_prefix}login?{urlencode({'next': here})}"


@router.get("/login")
def login(request: Request, settings: SettingsDep, next: str = "") -> RedirectResponse:
    """Send the browser to the hub, which asks for a password if it must."""
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "client_id": settings.hub_client_id,
        "redirect_uri": _redirect_uri(settings),
        "response_type": "code",
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    response = RedirectResponse(f"{settings.base_url}hub/api/oauth2/authorize?{urlencode(query)}", 302)
    cookie = _signer(settings).dumps({"state": state, "verifier": verifier, "next": _inside(settings, next)})
    _set_cookie(response, request, settings, STATE_COOKIE, str(cookie), STATE_AGE_S)
    return response


@router.get("/oauth_callback")
def oauth_callback(
    request: Request,
    engine: EngineDep,
    settings: SettingsDep,
    code: Annotated[str, Query(max_length=2000)] = "",
    state: str = "",
) -> RedirectResponse:
    """The hub sent the browser back with a code: exchange it for a token and open a session."""
    try:
        kept = _signer(settings).loads(request.cookies.get(STATE_COOKIE, ""), max_age=STATE_AGE_S)
    except BadSignature:
        raise Problem(400, TRY_AGAIN) from None
    if not code or not secrets.compare_digest(state.encode(), str(kept["state"]).encode()):
        raise Problem(400, TRY_AGAIN)
    token = _token(request.app.state.hub, settings, code, kept["verifier"])
    cookie = hubauth.open_session(engine, token, datetime.now(UTC), settings.session_hours)
    response = RedirectResponse(kept["next"], 302)
    _set_cookie(response, request, settings, hubauth.COOKIE, cookie, int(settings.session_hours * 3600))
    response.delete_cookie(STATE_COOKIE, path=settings.service_prefix)
    return response


@router.get("/logout")
def logout(request: Request, engine: EngineDep, settings: SettingsDep) -> RedirectResponse:
    """Close the session here, then at the hub."""
    hubauth.close_session(engine, request.cookies.get(hubauth.COOKIE, ""))
    response = RedirectResponse(f"{settings.base_url}hub/logout", 302)
    response.delete_cookie(hubauth.COOKIE, path=settings.service_prefix)
    return response


def _token(hub: Hub, settings: Settings, code: str, verifier: str) -> str:
    form = {
        "client_id": settings.hub_client_id,
        "client_secret": settings.hub_api_token.get_secret_value(),
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": _redirect_uri(settings),
    }
    try:
        answer = hub.client.post(f"{hub.api_url}/oauth2/token", data=form)
    except httpx.HTTPError:
        raise Problem(503, "The hub does not answer. Please try again in a few seconds.") from None
    token = answer.json().get("access_token") if answer.status_code == 200 else None
    if not isinstance(token, str):
        raise Problem(400, TRY_AGAIN)
    return token


def _redirect_uri(settings: Settings) -> str:
    return f"{settings.service_prefix}oauth_callback"


def _inside(settings: Settings, path: str) -> str:
    """`path` if it is one of our own pages, else the landing page: never a way to another site."""
    own = path.startswith(settings.service_prefix) and "\\" not in path and not any(ord(c) < 32 for c in path)
    return path if own else settings.service_prefix


def _signer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.hub_api_token.get_secret_value(), salt=STATE_COOKIE)


def _set_cookie(
    response: RedirectResponse, request: Request, settings: Settings, name: str, value: str, age_s: int
) -> None:
    forwarded = request.headers.get("x-forwarded-proto", request.url.scheme).split(",")[0].strip()
    response.set_cookie(
        name,
        value,
        max_age=age_s,
        path=settings.service_prefix,
        httponly=True,
        samesite="lax",
        secure=forwarded == "https",
    )
