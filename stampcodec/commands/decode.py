"""``stampcodec decode``: from frames or contacts to merchant IDs."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stampcodec.bytesource import opened
from stampcodec.commands import table
from stampcodec.commands.options import (
    DEFAULT_PANEL,
    NOT_CONTACTS,
    NOT_FRAMES,
    OF_FRAMES,
    AnyFamilyOption,
    BigEndianOption,
    FlipXOption,
    FlipYOption,
    NegativeOption,
    PitchOption,
    RateOption,
    ScaleOption,
    ScreenOption,
    SomePanelOption,
    StillOption,
    SwapAxesOption,
    contact_reader,
    families_tried,
    family_for,
    family_named,
    panel_for,
    panel_named,
    refuse_given,
    scale_range,
    screen_size,
    wiring_given,
)
from stampcodec.fileformat import CONTACTS
from stampcodec.reading import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from stampcodec._panel import Panel
    from stampcodec.bytesource import ByteSource
    from stampcodec.commands.contactstamps import ContactStamps
    from stampcodec.commands.doubt import Doubt
    from stampcodec.commands.table import Column
    from stampcodec.fileformat import Format
    from stampcodec.frames import Wiring
    from stampcodec.lattice.reader import FrameReader
    from stampcodec.lattice.tracker import StampTracker
    from stampcodec.reading import ContactReading, Reading
    from stampcodec.stream.framesource import ContactSource, FrameSource
    from stampcodec.touchpress import Press

NOT_READ = 1


def decode(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Frames (.npy, .npz, .csv, raw .td16, .touch) or contacts (touch events in JSON, "
            "recordings of evemu, libinput, evtest, getevent), recognised by content; "
            "- for standard input.",
        ),
    ],
    family: AnyFamilyOption = None,
    panel: SomePanelOption = None,
    pitch_mm: PitchOption = None,
    rows: Annotated[
        int | None,
        typer.Option(metavar="N", help="Refuse a panel without N rows.", show_default="no check"),
    ] = None,
    columns: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="Refuse a panel without N columns.", show_default="no check"
        ),
    ] = None,
    px_per_mm: ScaleOption = None,
    screen_mm: ScreenOption = None,
    still: StillOption = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="Exit with 0 only if every frame or press that is not empty was read."
        ),
    ] = False,
    as_table: Annotated[
        bool, typer.Option("--table", help="Print aligned columns for people, not JSON.")
    ] = False,
    stream: Annotated[
        bool,
        typer.Option(
            "--stream",
            help="Take the frames or contacts for a stream, and print one JSON object for each "
            "event: a stamp that was stamped, lifted, or could not be read.",
        ),
    ] = False,
    rate_hz: RateOption = None,
    diagnose: Annotated[
        bool,
        typer.Option(
            "--diagnose",
            help="Describe the frames (size, sign, baseline, noise, dead lines) and print the "
            "options that read them.",
        ),
    ] = False,
    threads: Annotated[
        int,
        typer.Option(min=1, max=64, metavar="N", help="Threads that read frames, 1 to 64."),
    ] = 1,
    negative: NegativeOption = False,
    big_endian: BigEndianOption = False,
    swap_axes: SwapAxesOption = False,
    flip_x: FlipXOption = False,
    flip_y: FlipYOption = False,
) -> None:
    """Read merchant IDs from touch frames or contacts.

    Prints one JSON object for each frame, or for each press of contacts; with --stream, for each
    event.

    Exit status: 0 if an ID was read and no two IDs differ, 1 if none was read or two IDs differ,
    2 on misuse. With --strict, 1 also if a frame, press or stamp that is there was not read.

    Example: stampcodec decode frames.npy --panel nexus5
    """
    from stampcodec.commands.diagnosis import diagnosed
    from stampcodec.commands.doubt import Doubt
    from stampcodec.commands.framereader import frame_reader, stamp_tracker, tell_limits
    from stampcodec.commands.recording import recording
    from stampcodec.commands.streaming import frames_in_time, rate_of
    from stampcodec.frames import Wiring

    wiring = Wiring(negative, big_endian, swap_axes, flip_x, flip_y)
    if stream:
        without_events = {"--table": as_table, "--diagnose": diagnose, "--still": still}
        refuse_given(without_events, "does not apply to the events of --stream")
    else:
        refuse_given({"--rate-hz": rate_hz}, "only a --stream has that")
    rate = None if rate_hz is None else rate_of(rate_hz)
    # What can be wrong without the file is refused before it is opened.
    target = panel_named(panel or DEFAULT_PANEL)
    if panel is not None:
        _expect_shape(rows, columns, target)
    family_named(family or OF_FRAMES, pitch_mm, target)
    scale, size_mm = scale_range(px_per_mm), screen_size(screen_mm)
    with opened(file) as source:
        form = recording(file, source)
        name = family_for(file, form.holds, family)
        if form.holds == CONTACTS:
            of_frames: dict[str, object] = {
                "--rows": rows,
                "--columns": columns,
                "--diagnose": diagnose,
                "--still": still,
                "--rate-hz": rate_hz,
                "--pitch-mm": pitch_mm,
            }
            refuse_given({**of_frames, **wiring_given(wiring)}, NOT_FRAMES)
            if stream:
                touching, stamps = _contact_stream(file, source, name, scale, size_mm)
                _track(file, touching, stamps, None, strict=strict)
                return
            found = _presses(file, source, name, scale, size_mm)
            _tell(found, table.PRESS_COLUMNS if as_table else None, strict=strict)
            return
        refuse_given({"--px-per-mm": px_per_mm, "--screen-mm": screen_mm}, NOT_CONTACTS)
        target = panel_for(source, form, panel)
        chosen = family_named(name, pitch_mm, target)
        _expect_shape(rows, columns, target)
        if diagnose:
            typer.echo(diagnosed(file, source, form, target, family, pitch_mm))
            return
        if stream:
            tell_limits(chosen, target)
            frames = frames_in_time(source, form, target, rate, wiring)
            unnamed = None if family is not None else name
            _track(file, frames, stamp_tracker(chosen, target), unnamed, strict=strict)
            return
        tried = families_tried(family, pitch_mm, target)
        reader = frame_reader(tried, target, still=still)
        blocks = _blocks(source, form, target, wiring)
        for each in tried:
            tell_limits(each, target)
        _tell(
            _frames(reader, blocks, threads, Doubt(target.noise_counts)),
            table.FRAME_COLUMNS if as_table else None,
            strict=strict,
        )


def _tell(
    described: Iterable[tuple[dict[str, Any], Reading | ContactReading]],
    columns: Sequence[Column] | None,
    *,
    strict: bool,
) -> None:
    """Print the readings; leave with a status when they do not name one merchant."""
    outcomes: Counter[Outcome] = Counter()
    merchants: set[int] = set()
    for row, reading in described:
        if columns and not outcomes:
            typer.echo(table.heading(columns))
        typer.echo(table.line(columns, row) if columns else json.dumps(row))
        outcomes[reading.outcome] += 1
        # An endless stream may name any number of merchants; two contradict.
        if reading.merchant_id is not None and len(merchants) < 2:
            merchants.add(reading.merchant_id)
    held_something = outcomes.total() - outcomes[Outcome.EMPTY]
    all_read = outcomes[Outcome.READ] == held_something or not strict
    if len(merchants) != 1 or not all_read:
        raise typer.Exit(NOT_READ)


def _track(
    file: Path,
    source: FrameSource | ContactSource,
    tracker: StampTracker | ContactStamps,
    unnamed: str | None,
    *,
    strict: bool,
) -> None:
    """Print the events of a stream; leave with a status when they do not name one merchant.

    Where nothing was read, say so of a family that nobody has named, `unnamed`.
    """
    from stampcodec.commands.eventline import no_stamp_of
    from stampcodec.commands.streaming import print_events

    merchants, kinds = print_events(source, tracker)
    if not merchants and unnamed is not None:
        typer.echo(f"{file}: {no_stamp_of(unnamed)}", err=True)
    if len(merchants) != 1 or (strict and kinds["unread"]):
        raise typer.Exit(NOT_READ)


def _expect_shape(rows: int | None, columns: int | None, panel: Panel) -> None:
    for name, given, own in (("--rows", rows, panel.rows), ("--columns", columns, panel.columns)):
        if given not in (None, own):
            raise typer.BadParameter(
                f"panel {panel.name} has {panel.rows} rows and {panel.columns} columns, "
                f"got {given}",
                param_hint=name,
            )


def _blocks(
    source: ByteSource, form: Format, panel: Panel, wiring: Wiring
) -> Iterator[NDArray[np.int16]]:
    """Return the frames; a file is checked to its end before the first is."""
    from stampcodec.frames import frame_blocks

    def blocks() -> Iterator[NDArray[np.int16]]:
        return frame_blocks(source, form, panel.rows, panel.columns, wiring)

    if source.size is None:
        return blocks()
    sizes = [len(block) for block in blocks()]
    source.rewind()
    return _with_progress(blocks(), sum(sizes), several=len(sizes) > 1)


def _frames(
    reader: FrameReader, blocks: Iterable[NDArray[np.int16]], threads: int, doubt: Doubt
) -> Iterator[tuple[dict[str, Any], Reading]]:
    number = 0
    for block in blocks:
        readings = reader.read_many(block, threads=threads)
        doubt.look(block, readings)
        for reading in readings:
            yield _described_frame(number, reading), reading
            number += 1
    doubt.end()


def _contact_stream(
    file: Path,
    source: ByteSource,
    name: str,
    scale: tuple[float, float] | None,
    size_mm: tuple[float, float] | None,
) -> tuple[ContactSource, ContactStamps]:
    """Return the contacts of a file with their times, and what follows stamps in them."""
    from stampcodec.commands.contactstamps import ContactStamps
    from stampcodec.commands.recording import contacts_in
    from stampcodec.source.contactfilesource import ContactFileSource

    contacts = contacts_in(source, size_mm)
    reader = contact_reader(name, scale, contacts)
    stamps = ContactStamps(reader.family, reader.px_per_mm, in_mm=contacts.unit == "mm")
    return ContactFileSource(str(file), contacts), stamps


def _presses(
    file: Path,
    source: ByteSource,
    name: str,
    scale: tuple[float, float] | None,
    size_mm: tuple[float, float] | None,
) -> Iterator[tuple[dict[str, Any], ContactReading]]:
    from stampcodec.commands.recording import contacts_in
    from stampcodec.touchpress import read_press

    contacts = contacts_in(source, size_mm)
    reader = contact_reader(name, scale, contacts)
    found = contacts.presses
    if not found:
        what = "set of points" if contacts.events is None else "press in its events"
        typer.echo(f"{file}: no {what}, nothing to read", err=True)
    for number, press in enumerate(found):
        reading = read_press(reader, press)
        yield _described_press(number, press, reading), reading


def _with_progress(
    blocks: Iterator[NDArray[np.int16]], total: int, *, several: bool
) -> Iterator[NDArray[np.int16]]:
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    if not several or not console.is_terminal:
        yield from blocks
        return
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("reading frames", total=total)
        for block in blocks:
            yield block
            progress.advance(task, len(block))


def _described_frame(number: int, reading: Reading) -> dict[str, Any]:
    pose = reading.pose
    return {
        "frame": number,
        "outcome": reading.outcome.name.lower(),
        "merchant_id": reading.merchant_id,
        # A micrometre and a thousandth of a degree: far below what a panel resolves.
        "pose": pose
        and {
            "x_mm": round(pose.x_mm, 3),
            "y_mm": round(pose.y_mm, 3),
            "angle_deg": round(pose.angle_deg, 3) % 360,
        },
        "corrected": reading.corrected,
        "margin": round(reading.margin, 4),
        "missing": reading.missing,
        "added": reading.added,
        "family": reading.family,
    }


def _described_press(number: int, press: Press, reading: ContactReading) -> dict[str, Any]:
    pose, scale = reading.pose, reading.px_per_mm
    samples, contacts = press.samples.shape[:2]
    return {
        "press": number,
        "contacts": contacts,
        "samples": samples,
        "cancelled": press.cancelled,
        "outcome": reading.outcome.name.lower(),
        "merchant_id": reading.merchant_id,
        "pose": pose
        and {
            "x_px": round(pose.x_px, 3),
            "y_px": round(pose.y_px, 3),
            "angle_deg": round(pose.angle_deg, 3) % 360,
        },
        "px_per_mm": scale and round(scale, 4),
        "corrected": reading.corrected,
        "margin": round(reading.margin, 4),
    }
