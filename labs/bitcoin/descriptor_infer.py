"""From a script back to a descriptor, as far as a keystore knows the keys and scripts behind its hashes.

Source: Bitcoin Core, src/script/descriptor.cpp (InferScript).
"""

from __future__ import annotations

from labs.bitcoin.addresses import Network, address_of
from labs.bitcoin.descriptor_keys import FixedKey, KeyExpression, OriginKey
from labs.bitcoin.descriptor_miniscript import infer_miniscript
from labs.bitcoin.descriptor_parts import LeafPk, Multi, Part, Script, single, tree, wrap
from labs.bitcoin.keys import has_key_length, is_xonly_key
from labs.bitcoin.keystore import KeyOrigin, Keystore
from labs.bitcoin.satisfy import leaf_keys
from labs.bitcoin.standard import solve
from labs.bitcoin.taproot import LEAF_TAPSCRIPT, TaprootTree


def infer_part(script: bytes, keystore: Keystore, network: Network) -> Part:
    part = _infer(script, "top", keystore)
    if part is None:
        name = "addr" if address_of(script, network) is not None else "raw"
        return Script(name, script=script)
    return part


def _infer(script: bytes, context: str, keystore: Keystore) -> Part | None:
    kind, parts = solve(script)
    if kind in ("pubkey", "pubkeyhash"):
        public = parts[0] if kind == "pubkey" else keystore.public_of(parts[0])
        key = _key(public, context, keystore)
        return None if key is None else single("pk" if kind == "pubkey" else "pkh", key)
    if kind == "witness_v0_keyhash" and context != "wsh":
        key = _key(keystore.public_of(parts[0]), "wpkh", keystore)
        return None if key is None else single("wpkh", key)
    if kind == "multisig":
        keys = [_key(public, context, keystore) for public in parts[1:-1]]
        known = tuple(key for key in keys if key is not None)
        return Multi("multi", known, (), parts[0][0]) if len(known) == len(keys) else None
    if kind == "scripthash" and context == "top":
        return _wrapped("sh", keystore.script_of_hash160(parts[0]), keystore)
    if kind == "witness_v0_scripthash" and context != "wsh":
        return _wrapped("wsh", keystore.script_of_sha256(parts[0]), keystore)
    if kind == "witness_v1_taproot" and context == "top":
        return _taproot(parts[-1], keystore)
    if context == "wsh":
        return infer_miniscript(script, keystore, lambda public: _key(public, context, keystore))
    return None


def _wrapped(name: str, script: bytes | None, keystore: Keystore) -> Part | None:
    inner = None if script is None else _infer(script, name, keystore)
    return None if inner is None else wrap(name, inner)


def _key(public: bytes | None, context: str, keystore: Keystore) -> KeyExpression | None:
    if public is None or not has_key_length(public) or public[0] not in (2, 3, 4):
        return None
    if len(public) == 65 and context not in ("top", "sh"):
        return None
    return _with_origin(FixedKey(public), keystore.origins.get(public))


def _xonly(xonly: bytes, keystore: Keystore) -> KeyExpression:
    return _with_origin(FixedKey(b"\x02" + xonly, xonly=True), keystore.origin_of_xonly(xonly))


def _leaf_key(xonly: bytes | None, keystore: Keystore) -> KeyExpression | None:
    return _xonly(xonly, keystore) if xonly is not None and is_xonly_key(xonly) else None


def _with_origin(key: KeyExpression, origin: KeyOrigin | None) -> KeyExpression:
    return key if origin is None else OriginKey(origin[0], origin[1], key, apostrophe=False)


def _taproot(output: bytes, keystore: Keystore) -> Part | None:
    known = keystore.trees.get(output)
    part = None if known is None else _tree(known, keystore)
    if part is None and is_xonly_key(output):
        part = single("rawtr", _xonly(output, keystore))
    return part


def _tree(known: TaprootTree, keystore: Keystore) -> Part | None:
    leaves: list[Part] = []
    for _, version, script in known.leaves:
        leaf = _leaf(script, keystore) if version == LEAF_TAPSCRIPT else None
        if leaf is None:
            return None
        leaves.append(leaf)
    return tree(_xonly(known.internal, keystore), leaves, [depth for depth, _, _ in known.leaves])


def _leaf(script: bytes, keystore: Keystore) -> Part | None:
    template = leaf_keys(script)
    if template is None:
        return infer_miniscript(script, keystore, lambda xonly: _leaf_key(xonly, keystore), tapscript=True)
    required, xonlys = template
    keys = tuple(_xonly(xonly, keystore) for xonly in xonlys)
    if len(script) == 34:
        return LeafPk("pk", keys)
    return Multi("multi_a", keys, (), required)
