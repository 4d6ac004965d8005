# %% [markdown]
# Typical wrong answers of B7. Each cell replaces one solution cell; the gate proves that it loses the hidden points
# of its exercise and that the learner gets the message of its misconception.


# %% exercise="recovery-plan" misconception="not-a-list"
def recovery_plan(m: int, keys: list[str], lost: list[str]) -> list[tuple[str, ...]]:
    return combinations([key for key in keys if key not in lost], m)


# %% exercise="recovery-plan" misconception="order-matters"
from itertools import permutations


def recovery_plan(m: int, keys: list[str], lost: list[str]) -> list[tuple[str, ...]]:
    return list(permutations([key for key in keys if key not in lost], m))


# %% exercise="recovery-plan" misconception="lost-signs"
def recovery_plan(m: int, keys: list[str], lost: list[str]) -> list[tuple[str, ...]]:
    return list(combinations(keys, m))


# %% exercise="recovery-plan" misconception="too-few-signers"
def recovery_plan(m: int, keys: list[str], lost: list[str]) -> list[tuple[str, ...]]:
    remaining = [key for key in keys if key not in lost]
    return [group for size in range(1, m + 1) for group in combinations(remaining, size)]


# %% exercise="recovery-plan" misconception="too-many"
def recovery_plan(m: int, keys: list[str], lost: list[str]) -> list[tuple[str, ...]]:
    remaining = [key for key in keys if key not in lost]
    return [group for size in range(m, len(keys) + 1) for group in combinations(remaining, size)]


# %% exercise="recovery-plan" misconception="lost-twice"
def recovery_plan(m: int, keys: list[str], lost: list[str]) -> list[tuple[str, ...]]:
    if len(keys) - len(lost) < m:
        return []
    return list(combinations([key for key in keys if key not in lost], m))


# %% exercise="recovery-plan" misconception="changes-input"
def recovery_plan(m: int, keys: list[str], lost: list[str]) -> list[tuple[str, ...]]:
    for key in lost:
        if key in keys:
            keys.remove(key)
    return list(combinations(keys, m))


# %% exercise="recovery-plan" misconception="wrong-plan"
def recovery_plan(m: int, keys: list[str], lost: list[str]) -> list[tuple[str, ...]]:
    return list(combinations(sorted(set(keys) - set(lost)), m))


# %% exercise="multisig-descriptor" misconception="not-text"
def multisig_descriptor(rpc: Callable, m: int, keys: list[str]) -> str:
    if not 1 <= m <= len(keys) or len(set(keys)) != len(keys):
        raise ValueError("m keys of n different ones")
    info = rpc("getdescriptorinfo", f"wsh(sortedmulti({m},{','.join(keys)}))")
    if info["hasprivatekeys"]:
        raise ValueError("a private key")
    return info


# %% exercise="multisig-descriptor" misconception="no-checksum"
def multisig_descriptor(rpc: Callable, m: int, keys: list[str]) -> str:
    if not 1 <= m <= len(keys) or len(set(keys)) != len(keys):
        raise ValueError("m keys of n different ones")
    info = rpc("getdescriptorinfo", f"wsh(sortedmulti({m},{','.join(keys)}))")
    if info["hasprivatekeys"]:
        raise ValueError("a private key")
    return info["descriptor"].split("#")[0]


# %% exercise="multisig-descriptor" misconception="not-sorted"
def multisig_descriptor(rpc: Callable, m: int, keys: list[str]) -> str:
    if not 1 <= m <= len(keys) or len(set(keys)) != len(keys):
        raise ValueError("m keys of n different ones")
    info = rpc("getdescriptorinfo", f"wsh(multi({m},{','.join(keys)}))")
    if info["hasprivatekeys"]:
        raise ValueError("a private key")
    return info["descriptor"]


# %% exercise="multisig-descriptor" misconception="m-and-n"
def multisig_descriptor(rpc: Callable, m: int, keys: list[str]) -> str:
    if not 1 <= m <= len(keys) or len(set(keys)) != len(keys):
        raise ValueError("m keys of n different ones")
    info = rpc("getdescriptorinfo", f"wsh(sortedmulti({len(keys)},{','.join(keys)}))")
    if info["hasprivatekeys"]:
        raise ValueError("a private key")
    return info["descriptor"]


# %% exercise="multisig-descriptor" misconception="wrong-form"
def multisig_descriptor(rpc: Callable, m: int, keys: list[str]) -> str:
    if not 1 <= m <= len(keys) or len(set(keys)) != len(keys):
        raise ValueError("m keys of n different ones")
    info = rpc("getdescriptorinfo", f"sh(wsh(sortedmulti({m},{','.join(keys)})))")
    if info["hasprivatekeys"]:
        raise ValueError("a private key")
    return info["descriptor"]


