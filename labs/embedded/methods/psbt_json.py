"""How RPC shows a PSBT.

Source: Bitcoin Core, src/rpc/rawtransaction.cpp (decodepsbt).
"""

from labs.bitcoin.base58 import base58check_encode
from labs.bitcoin.hd import format_path
from labs.bitcoin.keystore import KeyOrigin
from labs.bitcoin.psbt import Psbt, PsbtInput, PsbtOutput
from labs.bitcoin.psbt_fields import LeafOrigins, proprietary_parts
from labs.bitcoin.psbt_input import MUSIG2_NONCE, MUSIG2_PARTIAL_SIG, MUSIG2_PARTICIPANTS, PREIMAGES
from labs.bitcoin.script import SIGHASH_NAMES, asm
from labs.bitcoin.transactions import MAX_MONEY
from labs.embedded.methods.script_json import script_json
from labs.embedded.methods.tx_json import tx_json
from labs.embedded.rpc.values import Json, btc


def psbt_json(psbt: Psbt) -> dict[str, Json]:
    shown: dict[str, Json] = {
        "tx": tx_json(psbt.tx, include_hex=False),
        "global_xpubs": [
            {"xpub": base58check_encode(xpub), **_origin(origin)} for xpub, origin in psbt.sorted_xpubs()
        ],
        "psbt_version": psbt.version or 0,
        "proprietary": _proprietary(psbt.proprietary),
        "unknown": _hex_pairs(psbt.unknown),
        "inputs": [_input(psbt, index) for index in range(len(psbt.inputs))],
        "outputs": [_output(found) for found in psbt.outputs],
    }
    fee = _fee(psbt)
    if fee is not None:
        shown["fee"] = btc(fee)
    return shown


def _fee(psbt: Psbt) -> int | None:
    spent = psbt.spent_outputs()
    if spent is None:
        return None
    amounts_in = [output.value for output in spent]
    amounts_out = [output.value for output in psbt.tx.outputs]
    if not (_in_range(amounts_in) and _in_range(amounts_out)):
        return None
    return sum(amounts_in) - sum(amounts_out)


def _in_range(amounts: list[int]) -> bool:
    return all(0 <= value <= MAX_MONEY for value in amounts) and sum(amounts) <= MAX_MONEY


def _input(psbt: Psbt, index: int) -> dict[str, Json]:
    found = psbt.inputs[index]
    shown: dict[str, Json] = {}
    if found.witness_utxo is not None:
        output = found.witness_utxo
        shown["witness_utxo"] = {"amount": btc(output.value), "scriptPubKey": script_json(output.script)}
    if found.non_witness_utxo is not None:
        shown["non_witness_utxo"] = tx_json(found.non_witness_utxo, include_hex=False)
    if found.partial_sigs:
        pairs = [found.partial_sigs[key_hash] for key_hash in sorted(found.partial_sigs)]
        shown["partial_signatures"] = {public.hex(): signature.hex() for public, signature in pairs}
    if found.sighash is not None:
        shown["sighash"] = SIGHASH_NAMES.get(found.sighash & 0xFF, "")
    shown |= _scripts(found.redeem_script, found.witness_script)
    if found.origins:
        shown["bip32_derivs"] = _derivations(found.origins)
    if found.final_script_sig:
        script = found.final_script_sig
        shown["final_scriptSig"] = {"asm": asm(script, sighash_names=True), "hex": script.hex()}
    if found.final_witness:
        shown["final_scriptwitness"] = [item.hex() for item in found.final_witness]
    for kind, (name, _) in PREIMAGES.items():
        if found.preimages[kind]:
            shown[f"{name}_preimages"] = _hex_pairs(found.preimages[kind])
    shown |= _taproot_input(found)
    shown |= _musig2(found)
    if found.proprietary:
        shown["proprietary"] = _proprietary(found.proprietary)
    if found.unknown:
        shown["unknown"] = _hex_pairs(found.unknown)
    return shown


