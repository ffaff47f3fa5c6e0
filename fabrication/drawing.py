"""The drawing of one part as values in mm: what every flat format draws, and no format yet.

Rubber view: x to the right, y up, centre of the face at (0, 0). `draw` is the only maker.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from fabrication.tolerance import tolerance_mm
from fabrication.vents import half_chord_mm, vents

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fabrication.mirror import RubberFace
    from fabrication.part import Part
    from fabrication.vents import Vent

OUTLINE, DOTS, CAMOUFLAGE, VENTS, TEXT = LAYERS = (
    "OUTLINE",
    "DOTS",
    "CAMOUFLAGE",
    "VENTS",
    "TEXT",
)
# ISO 3098 lettering, 2.5 mm; dimension lines 8 and 14 mm off the outline.
LETTER_MM = 2.5
FIRST_MM, SECOND_MM = 8.0, 14.0
# A quarter circle: tan(90 / 4 degrees).
QUARTER = math.sqrt(2) - 1


@dataclass(frozen=True)
class Circle:
    """A full circle."""

    layer: str
    x_mm: float
    y_mm: float
    diameter_mm: float


@dataclass(frozen=True)
class Vertex:
    """A corner of a path and how it goes on to the next.

    `bulge` is tan(angle / 4) of the arc to the next vertex, 0 for a line, above 0 for an arc that
    turns counter-clockwise: true arcs, as DXF has them.
    """

    x_mm: float
    y_mm: float
    bulge: float = 0.0


@dataclass(frozen=True)
class Path:
    """A closed path of lines and arcs."""

    layer: str
    vertices: tuple[Vertex, ...]


@dataclass(frozen=True)
class Text:
    """One line, centred on x, its base line at y."""

    layer: str
    x_mm: float
    y_mm: float
    height_mm: float
    text: str


@dataclass(frozen=True)
class Dimension:
    """A measure between two points, or across a circle.

    Attributes
    ----------
    kind : str
        ``"horizontal"``, ``"vertical"`` or ``"diameter"``; a diameter runs from `start` to `end`
        through the centre.
    start, end : (float, float)
        The two points.
    line_mm : float
        y of a horizontal, x of a vertical dimension line; not looked at for a diameter.
    value_mm, tolerance_mm : float
        What is written, plus or minus.
    prefix : str
        Before the value: ``"23x "`` for instance; the diameter sign is the format's.
    text_at : (float, float)
        Where the value of a diameter stands, clear of the part.
    """

    kind: str
    start: tuple[float, float]
    end: tuple[float, float]
    line_mm: float
    value_mm: float
    tolerance_mm: float
    prefix: str = ""
    text_at: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Drawing:
    """One part, seen into its face.

    Attributes
    ----------
    rubber : RubberFace
        What was drawn; for tables and title blocks.
    size_mm : float
        Side or diameter of the outline.
    circles, paths, texts, dimensions : tuple
        Circles: the dots in the order of ``rubber.dots``, the bumps of the camouflage, a round
        outline. Paths: any other outline, the vents.
    """

    rubber: RubberFace
    size_mm: float
    circles: tuple[Circle, ...]
    paths: tuple[Path, ...]
    texts: tuple[Text, ...]
    dimensions: tuple[Dimension, ...]


def draw(rubber: RubberFace, part: Part) -> Drawing:
    """Draw a part.

    Raises
    ------
    ValueError
        The outline of `part` does not hold the dots.
    """
    size = part.size_mm(rubber)
    circles = _circles(DOTS, rubber.dots)
    if part.camouflage:
        circles += _circles(CAMOUFLAGE, rubber.empty)
    paths = tuple(_groove(vent, rubber, part) for vent in vents(rubber, part))
    if part.outline == "circle":
        circles += (Circle(OUTLINE, 0.0, 0.0, size),)
    else:
        corner = part.corner_mm if part.outline == "rounded" else 0.0
        paths = (square_path(size, corner), *paths)
    label = Text(TEXT, 0.0, -size / 2 - SECOND_MM - 3 * LETTER_MM, LETTER_MM, rubber.label)
    return Drawing(rubber, size, circles, paths, (label,), _dimensions(rubber, part, size))


def square_path(size_mm: float, corner_mm: float = 0.0) -> Path:
    """Draw a square outline with round corners of that radius, counter-clockwise."""
    half = size_mm / 2
    if corner_mm == 0:
        corners = ((half, -half), (half, half), (-half, half), (-half, -half))
        return Path(OUTLINE, tuple(Vertex(x, y) for x, y in corners))
    flat = half - corner_mm
    vertices = []
    for x, y in ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)):
        # The side whose outward normal is (x, y), walked counter-clockwise, then its corner.
        if flat > 0:
            vertices.append(Vertex(half * x + flat * y, half * y - flat * x))
        vertices.append(Vertex(half * x - flat * y, half * y + flat * x, QUARTER))
    return Path(OUTLINE, tuple(vertices))


def _circles(layer: str, bumps: NDArray[np.float64]) -> tuple[Circle, ...]:
    return tuple(Circle(layer, float(x), float(y), float(d)) for x, y, d in bumps)


def _groove(vent: Vent, rubber: RubberFace, part: Part) -> Path:
    """Draw a groove as a closed path whose ends lie on the outline."""
    low, high = vent.at_mm - vent.width_mm / 2, vent.at_mm + vent.width_mm / 2
    near, far = half_chord_mm(low, rubber, part), half_chord_mm(high, rubber, part)
    end = 0.0
    if part.outline == "circle":
        turn = math.atan2(high, far) - math.atan2(low, near)
        end = math.tan(turn / 4)
    if vent.axis == "x":
        corners = ((-near, low, 0.0), (near, low, end), (far, high, 0.0), (-far, high, end))
    else:
        # The same turned by a quarter and walked the other way round: counter-clockwise again.
        corners = ((high, -far, 0.0), (high, far, end), (low, near, 0.0), (low, -near, end))
    return Path(VENTS, tuple(Vertex(x, y, bulge) for x, y, bulge in corners))


def _dimensions(rubber: RubberFace, part: Part, size: float) -> tuple[Dimension, ...]:
    """Measure the outline, one dot, and one pitch where there is one."""
    half = size / 2
    sizes = [
        Dimension("horizontal", (-half, -half), (half, -half), -half - SECOND_MM, size, 0.0),
        Dimension("vertical", (-half, -half), (-half, half), -half - SECOND_MM, size, 0.0),
    ]
    if part.outline == "circle":
        sizes = [Dimension("horizontal", (-half, 0.0), (half, 0.0), -half - SECOND_MM, size, 0.0)]
    x, y, diameter = (float(value) for value in _first_dot(rubber))
    toward = math.sqrt(0.5) * diameter / 2
    sizes.append(
        Dimension(
            "diameter",
            (x - toward, y + toward),
            (x + toward, y - toward),
            0.0,
            diameter,
            0.0,
            f"{len(rubber.dots)}x ",
            (half + SECOND_MM, half + FIRST_MM),
        )
    )
    if rubber.pitch_mm is not None:
        left = float(min(rubber.dots[:, 0].min(), rubber.empty[:, 0].min(initial=math.inf)))
        bottom = float(min(rubber.dots[:, 1].min(), rubber.empty[:, 1].min(initial=math.inf)))
        # From the rims: extension lines leave the dots and their numbers alone.
        rim = bottom - diameter / 2
        ends = (left, rim), (left + rubber.pitch_mm, rim)
        sizes.append(Dimension("horizontal", *ends, -half - FIRST_MM, rubber.pitch_mm, 0.0))
    return tuple(_with_tolerance(size, part.tolerance) for size in sizes)


def _first_dot(rubber: RubberFace) -> NDArray[np.float64]:
    """Return the dot nearest the upper right corner, where a leader has room."""
    result: NDArray[np.float64] = rubber.dots[(rubber.dots[:, 0] + rubber.dots[:, 1]).argmax()]
    return result


def _with_tolerance(size: Dimension, grade: str) -> Dimension:
    return replace(size, tolerance_mm=tolerance_mm(size.value_mm, grade))