# %% exercise="multisig-descriptor" misconception="wrong-checksum"
def multisig_descriptor(rpc: Callable, m: int, keys: list[str]) -> str:
    if not 1 <= m <= len(keys) or len(set(keys)) != len(keys):
        raise ValueError("m keys of n different ones")
    info = rpc("getdescriptorinfo", f"wsh(sortedmulti({m},{','.join(keys)}))")
    if info["hasprivatekeys"]:
        raise ValueError("a private key")
    return (
        info["descriptor"].split("#")[0] + "#" + hashlib.sha256(info["descriptor"].encode()).hexdigest()[:8]
    )


# %% exercise="multisig-descriptor" misconception="wrong-vault"
def multisig_descriptor(rpc: Callable, m: int, keys: list[str]) -> str:
    if not 1 <= m <= len(keys) or len(set(keys)) != len(keys):
        raise ValueError("m keys of n different ones")
    info = rpc("getdescriptorinfo", f"wsh(sortedmulti({m},{','.join(keys[:m])}))")
    if info["hasprivatekeys"]:
        raise ValueError("a private key")
    return info["descriptor"]


# %% exercise="multisig-descriptor" misconception="wrong-error"
def multisig_descriptor(rpc: Callable, m: int, keys: list[str]) -> str:
    if not 1 <= m <= len(keys) or len(set(keys)) != len(keys):
        raise ValueError("m keys of n different ones")
    info = rpc("getdescriptorinfo", f"wsh(sortedmulti({m},{','.join(keys)}))")
    assert not info["hasprivatekeys"], "a private key"
    return info["descriptor"]


# %% exercise="multisig-descriptor" misconception="leaks-private"
def multisig_descriptor(rpc: Callable, m: int, keys: list[str]) -> str:
    if not 1 <= m <= len(keys) or len(set(keys)) != len(keys):
        raise ValueError("m keys of n different ones")
    text = f"wsh(sortedmulti({m},{','.join(keys)}))"
    return text + "#" + rpc("getdescriptorinfo", text)["checksum"]


# %% exercise="multisig-descriptor" misconception="hides-private"
def multisig_descriptor(rpc: Callable, m: int, keys: list[str]) -> str:
    if not 1 <= m <= len(keys) or len(set(keys)) != len(keys):
        raise ValueError("m keys of n different ones")
    info = rpc("getdescriptorinfo", f"wsh(sortedmulti({m},{','.join(keys)}))")
    return info["descriptor"]


# %% exercise="multisig-descriptor" misconception="key-twice"
def multisig_descriptor(rpc: Callable, m: int, keys: list[str]) -> str:
    if not 1 <= m <= len(keys):
        raise ValueError("m keys of n different ones")
    info = rpc("getdescriptorinfo", f"wsh(sortedmulti({m},{','.join(keys)}))")
    if info["hasprivatekeys"]:
        raise ValueError("a private key")
    return info["descriptor"]


# %% exercise="multisig-descriptor" misconception="bad-threshold"
def multisig_descriptor(rpc: Callable, m: int, keys: list[str]) -> str:
    if len(set(keys)) != len(keys):
        raise ValueError("m keys of n different ones")
    info = rpc("getdescriptorinfo", f"wsh(sortedmulti({m},{','.join(keys)}))")
    if info["hasprivatekeys"]:
        raise ValueError("a private key")
    return info["descriptor"]


# %% exercise="psbt-roles" misconception="not-text"
def psbt_roles(rpc: Callable, psbt: str) -> dict:
    return rpc("analyzepsbt", psbt)


# %% exercise="psbt-roles" misconception="first-input-only"
def psbt_roles(rpc: Callable, psbt: str) -> str:
    return rpc("analyzepsbt", psbt)["inputs"][0]["next"]


# %% exercise="psbt-roles" misconception="one-is-enough"
def psbt_roles(rpc: Callable, psbt: str) -> str:
    inputs = rpc("decodepsbt", psbt)["inputs"]
    if all("partial_signatures" in found for found in inputs):
        return "finalizer"
    return rpc("analyzepsbt", psbt)["next"]


# %% exercise="psbt-roles" misconception="wrong-role"
def psbt_roles(rpc: Callable, psbt: str) -> str:
    inputs = rpc("decodepsbt", psbt)["inputs"]
    if not any("partial_signatures" in found for found in inputs):
        return "updater"
    return rpc("analyzepsbt", psbt)["next"]


# %% exercise="psbt-roles" misconception="no-update"
def psbt_roles(rpc: Callable, psbt: str) -> str:
    role = rpc("analyzepsbt", psbt)["next"]
    return "signer" if role == "updater" else role


# %% exercise="psbt-roles" misconception="not-final"
def psbt_roles(rpc: Callable, psbt: str) -> str:
    if rpc("finalizepsbt", psbt)["complete"]:
        return "extractor"
    return rpc("analyzepsbt", psbt)["next"]


