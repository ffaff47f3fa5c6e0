"""A requirement of the design beside what was measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Requirement:
    """One number that must not pass a limit.

    Attributes
    ----------
    name : str
        What is measured, with its unit.
    measured : float
    limit : float
        The largest allowed.
    """

    name: str
    measured: float
    limit: float

    @property
    def met(self) -> bool:
        """Whether the number is within its limit."""
        return self.measured <= self.limit
