"""`hunar node`: runs the lab's Bitcoin node in the foreground, or installs Bitcoin Core for it.

Arguments in Bitcoin Core's style go to the engine as they are, so that whatever starts a bitcoind can start
`hunar node` instead: this process becomes the node.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

CHAINS = ("chain", "regtest", "signet", "testnet", "testnet4")
PLACES = ("datadir", "conf")
QUESTIONS = ("version", "help", "?", "h")


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
    options_metavar="[--engine auto|kernel|bitcoind] [--install]",
)
@click.option(
    "--engine",
    type=click.Choice(["auto", "kernel", "bitcoind"]),
    default="auto",
    show_default=True,
    help="bitcoind is Bitcoin Core, kernel the embedded engine; auto takes bitcoind where there is one.",
)
@click.option("--install", is_flag=True, help="Fetch Bitcoin Core, check its SHA-256, and unpack it.")
@click.option(
    "--archive",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="With --install: the release, fetched already.",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[-datadir=DIR] [-rpcport=18443] ...")
def node(engine: str, install: bool, archive: Path | None, arguments: tuple[str, ...]) -> None:
    """Run a Bitcoin node on a regtest chain of its own; Ctrl-C stops it.

    All other arguments are Bitcoin Core's. Without -datadir it is the node that
    labs.node.own() finds too: its chain lies in ~/.hunar/node.
    """
    from labs.node import engines
    from labs.node.errors import NodeError

    try:
        if install or archive:
            _install(archive)
            return
        chosen = engines.choose(engine, None if engine == "kernel" else _release())
        command = [*chosen.command, *_completed(arguments)]
    except (NodeError, OSError) as error:
        raise click.ClickException(str(error)) from error
    if sys.stdout.isatty():
        click.echo(f"{chosen.name}, {chosen.why}. Ctrl-C stops it.")
    sys.stdout.flush()
    os.execve(command[0], command, engines.environment())


def _completed(arguments: tuple[str, ...]) -> list[str]:
    """With a chain and a folder, where they are not named: never the real network by accident."""
    names = {argument.lstrip("-").partition("=")[0] for argument in arguments}
    added = []
    if names.isdisjoint(CHAINS):
        added.append("-regtest")
    if names.isdisjoint((*PLACES, *QUESTIONS)):
        folder = Path.home() / ".hunar" / "node"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        added.append(f"-datadir={folder}")
    return [*added, *arguments]


def _install(archive: Path | None) -> None:
    from labs.node import release

    release.install(_release(), click.echo, archive)


def _release() -> Path:
    from labs.node import release

    return release.home(_state())


def _state() -> Path:
    """hub.settings' `state`, read here so that a node starts without pydantic."""
    return Path(os.environ.get("HUNAR_STATE") or "var").expanduser().resolve()
