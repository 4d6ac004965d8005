"""A4's reference answers agree with the vectors of BIP 32, 39, 84, 173 and 350, and with bitcoinlib."""

from __future__ import annotations

import importlib
import json
import random
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from coincurve import PrivateKey

from labs.bitcoin import addresses, base58, bech32, hd

FILES = Path(__file__).resolve().parents[1] / "labs/files"
BIP32 = json.loads((FILES / "bip32.json").read_text())["chains"]
BIP39 = json.loads((FILES / "bip39_english.json").read_text())
ABANDON = "abandon " * 11 + "about"
URDU = "\u0622\u0645 \u06a9\u0627 \u0628\u0627\u063a"
KEY_HASH = "751e76e8199196d454941c45d1b3a323f1433bd6"
VALID = {
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4": ("bc", 0, KEY_HASH),
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7": (
        "tb",
        0,
        "1863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262",
    ),
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y": ("bc", 1, KEY_HASH * 2),
    "BC1SW50QGDZ25J": ("bc", 16, "751e"),
    "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs": ("bc", 2, KEY_HASH[:32]),
    "tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy": (
        "tb",
        0,
        "000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433",
    ),
    "tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c": (
        "tb",
        1,
        "000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433",
    ),
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0": (
        "bc",
        1,
        "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
    ),
}
"""BIP 350, valid addresses and what they say. The one with hrp tc is left out: it is well formed."""
INVALID = """
bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd
tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf
BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL
bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh
tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47
bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4
BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R
bc1pw5dgrnzv
bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav
BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P
tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq
bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf
tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j
bc1gmk9yu
""".split()
"""BIP 350, invalid addresses, without the one whose only fault is an unknown hrp."""
NETWORKS = {"main": addresses.MAINNET, "test": addresses.TESTNET, "regtest": addresses.REGTEST}


