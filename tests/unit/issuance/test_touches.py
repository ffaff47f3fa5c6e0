from __future__ import annotations

import numpy as np
import pytest

import stampcodec as sc
from emulator import Gesture
from issuance.model.shown import ShownTouches
from issuance.sight import Sight
from issuance.touches import touches
from stampcodec.contactfile import Contacts
from stampcodec.touchevent import END, MOVE, START, Touch, TouchEvent
from stampcodec.touchpress import find_presses, read_press
from tests.browser.emulated import touched


def press(n: int, each_ms: float, until_ms: float) -> Contacts:
    """Five touches that land at 100 ms, are reported `n` times and lift."""
    rng = np.random.default_rng(n)

    def places() -> tuple[Touch, ...]:
        return tuple(Touch(k, *rng.uniform(100, 300, 2)) for k in range(5))

    down = [places() for _ in range(n)]
    kinds = [START, *[MOVE] * (n - 1)]
    times = [100.0 + each_ms * k for k in range(n)]
    events = [TouchEvent(*each) for each in zip(kinds, times, down, down, strict=True)]
    return Contacts(events=(*events, TouchEvent(END, 100.0 + until_ms, down[-1], ())))


def test_a_press_of_ten_samples_says_nothing_of_a_rest() -> None:
    body = touches(press(10, 16.0, 180.0))
    assert body is not None
    assert len(body["samples"]) == 10
    assert "held_ms" not in body


@pytest.mark.parametrize(
    ("n", "each_ms", "until_ms", "held_ms"),
    [(1, 0.0, 180_000.0, 600.0), (1, 0.0, 80.0, 80.0), (3, 400.0, 1000.0, 800.0)],
)
def test_few_samples_rest_no_longer_than_is_asked_for_but_as_long_as_they_last(
    n: int, each_ms: float, until_ms: float, held_ms: float
) -> None:
    body = touches(press(n, each_ms, until_ms))
    assert body is not None
    assert body["held_ms"] == held_ms


def test_a_press_of_another_scale_is_told_as_a_phone_tells_it() -> None:
    usual = press(5, 16.0, 90.0)
    in_mm = Contacts(
        events=tuple(event.scaled(1 / 6.3) for event in usual.events or ()), px_per_mm=1.0
    )
    one, other = touches(usual), touches(in_mm)
    assert one is not None
    assert other is not None
    np.testing.assert_allclose(other.pop("samples"), one.pop("samples"))
    assert other == one
    known = touches(Contacts(events=usual.events, px_per_mm=5.4))
    assert known == touches(usual)


@pytest.mark.parametrize("kind", ["press", "swipe"])
@pytest.mark.parametrize("seed", range(4))
def test_what_is_presented_is_what_decode_reads_and_the_service_reads_the_same(
    kind: str, seed: int
) -> None:
    events = tuple(touched(77 * seed, seed, Gesture(kind, hold_ms=250.0), contacts=5 + seed))
    (press_,) = [each for each in find_presses(events) if each.samples.shape[1] == 5]
    body = touches(Contacts(events=events))
    assert body is not None
    n = len(press_.samples)
    spread = np.linspace(0, n - 1, min(n, 30)).astype(int)
    np.testing.assert_array_equal(body["samples"], press_.samples[spread])
    reading = read_press(sc.ContactReader(sc.family("touch5")), press_)
    sent = {"gesture": kind, "held_ms": None, "radii_px": None, **body}
    assert Sight().of_touches(ShownTouches(**sent)).seen.code == reading.merchant_id == 77 * seed
