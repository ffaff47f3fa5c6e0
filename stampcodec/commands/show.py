"""``stampcodec show``: a face, a frame or a press as a picture."""

from __future__ import annotations

import math
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stampcodec.bytesource import STDIN, opened
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
from stampcodec.errors import ContactFileError, FrameFileError
from stampcodec.fileformat import CONTACTS, STAMP, recognised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from stampcodec._family import Family
    from stampcodec._panel import Panel
    from stampcodec.bytesource import ByteSource
    from stampcodec.lattice.reader import FrameReader
    from stampcodec.stampevent import StampEvent
    from stampcodec.stream.framesource import FrameSource

    Drawn = tuple[StampEvent, list[tuple[float, NDArray[np.int16]]]]

# Frames of a film strip.
STRIP = 7


def show(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Stamp file (.json), contacts (touch events in JSON, recordings of evemu, "
            "libinput, evtest, getevent) or frames (.npy, .npz, .csv, raw .td16, .touch), "
            "recognised by content; - for standard input, with --output.",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Picture to write, .png, .svg or .pdf; .gif with --gif.",
            show_default="FILE with the ending .png or .gif",
        ),
    ] = None,
    family: AnyFamilyOption = None,
    panel: SomePanelOption = None,
    pitch_mm: PitchOption = None,
    px_per_mm: ScaleOption = None,
    screen_mm: ScreenOption = None,
    still: StillOption = False,
    negative: NegativeOption = False,
    big_endian: BigEndianOption = False,
    swap_axes: SwapAxesOption = False,
    flip_x: FlipXOption = False,
    flip_y: FlipYOption = False,
    frame: Annotated[
        int | None,
        typer.Option(
            "--frame",
            metavar="N",
            help="Number of the frame or press to draw, from 0.",
            show_default="the one that reads most clearly",
        ),
    ] = None,
    stream: Annotated[
        bool,
        typer.Option(
            "--stream",
            help="Take the frames for a stream, and draw its first gesture as a film strip.",
        ),
    ] = False,
    gif: Annotated[
        bool,
        typer.Option(
            "--gif",
            help="Draw the first gesture of a stream as an animation, in slow motion; implies "
            "--stream.",
        ),
    ] = False,
    rate_hz: RateOption = None,
) -> None:
    """Draw a stamp's face, a frame, a press or a gesture as a picture.

    A frame or press is drawn with the face where it was read. --panel and --pitch-mm apply to
    frames, --px-per-mm to contacts; a stamp file needs no option. With --stream, frames of a
    gesture are drawn side by side, with the face where its track has it; with --gif, one after the
    other.

    Example: stampcodec show frames.npy -o frame.png
    """
    from stampcodec import stampfile
    from stampcodec.commands.recording import recording
    from stampcodec.commands.streaming import frames_in_time, rate_of
    from stampcodec.face import StampFace
    from stampcodec.frames import Wiring, frame_blocks
    from stampcodec.picture import face_picture, save_picture

    wiring = Wiring(negative, big_endian, swap_axes, flip_x, flip_y)
    picture = _picture_file(file, output, is_animated=gif)
    # A stamp file or contacts are no stream; the option that was given is named.
    streaming = "--gif" if gif else "--stream"
    stream = stream or gif
    if frame is not None and frame < 0:
        raise typer.BadParameter(f"expected 0 or more, got {frame}", param_hint="--frame")
    if stream:
        refuse_given({"--frame": frame, "--still": still}, "does not apply to a --stream")
    else:
        refuse_given({"--rate-hz": rate_hz}, "only a --stream has that")
    rate = None if rate_hz is None else rate_of(rate_hz)
    # What can be wrong without the file is refused before it is opened.
    target = panel_named(panel or DEFAULT_PANEL)
    family_named(family or OF_FRAMES, pitch_mm, target)
    scale, size_mm = scale_range(px_per_mm), screen_size(screen_mm)
    of_frames = {
        "--pitch-mm": pitch_mm,
        streaming: stream,
        "--still": still,
        **wiring_given(wiring),
    }
    of_contacts = {"--px-per-mm": px_per_mm, "--screen-mm": screen_mm}
    with opened(file) as source:
        if recognised(source) is STAMP:
            refuse_given(
                {"--family": family, "--frame": frame, **of_frames, **of_contacts},
                "does not apply to a stamp file",
            )
            figure = face_picture(StampFace(**stampfile.read_from(source, source.name)))
        else:
            form = recording(file, source)
            name = family_for(file, form.holds, family)
            if form.holds == CONTACTS:
                refuse_given(of_frames, NOT_FRAMES)
                figure = _press(file, source, name, scale, size_mm, frame)
            else:
                refuse_given(of_contacts, NOT_CONTACTS)
                target = panel_for(source, form, panel)
                if stream:
                    timed = frames_in_time(source, form, target, rate, wiring)
                    chosen = family_named(name, pitch_mm, target)
                    drawn = _gesture(file, timed, chosen)
                    if gif:
                        _animate(drawn, target, chosen, picture)
                        return
                    figure = _film_strip(drawn, target, chosen)
                else:
                    tried = families_tried(family, pitch_mm, target)
                    blocks = frame_blocks(source, form, target.rows, target.columns, wiring)
                    figure = _frame(file, blocks, tried, target, frame, still=still)
    save_picture(figure, picture)
    typer.echo(picture)


