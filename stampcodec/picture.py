"""Pictures of a stamp's face, and of a frame or a press with what was read in it.

All are in the panel view, y down; axes are in millimetres, or in the unit
of a press.
"""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PatchCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.patches import Circle, FancyBboxPatch, Polygon, Rectangle

from stampcodec.design import LATTICES
from stampcodec.errors import FileError
from stampcodec.outfile import replacing
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from stampcodec._panel import Panel
    from stampcodec.reading import ContactReading, Pose, Reading
    from stampcodec.view import FaceView, FamilyView, PressView

INK = "#1f2430"
FAINT = "#9aa3b2"
PAPER = "#ffffff"
RUBBER = "#eef1f6"
ANCHOR = "#d1495b"
DATA = "#2b3a55"
POSE = "#12a594"
# From the page's white to a deep blue: rings in front stay readable on both ends.
COUNTS = LinearSegmentedColormap.from_list(
    "counts", ["#ffffff", "#dbe6f4", "#9dbbe0", "#5484bd", "#22487f", "#0d2346"]
)
EVIDENCE = LinearSegmentedColormap.from_list("evidence", ["#f4b400", "#f2784b", "#c2185b"])

FORMATS = (".png", ".svg", ".pdf")
DOTS_PER_INCH = 150
NOTEBOOK_DOTS_PER_INCH = 80


def face_picture(face: FaceView) -> Figure:
    """Draw a face as its dots land on the screen; a lattice shows its empty sites as crosses."""
    figure, axes = _sheet(6.0, 6.6)
    half = face.outline_mm / 2
    corner = face.outline_mm / 20
    axes.add_patch(
        FancyBboxPatch(
            (-half + corner, -half + corner),
            2 * (half - corner),
            2 * (half - corner),
            boxstyle=f"round,pad={corner}",
            facecolor=RUBBER,
            edgecolor=FAINT,
            linewidth=1.2,
        )
    )
    empty = _empty_sites(face)
    if len(empty):
        axes.plot(*empty.T, "+", color=FAINT, markersize=5, markeredgewidth=0.8)
    for role, colour in (("data", DATA), ("anchor", ANCHOR)):
        discs = [
            Circle((x, y), diameter / 2)
            for (x, y, diameter), own in zip(face.dots.tolist(), face.roles, strict=True)
            if own == role
        ]
        if not discs:
            continue
        axes.add_collection(PatchCollection(discs, facecolor=colour, edgecolor="none", zorder=3))
        axes.plot([], [], "o", color=colour, label=f"{role} ({len(discs)})")
    if len(empty):
        axes.plot([], [], "+", color=FAINT, label=f"empty ({len(empty)})")
    axes.set_xlim(-half - corner, half + corner)
    axes.set_ylim(half + corner, -half - corner)
    pitch = "" if face.pitch_mm is None else f", {face.pitch_mm:g} mm pitch"
    _headings(
        axes,
        f"merchant {face.merchant_id}",
        f"{face.family} in the panel view{pitch}, {face.outline_mm:g} mm wide",
    )
    axes.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, -0.1),
        ncols=3,
        frameon=False,
        labelcolor=INK,
        fontsize=9,
    )
    return figure


def frame_picture(
    frame: NDArray[np.int16],
    panel: Panel,
    reading: Reading,
    family: FamilyView,
    evidence: NDArray[np.float64] | None = None,
) -> Figure:
    """Draw a frame as a heat map, with the face where it was found.

    Parameters
    ----------
    frame : int16 (rows, columns)
        Counts, touch positive.
    panel : Panel
    reading : Reading
        What the reader made of the frame.
    family : Family
        The family it was read as.
    evidence : float64 (n_sites,), optional
        How much each site looks occupied, 0 to 1, as the colour of its ring.
    """
    figure, axes = _sheet(6.6 * min(1.9, panel.width_mm / panel.height_mm) + 2.2, 7.4)
    # Isolated corrupt nodes reach hundreds of counts and would leave everything else pale.
    eighth = float(np.sort(frame, axis=None)[-8:][0])
    top = max(eighth, 6 * panel.noise_counts)
    heat = axes.imshow(
        frame,
        extent=(0, panel.width_mm, panel.height_mm, 0),
        cmap=COUNTS,
        vmin=0,
        vmax=top,
        interpolation="nearest",
    )
    axes.add_patch(Rectangle((0, 0), panel.width_mm, panel.height_mm, fill=False, ec=FAINT, lw=0.8))
    _scale(figure, axes, heat, "counts")
    if reading.pose is not None:
        _draw_pose(axes, reading.pose, reading.merchant_id, family, evidence)
        if evidence is not None:
            _scale(figure, axes, ScalarMappable(cmap=EVIDENCE), "site evidence")
    axes.set_xlim(0, panel.width_mm)
    axes.set_ylim(panel.height_mm, 0)
    _headings(axes, *_told(reading, family, panel))
    return figure


