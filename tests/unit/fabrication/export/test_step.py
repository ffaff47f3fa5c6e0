"""STEP, read back by Open CASCADE's own reader."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepGProp import BRepGProp
from OCP.GProp import GProp_GProps
from OCP.IFSelect import IFSelect_ReturnStatus
from OCP.STEPControl import STEPControl_Reader
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp_Explorer

import stampcodec as sc
from fabrication.export import step
from fabrication.part import Part
from fabrication.solid.body import solid

from ..solid import exact
from ..solid.cases import CASES, rubber_of


def read(content: bytes, folder: Path) -> Any:
    path = folder / "part.step"
    path.write_bytes(content)
    reader = STEPControl_Reader()
    assert reader.ReadFile(str(path)) == IFSelect_ReturnStatus.IFSelect_RetDone
    reader.TransferRoots()
    return reader.OneShape()


def volumes_mm3(shape: Any) -> list[float]:
    solids = TopExp_Explorer(shape, TopAbs_ShapeEnum.TopAbs_SOLID)
    found = []
    while solids.More():
        properties = GProp_GProps()
        BRepGProp.VolumeProperties_s(solids.Current(), properties)
        found.append(properties.Mass())
        solids.Next()
    return found


@pytest.mark.parametrize(("family", "part"), CASES)
def test_the_bodies_are_read_back_sound_and_with_their_exact_volumes(
    family: str, part: Part, tmp_path: Path
) -> None:
    rubber = rubber_of(family)
    shape = read(step.render(rubber, part), tmp_path)
    assert BRepCheck_Analyzer(shape).IsValid()
    conductive, *bumps = volumes_mm3(shape)
    assert conductive == pytest.approx(exact.conductive_mm3(rubber, part), rel=1e-7)
    assert len(bumps) == (len(rubber.empty) if part.camouflage else 0)
    wanted = exact.insulating_mm3(rubber, part) if part.camouflage else 0.0
    assert sum(bumps) == pytest.approx(wanted, rel=1e-7)


def tips_mm(shape: Any, height_mm: float) -> NDArray[np.float64]:
    """Return the centres of the faces that lie at a height, (n, 2)."""
    faces = TopExp_Explorer(shape, TopAbs_ShapeEnum.TopAbs_FACE)
    found = []
    while faces.More():
        properties = GProp_GProps()
        BRepGProp.SurfaceProperties_s(faces.Current(), properties)
        middle = properties.CentreOfMass()
        if abs(middle.Z() - height_mm) < 1e-6:
            found.append((middle.X(), middle.Y()))
        faces.Next()
    return np.array(found)


@pytest.mark.parametrize("family", ["lattice7", "lattice8", "touch5"])
def test_the_tips_stand_where_the_screen_has_the_dots_turned_over(
    family: str, tmp_path: Path
) -> None:
    face = sc.family(family).encode(4011)
    tips = tips_mm(read(step.render(rubber_of(family), Part()), tmp_path), Part().dot_height_mm)
    # The panel counts y down and the rubber up: x is mirrored, and y has the other sign.
    off = np.abs(-face.dots[:, None, :2] - tips[None]).max(axis=2)
    assert len(tips) == len(face.dots)
    assert off.min(axis=1).max() < 1e-6


def test_dots_whose_feet_meet_are_one_sound_body(tmp_path: Path) -> None:
    rubber, part = rubber_of("lattice8"), Part(fillet_mm=1.0, vent_mm=0.0)
    assert part.foot_mm(3.5) > 5.0  # wider than the pitch
    shape = read(step.render(rubber, part), tmp_path)
    assert BRepCheck_Analyzer(shape).IsValid()
    # The facets have no trouble with what crosses.
    assert volumes_mm3(shape) == pytest.approx([solid(rubber, part, "conductive").volume()], 1e-4)


def test_bumps_whose_feet_meet_are_refused() -> None:
    part = Part(camouflage=True, fillet_mm=1.0, vent_mm=0.0)
    with pytest.raises(ValueError, match=r"got feet of 5\.\d+ mm that meet"):
        step.render(rubber_of("lattice8"), part)


def test_the_same_part_gives_the_same_bytes_again_and_in_another_process() -> None:
    rubber, part = rubber_of("lattice7"), Part(camouflage=True)
    first = step.render(rubber, part)
    assert step.render(rubber, part) == first
    program = (
        "import sys, stampcodec as sc\n"
        "from fabrication.export import step\n"
        "from fabrication.mirror import rubber_view\n"
        "from fabrication.part import Part\n"
        "rubber = rubber_view(sc.family('lattice7').encode(4011))\n"
        "sys.stdout.buffer.write(step.render(rubber, Part(camouflage=True)))\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    # Nothing but the file: Open CASCADE says nothing on the standard output.
    assert run.stdout == first


def test_bodies_are_named_and_no_clock_is_read() -> None:
    text = step.render(rubber_of("lattice7"), Part(camouflage=True)).decode("ascii")
    assert "FILE_NAME('lattice7-4011','1980-01-01T00:00:00'" in text
    assert "'lattice7-4011 conductive'" in text
    assert "'lattice7-4011 insulating'" in text
    assert "translator" not in text


def test_without_open_cascade_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "fabrication.solid.exact", raising=False)
    monkeypatch.delattr("fabrication.solid.exact", raising=False)
    monkeypatch.setitem(sys.modules, "OCP.BRep", None)
    with pytest.raises(step.StepMissingError, match=r"pip install 'stampcodec\[step\]'"):
        step.render(rubber_of("lattice7"), Part())


def test_nothing_else_imports_open_cascade() -> None:
    program = (
        "import sys\n"
        "import fabrication.export.stl, fabrication.export.step, fabrication.export.threemf\n"
        "print('OCP' in sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert run.stdout == b"False\n"
