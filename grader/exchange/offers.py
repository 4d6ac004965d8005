"""Released notebooks come to the learner: placed when absent, never written over the learner's work.

~/assignments/<course>/<assignment>/<assignment>.ipynb
~/assignments/<course>/<assignment>/<assignment>-new-release-<digest>.ipynb   beside work that has begun
~/assignments/<course>/<assignment>/.hunar-release.json                       what was placed, by digest
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from grader.course import NAME
from grader.exchange.client import Client, ServiceError
from grader.exchange.files import UnsafePath, below, make_folder, put, put_new, read_plain

ASSIGNMENTS = "assignments"
STATE = ".hunar-release.json"
LARGEST_NOTEBOOK = 5_000_000
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Offer:
    """What one release did in the learner's folder."""

    course: str
    assignment: str
    path: Path
    done: Literal["placed", "replaced", "beside"]


def offer_releases(client: Client, home: Path) -> list[Offer]:
    """Bring every released notebook to `home`; the offers made. Called again, it does nothing new.

    A release that cannot be brought (the service says no, a link stands in the way) is logged and skipped.
    Raises ServiceError when the list of courses itself cannot be had.
    """
    root = make_folder(home, ASSIGNMENTS)
    offers = []
    for course in client.courses():
        for row in course.get("assignments", []):
            try:
                offer = _offer(client, root, str(course["course"]), row)
            except ServiceError as error:
                if error.status != 403:  # 403: it opens later
                    log.warning("release of %s not brought: %s", row.get("assignment"), error)
                continue
            except (UnsafePath, OSError, KeyError) as error:
                log.warning("release of %s not brought: %s", row.get("assignment"), error)
                continue
            if offer is not None:
                offers.append(offer)
    return offers


def place(root: Path, release: Mapping[str, Any]) -> Offer | None:
    """Put one release, as the service describes it, below `root`; None if there was nothing to do.

    Raises UnsafePath, OSError.
    """
    course, assignment, digest = (str(release[key]) for key in ("course", "assignment", "release_digest"))
    folder = make_folder(root, _folder_name(course, assignment))
    notebook = below(folder, f"{assignment}.ipynb")
    content = str(release["notebook"]).encode()
    for name, text in sorted(release.get("files", {}).items()):
        target = below(folder, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        put_new(target, str(text).encode())
    placed = _state(folder).get("sha256", "")
    if put_new(notebook, content):
        return _recorded(folder, Offer(course, assignment, notebook, "placed"), digest, content)
    mine = read_plain(notebook, LARGEST_NOTEBOOK)
    if mine == content:
        _record(folder, digest, content)
        return None
    if mine is not None and _sha256(mine) == placed:
        put(notebook, content)
        return _recorded(folder, Offer(course, assignment, notebook, "replaced"), digest, content)
    beside = below(folder, f"{assignment}-new-release-{digest[:8]}.ipynb")
    created = put_new(beside, content)
    _record(folder, digest, None)
    return Offer(course, assignment, beside, "beside") if created else None


def _offer(client: Client, root: Path, course: str, row: Mapping[str, Any]) -> Offer | None:
    assignment, digest = str(row["assignment"]), row.get("release_digest")
    if not digest:
        return None
    folder = below(root, _folder_name(course, assignment))
    seen = _state(folder).get("digest") if folder.is_dir() else None
    if seen == digest and (folder / f"{assignment}.ipynb").exists():
        return None
    release = client.release(course, assignment)
    return place(root, {**release, "course": course, "assignment": assignment})


def _folder_name(course: str, assignment: str) -> str:
    if not NAME.fullmatch(course) or not NAME.fullmatch(assignment):
        raise UnsafePath(f"{course}/{assignment} is not a course and an assignment")
    return f"{course}/{assignment}"


def _state(folder: Path) -> dict[str, str]:
    try:
        state = json.loads(read_plain(folder / STATE, 10_000) or b"{}")
    except ValueError:
        return {}
    return {str(key): str(value) for key, value in state.items()} if isinstance(state, dict) else {}


def _recorded(folder: Path, offer: Offer, digest: str, content: bytes) -> Offer:
    _record(folder, digest, content)
    return offer


def _record(folder: Path, digest: str, content: bytes | None) -> None:
    """Remember the release last seen, and the hash of what we placed (kept when the work is the learner's
    own).
    """
    sha256 = _state(folder).get("sha256", "") if content is None else _sha256(content)
    put(below(folder, STATE), json.dumps({"digest": digest, "sha256": sha256}).encode())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
