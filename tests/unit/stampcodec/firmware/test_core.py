"""The reader in C against the reader in Python, and what C promises by itself."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest

import stampcodec as sc
from benchmarks.firmware.budget import HOST_MAY_CALL
from benchmarks.firmware.host import Core
from emulator import Conditions, presses
from stampcodec.firmware.package import make_firmware

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FAMILY, PANEL = sc.family("lattice8"), sc.panel("nexus5")


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Core:
    folder = tmp_path_factory.mktemp("firmware") / "lattice8"
    make_firmware(FAMILY, PANEL).write(folder)
    return Core(folder)


@pytest.fixture(scope="module")
def frames() -> NDArray[np.int16]:
    """Whole faces and parts of one, in noise, beside fingers, floating; and frames of anything."""
    rng = np.random.default_rng(7)
    kinds = [
        Conditions(),
        Conditions(missing_dots=2),
        Conditions(missing_dots=10),
        Conditions(noise_scale=6.0),
        Conditions(amplitude=0.05),
        Conditions(cg_pf=0.0),
        Conditions(palms=1, fingers=2),
        Conditions(dead_rows=1, dead_columns=1),
    ]
    made = [
        presses(FAMILY.encode(int(rng.integers(FAMILY.n_ids))), PANEL, 12, rng, kind).frames
        for kind in kinds
    ]
    anything = rng.integers(-32768, 32768, (8, PANEL.rows, PANEL.columns)).astype(np.int16)
    return np.concatenate([*made, -made[0][:4], anything, np.zeros_like(anything[:1])])


def test_c_and_python_read_the_same(core: Core, frames: NDArray[np.int16]) -> None:
    met = set()
    for frame in frames:
        python, c = sc.FrameReader(FAMILY, PANEL).read(frame), core.read(frame)
        met.add(python.outcome.name)
        assert (c.outcome, c.merchant_id) == (python.outcome, python.merchant_id or 0)
        if python.pose is None:
            assert not any(c[2:])
            continue
        assert (c.missing, c.added) == (len(python.missing), len(python.added))
        assert c.corrected == python.corrected
        assert c.x_mm == pytest.approx(python.pose.x_mm, abs=0.05)
        assert c.y_mm == pytest.approx(python.pose.y_mm, abs=0.05)
        turn = (c.angle_deg - python.pose.angle_deg + 180) % 360 - 180
        assert turn == pytest.approx(0, abs=0.1)
        assert c.margin == pytest.approx(python.margin, abs=0.01)
    assert met == {"EMPTY", "UNREADABLE", "READ"}


def test_a_mirrored_face_names_nobody(core: Core) -> None:
    rng = np.random.default_rng(3)
    frame = presses(FAMILY.encode(77), PANEL, 1, rng, Conditions()).frames[0][:, ::-1]
    found = core.read(frame)
    assert (found.outcome, found.merchant_id) == (sc.Outcome.MIRRORED, 0)
    assert found.x_mm > 0


def test_memory_that_is_too_small_or_not_aligned_is_refused(core: Core) -> None:
    assert core.init(core.start, core.n_bytes - 1) is None
    assert core.init(core.start + 4, core.n_bytes + 4) is None
    assert core.init(0, core.n_bytes) is None
    assert core.init(core.start, core.n_bytes) == core.start


def test_a_face_holds_the_dots_that_python_gives_it(core: Core) -> None:
    rng = np.random.default_rng(8)
    for merchant_id in (0, FAMILY.n_ids - 1, *rng.integers(FAMILY.n_ids, size=200).tolist()):
        occupied = FAMILY.encode(merchant_id).occupied.ravel()
        dots, sites = core.encode(merchant_id)
        assert dots == occupied.sum()
        assert sites[: len(occupied)] == occupied.tolist()
    assert core.encode(FAMILY.n_ids) == (0, [0] * 64)


def test_nothing_is_called_but_a_few_functions_of_the_library(core: Core) -> None:
    assert core.built().calls <= HOST_MAY_CALL


def test_the_same_values_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = make_firmware(FAMILY, PANEL), make_firmware(FAMILY, PANEL)
    assert one == two
    still = make_firmware(FAMILY, PANEL, still=True)
    assert still.files["stamp_tables.h"] != one.files["stamp_tables.h"]
    one.write(tmp_path / "folder")
    with pytest.raises(FileExistsError):
        two.write(tmp_path / "folder")


@pytest.mark.parametrize("example", ["read_frames.c", "fuzz_frames.c"])
def test_what_is_written_by_hand_converts_nothing_unseen(tmp_path: Path, example: str) -> None:
    make_firmware(FAMILY, PANEL).write(tmp_path / "f")
    command = ["cc", "-std=c11", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-fsyntax-only"]
    subprocess.run(
        [*command, f"examples/{example}"], cwd=tmp_path / "f", check=True, capture_output=True
    )


def test_no_name_of_cythons_and_no_python_is_left() -> None:
    text = make_firmware(FAMILY, PANEL).files["stamp_core.c"]
    assert "__pyx" not in text.lower()
    assert "Py_" not in text
    assert "double" not in text


@pytest.mark.parametrize(
    "name", ["lattice7", "lattice7h12", "lattice8", "lattice8h14", "lattice8h18"]
)
def test_tables_of_a_family_stay_below_64_kib(name: str) -> None:
    # Those of the panel are counted as well: the code alone has half.
    tables = make_firmware(sc.family(name), PANEL).files["README.md"]
    (kilobytes,) = re.findall(r"family and panel as constants, (\d+) kB", tables)
    assert int(kilobytes) * 1000 < 64 * 1024
