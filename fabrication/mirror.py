"""The one place of this project that mirrors a face.

A `StampFace` is in the panel view: the dots as they land on the screen, y down. Who turns the stamp
over and looks at the rubber sees the mirror image, and drawings, solids and boards count y up::

      panel view, on the screen          rubber view, into the face

      (0, 0) +----> x                       y ^
             |   F                            |   Ƒ         x -> -x   mirrored
           y v                         (0, 0) +----> x      y -> -y   drawings count y up

Everything that is made downstream takes a `RubberFace`, whose axes are right-handed with z out of
the rubber towards whoever looks: DXF, PDF, Gerber and solids write its numbers as they are. Only
formats that count y down (SVG, PNG) negate y again, which turns no picture around.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stampcodec import family

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec.face import StampFace


@dataclass(frozen=True, eq=False)
class RubberFace:
    """The dots of one stamp as looked at on the rubber: x to the right, y up, centre at (0, 0).

    Attributes
    ----------
    family : str
    merchant_id : int
    pitch_mm : float or None
        None where the family has no lattice.
    outline_mm : float
        Side of the square that the family designed.
    dots : float64 (n_dots, 3)
        x, y and diameter of the tip of each dot in mm, read-only, in the order of the face.
    empty : float64 (n_empty, 3)
        The same of the sites that hold no dot and may hold an insulating bump; none where the
        family has no lattice. Read-only.
    """

    family: str
    merchant_id: int
    pitch_mm: float | None
    outline_mm: float
    dots: NDArray[np.float64]
    empty: NDArray[np.float64]

    @property
    def label(self) -> str:
        """Name of the stamp for people and files, ``lattice8-4711`` for instance."""
        return f"{self.family}-{self.merchant_id}"


def rubber_view(face: StampFace) -> RubberFace:
    """Turn a face over: what lands on the screen becomes what is looked at on the rubber."""
    return RubberFace(
        family=face.family,
        merchant_id=face.merchant_id,
        pitch_mm=face.pitch_mm,
        outline_mm=face.outline_mm,
        dots=_turned_over(face.dots),
        empty=_turned_over(_empty_sites(face)),
    )


def _turned_over(places: NDArray[np.float64]) -> NDArray[np.float64]:
    # x is mirrored; y only counts the other way. + 0.0 makes -0.0 plain 0.0 in every file.
    result: NDArray[np.float64] = places * (-1.0, -1.0, 1.0) + 0.0
    result.setflags(write=False)
    return result


def _empty_sites(face: StampFace) -> NDArray[np.float64]:
    """List the sites of the face's lattice that hold no dot, as wide as its dots, panel view."""
    if face.pitch_mm is None:
        return np.empty((0, 3))
    sites = family(face.family, face.pitch_mm).sites[face.occupied == 0]
    return np.column_stack([sites, np.full(len(sites), np.median(face.dots[:, 2]))])
