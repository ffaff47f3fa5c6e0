r"""The rubber part: every choice that the face leaves open, as one frozen value.

Section through a dot; z = 0 at the top of the base, +z out of the rubber::

              tip = contact, the diameter that the face names
             ______
            /      \            ^ dot_height_mm, sides at draft_deg
    __    _/        \_    __    v fillet_mm at the foot     z = 0
      |__|            |__|      vent_mm wide, vent_depth_mm deep
    ----------------------      base_mm, compliant
    ======================      plane_mm, conductive back-plane
          |        |            handle_diameter_mm x handle_height_mm, conductive
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from stampcodec.argument import number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fabrication.mirror import RubberFace

OUTLINES = ("square", "circle", "rounded")
PROCESSES = ("moulded", "printed", "laser", "flex")
# What conducts and what insulates, where an order names no other.
MATERIALS = {
    "moulded": ("conductive silicone, Shore A 65 +- 5, below 5 ohm cm", "insulating silicone"),
    "printed": ("conductive TPU, carbon filled", "insulating TPU"),
    "laser": ("conductive silicone sheet, Shore A 65 +- 5, below 5 ohm cm", "insulating silicone"),
    "flex": ("conductive silicone, Shore A 65 +- 5, below 5 ohm cm", "insulating silicone"),
}
TOLERANCES = ("M1", "M2", "M3", "M4")

# Largest value of each length in mm: no hand stamp is larger, what is beyond is a typing error.
MOST_MM = {
    "outline_mm": 200.0,
    "corner_mm": 100.0,
    "dot_height_mm": 20.0,
    "base_mm": 30.0,
    "fillet_mm": 10.0,
    "vent_mm": 20.0,
    "vent_depth_mm": 30.0,
    "plane_mm": 10.0,
    "handle_diameter_mm": 200.0,
    "handle_height_mm": 200.0,
    "kerf_mm": 2.0,
    "hairline_mm": 1.0,
}
# These may be 0: no fillet, no vents, sharp corners.
MAY_BE_ZERO = ("corner_mm", "fillet_mm", "vent_mm", "vent_depth_mm", "kerf_mm")
MOST_DRAFT_DEG = 30.0
MOST_SHRINK_PERCENT = 20.0
# A computed circle is rounded up to this, so that the shop reads a plain number.
CIRCLE_STEP_MM = 0.5
ROUNDING_MM = 1e-9


@dataclass(frozen=True)
class Part:
    """What the rubber maker must know beside the dots; lengths in mm of the finished part.

    Attributes
    ----------
    outline : str
        ``"square"``, ``"circle"`` or ``"rounded"``, a square with corners of `corner_mm`.
    outline_mm : float or None
        Side or diameter. None: the side of the face, or the circle around the dots and their edge.
    corner_mm : float
        Radius of the corners of a rounded outline; not looked at for others.
    dot_height_mm, base_mm, plane_mm : float
        From the base to the flat tips; the compliant base; the conductive back-plane behind it.
    draft_deg : float
        Of the sides of a dot, 0 to 30: the tip keeps its diameter, the foot grows.
    fillet_mm : float
        Radius at the foot of a dot.
    vent_mm, vent_depth_mm : float
        Width and depth of the grooves between rows of dots that let air out; 0 for none. GGI
        recommends 1.5 x 0.3 mm below a closed key; here the grooves are open at both ends, and the
        feet of `lattice8` leave 0.69 mm between them.
    handle_diameter_mm, handle_height_mm : float
    material : str
        Of what conducts; left empty, what `process` works in.
    process : str
        ``"moulded"``, ``"printed"``, ``"laser"`` or ``"flex"``.
    tolerance : str
        Class of ISO 3302-1, ``"M1"`` to ``"M4"``.
    shrink_percent : float or None
        Only for a mould cavity: how much the moulder's compound shrinks, 0 to 20.
    camouflage : bool
        Fill the empty sites with bumps that insulate.
    kerf_mm : float
        Width of the laser's beam that its files allow for; 0: the machine does.
    hairline_mm : float
        Width of the lines that a laser cuts along, in SVG; programs tell cutting from engraving by
        it. Engravers of Epilog and Universal want 0.001 inch or less.
    """

    outline: str = "square"
    outline_mm: float | None = None
    # Round around the corner dots: lattice8 keeps its 1 mm to the edge up to 2.75 mm.
    corner_mm: float = 2.5
    dot_height_mm: float = 2.0
    base_mm: float = 2.5
    draft_deg: float = 3.0
    fillet_mm: float = 0.3
    # 0.6 fits between the feet of lattice8, 0.69 mm apart at 2 mm height, 3 degrees, 0.3 mm fillet.
    vent_mm: float = 0.6
    vent_depth_mm: float = 0.5
    plane_mm: float = 0.6
    handle_diameter_mm: float = 28.0
    handle_height_mm: float = 45.0
    material: str = ""
    process: str = "moulded"
    tolerance: str = "M2"
    shrink_percent: float | None = None
    camouflage: bool = False
    kerf_mm: float = 0.0
    hairline_mm: float = 0.025

    def __post_init__(self) -> None:
        """Check every field.

        Raises
        ------
        TypeError
            A field has the wrong type.
        ValueError
            A field is out of its range or contradicts another; the message names field, value and
            what was expected.
        """
        _one_of("outline", self.outline, OUTLINES)
        _one_of("process", self.process, PROCESSES)
        _one_of("tolerance", self.tolerance, TOLERANCES)
        if not isinstance(self.camouflage, bool):
            raise TypeError(f"camouflage: expected a bool, got {type(self.camouflage).__name__}")
        if not isinstance(self.material, str):
            raise TypeError(f"material: expected a str, got {type(self.material).__name__}")
        object.__setattr__(self, "material", self.material or MATERIALS[self.process][0])
        if not self.material.strip() or not self.material.isprintable():
            raise ValueError(f"material: expected one line of text, got {self.material!r}")
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in MOST_MM and value is not None:
                self._keep(field.name, value, MOST_MM[field.name])
        self._keep("draft_deg", self.draft_deg, MOST_DRAFT_DEG, zero=True)
        if self.shrink_percent is not None:
            self._keep("shrink_percent", self.shrink_percent, MOST_SHRINK_PERCENT, zero=True)
        if self.vent_depth_mm >= self.base_mm:
            raise ValueError(
                f"vent_depth_mm: expected less than base_mm ({self.base_mm:g}), "
                f"got {self.vent_depth_mm:g}"
            )
        if self.fillet_mm > self.dot_height_mm:
            raise ValueError(
                f"fillet_mm: expected at most dot_height_mm ({self.dot_height_mm:g}), "
                f"got {self.fillet_mm:g}"
            )
        if self.outline == "rounded" and self.outline_mm is not None:
            self._check_corner(self.outline_mm)
        self._check_process()

    @property
    def insulator(self) -> str:
        """What the bumps of the camouflage are made of."""
        return MATERIALS[self.process][1]

    @property
    def taper_mm(self) -> float:
        """How much wider than its tip a dot is at z = 0 on each side, fillet left out."""
        return self.dot_height_mm * math.tan(math.radians(self.draft_deg))

    @property
    def height_mm(self) -> float:
        """From the tips to the end of the handle."""
        return self.dot_height_mm + self.base_mm + self.plane_mm + self.handle_height_mm

    def foot_mm(self, diameter_mm: float) -> float:
        """Return the diameter at z = 0, draft and fillet included, of a dot with that tip."""
        # The fillet is tangent to the base and to the drafted side; it reaches r tan(45 - draft/2).
        reach = self.fillet_mm * math.tan(math.radians(45 - self.draft_deg / 2))
        return diameter_mm + 2 * (self.taper_mm + reach)

    def size_mm(self, rubber: RubberFace) -> float:
        """Return side or diameter of the outline for a face.

        Raises
        ------
        ValueError
            The outline is smaller than the dots, or its corners larger than the outline.
        """
        size = self._wanted_mm(rubber)
        need = self._least_mm(rubber)
        if size < need - ROUNDING_MM:
            raise ValueError(
                f"outline_mm: expected at least {need:.2f} for the dots of {rubber.label} in a "
                f"{self.outline} outline, got {size:g}"
            )
        if self.outline == "rounded":
            self._check_corner(size)
        return size

    def _wanted_mm(self, rubber: RubberFace) -> float:
        if self.outline_mm is not None:
            return self.outline_mm
        if self.outline != "circle":
            return rubber.outline_mm
        edge = rubber.outline_mm / 2 - _reach(abs(rubber.dots[:, :2]).max(axis=1), rubber)
        return math.ceil((self._least_mm(rubber) + 2 * edge) / CIRCLE_STEP_MM) * CIRCLE_STEP_MM

    def _least_mm(self, rubber: RubberFace) -> float:
        """Return the smallest outline that holds the tips of all dots."""
        across = abs(rubber.dots[:, :2])
        if self.outline == "circle":
            return 2 * _reach((across**2).sum(axis=1) ** 0.5, rubber)
        return 2 * _reach(across.max(axis=1), rubber)

    def _check_process(self) -> None:
        """Refuse what the process cannot make."""
        if self.process != "laser":
            if self.kerf_mm:
                raise ValueError(f"kerf_mm: expected process laser, got {self.process}")
            return
        if self.camouflage:
            raise ValueError("camouflage: a laser works in one sheet, which conducts everywhere")
        if self.shrink_percent is not None:
            raise ValueError("shrink_percent: a laser needs no mould")

    def _check_corner(self, size_mm: float) -> None:
        if self.corner_mm > size_mm / 2:
            raise ValueError(
                f"corner_mm: expected at most half the outline ({size_mm / 2:g}), "
                f"got {self.corner_mm:g}"
            )

    def _keep(self, name: str, value: float, most: float, *, zero: bool = False) -> None:
        """Check a number and keep it as a float, so that equal parts write equal files."""
        if (zero or name in MAY_BE_ZERO) and not isinstance(value, bool) and value == 0:
            object.__setattr__(self, name, 0.0)
        else:
            object.__setattr__(self, name, number(name, value, most))


def _reach(distance: NDArray[np.float64], rubber: RubberFace) -> float:
    return float((distance + rubber.dots[:, 2] / 2).max())


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if not isinstance(value, str):
        raise TypeError(f"{name}: expected a str, got {type(value).__name__}")
    if value not in allowed:
        raise ValueError(f"{name}: expected one of {', '.join(allowed)}, got {value!r}")
