"""Stamps with two ends over HTTP: registered, pressed, and refused like any other."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import numpy as np
import pytest

import stampcodec as sc
from tests.counter import Counter

# Steps from the code of the shop's other stamp, which is drawn: so these are never its own.
FIRST, SECOND, OTHER, ANOTHER, NOBODY = 1, 2, 3, 4, 5


def code(counter: Counter, step: int) -> int:
    return (counter.code + step) % sc.family("touch5").n_ids


def press(counter: Counter, step: int, **options: Any) -> dict[str, Any]:
    return counter.press(code(counter, step), **options)


@pytest.fixture
def dinner(counter: Counter) -> str:
    """Open a campaign that needs a two-ended stamp, and register the stamp."""
    path = f"/v1/merchants/{counter.merchant}/stamps"
    for first, second in ((SECOND, FIRST), (OTHER, ANOTHER)):
        sent = {"code": code(counter, first), "second_code": code(counter, second)}
        counter.told("POST", path, counter.admin, json=sent)
    return counter.open(counter.merchant, worth="more")


def both(first: dict[str, Any], second: dict[str, Any], apart_ms: float = 2000.0) -> dict[str, Any]:
    return {"ends": [first, second], "apart_ms": apart_ms}


def come(counter: Counter, campaign: str, body: dict[str, Any]) -> Any:
    token = counter.device()
    return counter.present(token, counter.claim(token, campaign), body)


@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST)])
def test_both_ends_verify_in_either_order(
    counter: Counter, dinner: str, order: tuple[int, int]
) -> None:
    first, second = (press(counter, step) for step in order)
    answer = come(counter, dinner, both(first, second))
    assert answer.json()["voucher"]["state"] == "verified"
    assert answer.json()["voucher"]["campaign"]["two_ended"] is True
    # The imprint lies where the second end fell.
    imprint, middle = answer.json()["imprint"], np.mean(second["samples"], axis=(0, 1))
    offset = np.abs(np.array([imprint["x"], imprint["y"]]) - middle).max()
    assert offset < 22 * imprint["px_per_mm"]


def wrong_first(counter: Counter) -> dict[str, Any]:
    return both(press(counter, NOBODY), press(counter, SECOND))


def wrong_second(counter: Counter) -> dict[str, Any]:
    return both(press(counter, FIRST), press(counter, NOBODY))


def same_end_twice(counter: Counter) -> dict[str, Any]:
    return both(press(counter, FIRST), press(counter, FIRST))


def swapped_between_stamps(counter: Counter) -> dict[str, Any]:
    return both(press(counter, FIRST), press(counter, OTHER))


def one_end(counter: Counter) -> dict[str, Any]:
    return press(counter, FIRST)


def a_stamp_with_one_end(counter: Counter) -> dict[str, Any]:
    return counter.press()


def unread_first(counter: Counter) -> dict[str, Any]:
    spread = press(counter, FIRST)
    spread["samples"] = (2 * np.array(spread["samples"])).tolist()
    return both(spread, press(counter, SECOND))


def unread_second(counter: Counter) -> dict[str, Any]:
    spread = press(counter, SECOND)
    spread["samples"] = (2 * np.array(spread["samples"])).tolist()
    return both(press(counter, FIRST), spread)


def expired(counter: Counter) -> dict[str, Any]:
    return both(press(counter, FIRST), press(counter, SECOND), 10_000.5)


def moved(shown: dict[str, Any]) -> dict[str, Any]:
    return {**shown, "samples": (np.array(shown["samples"]) + [11.0, -7.0]).tolist()}


def replayed_first(counter: Counter) -> dict[str, Any]:
    once = press(counter, FIRST)
    shown = both(once, press(counter, SECOND))
    assert come(counter, counter.open(counter.merchant, worth="more"), shown).is_success
    return both(moved(once), press(counter, SECOND))


def replayed_second(counter: Counter) -> dict[str, Any]:
    once = press(counter, SECOND)
    shown = both(press(counter, FIRST), once)
    assert come(counter, counter.open(counter.merchant, worth="more"), shown).is_success
    return both(moved(once), press(counter, FIRST))


REFUSED = {
    wrong_first: "unknown",
    wrong_second: "unknown",
    same_end_twice: "unknown",
    swapped_between_stamps: "unknown",
    one_end: "unknown",
    a_stamp_with_one_end: "one-ended",
    unread_first: "unreadable",
    unread_second: "unreadable",
    expired: "apart",
    replayed_first: "replay",
    replayed_second: "replay",
}


def test_whatever_is_wrong_with_an_end_is_refused_in_the_same_words(
    counter: Counter, dinner: str
) -> None:
    said = set()
    for made, expected in REFUSED.items():
        answer = come(counter, dinner, made(counter))
        said.add((answer.status_code, answer.text))
        assert answer.elapsed.total_seconds() >= 0.1
        assert counter.reasons()[-1] == expected, made.__name__
    ((status, text),) = said
    assert status == 422
    assert '"/problems/stamp-not-accepted"' in text


def test_a_first_end_that_rested_since_before_its_challenge_is_refused(
    counter: Counter, dinner: str
) -> None:
    rested = {**press(counter, FIRST, t=1), "held_ms": 700.0}
    shown = both(rested, press(counter, SECOND), 1000.0)
    for waits_s, accepted in ((1.699, False), (1.7, True)):
        token = counter.device()
        voucher = counter.claim(token, dinner)
        challenge = counter.challenge(token, voucher)
        counter.clock.advance(seconds=waits_s)
        answer = counter.ask(
            "POST",
            f"/v1/vouchers/{voucher}/presentations",
            token,
            json={"challenge_id": challenge, **shown},
        )
        assert answer.is_success is accepted


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ends": []}, "ends"),
        ({"apart_ms": -1.0}, "apart_ms"),
        ({"apart_ms": None}, "apart_ms"),
        ({"gesture": "press"}, "gesture"),
    ],
)
def test_ends_that_cannot_be_are_named(
    counter: Counter, dinner: str, change: dict[str, Any], field: str
) -> None:
    sent = both(press(counter, FIRST), press(counter, SECOND))
    answer = come(counter, dinner, {**sent, **change})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid")
    assert field in answer.text
    assert counter.reasons() == []


def test_a_stamp_is_registered_with_two_ends_and_shows_the_face_of_each(counter: Counter) -> None:
    path = f"/v1/merchants/{counter.merchant}/stamps"
    made = counter.told("POST", path, counter.admin, json={"two_ended": True})
    assert made["code"] < made["second_code"]
    for end, wanted in (("first", made["code"]), ("second", made["second_code"])):
        shown = counter.told("GET", f"/v1/stamps/{made['id']}/face?end={end}", counter.admin)
        assert shown["merchant_id"] == wanted
    plain = f"/v1/stamps/{counter.stamp}/face"
    assert counter.ask("GET", f"{plain}?end=second", counter.admin).status_code == 422
    assert counter.told("GET", plain, counter.admin)["merchant_id"] == counter.code


def test_a_campaign_says_what_it_is_worth_and_what_it_needs(counter: Counter, dinner: str) -> None:
    shown = counter.told("GET", f"/v1/campaigns/{dinner}")
    assert shown["two_ended"] is True
    path = f"/v1/campaigns/{dinner}"
    changed = counter.told("PATCH", path, counter.admin, json={"worth": "coffee"})
    assert (changed["worth"], changed["two_ended"]) == ("coffee", False)
    changed = counter.told("PATCH", path, counter.admin, json={"two_ended": True})
    assert (changed["worth"], changed["two_ended"]) == ("coffee", True)


def test_the_package_of_a_two_ended_stamp_has_both_faces_and_the_handle(counter: Counter) -> None:
    path = f"/v1/merchants/{counter.merchant}/stamps"
    made = counter.told("POST", path, counter.admin, json={"two_ended": True})
    answer = counter.ask("GET", f"/v1/stamps/{made['id']}/package", counter.admin)
    name = f"touch5-{made['code']}-{made['second_code']}"
    filename = f'filename="{name}-{made["id"]}.zip"'
    assert filename in answer.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        files = set(package.namelist())
    expected = {"plain/stamp.json", "notched/stamp.json", f"{name}.pdf", f"{name}-handle.stl"}
    assert expected <= files
