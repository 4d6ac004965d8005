"""Taking one descriptor into a wallet, with Core's checks and warnings.

Source: Bitcoin Core, src/wallet/rpc/backup.cpp (ProcessDescriptorImport).
"""

from dataclasses import dataclass

from labs.bitcoin.addresses import address_of
from labs.bitcoin.descriptors import CannotDerive, Descriptor, DescriptorError
from labs.bitcoin.descriptors import parse as parse_descriptors
from labs.embedded.methods.scan_objects import descriptor_range
from labs.embedded.methods.wallet_checks import label_of
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, PARAMETER, TYPE, WALLET, RpcError
from labs.embedded.rpc.values import Json, boolean, integer, string, type_name
from labs.embedded.wallet import Wallet
from labs.embedded.wallet.labels import RECEIVE
from labs.embedded.wallet.scripts import WalletDescriptor


@dataclass(frozen=True, slots=True)
class _Range:
    start: int
    end: int
    following: int


def timestamp_of(given: dict[str, Json], now: int) -> int:
    """The birth time a request names. Raises RpcError -3."""
    if "timestamp" not in given:
        raise RpcError(TYPE, "Missing required timestamp field for key")
    value = given["timestamp"]
    if type_name(value) == "number":
        return integer(value)
    if value == "now":
        return now
    found = type_name(value)
    text = f'Expected number or "now" timestamp value for key. got type {found}'
    raise RpcError(TYPE, text)


def import_one(wallet: Wallet, given: dict[str, Json], created: int) -> dict[str, Json]:
    """Does one request and answers it; an error is part of the answer."""
    warnings: list[str] = []
    try:
        _import(wallet, given, created, warnings)
        answer: dict[str, Json] = {"success": True}
    except RpcError as error:
        answer = {"success": False, "error": {"code": error.code, "message": error.message}}
    return answer | ({"warnings": warnings} if warnings else {})


def _import(wallet: Wallet, given: dict[str, Json], created: int, warnings: list[str]) -> None:
    if "desc" not in given:
        raise RpcError(PARAMETER, "Descriptor not found.")
    text = string(given["desc"])
    active = boolean(given.get("active", False))
    label = label_of(None if given.get("label") is None else string(given["label"]))
    try:
        found = parse_descriptors(text, require_checksum=True)
    except DescriptorError as error:
        raise RpcError(ADDRESS_OR_KEY, str(error)) from None
    if "internal" in given and len(found) > 1:
        text = "Cannot have multipath descriptor while also specifying 'internal'"
        raise RpcError(ADDRESS_OR_KEY, text)
    internal = boolean(given.get("internal", False))
    span = _range(wallet, found[0], given, warnings)
    _check_use(found, given, active, internal)
    if not wallet.has_private_keys and any(one.has_private_keys for one in found):
        text = "Cannot import private keys to a wallet with private keys disabled"
        raise RpcError(WALLET, text)
    for n, descriptor in enumerate(found):
        change = n == 1 if len(found) == 2 else internal
        _check_keys(wallet, descriptor, warnings)
        wd = _add(wallet, descriptor, text, span, created)
        if not wd.is_range and not change:
            _label(wallet, wd, label)
        kind = descriptor.output_type
        if active and kind is None:
            warnings.append("Unknown output type, cannot set descriptor to active.")
        elif active and kind is not None:
            wallet.keyring.set_active(wd, kind, change)
        elif kind is not None:
            wallet.keyring.deactivate(wd, kind, change)


def _range(wallet: Wallet, descriptor: Descriptor, given: dict[str, Json], warnings: list[str]) -> _Range:
    if not descriptor.is_range:
        if "range" in given:
            raise RpcError(PARAMETER, "Range should not be specified for an un-ranged descriptor")
        return _Range(0, 1, 0)
    if "range" in given:
        start, last = descriptor_range(given["range"])
        end = last + 1
    else:
        warnings.append("Range not given, using default keypool range")
        start, end = 0, wallet.keyring.size
    following = start
    if "next_index" in given:
        following = integer(given["next_index"])
        if not start <= following < end:
            raise RpcError(PARAMETER, "next_index is out of range")
    return _Range(start, end, following)


def _check_use(found: list[Descriptor], given: dict[str, Json], active: bool, internal: bool) -> None:
    ranged = found[0].is_range
    if active and not ranged:
        raise RpcError(PARAMETER, "Active descriptors must be ranged")
    if "label" in given:
        if len(found) > 1:
            raise RpcError(PARAMETER, "Multipath descriptors should not have a label")
        if ranged:
            raise RpcError(PARAMETER, "Ranged descriptors should not have a label")
        if internal:
            raise RpcError(PARAMETER, "Internal addresses should not have a label")
    if active and not found[0].is_single_type:
        raise RpcError(WALLET, "Combo descriptors cannot be set to active")


def _check_keys(wallet: Wallet, descriptor: Descriptor, warnings: list[str]) -> None:
    try:
        descriptor.expand(0)
    except CannotDerive:
        raise RpcError(
            WALLET,
            "Cannot expand descriptor. Probably because of hardened derivations without private keys "
            "provided",
        ) from None
    warnings += descriptor.warnings
    if wallet.has_private_keys:
        if not descriptor.has_private_keys:
            raise RpcError(
                WALLET,
                "Cannot import descriptor without private keys to a wallet with private keys enabled",
            )
        if not descriptor.has_all_private_keys:
            text = "Not all private keys provided. Some wallet functionality may return unexpected errors"
            warnings.append(text)


def _add(wallet: Wallet, descriptor: Descriptor, text: str, span: _Range, created: int) -> WalletDescriptor:
    """The wallet's descriptor, new or with another range. Raises RpcError -4."""
    private = descriptor.to_string(private=True) if descriptor.has_private_keys else None
    plain = descriptor.to_string()
    wd = WalletDescriptor(plain, descriptor.normalized(), None, created, span.start, span.end, span.following)
    known = wallet.keyring.find(plain)
    if known is None:
        wallet.keyring.add(wd, private)
        return wd
    if known.is_range and (span.start > known.range_start or span.end < known.range_end):
        reason = f"new range must include current range = [{known.range_start},{known.range_end - 1}]"
        raise RpcError(WALLET, f"Could not add descriptor '{text}': {reason}")
    wallet.keyring.replace(known, wd, private)
    return known


def _label(wallet: Wallet, wd: WalletDescriptor, label: str) -> None:
    for script in wd.scripts_at(0):
        address = address_of(script)
        if address is not None:
            wallet.labels.set(address, label, RECEIVE)
