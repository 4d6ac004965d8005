"""A small bitcoin-cli, for those of Bitcoin Core's tests that call it: `-datadir=DIR [options] METHOD [ARG …]`.

Which arguments are JSON and which are text the node itself tells. Source: Bitcoin Core, src/bitcoin-cli.cpp.
"""

import base64
import http.client
import json
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote


def main(arguments: list[str]) -> int:
    """Prints the result; an error goes to stderr in Core's form, with exit code 1 or its own."""
    options, words = _split(arguments)
    if "stdin" in options:
        words += sys.stdin.read().splitlines()
    datadir = Path(options["datadir"])
    path = "/wallet/" + quote(options["rpcwallet"]) if "rpcwallet" in options else "/"
    status, answer = _ask(datadir, "/", "help", ["dump_all_command_conversions"])
    if isinstance(answer, dict):
        params = _params(words[0], words[1:], answer["result"], "named" in options)
        status, answer = _ask(datadir, path, words[0], params)
    if isinstance(answer, str):
        print(f"error: Server response: {answer}", file=sys.stderr)
        return 1
    if error := answer["error"]:
        print(f"error code: {error['code']}\nerror message:\n{error['message']}", file=sys.stderr)
        return abs(int(error["code"])) % 256 or status
    result = answer["result"]
    print(result if isinstance(result, str) else "" if result is None else json.dumps(result, indent=2))
    return 0


def _split(arguments: list[str]) -> tuple[dict[str, str], list[str]]:
    options: dict[str, str] = {}
    while arguments and arguments[0].startswith("-"):
        key, _, value = arguments[0].lstrip("-").partition("=")
        options[key] = value
        arguments = arguments[1:]
    return options, arguments


def _params(method: str, words: list[str], table: list[Any], named: bool) -> Any:
    text = {(line[1], line[2]): line[3] for line in table if line[0] == method}
    if not named:
        by_position = {position: is_text for (position, _), is_text in text.items()}
        return [_value(word, by_position.get(i, True)) for i, word in enumerate(words)]
    by_name = {name: is_text for (_, name), is_text in text.items()}
    params: dict[str, Any] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if equals:
            params[name] = _value(value, by_name.get(name, True))
        else:
            params.setdefault("args", []).append(_value(word, text.get((len(params), ""), True)))
    return params


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


def _ask(datadir: Path, path: str, method: str, params: Any) -> tuple[int, Any]:
    conf = (datadir / "bitcoin.conf").read_text()
    port = next(line.partition("=")[2] for line in conf.splitlines() if line.startswith("rpcport="))
    login = base64.b64encode((datadir / "regtest" / ".cookie").read_bytes()).decode()
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=60)
    body = json.dumps({"method": method, "params": params, "id": 1})
    connection.request("POST", path, body, {"Authorization": f"Basic {login}"})
    response = connection.getresponse()
    said = response.read().decode()
    return response.status, json.loads(said) if said.startswith("{") else said


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
