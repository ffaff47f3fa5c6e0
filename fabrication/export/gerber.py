"""The board as Gerber X2 layers and an Excellon drill file, each made as text.

Gerber is a page of plain commands; no library is asked, since the one that is kept well writes
``G75`` without its ``*``. Dates are left out: the same board gives the same bytes.

References
----------
Ucamco, The Gerber Layer Format Specification, revision 2024.05: 4.7 circular interpolation, 4.10
regions, 5.6 standard attributes.
"""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from fabrication.board.board import VIA_PAD_MM, board
from fabrication.board.legend import area_mm2, legend
from fabrication.export import excellon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from fabrication.board.board import Board
    from fabrication.board.legend import Ring
    from fabrication.drawing import Path
    from fabrication.mirror import RubberFace
    from fabrication.part import Part

# FSLAX46Y46: six decimals of a millimetre, whole nanometres.
UNITS_PER_MM = 1_000_000
PROFILE_LINE_MM = 0.1
FIRST_APERTURE = 10
Point = tuple[float, float]
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "board.stampcodec.invalid")


def render(rubber: RubberFace, part: Part) -> dict[str, bytes]:
    """Write the files of the board by their names, those of KiCad's layers.

    Raises
    ------
    ValueError
        The outline of `part` does not hold the dots, or the dots leave no room for a plated hole.
    """
    plan = board(rubber, part)
    # Copper around the pads shows in no opening: solder mask defines them.
    pads = Flashes("SMDPad,SMDef", tuple(((x, y), d) for x, y, d in plan.pads.tolist()))
    vias = Flashes("ViaPad", tuple((place, VIA_PAD_MM) for place in plan.vias))
    handle = Flashes("ConnectorPad", (((0.0, 0.0), plan.handle_mm),))
    plane = _region(plan.plane, "Conductor")
    layers = {
        "F_Cu": _layer(plan, "Copper,L1,Top", [*plane, *_flashed(pads, vias)]),
        "B_Cu": _layer(plan, "Copper,L2,Bot", [*plane, *_flashed(handle, vias)]),
        "F_Mask": _layer(plan, "Soldermask,Top", _flashed(replace(pads, function="")), "Negative"),
        "B_Mask": _layer(
            plan, "Soldermask,Bot", _flashed(replace(handle, function="")), "Negative"
        ),
        "Edge_Cuts": _layer(plan, "Profile,NP", _stroked(plan.profile)),
    }
    letters = legend(plan)
    if letters:
        layers["B_Silkscreen"] = _layer(plan, "Legend,Bot", _lettered(letters))
    files = {f"{plan.label}-{name}.gbr": text.encode("ascii") for name, text in layers.items()}
    return files | {f"{plan.label}-PTH.drl": excellon.render(plan)}


@dataclass(frozen=True)
class Flashes:
    """Discs of one function, and where they are flashed.

    Attributes
    ----------
    function : str
        ``.AperFunction`` of the specification; empty for openings, which have none.
    discs : tuple of ((x, y), diameter)
        In mm.
    """

    function: str
    discs: tuple[tuple[Point, float], ...]


def _layer(plan: Board, function: str, content: Iterable[str], polarity: str = "Positive") -> str:
    name, guid = plan.label, uuid.uuid5(NAMESPACE, plan.label)
    net = ["%TO.N,STAMP*%"] if function.startswith("Copper") else []
    # A profile has no polarity.
    shown = [] if function.startswith("Profile") else [f"%TF.FilePolarity,{polarity}*%"]
    lines = [
        "%TF.GenerationSoftware,stampcodec,fabrication*%",
        f"%TF.ProjectId,{name},{guid},1*%",
        "%TF.SameCoordinates,Original*%",
        f"%TF.FileFunction,{function}*%",
        *shown,
        "%TF.Part,Single*%",
        f"G04 {name}: seen from the side of the dots, mm*",
        "%FSLAX46Y46*%",
        "%MOMM*%",
        "%LPD*%",
        *net,
        *content,
        "M02*",
    ]
    return "\n".join(lines) + "\n"


def _flashed(*groups: Flashes) -> list[str]:
    """Define an aperture for each function and diameter, then flash them in order."""
    lines, number, n = [], {}, FIRST_APERTURE
    for group in groups:
        apertures = []
        for diameter in sorted({diameter for _, diameter in group.discs}):
            number[group.function, diameter] = n
            apertures.append(f"%ADD{n}C,{diameter:.6f}*%")
            n += 1
        lines += _with_function(group.function, apertures)
    selected = 0
    for group in groups:
        for place, diameter in group.discs:
            if number[group.function, diameter] != selected:
                selected = number[group.function, diameter]
                lines.append(f"D{selected}*")
            lines.append(f"{_at(place)}D03*")
    return lines


def _region(path: Path, function: str) -> list[str]:
    """Fill a closed path."""
    return _with_function(function, ["G36*", *_contour(path), "G37*"])


def _lettered(rings: list[Ring]) -> list[str]:
    """Fill letters, then clear the holes in them."""
    filled = [ring for ring in rings if area_mm2(ring) > 0]
    holes = [ring for ring in rings if area_mm2(ring) < 0]
    lines = ["G36*", *_polygons(filled), "G37*"]
    return [*lines, "%LPC*%", "G36*", *_polygons(holes), "G37*"] if holes else lines


def _polygons(rings: list[Ring]) -> Iterator[str]:
    yield "G01*"
    for ring in rings:
        places = [_at(place) for place in ring]
        yield f"{places[0]}D02*"
        yield from (f"{place}D01*" for place in (*places[1:], places[0]))


def _stroked(path: Path) -> list[str]:
    """Draw a closed path as a thin line, its middle on the path."""
    aperture = [f"%ADD{FIRST_APERTURE}C,{PROFILE_LINE_MM:.6f}*%"]
    return [*_with_function("Profile", aperture), f"D{FIRST_APERTURE}*", *_contour(path)]


def _with_function(function: str, lines: list[str]) -> list[str]:
    """Say what apertures or regions are for, if anything."""
    if not function:
        return lines
    return [f"%TA.AperFunction,{function}*%", *lines, "%TD.AperFunction*%"]


def _contour(path: Path) -> list[str]:
    """Move to the first vertex and draw all sides, arcs as arcs."""
    first, *_ = path.vertices
    lines = ["G75*", f"{_at((first.x_mm, first.y_mm))}D02*"]
    mode = ""
    for start, end in pairwise((*path.vertices, first)):
        here, there = (start.x_mm, start.y_mm), (end.x_mm, end.y_mm)
        if here == there:  # a side between corners that meet
            continue
        wanted = "G01*" if start.bulge == 0 else "G03*" if start.bulge > 0 else "G02*"
        if wanted != mode:
            lines.append(wanted)
            mode = wanted
        centre = ""
        if start.bulge:
            i, j = _to_centre(here, there, start.bulge)
            centre = f"I{_units(i)}J{_units(j)}"
        lines.append(f"{_at(there)}{centre}D01*")
    return lines


def _to_centre(here: Point, there: Point, bulge: float) -> Point:
    """Return the way from the start of an arc that turns by ``4 atan(bulge)`` to its centre."""
    dx, dy = there[0] - here[0], there[1] - here[1]
    # Half the chord along, and across it by half the chord / tan(half the turn).
    across = 1 / math.tan(2 * math.atan(bulge)) / 2
    return dx / 2 - across * dy, dy / 2 + across * dx


def _at(place: Point) -> str:
    return f"X{_units(place[0])}Y{_units(place[1])}"


def _units(length_mm: float) -> int:
    return round(length_mm * UNITS_PER_MM)
