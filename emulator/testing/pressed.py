"""A press that was drawn: its frame, and the truth about it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from emulator.testing._conditions import QUIET

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from emulator._conditions import Conditions
    from stampcodec import Panel
    from stampcodec.face import StampFace
    from stampcodec.testing.exhibit import Printer


@dataclass(frozen=True, eq=False, repr=False)
class Pressed:
    """One frame of a face on the glass.

    Attributes
    ----------
    frame : int16 (rows, columns)
    face : StampFace
        The whole face, also where only some of its dots are on the glass.
    landed : tuple of int
        Indices of ``face.dots`` that are on the glass, before `conditions` take any away.
    pose : (x_mm, y_mm, angle_deg)
        Where the face lies.
    conditions : Conditions
    seed : int
        Of the emulator's generator.
    panel : Panel
    """

    frame: NDArray[np.int16]
    face: StampFace
    landed: tuple[int, ...]
    pose: tuple[float, float, float]
    conditions: Conditions
    seed: int
    panel: Panel

    def _repr_pretty_(self, printer: Printer, cycle: bool) -> None:  # noqa: ARG002 - the protocol
        """Have Hypothesis print the line too, and not every count."""
        printer.text(repr(self))

    def __repr__(self) -> str:
        """Return one line: whose stamp, where, and what is wrong with the press."""
        n, (x_mm, y_mm, angle_deg) = len(self.face.dots), self.pose
        dots = "" if len(self.landed) == n else f", {len(self.landed)} of {n} dots on the glass"
        wrong = "".join(f", {each}" for each in differences(self.conditions))
        return (
            f"<Pressed {self.face.family} merchant {self.face.merchant_id} at "
            f"({x_mm:g}, {y_mm:g}) mm, {angle_deg:g} degrees{dots}{wrong}, seed {self.seed}>"
        )


def differences(conditions: Conditions) -> list[str]:
    """List how conditions differ from the perfect press, as ``field=value``."""
    return [
        f"{field.name}={getattr(conditions, field.name)!r}"
        for field in fields(conditions)
        if getattr(conditions, field.name) != getattr(QUIET, field.name)
    ]
