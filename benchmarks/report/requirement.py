"""A requirement of the design beside what was measured."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


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


def described(requirements: Sequence[Requirement]) -> list[dict[str, object]]:
    """Return requirements as JSON has them."""
    return [{**asdict(requirement), "met": requirement.met} for requirement in requirements]