# %% exercise="psbt-roles" misconception="not-extracted"
def psbt_roles(rpc: Callable, psbt: str) -> str:
    if rpc("finalizepsbt", psbt)["complete"]:
        return "finalizer"
    return rpc("analyzepsbt", psbt)["next"]


# %% exercise="combine" misconception="joined"
def combine(rpc: Callable, psbts: list[str]) -> str:
    if len({rpc("decodepsbt", psbt)["tx"]["txid"] for psbt in psbts}) != 1:
        raise ValueError("not one transaction")
    return rpc("joinpsbts", psbts)


# %% exercise="combine" misconception="lost-signature"
def combine(rpc: Callable, psbts: list[str]) -> str:
    if len({rpc("decodepsbt", psbt)["tx"]["txid"] for psbt in psbts}) != 1:
        raise ValueError("not one transaction")
    return rpc("combinepsbt", psbts[:2])


# %% exercise="combine" misconception="mixed"
def combine(rpc: Callable, psbts: list[str]) -> str:
    if not psbts:
        raise ValueError("nothing")
    first = rpc("decodepsbt", psbts[0])["tx"]["txid"]
    return rpc("combinepsbt", [psbt for psbt in psbts if rpc("decodepsbt", psbt)["tx"]["txid"] == first])


# %% exercise="combine" misconception="wrong-error"
def combine(rpc: Callable, psbts: list[str]) -> str:
    if not psbts:
        raise ValueError("nothing")
    return rpc("combinepsbt", psbts)


# %% exercise="combine" misconception="empty"
def combine(rpc: Callable, psbts: list[str]) -> str:
    if len({rpc("decodepsbt", psbt)["tx"]["txid"] for psbt in psbts}) > 1:
        raise ValueError("not one transaction")
    return rpc("combinepsbt", psbts)


# %% exercise="combine" misconception="not-text"
def combine(rpc: Callable, psbts: list[str]) -> str:
    if len({rpc("decodepsbt", psbt)["tx"]["txid"] for psbt in psbts}) != 1:
        raise ValueError("not one transaction")
    return rpc("decodepsbt", rpc("combinepsbt", psbts))


# %% exercise="finalize-and-send" misconception="incomplete"
def finalize_and_send(rpc: Callable, psbt: str) -> str:
    done = rpc("finalizepsbt", psbt)
    verdict = rpc("testmempoolaccept", [done["hex"]])[0]
    if not verdict["allowed"]:
        raise ValueError(verdict["reject-reason"])
    return rpc("sendrawtransaction", done["hex"])


# %% exercise="finalize-and-send" misconception="other-error"
def finalize_and_send(rpc: Callable, psbt: str) -> str:
    done = rpc("finalizepsbt", psbt)
    if not done["complete"]:
        raise RuntimeError("signatures are missing")
    verdict = rpc("testmempoolaccept", [done["hex"]])[0]
    if not verdict["allowed"]:
        raise ValueError(verdict["reject-reason"])
    return rpc("sendrawtransaction", done["hex"])


# %% exercise="finalize-and-send" misconception="one-key"
def finalize_and_send(rpc: Callable, psbt: str) -> str:
    inputs = rpc("decodepsbt", psbt)["inputs"]
    if sum(len(found.get("partial_signatures", {})) for found in inputs) < 2:
        raise ValueError("signatures are missing")
    done = rpc("finalizepsbt", psbt)
    if "hex" in done:
        if not rpc("testmempoolaccept", [done["hex"]])[0]["allowed"]:
            raise ValueError("refused")
        rpc("sendrawtransaction", done["hex"])
    return rpc("decodepsbt", psbt)["tx"]["txid"]


# %% exercise="finalize-and-send" misconception="not-a-txid"
def finalize_and_send(rpc: Callable, psbt: str) -> str:
    done = rpc("finalizepsbt", psbt)
    if not done["complete"]:
        raise ValueError("signatures are missing")
    verdict = rpc("testmempoolaccept", [done["hex"]])[0]
    if not verdict["allowed"]:
        raise ValueError(verdict["reject-reason"])
    rpc("sendrawtransaction", done["hex"])
    return done["hex"]


# %% exercise="finalize-and-send" misconception="not-sent"
def finalize_and_send(rpc: Callable, psbt: str) -> str:
    done = rpc("finalizepsbt", psbt)
    if not done["complete"]:
        raise ValueError("signatures are missing")
    verdict = rpc("testmempoolaccept", [done["hex"]])[0]
    if not verdict["allowed"]:
        raise ValueError(verdict["reject-reason"])
    return verdict["txid"]


# %% exercise="finalize-and-send" misconception="refuses-good"
def finalize_and_send(rpc: Callable, psbt: str) -> str:
    inputs = rpc("decodepsbt", psbt)["inputs"]
    if any(len(found.get("partial_signatures", {})) != 2 for found in inputs):
        raise ValueError("not two signatures")
    done = rpc("finalizepsbt", psbt)
    if not done["complete"]:
        raise ValueError("signatures are missing")
    verdict = rpc("testmempoolaccept", [done["hex"]])[0]
    if not verdict["allowed"]:
        raise ValueError(verdict["reject-reason"])
    return rpc("sendrawtransaction", done["hex"])


