"""A kiosk's key that counts: a copy of it does not stay unnoticed."""

from __future__ import annotations

from typing import Any

from tests.counter import Counter


def asked(counter: Counter, key: str, voucher: str, number: int | None = None, **more: Any) -> Any:
    body = {"purpose": "verify", **({} if number is None else {"counter": number})}
    return counter.ask("POST", f"/v1/vouchers/{voucher}/challenges", key, json=body, **more)


def statuses(counter: Counter, key: str, voucher: str, *numbers: int | None) -> list[int]:
    return [asked(counter, key, voucher, number).status_code for number in numbers]


def copied(counter: Counter) -> list[dict[str, Any]]:
    alarms = counter.told("GET", "/v1/alarms", counter.admin)["items"]
    return [each for each in alarms if each["kind"] == "kiosk-copied"]


def test_numbers_ascend_and_may_leave_some_out(counter: Counter) -> None:
    key, voucher = counter.key("kiosk"), counter.claim(counter.device())
    assert statuses(counter, key, voucher, 1, 2, 40, 2**63 - 1) == [201] * 4
    assert copied(counter) == []


def test_a_copy_that_counted_on_is_noticed_when_the_kiosk_counts_on(counter: Counter) -> None:
    key, voucher = counter.key("kiosk"), counter.claim(counter.device())
    assert statuses(counter, key, voucher, 41) == [201]
    copy = asked(counter, key, voucher, 42)
    assert copy.status_code == 201
    refused = asked(counter, key, voucher, 42)
    assert refused.status_code == 403
    assert refused.json()["type"] == "/problems/counter-behind"
    (alarm,) = copied(counter)
    assert alarm["merchant_id"] == counter.merchant
    assert (alarm["details"]["last"], alarm["details"]["given"]) == (42, 42)
    assert alarm["details"]["key"].startswith("key_")


def test_a_key_that_has_counted_must_count_and_no_other_key_must(counter: Counter) -> None:
    key, other = counter.key("kiosk"), counter.key("kiosk")
    voucher = counter.claim(counter.device())
    assert statuses(counter, key, voucher, None, None, 7, None) == [201, 201, 201, 403]
    assert statuses(counter, other, voucher, None, 1) == [201, 201]
    assert len(copied(counter)) == 1


def test_a_request_that_is_repeated_counts_once(counter: Counter) -> None:
    key, voucher = counter.key("kiosk"), counter.claim(counter.device())
    once = {"headers": {"Idempotency-Key": "a-key-of-the-client"}}
    first, again = (asked(counter, key, voucher, 5, **once) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert copied(counter) == []


def test_a_number_that_cannot_be_is_refused(counter: Counter) -> None:
    key, voucher = counter.key("kiosk"), counter.claim(counter.device())
    wrong: tuple[Any, ...] = (0, -1, 2**63, 1.0, "1")
    assert statuses(counter, key, voucher, *wrong, 1) == [422] * len(wrong) + [201]


def test_the_number_of_a_device_is_not_looked_at(counter: Counter) -> None:
    token = counter.device()
    voucher = counter.claim(token)
    assert statuses(counter, token, voucher, 5, 5, None) == [201] * 3
