"""Descriptors. Vectors: descriptors.json holds those of Bitcoin Core, src/test/descriptor_tests.cpp, without
miniscript and musig; rpc_bip67.json is BIP 67's, from Core's functional tests; trees are BIP 341's."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labs.bitcoin.addresses import MAINNET, address_of
from labs.bitcoin.descriptors import CannotDerive, Descriptor, DescriptorError, checksum, infer, parse
from labs.bitcoin.hashes import sha256
from labs.bitcoin.hd import ExtendedKey
from labs.bitcoin.keys import PrivateKey
from labs.bitcoin.keystore import Keystore
from labs.bitcoin.taproot import SpendData, TaprootTree, leaf_hash, leaves_of, root_of

FILES = Path(__file__).parents[1] / "files"
VECTORS = json.loads((FILES / "descriptors.json").read_text())
TPUB = ExtendedKey.from_seed(bytes(16)).neuter().to_string()
KEYS = [PrivateKey(sha256(bytes([n]))) for n in range(4)]
HEX = [key.public.hex() for key in KEYS]


def only(text: str) -> Descriptor:
    (descriptor,) = parse(text)
    return descriptor


@pytest.mark.parametrize("case", VECTORS["valid"], ids=lambda case: case["public"][:40])
def test_descriptors_mean_the_published_scripts(case: dict[str, Any]) -> None:
    private, public = parse(case["private"], MAINNET)[0], parse(case["public"], MAINNET)[0]
    bare = case["private"].partition("#")[0]
    assert private.to_string(private=True) == f"{bare}#{checksum(bare)}"
    assert private.to_string() == public.to_string()
    assert private.normalized().partition("#")[0] == case["normalized"].partition("#")[0]
    for index, scripts in enumerate(case["scripts"]):
        expansion = private.expand(index)
        assert [script.hex() for script in expansion.scripts] == scripts


@pytest.mark.parametrize(("text", "message"), VECTORS["invalid"], ids=lambda value: value[:40])
def test_malformed_descriptors_are_refused_in_cores_words(text: str, message: str) -> None:
    with pytest.raises(DescriptorError) as error:
        parse(text, MAINNET)
    assert str(error.value) == message


def test_the_checksum_is_guarded() -> None:
    text = f"pk({HEX[0]})"
    assert only(f"{text}#{checksum(text)}").to_string() == f"{text}#{checksum(text)}"
    for wrong in (f"{text}#{checksum(text)[:-1]}", f"{text}##", f"{text}#{'q' * 8}", text + "é"):
        with pytest.raises(DescriptorError):
            parse(wrong)
    with pytest.raises(DescriptorError, match="Missing checksum"):
        parse(text, require_checksum=True)


def test_every_single_mistyped_letter_is_noticed() -> None:
    text = f"wpkh([d34db33f/84h/1h/0h]{TPUB}/0/*)"
    good = checksum(text)
    for place, letter in enumerate(text):
        for other in "q0/Z":
            if other != letter:
                assert checksum(text[:place] + other + text[place + 1 :]) != good


@pytest.mark.parametrize(
    "text",
    [
        f"pkh({HEX[0]})",
        f"sh(wsh(multi(2,{HEX[0]},{HEX[1]},{HEX[2]})))",
        f"sh(multi(1,{HEX[0]},{HEX[1]}))",
        f"sh(wpkh({HEX[0]}))",
        f"tr({HEX[0][2:]})",
        f"tr({HEX[0][2:]},{{pk({HEX[1][2:]}),{{multi_a(2,{HEX[2][2:]},{HEX[3][2:]}),pk({HEX[3][2:]})}}}})",
    ],
)
def test_a_script_and_its_keys_give_the_descriptor_back(text: str) -> None:
    expansion = only(text).expand()
    keystore = expansion.keystore
    keystore.origins = {}
    assert infer(expansion.scripts[0], keystore) == only(text).to_string()


def test_inference_tells_where_keys_come_from() -> None:
    expansion = only(f"wpkh([d34db33f/84h]{TPUB}/0/*)").expand(7)
    public = next(iter(expansion.keystore.publics.values()))
    assert infer(expansion.scripts[0], expansion.keystore).startswith(
        f"wpkh([d34db33f/84h/0/7]{public.hex()})#"
    )


def test_unknown_scripts_are_addresses_or_raw() -> None:
    assert infer(bytes.fromhex("0014" + "11" * 20)).startswith("addr(bcrt1q")
    assert infer(b"\x6a").startswith("raw(6a)#")
    assert infer(b"").startswith("raw()#")


def test_multipath_gives_one_descriptor_each() -> None:
    receive, change = parse(f"wpkh({TPUB}/<0;1>/*)")
    assert receive.to_string() == only(f"wpkh({TPUB}/0/*)").to_string()
    assert change.to_string() == only(f"wpkh({TPUB}/1/*)").to_string()


def test_public_keys_alone_cannot_take_hardened_steps() -> None:
    with pytest.raises(CannotDerive):
        only(f"wpkh({TPUB}/0h/*)").expand(0)
    with pytest.raises(CannotDerive):
        only(f"wpkh({TPUB}/*h)").expand(0)


def test_private_descriptors_hand_out_private_keys() -> None:
    expansion = only(f"wsh(multi(1,{KEYS[0].wif()},{HEX[1]}))").expand()
    assert list(expansion.keystore.keys.values()) == [KEYS[0]]
    assert not expansion.keystore.without_keys().keys


@pytest.mark.parametrize(
    ("lock", "warning"),
    [
        (65535, None),
        (65536, "height-based relative locktime: older(65536) > 65535 blocks is unsafe"),
        ((1 << 22) + 65535, None),
        ((1 << 22) + 65536, "time-based relative locktime: older(4259840) > (65535 * 512) seconds is unsafe"),
    ],
)
def test_locks_that_lose_their_upper_bits_are_pointed_out(lock: int, warning: str | None) -> None:
    piece = f"and_v(v:pk({KEYS[0].public.hex()}),older({lock}))"
    leaf = f"and_v(v:pk({KEYS[1].public.hex()}),older({lock}))"
    for text in (f"wsh({piece})", f"sh(wsh({piece}))", f"tr({KEYS[2].public.hex()},{{{leaf},pk({HEX[0]})}})"):
        assert parse(text)[0].warnings == ([warning] if warning else [])


def test_output_types() -> None:
    kinds = {
        f"pk({HEX[0]})": None,
        f"pkh({HEX[0]})": "legacy",
        f"sh(wpkh({HEX[0]}))": "p2sh-segwit",
        f"sh(multi(1,{HEX[0]}))": "legacy",
        f"wsh(pk({HEX[0]}))": "bech32",
        f"tr({HEX[0]})": "bech32m",
        f"rawtr({HEX[0]})": "bech32m",
        "addr(bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080)": "bech32",
        "raw(6a)": None,
        f"combo({HEX[0]})": None,
    }
    assert {text: only(text).output_type for text in kinds} == kinds


def test_keys_of_sortedmulti_are_sorted_as_published() -> None:
    for case in json.loads((FILES / "rpc_bip67.json").read_text()):
        descriptor = only(f"sh(sortedmulti(2,{','.join(case['keys'])}))")
        expansion = descriptor.expand()
        assert case["script"] in {script.hex() for script in expansion.keystore.scripts.values()}
        assert address_of(expansion.scripts[0]) == case["address"]


def test_a_thousand_addresses_are_derived_at_once() -> None:
    descriptor = only(f"wpkh({TPUB}/0/*)")
    start = time.perf_counter()
    scripts = {descriptor.expand(index).scripts[0] for index in range(1000)}
    assert len(scripts) == 1000
    assert time.perf_counter() - start < 2  # 0.05 s on an idle machine


def test_taproot_trees_are_as_published() -> None:
    cases = json.loads((FILES / "bip341_wallet_vectors.json").read_text())["scriptPubKey"]
    for case in cases:
        leaves = _leaves(case["given"]["scriptTree"], 0)
        tree = TaprootTree(bytes.fromhex(case["given"]["internalPubkey"]), leaves)
        assert tree.output.hex() == case["intermediary"]["tweakedPubkey"]
        controls = case["expected"].get("scriptPathControlBlocks", [])
        data = tree.spend_data()
        made = [data.scripts[script, version][0].hex() for _, version, script in leaves]
        assert made == controls
        known = leaves_of(data, tree.output)
        assert known is not None
        assert sorted(known) == sorted(leaves)


def _leaves(tree: Any, depth: int) -> list[tuple[int, int, bytes]]:
    if tree is None:
        return []
    if isinstance(tree, dict):
        return [(depth, tree["leafVersion"], bytes.fromhex(tree["script"]))]
    return [leaf for branch in tree for leaf in _leaves(branch, depth + 1)]


def test_a_tree_known_in_part_is_not_taken_for_the_whole() -> None:
    tree = TaprootTree(KEYS[0].xonly, [(1, 0xC0, b"\x51"), (1, 0xC0, b"\x52")])
    data = tree.spend_data()
    control = data.scripts[b"\x51", 0xC0][0]
    assert root_of(control, leaf_hash(b"\x51")) == tree.merkle_root
    part = SpendData(data.internal, data.merkle_root, {(b"\x51", 0xC0): [control]})
    assert leaves_of(part, tree.output) is None
    assert leaves_of(data, KEYS[1].xonly) is None


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="pkwshmultirao_(){},<>;/*'h[]#0123456789abcdefx", max_size=60))
def test_junk_is_refused_without_a_crash(text: str) -> None:
    try:
        for descriptor in parse(text):
            descriptor.expand(0)
    except (DescriptorError, CannotDerive):
        pass


def test_deep_nesting_is_bounded() -> None:
    for text in ("sh(" * 5000, "tr(" + HEX[0] + "," + "{" * 5000, "wsh(" * 3000 + ")" * 3000):
        with pytest.raises(DescriptorError):
            parse(text)


def test_an_empty_keystore_knows_nothing() -> None:
    keystore = Keystore()
    assert keystore.key_of_xonly(KEYS[0].xonly) is None
    assert keystore.public_of_xonly(KEYS[0].xonly) is None
