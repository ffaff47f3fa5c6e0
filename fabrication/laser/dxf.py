"""DXF for laser programs: closed lines of what is burnt away and of what is cut, text as outlines.

R2010 for programs of today; R12, which has no units and no light polylines, for old controllers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabrication.export import dxf
from fabrication.laser.work import AWAY, CUT, GROOVES, LABEL, PAST_MM
from fabrication.lettering import polygons

if TYPE_CHECKING:
    from ezdxf.document import Drawing as Document
    from ezdxf.entities.dxfentity import DXFEntity
    from ezdxf.layouts.layout import Modelspace

    from fabrication.drawing import Drawing, Text
    from fabrication.part import Part

# AutoCAD colour indices of black (white on black), blue, red and green.
COLOURS = {AWAY: 7, GROOVES: 5, CUT: 1, LABEL: 3}
# Whoever reads the file back must know what the circles have grown by.
KERF = "$USERR1"
APPLICATION = "STAMPCODEC"
MODERN, OLD = "R2010", "R12"


def render(work: Drawing, part: Part, version: str = MODERN) -> bytes:
    """Write what a laser does to make one part."""
    document = new_document(part, version)
    add_work(document.modelspace(), work)
    half = work.size_mm / 2 + part.kerf_mm / 2 + PAST_MM
    document.header["$EXTMIN"] = (-half, min(text.y_mm for text in work.texts), 0.0)
    document.header["$EXTMAX"] = (half, half, 0.0)
    return dxf.to_bytes(document)


def new_document(part: Part, version: str = MODERN) -> Document:
    """Return an empty drawing in mm with the layers of a laser."""
    document = dxf.empty_document(version)
    document.header[KERF] = part.kerf_mm
    document.appids.add(APPLICATION)
    for layer, colour in COLOURS.items():
        document.layers.add(layer, color=colour)
    return document


def add_work(space: Modelspace, work: Drawing, x_mm: float = 0.0, y_mm: float = 0.0) -> None:
    """Add the work of one part, its centre at (x_mm, y_mm)."""
    for circle in work.circles:
        where = (x_mm + circle.x_mm, y_mm + circle.y_mm)
        space.add_circle(where, circle.diameter_mm / 2, dxfattribs={"layer": circle.layer})
    for path in work.paths:
        points = [(x_mm + v.x_mm, y_mm + v.y_mm, v.bulge) for v in path.vertices]
        _add_ring(space, path.layer, points)
    for text in work.texts:
        add_outlines(space, text, x_mm, y_mm)


def add_outlines(space: Modelspace, text: Text, x_mm: float, y_mm: float) -> None:
    """Add a line of text as outlines; the first says in its extended data what they read."""
    where = (x_mm + text.x_mm, y_mm + text.y_mm)
    for number, points in enumerate(polygons(text.text, *where, text.height_mm)):
        ring = _add_ring(space, text.layer, [(x, y, 0.0) for x, y in points])
        if number == 0:
            ring.set_xdata(APPLICATION, [(1000, text.text)])


def _add_ring(space: Modelspace, layer: str, points: list[tuple[float, float, float]]) -> DXFEntity:
    attributes = {"layer": layer}
    if space.dxfversion == "AC1009":
        return space.add_polyline2d(points, format="xyb", close=True, dxfattribs=attributes)
    return space.add_lwpolyline(points, format="xyb", close=True, dxfattribs=attributes)
