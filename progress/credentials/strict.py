"""JSON-LD without silence: what a signature would not cover is refused, before signing and before verifying.

A JSON-LD processor drops undefined terms, relative types, `null`, empty arrays and `@index` from what is
signed. A reader of the JSON would still see them and believe them.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pyld import jsonld

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
BUNDLED = {CREDENTIALS_V2: "credentials-v2.json", OPEN_BADGES: "open-badges-3.0.3.json"}
UNDEFINED = "urn:undefined:"
BASE = "urn-relative://relative.invalid/"
"""What relative addresses are resolved against, so that they show."""
MAX_DEPTH = 20
MAX_VALUES = 1000
"""A certificate has about a hundred; the canonical form's time grows faster than their number."""
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")

Json = dict[str, Any]
Contexts = Mapping[str, Json]

_pyld = threading.Lock()
"""PyLD keeps one unguarded cache per process; requests come from many threads."""


class NotSigned(ValueError):
    """The document holds something that a signature would not cover. The text names it."""


@cache
def bundled_contexts() -> Contexts:
    folder = Path(__file__).parent / "contexts"
    return {url: json.loads((folder / name).read_text(encoding="utf-8")) for url, name in BUNDLED.items()}


def canonical(document: Json, contexts: Contexts) -> bytes:
    """The document's RDF dataset in canonical N-Quads (RDFC-1.0), UTF-8.

    `contexts` are all the contexts it may use. Raises NotSigned when one is missing or a term is undefined.
    """
    refuse_uncovered(document)
    if _values(document) > MAX_VALUES:
        raise NotSigned(f"it holds more than {MAX_VALUES} values")
    options = {"documentLoader": _loader(contexts), "base": BASE}
    try:
        with _pyld:
            _refuse_undefined(document, options)
            text = jsonld.normalize(
                document, options | {"algorithm": "URDNA2015", "format": "application/n-quads"}
            )
    except jsonld.JsonLdError as error:
        raise NotSigned(f"not valid JSON-LD: {_root_cause(error)}") from error
    return str(text).encode()


def refuse_uncovered(value: object, path: str = "", depth: int = 0) -> None:
    """Raise NotSigned for JSON that JSON-LD would drop or that costs the canonical form unbounded time."""
    where = path or "the document"
    if depth > MAX_DEPTH:
        raise NotSigned(f"{where} is nested deeper than {MAX_DEPTH} levels")
    if value is None or value == [] or value == {}:
        raise NotSigned(f"{where} is empty: an empty value is never signed")
    if isinstance(value, str):
        _refuse_text(value, where)
    elif isinstance(value, float):
        raise NotSigned(f"{where} is a fraction: write numbers with a decimal point as text")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, list):
                raise NotSigned(f"{where} holds a list inside a list")
            refuse_uncovered(item, f"{path}[{index}]", depth + 1)
    elif isinstance(value, dict):
        _refuse_object(value, path, depth)


def _refuse_object(value: Json, path: str, depth: int) -> None:
    for key, item in value.items():
        inner = f"{path}.{key}" if path else key
        if key == "@context" and not path:
            if not isinstance(item, list) or not all(isinstance(url, str) for url in item):
                raise NotSigned("@context must be a list of addresses")
            continue
        if not key.isascii() or not key.isalnum():
            raise NotSigned(f"{inner} is not a plain term")
        refuse_uncovered(item, inner, depth + 1)
    if "id" not in value and sum("id" not in child for child in _children(value)) > 1 and path:
        # Many nameless objects inside a nameless one make the canonical form try every order of them.
        raise NotSigned(f"{path} has no id, but holds several objects without one")


def _values(value: object) -> int:
    if isinstance(value, dict):
        return 1 + sum(_values(item) for item in value.values())
    return sum(_values(item) for item in value) if isinstance(value, list) else 1


def _children(value: Json) -> Iterator[Json]:
    for item in value.values():
        for child in item if isinstance(item, list) else [item]:
            if isinstance(child, dict):
                yield child


def _refuse_text(text: str, where: str) -> None:
    if text.startswith("_:"):
        raise NotSigned(f"{where} names a blank node")
    if UNPRINTABLE.search(text):
        raise NotSigned(f"{where} holds a control character")


def _refuse_undefined(document: Json, options: Json) -> None:
    """Expand with a catch-all vocabulary underneath: what lands there no context defines."""
    expanded = jsonld.expand(document, options | {"expandContext": {"@vocab": UNDEFINED}})
    if len(expanded) != 1:
        raise NotSigned("the document must describe one thing")
    for name in _names(expanded[0]):
        if name.startswith(UNDEFINED):
            raise NotSigned(f"undefined term: {name.removeprefix(UNDEFINED)}")
        if ":" not in name or name.startswith("urn-relative:"):
            raise NotSigned(f"{name.removeprefix(BASE)} is neither a defined term nor an absolute address")


def _names(node: object) -> Iterator[str]:
    """All properties, types and identifiers of an expanded document."""
    if isinstance(node, list):
        for item in node:
            yield from _names(item)
    if not isinstance(node, dict):
        return
    for key, value in node.items():
        if key == "@type":
            yield from [value] if isinstance(value, str) else value
        elif key == "@id":
            yield value
        elif not key.startswith("@"):
            yield key
        if key != "@value":
            yield from _names(value)


def _loader(contexts: Contexts) -> Any:
    def load(url: str, options: object = None) -> Json:
        if url not in contexts:
            raise jsonld.JsonLdError(f"unknown context {url}", "jsonld.LoadDocumentError")
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": contexts[url],
        }

    return load


def _root_cause(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error).splitlines()[0]
