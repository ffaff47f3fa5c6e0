"""``stampcodec listen``: stamps on a touch controller, as they are pressed."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from stampcodec.commands.ending import EndedError, Ending
from stampcodec.commands.eventline import no_stamp_of
from stampcodec.commands.options import (
    FIT,
    NOT_FRAMES,
    OF_CONTACTS,
    OF_FRAMES,
    BigEndianOption,
    FlipXOption,
    FlipYOption,
    NegativeOption,
    PitchOption,
    SomeFamilyOption,
    SwapAxesOption,
    family_named,
    panel_named,
    panel_option,
    rate_option,
    refuse_given,
)
from stampcodec.link import address
from stampcodec.stream.framesource import ContactSource
from stampcodec.stream.timed import TimedContacts, TimedFrame

if TYPE_CHECKING:
    from stampcodec.commands.contactstamps import ContactStamps
    from stampcodec.contactevent import ContactEvent
    from stampcodec.lattice.reader import FrameReader
    from stampcodec.lattice.tracker import StampTracker
    from stampcodec.stampevent import StampEvent
    from stampcodec.stream.framesource import FrameSource
    from stampcodec.stream.losses import Losses

NOT_READ = 1
# Losses are told when they have grown, no more often than that.
LOSSES_PERIOD_S = 10.0


def listen(
    url: Annotated[
        str,
        typer.Argument(
            metavar="URL",
            help="Touch controller: pty:/tmp/touch0, tcp:HOST:PORT, serial:/dev/ttyUSB0,921600, "
            "socket:// or rfc2217:// of pyserial; a device of Linux: /dev/v4l-touch0, "
            "/dev/input/event3; a recording (.touch), frames (.npy, .npz, .csv, .td16) or contacts "
            "(touch events, recordings of Linux and Android); - for standard input.",
        ),
    ],
    family: SomeFamilyOption = None,
    panel: Annotated[
        str | None,
        panel_option(
            "Touch panel; frames and /dev/v4l-touch0 need one, and a touch screen that does "
            "not tell its size. A controller with another number of nodes is refused.",
            "the controller's",
        ),
    ] = None,
    pitch_mm: PitchOption = None,
    rate_hz: Annotated[
        float | None,
        rate_option(
            "Frames per second: asked of a controller; needed for frames.", "the controller's"
        ),
    ] = None,
    events: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="End after N events.", show_default="no end"),
    ] = None,
    seconds: Annotated[
        float | None,
        typer.Option(metavar="S", help="End after S seconds.", show_default="no end"),
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="New file for the bytes of the link, .touch; decode, show and listen read it.",
            show_default="no recording",
        ),
    ] = None,
    live: Annotated[
        bool, typer.Option("--live", help="Draw a heat map in the terminal, on standard error.")
    ] = False,
    negative: NegativeOption = False,
    big_endian: BigEndianOption = False,
    swap_axes: SwapAxesOption = False,
    flip_x: FlipXOption = False,
    flip_y: FlipYOption = False,
) -> None:
    """Read stamps from a touch controller as they are pressed or swiped.

    Prints one JSON object for each event, at once: "stamped", "lifted" or "unread"; losses and
    restarts of the controller go to standard error. The touch5 family is read from contacts, all
    others from frames.

    Exit status: 0 if an ID was read and no two IDs differ, 1 if none was read or two IDs differ,
    2 on misuse, or if the controller is not there or goes for good. After SIGTERM 0 if there was
    an event, else 1.

    Example: stampcodec listen pty:/tmp/touch0
    """
    from stampcodec.frames import Wiring

    address(url)
    # A pitch that fits is only known with the controller's panel; what else is wrong, now.
    family_named(family or OF_FRAMES, None if pitch_mm == FIT else pitch_mm, None)
    known = None if panel is None else panel_named(panel)
    # Where no family is named, a file or a device says what there is to read.
    of_contacts = None if family is None else family == OF_CONTACTS
    if seconds is not None and not 0 < seconds < 1e8:
        raise typer.BadParameter(f"expected above 0, got {seconds:g}", param_hint="--seconds")
    console = Console(stderr=True)
    if live and (of_contacts or not console.is_terminal or console.is_dumb_terminal):
        problem = f"{family} has no frames to draw" if of_contacts else "needs a terminal"
        raise typer.BadParameter(problem, param_hint="--live")
    wiring = Wiring(negative, big_endian, swap_axes, flip_x, flip_y)
    with Ending() as ending, ExitStack() as stack:
        teller = _Teller(console, url)
        source: FrameSource | ContactSource
        try:
            with ending.waiting():
                source = _opened(
                    url,
                    contacts=of_contacts,
                    panel=known,
                    rate_hz=rate_hz,
                    wiring=wiring,
                    record=record,
                    notice=teller.notice,
                )
        except EndedError:
            raise typer.Exit(NOT_READ) from None
        stack.callback(source.close)
        of_contacts = isinstance(source, ContactSource)
        name = family or (OF_CONTACTS if of_contacts else OF_FRAMES)
        if of_contacts:
            refuse_given({"--live": live, "--pitch-mm": pitch_mm}, NOT_FRAMES)
        tracker = _tracker(name, pitch_mm, source)
        assumed = name if family is None and not of_contacts else None
        shown = _shown(name, pitch_mm, source) if live else None
        teller.begin(source, stack, assumed, shown)
        if seconds is not None:
            ending.after(seconds)
        _listen(source, tracker, teller, ending, events)
    if len(teller.merchants) != 1 and not (ending.was_asked and teller.merchants):
        raise typer.Exit(NOT_READ)


def _opened(url: str, *, contacts: bool | None, **given: Any) -> FrameSource | ContactSource:
    from stampcodec.source.opening import open_source

    try:
        return open_source(url, contacts=contacts, **given)
    except ValueError as error:
        # What is wrong with a file or port is named after it, an argument after its option.
        if type(error) is not ValueError:
            raise
        field, _, problem = str(error).partition(": ")
        hint = f"--{field.replace('_', '-')}"
        raise typer.BadParameter(problem, param_hint=hint) from None


def _tracker(
    name: str, pitch: str | None, source: FrameSource | ContactSource
) -> StampTracker | ContactStamps:
    from stampcodec.commands.framereader import stamp_tracker, tell_limits

    if isinstance(source, ContactSource):
        # Its tables take longer to load than a frame command to run.
        from stampcodec.commands.contactstamps import stamps_of

        return stamps_of(source, family_named(name, None, None))
    panel = source.panel
    assert panel is not None  # frames have one
    chosen = family_named(name, pitch, panel)
    tracker = stamp_tracker(chosen, panel)
    tell_limits(chosen, panel)
    return tracker


def _shown(name: str, pitch: str | None, source: FrameSource | ContactSource) -> FrameReader:
    """Return what reads the frames that are drawn."""
    from stampcodec.commands.framereader import frame_reader

    panel = source.panel
    assert panel is not None  # frames have one
    return frame_reader(family_named(name, pitch, panel), panel)


def _listen(
    source: FrameSource | ContactSource,
    tracker: StampTracker | ContactStamps,
    teller: _Teller,
    ending: Ending,
    most_events: int | None,
) -> None:
    try:
        while not source.is_over:
            with ending.waiting():
                items = source.read(ending.wait_s)
            for item in items:
                pushed = item.counts if isinstance(item, TimedFrame) else item.contacts
                found = tracker.push(pushed, item.time_s)  # type: ignore[arg-type]
                teller.look(item, source.losses)
                for event in found:
                    teller.tell(event)
                    if teller.n_events == most_events:
                        return
        for event in tracker.finish():
            teller.tell(event)
    except EndedError:
        pass
    finally:
        teller.end(source.losses)


class _Teller:
    """Prints: events on standard output, all else on standard error."""

    def __init__(self, console: Console, url: str) -> None:
        self.merchants: set[int] = set()
        self._assumed: str | None = None
        self.n_events = 0
        self._console, self._url = console, url
        self._live: Any = None
        self._reader: FrameReader | None = None
        self._n_items = 0
        self._what = "frames"
        self._told_s = time.monotonic()
        self._told: Losses | None = None

    def begin(
        self,
        source: FrameSource | ContactSource,
        stack: ExitStack,
        assumed: str | None,
        reader: FrameReader | None,
    ) -> None:
        """Say what is listened to, as a family that nobody has named; draw what a reader reads."""
        panel = source.panel
        nodes = "" if panel is None else f", {panel.name}, {panel.rows} x {panel.columns} nodes"
        self.notice(f"listening{nodes}")
        self._told = source.losses
        self._assumed, self._reader = assumed, reader
        if reader is not None and panel is not None:
            # Drawing is loaded where it is asked for.
            from stampcodec.commands.heatmap import LiveMap

            self._live = stack.enter_context(LiveMap(self._console, panel))

    def notice(self, line: str) -> None:
        """Print a line on standard error."""
        self._print_aside(f"{self._url}: {line}")

    def tell(self, event: StampEvent | ContactEvent) -> None:
        """Print an event, at once."""
        self.n_events += 1
        if event.merchant_id is not None and len(self.merchants) < 2:
            self.merchants.add(event.merchant_id)
        from stampcodec.commands.eventline import event_line

        line = event_line(event)
        if self._live is not None and sys.stdout.isatty():
            self._live.tell(line)
        else:
            typer.echo(line)

    def look(self, item: TimedFrame | TimedContacts, losses: Losses) -> None:
        """Follow the stream: draw it, and say what is lost."""
        self._n_items += 1
        now_s = time.monotonic()
        if isinstance(item, TimedContacts):
            self._what = "scans of contacts"
        elif self._live is not None and self._reader is not None:
            reading = self._reader.read(item.counts)
            self._live.follow(item.time_s, item.counts, reading, losses, now_s)
        if losses != self._told and now_s - self._told_s >= LOSSES_PERIOD_S:
            self._told, self._told_s = losses, now_s
            self.notice(f"losses so far: {losses}")

    def end(self, losses: Losses) -> None:
        """Say what there was."""
        self.notice(f"{self._n_items} {self._what}, {self.n_events} events, losses: {losses}")
        if self._assumed is not None and self._n_items and not self.merchants:
            self.notice(no_stamp_of(self._assumed))

    def _print_aside(self, line: str) -> None:
        if self._live is None:
            typer.echo(line, err=True)
        else:
            self._live.tell(line)
