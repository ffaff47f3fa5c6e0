"""What an attack achieved: one figure, what it was at first, and the most that it may be."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """A figure of an attack; the smaller, the better.

    Attributes
    ----------
    attack : str
        Name of the attack, as ``--attacks`` takes it.
    what : str
        What was counted or timed.
    unit : str
    before : float or None
        The figure before the defence was there, at commit fa19f79; None where it was not measured.
    now : float
        The figure of this run.
    most : float or None
        The most that it may be; None for a figure that is there to be read.
    """

    attack: str
    what: str
    unit: str
    before: float | None
    now: float
    most: float | None

    @property
    def holds(self) -> bool:
        """Whether the figure is no more than it may be."""
        return self.most is None or self.now <= self.most

    def as_json(self) -> dict[str, Any]:
        """Return everything."""
        return {**asdict(self), "holds": self.holds}
