"""What happens before the first process starts: `python -m hub.prepare`, run by `hunar up`.

Brings the database to its newest shape, publishes the courses that came with Hunar, lays out the
instructors' working copies, and makes the first administrator. Running it twice changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

from grader import facts
from grader.course import Course, CourseError, read_courses
from grader.tracks import read_tracks
from hub.settings import Settings
from hub.state import Allotment, State, write_private
from progress import accounts, releases, tracks
from progress.database import connect, migrate

FIRST_ADMIN = "admin"
BY = "hunar"


def main() -> None:
    """Prepare everything; prints a line for each change. Exits with words if a course is broken."""
    settings = Settings()
    state = State(settings.state)
    state.prepare()
    make_hub_schema(settings)
    engine = connect(settings.database)
    migrate(engine)
    try:
        courses = read_courses(settings.courses)
        publish(engine, state, courses)
        tracks.publish(engine, read_tracks(settings.courses))
    except CourseError as error:
        sys.exit(f"A course cannot be published: {error}")
    for course in courses:
        copy(course, state)
    first_admin(engine)


def make_hub_schema(settings: Settings) -> None:
    """JupyterHub keeps its tables apart from ours: in the schema `jupyterhub`, when PostgreSQL holds both."""
    if settings.database_url is None:
        return
    engine = create_engine(settings.database)
    with engine.begin() as connection:
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS jupyterhub"))
    engine.dispose()


def publish(engine: Engine, state: State, courses: list[Course]) -> None:
    """Offer each text that has changed since we last did: what an instructor released meanwhile stays."""
    record = state.folder / "published.json"
    known: dict[str, str] = json.loads(record.read_text()) if record.exists() else {}
    for course in courses:
        name, digest = f"{course.name}/course.toml", _sha256(course.folder / "course.toml")
        if releases.facts(engine, course.name) is None or known.get(name) != digest:
            releases.publish_course(engine, course)
            known[name] = digest
            write_private(record, json.dumps(known, indent=1))
        for assignment in course.assignments:
            name, digest = (
                f"{course.name}/{assignment.name}",
                _digest(assignment.folder, course.folder / facts.FILE),
            )
            offered = releases.current(engine, course.name, assignment.name) is not None
            if offered and known.get(name) == digest:
                continue
            from grader import build  # nbgrader: slow to load, and at most starts not needed

            releases.publish(engine, build.bundle(assignment), BY, **releases.rules(assignment))
            known[name] = digest
            write_private(record, json.dumps(known, indent=1))
            print(f"Published {name}", flush=True)


def copy(course: Course, state: State) -> None:
    """Give instructors a working copy of the course's text. What they have changed is never overwritten."""
    folder = state.courses / course.name
    record = state.courses / f".{course.name}.json"
    known: dict[str, str] = json.loads(record.read_text()) if record.exists() else {}
    new = _texts(course.folder)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in new.items()}
    if folder.exists() and known == digests:
        return
    if folder.exists() and _changed(folder, known):
        print(
            f"The working copy {folder} was edited; it is left as it is, without our newer text", flush=True
        )
        return
    gid = Allotment(state.folder / "uids.json").course_gid(course.name) if os.geteuid() == 0 else -1
    for name, content in new.items():
        path = folder / name
        for above in reversed(path.relative_to(state.courses).parents):
            if above.name and not (state.courses / above).exists():
                (state.courses / above).mkdir()
                os.chown(state.courses / above, -1, gid)
                (state.courses / above).chmod(0o2770)
        path.unlink(missing_ok=True)
        path.write_bytes(content)
        os.chown(path, -1, gid)
        path.chmod(0o660)
    write_private(record, json.dumps(digests, indent=1))


def first_admin(engine: Engine) -> None:
    """Make the administrator of a fresh platform and print the one-time password, once."""
    if accounts.admins(engine):
        return
    password = accounts.add(engine, FIRST_ADMIN, "admin", by=BY)
    print(f"Administrator: {FIRST_ADMIN}   one-time password: {password}", flush=True)


def _changed(folder: Path, known: dict[str, str]) -> bool:
    """True when a file that we laid out is not exactly as we left it; a link never is."""
    for name, digest in known.items():
        path = folder / name
        parts = [folder / above for above in Path(name).parents if above.name]
        if path.is_symlink() or not path.is_file() or any(part.is_symlink() for part in parts):
            return True
        if _sha256(path) != digest:
            return True
    return not known


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _texts(folder: Path) -> dict[str, bytes]:
    """The files of a course by relative name, without what tools leave behind."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    names = {path.relative_to(folder): path for path in files}
    return {
        str(name): path.read_bytes()
        for name, path in names.items()
        if not any(part.startswith(".") or part == "__pycache__" for part in name.parts)
    }


def _digest(folder: Path, table: Path) -> str:
    """Of an assignment's text and of the facts that it may cite."""
    total = hashlib.sha256(table.read_bytes() if table.is_file() else b"")
    for name, content in _texts(folder).items():
        total.update(f"{name}\0{len(content)}\0".encode() + content)
    return total.hexdigest()


if __name__ == "__main__":
    main()
