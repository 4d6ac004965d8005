"""The RPC methods, one file per topic. Importing a topic registers its methods.

A node answers its first call sooner when only the topics that everybody asks for first are there by then.
"""

import importlib
import pkgutil
import threading

FIRST = ("control", "blockchain")
_lock = threading.Lock()
_loaded = threading.Event()
failure: Exception | None = None


def load_first() -> None:
    """Registers the methods that are asked for first."""
    for name in FIRST:
        importlib.import_module(f"{__name__}.{name}")


def load() -> None:
    """Registers every method; returns when all are there, whoever loads them.

    A topic that cannot be imported costs only its own methods; the first such error is kept in `failure`.
    """
    global failure
    if _loaded.is_set():
        return
    with _lock:
        failures: list[Exception] = []
        names = sorted(module.name for module in pkgutil.iter_modules(__path__))
        for name in (*FIRST, *names):
            try:
                importlib.import_module(f"{__name__}.{name}")
            except Exception as error:
                failures.append(error)
        failure = failures[0] if failures else None
        _loaded.set()
