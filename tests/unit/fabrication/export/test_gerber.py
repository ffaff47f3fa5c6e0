"""Gerber and Excellon: drawn by gerbv, looked at as text."""

from __future__ import annotations

import math
import subprocess
from pathlib import Path

import matplotlib.image
import numpy as np
import pytest

from fabrication.board.board import DRILL_MM, PULLBACK_MM, VIA_PAD_MM, board
from fabrication.board.legend import CLEAR_MM, area_mm2, legend
from fabrication.export import gerber
from fabrication.lettering import polygons
from fabrication.part import Part

from ..solid.cases import rubber_of

DPI = 1270  # 0.02 mm a pixel
BOARDS = [
    pytest.param("lattice7", Part(outline="circle"), id="circle"),
    pytest.param("lattice8", Part(), id="square"),
    pytest.param("touch5", Part(outline="rounded", corner_mm=6.0), id="rounded"),
]
LAYERS = ("F_Cu", "B_Cu", "F_Mask", "B_Mask", "Edge_Cuts", "B_Silkscreen")


def layer(family: str, part: Part, name: str) -> str:
    rubber = rubber_of(family)
    return gerber.render(rubber, part)[f"{rubber.label}-{name}.gbr"].decode("ascii")


def drawn_mm2(text: str, folder: Path) -> float:
    """Let gerbv draw a layer in white on black, and sum what is white."""
    page, picture = folder / "layer.gbr", folder / "layer.png"
    page.write_text(text, encoding="ascii")
    how = ["-x", "png", "-D", str(DPI), "-a", "-B", "1"]
    colours = ["--background=#000000", "--foreground=#ffffffff"]
    # It answers each attribute of X2 with a message that it knows none; the pictures are whole.
    subprocess.run(
        ["gerbv", *how, *colours, "-o", str(picture), str(page)], check=True, capture_output=True
    )
    grey = matplotlib.image.imread(picture)[..., :3].mean(axis=2, dtype=np.float64)
    return float(grey.sum()) * (25.4 / DPI) ** 2


def copper_mm2(family: str, part: Part) -> float:
    size = part.size_mm(rubber_of(family)) - 2 * PULLBACK_MM
    if part.outline == "circle":
        return math.pi * size**2 / 4
    corner = part.corner_mm - PULLBACK_MM if part.outline == "rounded" else 0.0
    return size**2 - (4 - math.pi) * corner**2


@pytest.mark.parametrize(("family", "part"), BOARDS)
def test_gerbv_draws_the_copper_and_the_openings_with_their_areas(
    family: str, part: Part, tmp_path: Path
) -> None:
    dots = float((math.pi / 4 * rubber_of(family).dots[:, 2] ** 2).sum())
    handle = math.pi / 4 * part.handle_diameter_mm**2
    copper = copper_mm2(family, part)
    for name, area in (("F_Cu", copper), ("B_Cu", copper), ("F_Mask", dots), ("B_Mask", handle)):
        drawn = drawn_mm2(layer(family, part, name), tmp_path)
        assert drawn == pytest.approx(area, rel=1e-3), name


@pytest.mark.parametrize(("family", "part"), BOARDS)
def test_gerbv_draws_the_profile_around_the_outline(
    family: str, part: Part, tmp_path: Path
) -> None:
    size, line = part.size_mm(rubber_of(family)), gerber.PROFILE_LINE_MM
    corner = {"circle": size / 2, "square": 0.0, "rounded": part.corner_mm}[part.outline]
    length = 4 * (size - 2 * corner) + 2 * math.pi * corner
    # Round ends of lines leave the outer corners of a square open: four times (1 - pi / 4) w^2 / 4.
    inside_corners = 0.0 if corner else (line / 2) ** 2 * (4 - math.pi)
    area = length * line - inside_corners
    assert drawn_mm2(layer(family, part, "Edge_Cuts"), tmp_path) == pytest.approx(area, rel=5e-3)


@pytest.mark.parametrize(("family", "part"), BOARDS)
def test_gerbv_draws_the_label_with_the_holes_of_its_letters(
    family: str, part: Part, tmp_path: Path
) -> None:
    rubber = rubber_of(family)
    area = sum(area_mm2(ring) for ring in legend(board(rubber, part)))
    assert drawn_mm2(layer(family, part, "B_Silkscreen"), tmp_path) == pytest.approx(area, rel=0.01)


