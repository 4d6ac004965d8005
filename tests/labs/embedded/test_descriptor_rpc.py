"""Descriptors, addresses and messages by RPC on a real node, with Core's answers and errors.

The first cases are recorded answers of Bitcoin Core; errors are those of its functional tests.
"""

from collections.abc import Iterator
from typing import Any

import pytest

import labs.node
from labs.bitcoin.descriptors import checksum
from labs.node import RpcError

KEY = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
PRIVATE = (
    "tprv8ZgxMBicQKsPd7Uf69XL1XwhmjHopUGep8GuEiJDZmbQz6o58LninorQAfcKZWARbtRtfnLcJ5MQ2AtHcQJCC"
    "RUcMRvmDUjyEmNUWwx8UbK"
)


@pytest.fixture(scope="module")
def rpc() -> Iterator[labs.node.Client]:
    with labs.node.regtest("kernel", wallet=False) as client:
        yield client


def with_checksum(text: str) -> str:
    return f"{text}#{checksum(text)}"


def refusal(call: Any, *params: Any) -> tuple[int, str]:
    with pytest.raises(RpcError) as caught:
        call(*params)
    return caught.value.code, caught.value.message


def test_descriptor_info_is_as_recorded(rpc: labs.node.Client) -> None:
    assert rpc.getdescriptorinfo(f"wpkh({KEY})") == {
        "descriptor": f"wpkh({KEY})#ucxz0gak",
        "checksum": "ucxz0gak",
        "isrange": False,
        "issolvable": True,
        "hasprivatekeys": False,
    }


def test_descriptor_info_hides_private_keys_and_keeps_the_given_checksum(rpc: labs.node.Client) -> None:
    text = with_checksum(f"wpkh({PRIVATE}/<0;1>/*)")
    info = rpc.getdescriptorinfo(text)
    assert info["hasprivatekeys"] and info["isrange"]
    assert "tprv" not in str(info)
    assert info["checksum"] == text[-8:] != info["descriptor"][-8:]
    assert len(info["multipath_expansion"]) == 2
    assert info["multipath_expansion"][0] == info["descriptor"]


def test_addresses_are_derived_as_recorded(rpc: labs.node.Client) -> None:
    address = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"
    assert rpc.deriveaddresses(f"wpkh({KEY})#ucxz0gak") == [address]
    ranged = with_checksum(f"wpkh({PRIVATE}/1/1/*)")
    addresses = rpc.deriveaddresses(ranged, [1, 2])
    assert addresses == rpc.deriveaddresses(ranged, 2)[1:]
    assert addresses[0] == "bcrt1qhku5rq7jz8ulufe2y6fkcpnlvpsta7rq4442dy"
    both = rpc.deriveaddresses(with_checksum(f"wpkh({PRIVATE}/1/<0;1>/*)"), 2)
    assert both[1] == rpc.deriveaddresses(ranged, 2)
    assert len(rpc.deriveaddresses(with_checksum(f"combo({KEY})"))) == 3


@pytest.mark.parametrize(
    ("text", "positions", "expected"),
    [
        ("wpkh(x)", (), (-5, "Missing checksum")),
        (with_checksum(f"wpkh({PRIVATE}/*)"), (), (-8, "Range must be specified for a ranged descriptor")),
        (
            with_checksum(f"wpkh({KEY})"),
            ([0, 2],),
            (-8, "Range should not be specified for an un-ranged descriptor"),
        ),
        (with_checksum(f"wpkh({PRIVATE}/*)"), ([-1, 0],), (-8, "Range should be greater or equal than 0")),
        (with_checksum(f"wpkh({PRIVATE}/*)"), (10**10,), (-8, "End of range is too high")),
        (with_checksum(f"wpkh({PRIVATE}/*)"), ([0, 10**6],), (-8, "Range is too large")),
        (
            with_checksum(f"wpkh({PRIVATE}/*)"),
            ([2, 0],),
            (-8, "Range specified as [begin,end] must not have begin after end"),
        ),
        (
            with_checksum(f"wpkh({PRIVATE}/*)"),
            ([0, 1, 2],),
            (-8, "Range must be specified as end or as [begin,end]"),
        ),
        (with_checksum("raw(6a)"), (), (-5, "Descriptor does not have a corresponding address")),
    ],
)
def test_what_cannot_be_derived_is_told(
    rpc: labs.node.Client, text: str, positions: tuple[Any, ...], expected: tuple[int, str]
) -> None:
    assert refusal(rpc.deriveaddresses, text, *positions) == expected


