"""What a tracker of streams makes of gestures, beside what single frames tell.

Each presence of a stamp is one trial::

    first contact      last contact          until the next stamp comes
         |--- frames ------|------------------------|
            any frame        every event in here counts for this presence
            majority

"Any frame" names a merchant as soon as one frame reads; "majority" the merchant that most frames
name, once the stamp is gone. Delays run from the first frame that reads, or where none does, from
the first right decision of a reader that is told pose and gain (`benchmarks.streams.genie`).
"""

from __future__ import annotations

import zlib
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.report.requirement import Requirement
from benchmarks.run.workers import run_all
from benchmarks.streams.genie import decided_s
from benchmarks.streams.gestures import MIXED, NAMES, PAUSE_S, gestures, kind_named, mixed_at
from benchmarks.streams.rough import ROUGH, RoughStream
from benchmarks.streams.tally import SOON_S, SOON_SHARE, Quiet, Row, Stamped, Tally
from emulator.stream import Stream, finger_play
from stampcodec import FrameReader, StampTracker, family, panel
from stampcodec.design import LATTICES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from emulator.stream import Presence
    from stampcodec import Family, StampEvent

FAMILIES = tuple(LATTICES)
HOME = "nexus5"
BATCH = 20
# Play is streamed in stretches of so long, at this rate.
PLAY_S, PLAY_HZ = 300.0, 60.0
# A stamp is felt a little before its first dot counts as down.
EARLY_S = 0.060


@lru_cache(maxsize=8)
def subject(name: str, screen_name: str) -> tuple[Family, FrameReader]:
    """Make the family and the reader of single frames, once a process."""
    screen = panel(screen_name)
    stamps = family(name) if screen_name == HOME else family(name).fit(screen)
    return stamps, FrameReader(stamps, screen)


def draw_stream(
    name: str, screen_name: str, kind_name: str, n: int, seed: int, batch: int, stale: bool
) -> RoughStream | Stream:
    """Draw a stream of `n` gestures; seed, label and batch fix all that is random."""
    stamps, reader = subject(name, screen_name)
    label = zlib.crc32(f"{name} {screen_name} {kind_name}".encode())
    rng = np.random.default_rng([seed, label, batch])
    if kind_name == ROUGH:
        return RoughStream(stamps, reader.panel, n, rng, stale)
    kind = mixed_at(rng) if kind_name == MIXED else kind_named(kind_name)
    return Stream(
        list(gestures(kind, stamps, reader.panel, n, rng)),
        reader.panel,
        int(rng.integers(2**31)),
        rate_hz=kind.rate_hz,
        pause_s=PAUSE_S,
        stale=stale,
    )


def run_batch(
    name: str,
    screen_name: str,
    kind_name: str,
    n: int,
    seed: int,
    batch: int,
    stale: bool,
    alone: bool,
) -> Tally:
    """Stream `n` gestures and count; seed, label and batch fix all that is random."""
    stamps, reader = subject(name, screen_name)
    stream = draw_stream(name, screen_name, kind_name, n, seed, batch, stale)
    tracker = StampTracker(stamps, reader.panel)
    stamped: list[Stamped] = []
    named: list[tuple[float, int]] = []
    frames = 0
    kept: list[tuple[NDArray[np.float64], NDArray[np.int16]]] = []
    for times_s, block in stream.blocks():
        if not alone:
            named += _named(reader, times_s, block)
            kept.append((times_s, block))
        for time_s, frame in zip(times_s.tolist(), block, strict=True):
            stamped += stamped_in(tracker.push(frame, time_s))
        frames += len(block)
    stamped += stamped_in(tracker.finish())
    if alone:
        return tallied(stream.presences, stamped, None, frames)

    def decided(presence: Presence) -> float | None:
        if isinstance(stream, RoughStream):
            return None
        times_s, seen = (np.concatenate(parts) for parts in zip(*kept, strict=True))
        return decided_s(presence, stamps, reader.panel, times_s, seen, stream.scan_s)

    return tallied(stream.presences, stamped, named, frames, decided)


