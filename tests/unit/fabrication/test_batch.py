from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest

from fabrication import archive, batch, package
from fabrication.codec import design, press_and_read
from fabrication.drawing import Drawing, draw
from fabrication.export import svg
from fabrication.laser.work import LABEL, laser_work
from fabrication.manifest import label_of
from fabrication.merchants import Merchant
from fabrication.mirror import rubber_view
from fabrication.order import Order
from fabrication.part import Part
from fabrication.readback import dxf
from fabrication.readback.problem import ReadbackError
from fabrication.readback.unmirror import panel_view
from fabrication.recipe import Recipe
from fabrication.rules.finding import Finding
from fabrication.sheet import check as sheet_check
from fabrication.sheet import dxf as sheet_dxf
from fabrication.sheet.layout import NestedSheet, lay_out
from fabrication.sheet.nest import Place, Sheet, nest
from stampcodec import cli, family
from stampcodec.errors import FileError
from stampcodec.face import StampFace
from stampcodec.outfile import replacing
from stampcodec.workers import spread
from tests.patience import PATIENCE_S

if TYPE_CHECKING:
    from fabrication.verify import Press

IDS = (4711, 12, 1048575)
PRESS = partial(press_and_read, ())
LIST = "merchant_id,name\n" + "".join(f"{id_},Shop {id_}\n" for id_ in IDS)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.csv").write_text(LIST)
    return tmp_path


