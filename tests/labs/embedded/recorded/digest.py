"""Makes `calls.json` out of a recording of a real bitcoind: `python digest.py RECORDING`.

The recording lists the calls of each method; here they stand in the order in which they can be replayed. What
depends on keys, times and chance (hashes, addresses, transactions, descriptors) becomes a name such as `$12`,
the same wherever it comes back, so that a replay can put its own value there and still compare the rest.
"""

import re
import sys
from pathlib import Path
from typing import Any

import simplejson

WORD = re.compile(r"\b(?:[0-9a-f]{40,}|bcrt1[0-9a-z]{20,}|[mn2][1-9A-HJ-NP-Za-km-z]{25,34})\b")
WHOLE = re.compile(r"cHNidP[+/=0-9A-Za-z]+|.*[tx]pub[0-9A-Za-z]{50}.*|.*#[0-9a-z]{8}", re.DOTALL)
FIXED = (
    "decodescript deriveaddresses getdescriptorinfo createmultisig signmessagewithprivkey help generate "
    "validateaddress"
).split()
"""Methods whose answers depend on nothing but their arguments."""
LATER = {
    ("getblockchaininfo", 1): ("generatetoaddress", 0),
    ("getmininginfo", 1): ("generatetoaddress", 0),
    ("getblock", 5): ("generatetoaddress", 0),
    ("getblock", 6): ("generatetoaddress", 0),
    ("getblock", 7): ("generatetoaddress", 0),
    ("getmempoolinfo", 1): ("sendtoaddress", 0),
    ("getblocktemplate", 3): ("sendtoaddress", 0),
    ("getchaintips", 1): ("invalidateblock", 0),
    ("listwallets", 1): ("createwallet", 0),
    ("getaddressinfo", 1): ("importdescriptors", 1),
    ("generatetoaddress", 2): ("generatetodescriptor", 0),
    ("getblocktemplate", 4): ("generatetoaddress", 2),
    ("listunspent", 1): ("generatetoaddress", 2),
    ("generatetoaddress", 3): ("generatetoaddress", 2),
    ("listunspent", 2): ("generatetoaddress", 3),
    ("lockunspent", 0): ("listunspent", 2),
    ("listlockunspent", 0): ("lockunspent", 0),
    ("gettxspendingprevout", 0): ("listunspent", 2),
    ("getmempoolcluster", 0): ("prioritisetransaction", 0),
    ("getmempoolfeeratediagram", 0): ("prioritisetransaction", 0),
    ("simulaterawtransaction", 0): ("signrawtransactionwithwallet", 0),
    ("testmempoolaccept", 1): ("signrawtransactionwithwallet", 0),
    ("testmempoolaccept", 2): ("signrawtransactionwithwallet", 0),
    ("sendrawtransaction", 1): ("signrawtransactionwithwallet", 0),
    ("sendrawtransaction", 3): ("signrawtransactionwithwallet", 0),
}
"""Calls that came only after a certain call of another method."""
KNOWN = (
    "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
    "751e76e8199196d454941c45d1b3a323f1433bd6",
    "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080",
)
"""The generator point as a public key, its hash and its address stand for themselves."""
DROPPED = ("immature coinbase", "zero fee", "absurd fee (maxfeerate)")
"""Their transactions were made outside the recording, so they cannot be made again."""


def main(recording: Path) -> None:
    """Writes calls.json beside this file."""
    methods = simplejson.loads(recording.read_text(), use_decimal=True)["methods"]
    names: dict[str, str] = {}
    calls = [_digest(method, call, names) for method, call in _in_order(methods)]
    text = (
        "[\n"
        + ",\n".join(simplejson.dumps(call, ensure_ascii=False, use_decimal=True) for call in calls)
        + "\n]\n"
    )
    Path(__file__).with_name("calls.json").write_text(text)


def _in_order(methods: dict[str, list[dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    ordered: list[tuple[str, dict[str, Any]]] = []

    def put(method: str, index: int) -> None:
        if methods[method][index]["note"] not in DROPPED:
            ordered.append((method, methods[method][index]))
        for later, earlier in LATER.items():
            if earlier == (method, index):
                put(*later)

    for method, calls in methods.items():
        for index in range(len(calls)):
            if (method, index) not in LATER:
                put(method, index)
    return ordered


def _digest(method: str, call: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    response = call["response"]
    learn = method not in FIXED and not call["note"].startswith("genesis")
    short = {"method": method, "params": _put(call["params"], names, learn=False)}
    for key in ("note", "wallet"):
        if call[key]:
            short[key] = call[key]
    short["http"] = call["http"]
    key = "error" if response.get("error") else "result"
    short[key] = _put(response[key], names, learn)
    return short


def _put(value: Any, names: dict[str, str], learn: bool) -> Any:
    """The value with names in it; new ones are only made when learning."""
    if isinstance(value, dict):
        return {_put(key, names, learn): _put(inner, names, learn) for key, inner in value.items()}
    if isinstance(value, list):
        return [_put(inner, names, learn) for inner in value]
    if not isinstance(value, str):
        return value
    if WHOLE.fullmatch(value):
        return _name(value, names, learn)
    return WORD.sub(lambda found: _name(found[0], names, learn), value)


def _name(text: str, names: dict[str, str], learn: bool) -> str:
    if learn and text not in names and len(set(text)) > 4 and not any(known in text for known in KNOWN):
        names[text] = f"${len(names)}"
    return names.get(text, text)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
