"""Runs of every benchmark as their files hold them, for the tests of comparisons."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

import numpy as np

from benchmarks.attack.finding import Finding
from benchmarks.batch import Batch, as_json
from benchmarks.families.rates import STILL, Scene
from benchmarks.families.rates import Row as FamilyRow
from benchmarks.firmware.budget import Budget
from benchmarks.inspection.rates import Row as InspectionRow
from benchmarks.inspection.rates import requirements
from benchmarks.lattice.accuracy import FingerCount
from benchmarks.lattice.accuracy import Row as AccuracyRow
from benchmarks.lattice.bound import PoseError
from benchmarks.lattice.encode import Encode, Step
from benchmarks.lattice.instructions import Cost, Instructions
from benchmarks.lattice.margin import Gap, Margin, Point
from benchmarks.lattice.speed import Speed
from benchmarks.lattice.thresholds import Counts, Moved
from benchmarks.lattice.trial import Tally, Trial
from benchmarks.lattice.tuning import Threshold
from benchmarks.link.result import Balance, Link, Recovery
from benchmarks.link.result import Run as LinkRun
from benchmarks.page.lighthouse import Judgement
from benchmarks.page.result import PageResult
from benchmarks.page.visit import Visit
from benchmarks.partial.rates import Row as PartialRow
from benchmarks.partial.rates import Tally as PartialTally
from benchmarks.partial.rates import Trial as PartialTrial
from benchmarks.reliability.bands import Band
from benchmarks.reliability.bands import Row as ReliabilityRow
from benchmarks.report.interval import Interval
from benchmarks.report.requirement import Requirement, described
from benchmarks.run.timing import Timing
from benchmarks.service.audit import Audit
from benchmarks.service.contention import Contest
from benchmarks.service.crash import Crash
from benchmarks.service.forgery import Forgery
from benchmarks.service.speed import Look, Rate, ServiceSpeed
from benchmarks.startup import BARE, Start, Startup
from benchmarks.strangers.rates import Row as StrangerRow
from benchmarks.streams.contacts import ContactRow, ContactTally
from benchmarks.streams.tally import Quiet
from benchmarks.streams.tally import Row as StreamRow
from benchmarks.streams.tally import Tally as StreamTally
from benchmarks.touch.path import Position
from benchmarks.touch.path import Row as PathRow
from benchmarks.touch.path import Tally as PathTally
from benchmarks.touch.rates import TOUCH5
from benchmarks.touch.rates import Row as TouchRow
from benchmarks.touch.rates import Trial as TouchTrial
from benchmarks.touch.speed import TouchSpeed
from benchmarks.wire.rates import Cost as WireCost
from benchmarks.wire.rates import Rate as WireRate
from benchmarks.wire.rates import Wire


def presses(read: int, wrong: int = 0, n: int = 10_000, row: str = "nominal") -> dict[str, Any]:
    """One run of `accuracy` with one row, poses a tenth of a millimetre off."""
    tally = Tally(n, read, wrong, 0, 0.01 * read, 0.04 * read, (), 2e-4 * read, 3e-3 * read)
    measured = AccuracyRow(Trial("lattice8", "nexus5", row), 5.0, tally, 0.99)
    return {
        "seed": 1,
        "rows": [measured.as_json()],
        "fingers": [asdict(FingerCount("lattice8", 12_000, 0, 0))],
        "requirements": described([Requirement("wrong IDs in all rows", wrong, 0)]),
    }


def times(*medians_us: float, spread: float = 0.02) -> dict[str, Any]:
    timings = tuple(
        Timing(f"what {k}", us, 0.7 * us, 3 * us, (1 - spread) * us, (1 + spread) * us, 960)
        for k, us in enumerate(medians_us)
    )
    return {**Speed(timings, (), False, ()).as_json(), "requirements": []}


# --- what every command prints can be compared ----------------------------------------------------

PRESS = TouchTrial(TOUCH5, "press", 0.3)
STRANGERS = TouchTrial(TOUCH5, "random")
SHORT, LONG = (Timing("one", us, us, us, us, us, 99) for us in (0.02, 8.0))
PATH_TALLY = PathTally(9, 8, 0, Counter(), (8,), (0.03,))
MISSED = {"cut": (1, 90), "sped": (0, 90)}
INSPECTED = InspectionRow("touch5", "good part", "accepted", 60, 60, 0, 0, 12.0, 15.0)
PAGE = PageResult((Visit("first", 600.0, 1940.0, 3, 36.2),), (Judgement("offer", {"seo": 100.0}),))
WHOLE: dict[str, dict[str, Any]] = {
    "speed": times(40.0),
    "startup": {
        **Startup((Start(BARE, (0.01, 0.02, 0.03), (0.01, 0.02, 0.03), 3),)).as_json(),
        "requirements": [],
    },
    "inspection": {
        "rows": [asdict(INSPECTED)],
        "requirements": described(requirements([INSPECTED])),
    },
    "batch": {"batches": [as_json(Batch(1, 1000, 234.0, 240.0, 151.0, True))]},
    "page": {
        **PAGE.as_json(),
        "requirements": described(PAGE.requirements),
    },
    "encode": {
        **Encode((Step("lattice8", "codewords", SHORT, LONG),)).as_json(),
        "requirements": [],
    },
    "accuracy": presses(9990),
    "instructions": {
        "seed": 1,
        **Instructions((Cost("lattice8", "stamp", 40, 5e5, 6e5),)).as_json(),
        "requirements": [],
    },
    "firmware": {
        "budgets": [
            Budget(
                *("lattice8", "nexus5", "cortex-m4f", 49_000, 53_000, 112_000, 3_600, ["memcpy"]),
                *(23_000, 1.4e6, 7e6, 500, 0, 0.001, 0.002, 0.003),
                microseconds=None,
                packed_bytes=None,
            ).as_json()
        ],
        "requirements": [],
    },
    "partial": {
        "rows": [
            PartialRow(
                PartialTrial("lattice8", "nexus5", "side", 0.3),
                PartialTally(np.ones((3, 65), np.int64), np.ones((3, 65), np.int64), 0, ()),
            ).as_json()
        ],
        "requirements": [],
    },
    "families": {
        "rows": [FamilyRow("lattice8", Scene("missing", 3), STILL, 500, 499, 0).as_json()],
    },
    "strangers": {
        "rows": [StrangerRow("lattice8", True, "lattice8h14", 8, 500, 0, 1).as_json()],
        "requirements": [],
    },
    "reliability": {
        "rows": [
            ReliabilityRow(
                "lattice8", "nexus5", "all", "still", (Band(0.3, 5000, 40, 30, 50.0),)
            ).as_json()
        ],
        "requirements": [],
    },
    "streams": {
        "rows": [
            StreamRow(
                "lattice8", "nexus5", "mixed", StreamTally(n=50, right=49, unread=1)
            ).as_json()
        ],
        "contacts": [ContactRow("press, careless, 120 Hz", ContactTally(n=50, right=50)).as_json()],
        "quiet": [vars(Quiet("lattice8", "recorded", 60.0, 840, 0, 2, 0))],
        "requirements": [],
    },
    "margin": {
        "margins": [
            Margin(
                "lattice8",
                "nexus5",
                "noise",
                False,
                (Point(10.0, 4000, 40, 0, 1000, 9, 0, 0, 1e-7),),
                *[Gap(1e-6, 11.0, 10.2, 0.8, Interval(0.6, 0.9))] * 2,
            ).as_json()
        ],
        "poses": [PoseError("lattice8", "nexus5", 4000, 3999, (1, 1, 1), (1, 1, 1)).as_json()],
        "requirements": [],
    },
    "thresholds": {
        "rows": [
            Moved(
                Threshold("CAP", 14.0, False), value, Counts(80, 70, 0, 0, 1e6), 3, 1, 9
            ).as_json()
            for value in (11.2, 16.8)
        ],
    },
    "touch": {
        "rows": [TouchRow(each, 1000, 2, 1).as_json() for each in (PRESS, STRANGERS)],
        **TouchSpeed((Timing("read: stamps", 5, 4, 6, 4.9, 5.1, 99),), ()).as_json(),
        "requirements": [],
    },
    "path": {
        "rows": [
            PathRow(
                "nominal", "nexus5", 10, PathTally(9, 8, 0, Counter(), (8,), (0.03,)), ""
            ).as_json()
        ],
        "positions": [asdict(Position("nexus5", 4000, 0.1, 0.1, 0.3))],
        "requirements": [],
    },
    "service": ServiceSpeed(
        (Rate("bare, 1", 100, 900.0, 890.0, 910.0, 1.0, 0.9, 1.1, 4.0),),
        5000.0,
        tuple(Look(50 * k, 90_000 + 40 * k) for k in range(5)),
    ).as_json(),
    "contention": {"contests": [Contest("sqlite", 1, "stock", 3, 1, 1, {"taken": 2}).as_json()]},
    "crash": {"crashes": [Crash("sqlite", 1, 20, 9, 9, 1, 0, 0, 40, True).as_json()]},
    "attack": {"findings": [Finding("guesses", "tried", "patterns", 9, 2, 4).as_json()]},
    "audit": {"rows": [Audit("sqlite", "archived", 1000, 9.5, 8.5, 90.0).as_json()]},
    "forgery": {
        "rows": [
            Forgery(
                "nexus5 thirds", "press", 360, 9, 0, {}, {"cut": (1, 90), "sped": (0, 90)}
            ).as_json()
        ]
    },
    "wire": {
        "seed": 1,
        **Wire(
            (WireRate("nexus5", "press", 2000, 268.9, 295),),
            (Timing("nexus5: code a frame", 27, 25, 40, 26, 28, 99),),
            (WireCost("nexus5", "code", 253_411.0),),
        ).as_json(),
        "requirements": [],
    },
    "link": {
        "seed": 1,
        **Link(
            (
                LinkRun(
                    *("nexus5", 1e-4, 100, 99, 1, 0, 0, 4000, 0, 90, 1, 2),
                    *[Balance(1000, 1000, 10, 10)] * 2,
                ),
            ),
            (Recovery("nexus5", 0.01, (0.02, 0.03, 0.2)),),
            ("ab", "ab"),
        ).as_json(),
        "requirements": [],
    },
}
