"""What a source gives: a frame or a scan of contacts, and when it was taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray


class TimedFrame(NamedTuple):
    """A frame, and when its first row was scanned."""

    time_s: float
    """Seconds on a clock of the source; ascends from frame to frame."""
    counts: NDArray[np.int16]
    """Deltas, shape (rows, columns), touch positive, C order."""


class TimedContacts(NamedTuple):
    """All contacts that touch in one scan, and when it began."""

    time_s: float
    """Seconds on a clock of the source; ascends from scan to scan."""
    contacts: Mapping[int, tuple[float, float]]
    """Identifier to (x, y) in the panel view, mm. An identifier lasts as long as its contact."""
