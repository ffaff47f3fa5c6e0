from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from fabrication import archive, manifest, package

FILES = {"a.txt": b"a" * 1000, "board/b.gbr": b""}


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    archive.write(tmp_path / "x.zip", FILES, "lattice8-1")
    assert archive.read(tmp_path / "x.zip", 10_000) == FILES
    with zipfile.ZipFile(tmp_path / "x.zip") as written:
        assert written.testzip() is None
        assert written.namelist() == ["lattice8-1/a.txt", "lattice8-1/board/b.gbr"]


def test_the_same_files_make_the_same_zip(tmp_path: Path) -> None:
    for name in ("x.zip", "y.zip"):
        archive.write(tmp_path / name, FILES, "lattice8-1")
    assert (tmp_path / "x.zip").read_bytes() == (tmp_path / "y.zip").read_bytes()


def test_a_zip_of_zips_holds_them_as_they_are(tmp_path: Path) -> None:
    for name in ("x.zip", "y.zip"):
        archive.write(tmp_path / name, FILES, name)
    archive.gather(tmp_path / "all.zip", [tmp_path / "y.zip", tmp_path / "x.zip"])
    with zipfile.ZipFile(tmp_path / "all.zip") as written:
        assert written.namelist() == ["y.zip", "x.zip"]
        assert written.read("x.zip") == (tmp_path / "x.zip").read_bytes()


@pytest.mark.parametrize("cut", [slice(30, 60), slice(-200, -60), slice(40, None)])
def test_a_zip_that_is_damaged_is_no_package(cut: slice, tmp_path: Path) -> None:
    archive.write(tmp_path / "x.zip", {**FILES, "b.txt": bytes(range(256)) * 9}, "lattice8-1")
    content = bytearray((tmp_path / "x.zip").read_bytes())
    del content[cut]
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(manifest.ManifestError, match="expected a package"):
        package.read(tmp_path / "x.zip")


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    archive.write(tmp_path / "x.zip", {"zeros": bytes(10_001)}, "x")
    with pytest.raises(zipfile.BadZipFile, match="unpacks to more than 10000 bytes"):
        archive.read(tmp_path / "x.zip", 10_000)
