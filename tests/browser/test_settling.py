"""The page settles on a press in the same way as stampcodec/touchpress.py: twins on recordings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from emulator import Conditions, Gesture
from emulator.driver.browser import Screen
from stampcodec.touchevent import CANCEL, END, MOVE, START, Touch, TouchEvent
from stampcodec.touchpress import find_presses
from tests.browser.emulated import touched
from tests.browser.told import told

if TYPE_CHECKING:
    from playwright.sync_api import Page

PRESSES = """async (events) => {
  const {addMoment, momentOf} = await import("/page/reading/moment.js");
  const {hasSettled, settledRun} = await import("/page/reading/settled.js");
  const found = [];
  let begun = [];
  const end = (moment) => {
    const run = settledRun(begun, moment.timeMs);
    found.push({
      samples: run.moments.map((at) => at.touches.map(({x, y}) => [x, y])),
      lastsMs: run.lastsMs,
      settled: hasSettled(run),
      cancelled: moment.cancelled || begun.some((at) => at.cancelled),
    });
    begun = [];
  };
  const moments = [];
  events.forEach((event) => addMoment(moments, momentOf(event, undefined, event.timeStamp)));
  for (const moment of moments) {
    if (moment.touches.length) begun.push(moment);
    else if (begun.length) end(moment);
  }
  if (begun.length) end({...begun.at(-1), cancelled: false});
  return found;
}"""


# Plays events to a Press at their times of arrival; the times that it gave them, and its presses.
ARRIVE = """async ([events, arrivals]) => {
  const {momentOf} = await import("/page/reading/moment.js");
  const {Press} = await import("/page/reading/press.js");
  const found = [];
  class Watched extends Press {
    conclude(moments, run) {
      found.push({
        samples: run.moments.map((at) => at.touches.map(({x, y}) => [x, y])),
        lastsMs: run.lastsMs,
        cancelled: moments.some((at) => at.cancelled),
      });
    }
  }
  const press = new Watched({onTouches: () => {}});
  const times = events.map((event, k) => {
    press.take(momentOf(event, undefined, arrivals[k]));
    return press.clock.momentMs;
  });
  return {times, found};
}"""


def seen(page: Page, events: list[TouchEvent]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(PRESSES, told(events))
    return found


def agree(page: Page, events: list[TouchEvent]) -> int:
    """Hold the page's presses against Python's; return how many there were."""
    expected = find_presses(events)
    found = seen(page, events)
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(np.array(one["samples"]), other.samples)
        assert one["lastsMs"] == other.lasts_ms
        # The service asks for more than the codec does.
        assert one["settled"] == (len(other.samples) >= 10 or other.lasts_ms >= 600)
        assert one["cancelled"] == other.cancelled
    return len(expected)


@pytest.mark.parametrize("kind", ["press", "swipe"])
@pytest.mark.parametrize("contacts", [5, 10])
@pytest.mark.parametrize("whole_px", [False, True])
def test_page_and_codec_take_the_same_samples_of_a_gesture(
    modules: Page, kind: str, contacts: int, whole_px: bool
) -> None:
    for seed in range(3):
        conditions = Conditions(fingers=seed % 2, noise_scale=1.0 + seed)
        events = touched(
            77 * seed,
            seed,
            Gesture(kind, hold_ms=150.0),
            conditions,
            contacts=contacts,
            screen=Screen(whole_px=whole_px),
        )
        agree(modules, events)


def test_page_and_codec_agree_on_events_that_no_stamp_makes(modules: Page) -> None:
    """Touches come, move, go and are cancelled at random, often at one time."""
    rng = np.random.default_rng(5)
    n = 0
    for _ in range(40):
        events: list[TouchEvent] = []
        down: dict[int, Touch] = {}
        time_ms = 0.0
        for k in range(60):
            time_ms += float(rng.choice([0.0, 0.0, 8.0, 16.5, 90.0]))
            kind = str(rng.choice([START, MOVE, END, CANCEL], p=[0.4, 0.4, 0.19, 0.01]))
            if kind == START and len(down) < 7:
                changed = [Touch(k, *rng.integers(0, 400, 2).tolist())]
                down[k] = changed[0]
            elif kind == MOVE and down:
                changed = [touch._replace(x_px=touch.x_px + 1.5) for touch in down.values()]
                down = {touch.identifier: touch for touch in changed}
            elif down:
                gone = list(down) if kind == CANCEL else [int(rng.choice(list(down)))]
                changed = [down.pop(identifier) for identifier in gone]
                kind = CANCEL if kind == CANCEL else END
            else:
                continue
            events.append(TouchEvent(kind, time_ms, tuple(changed), tuple(down.values())))
        if events:
            n += agree(modules, events)
    assert n > 50


@pytest.mark.parametrize("clock", ["right", "lagging", "leading", "backwards"])
def test_page_and_codec_agree_on_events_that_arrive_late_and_together(
    modules: Page, clock: str
) -> None:
    """The codec reads what a page would record: the same events, by the page's clock."""
    rng = np.random.default_rng(8)
    n = 0
    for seed in range(12):
        conditions = Conditions(fingers=seed % 2, noise_scale=1.0 + seed % 3)
        events = touched(31 * seed, seed, Gesture(hold_ms=200.0), conditions, contacts=5 + seed % 6)
        times = np.array([event.time_ms for event in events]) + 1000.0
        arrivals = times.copy()
        for begin_ms in rng.uniform(times[0], times[-1], 3):
            end_ms = begin_ms + rng.choice([20.0, 90.0, 400.0])
            arrivals[(begin_ms <= times) & (times < end_ms)] = end_ms
        # The next is later by the time that a handler takes, which a coarse clock may not see.
        arrivals = np.maximum.accumulate(arrivals) + np.arange(len(times)) * rng.choice([0, 0.1, 1])
        stamps = {
            "right": times,
            "lagging": times - 180_000,
            "leading": times + 700,
            "backwards": -times,
        }[clock]
        told_so = [
            {**event, "timeStamp": float(stamp)}
            for event, stamp in zip(told(events), stamps, strict=True)
        ]
        page = modules.evaluate(ARRIVE, [told_so, arrivals.tolist()])
        assert np.diff(page["times"]).min() >= 0
        recorded = [
            event._replace(time_ms=time_ms)
            for event, time_ms in zip(events, page["times"], strict=True)
        ]
        expected = find_presses(recorded)
        assert len(page["found"]) == len(expected)
        for one, other in zip(page["found"], expected, strict=True):
            np.testing.assert_array_equal(np.array(one["samples"]), other.samples)
            assert one["lastsMs"] == other.lasts_ms
            assert one["cancelled"] == other.cancelled
        n += len(expected)
    assert n >= 12
