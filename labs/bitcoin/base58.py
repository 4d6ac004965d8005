"""Base58 with a checksum: the text form of the first addresses and of keys.

Source: Bitcoin Core, src/base58.cpp.
"""

from labs.bitcoin.hashes import sha256d

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS = {letter: value for value, letter in enumerate(ALPHABET)}
_SPACES = " \f\n\r\t\v"


def base58_encode(data: bytes) -> str:
    """data as one large number in base 58; leading zero bytes become leading ones."""
    value = int.from_bytes(data, "big")
    letters = []
    while value:
        value, digit = divmod(value, 58)
        letters.append(ALPHABET[digit])
    zeroes = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeroes + "".join(reversed(letters))


def base58_decode(text: str, limit: int = 1000) -> bytes:
    """The bytes, at most limit of them. Spaces around are ignored. Raises ValueError."""
    digits = text.strip(_SPACES)
    body = digits.lstrip("1")
    zeroes = len(digits) - len(body)
    if zeroes > limit or len(body) > 2 * limit:
        raise ValueError("too long for Base58 data of this kind")
    value = 0
    for letter in body:
        digit = _DIGITS.get(letter)
        if digit is None:
            raise ValueError("not a Base58 letter")
        value = value * 58 + digit
    size = (value.bit_length() + 7) // 8
    if zeroes + size > limit:
        raise ValueError("too long for Base58 data of this kind")
    return bytes(zeroes) + value.to_bytes(size, "big")


def base58check_encode(payload: bytes) -> str:
    """payload with the first four bytes of its double SHA-256 behind it."""
    return base58_encode(payload + sha256d(payload)[:4])


def base58check_decode(text: str, limit: int = 1000) -> bytes:
    """The payload, at most limit bytes, its checksum verified and taken off. Raises ValueError."""
    data = base58_decode(text, limit + 4)
    payload, checksum = data[:-4], data[-4:]
    if len(data) < 4 or sha256d(payload)[:4] != checksum:
        raise ValueError("the checksum does not fit")
    return payload
