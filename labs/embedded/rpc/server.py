"""The node's HTTP server: one thread per connection, HTTP/1.1 read by h11, calls let through by a gate.

Threads rather than asyncio: the process starts sooner and a call costs no change of thread. A client that is
slow holds only its own thread, and only until its time is over; when all places are taken, the connection
that has been idle longest gives up its own.
Source of the limits and texts: Bitcoin Core, src/httpserver.cpp.
"""

import socket
import threading
import time
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

import h11

from labs.embedded.options import Options
from labs.embedded.rpc.access import Access
from labs.embedded.rpc.connection import MAX_HEADERS, Connection, TooLarge, header, next_event, read_body
from labs.embedded.rpc.dispatch import Dispatcher
from labs.embedded.rpc.endpoints import LOCAL, endpoints, listen
from labs.embedded.settings import OptionError

MAX_CONNECTIONS = 400
BAD_PASSWORD_DELAY_S = 0.25

TEXTS = {
    200: b"OK",
    204: b"No Content",
    400: b"Bad Request",
    401: b"Unauthorized",
    403: b"Forbidden",
    404: b"Not Found",
    405: b"Method Not Allowed",
    413: b"Request Entity Too Large",
    500: b"Internal Server Error",
    503: b"Service Unavailable",
}
_FINISHED = {h11.CLIENT: h11.DONE, h11.SERVER: h11.DONE}
METHODS = (b"GET", b"POST", b"HEAD", b"PUT")


