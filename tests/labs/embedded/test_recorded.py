"""Every recorded call of a real bitcoind, made again on this node: same fields, same types, same values.

`recorded/calls.json` is made by `recorded/digest.py`, which says what the names such as `$12` mean.
"""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import simplejson

from tests.labs.embedded.processes import RunningNode

CALLS = simplejson.loads((Path(__file__).parent / "recorded" / "calls.json").read_text(), use_decimal=True)

VARYING = frozenset(
    """time mediantime curtime mintime timereceived blocktime birthtime timemillis timestamp duration usage
    size_on_disk verificationprogress used free total locked networkhashps hdmasterfingerprint
    master_fingerprint changepos range next next_index nonce bogosize disk_size
    """.split()
)
"""Fields that depend on the clock, the machine or chance: only their types are compared."""

NEARLY = frozenset(
    """vsize weight size bytes total_size total_weight chunkweight clusterweight effective-feerate
    descendantsize ancestorsize strippedsize currentblockweight fee base modified ancestor descendant chunk
    chunkfee total_fee fees origfee modified_fee
    """.split()
)
"""One signature in some hundred is a byte shorter: these figures may differ by two in a hundred."""

UNORDERED = frozenset(
    """listtransactions listunspent listsinceblock listreceivedbyaddress listaddressgroupings listdescriptors
    decodepsbt analyzepsbt gettransaction getrawtransaction decoderawtransaction scantxoutset uptime
    getnetworkhashps getblockstats
    """.split()
)
"""Which coins a wallet picks and where it puts the change is chance: their answers are compared in shape."""

NOT_HERE = {"getdescriptoractivity", "scanblocks", "sendall", "walletcreatefundedpsbt"}
"""Methods that this engine lacks, or whose nested arguments its help shows otherwise."""

ACCEPTED = {
    "decodepsbt().inputs.non_witness_utxo.vout.scriptPubKey.keys": "which coin is spent is chance",
}
"""Beginnings of differences that are accepted, and why."""


