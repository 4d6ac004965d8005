"""`python -m progress`: bring the database up to date and serve, on TCP for the proxy and on a unix
socket for learners' sandboxes.
"""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn

from progress.app import create_app
from progress.certify import certify_recent
from progress.database import connect, migrate
from progress.settings import Settings


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    settings = Settings()
    engine = connect(settings.database)
    migrate(engine)
    certify_recent(engine, settings)
    app = create_app(settings, engine=engine)
    # The hub's proxy is the only TCP client, and it says which scheme the browser used.
    config = uvicorn.Config(app, log_level="info", access_log=False, proxy_headers=True, server_header=False)
    sockets = [tcp_socket(settings.service_url), unix_socket(settings.socket)]
    try:
        uvicorn.Server(config).run(sockets=sockets)
    finally:
        settings.socket.unlink(missing_ok=True)


def tcp_socket(url: str) -> socket.socket:
    """A listening socket for the address in `url`. Raises OSError when the port is taken."""
    address = urlsplit(url)
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((address.hostname or "127.0.0.1", address.port or 80))
    return listening


def unix_socket(path: Path) -> socket.socket:
    """A socket that every sandbox may use (0666) in a folder that nobody else may list (0711).

    One left over from a killed process is replaced. Raises OSError for a path over 107 bytes.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o711)
    if path.exists() and stat.S_ISSOCK(path.lstat().st_mode):
        path.unlink()
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(os.fspath(path))
    path.chmod(0o666)
    return listening


if __name__ == "__main__":
    main()
