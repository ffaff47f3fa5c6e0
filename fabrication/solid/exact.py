"""The two bodies with exact surfaces, by Open CASCADE; `fabrication.solid.body` has the facets.

Importing this imports Open CASCADE, the extra ``[step]``.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from OCP.BRep import BRep_Builder
from OCP.BRepAlgoAPI import BRepAlgoAPI_Cut, BRepAlgoAPI_Fuse
from OCP.BRepBuilderAPI import (
    BRepBuilderAPI_MakeEdge,
    BRepBuilderAPI_MakeFace,
    BRepBuilderAPI_MakeWire,
    BRepBuilderAPI_Transform,
)
from OCP.BRepPrimAPI import (
    BRepPrimAPI_MakeBox,
    BRepPrimAPI_MakeCylinder,
    BRepPrimAPI_MakePrism,
    BRepPrimAPI_MakeRevol,
)
from OCP.GC import GC_MakeArcOfCircle
from OCP.gp import gp_Ax1, gp_Ax2, gp_Dir, gp_Pnt, gp_Trsf, gp_Vec
from OCP.TopoDS import TopoDS_Compound

from fabrication.drawing import square_path
from fabrication.solid.profile import profile
from fabrication.vents import vents

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fabrication.drawing import Path
    from fabrication.mirror import RubberFace
    from fabrication.part import Part

UP = gp_Dir(0, 0, 1)


def conductive(rubber: RubberFace, part: Part) -> Any:
    """Model the conductive body, as `fabrication.solid.body` pictures it.

    Raises
    ------
    ValueError
        The outline of `part` does not hold the dots.
    """
    base = _slab(rubber, part)
    # One direction at a time: what is cut away at once must not cross itself.
    for axis in ("x", "y"):
        grooves = _grooves(axis, rubber, part)
        if grooves:
            base = BRepAlgoAPI_Cut(base, _together(grooves)).Shape()
    shape = BRepAlgoAPI_Fuse(base, _handle(part)).Shape()
    # All at once is fast, and wrong where they cross each other: then one after the other.
    dots = _bumps(rubber.dots, part)
    for more in dots if _feet_meet(rubber.dots, rubber.dots, part) else [_together(dots)]:
        shape = BRepAlgoAPI_Fuse(shape, more).Shape()
    return shape


def insulating(rubber: RubberFace, part: Part) -> Any | None:
    """Model the bumps of the camouflage; None when there are none.

    Raises
    ------
    ValueError
        Feet of bumps meet those of others.
    """
    if not part.camouflage or not len(rubber.empty):
        return None
    bumps = _bumps(rubber.empty, part)
    if _feet_meet(rubber.empty, rubber.empty, part) or _feet_meet(rubber.dots, rubber.empty, part):
        foot = part.foot_mm(rubber.empty[0, 2])
        raise ValueError(
            f"camouflage: expected feet that keep clear of each other in a STEP file, got feet "
            f"of {foot:.2f} mm that meet; STL and 3MF have no such limit"
        )
    return _together(bumps)


def _feet_meet(some: NDArray[np.float64], others: NDArray[np.float64], part: Part) -> bool:
    return any(
        0 < math.dist(one[:2], other[:2]) < (part.foot_mm(one[2]) + part.foot_mm(other[2])) / 2
        for one in some.tolist()
        for other in others.tolist()
    )


def _together(shapes: list[Any]) -> Any:
    """Return shapes side by side as one."""
    builder, compound = BRep_Builder(), TopoDS_Compound()
    builder.MakeCompound(compound)
    for shape in shapes:
        builder.Add(compound, shape)
    return compound


def _slab(rubber: RubberFace, part: Part) -> Any:
    thickness, size = part.base_mm + part.plane_mm, part.size_mm(rubber)
    if part.outline == "circle":
        floor = gp_Ax2(gp_Pnt(0, 0, -thickness), UP)
        return BRepPrimAPI_MakeCylinder(floor, size / 2, thickness).Shape()
    path = square_path(size, part.corner_mm if part.outline == "rounded" else 0.0)
    face = BRepBuilderAPI_MakeFace(_wire(path, -thickness)).Face()
    return BRepPrimAPI_MakePrism(face, gp_Vec(0, 0, thickness)).Shape()


def _wire(path: Path, z_mm: float) -> Any:
    first, *_ = path.vertices
    wire = BRepBuilderAPI_MakeWire()
    for start, end in pairwise((*path.vertices, first)):
        here, there = gp_Pnt(start.x_mm, start.y_mm, z_mm), gp_Pnt(end.x_mm, end.y_mm, z_mm)
        if here.Distance(there) == 0:  # a side between corners that meet
            continue
        if start.bulge == 0:
            wire.Add(BRepBuilderAPI_MakeEdge(here, there).Edge())
            continue
        # The bulge is how far the arc's middle stands off, to the right, in half chords.
        dx, dy = (there.X() - here.X()) / 2, (there.Y() - here.Y()) / 2
        middle = gp_Pnt(here.X() + dx + start.bulge * dy, here.Y() + dy - start.bulge * dx, z_mm)
        wire.Add(BRepBuilderAPI_MakeEdge(GC_MakeArcOfCircle(here, middle, there).Value()).Edge())
    return wire.Wire()


def _grooves(axis: str, rubber: RubberFace, part: Part) -> list[Any]:
    reach, depth = part.size_mm(rubber), part.vent_depth_mm
    grooves = []
    for vent in vents(rubber, part):
        if vent.axis != axis:
            continue
        low, high = vent.at_mm - vent.width_mm / 2, vent.at_mm + vent.width_mm / 2
        corners = (gp_Pnt(-reach, low, -depth), gp_Pnt(reach, high, depth))
        if axis == "y":
            corners = (gp_Pnt(low, -reach, -depth), gp_Pnt(high, reach, depth))
        grooves.append(BRepPrimAPI_MakeBox(*corners).Shape())
    return grooves


def _bumps(places: NDArray[np.float64], part: Part) -> list[Any]:
    shapes = {diameter: _bump(diameter, part) for diameter in sorted(set(places[:, 2].tolist()))}
    moved = []
    for x, y, diameter in places.tolist():
        move = gp_Trsf()
        move.SetTranslation(gp_Vec(x, y, 0))
        moved.append(BRepBuilderAPI_Transform(shapes[diameter], move, True).Shape())
    return moved


def _bump(diameter_mm: float, part: Part) -> Any:
    """Turn the half section of a dot around the axis."""
    half = profile(diameter_mm, part)
    axis, tip = gp_Pnt(0, 0, 0), gp_Pnt(half.tip_mm, 0, half.height_mm)
    foot, side = gp_Pnt(half.centre_mm, 0, 0), gp_Pnt(half.side[0], 0, half.side[1])
    top = gp_Pnt(0, 0, half.height_mm)
    edges = [BRepBuilderAPI_MakeEdge(axis, foot).Edge()]
    if half.fillet_mm:
        # Half way along the fillet, as seen from its centre.
        turn = math.pi / 4 + half.draft_rad / 2
        middle = gp_Pnt(
            half.centre_mm - half.fillet_mm * math.cos(turn),
            0,
            half.fillet_mm * (1 - math.sin(turn)),
        )
        edges.append(BRepBuilderAPI_MakeEdge(GC_MakeArcOfCircle(foot, middle, side).Value()).Edge())
    if side.Distance(tip) > 0:
        edges.append(BRepBuilderAPI_MakeEdge(side, tip).Edge())
    edges.append(BRepBuilderAPI_MakeEdge(tip, top).Edge())
    edges.append(BRepBuilderAPI_MakeEdge(top, axis).Edge())
    wire = BRepBuilderAPI_MakeWire()
    for edge in edges:
        wire.Add(edge)
    face = BRepBuilderAPI_MakeFace(wire.Wire()).Face()
    return BRepPrimAPI_MakeRevol(face, gp_Ax1(axis, UP)).Shape()


def _handle(part: Part) -> Any:
    bottom = -(part.base_mm + part.plane_mm + part.handle_height_mm)
    length = part.handle_height_mm + part.plane_mm / 2
    floor = gp_Ax2(gp_Pnt(0, 0, bottom), UP)
    return BRepPrimAPI_MakeCylinder(floor, part.handle_diameter_mm / 2, length).Shape()
