from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest

import stampcodec as sc
from emulator import presses
from issuance.receipt import check_receipt
from issuance.receipt.jwk import public_keys
from tests.counter import Counter


def test_a_press_verifies_and_another_redeems(counter: Counter) -> None:
    token = counter.device()
    voucher = counter.claim(token)
    verified = counter.present(token, voucher, counter.press()).json()
    assert verified["voucher"]["state"] == "verified"
    assert verified["purpose"] == "verify"
    redeemed = counter.present(token, voucher, counter.press(), "redeem").json()
    assert redeemed["voucher"]["state"] == "redeemed"
    shown = counter.told("GET", f"/v1/vouchers/{voucher}", token)
    assert shown == redeemed["voucher"]
    assert shown["reversible_until"] is not None


def test_the_imprint_is_where_the_stamp_fell(counter: Counter) -> None:
    token = counter.device()
    body = counter.press()
    imprint = counter.present(token, counter.claim(token), body).json()["imprint"]
    dots = sc.family("touch5").encode(counter.code).dots[:, :2]
    angle = np.deg2rad(imprint["angle_deg"])
    turn = imprint["px_per_mm"] * np.exp(1j * angle)
    places = dots @ np.array([1, 1j]) * turn + imprint["x"] + 1j * imprint["y"]
    mean = np.mean(body["samples"], axis=0) @ np.array([1, 1j])
    assert np.abs(np.sort_complex(places.round(0)) - np.sort_complex(mean.round(0))).max() < 4


def test_the_receipt_says_what_happened_and_checks_offline(counter: Counter) -> None:
    token = counter.device()
    voucher = counter.claim(token)
    assert counter.ask("GET", f"/v1/vouchers/{voucher}/receipt", token).status_code == 404
    presented = counter.present(token, voucher, counter.press()).json()
    keys = public_keys(counter.told("GET", "/v1/keys"))
    receipt = check_receipt(presented["receipt"], keys)
    assert (receipt.iss, receipt.sub, receipt.state) == ("https://shop.test", voucher, "verified")
    assert (receipt.jti, receipt.merchant) == (presented["id"], counter.merchant)
    told = counter.told("GET", f"/v1/vouchers/{voucher}/receipt", token)
    assert told == {"receipt": presented["receipt"]}


def test_a_kiosk_presents_to_the_vouchers_of_its_merchant(counter: Counter) -> None:
    voucher = counter.claim(counter.device())
    kiosk = counter.key("kiosk")
    shown = counter.told("GET", f"/v1/vouchers/{voucher}", kiosk)
    assert shown["state"] == "unverified"
    verified = counter.present(kiosk, voucher, counter.press()).json()
    assert verified["voucher"]["state"] == "verified"
    redeemed = counter.present(kiosk, voucher, counter.press(), "redeem").json()
    assert redeemed["voucher"]["state"] == "redeemed"
    for method, path in (("GET", "/v1/vouchers"), ("POST", f"/v1/vouchers/{voucher}/redemption")):
        assert counter.ask(method, path, kiosk).status_code == 403


def test_a_conflict_that_a_kiosk_met_is_told_again(counter: Counter) -> None:
    voucher, kiosk = counter.claim(counter.device()), counter.key("kiosk")
    path, body = f"/v1/vouchers/{voucher}/challenges", {"purpose": "redeem"}
    header = {"Idempotency-Key": "0123456789abcdef"}
    first = counter.ask("POST", path, kiosk, json=body, headers=header)
    assert (first.status_code, first.json()["type"]) == (409, "/problems/wrong-state")
    assert counter.present(kiosk, voucher, counter.press()).is_success
    again = counter.ask("POST", path, kiosk, json=body, headers=header)
    assert (again.status_code, again.json()) == (409, first.json())
    assert again.headers["Idempotency-Replayed"] == "true"


