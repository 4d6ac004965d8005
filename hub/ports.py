"""Ports and sockets: whether they can be had, and whether somebody answers there."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request
from pathlib import Path


class PortTaken(Exception):
    """The public port cannot be had. The text says what to type next."""


def check_port(bind: str, port: int) -> None:
    """Raises PortTaken if the public port cannot be had."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            raise PortTaken(
                f"Port {port} on {bind} cannot be had: {error.strerror}.\n"
                "Another program uses it, or the address is not this machine's."
                f" Try: HUNAR_PORT={port + 1} hunar up"
            ) from error


def free_ports(count: int) -> list[int]:
    """TCP ports on 127.0.0.1 that nobody uses at this moment."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def listens(path: Path) -> bool:
    """True when somebody accepts connections on this unix socket."""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def answers(url: str) -> bool:
    """True when a GET is answered with 200."""
    try:
        with urllib.request.urlopen(url, timeout=3) as response:
            return bool(response.status == 200)
    except (OSError, urllib.error.URLError):
        return False