def _picture_file(file: Path, output: Path | None, *, is_animated: bool) -> Path:
    """Return the file to write, whose name is checked before anything is opened."""
    if output is None and str(file) == STDIN:
        raise typer.BadParameter("required with standard input", param_hint="--output")
    picture = output or file.with_suffix(".gif" if is_animated else ".png")
    if is_animated:
        from stampcodec.gesturepicture import expect_animation_name

        expect_animation_name(picture)
    else:
        from stampcodec.picture import expect_picture_name

        expect_picture_name(picture)
    return picture


def _frame(
    file: Path,
    blocks: Iterable[NDArray[np.int16]],
    families: Sequence[Family],
    panel: Panel,
    number: int | None,
    *,
    still: bool,
) -> Figure:
    from stampcodec.commands.framereader import frame_reader, tell_limits
    from stampcodec.picture import frame_picture

    reader = frame_reader(families, panel, still=still)
    frame = _clearest(reader, blocks) if number is None else _numbered(file, blocks, number)
    for each in families:
        tell_limits(each, panel)
    seen = reader.look(frame)
    return frame_picture(frame, panel, seen.reading, seen.family, seen.evidence)


def _gesture(file: Path, frames: FrameSource, family: Family) -> Drawn:
    """Find the first gesture, and its frames from before it to after it."""
    from stampcodec.commands.framereader import tell_limits
    from stampcodec.commands.streaming import first_gesture

    tell_limits(family, frames.panel)
    event, film = first_gesture(frames, family)
    if event is None:
        raise FrameFileError(file, "", "expected a stamp in the stream, got none")
    return event, film


def _film_strip(drawn: Drawn, panel: Panel, family: Family) -> Figure:
    """Draw a few frames of a gesture, evenly chosen."""
    from stampcodec.gesturepicture import gesture_picture

    event, film = drawn
    chosen = sorted({round(k * (len(film) - 1) / (STRIP - 1)) for k in range(STRIP)})
    return gesture_picture([film[k] for k in chosen], panel, event, family)


def _animate(drawn: Drawn, panel: Panel, family: Family, picture: Path) -> None:
    """Draw a gesture as an animation, and say where it is."""
    from stampcodec.gesturepicture import gesture_animation, save_animation

    event, film = drawn
    save_animation(gesture_animation(film, panel, event, family), picture)
    typer.echo(picture)


def _press(
    file: Path,
    source: ByteSource,
    family_name: str,
    scale: tuple[float, float] | None,
    size_mm: tuple[float, float] | None,
    number: int | None,
) -> Figure:
    from stampcodec.commands.recording import contacts_in
    from stampcodec.picture import press_picture
    from stampcodec.touchpress import read_press

    contacts = contacts_in(source, size_mm)
    reader = contact_reader(family_name, scale, contacts)
    presses = contacts.presses
    if not presses:
        raise ContactFileError(file, "", "expected a press to show, got none")
    if number is not None and number >= len(presses):
        raise _no_such_number(file, "presses", len(presses), number)
    readings = [read_press(reader, press) for press in presses]
    margins = [-1.0 if r.merchant_id is None else r.margin for r in readings]
    chosen = margins.index(max(margins)) if number is None else number
    return press_picture(presses[chosen], readings[chosen], reader.family, contacts.unit)


def _no_such_number(file: Path, what: str, count: int, number: int) -> typer.BadParameter:
    problem = f"{file} has {what} 0 to {count - 1}, got {number}"
    return typer.BadParameter(problem, param_hint="--frame")


def _numbered(file: Path, blocks: Iterable[NDArray[np.int16]], number: int) -> NDArray[np.int16]:
    """Return the frame of that number; nothing behind its block is read."""
    first = 0
    for block in blocks:
        if number < first + len(block):
            frame: NDArray[np.int16] = block[number - first]
            return frame
        first += len(block)
    raise _no_such_number(file, "frames", first, number)


def _clearest(reader: FrameReader, blocks: Iterable[NDArray[np.int16]]) -> NDArray[np.int16]:
    """Return the frame that reads with the widest margin, else the one with most signal."""
    import numpy as np

    best = (-math.inf, 0.0)
    clearest: NDArray[np.int16]
    for block in blocks:
        readings = reader.read_many(block)
        margins = [-1.0 if r.merchant_id is None else r.margin for r in readings]
        signals = np.median(np.sort(block.reshape(len(block), -1))[:, -20:], axis=1).tolist()
        worth, number = max(zip(zip(margins, signals, strict=True), count(), strict=False))
        if worth > best:
            # A copy, which does not keep the block.
            best, clearest = worth, block[number].copy()
    return clearest
