"""A voucher goes to another device, once, and by nothing but its token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.counter import Counter


def given(counter: Counter, token: str, voucher: str) -> str:
    path = f"/v1/vouchers/{voucher}/handovers"
    made: dict[str, Any] = counter.told("POST", path, token)
    assert made["voucher_id"] == voucher
    return str(made["token"])


def take(counter: Counter, token: str, shown: str, **options: Any) -> Any:
    return counter.ask("POST", "/v1/handovers", token, json={"token": shown}, **options)


def vouchers(counter: Counter, token: str) -> list[str]:
    return [each["id"] for each in counter.told("GET", "/v1/vouchers", token)["items"]]


def test_a_voucher_moves_to_the_device_that_shows_the_token_once(counter: Counter) -> None:
    old, new, third = counter.device(), counter.device(), counter.device()
    voucher = counter.claim(old)
    challenge = counter.challenge(old, voucher)
    shown = given(counter, old, voucher)
    assert (vouchers(counter, old), vouchers(counter, new)) == ([voucher], [])
    once = {"Idempotency-Key": "the-request-of-the-new-phone"}
    taken = take(counter, new, shown, headers=once)
    assert (taken.status_code, taken.json()["id"]) == (200, voucher)
    assert f"device={new}" in taken.headers["Set-Cookie"]
    assert (vouchers(counter, old), vouchers(counter, new)) == ([], [voucher])
    for token in (old, new, third):
        assert take(counter, token, shown).status_code == 404
    # The answer that got lost is told again.
    assert take(counter, new, shown, headers=once).json() == taken.json()
    # What the old device was given for it is worth nothing now.
    path = f"/v1/vouchers/{voucher}/presentations"
    body = {"challenge_id": challenge, **counter.press()}
    assert counter.ask("POST", path, old, json=body).status_code == 404
    kinds = [each["kind"] for each in counter.told("GET", "/v1/audit", counter.admin)["items"]]
    assert (kinds.count("handover-given"), kinds.count("voucher-moved")) == (1, 1)


def test_a_token_is_good_for_ten_minutes(counter: Counter) -> None:
    old, new = counter.device(), counter.device()
    shown = given(counter, old, counter.claim(old))
    counter.clock.advance(minutes=10)
    assert take(counter, new, shown).status_code == 404


def test_a_later_token_makes_the_one_before_worthless(counter: Counter) -> None:
    old, new = counter.device(), counter.device()
    voucher = counter.claim(old)
    first, second = given(counter, old, voucher), given(counter, old, voucher)
    assert take(counter, new, first).status_code == 404
    assert take(counter, new, second).status_code == 200


def test_nobody_hands_over_what_another_device_has(counter: Counter) -> None:
    voucher = counter.claim(counter.device())
    path = f"/v1/vouchers/{voucher}/handovers"
    assert counter.ask("POST", path, counter.device()).status_code == 404


def test_a_request_that_only_the_cookie_vouches_for_moves_nothing(counter: Counter) -> None:
    old, new = counter.device(), counter.device()
    voucher = counter.claim(old)
    shown = given(counter, old, voucher)
    forged = {"Cookie": f"device={new}"}
    assert take(counter, "", shown, headers=forged).status_code == 401
    assert vouchers(counter, old) == [voucher]


@pytest.mark.parametrize("shown", ["", "hnd_", "hnd_" + 43 * "A", "\x00", "券"])
def test_a_token_that_is_guessed_takes_nothing(counter: Counter, shown: str) -> None:
    assert take(counter, counter.device(), shown).status_code == 404


def test_a_device_takes_no_more_than_a_customer_may_have(counter: Counter) -> None:
    old, new = counter.device(), counter.device()
    campaign = counter.open(counter.merchant, per_customer=1)
    voucher, _ = counter.claim(old, campaign), counter.claim(new, campaign)
    shown = given(counter, old, voucher)
    refused = take(counter, new, shown)
    assert refused.json()["type"].endswith("customer-limit")
    assert vouchers(counter, old) == [voucher]
    # Nothing was lost: another device may still take it.
    assert take(counter, counter.device(), shown).status_code == 200


def test_what_is_over_is_not_handed_over(counter: Counter) -> None:
    old, new = counter.device(), counter.device()
    voucher = counter.claim(old)
    shown = given(counter, old, voucher)
    counter.told("POST", f"/v1/vouchers/{voucher}/revocation", counter.admin)
    assert take(counter, new, shown).status_code == 409
    path = f"/v1/vouchers/{voucher}/handovers"
    assert counter.ask("POST", path, old).json()["type"].endswith("wrong-state")
