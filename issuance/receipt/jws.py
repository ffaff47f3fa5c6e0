"""Signed JSON in one line: JWS compact serialisation, EdDSA and nothing else.

::

    header . payload . signature          each in base64url; the signature covers the first two

References
----------
RFC 7515 (JWS), RFC 8037 (EdDSA).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature

from issuance.receipt.base64url import decoded, encoded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

ALGORITHM = "EdDSA"
# What is signed says what it is, so that nothing passes for something of another kind.
RECEIPT = "voucher-receipt+jwt"
LONGEST = 16_384


def sign(payload: Mapping[str, Any], key: Ed25519PrivateKey, kid: str, kind: str = RECEIPT) -> str:
    """Sign a payload as something of a kind; the inverse of `verify`."""
    header = {"alg": ALGORITHM, "kid": kid, "typ": kind}
    signed = f"{encoded(_text(header))}.{encoded(_text(payload))}"
    return f"{signed}.{encoded(key.sign(signed.encode()))}"


def verify(text: str, keys: Mapping[str, Ed25519PublicKey], kind: str = RECEIPT) -> dict[str, Any]:
    """Return the payload of what one of some keys signed as something of a kind.

    Raises
    ------
    ValueError
        It is no such text, or none of the keys signed it.
    """
    parts = text.split(".")
    if len(text) > LONGEST or len(parts) != 3:
        raise ValueError("expected header.payload.signature")
    header, payload = _document("header", parts[0]), _document("payload", parts[1])
    # The header chooses among our keys, never how they are used.
    if header.keys() != {"alg", "kid", "typ"} or header["alg"] != ALGORITHM:
        raise ValueError(f"header: expected alg {ALGORITHM}, kid and typ")
    if header["typ"] != kind:
        raise ValueError(f"header: expected typ {kind}")
    key = keys.get(str(header["kid"]))
    if key is None:
        raise ValueError("header: signed by none of the keys")
    try:
        key.verify(decoded(parts[2]), f"{parts[0]}.{parts[1]}".encode())
    except (InvalidSignature, ValueError):
        raise ValueError("signature: does not hold") from None
    return payload


def _text(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()


def _document(what: str, part: str) -> dict[str, Any]:
    try:
        document = json.loads(decoded(part))
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise ValueError(f"{what}: expected an object in base64url")  # noqa: TRY004
    return document