class Server:
    """Listens, and answers every connection in a thread of its own until close()."""

    def __init__(
        self, options: Options, access: Access, dispatcher: Dispatcher, log: Callable[[str], None]
    ) -> None:
        self.access = access
        self.dispatcher = dispatcher
        self.log = log
        self.timeout_s = max(1, options.number("rpcservertimeout", 30))
        threads = max(1, options.number("rpcthreads", 16))
        self._places = threads + max(1, options.number("rpcworkqueue", 64))
        self._slots = threading.BoundedSemaphore(threads)
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        self._waiting = 0
        self._connections: set[Connection] = set()
        self._closing = False
        opened = [listen(host, port, log) for host, port in endpoints(options, log)]
        self._listeners = [listener for listener in opened if listener is not None]
        if not self._listeners:
            raise OptionError("Unable to start HTTP server. See debug log for details.")

    def start(self) -> None:
        """Begins to accept."""
        for listener in self._listeners:
            threading.Thread(target=self._accept, args=(listener,), name="http", daemon=True).start()

    def close(self, patience_s: float = 10.0) -> None:
        """Stops accepting, lets calls under way be answered, ends every connection."""
        with self._lock:
            self._closing = True
            for listener in self._listeners:
                _hang_up(listener)
            for connection in self._connections:
                if not connection.busy:
                    _hang_up(connection.sock)
            self._idle.wait_for(lambda: not self._connections, patience_s)
            for connection in self._connections:
                _hang_up(connection.sock)

    def _accept(self, listener: socket.socket) -> None:
        while not self._closing:
            try:
                sock, peer = listener.accept()
            except OSError:
                if self._closing:
                    break
                time.sleep(0.05)  # out of file descriptors: others will end
                continue
            self._admit(Connection(sock, peer[0] if peer else LOCAL))
        listener.close()

    def _admit(self, connection: Connection) -> None:
        connection.active_at = time.monotonic()
        with self._lock:
            if self._closing:
                connection.sock.close()
                return
            if len(self._connections) >= MAX_CONNECTIONS:
                idle = [each for each in self._connections if not each.busy]
                if not idle:
                    connection.sock.close()
                    return
                oldest = min(idle, key=lambda each: each.active_at)
                self._connections.discard(oldest)
                _hang_up(oldest.sock)
            self._connections.add(connection)
        try:
            threading.Thread(target=self._serve, args=(connection,), name="httpworker", daemon=True).start()
        except RuntimeError:  # no thread to be had
            self._forget(connection)

    def _forget(self, connection: Connection) -> None:
        connection.sock.close()
        with self._lock:
            self._connections.discard(connection)
            self._idle.notify_all()

    def _serve(self, connection: Connection) -> None:
        """Requests and answers of one connection until either side ends it."""
        try:
            if connection.sock.family != socket.AF_UNIX:
                connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while self._exchange(connection):
                connection.next_cycle()
        except (OSError, h11.LocalProtocolError):
            pass  # the client is gone, or too slow
        except Exception as error:
            self.log(f"Unexpected error while processing a request: {error!r}")
        finally:
            self._forget(connection)

    def _exchange(self, connection: Connection) -> bool:
        """One request and its answer; False when the connection is to end."""
        connection.deadline = time.monotonic() + self.timeout_s
        try:
            request = self._read_head(connection)
            if request is None:
                return False
            early = self._refuse(connection, request)
            body = read_body(connection, keep=early is None)
        except h11.RemoteProtocolError:
            return self._send(connection, 400, b"", close=True)
        except TooLarge:
            return self._send(connection, 413, b"", close=True)
        with self._lock:
            if self._closing:
                return False
            connection.busy = True
        try:
            if early is not None:
                if early == 401 and header(request, b"authorization") is not None:
                    self.log(f"ThreadRPCServer incorrect password attempt from {connection.address}")
                    time.sleep(BAD_PASSWORD_DELAY_S)
                return self._send(connection, early, _early_text(early, request))
            status, answer = self._call(connection, request, body)
            return self._send(connection, status, answer, json=status in (200, 400, 404, 500))
        finally:
            with self._lock:
                connection.busy = False
                connection.active_at = time.monotonic()

    def _read_head(self, connection: Connection) -> h11.Request | None:
        event = next_event(connection)
        if not isinstance(event, h11.Request):
            return None
        if len(event.target) + sum(len(name) + len(value) + 4 for name, value in event.headers) > MAX_HEADERS:
            raise h11.RemoteProtocolError("the request's head is too large")
        return event

    def _refuse(self, connection: Connection, request: h11.Request) -> int | None:
        """The status of a request that is answered without being executed, in Core's order."""
        if not self.access.may_connect(connection.address):
            return 403
        if request.method not in METHODS:
            return 405
        if request.target != b"/" and not request.target.startswith(b"/wallet/"):
            return 404
        if request.method != b"POST":
            return 405
        authorization = header(request, b"authorization")
        if authorization is None or self.access.user_of(authorization) is None:
            return 401
        return None

    def _call(self, connection: Connection, request: h11.Request, body: bytes) -> tuple[int, bytes]:
        with self._lock:
            if self._waiting >= self._places:
                self.log(
                    "Request rejected because http work queue depth exceeded, it can be increased with the "
                    "-rpcworkqueue= setting"
                )
                return 503, b"Work queue depth exceeded"
            self._waiting += 1
        try:
            with self._slots:
                user = self.access.user_of(header(request, b"authorization") or b"") or ""
                wallet = None
                if request.target.startswith(b"/wallet/"):
                    wallet = unquote_to_bytes(request.target[8:]).decode("utf-8", "replace")
                status, answer = self.dispatcher.answer(body, user, wallet, self.access)
                return status, answer or b""
        finally:
            with self._lock:
                self._waiting -= 1

    def _send(
        self, connection: Connection, status: int, body: bytes, json: bool = False, close: bool = False
    ) -> bool:
        """Sends an answer; True if the connection may go on."""
        http = connection.http
        if http.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            return False
        now = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime())
        headers = [("Date", now), ("Content-Length", str(len(body)))]
        if status == 204:
            headers.pop()
        if body:
            headers.append(("Content-Type", "application/json" if json else "text/html; charset=ISO-8859-1"))
        if status == 401:
            headers.append(("WWW-Authenticate", 'Basic realm="jsonrpc"'))
        if close or self._closing:
            headers.append(("Connection", "close"))
        head = h11.Response(status_code=status, headers=headers, reason=TEXTS.get(status, b""))
        data = http.send(head) or b""
        data += http.send(h11.Data(data=body)) or b""
        data += http.send(h11.EndOfMessage()) or b""
        connection.sock.settimeout(self.timeout_s)
        connection.sock.sendall(data)
        if http.states == _FINISHED and not self._closing:
            return True
        if http.their_state is not h11.DONE:
            _linger(connection.sock)
        return False


def _early_text(status: int, request: h11.Request) -> bytes:
    if status == 405 and request.method in METHODS:
        return b"JSONRPC server handles only POST requests"
    return b""


def _hang_up(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


def _linger(sock: socket.socket) -> None:
    """Lets the client read its answer before the connection ends, though it may still be sending."""
    try:
        sock.shutdown(socket.SHUT_WR)
        sock.settimeout(0.5)
        for _ in range(64):
            if not sock.recv(65536):
                break
    except OSError:
        pass
