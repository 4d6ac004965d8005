"""Options that the sending methods share: fees, recipients, which coins.

Source: Bitcoin Core, src/wallet/rpc/spend.cpp.
"""

from labs.bitcoin.descriptors import CannotDerive, DescriptorError
from labs.bitcoin.descriptors import parse as parse_descriptors
from labs.bitcoin.hashes import hash160
from labs.bitcoin.keystore import Keystore
from labs.bitcoin.standard import p2wpkh
from labs.bitcoin.transactions import TxOut
from labs.embedded.mempool.fee_history import MAX_TARGET
from labs.embedded.methods.addresses import public_key
from labs.embedded.methods.wallet_checks import address_type, script_or_none
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, PARAMETER, RpcError
from labs.embedded.rpc.registry import (
    Json,
)
from labs.embedded.rpc.values import (
    amount,
    array,
    boolean,
    check_fields,
    feerate_sat_vb,
    hash_arg,
    integer,
    obj,
    string,
    type_name,
)
from labs.embedded.wallet import Wallet
from labs.embedded.wallet.control import (
    MAX_STANDARD_TX_WEIGHT,
    Control,
    Recipient,
)

_TYPES: dict[str, str | None] = {
    "add_inputs": "bool",
    "include_unsafe": "bool",
    "add_to_wallet": "bool",
    "changeAddress": "string",
    "change_address": "string",
    "changePosition": "number",
    "change_position": "number",
    "change_type": "string",
    "includeWatching": "bool",
    "include_watching": "bool",
    "inputs": "array",
    "lockUnspents": "bool",
    "lock_unspents": "bool",
    "locktime": "number",
    "fee_rate": None,
    "feeRate": None,
    "psbt": "bool",
    "solving_data": "object",
    "subtractFeeFromOutputs": "array",
    "subtract_fee_from_outputs": "array",
    "replaceable": "bool",
    "conf_target": "number",
    "estimate_mode": "string",
    "minconf": "number",
    "maxconf": "number",
    "input_weights": "array",
    "max_tx_weight": "number",
}
_OUTDATED = {
    "feeRate": "Use fee_rate (sat/vB) instead of feeRate",
    "changeAddress": "Use change_address instead of changeAddress",
    "changePosition": "Use change_position instead of changePosition",
    "lockUnspents": "Use lock_unspents instead of lockUnspents",
    "subtractFeeFromOutputs": "Use subtract_fee_from_outputs instead of subtractFeeFromOutputs",
}
NO_TARGET_AND_RATE = (
    "Please provide either a confirmation target in blocks for automatic fee estimation, or an explicit "
    "fee rate."
)


def set_fee(
    control: Control, conf_target: Json, estimate_mode: Json, fee_rate: Json, override_minimum: bool
) -> None:
    """Puts the caller's wishes about the fee into control. Raises RpcError -3 or -8."""
    if fee_rate is not None:
        if conf_target is not None:
            raise RpcError(PARAMETER, f"Cannot specify both conf_target and fee_rate. {NO_TARGET_AND_RATE}")
        if estimate_mode is not None and string(estimate_mode) != "unset":
            raise RpcError(PARAMETER, "Cannot specify both estimate_mode and fee_rate")
        control.feerate = feerate_sat_vb(fee_rate)
        control.override_minimum = control.override_minimum or override_minimum
        control.replaceable = True if control.replaceable is None else control.replaceable
        return
    if estimate_mode is not None:
        mode = string(estimate_mode).lower()
        if mode not in ("unset", "economical", "conservative"):
            text = 'Invalid estimate_mode parameter, must be one of: "unset", "economical", "conservative"'
            raise RpcError(PARAMETER, text)
        control.fee_mode = mode
    if conf_target is not None:
        target = integer(conf_target, 32)
        if not 1 <= target <= MAX_TARGET:
            raise RpcError(PARAMETER, f"Invalid conf_target, must be between 1 and {MAX_TARGET}")
        control.conf_target = target


