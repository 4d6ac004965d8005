"""A small platform for the tests of exchange and sync: the real service on a unix socket, a real worker.

Only the hub is stood in for, which is another process: it answers whose token this is. A token is a
person's name.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import uvicorn
from sqlalchemy import Engine

from grader.build import bundle
from grader.course import read_course
from grader.exchange.client import Client
from hub.worker import Worker
from progress import releases
from progress.app import create_app
from progress.database import connect, migrate
from progress.hubauth import Hub
from progress.settings import Settings
from tests.grader import toy_course

TEACHER, PREFIX = "teacher", "/services/progress"


@dataclass
class Platform:
    """The service with the toy course released. `course` is the instructors' working copy."""

    course: Path
    socket: Path
    engine: Engine
    worker: Worker
    groups: dict[str, list[str]] = field(default_factory=lambda: {TEACHER: ["learners", "formgrade-toy"]})

    def client(self, name: str) -> Client:
        """A client with the token of this person; a new person is a learner."""
        self.groups.setdefault(name, ["learners"])
        return Client(f"http://progress{PREFIX}", name, socket=str(self.socket))

    def environment(self, name: str) -> dict[str, str]:
        """What a person's server finds in its environment."""
        self.groups.setdefault(name, ["learners"])
        return {"JUPYTERHUB_API_TOKEN": name, "HUNAR_PROGRESS_SOCKET": str(self.socket)}

    def publish(self) -> str:
        """Release the working copy as it is, without the gate; returns the digest."""
        course = read_course(self.course)
        releases.publish_course(self.engine, course)
        return releases.publish(self.engine, bundle(course.assignments[0]), "hunar")

    def hand_in(self, name: str, answers: dict[str, str], key: str = "") -> int:
        """Hand in the release with these answers, and have it graded; returns the submission's id."""
        with self.client(name) as client:
            release = client.release("toy", toy_course.NAME)
            content = toy_course.handed_in(release["notebook"], answers)
            receipt = client.hand_in("toy", toy_course.NAME, content, key or str(time.monotonic_ns()))
        while self.worker.step():
            pass
        return int(receipt["id"])

    @contextmanager
    def working(self) -> Iterator[None]:
        """A worker in a thread, as beside a running service."""
        stop = threading.Event()

        def work() -> None:
            while not stop.is_set():
                if not self.worker.step():
                    stop.wait(0.05)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


@contextmanager
def running_platform(folder: Path) -> Iterator[Platform]:
    short = Path(tempfile.mkdtemp(prefix="hunar-"))  # a socket's path has at most 107 bytes
    settings = Settings(state=folder / "state", user_cache_s=0)
    settings.state.mkdir()
    engine = connect(settings.database)
    migrate(engine)
    made = Platform(toy_course.lay_out(folder), short / "p.sock", engine, Worker(settings, engine))
    hub = Hub(
        httpx.Client(transport=httpx.MockTransport(lambda request: _hub(made, request))), "http://hub", 0
    )
    made.publish()
    app = create_app(settings, engine=engine, hub=hub)
    config = uvicorn.Config(app, uds=str(made.socket), log_level="warning", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the service did not start"
            time.sleep(0.01)
        yield made
    finally:
        server.should_exit = True
        thread.join(10)
        hub.client.close()
        engine.dispose()
        shutil.rmtree(short)


def _hub(platform: Platform, request: httpx.Request) -> httpx.Response:
    name = request.headers["authorization"].removeprefix("token ")
    if name not in platform.groups:
        return httpx.Response(403, json={})
    groups = platform.groups[name]
    return httpx.Response(200, json={"kind": "user", "name": name, "admin": False, "groups": groups})
