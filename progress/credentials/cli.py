"""`hunar certificate`: verify a file at a desk, revoke a certificate."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from progress.credentials import register
from progress.credentials.keys import trusted_keys
from progress.credentials.proof import BadProof
from progress.credentials.resolve import ResolveError, resolve
from progress.credentials.verify import MAX_BYTES, verify
from progress.database import connect, migrate
from progress.settings import Settings


@click.group()
def certificate() -> None:
    """Verify and revoke certificates."""


@certificate.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--issuer", "issuers", multiple=True, metavar="DID", help="Believe this issuer too.")
def verify_file(file: Path, issuers: tuple[str, ...]) -> None:
    """Say whether FILE is a genuine certificate in force. Exit 0 if it is, else 1.

    Believed are the keys of the platform on this machine and every --issuer (did:key, or did:web, which is
    looked up over https).
    """
    settings = Settings()
    with file.open("rb") as opened:
        content = opened.read(MAX_BYTES + 1)
    revocations = _Revocations(settings)
    result = verify(content, _trusted(settings, issuers), datetime.now(UTC), revocations.get)
    click.echo(result.sentence)
    if result.stated is not None:
        said = result.stated
        click.echo(f"  learner  {said.learner}")
        click.echo(f"  course   {said.course}, {said.percent} % ({said.required_percent} % needed)")
        click.echo(f"  issued   {said.valid_from:%Y-%m-%d} by {said.issuer_name}, {said.issuer}")
        if result.outcome == "unknown_issuer":
            click.echo(f"  If the university confirms that this is its issuer, add: --issuer {said.issuer}")
        elif revocations.silent:
            click.echo(f"  Revocation is not known on this machine: see {said.credential_id}")
    sys.exit(0 if result.valid else 1)


@certificate.command()
@click.argument("credential_id")
@click.option("--reason", required=True, help="Shown to everybody who verifies the certificate.")
def revoke(credential_id: str, reason: str) -> None:
    """Revoke a certificate for good. The published list says so within a minute."""
    engine = connect(Settings().database)
    migrate(engine)
    try:
        register.revoke(engine, credential_id, getpass.getuser(), reason, datetime.now(UTC))
    except LookupError as error:
        raise click.ClickException(f"{error}. Its id is the last part of its address.") from None
    click.echo(f"Revoked {credential_id}.")


class _Revocations:
    """What this machine's own database says; `silent` when there is none."""

    def __init__(self, settings: Settings) -> None:
        here = settings.database_url is not None or (settings.state / "hunar.sqlite").exists()
        self.engine = connect(settings.database) if here else None

    @property
    def silent(self) -> bool:
        return self.engine is None

    def get(self, address: str) -> str | None:
        if self.engine is None:
            return None
        migrate(self.engine)
        return register.revocation(self.engine, address)


def _trusted(settings: Settings, issuers: tuple[str, ...]) -> Mapping[str, Ed25519PublicKey]:
    trusted = dict(trusted_keys(settings))
    for did in issuers:
        try:
            trusted |= resolve(did)
        except (ResolveError, BadProof) as error:
            raise click.ClickException(f"--issuer {did}: {error}") from None
    return trusted