def unreadable(counter: Counter) -> dict[str, Any]:
    body = counter.press()
    row = [[10, 10], [90, 10], [170, 10], [250, 10], [330, 10]]
    return {**body, "samples": [row] * len(body["samples"])}


def unknown(counter: Counter) -> dict[str, Any]:
    return counter.press((counter.code + 1) % 4096)


def foreign(counter: Counter) -> dict[str, Any]:
    return counter.press(counter.shop("Bakery")[1]["code"])


def lost(counter: Counter) -> dict[str, Any]:
    counter.told("PATCH", f"/v1/stamps/{counter.stamp}", counter.admin, json={"status": "lost"})
    return counter.press()


def revoked(counter: Counter) -> dict[str, Any]:
    counter.told("PATCH", f"/v1/stamps/{counter.stamp}", counter.admin, json={"status": "revoked"})
    return counter.press()


def replayed(counter: Counter) -> dict[str, Any]:
    body = counter.press()
    token = counter.device()
    assert counter.present(token, counter.claim(token), body).is_success
    moved = np.array(body["samples"]) + [11.0, -7.0]
    return {**body, "samples": moved.tolist()}


def constant(counter: Counter) -> dict[str, Any]:
    body = counter.press()
    return {**body, "samples": [body["samples"][0]] * len(body["samples"])}


def cut(counter: Counter) -> dict[str, Any]:
    """One sample of an earlier press, said to have rested."""
    body = counter.press()
    token = counter.device()
    assert counter.present(token, counter.claim(token), body).is_success
    some = {field: body[field][4:5] for field in ("samples", "times_ms", "radii_px")}
    return {**body, **some, "held_ms": 700.0}


def short(counter: Counter) -> dict[str, Any]:
    body = counter.press()
    some = {field: body[field][:9] for field in ("samples", "times_ms", "radii_px")}
    return {**body, **some}


def typed(counter: Counter) -> dict[str, Any]:
    """The dots as drawn, by a program that knows the pattern only."""
    dots = 6.3 * sc.family("touch5").encode(counter.code).dots[:, :2] + 200
    told = {"times_ms": [0.0], "radii_px": [[20.0] * 5], "held_ms": 700.0}
    return {**counter.press(), **told, "samples": [dots.tolist()]}


def drawn_out(counter: Counter) -> dict[str, Any]:
    """A rest of a tenth of a second, with samples over a sixth."""
    return {**counter.press(), "held_ms": 100.0}


def endless(counter: Counter) -> dict[str, Any]:
    body = counter.press()
    some = {field: body[field][:1] for field in ("samples", "times_ms", "radii_px")}
    return {**body, **some, "held_ms": 60_001.0}


REFUSED = {
    unreadable: "unreadable",
    unknown: "unknown",
    foreign: "unknown",
    lost: "lost",
    revoked: "revoked",
    replayed: "replay",
    cut: "replay",
    short: "short",
    typed: "ideal",
    drawn_out: "rest",
    endless: "rest",
    constant: "constant",
}


@pytest.mark.parametrize("made", REFUSED, ids=lambda made: made.__name__)
def test_whatever_is_wrong_with_a_stamp_is_refused_in_the_same_words(
    counter: Counter, made: Any
) -> None:
    token = counter.device()
    voucher = counter.claim(token)
    answer = counter.present(token, voucher, made(counter))
    assert answer.status_code == 422
    assert answer.json() == {
        "type": "/problems/stamp-not-accepted",
        "title": "The stamp was not accepted",
        "status": 422,
        "detail": "the stamp was not accepted",
    }
    assert {*answer.headers} == {
        "content-length",
        "content-type",
        "content-security-policy",
        "x-content-type-options",
        "referrer-policy",
        "x-frame-options",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "permissions-policy",
        "x-request-id",
        "cache-control",
    }
    assert counter.reasons() == [REFUSED[made]]
    assert counter.told("GET", f"/v1/vouchers/{voucher}", token)["state"] == "unverified"