@pytest.fixture(scope="module")
def a4(lab: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    return lab("blockchain/a4-wallets")


@pytest.fixture(scope="module")
def bitcoinlib_keys() -> Iterator[ModuleType]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield importlib.import_module("bitcoinlib.keys")


def drawn(count: int, size: int, seed: int) -> list[bytes]:
    return [random.Random(f"{seed}/{i}").randbytes(size) for i in range(count)]


@pytest.mark.parametrize("vector", BIP39, ids=lambda vector: vector[0][:12])
def test_seed_and_check_agree_with_the_vectors_of_bip39(a4: SimpleNamespace, vector: list[str]) -> None:
    _, words, seed, _ = vector
    assert a4.seed(words, "TREZOR").hex() == seed
    assert a4.mnemonic_ok(words) is True
    *others, last = words.split()
    flipped = a4.WORDS[a4.WORDS.index(last) ^ 1]
    assert a4.mnemonic_ok(" ".join([*others, flipped])) is False, "one checksum bit differs"


def test_the_word_list_is_that_of_bip39(a4: SimpleNamespace) -> None:
    assert len(a4.WORDS) == len(set(a4.WORDS)) == 2048 and a4.WORDS == sorted(a4.WORDS)
    assert (a4.WORDS[0], a4.WORDS[3], a4.WORDS[-1]) == ("abandon", "about", "zoo")
    assert {word for _, words, _, _ in BIP39 for word in words.split()} <= set(a4.WORDS)


@pytest.mark.parametrize("size", [16, 20, 24, 28, 32])
def test_every_length_of_sentence_is_accepted_and_a_changed_one_judged_as_the_library_does(
    a4: SimpleNamespace, size: int
) -> None:
    choose = random.Random(size)
    for entropy in drawn(6, size, seed=1):
        words = hd.words_of(entropy).split()
        assert a4.mnemonic_ok(" ".join(words)) is True
        words[choose.randrange(len(words))] = choose.choice(a4.WORDS)
        try:
            accepted = bool(hd.seed_of_words(" ".join(words)))
        except ValueError:
            accepted = False
        assert a4.mnemonic_ok(" ".join(words)) is accepted


def test_twelve_random_words_pass_once_in_16_times(a4: SimpleNamespace) -> None:
    passed = sum(a4.mnemonic_ok(" ".join(["abandon"] * 11 + [word])) for word in a4.WORDS)
    assert passed == 2048 // 16, "the text: once in 16 times"
    assert sum(a4.mnemonic_ok(" ".join(["abandon"] * 23 + [word])) for word in a4.WORDS) == 2048 // 256


def test_texts_in_other_scripts_are_normalised_as_in_the_japanese_vector_of_bip39(
    a4: SimpleNamespace,
) -> None:
    words = "\u3000".join(["あいこくしん"] * 11 + ["あおぞら"])
    assert a4.seed(words, "㍍ガバヴァぱばぐゞちぢ十人十色").hex() == (
        "a262d6fb6122ecf45be09c50492b31f92e9beb7d9a845987a02cefda57a15f9c"
        "467a17872029a9e92299b5cbdf306e3a0ee620245cbd508959b6cb7ca637bd55"
    )


def test_a_passphrase_in_urdu_gives_one_seed_however_it_is_typed(a4: SimpleNamespace) -> None:
    forms = [unicodedata.normalize(form, URDU) for form in ("NFC", "NFD", "NFKC", "NFKD")]
    assert len(set(forms)) == 2, "the same line, two texts"
    assert len({a4.seed(ABANDON, form) for form in forms}) == 1


def test_our_library_and_the_lab_agree_on_a_passphrase_in_urdu(a4: SimpleNamespace) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        typed = unicodedata.normalize(form, URDU)
        assert hd.seed_of_words(ABANDON, typed) == a4.seed(ABANDON, typed)


def test_the_stretch_task_tells_the_truth_about_bitcoinlib(
    a4: SimpleNamespace, bitcoinlib_keys: ModuleType
) -> None:
    library = importlib.import_module("bitcoinlib.mnemonic").Mnemonic()
    composed, taken_apart = (unicodedata.normalize(form, URDU) for form in ("NFC", "NFKD"))
    assert library.to_seed(ABANDON, composed) != library.to_seed(ABANDON, taken_apart)
    assert library.to_seed(ABANDON, taken_apart) == a4.seed(ABANDON, composed)


@pytest.mark.parametrize("chain", BIP32, ids=lambda chain: chain["seed"][:8])
def test_children_are_those_of_bip32(a4: SimpleNamespace, chain: dict[str, Any]) -> None:
    node = a4.master(bytes.fromhex(chain["seed"]))
    for _, private_text, number in chain["steps"]:
        data = base58.base58check_decode(private_text, 78)
        assert node == (int.from_bytes(data[46:], "big"), data[13:45])
        assert a4.base58check(data) == private_text
        node = a4.ckd_priv(*node, number)


def test_children_agree_with_our_library_also_where_the_sum_passes_n(a4: SimpleNamespace) -> None:
    passed = 0
    for seed in drawn(4, 16, seed=2):
        node, key = a4.master(seed), hd.ExtendedKey.from_seed(seed)
        for number in (0, 1, 2**31 - 1, 2**31, 2**31 + 84, 2**32 - 1):
            child, right = a4.ckd_priv(*node, number), key.child(number)
            assert (child[0].to_bytes(32, "big"), child[1]) == (right.secret, right.chain_code)
            passed += child[0] < node[0]
    assert passed > 3, "the sum was n or more"


def test_the_given_public_key_is_that_of_libsecp256k1(a4: SimpleNamespace) -> None:
    for secret in drawn(3, 32, seed=3):
        assert a4.pubkey(int.from_bytes(secret, "big")) == PrivateKey(secret).public_key.format()
    assert a4.hash160(a4.pubkey(1)).hex() == KEY_HASH


@pytest.mark.parametrize("size", [0, 1, 20, 21, 33, 78])
def test_base58check_agrees_with_our_library_and_bitcoinlib(
    a4: SimpleNamespace, bitcoinlib_keys: ModuleType, size: int
) -> None:
    encoding = importlib.import_module("bitcoinlib.encoding")
    for payload in (bytes(size), b"\x00\x00" + bytes(range(size)), *drawn(3, size, seed=4)):
        text = a4.base58check(payload)
        assert text == base58.base58check_encode(payload)
        assert base58.base58check_decode(text) == payload
        assert text == encoding.base58encode(payload + encoding.double_sha256(payload)[:4])


@pytest.mark.parametrize("text", VALID)
def test_valid_addresses_of_bip350_are_read_and_written(a4: SimpleNamespace, text: str) -> None:
    hrp, version, program = VALID[text]
    assert a4.segwit_decode(text) == (hrp, version, bytes.fromhex(program))
    assert a4.segwit_encode(hrp, version, bytes.fromhex(program)) == text.lower()


@pytest.mark.parametrize("text", INVALID)
def test_invalid_addresses_of_bip350_are_refused(a4: SimpleNamespace, text: str) -> None:
    with pytest.raises(ValueError):
        a4.segwit_decode(text)


def test_a_letter_that_only_looks_like_k_is_foreign(a4: SimpleNamespace) -> None:
    good = a4.segwit_encode("bc", 0, bytes.fromhex(KEY_HASH)).upper()
    assert a4.segwit_decode(good)[1] == 0 and "\u212a".lower() == "k", "the sign of the kelvin"
    for bad in (good.replace("K", "\u212a"), a4.segwit_encode("b c", 1, bytes(32))):
        with pytest.raises(ValueError):
            a4.segwit_decode(bad)


def test_bitcoin_cores_lists_of_addresses_are_judged_as_core_does(a4: SimpleNamespace) -> None:
    read = 0
    for text, script, about in json.loads((FILES / "key_io_valid.json").read_text()):
        if not text.lower().startswith(("bc1", "tb1", "bcrt1")):
            continue
        hrp, version, program = a4.segwit_decode(text)
        assert bytes([version + 0x50 * (version > 0), len(program)]) + program == bytes.fromhex(script)
        assert hrp == {"main": "bc", "regtest": "bcrt"}.get(about["chain"], "tb")
        read += 1
    assert read >= 20
    for (text,) in json.loads((FILES / "key_io_invalid.json").read_text()):
        try:
            hrp, version, program = a4.segwit_decode(text)
        except ValueError:
            continue
        assert hrp not in ("bc", "tb", "bcrt"), text


def test_the_given_tools_of_bech32_agree_with_our_library(a4: SimpleNamespace) -> None:
    for data in drawn(5, 33, seed=5):
        values = a4.to_fives(data)
        assert values == bech32.to_five_bits(data) and a4.from_fives(values) == data
        for constant in (a4.BECH32, a4.BECH32M):
            text = "bcrt1" + "".join(a4.LETTERS[v] for v in values + a4.checksum("bcrt", values, constant))
            assert text == bech32.encode(constant, "bcrt", values)
    for left_over in ([31], [0], [31, 31], [0, 1]):
        with pytest.raises(ValueError):
            a4.from_fives(left_over)


@pytest.mark.parametrize(
    ("net", "address"),
    [
        ("main", "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu"),
        ("regtest", "bcrt1q6rz28mcfaxtmd6v789l9rrlrusdprr9pz3cppk"),
        ("test", "tb1q6rz28mcfaxtmd6v789l9rrlrusdprr9pqcpvkl"),
    ],
)
def test_the_first_address_is_that_of_bip84_and_of_bitcoinlib(
    a4: SimpleNamespace, bitcoinlib_keys: ModuleType, net: str, address: str
) -> None:
    assert a4.first_receive(ABANDON, net) == address
    if net == "main":
        assert a4.segwit_decode(address)[2] == a4.hash160(
            bytes.fromhex("0330d54fd0dd420a6e5f8d3624f5f3482cae350f79d5f0753bf5beef9c2d91af3c")
        ), "the public key that BIP 84 prints"
    library = {"main": "bitcoin", "test": "testnet", "regtest": "regtest"}[net]
    seed = importlib.import_module("bitcoinlib.mnemonic").Mnemonic().to_seed(ABANDON)
    key = bitcoinlib_keys.HDKey.from_seed(seed, network=library, witness_type="segwit")
    assert key.key_for_path(f"m/84'/{int(net != 'main')}'/0'/0/0").address() == address


def test_first_addresses_of_other_words_agree_with_our_library(a4: SimpleNamespace) -> None:
    for entropy, (net, network) in zip(drawn(6, 32, seed=6), list(NETWORKS.items()) * 2, strict=True):
        words = hd.words_of(entropy)
        key = hd.ExtendedKey.from_seed(hd.seed_of_words(words)).derive(f"m/84h/{int(net != 'main')}h/0h/0/0")
        script = b"\x00\x14" + a4.hash160(key.public)
        assert a4.first_receive(words, net) == addresses.address_of(script, network)
    for words, net in ((ABANDON.replace("about", "abandon"), "main"), (ABANDON, "mainnet")):
        with pytest.raises(ValueError):
            a4.first_receive(words, net)


def test_the_scan_stops_where_a_count_by_hand_does(a4: SimpleNamespace) -> None:
    def by_text(used: list[bool], gap: int) -> int:
        text = "".join(".x"[was_used] for was_used in used) + "." * gap
        return text.index("." * gap) + gap

    draw = random.Random(7)
    for _ in range(200):
        used = [draw.random() < 0.15 for _ in range(draw.randrange(120))]
        gap = draw.choice([1, 2, 5, 20])
        assert a4.gap_scan(used, gap) == by_text(used, gap)
    assert a4.gap_scan([]) == 20


def test_the_example_in_each_docstring_is_true(a4: SimpleNamespace) -> None:
    assert a4.seed(a4.practice, "TREZOR").hex().startswith("c55257c3")
    assert a4.mnemonic_ok(a4.practice) is True and a4.mnemonic_ok("abandon " * 12) is False
    assert hex(a4.ckd_priv(*a4.master(bytes(range(16))), a4.H)[0]).startswith("0xedb2e14f")
    assert a4.base58check(b"").startswith("3QJ")
    assert a4.segwit_encode("tb", 1, bytes(32)).endswith("kgkkf5")
    assert a4.segwit_decode("BC1SW50QGDZ25J") == ("bc", 16, bytes.fromhex("751e"))
    assert a4.first_receive(a4.practice, "test").endswith("9pqcpvkl")
    assert a4.gap_scan([True, False, False, True], 2) == 3


def test_what_the_text_says_of_the_leak_is_true(a4: SimpleNamespace) -> None:
    node = a4.master(bytes(range(16)))
    child, _ = a4.ckd_priv(*node, 7)
    left = a4.hmac.digest(node[1], a4.pubkey(node[0]) + (7).to_bytes(4, "big"), "sha512")[:32]
    assert (child - int.from_bytes(left, "big")) % a4.n == node[0], "one normal child reveals the parent"


def test_the_lab_holds_no_private_key_in_the_text_form_of_the_main_network() -> None:
    folder = Path(__file__).resolve().parents[2] / "courses/blockchain/a4-wallets"
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    assert not any(prefix in text for prefix in ("xprv", "zprv", "yprv"))
    words = {word.strip("\"'(),[]") for word in text.split()}
    for word in words:
        try:
            payload = base58.base58check_decode(word)
        except ValueError:
            continue
        assert payload[:1] != b"\x80", "a WIF of the main network"
