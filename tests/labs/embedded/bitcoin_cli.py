"""A small bitcoin-cli, for those of Bitcoin Core's tests that call it: `-datadir=DIR [options] METHOD ARG …`.

Which arguments are JSON and which are text the node itself tells. Source: Bitcoin Core, src/bitcoin-cli.cpp.
"""

import binascii
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any


def main(arguments: list[str]) -> int:
    """Prints the result; an error goes to stderr in Core's form, with exit code 1 or its own."""
    options, words = _split(arguments)
    if "stdin" in options:
        words += sys.stdin.read().splitlines()
    datadir = Path(options["datadir"])
    path = "/wallet/" + _quoted(options["rpcwallet"]) if "rpcwallet" in options else "/"
    table = _conversions(datadir)
    answer: Any = table
    if not isinstance(table, str):
        answer = _ask(datadir, path, words[0], _params(words[0], words[1:], table, "named" in options))
    if isinstance(answer, str):
        print(f"error: Server response: {answer}", file=sys.stderr)
        return 1
    if error := answer["error"]:
        print(f"error code: {error['code']}\nerror message:\n{error['message']}", file=sys.stderr)
        return abs(int(error["code"])) % 256
    result = answer["result"]
    print(result if isinstance(result, str) else "" if result is None else json.dumps(result, indent=2))
    return 0


def _quoted(name: str) -> str:
    return "".join(f"%{byte:02x}" for byte in name.encode())


def _split(arguments: list[str]) -> tuple[dict[str, str], list[str]]:
    options: dict[str, str] = {}
    while arguments and arguments[0].startswith("-"):
        key, _, value = arguments[0].lstrip("-").partition("=")
        options[key] = value
        arguments = arguments[1:]
    return options, arguments


def _params(method: str, words: list[str], table: list[Any], named: bool) -> Any:
    text = {(line[1], line[2]): line[3] for line in table if line[0] == method}
    by_position = {position: is_text for (position, _), is_text in text.items()}
    if not named:
        return [_value(word, by_position.get(i, True)) for i, word in enumerate(words)]
    by_name = {name: is_text for (_, name), is_text in text.items()}
    params: dict[str, Any] = {}
    positional: list[Any] = []
    for word in words:
        name, equals, value = word.partition("=")
        is_text = by_position.get(len(positional))
        if not equals or (name not in by_name and is_text) or (name not in by_name and _is_json(word)):
            positional.append(_value(word, is_text is not False))
        else:
            params[name] = _value(value, by_name.get(name, True))
    return params | ({"args": positional} if positional else {})


def _is_json(word: str) -> bool:
    try:
        json.loads(word)
    except ValueError:
        return False
    return True


def _value(word: str, is_text: bool) -> Any:
    if is_text:
        return word
    try:
        return json.loads(word, parse_float=Number)
    except ValueError:
        return word


class Number(float):
    """A number that is sent with the very letters it was given."""

    def __new__(cls, text: str) -> "Number":
        made = super().__new__(cls, text)
        made.text = text
        return made

    text: str

    def __repr__(self) -> str:
        return self.text


def _conversions(datadir: Path) -> list[Any] | str:
    """For each argument of each method whether it is text. Asked for once, for this is called often."""
    kept = datadir / "cli-conversions.json"
    if kept.exists():
        return list(json.loads(kept.read_text()))
    answer = _ask(datadir, "/", "help", ["dump_all_command_conversions"])
    if isinstance(answer, str):
        return answer
    part = kept.with_suffix(f".{os.getpid()}")
    part.write_text(json.dumps(answer["result"]))
    part.rename(kept)
    return list(answer["result"])


def _ask(datadir: Path, path: str, method: str, params: Any) -> Any:
    """The JSON answer, or a text that is not JSON. By a bare socket: http.client takes long to import."""
    conf = (datadir / "bitcoin.conf").read_text()
    port = next(line.partition("=")[2] for line in conf.splitlines() if line.startswith("rpcport="))
    login = binascii.b2a_base64((datadir / "regtest" / ".cookie").read_bytes(), newline=False).decode()
    body = json.dumps({"method": method, "params": params, "id": 1}).encode()
    head = f"POST {path} HTTP/1.0\r\nAuthorization: Basic {login}\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", int(port)), timeout=60) as connection:
        connection.sendall(head.encode() + body)
        said = b"".join(iter(lambda: connection.recv(65536), b"")).partition(b"\r\n\r\n")[2].decode()
    return json.loads(said) if said.startswith("{") else said


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
