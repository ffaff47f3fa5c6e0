"""Public keys as JSON Web Keys.

References
----------
RFC 7517 (JWK sets), RFC 8037 (Ed25519 in them), RFC 7638 (the thumbprint that names a key).
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from issuance.receipt.base64url import decoded, encoded

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_KEYS = 1000


def jwk(key: Ed25519PublicKey) -> dict[str, str]:
    """Describe a public key; the inverse of `public_keys`, for one."""
    point = {"crv": "Ed25519", "kty": "OKP", "x": encoded(key.public_bytes_raw())}
    return {**point, "kid": _thumbprint(point), "alg": "EdDSA", "use": "sig"}


def jwk_set(keys: Iterable[Ed25519PublicKey]) -> dict[str, list[dict[str, str]]]:
    """Describe some public keys."""
    return {"keys": [jwk(key) for key in keys]}


def key_id(key: Ed25519PublicKey) -> str:
    """Name a public key."""
    return jwk(key)["kid"]


def public_keys(document: object) -> dict[str, Ed25519PublicKey]:
    """Read a JWK set: its Ed25519 keys by their names. Keys of other kinds are passed over.

    Raises
    ------
    ValueError
        It is no JWK set, or a key in it is none.
    """
    listed: Any = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list) or len(listed) > MOST_KEYS:
        raise ValueError(f'keys: expected a JWK set, {{"keys": [...]}}, of at most {MOST_KEYS}')
    found = {}
    for place, entry in enumerate(listed):
        if not isinstance(entry, dict):
            raise ValueError(f"keys[{place}]: expected an object")  # noqa: TRY004
        if entry.get("kty") == "OKP" and entry.get("crv") == "Ed25519":
            try:
                key = Ed25519PublicKey.from_public_bytes(decoded(str(entry.get("x"))))
            except ValueError:
                raise ValueError(f"keys[{place}].x: expected 32 bytes in base64url") from None
            found[str(entry.get("kid", key_id(key)))] = key
    return found


def _thumbprint(point: dict[str, str]) -> str:
    text = json.dumps(point, sort_keys=True, separators=(",", ":"))
    return encoded(hashlib.sha256(text.encode()).digest())
