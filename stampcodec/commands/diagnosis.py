"""``decode --diagnose``: what a file of frames seems to be, and the options that read it."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import typer

from stampcodec._panel import panels
from stampcodec.bytesource import ByteSource
from stampcodec.commands.framereader import frame_reader
from stampcodec.commands.options import DEFAULT_PANEL, families_fitted, families_tried
from stampcodec.diagnosis import IDLE, MIXED, NEGATIVE, POSITIVE, diagnose
from stampcodec.errors import FrameFileError
from stampcodec.fileformat import TD16
from stampcodec.frames import Wiring, frame_blocks
from stampcodec.frames.size import likely_shape, row_length, unit_of
from stampcodec.frames.stored import Stored
from stampcodec.quantity import counted
from stampcodec.reading import Outcome

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from stampcodec._panel import Panel
    from stampcodec.diagnosis import Diagnosis
    from stampcodec.fileformat import Format

# Of a longer recording the beginning is looked at; of a pipe so much is copied.
MOST_COUNTS, MOST_COPIED_BYTES = 2**22, 2**28
# Read as a trial, those that are touched.
MOST_TRIED = 200
# Read in the wrong byte order, neighbours differ by hundreds of times as much.
SWAPPED_RATIO = 4.0
LINES_SHOWN = 8
SIGNS = {
    POSITIVE: "positive: a touch raises the counts",
    NEGATIVE: "negative: a touch lowers the counts",
    MIXED: "unclear: counts rise and fall",
    IDLE: "unknown: nothing touches",
}
OPTIONS = {
    "negative": "--negative",
    "big_endian": "--big-endian",
    "swap_axes": "--swap-axes",
    "flip_x": "--flip-x",
}


class _Trial(NamedTuple):
    """How many of the touched frames read, wired in one way."""

    wiring: Wiring
    read: int
    mirrored: int
    tried: int


def diagnosed(
    file: Path,
    source: ByteSource,
    form: Format,
    panel: Panel,
    family: str | None,
    pitch: str | None,
) -> str:
    """Look at a file and describe it, a line a finding.

    Without a family, all are tried that suit the panel; those of a pitch that fits where none does.

    Raises
    ------
    FrameFileError, OSError
        The file cannot be read at all.
    """
    if source.size is None:
        with source.seekable(MOST_COPIED_BYTES) as copy:
            size = copy.seek(0, 2)
            if size > MOST_COPIED_BYTES:
                most = f"expected {MOST_COPIED_BYTES} bytes or less to diagnose from a pipe"
                raise FrameFileError(source.name, "", f"{most}, got more")
            copied = ByteSource(source.name, copy, size)
            return diagnosed(file, copied, form, panel, family, pitch)
    stored = Stored(source, (1, 1), big_endian=False, most=1)
    unit = unit_of(form, stored)
    counts, whole = _counts(source, form, unit.shape)
    big_endian = form is TD16 and _is_swapped(counts)
    if big_endian:
        counts = counts.byteswap()
    shape: tuple[int, int] | None = unit.shape
    if not unit.is_frame:
        shape = likely_shape(counts, unit.shape[1], _known_shapes(panel), whole=whole)
    head = [f"file      {file}: {form.name}"]
    if shape is None or len(counts) < shape[0] * shape[1]:
        return "\n".join([*head, *_without_size(counts, unit.shape[1])])
    frames = counts[: len(counts) // (shape[0] * shape[1]) * shape[0] * shape[1]]
    frames = frames.reshape(-1, *shape)
    target = _panel_of(shape, panel)
    found = diagnose(frames, target)
    beginning = "" if whole else ", the beginning of the file"
    lines = [*head, f"frames    {found.n_frames} of {shape[0]} x {shape[1]}{beginning}"]
    lines += _described(found)
    wiring = Wiring(
        negative="--negative" in found.options,
        big_endian=big_endian,
        swap_axes="--swap-axes" in found.options,
    )
    if big_endian:
        lines.append("bytes     the high byte comes first")
    if target is None:
        word = f"{shape[0]}x{shape[1]}@PITCH"
        lines.append(f"panel     none of this size is built in: --panel {word}, in mm")
        return "\n".join([*lines, _command(file, wiring, word)])
    lines.append(f"panel     {target.name}{', axes swapped' * found.swapped}")
    try:
        trial = _tried(frames, target, wiring, family, pitch)
    except typer.BadParameter as error:
        return "\n".join([*lines, f"reading   not tried: {error.message}"])
    lines.append(_reading(trial))
    if not found.raw:
        lines.append(_command(file, trial.wiring, target.name))
    return "\n".join(lines)


def _counts(
    source: ByteSource, form: Format, shape: tuple[int, int]
) -> tuple[NDArray[np.int16], bool]:
    """Return the counts of the beginning of a file, one after the other, and if that is all."""
    blocks: list[NDArray[np.int16]] = []
    total = 0
    for block in frame_blocks(source, form, *shape):
        if total >= MOST_COUNTS:
            return np.concatenate(blocks), False
        blocks.append(block.ravel())
        total += block.size
    return np.concatenate(blocks), True


def _is_swapped(counts: NDArray[np.int16]) -> bool:
    def rough(some: NDArray[np.int16]) -> float:
        return float(np.abs(np.diff(some.astype(np.int32))).mean()) if len(some) > 1 else 0.0

    return rough(counts) > SWAPPED_RATIO * rough(counts.byteswap())


def _known_shapes(panel: Panel) -> list[tuple[int, int]]:
    known = [(each.rows, each.columns) for each in (panel, *panels().values())]
    return [shape for size in known for shape in (size, size[::-1])]


def _panel_of(shape: tuple[int, int], panel: Panel) -> Panel | None:
    """Return the panel that has this size in either direction: the one named, or a built-in one."""
    for each in (panel, *panels().values()):
        if (each.rows, each.columns) in (shape, shape[::-1]):
            return each
    return None


def _without_size(counts: NDArray[np.int16], line: int) -> list[str]:
    row = row_length(counts, line)
    if row is None:
        size = f"{line} counts in a line" if line > 1 else counted(len(counts), "count")
        return [
            f"frames    of unknown size, {size}: nothing touches, or the frames differ too much",
            "panel     --panel ROWSxCOLUMNS@PITCH, in mm, gives the size",
        ]
    return [
        f"frames    of unknown size: rows of {row} counts, {len(counts) / row:g} rows in all",
        f"panel     --panel ROWSx{row}@PITCH, in mm, gives the size",
    ]


def _described(found: Diagnosis) -> list[str]:
    level = f"{_in_counts(found.level_counts)} in the median"
    baseline = "subtracted"
    if found.raw:
        baseline = "not subtracted: take an idle frame from all, frames - idle, and save that"
    clipped = "none" if found.clipped_at is None else f"counts stop at {found.clipped_at}"
    touch = f"something in {counted(found.n_touched, 'frame')}"
    if found.n_touched:
        touch += f", {_in_counts(found.peak_counts)} high (fifth highest node, median)"
    return [
        f"sign      {SIGNS[found.sign]}",
        f"baseline  {baseline} ({level})",
        f"noise     {found.noise_counts:.1f} counts RMS",
        f"touch     {touch}",
        f"clipping  {clipped}",
        f"dead      {_lines(found.dead_rows, found.dead_columns)}",
        f"noisy     {_lines(found.noisy_rows, found.noisy_columns)}",
    ]


def _in_counts(level: float) -> str:
    return f"{level:g} {'count' if level == 1 else 'counts'}"


def _lines(rows: tuple[int, ...], columns: tuple[int, ...]) -> str:
    parts = []
    for what, lines in (("row", rows), ("column", columns)):
        if lines:
            more = f" and {len(lines) - LINES_SHOWN} more" if len(lines) > LINES_SHOWN else ""
            listed = ", ".join(map(str, lines[:LINES_SHOWN]))
            parts.append(f"{what}{'s' * (len(lines) > 1)} {listed}{more}")
    return "; ".join(parts) or "no line"


def _tried(
    frames: NDArray[np.int16],
    panel: Panel,
    wiring: Wiring,
    family: str | None,
    pitch: str | None,
) -> _Trial:
    """Read frames as they seem to be wired; where they are mirrored, the other way round."""
    tried = families_tried(family, pitch, panel) if pitch else families_fitted(family, panel)
    reader = frame_reader(tried, panel)
    step = max(1, len(frames) // MOST_TRIED)

    def trial(wired: Wiring) -> _Trial:
        readings = reader.read_many(wired.straightened(frames[::step]))
        outcomes = [reading.outcome for reading in readings]
        return _Trial(
            wired, outcomes.count(Outcome.READ), outcomes.count(Outcome.MIRRORED), len(outcomes)
        )

    first = trial(wiring)
    if first.mirrored > first.read:
        return trial(replace(wiring, flip_x=True))
    return first


def _reading(trial: _Trial) -> str:
    how = "; mirrored without --flip-x, so one axis is turned" * trial.wiring.flip_x
    return f"reading   a stamp in {trial.read} of {trial.tried} frames{how}"


def _command(file: Path, wiring: Wiring, panel: str) -> str:
    options = [option for field, option in OPTIONS.items() if getattr(wiring, field)]
    if panel != DEFAULT_PANEL:
        options = ["--panel", panel, *options]
    return f"decode    stampcodec decode {shlex.join([str(file), *options])}"
