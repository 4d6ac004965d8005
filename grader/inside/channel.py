"""Messages between the learner process and the checker: frames over a socket, requests that nest strictly.

A frame is 8 bytes of length (big-endian) and a body in the codec. A body is a list: ["ask", number, ...] or
["tell", number, answer]. While a side waits for an answer it serves what the other asks (a callback); the
innermost question is answered first; an answer that has no form in the codec goes as ["refused", why].
Whatever breaks this order ends the channel: nothing that comes later
is believed. There are no time limits here: whoever started both processes ends them.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

from grader.inside.codec import BadData, CannotCross, Codec

MAX_FRAME_BYTES = 128 << 20
CHUNK_BYTES = 1 << 20
MAX_DEPTH = 40


class ChannelEnded(BaseException):
    """The other side is gone, or broke the rules. No Exception, so that no test takes it for a result."""


class Channel:
    """One side of the conversation.

    codec: turns bodies into bytes and back. serve: answers a question of the other side.
    """

    def __init__(self, descriptor: int, codec: Codec, serve: Callable[[list[Any]], Any]) -> None:
        self._socket = socket.socket(fileno=descriptor)
        self._codec = codec
        self._serve = serve
        self._asked = 0
        self._depth = 0
        self.ended = ""
        """Why nothing more is said; empty while the conversation goes on."""

    def ask(self, *question: Any) -> Any:
        """The answer to a question. Raises ChannelEnded, and CannotCross for a question that has no form."""
        if self.ended:
            raise ChannelEnded(self.ended)
        self._asked += 1
        number = self._asked
        self._send(self._codec.encode(["ask", number, *question]))
        while True:
            kind, said, *rest = self._receive()
            if kind == "tell" and said == number and len(rest) == 1:
                return rest[0]
            if kind != "ask" or self._depth >= MAX_DEPTH:
                raise self.end("an answer to a question that was not asked")
            self._answer(said, rest)

    def listen(self) -> None:
        """Answer questions until the other side ends. Raises ChannelEnded then."""
        while True:
            kind, number, *question = self._receive()
            if kind != "ask":
                raise self.end("an answer to a question that was not asked")
            self._answer(number, question)

    def _answer(self, number: Any, question: list[Any]) -> None:
        self._depth += 1
        try:
            answer = self._serve(question)
        finally:
            self._depth -= 1
        try:
            body = self._codec.encode(["tell", number, answer])
        except CannotCross as error:
            body = self._codec.encode(["tell", number, ["refused", str(error)]])
        self._send(body)

    def _send(self, body: bytes) -> None:
        if len(body) > MAX_FRAME_BYTES:
            raise ValueError(f"a value of {len(body) >> 20} MiB is too large to be checked")
        try:
            self._socket.sendall(len(body).to_bytes(8, "big") + body)
        except OSError as error:
            raise self.end("the other side is gone") from error

    def _receive(self) -> list[Any]:
        size = int.from_bytes(self._bytes(8), "big")
        if size > MAX_FRAME_BYTES:
            raise self.end("a frame that is too large")
        body = self._bytes(size)
        try:
            message = self._codec.decode(memoryview(body))
        except BadData as error:
            raise self.end(f"a frame that cannot be read: {error}") from error
        if type(message) is not list or [type(part) for part in message[:2]] != [str, int]:
            raise self.end("a frame that is no message")
        return message

    def _bytes(self, size: int) -> bytearray:
        """Exactly so many bytes; memory grows as they arrive, not as they are promised."""
        body = bytearray()
        while len(body) < size:
            try:
                chunk = self._socket.recv(min(size - len(body), CHUNK_BYTES))
            except OSError as error:
                raise self.end("the other side is gone") from error
            if not chunk:
                raise self.end("the other side is gone")
            body += chunk
        return body

    def end(self, why: str) -> ChannelEnded:
        """Say nothing more. Returns what to raise."""
        self.ended = self.ended or why
        self._socket.close()
        return ChannelEnded(self.ended)
