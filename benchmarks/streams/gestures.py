"""The gestures of the design, section 7: how a stamp is pressed and brushed, one row each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import atan2, degrees
from typing import TYPE_CHECKING

from benchmarks.streams.rough import ROUGH
from emulator import Conditions, Gesture
from emulator.device import StampAct

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from stampcodec import Family, Panel

# Between two gestures nothing is on the glass for so long, at least.
PAUSE_S = 0.2
LONG, SHORT, DIAGONAL, ANY_WAY = "long side", "short side", "diagonal", "any way"
MIXED = "mixed"


@dataclass(frozen=True)
class Kind:
    """One row.

    Attributes
    ----------
    name : str
    rate_hz : float
        Frames a second.
    gesture : Gesture
    along : str or None
        Where a swipe goes, either way: one of LONG, SHORT, DIAGONAL; ANY_WAY is any of these.
    conditions : Conditions
        Of the stamp.
    least : dict of str to float
        Share of gestures that give the right event, by family; "" for those not named.
    """

    name: str
    rate_hz: float
    gesture: Gesture
    along: str | None
    conditions: Conditions
    least: dict[str, float]


def _swipes(
    speed_mm_s: float, rate_hz: float, conditions: Conditions, **least: float
) -> list[Kind]:
    gesture = Gesture("swipe", speed_mm_s=(speed_mm_s, speed_mm_s))
    skips = ", skipping" if conditions.touching < 1 else ""
    return [
        Kind(
            f"swipe {speed_mm_s / 1000:g} m/s, {rate_hz:g} Hz, {along}{skips}",
            rate_hz,
            gesture,
            along,
            conditions,
            least or {"": 0.99},
        )
        for along in (LONG, SHORT, DIAGONAL)
    ]


# A hand that is not told to be careful.
CARELESS = Gesture(sway_mm=0.2, sway_deg=1.0, squeeze=0.4, scatter_ms=25.0, bounce_mm=0.3)

KINDS = (
    Kind("press, careless", 120.0, CARELESS, None, Conditions(), {"": 1.0}),
    Kind("press, 1/20", 120.0, Gesture(), None, Conditions(amplitude=1 / 20), {"": 1.0}),
    Kind("press, 1/30", 120.0, Gesture(), None, Conditions(amplitude=1 / 30), {"": 0.99}),
    *_swipes(200.0, 120.0, Conditions()),
    *_swipes(500.0, 60.0, Conditions()),
    *_swipes(
        300.0,
        60.0,
        Conditions(touching=0.7, run_ms=30.0),
        lattice7=0.0,
        lattice8=0.95,
        lattice7h12=0.99,
        lattice8h14=0.99,
        lattice8h18=0.99,
    ),
)
NAMES = (*(kind.name for kind in KINDS), MIXED, ROUGH)
# The same for touch5, through the emulated driver. Presses as `path` asks.
CONTACT_KINDS = (
    *(
        Kind(f"press, {rate_hz:g} Hz", rate_hz, Gesture(), None, Conditions(), {"": 0.99})
        for rate_hz in (20.0, 120.0)
    ),
    Kind("press, careless, 120 Hz", 120.0, CARELESS, None, Conditions(), {"": 0.99}),
    *(
        Kind(
            f"swipe {speed_mm_s / 1000:g} m/s, {rate_hz:g} Hz",
            rate_hz,
            Gesture("swipe", speed_mm_s=(speed_mm_s, speed_mm_s)),
            ANY_WAY,
            Conditions(),
            {"": least},
        )
        for speed_mm_s, least in ((100.0, 0.9), (200.0, 0.0), (500.0, 0.0))
        for rate_hz in (20.0, 60.0, 120.0)
    ),
)
CONTACT_NAMES = tuple(kind.name for kind in CONTACT_KINDS)


def kind_named(name: str) -> Kind:
    """Return the row of this name.

    That of MIXED stands for all others, see `mixed_at`; `rough.RoughStream` draws those of ROUGH.
    """
    if name in (MIXED, ROUGH):
        return Kind(name, 0.0, Gesture(), None, Conditions(), {"": 0.0})
    return next(kind for kind in (*KINDS, *CONTACT_KINDS) if kind.name == name)


def mixed_at(rng: np.random.Generator) -> Kind:
    """Draw the rate of a stream of gestures of all kinds: each kind comes at its own."""
    drawn = KINDS[rng.integers(len(KINDS))]
    return replace(kind_named(MIXED), rate_hz=drawn.rate_hz)


def gestures(
    kind: Kind, family: Family, panel: Panel, n: int, rng: np.random.Generator
) -> Iterator[StampAct]:
    """Draw `n` gestures, each of another merchant; those of MIXED are of all kinds of its rate."""
    drawable = [kind]
    if kind.name == MIXED:
        drawable = [one for one in KINDS if one.rate_hz == kind.rate_hz]
    for _ in range(n):
        drawn = drawable[rng.integers(len(drawable))]
        face = family.encode(int(rng.integers(family.n_ids)))
        gesture = drawn.gesture
        if drawn.along is not None:
            turned = direction_deg(drawn.along, panel, rng) + 180.0 * rng.integers(-1, 1)
            gesture = Gesture("swipe", speed_mm_s=gesture.speed_mm_s, direction_deg=float(turned))
        yield StampAct(face, gesture, drawn.conditions)


def direction_deg(along: str, panel: Panel, rng: np.random.Generator) -> float:
    """Return where a swipe along a side goes; along one of both diagonals."""
    if along == ANY_WAY:
        along = (LONG, SHORT, DIAGONAL)[rng.integers(3)]
    upright = panel.height_mm >= panel.width_mm
    if along == DIAGONAL:
        angle = degrees(atan2(panel.height_mm, panel.width_mm))
        return angle if rng.random() < 0.5 else 180.0 - angle
    return 90.0 if upright == (along == LONG) else 0.0
