"""The class network's service: the gateway for notebooks, the faucet, the reset, the block explorer."""

from __future__ import annotations

import asyncio
import time

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from hub.network import explorer, pages
from hub.network.credentials import learner_of, wallet_of
from hub.network.faucet import Faucet, TooSoon
from hub.network.gateway import Busy, Gateway, long_poll, too_soon
from hub.network.nodes import ClassNode, Node
from hub.network.rpc import NodeDown, NodeError
from progress import problem, signin
from progress.body import BodyLimit
from progress.database import connect
from progress.hubauth import Admitted, FormUser, HubUnreachable, hub_of
from progress.problem import Problem
from progress.settings import Settings

JSON = "application/json"
LONG_POLL_S, LOOK_EVERY_S = 120, 0.5
UNKNOWN = (
    "The name or the password is not right. In a notebook, labs.node.classroom() knows them; "
    "restart your server (File, Hub Control Panel) if they have changed."
)
STARTING = "The class's node is starting. Nothing is lost. Please try again in a few seconds."
NO_OTHER_WALLET = (
    '{"result":null,"error":{"code":-18,"message":"On the class network you have one wallet, and it is chosen'
    ' for you: leave the wallet out."},"id":null}'
)
TOO_MANY = "Four of your calls are under way already. Wait for one to end."


def create_app(settings: Settings, nodes: dict[str, ClassNode], faucet: Faucet, key: str) -> FastAPI:
    """The app for `nodes` by course. `key` makes the learners' passwords (see gateway.password)."""
    app = FastAPI(title="Hunar class network", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings = settings
    app.state.engine = connect(settings.database)
    app.state.hub = hub_of(settings)
    app.state.nodes = nodes
    app.state.gateway = Gateway(faucet)
    app.state.key = key
    app.state.sign_in_path = signin.sign_in_path
    app.state.error_page = pages.error_page
    problem.install(app)
    app.add_middleware(BodyLimit)
    for part in (router, signin.router, explorer.router):
        app.include_router(part, prefix=settings.service_prefix.rstrip("/"))
    app.add_exception_handler(NodeDown, _node_down)
    return app


async def _node_down(request: Request, error: Exception) -> Response:
    return problem.respond(request, 503, STARTING)


router = APIRouter()


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """That the process answers; needs no sign-in and tells nothing else."""
    return {"status": "ok"}


@router.post("/rpc/{course}")
@router.post("/rpc/{course}/")
@router.post("/rpc/{course}/wallet/{wallet}")
async def rpc(request: Request, node: Node, wallet: str | None = None) -> Response:
    """JSON-RPC of the class's node, as far as learners may go. A wallet in the path must be their own."""
    learner = await run_in_threadpool(_learner, request)
    if learner is None:
        return Response(UNKNOWN, 401, headers={"WWW-Authenticate": 'Basic realm="class network"'})
    if wallet not in (None, wallet_of(learner)):
        return Response(NO_OTHER_WALLET, 500, media_type=JSON)
    gateway: Gateway = request.app.state.gateway
    asked = await request.body()
    try:
        if (waiting := long_poll(asked)) is not None:
            tip, asked = waiting
            with gateway.place(learner):
                await _tip_changes(request, node, tip)
        status, body = await run_in_threadpool(gateway.answer, node, learner, asked)
    except Busy:
        return Response(TOO_MANY, 503, headers={"Retry-After": "1"})
    return Response(body, status, media_type=JSON if body else None)


@router.post("/{course}/faucet")
def faucet(request: Request, node: Node, user: FormUser) -> Response:
    """The button on the page."""
    if not user.admitted:
        raise Problem(403, "Nobody has admitted you yet.")
    gateway: Gateway = request.app.state.gateway
    try:
        txid = gateway.give(node, user.name)
    except TooSoon as error:
        raise Problem(429, too_soon(error)) from None
    except NodeError as error:
        raise Problem(409, f"The faucet cannot pay now: {error}. Tell your instructor.") from None
    return RedirectResponse(f"{request.app.state.settings.service_prefix}{node.course}/tx/{txid}", 303)


@router.post("/{course}/reset")
def reset(request: Request, node: Node, user: FormUser) -> Response:
    """Begin a new chain for the whole class."""
    if not user.teaches(node.course) and not user.admin:
        raise Problem(403, f"Only instructors of {node.course} and administrators can do this.")
    node.reset()
    return RedirectResponse(f"{request.app.state.settings.service_prefix}{node.course}/", 303)


@router.get("/")
def networks(request: Request, user: Admitted) -> Response:
    """Every course's network."""
    nodes: dict[str, ClassNode] = request.app.state.nodes
    if len(nodes) == 1:
        return RedirectResponse(f"{request.app.state.settings.service_prefix}{next(iter(nodes))}/", 302)
    return pages.page(request, "networks.html", user=user, nodes=list(nodes.values()))


async def _tip_changes(request: Request, node: ClassNode, tip: str) -> None:
    """Wait until the chain has another tip, the miner is gone, or it has been long."""
    end = time.monotonic() + LONG_POLL_S
    while time.monotonic() < end and not await request.is_disconnected():
        if not (await run_in_threadpool(node.pulse)).startswith(tip):
            return
        await asyncio.sleep(LOOK_EVERY_S)


def _learner(request: Request) -> str | None:
    authorization = request.headers.get("authorization", "")
    if (name := learner_of(authorization, request.app.state.key)) is not None:
        return name
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() not in ("token", "bearer") or not token.strip():
        return None
    try:
        user = request.app.state.hub.user(token.strip())
    except HubUnreachable:
        raise Problem(503, "The hub does not answer. Please try again in a few seconds.") from None
    return user.name if user is not None and user.admitted else None