def merge_fee_options(
    options: dict[str, Json], conf_target: Json, estimate_mode: Json, fee_rate: Json
) -> dict[str, Json]:
    """Fee arguments that may stand in either place, in one. Raises RpcError -8 when they stand in both."""
    options = dict(options)
    if "conf_target" in options or "estimate_mode" in options:
        if conf_target is not None or estimate_mode is not None:
            raise RpcError(
                PARAMETER,
                "Pass conf_target and estimate_mode either as arguments or in the options object, but not "
                "both",
            )
    else:
        options |= {"conf_target": conf_target, "estimate_mode": estimate_mode}
    if "fee_rate" in options:
        if fee_rate is not None:
            text = "Pass the fee_rate either as an argument, or in the options object, but not both"
            raise RpcError(PARAMETER, text)
    else:
        options["fee_rate"] = fee_rate
    mode = options.get("estimate_mode")
    if options.get("conf_target") is not None and mode in (None, "unset"):
        raise RpcError(PARAMETER, "Specify estimate_mode")
    return options


def refuse_outdated(options: dict[str, Json]) -> None:
    for name, text in _OUTDATED.items():
        if name in options:
            raise RpcError(PARAMETER, text)


def fee_payers(given: Json, names: list[str]) -> set[int]:
    """Numbers of the outputs that pay the fee. names: the recipients'. Raises RpcError -8."""
    payers: set[int] = set()
    start = "Invalid parameter 'subtract fee from output', "
    for one in array(given) if given is not None else []:
        if isinstance(one, str):
            if one not in names:
                raise RpcError(PARAMETER, f"{start}destination {one} not found in tx outputs")
            position = names.index(one)
        elif type_name(one) == "number":
            position = integer(one, 32)
        else:
            raise RpcError(PARAMETER, f"{start}invalid value type: {type_name(one)}")
        if position in payers:
            raise RpcError(PARAMETER, f"{start}duplicated position: {position}")
        if position < 0:
            raise RpcError(PARAMETER, f"{start}negative position: {position}")
        if position >= len(names):
            raise RpcError(PARAMETER, f"{start}position too large: {position}")
        payers.add(position)
    return payers


def avoids_partial_spends(wallet: Wallet) -> bool:
    return wallet.options.flag("avoidpartialspends", False)


def recipients_of(outputs: list[TxOut], payers: set[int]) -> list[Recipient]:
    return [Recipient(output.script, output.value, n in payers) for n, output in enumerate(outputs)]


def read_options(options: dict[str, Json], control: Control, recipients: int, override_minimum: bool) -> bool:
    """Puts the options object of a funding method into control; returns whether to set the coins aside."""
    check_fields(options, _TYPES, allow_null=True, strict=True)

    def either(new: str, old: str) -> Json:
        return options[new] if options.get(new) is not None else options.get(old)

    if options.get("add_inputs") is not None:
        control.allow_other_inputs = options["add_inputs"]
    change_address = either("change_address", "changeAddress")
    if change_address is not None:
        control.change_script = script_or_none(change_address)
        if control.change_script is None:
            raise RpcError(ADDRESS_OR_KEY, "Change address must be a valid bitcoin address")
    position = either("change_position", "changePosition")
    if position is not None:
        if not 0 <= integer(position, 32) <= recipients:
            raise RpcError(PARAMETER, "changePosition out of bounds")
        control.change_position = position
    if "change_type" in options:
        if change_address is not None:
            text = "Cannot specify both change address and address type options"
            raise RpcError(PARAMETER, text)
        control.change_type = address_type(string(options["change_type"]), "change")
    if options.get("include_unsafe") is not None:
        control.include_unsafe = options["include_unsafe"]
    _read_fee(options, control, override_minimum)
    _read_depths(options, control)
    if options.get("max_tx_weight") is not None:
        control.max_tx_weight = integer(options["max_tx_weight"], 32)
    read_solving_data(options.get("solving_data"), control.external)
    read_weights(options.get("input_weights"), control)
    return boolean(either("lock_unspents", "lockUnspents") or False)