@pytest.mark.parametrize(("waits_s", "accepted"), [(0.0, False), (0.699, False), (0.7, True)])
def test_a_rest_is_believed_as_far_as_it_comes_after_its_challenge(
    counter: Counter, waits_s: float, accepted: bool
) -> None:
    token = counter.device()
    voucher = counter.claim(token)
    body = counter.press(t=1)
    challenge = counter.challenge(token, voucher)
    counter.clock.advance(seconds=waits_s)
    answer = counter.ask(
        "POST",
        f"/v1/vouchers/{voucher}/presentations",
        token,
        json={"challenge_id": challenge, **body, "held_ms": 700.0},
    )
    assert answer.is_success is accepted
    if not accepted:
        assert answer.json()["type"] == "/problems/stamp-not-accepted"
        assert counter.reasons() == ["rest"]


@pytest.mark.parametrize("made", [unreadable, replayed], ids=lambda made: made.__name__)
def test_a_refusal_comes_at_a_tick_whatever_it_took(counter: Counter, made: Any) -> None:
    token = counter.device()
    answer = counter.present(token, counter.claim(token), made(counter))
    assert answer.elapsed.total_seconds() >= 0.1


def test_a_challenge_is_spent_by_a_stamp_that_does_not_count(counter: Counter) -> None:
    token = counter.device()
    voucher = counter.claim(token)
    challenge = counter.challenge(token, voucher)
    path = f"/v1/vouchers/{voucher}/presentations"
    wrong = {"challenge_id": challenge, **counter.press(4000)}
    assert counter.ask("POST", path, token, json=wrong).status_code == 422
    right = {"challenge_id": challenge, **counter.press()}
    answer = counter.ask("POST", path, token, json=right)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/challenge-spent")


def test_who_fails_too_often_rests_and_comes_back(counter: Counter) -> None:
    token = counter.device()
    voucher = counter.claim(token)
    for _ in range(8):
        assert counter.present(token, voucher, unreadable(counter)).status_code == 422
    path = f"/v1/vouchers/{voucher}/presentations"
    challenge = counter.challenge(token, voucher)
    locked = counter.ask("POST", path, token, json={"challenge_id": challenge, **counter.press()})
    assert (locked.status_code, locked.json()["type"]) == (429, "/problems/locked-out")
    counter.clock.advance(seconds=int(locked.headers["retry-after"]))
    assert counter.present(token, voucher, counter.press()).is_success


def kiosk(seed: int, family: str, code: int) -> dict[str, Any]:
    face, panel = sc.family(family).encode(code), sc.panel("nexus5")
    frames = presses(face, panel, 2, np.random.default_rng(seed)).frames.astype("<i2")
    text = base64.b64encode(frames.tobytes()).decode()
    return {"frames": {"panel": "nexus5", "family": family, "td16_base64": text}}


@pytest.mark.parametrize("family", ["lattice8", "lattice8h14", "lattice8h18", "lattice7h12"])
def test_a_kiosk_presents_raw_frames_and_no_frame_counts_twice(
    counter: Counter, family: str
) -> None:
    path = f"/v1/merchants/{counter.merchant}/stamps"
    body = {"family": family, "code": 1234}
    counter.told("POST", path, counter.admin, json=body)
    token, key = counter.device(), counter.key("kiosk")
    shown = kiosk(1, family, 1234)
    presented = counter.present(key, counter.claim(token), shown).json()
    assert presented["voucher"]["state"] == "verified"
    assert presented["imprint"].keys() == {"x_mm", "y_mm", "angle_deg"}
    assert counter.present(key, counter.claim(token), shown).status_code == 422
    assert counter.reasons() == ["replay"]
    assert counter.present(key, counter.claim(token), kiosk(2, family, 1234)).is_success


