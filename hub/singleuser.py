"""JupyterHub's single-user server on a socket that the hub opened: `python -m hub.singleuser DESCRIPTOR ...`.

The hub binds the socket outside the box and hands it in as an open descriptor. Had the server made it
itself, in a folder that both sides see, a learner could put a link in its place, and the proxy, which runs
outside with the hub's rights, would follow it to any socket of the machine.
"""

from __future__ import annotations

import socket
import sys


def adopt(descriptor: int) -> None:
    """Let Jupyter Server listen on this descriptor instead of making a socket file."""
    from jupyter_server import serverapp

    def bind_unix_socket(path: str, mode: int = 0o600, backlog: int = 128) -> socket.socket:
        listener = socket.socket(fileno=descriptor)
        listener.setblocking(False)
        return listener

    serverapp.bind_unix_socket = bind_unix_socket


if __name__ == "__main__":
    adopt(int(sys.argv.pop(1)))
    from jupyterhub.singleuser.app import main

    main()
