"""What the API says of itself is true: its errors are problems, and no body is parsed that is too large."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from progress.body import MAX_BODY_BYTES
from progress.handins import MAX_BYTES
from progress.problem import InvalidBody, ProblemBody
from tests.progress.service import Service
from tests.progress.toy import notebook

PROBLEM = "application/problem+json"
HUGE = b'{"files": {"a.py": "' + b"x" * MAX_BODY_BYTES + b'"}}'
HAND_IN = "courses/toys/assignments/t1-adding/submissions"


def operations(service: Service) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path below the API's address, description."""
    described = service.client().get("openapi.json").json()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path.removeprefix("/services/progress/api/v1/"), operation


def test_no_route_parses_a_body_that_is_too_large(service: Service) -> None:
    sara = service.teacher("sara")
    posts = [path for _, path, described in operations(service) if "requestBody" in described]
    assert len(posts) >= 4
    for path in posts:
        address = path.format(course="toys", assignment="t1-adding", outage_id=1)
        answer = sara.post(address, content=HUGE)
        assert answer.status_code == 413, path
        assert answer.headers["content-type"] == PROBLEM
        assert "larger than 8 MB" in answer.json()["detail"]


def test_a_body_without_a_length_is_bounded_too(service: Service) -> None:
    def pieces() -> Iterator[bytes]:
        for start in range(0, len(HUGE), 65536):
            yield HUGE[start : start + 65536]

    answer = service.teacher("sara").post("courses/toys/releases", content=pieces())
    assert answer.status_code == 413


def test_a_body_just_within_the_bound_arrives_whole(service: Service) -> None:
    ali = service.learner("ali")
    largest = notebook("#" * (MAX_BYTES - len(notebook(""))))
    assert len(largest) == MAX_BYTES
    receipt = ali.post(HAND_IN, content=largest)
    assert receipt.status_code == 201
    assert ali.get(f"submissions/{receipt.json()['id']}/notebook").content == largest
    one_more = ali.post(HAND_IN, content=largest + b" ")
    assert one_more.status_code == 413 and "5 MB" in one_more.json()["detail"]


def test_every_error_is_described_as_a_problem(service: Service) -> None:
    for method, path, operation in operations(service):
        responses = operation["responses"]
        assert list(responses["default"]["content"]) == [PROBLEM], path
        for status in set(responses) & {"413", "422"}:
            assert list(responses[status]["content"]) == [PROBLEM], path
        taken = "requestBody" in operation
        assert method == "POST" or not taken, path
        assert ("413" in responses) == taken, path
        assert "422" in responses or not (operation.get("parameters") or taken), path


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("GET", "submissions/zero", {}),
        ("GET", "courses/toys/gradebook?after=-1", {}),
        ("POST", "courses/toys/releases", {"json": {"files": 7}}),
        ("POST", "courses/toys/manual-grades", {"content": b"{"}),
    ],
)
def test_what_is_not_valid_is_told_in_the_described_shape(
    service: Service, method: str, path: str, options: dict[str, Any]
) -> None:
    answer = service.teacher("sara").request(method, path, **options)
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)
    said = InvalidBody.model_validate(answer.json(), extra="forbid")
    assert said.faults and said.detail.startswith(said.faults[0].where)


def test_the_description_names_no_shape_that_it_lacks(service: Service) -> None:
    text = service.client().get("openapi.json").text
    schemas = json.loads(text)["components"]["schemas"]
    wanted = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert wanted <= set(schemas)
    assert "HTTPValidationError" not in schemas
    assert ProblemBody.__name__ in wanted and InvalidBody.__name__ in wanted


def test_a_client_that_leaves_while_sending_harms_nobody(service: Service) -> None:
    def broken() -> Iterator[bytes]:
        yield b"{"
        raise httpx.ReadError("the lid was closed")

    ali = service.learner("ali")
    with pytest.raises(httpx.ReadError):
        ali.post(HAND_IN, content=broken())
    assert ali.post(HAND_IN, content=notebook()).status_code == 201
