"""What the page makes of every kind of stream: what it sends, or which word it says.

Not from the emulator: clocks of touches that are wrong, a page that is busy, gestures that the
phone takes for itself, as users of phones and browsers reported them.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import stampcodec as sc
from issuance.defence.plausibility import objection
from issuance.defence.series import series_of
from tests.browser.conftest import ISSUANCE
from tests.browser.streams import (
    BEGIN_MS,
    FACE,
    FIVE,
    Stream,
    blinking,
    clocked,
    late,
    placed,
    reordered,
    still,
    stream,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

# Plays events to a Press as they arrive. A frame is drawn every 16.7 ms, but for `busy` times.
PLAY = """async ([events, {zoom, turnMs, challengedMs, busy}]) => {
  const {momentOf} = await import("/page/reading/moment.js");
  const {Press} = await import("/page/reading/press.js");
  const found = [];
  let nowMs = 0;
  const press = new Press({
    viewport: () => ({width: 390, height: 844, device_pixel_ratio: 3}),
    challengedMs: () => challengedMs !== null && challengedMs <= nowMs ? challengedMs : Infinity,
    onTouches: () => {},
    onSeen: (sighting) => found.push({atMs: nowMs, sighting}),
    onUnread: (diagnosis) => found.push({atMs: nowMs, ...diagnosis}),
  });
  const pending = [...events];
  const endMs = events.at(-1).at + 100;
  for (let frameMs = 0; frameMs < endMs; frameMs += 1000 / 60) {
    while (pending.length && pending[0].at <= frameMs) {
      const event = pending.shift();
      nowMs = event.at;
      press.take(momentOf(event, zoom, nowMs));
    }
    if (busy.some(([from, until]) => from <= frameMs && frameMs < until)) continue;
    nowMs = frameMs;
    if (turnMs !== null && nowMs >= turnMs) {
      press.turn();
      turnMs = null;
    }
    press.look(nowMs);
  }
  return found;
}"""
WORDS = json.loads((ISSUANCE / "page" / "i18n" / "en.json").read_text(encoding="utf-8"))
READER = sc.ContactReader(sc.family("touch5"))


def play(
    page: Page,
    events: Stream,
    *,
    zoom: dict[str, float] | None = None,
    turn_ms: float | None = None,
    challenged_ms: float | None = 0.0,
    busy: tuple[tuple[float, float], ...] = (),
) -> Any:
    terms = {
        "zoom": zoom or {"scale": 1, "left": 0, "top": 0},
        "turnMs": turn_ms,
        "challengedMs": challenged_ms,
        "busy": busy,
    }
    found = page.evaluate(PLAY, [events, terms])
    assert len(found) == 1
    return found[0]


def expect_good(sighting: dict[str, Any]) -> None:
    """Expect that the service would take it, but for the challenge."""
    samples = np.array(sighting["samples"], float)
    assert READER.read_samples(samples).merchant_id == 1234
    series = series_of(samples, FACE)
    assert series is not None
    word = objection(
        series,
        sighting["gesture"],
        times_ms=sighting["times_ms"],
        landing_ms=sighting["landing_ms"],
        held_ms=sighting.get("held_ms"),
    )
    assert word is None


CLOCKS: dict[str, Callable[[float], float]] = {
    "lags by three minutes": lambda at: at - 180_000,
    "lags by 0.7 s": lambda at: at - 700,
    "leads by a minute": lambda at: at + 60_000,
    "leads by 0.7 s": lambda at: at + 700,
    "steps back": lambda at: at if at < BEGIN_MS + 200 else at - 500,
    "runs backwards": lambda at: 5000 - at,
    "goes below zero": lambda at: at - BEGIN_MS - 100,
    "stands still": lambda at: 0 * at,
    "ticks every 100 ms": lambda at: at // 100 * 100,
    "is of 1970": lambda at: at + 1.7e12,
}


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("n", [2, 3, 40])
def test_a_wrong_clock_of_touches_changes_nothing(modules: Page, clock: str, n: int) -> None:
    right = stream(n)
    expected = play(modules, right)
    assert play(modules, clocked(right, CLOCKS[clock])) == expected
    assert ("sighting" in expected) == (n == 40)


@pytest.mark.parametrize("n", [2, 3])
def test_three_samples_of_a_tap_are_no_rest_of_600_ms(modules: Page, n: int) -> None:
    assert play(modules, clocked(stream(n), CLOCKS["lags by three minutes"]))["word"] == (
        "press.short"
    )


def spreading(events: Stream) -> Stream:
    """Move all touches away from the corner, by a hundredth with every event."""
    return [
        placed([event], partial(float.__mul__, 1 + k / 100))[0] for k, event in enumerate(events)
    ]


def one_wide(k: int, radius_px: float) -> list[float]:
    return [radius_px if k == i else 10.0 for i in range(10)]


SIXTH = np.vstack([FIVE, [20.0, 800.0]])
NEAR = np.vstack([FIVE[:4], FIVE[0] + 12])
TWICE = placed(stream(), lambda at: at / 2 + 40)

# Stream, how it is played, and the gesture that is sent.
SENT: dict[str, tuple[Stream, dict[str, Any], str]] = {
    "a press": (stream(), {}, "press"),
    "a press of ten samples": (stream(9), {}, "press"),
    "touches listed in changing order": (reordered(stream()), {}, "press"),
    "whole pixels": (placed(stream(tremble_px=2.0), round), {}, "press"),
    "a zoomed page": (TWICE, {"zoom": {"scale": 2.0, "left": 40, "top": 40}}, "press"),
    "a swipe": (stream(20, way_px=(3.0, 9.0), tremble_px=0.8), {}, "swipe"),
    "a still stamp, told once": (still(2000), {}, "press"),
    "a dot that blinks once in a second": (blinking(stream(60), each=30), {}, "press"),
}


@pytest.mark.parametrize("name", SENT)
def test_a_stamp_is_sent_as_the_service_takes_it(modules: Page, name: str) -> None:
    events, played, gesture = SENT[name]
    sighting = play(modules, events, **played)["sighting"]
    assert sighting["gesture"] == gesture
    expect_good(sighting)


# Stream, how it is played, and the word.
UNREAD: dict[str, tuple[Stream, dict[str, Any], str]] = {
    "a finger": (stream(places=FIVE[:1]), {}, "press.finger"),
    "two fingers": (stream(places=FIVE[:2]), {}, "press.finger"),
    "a finger, and the phone's own swipe": (
        stream(places=FIVE[:1], end="touchcancel"), {}, "press.interrupted"
    ),
    "two fingers, cancelled": (stream(places=FIVE[:2], end="touchcancel"), {}, "press.interrupted"),
    "three dots": (stream(places=FIVE[:3]), {}, "press.fewer"),
    "three touches, cancelled: a screenshot": (
        stream(4, places=FIVE[:3], way_px=(0, 12), end="touchcancel"), {}, "press.gesture"
    ),
    "four dots": (stream(places=FIVE[:4]), {}, "press.fewer"),
    "four dots, cancelled by a sixth touch": (
        stream(1, places=FIVE[:4], end="touchcancel"), {}, "press.hand"
    ),
    "five dots, cancelled by a sixth touch after 100 ms": (
        stream(6, end="touchcancel"), {}, "press.hand"
    ),
    "six touches": (stream(places=SIXTH), {}, "press.hand"),
    "a palm in the place of a dot": (stream(radius_px=one_wide(2, 40.0)), {}, "press.hand"),
    "a finger beside four dots": (stream(places=NEAR), {}, "press.close"),
    "a finger instead of a dot": (stream(places=SIXTH[1:]), {}, "press.apart"),
    "the screen turned": (stream(), {"turn_ms": BEGIN_MS + 100}, "press.turned"),
    "a tap": (stream(3), {}, "press.short"),
    "a dot that blinks every fifth sample": (blinking(stream()), {}, "press.blink"),
    "a dot that blinks on whole pixels": (
        blinking(placed(stream(), round)), {}, "press.blink"
    ),
    "a short tap with a blink": (blinking(stream(6)), {}, "press.short"),
    "five fingers that spread": (spreading(stream(20)), {}, "press.unsteady"),
    "a still stamp that nobody can answer": (
        still(2000), {"challenged_ms": None}, "sheet.offline"
    ),
    "a tap while there is no challenge": (stream(3), {"challenged_ms": None}, "press.short"),
    "a still stamp that lifts too soon after its challenge": (
        still(1000), {"challenged_ms": BEGIN_MS + 500}, "press.short"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNREAD)
def test_what_is_no_stamp_gets_the_word_that_helps(modules: Page, name: str) -> None:
    events, played, word = UNREAD[name]
    assert play(modules, events, **played)["word"] == word


@pytest.mark.parametrize("late_ms", [0.0, 300.0, 1500.0])
def test_a_rest_counts_from_when_its_challenge_arrived(modules: Page, late_ms: float) -> None:
    challenged_ms = BEGIN_MS + late_ms
    found = play(modules, still(5000), challenged_ms=challenged_ms)
    sighting = found["sighting"]
    assert len(sighting["samples"]) == 1
    assert 600 <= sighting["held_ms"] <= found["atMs"] - challenged_ms + 0.001 < 640
    expect_good(sighting)


def test_of_a_slow_rest_only_what_came_after_the_challenge_is_sent(modules: Page) -> None:
    """Three reports in 1.2 s; the challenge comes after the second."""
    seconds = (0.0, 400.0, 1200.0)
    moves = stream(3, tremble_px=2.0)
    events = [event for event in moves if event["type"] == "touchstart"]
    told = [event for event in moves if event["type"] == "touchmove"]
    events += [{**event, "at": 1100 + at} for event, at in zip(told, seconds, strict=True)]
    events += [
        {**event, "at": 4000 + event["at"]} for event in moves if event["type"] == "touchend"
    ]
    found = play(modules, events, challenged_ms=1600.0)["sighting"]
    assert found["times_ms"] == [0]
    places = [[at["clientX"], at["clientY"]] for at in told[1]["touches"]]
    np.testing.assert_allclose(found["samples"][0], places, atol=0.001)
    assert 600 <= found["held_ms"] < 640


TAP = stream(6)


@pytest.mark.parametrize("from_ms", [BEGIN_MS - 10, BEGIN_MS + 20, BEGIN_MS + 60])
def test_a_page_that_was_busy_takes_no_tap_for_a_rest(modules: Page, from_ms: float) -> None:
    """The stamp is gone after 125 ms; the page hears of it after 900."""
    busy = ((from_ms, BEGIN_MS + 900),)
    found = play(modules, late(TAP, busy), busy=busy)
    assert found["word"] == "press.short"


@pytest.mark.parametrize("until_ms", [50.0, 100.0, 240.0])
@pytest.mark.parametrize("each_ms", [0.0, 0.1, 1.0, 5.0])
@pytest.mark.parametrize("gesture", ["press", "swipe"])
def test_what_arrives_late_and_together_keeps_times_that_can_be(
    modules: Page, gesture: str, each_ms: float, until_ms: float
) -> None:
    way_px = (3.0, 30.0) if gesture == "swipe" else (0.0, 0.0)
    busy = ((BEGIN_MS + 30, BEGIN_MS + 30 + until_ms),)
    made = stream(30, way_px=way_px, tremble_px=0.8)
    sighting = play(modules, late(made, busy, each_ms), busy=busy)["sighting"]
    assert np.diff(sighting["times_ms"]).min() >= 3.999
    assert sighting["gesture"] == gesture
    expect_good(sighting)


def test_every_word_of_advice_has_a_stream() -> None:
    told = {word for _, _, word in UNREAD.values()}
    # the other end of a two-ended stamp has a file of its own, test_otherend.py
    told = {*told, "press.same"}
    assert {word for word in WORDS if word.startswith("press.")} <= told
