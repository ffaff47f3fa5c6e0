"""The reader of contacts in C against the one in Python."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import numpy as np
import pytest

import stampcodec as sc
from benchmarks.firmware.host import called
from benchmarks.firmware.hostcontacts import ContactsCore
from stampcodec.firmware.package import make_contact_firmware

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FAMILY, SCALES = sc.family("touch5"), (5.4, 7.2)
MAY_CALL = {"memcpy", "memset", "__stack_chk_fail"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("firmware") / "touch5"
    make_contact_firmware(SCALES).write(made)
    return made


@pytest.fixture(scope="module")
def core(folder: Path) -> ContactsCore:
    return ContactsCore(folder)


def presses(n: int, jitter_mm: float, rng: np.random.Generator) -> list[NDArray[np.float64]]:
    """Return presses of stamps anywhere, in any order and size, as single precision has them."""
    made = []
    for merchant_id in rng.integers(FAMILY.n_ids, size=n).tolist():
        dots = FAMILY.encode(merchant_id).dots[:, :2]
        turn = np.exp(2j * np.pi * rng.random())
        z = (dots @ [1, 1j]) * turn * rng.uniform(*SCALES)
        z += rng.uniform(100, 900) + 1j * rng.uniform(100, 900)
        z += rng.normal(0, jitter_mm * SCALES[0], (5, 2)) @ [1, 1j]
        points = np.stack([z.real, z.imag], axis=1)[rng.permutation(5)]
        made.append(points.astype(np.float32).astype(np.float64))
    return made


def test_c_and_python_read_the_same(core: ContactsCore) -> None:
    rng = np.random.default_rng(11)
    every = [*presses(400, 0.0, rng), *presses(400, 0.4, rng), *presses(400, 0.8, rng)]
    every += list(rng.uniform(0, 400, (400, 5, 2)).astype(np.float32).astype(np.float64))
    readings = sc.ContactReader(FAMILY, SCALES).read_many(every)
    read = 0
    for points, python in zip(every, readings, strict=True):
        c = core.read(points)
        assert (c.outcome, c.merchant_id) == (python.outcome, python.merchant_id or 0)
        if python.pose is None:
            assert c[2:] == (0,) * 5
            continue
        read += 1
        assert c.x == pytest.approx(python.pose.x_px, abs=0.01)
        assert c.y == pytest.approx(python.pose.y_px, abs=0.01)
        turn = (c.angle_deg - python.pose.angle_deg + 180) % 360 - 180
        assert turn == pytest.approx(0, abs=0.01)
        assert 0 <= c.angle_deg < 360
        assert c.scale == pytest.approx(python.px_per_mm, rel=1e-4)
        assert c.margin == pytest.approx(python.margin, abs=0.02)
    assert 700 < read < 1200


def test_points_that_are_missing_far_or_equal_are_no_stamp(core: ContactsCore) -> None:
    nan, points = np.full((5, 2), np.nan), presses(1, 0.0, np.random.default_rng(1))[0]
    assert core.read(points).outcome == sc.Outcome.READ
    assert core.read(nan).outcome == sc.Outcome.EMPTY
    for row, value in ((0, np.nan), (1, np.inf), (2, 3e38), (3, -1e30)):
        spoilt = points.copy()
        spoilt[row] = value
        assert core.read(spoilt) == (sc.Outcome.UNREADABLE, 0, 0, 0, 0, 0, 0)
    for equal in (0.0, 7.0, 1e-40):
        assert core.read(np.full((5, 2), equal)).outcome == sc.Outcome.UNREADABLE


def test_nothing_is_called_but_two_functions_of_the_library(core: ContactsCore) -> None:
    assert called(core.path) <= MAY_CALL


def test_the_header_converts_nothing_unseen(folder: Path) -> None:
    command = ["cc", "-std=c99", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-fsyntax-only"]
    subprocess.run([*command, "stamp_contacts.h"], cwd=folder, check=True, capture_output=True)
