"""``decode --stream``: a file of frames or contacts as the stream that it was."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING

import typer

from stampcodec.argument import number
from stampcodec.commands.eventline import event_line
from stampcodec.commands.framereader import stamp_tracker
from stampcodec.fileformat import TOUCH
from stampcodec.source.filesource import FileSource
from stampcodec.source.opening import MOST_HZ
from stampcodec.stream.recordingstream import RecordingStream
from stampcodec.stream.timed import TimedFrame
from stampcodec.stream.wirestream import WireFrames

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from stampcodec._family import Family
    from stampcodec._panel import Panel
    from stampcodec.bytesource import ByteSource
    from stampcodec.commands.contactstamps import ContactStamps
    from stampcodec.contactevent import ContactEvent
    from stampcodec.fileformat import Format
    from stampcodec.frames.wiring import Wiring
    from stampcodec.lattice.tracker import StampTracker
    from stampcodec.stampevent import StampEvent
    from stampcodec.stream.framesource import FrameSource
    from stampcodec.stream.timed import TimedContacts

# A film of a gesture: so many frames at most, and so much before and after it.
MOST_FRAMES = 600
AROUND_S = 0.05


def rate_of(rate_hz: float) -> float:
    """Return the frames per second that an option gives.

    Raises
    ------
    typer.BadParameter
        It is not above 0, or more than any controller delivers.
    """
    try:
        return number("rate_hz", rate_hz, MOST_HZ)
    except ValueError as error:
        problem = str(error).partition(": ")[2]
        raise typer.BadParameter(problem, param_hint="--rate-hz") from None


def frames_in_time(
    source: ByteSource, form: Format, panel: Panel, rate_hz: float | None, wiring: Wiring
) -> FrameSource:
    """Return the frames of a file with their times: a recording's own, else by the rate.

    Raises
    ------
    typer.BadParameter
        The file carries no times, and no rate is given; or it has its own, and one is.
    """
    if form is TOUCH:
        if rate_hz is not None:
            problem = f"{source.name} has the times of its frames"
            raise typer.BadParameter(problem, param_hint="--rate-hz")
        return WireFrames(RecordingStream(source, TimedFrame, panel=panel))
    if rate_hz is None:
        problem = f"{source.name} carries no times; give the frames a second"
        raise typer.BadParameter(problem, param_hint="--rate-hz")
    return FileSource(source, form, panel, rate_hz, wiring)


def first_gesture(
    frames: FrameSource, family: Family
) -> tuple[StampEvent | None, list[tuple[float, NDArray[np.int16]]]]:
    """Find the first stamp of a stream.

    Returns
    -------
    StampEvent or None, list of (seconds, int16 (rows, columns))
        Its last event, "lifted" if the stream goes on for so long, and the frames from a little
        before it to a little after it; the last `MOST_FRAMES` of a longer one.
    """
    tracker = stamp_tracker(family, frames.panel)
    film: deque[tuple[float, NDArray[np.int16]]] = deque(maxlen=MOST_FRAMES)
    found: StampEvent | None = None
    for frame in frames:
        film.append((frame.time_s, frame.counts))
        for event in tracker.push(frame.counts, frame.time_s):
            if event.kind == "unread":
                continue
            found = event
        if found is not None and (found.kind == "lifted" or len(film) == MOST_FRAMES):
            break
    else:
        found = next((event for event in tracker.finish() if event.kind != "unread"), found)
    if found is None:
        return None, []
    begin_s, end_s = found.first_s - AROUND_S, found.last_s + AROUND_S
    return found, [(time_s, counts) for time_s, counts in film if begin_s <= time_s <= end_s]


def print_events(
    source: Iterable[TimedFrame] | Iterable[TimedContacts], tracker: StampTracker | ContactStamps
) -> tuple[set[int], Counter[str]]:
    """Print an event a line, as it is found.

    Returns
    -------
    set of int, Counter of str
        The merchants, two at most, and how many events of each kind there were.
    """
    merchants: set[int] = set()
    kinds: Counter[str] = Counter()

    def tell(events: Sequence[StampEvent | ContactEvent]) -> None:
        for event in events:
            typer.echo(event_line(event))
            kinds[event.kind] += 1
            if event.merchant_id is not None and len(merchants) < 2:
                merchants.add(event.merchant_id)

    for time_s, pushed in source:
        tell(tracker.push(pushed, time_s))  # type: ignore[arg-type]
    tell(tracker.finish())
    return merchants, kinds
