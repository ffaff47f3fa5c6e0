"""``stampcodec firmware``: a folder, whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from stampcodec.cli import run

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_holds_one_c_file_with_its_header_and_what_explains_it(tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    assert run(["firmware", "-o", str(folder), "--family", "lattice7"]) == 0
    names = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert names == {
        "stamp_core.c",
        "stamp_core.h",
        "stamp_tables.h",
        "stamp_tracker.c",
        "stamp_tracker.h",
        "stamp_wire.c",
        "stamp_wire.h",
        "README.md",
        "CMakeLists.txt",
        "examples/read_frames.c",
        "examples/controller.c",
        "examples/description.h",
        "examples/cortex_m.c",
        "examples/mps2.ld",
        "examples/fuzz_frames.c",
        "web/stamp_reader.mjs",
        "web/stamp_reader.d.ts",
        "web/read_frames.mjs",
    }
    header = (folder / "stamp_core.h").read_text()
    assert '#define STAMP_FAMILY "lattice7"' in header
    assert "#define STAMP_ROWS 27\n#define STAMP_COLUMNS 15\n" in header


def test_a_folder_of_touch5_holds_the_reader_of_contacts(tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    arguments = ["firmware", "-o", str(folder), "--family", "touch5", "--px-per-mm", "6.3"]
    assert run(arguments) == 0
    assert {path.name for path in folder.iterdir()} == {
        "stamp_contacts.c",
        "stamp_contacts.h",
        "stamp_contacts_tables.h",
        "stamp_wire.c",
        "stamp_wire.h",
        "web",
        "README.md",
        "CMakeLists.txt",
    }
    header = (folder / "stamp_contacts.h").read_text()
    assert "#define STAMP_CONTACTS_LEAST_SCALE 6.3f\n" in header


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--family", "touch5", "--panel", "surface"], "only frames have that, not contacts"),
        (["--family", "touch5", "--px-per-mm", "4:7"], "at most a third more, got 4 and 7"),
        (["--px-per-mm", "6.3"], "only contacts have that"),
        (["--family", "lattice9"], "lattice9"),
        (["--panel", "3x4@90"], "3x4@90"),
    ],
)
def test_what_cannot_be_made_is_one_line_and_no_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    folder = tmp_path / "reader"
    assert run(["firmware", "-o", str(folder), *arguments]) == 2
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").write_text("mine")
    assert run(["firmware", "-o", str(tmp_path)]) == 2
    assert "exists already" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
