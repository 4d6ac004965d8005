"""Wallets as files: names, loading, startup, backups, and what a crash leaves."""

import json
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from labs.embedded.wallet.file import WalletFile
from tests.labs.embedded.processes import RunningNode
from tests.labs.embedded.wallet_node import NOBODY, WalletNode, wallet_node


@pytest.fixture
def node(tmp_path: Path) -> Iterator[WalletNode]:
    with wallet_node(tmp_path / "n") as running:
        yield running


def test_a_new_wallet_is_there_at_once(tmp_path: Path) -> None:
    with wallet_node(tmp_path / "n", "-keypool=1000") as node:
        node.rpc("createwallet", "warm")
        times = []
        for n in range(3):
            begin = time.perf_counter()
            node.rpc("createwallet", f"w{n}")
            times.append(time.perf_counter() - begin)
        assert min(times) < 0.3
        info = node.rpc("getwalletinfo", w="w0")
        assert (info["keypoolsize"], info["keypoolsize_hd_internal"]) == (4000, 4000)
        assert info["flags"] == ["last_hardened_xpub_cached", "descriptor_wallet"]


@pytest.mark.parametrize(
    "name", ["../out", "/tmp/out", "a/../../b", "a\\b", "a\nb", "x" * 300, "wallet.dat\0"]
)
def test_a_name_cannot_lead_out_of_the_wallets_folder(node: WalletNode, name: str, tmp_path: Path) -> None:
    for method in ("createwallet", "loadwallet"):
        code, text = node.refusal(method, name)
        assert code == -4 and "Invalid -wallet path" in text
    (tmp_path / "backup").write_bytes(b"")
    assert node.refusal("restorewallet", name, str(tmp_path / "backup"))[0] == -4
    assert node.rpc("listwalletdir") == {"wallets": []}


def test_a_link_cannot_lead_out_of_the_wallets_folder(node: WalletNode, tmp_path: Path) -> None:
    (tmp_path / "n" / "regtest" / "wallets" / "link").symlink_to(tmp_path)
    assert node.refusal("createwallet", "link/w")[0] == -4


def test_which_wallet_a_request_means(node: WalletNode) -> None:
    assert node.refusal("getbalance")[0] == -18
    node.rpc("createwallet", "a")
    assert node.rpc("getwalletinfo")["walletname"] == "a"
    node.rpc("createwallet", "b/c")
    assert node.refusal("getbalance")[0] == -19
    assert node.rpc("getwalletinfo", w="b/c")["walletname"] == "b/c"
    assert node.refusal("getbalance", w="zz") == (
        -18,
        "Requested wallet does not exist or is not loaded",
    )
    assert node.refusal("unloadwallet", "a", w="b/c")[0] == -8
    assert node.rpc("unloadwallet", "a") == {}
    assert node.rpc("listwallets") == ["b/c"]
    assert [one["name"] for one in node.rpc("listwalletdir")["wallets"]] == ["a", "b/c"]


def test_errors_of_loading_are_cores(node: WalletNode) -> None:
    folder = Path(node.node.options.network_dir) / "wallets"
    assert node.refusal("loadwallet", "none") == (
        -18,
        f"Wallet file verification failed. Failed to load database path '{folder}/none'. Path does not "
        "exist.",
    )
    (folder / "junk").mkdir()
    (folder / "junk" / "wallet.dat").write_bytes(b"no wallet" * 100)
    assert node.refusal("loadwallet", "junk")[0] == -18
    node.rpc("createwallet", "w")
    assert node.refusal("loadwallet", "w") == (-35, 'Wallet "w" is already loaded.')
    assert node.refusal("createwallet", "w")[0] == -4
    assert node.refusal("createwallet", "")[0] == -8
    assert node.refusal("createwallet", "p", True, False, "secret")[0] == -4


def test_a_damaged_or_foreign_file_is_refused_and_left_as_it_is(node: WalletNode) -> None:
    folder = Path(node.node.options.network_dir) / "wallets"
    node.rpc("createwallet", "w")
    node.rpc("unloadwallet", "w")
    path = folder / "w" / "wallet.dat"
    whole = path.read_bytes()
    newer = bytearray(whole)
    newer[60:64] = (99).to_bytes(4, "big")  # SQLite keeps user_version there
    for damaged in (bytes(newer), whole[:4096] + bytes(len(whole) - 4096)):
        path.write_bytes(damaged)
        assert node.refusal("loadwallet", "w")[0] == -4
        assert path.read_bytes() == damaged
        assert node.rpc("listwallets") == []
    path.write_bytes(whole)
    assert node.rpc("loadwallet", "w") == {"name": "w"}


def test_wallets_marked_for_startup_are_loaded_when_the_node_starts(node: WalletNode) -> None:
    for name, wanted in (("a", True), ("b", None), ("c", True), ("d", False)):
        node.rpc("createwallet", name, False, False, None, False, True, wanted)
    node.rpc("unloadwallet", "c", False)
    settings = Path(node.node.options.network_dir) / "settings.json"
    assert json.loads(settings.read_text())["wallet"] == ["a"]
    node.reopen()
    assert node.rpc("listwallets") == ["a"]


