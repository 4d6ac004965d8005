"""RPC methods for messages signed with the key of an address.

Source: Bitcoin Core, src/rpc/signmessage.cpp.
"""

from labs.bitcoin.addresses import AddressError
from labs.bitcoin.keys import KeyFormatError, PrivateKey
from labs.bitcoin.messages import MalformedSignature, NoKeyAddress, sign_message, verify_message
from labs.embedded.rpc.arguments import STR, Arg
from labs.embedded.rpc.errors import ADDRESS_OR_KEY, TYPE, RpcError
from labs.embedded.rpc.registry import Call, method


@method(
    "util",
    "signmessagewithprivkey",
    "Signs a message with a private key.",
    Arg("privkey", STR, "The private key, in wallet import format"),
    Arg("message", STR, "The message"),
    result='"signature"    (string) The signature in base64',
    example='bitcoin-cli signmessagewithprivkey "privkey" "my message"',
)
def signmessagewithprivkey(call: Call, privkey: str, message: str) -> str:
    try:
        key = PrivateKey.from_wif(privkey)
    except KeyFormatError:
        raise RpcError(ADDRESS_OR_KEY, "Invalid private key") from None
    return sign_message(key, message)


@method(
    "util",
    "verifymessage",
    "Tells whether the owner of an address signed a message.",
    Arg("address", STR, "The address; one that is the hash of a single key"),
    Arg("signature", STR, "The signature in base64"),
    Arg("message", STR, "The message that was signed"),
    result="true|false    (boolean) Whether the signature fits",
    example='bitcoin-cli verifymessage "address" "signature" "my message"',
)
def verifymessage(call: Call, address: str, signature: str, message: str) -> bool:
    try:
        return verify_message(address, signature, message)
    except AddressError:
        raise RpcError(ADDRESS_OR_KEY, "Invalid address") from None
    except (NoKeyAddress, MalformedSignature) as error:
        raise RpcError(TYPE, str(error)) from None
