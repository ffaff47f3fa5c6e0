"""What is shown to the service as a stamp: touches of a phone, or frames of a kiosk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Rows or columns of a panel that a kiosk may have; a larger reader takes the server's memory.
MOST_LINES = 100
# Of a kiosk, in one presentation.
MOST_FRAMES = 512
# The whole request.
MOST_BODY_BYTES = 1024 * 1024


@dataclass(frozen=True)
class ShownTouches:
    """A stamp that fell on a phone's screen, as its page saw it.

    Attributes
    ----------
    gesture : str
        ``press`` or ``swipe``.
    samples : sequence (t, 5, 2)
        x and y of the five touches in CSS pixels, always the same touch in the same place.
    times_ms : sequence (t,)
        When each sample was taken, ascending.
    landing_ms : sequence (5,)
        When each touch landed, after the first of them.
    held_ms : float or None
        How long the same five were down.
    radii_px : sequence (t, 5) or None
        Radius of each touch in CSS pixels.
    """

    gesture: str
    samples: Sequence[Sequence[Sequence[float]]]
    times_ms: Sequence[float]
    landing_ms: Sequence[float]
    held_ms: float | None
    radii_px: Sequence[Sequence[float]] | None


@dataclass(frozen=True)
class ShownEnds:
    """Both ends of a two-ended stamp, one after the other on the same screen.

    Attributes
    ----------
    presses : tuple of ShownTouches
        The two presses in the order of time; either end may be the first.
    apart_ms : float
        From the end of the first press, as far as it counts, to the first touch of the second.
    """

    presses: tuple[ShownTouches, ShownTouches]
    apart_ms: float


@dataclass(frozen=True)
class ShownPanel:
    """The size of a touch panel that is none of the built-in ones."""

    rows: int
    columns: int
    pitch_mm: float


@dataclass(frozen=True)
class ShownFrames:
    """A stamp that fell on the panel of a kiosk.

    Attributes
    ----------
    panel : str or ShownPanel
        Name of a built-in panel, or the size of another one.
    family : str
    td16_base64 : str
        The frames: int16, little endian, frame by frame, row by row.
    """

    panel: str | ShownPanel
    family: str
    td16_base64: str


@dataclass(frozen=True)
class TouchImprint:
    """Where a stamp fell, CSS pixels of the page; its scale, pixels a millimetre."""

    x: float
    y: float
    angle_deg: float
    px_per_mm: float


@dataclass(frozen=True)
class FrameImprint:
    """Where a stamp fell, mm from the panel's upper left corner."""

    x_mm: float
    y_mm: float
    angle_deg: float
