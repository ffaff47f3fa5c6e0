"""Two-ended stamps: both faces, the handle between them, one drawing set."""

from __future__ import annotations

import io
from functools import cache, partial
from math import pi
from pathlib import Path

import pypdfium2
import pytest
import trimesh

from fabrication import package, pair
from fabrication.codec import press_and_read
from fabrication.export import stl
from fabrication.manifest import ManifestError
from fabrication.mirror import rubber_view
from fabrication.notch import DEPTH_MM, WIDTH_MM
from fabrication.order import Order
from fabrication.part import Part
from fabrication.solid.mesh import mesh
from fabrication.solid.whole import whole
from stampcodec import StampFace, cli, family

PLAIN, NOTCHED = (family("touch5").encode(merchant_id) for merchant_id in (5, 1234))
PRESS = partial(press_and_read, ())
LABEL = "touch5-5-1234"
HERE = Path("out")


@cache
def rendered() -> dict[str, bytes]:
    files, findings = pair.render((PLAIN, NOTCHED), Order(), verified=False)
    assert findings == []
    return files


def solid(name: str) -> trimesh.Trimesh:
    return trimesh.load_mesh(io.BytesIO(rendered()[f"{LABEL}-{name}.stl"]), file_type="stl")


def test_every_file_of_either_end_reads_as_that_end() -> None:
    found = pair.verdicts(HERE, rendered(), PRESS)
    assert [verdict.problem for verdict in found] == [""] * len(found)
    ids = {end: {v.merchant_id for v in found if end in v.path} for end in ("plain", "notched")}
    assert ids == {"plain": {5}, "notched": {1234}}
    assert sum("whole" in verdict.path for verdict in found) == 2


def test_faces_that_are_exchanged_on_the_handle_are_noticed() -> None:
    turned = whole(rubber_view(NOTCHED), rubber_view(PLAIN), Part())
    files = {**rendered(), f"{LABEL}-whole.stl": stl.encode(mesh(turned), "turned")}
    del files["manifest.json"]
    files["manifest.json"] = pair._manifest((PLAIN, NOTCHED), files)
    found = pair.verdicts(HERE, files, PRESS)
    problems = [verdict.problem for verdict in found if verdict.problem]
    assert problems == ["reads as 1234, expected 5", "reads as 5, expected 1234"]


def test_the_whole_stamp_is_one_closed_solid_as_long_as_its_parts() -> None:
    part, found = Part(), solid("whole")
    assert found.is_watertight
    assert found.euler_number == 2  # one body without a hole
    length = part.handle_height_mm + 2 * (part.dot_height_mm + part.base_mm + part.plane_mm)
    assert found.extents[2] == pytest.approx(length, abs=1e-3)


def test_the_handle_has_a_notch_all_round_near_its_notched_end() -> None:
    part, found = Part(), solid("handle")
    outer = part.handle_diameter_mm / 2
    ring = pi * (outer**2 - (outer - DEPTH_MM) ** 2) * WIDTH_MM
    rod = pi * outer**2 * part.handle_height_mm
    assert found.is_watertight
    assert found.volume == pytest.approx(rod - ring, rel=1e-4)
    assert found.center_mass[2] > part.handle_height_mm / 2


def test_one_drawing_set_shows_which_id_is_at_which_end() -> None:
    document = pypdfium2.PdfDocument(rendered()[f"{LABEL}.pdf"])
    texts = [page.get_textpage().get_text_bounded() for page in document]
    assert len(texts) == 3
    for end in ("plain end: touch5-5", "notched end: touch5-1234", "merchants 5 and 1234", "1/3"):
        assert end in texts[0]
    assert "Capacitive stamp, plain end" in texts[1]
    assert "Capacitive stamp, notched end" in texts[2]
    assert not [name for name in rendered() if name.endswith(".pdf") and "/" in name]


@pytest.mark.parametrize(
    ("faces", "part", "problem"),
    [
        ((NOTCHED, PLAIN), Part(), "the lower ID at the plain end"),
        ((PLAIN, PLAIN), Part(), "the lower ID at the plain end"),
        ((PLAIN, family("lattice7").encode(9)), Part(), "two faces of one family"),
        ((PLAIN, NOTCHED), Part(handle_diameter_mm=9.0), "handle_diameter_mm: expected at least"),
        ((PLAIN, NOTCHED), Part(handle_height_mm=20.0), "handle_height_mm: expected at least"),
    ],
)
def test_what_cannot_be_a_two_ended_stamp_is_named(
    faces: tuple[StampFace, StampFace], part: Part, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        pair.render(faces, Order(part), verified=False)


@pytest.mark.parametrize("name", [f"{LABEL}-handle.stl", "plain/stamp.json", f"{LABEL}-whole.stl"])
def test_a_package_with_a_file_changed_or_lost_is_noticed(name: str) -> None:
    changed = {**rendered(), name: rendered()[name] + b" "}
    lost = {path: content for path, content in rendered().items() if path != name}
    for files in (changed, lost):
        with pytest.raises(ManifestError):
            pair.verdicts(HERE, files, PRESS)


def test_the_command_makes_both_ends_and_reads_them_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    PLAIN.save("plain.json")
    NOTCHED.save("notched.json")

    def run(*arguments: str) -> tuple[int, str]:
        status = cli.run(["fabricate", *arguments])
        return status, "".join(capsys.readouterr())

    status, told = run("plain.json", "--second", "notched.json", "-o", "out")
    assert status == 0
    assert "two-ended, merchants 5 and 1234, 36 files, 14 readings" in told
    assert package.read(HERE).keys() == rendered().keys()
    assert run("--verify", "out")[0] == 0
    status, told = run("notched.json", "--second", "plain.json", "-o", "other")
    assert (status, Path("other").exists()) == (2, False)
    assert told.startswith("stampcodec: plain.json: expected the lower ID at the plain end")
    assert run("--second", "plain.json", "--verify", "out")[0] == 2
    assert run("plain.json", "--second", "notched.json", "-o", "other", "--step")[0] == 2
