"""How much the service reads: one bound for the body of every request, before anything parses it.

What is larger is read to its end and thrown away, within reason, before the answer: a client that is still
sending does not read, and a proxy in between would tell of a broken connection instead of our words.
"""

from __future__ import annotations

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from progress.problem import respond

MAX_BODY_BYTES = 8 * 1024 * 1024
"""Room for a notebook of 5 MB, or for the texts of an assignment written as JSON."""
MAX_DRAINED_BYTES = 100 * 1024 * 1024
TOO_LARGE = (
    "This is larger than 8 MB, more than the platform takes at once. If it is a notebook: clear its outputs "
    "(Edit, Clear Outputs of All Cells), save it, and hand in again."
)


class BodyLimit:
    """ASGI middleware: reads a body up to the bound and hands it on whole; answers 413 beyond."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = bytearray()
        size = 0
        more = True
        while more:
            message = await receive()
            if message["type"] != "http.request":
                return  # the client is gone, and nobody waits for an answer
            chunk: bytes = message.get("body", b"")
            size += len(chunk)
            more = message.get("more_body", False)
            if size <= MAX_BODY_BYTES:
                body += chunk
            elif size > MAX_DRAINED_BYTES:
                break
        if size > MAX_BODY_BYTES:
            await respond(Request(scope), 413, TOO_LARGE)(scope, receive, send)
        else:
            await self.app(scope, _replay(bytes(body), receive), send)


def _replay(body: bytes, receive: Receive) -> Receive:
    """What the application receives: the whole body at once, then whatever comes after it."""
    given = False

    async def next_message() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return next_message
