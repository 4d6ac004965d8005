"""Universities' programs: OAuth 2.0 clients, and the access tokens they get (client credentials, RFC 6749).

A secret is shown once and stored as an argon2 hash. A token is a JWT (HS256) that lives for an hour; the
client's row is read again whenever a token is used, so a revoked client is out at once.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from sqlalchemy import Engine, Row, insert, select, update

from progress import passwords, tables
from progress.database import reading, writing

SCOPES = ("results:read", "credentials:read")
TOKEN_LIFE = timedelta(hours=1)
ISSUER = "hunar-progress"
ALGORITHM = "HS256"


class ClientError(Exception):
    """A client that cannot be added. The text is for the administrator."""


@dataclass(frozen=True)
class Client:
    """A university's program and what it may read."""

    client_id: str
    university: str
    scopes: frozenset[str]
    courses: frozenset[str]
    """Empty: every course."""

    def may_read(self, course: str) -> bool:
        return not self.courses or course in self.courses


def add(
    engine: Engine, university: str, scopes: list[str], courses: list[str], now: datetime
) -> tuple[str, str]:
    """Register a client; returns (client id, secret). Raises ClientError for an unknown scope or course."""
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise ClientError(f"Scopes are {' and '.join(SCOPES)}; not {', '.join(unknown) or 'none'}.")
    with reading(engine) as connection:
        known = set(connection.execute(select(tables.courses.c.course)).scalars())
    if not set(courses) <= known:
        raise ClientError(f"There is no course {', '.join(sorted(set(courses) - known))}.")
    client_id, secret = f"u-{secrets.token_hex(8)}", secrets.token_urlsafe(32)
    row = {
        "client_id": client_id,
        "university": university,
        "secret_hash": passwords.hash_of(secret),
        "scopes": " ".join(sorted(set(scopes))),
        "courses": json.dumps(sorted(set(courses))),
        "created_at": now,
    }
    with writing(engine) as connection:
        connection.execute(insert(tables.clients).values(row))
    return client_id, secret


def revoke(engine: Engine, client_id: str, now: datetime) -> bool:
    """Shut a client out, with every token that it holds; False if there is no such client."""
    change = update(tables.clients).where(
        tables.clients.c.client_id == client_id, tables.clients.c.revoked_at.is_(None)
    )
    with writing(engine) as connection:
        return connection.execute(change.values(revoked_at=now)).rowcount == 1


def authenticate(engine: Engine, client_id: str, secret: str) -> Client | None:
    """The client whose secret this is. An unknown client takes as long as a wrong secret."""
    row = _row(engine, client_id)
    known = row.secret_hash if row is not None else passwords.hash_of_nobody()
    return _client(row) if passwords.matches(known, secret) and row is not None else None


def token(key: OctKey, client: Client, scopes: frozenset[str], now: datetime) -> str:
    """A signed access token for `scopes`."""
    claims = {
        "iss": ISSUER,
        "sub": client.client_id,
        "scope": " ".join(sorted(scopes)),
        "iat": int(now.timestamp()),
        "exp": int((now + TOKEN_LIFE).timestamp()),
    }
    return jwt.encode({"alg": ALGORITHM}, claims, key)


def bearer(engine: Engine, key: OctKey, token: str, now: datetime) -> Client | None:
    """The client that holds this token, with the token's scopes only; None if it is not valid (any more)."""
    try:
        claims = jwt.decode(token, key, algorithms=[ALGORITHM]).claims
    except (JoseError, ValueError):
        return None
    expires = claims.get("exp")
    if claims.get("iss") != ISSUER or not isinstance(expires, int) or expires <= now.timestamp():
        return None
    row = _row(engine, str(claims.get("sub")))
    if row is None:
        return None
    client = _client(row)
    granted = client.scopes & frozenset(str(claims.get("scope", "")).split())
    return Client(client.client_id, client.university, granted, client.courses)


def token_key(folder: Path) -> OctKey:
    """The platform's signing key for access tokens, made at first use, readable by its owner only."""
    path = folder / "token.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = folder / f".token-{secrets.token_hex(8)}"
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(temporary, path)  # of two that start at once, one wins and both use its key
        except FileExistsError:
            pass
        finally:
            temporary.unlink()
    return OctKey.import_key(path.read_bytes())


def _row(engine: Engine, client_id: str) -> Row[Any] | None:
    query = select(tables.clients).where(
        tables.clients.c.client_id == client_id, tables.clients.c.revoked_at.is_(None)
    )
    with reading(engine) as connection:
        return connection.execute(query).one_or_none()


def _client(row: Row[Any]) -> Client:
    return Client(
        row.client_id, row.university, frozenset(row.scopes.split()), frozenset(json.loads(row.courses))
    )
