"""Which program is the node: Bitcoin Core's bitcoind where there is one, else the embedded engine.

Both speak the same RPC. `auto` looks, in this order, at HUNAR_BITCOIND, at PATH, and at the release that
`hunar node --install` unpacked; a wrong HUNAR_BITCOIND is an error, never a silent change of engine.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from labs.node import release
from labs.node.errors import NodeError

Name = Literal["auto", "kernel", "bitcoind"]


@dataclass(frozen=True)
class Engine:
    """A program that can be a node. why: how it came to be chosen, for whoever asks."""

    name: Literal["kernel", "bitcoind"]
    command: tuple[str, ...]
    why: str


def choose(engine: str = "auto", release_folder: Path | None = None) -> Engine:
    """The engine of this name. Raises NodeError where it is not on this machine.

    release_folder: where `hunar node --install` unpacks; unset is the usual place.
    """
    if engine == "kernel":
        return _kernel("asked for by name")
    if engine not in ("auto", "bitcoind"):
        raise NodeError(f'No engine is called {engine!r}. There are "auto", "kernel" and "bitcoind".')
    found = _bitcoind(release_folder)
    if found is not None:
        return found
    if engine == "bitcoind":
        raise NodeError(
            "There is no bitcoind on this machine. Install it with: hunar node --install, or set"
            ' HUNAR_BITCOIND to its path. The embedded engine needs neither: engine="kernel".'
        )
    return _kernel("no bitcoind in HUNAR_BITCOIND, on PATH or installed by hunar node --install")


def _bitcoind(release_folder: Path | None) -> Engine | None:
    if named := os.environ.get("HUNAR_BITCOIND", ""):
        path = shutil.which(named)
        if path is None:
            raise NodeError(
                f"HUNAR_BITCOIND is {named}, and there is no program. Correct it, or unset it for the"
                " embedded engine."
            )
        return Engine("bitcoind", (path,), "named by HUNAR_BITCOIND")
    if path := shutil.which("bitcoind"):
        return Engine("bitcoind", (path,), "found on PATH")
    if installed := release.installed(release_folder):
        return Engine("bitcoind", (str(installed),), "installed by hunar node --install")
    return None


def _kernel(why: str) -> Engine:
    if importlib.util.find_spec("pbk") is None:
        raise NodeError("The embedded engine needs py-bitcoinkernel: pip install py-bitcoinkernel")
    return Engine("kernel", (sys.executable, "-P", "-m", "labs.embedded"), why)


def environment() -> dict[str, str]:
    """For a child of ours in Python: it finds the packages that we find, wherever they lie."""
    rooms = str(Path(__file__).resolve().parents[2])
    paths = [rooms, *(path for path in sys.path if path and Path(path).is_absolute())]
    return os.environ | {"PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)), "PYTHONSAFEPATH": "1"}