# %% exercise="finalize-and-send" misconception="untested"
def finalize_and_send(rpc: Callable, psbt: str) -> str:
    done = rpc("finalizepsbt", psbt)
    if not done["complete"]:
        raise ValueError("signatures are missing")
    return rpc("sendrawtransaction", done["hex"])


# %% exercise="finalize-and-send" misconception="untested"
def finalize_and_send(rpc: Callable, psbt: str) -> str:
    done = rpc("finalizepsbt", psbt)
    if not done["complete"]:
        raise ValueError("signatures are missing")
    verdict = rpc("testmempoolaccept", [done["hex"]])[0]
    if not verdict["allowed"]:
        return verdict["txid"]
    return rpc("sendrawtransaction", done["hex"])


# %% exercise="audit-psbt" misconception="not-a-list"
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output, claims in zip(tx["vout"], decoded["outputs"], strict=True):
        to = output["scriptPubKey"].get("address")
        if to in policy["own"]:
            continue
        paid += sat(output["value"])
        if to not in policy["whitelist"]:
            warnings.add("false change" if "bip32_derivs" in claims else "unknown destination")
    if policy["spent_today_sat"] + paid > policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = -sum(sat(output["value"]) for output in tx["vout"])
    for source, found in zip(tx["vin"], decoded["inputs"], strict=True):
        if "non_witness_utxo" in found:
            fee += sat(found["non_witness_utxo"]["vout"][source["vout"]]["value"])
        else:
            warnings.add("amount unproven")
        endings = {signature[-2:] for signature in found.get("partial_signatures", {}).values()}
        if found.get("sighash", "ALL") != "ALL" or endings - {"01"}:
            warnings.add("wrong sighash")
    if "amount unproven" not in warnings and fee > policy["max_fee_sat"]:
        warnings.add("fee too high")
    return warnings


# %% exercise="audit-psbt" misconception="false-alarm"
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output, claims in zip(tx["vout"], decoded["outputs"], strict=True):
        to = output["scriptPubKey"].get("address")
        if to in policy["own"]:
            warnings.add("unknown destination")
            continue
        paid += sat(output["value"])
        if to not in policy["whitelist"]:
            warnings.add("false change" if "bip32_derivs" in claims else "unknown destination")
    if policy["spent_today_sat"] + paid > policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = -sum(sat(output["value"]) for output in tx["vout"])
    for source, found in zip(tx["vin"], decoded["inputs"], strict=True):
        if "non_witness_utxo" in found:
            fee += sat(found["non_witness_utxo"]["vout"][source["vout"]]["value"])
        else:
            warnings.add("amount unproven")
        endings = {signature[-2:] for signature in found.get("partial_signatures", {}).values()}
        if found.get("sighash", "ALL") != "ALL" or endings - {"01"}:
            warnings.add("wrong sighash")
    if "amount unproven" not in warnings and fee > policy["max_fee_sat"]:
        warnings.add("fee too high")
    return sorted(warnings)


# %% exercise="audit-psbt" misconception="change-counted"
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output, claims in zip(tx["vout"], decoded["outputs"], strict=True):
        to = output["scriptPubKey"].get("address")
        paid += sat(output["value"])
        if to in policy["own"]:
            continue
        if to not in policy["whitelist"]:
            warnings.add("false change" if "bip32_derivs" in claims else "unknown destination")
    if policy["spent_today_sat"] + paid > policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = -sum(sat(output["value"]) for output in tx["vout"])
    for source, found in zip(tx["vin"], decoded["inputs"], strict=True):
        if "non_witness_utxo" in found:
            fee += sat(found["non_witness_utxo"]["vout"][source["vout"]]["value"])
        else:
            warnings.add("amount unproven")
        endings = {signature[-2:] for signature in found.get("partial_signatures", {}).values()}
        if found.get("sighash", "ALL") != "ALL" or endings - {"01"}:
            warnings.add("wrong sighash")
    if "amount unproven" not in warnings and fee > policy["max_fee_sat"]:
        warnings.add("fee too high")
    return sorted(warnings)


# %% exercise="audit-psbt" misconception="limit-border"
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output, claims in zip(tx["vout"], decoded["outputs"], strict=True):
        to = output["scriptPubKey"].get("address")
        if to in policy["own"]:
            continue
        paid += sat(output["value"])
        if to not in policy["whitelist"]:
            warnings.add("false change" if "bip32_derivs" in claims else "unknown destination")
    if policy["spent_today_sat"] + paid >= policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = -sum(sat(output["value"]) for output in tx["vout"])
    for source, found in zip(tx["vin"], decoded["inputs"], strict=True):
        if "non_witness_utxo" in found:
            fee += sat(found["non_witness_utxo"]["vout"][source["vout"]]["value"])
        else:
            warnings.add("amount unproven")
        endings = {signature[-2:] for signature in found.get("partial_signatures", {}).values()}
        if found.get("sighash", "ALL") != "ALL" or endings - {"01"}:
            warnings.add("wrong sighash")
    if "amount unproven" not in warnings and fee > policy["max_fee_sat"]:
        warnings.add("fee too high")
    return sorted(warnings)