def _read_fee(options: dict[str, Json], control: Control, override_minimum: bool) -> None:
    old_rate = options.get("feeRate")
    if old_rate is not None:
        if options.get("fee_rate") is not None:
            text = "Cannot specify both fee_rate (sat/vB) and feeRate (BTC/kvB)"
            raise RpcError(PARAMETER, text)
        if options.get("conf_target") is not None:
            raise RpcError(PARAMETER, f"Cannot specify both conf_target and feeRate. {NO_TARGET_AND_RATE}")
        if options.get("estimate_mode") is not None:
            raise RpcError(PARAMETER, "Cannot specify both estimate_mode and feeRate")
        control.feerate = amount(old_rate)
        control.override_minimum = True
    if options.get("replaceable") is not None:
        control.replaceable = options["replaceable"]
    target, mode, rate = (options.get(name) for name in ("conf_target", "estimate_mode", "fee_rate"))
    set_fee(control, target, mode, rate, override_minimum)


def _read_depths(options: dict[str, Json], control: Control) -> None:
    if options.get("minconf") is not None:
        control.min_depth = integer(options["minconf"], 32)
        if control.min_depth < 0:
            raise RpcError(PARAMETER, "Negative minconf")
    read_max_depth(options.get("maxconf"), control)


def read_max_depth(given: Json, control: Control) -> None:
    if given is not None:
        control.max_depth = integer(given, 32)
        if control.max_depth < control.min_depth:
            text = f"maxconf can't be lower than minconf: {control.max_depth} < {control.min_depth}"
            raise RpcError(PARAMETER, text)


def read_solving_data(given: Json, store: Keystore) -> None:
    """Keys, scripts and descriptors that tell how others' inputs are spent. Raises RpcError -5 or -8."""
    given = {} if given is None else obj(given)
    for key in array(given.get("pubkeys") or []):
        public = public_key(string(key))
        store.add_public(public)
        store.add_script(p2wpkh(hash160(public)))
    for text in array(given.get("scripts") or []):
        try:
            store.add_script(bytes.fromhex(string(text)))
        except ValueError:
            raise RpcError(ADDRESS_OR_KEY, f"'{text}' is not hex") from None
    for text in array(given.get("descriptors") or []):
        try:
            for descriptor in parse_descriptors(string(text), require_checksum=True):
                store.merge(descriptor.expand(0).keystore)
        except CannotDerive:
            continue
        except DescriptorError as error:
            raise RpcError(PARAMETER, f"Unable to parse descriptor '{text}': {error}") from None


def read_weights(given: Json, control: Control) -> None:
    """Weights of inputs that the caller knows. Raises RpcError -8."""
    for item in array(given) if given is not None else []:
        place = obj(item)
        txid = hash_arg(place.get("txid"), "txid")
        if type_name(place.get("vout")) != "number":
            raise RpcError(PARAMETER, "Invalid parameter, missing vout key")
        n = integer(place["vout"], 32)
        if n < 0:
            raise RpcError(PARAMETER, "Invalid parameter, vout cannot be negative")
        if type_name(place.get("weight")) != "number":
            raise RpcError(PARAMETER, "Invalid parameter, missing weight key")
        weight = integer(place["weight"])
        if weight < 165:
            raise RpcError(
                PARAMETER,
                "Invalid parameter, weight cannot be less than 165 (41 bytes (size of outpoint + sequence + "
                "empty scriptSig) * 4 (witness scaling factor)) + 1 (empty witness)",
            )
        if weight > MAX_STANDARD_TX_WEIGHT:
            raise RpcError(
                PARAMETER,
                "Invalid parameter, weight cannot be greater than the maximum standard tx weight of "
                f"{MAX_STANDARD_TX_WEIGHT}",
            )
        control.weights[txid, n] = weight


def weights_in(inputs: Json, options: dict[str, Json]) -> dict[str, Json]:
    """The options with the weights that stand beside inputs. Raises RpcError -8."""
    if "input_weights" in options:
        text = "Input weights should be specified in inputs rather than in options."
        raise RpcError(PARAMETER, text)
    weighed = [item for item in inputs or [] if isinstance(item, dict) and "weight" in item]
    return options | ({"input_weights": weighed} if weighed else {})
