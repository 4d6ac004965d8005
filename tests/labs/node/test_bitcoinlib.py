"""bitcoinlib works on a node of ours, and its traps on regtest are out of the way."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from labs.node import Client, InvalidAddress, Rejected, sat
from labs.node import bitcoinlib as bridge

ROOT = Path(__file__).resolve().parents[3]
FEE_SAT = 1_000


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """bitcoinlib reads BCL_DATA_DIR once, when it is first imported."""
    folder = tmp_path_factory.mktemp("bitcoinlib")
    before = os.environ.get("BCL_DATA_DIR")
    if "bitcoinlib" not in sys.modules:
        os.environ["BCL_DATA_DIR"] = str(folder)
    yield folder
    if before is None:
        os.environ.pop("BCL_DATA_DIR", None)


def key(rpc: Client, amount: str) -> Any:
    """A bitcoinlib key with a confirmed coin."""
    bridge.client(rpc)
    from bitcoinlib.keys import HDKey

    made = HDKey(network="regtest", witness_type="segwit")
    rpc.sendtoaddress(made.address(), Decimal(amount))
    rpc.mine(1)
    return made


def signed(made: Any, coin: dict[str, Any], to: str, amount_sat: int) -> Any:
    from bitcoinlib.transactions import Transaction

    tx = Transaction(network="regtest", witness_type="segwit")
    tx.add_input(
        coin["txid"],
        coin["output_n"],
        keys=made,
        value=coin["value"],
        witness_type="segwit",
        address=coin["address"],
    )
    tx.add_output(amount_sat, to)
    tx.sign(made)
    return tx


def test_a_p2wpkh_transaction_signed_by_bitcoinlib_is_accepted_and_mined(rpc: Client) -> None:
    made = key(rpc, "0.7")
    (coin,) = bridge.client(rpc).getutxos(made.address())
    assert coin["value"] == 70_000_000 and coin["confirmations"] == 1
    to = rpc.getnewaddress()
    tx = signed(made, coin, to, coin["value"] - FEE_SAT)
    assert tx.verify()
    txid = rpc.sendrawtransaction(tx.raw_hex())
    assert rpc.decoderawtransaction(tx.raw_hex())["txid"] == txid
    rpc.mine(1)
    assert sat(rpc.getreceivedbyaddress(to)) == 70_000_000 - FEE_SAT


def test_the_service_finds_addresses_that_no_wallet_watched(rpc: Client) -> None:
    made = key(rpc, "0.2")
    service = bridge.service(rpc)
    assert service.blockcount() == rpc.getblockcount()
    assert service.getbalance(made.address()) == 20_000_000
    (coin,) = service.getutxos(made.address())
    (tx,) = service.gettransactions(made.address())
    assert coin["txid"] == tx.txid == service.gettransaction(tx.txid).txid
    sent = service.sendrawtransaction(signed(made, coin, rpc.getnewaddress(), 19_999_000).raw_hex())
    assert sent["txid"] in rpc.getrawmempool() and service.mempool(sent["txid"])
    assert rpc.getwalletinfo()["walletname"] == "lab"


def test_a_fee_is_there_on_a_chain_without_history(rpc: Client) -> None:
    assert bridge.client(rpc).estimatefee(2) == 10_000
    assert bridge.service(rpc).estimatefee(2) == 10_000


def test_the_nodes_own_words_come_through_the_service(rpc: Client) -> None:
    made = key(rpc, "0.1")
    (coin,) = bridge.client(rpc).getutxos(made.address())
    tx = signed(made, coin, rpc.getnewaddress(), coin["value"])
    with pytest.raises(Rejected, match="min relay fee not met"):
        bridge.service(rpc).sendrawtransaction(tx.raw_hex())


def test_an_address_of_another_kind_is_explained(rpc: Client) -> None:
    with pytest.raises(InvalidAddress, match="segwit"):
        bridge.client(rpc).getutxos("1BoatSLRHtKNngkdXEeobR76b53LETtpyT")


def test_a_new_chain_knows_nothing_of_an_old_one(rpc: Client) -> None:
    from labs.node import regtest

    made = key(rpc, "0.3")
    assert bridge.service(rpc).getbalance(made.address()) == 30_000_000
    with regtest() as other:
        assert bridge.service(other).getbalance(made.address()) == 0
        assert bridge.service(other).blockcount() == 0


BARE = "import warnings; warnings.simplefilter('ignore')\nfrom labs.node import bitcoinlib\n"
USED = (
    "from labs.node import bitcoinlib, regtest\n"
    "with regtest() as rpc:\n    bitcoinlib.service(rpc).blockcount()\n"
)


@pytest.mark.parametrize("program", [BARE, USED], ids=["imported", "used"])
def test_importing_is_silent_and_keeps_out_of_the_home(tmp_path: Path, program: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "BCL_DATA_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", f"{program}import bitcoinlib as theirs; print(theirs.__name__)"],
        cwd=ROOT,
        env=environment | {"HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout.split()[-1]) == (0, "bitcoinlib"), done.stderr
    assert program == BARE or (done.stdout, done.stderr) == ("bitcoinlib\n", "")
    assert [path.name for path in tmp_path.iterdir()] == [".hunar"]
    assert "password" not in (tmp_path / ".hunar/bitcoinlib/providers.json").read_text().lower()
