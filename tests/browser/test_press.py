"""A press as the page follows it: when it sends what, and what it says when it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import stampcodec as sc
from emulator import Conditions, Gesture
from emulator.driver.browser import Screen
from tests.browser.emulated import touched
from tests.browser.told import told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from playwright.sync_api import Page

    from stampcodec.touchevent import TouchEvent

# Plays events to a Press, which looks at its clock every 16 ms, and turns the phone at a time.
PLAY = """async ([events, turnMs, challengedMs]) => {
  const {momentOf} = await import("/page/reading/moment.js");
  const {Press} = await import("/page/reading/press.js");
  const found = [];
  let nowMs = 0;
  const press = new Press({
    viewport: () => ({width: 390, height: 844, device_pixel_ratio: 3}),
    challengedMs: () => challengedMs !== null && nowMs >= challengedMs ? challengedMs : Infinity,
    onTouches: () => {},
    onSeen: (sighting) => found.push({atMs: nowMs, sighting}),
    onUnread: (diagnosis) => found.push({atMs: nowMs, ...diagnosis}),
  });
  for (const event of events) {
    while (nowMs + 16 <= event.timeStamp) {
      nowMs += 16;
      press.look(nowMs);
      if (turnMs !== null && nowMs >= turnMs) {
        press.turn();
        turnMs = null;
      }
    }
    press.take(momentOf(event, undefined, event.timeStamp));
  }
  return found;
}"""
FACE: NDArray[np.float64] = sc.family("touch5").encode(1234).dots[:, :2]
FIVE = FACE * 6.3 + 200.0


def play(
    page: Page,
    events: list[dict[str, Any]],
    turn_ms: float | None = None,
    challenged_ms: float | None = 0.0,
) -> Any:
    found = page.evaluate(PLAY, [events, turn_ms, challenged_ms])
    assert len(found) == 1
    return found[0]


def steady(
    points: Sequence[Sequence[float]] | NDArray[np.float64], until_ms: float, each_ms: float = 16.0
) -> list[dict[str, Any]]:
    """Touches that land at once, tremble by half a pixel, and lift at once."""
    rng = np.random.default_rng(len(points))
    events = [_event("touchstart", 0.0, points)]
    for time_ms in np.arange(each_ms, until_ms, each_ms):
        moved = np.asarray(points) + rng.normal(0, 0.5, (len(points), 2))
        events.append(_event("touchmove", float(time_ms), moved))
    return [*events, _event("touchend", until_ms, [])]


def _event(
    kind: str, time_ms: float, points: Sequence[Sequence[float]] | NDArray[np.float64]
) -> dict[str, Any]:
    touches = [
        {"identifier": k, "clientX": float(x), "clientY": float(y), "radiusX": 9, "radiusY": 11}
        for k, (x, y) in enumerate(points)
    ]
    return {"type": kind, "timeStamp": time_ms, "touches": touches}


def test_a_press_is_sent_while_the_stamp_still_rests_after_thirty_samples(modules: Page) -> None:
    found = play(modules, steady(FIVE, 2000))
    assert found["atMs"] < 520
    sighting = found["sighting"]
    assert len(sighting["samples"]) == 30
    assert np.array(sighting["samples"]).shape == (30, 5, 2)
    assert sighting["times_ms"][:3] == [0, 16, 32]
    assert np.array(sighting["radii_px"]).tolist() == [[10] * 5] * 30
    assert sighting["gesture"] == "press"
    assert sighting["viewport"] == {"width": 390, "height": 844, "device_pixel_ratio": 3}


def test_a_still_stamp_that_tells_nothing_new_is_sent_after_600_ms_without_copies(
    modules: Page,
) -> None:
    events = [_event("touchstart", 0.0, FIVE), _event("touchend", 3000.0, [])]
    found = play(modules, events)
    assert 600 <= found["atMs"] <= 616
    assert found["sighting"]["samples"] == [np.round(FIVE, 3).tolist()]
    assert 600 <= found["sighting"]["held_ms"] <= 616


def test_a_short_press_is_sent_when_it_lifts(modules: Page) -> None:
    found = play(modules, steady(FIVE, 170))
    assert found["atMs"] <= 170
    assert len(found["sighting"]["samples"]) == 11
    assert "held_ms" not in found["sighting"]


@pytest.mark.parametrize("whole_px", [False, True])
@pytest.mark.parametrize("kind", ["press", "swipe"])
def test_what_is_sent_of_an_emulated_gesture_reads_as_its_stamp(
    modules: Page, kind: str, whole_px: bool
) -> None:
    reader = sc.ContactReader(sc.family("touch5"))
    for seed in range(12):
        gesture = Gesture(kind, hold_ms=250.0)
        events = touched(1234, seed, gesture, screen=Screen(whole_px=whole_px))
        sighting = play(modules, told(events))["sighting"]
        assert sighting["gesture"] == kind
        assert reader.read_samples(np.array(sighting["samples"], float)).merchant_id == 1234


def test_landing_times_are_those_of_the_dots_and_begin_at_0(modules: Page) -> None:
    begin = [_event("touchstart", 10.0 * k, FIVE[: k + 1]) for k in range(5)]
    rest = [_event("touchmove", 40.0 + 10 * k, FIVE + k) for k in range(1, 13)]
    found = play(modules, [*begin, *rest, _event("touchend", 170.0, [])])
    assert found["sighting"]["landing_ms"] == [0, 10, 20, 30, 40]


@pytest.mark.parametrize(
    ("points", "word", "values"),
    [
        (FIVE[:1], "press.finger", None),
        (FIVE[:2], "press.finger", None),
        (FIVE[:3], "press.fewer", {"seen": 3, "dots": 5}),
        (FIVE[:4], "press.fewer", {"seen": 4, "dots": 5}),
        ([*FIVE.tolist(), [20.0, 800.0]], "press.hand", None),
        ([*FIVE[:4].tolist(), [20.0, 800.0]], "press.apart", None),
        ([*FIVE[:4].tolist(), (FIVE[0] + 12).tolist()], "press.close", None),
    ],
)
def test_touches_that_are_no_stamp_get_words_for_why(
    modules: Page, points: list[list[float]], word: str, values: dict[str, int] | None
) -> None:
    found = play(modules, steady(points, 400))
    assert found["word"] == word
    assert found.get("values") == values


def test_a_palm_in_the_place_of_a_dot_asks_for_the_hand_to_be_taken_off(modules: Page) -> None:
    events = steady(FIVE, 300)
    for event in events[:-1]:
        event["touches"][3] |= {"radiusX": 30, "radiusY": 34}
    assert play(modules, events)["word"] == "press.hand"


@pytest.mark.parametrize("until_ms", [30, 140])
def test_five_touches_that_were_there_for_fewer_than_ten_samples_were_too_short(
    modules: Page, until_ms: int
) -> None:
    assert play(modules, steady(FIVE, until_ms))["word"] == "press.short"


def test_fingers_that_move_against_each_other_are_no_steady_stamp(modules: Page) -> None:
    events = [_event("touchstart", 0.0, FIVE)]
    for k in range(1, 20):
        spread = FIVE * (1 + 0.01 * k)
        events.append(_event("touchmove", 16.0 * k, spread))
    assert play(modules, [*events, _event("touchend", 330.0, [])])["word"] == "press.unsteady"


@pytest.mark.parametrize("wild", [0, 5, 12])
@pytest.mark.parametrize("towards", [0.6, -4.0])
def test_one_wild_sample_of_a_corrupt_node_does_not_spoil_a_press(
    modules: Page, wild: int, towards: float
) -> None:
    """A dot comes near another one, or far off, for one scan."""
    events = steady(FIVE, 210)
    for axis, step in zip(("clientX", "clientY"), towards * (FIVE[1] - FIVE[2]), strict=True):
        events[wild]["touches"][2][axis] += float(step)
    assert "sighting" in play(modules, events)


def test_a_phone_that_gives_up_on_all_touches_asks_for_the_hand_to_be_taken_off(
    modules: Page,
) -> None:
    """What an iPhone tells when a palm lands beside the dots."""
    gestures = [
        touched(9, seed, conditions=Conditions(fingers=1), contacts=5) for seed in range(1, 9)
    ]
    cancelled = [events for events in gestures if any(at.kind == "touchcancel" for at in events)]
    assert len(cancelled) >= 2
    for events in cancelled:
        # A finger that was there alone before may have been all that the page saw, or three dots,
        # which an Android phone takes for a gesture. All three words ask for the hand.
        words = {"press.hand", "press.interrupted", "press.gesture"}
        assert play(modules, told(events))["word"] in words
    palm = [_event("touchstart", 5.0 * k, FIVE[: k + 1]) for k in range(5)]
    found = play(modules, [*palm, _event("touchcancel", 30.0, [])])
    assert found["word"] == "press.hand"


def test_a_single_touch_that_is_cancelled_was_interrupted(modules: Page) -> None:
    events = [_event("touchstart", 0.0, FIVE[:1]), _event("touchcancel", 50.0, [])]
    assert play(modules, events)["word"] == "press.interrupted"


def test_a_screen_that_turns_during_a_press_says_so(modules: Page) -> None:
    assert play(modules, steady(FIVE, 400), turn_ms=100)["word"] == "press.turned"


def test_a_press_after_the_screen_turned_counts_again(modules: Page) -> None:
    first = steady(FIVE, 300)
    again = [{**event, "timeStamp": event["timeStamp"] + 500} for event in first]
    found = modules.evaluate(PLAY, [[*first, *again], 100, 0])
    assert [entry.get("word") for entry in found] == ["press.turned", None]


def test_magnification_of_the_window_is_taken_out_of_places(modules: Page) -> None:
    place = modules.evaluate(
        """async (event) => {
          const {momentOf} = await import("/page/reading/moment.js");
          return momentOf(event, {scale: 2, left: 50, top: 30}).touches[0];
        }""",
        _event("touchstart", 0.0, [[60.0, 50.0]]),
    )
    assert place == {"id": 0, "x": 20, "y": 40, "radius": 20}


def test_every_recording_ends_in_one_word_or_one_sighting(modules: Page) -> None:
    def gesture(seed: int) -> list[TouchEvent]:
        hurt = Conditions(missing_dots=seed % 3, fingers=seed % 2, cg_pf=20.0 * (seed % 4))
        return touched(seed, seed, Gesture(hold_ms=250.0), hurt, contacts=10)

    outcomes = []
    for seed in range(12):
        events = told(gesture(seed))
        found = modules.evaluate(PLAY, [events, None, 0])
        presses = sum(not event["touches"] for event in events)
        assert len(found) == presses
        outcomes += [entry.get("word", "sent") for entry in found]
    assert {"sent", "press.fewer"} <= set(outcomes)
