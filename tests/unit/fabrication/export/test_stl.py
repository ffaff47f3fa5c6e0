"""STL, read back by trimesh."""

from __future__ import annotations

import io

import numpy as np
import pytest
import trimesh

import stampcodec as sc
from fabrication.export import stl
from fabrication.mirror import RubberFace
from fabrication.part import Part
from fabrication.solid.surfaces import surfaces

from ..solid import exact
from ..solid.cases import CASES, rubber_of


def written(rubber: RubberFace, part: Part, body: str = "conductive") -> bytes:
    return stl.render(rubber, body, surfaces(rubber, part)[body])


def read(content: bytes) -> trimesh.Trimesh:
    solid = trimesh.load(io.BytesIO(content), file_type="stl")
    assert isinstance(solid, trimesh.Trimesh)
    return solid


@pytest.mark.parametrize(("family", "part"), CASES)
def test_every_solid_is_watertight_and_has_the_volume_of_the_exact_part(
    family: str, part: Part
) -> None:
    rubber = rubber_of(family)
    conductive = read(written(rubber, part))
    assert conductive.is_watertight
    assert conductive.is_winding_consistent
    assert conductive.volume == pytest.approx(exact.conductive_mm3(rubber, part), rel=1e-3)
    # Without the bulk of base and handle, which would hide an error in the dots.
    dots = sum(exact.bump_mm3(diameter, part) for diameter in rubber.dots[:, 2].tolist())
    bulk = exact.conductive_mm3(rubber, part) - dots
    assert conductive.volume - bulk == pytest.approx(dots, rel=1e-3)
    if part.camouflage:
        insulating = read(written(rubber, part, "insulating"))
        assert insulating.is_watertight
        assert insulating.volume == pytest.approx(exact.insulating_mm3(rubber, part), rel=1e-3)


def test_the_normals_are_those_of_the_triangles() -> None:
    content = written(rubber_of("touch5"), Part())
    records = np.frombuffer(content[84:], stl.TRIANGLE)
    solid = read(content)
    lengths = np.linalg.norm(records["normal"], axis=1)
    assert lengths == pytest.approx(np.ones(len(lengths)), abs=1e-5)
    assert np.einsum("ij,ij->i", records["normal"], solid.face_normals).min() > 0.999


def test_the_header_says_what_it_is_and_in_what_unit() -> None:
    header = written(rubber_of("lattice7"), Part())[:80]
    assert header.rstrip() == b"lattice7-4011 conductive, rubber view, unit mm"
    assert not header.startswith(b"solid")  # readers would take it for the text form


def test_only_bodies_with_something_in_them_are_modelled() -> None:
    rubber = rubber_of("lattice7")
    assert list(surfaces(rubber, Part())) == ["conductive"]
    every = Part(camouflage=True, shrink_percent=3.0)
    assert list(surfaces(rubber, every)) == ["conductive", "insulating", "mould"]
    assert list(surfaces(rubber_of("touch5"), every)) == ["conductive", "mould"]
    assert read(written(rubber, every, "mould")).is_watertight


@pytest.mark.parametrize("family", ["lattice7", "lattice8", "touch5"])
def test_the_cavity_is_deepest_where_the_screen_has_the_dots_turned_over(family: str) -> None:
    part = Part(shrink_percent=4.0)
    plate = read(written(rubber_of(family), part, "mould"))
    deepest = np.abs(plate.vertices[:, 2] - part.dot_height_mm / 0.96) < 1e-3
    # What is left of a rim is one radius from the centre of its dot, all larger by the shrink.
    rims = plate.vertices[deepest, :2] * 0.96
    dots = sc.family(family).encode(4011).dots
    distance = np.hypot(*(rims[:, None] + dots[None, :, :2]).T).T
    nearest = distance.argmin(axis=1)
    assert set(nearest.tolist()) == set(range(len(dots)))
    assert distance.min(axis=1).max() < dots[:, 2].max() / 2 + 0.02