def fabricate(*arguments: str) -> int:
    given = ("fabricate", "--batch", "list.csv", "-o", "out", "--family", "lattice7", *arguments)
    return cli.run(given)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_batch_is_a_zip_a_stamp_and_sheets_and_the_same_on_any_number_of_cores(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fabricate("--jobs", "1") == 0
    assert capsys.readouterr().err.splitlines()[-1] == "out: 3 stamps of lattice7 at 6 mm pitch"
    alone = tree(folder / "out")
    (folder / "out").rename(folder / "alone")
    assert fabricate("--jobs", "2") == 0
    assert tree(folder / "out") == alone
    assert names(folder / "out") == {"manifest.json", "stamps", "sheets"}
    assert names(folder / "out" / "stamps") == {f"lattice7-{id_}.zip" for id_ in IDS}
    assert names(folder / "out" / "sheets") == {
        f"sheet-0001.{end}" for end in ("dxf", "svg", "pdf")
    }
    told = json.loads(alone["manifest.json"])
    assert [each["merchant_id"] for each in told["merchants"]] == list(IDS)
    assert {each["path"] for each in told["files"]} == alone.keys() - {"manifest.json"}
    for id_ in IDS:
        assert cli.run(["fabricate", "--verify", f"out/stamps/lattice7-{id_}.zip"]) == 0


def test_a_zip_holds_what_one_stamp_alone_is_written_as(folder: Path) -> None:
    assert fabricate("--jobs", "1") == 0
    family("lattice7").encode(4711).save("stamp.json")
    assert cli.run(["fabricate", "stamp.json", "-o", "one"]) == 0
    inside = archive.read(folder / "out" / "stamps" / "lattice7-4711.zip", 10**8)
    assert inside == tree(folder / "one")


def test_one_zip_for_all(folder: Path) -> None:
    assert fabricate("--one-zip", "--jobs", "1", "--no-verify") == 0
    assert names(folder / "out") == {"manifest.json", "stamps.zip", "sheets"}
    with zipfile.ZipFile(folder / "out" / "stamps.zip") as every:
        assert every.namelist() == [f"lattice7-{id_}.zip" for id_ in IDS]
        with zipfile.ZipFile(io.BytesIO(every.read("lattice7-12.zip"))) as one:
            assert one.testzip() is None


def test_a_full_disk_in_the_middle_is_told_and_the_same_command_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write, made = package.write_zip, []

    def write_two(path: Path, files: dict[str, bytes], press: Press | None) -> object:
        made.append(path.name)
        if len(made) == 3:
            with replacing(path) as aside:
                aside.write_bytes(b"PK half a zip")
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(path, files, press)

    monkeypatch.setattr(package, "write_zip", write_two)
    assert fabricate("--jobs", "1") == 2
    told = capsys.readouterr().err.splitlines()[-1]
    assert told == (
        "stampcodec: out: No space left on device; what is done stays in out.partial, "
        "the same command goes on"
    )
    assert names(folder) == {"list.csv", "out.partial"}
    assert names(folder / "out.partial") == {"batch.json", "stamps", "sheets"}
    assert names(folder / "out.partial" / "stamps") == {"lattice7-4711.zip", "lattice7-12.zip"}
    assert fabricate("--jobs", "1") == 0
    assert made[3:] == ["lattice7-1048575.zip"], "what is there is not made again"
    assert names(folder) == {"list.csv", "out"}


def test_a_batch_stops_at_a_stamp_that_does_not_read_as_its_label(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    render = svg.render

    def mirrored(drawing: Drawing, part: Part, findings: list[Finding]) -> bytes:
        right = render(drawing, part, findings)
        wrong = right.replace(b'cx="', b'transform="scale(-1 1)" cx="')
        return wrong if drawing.rubber.merchant_id == 12 else right

    monkeypatch.setattr(svg, "render", mirrored)
    assert fabricate("--jobs", "1") == 1
    told = capsys.readouterr().err.splitlines()[-1]
    assert told == "list.csv: line 3: lattice7-12.svg: reads as mirrored, expected 12"
    assert names(folder / "out.partial" / "stamps") == {"lattice7-4711.zip"}


def test_what_a_killed_run_had_half_written_does_not_stay(folder: Path) -> None:
    write, begun = package.write_zip, folder / "out.partial" / "stamps" / ".lattice7-12-x1y2z3.zip"

    def write_until_killed(path: Path, files: dict[str, bytes], press: Press | None) -> object:
        if path.stem.endswith("-12"):
            begun.write_bytes(b"PK half a zip")
            raise KeyboardInterrupt
        return write(path, files, press)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "write_zip", write_until_killed)
        assert fabricate("--jobs", "1", "--no-verify") != 0
    assert begun.exists()
    assert fabricate("--jobs", "1", "--no-verify") == 0
    assert names(folder / "out" / "stamps") == {f"lattice7-{id_}.zip" for id_ in IDS}


def test_a_stopped_batch_goes_on_with_its_own_order_only(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stamps = folder / "out.partial" / "stamps"
    stamps.mkdir(parents=True)
    assert fabricate("--jobs", "1") == 2
    assert "out.partial: is no stopped batch" in capsys.readouterr().err
    (folder / "out.partial" / "batch.json").write_text("{}")
    assert fabricate("--jobs", "1") == 2
    assert "out.partial: was left by another batch" in capsys.readouterr().err


def test_a_zip_that_is_no_zip_is_made_again(folder: Path) -> None:
    recipe = Recipe("lattice7", partial(design, "lattice7", None), Order(), None)
    (folder / "stamps").mkdir()
    path = folder / "stamps" / "lattice7-4711.zip"
    path.write_bytes(b"PK")
    task = batch.Task(recipe, folder, (Merchant(2, 4711),), Sheet())
    made = batch.make_stamp(task)
    assert made.problem == ""
    assert zipfile.ZipFile(path).testzip() is None
    before = path.stat().st_mtime_ns
    assert batch.make_stamp(task).entries == made.entries
    assert path.stat().st_mtime_ns == before


@pytest.mark.parametrize(
    ("text", "arguments", "problem"),
    [
        ("merchant_id\n1\n1\n", (), "list.csv: line 3: merchant 1 stands in line 2 already"),
        ("merchant_id\n1048576\n", (), "list.csv: line 2: merchant_id: expected a whole number"),
        ("merchant_id\n1\n", ("--set", "base_mm=0.4"), "vent_depth_mm"),
        ("merchant_id\n1\n", ("--set", "outline_mm=20"), "list.csv: line 2: outline_mm: expected"),
        (
            "merchant_id\n1\n",
            ("--set", "base_mm=0.6", "--set", "vent_depth_mm=0.2"),
            "list.csv: line 2: error: base at",
        ),
        ("merchant_id\n1\n", ("--panel", "maxtouch"), "list.csv: line 2: error: "),
        ("merchant_id\n1\n", ("--sheet", "60x60"), "takes no stamp of 42 mm"),
        ("merchant_id\n1\n", ("--sheet", "wide"), "expected WIDTHxHEIGHT in mm"),
        ("merchant_id\n1\n", ("--pitch-mm", "x"), "expected millimetres"),
    ],
)
def test_a_batch_that_cannot_be_is_one_line_and_leaves_nothing(
    text: str,
    arguments: tuple[str, ...],
    problem: str,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (folder / "list.csv").write_text(text)
    assert fabricate(*arguments, "--jobs", "1") == 2
    told = capsys.readouterr().err
    assert problem in told
    assert told.count("\n") == 1
    assert names(folder) == {"list.csv"}


# --- sheets -------------------------------------------------------------------------------------


def faces() -> list[StampFace]:
    return [family("lattice7").encode(id_) for id_ in IDS]


def nested(stamps: list[StampFace], places: list[Place]) -> NestedSheet:
    drawings = [draw(rubber_view(face), Part()) for face in stamps]
    return lay_out(Sheet(), "title", drawings, [f"Shop {id_}" for id_ in IDS], places)


def check(
    content: bytes, stamps: list[StampFace], places: list[Place], press: Press = PRESS
) -> None:
    labels, designs = [label_of(face) for face in stamps], [face.dots for face in stamps]
    sheet_check.check(content, labels, designs, places, press)


def test_every_stamp_of_a_sheet_reads_as_the_label_under_it() -> None:
    places = nest(3, 42.0, Sheet())
    content = sheet_dxf.render(nested(faces(), places))
    check(content, faces(), places)
    with pytest.raises(ValueError, match="is labelled 4711 and reads as 4711"):
        check(content, faces()[::-1], places)
    with pytest.raises(ValueError, match="expected 2 labels, found 3"):
        check(content, faces()[:2], places[:2])
    with pytest.raises(ReadbackError):
        check(b"", faces(), places)


def test_labels_that_changed_places_are_caught() -> None:
    places = nest(3, 42.0, Sheet())
    content = sheet_dxf.render(nested(faces(), places))
    mixed = content.replace(b"lattice7-12\n", b"lattice7-13\n")
    with pytest.raises(ValueError, match="is labelled 13 and reads as 12"):
        check(mixed, faces(), places)


def test_a_dot_of_a_sheet_that_has_moved_is_caught_although_the_code_forgives_it() -> None:
    places = nest(3, 42.0, Sheet())
    moved = faces()
    dots = moved[1].dots.copy()
    dots[4, 0] += 0.5
    moved[1] = StampFace(
        moved[1].family, moved[1].pitch_mm, 12, moved[1].outline_mm, dots, moved[1].roles
    )
    content = sheet_dxf.render(nested(moved, places))
    with pytest.raises(ValueError, match=r"12: the dot at .* is 0\.500 mm off"):
        check(content, faces(), places)


def test_a_sheet_that_is_mirrored_is_caught() -> None:
    places = nest(3, 42.0, Sheet())
    content = sheet_dxf.render(nested(faces(), places))
    with pytest.raises(ValueError, match="is labelled 4711 and reads as mirrored"):
        check(content, faces(), places, lambda label, dots: PRESS(label, dots * (-1, 1, 1)))


def test_a_sheet_for_a_laser_is_read_back_from_what_stays() -> None:
    places = nest(3, 42.0, Sheet())
    part = Part(process="laser", kerf_mm=0.2)
    works = [laser_work(rubber_view(face), part) for face in faces()]
    names = [f"Shop {id_}" for id_ in IDS]
    content = sheet_dxf.render_work(lay_out(Sheet(), "title", works, names, places, LABEL), part)
    check(content, faces(), places)
    mixed = content.replace(b"lattice7-12\n", b"lattice7-13\n")
    with pytest.raises(ValueError, match="is labelled 13 and reads as 12"):
        check(mixed, faces(), places)
    wider = content.replace(b"$USERR1\n 40\n0.2\n", b"$USERR1\n 40\n0.3\n")
    with pytest.raises(ValueError, match=r"the dot at .* is 0\.100 mm off"):
        check(wider, faces(), places)


def test_a_sheet_holds_the_dots_of_its_stamps() -> None:
    places = nest(3, 42.0, Sheet())
    dots = dxf.dots(sheet_dxf.render(nested(faces(), places)))
    first = dots[: len(faces()[0].dots)] - (places[0].x_mm, places[0].y_mm, 0)
    assert abs(panel_view(first) - faces()[0].dots).max() < 1e-9


def test_the_pdf_of_a_sheet_has_its_size_and_labels(folder: Path) -> None:
    assert fabricate("--jobs", "1", "--no-verify", "--sheet", "200x150") == 0
    reader = pypdf.PdfReader(folder / "out" / "sheets" / "sheet-0001.pdf")
    box = reader.pages[0].mediabox
    assert float(box.width) * 25.4 / 72 == pytest.approx(200, abs=0.01)
    assert float(box.height) * 25.4 / 72 == pytest.approx(150, abs=0.01)
    text = reader.pages[0].extract_text()
    assert all(f"lattice7-{id_}" in text and f"Shop {id_}" in text for id_ in IDS)


# --- workers ------------------------------------------------------------------------------------


def square(n: int) -> int:
    return n * n


def die(n: int) -> int:
    os._exit(n)


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_tasks(jobs: int) -> None:
    assert list(spread(square, range(20), jobs)) == [n * n for n in range(20)]


def test_tasks_are_taken_only_as_workers_need_them() -> None:
    taken = []

    def tasks() -> object:
        for n in range(100):
            taken.append(n)
            yield n

    results = spread(square, tasks(), 2)  # type: ignore[arg-type]
    next(results)
    assert len(taken) <= 5
    results.close()


def own_number(n: int) -> int:
    del n
    return os.getpid()


def is_alive(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"  # dead, and not yet asked after


def test_workers_leave_when_their_parent_is_killed() -> None:
    program = (
        "import time\n"
        "from stampcodec.workers import spread\n"
        f"from {__name__} import own_number\n"
        "if __name__ == '__main__':\n"
        "    results = spread(own_number, range(1000), 2)\n"
        "    print(*{next(results) for _ in range(6)}, flush=True)\n"
        "    time.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    workers = [int(number) for number in parent.stdout.readline().split()]
    assert workers
    assert all(map(is_alive, workers))
    parent.kill()
    parent.wait()
    parent.stdout.close()
    end_s = time.monotonic() + PATIENCE_S
    while any(map(is_alive, workers)) and time.monotonic() < end_s:
        time.sleep(0.1)
    assert not any(map(is_alive, workers))


def name_of_program(n: int) -> str:
    del n
    return sys.modules["__main__"].__name__


def test_workers_do_not_load_the_program() -> None:
    program = sys.modules["__main__"]
    before = dict(vars(program))
    # A worker that has loaded it names it otherwise.
    assert list(spread(name_of_program, [1, 2], 2)) == ["__main__"] * 2
    assert {name: vars(program)[name] for name in before} == before


def test_a_worker_that_is_killed_is_told() -> None:
    with pytest.raises(FileError, match="was killed"):
        list(spread(die, [1, 1, 1], 2))
