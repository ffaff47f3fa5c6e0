"""Pictures of a gesture: its frames with the face where its track has it.

A film strip for paper, an animation for the screen; both in the panel view, y down, millimetres.
"""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from PIL import Image

from stampcodec.errors import FileError
from stampcodec.outfile import replacing
from stampcodec.picture import COUNTS, INK, PAPER, POSE, draw_outline
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from stampcodec._panel import Panel
    from stampcodec.stampevent import StampEvent
    from stampcodec.view import FamilyView

SUFFIX = ".gif"
# A gesture lasts for a fifth of a second to some seconds; shown in this time all in all, a frame in
# no less than browsers keep to (they slow what is faster) and in no more than the eye waits for.
SHOWN_MS, LEAST_MS, MOST_MS = 4000, 50, 200
# Of one picture, and of the last one, which is looked at longer.
MOST_PICTURES, LAST_MS = 60, 1200
# Of an animation, inches: its width, the most height of the panel, and what is told above it.
WIDE_IN, MOST_HIGH_IN, HEAD_IN, DOTS_PER_INCH = 4.0, 6.0, 0.6, 80
# Shades of one picture: a GIF has 256 at most, and these look the same in a third of the bytes.
SHADES = 64


def gesture_picture(
    frames: Sequence[tuple[float, NDArray[np.int16]]],
    panel: Panel,
    event: StampEvent,
    family: FamilyView,
) -> Figure:
    """Draw a gesture as a film strip, with the face where its track has it in each frame.

    Parameters
    ----------
    frames : sequence of (seconds, int16 (rows, columns))
        Those to draw, at most a dozen.
    panel : Panel
    event : StampEvent
        "stamped" or "lifted": its pose, velocity and times are the track.
    family : Family
    """
    shown = min(1.0, panel.width_mm / panel.height_mm)
    figure = Figure(
        figsize=(len(frames) * (3.2 * shown + 0.3), 4.2),
        facecolor=PAPER,
        layout=ConstrainedLayoutEngine(w_pad=0.05, h_pad=0.1),
    )
    top = _top(frames, panel)
    for place, (time_s, frame) in enumerate(frames):
        axes = figure.add_subplot(1, len(frames), place + 1)
        axes.set_title(f"{1000 * (time_s - event.first_s):+.0f} ms", color=INK, fontsize=9)
        _draw(axes, time_s, frame, top, panel, event, family)
    figure.suptitle(
        f"{_told(event)}: {family.name} on {panel.name}, {counted(event.n_frames, 'frame')}",
        color=INK,
        fontweight="bold",
    )
    return figure


def gesture_animation(
    frames: Sequence[tuple[float, NDArray[np.int16]]],
    panel: Panel,
    event: StampEvent,
    family: FamilyView,
) -> bytes:
    """Draw a gesture as an animation, slowly enough to be followed.

    Parameters
    ----------
    frames : sequence of (seconds, int16 (rows, columns))
        At least one; of more than 60, as many spread evenly are drawn.
    panel, event, family
        As for `gesture_picture`.

    Returns
    -------
    bytes
        A GIF that repeats without end.
    """
    n = min(len(frames), MOST_PICTURES)
    chosen = [frames[k] for k in np.linspace(0, len(frames) - 1, n).round().astype(int)]
    top = _top(chosen, panel)
    high_in = min(WIDE_IN * panel.height_mm / panel.width_mm, MOST_HIGH_IN)
    tall_in = high_in + HEAD_IN
    figure = Figure((WIDE_IN, tall_in), DOTS_PER_INCH, facecolor=PAPER)
    canvas = FigureCanvasAgg(figure)
    pictures = []
    for time_s, frame in chosen:
        figure.clear()
        axes = figure.add_axes((0.02, 0.02, 0.96, high_in / tall_in - 0.02))
        _draw(axes, time_s, frame, top, panel, event, family)
        told = f"{family.name} on {panel.name}, {1000 * (time_s - event.first_s):+.0f} ms"
        figure.text(0.5, 1 - 0.25 / tall_in, _told(event), color=INK, ha="center", weight="bold")
        figure.text(0.5, 1 - 0.45 / tall_in, told, color=INK, ha="center", fontsize=9)
        canvas.draw()  # type: ignore[no-untyped-call]
        shown = np.array(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
        pictures.append(Image.fromarray(shown).convert("RGB"))
    # One palette for all: shades that jump from picture to picture flicker.
    palette = pictures[n // 2].quantize(SHADES)
    first, *others = (each.quantize(palette=palette, dither=Image.Dither.NONE) for each in pictures)
    each_ms = min(max(SHOWN_MS // n, LEAST_MS), MOST_MS)
    file = io.BytesIO()
    first.save(
        file,
        format="GIF",
        save_all=True,
        append_images=others,
        duration=[each_ms] * (n - 1) + [LAST_MS],
        loop=0,
    )
    return file.getvalue()


def save_animation(animation: bytes, path: Path | str) -> None:
    """Write an animation as .gif, whole or not at all.

    Raises
    ------
    FileError
        The name ends otherwise.
    OSError
        The file cannot be written.
    """
    expect_animation_name(path)
    with replacing(path) as aside:
        aside.write_bytes(animation)


def expect_animation_name(path: Path | str) -> None:
    """Raise FileError for a name that does not end in .gif."""
    if Path(path).suffix.lower() != SUFFIX:
        raise FileError(path, "", f"expected a name that ends in {SUFFIX}")


def _top(frames: Sequence[tuple[float, NDArray[np.int16]]], panel: Panel) -> float:
    """Return the counts that are drawn darkest: a few wrong cells may be above."""
    return max(6 * panel.noise_counts, *(float(np.sort(f, axis=None)[-8:][0]) for _, f in frames))


def _told(event: StampEvent) -> str:
    speed = 0.0 if event.velocity_mm_s is None else math.hypot(*event.velocity_mm_s)
    return f"merchant {event.merchant_id}, {event.gesture}, {speed:.0f} mm/s"


def _draw(
    axes: Axes,
    time_s: float,
    frame: NDArray[np.int16],
    top: float,
    panel: Panel,
    event: StampEvent,
    family: FamilyView,
) -> None:
    """Draw a frame, and the track at its time."""
    axes.imshow(
        frame,
        extent=(0, panel.width_mm, panel.height_mm, 0),
        cmap=COUNTS,
        vmin=0,
        vmax=top,
        interpolation="nearest",
    )
    axes.set_xticks([])
    axes.set_yticks([])
    if event.pose is not None:
        _draw_track(axes, event, time_s, family)
    axes.set_xlim(0, panel.width_mm)
    axes.set_ylim(panel.height_mm, 0)


def _draw_track(axes: Axes, event: StampEvent, time_s: float, family: FamilyView) -> None:
    """Draw the face where it is at a time, and the way that it goes."""
    assert event.pose is not None
    x_mm, y_mm, angle_deg = event.pose
    along, down = event.velocity_mm_s or (0.0, 0.0)

    def at(moment_s: float) -> tuple[float, float]:
        since_s = moment_s - event.last_s
        return x_mm + along * since_s, y_mm + down * since_s

    if event.gesture == "swipe":
        way = np.array([at(event.first_s), at(event.last_s)])
        axes.plot(way[:, 0], way[:, 1], color=POSE, lw=1.0, ls=":")
    if event.first_s <= time_s <= event.last_s:
        # a face that is pressed lies where it was last seen
        place = at(time_s) if event.gesture == "swipe" else (x_mm, y_mm)
        draw_outline(axes, family.outline_mm / 2, place, angle_deg)
