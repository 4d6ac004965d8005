"""Whether this machine can keep grading's code apart from everything: each layer, tried for real."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.course import Limits
from grader.walls import DEVICES
from grader.walls import SandboxUnavailable as SandboxUnavailable
from grader.zygote import REMEDY
from grader.zygotes import Kind, Nursery

LIMITS = Limits(timeout_s=20, memory_mib=256)
NO_CAPABILITY = "0" * 16
WRITABLE = {"/tmp", "/dev/shm", *(f"/dev/{name}" for name in DEVICES)}
OWN = ("ipc", "mnt", "net", "pid", "user", "uts")


@dataclass(frozen=True)
class Layer:
    """One layer of the sandbox, as a process inside found it."""

    name: str
    active: bool
    required: bool
    detail: str


def check() -> list[Layer]:
    """Fork a process that looks around. Raises SandboxUnavailable when a required layer does not hold."""
    with Nursery() as nursery:
        seen = json.loads(ask(nursery, ""))
    layers = list(_layers(seen))
    missing = [f"{layer.name} ({layer.detail})" for layer in layers if layer.required and not layer.active]
    if missing:
        raise SandboxUnavailable(REMEDY.format("missing: " + ", ".join(missing)))
    return layers


def ask(nursery: Nursery, program: str, limits: Limits = LIMITS, kind: Kind = "plain") -> bytes:
    """What a probe answers to this program; to an empty one, its report. Empty when it ended before."""
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            member = nursery.fork(kind, "probe", [theirs], limits)
        try:
            ours.settimeout(limits.timeout_s)
            ours.sendall(program.encode())
            ours.shutdown(socket.SHUT_WR)
            answer = b""
            while data := ours.recv(65536):
                answer += data
            return answer
        except OSError:
            return b""
        finally:
            member.kill()


def _layers(seen: Mapping[str, Any]) -> list[Layer]:
    shared = [name for name in OWN if seen["namespaces"].get(name) == os.readlink(f"/proc/self/ns/{name}")]
    if os.geteuid() == 0:
        shared = [name for name in shared if name != "user"]  # an id of its own stands for it
        identity = Layer("identity", seen["uid"] >= 50_000, True, f"user id {seen['uid']}, its own")
    else:
        identity = Layer("identity", "user" not in shared, True, "a user namespace of its own")
    landlock = seen["landlock"]
    return [
        Layer("namespaces", not shared, True, f"shared: {', '.join(shared)}" if shared else "own"),
        identity,
        Layer("network", seen["networks"] == ["lo"], True, f"devices: {', '.join(seen['networks'])}"),
        Layer("processes", seen["processes"] == [1], True, f"{len(seen['processes'])} in sight"),
        Layer("files", set(seen["writable"]) <= WRITABLE, True, f"writable: {', '.join(seen['writable'])}"),
        Layer("capabilities", set(seen["capabilities"]) == {NO_CAPABILITY}, True, "none"),
        Layer("no new privileges", seen["no_new_privileges"] == 1, True, "set"),
        Layer("seccomp", seen["seccomp"] == 2, True, f"mode {seen['seccomp']}"),
        Layer(
            "Landlock",
            landlock > 0 and seen["landlock_holds"],
            False,
            f"version {landlock}" if landlock else "not in this kernel",
        ),
    ]
