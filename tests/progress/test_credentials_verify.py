"""A certificate file: genuine only to the byte, only from a known issuer, only while in force."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from progress.credentials.document import Evidence, Facts, credential, text
from progress.credentials.keys import (
    BadKey,
    Issuer,
    did_document,
    did_key,
    did_web,
    issuer,
    trusted_keys,
)
from progress.credentials.proof import multikey, sign
from progress.credentials.resolve import ResolveError, keys_in, resolve, web_address
from progress.credentials.strict import NotSigned
from progress.credentials.verify import MAX_BYTES, verify
from progress.settings import Settings

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BASE = "http://127.0.0.1:8000/services/progress/"
FACTS = Facts(
    credential_id=f"{BASE}credentials/6f3c1e0e-6c1c-4d0e-9b51-7e2a3b7f2f10.json",
    subject_id="urn:uuid:0b6f2bb2-3a1f-4ddc-8b8e-1b7f7f0c0c0a",
    learner="ayesha",
    display_name="Ayesha Khan عائشہ خان",
    achievement_id=f"{BASE}achievements/blockchain",
    achievement_type="Course",
    course_title="Blockchain foundations",
    certificate_name="Certificate in blockchain foundations",
    summary="From one hash to a chain of blocks.",
    criteria="Attempt every assignment and reach 70 % on average.",
    minimum_percent="70",
    percent=87,
    evidence=[
        Evidence("Hashes", 9, 10, "ab" * 32, "cd" * 32, "hunar 0.1.0"),
        Evidence("Blocks", 8, 10, "12" * 32, "34" * 32, "hunar 0.1.0"),
    ],
    issued_at=NOW,
    valid_until=None,
    status_list=f"{BASE}status/1.json",
    status_index=77,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path)


def signed(settings: Settings, facts: Facts = FACTS) -> bytes:
    signer = issuer(settings)
    return text(sign(credential(facts, signer), signer.key, signer.method, facts.issued_at))


def test_genuine_certificate_is_valid_and_says_who_what_and_when(settings: Settings) -> None:
    result = verify(signed(settings), trusted_keys(settings), NOW)
    assert result.valid
    assert result.stated is not None
    assert result.stated.learner == "Ayesha Khan عائشہ خان"
    assert (result.stated.percent, result.stated.required_percent) == ("87", "70")
    assert result.stated.valid_from == NOW
    assert "ab" * 32 in result.stated.evidence[0][1]


def test_certificate_with_any_byte_changed_is_never_valid(settings: Settings) -> None:
    content, trusted = signed(settings), trusted_keys(settings)
    for place in range(0, len(content), 23):
        for bit in (1, 32):
            changed = bytearray(content)
            changed[place] ^= bit
            outcome = verify(bytes(changed), trusted, NOW).outcome
            assert outcome in ("changed", "unreadable"), (outcome, content[place - 20 : place + 20])


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace('"87"', '"97"'),
        lambda text: text.replace("Ayesha", "Aisha"),
        lambda text: text.replace('"name":"Hunar"', '"name":"Hunar University"'),
        lambda text: text.replace('"hashed":false', '"hashed":true', 1),
        lambda text: text[:-1] + ',"grade":"A+"}',
        lambda text: text[:-1] + ',"evidence2":[]}',
        lambda text: text.replace('"result":[', '"result":[{"type":["Result"],"value":"100"},'),
        lambda text: text.replace('"percent":', '"percent":', 1) + " x",
        lambda text: text.replace('"identityHash":"ayesha"', '"identityHash":"bilal"'),
        lambda text: text.replace('{"@context"', '{"id":"urn:a:b","@context"'),
        lambda text: text.replace("context-3.0.3", "context-3.0.2"),
        lambda text: text.replace('"@context":[', '"@context":[{"Result":"urn:x:y"},'),
        lambda text: "[" + text + "]",
        lambda text: text[: len(text) // 2],
    ],
)
def test_edited_certificate_is_never_valid(settings: Settings, edit: Callable[[str], str]) -> None:
    content = signed(settings).decode()
    assert edit(content) != content
    outcome = verify(edit(content).encode(), trusted_keys(settings), NOW).outcome
    assert outcome in ("changed", "unreadable")


def test_name_that_comes_twice_is_refused(settings: Settings) -> None:
    content = signed(settings)
    twice = content.replace(b'"value":"87"', b'"value":"99","value":"87"')
    result = verify(twice, trusted_keys(settings), NOW)
    assert (result.outcome, "twice" in result.sentence) == ("unreadable", True)


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"null", b"[]", b"{}", b"NaN", b"[" * 100_000, b" " * (MAX_BYTES + 1), b'{"a":1e999}'],
)
def test_what_is_no_certificate_gets_an_answer_in_words(settings: Settings, content: bytes) -> None:
    result = verify(content, trusted_keys(settings), NOW)
    assert result.outcome == "unreadable"
    assert result.sentence.endswith(".")


def test_certificate_of_a_stranger_who_calls_himself_hunar_is_not_valid(
    settings: Settings, tmp_path: Path
) -> None:
    stranger = Settings(state=tmp_path / "elsewhere")
    issuer(settings)
    result = verify(signed(stranger), trusted_keys(settings), NOW)
    assert result.outcome == "unknown_issuer"
    assert "does not know" in result.sentence


def test_our_name_under_a_strangers_signature_is_not_genuine(settings: Settings) -> None:
    us, other = issuer(settings), Ed25519PrivateKey.generate()
    method = f"{us.did}#{multikey(other.public_key())}"
    forged = text(sign(credential(FACTS, us), other, method, NOW))
    assert verify(forged, trusted_keys(settings), NOW).outcome == "changed"


def test_signer_other_than_the_named_issuer_is_not_genuine(settings: Settings) -> None:
    us, other = issuer(settings), Ed25519PrivateKey.generate()
    did = did_key(other.public_key())
    stranger = Issuer(did, f"{did}#{multikey(other.public_key())}", "x", "http://x.invalid", other)
    forged = text(sign(credential(FACTS, us), other, stranger.method, NOW))
    assert verify(forged, trusted_keys(settings), NOW).outcome == "changed"


def test_revoked_certificate_says_why(settings: Settings) -> None:
    result = verify(
        signed(settings), trusted_keys(settings), NOW, {FACTS.credential_id: "somebody else sat it"}.get
    )
    assert result.outcome == "revoked"
    assert "somebody else sat it" in result.sentence


def test_certificate_past_its_end_is_expired(settings: Settings) -> None:
    content = signed(settings, replace(FACTS, valid_until=NOW + timedelta(days=365)))
    trusted = trusted_keys(settings)
    assert verify(content, trusted, NOW + timedelta(days=364)).valid
    assert verify(content, trusted, NOW + timedelta(days=366)).outcome == "expired"


def test_certificate_from_the_future_is_not_yet_valid(settings: Settings) -> None:
    result = verify(signed(settings), trusted_keys(settings), NOW - timedelta(days=1))
    assert result.outcome == "not_yet_valid"


def test_name_that_could_not_be_signed_is_refused_before_signing(settings: Settings) -> None:
    with pytest.raises(NotSigned, match="control character"):
        signed(settings, replace(FACTS, display_name="Ayesha\u0000"))


def test_issuer_key_is_private_and_stays_the_same(settings: Settings) -> None:
    first = issuer(settings).did
    path = settings.keys / "issuer.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(settings.keys.stat().st_mode) == 0o700
    assert issuer(settings).did == first
    assert [item.name for item in settings.keys.iterdir()] == ["issuer.pem"]


def test_many_first_starts_at_once_agree_on_one_key(settings: Settings) -> None:
    with ThreadPoolExecutor(8) as pool:
        names = set(pool.map(lambda _n: issuer(settings).did, range(16)))
    assert len(names) == 1


def test_broken_key_file_is_named_not_replaced(settings: Settings) -> None:
    issuer(settings)
    (settings.keys / "issuer.pem").write_text("not a key")
    with pytest.raises(BadKey, match=r"issuer\.pem.*hunar restore"):
        issuer(settings)
    assert (settings.keys / "issuer.pem").read_text() == "not a key"


def test_https_platform_is_a_did_web_whose_document_lists_its_key(tmp_path: Path) -> None:
    settings = Settings(state=tmp_path, public_url="https://learn.example.org:8443")
    did = "did:web:learn.example.org%3A8443:services:progress"
    assert did_web(settings) == did
    assert web_address(did) == "https://learn.example.org:8443/services/progress/did.json"
    result = verify(signed(settings), keys_in(did_document(settings), did), NOW)
    assert result.valid


def test_certificate_from_before_https_stays_valid(tmp_path: Path) -> None:
    old = signed(Settings(state=tmp_path))
    assert verify(
        old, trusted_keys(Settings(state=tmp_path, public_url="https://learn.example.org")), NOW
    ).valid


def test_retired_key_beside_the_new_one_still_verifies(settings: Settings) -> None:
    old = signed(settings)
    (settings.keys / "issuer.pem").rename(settings.keys / "issuer-2026.pem")
    assert json.loads(signed(settings))["issuer"]["id"] != json.loads(old)["issuer"]["id"]
    assert verify(old, trusted_keys(settings), NOW).valid


def test_did_document_of_another_name_is_refused() -> None:
    with pytest.raises(ResolveError, match="another name"):
        keys_in({"id": "did:web:other.example"}, "did:web:learn.example.org")


def test_did_key_is_its_own_key(settings: Settings) -> None:
    assert verify(signed(settings), resolve(issuer(settings).did), NOW).valid
