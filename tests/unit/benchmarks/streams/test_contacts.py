from __future__ import annotations

import numpy as np
import pytest

from benchmarks.streams import contacts
from benchmarks.streams.contacts import (
    ContactRow,
    ContactTally,
    measure_contacts,
    measure_quiet_contacts,
    requirements,
    tallied,
)
from benchmarks.streams.tables import contact_table
from emulator.stream import Presence
from stampcodec import family

ONE, OTHER = family("touch5").encode(1), family("touch5").encode(2)
PRESENCES = [
    Presence(ONE, "press", 1.0, 1.5, 5, (0.0, 0.0)),
    Presence(OTHER, "swipe", 3.0, 3.5, 5, (0.0, 0.0)),
]


def test_events_and_presses_count_for_the_stamp_that_came_last() -> None:
    tally = tallied(PRESENCES, [(1.2, 1), (3.2, 2)], [(1.0, 1), (3.1, None)], [1.1, 1.2, 3.15])
    assert (tally.n, tally.right, tally.wrong, tally.doubled, tally.few) == (2, 2, 0, 0, 0)
    assert (tally.decoded_right, tally.decoded_wrong) == (1, 0)
    assert tally.delays_s == pytest.approx((0.1, 0.05))


def test_what_goes_wrong_is_told_apart() -> None:
    tally = tallied(PRESENCES, [(1.2, 7), (1.3, 1)], [(1.0, 9)], [1.1, 1.2, 3.15])
    assert (tally.right, tally.wrong, tally.doubled, tally.few) == (1, 1, 1, 1)
    assert tally.decoded_wrong == 1


def test_a_tracker_must_read_what_decode_reads() -> None:
    row = ContactRow("press, careless, 120 Hz", ContactTally(n=100, right=98, decoded_right=99))
    met = {asked.name.rpartition(": ")[2]: asked.met for asked in requirements([row])}
    assert met == {
        "not read": False,
        "not read, beside decode": False,
        "wrong events": True,
        "doubled events": True,
    }


def test_presses_are_read_whoever_shares_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contacts, "BATCH", 2)
    (row,) = measure_contacts(("press, 20 Hz",), each=3, seed=1)
    assert (row.tally.n, row.tally.right, row.tally.decoded_right) == (3, 3, 3)
    assert contact_table([row]).row_count == 1
    assert row.as_json()["delay_s"] == pytest.approx(0.1)


def test_fingers_are_no_stamps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contacts, "PLAY_S", 5.0)
    still = np.zeros((20, 27, 15), np.int16)
    play, recorded = measure_quiet_contacts([(still, np.arange(20) / 14.0)], minutes=0.1, seed=1)
    assert (play.source, play.stamped) == ("emulated play", 0)
    assert play.frames > 250
    assert (recorded.source, recorded.frames, recorded.stamped) == ("recorded", 20, 0)
