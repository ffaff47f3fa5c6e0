"""The tracker's sum of frames and its decision, against a slow twin that weighs every word."""

from __future__ import annotations

import pytest

import stampcodec as sc
from emulator import Conditions, Gesture
from emulator.device import StampAct
from emulator.stream import Stream
from stampcodec.lattice.tables import make_tables
from tests.reference.fused_frames import TOLD_NATS, nats_of_best

PANEL = sc.panel("nexus5")
SWIPE = Gesture("swipe", speed_mm_s=(300.0, 300.0))
SKIPS = Conditions(touching=0.6, run_ms=30.0)
CLOSE = 1e-3
"""Nats: the kernel adds up in single precision."""


@pytest.mark.parametrize("name", ["lattice7h12", "lattice8h18"])
def test_frames_that_are_fused_are_worth_what_the_twin_says(name: str) -> None:
    family = sc.family(name)
    tables = make_tables(family, PANEL)
    looks = alike = told = 0
    for seed in range(4):
        stream = Stream([StampAct(family.encode(77), SWIPE, SKIPS)], PANEL, seed, rate_hz=60.0)
        tracker = sc.StampTracker(family, PANEL)
        most = last = 0.0
        for time_s, frame in stream:
            events = tracker.push(frame, time_s)
            report = tracker._kernel.report()
            leads = [max(vote["nats"], vote["fused"]) for vote in report["votes"]]
            fused = max((vote["fused"] for vote in report["votes"]), default=0.0)
            if report["line"]["n"] >= 3:
                most = max(most, nats_of_best(tables, report))
            assert fused <= most + CLOSE
            if fused > last:
                looks += 1
                alike += fused == pytest.approx(most, abs=CLOSE)
                last = fused
            if events:
                assert max(leads) >= TOLD_NATS
                told += 1
                break
    assert told == 4
    assert looks >= 4
    assert alike >= 0.8 * looks, f"{alike} of {looks} looks"
