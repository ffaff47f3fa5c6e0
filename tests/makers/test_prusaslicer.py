"""PrusaSlicer takes the 3MF of two materials as it is; ``make makers``."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from fabrication.export import threemf
from fabrication.mirror import rubber_view
from fabrication.part import Part
from fabrication.solid.surfaces import surfaces
from stampcodec import family

if TYPE_CHECKING:
    from pathlib import Path

PART = Part(process="printed", camouflage=True)
LAYER_MM = 0.2
# A printer with two nozzles, and the least that a print needs.
PRINTER = """\
nozzle_diameter = 0.4,0.4
filament_diameter = 1.75,1.75
temperature = 200,200
first_layer_temperature = 200,200
layer_height = 0.2
first_layer_height = 0.2
perimeters = 1
fill_density = 5%
skirts = 0
bed_shape = 0x0,200x0,200x200,0x200
"""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("printed")
    rubber = rubber_view(family("lattice8h14").encode(4711))
    (folder / "stamp.3mf").write_bytes(threemf.render(rubber, PART, surfaces(rubber, PART)))
    (folder / "printer.ini").write_text(PRINTER)
    return folder


def slicer(folder: Path, *arguments: str) -> str:
    command = ["prusa-slicer", *arguments, "stamp.3mf"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


def test_it_is_one_object_as_high_as_the_part(printed: Path) -> None:
    told = dict(re.findall(r"^(\w+) = +(\S+)", slicer(printed, "--info"), re.MULTILINE))
    assert float(told["size_z"]) == pytest.approx(PART.height_mm, abs=1e-4)
    assert told["manifold"] == "yes"


def test_bumps_are_printed_where_they_stand(printed: Path) -> None:
    slicer(printed, "-g", "--load", "printer.ini", "-o", "stamp.gcode")
    tool, at_mm = 0, 0.0
    heights: dict[int, set[float]] = {0: set(), 1: set()}
    for line in (printed / "stamp.gcode").read_text().splitlines():
        if found := re.match(r"T(\d)", line):
            tool = int(found[1])
        elif found := re.match(r"G1 .*Z([0-9.]+)", line):
            at_mm = float(found[1])
        if re.match(r"G1 .*[XY].* E[0-9.]", line):
            heights[tool].add(at_mm)
    # The handle's end lies on the bed; dots and bumps end at one height, whole layers below it.
    base_mm = PART.height_mm - PART.dot_height_mm
    assert min(heights[0]) == pytest.approx(LAYER_MM)
    assert base_mm < min(heights[1]) < base_mm + 2 * LAYER_MM
    assert max(heights[0]) == max(heights[1])
    assert PART.height_mm - LAYER_MM < max(heights[1]) <= PART.height_mm
