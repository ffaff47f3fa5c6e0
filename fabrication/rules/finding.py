"""What a design rule found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One limit that a part breaks, or comes near to.

    Attributes
    ----------
    rule : str
        A name from the table of `fabrication.rules`.
    severity : str
        ``"error"`` stops the export, ``"warning"`` is printed on the drawing.
    x_mm, y_mm : float
        Where, rubber view; the centre when the part as a whole is meant.
    value, limit : float
        What was found and what is allowed, in the unit that `reason` writes.
    reason : str
        One line for people: what is wrong and why it matters.
    """

    rule: str
    severity: str
    x_mm: float
    y_mm: float
    value: float
    limit: float
    reason: str

    def __str__(self) -> str:
        """Return ``error: rule at (x, y): reason``."""
        return f"{self.severity}: {self.rule} at ({self.x_mm:.2f}, {self.y_mm:.2f}): {self.reason}"
