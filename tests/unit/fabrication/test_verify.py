"""Handedness, and everything else that must not leave the house."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from functools import cache, partial

import ezdxf
import numpy as np
import pytest
import trimesh
from numpy.typing import NDArray

from fabrication import manifest, mirror, package, verify
from fabrication.codec import press_and_read
from fabrication.manifest import Label
from fabrication.mirror import RubberFace
from fabrication.order import Order
from stampcodec import family
from stampcodec.face import StampFace

PRESS = partial(press_and_read, ())
FACES = {name: family(name).encode(id_) for name, id_ in {"lattice7": 4711, "touch5": 1234}.items()}


def reflected(face: StampFace) -> RubberFace:
    """Forget to mirror, or mirror twice: it is the same."""
    right = mirror.rubber_view(face)
    return replace(right, dots=right.dots * (-1, 1, 1), empty=right.empty * (-1, 1, 1))


@cache
def rendered(name: str, *, wrong: bool = False) -> dict[str, bytes]:
    with pytest.MonkeyPatch.context() as patch:
        if wrong:
            patch.setattr(package, "rubber_view", reflected)
        files, _ = package.render(FACES[name], Order(), verified=False)
    return files


def label(name: str) -> Label:
    return manifest.label_of(FACES[name])


def problems(name: str, files: dict[str, bytes]) -> dict[str, str]:
    """Return what is wrong with which kind of file."""
    return {
        next(end for end in verify.READERS if verdict.path.endswith(end)): verdict.problem
        for verdict in verify.verify(label(name), files, PRESS)
        if verdict.problem
    }


@pytest.mark.parametrize("name", FACES)
def test_every_file_reads_as_the_id_on_its_label(name: str) -> None:
    verdicts = verify.verify(label(name), rendered(name), PRESS)
    assert len(verdicts) == len(verify.READERS)
    assert [verdict.problem for verdict in verdicts] == [""] * len(verdicts)
    assert {verdict.merchant_id for verdict in verdicts} == {FACES[name].merchant_id}


@pytest.mark.parametrize("ending", verify.READERS)
@pytest.mark.parametrize("name", FACES)
def test_an_exporter_that_forgets_to_mirror_or_mirrors_twice_is_caught(
    name: str, ending: str
) -> None:
    files = dict(rendered(name))
    (path,) = (path for path in files if path.endswith(ending))
    files[path] = rendered(name, wrong=True)[path]
    found = problems(name, files)
    assert set(found) == {ending}
    expected = "mirrored" if name == "lattice7" else "unreadable"
    assert found[ending] == f"reads as {expected}, expected {FACES[name].merchant_id}"


def by_ezdxf(content: bytes) -> NDArray[np.float64]:
    circles = ezdxf.read(io.StringIO(content.decode())).modelspace().query('CIRCLE[layer=="DOTS"]')
    return np.array([circle.dxf.center.vec2 for circle in circles])


def corners_by_trimesh(content: bytes) -> NDArray[np.float64]:
    """Return the corners of the highest faces: those around the tips."""
    corners = trimesh.load_mesh(io.BytesIO(content), file_type="stl").vertices
    return np.asarray(corners[corners[:, 2] > corners[:, 2].max() - 1e-3, :2])


@pytest.mark.parametrize("name", FACES)
def test_readers_of_others_see_the_rubber_turned_over(name: str) -> None:
    """The rubber counts y up: x is mirrored, and y has the other sign."""
    face, files = FACES[name], rendered(name)
    rubber, stem = -face.dots[:, :2], f"{name}-{face.merchant_id}"
    places = by_ezdxf(files[f"{stem}.dxf"])
    assert len(places) == len(rubber)
    assert np.abs(rubber[:, None] - places[None]).max(axis=2).min(axis=1).max() < 0.01
    corners = corners_by_trimesh(files[f"{stem}-conductive.stl"])
    distance = np.hypot(*(corners[:, None] - rubber[None]).T).T
    nearest = distance.argmin(axis=1)
    # Around each dot a rim of its radius, and nothing outside of it.
    for number, (_, _, diameter_mm) in enumerate(face.dots):
        rim = distance[nearest == number, number]
        assert rim.max() == pytest.approx(diameter_mm / 2, abs=0.02)


def test_a_dot_that_the_code_would_forgive_is_missed() -> None:
    files = dict(rendered("lattice7"))
    path = "lattice7-4711.svg"
    circles = [line for line in files[path].split(b"\n") if b"<circle" in line]
    files[path] = files[path].replace(circles[1], b"", 1)
    assert problems("lattice7", files) == {
        ".svg": f"has {len(circles) - 1} dots, stamp.json has {len(circles)}"
    }


def test_a_dot_that_has_moved_is_missed() -> None:
    files = dict(rendered("lattice7"))
    stamp = json.loads(files[verify.STAMP])
    stamp["dots"][3]["x_mm"] += 0.05
    files[verify.STAMP] = json.dumps(stamp).encode()
    found = problems("lattice7", files)
    assert set(found) == set(verify.READERS)
    assert all("is 0.050 mm off" in problem for problem in found.values())


def test_another_label_is_missed() -> None:
    wrong = replace(label("lattice7"), merchant_id=4712)
    first, *others = verify.verify(wrong, rendered("lattice7"), PRESS)
    assert str(first) == "stamp.json: is lattice7-4711, expected lattice7-4712"
    assert {verdict.problem for verdict in others} == {"reads as 4711, expected 4712"}


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (b'"merchant_id": 4712', "is lattice7-4712, expected lattice7-4711"),
        (b'"merchant_id": ', "expected a stamp file"),
    ],
)
def test_a_stamp_file_of_another_merchant_is_told(said: bytes, problem: str) -> None:
    files = dict(rendered("lattice7"))
    files[verify.STAMP] = files[verify.STAMP].replace(b'"merchant_id": 4711', said)
    found = {each.path: each.problem for each in verify.verify(label("lattice7"), files, PRESS)}
    assert found[verify.STAMP] == problem


def test_a_file_that_is_missing_or_broken_is_told() -> None:
    files = dict(rendered("lattice7"))
    del files["lattice7-4711.dxf"]
    files["lattice7-4711.svg"] = b"<svg"
    found = {each.path: each.problem for each in verify.verify(label("lattice7"), files, PRESS)}
    assert found["*.dxf"] == "is missing"
    assert found["lattice7-4711.svg"].startswith("expected an SVG")
