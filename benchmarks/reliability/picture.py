"""The reliability plot: measured rates of wrong readings against promised ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from benchmarks.reliability.bands import EVERY_SCENE, FACTOR, READERS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.reliability.bands import Row

DOTS_PER_INCH = 130
LEAST, MOST = 1e-6, 1.0
PANEL_INCHES = 3.4
MARKS = "os^Dv"
COLOURS = ("#1b6ca8", "#c8553d", "#3c7a3f", "#7d4f9e", "#b8860b")
GREY = "#e6e6e6"
TITLES = dict(zip(READERS, ("default reader", "still=True", "acceptance relaxed"), strict=True))


def draw(rows: Sequence[Row]) -> Figure:
    """Draw a panel for each reader, a line for each family and panel; a bar is a 95 % interval.

    Filled marks are bands with enough wrong readings to be held to their promise; bands without
    any are left out.
    """
    figure = Figure(figsize=(PANEL_INCHES * len(READERS), PANEL_INCHES + 0.6), layout="constrained")
    axes = figure.subplots(1, len(READERS), sharey=True)
    pooled = [row for row in rows if row.scene == EVERY_SCENE]
    subjects = list(dict.fromkeys((row.family, row.panel) for row in pooled))
    for axis, reader in zip(axes, READERS, strict=True):
        line = [LEAST, MOST]
        axis.fill_between(
            line, [at / FACTOR for at in line], [at * FACTOR for at in line], color=GREY, lw=0
        )
        axis.plot(line, line, color="0.4", lw=0.8)
        for row in pooled:
            if row.reader == reader:
                _plot(axis, row, subjects.index((row.family, row.panel)), len(subjects))
        axis.set(
            xscale="log",
            yscale="log",
            xlim=(MOST * 1.6, LEAST),
            ylim=(LEAST, MOST * 1.6),
            title=TITLES[reader],
            xlabel="promised share of wrong readings",
        )
        margin = axis.secondary_xaxis(-0.24)
        margin.set_xticks([10.0**-k for k in range(7)], [f"{k / 6:.2f}" for k in range(7)])
        margin.minorticks_off()
        margin.set_xlabel("margin")
    axes[0].set_ylabel("measured share of wrong readings")
    handles, labels = axes[-1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)
    return figure


def _plot(axis: Any, row: Row, number: int, among: int) -> None:
    """Plot one family on one panel, a little aside from the others."""
    colour, mark = COLOURS[number % len(COLOURS)], MARKS[number % len(MARKS)]
    aside = 10.0 ** (0.03 * (number - (among - 1) / 2))
    bands = [band for band in row.bands if band.wrong]
    for is_enough in (True, False):
        some = [band for band in bands if band.is_held == is_enough]
        rates = [band.wrong / band.readings for band in some]
        axis.errorbar(
            [aside * band.promised / band.readings for band in some],
            rates,
            yerr=[
                [rate - band.interval.low for rate, band in zip(rates, some, strict=True)],
                [band.interval.high - rate for rate, band in zip(rates, some, strict=True)],
            ],
            fmt=mark,
            ms=4,
            lw=0.9,
            color=colour,
            mfc=colour if is_enough else "white",
            label=f"{row.family} {row.panel}" if is_enough else None,
        )


def save(path: Path, rows: Sequence[Row]) -> None:
    """Write the plot; the end of the name says whether as .png or .svg."""
    # the same bytes every time, and letters as every viewer shows them
    with rc_context({"svg.hashsalt": "reliability", "svg.fonttype": "path"}):
        dated = {"Date": None} if path.suffix == ".svg" else None
        draw(rows).savefig(path, dpi=DOTS_PER_INCH, metadata=dated)