# %% exercise="audit-psbt" misconception="change-free"
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output, claims in zip(tx["vout"], decoded["outputs"], strict=True):
        to = output["scriptPubKey"].get("address")
        if to in policy["own"]:
            continue
        if to in policy["whitelist"]:
            paid += sat(output["value"])
        else:
            warnings.add("false change" if "bip32_derivs" in claims else "unknown destination")
    if policy["spent_today_sat"] + paid > policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = -sum(sat(output["value"]) for output in tx["vout"])
    for source, found in zip(tx["vin"], decoded["inputs"], strict=True):
        if "non_witness_utxo" in found:
            fee += sat(found["non_witness_utxo"]["vout"][source["vout"]]["value"])
        else:
            warnings.add("amount unproven")
        endings = {signature[-2:] for signature in found.get("partial_signatures", {}).values()}
        if found.get("sighash", "ALL") != "ALL" or endings - {"01"}:
            warnings.add("wrong sighash")
    if "amount unproven" not in warnings and fee > policy["max_fee_sat"]:
        warnings.add("fee too high")
    return sorted(warnings)


# %% exercise="audit-psbt" misconception="destination"
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output, claims in zip(tx["vout"], decoded["outputs"], strict=True):
        to = output["scriptPubKey"].get("address")
        if to in policy["own"]:
            continue
        paid += sat(output["value"])
        if to not in policy["whitelist"] and "bip32_derivs" in claims:
            warnings.add("false change")
    if policy["spent_today_sat"] + paid > policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = -sum(sat(output["value"]) for output in tx["vout"])
    for source, found in zip(tx["vin"], decoded["inputs"], strict=True):
        if "non_witness_utxo" in found:
            fee += sat(found["non_witness_utxo"]["vout"][source["vout"]]["value"])
        else:
            warnings.add("amount unproven")
        endings = {signature[-2:] for signature in found.get("partial_signatures", {}).values()}
        if found.get("sighash", "ALL") != "ALL" or endings - {"01"}:
            warnings.add("wrong sighash")
    if "amount unproven" not in warnings and fee > policy["max_fee_sat"]:
        warnings.add("fee too high")
    return sorted(warnings)


# %% exercise="audit-psbt" misconception="trusts-change"
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output, claims in zip(tx["vout"], decoded["outputs"], strict=True):
        to = output["scriptPubKey"].get("address")
        if "bip32_derivs" in claims:
            continue
        paid += sat(output["value"])
        if to not in policy["whitelist"]:
            warnings.add("false change" if "bip32_derivs" in claims else "unknown destination")
    if policy["spent_today_sat"] + paid > policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = -sum(sat(output["value"]) for output in tx["vout"])
    for source, found in zip(tx["vin"], decoded["inputs"], strict=True):
        if "non_witness_utxo" in found:
            fee += sat(found["non_witness_utxo"]["vout"][source["vout"]]["value"])
        else:
            warnings.add("amount unproven")
        endings = {signature[-2:] for signature in found.get("partial_signatures", {}).values()}
        if found.get("sighash", "ALL") != "ALL" or endings - {"01"}:
            warnings.add("wrong sighash")
    if "amount unproven" not in warnings and fee > policy["max_fee_sat"]:
        warnings.add("fee too high")
    return sorted(warnings)


# %% exercise="audit-psbt" misconception="trusts-change"
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output in tx["vout"]:
        to = output["scriptPubKey"].get("address")
        if to in policy["own"]:
            continue
        paid += sat(output["value"])
        if to not in policy["whitelist"]:
            warnings.add("unknown destination")
    if policy["spent_today_sat"] + paid > policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = -sum(sat(output["value"]) for output in tx["vout"])
    for source, found in zip(tx["vin"], decoded["inputs"], strict=True):
        if "non_witness_utxo" in found:
            fee += sat(found["non_witness_utxo"]["vout"][source["vout"]]["value"])
        else:
            warnings.add("amount unproven")
        endings = {signature[-2:] for signature in found.get("partial_signatures", {}).values()}
        if found.get("sighash", "ALL") != "ALL" or endings - {"01"}:
            warnings.add("wrong sighash")
    if "amount unproven" not in warnings and fee > policy["max_fee_sat"]:
        warnings.add("fee too high")
    return sorted(warnings)


