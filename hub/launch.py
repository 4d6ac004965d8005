"""First process inside a learner's sandbox; stands alone (standard library only).

    python launch.py server COMMAND...    limits, the forwarder, then the notebook server
    python launch.py run COMMAND...       tighter limits, then a kernel or a terminal

The limits are set here, not outside: counted in the sandbox's own user namespace, one learner's processes
are not added to another's. Kernels and terminals get fewer processes than the server, so that a process
bomb leaves the server able to answer.

Forwarders carry 127.0.0.1:8081, which is what JupyterHub's client inside knows, to the hub's unix socket,
and 127.0.0.1:18440 to the class network's, because Bitcoin clients know only TCP.
"""

from __future__ import annotations

import ctypes
import os
import resource
import selectors
import signal
import socket
import sys

HUB_SOCKET, PORT = "/run/hunar/hub.sock", 8081
NETWORK_SOCKET, NETWORK_PORT = "/run/hunar/network.sock", 18440
CHUNK = 64 * 1024
SPARE_PROCESSES = 48
"""What the server keeps for itself when kernels have used up theirs."""
MIB = 1024 * 1024
PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    """Set limits and execute the command."""
    role, command = arguments[0], arguments[1:]
    os.umask(0o002 if os.environ.get("HUNAR_ROLE") == "instructor" else 0o077)
    processes = int(os.environ["HUNAR_PROCESSES"])
    if role == "server":
        limit(processes)
        for folder in (os.environ["JUPYTER_RUNTIME_DIR"], os.environ["XDG_CACHE_HOME"]):
            os.makedirs(folder, mode=0o700, exist_ok=True)
        forward(PORT, HUB_SOCKET)
        forward(NETWORK_PORT, NETWORK_SOCKET)
    else:
        limit(processes - SPARE_PROCESSES)
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("500")  # when the whole machine runs out of memory, kernels go before servers
    os.execvp(command[0], command)


def limit(processes: int) -> None:
    """Bound this process and all that it starts."""
    memory = int(os.environ["HUNAR_MEMORY_MIB"]) * MIB
    file_size = int(os.environ["HUNAR_FILE_MIB"]) * MIB
    bounds = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: processes,
        resource.RLIMIT_NOFILE: 4096,
        resource.RLIMIT_FSIZE: file_size,
        resource.RLIMIT_DATA: memory,
    }
    for name, value in bounds.items():
        resource.setrlimit(name, (value, value))


def forward(port: int, target: str) -> None:
    """Start a forwarder; it ends with the server."""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(64)
    parent = os.getpid()
    if os.fork() == 0:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(0)
        Forwarder(listener, target).run()
    listener.close()


class Forwarder:
    """Pairs of connections; what one sends is written to the other, never waiting for a slow reader."""

    def __init__(self, listener: socket.socket, target: str) -> None:
        self._listener = listener
        self._target = target
        self._selector = selectors.DefaultSelector()
        self._peer: dict[socket.socket, socket.socket] = {}
        self._pending: dict[socket.socket, bytearray] = {}
        """Bytes to be written to a socket."""
        self._ended: set[socket.socket] = set()
        """Sockets whose peer has said everything."""

    def run(self) -> None:
        """Serve for ever."""
        self.watch_listener()
        while True:
            self.step(None)

    def watch_listener(self) -> None:
        """Accept connections from now on."""
        self._listener.setblocking(False)
        self._selector.register(self._listener, selectors.EVENT_READ)

    def close(self) -> None:
        """Close every connection; the listener stays the caller's."""
        for connection in list(self._peer):
            if connection in self._peer:
                self._close(connection)
        self._selector.close()

    def step(self, timeout_s: float | None) -> None:
        """Handle what is ready."""
        for key, events in self._selector.select(timeout_s):
            connection = key.fileobj
            assert isinstance(connection, socket.socket)
            if connection is self._listener:
                self._accept()
            elif connection in self._peer:
                try:
                    if events & selectors.EVENT_READ:
                        self._read(connection)
                    if events & selectors.EVENT_WRITE and connection in self._peer:
                        self._write(connection)
                except OSError:
                    self._close(connection)

    def _accept(self) -> None:
        try:
            near, _ = self._listener.accept()
        except OSError:
            return
        far = socket.socket(socket.AF_UNIX)
        try:
            far.connect(self._target)
        except OSError:  # the hub restarts: the client sees a closed connection and tries again
            near.close()
            far.close()
            return
        for one, other in ((near, far), (far, near)):
            one.setblocking(False)
            self._peer[one] = other
            self._pending[one] = bytearray()
            self._selector.register(one, selectors.EVENT_READ)

    def _read(self, connection: socket.socket) -> None:
        try:
            data = connection.recv(CHUNK)
        except BlockingIOError:
            return
        peer = self._peer[connection]
        if data:
            self._pending[peer] += data
        else:
            self._ended.add(peer)
        self._watch(connection)
        self._write(peer)

    def _write(self, connection: socket.socket) -> None:
        pending = self._pending[connection]
        try:
            if pending:
                del pending[: connection.send(pending)]
        except BlockingIOError:
            pass
        peer = self._peer[connection]
        if not pending and connection in self._ended:
            connection.shutdown(socket.SHUT_WR)
            if peer in self._ended and not self._pending[peer]:
                self._close(connection)
                return
        self._watch(connection)
        self._watch(peer)

    def _watch(self, connection: socket.socket) -> None:
        """Read from it unless its peer is behind; write to it if something is pending."""
        peer = self._peer[connection]
        events = 0
        if peer not in self._ended and len(self._pending[peer]) < CHUNK:
            events |= selectors.EVENT_READ
        if self._pending[connection]:
            events |= selectors.EVENT_WRITE
        watched = connection in self._selector.get_map()
        if events and watched:
            self._selector.modify(connection, events)
        elif events:
            self._selector.register(connection, events)
        elif watched:
            self._selector.unregister(connection)

    def _close(self, connection: socket.socket) -> None:
        for one in (connection, self._peer[connection]):
            if one in self._selector.get_map():
                self._selector.unregister(one)
            self._peer.pop(one, None)
            self._pending.pop(one, None)
            self._ended.discard(one)
            one.close()


if __name__ == "__main__":
    main(sys.argv[1:])
