"""``stampcodec show``: a face, a frame or a press as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from stampcodec import stampfile
from stampcodec.bytesource import STDIN, opened
from stampcodec.commands.framereader import frame_reader, tell_limits
from stampcodec.commands.options import (
    DEFAULT_PANEL,
    BigEndianOption,
    FlipXOption,
    FlipYOption,
    NegativeOption,
    PanelOption,
    PitchOption,
    ScaleOption,
    ScreenOption,
    SomeFamilyOption,
    SwapAxesOption,
    contact_reader,
    family_for,
    family_named,
    panel_named,
)
from stampcodec.commands.recording import contacts_in, recording
from stampcodec.errors import ContactFileError
from stampcodec.face import StampFace
from stampcodec.fileformat import CONTACTS, STAMP, recognised
from stampcodec.frames import Wiring, frame_blocks
from stampcodec.lattice.reader import FrameReader
from stampcodec.picture import face_picture, frame_picture, press_picture, save_picture
from stampcodec.touchpress import read_press

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from stampcodec.bytesource import ByteSource
    from stampcodec.fileformat import Format


def show(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Stamp file (.json), contacts (.json) or frames (.npy, .npz, .csv, raw .td16), "
            "recognised by content; - for standard input.",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Picture to write, .png, .svg or .pdf.",
            show_default="FILE with the ending .png",
        ),
    ] = None,
    family: SomeFamilyOption = None,
    panel: PanelOption = DEFAULT_PANEL,
    pitch_mm: PitchOption = None,
    px_per_mm: ScaleOption = None,
    screen_mm: ScreenOption = None,
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
) -> None:
    """Draw a stamp's face, a frame or a press as a picture.

    A frame or press is drawn with the face where it was read. --panel and --pitch-mm apply to
    frames, --px-per-mm to contacts; a stamp file needs no option.

    Example: stampcodec show frames.npy -o frame.png
    """
    if output is None and str(file) == STDIN:
        raise typer.BadParameter("required with standard input", param_hint="--output")
    target = output or file.with_suffix(".png")
    wiring = Wiring(negative, big_endian, swap_axes, flip_x, flip_y)
    with opened(file) as source:
        if recognised(source) is STAMP:
            figure = face_picture(StampFace(**stampfile.read_from(source, source.name)))
        else:
            form = recording(file, source)
            name = family_for(file, form.holds, family)
            if form.holds == CONTACTS:
                figure = _press(file, source, name, pitch_mm, px_per_mm, screen_mm, frame)
            else:
                figure = _frame(file, source, form, name, panel, pitch_mm, wiring, frame)
    save_picture(figure, target)
    typer.echo(target)


def _frame(
    file: Path,
    source: ByteSource,
    form: Format,
    family_name: str,
    panel_name: str,
    pitch: str | None,
    wiring: Wiring,
    number: int | None,
) -> Figure:
    panel = panel_named(panel_name)
    family = family_named(family_name, pitch, panel)
    frames = np.concatenate(list(frame_blocks(source, form, panel.rows, panel.columns, wiring)))
    _expect_number(file, "frames", len(frames), number)
    reader = frame_reader(family, panel)
    tell_limits(family, panel)
    chosen = frames[_clearest(reader, frames) if number is None else number]
    return frame_picture(chosen, panel, reader.read(chosen), family, reader.evidence(chosen))


def _press(
    file: Path,
    source: ByteSource,
    family_name: str,
    pitch: str | None,
    px_per_mm: str | None,
    screen_mm: str | None,
    number: int | None,
) -> Figure:
    contacts = contacts_in(source, screen_mm)
    reader = contact_reader(family_name, pitch, px_per_mm, contacts)
    presses = contacts.presses
    if not presses:
        raise ContactFileError(file, "", "expected a press to show, got none")
    _expect_number(file, "presses", len(presses), number)
    readings = [read_press(reader, press) for press in presses]
    margins = [-1.0 if r.merchant_id is None else r.margin for r in readings]
    chosen = int(np.argmax(margins)) if number is None else number
    return press_picture(presses[chosen], readings[chosen], reader.family, contacts.unit)


def _expect_number(file: Path, what: str, count: int, number: int | None) -> None:
    if number is not None and not 0 <= number < count:
        raise typer.BadParameter(
            f"{file} has {what} 0 to {count - 1}, got {number}", param_hint="--frame"
        )


def _clearest(reader: FrameReader, frames: NDArray[np.int16]) -> int:
    """Return the frame that reads with the widest margin, else the one with most signal."""
    readings = reader.read_many(frames)
    margins = [-1.0 if r.merchant_id is None else r.margin for r in readings]
    if max(margins) >= 0:
        return int(np.argmax(margins))
    return int(np.argmax(np.median(np.sort(frames.reshape(len(frames), -1))[:, -20:], axis=1)))
