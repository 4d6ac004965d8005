"""Hand-ins for tests of a whole platform, by the API, as a program with the learner's own token does it.

Learner     hands in solved notebooks, reads receipts
hunar       the `hunar` command on any state and database
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from tests.journeys.solutions import reference, solved
from tests.running import REPOSITORY, Person

API = "/services/progress/api/v1"
COURSE, ASSIGNMENT = "start", "p0-check-in"


class Learner:
    """A signed-in person's programs."""

    def __init__(self, person: Person) -> None:
        person.http.get("/hub/token")
        token = next(c.value for c in person.http.cookies.jar if c.name == "_xsrf" and c.path == "/hub/")
        asked = person.http.post(
            f"/hub/api/users/{person.name}/tokens", headers={"X-XSRFToken": token or ""}, json={}
        )
        assert asked.status_code == 201, asked.text
        headers = {"Authorization": f"token {asked.json()['token']}"}
        self.http = httpx.Client(base_url=person.url, headers=headers, timeout=60)
        released = self.get(f"courses/{COURSE}/assignments/{ASSIGNMENT}/release")
        self._solved = solved(released["notebook"], reference(COURSE, ASSIGNMENT))

    def close(self) -> None:
        self.http.close()

    def get(self, path: str) -> Any:
        """The JSON at a path of the API."""
        answer = self.http.get(f"{API}/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def hand_in(self, note: str = "") -> dict[str, Any]:
        """Hand in the solved notebook, made different from others by a note; returns the receipt."""
        content = json.dumps(self._solved | {"metadata": self._solved["metadata"] | {"note": note}})
        path = f"{API}/courses/{COURSE}/assignments/{ASSIGNMENT}/submissions"
        answer = self.http.post(path, content=content, headers={"Content-Type": "application/x-ipynb+json"})
        assert answer.status_code == 201, answer.text
        receipt: dict[str, Any] = answer.json()
        return receipt

    def graded(self, receipt: dict[str, Any], timeout_s: float = 90) -> dict[str, Any]:
        """What became of a hand-in, once it is graded."""
        deadline = time.monotonic() + timeout_s
        while True:
            found: dict[str, Any] = self.get(f"submissions/{receipt['id']}")
            if found["state"] not in ("queued", "running"):
                return found
            assert time.monotonic() < deadline, found
            time.sleep(0.5)


def hunar(state: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the `hunar` command. settings: HUNAR_* variables, no prefix."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUNAR_")}
    environment |= {f"HUNAR_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "hub.cli", *arguments]
    return subprocess.run(
        command,
        cwd=REPOSITORY,
        env=environment | {"HUNAR_STATE": str(state)},
        capture_output=True,
        text=True,
        timeout=120,
    )
