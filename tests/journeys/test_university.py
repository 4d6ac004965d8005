"""The university: registers a program, reads results by the API, verifies a certificate by itself."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from tests.journeys.solutions import reference, solved
from tests.journeys.test_instructor import wait_for
from tests.running import Platform

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
API = "/services/progress/api/v1"


def earn_a_certificate(platform: Platform, name: str) -> None:
    learner = platform.add(name, "learner")
    token = learner.http.post(
        f"/hub/api/users/{name}/tokens", headers=learner._headers("/hub/"), json={"note": "journey"}
    ).json()["token"]
    headers = {"Authorization": f"token {token}"}
    at = f"{API}/courses/start/assignments/p0-check-in"
    release = learner.http.get(f"{at}/release", headers=headers).json()["notebook"]
    notebook = solved(release, reference("start", "p0-check-in"))
    receipt = learner.http.post(f"{at}/submissions", headers=headers, json=notebook)
    assert receipt.status_code == 201, receipt.text


def test_a_university_reads_results_and_verifies_a_certificate(platform: Platform, tmp_path: Path) -> None:
    earn_a_certificate(platform, "zainab")
    added = platform.hunar(
        "client", "add", "Karakoram University", "--scope", "results:read", "--scope", "credentials:read"
    )
    assert added.returncode == 0, added.stderr
    client_id, secret = (
        line.split()[1]
        for line in added.stdout.splitlines()
        if line.startswith(("client_id", "client_secret"))
    )
    with httpx.Client(base_url=platform.url, timeout=30) as university:
        read_and_verify(platform, university, client_id, secret, tmp_path)


def read_and_verify(
    platform: Platform, university: httpx.Client, client_id: str, secret: str, folder: Path
) -> None:
    assert university.get(f"{API}/results").status_code == 401

    token = university.post(
        f"{API}/oauth/token", auth=(client_id, secret), data={"grant_type": "client_credentials"}
    ).json()["access_token"]
    university.headers["Authorization"] = f"Bearer {token}"

    def mine(noun: str) -> list[dict[str, object]]:
        page = university.get(f"{API}/{noun}", params={"course": "start"})
        assert page.status_code == 200, page.text
        rows = page.json()
        return [row for row in rows[noun] if row["learner"] == "zainab"]

    wait_for("zainab's result", 30, lambda: bool(mine("results")))
    wait_for("zainab's certificate", 30, lambda: bool(mine("credentials")))
    identity = str(mine("credentials")[0]["id"])
    document = university.get(
        f"/services/progress/credentials/{identity.rsplit('/')[-1].removesuffix('.json')}.json"
    )
    assert document.status_code == 200, document.text

    genuine, changed = folder / "genuine.json", folder / "changed.json"
    genuine.write_bytes(document.content)
    changed.write_text(json.dumps(document.json()).replace("zainab", "Zainab", 1))
    assert platform.hunar("certificate", "verify", str(genuine)).returncode == 0
    refused = platform.hunar("certificate", "verify", str(changed))
    assert refused.returncode != 0, refused.stdout
