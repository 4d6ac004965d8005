"""The `hunar` command: runs the platform, and gathers the other rooms' commands.

Everything but click is imported by the command that needs it: `hunar --help` answers at once, and
`hunar grade` does not wait for JupyterHub.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from hub.settings import Settings

ELSEWHERE = {
    "build": ("grader.cli", "Write source and release notebooks of courses."),
    "certificate": ("progress.credentials.cli", "Verify and revoke certificates."),
    "check": ("grader.gate_cli", "The authoring gate: may each assignment be released?"),
    "client": ("progress.cli", "OAuth2 clients of universities."),
    "grade": ("grader.cli", "Grade nbgrader notebooks, each in a sandbox."),
    "node": ("hub.node_command", "Run a Bitcoin node for the labs, or install Bitcoin Core for it."),
    "regrade": ("hub.regrade", "Grade again what was handed in; see what changes, then apply or drop."),
}
"""Command of another room: the module that holds it under the same name, and its line in `hunar --help`."""


class Rooms(click.Group):
    """Own commands, and those of the other rooms by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in ELSEWHERE:
            return super().get_command(ctx, cmd_name)
        module, _ = ELSEWHERE[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `hunar --help`, without importing what it lists."""
        lines = {name: line for name, (_, line) in ELSEWHERE.items()}
        lines |= {name: command.get_short_help_str(80) for name, command in self.commands.items()}
        with formatter.section("Commands"):
            formatter.write_dl(sorted(lines.items()))


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hunar", message="hunar %(version)s")
def main() -> None:
    """Hunar: an open learning platform with hands-on labs."""


@main.command()
def up() -> None:
    """Start everything and stay; Ctrl-C stops it."""
    from hub.supervisor import CannotStart, Supervisor

    click.echo("Starting Hunar ...")
    try:
        Supervisor(_settings(), click.echo).run()
    except CannotStart as error:
        click.echo(str(error), err=True)
        sys.exit(1)


@main.command()
def down() -> None:
    """Stop everything that `hunar up` started."""
    from hub.presence import stop
    from hub.state import State

    state = State(_settings().state)
    try:
        click.echo("Hunar has stopped." if stop(state) else f"Hunar is not running on {state.folder}.")
    except OSError as error:
        raise click.ClickException(str(error)) from error


@main.command()
def status() -> None:
    """Say whether Hunar runs, and where. Exit code 1 if it does not, or not wholly."""
    from hub.ports import answers
    from hub.presence import running
    from hub.state import State

    state = State(_settings().state)
    facts = running(state)
    if facts is None:
        click.echo(f"Hunar is not running on {state.folder}. Start it with: hunar up")
        sys.exit(1)
    local = facts.get("local", "")
    parts = {"hub": answers(f"{local}/hub/health"), "progress": answers(f"{local}/services/progress/healthz")}
    click.echo(f"Hunar is running (pid {facts['pid']}): {facts.get('address', 'starting')}")
    for name, well in parts.items():
        click.echo(f"  {name}: {'answers' if well else f'does not answer; see {state.logs}'}")
    click.echo(f"  learners' servers: {len(list(state.servers.glob('*/box.json')))}")
    sys.exit(0 if all(parts.values()) else 1)


@main.command()
def doctor() -> None:
    """Check this machine; for all that is missing say why it matters and what to type."""
    from hub.doctor import examine

    findings = list(examine(_settings()))
    for finding in findings:
        click.echo(f"{finding.state:>7}  {finding.subject}: {finding.detail}")
        if finding.remedy:
            click.echo(f"         {finding.why}\n         Type: {finding.remedy}")
    sys.exit(1 if any(finding.state == "missing" for finding in findings) else 0)


@main.group()
def user() -> None:
    """Accounts."""


@user.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(["learner", "instructor", "admin"]), required=True)
@click.option("--course", default="", help="The course an instructor teaches.")
@click.option("--display-name", default="", help="The full name, as it will stand on certificates.")
def user_add(name: str, role: str, course: str, display_name: str) -> None:
    """Create an account, or give the account NAME one more role; prints a new account's one-time password."""
    from progress import accounts
    from progress.database import connect, migrate

    settings = _settings()
    engine = connect(settings.database)
    migrate(engine)
    as_role: accounts.Role = role  # type: ignore[assignment]  # click has checked it
    try:
        if accounts.find(engine, name) is not None:
            accounts.give_role(engine, name, as_role, course, by="hunar user add")
            click.echo(f"{name} is now also {role}{f' of {course}' if course else ''}.")
            return
        password = accounts.add(engine, name, as_role, course, by="hunar user add", display_name=display_name)
    except accounts.AccountError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{name}   one-time password: {password}")


@user.command("password")
@click.argument("name")
def user_password(name: str) -> None:
    """Give NAME, who forgot the password, a new one-time password."""
    from progress import accounts
    from progress.database import connect, migrate

    engine = connect(_settings().database)
    migrate(engine)
    try:
        password = accounts.new_one_time_password(engine, name)
    except accounts.AccountError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{name}   one-time password: {password}")


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write the whole state into FILE (.tar.gz); Hunar may keep running."""
    from hub.backup import BackupError, write

    try:
        click.echo(f"Wrote {file}: {write(_settings(), file)} files")
    except (BackupError, OSError) as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace an existing state; the old one is kept beside it.")
def restore(file: Path, force: bool) -> None:
    """Put the state back from FILE; Hunar must not be running."""
    from hub.backup import BackupError, read

    try:
        click.echo(f"Restored {read(_settings(), file, force=force)} files. Start with: hunar up")
    except (BackupError, OSError) as error:
        raise click.ClickException(str(error)) from error


def _settings() -> Settings:
    """HUNAR_* of the environment. Exits with a line for each variable that is wrong."""
    from pydantic import ValidationError

    from hub.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        for wrong in error.errors():
            name = f"HUNAR_{'_'.join(str(part) for part in wrong['loc'])}".upper()
            click.echo(f"{name}={wrong['input']}: {wrong['msg']}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
