"""The built-in designs: a lattice, the code on it, and the size it is meant for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stampcodec.lattice import code
from stampcodec.lattice.sites import Lattice

if TYPE_CHECKING:
    from stampcodec.lattice.code import Code


@dataclass(frozen=True)
class Design:
    """One row of the table of families, at its nominal size.

    Attributes
    ----------
    name : str
    lattice : Lattice
    code : Code
        ``code.length`` is the number of the lattice's data sites.
    pitch_mm, dot_mm, outline_mm : float
        Distance of neighbouring sites, diameter of a dot and side of the square face. The
        proportions stay when the pitch changes.
    """

    name: str
    lattice: Lattice
    code: Code
    pitch_mm: float
    dot_mm: float
    outline_mm: float

    def scaled(self, length_mm: float, pitch_mm: float) -> float:
        """Scale a nominal length to another pitch."""
        return length_mm * pitch_mm / self.pitch_mm


# docs/spec.md, clause 2: the numbers of each family.
DESIGNS = {
    design.name: design
    for design in (
        Design(
            "lattice7",
            Lattice(columns=7, has_centre=False),
            code.LATTICE7,
            pitch_mm=6.0,
            dot_mm=4.0,
            outline_mm=42.0,
        ),
        Design(
            "lattice8",
            Lattice(columns=8, has_centre=True),
            code.LATTICE8,
            pitch_mm=5.0,
            dot_mm=3.5,
            outline_mm=40.5,
        ),
    )
}
