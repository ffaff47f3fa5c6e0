"""Parts that differ in every shape that a solid is made of."""

from __future__ import annotations

import pytest

import stampcodec as sc
from fabrication.mirror import RubberFace, rubber_view
from fabrication.part import Part

CASES = [
    pytest.param("lattice7", Part(), id="lattice7"),
    pytest.param("lattice8", Part(outline="circle", camouflage=True), id="lattice8-circle"),
    pytest.param(
        "lattice8",
        Part(outline="rounded", draft_deg=0.0, camouflage=True, vent_depth_mm=1.2),
        id="lattice8-rounded-no-draft",
    ),
    pytest.param("lattice7", Part(fillet_mm=0.0, vent_mm=0.0), id="lattice7-no-fillet-no-vents"),
    pytest.param("touch5", Part(dot_height_mm=3.0, fillet_mm=1.0, draft_deg=8.0), id="touch5"),
]


def rubber_of(family: str, merchant_id: int = 4011) -> RubberFace:
    return rubber_view(sc.family(family).encode(merchant_id))
