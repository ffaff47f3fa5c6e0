from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from benchmarks.report.runfile import print_json
from benchmarks.streams.earlier import added, read_earlier
from benchmarks.streams.tally import Row, Tally
from stampcodec.errors import FileError

if TYPE_CHECKING:
    from pathlib import Path

READ = Tally(n=50, right=49, unread=1, single=50, any_right=40, frames=99, delays_s=(0.0, -0.016))
ROW = Row("lattice8", "nexus5", "mixed", READ)
ALONE = Row("lattice7", "nexus5", "press, 1/20", Tally(n=7, right=7))


def written(path: Path, capsys: pytest.CaptureFixture[str], **changed: object) -> Path:
    document = {"seeds": [3, 4], "stale": False, "alone": True}
    document |= {"rows": [ROW.as_json(), ALONE.as_json()]} | changed
    print_json("streams", document)
    path.write_text(capsys.readouterr().out)
    return path


def test_a_run_comes_back_as_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    earlier = read_earlier(written(tmp_path / "run.json", capsys))
    assert (earlier.seeds, earlier.stale, earlier.alone) == ((3, 4), False, True)
    assert earlier.rows[1] == ALONE
    tally = earlier.rows[0].tally
    assert sorted(tally.delays_s) == pytest.approx([-0.016, 0.0])
    assert vars(tally) | {"delays_s": ()} == vars(READ) | {"delays_s": ()}


def test_rows_of_the_same_gestures_are_added_up() -> None:
    first, second = added([ROW, ALONE, ROW])
    assert (first.tally.n, first.tally.right, first.tally.frames) == (100, 98, 198)
    assert len(first.tally.delays_s) == 4
    assert second == ALONE


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"seeds": [-1]}, "seeds[0]"),
        ({"alone": 1}, "alone"),
        ({"version": "0.0"}, "version"),
        ({"rows": [ROW.as_json() | {"n": 1.5}]}, "rows[0].n"),
        ({"rows": [ROW.as_json() | {"kind": "kick"}]}, "rows[0].kind"),
        ({"rows": [ROW.as_json() | {"delays_ms": {"soon": 1}}]}, "rows[0].delays_ms"),
        ({"rows": [ROW.as_json() | {"family": 8}]}, "rows[0].family"),
    ],
)
def test_what_is_no_such_run_names_the_field(
    changed: dict[str, object],
    field: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = written(tmp_path / "run.json", capsys, **changed)
    with pytest.raises(FileError) as caught:
        read_earlier(path)
    assert field in str(caught.value)
    assert json.loads(path.read_text())["command"] == "streams"
