"""What a reader found: an outcome, and where there is a stamp, whose it is and how it lies."""

from __future__ import annotations

from typing import NamedTuple

from stampcodec.errors import NotReadError
from stampcodec.outcome import Outcome

__all__ = ["ContactPose", "ContactReading", "Outcome", "Pose", "Reading"]


class Pose(NamedTuple):
    """Where a face lies on the panel, in the panel view."""

    x_mm: float
    """Centre of the face, from the panel's left edge."""
    y_mm: float
    """Centre of the face, from the panel's top edge."""
    angle_deg: float
    """Clockwise turn of the face, in [0, 360)."""


class Reading(NamedTuple):
    """The result of reading one frame."""

    outcome: Outcome
    merchant_id: int | None = None
    """The merchant, or None unless the outcome is READ."""
    pose: Pose | None = None
    """The face's pose, or None unless the outcome is READ or MIRRORED."""
    corrected: int = 0
    """Sites, corners included, that did not show what the face has: missing and added together."""
    margin: float = 0.0
    """How sure the name is, 0 to 1: by the model, one in 10^(6 * margin) such readings is wrong.

    It counts other words and partly landed faces of other merchants (docs/reader.md 9.10).
    """
    missing: tuple[int, ...] = ()
    """Sites of the face that show no dot, as indices into ``family.sites``: worn, dirty, lifted."""
    added: tuple[int, ...] = ()
    """Sites that show a dot and should not, likewise."""
    family: str | None = None
    """Name of the family that the face is of, or None unless the outcome is READ or MIRRORED."""

    def require(self) -> int:
        """Return the merchant ID where a stamp must have been read.

        Raises
        ------
        NotReadError
            The outcome is not READ; the error has the outcome and what it means.
        """
        return _required(self.outcome, self.merchant_id)

    def __repr__(self) -> str:
        """Return one line with what matters, rounded."""
        if self.pose is None:
            return f"<Reading {self.outcome.name}>"
        x, y, angle = self.pose
        return (
            f"<Reading {_named(self.outcome, self.merchant_id)} at ({x:.2f}, {y:.2f}) mm, "
            f"{angle:.1f} degrees, {self.corrected} corrected, margin {self.margin:.2f}>"
        )


class ContactPose(NamedTuple):
    """Where a face lies on the screen, in the panel view, as touch points tell it."""

    x_px: float
    """Centre of the face, in the pixels of the points."""
    y_px: float
    angle_deg: float
    """Clockwise turn of the face, in [0, 360)."""


class ContactReading(NamedTuple):
    """The result of reading touch points."""

    outcome: Outcome
    merchant_id: int | None = None
    """The merchant, or None unless the outcome is READ."""
    pose: ContactPose | None = None
    """The face's pose, or None unless the outcome is READ."""
    corrected: int = 0
    """Always 0: no point of five may be wrong."""
    margin: float = 0.0
    """How far from rejection, 0 to 1: 1 less the points' residual over the radius accepted.

    0 is the brink; a press with 0.2 mm of jitter has about 0.7.
    """
    px_per_mm: float | None = None
    """Scale of the points, or None unless the outcome is READ."""

    def require(self) -> int:
        """Return the merchant ID where a stamp must have been read.

        Raises
        ------
        NotReadError
            The outcome is not READ; the error has the outcome and what it means.
        """
        return _required(self.outcome, self.merchant_id)

    def __repr__(self) -> str:
        """Return one line with what matters, rounded."""
        if self.pose is None or self.px_per_mm is None:
            return f"<ContactReading {self.outcome.name}>"
        x, y, angle = self.pose
        return (
            f"<ContactReading {_named(self.outcome, self.merchant_id)} at ({x:.1f}, {y:.1f}) px, "
            f"{angle:.1f} degrees, {self.px_per_mm:.2f} px/mm, margin {self.margin:.2f}>"
        )


def _required(outcome: Outcome, merchant_id: int | None) -> int:
    if merchant_id is None:
        raise NotReadError(outcome, outcome.meaning)
    return merchant_id


def _named(outcome: Outcome, merchant_id: int | None) -> str:
    return outcome.name if merchant_id is None else f"{outcome.name}: merchant {merchant_id}"
