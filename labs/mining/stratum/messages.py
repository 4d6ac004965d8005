"""Lines of JSON from strangers: read with bounds, answered with Stratum's errors."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any

MAX_LINE = 4096
"""Bytes of one message; the longest that an honest miner sends has a few hundred."""
MAX_NAME = 128

OTHER, STALE, DUPLICATE, LOW_DIFFICULTY, UNAUTHORISED, NOT_SUBSCRIBED = 20, 21, 22, 23, 24, 25

_HEX = re.compile(r"[0-9a-fA-F]*\Z")


class StratumError(Exception):
    """An answer of the pool that says no. code: one of the numbers above, which miners count by."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text


@dataclass(frozen=True, slots=True)
class Request:
    """A message of a miner. id: whatever it wants to see in the answer; None asks for no answer."""

    id: int | str | None
    method: str
    params: list[Any]


def parse(line: bytes) -> Request | None:
    """The request in a line, None for an answer to something of ours.

    Raises StratumError for anything else.
    """
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        raise StratumError(OTHER, "Not JSON") from None
    if not isinstance(message, dict):
        raise StratumError(OTHER, "Not a JSON object")
    method, params, ident = message.get("method"), message.get("params", []), message.get("id")
    if method is None and ("result" in message or "error" in message):
        return None
    if not isinstance(method, str) or not isinstance(params, list):
        raise StratumError(OTHER, "A request has a method and a list of params")
    return Request(ident if isinstance(ident, int | str) else None, method[:MAX_NAME], params)


def answer(ident: int | str | None, result: Any) -> bytes:
    return _line({"id": ident, "result": result, "error": None})


def refusal(ident: int | str | None, error: StratumError) -> bytes:
    return _line({"id": ident, "result": None, "error": [error.code, error.text, None]})


def notification(method: str, params: list[Any]) -> bytes:
    return _line({"id": None, "method": method, "params": params})


def text_at(params: list[Any], place: int, name: str) -> str:
    """A short text that must be there. Raises StratumError."""
    value = params[place] if place < len(params) else None
    if not isinstance(value, str) or len(value) > MAX_NAME:
        raise StratumError(OTHER, f"{name} must be a short text")
    return value


def hex_at(params: list[Any], place: int, name: str, size: int) -> bytes:
    """Exactly `size` bytes in hex. Raises StratumError."""
    value = text_at(params, place, name)
    if len(value) != 2 * size or not _HEX.match(value):
        raise StratumError(OTHER, f"{name} must be {2 * size} hex digits")
    return bytes.fromhex(value)


def number_at(params: list[Any], place: int, name: str) -> float:
    """A finite number above zero. Raises StratumError."""
    value = params[place] if place < len(params) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise StratumError(OTHER, f"{name} must be a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not 0 < number < math.inf:
        raise StratumError(OTHER, f"{name} must be a number above zero")
    return number


def _line(message: dict[str, Any]) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"
