"""Check a receipt with nothing but the public keys."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from issuance.receipt.jws import verify
from issuance.receipt.receipt import RECEIPTED, Receipt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TEXTS = ("iss", "sub", "campaign", "merchant", "title", "jti")


def check_receipt(text: str, keys: Mapping[str, Ed25519PublicKey]) -> Receipt:
    """Return what a receipt says, if one of the keys signed it.

    It says how things stood when it was issued. That a voucher was redeemed since, or reversed, or
    revoked, only the service knows. Whether `exp` has passed is for the caller to look at.

    Raises
    ------
    ValueError
        It is no receipt, or none of the keys signed it.
    """
    payload = verify(text, keys)
    names = [field.name for field in fields(Receipt)]
    if payload.keys() != set(names):
        raise ValueError(f"payload: expected {', '.join(names)}")
    for name in names:
        wanted = str if name in (*TEXTS, "state") else int
        if type(payload[name]) is not wanted:
            raise ValueError(f"payload.{name}: expected {wanted.__name__}")
    if payload["state"] not in [state.value for state in RECEIPTED]:
        raise ValueError("payload.state: expected verified or redeemed")
    return Receipt(**payload)
