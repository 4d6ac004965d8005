"""`hunar client`: universities' programs that may read results and certificates."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from progress import clients
from progress.clients import ClientError
from progress.database import connect, migrate
from progress.settings import Settings


@click.group()
def client() -> None:
    """OAuth2 clients of universities."""


@client.command()
@click.argument("university")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice(clients.SCOPES))
@click.option("--course", "courses", multiple=True, help="Only this course; may be repeated. Default: all.")
def add(university: str, scopes: tuple[str, ...], courses: tuple[str, ...]) -> None:
    """Register a program of UNIVERSITY; prints its id and its secret, which is shown only now."""
    settings = Settings()
    engine = connect(settings.database)
    migrate(engine)
    try:
        client_id, secret = clients.add(engine, university, list(scopes), list(courses), datetime.now(UTC))
    except ClientError as error:
        raise click.ClickException(str(error)) from None
    finally:
        engine.dispose()
    click.echo(f"client_id      {client_id}")
    click.echo(f"client_secret  {secret}")
    click.echo(f"token address  {settings.public_url}{settings.api_prefix}/oauth/token")
    click.echo("Keep the secret: it is not shown again.")


@client.command()
@click.argument("client_id")
def revoke(client_id: str) -> None:
    """Shut out CLIENT_ID at once, with every token that it holds."""
    engine = connect(Settings().database)
    migrate(engine)
    known = clients.revoke(engine, client_id, datetime.now(UTC))
    engine.dispose()
    if not known:
        raise click.ClickException(f"There is no client {client_id}.")
    click.echo(f"{client_id} is shut out.")
