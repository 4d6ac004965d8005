"""Help texts of methods, laid out as Bitcoin Core lays them out.

Source: Bitcoin Core, src/rpc/util.cpp (RPCMethod::ToString, RPCArg).
"""

import simplejson

from labs.embedded.rpc.arguments import (
    AMOUNT,
    ARR,
    BOOL,
    HEX,
    OBJ,
    OBJ_NAMED,
    OBJ_USER_KEYS,
    RANGE,
    STR,
    Arg,
    Hint,
)

_KIND_TEXT = {
    STR: "string",
    HEX: "string",
    AMOUNT: "numeric or string",
    RANGE: "numeric or array",
    BOOL: "boolean",
    OBJ: "json object",
    OBJ_NAMED: "json object",
    OBJ_USER_KEYS: "json object",
    ARR: "json array",
}
_OBJECTS = (OBJ, OBJ_NAMED, OBJ_USER_KEYS)
_NAMED_TEXT = " Options object that can be used to pass named arguments, listed below."

Line = tuple[str, str]


def help_text(name: str, summary: str, args: tuple[Arg, ...], result: str, example: str) -> str:
    """The whole text; its first line shows the call with its arguments."""
    shown = _until_hidden(args)
    text = f"{usage(name, args)}\n\n{summary.strip()}\n"
    lines: list[Line] = []
    named: list[Line] = []
    for i, arg in enumerate(shown, 1):
        lines.append((f"{i}. {arg.name}", _description(arg, named=True)))
        lines += _nested(arg, 5, outer="")
        if arg.main_kind == OBJ_NAMED:
            for field in arg.fields:
                named.append((field.name, _description(field, named=True)))
                named += _nested(field, 5, outer="")
    if lines:
        text += "\nArguments:\n" + _columns(lines)
    if named:
        text += "\nNamed Arguments:\n" + _columns(named)
    if result:
        text += f"\nResult:\n{result.rstrip()}\n"
    if example:
        text += f"\nExamples:\n{example.rstrip()}\n"
    return text


def usage(name: str, args: tuple[Arg, ...]) -> str:
    """The method with its arguments in one line, optional ones in ( )."""
    words = [name]
    within = False
    for arg in _until_hidden(args):
        if arg.optional and not within:
            words.append("(")
        elif not arg.optional and within:
            words.append(")")
        within = arg.optional
        words.append(_oneline(arg))
    if within:
        words.append(")")
    return " ".join(words)


def _until_hidden(args: tuple[Arg, ...]) -> tuple[Arg, ...]:
    for i, arg in enumerate(args):
        if arg.hidden:
            return args[:i]
    return args


def _oneline(arg: Arg) -> str:
    if arg.oneline:
        return arg.oneline
    kind = arg.main_kind
    if kind in (STR, HEX):
        return f'"{arg.name}"'
    if kind in _OBJECTS:
        inner = ",".join(f'"{field.name}":{_sample(field)}' for field in arg.fields)
        return "{" + inner + ("}" if kind == OBJ else ",...}")
    if kind == ARR:
        return "[" + "".join(_oneline(field) + "," for field in arg.fields) + "...]"
    return arg.name


def _sample(arg: Arg) -> str:
    """What stands after the key of an object in a usage line."""
    kind = arg.main_kind
    samples = {STR: '"str"', HEX: '"hex"', RANGE: "n or [n,n]", AMOUNT: "amount", BOOL: "bool"}
    if kind == ARR:
        return "[" + "".join(_oneline(field) + "," for field in arg.fields) + "...]"
    return "{...}" if kind in _OBJECTS else samples.get(kind, "n")


def _description(arg: Arg, named: bool) -> str:
    text = arg.type_text[1] if arg.type_text else _KIND_TEXT.get(arg.main_kind, "numeric")
    if not arg.optional:
        text += ", required"
    elif isinstance(arg.default, Hint):
        text += f", optional, default={arg.default.text}"
    elif arg.default is not None:
        text += f", optional, default={simplejson.dumps(arg.default, use_decimal=True)}"
    elif named:
        text += ", optional"
    options = _NAMED_TEXT if arg.main_kind == OBJ_NAMED else ""
    return f"({text}){options}" + (f" {arg.text}" if arg.text else "")


def _nested(arg: Arg, indent: int, outer: str) -> list[Line]:
    """The lines that show what is inside an object or an array."""
    pad, kind, top = " " * indent, arg.main_kind, not outer
    key = f'"{arg.name}": ' if outer in _OBJECTS else ""
    right = "" if top else _description(arg, named=bool(key))
    end = "" if top else ","
    if kind in (OBJ, OBJ_USER_KEYS) or kind == ARR:
        opening, closing = ("[", "]") if kind == ARR else ("{", "}")
        lines = [(f"{pad}{key}{opening}", right)]
        for field in arg.fields:
            lines += _nested(field, indent + 2, outer=kind)
        if kind != OBJ:
            lines.append((f"{pad}  ...", ""))
        return [*lines, (f"{pad}{closing}{end}", "")]
    if top:
        return []
    if arg.type_text and key:
        return [(f"{pad}{key}{arg.type_text[0]},", right)]
    return [(f"{pad}{key}{_sample(arg) if key else _oneline(arg)},", right)]


def _columns(lines: list[Line]) -> str:
    width = max(len(left) for left, _ in lines) + 4
    text = ""
    for left, right in lines:
        if not right:
            text += left + "\n"
            continue
        first, *rest = right.split("\n")
        text += left.ljust(width) + first + "\n"
        text += "".join(" " * width + line.strip(" ") + "\n" for line in rest)
    return text