def _taproot_input(found: PsbtInput) -> dict[str, Json]:
    shown: dict[str, Json] = {}
    if found.tap_key_sig:
        shown["taproot_key_path_sig"] = found.tap_key_sig.hex()
    if found.tap_script_sigs:
        shown["taproot_script_path_sigs"] = [
            {"pubkey": xonly.hex(), "leaf_hash": leaf.hex(), "sig": signature.hex()}
            for (xonly, leaf), signature in sorted(found.tap_script_sigs.items())
        ]
    if found.tap_scripts:
        shown["taproot_scripts"] = [
            {"script": script.hex(), "leaf_ver": version, "control_blocks": [c.hex() for c in controls]}
            for (script, version), controls in sorted(found.tap_scripts.items())
        ]
    if found.tap_origins:
        shown["taproot_bip32_derivs"] = _taproot_derivations(found.tap_origins)
    if found.tap_internal_key:
        shown["taproot_internal_key"] = found.tap_internal_key.hex()
    if found.tap_merkle_root:
        shown["taproot_merkle_root"] = found.tap_merkle_root.hex()
    return shown


def _musig2(found: PsbtInput) -> dict[str, Json]:
    shown: dict[str, Json] = {}
    if found.musig2[MUSIG2_PARTICIPANTS]:
        shown["musig2_participant_pubkeys"] = _participants(found.musig2[MUSIG2_PARTICIPANTS])
    names = ((MUSIG2_NONCE, "pubnonce"), (MUSIG2_PARTIAL_SIG, "partial_sig"))
    for kind, name in names:
        items: list[Json] = []
        for data, value in found.musig2_items(kind):
            item = {"participant_pubkey": data[:33].hex(), "aggregate_pubkey": data[33:66].hex()}
            if any(data[66:]):
                item["leaf_hash"] = data[66:].hex()
            items.append({**item, name: value.hex()})
        if items:
            shown[f"musig2_{name}s"] = items
    return shown


def _output(found: PsbtOutput) -> dict[str, Json]:
    shown: dict[str, Json] = _scripts(found.redeem_script, found.witness_script)
    if found.origins:
        shown["bip32_derivs"] = _derivations(found.origins)
    if found.tap_internal_key:
        shown["taproot_internal_key"] = found.tap_internal_key.hex()
    if found.tap_tree:
        shown["taproot_tree"] = [
            {"depth": depth, "leaf_ver": version, "script": script.hex()}
            for depth, version, script in found.tap_tree
        ]
    if found.tap_origins:
        shown["taproot_bip32_derivs"] = _taproot_derivations(found.tap_origins)
    if found.musig2:
        shown["musig2_participant_pubkeys"] = _participants(found.musig2)
    if found.proprietary:
        shown["proprietary"] = _proprietary(found.proprietary)
    if found.unknown:
        shown["unknown"] = _hex_pairs(found.unknown)
    return shown


def _scripts(redeem: bytes, witness: bytes) -> dict[str, Json]:
    scripts = (("redeem_script", redeem), ("witness_script", witness))
    return {name: script_json(script, address=False) for name, script in scripts if script}


def _origin(origin: KeyOrigin) -> dict[str, Json]:
    return {"master_fingerprint": origin[0].hex(), "path": "m" + format_path(origin[1])}


def _derivations(origins: dict[bytes, KeyOrigin]) -> list[Json]:
    return [{"pubkey": public.hex(), **_origin(origin)} for public, origin in sorted(origins.items())]


def _taproot_derivations(origins: LeafOrigins) -> list[Json]:
    return [
        {"pubkey": xonly.hex(), **_origin(origin), "leaf_hashes": [leaf.hex() for leaf in sorted(leaves)]}
        for xonly, (leaves, origin) in sorted(origins.items())
    ]


def _participants(fields: dict[bytes, bytes]) -> list[Json]:
    return [
        {
            "aggregate_pubkey": aggregate.hex(),
            "participant_pubkeys": [value[at : at + 33].hex() for at in range(0, len(value), 33)],
        }
        for aggregate, value in sorted(fields.items())
    ]


def _proprietary(fields: dict[bytes, bytes]) -> list[Json]:
    shown: list[Json] = []
    for key, value in sorted(fields.items()):
        identifier, subtype = proprietary_parts(key)
        shown.append(
            {"identifier": identifier.hex(), "subtype": subtype, "key": key.hex(), "value": value.hex()}
        )
    return shown


def _hex_pairs(fields: dict[bytes, bytes]) -> dict[str, Json]:
    return {key.hex(): value.hex() for key, value in sorted(fields.items())}
