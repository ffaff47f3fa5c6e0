"""The face of a stamp: its dots in the panel view, and the file that describes it.

Panel view means: as the dots land on the screen. Whoever looks at the rubber sees the mirror image.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stampcodec import stampfile
from stampcodec._panel import Panel
from stampcodec.design import DESIGNS, LATTICES, TOUCH5
from stampcodec.quantity import counted
from stampcodec.value import Value, read_only

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from stampcodec.limits import Violation

# A dot is on a site when it is nearer than this part of the pitch; moulding errors stay below.
ON_SITE = 0.25


@dataclass(frozen=True, eq=False, repr=False)
class StampFace(Value):
    """The dots of one stamp, centre of the face at (0, 0), x to the right, y down.

    Attributes
    ----------
    family : str
        Name of the family that designed it.
    pitch_mm : float or None
        Pitch of that family; None where it has no lattice.
    merchant_id : int
    outline_mm : float
        Side of the square face.
    dots : float64 (n_dots, 3)
        x, y and diameter of each dot in mm, read-only.
    roles : tuple of str
        ``"anchor"`` or ``"data"``, one for each dot.
    """

    family: str
    pitch_mm: float | None
    merchant_id: int
    outline_mm: float
    dots: NDArray[np.float64]
    roles: tuple[str, ...]

    def __post_init__(self) -> None:
        """Keep an own, read-only copy of the dots.

        Raises
        ------
        ValueError
            `dots` is empty or not (n, 3), holds NaN or infinity, or has not one role for each dot.
        """
        dots = read_only(np.asarray(self.dots, dtype=np.float64))
        if dots.ndim != 2 or dots.shape[1] != 3 or not len(dots):
            raise ValueError(f"dots: expected shape (n, 3) with n above 0, got {dots.shape}")
        if not np.isfinite(dots).all():
            raise ValueError("dots: expected finite numbers")
        if len(self.roles) != len(dots):
            raise ValueError(f"roles: expected one for each dot, {len(dots)} in all")
        object.__setattr__(self, "dots", dots)
        object.__setattr__(self, "roles", tuple(self.roles))

    def __repr__(self) -> str:
        """Return one line without the dots themselves."""
        pitch = "" if self.pitch_mm is None else f", {self.pitch_mm:g} mm pitch"
        return (
            f"<StampFace {self.family}, merchant {self.merchant_id}: "
            f"{counted(len(self.dots), 'dot')} on {self.outline_mm:g} mm{pitch}>"
        )

    def _repr_png_(self) -> bytes:
        """Show the face in a notebook, as it lands on the screen."""
        from stampcodec.picture import face_picture, png  # noqa: PLC0415 - loads matplotlib

        return png(face_picture(self))

    @property
    def occupied(self) -> NDArray[np.uint8]:
        """Which sites of the lattice hold a dot, uint8 (n_sites,), order of ``family.sites``.

        Raises
        ------
        ValueError
            The family has no lattice, or a dot lies on no site.
        """
        design = LATTICES.get(self.family)
        if design is None or self.pitch_mm is None:
            raise ValueError(f"family {self.family} has no lattice of sites")
        across = design.lattice.sites(self.pitch_mm)[:, None, :] - self.dots[None, :, :2]
        near = np.hypot(across[..., 0], across[..., 1]) < ON_SITE * self.pitch_mm
        if not near.any(axis=0).all():
            stray = int(np.argmin(near.any(axis=0)))
            raise ValueError(f"dots[{stray}] lies on no site of {self.family}")
        return np.asarray(near.any(axis=1), dtype=np.uint8)

    def check(self, panel: Panel) -> list[Violation]:
        """List every spacing limit that this face breaks on a panel; empty when it is fit.

        A family with a lattice is read from raw frames, ``touch5`` from the touch points that a
        controller reports, and so is any other family; `stampcodec.limits` has the rules of both.

        Raises
        ------
        TypeError
            `panel` is no Panel.
        """
        if not isinstance(panel, Panel):
            raise TypeError(f"panel: expected a Panel, got {type(panel).__name__}")
        design = DESIGNS.get(self.family, TOUCH5)
        return design.violations(self.dots, self.outline_mm, self.pitch_mm, panel)

    def save(self, path: Path | str) -> None:
        """Write ``stamp.json``, whole or not at all; the inverse of `load`.

        Raises
        ------
        OSError
            The file cannot be written.
        """
        stampfile.write(path, stampfile.document(self))

    @classmethod
    def load(cls, path: Path | str) -> StampFace:
        """Read ``stamp.json``, or with ``"-"`` standard input; the inverse of `save`.

        Raises
        ------
        StampFileError
            The file breaks the format; the message names file, field and what was expected.
        OSError
            The file cannot be read.
        """
        return cls(**stampfile.read(path))
