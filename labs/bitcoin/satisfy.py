"""Building the input script and witness that satisfy an output script, from keys and signatures at hand.

Knows the standard scripts, nested once in P2SH and P2WSH, and taproot's key path, pk and multi_a leaves.
Source: Bitcoin Core, src/script/sign.cpp (ProduceSignature).
"""

from __future__ import annotations

from dataclasses import dataclass

from labs.bitcoin.hashes import hash160, ripemd160
from labs.bitcoin.keystore import Keystore
from labs.bitcoin.miniscript_decode import decode_miniscript
from labs.bitcoin.miniscript_satisfy import satisfy
from labs.bitcoin.script import number, push_minimal
from labs.bitcoin.signature_data import SignatureData
from labs.bitcoin.signers import Signer
from labs.bitcoin.standard import p2pkh, solve
from labs.bitcoin.taproot import LEAF_TAPSCRIPT, leaf_hash
from labs.bitcoin.wire import compact_size

Step = tuple[bool, list[bytes], str]
"""Whether the script is satisfied, the stack (perhaps in part), the kind of script."""


def produce_signature(keystore: Keystore, signer: Signer, script: bytes, data: SignatureData) -> bool:
    """Fill data.script_sig and data.stack as far as possible; True, and data.complete, if that is valid."""
    if data.complete:
        return True
    job = _Job(keystore, signer, data)
    solved, stack, kind = job.step(script, segwit=False)
    nested = kind == "scripthash" and solved
    if nested:
        data.redeem_script = stack[0]
        solved, stack, kind = job.step(data.redeem_script, segwit=False)
        solved = solved and kind != "scripthash"
    if kind == "witness_v0_keyhash" and solved:
        solved, data.stack, _ = job.step(p2pkh(stack[0]), segwit=True)
        data.witness, stack = True, []
    elif kind == "witness_v0_scripthash" and solved:
        data.witness_script = stack[0]
        solved, inner, inner_kind = job.step(data.witness_script, segwit=True)
        solved = solved and inner_kind not in ("scripthash", "witness_v0_scripthash", "witness_v0_keyhash")
        data.stack = [*inner, data.witness_script]
        data.witness, stack = True, []
    elif kind == "witness_v1_taproot" and not nested:
        data.witness = True
        if solved:
            data.stack = stack
        stack = []
    if not data.witness:
        data.stack = []
    if nested:
        stack = [*stack, data.redeem_script]
    data.script_sig = b"".join(push_minimal(item) for item in stack)
    data.complete = solved and signer.verify(script, data.script_sig, data.stack)
    return data.complete


