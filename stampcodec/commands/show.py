"""``stampcodec show``: a face or a frame as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from stampcodec.commands.options import (
    FamilyOption,
    PanelOption,
    PitchOption,
    family_named,
    panel_named,
)
from stampcodec.face import StampFace
from stampcodec.frames import read_frames
from stampcodec.lattice.reader import FrameReader
from stampcodec.picture import face_picture, frame_picture, save_picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from numpy.typing import NDArray


def show(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="stamp.json, or frames: .npy or raw .td16.")
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Picture: .png, .svg or .pdf; FILE with .png when not given.",
        ),
    ] = None,
    family: FamilyOption = "lattice8",
    panel: PanelOption = "nexus5",
    pitch_mm: PitchOption = None,
    frame: Annotated[
        int | None,
        typer.Option("--frame", metavar="N", help="Frame to show; the clearest when not given."),
    ] = None,
) -> None:
    """Draw a stamp's face, or a frame with the fitted pose, its dots and the evidence for them.

    Family, panel and pitch say how to read frames; a stamp.json says its own.
    """
    if file.suffix.lower() == ".json":
        figure = _face(file)
    else:
        figure = _frame(file, family, panel, pitch_mm, frame)
    target = output or file.with_suffix(".png")
    save_picture(figure, target)
    typer.echo(target)


def _face(file: Path) -> Figure:
    return face_picture(StampFace.load(file))


def _frame(
    file: Path, family_name: str, panel_name: str, pitch: str | None, number: int | None
) -> Figure:
    panel = panel_named(panel_name)
    family = family_named(family_name, pitch, panel)
    frames = read_frames(file, panel.rows, panel.columns)
    if number is not None and not 0 <= number < len(frames):
        raise typer.BadParameter(
            f"{file} has frames 0 to {len(frames) - 1}, got {number}", param_hint="--frame"
        )
    reader = FrameReader(family, panel)
    chosen = frames[_clearest(reader, frames) if number is None else number]
    return frame_picture(chosen, panel, reader.read(chosen), family, reader.evidence(chosen))


def _clearest(reader: FrameReader, frames: NDArray[np.int16]) -> int:
    """Return the frame that reads with the widest margin, else the one with most signal."""
    readings = reader.read_many(frames)
    margins = [-1.0 if r.merchant_id is None else r.margin for r in readings]
    if max(margins) >= 0:
        return int(np.argmax(margins))
    return int(np.argmax(np.median(np.sort(frames.reshape(len(frames), -1))[:, -20:], axis=1)))
