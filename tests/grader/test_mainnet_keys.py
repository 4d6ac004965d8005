"""Private keys of the main network are found wherever they stand in a notebook; nothing else is."""

from __future__ import annotations

import hashlib
from typing import Any

import base58
import pytest

from grader.mainnet_keys import holds_mainnet_key

SECRET = hashlib.sha256(b"nobody's key").digest()
WIF = base58.b58encode_check(b"\x80" + SECRET).decode()
WIF_COMPRESSED = base58.b58encode_check(b"\x80" + SECRET + b"\x01").decode()
BODY = b"\x00" * 9 + SECRET + b"\x00" + SECRET
XPRV, YPRV, ZPRV = (
    base58.b58encode_check(bytes.fromhex(version) + BODY).decode()
    for version in ("0488ade4", "049d7878", "04b2430c")
)
FINE = {
    "a WIF of testnet and regtest": base58.b58encode_check(b"\xef" + SECRET + b"\x01").decode(),
    "an extended private key of testnet": base58.b58encode_check(bytes.fromhex("04358394") + BODY).decode(),
    "an extended public key": base58.b58encode_check(bytes.fromhex("0488b21e") + BODY).decode(),
    "an address": base58.b58encode_check(b"\x00" + SECRET[:20]).decode(),
    "a checksum that does not hold": WIF_COMPRESSED[:-1] + ("1" if WIF_COMPRESSED[-1] != "1" else "2"),
    "a part of a longer word": "abc" + WIF,
    "a hash": SECRET.hex(),
}


def notebook(source: Any = "", output: Any = "") -> dict[str, Any]:
    outputs = [{"output_type": "stream", "name": "stdout", "text": output}]
    return {"cells": [{"cell_type": "code", "source": source, "outputs": outputs, "metadata": {}}]}


def test_the_usual_keys_are_what_wallets_write() -> None:
    assert WIF[0] == "5" and WIF_COMPRESSED[0] in "KL"
    assert [key[:4] for key in (XPRV, YPRV, ZPRV)] == ["xprv", "yprv", "zprv"]


@pytest.mark.parametrize("key", [WIF, WIF_COMPRESSED, XPRV, YPRV, ZPRV], ids=lambda key: str(key)[:4])
def test_a_key_is_found_in_code_in_outputs_and_in_lists_of_lines(key: str) -> None:
    assert holds_mainnet_key(notebook(f'key = "{key}"'))
    assert holds_mainnet_key(notebook(output=f"0\n{key}\n"))
    assert holds_mainnet_key(notebook(["# mine\n", f"key={key}\n"]))
    assert holds_mainnet_key({"metadata": {key: 1}, "cells": []})
    assert holds_mainnet_key({"metadata": {"a": [f"({key})"]}, "cells": []})


@pytest.mark.parametrize("what", FINE)
def test_what_guards_no_real_coins_is_fine(what: str) -> None:
    assert not holds_mainnet_key(notebook(f"'{FINE[what]}'", FINE[what]))


def test_a_notebook_of_any_depth_and_type_is_read() -> None:
    deep: Any = WIF
    for _ in range(50_000):
        deep = [deep]
    assert holds_mainnet_key(deep)
    assert not holds_mainnet_key([None, 1, 2.5, True])