# %% exercise="audit-psbt" misconception="fee"
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output, claims in zip(tx["vout"], decoded["outputs"], strict=True):
        to = output["scriptPubKey"].get("address")
        if to in policy["own"]:
            continue
        paid += sat(output["value"])
        if to not in policy["whitelist"]:
            warnings.add("false change" if "bip32_derivs" in claims else "unknown destination")
    if policy["spent_today_sat"] + paid > policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = -sum(sat(output["value"]) for output in tx["vout"])
    for source, found in zip(tx["vin"], decoded["inputs"], strict=True):
        if "non_witness_utxo" in found:
            fee += sat(found["non_witness_utxo"]["vout"][source["vout"]]["value"])
        else:
            warnings.add("amount unproven")
        endings = {signature[-2:] for signature in found.get("partial_signatures", {}).values()}
        if found.get("sighash", "ALL") != "ALL" or endings - {"01"}:
            warnings.add("wrong sighash")
    if "amount unproven" not in warnings and fee / 10**8 > policy["max_fee_sat"]:
        warnings.add("fee too high")
    return sorted(warnings)


# %% exercise="audit-psbt" misconception="fee-border"
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output, claims in zip(tx["vout"], decoded["outputs"], strict=True):
        to = output["scriptPubKey"].get("address")
        if to in policy["own"]:
            continue
        paid += sat(output["value"])
        if to not in policy["whitelist"]:
            warnings.add("false change" if "bip32_derivs" in claims else "unknown destination")
    if policy["spent_today_sat"] + paid > policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = -sum(sat(output["value"]) for output in tx["vout"])
    for source, found in zip(tx["vin"], decoded["inputs"], strict=True):
        if "non_witness_utxo" in found:
            fee += sat(found["non_witness_utxo"]["vout"][source["vout"]]["value"])
        else:
            warnings.add("amount unproven")
        endings = {signature[-2:] for signature in found.get("partial_signatures", {}).values()}
        if found.get("sighash", "ALL") != "ALL" or endings - {"01"}:
            warnings.add("wrong sighash")
    if "amount unproven" not in warnings and fee >= policy["max_fee_sat"]:
        warnings.add("fee too high")
    return sorted(warnings)


# %% exercise="audit-psbt" misconception="trusts-amount"
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output, claims in zip(tx["vout"], decoded["outputs"], strict=True):
        to = output["scriptPubKey"].get("address")
        if to in policy["own"]:
            continue
        paid += sat(output["value"])
        if to not in policy["whitelist"]:
            warnings.add("false change" if "bip32_derivs" in claims else "unknown destination")
    if policy["spent_today_sat"] + paid > policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = -sum(sat(output["value"]) for output in tx["vout"])
    for found in decoded["inputs"]:
        fee += sat(found["witness_utxo"]["amount"])
        endings = {signature[-2:] for signature in found.get("partial_signatures", {}).values()}
        if found.get("sighash", "ALL") != "ALL" or endings - {"01"}:
            warnings.add("wrong sighash")
    if "amount unproven" not in warnings and fee > policy["max_fee_sat"]:
        warnings.add("fee too high")
    return sorted(warnings)


# %% exercise="audit-psbt" misconception="trusts-amount"
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output, claims in zip(tx["vout"], decoded["outputs"], strict=True):
        to = output["scriptPubKey"].get("address")
        if to in policy["own"]:
            continue
        paid += sat(output["value"])
        if to not in policy["whitelist"]:
            warnings.add("false change" if "bip32_derivs" in claims else "unknown destination")
    if policy["spent_today_sat"] + paid > policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = sat(decoded["fee"])
    for found in decoded["inputs"]:
        endings = {signature[-2:] for signature in found.get("partial_signatures", {}).values()}
        if found.get("sighash", "ALL") != "ALL" or endings - {"01"}:
            warnings.add("wrong sighash")
    if "amount unproven" not in warnings and fee > policy["max_fee_sat"]:
        warnings.add("fee too high")
    return sorted(warnings)


# %% exercise="audit-psbt" misconception="wrong-output"
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output, claims in zip(tx["vout"], decoded["outputs"], strict=True):
        to = output["scriptPubKey"].get("address")
        if to in policy["own"]:
            continue
        paid += sat(output["value"])
        if to not in policy["whitelist"]:
            warnings.add("false change" if "bip32_derivs" in claims else "unknown destination")
    if policy["spent_today_sat"] + paid > policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = -sum(sat(output["value"]) for output in tx["vout"])
    for found in decoded["inputs"]:
        if "non_witness_utxo" in found:
            fee += sat(found["non_witness_utxo"]["vout"][0]["value"])
        else:
            warnings.add("amount unproven")
        endings = {signature[-2:] for signature in found.get("partial_signatures", {}).values()}
        if found.get("sighash", "ALL") != "ALL" or endings - {"01"}:
            warnings.add("wrong sighash")
    if "amount unproven" not in warnings and fee > policy["max_fee_sat"]:
        warnings.add("fee too high")
    return sorted(warnings)


