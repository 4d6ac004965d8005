"""When a certificate is due, and what then is written into it."""

from __future__ import annotations

import importlib.metadata
import uuid
from datetime import UTC, datetime

from sqlalchemy import Engine, select

from progress import accounts, releases, scores, tables, verdicts
from progress.credentials import register
from progress.credentials.document import Evidence, Facts, credential, text
from progress.credentials.keys import issuer
from progress.credentials.proof import sign
from progress.credentials.strict import UNPRINTABLE
from progress.database import reading
from progress.releases import CourseFacts
from progress.scores import CourseProgress
from progress.settings import Settings

STATUS_LIST = "status/1.json"


def issue_if_due(
    engine: Engine, settings: Settings, learner: str, course: str, now: datetime | None = None
) -> str | None:
    """Issue the learner's certificate if the course is completed and none was issued; returns its id.

    Meant to be called after every change of a score. Once issued, a certificate stands until it is revoked: a
    later, better attempt does not change it. Raises keys.BadKey, strict.NotSigned or status.ListFull, with
    nothing issued.
    """
    moment = now or datetime.now(UTC)
    facts = releases.facts(engine, course)
    standing = scores.progress(engine, learner, course)
    if facts is None or facts.certificate is None or standing is None or not standing.completed:
        return None
    credential_id = str(uuid.uuid4())
    evidence = _evidence(engine, standing)
    signer = issuer(settings)
    name = accounts.display_name(engine, learner)

    def signed(index: int) -> bytes:
        said = _facts(settings, facts, standing, name, credential_id, evidence, index, moment)
        return text(sign(credential(said, signer), signer.key, signer.method, moment))

    return credential_id if register.add(engine, credential_id, learner, course, moment, signed) else None


def base_address(settings: Settings) -> str:
    """Public address of the service, with a final slash."""
    return f"{settings.public_url}{settings.service_prefix}"


def achievement_id(settings: Settings, course: str) -> str:
    return f"{base_address(settings)}achievements/{course}"


def _facts(
    settings: Settings,
    course: CourseFacts,
    standing: CourseProgress,
    display_name: str,
    credential_id: str,
    evidence: list[Evidence],
    index: int,
    now: datetime,
) -> Facts:
    assert course.certificate is not None
    base = base_address(settings)
    return Facts(
        credential_id=f"{base}credentials/{credential_id}.json",
        subject_id=f"urn:uuid:{uuid.uuid4()}",
        learner=standing.learner,
        display_name=_line(display_name),
        achievement_id=achievement_id(settings, course.course),
        course_title=_line(course.title),
        certificate_name=_line(course.certificate.name),
        summary=_line(course.summary),
        criteria=_line(course.certificate.criteria),
        minimum_percent=f"{course.certificate.minimum_percent:g}",
        percent=int(standing.percent),
        evidence=evidence,
        issued_at=now,
        valid_until=None,
        status_list=base + STATUS_LIST,
        status_index=index,
    )


def _evidence(engine: Engine, standing: CourseProgress) -> list[Evidence]:
    """The best attempt of each assignment; an assignment whose score was set by hand alone has none."""
    grader = f"hunar {importlib.metadata.version('hunar')}"
    kept, given, released = tables.submissions, tables.verdicts, tables.releases
    found = []
    with reading(engine) as connection:
        for item in standing.assignments:
            if item.best_submission is None:
                continue
            query = select(kept.c.digest, released.c.digest.label("release_digest"))
            query = query.join(given, given.c.submission_id == kept.c.id)
            query = query.join(released, released.c.id == given.c.release_id)
            query = query.where(kept.c.id == item.best_submission, verdicts.counting())
            row = connection.execute(query).one()
            title, score = _line(item.title), item.best_score or 0.0
            found.append(Evidence(title, score, item.max_score, row.digest, row.release_digest, grader))
    return found


def _line(words: str) -> str:
    """One line of printable text: a proof covers no control characters."""
    return UNPRINTABLE.sub("", " ".join(words.split()))
