"""A batch that is read back as a whole, and whatever happened to it since it was written."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from fabrication import archive, manifest
from stampcodec import cli

IDS = (4711, 12, 1048575)


@pytest.fixture(scope="module", params=["a zip each", "one zip"])
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("batch")
    (folder / "list.csv").write_text("merchant_id\n" + "".join(f"{id_}\n" for id_ in IDS))
    together = ["--one-zip"] if request.param == "one zip" else []
    given = ["fabricate", "--batch", str(folder / "list.csv"), "-o", str(folder / "out")]
    assert cli.run([*given, "-f", "lattice7", "-j", "1", "--no-verify", *together]) == 0
    return folder / "out"


@pytest.fixture
def batch(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "out"))


def verify(batch: Path, capsys: pytest.CaptureFixture[str], jobs: str = "1") -> tuple[int, str]:
    capsys.readouterr()
    status = cli.run(["fabricate", "--verify", str(batch), "--jobs", jobs])
    return status, capsys.readouterr().out


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_every_package_and_sheet_of_a_batch_is_read(
    batch: Path, jobs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    where = "stamps.zip" if (batch / "stamps.zip").exists() else "stamps"
    told = [f"{where}/lattice7-{id_}.zip: reads as {id_}" for id_ in IDS]
    assert verify(batch, capsys, jobs) == (
        0,
        "\n".join([*told, "sheets/sheet-0001.dxf: is right"]) + "\n",
    )


def lose(batch: Path) -> None:
    (batch / "sheets" / "sheet-0001.svg").unlink()


def add(batch: Path) -> None:
    (batch / "notes.txt").write_text("by hand")


def damage(batch: Path) -> None:
    with (batch / "sheets" / "sheet-0001.pdf").open("ab") as file:
        file.write(b" ")


@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        (lose, "sheets/sheet-0001.svg: is missing"),
        (add, "notes.txt: is not in manifest.json"),
        (damage, "sheets/sheet-0001.pdf: is not what was written: manifest.json has another"),
    ],
)
def test_a_file_that_is_missing_or_changed_or_new_is_told(
    batch: Path, harm: Callable[[Path], None], problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    harm(batch)
    status, told = verify(batch, capsys)
    assert status == 1
    assert told.startswith(problem)
    # All else is read all the same.
    assert told.count(": reads as") == len(IDS)


def forget_a_sheet(batch: Path) -> None:
    """Have the manifest lie: there never was such a file."""
    document = json.loads((batch / "manifest.json").read_text())
    name = "sheets/sheet-0001.dxf"
    document["files"] = [each for each in document["files"] if each["path"] != name]
    (batch / "manifest.json").write_text(json.dumps(document))
    (batch / name).unlink()


def test_a_sheet_that_the_manifest_forgot_is_missing(
    batch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forget_a_sheet(batch)
    status, told = verify(batch, capsys)
    assert status == 1
    assert told.startswith("sheets/sheet-0001.dxf: is missing\n")


def test_a_damaged_package_is_told_and_all_others_are_read(
    batch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = "stamps.zip" if (batch / "stamps.zip").exists() else "stamps/lattice7-12.zip"

    def damaged(content: bytes) -> bytes:
        # The middle of the second of three zips, or of that one.
        middle = len(content) // 2
        return content[:middle] + bytes(2000) + content[middle + 2000 :]

    rewrite(batch, path, damaged)
    status, told = verify(batch, capsys)
    assert status == 1
    assert "/lattice7-12.zip: expected a package: " in told
    assert told.count(": reads as") == len(IDS) - 1
    assert told.splitlines()[-1].endswith("cannot be held against packages that are damaged")


def rewrite(batch: Path, path: str, change: Callable[[bytes], bytes]) -> None:
    """Change a file of a batch and have the manifest lie about it."""
    file = batch / path
    file.write_bytes(change(file.read_bytes()))
    document = json.loads((batch / "manifest.json").read_text())
    entry = manifest.entry(path, file.read_bytes())
    document["files"] = [entry if each["path"] == path else each for each in document["files"]]
    (batch / "manifest.json").write_text(json.dumps(document))


def test_a_sheet_with_another_label_is_told_even_by_a_manifest_that_lies(
    batch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rewrite(
        batch,
        "sheets/sheet-0001.dxf",
        lambda text: text.replace(b"lattice7-12\n", b"lattice7-13\n"),
    )
    status, told = verify(batch, capsys)
    assert status == 1
    assert told.splitlines()[-1].endswith("is labelled 13 and reads as 12")


def test_a_package_of_another_merchant_is_told_even_by_a_manifest_that_lies(
    batch: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if (batch / "stamps.zip").exists():
        path, where = "stamps.zip", "stamps.zip"

        def swapped(_: bytes) -> bytes:
            with zipfile.ZipFile(batch / path) as every:
                zips = {name: every.read(name) for name in every.namelist()}
            zips["lattice7-12.zip"] = zips["lattice7-4711.zip"]
            (batch / "zips").mkdir()
            for name, inside in zips.items():
                (batch / "zips" / name).write_bytes(inside)
            archive.gather(batch / path, [batch / "zips" / name for name in zips])
            shutil.rmtree(batch / "zips")
            return (batch / path).read_bytes()
    else:
        path, where = "stamps/lattice7-12.zip", "stamps"

        def swapped(_: bytes) -> bytes:
            return (batch / "stamps" / "lattice7-4711.zip").read_bytes()

    rewrite(batch, path, swapped)
    status, told = verify(batch, capsys)
    assert status == 1
    assert f"{where}/lattice7-12.zip: is of 4711, expected 12\n" in told
    assert "is labelled 12 and reads as 12" in told.splitlines()[-1]


@pytest.mark.parametrize(
    "text", ["{", '{"format": "fabrication-batch/2"}', '{"format": "fabrication-batch/1"}']
)
def test_a_manifest_that_is_none_is_one_line_and_misuse(
    batch: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (batch / "manifest.json").write_text(text)
    assert cli.run(["fabricate", "--verify", str(batch)]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "manifest.json" in told
