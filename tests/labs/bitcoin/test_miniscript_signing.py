"""Spending miniscript outputs: the kernel accepts what the signer makes, and nothing is made too early."""

import itertools

import pytest

from labs.bitcoin.descriptor_checksum import DescriptorError
from labs.bitcoin.descriptors import parse
from labs.bitcoin.hashes import sha256
from labs.bitcoin.keys import PrivateKey
from labs.bitcoin.keystore import Keystore
from labs.bitcoin.satisfy import produce_signature
from labs.bitcoin.signature_data import SignatureData
from labs.bitcoin.signers import TransactionSigner
from labs.bitcoin.signing import sign_transaction
from labs.bitcoin.transactions import Tx, TxIn, TxOut

KEYS = [PrivateKey(bytes([n]) * 32) for n in range(1, 6)]
A, B, C, D, E = (key.public.hex() for key in KEYS)
SECRET = b"s" * 32
UNUSABLE = "50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0"
"""An x-only key that nobody has (BIP 341)."""
OUTPOINT = (b"\7" * 32, 1)


def spend(script: bytes, sequence: int, locktime: int) -> tuple[Tx, TxOut]:
    tx = Tx(2, [TxIn(OUTPOINT, b"", sequence)], [TxOut(9_000, b"\x51")], locktime)
    return tx, TxOut(10_000, script)


def signed(
    expression: str, signers: str, sequence: int = 0xFFFFFFFD, locktime: int = 0, secret: bytes = b""
) -> list[bytes] | None:
    """The stack below the witness script when these keys (letters) sign, or None."""
    stack = spent(f"wsh({expression})", signers, sequence, locktime, secret)
    return None if stack is None else stack[:-1]


def spent(
    text: str, signers: str, sequence: int = 0xFFFFFFFD, locktime: int = 0, secret: bytes = b""
) -> list[bytes] | None:
    """The witness for an output of a descriptor when these keys (letters) sign, or None."""
    (descriptor,) = parse(text)
    expansion = descriptor.expand()
    keystore = Keystore().merge(expansion.keystore)
    for letter in signers:
        keystore.add_key(KEYS["ABCDE".index(letter)])
    tx, coin = spend(expansion.scripts[0], sequence, locktime)
    data = SignatureData(preimages={"sha256": {sha256(secret): secret}} if secret else {})
    signer = TransactionSigner(tx, 0, coin.value, [coin])
    if not produce_signature(keystore, signer, coin.script, data):
        return None
    return data.stack


HEIR = f"or_d(pk({A}),and_v(v:pkh({B}),older(10)))"
SWAP = f"andor(pk({A}),sha256({sha256(SECRET).hex()}),and_v(v:pk({B}),after(500)))"
THREE = f"thresh(3,pk({A}),s:pk({B}),s:pk({C}),sln:older(144))"


def test_an_heir_signs_only_after_the_wait() -> None:
    owner = signed(HEIR, "A")
    assert owner is not None and len(owner) == 1
    assert signed(HEIR, "B") is None and signed(HEIR, "B", sequence=9) is None
    heir = signed(HEIR, "B", sequence=10)
    assert heir is not None and len(heir) == 3 and heir[-1] == b"" and heir[1] == KEYS[1].public
    assert (
        signed(HEIR, "B", sequence=10 | 1 << 22) is None and signed(HEIR, "B", sequence=10 | 1 << 31) is None
    )
    assert signed(HEIR, "C", sequence=10) is None
    either = signed(HEIR, "AB", sequence=10)
    assert either is not None and len(either) == 1


def test_a_swap_needs_the_secret_or_the_time() -> None:
    assert signed(SWAP, "A") is None
    with_secret = signed(SWAP, "A", secret=SECRET)
    assert with_secret is not None and with_secret[0] == SECRET
    assert signed(SWAP, "B", locktime=499) is None
    assert signed(SWAP, "B", locktime=500) is not None
    assert signed(SWAP, "B", locktime=500, sequence=0xFFFFFFFF) is None
    assert signed(SWAP, "B", locktime=1_600_000_000) is None


def test_a_threshold_counts_keys_and_the_wait() -> None:
    for count in range(4):
        for signers in itertools.combinations("ABC", count):
            for sequence in (0, 144):
                stack = signed(THREE, "".join(signers), sequence)
                assert (stack is not None) == (count + (sequence == 144) >= 3), (signers, sequence)


