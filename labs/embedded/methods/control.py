"""RPCs about the node itself: help, stop, log, memory, mocked time.

Source: Bitcoin Core, src/rpc/server.cpp and src/rpc/node.cpp.
"""

import mmap
import time

from labs.embedded import methods
from labs.embedded.debug_log import ALL_OR_NONE, CATEGORIES
from labs.embedded.rpc.errors import MISC, PARAMETER, RpcError
from labs.embedded.rpc.registry import (
    ANY,
    ARR,
    INT,
    METHODS,
    NUM,
    STR,
    Arg,
    Call,
    Hint,
    Json,
    Method,
    method,
)
from labs.embedded.rpc.values import string

MAX_WAIT_S = 60


@method(
    "control",
    "help",
    "List all commands, or get help for a specified command.\n",
    Arg("command", STR, "The command to get help on", Hint("all commands")),
    result='"str"    (string) The help text',
)
def help_(call: Call, command: str | None) -> Json:
    """Every method by category, or one in full."""
    methods.load()
    wallets = call.node.wallets is not None
    if command == "dump_all_command_conversions":
        return [line for name in sorted(METHODS) for line in _conversions(METHODS[name])]
    if command:
        found = METHODS.get(command)
        if found is None or (found.category == "wallet" and not wallets):
            return f"help: unknown command: {command}"
        return found.help()
    lines: list[str] = []
    category = ""
    for each in sorted(METHODS.values(), key=lambda m: m.category + m.name):
        if each.hidden or each.category == "hidden" or (each.category == "wallet" and not wallets):
            continue
        if each.category != category:
            category = each.category
            lines += ([""] if lines else []) + [f"== {category[:1].upper()}{category[1:]} =="]
        lines.append(each.help().partition("\n")[0])
    return "\n".join(lines)


def _conversions(found: Method) -> list[Json]:
    """How a command line must read each argument: method, position, name, whether it is a string."""
    lines: list[Json] = []
    for position, arg in enumerate(found.args):
        for name in arg.names.split("|"):
            lines.append([found.name, position, name, arg.main_kind in ("STR", "HEX")])
            if arg.main_kind != "OBJ_NAMED":
                continue
            for field in arg.fields:
                for inner in field.names.split("|"):
                    lines.append([found.name, position, inner, field.main_kind in ("STR", "HEX")])
    return lines


@method(
    "control",
    "stop",
    "Request a graceful shutdown of Bitcoin Core.",
    Arg("wait", INT, "how long to wait in ms", None, hidden=True),
    result="\"str\"    (string) A string with the content 'Bitcoin Core stopping'",
)
def stop(call: Call, wait: int | None) -> Json:
    """Answers before the node ends."""
    call.node.request_stop()
    if wait is not None and wait > 0:
        time.sleep(min(wait / 1000, MAX_WAIT_S))
    return "Bitcoin Core stopping"


@method(
    "control",
    "uptime",
    "Returns the total uptime of the server.\n",
    result="n    (numeric) The number of seconds that the server has been running",
)
def uptime(call: Call) -> Json:
    """Seconds since the start by a clock that nobody sets."""
    return int(time.monotonic() - call.node.started_at)


@method("control", "getrpcinfo", "Returns details of the RPC server.\n")
def getrpcinfo(call: Call) -> Json:
    """Calls under way, and where the log is."""
    active = call.node.active_calls()
    return {
        "active_commands": [
            {"method": name, "duration": int(seconds * 1_000_000)} for name, seconds in active
        ],
        "logpath": str(call.node.log.path or ""),
    }


