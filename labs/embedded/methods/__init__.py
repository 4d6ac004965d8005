"""The RPC methods, one file per topic. Importing a topic registers its methods.

A node answers its first call sooner when only the topics that everybody asks for first are there by then.
"""

import importlib
import pkgutil
import threading
from collections.abc import Callable

FIRST = ("control", "blockchain")
NEXT = ("wallet_files", "generating")
"""A notebook begins with a wallet and some blocks."""
_lock = threading.Lock()
_loaded = threading.Event()
failure: Exception | None = None


def load_first() -> None:
    """Registers the methods that are asked for first."""
    for name in FIRST:
        _import(name)


def load(enough: Callable[[], bool] = _loaded.is_set) -> None:
    """Registers every method, or so many that it is enough; returns when they are there, whoever loads them.

    A topic that cannot be imported costs only its own methods; the first such error is kept in `failure`.
    """
    global failure
    if _loaded.is_set():
        return
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    for name in (*FIRST, *NEXT, *names):
        with _lock:  # let go between topics, so that a call waits for its own only
            if enough():
                return
            try:
                _import(name)
            except Exception as error:
                failure = failure or error
    _loaded.set()


def _import(name: str) -> None:
    from labs.embedded.rpc import registry

    importlib.import_module(f"{__name__}.{name}")
    registry.publish()
