"""Names, passwords and wallets of learners on the class network."""

from __future__ import annotations

import base64

import pytest

from hub.network.allowed import CHAIN, WALLET, refusal
from hub.network.credentials import learner_of, password, wallet_of
from hub.network.nodes import TREASURY

KEY, OTHER = "11" * 32, "22" * 32


def basic(name: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()


def test_the_right_password_names_its_learner() -> None:
    assert learner_of(basic("ali", password(KEY, "ali")), KEY) == "ali"


@pytest.mark.parametrize(
    "authorization",
    [
        basic("sana", password(KEY, "ali")),
        basic("ali", password(OTHER, "ali")),
        basic("ali", ""),
        "Basic " + base64.b64encode(b"ali").decode(),
        "Basic %%%",
        "Basic " + base64.b64encode(b"\xff\xfe:x").decode(),
        "Bearer " + password(KEY, "ali"),
        "",
    ],
)
def test_anything_else_names_nobody(authorization: str) -> None:
    assert learner_of(authorization, KEY) is None


HOSTILE = ["../ali", "ALI", "ali/../treasury", "treasury", "علی", "", "a" * 300, "learner-ali", ".", "a b"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_wallets_name_is_no_path_and_nobody_elses(name: str) -> None:
    wallet = wallet_of(name)
    assert wallet.isascii() and "/" not in wallet and ".." not in wallet and wallet != TREASURY
    assert wallet not in {wallet_of(other) for other in [*HOSTILE, "ali", "sana"] if other != name}


def test_what_reaches_beyond_the_own_wallet_is_not_open() -> None:
    closed = """stop generatetoaddress generate generateblock generatetodescriptor invalidateblock setmocktime
    createwallet loadwallet unloadwallet listwallets listwalletdir backupwallet restorewallet encryptwallet
    dumptxoutset savemempool importmempool logging prioritisetransaction reconsiderblock preciousblock
    pruneblockchain addnode setban getmemoryinfo mockscheduler walletpassphrase setwalletflag""".split()
    assert not (CHAIN | WALLET) & set(closed)
    assert "labs.node.regtest()" in refusal("stop")
