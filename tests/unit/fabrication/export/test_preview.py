from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from fabrication.drawing import CAMOUFLAGE, DOTS
from fabrication.export import preview
from fabrication.part import Part
from fabrication.rules.finding import Finding
from tests.unit.fabrication.sample import FAMILIES, PARTS, drawing


def colour(name: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(name[1:]))


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("part", PARTS)
def test_every_tip_has_its_colour_where_it_is(family: str, part: Part) -> None:
    made = drawing(family, part)
    with Image.open(io.BytesIO(preview.render(made, part, []))) as image:
        pixels = np.asarray(image.convert("RGB"))
    scale = preview.SIDE_PX * (1 - 2 * preview.MARGIN) / made.size_mm
    middle = preview.SIDE_PX / 2
    tips = {DOTS: preview.TIP, CAMOUFLAGE: preview.BUMP_TIP}
    seen = 0
    for circle in made.circles:
        if circle.layer in tips:
            row, column = middle - circle.y_mm * scale, middle + circle.x_mm * scale
            assert tuple(pixels[int(row), int(column)]) == colour(tips[circle.layer])
            seen += 1
    assert seen >= 5
    assert tuple(pixels[2, 2]) == colour(preview.PAPER)


def test_findings_are_counted_below() -> None:
    made = drawing("touch5", Part())
    finding = Finding("gap", "error", 0.0, 0.0, 0.5, 1.0, "near")
    with_error, plain = (
        np.asarray(Image.open(io.BytesIO(preview.render(made, Part(), found))).convert("RGB"))
        for found in ([finding], [])
    )
    different = (with_error != plain).any(axis=2)
    assert different.any()
    assert not different[: preview.SIDE_PX].any()
