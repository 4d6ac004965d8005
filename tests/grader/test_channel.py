"""The conversation between the two processes: whatever breaks its order ends it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from grader.inside.channel import MAX_DEPTH, MAX_FRAME_BYTES, Channel, ChannelEnded
from grader.inside.codec import BadData, CannotCross, Codec


class Opaque:
    """Has no form."""


def wrap(value: object) -> tuple[str, object]:
    raise CannotCross(f"{type(value).__name__} has no form")


def unwrap(kind: str, payload: object) -> object:
    raise BadData(kind)


CODEC = Codec(wrap, unwrap)


class Liar:
    """The other end as bytes: what a hostile process can send."""

    def __init__(self, end: socket.socket) -> None:
        self.end = end

    def say(self, message: Any) -> None:
        self.raw(CODEC.encode(message))

    def raw(self, body: bytes) -> None:
        self.end.sendall(len(body).to_bytes(8, "big") + body)

    def hear(self) -> Any:
        size = int.from_bytes(self.end.recv(8, socket.MSG_WAITALL), "big")
        return CODEC.decode(self.end.recv(size, socket.MSG_WAITALL))


@pytest.fixture
def ends() -> Iterator[tuple[Channel, Liar]]:
    ours, theirs = socket.socketpair()
    channel = Channel(ours.detach(), CODEC, lambda question: ["served", *question])
    yield channel, Liar(theirs)
    channel.end("over")
    theirs.close()


def telling(channel: Channel, liar: Liar, *said: Any) -> Any:
    """What `ask` gives when the other side sends this."""
    for message in said:
        liar.say(message)
    return channel.ask("get", "x")


def test_an_answer_comes_back(ends: tuple[Channel, Liar]) -> None:
    channel, liar = ends
    assert telling(channel, liar, ["tell", 1, [1, 2.0]]) == [1, 2.0]
    assert liar.hear() == ["ask", 1, "get", "x"]


@pytest.mark.parametrize(
    "message",
    [
        ["tell", 2, 5],
        ["tell", 0, 5],
        ["tell", 1],
        ["tell", 1, 5, 6],
        ["tell", True, 5],
        ["tell", 1.0, 5],
        ["say", 1, 5],
        [b"tell", 1, 5],
        ["tell"],
        [],
        {"tell": 1},
        "tell",
        None,
    ],
)
def test_an_answer_to_a_question_not_asked_ends_it(ends: tuple[Channel, Liar], message: Any) -> None:
    channel, liar = ends
    with pytest.raises(ChannelEnded):
        telling(channel, liar, message, ["tell", 1, "right"])
    assert channel.ended
    with pytest.raises(ChannelEnded):
        channel.ask("get", "x")


def test_the_innermost_question_is_answered_first(ends: tuple[Channel, Liar]) -> None:
    channel, liar = ends
    assert telling(channel, liar, ["ask", 7, "call"], ["tell", 1, "done"]) == "done"
    assert [liar.hear(), liar.hear()] == [["ask", 1, "get", "x"], ["tell", 7, ["served", "call"]]]


def test_an_outer_answer_does_not_answer_an_inner_question() -> None:
    ours, theirs = socket.socketpair()
    liar = Liar(theirs)
    channel = Channel(ours.detach(), CODEC, lambda question: channel.ask("inner"))
    with pytest.raises(ChannelEnded):
        telling(channel, liar, ["ask", 1, "call"], ["tell", 1, "outer"], ["tell", 2, "inner"])
    theirs.close()


def test_questions_nest_to_a_limit() -> None:
    ours, theirs = socket.socketpair()
    liar = Liar(theirs)
    channel = Channel(ours.detach(), CODEC, lambda question: channel.ask("deeper"))
    with pytest.raises(ChannelEnded):
        telling(channel, liar, *(["ask", n, "call"] for n in range(MAX_DEPTH + 1)))
    asked = [liar.hear() for _ in range(MAX_DEPTH + 1)]
    assert asked[-1] == ["ask", MAX_DEPTH + 1, "deeper"]
    theirs.close()


def test_a_frame_that_is_promised_too_large_ends_it_before_memory_is_taken(
    ends: tuple[Channel, Liar],
) -> None:
    channel, liar = ends
    liar.end.sendall((MAX_FRAME_BYTES + 1).to_bytes(8, "big"))
    with pytest.raises(ChannelEnded, match="too large"):
        channel.ask("get", "x")


def test_bytes_that_trickle_are_one_frame(ends: tuple[Channel, Liar]) -> None:
    channel, liar = ends
    body = CODEC.encode(["tell", 1, "slowly"])

    def trickle() -> None:
        for byte in len(body).to_bytes(8, "big") + body:
            liar.end.sendall(bytes([byte]))
            time.sleep(0.001)

    thread = threading.Thread(target=trickle)
    thread.start()
    assert channel.ask("get", "x") == "slowly"
    thread.join()


@pytest.mark.parametrize("body", [b"", b"\xff" * 40, CODEC.encode(["tell", 1, 5])[:-1]])
def test_a_frame_that_cannot_be_read_ends_it(ends: tuple[Channel, Liar], body: bytes) -> None:
    channel, liar = ends
    liar.raw(body)
    with pytest.raises(ChannelEnded, match="cannot be read"):
        channel.ask("get", "x")


@pytest.mark.parametrize("sent", [b"", b"\0" * 7, (9).to_bytes(8, "big") + b"x"])
def test_an_end_in_the_middle_of_a_frame_is_the_end(ends: tuple[Channel, Liar], sent: bytes) -> None:
    channel, liar = ends
    liar.end.sendall(sent)
    liar.end.close()
    with pytest.raises(ChannelEnded, match="gone"):
        channel.ask("get", "x")


def test_a_question_without_a_form_is_not_sent_and_ends_nothing(ends: tuple[Channel, Liar]) -> None:
    channel, liar = ends
    with pytest.raises(CannotCross, match="Opaque has no form"):
        channel.ask("call", Opaque())
    assert telling(channel, liar, ["tell", 2, 5]) == 5


@pytest.mark.parametrize(("answer", "words"), [(Opaque(), "Opaque has no form")])
def test_an_answer_without_a_form_goes_as_refused(answer: Any, words: str) -> None:
    assert _answered(lambda question: answer) == ["tell", 3, ["refused", words]]


def _answered(serve: Callable[[list[Any]], Any]) -> Any:
    ours, theirs = socket.socketpair()
    liar = Liar(theirs)
    channel = Channel(ours.detach(), CODEC, serve)
    liar.say(["ask", 3, "get"])
    liar.say(["tell", 9, 0])
    with pytest.raises(ChannelEnded):
        channel.listen()
    found = liar.hear()
    theirs.close()
    return found
