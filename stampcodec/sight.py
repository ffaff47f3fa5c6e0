"""What a reader looked at, together with what it read: shown in a notebook as a picture.

matplotlib is loaded when the first picture is drawn, and not before. No figure stays open.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stampcodec.quantity import counted
from stampcodec.value import Value, read_only

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from stampcodec._family import Family
    from stampcodec._panel import Panel
    from stampcodec.reading import ContactReading, Reading
    from stampcodec.touchpress import Press


class Sight(Value):
    """What both kinds have in common: a picture, which each draws in its own way."""

    def save(self, path: Path | str) -> None:
        """Write the picture as .png, .svg or .pdf, whole or not at all.

        Raises
        ------
        FileError
            The name ends in none of these.
        OSError
            The file cannot be written.
        """
        from stampcodec.picture import save_picture  # noqa: PLC0415 - loads matplotlib

        save_picture(self._picture(), path)

    def _repr_png_(self) -> bytes:
        """Show the picture in a notebook."""
        from stampcodec.picture import png  # noqa: PLC0415 - loads matplotlib

        return png(self._picture())

    @abstractmethod
    def _picture(self) -> Figure: ...


@dataclass(frozen=True, eq=False, repr=False)
class FrameSight(Sight):
    """A frame and its reading, as `FrameReader.look` returns them.

    Attributes
    ----------
    frame : int16 (rows, columns)
        Counts, touch positive, read-only.
    reading : Reading
    evidence : float64 (n_sites,) or None
        How likely each site holds a dot, 0 to 1, read-only; None where nothing looked like a face.
    family : Family
        The family it was read as; the first that was tried where none was read.
    panel : Panel
    """

    frame: NDArray[np.int16]
    reading: Reading
    evidence: NDArray[np.float64] | None
    family: Family
    panel: Panel

    def __post_init__(self) -> None:
        """Keep own, read-only copies of the arrays."""
        object.__setattr__(self, "frame", read_only(self.frame))
        if self.evidence is not None:
            object.__setattr__(self, "evidence", read_only(self.evidence))

    def __repr__(self) -> str:
        """Return one line without the counts."""
        return f"<FrameSight on {self.panel.name}: {self.reading!r}>"

    def _picture(self) -> Figure:
        from stampcodec.picture import frame_picture  # noqa: PLC0415 - loads matplotlib

        return frame_picture(self.frame, self.panel, self.reading, self.family, self.evidence)


@dataclass(frozen=True, eq=False, repr=False)
class PressSight(Sight):
    """A press and its reading, as `ContactReader.look` returns them.

    Attributes
    ----------
    press : Press
    reading : ContactReading
    family : Family
        The family it was read as.
    """

    press: Press
    reading: ContactReading
    family: Family

    def __repr__(self) -> str:
        """Return one line without the samples."""
        samples = counted(len(self.press.samples), "sample")
        return f"<PressSight of {samples}: {self.reading!r}>"

    def _picture(self) -> Figure:
        from stampcodec.picture import press_picture  # noqa: PLC0415 - loads matplotlib

        return press_picture(self.press, self.reading, self.family)
