"""A gesture: what a hand does with a stamp, as one value."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("press", "swipe")
# Nobody presses longer than a minute; more is a typing error.
MOST_MS = 60_000.0
# Nobody brushes slower or faster than this.
LEAST_MM_S, MOST_MM_S = 1.0, 5000.0
# A hand that sways further, mm or degrees, does not press but wave.
MOST_SWAY = 20.0
MOST_SCATTER_MS = 200.0


@dataclass(frozen=True)
class Gesture:
    """A movement of the hand; spreads are standard deviations, drawn once for each gesture.

    Attributes
    ----------
    kind : str
        "press", set down and lifted, or "swipe", brushed over the panel from edge to edge.
    hold_ms : float
        From the first contact of a press to its lift.
    tilt_deg : tuple of float
        Range of the angle at which the face comes down and peels off.
    bounce_mm : float
        Height of the first rebound.
    twist_deg, slip_mm : float
        Spread of how far the face turns and shifts while it is held.
    release_ms : float or None
        The hand lets go of the stamp, which stays on the glass, so long after the first contact.
    speed_mm_s : tuple of float
        Range of the speed of a swipe.
    adapt_rate : float
        Share of an idle delta that the controller's baseline takes on per frame, 0 to 1.
    direction_deg : float or None
        Where a swipe goes, clockwise from the panel's x axis; None: along the long side, either
        way.
    sway_mm, sway_deg : float
        RMS of what an unsteady hand adds to the way and to the angle, see `emulator.hand.sway`.
    squeeze : float
        Share of a contact's strength that it takes force to get, 0 to 1: rubber spreads when it is
        pressed. The force rises and falls with the press, and changes while a swipe brushes.
    scatter_ms : float
        Dots of uneven height land and lift up to so much later than an even face's would.
    """

    kind: str = "press"
    hold_ms: float = 500.0
    tilt_deg: tuple[float, float] = (0.5, 2.0)
    bounce_mm: float = 0.1
    twist_deg: float = 1.0
    slip_mm: float = 0.3
    release_ms: float | None = None
    speed_mm_s: tuple[float, float] = (80.0, 200.0)
    adapt_rate: float = 0.0
    direction_deg: float | None = None
    sway_mm: float = 0.0
    sway_deg: float = 0.0
    squeeze: float = 0.0
    scatter_ms: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what no hand does.

        Raises
        ------
        ValueError
            Naming the field, its value and what was expected.
        """
        if self.kind not in KINDS:
            raise ValueError(f"gesture: {self.kind!r}, expected one of {', '.join(KINDS)}")
        if not 0 < self.hold_ms <= MOST_MS:
            raise ValueError(f"hold_ms: {self.hold_ms:g}, expected above 0, at most {MOST_MS:g}")
        if self.release_ms is not None and not 0 <= self.release_ms <= MOST_MS:
            raise ValueError(f"release_ms: {self.release_ms:g}, expected 0 to {MOST_MS:g}")
        slowest, fastest = self.speed_mm_s
        if not LEAST_MM_S <= slowest <= fastest <= MOST_MM_S:
            raise ValueError(
                f"speed_mm_s: {slowest:g} to {fastest:g}, expected {LEAST_MM_S:g} to {MOST_MM_S:g}"
            )
        if self.direction_deg is not None and not -360 <= self.direction_deg <= 360:
            raise ValueError(f"direction_deg: {self.direction_deg:g}, expected -360 to 360")
        for field, most in (
            ("adapt_rate", 1.0),
            ("sway_mm", MOST_SWAY),
            ("sway_deg", MOST_SWAY),
            ("squeeze", 1.0),
            ("scatter_ms", MOST_SCATTER_MS),
        ):
            value = getattr(self, field)
            if not 0 <= value <= most:
                raise ValueError(f"{field}: {value:g}, expected 0 to {most:g}")
