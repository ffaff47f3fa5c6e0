"""From drawing back to ID: what leaves the house must read as the ID on its label.

::

    files ─ dots of each ─ un-mirrored ─ those of stamp.json? ─ pressed, read ─ the ID of the label?
            readback/      once          to a micrometre         by the caller

This module reads files and compares millimetres. Who presses the dots and reads the frame is handed
in, as `Press`: only `fabrication.codec` knows the emulator and the reader.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fabrication.readback import dxf, gerber, stl, svg, threemf
from fabrication.readback.problem import ReadbackError
from fabrication.readback.unmirror import panel_view
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from fabrication.manifest import Label

    # Takes a label, for family and size, and dots in the panel view; returns the ID that is read,
    # or one word about why there is none.
    Press = Callable[[Label, NDArray[np.float64]], int | str]

STAMP = "stamp.json"
# Endings of the files whose dots are read back, and by whom. One of each must be there.
READERS: dict[str, Callable[[bytes], NDArray[np.float64]]] = {
    ".dxf": dxf.dots,
    ".svg": svg.dots,
    "-conductive.stl": stl.dots,
    ".3mf": threemf.dots,
    "-F_Cu.gbr": gerber.dots,
    "-F_Mask.gbr": gerber.dots,
}
# A file writes a tenth of a micrometre or float32; what is farther off was not rounding. Measured:
# below 1e-6 mm in every format.
SAME_MM = 0.001


@dataclass(frozen=True)
class Verdict:
    """What one file of a package says.

    Attributes
    ----------
    path : str
    merchant_id : int or None
        The ID that was read, None where there was none, or several.
    problem : str
        Empty where the file is right.
    """

    path: str
    merchant_id: int | None
    problem: str

    def __str__(self) -> str:
        """Return one line for people."""
        right = "is right" if self.merchant_id is None else f"reads as {self.merchant_id}"
        return f"{self.path}: {self.problem or right}"


def verify(label: Label, files: Mapping[str, bytes], press: Press) -> list[Verdict]:
    """Read every file that holds dots back to an ID.

    Parameters
    ----------
    label : Label
        What the files must say.
    files : mapping
        All files of one package.
    press : callable
        Presses dots and reads them.

    Returns
    -------
    list of Verdict
        One for each file with dots, one for each kind of file that is missing, and one for
        ``stamp.json`` where that is of another stamp.
    """
    verdicts = _of_another(label, files.get(STAMP, b""))
    designed = designed_dots(files.get(STAMP, b""))
    for ending, reader in READERS.items():
        names = [name for name in files if name.endswith(ending)]
        if not names:
            verdicts.append(Verdict(f"*{ending}", None, "is missing"))
        for name in names:
            try:
                dots = panel_view(reader(files[name]))
            except ReadbackError as error:
                verdicts.append(Verdict(name, None, str(error)))
                continue
            verdicts.append(judged(name, label, designed, dots, press))
    return verdicts


def judged(
    name: str,
    label: Label,
    designed: NDArray[np.float64],
    dots: NDArray[np.float64],
    press: Press,
) -> Verdict:
    """Press the dots of one file, panel view, and hold them against the label and the design."""
    read = press(label, dots)
    if isinstance(read, str):
        return Verdict(name, None, f"reads as {read}, expected {label.merchant_id}")
    if read != label.merchant_id:
        return Verdict(name, read, f"reads as {read}, expected {label.merchant_id}")
    # The code would forgive a few dots that are lost or too many; a drawing may not have any.
    return Verdict(name, read, difference(designed, dots))


def difference(designed: NDArray[np.float64], dots: NDArray[np.float64]) -> str:
    """Say how dots differ from the designed ones by more than rounding; nothing where they do not.

    Parameters
    ----------
    designed, dots : float64 (n, 3), float64 (m, 3)
        Panel view, in any order.
    """
    if len(designed) != len(dots):
        return f"has {counted(len(dots), 'dot')}, {STAMP} has {len(designed)}"
    across = designed[:, None, :] - dots[None, :, :]
    off = np.abs(across).max(axis=2)
    nearest = off.min(axis=1)
    if len(set(off.argmin(axis=1).tolist())) < len(dots) or nearest.max() > SAME_MM:
        x, y, _ = designed[nearest.argmax()]
        return (
            f"the dot at ({x:g}, {y:g}) of {STAMP} is {nearest.max():.3f} mm off, "
            f"{SAME_MM:g} mm are allowed"
        )
    return ""


def _of_another(label: Label, content: bytes) -> list[Verdict]:
    try:
        stamp = json.loads(content)
        found = f"{stamp['family']}-{stamp['merchant_id']}"
    except (ValueError, KeyError, TypeError):
        return [Verdict(STAMP, None, "expected a stamp file")]
    expected = f"{label.family}-{label.merchant_id}"
    return [] if found == expected else [Verdict(STAMP, None, f"is {found}, expected {expected}")]


def designed_dots(content: bytes) -> NDArray[np.float64]:
    """Return the dots of ``stamp.json``, panel view; none where it has none."""
    try:
        listed = json.loads(content)["dots"]
        return np.array([[dot["x_mm"], dot["y_mm"], dot["diameter_mm"]] for dot in listed])
    except (ValueError, KeyError, TypeError):
        return np.empty((0, 3))
