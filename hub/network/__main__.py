"""`python -m hub.network`: the class network's service, on TCP for the proxy and on a unix socket for
learners' sandboxes. Its nodes start with it and end with it.
"""

from __future__ import annotations

import uvicorn

from grader.course import read_courses
from hub import settings as hub_settings
from hub.network.app import create_app
from hub.network.faucet import Faucet
from hub.network.nodes import ClassNode
from hub.state import NETWORK_KEY, State
from progress.__main__ import tcp_socket, unix_socket
from progress.settings import Settings


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    settings = Settings()
    ours = hub_settings.Settings()
    state = State(ours.state)
    folder = state.folder / "network"
    folder.mkdir(mode=0o700, exist_ok=True)
    nodes = {
        course.name: ClassNode(course.name, course.title, course.network, folder / course.name)
        for course in read_courses(ours.courses)
        if course.network is not None
    }
    app = create_app(settings, nodes, Faucet(folder / "faucet.sqlite"), state.key(NETWORK_KEY))
    config = uvicorn.Config(app, log_level="info", access_log=False, proxy_headers=True, server_header=False)
    config.timeout_graceful_shutdown = 2  # pages that follow the chain never end by themselves
    for node in nodes.values():
        node.start()
    try:
        uvicorn.Server(config).run(
            sockets=[tcp_socket(settings.service_url), unix_socket(state.network_socket)]
        )
    finally:
        for node in nodes.values():
            node.stop()
        state.network_socket.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