@pytest.mark.parametrize(
    "expression",
    [
        f"or_b(pk({A}),s:pk({B}))",
        f"or_i(pk({A}),and_v(v:older(5),pk({B})))",
        f"c:or_i(pk_k({A}),pk_h({B}))",
        f"and_b(pk({A}),a:pk({B}))",
        f"t:or_c(pk({A}),v:pk({B}))",
        f"and_n(pk({A}),and_v(v:multi(2,{B},{C},{D}),1))",
        f"andor(multi(2,{A},{B}),or_i(pk({C}),pk({D})),pk({E}))",
        f"j:and_v(v:pk({A}),pk({B}))",
        f"or_d(multi(1,{A},{B}),and_v(v:thresh(2,pkh({C}),a:pkh({D}),a:pkh({E})),older(3)))",
    ],
)
def test_the_kernel_accepts_exactly_what_the_keys_allow(expression: str) -> None:
    # produce_signature asks the kernel: here every set of keys is tried, and more keys never do worse.
    can = {}
    for count in range(6):
        for signers in itertools.combinations("ABCDE", count):
            can[signers] = signed(expression, "".join(signers), sequence=10) is not None
    assert can[tuple("ABCDE")] and not can[()]
    for signers, possible in can.items():
        for left_out in signers:
            assert possible or not can[tuple(letter for letter in signers if letter != left_out)]


LEAVES = f"tr({UNUSABLE},{{and_v(v:pk({A}),older(10)),{{or_d(multi_a(2,{B},{C}),pkh({D})),pk({E})}}}})"


@pytest.mark.parametrize(
    ("signers", "sequence", "elements"),
    [
        ("A", 10, 1),
        ("A", 9, 0),
        ("BC", 0, 2),
        ("B", 0, 0),
        ("D", 0, 4),
        ("E", 0, 1),
        ("ABCDE", 10, 1),
        ("", 10, 0),
    ],
)
def test_a_taproot_leaf_is_spent_by_its_own_rules(signers: str, sequence: int, elements: int) -> None:
    # Below script and control block lie the leaf's own elements; no way at all counts as none.
    stack = spent(LEAVES, signers, sequence)
    assert (stack is not None) == (elements > 0)
    assert stack is None or len(stack) == elements + 2


def test_two_signers_finish_one_after_the_other() -> None:
    (descriptor,) = parse(f"wsh(and_v(v:pk({A}),pk({B})))")
    expansion = descriptor.expand()
    tx, coin = spend(expansion.scripts[0], 0, 0)
    stores = [Keystore().merge(expansion.keystore) for _ in range(2)]
    stores[0].add_key(KEYS[0])
    stores[1].add_key(KEYS[1])
    signer = TransactionSigner(tx, 0, coin.value, [coin])
    data = SignatureData()
    assert not produce_signature(stores[0], signer, coin.script, data)
    assert len(data.signatures) == 1
    assert produce_signature(stores[1], signer, coin.script, data)
    both = Keystore().merge(stores[0]).merge(stores[1])
    assert sign_transaction(tx, {OUTPOINT: coin}, both).complete


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("wsh(0)", "0 is not satisfiable"),
        ("wsh(older(10))", "older(10) is not sane: witnesses without signature exist"),
        (f"wsh(and_v(v:pk({A}),pk({A})))", "is not sane: contains duplicate public keys"),
        (f"wsh(and_v(v:after(5),and_v(v:after(500000000),pk({A}))))", "mixes of timelocks"),
        (f"wsh(or_i(sha256({'00' * 32}),sha256({'11' * 32})))", "is not sane: malleable witnesses exist"),
        (f"wsh(and_v(pk({A}),older(1)))", f"and_v(pk({A}),older(1)) is invalid"),
        (f"wsh(v:pk({A}))", f"v:pk({A}) is not sane"),
        ("older(10)", "Miniscript expressions can only be used in wsh or tr."),
        (f"sh(and_v(v:pk({A}),older(1)))", "Miniscript expressions can only be used in wsh or tr."),
        ("wsh(older(0))", "A function is needed within P2WSH"),
        (f"wsh(and_v(v:pk({A}),older(1))x)", "A function is needed within P2WSH"),
        ("wsh(and_v(v:pk(zz),older(1)))", "key 'zz' is not valid"),
    ],
)
def test_descriptors_refuse_unsafe_expressions_in_cores_words(text: str, message: str) -> None:
    with pytest.raises(DescriptorError) as caught:
        parse(text)
    assert message in str(caught.value)
