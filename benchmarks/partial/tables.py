"""Tables of the benchmark of partly landed faces."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from benchmarks.partial.rates import MOST_DOTS, pooled
from benchmarks.report.interval import clopper_pearson
from benchmarks.report.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from rich.table import Table

    from benchmarks.partial.rates import Row

# First numbers of dots of the lines of a table.
LANDED = (1, 9, 13, 16, 19, 22, 25, 28, 31, 35, 40, MOST_DOTS)
MISSING = (1, 2, 3, 4, 5, 6, 7, 9, 11, 14, 18, 24, MOST_DOTS)


def partial_table(rows: Sequence[Row]) -> Table:
    """Lay out every order and amplitude."""
    return table(
        "faces of which some dots have landed, 95 % intervals of the wrong share",
        "<family|<panel|<order|amplitude|frames|right %|wrong|share|low|high|mirrored",
        [
            (
                row.trial.family,
                row.trial.panel,
                row.trial.order,
                f"{row.trial.amplitude:g}",
                str(row.frames),
                f"{100 * row.right / row.frames:.3f}",
                str(row.wrong),
                *_share(row.wrong, row.frames),
                str(row.tally.mirrored),
            )
            for row in rows
        ],
    )


def dots_tables(rows: Sequence[Row]) -> list[Table]:
    """Lay out each family on each panel by the dots that touch, and by those that do not."""
    made = []
    for name, screen, tally in pooled(rows):
        for what, counts, edges in (
            ("dots landed", tally.landed, LANDED),
            ("dots missing", tally.missing, MISSING),
        ):
            made.append(
                table(
                    f"{name} on {screen}, all orders and amplitudes",
                    f"{what}|frames|right %|wrong|share|low|high",
                    [
                        line
                        for first, end in pairwise(edges)
                        for line in _line(first, end, counts[:, first:end])
                    ],
                )
            )
    return made


def _line(first: int, end: int, counts: NDArray[np.int64]) -> list[tuple[str, ...]]:
    frames, right, wrong = counts.sum(axis=1).tolist()
    if not frames:
        return []
    name = str(first) if end == first + 1 else f"{first} to {end - 1}"
    share = f"{100 * right / frames:.3f}"
    return [(name, str(frames), share, str(wrong), *_share(wrong, frames))]


def _share(wrong: int, frames: int) -> tuple[str, str, str]:
    low, high = clopper_pearson(wrong, frames)
    return f"{wrong / frames:.1e}", f"{low:.1e}", f"{high:.1e}"
