"""Whatever becomes of the contacts of a stamp, it is told right and once, or not at all."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import stampcodec as sc

STAMPS = sc.family("touch5")
# Made once: their tables take longer than an example. `finish` makes them new.
TRACKERS = {
    (5.4, 7.2): sc.ContactTracker(STAMPS, (5.4, 7.2)),
    (1.0, 1.0): sc.ContactTracker(STAMPS, 1.0),
}


class Rough(NamedTuple):
    """How a stamp is handled, and what a screen makes of it."""

    seed: int
    merchant: int
    in_mm: bool
    rate_hz: float
    scans: int
    speed_mm_s: float
    renamed: float
    """Chance of a contact to get another identifier, in each scan."""
    lost: float
    """Chance of a contact to be left out of a scan."""
    merged: int
    """Scans at first in which two dots are one contact."""
    others: int
    """Further contacts, far away."""
    silence: int
    """Scans in the middle that do not come."""


HANDLED = st.builds(
    Rough,
    seed=st.integers(0, 10_000),
    merchant=st.integers(0, 4095),
    in_mm=st.booleans(),
    rate_hz=st.sampled_from([5.0, 60.0, 120.0, 500.0]),
    scans=st.integers(1, 60),
    speed_mm_s=st.sampled_from([0.0, 0.0, 80.0, 300.0]),
    renamed=st.sampled_from([0.0, 0.0, 0.05, 1.0]),
    lost=st.sampled_from([0.0, 0.0, 0.05, 0.3]),
    merged=st.integers(0, 6),
    others=st.sampled_from([0, 0, 1, 4]),
    silence=st.sampled_from([0, 0, 3, 2000]),
)


def contacts_of(rough: Rough, rng: np.random.Generator) -> list[dict[int, tuple[float, float]]]:
    """Return what is down, scan by scan."""
    scale = 1.0 if rough.in_mm else float(rng.uniform(5.4, 7.2))
    angle = rng.uniform(0, 2 * np.pi)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    dots = STAMPS.encode(rough.merchant).dots[:, :2] @ turn
    way = np.array([rough.speed_mm_s / rough.rate_hz, 0.0])
    names, new = list(range(5)), 100
    told = []
    for scan in range(rough.scans):
        places = scale * (dots + scan * way + rng.normal(0, 0.15, (5, 2)) + 40.0)
        down: dict[int, NDArray[np.float64]] = {}
        for dot in range(5):
            if rng.random() < rough.renamed:
                names[dot], new = new, new + 1
            # One always stays: a glass that is clear for long is another presence.
            if dot == 0 or rng.random() >= rough.lost:
                down[names[dot]] = places[dot]
        if scan < rough.merged and names[0] in down and names[1] in down:
            down[names[0]] = (down[names[0]] + down.pop(names[1])) / 2
        for other in range(rough.others):
            down[-1 - other] = scale * np.array([150.0 + 20.0 * other, 150.0])
        told.append({name: (float(x), float(y)) for name, (x, y) in down.items()})
    return told


@settings(max_examples=60, deadline=None)
@given(st.lists(HANDLED, min_size=1, max_size=3))
def test_a_stamp_is_told_right_and_once_however_it_is_handled(handled: list[Rough]) -> None:
    in_mm = handled[0].in_mm
    tracker = TRACKERS[(1.0, 1.0) if in_mm else (5.4, 7.2)]
    time_s = 7.0
    for rough in (each._replace(in_mm=in_mm) for each in handled):
        events: list[sc.ContactEvent] = []
        period_s = 1 / rough.rate_hz
        for scan, down in enumerate(contacts_of(rough, np.random.default_rng(rough.seed))):
            if scan == rough.scans // 2:
                time_s += rough.silence * period_s
            events += tracker.push(down, time_s)
            time_s += period_s
        # The glass is clear for a while.
        for _ in range(2):
            events += tracker.push({}, time_s)
            time_s += 0.2
        kinds = [event.kind for event in events]
        # Only a silence of more than a second makes two presences of one.
        most = 2 if rough.silence * period_s + period_s > 1.0 else 1
        assert kinds.count("stamped") <= most
        assert kinds.count("stamped") == kinds.count("lifted")
        assert {event.merchant_id for event in events} <= {rough.merchant, None}
        for event in events:
            assert event.first_s <= event.last_s <= event.time_s
        is_calm = not (rough.lost or rough.others or rough.renamed or rough.silence)
        if is_calm and rough.scans - rough.merged >= 10:
            assert kinds == ["stamped", "lifted"]
    assert tracker.finish() == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.dictionaries(
                st.integers(-3, 8),
                st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)),
                max_size=8,
            ),
            st.sampled_from([1e-9, 0.004, 0.05, 0.3, 2.0, 1e9]) | st.floats(-1e3, 1e3),
        ),
        max_size=40,
    )
)
def test_any_contacts_at_any_times_are_an_outcome_or_refused(
    told: list[tuple[dict[int, tuple[float, float]], float]],
) -> None:
    tracker = TRACKERS[5.4, 7.2]
    events: list[sc.ContactEvent] = []
    time_s = 0.0
    taken_s = -1.0
    for contacts, step_s in told:
        time_s = min(time_s + step_s, 1e11)
        try:
            events += tracker.push(contacts, time_s)
        except ValueError:
            assert time_s <= taken_s
            time_s = taken_s
        taken_s = time_s
    events += tracker.finish()
    kinds = [event.kind for event in events if event.kind != "unread"]
    # A stamp is lifted before the next one is stamped.
    assert kinds == (["stamped", "lifted"] * len(kinds))[: len(kinds)]
