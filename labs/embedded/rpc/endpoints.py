"""Where the RPC server listens: this machine only, unless both -rpcallowip and -rpcbind say otherwise.

Beyond Bitcoin Core, -rpcbind=unix:PATH is a socket in a folder, for places without a network.
Source: Bitcoin Core, HTTPBindAddresses in src/httpserver.cpp.
"""

import socket
from collections.abc import Callable
from pathlib import Path

from labs.embedded.options import Options
from labs.embedded.settings import OptionError

UNIX = "unix:"
LOCAL = "127.0.0.1"
"""Whose address a unix socket's clients count as: who may open the file decides."""


def endpoints(options: Options, log: Callable[[str], None]) -> list[tuple[str, int]]:
    """Where to listen: this machine only, unless both -rpcallowip and -rpcbind say otherwise."""
    if not options.rpc_allow_ip or not options.rpc_bind:
        if options.rpc_allow_ip:
            log("Option -rpcallowip was specified without -rpcbind; this doesn't usually make sense")
        if options.rpc_bind:
            log(
                "Option -rpcbind was ignored because -rpcallowip was not specified, refusing to allow "
                "everyone to connect"
            )
        return [("::1", options.rpc_port), ("127.0.0.1", options.rpc_port)]
    return [_host_and_port(text, options.rpc_port) for text in options.rpc_bind]


def _host_and_port(text: str, port: int) -> tuple[str, int]:
    if text.startswith(UNIX):
        return text, 0
    host, colon, digits = text.rpartition(":")
    if not colon or text.endswith("]") or (":" in host and not host.startswith("[")):
        host, digits = text, str(port)
    if not digits.isascii() or not digits.isdigit() or not 0 < int(digits[:6]) < 65536:
        raise OptionError(f"Invalid port specified in -rpcbind: '{text}'")
    return host.strip("[]"), int(digits)


def listen(host: str, port: int, log: Callable[[str], None]) -> socket.socket | None:
    """A listening socket, or None where this machine has no such address."""
    log(f"Binding RPC on address {host} port {port}")
    listener = None
    try:
        if host.startswith(UNIX):
            return _listen_on_file(Path(host.removeprefix(UNIX)))
        family, _, _, _, address = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        if listener is not None:
            listener.close()
        log(f"Binding RPC on address {host} port {port} failed.")
        if host == LOCAL or host.startswith(UNIX):
            raise OptionError(
                f"Unable to start HTTP server. See debug log for details. ({host}:{port}: {error.strerror})"
            ) from None
        return None
    return listener


def _listen_on_file(path: Path) -> socket.socket:
    """A socket that only this user can open; one left by a node that was killed is replaced."""
    if path.is_socket():
        path.unlink()
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        listener.bind(str(path))
        path.chmod(0o600)
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener
