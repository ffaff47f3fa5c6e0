"""The short code of a voucher, which a customer reads out and the desk types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from issuance.database import tables

if TYPE_CHECKING:
    from tests.counter import Counter


def claimed(counter: Counter, campaign: str | None = None) -> tuple[str, str]:
    token = counter.device()
    body = {"campaign_id": campaign or counter.campaign}
    name: str = counter.told("POST", "/v1/vouchers", token, json=body)["id"]
    return token, name


def test_a_key_of_the_merchant_finds_a_voucher_by_its_code_however_it_is_typed(
    counter: Counter,
) -> None:
    _, name = claimed(counter)
    code = name[-8:]
    for key in (counter.key("read"), counter.admin):
        for typed in (code, code.upper(), f"{code[:4]}-{code[4:]}", f"{code[:4]} {code[4:]}"):
            assert counter.told("GET", f"/v1/vouchers/{typed}", key)["id"] == name


def test_another_merchant_and_a_device_find_nothing_by_a_code(counter: Counter) -> None:
    token, name = claimed(counter)
    other, _, _ = counter.shop("Another")
    for secret in (token, counter.key("read", merchant=other)):
        assert counter.ask("GET", f"/v1/vouchers/{name[-8:]}", secret).status_code == 404


def test_a_code_that_two_vouchers_have_finds_neither(counter: Counter) -> None:
    _, one = claimed(counter)
    claimed(counter)
    with counter.app.state.service.ledger._database.writing() as connection:
        connection.execute(update(tables.voucher).values(short=one[-8:]))
    answer = counter.ask("GET", f"/v1/vouchers/{one[-8:]}", counter.key("read"))
    assert answer.status_code == 404
    assert "expected its whole name" in answer.json()["detail"]
