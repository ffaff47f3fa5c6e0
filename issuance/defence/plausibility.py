"""Whether a hand could have done this: what no screen ever reports is refused.

Whoever forges a press must imitate all of this, which is no more than an afternoon's work; it
keeps out what was typed in by hand, or drawn by a program that knows the pattern only.

::

    samples     ten, or a rest of 0.6 s
    dots        not where they were drawn, to a hundredth
    trembling   none at all ◄─ forged │ 0.02 ───── real ───── 0.5 mm │ no stamp held still ─►
    landing     all five within half a second, mostly within 60 ms
    times       ascending, and in all no faster than a hand moves
    rest        as long as its samples, or longer; the ledger holds it against the challenge
    radii       of dots of rubber, or unknown

The figures for real presses are those of the emulated driver (`python -m benchmarks forgery`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from issuance.defence.series import about_drift

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuance.defence.series import Series

# Scans of one press: a panel reports 14 or more in a quarter of a second, and the fewer there are,
# the less tells a press from a cut of an earlier one. Of a stamp that lies still a driver may tell
# less, however long it rests.
RESTS_MS = 600.0
# A series of fewer samples, of a stamp that lay still, may not tremble.
FEWEST = 4
# mm: no rubber, glass and driver put five dots as near as this to where they were drawn.
LEAST_OFF_MM = 0.015
# mm, RMS on an axis, of the shape from sample to sample. Rounding a moving press to a third of a
# pixel makes 0.015 by itself; merging dots make 0.5.
LEAST_TREMBLING_MM, MOST_TREMBLING_MM = 0.003, 1.5
# Dots land within 20-30 ms, screens report them within 30-60 (design, section 2); two that merge
# at first come apart later. A swipe begins at the edge of the screen, dot by dot.
LATEST_LANDING_MS = {"press": 600.0, "swipe": 3000.0}
# Nobody holds a stamp for a minute.
LONGEST_MS = 60_000.0
# A hand that swipes does 0.2 m/s; ten times as much, all in all, is no hand. From one sample to the
# next anything may seem to happen: a browser that was busy tells of many at once.
MOST_MM_PER_MS = 2.0
# Of a contact of 3.5 mm; some browsers know none and say 0, or 1 px.
MOST_RADIUS_MM = 20.0


def objection(
    series: Series,
    gesture: str,
    *,
    times_ms: Sequence[float],
    landing_ms: Sequence[float],
    held_ms: float | None = None,
    radii_mm: Sequence[Sequence[float]] | None = None,
) -> str | None:
    """Say what no hand and no screen does, in one word; None where nothing speaks against it.

    Parameters
    ----------
    series : Series
    gesture : str
        ``press`` or ``swipe``.
    times_ms : sequence of float
        One for each sample.
    landing_ms : sequence of float
        Of each dot, after the first.
    held_ms : float, optional
        How long the five were down, the samples' own time included.
    radii_mm : sequence of sequence of float, optional
        Of each dot, sample by sample.
    """
    tests = (
        _short(series, held_ms),
        "ideal" if float(np.sqrt((series.off**2).sum())) < LEAST_OFF_MM else None,
        _trembling(series),
        _landing(gesture, landing_ms),
        _times(series, times_ms),
        _rest(times_ms, held_ms),
        _radii(radii_mm),
    )
    return next(filter(None, tests), None)


def _short(series: Series, held_ms: float | None) -> str | None:
    return "short" if series.is_short and (held_ms is None or held_ms < RESTS_MS) else None


def _trembling(series: Series) -> str | None:
    """Compare the shape of each sample with the mean, free of shift, turn and scale."""
    places = series.places
    if len(places) < FEWEST:
        return None
    if np.abs(about_drift(places)).max() < LEAST_TREMBLING_MM:
        return "constant"
    shapes = places - places.mean(axis=1, keepdims=True)
    mean = shapes.mean(axis=0)
    turns = (shapes * mean.conj()).sum(axis=1) / (np.abs(mean) ** 2).sum()
    left = (np.abs(shapes - turns[:, None] * mean) ** 2).mean(axis=1) / 2
    # The median: a sample or two may be wild.
    trembling = float(np.sqrt(np.median(left)))
    if trembling < LEAST_TREMBLING_MM:
        return "rigid"
    return "wild" if trembling > MOST_TREMBLING_MM else None


def _landing(gesture: str, landing_ms: Sequence[float]) -> str | None:
    latest = LATEST_LANDING_MS[gesture]
    return "landing" if min(landing_ms) > 0 or max(landing_ms) > latest else None


def _times(series: Series, times_ms: Sequence[float]) -> str | None:
    if len(times_ms) < 2:
        return None
    lasted_ms = times_ms[-1] - times_ms[0]
    if (np.diff(np.array(times_ms)) <= 0).any() or lasted_ms > LONGEST_MS:
        return "times"
    way_mm = float(np.abs(np.diff(series.places.mean(axis=1))).sum())
    return "speed" if way_mm > MOST_MM_PER_MS * lasted_ms else None


def _rest(times_ms: Sequence[float], held_ms: float | None) -> str | None:
    if held_ms is None:
        return None
    lasted_ms = times_ms[-1] - times_ms[0]
    return None if lasted_ms <= held_ms <= LONGEST_MS else "rest"


def _radii(radii_mm: Sequence[Sequence[float]] | None) -> str | None:
    if radii_mm is None:
        return None
    return "radii" if np.median(np.array(radii_mm)) > MOST_RADIUS_MM else None
