"""A sheet read back: every stamp on it must read as the ID that is printed under it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from fabrication import manifest
from fabrication.readback import dxf
from fabrication.readback.unmirror import panel_view

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fabrication.sheet.nest import Place
    from fabrication.verify import Press
    from stampcodec.face import StampFace

LABEL = re.compile(r"(\w+)-([0-9]+)", re.ASCII)


def check(
    content: bytes, faces: Sequence[StampFace], places: Sequence[Place], press: Press
) -> None:
    """Read the stamps of a sheet, a DXF, and hold them against the labels under them.

    Raises
    ------
    ReadbackError
        It holds no dots.
    ValueError
        A stamp has no label, or does not read as what its label says; the message says which.
    """
    circles = dxf.circles(content, dxf.LAYER)
    labels = [
        (x, y, int(found[2]))
        for x, y, text in dxf.texts(content, "TEXT")
        if (found := LABEL.fullmatch(text))
    ]
    if len(labels) != len(places):
        raise ValueError(f"expected {len(places)} labels, found {len(labels)}")
    # Each dot belongs to the nearest stamp, each stamp to the nearest label below it.
    centres = np.array([(place.x_mm, place.y_mm) for place in places])
    across = np.abs(circles[:, None, :2] - centres).max(axis=2)
    owner = across.argmin(axis=1)
    for number, (face, place) in enumerate(zip(faces, places, strict=True)):
        below = [each for each in labels if each[1] < place.y_mm]
        _, _, printed = min(
            below, key=lambda each: np.hypot(each[0] - place.x_mm, each[1] - place.y_mm)
        )
        dots = circles[owner == number] - (place.x_mm, place.y_mm, 0.0)
        read = press(manifest.label_of(face), panel_view(dots))
        if read != printed or printed != face.merchant_id or len(dots) != len(face.dots):
            raise ValueError(
                f"the stamp at ({place.x_mm:g}, {place.y_mm:g}) is labelled {printed} and reads "
                f"as {read}"
            )
