"""When a certificate is due, and what then is written into it."""

from __future__ import annotations

import importlib.metadata
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine, select

from grader.course import CertificateRule
from progress import accounts, releases, scores, tables, tracks, verdicts
from progress.credentials import register
from progress.credentials.document import Evidence, Facts, credential, text
from progress.credentials.keys import issuer
from progress.credentials.proof import sign
from progress.credentials.strict import UNPRINTABLE
from progress.database import reading
from progress.scores import CourseProgress
from progress.settings import Settings

STATUS_LIST = "status/1.json"


@dataclass(frozen=True)
class Achievement:
    """What a certificate is given for: a course, or a track."""

    name: str
    """The course, or `tracks/<track>`."""
    kind: str
    """Of Open Badges' achievement types."""
    title: str
    summary: str
    rule: CertificateRule


def issue_if_due(
    engine: Engine, settings: Settings, learner: str, name: str, now: datetime | None = None
) -> str | None:
    """Issue the learner's certificate if it is due and none was issued; returns its id.

    name: of a course, or `tracks/<track>` for a track's badge.

    Meant to be called after every change of a score. Once issued, a certificate stands until it is revoked: a
    later, better attempt does not change it. Raises keys.BadKey, strict.NotSigned or status.ListFull, with
    nothing issued.
    """
    moment = now or datetime.now(UTC)
    achievement = find(engine, name)
    standing = _standing(engine, learner, name)
    if achievement is None or standing is None or not standing.completed:
        return None
    credential_id = str(uuid.uuid4())
    evidence = _evidence(engine, standing)
    signer = issuer(settings)
    printed = accounts.display_name(engine, learner)

    def signed(index: int) -> bytes:
        said = _facts(settings, achievement, standing, printed, credential_id, evidence, index, moment)
        return text(sign(credential(said, signer), signer.key, signer.method, moment))

    return credential_id if register.add(engine, credential_id, learner, name, moment, signed) else None


def base_address(settings: Settings) -> str:
    """Public address of the service, with a final slash."""
    return f"{settings.public_url}{settings.service_prefix}"


def achievement_id(settings: Settings, name: str) -> str:
    return f"{base_address(settings)}achievements/{name}"


def find(engine: Engine, name: str) -> Achievement | None:
    """What a course or `tracks/<track>` certifies; None for an unknown one, or one that certifies nothing."""
    if name.startswith(tracks.PREFIX):
        track = tracks.find(engine, name.removeprefix(tracks.PREFIX))
        return None if track is None else Achievement(name, "Badge", track.title, track.summary, track.badge)
    facts = releases.facts(engine, name)
    if facts is None or facts.certificate is None:
        return None
    return Achievement(name, "Course", facts.title, facts.summary, facts.certificate)


def _standing(engine: Engine, learner: str, name: str) -> CourseProgress | None:
    if not name.startswith(tracks.PREFIX):
        return scores.progress(engine, learner, name)
    track = tracks.find(engine, name.removeprefix(tracks.PREFIX))
    return None if track is None else tracks.progress(engine, learner, track)


def _facts(
    settings: Settings,
    achievement: Achievement,
    standing: CourseProgress,
    display_name: str,
    credential_id: str,
    evidence: list[Evidence],
    index: int,
    now: datetime,
) -> Facts:
    base = base_address(settings)
    return Facts(
        credential_id=f"{base}credentials/{credential_id}.json",
        subject_id=f"urn:uuid:{uuid.uuid4()}",
        learner=standing.learner,
        display_name=_line(display_name),
        achievement_id=achievement_id(settings, achievement.name),
        achievement_type=achievement.kind,
        course_title=_line(achievement.title),
        certificate_name=_line(achievement.rule.name),
        summary=_line(achievement.summary),
        criteria=_line(achievement.rule.criteria),
        minimum_percent=f"{achievement.rule.minimum_percent:g}",
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
