from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest

from fabrication.export import table
from fabrication.part import Part
from fabrication.rules.finding import Finding
from tests.unit.fabrication.sample import FAMILIES, drawing, rubber


@pytest.mark.parametrize("family", FAMILIES)
def test_the_csv_holds_dots_then_bumps_numbered_from_one(family: str) -> None:
    part = Part(camouflage=True)
    text = table.render_csv(drawing(family, part), part, []).decode("ascii")
    rows = list(csv.DictReader(io.StringIO(text)))
    face = rubber(family)
    expected = np.concatenate([face.dots, face.empty])
    found = [[float(row[key]) for key in ("x_mm", "y_mm", "diameter_mm")] for row in rows]
    np.testing.assert_allclose(found, expected, atol=1e-4)
    kinds = ["dot"] * len(face.dots) + ["bump"] * len(face.empty)
    assert [row["kind"] for row in rows] == kinds
    assert [int(row["number"]) for row in rows] == list(range(1, len(rows) + 1))


def test_the_json_says_what_the_csv_says_and_what_the_part_is() -> None:
    part = Part(outline="circle", material="gum")
    finding = Finding("gap", "warning", 1.0, 2.0, 3.0, 4.0, "near")
    made = drawing("lattice7", part)
    document = json.loads(table.render_json(made, part, [finding]))
    rows = list(csv.DictReader(io.StringIO(table.render_csv(made, part, []).decode())))
    for row, dot in zip(rows, document["dots"], strict=True):
        assert float(row["x_mm"]) == dot["x_mm"]
        assert float(row["y_mm"]) == dot["y_mm"]
    assert document["format"] == "rubber-dots/1"
    assert (document["family"], document["merchant_id"]) == ("lattice7", 4000)
    assert Part(**document["part"]) == part
    assert [Finding(**one) for one in document["findings"]] == [finding]
    assert document["size_mm"] == 57.0
