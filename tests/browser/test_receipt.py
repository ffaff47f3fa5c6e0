"""Receipts are checked on the phone: genuine, forged, or not to be checked here."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

if TYPE_CHECKING:
    from playwright.sync_api import Page

CHECK = """async ([voucher, keys]) =>
  (await import("/page/wallet/receipt.js")).checked(voucher, keys)"""
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
HEADER = {"alg": "EdDSA", "kid": "k1", "typ": "voucher-receipt+jwt"}
CLAIMS = {"sub": "vch_1", "state": "verified", "title": "熱飲買一送一"}


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def signed(header: dict[str, Any], claims: dict[str, Any]) -> str:
    text = f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps(claims).encode())}"
    return f"{text}.{encoded(KEY.sign(text.encode('ascii')))}"


def jwk(kid: str = "k1", key: Ed25519PrivateKey = KEY) -> dict[str, str]:
    public = key.public_key().public_bytes_raw()
    return {"kty": "OKP", "crv": "Ed25519", "kid": kid, "alg": "EdDSA", "x": encoded(public)}


def checked(
    page: Page, receipt: str | None, keys: list[dict[str, str]], state: str = "verified"
) -> Any:
    voucher = {"id": "vch_1", "state": state, "receipt": receipt}
    return page.evaluate(CHECK, [voucher, keys])


def test_a_receipt_that_the_server_signed_is_genuine(modules: Page) -> None:
    assert checked(modules, signed(HEADER, CLAIMS), [jwk("other"), jwk()]) == "genuine"


@pytest.mark.parametrize(
    "claims", [{**CLAIMS, "sub": "vch_2"}, {**CLAIMS, "state": "redeemed"}, {}]
)
def test_a_receipt_of_something_else_is_forged(modules: Page, claims: dict[str, Any]) -> None:
    assert checked(modules, signed(HEADER, claims), [jwk()]) == "forged"


def test_a_receipt_with_one_letter_changed_is_forged(modules: Page) -> None:
    head, _, signature = signed(HEADER, CLAIMS).split(".")
    longer = encoded(json.dumps({**CLAIMS, "exp": 1}).encode())
    assert checked(modules, f"{head}.{longer}.{signature}", [jwk()]) == "forged"


def test_a_receipt_under_another_key_of_the_same_name_is_forged(modules: Page) -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))
    assert checked(modules, signed(HEADER, CLAIMS), [jwk(key=other)]) == "forged"


@pytest.mark.parametrize("receipt", ["", "a.b", "a.b.c.d", "....", "é.é.é", "e30.e30.AA"])
def test_what_is_no_receipt_is_never_genuine(modules: Page, receipt: str) -> None:
    assert checked(modules, receipt, [jwk()]) != "genuine"


def test_a_receipt_without_an_algorithm_is_forged(modules: Page) -> None:
    assert checked(modules, signed({**HEADER, "alg": "none"}, CLAIMS), [jwk()]) == "forged"


def test_a_receipt_whose_key_is_not_kept_is_not_checked(modules: Page) -> None:
    assert checked(modules, signed(HEADER, CLAIMS), []) == "keyless"