@dataclass(slots=True)
class _Job:
    keystore: Keystore
    signer: Signer
    data: SignatureData

    def step(self, script: bytes, segwit: bool) -> Step:
        """The stack for one script, without following a script hash further."""
        solved = solve(script)
        kind, parts = solved.kind, solved.parts
        if kind == "pubkey":
            signature = self._ecdsa(parts[0], script, segwit)
            return (signature is not None, [signature] if signature else [], kind)
        if kind == "pubkeyhash":
            return (*self._pay_to_key_hash(parts[0], script, segwit), kind)
        if kind == "multisig":
            return (*self._multisig(parts, script, segwit), kind)
        if kind == "scripthash":
            redeem = self._script(parts[0], self.keystore.script_of_hash160(parts[0]))
            if redeem is None:
                self.data.missing_redeem_script = parts[0]
            return (redeem is not None, [] if redeem is None else [redeem], kind)
        if kind == "witness_v0_keyhash":
            return (True, [parts[0]], kind)
        if kind == "witness_v0_scripthash":
            script_hash = ripemd160(parts[0])
            witness_script = self._script(script_hash, self.keystore.scripts.get(script_hash))
            if witness_script is None:
                self.data.missing_witness_script = parts[0]
            return (witness_script is not None, [] if witness_script is None else [witness_script], kind)
        if kind == "witness_v1_taproot":
            return (*self._taproot(parts[-1]), kind)
        if kind == "nonstandard" and segwit:
            stack = self._miniscript(script)
            return (stack is not None, stack or [], kind)
        return (kind == "anchor", [], kind)

    def _script(self, script_hash: bytes, known: bytes | None) -> bytes | None:
        if known is not None:
            return known
        own = (self.data.redeem_script, self.data.witness_script)
        return next((script for script in own if script and hash160(script) == script_hash), None)

    def _public(self, key_hash: bytes) -> bytes | None:
        data = self.data
        if key_hash in data.signatures:
            return data.signatures[key_hash][0]
        if key_hash in data.publics:
            return data.publics[key_hash][0]
        if key_hash in data.xonly_by_hash:
            return b"\x02" + data.xonly_by_hash[key_hash]
        return self.keystore.public_of(key_hash)

    def _ecdsa(self, public: bytes, script_code: bytes, segwit: bool) -> bytes | None:
        data, key_hash = self.data, hash160(public)
        if key_hash in data.signatures:
            return data.signatures[key_hash][1]
        if public in self.keystore.origins:
            data.publics.setdefault(key_hash, (public, self.keystore.origins[public]))
        signature = self.signer.ecdsa(self.keystore, public, script_code, segwit)
        if signature is None:
            data.missing_signatures.append(key_hash)
        else:
            data.signatures[key_hash] = (public, signature)
        return signature

    def _pay_to_key_hash(self, key_hash: bytes, script: bytes, segwit: bool) -> tuple[bool, list[bytes]]:
        public = self._public(key_hash)
        if public is None:
            self.data.missing_publics.append(key_hash)
            return False, []
        signature = self._ecdsa(public, script, segwit)
        return (False, []) if signature is None else (True, [signature, public])

    def _multisig(self, parts: list[bytes], script: bytes, segwit: bool) -> tuple[bool, list[bytes]]:
        required = parts[0][0]
        made = [self._ecdsa(public, script, segwit) for public in parts[1:-1]]
        stack = [b"", *[signature for signature in made if signature is not None][:required]]
        missing = required + 1 - len(stack)
        return missing == 0, stack + [b""] * missing

    def _miniscript(self, script: bytes, leaf: bytes | None = None) -> list[bytes] | None:
        """The stack below a script that is miniscript, or None. leaf: a tapscript's hash."""
        facts = _Facts(self, script, leaf)
        node = decode_miniscript(script, facts.number, facts.number_by_hash, leaf is not None)
        return satisfy(node, facts) if node else None

    def _taproot(self, output: bytes) -> tuple[bool, list[bytes]]:
        data, keystore = self.data, self.keystore
        tree = keystore.trees.get(output)
        if tree is not None:
            data.spend.merge(tree.spend_data())
            data.tree_leaves = tree.leaves
        internal = data.spend.internal
        if internal:
            data.note_xonly(internal, keystore.origin_of_xonly(internal))
        data.note_xonly(output, keystore.origin_of_xonly(output))
        if not data.key_path_signature:
            signature = None
            if internal:
                signature = self.signer.schnorr(keystore, internal, None, data.spend.merkle_root)
            signature = signature or self.signer.schnorr(keystore, output, None, None)
            data.key_path_signature = signature or b""
        if data.key_path_signature:
            return True, [data.key_path_signature]
        ways = []
        for (script, version), controls in sorted(data.spend.scripts.items()):
            stack = self._leaf(script, version)
            if stack is not None:
                ways.append([*stack, script, controls[0]])
        if not ways:
            return False, []
        return True, min(ways, key=lambda stack: sum(len(compact_size(len(i))) + len(i) for i in stack))

    def _leaf(self, script: bytes, version: int) -> list[bytes] | None:
        """The stack below script and control block, or None."""
        if version != LEAF_TAPSCRIPT:
            return None
        template, leaf = leaf_keys(script), leaf_hash(script)
        if template is None:
            return self._miniscript(script, leaf)
        required, xonlys = template
        made = [self._leaf_signature(xonly, leaf) for xonly in xonlys]
        stack: list[bytes] = []
        for signature in made:
            use = signature is not None and sum(1 for s in stack if s) < required
            stack.append(signature if use and signature is not None else b"")
        return stack[::-1] if sum(1 for s in stack if s) == required else None

    def _leaf_signature(self, xonly: bytes, leaf: bytes) -> bytes | None:
        self.data.note_xonly(xonly, self.keystore.origin_of_xonly(xonly), leaf)
        if (xonly, leaf) not in self.data.leaf_signatures:
            signature = self.signer.schnorr(self.keystore, xonly, leaf, None)
            if signature is None:
                return None
            self.data.leaf_signatures[xonly, leaf] = signature
        return self.data.leaf_signatures[xonly, leaf]


def leaf_keys(script: bytes) -> tuple[int, list[bytes]] | None:
    """(signatures needed, x-only keys) of a pk() or multi_a() leaf; None for any other script."""
    if len(script) == 34 and script[0] == 32 and script[33] == 0xAC:
        return 1, [script[1:33]]
    keys: list[bytes] = []
    position = 0
    while script[position : position + 1] == b"\x20" and position + 34 <= len(script):
        if script[position + 33] != (0xAC if not keys else 0xBA):
            return None
        keys.append(script[position + 1 : position + 33])
        position += 34
    rest = script[position:]
    if not 1 <= len(keys) <= 999 or rest[-1:] != b"\x9c":
        return None
    required = rest[0] - 0x50 if len(rest) == 2 else int.from_bytes(rest[1:-1], "little")
    if not 1 <= required <= len(keys) or rest[:-1] != number(required):
        return None
    return required, keys


class _Facts:
    """What a job knows about the keys, locks and hashes of a miniscript."""

    def __init__(self, job: _Job, script: bytes, leaf: bytes | None) -> None:
        self.job = job
        self.script = script
        self.leaf = leaf
        self.publics: list[bytes] = []

    def number(self, public: bytes | None) -> int | None:
        """The number of a key; equal keys get two."""
        if public is None:
            return None
        self.publics.append(public)
        return len(self.publics) - 1

    def number_by_hash(self, key_hash: bytes) -> int | None:
        public = self.job._public(key_hash)
        if public is None:
            self.job.data.missing_publics.append(key_hash)
        return self.number(public[1:33] if public and self.leaf else public)

    def signature(self, key: int) -> bytes | None:
        if self.leaf is not None:
            return self.job._leaf_signature(self.publics[key], self.leaf)
        return self.job._ecdsa(self.publics[key], self.script, segwit=True)

    def public(self, key: int) -> bytes:
        return self.publics[key]

    def unlocks(self, lock: str, value: int) -> bool:
        return self.job.signer.unlocks(lock, value)

    def preimage(self, kind: str, digest: bytes) -> bytes | None:
        return self.job.data.preimages.get(kind, {}).get(digest)
