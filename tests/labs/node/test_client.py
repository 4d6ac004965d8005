"""A client on a real node: every method by its name, wallets, batches, mining; refusals that teach."""

from __future__ import annotations

from decimal import Decimal

import pytest

from labs.node import (
    AlreadyThere,
    Client,
    InvalidAddress,
    InvalidValue,
    NotEnoughFunds,
    NotFound,
    Rejected,
    RpcError,
    Undecodable,
    UnknownMethod,
    WalletMissing,
    WrongType,
    WrongUse,
    regtest,
    sat,
)
from labs.node.errors import BY_CODE, rpc_error

NOWHERE = "00" * 32


def test_methods_are_called_by_their_names(rpc: Client) -> None:
    assert rpc.getblockcount() == rpc.call("getblockcount") >= 101
    assert rpc.getblockhash(height=0) == rpc.getblockhash(0)
    assert rpc.call("getblock", rpc.getblockhash(0), verbosity=0).startswith("0100000000")


def test_a_python_name_that_no_method_has_is_an_attribute_error(rpc: Client) -> None:
    for name in ("_repr_html_", "getBlockCount", "__len__x"):
        with pytest.raises(AttributeError):
            getattr(rpc, name)


def test_the_tab_key_finds_methods(rpc: Client) -> None:
    assert {"getblockcount", "sendtoaddress", "batch", "mine"} <= set(dir(rpc))


def test_a_batch_keeps_the_order_and_one_failure_stops_nothing(rpc: Client) -> None:
    count, genesis, none, again = rpc.batch(
        ["getblockcount", ("getblockhash", 0), ("getblockhash", 10**6), ["getblockcount"]]
    )
    assert count == again and genesis == rpc.getblockhash(0)
    assert isinstance(none, InvalidValue) and none.method == "getblockhash"
    assert rpc.batch([]) == []


def test_a_payment_arrives_to_the_satoshi(rpc: Client) -> None:
    rpc.createwallet("ali")
    ali = rpc.wallet("ali")
    lab = rpc.wallet("lab")
    lab.sendtoaddress(address=ali.getnewaddress(), amount=Decimal("0.12345678"))
    rpc.mine(1, to=lab.getnewaddress())
    assert ali.getbalance() == Decimal("0.12345678") and sat(ali.getbalance()) == 12_345_678
    rpc.unloadwallet("ali")


def test_mining_gives_the_blocks_that_were_mined(rpc: Client, capsys: pytest.CaptureFixture[str]) -> None:
    before = rpc.getblockcount()
    hashes = rpc.mine(205, progress=True)
    assert len(hashes) == 205 and hashes[-1] == rpc.getbestblockhash()
    assert rpc.getblockcount() == before + 205
    bar = capsys.readouterr().out.split("\r")
    assert "100 of 205" in bar[1] and bar[-1].endswith("a second\n") and len(bar) == 4


def test_mining_without_a_wallet_and_to_an_address(rpc: Client) -> None:
    address = rpc.getnewaddress()
    block = rpc.block(rpc.mine(1, to=address)[0])
    assert block["tx"][0]["vout"][0]["scriptPubKey"]["address"] == address
    assert rpc.mine(0) == []


@pytest.mark.parametrize("blocks", [-1, 1.5, "3", True])
def test_what_is_no_number_of_blocks_is_refused(rpc: Client, blocks: int) -> None:
    with pytest.raises(ValueError, match="no number of blocks"):
        rpc.mine(blocks)


@pytest.mark.parametrize(
    ("kind", "code", "method", "arguments", "words"),
    [
        (WrongUse, -1, "getblockhash", [], "it is used like this: getblockhash height"),
        (WrongType, -3, "getblockhash", ["a"], "wrong type"),
        (InvalidValue, -8, "getblockhash", [10**6], "out of range"),
        (NotFound, -5, "getblock", [NOWHERE], "chains differ"),
        (NotFound, -5, "getrawtransaction", [NOWHERE], "64 hexadecimal digits"),
        (InvalidAddress, -5, "generatetoaddress", [1, "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"], "bcrt1"),
        (InvalidAddress, -5, "sendtoaddress", ["bcrt1qxx", "1"], "checksum"),
        (NotEnoughFunds, -6, "sendtoaddress", ["{address}", 10**6], "100 more blocks"),
        (Undecodable, -22, "decoderawtransaction", ["00"], "cannot be read"),
        (UnknownMethod, -32601, "getblokcount", [], "a letter is wrong"),
        (AlreadyThere, -4, "createwallet", ["lab"], "exists already"),
        (AlreadyThere, -35, "loadwallet", ["lab"], "exists already"),
        (WalletMissing, -18, "loadwallet", ["nobodys"], 'createwallet("ali")'),
    ],
)
def test_a_refusal_keeps_cores_number_and_says_what_to_do(
    rpc: Client, kind: type[RpcError], code: int, method: str, arguments: list[object], words: str
) -> None:
    address = rpc.getnewaddress()
    given = [address if value == "{address}" else value for value in arguments]
    with pytest.raises(kind, match=f"(?s)^{method}: .*") as caught:
        rpc.call(method, *given)
    assert (caught.value.code, caught.value.method) == (code, method)
    assert caught.value.message and words in str(caught.value)


def test_several_open_wallets_ask_for_a_name() -> None:
    with regtest(wallet=False) as rpc:
        rpc.createwallet("ali")
        assert rpc.getbalance() == 0
        rpc.createwallet("bea")
        with pytest.raises(WalletMissing, match=r'rpc\.wallet\("ali"\)') as caught:
            rpc.getbalance()
        assert caught.value.code == -19 and rpc.wallet("bea").getbalance() == 0


def test_further_wallets_leave_a_notebooks_own_one_alone(rpc: Client) -> None:
    rpc.createwallet("cem")
    assert rpc.getwalletinfo()["walletname"] == rpc.wallet_name == "lab"
    rpc.unloadwallet("cem")


def test_a_rejected_transaction_explains_its_reason(rpc: Client) -> None:
    coin = rpc.listunspent()[0]
    back = {rpc.getnewaddress(): coin["amount"]}
    inputs = [{"txid": coin["txid"], "vout": coin["vout"]}]
    free = rpc.signrawtransactionwithwallet(rpc.createrawtransaction(inputs, back))["hex"]
    with pytest.raises(Rejected, match="leave more over") as caught:
        rpc.sendrawtransaction(free)
    assert (caught.value.code, caught.value.reason) == (-26, "min relay fee not met")
    missing = rpc.createrawtransaction([{"txid": NOWHERE, "vout": 0}], back)
    with pytest.raises(Rejected, match="spent already") as caught:
        rpc.sendrawtransaction(missing)
    assert (caught.value.code, caught.value.reason) == (-25, "bad-txns-inputs-missingorspent")
    unsigned = rpc.createrawtransaction(inputs, {rpc.getnewaddress(): coin["amount"] - Decimal("0.001")})
    with pytest.raises(Rejected, match="not signed") as caught:
        rpc.sendrawtransaction(unsigned)
    assert caught.value.code == -26


def test_every_number_of_the_family_has_a_text() -> None:
    for code in [*BY_CODE, -20, -9, -32603, 12345]:
        error = rpc_error(code, "getblock", "Words")
        lines = str(error).splitlines()
        assert lines[0] == f"getblock: Words (code {code})" and len(lines) >= 2 and all(lines)
