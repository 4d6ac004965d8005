"""Descriptors taken into a wallet: what is accepted, what is found in the chain, what is told of it."""

from collections.abc import Iterator
from typing import Any

import pytest

from labs.bitcoin.descriptors import checksum, parse
from labs.bitcoin.hd import ExtendedKey
from labs.bitcoin.keys import PrivateKey
from tests.labs.embedded.wallet_node import WalletNode, wallet_node

KEY = PrivateKey(bytes(31) + b"\x07")
WIF, PUBLIC = KEY.wif(), KEY.public.hex()
XPRV = ExtendedKey.from_seed(bytes(range(32)))
XPUB = XPRV.neuter().to_string()


def desc(text: str) -> str:
    return f"{text}#{checksum(text)}"


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WalletNode]:
    with wallet_node(tmp_path_factory.mktemp("n")) as running:
        running.rpc("createwallet", "keys")
        running.rpc("createwallet", "watch", True)
        yield running


def imported(node: WalletNode, wallet: str, text: str, **request: Any) -> Any:
    request = {"desc": desc(text), "timestamp": "now"} | request
    (answer,) = node.rpc("importdescriptors", [request], w=wallet)
    return answer


@pytest.mark.parametrize(
    ("wallet", "text", "request_", "code", "message"),
    [
        ("keys", f"wpkh({PUBLIC})", {}, -4, "Cannot import descriptor without private keys to a wallet"),
        (
            "watch",
            f"wpkh({WIF})",
            {},
            -4,
            "Cannot import private keys to a wallet with private keys disabled",
        ),
        ("watch", f"wpkh({PUBLIC})", {"desc": f"wpkh({PUBLIC})"}, -5, "Missing checksum"),
        ("watch", f"wpkh({PUBLIC})", {"range": 5}, -8, "Range should not be specified"),
        ("watch", f"wpkh({PUBLIC})", {"active": True}, -8, "Active descriptors must be ranged"),
        ("watch", f"wpkh({XPUB}/*)", {"label": "x"}, -8, "Ranged descriptors should not have a label"),
        ("watch", f"wpkh({PUBLIC})", {"label": "x", "internal": True}, -8, "Internal addresses should not"),
        ("watch", f"wpkh({XPUB}/*)", {"range": [5, 2]}, -8, "Range specified as [begin,end] must not have"),
        ("watch", f"wpkh({XPUB}/*)", {"range": [0, 9], "next_index": 20}, -8, "next_index is out of range"),
        ("watch", f"combo({XPUB}/*)", {"active": True, "range": 2}, -4, "Combo descriptors cannot be set"),
        ("watch", f"wpkh({XPUB}/1h/*)", {"range": 2}, -4, "Cannot expand descriptor."),
        ("watch", f"wpkh({XPUB}/<0;1>/*)", {"internal": True}, -5, "Cannot have multipath descriptor"),
        ("watch", f"wpkh({PUBLIC})", {"label": "*"}, -11, "Invalid label name"),
    ],
)
def test_what_cannot_be_imported_is_answered_in_cores_words(
    node: WalletNode, wallet: str, text: str, request_: dict[str, Any], code: int, message: str
) -> None:
    before = node.rpc("listdescriptors", w=wallet)
    answer = imported(node, wallet, text, **request_)
    assert answer["success"] is False
    assert (answer["error"]["code"], answer["error"]["message"][: len(message)]) == (code, message)
    assert node.rpc("listdescriptors", w=wallet) == before


def test_a_timestamp_must_be_given(node: WalletNode) -> None:
    request = {"desc": desc(f"wpkh({PUBLIC})")}
    assert node.refusal("importdescriptors", [request], w="watch") == (
        -3,
        "Missing required timestamp field for key",
    )
    assert node.refusal("importdescriptors", [request | {"timestamp": "soon"}], w="watch")[0] == -3


