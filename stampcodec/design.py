"""The built-in designs: what makes the faces of one family, one row each.

A design is of one of two kinds. What a family, a face and a stamp file need of it is the same for
both, and stands in `Design`::

                      read from        dots
    LatticeDesign     raw frames       sites of a square lattice, at any pitch
    PatternDesign     touch points     five, as a table has them
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Protocol

import numpy as np

from stampcodec import limits
from stampcodec.lattice import code
from stampcodec.lattice.sites import Lattice
from stampcodec.touch.numbers import N_DOTS, SEPARATION_MM
from stampcodec.touch.patterns import N_PATTERNS, TENTHS_PER_MM, patterns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec._panel import Panel
    from stampcodec.lattice.code import Code
    from stampcodec.limits import Violation

# A hand stamp with sites further apart than this is a typing error.
LARGEST_PITCH_MM = 100.0
# A family is fitted to a panel in steps of a tenth of a millimetre.
STEPS_PER_MM = 10


class Design(Protocol):
    """What every row of the table of families can do, whatever its kind.

    Pitch, sites and code are a `LatticeDesign`'s alone.
    """

    @property
    def name(self) -> str:
        """Name of the family."""

    @property
    def dot_mm(self) -> float:
        """Diameter of a dot."""

    @property
    def outline_mm(self) -> float:
        """Side of the square face."""

    @property
    def purpose(self) -> str:
        """For whom the family is, a few words."""

    @property
    def n_ids(self) -> int:
        """Merchant IDs run from 0 to this, exclusive."""

    @property
    def face_pitch_mm(self) -> float | None:
        """What a face says about its pitch: None where the design has none."""

    def figures(self) -> dict[str, float]:
        """Return what tells a design of this kind from others of its kind."""

    @property
    def size(self) -> str:
        """Say at which size the design is, as `` at 5 mm pitch``; empty where it has but one."""

    @property
    def n_sizes(self) -> int:
        """Sizes to be tried on a panel."""

    def sized(self, number: int) -> Design:
        """Return one of these sizes, 0 to ``n_sizes - 1``, from the smallest."""

    def place(self, merchant_id: int) -> tuple[NDArray[np.float64], tuple[str, ...]]:
        """Return where the dots of a merchant lie, (n_dots, 2) in mm, and the role of each."""

    def tightest(self) -> tuple[NDArray[np.float64], tuple[str, ...]]:
        """Return the dots that are hardest on a panel: where they pass, every face passes."""

    def violations(
        self, dots: NDArray[np.float64], outline_mm: float, pitch_mm: float | None, panel: Panel
    ) -> list[Violation]:
        """List the limits that a face of this kind breaks on a panel."""


@dataclass(frozen=True)
class LatticeDesign:
    """A lattice, the code on it and a size.

    Attributes
    ----------
    name : str
    lattice : Lattice
    code : Code
        ``code.length`` is the number of the lattice's data sites.
    pitch_mm, dot_mm, outline_mm : float
        Distance of neighbouring sites, diameter of a dot and side of the square face. The
        proportions stay when the pitch changes.
    purpose : str
        For whom the family is.
    """

    name: str
    lattice: Lattice
    code: Code
    pitch_mm: float
    dot_mm: float
    outline_mm: float
    purpose: str

    @property
    def n_ids(self) -> int:
        """As many as the code has."""
        return self.code.n_ids

    @property
    def face_pitch_mm(self) -> float:
        """The pitch."""
        return self.pitch_mm

    def figures(self) -> dict[str, float]:
        """Return the size of the lattice and the distance of its code."""
        return {
            "n_sites": self.lattice.n_sites,
            "distance": self.code.distance,
            "pitch_mm": self.pitch_mm,
        }

    @property
    def size(self) -> str:
        """The pitch, in words."""
        return f" at {self.pitch_mm:g} mm pitch"

    def at(self, pitch_mm: float) -> LatticeDesign:
        """Scale everything to another pitch, from the sizes of the built-in row (clause 2.6)."""
        own = LATTICES[self.name]
        return replace(
            self,
            pitch_mm=pitch_mm,
            dot_mm=own.dot_mm * pitch_mm / own.pitch_mm,
            outline_mm=own.outline_mm * pitch_mm / own.pitch_mm,
        )

    @property
    def n_sizes(self) -> int:
        """All pitches, in steps of a tenth of a millimetre."""
        return round(LARGEST_PITCH_MM * STEPS_PER_MM)

    def sized(self, number: int) -> LatticeDesign:
        """Return the design at one of these pitches."""
        return self.at((number + 1) / STEPS_PER_MM)

    def place(self, merchant_id: int) -> tuple[NDArray[np.float64], tuple[str, ...]]:
        """Encode a merchant and put a dot on each occupied site (clauses 2 to 5)."""
        codewords = self.code.codewords(np.array([merchant_id], np.int64))
        return self._dots(self.lattice.occupied(codewords)[0])

    def tightest(self) -> tuple[NDArray[np.float64], tuple[str, ...]]:
        """Occupy every site."""
        return self._dots(np.ones(self.lattice.n_sites, dtype=np.uint8))

    def violations(
        self, dots: NDArray[np.float64], outline_mm: float, pitch_mm: float | None, panel: Panel
    ) -> list[Violation]:
        """Check a face that is read from raw frames."""
        own = self.pitch_mm if pitch_mm is None else pitch_mm
        return limits.lattice_violations(dots, outline_mm, own, panel)

    def _dots(self, occupied: NDArray[np.uint8]) -> tuple[NDArray[np.float64], tuple[str, ...]]:
        seats = np.flatnonzero(occupied)
        anchors = set(self.lattice.anchor_sites.tolist())
        roles = tuple("anchor" if seat in anchors else "data" for seat in seats.tolist())
        return self.lattice.sites(self.pitch_mm)[seats], roles


@dataclass(frozen=True)
class PatternDesign:
    """Five dots for each merchant, as the table of patterns has them, at one size only.

    Attributes
    ----------
    name : str
    dot_mm, outline_mm : float
        Diameter of a dot and side of the square face.
    purpose : str
        For whom the family is.
    """

    name: str
    dot_mm: float
    outline_mm: float
    purpose: str

    @property
    def n_ids(self) -> int:
        """As many as there are patterns."""
        return N_PATTERNS

    @property
    def face_pitch_mm(self) -> None:
        """None."""
        return

    def figures(self) -> dict[str, float]:
        """Return the number of dots and how far two patterns are apart."""
        return {"n_dots": N_DOTS, "separation_mm": SEPARATION_MM}

    @property
    def size(self) -> str:
        """Empty."""
        return ""

    @property
    def n_sizes(self) -> int:
        """One."""
        return 1

    def sized(self, number: int) -> PatternDesign:
        """Return the only one."""
        del number
        return self

    def place(self, merchant_id: int) -> tuple[NDArray[np.float64], tuple[str, ...]]:
        """Look the pattern up (clause 9.3)."""
        return patterns()[merchant_id] / TENTHS_PER_MM, ("data",) * N_DOTS

    def tightest(self) -> tuple[NDArray[np.float64], tuple[str, ...]]:
        """Return the pattern with the least distance of two dots; all else is alike."""
        return self.place(_closest())

    def violations(
        self, dots: NDArray[np.float64], outline_mm: float, pitch_mm: float | None, panel: Panel
    ) -> list[Violation]:
        """Check a face that is read from the touch points of a controller."""
        del pitch_mm
        return limits.contact_violations(dots, outline_mm, panel)


@cache
def _closest() -> int:
    """Return the number of the pattern with the least distance of two dots."""
    across = patterns()[:, :, None] - patterns()[:, None].astype(np.int64)
    square = (across**2).sum(axis=-1) + np.eye(N_DOTS, dtype=np.int64) * 10**9
    return int(square.min(axis=(1, 2)).argmin())


# docs/spec.md, clauses 2 and 9: the numbers of each family.
_SIX_MM = (
    Lattice(columns=7, has_centre=False),
    {"pitch_mm": 6.0, "dot_mm": 4.0, "outline_mm": 42.0},
)
_FIVE_MM = (
    Lattice(columns=8, has_centre=True),
    {"pitch_mm": 5.0, "dot_mm": 3.5, "outline_mm": 40.5},
)


def _row(
    name: str, size: tuple[Lattice, dict[str, float]], own: Code, purpose: str
) -> LatticeDesign:
    lattice, lengths = size
    return LatticeDesign(name, lattice, own, **lengths, purpose=purpose)


LATTICES = {
    design.name: design
    for design in (
        _row("lattice7", _SIX_MM, code.LATTICE7, "a million merchants, on coarse panels"),
        _row(
            "lattice7h12",
            _SIX_MM,
            code.LATTICE7H12,
            "few merchants and sure readings, on coarse panels",
        ),
        _row("lattice8", _FIVE_MM, code.LATTICE8, "more merchants than any other family"),
        _row(
            "lattice8h14",
            _FIVE_MM,
            code.LATTICE8H14,
            "a million merchants: the usual choice for raw frames",
        ),
        _row("lattice8h18", _FIVE_MM, code.LATTICE8H18, "few merchants and the surest readings"),
    )
}
TOUCH5 = PatternDesign(
    "touch5",
    dot_mm=7.0,
    outline_mm=53.0,
    purpose="customers' phones, which report touch points and no frames",
)
DESIGNS: dict[str, Design] = {**LATTICES, TOUCH5.name: TOUCH5}
