"""A request that is repeated is told the first answer."""

from __future__ import annotations

import pytest

from tests.counter import Counter

KEY = {"Idempotency-Key": "0123456789abcdef"}


def test_a_claim_that_is_repeated_is_one_claim(counter: Counter) -> None:
    token = counter.device()
    body = {"campaign_id": counter.campaign}
    first = counter.ask("POST", "/v1/vouchers", token, json=body, headers=KEY)
    again = counter.ask("POST", "/v1/vouchers", token, json=body, headers=KEY)
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert len(counter.told("GET", "/v1/vouchers", token)["items"]) == 1


def test_a_presentation_that_is_repeated_counts_once_accepted_or_not(counter: Counter) -> None:
    token = counter.device()
    voucher = counter.claim(token)
    path = f"/v1/vouchers/{voucher}/presentations"
    for code, status in ((4000, 422), (counter.code, 200)):
        body = {"challenge_id": counter.challenge(token, voucher), **counter.press(code)}
        headers = {"Idempotency-Key": f"a-presentation-of-{code}"}
        first = counter.ask("POST", path, token, json=body, headers=headers)
        again = counter.ask("POST", path, token, json=body, headers=headers)
        assert (first.status_code, again.status_code) == (status, status)
        assert again.content == first.content
        assert again.headers["content-type"] == first.headers["content-type"]
    assert counter.reasons() == ["unknown"]
    metrics = counter.ask("GET", "/metrics", counter.admin).text
    for outcome, count in (("accepted", 1), ("refused", 1), ("repeated", 2)):
        labels = f'gesture="press",outcome="{outcome}"'
        assert f"stampcodec_presentations_total{{{labels}}} {count}.0" in metrics


def test_a_token_that_got_lost_on_the_way_is_told_again(counter: Counter) -> None:
    first = counter.told("POST", "/v1/devices", headers=KEY)
    assert counter.told("POST", "/v1/devices", headers=KEY) == first


def test_the_same_key_for_something_else_is_refused(counter: Counter) -> None:
    token = counter.device()
    body = {"campaign_id": counter.campaign}
    counter.ask("POST", "/v1/vouchers", token, json=body, headers=KEY)
    other = {"campaign_id": counter.open(counter.merchant)}
    answer = counter.ask("POST", "/v1/vouchers", token, json=other, headers=KEY)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/idempotency-mismatch")


def test_another_customers_key_is_another_key(counter: Counter) -> None:
    body = {"campaign_id": counter.campaign}
    vouchers = {
        counter.told("POST", "/v1/vouchers", counter.device(), json=body, headers=KEY)["id"]
        for _ in range(2)
    }
    assert len(vouchers) == 2


@pytest.mark.parametrize("key", ["short", "x" * 256, "with a blank in it", "é" * 20])
def test_a_key_that_could_be_anybodys_is_refused(counter: Counter, key: str) -> None:
    answer = counter.client.post("/v1/devices", headers=[(b"Idempotency-Key", key.encode())])
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


def test_merchants_changes_are_repeated_alike(counter: Counter) -> None:
    token = counter.device()
    voucher = counter.claim(token, counter.open(counter.merchant, mode="redeem"))
    for what in ("redemption", "reversal", "revocation"):
        path = f"/v1/vouchers/{voucher}/{what}"
        headers = {"Idempotency-Key": f"one-{what}-of-it"}
        first = counter.told("POST", path, counter.admin, json={}, headers=headers)
        assert counter.told("POST", path, counter.admin, json={}, headers=headers) == first
    body = {"label": "other", "roles": ["admin"]}
    key_id = counter.told("POST", "/v1/api-keys", counter.admin, json=body)["id"]
    path, revoked = f"/v1/api-keys/{key_id}", {"Idempotency-Key": "one-end-of-a-key"}
    first = counter.ask("DELETE", path, counter.admin, headers=revoked)
    again = counter.ask("DELETE", path, counter.admin, headers=revoked)
    assert (first.status_code, again.content) == (200, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    path = f"/v1/campaigns/{counter.campaign}"
    changed = counter.told("PATCH", path, counter.admin, json={"title": "Tea"}, headers=KEY)
    assert counter.told("PATCH", path, counter.admin, json={"title": "Tea"}, headers=KEY) == changed
