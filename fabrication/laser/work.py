"""What a laser takes off a rubber sheet: a drawing of what goes, not of what remains.

Section; the beam comes from above, and the dots are what it leaves::

            kerf_mm: the beam's own width
        ____   |_|  ____
       |    |      |    |       ENGRAVE-AWAY, dot_height_mm deep: the face less the dots
    ___|    |_    _|    |___
              |__|              ENGRAVE-VENTS, vent_depth_mm deeper: all grooves as one shape
    ________________________
    ^                           CUT, through: last, since what is cut loose moves

Engraving runs past the edge, so that no rim is left where it meets the cut. A beam takes half its
width on each side of its path: cut lines lie that much outside the part, engraved shapes end that
much before what must stay.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shapely import box, get_parts, union_all

from fabrication.drawing import Circle, Drawing, Path, Text, Vertex, square_path
from fabrication.vents import half_chord_mm, vents

if TYPE_CHECKING:
    from shapely import LinearRing, Polygon

    from fabrication.mirror import RubberFace
    from fabrication.part import Part
    from fabrication.vents import Vent

AWAY, GROOVES, CUT, LABEL = LAYERS = ("ENGRAVE-AWAY", "ENGRAVE-VENTS", "CUT", "LABEL")
# How far engraving runs past the cut: the beam's width, and how exactly machines start a line.
PAST_MM = 1.0
# The label's base line below what is engraved.
LABEL_BELOW_MM = 3.5
LETTER_MM = 2.5


def laser_work(rubber: RubberFace, part: Part) -> Drawing:
    """Draw what a laser does to make a part.

    Parameters
    ----------
    rubber : RubberFace
    part : Part
        Its ``kerf_mm`` is allowed for; 0 leaves that to the machine.

    Returns
    -------
    Drawing
        Rubber view. Layers ENGRAVE-AWAY, whose circles inside the outermost shape are dots that
        stay, ENGRAVE-VENTS, CUT, and LABEL beside the part.

    Raises
    ------
    ValueError
        The outline does not hold the dots, or the beam is wider than a groove.
    """
    size, kerf = part.size_mm(rubber), part.kerf_mm
    edge = _outline(AWAY, part, size, kerf / 2 + PAST_MM)
    cut = _outline(CUT, part, size, kerf / 2)
    stay = tuple(Circle(AWAY, float(x), float(y), float(d) + kerf) for x, y, d in rubber.dots)
    lowest = -size / 2 - kerf / 2 - PAST_MM
    label = Text(LABEL, 0.0, lowest - LABEL_BELOW_MM, LETTER_MM, rubber.label)
    return Drawing(
        rubber,
        size,
        circles=(*(each for each in (edge, cut) if isinstance(each, Circle)), *stay),
        paths=(*(each for each in (edge, cut) if isinstance(each, Path)), *_grooves(rubber, part)),
        texts=(label,),
        dimensions=(),
    )


def _outline(layer: str, part: Part, size_mm: float, out_mm: float) -> Circle | Path:
    """Draw the part's edge, moved outwards."""
    wide = size_mm + 2 * out_mm
    if part.outline == "circle":
        return Circle(layer, 0.0, 0.0, wide)
    corner = part.corner_mm + out_mm if part.outline == "rounded" else 0.0
    return replace(square_path(wide, corner), layer=layer)


def _grooves(rubber: RubberFace, part: Part) -> tuple[Path, ...]:
    """Join all vents to one shape, so that no crossing is burnt twice or not at all."""
    wanted = vents(rubber, part)
    if not wanted:
        return ()
    width = part.vent_mm - part.kerf_mm
    if width <= 0:
        raise ValueError(
            f"kerf_mm: expected less than the vents are wide ({part.vent_mm:g}), "
            f"got {part.kerf_mm:g}"
        )
    strips = [_strip(vent, width, rubber, part) for vent in wanted]
    shapes = get_parts(union_all(strips))
    return tuple(_path(ring) for shape in shapes for ring in (shape.exterior, *shape.interiors))


def _strip(vent: Vent, width_mm: float, rubber: RubberFace, part: Part) -> Polygon:
    """Return a groove that runs past the edge on both of its sides."""
    low, high = vent.at_mm - width_mm / 2, vent.at_mm + width_mm / 2
    edge = max(half_chord_mm(low, rubber, part), half_chord_mm(high, rubber, part))
    reach = edge + part.kerf_mm / 2 + PAST_MM
    return box(-reach, low, reach, high) if vent.axis == "x" else box(low, -reach, high, reach)


def _path(ring: LinearRing) -> Path:
    return Path(GROOVES, tuple(Vertex(float(x), float(y)) for x, y in list(ring.coords)[:-1]))
