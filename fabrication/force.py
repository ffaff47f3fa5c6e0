"""How hard a stamp must be pressed until all of its tips touch."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fabrication.mirror import RubberFace
    from fabrication.part import Part

SHORE = re.compile(r"Shore A ([0-9]{1,2})\b", re.ASCII)


def modulus_mpa(shore_a: float) -> float:
    """Return Young's modulus of rubber from its hardness.

    Parameters
    ----------
    shore_a : float
        Above 0 and below 100.

    References
    ----------
    A. N. Gent, "On the relation between indentation hardness and Young's modulus", Rubber
    Chemistry and Technology 31 (1958).
    """
    return 0.0981 * (56 + 7.62336 * shore_a) / (0.137505 * (254 - 2.54 * shore_a))


def press_force_n(rubber: RubberFace, part: Part, travel_mm: float) -> float | None:
    """Return the force in N that shortens every dot and the base below it by `travel_mm`.

    That is the force at which the lowest tip touches if the highest stands so much above it; most
    dots are shortened by less, so it is an upper bound. None where the material names no Shore A.
    """
    named = SHORE.search(part.material)
    if named is None or float(named[1]) == 0:
        return None
    area = float((math.pi / 4 * rubber.dots[:, 2] ** 2).sum())
    return modulus_mpa(float(named[1])) * area * travel_mm / (part.dot_height_mm + part.base_mm)
