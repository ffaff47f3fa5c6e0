"""What holds of the emulated touch driver, whatever the panel senses."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from emulator.driver import Report, browser, drive, evdev, firmware
from emulator.driver.browser import Screen
from stampcodec import Panel
from stampcodec.testing import frames
from stampcodec.touchevent import MOVE, START, moments

SCREEN = Panel(rows=12, columns=9, pitch_mm=4.1)

wild_frames = st.lists(frames(SCREEN), min_size=1, max_size=6).map(np.array)


@st.composite
def moving_touches(draw: st.DrawFn) -> NDArray[np.int16]:
    """Blobs that come, wander and go: frames that mean something to a driver."""
    n = draw(st.integers(2, 8))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:12, :9]
    frames = rng.normal(0, 2, (n, 12, 9))
    for _ in range(draw(st.integers(0, 7))):
        at = rng.random(2) * (9, 12)
        height = 60 + 200 * rng.random()
        for i in range(rng.integers(0, n), n):
            at = at + rng.normal(0, 0.3, 2)
            square = (x + 0.5 - at[0]) ** 2 + (y + 0.5 - at[1]) ** 2
            frames[i] += height * (rng.random() < 0.9) * np.exp(-square / (2 * 0.65**2))
    return np.rint(frames).astype(np.int16)


any_frames = st.one_of(wild_frames, moving_touches())
limits = st.sampled_from([5, 10, 11, 16])
screens = st.builds(
    Screen, st.floats(5.4, 7.2), st.sampled_from([1.0, 2.0, 2.625, 3.0, 4.0]), st.booleans()
)


def driven(frames: NDArray[np.int16], most: int) -> list[Report]:
    return drive(frames, [10.0 * i for i in range(len(frames))], SCREEN, firmware(SCREEN, most))


@settings(max_examples=150)
@given(any_frames, limits)
def test_any_frames_give_a_report_each_with_contacts_on_the_screen(
    counts: NDArray[np.int16], most: int
) -> None:
    reports = driven(counts, most)
    assert [report.time_ms for report in reports] == [10.0 * i for i in range(len(counts))]
    for report in reports:
        assert len(report.contacts) <= most
        names = [contact.identifier for contact in report.contacts]
        assert names == sorted(set(names))
        for contact in report.contacts:
            assert 0 <= contact.x_mm <= SCREEN.width_mm
            assert 0 <= contact.y_mm <= SCREEN.height_mm
            assert contact.radius_mm is not None
            assert contact.strength is not None
            assert 0 <= contact.radius_mm < 100
            assert contact.strength > 0


@settings(max_examples=100)
@given(any_frames, limits)
def test_identifiers_are_never_used_again_and_cancelled_is_what_was_down(
    counts: NDArray[np.int16], most: int
) -> None:
    gone: set[int] = set()
    for before, after in pairwise(driven(counts, most)):
        was = {contact.identifier for contact in before.contacts}
        now = {contact.identifier for contact in after.contacts}
        assert not now & gone
        gone |= was - now
        if after.cancelled:
            assert most in (5, 11)
            assert was
            assert not now


@settings(max_examples=100)
@given(any_frames, limits, screens)
def test_touch_events_tell_the_same_contacts_over_time(
    counts: NDArray[np.int16], most: int, screen: Screen
) -> None:
    reports = driven(counts, most)
    events = browser.touch_events(reports, screen)
    for event in events:
        down = {touch.identifier for touch in event.touches}
        assert event.changed
        assert all(
            (touch.identifier in down) == (event.kind in (START, MOVE)) for touch in event.changed
        )
        for touch in event.touches:
            assert 0 <= touch.x_px <= SCREEN.width_mm * screen.px_per_mm + 0.5
            assert 0 <= touch.y_px <= SCREEN.height_mm * screen.px_per_mm + 0.5
            assert 0 <= touch.force <= 1
    told = {moment.time_ms: moment.touches for moment in moments(events)}
    pixel_px = 1.0 if screen.whole_px else 1.0 / screen.pixel_ratio
    down_px: dict[int, tuple[float, float]] = {}
    for report in reports:
        if report.time_ms in told:
            down_px = {touch.identifier: touch[1:3] for touch in told[report.time_ms]}
        assert list(down_px) == [contact.identifier for contact in report.contacts]
        for contact in report.contacts:
            x_px, y_px = down_px[contact.identifier]
            assert abs(x_px - contact.x_mm * screen.px_per_mm) <= 0.51 * pixel_px
            assert abs(y_px - contact.y_mm * screen.px_per_mm) <= 0.51 * pixel_px


@settings(max_examples=100)
@given(any_frames, limits)
def test_events_of_linux_tell_the_same_contacts_over_time(
    counts: NDArray[np.int16], most: int
) -> None:
    reports = driven(counts, most)
    events = evdev.input_events(reports)
    text = evdev.as_text(events, SCREEN, firmware(SCREEN, most))
    assert evdev.from_text(text) == events
    told = {report.time_ms: report.contacts for report in evdev.reports_of(events)}
    down: dict[int, tuple[float, float]] = {}
    for report in reports:
        if report.time_ms in told:
            down = {contact.identifier: contact[1:3] for contact in told[report.time_ms]}
        assert list(down) == [contact.identifier for contact in report.contacts]
        for contact in report.contacts:
            x_mm, y_mm = down[contact.identifier]
            assert abs(x_mm - contact.x_mm) <= 0.0101
            assert abs(y_mm - contact.y_mm) <= 0.0101