def test_a_backup_brings_back_keys_labels_and_coins(node: WalletNode, tmp_path: Path) -> None:
    node.rpc("createwallet", "w")
    address = node.fund()
    node.rpc("setlabel", address, "mine")
    node.rpc("backupwallet", str(tmp_path / "copy.dat"))
    later = node.rpc("getnewaddress")
    node.rpc("sendtoaddress", later, 1)
    node.mine()
    node.rpc("unloadwallet", "w")
    node.rpc("restorewallet", "again", str(tmp_path / "copy.dat"))
    assert node.rpc("getaddressinfo", address)["labels"] == ["mine"]
    assert node.rpc("getbalances")["mine"]["trusted"] > Decimal("49.99")
    assert node.rpc("getaddressinfo", later)["ismine"] is True
    assert node.rpc("getnewaddress") != later
    assert node.refusal("restorewallet", "again", str(tmp_path / "copy.dat"))[0] == -36
    assert node.refusal("restorewallet", "x", str(tmp_path / "none"))[0] == -8
    (tmp_path / "bad").write_bytes(b"?" * 1000)
    assert node.refusal("restorewallet", "bad", str(tmp_path / "bad"))[0] == -18
    assert not (Path(node.node.options.network_dir) / "wallets" / "bad").exists()
    assert node.refusal("backupwallet", "/nowhere/at/all")[0] == -4


def test_an_open_wallet_cannot_be_opened_twice(node: WalletNode) -> None:
    node.rpc("createwallet", "w")
    path = Path(node.node.options.network_dir) / "wallets" / "w" / "wallet.dat"
    with pytest.raises(ValueError, match="locked"):
        WalletFile(path, create=False)


def test_a_backup_with_senseless_contents_is_refused(node: WalletNode, tmp_path: Path) -> None:
    node.rpc("createwallet", "w")
    node.rpc("getnewaddress")
    for number, spoil in enumerate(
        (
            "UPDATE descriptors SET secret = 'text'",
            "UPDATE descriptors SET normal = 'nonsense()', secret = NULL",
            "UPDATE descriptors SET created = 'never', range_end = 'far'",
            "UPDATE facts SET value = '[' WHERE name = 'flags'",
            "UPDATE facts SET value = '{}' WHERE name = 'tip'",
            "INSERT INTO transactions VALUES (x'00', x'0102', '{}')",
            "DROP TABLE labels",
        )
    ):
        copy = tmp_path / f"copy{number}.dat"
        node.rpc("backupwallet", str(copy), w="w")
        with sqlite3.connect(copy) as database:
            database.execute(spoil)
        database.close()
        code, text = node.refusal("restorewallet", f"bad{number}", str(copy))
        assert code == -4 and text.endswith("Wallet corrupted"), spoil
        assert node.rpc("listwallets") == ["w"]


@pytest.mark.parametrize("label", ["*", "\ud800"])
def test_what_is_no_label_is_refused(node: WalletNode, label: str) -> None:
    node.rpc("createwallet", "w")
    assert node.refusal("getnewaddress", label) == (-11, "Invalid label name")
    assert node.rpc("listlabels") == []


def test_a_full_disk_closes_the_wallet_and_not_the_chain(node: WalletNode) -> None:
    node.rpc("createwallet", "w")
    address = node.rpc("getnewaddress")
    database = node.wallet().file._db
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count = {pages}")  # SQLite then says what it says of a full disk
    node.mine(40, address)
    assert node.rpc("getblockcount") == 40
    assert node.rpc("listwallets") == []
    assert node.refusal("getbalance", w="w")[0] == -18
    node.rpc("loadwallet", "w")
    assert node.rpc("getwalletinfo")["txcount"] == 40
    assert node.rpc("getbalances")["mine"]["immature"] == 2000


@pytest.mark.slow
def test_what_was_answered_survives_kill_nine(start_node: Callable[..., RunningNode]) -> None:
    node = start_node("-fallbackfee=0.0001", "-keypool=10")
    node.call("createwallet", "w", False, False, None, False, True, True)
    node.call("generatetoaddress", 101, node.call("getnewaddress"))
    addresses: list[str] = []
    txids: list[str] = []
    for n in range(6):
        addresses.append(node.call("getnewaddress", f"label {n}"))
        txids.append(node.call("sendtoaddress", addresses[-1], 1))
        node.call("generatetoaddress", n % 2, NOBODY)
        before = node.call("getbalances")["mine"]
        assert node.process is not None
        node.process.send_signal(signal.SIGKILL)
        node.process.communicate()
        node.start()
        assert node.call("listwallets") == ["w"]
        for k, address in enumerate(addresses):
            assert node.call("getaddressinfo", address)["labels"] == [f"label {k}"]
        assert node.call("getnewaddress") not in addresses
        assert {node.call("gettransaction", txid)["txid"] for txid in txids} == set(txids)
        assert node.call("getbalances")["mine"] == before
