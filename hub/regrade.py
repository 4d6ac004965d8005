"""`hunar regrade`: grade again what learners handed in, show what would change, then apply or drop it."""

from __future__ import annotations

import getpass
import sys
import time
from datetime import UTC, datetime

import click
from sqlalchemy import Engine

from grader.meter import Meter
from hub.presence import running
from hub.settings import Settings
from hub.state import State
from progress import backlog, differences, regrades
from progress.api.regrades import apply_and_certify
from progress.database import connect, migrate
from progress.differences import Difference, Findings
from progress.regrades import Regrade, RegradeError
from progress.settings import Settings as ServiceSettings

POLL_S = 0.5
NOBODY_WORKS = (
    "Hunar is not running on this machine. Nothing is graded until it is, or until a worker runs elsewhere "
    "on the same database. Start it in another terminal with: hunar up"
)


@click.command()
@click.argument("which", metavar="COURSE/ASSIGNMENT")
@click.option("--all", "every", is_flag=True, help="Every attempt, not only each learner's best one.")
@click.option("--reason", default="", help="Why; learners whose score changes read it.")
@click.option("--apply", "decision", flag_value="apply", help="Apply the differences without asking.")
@click.option("--drop", "decision", flag_value="drop", help="Drop the regrade that waits: no score changes.")
def regrade(which: str, every: bool, reason: str, decision: str | None) -> None:
    """Grade COURSE/ASSIGNMENT again with the release offered now, behind every fresh hand-in.

    Shows the differences; nothing counts until you say so here, by --apply, or on the instructor's page. When
    a regrade waits already, shows that one. Ctrl-C leaves it running.
    """
    course, _, assignment = which.partition("/")
    settings = Settings()
    engine = connect(settings.database)
    migrate(engine)
    try:
        waiting = regrades.proposed(engine, course, assignment)
        if decision == "drop":
            _drop(engine, which, waiting)
            return
        if waiting is None or every or reason:  # with a regrade that waits, this is refused in words
            waiting = regrades.start(
                engine, course, assignment, _who(), datetime.now(UTC), reason=reason, every=every
            )
        else:
            click.echo(f"A regrade that {waiting.asked_by} asked for waits already; this is that one.")
        _watch(engine, settings, waiting)
        found = differences.of_regrade(engine, waiting)
        _show(found)
        if decision == "apply" or _agreed(which, found):
            learners = apply_and_certify(engine, _service(settings), waiting, _who())
            click.echo(f"Applied: {len(learners)} learners have a new verdict.")
    except RegradeError as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt:
        click.echo(f"\nThe regrade goes on. See it again with: hunar regrade {which}", err=True)
        sys.exit(130)
    finally:
        engine.dispose()


def _watch(engine: Engine, settings: Settings, asked: Regrade) -> None:
    """Wait until every attempt is graded again. Raises RegradeError when somebody drops it meanwhile."""
    work = backlog.of_regrade(engine, asked.id, asked.assignment, asked.asked_at)
    if work.done < work.total and running(State(settings.state)) is None:
        click.echo(NOBODY_WORKS, err=True)
    with Meter("graded again", work.total) as meter:
        while work.done < work.total:
            meter.show(work.done, work.failed)
            time.sleep(POLL_S)
            work = backlog.of_regrade(engine, asked.id, asked.assignment, asked.asked_at)
    now = regrades.find(engine, asked.id)
    if now is None or now.state != "proposed":
        state, by = (now.state, now.decided_by) if now else ("removed", "somebody")
        raise RegradeError(f"Meanwhile this regrade was {state} by {by}.")


def _show(found: Findings) -> None:
    lower = [item for item in found.differences if item.lower]
    if lower:
        click.secho(f"LOWER SCORES: {len(lower)}. Look at them before you apply.", bold=True)
    for item in found.differences:  # the lower ones come first
        click.echo(_line(item))
        for check in item.checks:
            points = f"{check.old_score:g} -> {check.new_score:g}"
            click.echo(f"        {check.grade_id}: {check.old_status} -> {check.new_status}, {points}")
    if not found.differences:
        click.echo("No differences.")
    click.echo(f"{found.same} attempts come to the same as before.")
    if found.failed:
        click.echo(f"Could not be graded again, so the result stays: {', '.join(found.failed)}")


def _line(item: Difference) -> str:
    statuses = "" if item.old_status == item.new_status else f" ({item.old_status} -> {item.new_status})"
    sign = "LOWER " if item.lower else "      "
    scores = f"{item.old_score:g} -> {item.new_score:g} of {item.max_score:g}"
    return f"{sign}{item.learner}, attempt {item.attempt}: {scores}{statuses}"


def _agreed(which: str, found: Findings) -> bool:
    """Ask a person at a terminal; anybody else is told what to type."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        if click.confirm("Apply? The new scores count then, and learners see why"):
            return True
    click.echo(f"Nothing has changed. Apply it with: hunar regrade {which} --apply")
    click.echo(f"Or leave every score as it is:      hunar regrade {which} --drop")
    return False


def _drop(engine: Engine, which: str, waiting: Regrade | None) -> None:
    if waiting is None:
        raise RegradeError(f"No regrade of {which} waits for a decision.")
    regrades.drop(engine, waiting.id, _who(), datetime.now(UTC))
    click.echo("Dropped: every score stays as it is.")


def _service(settings: Settings) -> ServiceSettings:
    """The progress service's settings: a certificate that is due carries the platform's own address."""
    facts = running(State(settings.state)) or {}
    address = str(facts.get("address") or settings.address)
    return ServiceSettings(
        state=settings.state, database_url=settings.database_url, courses=settings.courses, public_url=address
    )


def _who() -> str:
    return f"hunar regrade ({getpass.getuser()})"