# %% exercise="audit-psbt" misconception="no-address"
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output, claims in zip(tx["vout"], decoded["outputs"], strict=True):
        to = output["scriptPubKey"]["address"]
        if to in policy["own"]:
            continue
        paid += sat(output["value"])
        if to not in policy["whitelist"]:
            warnings.add("false change" if "bip32_derivs" in claims else "unknown destination")
    if policy["spent_today_sat"] + paid > policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = -sum(sat(output["value"]) for output in tx["vout"])
    for source, found in zip(tx["vin"], decoded["inputs"], strict=True):
        if "non_witness_utxo" in found:
            fee += sat(found["non_witness_utxo"]["vout"][source["vout"]]["value"])
        else:
            warnings.add("amount unproven")
        endings = {signature[-2:] for signature in found.get("partial_signatures", {}).values()}
        if found.get("sighash", "ALL") != "ALL" or endings - {"01"}:
            warnings.add("wrong sighash")
    if "amount unproven" not in warnings and fee > policy["max_fee_sat"]:
        warnings.add("fee too high")
    return sorted(warnings)


# %% exercise="audit-psbt" misconception="sighash"
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output, claims in zip(tx["vout"], decoded["outputs"], strict=True):
        to = output["scriptPubKey"].get("address")
        if to in policy["own"]:
            continue
        paid += sat(output["value"])
        if to not in policy["whitelist"]:
            warnings.add("false change" if "bip32_derivs" in claims else "unknown destination")
    if policy["spent_today_sat"] + paid > policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = -sum(sat(output["value"]) for output in tx["vout"])
    for source, found in zip(tx["vin"], decoded["inputs"], strict=True):
        if "non_witness_utxo" in found:
            fee += sat(found["non_witness_utxo"]["vout"][source["vout"]]["value"])
        else:
            warnings.add("amount unproven")
    if "amount unproven" not in warnings and fee > policy["max_fee_sat"]:
        warnings.add("fee too high")
    return sorted(warnings)


# %% exercise="audit-psbt" misconception="sighash"
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output, claims in zip(tx["vout"], decoded["outputs"], strict=True):
        to = output["scriptPubKey"].get("address")
        if to in policy["own"]:
            continue
        paid += sat(output["value"])
        if to not in policy["whitelist"]:
            warnings.add("false change" if "bip32_derivs" in claims else "unknown destination")
    if policy["spent_today_sat"] + paid > policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = -sum(sat(output["value"]) for output in tx["vout"])
    for source, found in zip(tx["vin"], decoded["inputs"], strict=True):
        if "non_witness_utxo" in found:
            fee += sat(found["non_witness_utxo"]["vout"][source["vout"]]["value"])
        else:
            warnings.add("amount unproven")
        if "ALL" not in found.get("sighash", "ALL"):
            warnings.add("wrong sighash")
    if "amount unproven" not in warnings and fee > policy["max_fee_sat"]:
        warnings.add("fee too high")
    return sorted(warnings)


# %% exercise="audit-psbt" misconception="signature-byte"
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output, claims in zip(tx["vout"], decoded["outputs"], strict=True):
        to = output["scriptPubKey"].get("address")
        if to in policy["own"]:
            continue
        paid += sat(output["value"])
        if to not in policy["whitelist"]:
            warnings.add("false change" if "bip32_derivs" in claims else "unknown destination")
    if policy["spent_today_sat"] + paid > policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = -sum(sat(output["value"]) for output in tx["vout"])
    for source, found in zip(tx["vin"], decoded["inputs"], strict=True):
        if "non_witness_utxo" in found:
            fee += sat(found["non_witness_utxo"]["vout"][source["vout"]]["value"])
        else:
            warnings.add("amount unproven")
        if found.get("sighash", "ALL") != "ALL":
            warnings.add("wrong sighash")
    if "amount unproven" not in warnings and fee > policy["max_fee_sat"]:
        warnings.add("fee too high")
    return sorted(warnings)


# %% exercise="audit-psbt" misconception="day-limit"
def audit_psbt(decoded: dict, policy: dict) -> list[str]:
    tx = decoded["tx"]
    warnings = set()
    paid = 0
    for output, claims in zip(tx["vout"], decoded["outputs"], strict=True):
        to = output["scriptPubKey"].get("address")
        if to in policy["own"]:
            continue
        paid += sat(output["value"])
        if to not in policy["whitelist"]:
            warnings.add("false change" if "bip32_derivs" in claims else "unknown destination")
    if paid > policy["day_limit_sat"]:
        warnings.add("over day limit")
    fee = -sum(sat(output["value"]) for output in tx["vout"])
    for source, found in zip(tx["vin"], decoded["inputs"], strict=True):
        if "non_witness_utxo" in found:
            fee += sat(found["non_witness_utxo"]["vout"][source["vout"]]["value"])
        else:
            warnings.add("amount unproven")
        endings = {signature[-2:] for signature in found.get("partial_signatures", {}).values()}
        if found.get("sighash", "ALL") != "ALL" or endings - {"01"}:
            warnings.add("wrong sighash")
    if "amount unproven" not in warnings and fee > policy["max_fee_sat"]:
        warnings.add("fee too high")
    return sorted(warnings)


