from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from issuance.receipt import Receipt, check_receipt, open_keyring
from issuance.receipt.base64url import decoded, encoded
from issuance.receipt.jwk import jwk, jwk_set, key_id, public_keys
from issuance.receipt.jws import sign, verify
from stampcodec import FileError

RECEIPT = Receipt(
    iss="https://shop.test",
    sub="vch_1",
    campaign="cmp_1",
    merchant="mer_1",
    title="一壺烏龍茶",
    state="verified",
    stamps=1,
    iat=1_764_000_000,
    exp=1_766_592_000,
    jti="prs_1",
)
# RFC 8037, appendix A: a key, its thumbprint, and what it signs.
RFC_PRIVATE = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
RFC_PUBLIC = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
RFC_THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
RFC_SIGNED = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
RFC_SIGNATURE = (
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


def test_the_examples_of_rfc_8037_hold() -> None:
    private = Ed25519PrivateKey.from_private_bytes(decoded(RFC_PRIVATE))
    assert jwk(private.public_key())["x"] == RFC_PUBLIC
    assert key_id(private.public_key()) == RFC_THUMBPRINT
    assert encoded(private.sign(RFC_SIGNED.encode())) == RFC_SIGNATURE


def test_a_receipt_that_was_signed_checks(key: Ed25519PrivateKey) -> None:
    text = sign(RECEIPT.payload, key, key_id(key.public_key()))
    keys = public_keys(json.loads(json.dumps(jwk_set([key.public_key()]))))
    assert check_receipt(text, keys) == RECEIPT


def test_no_character_of_a_receipt_can_be_another(key: Ed25519PrivateKey) -> None:
    kid = key_id(key.public_key())
    text, keys = sign(RECEIPT.payload, key, kid), {kid: key.public_key()}
    for place, was in enumerate(text):
        other = text[:place] + ("A" if was != "A" else "B") + text[place + 1 :]
        with pytest.raises(ValueError, match=r"expected|hold|none"):
            check_receipt(other, keys)


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "kid": "KID", "typ": "voucher-receipt+jwt"},
        {"alg": "HS256", "kid": "KID", "typ": "voucher-receipt+jwt"},
        {"alg": "EdDSA", "kid": "KID", "typ": "JWT"},
        {"alg": "EdDSA", "kid": "other", "typ": "voucher-receipt+jwt"},
        {"alg": "EdDSA", "kid": "KID", "typ": "voucher-receipt+jwt", "crit": ["x"]},
        {"alg": "EdDSA", "kid": "KID", "typ": "voucher-receipt+jwt", "jwk": {}},
    ],
)
def test_the_header_does_not_choose_how_it_is_checked(
    key: Ed25519PrivateKey, header: dict[str, Any]
) -> None:
    kid = key_id(key.public_key())
    header = {name: kid if value == "KID" else value for name, value in header.items()}
    signed = f"{encoded(json.dumps(header).encode())}.{encoded(json.dumps({}).encode())}"
    text = f"{signed}.{encoded(key.sign(signed.encode()))}"
    with pytest.raises(ValueError, match="header"):
        verify(text, {kid: key.public_key()})


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c.d", "..", "é.é.é", "x" * 20_000])
def test_what_is_no_receipt_is_refused(key: Ed25519PrivateKey, text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        check_receipt(text, {"k": key.public_key()})


@pytest.mark.parametrize("change", [{"state": "unverified"}, {"stamps": "1"}, {"iat": True}])
def test_a_payload_that_says_something_else_is_refused(
    key: Ed25519PrivateKey, change: dict[str, Any]
) -> None:
    kid = key_id(key.public_key())
    text = sign({**RECEIPT.payload, **change}, key, kid)
    with pytest.raises(ValueError, match="payload"):
        check_receipt(text, {kid: key.public_key()})


@pytest.mark.parametrize("text", ["", "AA", "AAA", "____", "-_8"])
def test_base64_has_one_text_for_any_bytes(text: str) -> None:
    assert encoded(decoded(text)) == text


@pytest.mark.parametrize("text", ["A", "AB", "AA=", "AA==", "A A", "+/8", "é"])
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base64url"):
        decoded(text)


@pytest.mark.parametrize(
    "document", [None, [], {}, {"keys": 1}, {"keys": [1]}, {"keys": [{"kty": "OKP"}] * 2000}]
)
def test_what_is_no_key_set_is_refused(document: object) -> None:
    with pytest.raises(ValueError, match="keys"):
        public_keys(document)


def test_keys_of_other_kinds_are_passed_over(key: Ed25519PrivateKey) -> None:
    ours = jwk(key.public_key())
    assert list(public_keys({"keys": [{"kty": "RSA", "n": "x"}, ours]})) == [ours["kid"]]
    with pytest.raises(ValueError, match=r"keys\[0\]\.x"):
        public_keys({"keys": [{**ours, "x": "AA"}]})


def test_keys_are_made_once_and_found_again(tmp_path: Path) -> None:
    made, found = open_keyring(tmp_path), open_keyring(tmp_path)
    assert made.kid == found.kid
    assert made.sign({"a": 1}) == found.sign({"a": 1})


def test_of_many_who_make_the_first_key_at_once_all_sign_with_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        kids = {ring.kid for ring in pool.map(lambda _: open_keyring(tmp_path), range(16))}
    assert len(kids) == 1
    assert [path.name for path in (tmp_path / "receipt-keys").iterdir()] == ["0001.pem"]


def test_a_new_key_signs_and_what_the_old_one_signed_still_checks(tmp_path: Path) -> None:
    old = open_keyring(tmp_path)
    before = old.sign(RECEIPT.payload)
    new = open_keyring(tmp_path, new_key=True)
    after = new.sign(replace(RECEIPT, stamps=2).payload)
    keys = public_keys(new.jwk_set)
    assert list(keys) == [new.kid, old.kid]
    assert check_receipt(before, keys).stamps == 1
    assert check_receipt(after, keys).stamps == 2
    with pytest.raises(ValueError, match="none of the keys"):
        check_receipt(after, public_keys(old.jwk_set))


def test_nobody_else_may_read_a_key(tmp_path: Path) -> None:
    open_keyring(tmp_path)
    file = tmp_path / "receipt-keys" / "0001.pem"
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    with pytest.raises(FileError, match="mode 600, got 644"):
        open_keyring(tmp_path)


@pytest.mark.parametrize("content", [b"", b"hello", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_file_that_is_no_key_is_named(tmp_path: Path, content: bytes) -> None:
    open_keyring(tmp_path)
    file = tmp_path / "receipt-keys" / "0001.pem"
    file.write_bytes(content)
    with pytest.raises(FileError, match=r"0001\.pem"):
        open_keyring(tmp_path)


def test_a_folder_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "receipt-keys").write_bytes(b"")
    with pytest.raises(OSError, match="receipt-keys"):
        open_keyring(tmp_path)
    assert os.listdir(tmp_path) == ["receipt-keys"]  # noqa: PTH208