def tallied(
    presences: Sequence[Presence],
    stamped: Sequence[Stamped],
    named: Sequence[tuple[float, int]] | None,
    frames: int,
    decided: Callable[[Presence], float | None] | None = None,
) -> Tally:
    """Count what became of presences.

    Parameters
    ----------
    presences : sequence of Presence
        In order of time; those in which no dot ever touched are left out, and their merchants may
        be named or not.
    stamped : sequence of Stamped
        In order of time.
    named : sequence of (float, int), or None
        Time and merchant of each single frame that reads; None if they were not read.
    frames : int
    decided : callable, optional
        Returns when the genie first decides rightly, None if never. It is asked where a presence
        has an event of its merchant and no single frame reads as that.
    """
    felt = [(each, each.first_s) for each in presences if each.first_s is not None]
    hovered = {each.face.merchant_id for each in presences if each.first_s is None}
    total = Tally(frames=frames)
    begins = [first_s - EARLY_S for _, first_s in felt]
    for (presence, _), (begin_s, end_s) in zip(felt, pairwise([*begins, inf]), strict=True):
        events = [each for each in stamped if begin_s <= each.last_s < end_s]
        read = [(at_s, who) for at_s, who in named or () if begin_s <= at_s < end_s]
        truth = presence.face.merchant_id
        names = [who for _, _, who in events if who == truth or who not in hovered]
        votes = Counter(who for _, who in read).most_common(2)
        most = None
        if votes and (len(votes) == 1 or votes[0][1] > votes[1][1]):
            most = votes[0][0]
        first_read_s = next((at_s for at_s, who in read if who == truth), None)
        event_s = next((at_s for at_s, _, who in events if who == truth), None)
        since_s = first_read_s
        if since_s is None and event_s is not None and decided is not None:
            since_s = decided(presence)
        known = since_s is not None and event_s is not None
        total += Tally(
            n=1,
            right=truth in names,
            wrong=any(who != truth for who in names),
            doubled=len(names) > 1,
            unread=not names,
            single=named is not None,
            any_right=first_read_s is not None,
            any_wrong=any(who != truth for _, who in read),
            most_right=most == truth,
            most_wrong=most is not None and most != truth,
            delays_s=((event_s or 0.0) - (since_s or 0.0),) if known else (),
        )
    return total


def run_play(name: str, screen_name: str, seed: int, stretch: int) -> Quiet:
    """Stream fingers at play for `PLAY_S`, and count what is taken for a stamp."""
    stamps, reader = subject(name, screen_name)
    seed_of = 1_000_003 * seed + stretch
    play = Stream(finger_play(reader.panel, seed_of), reader.panel, seed_of, rate_hz=PLAY_HZ)
    tracker = StampTracker(stamps, reader.panel)
    kinds: Counter[str] = Counter()
    frames = frames_read = 0
    for times_s, block in play.blocks():
        frames_read += len(_named(reader, times_s, block))
        frames += len(block)
        for time_s, frame in zip(times_s.tolist(), block, strict=True):
            kinds.update(event.kind for event in tracker.push(frame, time_s))
        if times_s[-1] >= PLAY_S:
            break
    kinds.update(event.kind for event in tracker.finish())
    seconds = frames / PLAY_HZ
    return Quiet(
        name, "emulated play", seconds, frames, kinds["stamped"], kinds["unread"], frames_read
    )


def run_recorded(name: str, frames: NDArray[np.int16], times_s: NDArray[np.float64]) -> Quiet:
    """Track one recorded stretch; frames and times in order."""
    stamps, reader = subject(name, HOME)
    tracker = StampTracker(stamps, reader.panel)
    kinds: Counter[str] = Counter()
    for time_s, frame in zip(times_s.tolist(), frames, strict=True):
        kinds.update(event.kind for event in tracker.push(frame, time_s))
    kinds.update(event.kind for event in tracker.finish())
    return Quiet(
        name,
        "recorded",
        float(times_s[-1] - times_s[0]),
        len(frames),
        kinds["stamped"],
        kinds["unread"],
        len(_named(reader, times_s, frames)),
    )