class Replay:
    """One run of the recorded calls. `values` are this node's values of the recording's names."""

    def __init__(self, node: RunningNode) -> None:
        self.node = node
        self.values: dict[str, str] = {}
        self.differences: list[str] = []

    def make(self, number: int, call: dict[str, Any]) -> None:
        """Makes a call and notes how its answer differs."""
        where = f"{number} {call['method']}({call.get('note', '')})"
        params = self._filled(call["params"])
        answer = self._answer(call, params)
        recorded = call.get("error", call.get("result"))
        found = answer.get("error") or answer.get("result")
        if ("error" in call) != bool(answer.get("error")):
            self._differ(where, recorded, found)
        elif call["method"] in UNORDERED and "error" not in call:
            self._take_first_names(recorded, found)
            self._compare_shapes(where, recorded, found)
        elif call["method"] == "help" and not call["params"]:
            missing = set(recorded.splitlines()) - set(found.splitlines())
            lost = {line for line in missing if line.split()[0] not in NOT_HERE}
            if lost:
                self._differ(where, sorted(lost), "")
        elif _is_help(recorded):
            self._compare(where, _usage(recorded), _usage(found))
        else:
            self._compare(where, recorded, found)

    def _take_first_names(self, recorded: Any, found: Any) -> None:
        """Later calls spend what these answers list: the names take the values of the same place."""
        before = len(self.differences)
        self._compare("", recorded, found)
        del self.differences[before:]

    def _answer(self, call: dict[str, Any], params: Any) -> Any:
        path = f"/wallet/{call['wallet']}" if "wallet" in call else "/"
        body = simplejson.dumps({"method": call["method"], "params": params, "id": 1}, use_decimal=True)
        answer = self.node.post(body.encode(), path)
        if answer.status != call["http"]:
            self._differ(f"HTTP of {call['method']}", call["http"], answer.status)
        return simplejson.loads(answer.body, use_decimal=True)

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self._filled(key): self._filled(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._filled(inner) for inner in value]
        if isinstance(value, str):
            named = re.sub(r"\$\d+", lambda name: self.values.get(name[0], name[0]), value)
            return named.replace("/datadir", str(self.node.datadir))
        return value

    def _compare(self, path: str, recorded: Any, found: Any) -> None:
        if isinstance(recorded, dict) and isinstance(found, dict):
            self._compare_objects(path, recorded, found)
        elif isinstance(recorded, list) and isinstance(found, list):
            if len(recorded) != len(found):
                self._differ(f"{path}#", len(recorded), len(found))
            for i, (left, right) in enumerate(zip(recorded, found, strict=False)):
                self._compare(f"{path}[{i}]", left, right)
        elif _kind(recorded) is not _kind(found):
            self._differ(path, recorded, found)
        elif (field := path.rpartition(".")[2].partition("[")[0]) in VARYING:
            pass
        elif field in NEARLY and _kind(found) is Decimal:
            if abs(recorded - found) * 50 > abs(recorded):
                self._differ(path, recorded, found)
        elif isinstance(recorded, str) and "$" in recorded:
            self._learn(path, recorded, found)
        elif self._filled(recorded) != found:
            self._differ(path, recorded, found)

    def _learn(self, path: str, recorded: str, found: str) -> None:
        """Compares a text with names in it; a name that has no value yet takes the one that stands here."""
        pieces = re.split(r"(\$\d+)", recorded)
        pattern = "".join(
            re.escape(self._filled(piece)) if piece in self.values or not piece.startswith("$") else "(.*)"
            for piece in pieces
        )
        match = re.fullmatch(pattern, found, re.DOTALL)
        if (
            match is None and len(pieces) > 3
        ):  # a sentence that names a coin which the wallet picked by chance
            match = re.fullmatch(re.sub(r"\\\$\d+", "(.*)", re.escape(recorded)), found, re.DOTALL)
            return self._differ(path, recorded, found) if match is None else None
        if match is None:
            self._differ(path, self._filled(recorded), found)
            return
        unknown = [piece for piece in pieces if piece.startswith("$") and piece not in self.values]
        self.values.update(zip(unknown, match.groups(), strict=True))

    def _compare_objects(self, path: str, recorded: dict[str, Any], found: dict[str, Any]) -> None:
        here = {self._filled(key): value for key, value in recorded.items()}
        if here.keys() != found.keys():
            lost, new = sorted(here.keys() - found.keys()), sorted(found.keys() - here.keys())
            self._differ(f"{path}.keys", lost, new)
        for key in here.keys() & found.keys():
            self._compare(f"{path}.{key}", here[key], found[key])

    def _compare_shapes(self, path: str, recorded: Any, found: Any) -> None:
        """Every field that all recorded objects of a list have must be in each, and no other than any has."""
        if _kind(recorded) is not _kind(found):
            self._differ(path, recorded, found)
        elif isinstance(recorded, dict):
            self._compare_fields(path, [recorded], [found])
        elif isinstance(recorded, list):
            kinds = {_kind(each) for each in recorded}
            if kinds == {dict}:
                self._compare_fields(path, recorded, [each for each in found if isinstance(each, dict)])
            elif recorded and not {_kind(each) for each in found} <= kinds:
                self._differ(path, recorded, found)

    def _compare_fields(self, path: str, recorded: list[Any], found: list[Any]) -> None:
        always = set.intersection(*(set(each) for each in recorded))
        ever = {key: value for each in recorded for key, value in each.items()}
        for each in found:
            if not always <= each.keys() <= ever.keys():
                self._differ(f"{path}.keys", sorted(always - each.keys()), sorted(each.keys() - ever.keys()))
            for key in each.keys() & ever.keys():
                self._compare_shapes(f"{path}.{key}", ever[key], each[key])

    def _differ(self, path: str, recorded: Any, found: Any) -> None:
        self.differences.append(f"{path}: recorded {str(recorded)[:400]!r}, here {str(found)[:400]!r}")


def _is_help(value: Any) -> bool:
    """Whether an answer is one method's help, which is in our own words below its first line."""
    text = value.get("message", "") if isinstance(value, dict) else value
    return isinstance(text, str) and "\n\nArguments:" in text


def _usage(value: Any) -> str:
    text = value["message"] if isinstance(value, dict) else value
    return str(text).partition("\n")[0]


def _kind(value: Any) -> type:
    return Decimal if isinstance(value, int | Decimal) and not isinstance(value, bool) else type(value)


@pytest.mark.slow
def test_answers_are_those_of_the_recorded_bitcoind(tmp_path: Path) -> None:
    node = RunningNode(tmp_path / "node", ["-txindex", "-fallbackfee=0.0001"])
    node.start()
    try:
        replay = Replay(node)
        for number, call in enumerate(CALLS):
            replay.make(number, call)
        assert node.process is not None
        assert node.process.wait(20) == 0, "the last call is stop"
    finally:
        node.stop()
    unexpected = [line for line in replay.differences if not any(part in line for part in ACCEPTED)]
    assert not unexpected, "\n".join(unexpected)
