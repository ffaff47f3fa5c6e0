from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from fabrication import package
from fabrication.codec import press_and_read
from fabrication.drawing import Drawing
from fabrication.export import svg
from fabrication.manifest import label_of
from fabrication.part import Part
from fabrication.rules.finding import Finding
from stampcodec import cli, family

STAMP, TOUCH = family("lattice7").encode(4711), family("touch5").encode(1234)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write one package that tests look at and leave as it is."""
    folder = tmp_path_factory.mktemp("written")
    STAMP.save(folder / "stamp.json")
    assert cli.run(["fabricate", str(folder / "stamp.json"), "-o", str(folder / "out")]) == 0
    return folder / "out"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    STAMP.save("stamp.json")
    TOUCH.save("touch.json")
    yield tmp_path
    tmp_path.chmod(0o755)


def fabricate(*arguments: str) -> int:
    return cli.run(["fabricate", *arguments])


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_package_is_complete_and_its_manifest_lists_it(written: Path) -> None:
    told = json.loads((written / "manifest.json").read_text())
    files = {path.relative_to(written).as_posix() for path in written.rglob("*") if path.is_file()}
    assert {each["path"] for each in told["files"]} == files - {"manifest.json"}
    for each in told["files"]:
        content = (written / each["path"]).read_bytes()
        assert each["sha256"] == hashlib.sha256(content).hexdigest()
        assert each["bytes"] == len(content) > 0
    assert told["stamp"] == {
        "family": "lattice7",
        "pitch_mm": 6.0,
        "merchant_id": 4711,
        "outline_mm": 42.0,
        "dots": len(STAMP.dots),
    }
    assert told["verified"] is True
    assert told["forced"] is False
    assert told["versions"]["stampcodec"]
    endings = {Path(name).suffix for name in files}
    assert {".dxf", ".svg", ".pdf", ".png", ".stl", ".3mf", ".gbr", ".drl", ".csv"} <= endings


def test_the_same_stamp_makes_the_same_package(written: Path, folder: Path) -> None:
    assert fabricate("stamp.json", "-o", "out") == 0
    for path in (path for path in written.rglob("*") if path.is_file()):
        assert (folder / "out" / path.relative_to(written)).read_bytes() == path.read_bytes(), path


def test_a_package_reads_back(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert fabricate("--verify", str(written)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 6
    assert all(line.endswith("reads as 4711") for line in lines)


def test_touch5_is_pressed_on_a_driver_and_read_as_contacts(folder: Path) -> None:
    assert fabricate("touch.json", "-o", "out", "--outline", "circle", "--panel", "nexus5") == 0
    told = json.loads((folder / "out" / "manifest.json").read_text())
    assert told["stamp"]["merchant_id"] == 1234
    assert told["panels"] == ["nexus5"]
    assert press_and_read((), label_of(TOUCH), TOUCH.dots) == 1234


def test_a_mirrored_stamp_reads_as_mirrored() -> None:
    assert press_and_read((), label_of(STAMP), STAMP.dots * (-1, 1, 1)) == "mirrored"


def test_a_few_dots_alone_have_no_id() -> None:
    read = press_and_read((), label_of(STAMP), STAMP.dots[:3])
    assert read == "unreadable"


def test_options_change_the_part(folder: Path) -> None:
    given = ("--camouflage", "--mould", "4", "--no-verify", "--set", "base_mm=3", "--outline")
    assert fabricate("stamp.json", "-o", "out", *given, "rounded") == 0
    told = json.loads((folder / "out" / "manifest.json").read_text())
    assert told["verified"] is False
    wanted = {"camouflage": True, "shrink_percent": 4.0, "base_mm": 3.0, "outline": "rounded"}
    assert wanted.items() <= told["part"].items()
    assert {"lattice7-4711-mould.stl", "lattice7-4711-insulating.stl"} <= names(folder / "out")


def test_a_package_for_a_laser_shows_what_is_taken_off(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fabricate("stamp.json", "-o", "out", "--process", "laser", "--set", "kerf_mm=0.2") == 0
    named = {f"lattice7-4711{end}" for end in (".dxf", "-r12.dxf", ".svg", "-laser.txt", ".pdf")}
    assert named <= names(folder / "out")
    capsys.readouterr()
    assert fabricate("--verify", "out") == 0
    assert "lattice7-4711-r12.dxf: reads as 4711" in capsys.readouterr().out


def test_a_broken_rule_stops_the_export_and_force_writes_it_down(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    thin = ("stamp.json", "-o", "out", "--set", "base_mm=0.6", "--set", "vent_depth_mm=0.2")
    assert fabricate(*thin) == 2
    lines = capsys.readouterr().err.splitlines()
    assert any(line.startswith("error: base at (") for line in lines)
    assert lines[-1].startswith("stampcodec: stamp.json: 2 design rules are broken, see above")
    assert not (folder / "out").exists()
    assert fabricate(*thin, "--force") == 0
    told = json.loads((folder / "out" / "manifest.json").read_text())
    assert told["forced"] is True
    assert told["findings"][0]["rule"] == "base"
    assert b"0.40 mm of base below the vents" in (folder / "out" / "lattice7-4711.dxf").read_bytes()


def test_a_panel_that_cannot_read_the_stamp_is_an_error(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fabricate("stamp.json", "-o", "out", "--panel", "maxtouch") == 2
    assert "panel" in capsys.readouterr().err
    assert names(folder) == {"stamp.json", "touch.json"}


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((), "expected one of STAMP, --batch, --verify and --inspect"),
        (("stamp.json",), "expected a folder"),
        (("stamp.json", "--batch", "x.csv", "-o", "out"), "expected one of STAMP"),
        (("stamp.json", "-o", "stamp.json"), "stamp.json: exists already"),
        (("stamp.json", "-o", "no/out"), "no/out: No such file"),
        (("none.json", "-o", "out"), "none.json: No such file"),
        (("stamp.json", "-o", "out", "--panel", "x"), "unknown panel 'x'"),
        (("stamp.json", "-o", "out", "--process", "x"), "expected one of moulded"),
        (("stamp.json", "-o", "out", "--outline", "x"), "expected one of square"),
        (("stamp.json", "-o", "out", "--mould", "-1"), "--mould"),
        (("stamp.json", "-o", "out", "--mould", "nan"), "--mould"),
        (("stamp.json", "-o", "out", "--set", "base_mm=x"), "base_mm: expected a number"),
        (("stamp.json", "-o", "out", "--set", "base_mm=-1"), "base_mm: expected a finite number"),
        (("stamp.json", "-o", "out", "--set", "nothing=1"), "expected FIELD=VALUE"),
        (("stamp.json", "-o", "out", "--set", "outline_mm=20"), "outline_mm: expected at least"),
        (("stamp.json", "-o", "out", "--family", "touch5"), "needs --batch"),
        (("stamp.json", "-o", "out", "--one-zip"), "needs --batch"),
        (("--verify", "none"), "none: No such file"),
        (("--verify", "stamp.json"), "expected a package"),
        (("--verify", "."), "it has no manifest.json"),
        (("--verify", ".", "-o", "out"), "--verify writes nothing"),
        (("--batch", "none.csv", "-o", "out"), "none.csv: No such file"),
        (("--batch", "stamp.json", "-o", "out", "--jobs", "0"), "expected 1 to 64"),
    ],
)
def test_misuse_is_one_line_and_writes_nothing(
    arguments: tuple[str, ...], problem: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "list.csv").write_text("merchant_id\n1\n")
    arguments = tuple(
        "list.csv" if each == "stamp.json" and "--jobs" in arguments else each for each in arguments
    )
    assert fabricate(*arguments) == 2
    told = capsys.readouterr().err
    assert problem in told
    assert told.count("\n") == 1
    assert names(folder) == {"stamp.json", "touch.json", "list.csv"}


def test_step_is_written_on_request(folder: Path) -> None:
    assert fabricate("touch.json", "-o", "out", "--step", "--no-verify") == 0
    assert (folder / "out" / "touch5-1234.step").read_bytes().startswith(b"ISO-10303-21;")
    told = json.loads((folder / "out" / "manifest.json").read_text())
    assert told["versions"]["cadquery-ocp-novtk"]


def test_step_without_its_extra_is_told_before_anything_is_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("fabrication.export.step.find_spec", {}.get)
    assert fabricate("touch.json", "-o", "out", "--step") == 2
    assert "needs pip install 'stampcodec[step]'" in capsys.readouterr().err
    assert names(folder) == {"stamp.json", "touch.json"}


def test_a_folder_that_exists_is_left_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "mine").touch()
    assert fabricate("stamp.json", "-o", "out") == 2
    assert capsys.readouterr().err == "stampcodec: out: exists already, expected a new folder\n"
    assert names(folder / "out") == {"mine"}


@pytest.mark.parametrize("writes", [0, 3, 11])
def test_a_full_disk_leaves_nothing_that_looks_complete(
    writes: int,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    write, count = Path.write_bytes, [0]

    def write_until_full(path: Path, content: bytes) -> int:
        if count[0] == writes:
            write(path, content[: len(content) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        count[0] += 1
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", write_until_full)
    assert fabricate("stamp.json", "-o", "out") == 2
    assert capsys.readouterr().err == "stampcodec: out: No space left on device\n"
    assert names(folder) == {"stamp.json", "touch.json"}


def test_a_package_that_does_not_read_as_its_label_never_appears(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    render = svg.render

    def mirrored(drawing: Drawing, part: Part, findings: Sequence[Finding]) -> bytes:
        right = render(drawing, part, findings)
        return right.replace(b'cx="', b'transform="scale(-1 1)" cx="')

    monkeypatch.setattr(svg, "render", mirrored)
    assert fabricate("stamp.json", "-o", "out") == 1
    told = capsys.readouterr().err
    assert "lattice7-4711.svg: reads as mirrored, expected 4711" in told
    assert names(folder) == {"stamp.json", "touch.json"}


@pytest.mark.parametrize("harm", ["changed", "missing", "added", "manifest"])
def test_a_package_that_was_tampered_with_is_refused(
    harm: str, written: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = package.read(written)
    for name, content in files.items():
        path = folder / "out" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    victim = folder / "out" / "lattice7-4711.svg"
    if harm == "changed":
        victim.write_bytes(victim.read_bytes() + b"\n")
    elif harm == "missing":
        victim.unlink()
    elif harm == "added":
        (folder / "out" / "more.svg").touch()
    else:
        (folder / "out" / "manifest.json").write_text('{"format": "fabrication-package/2"}')
    assert fabricate("--verify", "out") == 2
    expected = {
        "changed": "out: lattice7-4711.svg: is not what was written",
        "missing": "out: lattice7-4711.svg: is in manifest.json, the file is missing",
        "added": "out: more.svg: is not in manifest.json",
        "manifest": 'expected "fabrication-package/1", got "fabrication-package/2"',
    }
    assert expected[harm] in capsys.readouterr().err