def press_picture(
    press: PressView,
    reading: ContactReading | None = None,
    family: FamilyView | None = None,
    unit: str = "CSS pixels",
) -> Figure:
    """Draw the touches of a press, sample by sample, with the face where it was found.

    Parameters
    ----------
    press : Press
    reading : ContactReading, optional
        What the reader made of it; nothing where nobody has read it.
    family : Family, optional
        The family it was read as.
    unit : str
        Unit of the places, as `Contacts.unit` gives it.
    """
    figure, axes = _sheet(7.0, 7.6)
    axes.set_xlabel(f"x, {unit}", color=INK)
    axes.set_ylabel(f"y, {unit}", color=INK)
    touches = press.samples.reshape(-1, 2)
    axes.plot(*touches.T, ".", color=DATA, markersize=3, alpha=0.5)
    middles = np.median(press.samples, axis=0)
    axes.plot(*middles.T, "x", color=ANCHOR, markersize=9, markeredgewidth=1.6)
    if (
        reading
        and family
        and reading.merchant_id is not None
        and reading.pose
        and reading.px_per_mm
    ):
        pose, scale = reading.pose, reading.px_per_mm
        at = (pose.x_px, pose.y_px)
        draw_outline(axes, scale * family.outline_mm / 2, at, pose.angle_deg)
        dots = family.encode(reading.merchant_id).dots
        places = _placed(scale * dots[:, :2], at, pose.angle_deg)
        for place, diameter in zip(places, scale * dots[:, 2], strict=True):
            axes.add_patch(Circle(place, diameter / 2, fill=False, ec=POSE, lw=1.2))
    axes.margins(0.15)
    axes.invert_yaxis()
    _headings(axes, *_told_press(press, reading, family, unit))
    return figure


def save_picture(figure: Figure, path: Path | str) -> None:
    """Write a picture as .png, .svg or .pdf, whole or not at all.

    Raises
    ------
    FileError
        The name ends in none of these.
    OSError
        The file cannot be written.
    """
    expect_picture_name(path)
    with replacing(path) as aside:
        figure.savefig(aside, dpi=DOTS_PER_INCH, format=Path(path).suffix[1:].lower())


def expect_picture_name(path: Path | str) -> None:
    """Raise FileError for a name that does not end in .png, .svg or .pdf."""
    if Path(path).suffix.lower() not in FORMATS:
        raise FileError(path, "", f"expected a name that ends in {', '.join(FORMATS)}")


def png(figure: Figure) -> bytes:
    """Return a picture as a PNG of the size that a notebook shows."""
    file = io.BytesIO()
    figure.savefig(file, dpi=NOTEBOOK_DOTS_PER_INCH, format="png")
    return file.getvalue()


def _empty_sites(face: FaceView) -> NDArray[np.float64]:
    """Return the sites without a dot, (n, 2) in mm; none where the family has no lattice."""
    if face.pitch_mm is None or face.family not in LATTICES:
        return np.empty((0, 2))
    sites = LATTICES[face.family].lattice.sites(face.pitch_mm)
    across = sites[:, None, :] - face.dots[None, :, :2]
    empty: NDArray[np.float64] = sites[(np.abs(across).max(axis=2) > face.pitch_mm / 4).all(axis=1)]
    return empty