def measure_streams(
    families: Sequence[str] = FAMILIES,
    kinds: Sequence[str] = NAMES[:-2],
    panels: Sequence[str] = (HOME,),
    *,
    each: int,
    seed: int,
    stale: bool = False,
    alone: bool = False,
    processes: int = 1,
) -> list[Row]:
    """Stream gestures and count; the same for the same seed, whatever the number of processes.

    Parameters
    ----------
    families, kinds, panels : sequence of str
    each : int
        Gestures of each row.
    seed : int
    stale : bool
        See `emulator.stream.Stream`.
    alone : bool
        Whether only the tracker reads the frames: no single frames beside it, and no delays.
    processes : int
    """
    rows = [(name, screen, kind) for name in families for screen in panels for kind in kinds]
    sizes = [min(BATCH, each - start) for start in range(0, each, BATCH)]
    calls = [(*row, size, seed, i, stale, alone) for row in rows for i, size in enumerate(sizes)]
    done = iter(run_all(run_batch, calls, processes, "batches of gestures"))
    return [Row(*row, sum((next(done) for _ in sizes), Tally())) for row in rows]


def measure_quiet(
    families: Sequence[str],
    recorded: Sequence[tuple[NDArray[np.int16], NDArray[np.float64]]] = (),
    *,
    minutes: float,
    seed: int,
    processes: int = 1,
) -> list[Quiet]:
    """Track streams without a stamp: emulated play for some minutes, and recorded stretches."""
    found: list[Quiet] = []
    stretches = -int(-60.0 * minutes // PLAY_S)
    plays = [(name, HOME, seed, i) for name in families for i in range(stretches)]
    found += run_all(run_play, plays, processes, "stretches of play") if plays else []
    tracks = [(name, *one) for name in families for one in recorded]
    found += run_all(run_recorded, tracks, processes, "recorded stretches") if tracks else []
    joined: dict[tuple[str, str], Quiet] = {}
    for each in found:
        key = each.family, each.source
        joined[key] = joined[key] + each if key in joined else each
    return list(joined.values())


def requirements(rows: Sequence[Row], quiet: Sequence[Quiet]) -> list[Requirement]:
    """List what the design asks of streams, as shares that must not be passed."""
    asked = []
    for row in rows:
        least = kind_named(row.kind).least
        share = least.get(row.family, least.get("", 0.0))
        label = f"{row.family} {row.panel} {row.kind}"
        tally = row.tally
        if share:
            missed = (tally.n - tally.right) / tally.n
            asked.append(Requirement(f"{label}: not read", missed, 1.0 - share))
        asked.append(Requirement(f"{label}: wrong events", float(tally.wrong), 0.0))
        asked.append(Requirement(f"{label}: doubled events", float(tally.doubled), 0.0))
        if tally.delays_s:
            # in whole milliseconds, as in a run file: three frames of 60 Hz are no more than 50 ms
            late = sum(round(1000 * delay_s) > 1000 * SOON_S for delay_s in tally.delays_s)
            share = late / len(tally.delays_s)
            asked.append(Requirement(f"{label}: events later than 50 ms", share, 1.0 - SOON_SHARE))
    asked += [
        Requirement(f"{each.family} {each.source}: events", float(each.stamped), 0.0)
        for each in quiet
    ]
    return asked


def stamped_in(events: Sequence[StampEvent]) -> list[Stamped]:
    """List the events that name a merchant."""
    return [
        Stamped(event.time_s, event.last_s, event.merchant_id)
        for event in events
        if event.kind == "stamped" and event.merchant_id is not None
    ]


def _named(
    reader: FrameReader, times_s: NDArray[np.float64], frames: NDArray[np.int16]
) -> list[tuple[float, int]]:
    readings = reader.read_many(np.ascontiguousarray(frames))
    return [
        (time_s, reading.merchant_id)
        for time_s, reading in zip(times_s.tolist(), readings, strict=True)
        if reading.merchant_id is not None
    ]
