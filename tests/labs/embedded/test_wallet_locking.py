"""A wallet under a passphrase: what is readable in the file, who can sign, for how long."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from labs.embedded.wallet.sealing import WrongKey, new_master, seal, seal_master, unseal, unseal_master
from tests.labs.embedded.wallet_node import NOBODY, WalletNode, wallet_node

UNLOCK = (-13, "Error: Please enter the wallet passphrase with walletpassphrase first.")


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WalletNode]:
    with wallet_node(tmp_path_factory.mktemp("n")) as running:
        yield running


def file_of(node: WalletNode, name: str) -> bytes:
    return (Path(node.node.options.network_dir) / "wallets" / name / "wallet.dat").read_bytes()


def test_every_changed_byte_and_every_other_key_is_noticed() -> None:
    master = new_master()
    sealed = seal(master, b"secret")
    assert unseal(master, sealed) == b"secret" and b"secret" not in sealed
    for place in range(len(sealed)):
        broken = bytearray(sealed)
        broken[place] ^= 1
        with pytest.raises(WrongKey):
            unseal(master, bytes(broken))
    with pytest.raises(WrongKey):
        unseal(new_master(), sealed)


@pytest.mark.parametrize("wrong", ["", "phrase ", "phrase\0", "Phrase", "phras"])
def test_only_the_very_passphrase_opens(wrong: str) -> None:
    master = new_master()
    record = seal_master("phrase", master)
    assert unseal_master("phrase", record) == master
    with pytest.raises(WrongKey):
        unseal_master(wrong, record)


def test_after_encryption_no_private_key_is_left_in_the_file(node: WalletNode) -> None:
    node.rpc("createwallet", "plain")
    secrets = [one["desc"] for one in node.rpc("listdescriptors", True, w="plain")["descriptors"]]
    key = secrets[0].split("(")[1].split("/")[0]
    assert key.startswith("tprv") and key.encode() in file_of(node, "plain")
    node.rpc("encryptwallet", "phrase", w="plain")
    assert b"tprv" not in file_of(node, "plain")
    assert node.rpc("getwalletinfo", w="plain")["unlocked_until"] == 0
    assert len(node.rpc("listdescriptors", w="plain")["descriptors"]) == 16
    assert node.refusal("listdescriptors", True, w="plain") == UNLOCK
    assert node.refusal("encryptwallet", "again", w="plain")[0] == -15


def test_a_wallet_born_encrypted_never_had_a_key_in_the_clear(node: WalletNode) -> None:
    node.rpc("createwallet", "born", False, False, "phrase")
    assert b"tprv" not in file_of(node, "born")
    address = node.rpc("getnewaddress", w="born")
    node.mine(1, address)
    node.mine(100)
    assert node.refusal("sendtoaddress", NOBODY, 1, w="born") == UNLOCK
    assert node.refusal("signmessage", address, "hello", w="born") == UNLOCK
    assert node.refusal("bumpfee", "00" * 32, w="born") == UNLOCK
    node.rpc("walletpassphrase", "phrase", 60, w="born")
    node.rpc("sendtoaddress", NOBODY, 1, w="born")
    node.rpc("walletlock", w="born")
    assert node.refusal("sendtoaddress", NOBODY, 1, w="born") == UNLOCK
    assert node.rpc("getbalance", w="born") > Decimal("48.99")


def test_a_wrong_passphrase_opens_nothing(node: WalletNode) -> None:
    node.rpc("createwallet", "w", False, False, "phrase")
    wrong = (-14, "Error: The wallet passphrase entered was incorrect.")
    assert node.refusal("walletpassphrase", "no", 60, w="w") == wrong
    assert node.refusal("walletpassphrasechange", "no", "new", w="w") == wrong
    assert node.refusal("walletpassphrase", "phrase\0", 60, w="w")[0] == -14
    assert node.refusal("walletpassphrase", "", 60, w="w") == (-8, "passphrase cannot be empty")
    assert node.refusal("walletpassphrase", "phrase", -1, w="w") == (-8, "Timeout cannot be negative.")
    assert node.refusal("listdescriptors", True, w="w") == UNLOCK
    node.rpc("walletpassphrasechange", "phrase", "new", w="w")
    assert node.refusal("walletpassphrase", "phrase", 60, w="w") == wrong
    node.rpc("walletpassphrase", "new", 60, w="w")


def test_an_open_wallet_closes_itself(node: WalletNode) -> None:
    node.rpc("createwallet", "timed", False, False, "phrase")
    wallet = node.wallet("timed")
    node.rpc("walletpassphrase", "phrase", 1000, w="timed")
    assert node.rpc("listdescriptors", True, w="timed")["descriptors"][0]["desc"].count("tprv") == 1
    wallet.relock_at -= 1000
    assert node.rpc("getwalletinfo", w="timed")["unlocked_until"] == 0
    assert node.refusal("listdescriptors", True, w="timed") == UNLOCK
    assert all(wd.private_text is None for wd in wallet.keyring.descriptors)


def test_a_locked_wallet_gives_addresses_and_sees_its_coins_after_a_restart(tmp_path: Path) -> None:
    with wallet_node(tmp_path / "n") as node:
        node.rpc("createwallet", "w", False, False, "phrase")
        first = node.rpc("getnewaddress")
        node.reopen()
        node.rpc("loadwallet", "w")
        second = node.rpc("getnewaddress")
        assert first != second
        node.mine(1, second)
        assert node.rpc("getbalances")["mine"]["immature"] == 50
        node.rpc("walletpassphrase", "phrase", 5)
        node.mine(100)
        assert len(node.rpc("sendtoaddress", NOBODY, 1)) == 64


def test_hardened_addresses_run_out_while_locked(node: WalletNode) -> None:
    node.rpc("createwallet", "hard", False, True, "phrase")
    node.rpc("walletpassphrase", "phrase", 60, w="hard")
    desc = (
        "wpkh(tprv8ZgxMBicQKsPd7Uf69XL1XwhmjHopUGep8GuEiJDZmbQz6o58LninorQAfcKZWARbtRtfnLcJ5MQ2AtHcQJCCRUcMRv"
        "mDUjyEmNUWwx8UbK/0h/*h)#y4dfsj7n"
    )
    request = {"desc": desc, "timestamp": "now", "active": True}
    assert node.rpc("importdescriptors", [request], w="hard")[0]["success"]
    node.rpc("walletlock", w="hard")
    given = {node.rpc("getnewaddress", "", "bech32", w="hard") for _ in range(10)}
    assert len(given) == 10
    assert node.refusal("getnewaddress", "", "bech32", w="hard") == (
        -12,
        "Error: Keypool ran out, please call keypoolrefill first",
    )
    node.rpc("walletpassphrase", "phrase", 60, w="hard")
    assert node.rpc("getnewaddress", "", "bech32", w="hard") not in given
