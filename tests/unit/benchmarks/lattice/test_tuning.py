from __future__ import annotations

import subprocess
from ctypes import CDLL, c_float, c_int
from typing import TYPE_CHECKING

import pytest

from benchmarks.lattice import tuning
from benchmarks.lattice.tuning import Threshold, Tuning, thresholds
from stampcodec._core.frame import kernel
from stampcodec.errors import FileError

if TYPE_CHECKING:
    from pathlib import Path


def test_the_table_is_read_with_its_values() -> None:
    known = thresholds()
    assert known["TOUCHED_NODE"] == Threshold("TOUCHED_NODE", 6.0, is_count=False)
    assert known["LISTED"] == Threshold("LISTED", 20.0, is_count=True)


def test_a_threshold_moves_by_a_fifth_and_a_count_by_one_at_least() -> None:
    assert Threshold("CAP", 14.0, is_count=False).moved() == pytest.approx((11.2, 16.8))
    assert Threshold("LISTED", 20.0, is_count=True).moved() == (16.0, 24.0)
    assert Threshold("DRIFT", 2.0, is_count=True).moved() == (1.0, 3.0)


def test_kernels_with_fixed_thresholds_are_refused() -> None:
    assert not kernel.IS_TUNABLE
    with pytest.raises(FileError, match="STAMPCODEC_TUNABLE=1: make thresholds"):
        Tuning()


# Two modules that have a threshold, as the kernels of a build that can be tuned, and one without.
MODULE = "float HOPELESS = 9.0f; int LOOKS = 9;"


def test_a_threshold_is_set_in_every_module_that_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, source in {"one": MODULE, "two": MODULE, "bare": "int nothing;"}.items():
        subprocess.run(
            ["cc", "-shared", "-fPIC", "-x", "c", "-o", str(tmp_path / f"{name}.so"), "-"],
            input=source.encode(),
            check=True,
        )
    monkeypatch.setattr(kernel, "IS_TUNABLE", True)
    monkeypatch.setattr(tuning, "suffix", lambda: ".so")
    known = {name: each for name, each in thresholds().items() if name in MODULE}
    monkeypatch.setattr(tuning, "thresholds", lambda: known)
    monkeypatch.setattr(tuning, "ROOM", tmp_path)
    made = Tuning()

    def values() -> list[float]:
        modules = [CDLL(str(tmp_path / f"{name}.so")) for name in ("one", "two")]
        return [
            kind.in_dll(one, name).value
            for one in modules
            for kind, name in ((c_float, "HOPELESS"), (c_int, "LOOKS"))
        ]

    made.set("HOPELESS", 0.5)
    made.set("LOOKS", 4.0)
    assert values() == [0.5, 4, 0.5, 4]
    made.reset("HOPELESS")
    made.reset("LOOKS")
    assert values() == pytest.approx([known["HOPELESS"].value, known["LOOKS"].value] * 2)
