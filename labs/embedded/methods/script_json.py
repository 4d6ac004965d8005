"""How RPC shows an output script.

Source: Bitcoin Core, src/core_io.cpp (ScriptToUniv).
"""

from typing import TYPE_CHECKING

from labs.bitcoin.addresses import address_of
from labs.bitcoin.script import asm
from labs.bitcoin.standard import solve
from labs.embedded.rpc.values import Json

if TYPE_CHECKING:
    from labs.bitcoin.keystore import Keystore


def script_json(
    script: bytes, address: bool = True, include_hex: bool = True, keystore: "Keystore | None" = None
) -> dict[str, Json]:
    """asm, desc, hex, address and type of a script; address=False leaves out desc and address.

    keystore: keys and scripts that make the descriptor say more than an address does.
    """
    shown: dict[str, Json] = {"asm": asm(script)}
    if address:
        from labs.bitcoin.descriptors import infer

        shown["desc"] = infer(script, keystore)
    if include_hex:
        shown["hex"] = script.hex()
    text = address_of(script) if address else None
    if text is not None:
        shown["address"] = text
    shown["type"] = solve(script).kind
    return shown
