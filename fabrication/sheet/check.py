"""A sheet read back: every stamp on it must read as the ID that is printed under it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from fabrication.readback import dxf
from fabrication.readback.unmirror import panel_view
from fabrication.verify import difference
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from fabrication.manifest import Label
    from fabrication.sheet.nest import Place
    from fabrication.verify import Press

LABEL = re.compile(r"(\w+)-([0-9]+)", re.ASCII)


def check(
    content: bytes,
    labels: Sequence[Label],
    designs: Sequence[NDArray[np.float64]],
    places: Sequence[Place],
    press: Press,
) -> None:
    """Read the stamps of a sheet, a DXF, and hold them against the labels under them.

    Parameters
    ----------
    content : bytes
    labels : sequence of Label
        Of each stamp that should be on it.
    designs : sequence of float64 (n, 3)
        Their dots, panel view.
    places : sequence of Place
        Where they lie.
    press : callable
        Presses dots and reads them.

    Raises
    ------
    ReadbackError
        It holds no dots.
    ValueError
        A stamp has no label, or is not what its label says; the message says which.
    """
    circles = dxf.dots(content)
    printed = [
        (x, y, int(found[2]))
        for x, y, text in dxf.texts(content)
        if (found := LABEL.fullmatch(text))
    ]
    if len(printed) != len(places):
        raise ValueError(f"expected {counted(len(places), 'label')}, found {len(printed)}")
    # Each dot belongs to the nearest stamp, each stamp to the nearest label below it.
    centres = np.array([(place.x_mm, place.y_mm) for place in places])
    across = np.abs(circles[:, None, :2] - centres).max(axis=2)
    owner = across.argmin(axis=1)
    stamps = zip(labels, designs, places, strict=True)
    for number, (label, designed, place) in enumerate(stamps):
        below = [each for each in printed if each[1] < place.y_mm]
        _, _, says = min(
            below, key=lambda each: np.hypot(each[0] - place.x_mm, each[1] - place.y_mm)
        )
        dots = panel_view(circles[owner == number] - (place.x_mm, place.y_mm, 0.0))
        read = press(label, dots)
        where = f"the stamp at ({place.x_mm:g}, {place.y_mm:g})"
        if read != says or says != label.merchant_id:
            raise ValueError(f"{where} is labelled {says} and reads as {read}")
        if problem := difference(designed, dots):
            raise ValueError(f"{where}, {says}: {problem}")
