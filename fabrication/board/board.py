r"""What is on the board, in mm, rubber view: the dots' side is the top.

The board takes the place of the conductive back-plane where the rubber between dots insulates. Both
copper layers are planes; coverlay lies over them but for the places that must touch something::

       dots     ___     ___            ___          top: an opening under each dot
      ========[     ]=[     ]========[     ]====    coverlay
      ------------------------------------------    copper, plane and pads in one
                       ||           ||              plated holes, clear of the openings
      ------------------------------------------    copper
      ===========[                     ]========    coverlay
                  \ _____ handle _____ /            bottom: one opening for the handle
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fabrication.drawing import OUTLINE, Path, Vertex, square_path

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from fabrication.mirror import RubberFace
    from fabrication.part import Part

# From the profile to the nearest conductor: Flex-Ability asks for 0.5 mm, as in rules.toml.
PULLBACK_MM = 0.5
# Weller PCB, flex capability: finished holes from 0.2 mm, an annular ring of 0.15 mm, 0.2 mm from
# the edge of a coverlay opening to copper that it does not show.
DRILL_MM = 0.3
VIA_PAD_MM = 0.6
COVERED_MM = 0.2
# Places that a hole may take, and how many there should be, spread over the handle.
GRID_MM = 0.25
QUADRANTS = ((1, 1), (-1, 1), (-1, -1), (1, -1))


@dataclass(frozen=True, eq=False)
class Board:
    """A board.

    Attributes
    ----------
    label : str
    profile : Path
        Where it is cut.
    plane : Path
        The copper of both layers.
    pads : float64 (n, 3)
        x, y and diameter of the openings under the dots, as the dots are.
    vias : tuple of (float, float)
        Plated holes between both planes, `DRILL_MM` wide.
    handle_mm : float
        Diameter of the opening for the handle, at (0, 0).
    """

    label: str
    profile: Path
    plane: Path
    pads: NDArray[np.float64]
    vias: tuple[tuple[float, float], ...]
    handle_mm: float


def board(rubber: RubberFace, part: Part) -> Board:
    """Lay out the board behind a face.

    Raises
    ------
    ValueError
        The outline of `part` does not hold the dots, or they leave no room for a plated hole.
    """
    handle = min(part.handle_diameter_mm, part.size_mm(rubber) - 4 * PULLBACK_MM)
    return Board(
        label=rubber.label,
        profile=_outline(rubber, part, 0.0),
        plane=_outline(rubber, part, PULLBACK_MM),
        pads=rubber.dots,
        vias=_vias(rubber, handle),
        handle_mm=handle,
    )


def _outline(rubber: RubberFace, part: Part, inside_mm: float) -> Path:
    size = part.size_mm(rubber) - 2 * inside_mm
    if part.outline == "circle":
        return Path(OUTLINE, (Vertex(size / 2, 0.0, 1.0), Vertex(-size / 2, 0.0, 1.0)))
    corner = part.corner_mm if part.outline == "rounded" else 0.0
    return square_path(size, max(corner - inside_mm, 0.0))


def _vias(rubber: RubberFace, handle_mm: float) -> tuple[tuple[float, float], ...]:
    """Put a hole in each quadrant of the handle, as near to its middle as the dots leave room."""
    reach = (handle_mm - VIA_PAD_MM) / 2 - COVERED_MM
    n = math.floor(reach / GRID_MM)
    steps = np.arange(-n, n + 1) * GRID_MM
    places = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 2)
    across = places[:, None, :] - rubber.dots[None, :, :2]
    clear = np.hypot(across[..., 0], across[..., 1]) - rubber.dots[:, 2] / 2
    free = places[
        (clear.min(axis=1) >= VIA_PAD_MM / 2 + COVERED_MM)
        & (np.hypot(places[:, 0], places[:, 1]) <= reach)
        & (np.abs(places).min(axis=1) > VIA_PAD_MM)
    ]
    vias = []
    for x_sign, y_sign in QUADRANTS:
        mine = free[(np.sign(free) == (x_sign, y_sign)).all(axis=1)]
        if len(mine):
            off = np.hypot(*(np.abs(mine) - handle_mm / 4).T)
            vias.append((float(mine[off.argmin(), 0]), float(mine[off.argmin(), 1])))
    if not vias:
        raise ValueError(
            f"board: the dots of {rubber.label} leave no room for a plated hole of "
            f"{VIA_PAD_MM:g} mm within {handle_mm:g} mm"
        )
    return tuple(vias)