# %% exercise="csv-ok" misconception="not-a-bool"
def csv_ok(sequence: int, age_blocks: int, age_s: int) -> int:
    if sequence >> 31 & 1:
        return 0
    value = sequence & 0xFFFF
    return age_s - 512 * value if sequence >> 22 & 1 else age_blocks - value


# %% exercise="csv-ok" misconception="disable-bit"
def csv_ok(sequence: int, age_blocks: int, age_s: int) -> bool:
    value = sequence & 0xFFFF
    return age_s >= 512 * value if sequence >> 22 & 1 else age_blocks >= value


# %% exercise="csv-ok" misconception="disable-bit"
def csv_ok(sequence: int, age_blocks: int, age_s: int) -> bool:
    if sequence == 0xFFFFFFFF:
        return True
    value = sequence & 0xFFFF
    return age_s >= 512 * value if sequence >> 22 & 1 else age_blocks >= value


# %% exercise="csv-ok" misconception="type-bit"
def csv_ok(sequence: int, age_blocks: int, age_s: int) -> bool:
    if sequence >> 31 & 1:
        return True
    value = sequence & 0xFFFF
    return age_blocks >= value


# %% exercise="csv-ok" misconception="type-bit"
def csv_ok(sequence: int, age_blocks: int, age_s: int) -> bool:
    if sequence >> 31 & 1:
        return True
    value = sequence & 0xFFFF
    return age_blocks >= value if sequence >> 22 & 1 else age_s >= 512 * value


# %% exercise="csv-ok" misconception="units"
def csv_ok(sequence: int, age_blocks: int, age_s: int) -> bool:
    if sequence >> 31 & 1:
        return True
    value = sequence & 0xFFFF
    return age_s >= value if sequence >> 22 & 1 else age_blocks >= value


# %% exercise="csv-ok" misconception="border"
def csv_ok(sequence: int, age_blocks: int, age_s: int) -> bool:
    if sequence >> 31 & 1:
        return True
    value = sequence & 0xFFFF
    return age_s > 512 * value if sequence >> 22 & 1 else age_blocks > value


# %% exercise="csv-ok" misconception="mask"
def csv_ok(sequence: int, age_blocks: int, age_s: int) -> bool:
    if sequence >> 31 & 1:
        return True
    value = sequence & ~(1 << 22)
    return age_s >= 512 * value if sequence >> 22 & 1 else age_blocks >= value


# %% exercise="csv-ok" misconception="too-early"
def csv_ok(sequence: int, age_blocks: int, age_s: int) -> bool:
    if sequence >> 23:
        return True
    value = sequence & 0xFFFF
    return age_s >= 512 * value if sequence >> 22 & 1 else age_blocks >= value


# %% exercise="cltv-ok" misconception="not-a-bool"
def cltv_ok(locktime: int, height: int, sequence: int, mtp: int) -> bool:
    if sequence == 0xFFFFFFFF:
        return False
    return max(0, (height if locktime < 500_000_000 else mtp) - locktime)


# %% exercise="cltv-ok" misconception="refuses-good"
def cltv_ok(locktime: int, height: int, sequence: int, mtp: int) -> bool:
    if sequence >= 0xFFFFFFFE:
        return False
    return locktime < (height if locktime < 500_000_000 else mtp)


# %% exercise="cltv-ok" misconception="final-sequence"
def cltv_ok(locktime: int, height: int, sequence: int, mtp: int) -> bool:
    return locktime < (height if locktime < 500_000_000 else mtp)


# %% exercise="cltv-ok" misconception="border"
def cltv_ok(locktime: int, height: int, sequence: int, mtp: int) -> bool:
    if sequence == 0xFFFFFFFF:
        return False
    return locktime <= (height if locktime < 500_000_000 else mtp)


# %% exercise="cltv-ok" misconception="height-or-time"
def cltv_ok(locktime: int, height: int, sequence: int, mtp: int) -> bool:
    if sequence == 0xFFFFFFFF:
        return False
    return locktime < (height if locktime <= 500_000_000 else mtp)


# %% exercise="cltv-ok" misconception="height-or-time"
def cltv_ok(locktime: int, height: int, sequence: int, mtp: int) -> bool:
    if sequence == 0xFFFFFFFF:
        return False
    return locktime < height


# %% exercise="cltv-ok" misconception="too-early"
def cltv_ok(locktime: int, height: int, sequence: int, mtp: int) -> bool:
    if sequence == 0xFFFFFFFF:
        return False
    return locktime >= 500_000_000 or locktime < height
