"""Base 64 for URLs, without padding, and with one text only for any bytes (RFC 7515, section 2)."""

from __future__ import annotations

import base64
import binascii


def encoded(content: bytes) -> str:
    """Write bytes as text; the inverse of `decoded`."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """Read text as bytes.

    Raises
    ------
    ValueError
        It is no such text, or not the one that `encoded` writes.
    """
    try:
        content = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        content = b""
    if encoded(content) != text:
        raise ValueError("expected base64url without padding")
    return content
