"""A stream that was drawn: its frames in time, and which stamps were on the glass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emulator.testing.pressed import differences
from stampcodec.quantity import counted

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from emulator.device.acts import StampAct
    from emulator.stream.presence import Presence
    from stampcodec.testing.exhibit import Printer


@dataclass(frozen=True, eq=False, repr=False)
class Played:
    """Frames in time.

    Attributes
    ----------
    times_s : float64 (n,)
        When the scan of each frame began, ascending.
    frames : int16 (n, rows, columns)
    acts : tuple of StampAct
        What was done, in order.
    presences : tuple of Presence
        The stamps as they were on the glass, in order.
    rate_hz : float
    seed : int
        Of the emulator's generator.
    """

    times_s: NDArray[np.float64]
    frames: NDArray[np.int16]
    acts: tuple[StampAct, ...]
    presences: tuple[Presence, ...]
    rate_hz: float
    seed: int

    @property
    def merchants(self) -> tuple[int, ...]:
        """Whose stamps were used, in order."""
        return tuple(act.face.merchant_id for act in self.acts)

    def _repr_pretty_(self, printer: Printer, cycle: bool) -> None:  # noqa: ARG002 - the protocol
        """Have Hypothesis print the line too, and not every count."""
        printer.text(repr(self))

    def __repr__(self) -> str:
        """Return one line: the acts, and how many frames they take."""
        acts = "; ".join(
            f"{act.gesture.kind} of merchant {act.face.merchant_id}"
            + "".join(f", {each}" for each in differences(act.conditions))
            for act in self.acts
        )
        return (
            f"<Played {counted(len(self.frames), 'frame')} at {self.rate_hz:g} Hz: "
            f"{acts or 'nothing'}; seed {self.seed}>"
        )
