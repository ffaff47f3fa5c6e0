from __future__ import annotations

import numpy as np
import pytest

from benchmarks.streams import rates
from benchmarks.streams.gestures import KINDS, NAMES, gestures, kind_named, mixed_at
from benchmarks.streams.rates import (
    measure_quiet,
    measure_streams,
    requirements,
    tallied,
)
from benchmarks.streams.tables import quiet_table, single_table, stream_table
from benchmarks.streams.tally import Quiet, Row, Stamped, Tally
from emulator.stream import Presence
from stampcodec import family, panel

ONE, OTHER = family("lattice8").encode(1), family("lattice8").encode(2)
PRESENCES = [
    Presence(ONE, "press", 1.0, 1.5, 24, (0.0, 0.0)),
    Presence(OTHER, "press", None, None, 0, (0.0, 0.0)),
    Presence(OTHER, "press", 3.0, 3.5, 24, (0.0, 0.0)),
]


def test_events_count_for_the_stamp_that_came_last() -> None:
    tally = tallied(
        PRESENCES, [Stamped(1.1, 1.1, 1), Stamped(3.2, 3.2, 2)], [(1.08, 1), (3.25, 2)], 500
    )
    assert (tally.n, tally.right, tally.wrong, tally.doubled, tally.unread) == (2, 2, 0, 0, 0)
    assert (tally.any_right, tally.any_wrong, tally.most_right) == (2, 0, 2)
    assert tally.delays_s == pytest.approx((0.02, -0.05))


def test_an_event_belongs_to_the_stamp_of_its_last_frame() -> None:
    tally = tallied(PRESENCES, [Stamped(3.0, 1.4, 1), Stamped(3.2, 3.1, 2)], None, 500)
    assert (tally.right, tally.wrong, tally.doubled) == (2, 0, 0)


def test_wrong_doubled_and_missing_events_are_told_apart() -> None:
    told = [Stamped(at_s, at_s, who) for at_s, who in ((1.1, 7), (1.2, 1), (1.3, 1))]
    tally = tallied(PRESENCES, told, [], 500)
    assert (tally.right, tally.wrong, tally.doubled, tally.unread) == (1, 1, 1, 1)
    assert tally.delays_s == ()


def test_delays_run_from_the_genie_where_no_single_frame_reads() -> None:
    told = [Stamped(1.25, 1.1, 1), Stamped(3.5, 3.2, 2)]
    tally = tallied(PRESENCES, told, [(3.4, 2)], 500, lambda presence: presence.first_s)
    assert tally.delays_s == pytest.approx((0.25, 0.1))
    assert tallied(PRESENCES, told, [], 500, lambda _: None).delays_s == ()
    assert tallied(PRESENCES, [], [], 500, lambda presence: presence.first_s).delays_s == ()


def test_a_majority_is_more_than_any_other() -> None:
    named = [(1.1, 7), (1.2, 1), (1.3, 1), (3.1, 2), (3.2, 9)]
    tally = tallied(PRESENCES, [], named, 500)
    assert (tally.any_right, tally.any_wrong) == (2, 2)
    assert (tally.most_right, tally.most_wrong) == (1, 0)


def test_single_frames_that_nobody_read_are_not_counted() -> None:
    tally = tallied(PRESENCES, [Stamped(1.1, 1.1, 1), Stamped(3.2, 3.2, 2)], None, 500)
    assert (tally.n, tally.right, tally.single) == (2, 2, 0)
    row = Row("lattice8", "nexus5", "mixed", tally)
    assert row.as_json()["any_right"] is None
    assert single_table([row]).row_count == 0
    assert tallied(PRESENCES, [], [], 500).single == 2


def test_requirements_are_those_of_the_family() -> None:
    kind = KINDS[-1].name
    tally = Tally(n=100, right=96, unread=4, delays_s=(0.01,) * 18 + (0.2,) * 2)
    rows = [Row(name, "nexus5", kind, tally) for name in ("lattice7", "lattice8", "lattice8h14")]
    met = {asked.name: asked.met for asked in requirements(rows, [])}
    assert f"lattice7 nexus5 {kind}: not read" not in met
    assert met[f"lattice8 nexus5 {kind}: not read"]
    assert not met[f"lattice8h14 nexus5 {kind}: not read"]
    assert met[f"lattice8 nexus5 {kind}: wrong events"]
    assert not met[f"lattice8 nexus5 {kind}: events later than 50 ms"]
    (quiet,) = requirements([], [Quiet("lattice8", "recorded", 60.0, 840, 1, 0, 0)])
    assert not quiet.met


def test_three_frames_of_60_hz_are_not_later_than_50_ms() -> None:
    delays_s = tuple((k + 3) / 60 - k / 60 for k in range(40))
    assert max(delays_s) > 0.05
    tally = Tally(n=40, right=40, delays_s=delays_s)
    asked = requirements([Row("lattice8", "nexus5", KINDS[-1].name, tally)], [])
    (late,) = [one for one in asked if one.name.endswith("later than 50 ms")]
    assert late.measured == 0.0


def test_every_row_has_its_name_and_draws_its_gestures() -> None:
    assert len(set(NAMES)) == len(NAMES)
    stamps, screen = family("lattice8"), panel("nexus5")
    for name in NAMES[:-2]:
        kind = kind_named(name)
        acts = list(gestures(kind, stamps, screen, 30, np.random.default_rng(1)))
        assert len({act.face.merchant_id for act in acts}) == 30
        kinds = {act.gesture.kind for act in acts}
        assert len(kinds) == 1
    rng = np.random.default_rng(1)
    mixed = [mixed_at(rng) for _ in range(20)]
    assert {kind.rate_hz for kind in mixed} == {60.0, 120.0}
    acts = list(gestures(mixed[0], stamps, screen, 100, rng))
    assert mixed[0].rate_hz == 120.0
    assert {act.gesture.kind for act in acts} == {"press", "swipe"}
    long_side = kind_named("swipe 0.2 m/s, 120 Hz, long side")
    acts = list(gestures(long_side, stamps, screen, 30, np.random.default_rng(1)))
    assert {act.gesture.direction_deg for act in acts} == {90.0, -90.0}


def test_full_presses_give_one_event_each_whoever_shares_the_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rates, "BATCH", 3)
    (row,) = measure_streams(("lattice8",), ("press, careless",), each=5, seed=1)
    assert (row.tally.n, row.tally.right, row.tally.wrong, row.tally.doubled) == (5, 5, 0, 0)
    assert row.tally.any_right == 5
    assert stream_table([row]).row_count == single_table([row]).row_count == 1
    assert row.as_json()["right_low"] < 1.0
    assert row.as_json()["wrong_bound"] == pytest.approx(1 - 0.05 ** (1 / 5))
    alone = measure_streams(("lattice8",), ("press, careless",), each=5, seed=1, alone=True)[0]
    assert (alone.tally.right, alone.tally.single) == (5, 0)
    assert alone.tally.frames == row.tally.frames


def test_nothing_is_stamped_where_no_stamp_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "PLAY_S", 4.0)
    still = np.zeros((20, 27, 15), np.int16)
    quiet = measure_quiet(("lattice8",), [(still, np.arange(20) / 14.0)], minutes=0.1, seed=1)
    assert [each.source for each in quiet] == ["emulated play", "recorded"]
    assert [each.stamped for each in quiet] == [0, 0]
    assert quiet[0].seconds > 6.0
    assert quiet[1].frames == 20
    assert quiet_table(quiet).row_count == 2
