"""Base64 as Bitcoin Core reads it: no spaces, no line breaks, complete padding, no stray bits at the end."""

from __future__ import annotations

import base64
import binascii


def decode_base64(text: str) -> bytes | None:
    """The bytes, or None for any text that encoding them would not give back."""
    try:
        data = base64.b64decode(text.encode(), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
    return data if base64.b64encode(data).decode() == text else None
