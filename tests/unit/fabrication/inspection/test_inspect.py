"""Made parts, scanned by an emulated flatbed or measured by hand, and what is said of them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

import stampcodec as sc
from benchmarks.inspection import scanner
from benchmarks.inspection.scanner import Flaws
from fabrication.codec import press_and_read
from fabrication.dimension import COPLANARITY, dimensions
from fabrication.inspection.inspect import Ordered, inspect, sheets
from fabrication.inspection.mark import window_mm
from fabrication.inspection.report import Report
from fabrication.manifest import label_of
from fabrication.mirror import rubber_view
from fabrication.part import Part
from stampcodec import cli
from stampcodec.errors import FileError

PRESS = partial(press_and_read, ())
TURNED = Flaws(turn_deg=3.0, part_turn_deg=-94.0, part_shift_mm=(1.0, -0.8), blur_px=1.5)


def order_of(family: str, part: Part, merchant_id: int = 4000) -> Ordered:
    face = sc.family(family).encode(merchant_id)
    rubber = rubber_view(face)
    return Ordered(label_of(face), rubber, part, dimensions(rubber, part))


LATTICE, TOUCH = order_of("lattice7", Part()), order_of("touch5", Part())


@pytest.fixture(scope="module")
def printed() -> NDArray[np.uint8]:
    """Print the frame of `LATTICE`."""
    return scanner.printed(sheets(LATTICE)["lattice7-4000-measure.pdf"])


def scanned(
    folder: Path,
    sheet: NDArray[np.uint8],
    dots: NDArray[np.float64],
    flaws: Flaws = TURNED,
    dpi: float = scanner.DPI,
) -> Path:
    size = LATTICE.size_mm
    rng = np.random.default_rng(7)
    picture = scanner.scan(sheet, dots, size, window_mm(size), flaws, rng)
    scanner.save(folder / "scan.png", picture, dpi)
    return folder / "scan.png"


def judged(path: Path) -> Report:
    return inspect(LATTICE, [path], PRESS)


def test_a_good_part_is_measured_to_hundredths_and_passes(
    tmp_path: Path, printed: NDArray[np.uint8]
) -> None:
    report = judged(scanned(tmp_path, printed, LATTICE.rubber.dots))
    assert report.passes
    assert report.read == 4000
    for number, dot in enumerate(LATTICE.rubber.dots, 1):
        sizes = [report.measured[f"dot {number} {size}"] for size in ("x", "y", "diameter")]
        np.testing.assert_allclose(sizes, dot, atol=0.03)
    assert "0 outside the limits" in report.lines()[-1]


def test_what_is_wrong_with_a_part_is_named(tmp_path: Path, printed: NDArray[np.uint8]) -> None:
    dots = np.array(LATTICE.rubber.dots)
    dots[3, 0] += 0.7
    dots[8, 2] -= 0.4
    report = judged(scanned(tmp_path, printed, np.delete(dots, 5, axis=0)))
    assert not report.passes
    assert [each.item for each in report.failed] == ["dot 4 x", "dot 9 diameter"]
    assert report.problems == ("dot 6 is missing",)
    assert report.read == 4000


@pytest.mark.parametrize(
    ("made", "read"),
    [
        (rubber_view(sc.family("lattice7").encode(4001)).dots, "reads as 4001, expected 4000"),
        (LATTICE.rubber.dots * (-1, 1, 1), "reads as mirrored, expected 4000"),
    ],
)
def test_another_stamp_and_a_mirrored_one_are_named(
    tmp_path: Path, printed: NDArray[np.uint8], made: NDArray[np.float64], read: str
) -> None:
    report = judged(scanned(tmp_path, printed, made))
    assert not report.passes
    assert "the scan shows another pattern" in report.problems[0]
    assert any(line.endswith(read) for line in report.lines())


@pytest.mark.parametrize(
    ("flaws", "dpi", "problem"),
    [
        (replace(TURNED, gain=0.3), 600, "is too dark"),
        (replace(TURNED, print_scale=0.97), 600, "shows the frame at 97.0 % of its size"),
        (replace(TURNED, skew=0.02), 600, "expected 100 %"),
        (replace(TURNED, turn_deg=0.0), 300, "has 300 dpi, expected 600 dpi"),
        (replace(TURNED, tips=scanner.BASE, specks=0), 600, "shows no dots of 4 mm"),
    ],
)
def test_a_bad_scan_is_one_clear_line(
    tmp_path: Path, printed: NDArray[np.uint8], flaws: Flaws, dpi: float, problem: str
) -> None:
    with pytest.raises(FileError, match=problem) as caught:
        judged(scanned(tmp_path, printed, LATTICE.rubber.dots, flaws, dpi))
    assert "\n" not in str(caught.value)


def test_a_frame_that_is_mirrored_covered_or_absent_is_told(
    tmp_path: Path, printed: NDArray[np.uint8]
) -> None:
    path = scanned(tmp_path, printed, LATTICE.rubber.dots)
    grey = np.array(Image.open(path))
    scanner.save(path, np.ascontiguousarray(grey[:, ::-1]))
    with pytest.raises(FileError, match="is mirrored"):
        judged(path)
    grey[: len(grey) // 4, : len(grey) // 4] = 255
    scanner.save(path, grey)
    with pytest.raises(FileError, match="shows 3 of the 4 marks"):
        judged(path)
    scanner.save(path, np.full((200, 200), 255, np.uint8))
    with pytest.raises(FileError, match="shows none of the 4 marks"):
        judged(path)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"GIF89a", "expected a scan as PNG, TIFF or JPEG"),
        (b"\x89PNG\r\n\x1a\n", "expected a scan"),
    ],
)
def test_what_is_no_scan_is_told(tmp_path: Path, content: bytes, problem: str) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(content)
    with pytest.raises(FileError, match=problem):
        judged(path)


def test_a_scan_without_resolution_or_too_large_is_told(tmp_path: Path) -> None:
    path = tmp_path / "scan.png"
    Image.new("L", (300, 300), 255).save(path)
    with pytest.raises(FileError, match="states no resolution"):
        judged(path)
    Image.new("1", (10_000, 10_000)).save(path)
    with pytest.raises(FileError, match="10000 x 10000 pixels"):
        judged(path)


# --- a sheet that was filled in -----------------------------------------------------------------


def filled(order: Ordered, **changes: float) -> str:
    """Fill the sheet of an order in with nominal sizes, or what is given for ``dot_1_x``."""
    content = sheets(order)[f"{order.name}-measure.csv"].decode()
    rows = list(csv.DictReader(io.StringIO(content)))
    stream = io.StringIO()
    table = csv.DictWriter(stream, list(rows[0]), delimiter=";")
    table.writeheader()
    for row in rows:
        value = changes.get(row["item"].replace(" ", "_"), row["nominal"] or "100")
        table.writerow(row | {"measured": str(value).replace(".", ",")})
    return stream.getvalue()


def of_sheet(folder: Path, order: Ordered, content: str) -> Report:
    (folder / "sheet.csv").write_text(content, encoding="utf-8-sig")
    return inspect(order, [folder / "sheet.csv"], PRESS)


def test_a_sheet_of_a_good_part_passes(tmp_path: Path) -> None:
    report = of_sheet(tmp_path, TOUCH, filled(TOUCH))
    assert report.passes
    assert report.read == 4000
    assert report.measured[COPLANARITY] == pytest.approx(0.0)
    assert report.lines()[-1].endswith(
        "28 dimensions measured, 0 outside the limits, 0 not measured"
    )


def test_heights_that_each_pass_may_fail_together(tmp_path: Path) -> None:
    report = of_sheet(
        tmp_path,
        TOUCH,
        filled(TOUCH, dot_1_height=2.15, dot_2_height=1.85, dot_3_height=2.15, dot_4_height=1.85),
    )
    assert [each.item for each in report.failed] == [COPLANARITY]
    report = of_sheet(tmp_path, TOUCH, filled(TOUCH, dot_3_resistance=20_000))
    assert [each.item for each in report.failed] == ["dot 3 resistance"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (";4000", ";4,000", ""),
        ("100", "", "line 8: dot 1 resistance is not filled in, 5 measurements empty"),
        ("touch5-4000", "touch5-4001", "line 2: is of stamp 'touch5-4001', expected touch5-4000"),
        ("100", "low", "line 8: dot 1 resistance: expected a number, got 'low'"),
        ("dot 2 x", "dot 1 x", "line 9: dot 1 x stands in the sheet twice"),
        ("dot 2 x", "dot 9 x", "line 9: item: expected one of the sheet, got 'dot 9 x'"),
        (";53;", ";51;", "line 2: outline width: nominal is 51, the package has 53"),
        ("measured", "found", "line 1: expected a header with the columns"),
    ],
)
def test_a_sheet_that_is_wrong_is_one_clear_line(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    content = filled(TOUCH).replace(old, new)
    if not problem:
        assert of_sheet(tmp_path, TOUCH, content).passes
        return
    with pytest.raises(FileError) as caught:
        of_sheet(tmp_path, TOUCH, content)
    assert str(caught.value).startswith(f"{tmp_path / 'sheet.csv'}: {problem}")


def test_rows_that_are_lost_and_what_is_no_text_are_told(tmp_path: Path) -> None:
    lines = filled(TOUCH).splitlines(keepends=True)
    with pytest.raises(FileError, match="has no row for dot 5 resistance"):
        of_sheet(tmp_path, TOUCH, "".join(lines[:-1]))
    (tmp_path / "scan.bmp").write_bytes(b"BM\xff\xfe")
    with pytest.raises(FileError, match="expected CSV in UTF-8, or a scan"):
        inspect(TOUCH, [tmp_path / "scan.bmp"], PRESS)


def test_a_scan_fills_what_a_sheet_leaves_open(tmp_path: Path, printed: NDArray[np.uint8]) -> None:
    scan = scanned(tmp_path, printed, LATTICE.rubber.dots)
    content = filled(LATTICE)
    rows = [
        line.rpartition(";")[0] + ";" if "microscope" in line else line
        for line in content.splitlines()
    ]
    (tmp_path / "sheet.csv").write_text("\n".join(rows))
    report = inspect(LATTICE, [tmp_path / "sheet.csv", scan], PRESS)
    assert report.passes
    assert report.lines()[-1].endswith("0 not measured")
    with pytest.raises(FileError, match="expected one scan and one CSV"):
        inspect(LATTICE, [scan, scan], PRESS)


def test_a_scan_cannot_judge_camouflage_and_a_frame_has_a_largest_part(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot tell dots from camouflage"):
        inspect(order_of("lattice7", Part(camouflage=True)), [tmp_path / "scan.png"], PRESS)
    with pytest.raises(ValueError, match="too large for the reference frame on A4"):
        sheets(order_of("lattice7", Part(outline_mm=150.0)))


# --- the command --------------------------------------------------------------------------------


def test_the_command_writes_sheets_and_judges(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sc.family("touch5").encode(4000).save("stamp.json")
    assert cli.run(["fabricate", "stamp.json", "-o", "out", "--no-verify"]) == 0
    assert cli.run(["fabricate", "--inspect", "out", "-o", "sheets"]) == 0
    assert {path.name: path.read_bytes() for path in Path("sheets").iterdir()} == sheets(TOUCH)
    Path("good.csv").write_text(filled(TOUCH))
    Path("bad.csv").write_text(filled(TOUCH, dot_2_diameter=6.0))
    capsys.readouterr()
    assert cli.run(["fabricate", "--inspect", "out", "--measured", "good.csv"]) == 0
    told = capsys.readouterr()
    assert {row["verdict"] for row in csv.DictReader(io.StringIO(told.out))} == {"pass"}
    assert told.err.startswith("touch5-4000: passes; 28 dimensions measured")
    assert cli.run(["fabricate", "--inspect", "out", "--measured", "bad.csv"]) == 1
    told = capsys.readouterr()
    assert "dot 2 diameter,7,6.8,7.2,mm,6,fail" in told.out
    assert "dot 2 diameter is 6.000, expected 6.8 to 7.2 mm" in told.err
    for wrong in (
        ["--measured", "good.csv"],
        ["--inspect", "out"],
        ["--inspect", "out", "--measured", "good.csv", "-o", "x"],
        ["--inspect", "out", "--verify", "out"],
        ["--inspect", "stamp.json", "-o", "x"],
        ["--inspect", "out", "--measured", "none.csv"],
    ):
        assert cli.run(["fabricate", *wrong]) == 2, wrong
    assert not Path("x").exists()
