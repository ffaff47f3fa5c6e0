"""MeerK40t engraves what is black and blue, and cuts what is red; ``make makers``."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from fabrication.laser import dxf, svg
from fabrication.laser.work import laser_work
from fabrication.mirror import rubber_view
from fabrication.part import Part
from stampcodec import family

if TYPE_CHECKING:
    from pathlib import Path

PART = Part(process="laser", kerf_mm=0.2)


def tree(path: Path) -> str:
    """Let MeerK40t load a file, and return what it makes of it."""
    commands = path.with_name("commands.txt")
    commands.write_text("tree list\nquit\n")
    program = "import sys; from meerk40t.main import run; sys.exit(run())"
    done = subprocess.run(
        [sys.executable, "-c", program, "-z", "-p", str(path), "-b", str(commands)],
        env={**os.environ, "HOME": str(path.parent)},
        stdin=subprocess.DEVNULL,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout


def test_two_shapes_are_engraved_one_is_cut_and_the_label_scored(tmp_path: Path) -> None:
    path = tmp_path / "stamp.svg"
    path.write_bytes(svg.render(laser_work(rubber_view(family("lattice8").encode(7)), PART), PART))
    told = re.findall(r"^\S+ +(0\.[0-9.]*) *: (op \w+|reference)", tree(path), re.MULTILINE)
    kinds = {place: kind.removeprefix("op ") for place, kind in told if kind != "reference"}
    does = [kinds[place.rsplit(".", 1)[0]] for place, kind in told if kind == "reference"]
    assert sorted(does) == ["cut", "engrave", "raster", "raster"]


@pytest.mark.parametrize("version", [dxf.MODERN, dxf.OLD])
def test_every_line_of_a_dxf_comes_in_on_its_layer(tmp_path: Path, version: str) -> None:
    rubber = rubber_view(family("lattice8").encode(7))
    path = tmp_path / "stamp.dxf"
    path.write_bytes(dxf.render(laser_work(rubber, PART), PART, version))
    layers = re.findall(r"elem \w+ - ([A-Z-]+)", tree(path))
    assert layers.count("ENGRAVE-AWAY") == len(rubber.dots) + 1
    assert layers.count("CUT") == 1
    assert set(layers) == {"ENGRAVE-AWAY", "ENGRAVE-VENTS", "CUT", "LABEL"}
