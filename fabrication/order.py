"""What is ordered of a stamp beside its dots: the part, where it must work, what is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fabrication.part import Part
from fabrication.release import Release

if TYPE_CHECKING:
    from stampcodec import Panel


@dataclass(frozen=True)
class Order:
    """One order, the same for every stamp of a batch.

    Attributes
    ----------
    part : Part
        With a ``shrink_percent``, the cavity of the mould is written too.
    panels : tuple of Panel
        The stamp must be fit for all of them.
    force : bool
        Write the package although it breaks design rules; the drawing says which.
    step : bool
        Write STEP, which needs the extra ``[step]``.
    picture : bool
        Write a picture of the solids.
    release : Release
        What the title block of the drawing says of owner, date, approval and revision.
    """

    part: Part = field(default_factory=Part)
    panels: tuple[Panel, ...] = ()
    force: bool = False
    step: bool = False
    picture: bool = False
    release: Release = field(default_factory=Release)