def test_the_label_is_mirrored_and_stays_between_handle_and_edge() -> None:
    rubber, part = rubber_of("lattice8"), Part()
    rings = legend(board(rubber, part))
    half, handle = part.size_mm(rubber) / 2, part.handle_diameter_mm / 2
    places = np.array([place for ring in rings for place in ring])
    assert np.hypot(*places.T).min() >= handle + CLEAR_MM
    assert abs(places).max() <= half - CLEAR_MM
    letters = [[(-x, y) for x, y in ring] for ring in rings]
    middle = -(half + handle) / 2
    assert letters == polygons(rubber.label, 0.0, middle - 1.0, 2.0)


@pytest.mark.parametrize("outline", ["square", "circle", "rounded"])
def test_a_label_without_room_beside_the_handle_is_left_out(outline: str) -> None:
    rubber = rubber_of("lattice8")
    size = Part(outline=outline).size_mm(rubber)
    for space, shown in ((1.9, False), (2.1, outline != "circle")):
        part = Part(outline=outline, handle_diameter_mm=size - 2 * space)
        files = gerber.render(rubber, part)
        assert any(name.endswith("-B_Silkscreen.gbr") for name in files) == shown, space


def test_every_layer_says_what_it_is() -> None:
    functions = {
        name: [line for line in layer("touch5", Part(), name).splitlines() if "TF.File" in line]
        for name in LAYERS
    }
    assert functions == {
        "F_Cu": ["%TF.FileFunction,Copper,L1,Top*%", "%TF.FilePolarity,Positive*%"],
        "B_Cu": ["%TF.FileFunction,Copper,L2,Bot*%", "%TF.FilePolarity,Positive*%"],
        "F_Mask": ["%TF.FileFunction,Soldermask,Top*%", "%TF.FilePolarity,Negative*%"],
        "B_Mask": ["%TF.FileFunction,Soldermask,Bot*%", "%TF.FilePolarity,Negative*%"],
        "Edge_Cuts": ["%TF.FileFunction,Profile,NP*%"],
        "B_Silkscreen": ["%TF.FileFunction,Legend,Bot*%", "%TF.FilePolarity,Positive*%"],
    }


@pytest.mark.parametrize("name", LAYERS)
def test_every_command_of_a_layer_ends_in_a_star(name: str) -> None:
    lines = layer("touch5", Part(outline="rounded"), name).splitlines()
    assert all(line.endswith("*%") if line[0] == "%" else line.endswith("*") for line in lines)
    assert not any("CreationDate" in line for line in lines)


def test_the_dots_are_flashed_where_the_rubber_has_them() -> None:
    rubber = rubber_of("touch5")
    lines = layer("touch5", Part(), "F_Mask").splitlines()
    flashes = [line[1:-4].split("Y") for line in lines if line.endswith("D03*")]
    found = np.array([[int(x) / 1e6, int(y) / 1e6] for x, y in flashes])
    assert found == pytest.approx(rubber.dots[:, :2], abs=1e-6)


@pytest.mark.parametrize(("family", "part"), BOARDS)
def test_plated_holes_are_clear_of_every_opening_and_join_both_planes(
    family: str, part: Part
) -> None:
    rubber = rubber_of(family)
    lines = gerber.render(rubber, part)[f"{rubber.label}-PTH.drl"].decode("ascii").splitlines()
    assert lines[0] == "M48"
    assert lines[-1] == "M30"
    assert f"T1C{DRILL_MM:.3f}" in lines
    holes = np.array([[float(v) for v in line[1:].split("Y")] for line in lines if line[0] == "X"])
    assert len(holes) == 4
    gaps = np.hypot(*(holes[:, None, :] - rubber.dots[None, :, :2]).T).T - rubber.dots[:, 2] / 2
    assert gaps.min() >= VIA_PAD_MM / 2 + 0.2 - 1e-9
    for name in ("F_Cu", "B_Cu"):
        copper = layer(family, part, name)
        assert all(f"X{round(x * 1e6)}Y{round(y * 1e6)}D03*" in copper for x, y in holes.tolist())


def test_a_face_without_room_for_a_hole_is_refused() -> None:
    with pytest.raises(ValueError, match=r"leave no room for a plated hole of 0\.6 mm within 1 mm"):
        gerber.render(rubber_of("touch5"), Part(handle_diameter_mm=1.0))
