"""What a tracker of contacts makes of ``touch5`` stamps, through the emulated driver.

::

    gestures ─ emulated frames ─ driver ─ reports ─┬─ ContactTracker ─ events
                                                   └─ touch events ─ presses ─ read_press, as decode
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from itertools import pairwise, takewhile
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.report.interval import Interval, clopper_pearson
from benchmarks.report.requirement import Requirement
from benchmarks.run.workers import run_all
from benchmarks.streams.gestures import CONTACT_NAMES, PAUSE_S, gestures, kind_named
from benchmarks.streams.rates import BATCH, EARLY_S, HOME, PLAY_HZ, PLAY_S
from benchmarks.streams.tally import Quiet
from emulator.driver import Driver, firmware
from emulator.driver.browser import Screen, touch_events
from emulator.stream import Stream, finger_play
from stampcodec import (
    ContactReader,
    ContactTracker,
    family,
    find_presses,
    panel,
    read_press,
)
from stampcodec.touch.numbers import N_DOTS, USUAL_PX_PER_MM
from stampcodec.touch.rest import FEWEST_SAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from emulator.driver import Report
    from emulator.stream import Presence

FAMILY = "touch5"


@dataclass(frozen=True)
class ContactTally:
    """What became of some presences of stamps.

    Attributes
    ----------
    n : int
        Presences.
    right, wrong, doubled : int
        Presences with an event of their merchant, of another one, and with more than one event.
    few : int
        Presences without any event in which fewer reports than settle had five contacts.
    decoded_right, decoded_wrong : int
        Presences with a press that `decode` reads as the merchant, or as another.
    delays_s : tuple of float
        From the first report with five contacts to the right event.
    """

    n: int = 0
    right: int = 0
    wrong: int = 0
    doubled: int = 0
    few: int = 0
    decoded_right: int = 0
    decoded_wrong: int = 0
    delays_s: tuple[float, ...] = field(default=())

    def __add__(self, other: ContactTally) -> ContactTally:
        """Join two tallies."""
        parts = zip(vars(self).values(), vars(other).values(), strict=True)
        return ContactTally(*(a + b for a, b in parts))


@dataclass(frozen=True)
class ContactRow:
    """One line of the table."""

    kind: str
    tally: ContactTally

    @property
    def interval(self) -> Interval:
        """95 % interval of the share of presences with the right event."""
        return clopper_pearson(self.tally.right, self.tally.n)

    @property
    def delay_s(self) -> float | None:
        """Median of the delays; None where there is none."""
        return float(np.median(self.tally.delays_s)) if self.tally.delays_s else None

    def as_json(self) -> dict[str, Any]:
        """Return everything that was counted."""
        counts = {name: value for name, value in vars(self.tally).items() if name != "delays_s"}
        low, high = self.interval
        return {
            "kind": self.kind,
            **counts,
            "right_low": low,
            "right_high": high,
            "delay_s": self.delay_s,
        }


def run_batch(kind_name: str, n: int, seed: int, batch: int) -> ContactTally:
    """Stream `n` gestures through the driver and count; the arguments fix all that is random."""
    stamps, screen, kind = family(FAMILY), panel(HOME), kind_named(kind_name)
    rng = np.random.default_rng([seed, zlib.crc32(kind_name.encode()), batch])
    acts = list(gestures(kind, stamps, screen, n, rng))
    stream = Stream(acts, screen, int(rng.integers(2**31)), rate_hz=kind.rate_hz, pause_s=PAUSE_S)
    reports = list(reported(stream))
    tracker = ContactTracker(stamps)
    events = [
        event
        for report in reports
        for event in tracker.push(contacts_px(report), report.time_ms / 1000.0)
    ]
    stamped = [
        (event.time_s, event.merchant_id)
        for event in [*events, *tracker.finish()]
        if event.kind == "stamped"
    ]
    reader = ContactReader(stamps)
    told = touch_events(reports, Screen(px_per_mm=USUAL_PX_PER_MM))
    decoded = [
        (press.end_ms / 1000.0, read_press(reader, press).merchant_id)
        for press in find_presses(told)
    ]
    full_s = [report.time_ms / 1000.0 for report in reports if len(report.contacts) == N_DOTS]
    return tallied(stream.presences, stamped, decoded, full_s)


def tallied(
    presences: Sequence[Presence],
    stamped: Sequence[tuple[float, int | None]],
    decoded: Sequence[tuple[float, int | None]],
    full_s: Sequence[float],
) -> ContactTally:
    """Count what became of presences.

    Parameters
    ----------
    presences : sequence of Presence
        In order of time; those in which no dot ever touched are left out.
    stamped, decoded : sequence of (float, int or None)
        Time and merchant of each event; end and merchant of each press, which may begin with a
        wrong node that is taken for a contact.
    full_s : sequence of float
        Times of reports with five contacts.
    """
    felt = [(each, each.first_s) for each in presences if each.first_s is not None]
    begins = [first_s - EARLY_S for _, first_s in felt]
    total = ContactTally()
    for (presence, _), (begin_s, end_s) in zip(felt, pairwise([*begins, inf]), strict=True):
        truth = presence.face.merchant_id
        events, read = (
            [(at_s, who) for at_s, who in found if begin_s <= at_s < end_s and who is not None]
            for found in (stamped, decoded)
        )
        full = [at_s for at_s in full_s if begin_s <= at_s < end_s]
        event_s = next((at_s for at_s, who in events if who == truth), None)
        total += ContactTally(
            n=1,
            right=event_s is not None,
            wrong=any(who != truth for _, who in events),
            doubled=len(events) > 1,
            few=not events and len(full) < FEWEST_SAMPLES,
            decoded_right=any(who == truth for _, who in read),
            decoded_wrong=any(who != truth for _, who in read),
            delays_s=() if event_s is None else (event_s - full[0],),
        )
    return total


def run_play(seed: int, stretch: int) -> Quiet:
    """Put fingers at play through the driver for `PLAY_S`, and count what is taken for a stamp."""
    screen, seed_of = panel(HOME), 1_000_003 * seed + stretch
    play = Stream(finger_play(screen, seed_of), screen, seed_of, rate_hz=PLAY_HZ)
    return _quiet("emulated play", takewhile(lambda frame: frame[0] <= PLAY_S, play))


def run_recorded(frames: NDArray[np.int16], times_s: NDArray[np.float64]) -> Quiet:
    """Put one recorded stretch through the driver."""
    return _quiet("recorded", zip(times_s.tolist(), frames, strict=True))


def measure_contacts(
    kinds: Sequence[str] = CONTACT_NAMES, *, each: int, seed: int, processes: int = 1
) -> list[ContactRow]:
    """Stream gestures of ``touch5`` stamps and count.

    Parameters
    ----------
    kinds : sequence of str
    each : int
        Gestures of each row.
    seed : int
    processes : int
    """
    sizes = [min(BATCH, each - start) for start in range(0, each, BATCH)]
    calls = [(kind, size, seed, i) for kind in kinds for i, size in enumerate(sizes)]
    done = iter(run_all(run_batch, calls, processes, "batches of gestures of contacts"))
    return [ContactRow(kind, sum((next(done) for _ in sizes), ContactTally())) for kind in kinds]


def measure_quiet_contacts(
    recorded: Sequence[tuple[NDArray[np.int16], NDArray[np.float64]]] = (),
    *,
    minutes: float,
    seed: int,
    processes: int = 1,
) -> list[Quiet]:
    """Track contacts of fingers: emulated play for some minutes, and recorded stretches."""
    stretches = -int(-60.0 * minutes // PLAY_S)
    found: list[list[Quiet]] = []
    plays = [(seed, i) for i in range(stretches)]
    found.append(run_all(run_play, plays, processes, "stretches of play") if plays else [])
    found.append(
        run_all(run_recorded, list(recorded), processes, "recorded stretches") if recorded else []
    )
    return [sum(parts[1:], parts[0]) for parts in found if parts]


def requirements(rows: Sequence[ContactRow]) -> list[Requirement]:
    """List what the design asks of contacts, as shares that must not be passed."""
    asked = []
    for row in rows:
        tally, share = row.tally, kind_named(row.kind).least[""]
        label = f"{FAMILY} {row.kind}"
        missed = (tally.n - tally.right) / tally.n
        if share:
            asked.append(Requirement(f"{label}: not read", missed, 1.0 - share))
        decoded = (tally.n - tally.decoded_right) / tally.n
        asked.append(Requirement(f"{label}: not read, beside decode", missed, decoded))
        asked.append(Requirement(f"{label}: wrong events", float(tally.wrong), 0.0))
        asked.append(Requirement(f"{label}: doubled events", float(tally.doubled), 0.0))
    return asked


def reported(frames: Iterable[tuple[float, NDArray[np.int16]]]) -> Iterator[Report]:
    """Let the driver of a phone that reports ten contacts look at frames."""
    screen = panel(HOME)
    driver = Driver(screen, firmware(screen, most_contacts=10))
    return (driver.push(frame, 1000.0 * time_s) for time_s, frame in frames)


def contacts_px(report: Report) -> dict[int, tuple[float, float]]:
    """Return the contacts of a report in CSS pixels."""
    return {
        contact.identifier: (USUAL_PX_PER_MM * contact.x_mm, USUAL_PX_PER_MM * contact.y_mm)
        for contact in report.contacts
    }


def _quiet(source: str, frames: Iterable[tuple[float, NDArray[np.int16]]]) -> Quiet:
    tracker, reader = ContactTracker(family(FAMILY)), ContactReader(family(FAMILY))
    kinds: list[str] = []
    first_s = last_s = None
    n = read = 0
    for report in reported(frames):
        contacts, last_s = contacts_px(report), report.time_ms / 1000.0
        first_s = last_s if first_s is None else first_s
        n += 1
        if len(contacts) == N_DOTS:
            read += reader.read(np.array(list(contacts.values()))).merchant_id is not None
        kinds += [event.kind for event in tracker.push(contacts, last_s)]
    kinds += [event.kind for event in tracker.finish()]
    seconds = (last_s or 0.0) - (first_s or 0.0)
    return Quiet(FAMILY, source, seconds, n, kinds.count("stamped"), kinds.count("unread"), read)