@method(
    "control",
    "getmemoryinfo",
    "Returns an object containing information about memory usage.\n",
    Arg("mode", STR, "determines what kind of information is returned.", "stats"),
)
def getmemoryinfo(call: Call, mode: str) -> Json:
    """Core tells of its pool of locked pages; this engine has none and tells of the process, in bytes."""
    if mode == "stats":
        with open("/proc/self/statm") as file:
            total, used = (int(pages) * mmap.PAGESIZE for pages in file.read().split()[:2])
        figures = {"used": used, "free": total - used, "total": total}
        return {"locked": {**figures, "locked": 0, "chunks_used": 1, "chunks_free": 1}}
    if mode == "mallocinfo":
        raise RpcError(PARAMETER, "mallocinfo mode not available")
    raise RpcError(PARAMETER, f"unknown mode {mode}")


@method(
    "control",
    "logging",
    "Gets and sets the logging configuration.\nThe valid logging categories are: "
    + ", ".join(CATEGORIES)
    + '\nIn addition, "all" and "1" stand for all of them.\n',
    Arg(
        "include", ARR, "The categories to add to debug logging", None, fields=(Arg("include_category", STR),)
    ),
    Arg(
        "exclude",
        ARR,
        "The categories to remove from debug logging",
        None,
        fields=(Arg("exclude_category", STR),),
    ),
)
def logging(call: Call, include: list[Json] | None, exclude: list[Json] | None) -> Json:
    """Switches categories of the debug log; answers which are on."""
    log = call.node.log
    for names, on in ((include or [], True), (exclude or [], False)):
        for name in map(string, names):
            if name not in (*CATEGORIES, *ALL_OR_NONE):
                raise RpcError(PARAMETER, f"unknown logging category {name}")
            log.switch(name, on)
    return {name: name in log.categories for name in CATEGORIES}


@method(
    "hidden",
    "setmocktime",
    "Set the local time to given timestamp (-regtest only)\n",
    Arg("timestamp", NUM, "UNIX epoch time\nPass 0 to go back to using the system time."),
)
def setmocktime(call: Call, timestamp: int) -> Json:
    """Stops the node's clock at a time, or lets it run again."""
    highest = ((1 << 63) - 1) // 1_000_000_000
    if not 0 <= timestamp <= highest:
        raise RpcError(PARAMETER, f"Mocktime must be in the range [0, {highest}], not {timestamp}.")
    call.node.clock.set_mock(timestamp)
    return None


@method(
    "hidden",
    "mockscheduler",
    "Bump the scheduler into the future (-regtest only)\n",
    Arg("delta_time", NUM, "Number of seconds to forward the scheduler into the future."),
)
def mockscheduler(call: Call, delta_time: int) -> Json:
    """There is no scheduler here; only the argument is checked."""
    if not 0 < delta_time <= 3600:
        raise RpcError(MISC, "delta_time must be between 1 and 3600 seconds (1 hr)")
    return None


@method(
    "hidden", "syncwithvalidationinterfacequeue", "Waits for the validation interface queue to catch up.\n"
)
def syncwithvalidationinterfacequeue(call: Call) -> Json:
    """Nothing is queued here: whoever answers has already told everybody."""
    return None


_ECHO_TEXT = (
    "Simply echo back the input arguments. This command is for testing.\n\nThe difference between echo and "
    "echojson is that echojson has argument conversion enabled in the client-side table in bitcoin-cli and "
    "the GUI. There is no server-side difference."
)
_ECHO_ARGS = tuple(Arg(f"arg{i}", (STR, ANY), "", None) for i in range(10))


@method("hidden", "echo", _ECHO_TEXT, *_ECHO_ARGS)
@method("hidden", "echojson", _ECHO_TEXT, *_ECHO_ARGS)
def echo(call: Call, *_: Json) -> Json:
    """The arguments as they were given, without defaults."""
    if call.given[9:] == ["trigger_internal_bug"]:
        raise RpcError(
            MISC, 'Internal bug detected: request.params[9].get_str() != "trigger_internal_bug"\n(on purpose)'
        )
    return list(call.given)


@method("hidden", "echoipc", "Echo back the input argument.\n", Arg("arg", STR, "The string to echo"))
def echoipc(call: Call, arg: str) -> Json:
    """There is no second process here: the argument itself."""
    return arg
