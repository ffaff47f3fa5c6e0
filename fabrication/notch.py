"""The handle of a two-ended stamp: a face at each end, told apart by a notch around one of them.

::

    ==========      plain end
       |  |
       |  |         handle
       |__|
        ||          notch: a groove all round, off_mm from the back-plane of the notched end
       |  |
    ==========      notched end

A hand feels the notch before it sees the stamp, with either end up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fabrication.part import Part

ENDS = PLAIN, NOTCHED = "plain", "notched"
# A fingertip is wider than the notch and feels its edges; half a centimetre of handle stays around
# the axis, and as much between the notch and either end.
DEPTH_MM, WIDTH_MM, OFF_MM = 2.5, 6.0, 8.0
LEAST_CORE_MM = 5.0


def refuse_handle(part: Part) -> None:
    """Refuse a handle that has no room for the notch.

    Raises
    ------
    ValueError
        It is too thin or too short.
    """
    thin = 2 * DEPTH_MM + LEAST_CORE_MM
    if part.handle_diameter_mm < thin:
        raise ValueError(
            f"handle_diameter_mm: expected at least {thin:g} for the notch of a two-ended stamp, "
            f"got {part.handle_diameter_mm:g}"
        )
    short = 2 * OFF_MM + WIDTH_MM
    if part.handle_height_mm < short:
        raise ValueError(
            f"handle_height_mm: expected at least {short:g} for the notch of a two-ended stamp, "
            f"got {part.handle_height_mm:g}"
        )
