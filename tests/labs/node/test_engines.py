"""Which program is the node: what is named, what is found, what is there anyway; never another in silence."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from labs.node import NodeError, release
from labs.node.engines import choose


@pytest.fixture(autouse=True)
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUNAR_BITCOIND", raising=False)
    monkeypatch.setenv("HUNAR_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


def program(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_without_bitcoind_it_is_the_embedded_engine() -> None:
    chosen = choose()
    assert chosen.name == "kernel" and "no bitcoind" in chosen.why
    with pytest.raises(NodeError, match="hunar node --install"):
        choose("bitcoind")


def test_path_comes_before_what_was_installed_and_a_named_one_before_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = program(release.home() / "bitcoind")
    (release.home() / release.SUMS).write_text(json.dumps({"bitcoind": "0" * 64}))
    assert choose().name == "kernel", "it is not what was installed"

    digest = sha256(Path(installed).read_bytes()).hexdigest()
    (release.home() / release.SUMS).write_text(json.dumps({"bitcoind": digest}))
    assert choose().command == (installed,)
    on_path = program(tmp_path / "bin" / "bitcoind")
    assert choose().command == choose("bitcoind").command == (on_path,)
    named = program(tmp_path / "mine" / "bitcoind-31")
    monkeypatch.setenv("HUNAR_BITCOIND", named)
    assert choose().command == (named,) and "HUNAR_BITCOIND" in choose().why
    assert choose("kernel").name == "kernel"


def test_a_wrong_name_is_an_error_and_no_other_engine_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUNAR_BITCOIND", "/nowhere/bitcoind")
    with pytest.raises(NodeError, match="/nowhere/bitcoind"):
        choose()
    with pytest.raises(NodeError, match="bitcoinj"):
        choose("bitcoinj")
