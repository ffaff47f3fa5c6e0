"""Faces that the tests of fabrication draw: none is its own mirror image."""

from __future__ import annotations

import stampcodec as sc
from fabrication.drawing import Drawing, draw
from fabrication.mirror import RubberFace, rubber_view
from fabrication.part import Part

FAMILIES = ("lattice7", "lattice8", "touch5")
PARTS = (
    Part(),
    Part(outline="circle", camouflage=True),
    Part(outline="rounded", corner_mm=2.0, fillet_mm=0.0, vent_mm=0.0),
)


def rubber(family: str, merchant_id: int = 4000) -> RubberFace:
    return rubber_view(sc.family(family).encode(merchant_id))


def drawing(family: str, part: Part) -> Drawing:
    return draw(rubber(family), part)
