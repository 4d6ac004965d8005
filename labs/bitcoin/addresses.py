"""Addresses: an output script as text, one way for each kind and network.

Source: Bitcoin Core, src/key_io.cpp (also for the words of the errors); BIP 173, BIP 350.
"""

from dataclasses import dataclass

from labs.bitcoin import bech32
from labs.bitcoin.base58 import base58_decode, base58check_decode, base58check_encode
from labs.bitcoin.script import number, push
from labs.bitcoin.standard import ANCHOR, p2pkh, p2sh, p2tr, p2wpkh, p2wsh, solve


@dataclass(frozen=True, slots=True)
class Network:
    """What tells one network's addresses and keys from another's."""

    name: str
    pubkey_prefix: int
    script_prefix: int
    secret_prefix: int
    hrp: str
    xpub: bytes
    xprv: bytes


_TEST_XPUB = bytes.fromhex("043587cf")
_TEST_XPRV = bytes.fromhex("04358394")
MAINNET = Network("main", 0, 5, 128, "bc", bytes.fromhex("0488b21e"), bytes.fromhex("0488ade4"))
TESTNET = Network("test", 111, 196, 239, "tb", _TEST_XPUB, _TEST_XPRV)
SIGNET = Network("signet", 111, 196, 239, "tb", _TEST_XPUB, _TEST_XPRV)
REGTEST = Network("regtest", 111, 196, 239, "bcrt", _TEST_XPUB, _TEST_XPRV)


class AddressError(ValueError):
    """Why a text is no address. error_locations: places in it that are likely mistyped, from 0."""

    def __init__(self, message: str, error_locations: list[int] | None = None) -> None:
        super().__init__(message)
        self.error_locations = error_locations or []


def address_of(script: bytes, network: Network = REGTEST) -> str | None:
    """The address that pays to a script; None for kinds without one (bare keys, bare multisig, data)."""
    kind, parts = solve(script)
    if kind == "pubkeyhash":
        return base58check_encode(bytes([network.pubkey_prefix]) + parts[0])
    if kind == "scripthash":
        return base58check_encode(bytes([network.script_prefix]) + parts[0])
    if kind in ("witness_v0_keyhash", "witness_v0_scripthash"):
        return _segwit_address(0, parts[0], network)
    if kind == "witness_v1_taproot":
        return _segwit_address(1, parts[0], network)
    if kind == "anchor":
        return _segwit_address(1, ANCHOR[2:], network)
    if kind == "witness_unknown":
        return _segwit_address(parts[0][0], parts[1], network)
    return None


def script_of(address: str, network: Network = REGTEST) -> bytes:
    """The script that an address pays to. Raises AddressError with Core's words."""
    # Places in the text are counted in bytes, so each byte becomes one letter here.
    text = address.encode("utf-8", "surrogatepass").decode("latin-1")
    if text[: len(network.hrp)].lower() == network.hrp:
        return _segwit_script(text, network)
    return _base58_script(text, network)


def _segwit_address(version: int, program: bytes, network: Network) -> str:
    encoding = bech32.BECH32M if version else bech32.BECH32
    return bech32.encode(encoding, network.hrp, [version, *bech32.to_five_bits(program)])


def _base58_script(text: str, network: Network) -> bytes:
    try:
        payload = base58check_decode(text, 21)
    except ValueError:
        try:
            base58_decode(text, 100)
        except ValueError:
            raise AddressError("Invalid or unsupported Segwit (Bech32) or Base58 encoding.") from None
        raise AddressError("Invalid checksum or length of Base58 address (P2PKH or P2SH)") from None
    if not payload or payload[0] not in (network.pubkey_prefix, network.script_prefix):
        raise AddressError("Invalid or unsupported Base58-encoded address.")
    if len(payload) != 21:
        raise AddressError("Invalid length for Base58 address (P2PKH or P2SH)")
    return p2pkh(payload[1:]) if payload[0] == network.pubkey_prefix else p2sh(payload[1:])


def _segwit_script(text: str, network: Network) -> bytes:
    try:
        encoding, prefix, values = bech32.decode(text)
    except bech32.Bech32Error as error:
        raise AddressError(str(error), error.locations) from None
    if not values:
        raise AddressError("Empty Bech32 data section")
    if prefix != network.hrp:
        raise AddressError(
            "Invalid or unsupported prefix for Segwit (Bech32) address "
            f"(expected {network.hrp}, got {prefix})."
        )
    version = values[0]
    if version == 0 and encoding != bech32.BECH32:
        raise AddressError("Version 0 witness address must use Bech32 checksum")
    if version != 0 and encoding != bech32.BECH32M:
        raise AddressError("Version 1+ witness address must use Bech32m checksum")
    try:
        program = bech32.to_bytes(values[1:])
    except ValueError as error:
        raise AddressError(str(error)) from None
    return _witness_script(version, program)


def _witness_script(version: int, program: bytes) -> bytes:
    size = f"{len(program)} {'byte' if len(program) == 1 else 'bytes'}"
    if version == 0:
        if len(program) == 20:
            return p2wpkh(program)
        if len(program) == 32:
            return p2wsh(program)
        raise AddressError(f"Invalid Bech32 v0 address program size ({size}), per BIP141")
    if version == 1 and len(program) == 32:
        return p2tr(program)
    if version > 16:
        raise AddressError("Invalid Bech32 address witness version")
    if not 2 <= len(program) <= 40:
        raise AddressError(f"Invalid Bech32 address program size ({size})")
    return number(version) + push(program)
