"""The plot of docs/families.md: what each family reads, and what that costs in wrong names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from benchmarks.families.rates import (
    AMPLITUDES,
    FLIPPED,
    MISSING,
    PARTIAL,
    STILL,
    counted,
    default_share,
    reach_of,
)
from benchmarks.report.interval import clopper_pearson

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.families.rates import Row

DOTS_PER_INCH = 110
INCHES = (12.5, 7.6)
COLOURS = ("#1b6ca8", "#c8553d", "#3c7a3f", "#7d4f9e", "#b8860b")
GREY, MEASURED = "0.35", "0.1"
LEAST_SHARE, MOST_SHARE = 3e-8, 1e-2
SITES = {FLIPPED: "-", MISSING: ":"}


def draw(rows: Sequence[Row]) -> Figure:
    """Draw three panels of both modes above, and below them the curve of each family."""
    names = list(dict.fromkeys(row.family for row in rows))
    figure = Figure(figsize=INCHES, layout="constrained")
    above, below = figure.subfigures(2, 1, squeeze=False)[:, 0]
    axes = above.subplots(1, 3, sharey=True)
    for name, colour in zip(names, COLOURS, strict=False):
        mine = [row for row in rows if row.family == name]
        for share, style in ((default_share(name), "-"), (STILL, "--")):
            read = [row for row in mine if row.share == share]
            whole = [row for row in read if row.scene.kind == "whole"]
            _line(axes[0], [row.scene.amplitude for row in whole], whole, colour, style)
            for axis, kind in zip(axes[1:], SITES, strict=True):
                wrong = [row for row in read if row.scene.kind == kind]
                _line(axis, [row.scene.number for row in wrong], wrong, colour, style)
    axes[0].set(xscale="log", xlim=(0.215, 0.046), xlabel="amplitude", ylabel="read, %")
    axes[0].set_xticks(AMPLITUDES[1:], [f"{amplitude:g}" for amplitude in AMPLITUDES[1:]])
    axes[0].minorticks_off()
    axes[0].set_title("whole faces, as they get fainter")
    axes[1].set(xlabel="sites", title="any sites flipped, little noise")
    axes[2].set(xlabel="dots", title="dots missing, little noise")
    handles = [
        *(
            Line2D([], [], color=colour, label=name)
            for name, colour in zip(names, COLOURS, strict=False)
        ),
        Line2D([], [], color=GREY, label="default reader"),
        Line2D([], [], color=GREY, ls="--", label="still=True"),
    ]
    above.legend(handles=handles, loc="outside lower center", ncols=len(handles), frameon=False)
    for axis, name, colour in zip(
        below.subplots(1, len(names), sharey=True, squeeze=False)[0], names, COLOURS, strict=False
    ):
        _curve(axis, name, [row for row in rows if row.family == name], colour)
    below.axes[len(names) // 2].set_xlabel("share of partly landed faces that are named wrongly")
    marks = [
        Line2D([], [], color=GREY, ls="-", label="flipped"),
        Line2D([], [], color=GREY, ls=":", label="missing"),
        Line2D([], [], color=GREY, ls="", marker="o", label="default reader"),
        Line2D([], [], color=GREY, ls="", marker="s", label="still=True"),
        Line2D([], [], color=MEASURED, ls="", marker="x", label="wrong share as measured, 95 %"),
    ]
    below.legend(handles=marks, loc="outside lower center", ncols=len(marks), frameon=False)
    below.axes[0].set_ylabel("read with 1 .. t wrong sites, %")
    return figure


def _line(axis: Any, at: list[float], rows: list[Row], colour: str, style: str) -> None:
    axis.plot(at, [100 * row.right / row.frames for row in rows], style, color=colour, marker=".")


def _curve(axis: Any, name: str, rows: list[Row], colour: str) -> None:
    """Plot the readers of one family: what they read of worn faces against their wrong names."""
    reach = reach_of(name)
    shares = sorted({row.share for row in rows if row.scene.kind == FLIPPED})
    wrong = [counted(name, share) for share in shares]
    for kind, style in SITES.items():
        read = [_read(rows, kind, share, reach) for share in shares]
        axis.plot(wrong, read, style, color=colour)
        for share, mark in ((default_share(name), "o"), (STILL, "s")):
            axis.plot(counted(name, share), read[shares.index(share)], mark, color=colour)
    for row in rows:
        if row.scene.kind == PARTIAL and row.wrong:
            rate, ends = row.wrong / row.frames, clopper_pearson(row.wrong, row.frames)
            height = _read(rows, FLIPPED, row.share, reach)
            bar = [[rate - ends.low], [ends.high - rate]]
            axis.errorbar(rate, height, xerr=bar, fmt="x", color=MEASURED, lw=0.9)
    axis.set(xscale="log", xlim=(LEAST_SHARE, MOST_SHARE), ylim=(-4, 104))
    axis.set_title(f"{name}, t = {reach}", fontsize="medium")


def _read(rows: list[Row], kind: str, share: float, reach: int) -> float:
    """Return how many per cent are read with 1 to `reach` wrong sites, each as likely."""
    some = [
        row.right / row.frames
        for row in rows
        if (row.scene.kind, row.share) == (kind, share) and row.scene.number <= reach
    ]
    return 100 * sum(some) / len(some)


def save(path: Path, rows: Sequence[Row]) -> None:
    """Write the plot; the end of the name says whether as .png or .svg."""
    # the same bytes every time, and letters as every viewer shows them
    with rc_context({"svg.hashsalt": "families", "svg.fonttype": "path"}):
        dated = {"Date": None} if path.suffix == ".svg" else None
        draw(rows).savefig(path, dpi=DOTS_PER_INCH, metadata=dated)
