"""The block explorer's pages: the chain, a block, a transaction, an address, and what waits.

They answer with 0 blocks and 0 transactions too, need no script, and follow the chain live where there is
one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from hub.network import pages, views
from hub.network.nodes import ClassNode, Node
from hub.network.rpc import NodeDown, NodeError
from progress.hubauth import Admitted
from progress.problem import Problem

LOOK_EVERY_S = 1.0
SILENT_S = 20
LONGEST_S = 30 * 60
"""A page that stays open longer connects again by itself."""

T = TypeVar("T")
router = APIRouter()


@router.get("/static/{name}")
def static(name: str) -> Response:
    """A script or a style sheet of these pages."""
    try:
        return pages.static_file(name)
    except KeyError:
        raise Problem(404, "There is no such file.") from None


@router.get("/{course}/")
def overview(
    request: Request, node: Node, user: Admitted, before: Annotated[int | None, Query(ge=0)] = None
) -> Response:
    """The newest blocks (or those below height `before`) and the mempool by feerate."""
    return pages.page(
        request,
        "chain.html",
        user=user,
        node=node,
        may_reset=user.teaches(node.course) or user.admin,
        chain=views.chain(node.rpc, before),
        mempool=views.mempool(node.rpc),
    )


@router.get("/{course}/block/{name}")
def block(
    request: Request, node: Node, user: Admitted, name: str, start: Annotated[int, Query(ge=0)] = 0
) -> Response:
    """A block by hash or height; its transactions from number `start` on."""
    found = _found(lambda: views.block(node.rpc, name, start), "block", name)
    return pages.page(request, "block.html", user=user, node=node, block=found, start=start)


@router.get("/{course}/tx/{txid}")
def transaction(request: Request, node: Node, user: Admitted, txid: str) -> Response:
    """A transaction, confirmed or waiting."""
    found = _found(lambda: views.transaction(node.rpc, txid), "transaction", txid)
    return pages.page(request, "transaction.html", user=user, node=node, tx=found)


@router.get("/{course}/address/{address}")
def address(request: Request, node: Node, user: Admitted, address: str) -> Response:
    """The unspent coins of an address."""
    found = _found(lambda: views.address(node.rpc, address), "address", address)
    return pages.page(request, "address.html", user=user, node=node, address=found)


@router.get("/{course}/search")
def search(request: Request, node: Node, user: Admitted, q: str = "") -> Response:
    """To the block, transaction or address that `q` names."""
    place = views.place_of(node.rpc, q.strip())
    if place is None:
        words = "No block, transaction or address of this network has this name. Is every letter there?"
        raise Problem(404, words)
    return RedirectResponse(f"{request.app.state.settings.service_prefix}{node.course}/{place}", 303)


@router.get("/{course}/live")
async def live(request: Request, node: Node, user: Admitted) -> Response:
    """A server-sent event for each change of tip or mempool."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_pulses(request, node), media_type="text/event-stream", headers=headers)


async def _pulses(request: Request, node: ClassNode) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    end, last, quiet = loop.time() + LONGEST_S, "", 0.0
    while loop.time() < end and not await request.is_disconnected():
        try:
            pulse = await run_in_threadpool(node.pulse)
        except (NodeDown, NodeError):
            pulse = last
        if pulse != last:
            last, quiet = pulse, 0.0
            yield f"data: {pulse}\n\n"
        elif quiet >= SILENT_S:  # so that no proxy in between takes the line for dead
            quiet = 0.0
            yield ": still here\n\n"
        await asyncio.sleep(LOOK_EVERY_S)
        quiet += LOOK_EVERY_S


def _found(look: Callable[[], T], kind: str, name: str) -> T:
    try:
        return look()
    except NodeError:
        raise Problem(
            404, f"This network has no {kind} {name[:80]}. A reset of the chain may have taken it."
        ) from None
