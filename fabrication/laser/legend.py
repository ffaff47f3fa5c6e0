"""The legend of a laser's layers: what each takes off, how deep, in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fabrication.laser.work import AWAY, CUT, GROOVES, LABEL, PAST_MM
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from fabrication.drawing import Drawing
    from fabrication.part import Part


def steps(work: Drawing, part: Part) -> list[tuple[str, str, str]]:
    """List layer, colour and what the laser does, in the order of the work."""
    sheet = part.dot_height_mm + part.base_mm
    found = [
        (
            AWAY,
            "black",
            f"engrave away {part.dot_height_mm:g} mm deep: the face less its "
            f"{counted(len(work.rubber.dots), 'dot')}, {PAST_MM:g} mm past the cut",
        )
    ]
    if any(path.layer == GROOVES for path in work.paths):
        found.append(
            (GROOVES, "blue", f"engrave another {part.vent_depth_mm:g} mm deep: the vents")
        )
    found.append((CUT, "red", f"cut through the sheet of {sheet:g} mm, last"))
    found.append((LABEL, "green", "score beside the part, or leave out"))
    return found


def legend(work: Drawing, part: Part) -> str:
    """Write the legend as lines of text."""
    if part.kerf_mm:
        kerf = f"A beam of {part.kerf_mm:g} mm is allowed for: switch the program's own kerf off."
    else:
        kerf = "No beam is allowed for: finished-part sizes, set the kerf in your program."
    rows = steps(work, part)
    wide = max(len(layer) for layer, _, _ in rows)
    lines = [
        f"{work.rubber.label}: seen on the rubber, 1:1 in mm, do not mirror",
        f"{part.material}; sheet {part.dot_height_mm + part.base_mm:g} mm thick",
        kerf,
        "",
        *(
            f"{number}. {layer:{wide}}  {colour:5}  {what}"
            for number, (layer, colour, what) in enumerate(rows, 1)
        ),
    ]
    if part.draft_deg:
        lines += ["", f"Shoulder of the dots {part.draft_deg:g} degrees: tips keep their diameter."]
    return "\n".join(lines) + "\n"
