"""Begins to load the kernel's library before anything else, beside all that Python has to import.

The library takes 0.1 s of processor to seed its random numbers. While it does, the C library lets nobody else
in the process load a shared object, and a Python import that needs one stops every thread. So the extension
modules that the start needs are loaded first; all other imports then run beside the kernel.
"""

import ctypes
import importlib.util
import os
import threading

_EXTENSIONS = (
    *("_bisect", "_blake2", "_datetime", "_decimal", "_hashlib", "_json", "_opcode", "_random", "_sha512"),
    *("_socket", "_sqlite3", "_struct", "_typing", "array", "binascii", "fcntl", "math", "mmap", "select"),
    *("unicodedata", "zlib", "_bz2", "_lzma"),
)
_RTLD_NOW = 2
_thread: threading.Thread | None = None


def begin() -> None:
    """Starts to load the library in a thread; where there is none to be found, nothing happens."""
    global _thread
    path = _library()
    if path is None:
        return
    for name in (*_EXTENSIONS, "simplejson"):
        try:
            __import__(name)
        except ImportError:  # built into this Python, or left out of it
            pass
    # Called as a foreign function, dlopen lets other Python threads run; ctypes.CDLL would not.
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.argtypes, dlopen.restype = [ctypes.c_char_p, ctypes.c_int], ctypes.c_void_p
    _thread = threading.Thread(target=dlopen, args=(os.fsencode(path), _RTLD_NOW), daemon=True)
    _thread.start()


def wait() -> None:
    """Returns when the library is there. To be called before anything that needs it, and before a fork."""
    if _thread is not None:
        _thread.join()


def _library() -> str | None:
    spec = importlib.util.find_spec("pbk")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = os.path.join(spec.submodule_search_locations[0], "_libs")
    try:
        found = [name for name in os.listdir(folder) if "bitcoinkernel" in name and name.endswith(".so")]
    except OSError:
        return None
    return os.path.join(folder, found[0]) if len(found) == 1 else None
