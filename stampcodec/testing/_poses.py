"""Where a face lies on a panel."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from stampcodec.reading import Pose

if TYPE_CHECKING:
    from stampcodec._family import Family
    from stampcodec._panel import Panel
    from stampcodec.face import StampFace

# Places are whole tenths of a millimetre from the middle of the panel, angles whole degrees.
TENTHS = 10


def poses(
    panel: Panel, face: StampFace | Family, *, overhang_mm: float = 0.0
) -> st.SearchStrategy[Pose]:
    """Draw where a face lies: wholly on the screen, unless it may hang over.

    Parameters
    ----------
    panel : Panel
    face : StampFace or Family
        Its outline counts.
    overhang_mm : float
        How far the outline may reach over the edges of the screen.

    Returns
    -------
    strategy of Pose
        Shrinks to the middle of the panel and to angle 0, or to another quarter turn, or to a
        multiple of 30 degrees.

    Raises
    ------
    ValueError
        The face fits the panel at no angle.
    """
    # Quarter turns first, then the hours of a clock: an example shrinks to the first that fails.
    angles = [
        angle
        for angle in sorted(range(360), key=lambda angle: (angle % 90 > 0, angle % 30 > 0, angle))
        if min(_room_mm(panel, face.outline_mm, angle)) + overhang_mm >= 0
    ]
    if not angles:
        raise ValueError(
            f"panel {panel.name!r}: {panel.width_mm:g} x {panel.height_mm:g} mm, the face is "
            f"{face.outline_mm:g} mm; expected one that fits, or a larger overhang_mm"
        )

    @st.composite
    def drawn(draw: st.DrawFn) -> Pose:
        angle = draw(st.sampled_from(angles))
        x, y = (
            draw(st.integers(-most, most))
            for most in (
                math.floor(TENTHS * (room_mm + overhang_mm))
                for room_mm in _room_mm(panel, face.outline_mm, angle)
            )
        )
        x_mm, y_mm = panel.width_mm / 2 + x / TENTHS, panel.height_mm / 2 + y / TENTHS
        return Pose(round(x_mm, 4), round(y_mm, 4), float(angle))

    return drawn()


def _room_mm(panel: Panel, outline_mm: float, angle_deg: float) -> tuple[float, float]:
    """Return how far along x and y a turned square may move from the middle of a panel."""
    angle = math.radians(angle_deg)
    half_mm = outline_mm / 2 * (abs(math.cos(angle)) + abs(math.sin(angle)))
    return panel.width_mm / 2 - half_mm, panel.height_mm / 2 - half_mm
