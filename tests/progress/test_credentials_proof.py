"""The proof: the W3C vector holds, what a signature would not cover is refused, another verifier agrees."""

from __future__ import annotations

import base64
import copy
import gzip
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from progress.credentials.proof import BadProof, hash_data, multikey, public_key_from, sign, verify_proof
from progress.credentials.status import SIZE, encoded_list, is_set, random_index
from progress.credentials.strict import CREDENTIALS_V2, NotSigned, bundled_contexts, canonical

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
CONTEXTS = dict(bundled_contexts()) | {
    EXAMPLES: {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
}
PUBLIC_KEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
METHOD = f"did:key:{PUBLIC_KEY}#{PUBLIC_KEY}"

# Source: W3C Recommendation "Data Integrity EdDSA Cryptosuites v1.0", appendix B.1.
VECTOR: dict[str, Any] = {
    "@context": [CREDENTIALS_V2, EXAMPLES],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
    "proof": {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
        "proofValue": (
            "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme"
        ),
    },
}
VECTOR_HASH = (
    "bea7b7acfbad0126b135104024a5f1733e705108f42d59668b05c0c50004c6b0"
    "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017"
)


def minimal(**more: Any) -> dict[str, Any]:
    return {
        "@context": [CREDENTIALS_V2],
        "id": "urn:uuid:00000000-0000-4000-8000-000000000001",
        "type": ["VerifiableCredential"],
        "issuer": "https://example.org/",
        "credentialSubject": {"id": "urn:uuid:00000000-0000-4000-8000-000000000002"},
    } | more


def test_w3c_vector_has_the_published_hash() -> None:
    options = {name: value for name, value in VECTOR["proof"].items() if name != "proofValue"}
    unsigned = {name: value for name, value in VECTOR.items() if name != "proof"}
    assert hash_data(unsigned, options, CONTEXTS).hex() == VECTOR_HASH


def test_w3c_vector_verifies() -> None:
    verify_proof(VECTOR, public_key_from(PUBLIC_KEY), CONTEXTS)


@pytest.mark.parametrize("name", ["name", "issuer", "validFrom", "id"])
def test_w3c_vector_with_one_changed_value_is_refused(name: str) -> None:
    changed = copy.deepcopy(VECTOR)
    changed[name] = changed[name][:-1] + ("0" if changed[name][-1] != "0" else "1")
    with pytest.raises(BadProof):
        verify_proof(changed, public_key_from(PUBLIC_KEY), CONTEXTS)


def test_what_one_key_signed_another_key_does_not_verify() -> None:
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    signed = sign(minimal(), key, METHOD, NOW)
    verify_proof(signed, key.public_key())
    with pytest.raises(BadProof, match="another key"):
        verify_proof(signed, other.public_key())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"grade": "A"}, "undefined term: grade"),
        ({"credentialSubject": {"id": "urn:a:1", "grade": "A"}}, "undefined term: grade"),
        ({"type": ["VerifiableCredential", "Diploma"]}, "undefined term: Diploma"),
        ({"id": "no-scheme"}, "absolute address"),
        ({"id": "//example.org/1"}, "absolute address"),
        ({"name": None}, "name is empty"),
        ({"evidence": []}, "evidence is empty"),
        ({"name": "A\u0007li"}, "control character"),
        ({"credentialSubject": {"id": "_:b0"}}, "blank node"),
        ({"credentialSubject": {"id": "urn:a:1", "@index": "x"}}, "plain term"),
        ({"@context": [CREDENTIALS_V2, {"grade": "https://example.org/grade"}]}, "list of addresses"),
        ({"@context": [CREDENTIALS_V2, "https://example.org/context"]}, "unknown context"),
    ],
)
def test_what_a_signature_would_not_cover_is_refused(more: dict[str, Any], said: str) -> None:
    with pytest.raises(NotSigned, match=said):
        sign(minimal(**more), Ed25519PrivateKey.generate(), METHOD, NOW)


def test_documents_that_would_keep_the_canonical_form_busy_are_refused() -> None:
    twins = {"type": "Evidence", "evidence": [{"name": "twin"} for _ in range(12)]}
    with pytest.raises(NotSigned, match="without one"):
        canonical(minimal(evidence=[twins]), bundled_contexts())


def test_document_too_large_to_canonicalise_quickly_is_refused() -> None:
    evidence = [{"type": ["Evidence"], "name": str(number)} for number in range(400)]
    with pytest.raises(NotSigned, match="more than 1000 values"):
        canonical(minimal(evidence=evidence), bundled_contexts())


def test_multikey_text_is_read_back() -> None:
    key = Ed25519PrivateKey.generate().public_key()
    assert public_key_from(multikey(key)) == key


@pytest.mark.parametrize("text", ["", "z6Mk", "u6MkrJVnaZ", PUBLIC_KEY[:-1], "z0OIl", "zQ3shokFTS3b"])
def test_what_is_no_ed25519_key_is_refused(text: str) -> None:
    with pytest.raises(BadProof):
        public_key_from(text)


def test_status_list_sets_exactly_the_revoked_bits() -> None:
    encoded = encoded_list([0, 9, SIZE - 1])
    assert [index for index in [0, 1, 7, 8, 9, 10, SIZE - 2, SIZE - 1] if is_set(encoded, index)] == [
        0,
        9,
        SIZE - 1,
    ]


def test_first_bit_of_the_status_list_is_the_most_significant() -> None:
    # Source: Bitstring Status List v1.0, "the first index ... is the left-most bit".
    packed = base64.urlsafe_b64decode(encoded_list([0])[1:] + "==")
    assert gzip.decompress(packed)[0] == 0b1000_0000


def test_status_index_is_never_given_twice() -> None:
    taken = set(range(SIZE)) - {77}
    assert random_index(taken) == 77
