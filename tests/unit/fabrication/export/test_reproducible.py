"""Flat formats depend on nothing but what they draw: not on the clock, chance or the hash seed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import pytest

from fabrication.export import dxf, pdf, preview, svg, table
from fabrication.part import Part
from fabrication.rules.finding import Finding
from tests.unit.fabrication.sample import drawing

WRITERS = {
    "dxf": dxf.render,
    "svg": svg.render,
    "pdf": pdf.render,
    "csv": table.render_csv,
    "json": table.render_json,
    "png": preview.render,
}
FINDINGS = [Finding("gap", "error", 1.0, 2.0, 0.5, 1.0, "0.50 mm between two dots & <others>")]


def digests() -> str:
    part = Part(camouflage=True)
    made = drawing("lattice8", part)
    return "\n".join(
        hashlib.sha256(render(made, part, FINDINGS)).hexdigest() for render in WRITERS.values()
    )


@pytest.mark.parametrize("seed", ["0", "1"])
def test_another_process_writes_the_same_bytes(seed: str) -> None:
    name = __name__
    program = f"from {name} import digests; print(digests())"
    made = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo" if seed == "1" else "UTC"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert made.stdout.strip() == digests()


@pytest.mark.parametrize("name", WRITERS)
def test_another_stamp_is_another_file(name: str) -> None:
    part = Part()
    files = {WRITERS[name](drawing(family, part), part, []) for family in ("lattice7", "lattice8")}
    assert len(files) == 2
