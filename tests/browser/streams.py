"""Streams of touch events as phones and browsers have been seen to send them.

An event is {at, type, timeStamp, touches}: `at` is when it arrives at the page, ms of its clock;
`timeStamp` what the touches' own clock says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import stampcodec as sc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

Event = dict[str, Any]
Stream = list[Event]

SCAN_MS, LAND_MS, LIFT_MS = 16.0, 4.0, 2.0
BEGIN_MS = 1000.0
FACE: NDArray[np.float64] = sc.family("touch5").encode(1234).dots[:, :2]
# Rubber is off by a tenth of a millimetre.
FIVE: NDArray[np.float64] = FACE * 6.3 + 200.0 + np.random.default_rng(7).normal(0, 0.6, (5, 2))


def stream(
    n: int = 40,
    *,
    places: NDArray[np.float64] = FIVE,
    tremble_px: float = 0.3,
    way_px: tuple[float, float] = (0.0, 0.0),
    end: str = "touchend",
    radius_px: Sequence[float] = (10.0,) * 10,
) -> Stream:
    """Touches that land one after the other, are reported `n` times, and end.

    Parameters
    ----------
    places : float64 (k, 2)
        CSS pixels.
    way_px : pair of float
        How far all of them move from one scan to the next.
    end : str
        ``touchend``: they lift one by one. ``touchcancel``: the device gives up on all.
    radius_px : sequence of float
        Of each touch.
    """
    rng = np.random.default_rng(1)
    moved = np.zeros(2)

    def touch(k: int) -> dict[str, float]:
        x, y = places[k] + moved + tremble_px * (rng.random(2) - 0.5)
        return {
            "identifier": k,
            "clientX": float(x),
            "clientY": float(y),
            "radiusX": radius_px[k],
            "radiusY": radius_px[k],
        }

    now_ms = BEGIN_MS
    down: list[int] = []
    events: Stream = []

    def tell(kind: str) -> None:
        touches = [touch(k) for k in down]
        events.append({"at": now_ms, "type": kind, "timeStamp": now_ms, "touches": touches})

    for k in range(len(places)):
        down.append(k)
        tell("touchstart")
        now_ms += LAND_MS
    for _ in range(n):
        now_ms += SCAN_MS
        moved += way_px
        tell("touchmove")
    now_ms += SCAN_MS - LIFT_MS
    while down:
        now_ms += LIFT_MS
        if end == "touchcancel":
            down.clear()
        else:
            down.pop()
        tell(end)
    return events


def clocked(events: Stream, clock: Callable[[float], float]) -> Stream:
    """Let the touches have a clock of their own."""
    return [{**event, "timeStamp": clock(event["at"])} for event in events]


def late(events: Stream, busy: Sequence[tuple[float, float]], each_ms: float = 0.1) -> Stream:
    """Let a page be busy from one time to another: what comes meanwhile arrives at its end."""
    found = []
    last_ms = 0.0
    for event in events:
        at_ms = event["at"]
        for from_ms, until_ms in busy:
            if from_ms <= at_ms < until_ms:
                at_ms = until_ms
        last_ms = max(at_ms, last_ms + each_ms)
        found.append({**event, "at": last_ms})
    return found


def placed(events: Stream, rule: Callable[[float], float]) -> Stream:
    """Report places by a rule: whole pixels, or those of a page that is zoomed in."""
    return [
        {
            **event,
            "touches": [
                {**at, "clientX": rule(at["clientX"]), "clientY": rule(at["clientY"])}
                for at in event["touches"]
            ],
        }
        for event in events
    ]


def reordered(events: Stream) -> Stream:
    """List the touches the other way round at every second event."""
    return [
        {**event, "touches": event["touches"][:: -1 if k % 2 else 1]}
        for k, event in enumerate(events)
    ]


def blinking(events: Stream, each: int = 5, dot: int = 4) -> Stream:
    """Lose a dot for one scan in `each`; it comes back under another identifier."""
    found = []
    full = 0
    for event in events:
        touches = event["touches"]
        if event["type"] == "touchmove":
            full += 1
            gone = full % each == 0
            touches = [at for at in touches if not (gone and at["identifier"] == dot)]
        named = [
            {**at, "identifier": 10 + full // each} if at["identifier"] == dot else at
            for at in touches
        ]
        found.append({**event, "touches": named})
    return found


def still(until_ms: float) -> Stream:
    """Five touches that are reported once and lie there: a driver that filters."""
    events = stream(0)
    landed = [event for event in events if event["type"] == "touchstart"]
    lifted = [event for event in events if event["type"] == "touchend"]
    return [*landed, *({**event, "at": event["at"] + until_ms} for event in lifted)]