def test_hardened_steps_of_public_keys_are_refused(rpc: labs.node.Client) -> None:
    public = rpc.getdescriptorinfo(f"wpkh({PRIVATE}/1'/*)")["descriptor"]
    assert refusal(rpc.deriveaddresses, public, 0) == (-5, "Cannot derive script without private keys")


def test_addresses_are_validated_as_recorded(rpc: labs.node.Client) -> None:
    assert rpc.validateaddress("bcrt1qxxx") == {
        "isvalid": False,
        "error_locations": [4],
        "error": "Invalid separator position",
    }
    address = "bcrt1qw8estk082k266w7g6kruypckr3csxghuccujzz"
    assert rpc.validateaddress(address) == {
        "isvalid": True,
        "address": address,
        "scriptPubKey": "001471f305d9e75595ad3bc8d587c207161c710322fc",
        "isscript": False,
        "iswitness": True,
        "witness_version": 0,
        "witness_program": "71f305d9e75595ad3bc8d587c207161c710322fc",
    }


def test_multisig_addresses_are_as_recorded(rpc: labs.node.Client) -> None:
    assert rpc.createmultisig(1, [KEY]) == {
        "address": "2N5GpVq89v2GRMDWQMfTwifUZCtqaczC6Y7",
        "redeemScript": f"5121{KEY}51ae",
        "descriptor": f"sh(multi(1,{KEY}))#mndu9gye",
    }


def test_multisig_of_the_wrong_size_or_keys_is_refused(rpc: labs.node.Client) -> None:
    assert refusal(rpc.createmultisig, 0, [KEY])[0] == -8
    assert refusal(rpc.createmultisig, 2, [KEY]) == (
        -8,
        "not enough keys supplied (got 1 keys, but need at least 2 to redeem)",
    )
    assert refusal(rpc.createmultisig, 1, [KEY] * 21)[0] == -8
    assert refusal(rpc.createmultisig, 16, [KEY] * 16)[1].startswith("redeemScript exceeds size limit: 547")
    assert refusal(rpc.createmultisig, 1, ["zz"]) == (-5, 'Pubkey "zz" must be a hex string')
    assert refusal(rpc.createmultisig, 1, [KEY], "bech32m")[0] == -5
    assert refusal(rpc.createmultisig, 1, [KEY], "other") == (-5, "Unknown address type 'other'")


def test_messages_are_signed_and_verified(rpc: labs.node.Client) -> None:
    wif, message = "cUeKHd5orzT3mz8P9pxyREHfsWtVfgsfDjiZZBcjUBAaGk1BTj7N", "This is just a test message"
    address = "mpLQjfK79b7CCV4VMJWEWAj5Mpx8Up5zxB"
    signature = rpc.signmessagewithprivkey(wif, message)
    assert rpc.verifymessage(address, signature, message) is True
    assert rpc.verifymessage(address, signature, "other") is False
    assert refusal(rpc.signmessagewithprivkey, "invalid_key", message) == (-5, "Invalid private key")
    assert refusal(rpc.verifymessage, "invalid_addr", signature, message) == (-5, "Invalid address")
    assert refusal(rpc.verifymessage, address, "invalid_sig", message) == (-3, "Malformed base64 encoding")
    other = "2N5GpVq89v2GRMDWQMfTwifUZCtqaczC6Y7"
    assert refusal(rpc.verifymessage, other, signature, message) == (-3, "Address does not refer to key")
