"""The third role: look around in a fork and tell. `hunar doctor` and the tests of the walls use it.

The host sends the text of a program, or nothing for a report on the walls, and closes its side; back comes
one JSON object: the report, or {"out": what it printed, "error": its exception}.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import socket
from typing import Any

from grader.inside import landlock

NAMESPACES = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")


def serve(channels: list[int]) -> None:
    """Read a program, run it, tell. The program finds the open channel as `channel`."""
    with socket.socket(fileno=channels[0]) as channel, channel.makefile("rb") as incoming:
        text = incoming.read().decode()
        channel.sendall(json.dumps(_run(text, channel) if text else report()).encode())


def _run(text: str, channel: socket.socket) -> dict[str, str]:
    printed, problem = io.StringIO(), ""
    with contextlib.redirect_stdout(printed):
        try:
            exec(text, {"__name__": "__main__", "channel": channel})
        except BaseException as error:
            problem = f"{type(error).__name__}: {error}"
    return {"out": printed.getvalue(), "error": problem}


def report() -> dict[str, Any]:
    """What this process can see and do."""
    with open("/proc/self/status", encoding="ascii") as file:
        status = dict(line.split(":", 1) for line in file.read().splitlines())
    with open("/proc/net/dev", encoding="ascii") as file:
        networks = [line.split(":")[0].strip() for line in file.readlines()[2:]]
    with open("/proc/self/mountinfo", encoding="utf-8") as file:
        mounts = [line.split() for line in file]
    return {
        "seccomp": int(status["Seccomp"]),
        "no_new_privileges": int(status["NoNewPrivs"]),
        "capabilities": [status[name].strip() for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")],
        "uid": os.getuid(),
        "networks": networks,
        "processes": sorted(int(name) for name in os.listdir("/proc") if name.isdigit()),
        "namespaces": {name: os.readlink(f"/proc/self/ns/{name}") for name in NAMESPACES},
        "descriptors": {name: _target(name) for name in os.listdir("/proc/self/fd")},
        "writable": sorted(path for path in {mount[4] for mount in mounts} if os.access(path, os.W_OK)),
        "landlock": landlock.version(),
        "landlock_holds": _landlock_holds(),
        "threads": int(status["Threads"]),
    }


def _target(descriptor: str) -> str:
    try:
        return re.sub(r"\d{3,}", "N", os.readlink(f"/proc/self/fd/{descriptor}"))
    except OSError:
        return "closed"


def _landlock_holds() -> bool:
    """/proc is writable by all other layers: our own process's name, for instance."""
    try:
        with open("/proc/self/comm", "w", encoding="ascii") as file:
            file.write("probe")
    except OSError:
        return True
    return False
