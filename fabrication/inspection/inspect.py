"""Inspect a made part: sheets for its package, then a report from what was measured.

::

    package ─ sheets ─► PDF, CSV ─ filled in ─┐
                  └ reference frame ─ scan ───┴─ report ─► verdicts, the ID that the dots read as

Who presses the dots and reads them is handed in, as for `fabrication.verify`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from fabrication import manifest, package, pair, verify
from fabrication.dimension import DIAMETER, X, Y, dimensions, dot_item
from fabrication.inspection import form, paper
from fabrication.inspection.alignment import align, levelled
from fabrication.inspection.report import Report, of_dots, with_coplanarity
from fabrication.mirror import rubber_view
from fabrication.notch import ENDS
from fabrication.part import Part
from fabrication.readback.unmirror import panel_view
from stampcodec.errors import FileError
from stampcodec.face import StampFace
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from fabrication.dimension import Dimension
    from fabrication.inspection.alignment import Alignment
    from fabrication.manifest import Label
    from fabrication.mirror import RubberFace
    from fabrication.verify import Press

SCANS = (".png", ".tif", ".tiff", ".jpg", ".jpeg")
# The emulator works every diameter out anew; a reader does not feel a twentieth of a mm.
PRESSED_DECIMALS = 1


@dataclass(frozen=True, eq=False)
class Ordered:
    """What a package says of the part that was to be made.

    Attributes
    ----------
    label : Label
    rubber : RubberFace
    part : Part
    listed : tuple of Dimension
    """

    label: Label
    rubber: RubberFace
    part: Part
    listed: tuple[Dimension, ...]

    @property
    def name(self) -> str:
        """The name of the stamp."""
        return self.rubber.label

    @property
    def size_mm(self) -> float:
        """Side or diameter of the part."""
        return self.part.size_mm(self.rubber)


def ordered(path: Path) -> Ordered:
    """Read what a package, folder or zip, says of its part.

    Raises
    ------
    FileError
        It is no package of one stamp, or damaged.
    OSError
        It cannot be read.
    """
    files = package.read(path)
    if pair.is_pair(files):
        ends = ", ".join(str(path / end) for end in ENDS)
        raise FileError(path, "", f"is two-ended, inspect its ends one by one: {ends}")
    label = manifest.read(path, files)
    try:
        part = _part(json.loads(files[manifest.NAME])["part"])
        dots = verify.designed_dots(files.get(verify.STAMP, b""))
        roles = ("data",) * len(dots)
        face = StampFace(label.family, None, label.merchant_id, label.outline_mm, dots, roles)
        rubber = rubber_view(face)
        return Ordered(label, rubber, part, dimensions(rubber, part))
    except (TypeError, ValueError) as error:
        raise manifest.ManifestError(path / manifest.NAME, "part", str(error)) from None


def sheets(order: Ordered) -> dict[str, bytes]:
    """Return the files to measure with: a sheet as PDF, and the same as CSV to fill in.

    Raises
    ------
    ValueError
        The part is too large for a reference frame on A4.
    """
    name = f"{order.name}-measure"
    drawn = paper.render(order.rubber, order.part, order.listed, order.name, order.size_mm)
    return {f"{name}.pdf": drawn, f"{name}.csv": form.text(order.name, order.listed)}


def scans_of(paths: Sequence[Path]) -> list[Path]:
    """Return those that are pictures, which OpenCV is needed for."""
    return [path for path in paths if path.suffix.lower() in SCANS]


def inspect(order: Ordered, paths: Sequence[Path], press: Press) -> Report:
    """Judge a made part by sheets that were filled in, scans, or both.

    Parameters
    ----------
    order : Ordered
    paths : sequence of Path
        At most one scan; a scan's values replace those of a sheet.
    press : callable
        Presses dots and reads them.

    Raises
    ------
    FileError
        A file cannot be what was measured of this part.
    OSError
        A file cannot be read.
    """
    scans = scans_of(paths)
    forms = [path for path in paths if path not in scans]
    for extra in (*scans[1:], *forms[1:]):
        raise FileError(extra, "", "expected one scan and one CSV, this is another")
    if scans and order.part.camouflage:
        raise FileError(
            scans[0], "", "a scan cannot tell dots from camouflage; measure dots with a microscope"
        )
    found: NDArray[np.float64] | None = None
    measured: dict[str, float] = {}
    if scans:
        found = _scanned(order, scans[0])
    aligned = None if found is None else align(order.rubber.dots, found)
    if aligned is not None:
        measured = _of_scan(aligned)
    scanned = _scannable(order) if scans else frozenset()
    for path in forms:
        measured = form.read(path, order.name, order.listed, scanned) | measured
    dots = _places(order, measured) if found is None else found
    if aligned is not None:
        dots = aligned.dots
    elif found is not None:
        dots = levelled(found)
    rounded = np.column_stack([dots[:, :2], dots[:, 2].round(PRESSED_DECIMALS)])
    read = press(order.label, panel_view(rounded))
    problems = () if found is None else tuple(_problems(order, found, aligned))
    measured = with_coplanarity(measured, order.rubber.dots)
    expected = order.label.merchant_id
    return Report(order.name, expected, read, order.listed, measured, problems)


def _scanned(order: Ordered, path: Path) -> NDArray[np.float64]:
    # OpenCV, which sheets do not need.
    from fabrication.inspection.scan import measure  # noqa: PLC0415

    return measure(path, order.size_mm, float(np.median(order.rubber.dots[:, 2])))


def _part(stored: Mapping[str, object]) -> Part:
    """Return the part of a manifest; ValueError or TypeError where it is none."""
    known = {field.name for field in fields(Part)}
    if not isinstance(stored, dict) or not stored.keys() <= known:
        raise ValueError("expected the measures of a part")
    return Part(**stored)


def _of_scan(aligned: Alignment) -> dict[str, float]:
    measured = {}
    for mine, theirs in aligned.partners:
        for size, value in zip((X, Y, DIAMETER), aligned.dots[theirs].tolist(), strict=True):
            measured[dot_item(mine + 1, size)] = value
    return measured


def _scannable(order: Ordered) -> frozenset[str]:
    numbers = range(1, len(order.rubber.dots) + 1)
    return frozenset(dot_item(n, size) for n in numbers for size in (X, Y, DIAMETER))


def _places(order: Ordered, measured: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the dots of a sheet, float64 (n, 3), rubber view."""
    numbers = range(1, len(order.rubber.dots) + 1)
    return np.array([[measured[dot_item(n, s)] for s in (X, Y, DIAMETER)] for n in numbers])


def _problems(order: Ordered, found: NDArray[np.float64], aligned: Alignment | None) -> list[str]:
    """Say what is wrong with the set of dots as a whole."""
    total = len(order.rubber.dots)
    if aligned is None:
        return [f"the scan shows another pattern: {counted(len(found), 'dot')}, expected {total}"]
    mine = {mine for mine, _ in aligned.partners}
    theirs = {theirs for _, theirs in aligned.partners}
    lost = [number + 1 for number in range(total) if number not in mine]
    told = [f"{of_dots(lost)} {'is' if len(lost) == 1 else 'are'} missing"] if lost else []
    told += [
        f"a dot at ({aligned.dots[n, 0]:.2f}, {aligned.dots[n, 1]:.2f}) is not on the drawing"
        for n in range(len(found))
        if n not in theirs
    ]
    return told