def test_frames_of_a_phone_are_refused_and_the_challenge_is_the_kiosks(counter: Counter) -> None:
    path = f"/v1/merchants/{counter.merchant}/stamps"
    counter.told("POST", path, counter.admin, json={"family": "lattice8", "code": 1234})
    token, key, shown = counter.device(), counter.key("kiosk"), kiosk(1, "lattice8", 1234)
    voucher = counter.claim(token)
    answer = counter.present(token, voucher, shown)
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/forbidden")
    body = {"challenge_id": counter.challenge(token, voucher), **shown}
    answer = counter.ask("POST", f"/v1/vouchers/{voucher}/presentations", key, json=body)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/challenge-spent")
    assert counter.present(key, voucher, shown).is_success


def test_frames_of_no_named_family_are_of_the_usual_one(counter: Counter) -> None:
    path = f"/v1/merchants/{counter.merchant}/stamps"
    counter.told("POST", path, counter.admin, json={"family": "lattice8h14", "code": 1234})
    token, shown = counter.device(), kiosk(1, "lattice8h14", 1234)
    del shown["frames"]["family"]
    assert counter.present(counter.key("kiosk"), counter.claim(token), shown).is_success


@pytest.mark.parametrize(
    ("frames", "field"),
    [
        ({"panel": "nexus4", "td16_base64": "AAAA"}, "frames.panel"),
        ({"panel": "1x101@4.1", "td16_base64": "AAAA"}, "frames.panel"),
        ({"panel": "1x1@4.1", "td16_base64": "AAAA"}, "frames.td16_base64"),
        ({"panel": "nexus5", "td16_base64": "AAA"}, "frames.td16_base64"),
        ({"panel": "nexus5", "td16_base64": "AAAA"}, "frames.td16_base64"),
        ({"panel": "nexus5", "td16_base64": ""}, "frames.td16_base64"),
        ({"panel": "nexus5", "family": "touch5", "td16_base64": "AAAA"}, "frames.family"),
        (
            {"panel": {"rows": 1, "columns": 1, "pitch_mm": 4.1}, "td16_base64": "AAA="},
            "frames.panel",
        ),
    ],
)
def test_frames_that_are_none_are_named(
    counter: Counter, frames: dict[str, Any], field: str
) -> None:
    voucher = counter.claim(counter.device())
    answer = counter.present(counter.key("kiosk"), voucher, {"frames": frames})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"samples": []}, "samples"),
        ({"samples": [[[1, 2]] * 4]}, "samples[0]"),
        ({"samples": [[[1, 2]] * 4 + [[1]]]}, "samples[0][4]"),
        ({"samples": [[[1, 2]] * 4 + [[1, "2"]]]}, "samples[0][4][1]"),
        ({"samples": [[[1, 2]] * 4 + [[1, True]]]}, "samples[0][4][1]"),
        ({"samples": [[[1, 2]] * 4 + [[1, 1e9]]]}, "samples[0][4][1]"),
        ({"gesture": "wave"}, "gesture"),
        ({"times_ms": [1.0]}, "times_ms"),
        ({"landing_ms": [0.0]}, "landing_ms"),
        ({"times_ms": None}, "times_ms"),
        ({"landing_ms": None}, "landing_ms"),
        ({"radii_px": [[1.0] * 4]}, "radii_px[0]"),
        ({"viewport": {"width": 1}}, "viewport.height"),
        ({"extra": 1}, "extra"),
    ],
)
def test_touches_that_cannot_be_are_named_and_spend_no_challenge(
    counter: Counter, change: dict[str, Any], field: str
) -> None:
    token = counter.device()
    voucher = counter.claim(token)
    challenge = counter.challenge(token, voucher)
    path = f"/v1/vouchers/{voucher}/presentations"
    good = {"challenge_id": challenge, **counter.press()}
    answer = counter.ask("POST", path, token, json={**good, **change})
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/invalid"
    assert answer.json()["errors"][0]["field"] == field
    assert counter.ask("POST", path, token, json=good).is_success
