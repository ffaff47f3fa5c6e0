"""What the frames of a swipe say together, by the sums of docs/tracker.md 6, over every word.

The tracker's decoder looks for one word near to what was heard; this weighs all of them.
"""

from __future__ import annotations

from math import hypot, inf, log
from typing import TYPE_CHECKING, Any

import numpy as np

from tests.reference.all_words import span

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec.lattice.tables import Tables

# The thresholds of stampcodec/_core/track/thresholds.pxd.
ON_LINE, ON_LINE_ANGLE, OFF_LINE, LINE_NATS = 0.4, 0.12, 0.45, 4.0
MOST_OF_SITE, MOST_ABSENCE, TOLD_NATS = 12.0, 4.5, 13.0


def nats_of_best(tables: Tables, report: dict[str, Any]) -> float:
    """Weigh all words by all frames, and by those whose own place lies on the line: the best one.

    Parameters
    ----------
    tables : Tables
    report : dict
        What the kernel of a tracker reports after a look at all frames.

    Returns
    -------
    float
        Nats of the best word over chance, the price of the line paid; -inf without frames.
    """
    line = report["line"]
    near = [spot for spot in report["spots"] if is_seen_near(spot, line)]
    sums = (near, [spot for spot in near if lies_on(spot, line)])
    best = max((weighed(tables, spots) for spots in sums if spots), default=-inf)
    return LINE_NATS + best - log(2) - 2 * log(max(report["lines"], 1)) - 0.5


def lies_on(spot: dict[str, Any], line: dict[str, Any]) -> bool:
    """Tell whether a frame's own place is that of the line."""
    x, y, angle = spot["place"]
    turned = (angle - line["angle"] + np.pi / 4) % (np.pi / 2) - np.pi / 4
    return spot["is_placed"] and off(x, y, spot, line) < ON_LINE and abs(turned) < ON_LINE_ANGLE


def is_seen_near(spot: dict[str, Any], line: dict[str, Any]) -> bool:
    """Tell whether the face was found in a frame where the line has it."""
    found = spot["found"]
    return spot["is_found"] and off(found["x"], found["y"], spot, line) < OFF_LINE


def off(x: float, y: float, spot: dict[str, Any], line: dict[str, Any]) -> float:
    """Return how far a place is off the line at the time of a frame, nodes."""
    since_s = spot["time_s"] - line["time_s"]
    return hypot(line["x"] + line["vx"] * since_s - x, line["y"] + line["vy"] * since_s - y)


def weighed(tables: Tables, spots: list[dict[str, Any]]) -> float:
    """Add up frames and return the nats of the best word (6.4, 6.5)."""
    total = np.sum([spot["nats"] for spot in spots], axis=0)
    total = np.clip(total, -MOST_ABSENCE, MOST_OF_SITE)
    sites = total[np.array(tables.cell_of_bit)]
    words = span([int(row) for row in tables.generator]) ^ np.uint64(tables.offset)
    bits = (words[:, None] >> np.arange(len(sites), dtype=np.uint64)) & np.uint64(1) == 1
    dot, gap = (against_chance(sign * sites) for sign in (1, -1))
    corners = against_chance(total[tables.is_anchor == 1]).sum()
    nats = np.where(bits, dot, gap).sum(axis=1)
    return float(nats.max() + corners - len(tables.generator) * log(2))


def against_chance(evidence: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what evidence for what is there is worth over a dot or none by chance."""
    nats: NDArray[np.float64] = log(2) - np.log1p(np.exp(-evidence))
    return nats
