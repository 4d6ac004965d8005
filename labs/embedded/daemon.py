"""One node as a process: reads options, opens the node behind its RPC server, waits for stop or a signal.

Exit code 0 after `stop`, SIGTERM or SIGINT; 1 when it cannot start, with one line on stderr, which is empty
otherwise. Source: Bitcoin Core, src/bitcoind.cpp and src/init.cpp.
"""

import os
import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING

from labs.embedded import datadir, head_start, options, settings_file
from labs.embedded.clock import Clock
from labs.embedded.debug_log import ALL_OR_NONE, CATEGORIES, DebugLog
from labs.embedded.options import Options
from labs.embedded.settings import OptionError

if TYPE_CHECKING:
    from labs.embedded.node import Node
    from labs.embedded.rpc.dispatch import Dispatcher

VERSION_TEXT = "v31.99.0"

HELP = """Usage: python -m labs.embedded [options]

A Bitcoin node for regtest with Bitcoin Core's consensus engine, wallet and JSON-RPC.

Options (Bitcoin Core's; those without meaning here are accepted and change nothing):

  -datadir=<dir>           Folder of the node's data (default: ~/.hunar/node)
  -conf=<file>             Configuration file (default: bitcoin.conf in the data folder)
  -rpcport=<port>          Port of the JSON-RPC (default: 18443)
  -rpcbind=<addr>[:port]   Address to listen on; needs -rpcallowip
  -rpcallowip=<ip>         Network that may connect, such as 10.0.0.0/8
  -rpcauth=<user:hash>     Another user with password, from Bitcoin Core's rpcauth.py
  -rpcwhitelist=<user:list> Methods that a user may call
  -txindex                 Answer getrawtransaction for every transaction
  -disablewallet           Without wallets
  -wallet=<name>           Wallet to load at start
  -fallbackfee=<amt>       Feerate in BTC/kvB where none can be estimated (default: 0, off)
  -debug=<category>        More lines in regtest/debug.log
  -printtoconsole          The log on the terminal too
  -daemon                  Go on in the background
  -version                 Print the version and exit
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a node until it is stopped. Returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(given)
    except (OptionError, datadir.DatadirError) as error:
        prefix = getattr(error.__cause__, "prefix", "Error: ")
        print(f"{prefix}{error}", file=sys.stderr)
        return 1


def _run(given: list[str]) -> int:
    for argument in given:
        name = argument.lstrip("-").partition("=")[0]
        if argument.startswith("-") and name in ("help", "?", "h", "help-debug"):
            print(HELP, end="")
            return 0
        if argument.startswith("-") and name == "version":
            print(f"Bitcoin Core daemon version {VERSION_TEXT} (embedded regtest node on libbitcoinkernel)")
            return 0
    chosen = options.read(given)
    os.umask(0o077)
    if not chosen.network_dir.exists():  # in an older folder without it, wallets lie beside the chain
        (chosen.network_dir / "wallets").mkdir(parents=True)
    datadir.reserve(chosen.network_dir)
    if not chosen.settings.negated("settings"):
        settings_file.keep(chosen.network_dir / (chosen.get("settings") or "settings.json"))
    background = chosen.flag("daemon", False) or chosen.flag("daemonwait", False)
    if background and _left_to_the_child():
        return 0
    return _serve(chosen)


def _serve(chosen: Options) -> int:
    from labs.embedded import methods
    from labs.embedded.rpc.access import Access
    from labs.embedded.rpc.dispatch import Dispatcher
    from labs.embedded.rpc.server import Server

    clock = Clock()
    log = _open_log(chosen, clock)
    pid_file = chosen.network_dir / chosen.text("pid", "bitcoind.pid")
    access = Access(chosen, log)
    server = None
    try:
        dispatcher = Dispatcher(log)
        server = Server(chosen, access, dispatcher, log)
        pid_file.write_text(f"{os.getpid()}\n")
        server.start()
        methods.load_first()
        node = _opened(chosen, clock, log, dispatcher)
        threading.Thread(target=_load_methods, args=(log,), name="methods", daemon=True).start()
        log("Done loading")
        if command := chosen.text("startupnotify", ""):
            threading.Thread(target=os.system, args=(command,), daemon=True).start()
        for warning in chosen.warnings:
            log(warning)
            print(warning, file=sys.stderr)
        node.stop_requested.wait()
        node.request_stop()
        log("Shutdown in progress...")
        dispatcher.status = "Shutting down"
        server.close()
        node.close()
        log("Shutdown done")
        return 0
    finally:
        access.close()
        pid_file.unlink(missing_ok=True)
        log.close()


def _load_methods(log: DebugLog) -> None:
    """Everything that was not needed for the first answers."""
    from labs.embedded import methods

    methods.load()
    if methods.failure is not None:
        log(f"Error: some RPC methods are missing: {methods.failure!r}")


def _opened(chosen: Options, clock: Clock, log: DebugLog, dispatcher: "Dispatcher") -> "Node":
    """The node, from now on behind the dispatcher. Raises OptionError when it cannot be opened."""
    from labs.embedded.node import Node
    from labs.embedded.rpc.errors import RpcError

    def progress(text: str) -> None:
        dispatcher.status = text
        log(f"init message: {text}")

    try:
        node = Node.open(chosen, clock, log, progress)
    except (RpcError, RuntimeError, OSError) as error:
        log(f"Error: {error}")
        raise OptionError(str(error)) from error
    node.active_calls = dispatcher.active
    _heed_signals(node)  # before the first answer: who has one may want the end at once
    dispatcher.node = node
    return node


def _heed_signals(node: "Node") -> None:
    """SIGTERM and SIGINT ask for the end, as the RPC `stop` does."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        node.stop_requested.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)


def _open_log(chosen: Options, clock: Clock) -> DebugLog:
    name = chosen.text("debuglogfile", "debug.log")
    path = None if chosen.settings.negated("debuglogfile") else chosen.network_dir / name
    try:
        log = DebugLog(path, clock)
    except OSError:
        raise OptionError(f"Could not open debug log file {path}") from None
    log.to_console = chosen.flag("printtoconsole", False)
    log.thread_names = chosen.flag("logthreadnames", False)
    for option in ("debug", "debugexclude"):
        for category in chosen.get_all(option):
            if category not in (*CATEGORIES, *ALL_OR_NONE):
                raise OptionError(f"Unsupported logging category -{option}={category}.")
            log.switch(category, option == "debug")
    log(f"Bitcoin Core version {VERSION_TEXT} (embedded regtest node on libbitcoinkernel)")
    log(f"Using data directory {chosen.network_dir}")
    for line in chosen.settings.lines():
        log(line)
    for warning in chosen.settings.warnings:
        log(warning)
    return log


def _left_to_the_child() -> bool:
    """Goes on as a background process; True in the parent, which only has to end."""
    head_start.wait()  # a child forked meanwhile would never see the end of it
    if os.fork():
        print("Bitcoin Core starting")
        return True
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    return False