def test_an_import_finds_what_was_paid_before(node: WalletNode) -> None:
    texts = [f"wpkh({PUBLIC})", f"sh(wsh(multi(1,{PUBLIC},{XPUB}/0/7)))", f"tr({XPUB}/5/*)"]
    addresses = [
        node.rpc("deriveaddresses", desc(texts[0]))[0],
        node.rpc("deriveaddresses", desc(texts[1]))[0],
    ]
    addresses.append(node.rpc("deriveaddresses", desc(texts[2]), [9, 9])[0])
    for address in addresses:
        node.mine(1, address)
    node.mine(100)
    node.rpc("createwallet", "found", True)
    assert imported(node, "found", texts[0], label="single") == {"success": True}
    for text in texts:
        span = {"range": [0, 10]} if "*" in text else {}
        assert imported(node, "found", text, timestamp=0, **span)["success"] is True
    assert node.rpc("getbalance", w="found") == 150
    coins = {coin["address"]: coin for coin in node.rpc("listunspent", w="found")}
    assert coins[addresses[0]]["desc"].startswith("wpkh(")
    assert coins[addresses[1]]["desc"].startswith("sh(wsh(multi(1,")
    assert {"redeemScript", "witnessScript"} <= coins[addresses[1]].keys()
    info = node.rpc("getaddressinfo", addresses[1], w="found")
    assert info["embedded"]["script"] == "multisig" and info["embedded"]["sigsrequired"] == 1
    assert info["solvable"] is True and info["labels"] == [""]


def test_an_active_import_gives_the_next_addresses(node: WalletNode) -> None:
    node.rpc("createwallet", "active", False, True)
    assert node.refusal("getnewaddress", w="active") == (-4, "Error: This wallet has no available keys")
    text = f"wpkh({XPRV.to_string()}/3h/<0;1>/*)"
    answer = imported(node, "active", text, active=True, range=[0, 20], next_index=4)
    assert answer == {"success": True}
    listed = node.rpc("listdescriptors", w="active")["descriptors"]
    assert [(one["internal"], one["next_index"]) for one in listed] == [(False, 4), (True, 4)]
    assert all(XPRV.fingerprint.hex() + "/3h]tpub" in one["desc"] for one in listed)
    expected = [node.rpc("deriveaddresses", one["desc"], [4, 4])[0] for one in listed]
    assert node.rpc("getnewaddress", w="active") == expected[0]
    assert node.rpc("getrawchangeaddress", w="active") == expected[1]
    assert node.refusal("getnewaddress", "", "legacy", w="active") == (
        -12,
        "Error: No legacy addresses available.",
    )
    private = node.rpc("listdescriptors", True, w="active")["descriptors"]
    assert {parse(one["desc"])[0].normalized() for one in private} == {one["desc"] for one in listed}
    code = imported(node, "active", text, active=True, range=[5, 10])["error"]
    assert code["code"] == -4 and "new range must include current range = [0,20]" in code["message"]


def test_a_wallets_own_key_gets_a_further_address_type(node: WalletNode) -> None:
    node.rpc("createwallet", "own", False, True)
    one = f"wpkh({XPRV.to_string()}/84h/1h/0h/0/*)"
    assert imported(node, "own", one, active=True, range=5)["success"] is True
    (key,) = node.rpc("gethdkeys", w="own")
    assert (key["xpub"], key["has_private"]) == (XPUB, True)
    assert node.rpc("gethdkeys", {"private": True}, w="own")[0]["xprv"] == XPRV.to_string()
    made = node.rpc("createwalletdescriptor", "bech32m", w="own")["descs"]
    assert len(made) == 2 and all(text.startswith("tr([") for text in made)
    public = XPRV.derive("m/86h/1h/0h/0/0").public
    address = node.rpc("getnewaddress", "", "bech32m", w="own")
    assert public[1:].hex() in node.rpc("getaddressinfo", address, w="own")["desc"]
    assert node.refusal("createwalletdescriptor", "bech32m", w="own") == (-4, "Descriptor already exists")
    assert node.refusal("createwalletdescriptor", "p2wat", w="own")[0] == -5


def test_a_new_wallets_keys_are_those_of_bips_44_49_84_and_86(node: WalletNode) -> None:
    node.rpc("createwallet", "fresh")
    descriptors = node.rpc("listdescriptors", True, w="fresh")["descriptors"]
    key = descriptors[0]["desc"].split("(")[1].split("/")[0]
    master = ExtendedKey.parse(key)
    shapes = {
        "legacy": "pkh({}/44h",
        "p2sh-segwit": "sh(wpkh({}/49h",
        "bech32": "wpkh({}/84h",
        "bech32m": "tr({}/86h",
    }
    for kind, shape in shapes.items():
        text = shape.format(master.to_string()) + "/1h/0h/0/*" + ")" * shape.count("(")
        expected = node.rpc("deriveaddresses", desc(text), [0, 0])[0]
        assert node.rpc("getnewaddress", "", kind, w="fresh") == expected
