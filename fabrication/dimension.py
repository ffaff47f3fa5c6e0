"""What is measured on a made stamp: each dimension with its limits, and the verdict on it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fabrication.tolerance import tolerance_mm

if TYPE_CHECKING:
    from fabrication.mirror import RubberFace
    from fabrication.part import Part

# How far the highest tip may stand above the lowest: what a hand presses flat. A dot of lattice8 at
# Shore A 65 gives way by 0.15 mm under 1.4 N (Gent's modulus, 4.4 MPa, over 2 mm dot and 2.5 mm
# base), 45 of them under 64 N.
COPLANARITY_MM = 0.15
# A dot loses 5 % of its signal where the resistance is a third of its reactance: 1 / sqrt(1 + 1/9).
# Cover glass of 0.5 mm with a permittivity of 7, driven at 500 kHz, the upper end of touch panels.
REACTANCE_SHARE = 0.33
GLASS_F_PER_MM2 = 8.854e-15 * 7.0 / 0.5
DRIVE_HZ = 500e3
# Resolution of the limit that is printed.
STEP_OHM = 100.0

PASS, FAIL, OPEN = "pass", "fail", "not measured"
X, Y, DIAMETER, HEIGHT, RESISTANCE = DOT_SIZES = ("x", "y", "diameter", "height", "resistance")
COPLANARITY = "coplanarity"
MM, OHM = "mm", "ohm"


@dataclass(frozen=True)
class Dimension:
    """One line of the sheet.

    Attributes
    ----------
    item : str
        ``"dot 3 x"``, numbered as on the drawing.
    nominal : float or None
        None where there is only a limit.
    lower, upper : float
        What is allowed, both ends included.
    unit : str
    gauge : str
        What to measure it with.
    """

    item: str
    nominal: float | None
    lower: float
    upper: float
    unit: str
    gauge: str

    def verdict(self, measured: float | None) -> str:
        """Return ``"pass"``, ``"fail"`` or ``"not measured"``."""
        if measured is None:
            return OPEN
        # Half a nanometre: 1.6 + 0.1 is a little less than 1.7.
        return PASS if self.lower - 5e-7 <= measured <= self.upper + 5e-7 else FAIL


def dot_item(number: int, size: str) -> str:
    """Name a size of a dot, counted from 1."""
    return f"dot {number} {size}"


def dimensions(rubber: RubberFace, part: Part) -> tuple[Dimension, ...]:
    """List what is measured on a part: outline, dots in the order of the drawing, coplanarity."""
    grade, size = part.tolerance, part.size_mm(rubber)
    sides = ("diameter",) if part.outline == "circle" else ("width", "height")
    caliper = "caliper"
    listed = [_around(f"outline {side}", size, grade, caliper) for side in sides]
    limit = resistance_ohm(rubber)
    place = place_mm(rubber, grade)
    high = tolerance_mm(part.dot_height_mm, grade, closure=True)
    for number, (x, y, diameter) in enumerate(rubber.dots.tolist(), 1):
        listed += [
            Dimension(dot_item(number, X), x, x - place, x + place, MM, "scan or microscope"),
            Dimension(dot_item(number, Y), y, y - place, y + place, MM, "scan or microscope"),
            _around(dot_item(number, DIAMETER), diameter, grade, "scan or microscope"),
            Dimension(
                dot_item(number, HEIGHT),
                part.dot_height_mm,
                part.dot_height_mm - high,
                part.dot_height_mm + high,
                MM,
                "height gauge",
            ),
            Dimension(dot_item(number, RESISTANCE), None, 0.0, limit, OHM, "ohmmeter"),
        ]
    listed.append(Dimension(COPLANARITY, None, 0.0, COPLANARITY_MM, MM, "computed from heights"))
    return tuple(listed)


def place_mm(rubber: RubberFace, grade: str) -> float:
    """Return the tolerance of x and y, the same for all dots: that of the farthest coordinate.

    A best fit has no centre that it would hold better than the rest.
    """
    return tolerance_mm(float(abs(rubber.dots[:, :2]).max()), grade)


def resistance_ohm(rubber: RubberFace) -> float:
    """Return the largest resistance from a tip to the handle.

    All dots may share all of it, in the joint of face, back-plane and handle: it is compared with
    the reactance of all dots together.
    """
    area = float((math.pi / 4 * rubber.dots[:, 2] ** 2).sum())
    reactance = 1 / (2 * math.pi * DRIVE_HZ * GLASS_F_PER_MM2 * area)
    return math.floor(REACTANCE_SHARE * reactance / STEP_OHM) * STEP_OHM


def _around(item: str, nominal: float, grade: str, gauge: str) -> Dimension:
    allowed = tolerance_mm(nominal, grade)
    return Dimension(item, nominal, nominal - allowed, nominal + allowed, MM, gauge)