def _draw_pose(
    axes: Axes,
    pose: Pose,
    merchant_id: int | None,
    family: FamilyView,
    evidence: NDArray[np.float64] | None,
) -> None:
    at = (pose.x_mm, pose.y_mm)
    draw_outline(axes, family.outline_mm / 2, at, pose.angle_deg)
    occupied = np.zeros(family.n_sites, dtype=np.uint8)
    if merchant_id is not None:
        occupied = family.encode(merchant_id).occupied
    shade = occupied.astype(np.float64) if evidence is None else np.clip(evidence, 0, 1)
    places = _placed(family.sites, at, pose.angle_deg)
    for (x, y), dot, value in zip(places, occupied, shade, strict=True):
        radius = family.dot_mm / 2 if dot else family.dot_mm / 6
        axes.add_patch(
            Circle((x, y), radius, fill=False, ec=EVIDENCE(value), lw=1.7 if dot else 1.0)
        )


def draw_outline(axes: Axes, half: float, at: tuple[float, float], angle_deg: float) -> None:
    """Draw the square of a face, half its side given, with its centre and its upper edge."""
    outline = half * np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])
    axes.add_patch(
        Polygon(_placed(outline, at, angle_deg), closed=True, fill=False, ec=POSE, lw=1.6)
    )
    # A notch outside the upper edge says which way is up.
    notch = half * np.array([(-0.06, -1.0), (0.0, -1.09), (0.06, -1.0)])
    axes.add_patch(Polygon(_placed(notch, at, angle_deg), closed=True, fc=POSE, ec=POSE))
    axes.plot(*at, "+", color=POSE, markersize=9)


def _placed(
    points: NDArray[np.float64], at: tuple[float, float], angle_deg: float
) -> NDArray[np.float64]:
    """Carry points of the face, (n, 2), to where they lie on the panel."""
    angle = math.radians(angle_deg)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    placed: NDArray[np.float64] = points @ turn + at
    return placed


def _scale(figure: Figure, axes: Axes, shades: ScalarMappable, label: str) -> None:
    bar = figure.colorbar(shades, ax=axes, fraction=0.035, pad=0.03)
    bar.outline.set(visible=False)
    bar.ax.tick_params(colors=FAINT, labelcolor=INK, labelsize=8, length=3)
    bar.set_label(label, color=INK)


def _told(reading: Reading, family: FamilyView, panel: Panel) -> tuple[str, str]:
    if reading.merchant_id is None:
        return reading.outcome.name.lower(), f"read as {family.name} on {panel.name}"
    count = counted(reading.corrected, "site") if reading.corrected else "no site"
    return (
        f"merchant {reading.merchant_id}",
        f"{family.name} on {panel.name}, {count} corrected, margin {reading.margin:.2f}",
    )


def _told_press(
    press: PressView, reading: ContactReading | None, family: FamilyView | None, unit: str
) -> tuple[str, str]:
    samples, touches = press.samples.shape[:2]
    seen = f"{counted(touches, 'touch', 'touches')} in {counted(samples, 'sample')}"
    if press.cancelled:
        seen += ", cancelled by the device"
    if reading is None or family is None:
        return "not read yet", seen
    if reading.merchant_id is None or reading.px_per_mm is None:
        return reading.outcome.name.lower(), f"read as {family.name}, {seen}"
    scale = "" if unit == "mm" else f"{reading.px_per_mm:.2f} {unit.removeprefix('CSS ')} per mm, "
    return (
        f"merchant {reading.merchant_id}",
        f"{family.name}, {seen}, {scale}margin {reading.margin:.2f}",
    )


def _sheet(width_in: float, height_in: float) -> tuple[Figure, Axes]:
    margins = ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.15)
    figure = Figure(figsize=(width_in, height_in), facecolor=PAPER, layout=margins)
    axes = figure.add_subplot()
    axes.set_aspect("equal")
    for side in axes.spines.values():
        side.set_visible(False)
    axes.tick_params(colors=FAINT, labelcolor=INK, labelsize=8, length=3)
    axes.set_xlabel("x, mm", color=INK)
    axes.set_ylabel("y, mm", color=INK)
    return figure, axes


def _headings(axes: Axes, title: str, subtitle: str) -> None:
    axes.set_title(title, color=INK, fontsize=14, fontweight="bold", loc="left", pad=24)
    axes.annotate(
        subtitle,
        (0, 1),
        xytext=(0, 9),
        xycoords="axes fraction",
        textcoords="offset points",
        color=INK,
        alpha=0.65,
        fontsize=9,
    )
