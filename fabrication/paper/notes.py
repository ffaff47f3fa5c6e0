"""Notes and the table of tolerances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabrication.dimension import COPLANARITY_MM, place_mm, resistance_ohm
from fabrication.drawing import CAMOUFLAGE
from fabrication.force import press_force_n
from fabrication.paper import measure
from fabrication.paper.pen import BLACK, RED, SMALL_MM, THICK_MM, THIN_MM, wrapped
from fabrication.tolerance import steps_mm, tolerance_mm
from fabrication.vents import vents
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fabrication.drawing import Drawing
    from fabrication.paper.pen import Pen
    from fabrication.part import Part
    from fabrication.rules.finding import Finding

LINE_MM = 3.0
# What each shop adds to the sizes by itself.
ALLOWANCES = {
    "moulded": "Shrinkage of the compound is the moulder's to add.",
    "printed": "Shrinkage of the filament is the printer's to add.",
    "laser": "Half the kerf is the cutter's to add, unless kerf_mm was given.",
    "flex": "The copper below the dots is drawn in the board files.",
}
BACK = {"flex": "flexible circuit"}
BACK_MATERIAL = {"flex": "polyimide with copper on the side of the dots"}
TABLE_MM = 39.0


def notes(drawing: Drawing, part: Part) -> list[str]:
    """Return what a shop must know beside the sizes."""
    bumps = sum(circle.layer == CAMOUFLAGE for circle in drawing.circles)
    grooves = len(vents(drawing.rubber, part))
    place = place_mm(drawing.rubber, part.tolerance)
    force = press_force_n(drawing.rubber, part, COPLANARITY_MM)
    pressed = "" if force is None else f" {force:.0f} N press them flat."
    lines = [
        f"Sizes are those of the finished part. {_allowance(part)}",
        "Seen on the rubber. The mark it leaves is the mirror image: do not mirror this drawing.",
        "Tips are flat, clean and free of flash: they are the contact. Draft widens the foot only.",
        f"Dots, base, {BACK.get(part.process, 'back-plane')} (black) and handle are one conductor, "
        f"joined over their whole area: at most {resistance_ohm(drawing.rubber):g} ohm from any "
        "tip to the handle (probe Ø2, 1 N).",
        f"Back-plane: {BACK_MATERIAL.get(part.process, 'material of the dots')}. Handle: "
        "conductive plastic or metal.",
        f"Dots: x and y ±{place:.2f} after the best turn and shift of all, without scaling. All "
        f"tips lie between two parallel planes {COPLANARITY_MM:g} apart.{pressed}",
    ]
    if part.outline == "rounded":
        corner = measure.toleranced(
            part.corner_mm, tolerance_mm(part.corner_mm, part.tolerance), "R"
        )
        lines.append(f"Corners of the outline {corner}.")
    if grooves:
        lines.append(
            f"{counted(grooves, 'vent')} {part.vent_mm:g} wide, {part.vent_depth_mm:g} deep, "
            "midway between rows of dots, open at the edge."
        )
    elif part.vent_mm and part.vent_depth_mm:
        lines.append("No vents: no strip between the dots is free for one.")
    if part.process == "laser":
        lines.append(
            f"DXF and SVG show what is taken off a sheet of {part.dot_height_mm + part.base_mm:g}: "
            f"ENGRAVE-AWAY (black) {part.dot_height_mm:g} deep, ENGRAVE-VENTS (blue) another "
            f"{part.vent_depth_mm:g}, CUT (red) through, last."
        )
    if bumps:
        lines.append(
            f"{counted(bumps, 'bump')} (dashed) of {part.insulator}, sizes and height of the "
            "dots, on all other sites."
        )
    return lines


def _allowance(part: Part) -> str:
    """Say who adds what to the sizes; a mould that is larger already must not be enlarged."""
    if part.shrink_percent is None:
        return ALLOWANCES[part.process]
    return (
        f"Only the file of the mould is larger, by {part.shrink_percent:g} % linear shrinkage; "
        "do not add it again."
    )


def standard(part: Part) -> str:
    """Name what the tolerances follow: ISO 3302-1 is for moulded rubber and nothing else."""
    if part.process == "moulded":
        return f"ISO 3302-1 class {part.tolerance}"
    return "Tolerances of this drawing"


def draw_notes(
    pen: Pen,
    drawing: Drawing,
    part: Part,
    findings: Sequence[Finding],
    room: tuple[float, float, float, float],
) -> int:
    """Draw notes, then what the design rules found, into (left, bottom, right, top).

    Returns
    -------
    int
        How many findings did not fit.
    """
    left, bottom, right, top = room
    pen.text(left, top - 3.0, "Notes", SMALL_MM, weight="bold")
    y = top - 3.0 - LINE_MM * 1.2
    for number, note in enumerate(notes(drawing, part), 1):
        y = _item(pen, (left, y, right), f"{number}", note, BLACK)
    if not findings:
        _item(pen, (left, y, right), "-", "Design rules: none broken.", BLACK)
        return 0
    for index, finding in enumerate(findings):
        need = LINE_MM * (len(wrapped(str(finding), right - left - 4.0, SMALL_MM)) + 1)
        if y - need < bottom:
            more = counted(len(findings) - index, "more finding")
            text = f"{more} of the design rules on the next sheet."
            _item(pen, (left, y, right), "!", text, RED)
            return len(findings) - index
        y = _finding(pen, (left, y, right), finding)
    return 0


def draw_findings(
    pen: Pen, findings: Sequence[Finding], room: tuple[float, float, float, float]
) -> int:
    """Draw findings on a sheet of their own; return how many did not fit."""
    left, bottom, right, top = room
    pen.text(left, top - 3.0, "Findings of the design rules", SMALL_MM, weight="bold")
    y = top - 3.0 - LINE_MM * 1.5
    for index, finding in enumerate(findings):
        if y - LINE_MM * len(wrapped(str(finding), right - left - 4.0, SMALL_MM)) < bottom:
            return len(findings) - index
        y = _finding(pen, (left, y, right), finding)
    return 0


def draw_tolerances(pen: Pen, part: Part, left: float, top: float) -> None:
    """Draw the rows of the table that this part needs, after ISO 3302-1 for every process."""
    grade = part.tolerance
    pen.text(left, top - 3.0, standard(part), SMALL_MM, weight="bold")
    edges = [left, left + 17.0, left + 28.0, left + TABLE_MM]
    y = top - 3.0 - LINE_MM * 1.5
    for edge, text in zip(edges[1:], ("over - to", "fixed", "closure"), strict=True):
        pen.text(edge - 1.0, y, text, SMALL_MM * 0.9, align="right")
    pen.line((left, y - 1.0), (left + TABLE_MM, y - 1.0), width=THICK_MM)
    lower = 0.0
    for upper in steps_mm():
        if upper > 63.0:
            break
        y -= LINE_MM + 0.4
        fixed, closure = tolerance_mm(upper, grade), tolerance_mm(upper, grade, closure=True)
        cells = (f"{lower:g} - {upper:g}", f"±{fixed:.2f}", f"±{closure:.2f}")
        for edge, text in zip(edges[1:], cells, strict=True):
            pen.text(edge - 1.0, y, text, SMALL_MM, align="right")
        pen.line((left, y - 0.9), (left + TABLE_MM, y - 0.9), width=THIN_MM / 3)
        lower = upper


def _finding(pen: Pen, line: tuple[float, float, float], finding: Finding) -> float:
    error = finding.severity == "error"
    return _item(pen, line, "!", str(finding), RED if error else BLACK)


def _item(pen: Pen, line: tuple[float, float, float], mark: str, text: str, colour: int) -> float:
    """Letter an item with its mark; return where the next begins."""
    left, y, right = line
    pen.text(left, y, mark, SMALL_MM, colour=colour)
    for part in wrapped(text, right - left - 4.0, SMALL_MM):
        pen.text(left + 4.0, y, part, SMALL_MM, colour=colour)
        y -= LINE_MM
    return y - 0.5
