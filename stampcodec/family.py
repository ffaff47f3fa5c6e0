"""A family of stamps: from a merchant ID to the face of its stamp.

::

    merchant ID -> message -> codeword -> occupied sites -> dots
             code.message_of_id   code.encode   lattice.occupied
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from stampcodec.argument import number, whole
from stampcodec.design import DESIGNS, Design
from stampcodec.face import StampFace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec.lattice.code import Code
    from stampcodec.limits import Violation
    from stampcodec.panel import Panel

# A hand stamp with sites further apart than this is a typing error.
LARGEST_PITCH_MM = 100.0
# `fit` tries pitches in steps of a tenth of a millimetre.
STEPS_PER_MM = 10


@dataclass(frozen=True)
class Family:
    """A design at a pitch. Everything geometric scales with the pitch.

    Make one with `family`.
    """

    design: Design
    pitch_mm: float

    @property
    def name(self) -> str:
        """Name of the design, ``"lattice8"`` for instance."""
        return self.design.name

    @property
    def code(self) -> Code:
        """Message to codeword and back."""
        return self.design.code

    @property
    def columns(self) -> int:
        """Sites along a side of the lattice."""
        return self.design.lattice.columns

    @property
    def n_ids(self) -> int:
        """Merchant IDs run from 0 to this, exclusive."""
        return self.code.n_ids

    @property
    def dot_mm(self) -> float:
        """Diameter of a dot."""
        return self.design.scaled(self.design.dot_mm, self.pitch_mm)

    @property
    def outline_mm(self) -> float:
        """Side of the square face."""
        return self.design.scaled(self.design.outline_mm, self.pitch_mm)

    @property
    def n_sites(self) -> int:
        """Sites that may hold a dot, anchors included."""
        return self.design.lattice.n_sites

    @cached_property
    def sites(self) -> NDArray[np.float64]:
        """Centre of every site, float64 (n_sites, 2), x and y in mm, row by row, read-only."""
        return self.design.lattice.sites(self.pitch_mm)

    @property
    def data_sites(self) -> NDArray[np.int64]:
        """Indices into `sites` of the codeword's bits, int64 (code.length,)."""
        return self.design.lattice.data_sites

    @property
    def anchor_sites(self) -> NDArray[np.int64]:
        """Indices into `sites` of the four corners, which always hold a dot, int64 (4,)."""
        return self.design.lattice.anchor_sites

    def encode(self, merchant_id: int) -> StampFace:
        """Design the stamp of a merchant.

        Parameters
        ----------
        merchant_id : int
            0 to ``n_ids - 1``.

        Returns
        -------
        StampFace

        Raises
        ------
        TypeError
            `merchant_id` is no integer.
        ValueError
            `merchant_id` is out of range.

        References
        ----------
        docs/spec.md, clauses 2 to 5.
        """
        merchant = whole("merchant ID", merchant_id, 0, self.n_ids - 1)
        codeword = self.code.encode(self.code.message_of_id(merchant))
        return self._face(merchant, self.design.lattice.occupied(codeword))

    def fit(self, panel: Panel) -> Family:
        """Return this family at the smallest pitch, in steps of 0.1 mm, that suits a panel.

        One step less breaks at least one rule of `stampcodec.limits`.

        Raises
        ------
        TypeError
            `panel` is no Panel.
        ValueError
            No pitch that the screen holds is enough; the message says for which rules.
        """
        broken: list[Violation] = []
        pitch_mm = 0.0
        for step in range(1, round(LARGEST_PITCH_MM * STEPS_PER_MM) + 1):
            candidate = Family(self.design, step / STEPS_PER_MM)
            found = candidate.violations(panel)
            if not found:
                return candidate
            if any(violation.rule == "screen" for violation in found):
                broken = broken or found
                break
            broken, pitch_mm = found, candidate.pitch_mm
        raise ValueError(
            f"{self.name} cannot fit panel {panel.name}; even at {pitch_mm:.1f} mm pitch, the "
            f"largest that the screen holds, {'; '.join(str(violation) for violation in broken)}"
        )

    def violations(self, panel: Panel) -> list[Violation]:
        """List the limits that a face of this family with every site occupied would break."""
        return self._face(0, np.ones(self.n_sites, dtype=np.uint8)).check(panel)

    def _face(self, merchant_id: int, occupied: NDArray[np.uint8]) -> StampFace:
        seats = np.flatnonzero(occupied)
        diameters = np.full(len(seats), self.dot_mm)
        anchors = set(self.anchor_sites.tolist())
        return StampFace(
            family=self.name,
            pitch_mm=self.pitch_mm,
            merchant_id=merchant_id,
            outline_mm=self.outline_mm,
            dots=np.column_stack([self.sites[seats], diameters]),
            roles=tuple("anchor" if seat in anchors else "data" for seat in seats.tolist()),
        )


def family(name: str, pitch_mm: float | None = None) -> Family:
    """Return a built-in family, scaled to a pitch.

    Parameters
    ----------
    name : str
        ``"lattice7"`` or ``"lattice8"``.
    pitch_mm : float, optional
        Distance of neighbouring sites, up to 100 mm; the design's own when not given.

    Raises
    ------
    TypeError
        `name` is no string or `pitch_mm` no number.
    ValueError
        No such family (the message lists the names), or `pitch_mm` is out of range.
    """
    if not isinstance(name, str):
        raise TypeError(f"family name: expected str, got {type(name).__name__}")
    if name not in DESIGNS:
        raise ValueError(f"unknown family {name!r}; known families: {', '.join(DESIGNS)}")
    design = DESIGNS[name]
    if pitch_mm is None:
        return Family(design, design.pitch_mm)
    return Family(design, number("pitch_mm", pitch_mm, LARGEST_PITCH_MM))


def families() -> dict[str, Family]:
    """List the built-in families at their own pitch, by name."""
    return {name: family(name) for name in DESIGNS}
