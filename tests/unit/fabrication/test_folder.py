from __future__ import annotations

import errno
from pathlib import Path

import pytest

from fabrication.folder import working_in
from stampcodec.errors import FileError
from stampcodec.outfolder import appearing


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_appears_when_it_is_whole(tmp_path: Path) -> None:
    with appearing(tmp_path / "out") as aside:
        (aside / "file").write_text("x")
        assert not (tmp_path / "out").exists()
    assert names(tmp_path) == ["out"]
    assert (tmp_path / "out" / "file").read_text() == "x"


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with appearing(tmp_path / "out") as aside:
        (aside / "file").touch()
    assert names(tmp_path / "out") == ["file"]


@pytest.mark.parametrize("full", [True, False])
def test_what_exists_is_left_alone(full: bool, tmp_path: Path) -> None:
    taken = tmp_path / "out"
    if full:
        taken.mkdir()
        (taken / "mine").touch()
    else:
        taken.touch()
    with pytest.raises(FileExistsError, match="expected a new folder") as caught, appearing(taken):
        pytest.fail("nothing may be made")
    assert caught.value.filename == str(taken)
    assert names(tmp_path) == ["out"]


def test_nothing_is_left_when_the_disk_is_full(tmp_path: Path) -> None:
    def fill(aside: Path) -> None:
        (aside / "file").write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with (
        pytest.raises(OSError, match="No space left") as caught,
        appearing(tmp_path / "out") as aside,
    ):
        fill(aside)
    assert caught.value.errno == errno.ENOSPC
    assert caught.value.filename == str(tmp_path / "out")
    assert names(tmp_path) == []


def test_a_parent_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, appearing(tmp_path / "no" / "out"):
        pytest.fail("nothing may be made")
    assert caught.value.filename == str(tmp_path / "no" / "out")


def test_work_goes_on_where_it_was_left_by_the_same_plan(tmp_path: Path) -> None:
    folder = tmp_path / "out.partial"

    def stop_in_the_middle() -> None:
        (folder / "stamps" / "one").touch()
        raise KeyError

    with pytest.raises(KeyError), working_in(folder, "plan", b"a", ("stamps",)):
        stop_in_the_middle()
    with working_in(folder, "plan", b"a", ("stamps",)):
        assert names(folder / "stamps") == ["one"]
    with (
        pytest.raises(FileError, match="was left by another batch"),
        working_in(folder, "plan", b"b", ("stamps",)),
    ):
        pytest.fail("another plan may not go on")


def test_a_folder_in_which_nothing_was_made_goes(tmp_path: Path) -> None:
    with (
        pytest.raises(KeyError),
        working_in(tmp_path / "out.partial", "plan", b"a", ("stamps",)),
    ):
        raise KeyError
    assert names(tmp_path) == []


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    with (
        pytest.raises(FileError, match="is no stopped batch"),
        working_in(tmp_path, "plan", b"a", ()),
    ):
        pytest.fail("may not be worked in")
    assert names(tmp_path) == ["mine"]


def test_two_runs_do_not_share_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "out.partial"
    with (
        working_in(folder, "plan", b"a", ("stamps",)),
        pytest.raises(FileError, match="another run is at work"),
        working_in(folder, "plan", b"a", ("stamps",)),
    ):
        pytest.fail("the first is still at work")
