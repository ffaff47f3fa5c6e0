"""``decode --stream``: a file of frames as the stream that it was."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import typer

from stampcodec.argument import number
from stampcodec.commands.eventline import event_line
from stampcodec.commands.framereader import stamp_tracker
from stampcodec.fileformat import TOUCH
from stampcodec.source.filesource import FileSource
from stampcodec.source.opening import MOST_HZ
from stampcodec.source.recordingstream import RecordingStream
from stampcodec.source.timed import TimedFrame
from stampcodec.source.wirestream import WireFrames

if TYPE_CHECKING:
    from stampcodec._family import Family
    from stampcodec._panel import Panel
    from stampcodec.bytesource import ByteSource
    from stampcodec.fileformat import Format
    from stampcodec.frames.wiring import Wiring
    from stampcodec.source.framesource import FrameSource
    from stampcodec.stampevent import StampEvent


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


def print_events(frames: FrameSource, family: Family) -> tuple[set[int], Counter[str]]:
    """Print an event a line, as it is found.

    Returns
    -------
    set of int, Counter of str
        The merchants, two at most, and how many events of each kind there were.
    """
    merchants: set[int] = set()
    kinds: Counter[str] = Counter()
    tracker = stamp_tracker(family, frames.panel)

    def tell(events: list[StampEvent]) -> None:
        for event in events:
            typer.echo(event_line(event))
            kinds[event.kind] += 1
            if event.merchant_id is not None and len(merchants) < 2:
                merchants.add(event.merchant_id)

    for frame in frames:
        tell(tracker.push(frame.counts, frame.time_s))
    tell(tracker.finish())
    return merchants, kinds
