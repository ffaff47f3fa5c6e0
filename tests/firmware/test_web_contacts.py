"""The reader of contacts as a module for pages reads as Python does; ``make firmware``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import stampcodec as sc
from benchmarks.firmware.web import read_contacts
from stampcodec.firmware.package import make_contact_firmware

if TYPE_CHECKING:
    from pathlib import Path

SCALES = (5.4, 7.2)


def test_contacts_are_read_in_node_as_in_python(tmp_path: Path) -> None:
    family, rng = sc.family("touch5"), np.random.default_rng(4)
    sets = [rng.uniform(0.0, 400.0, (5, 2)) for _ in range(50)]
    for merchant in rng.integers(family.n_ids, size=300).tolist():
        angle, scale = rng.uniform(0.0, 2 * np.pi), rng.uniform(*SCALES)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        dots = family.encode(merchant).dots[:, :2] @ turn.T
        sets.append(scale * (dots + rng.normal(0.0, 0.3, dots.shape)) + rng.uniform(100, 400, 2))
    # One point that was not seen.
    sets[-1][2] = np.nan
    points = np.array(sets, dtype=np.float32)
    make_contact_firmware(SCALES).write(tmp_path / "touch5")
    reader = sc.ContactReader(family, px_per_mm=SCALES)
    python = [reader.read(each[~np.isnan(each[:, 0])].astype(float)) for each in points]
    found = read_contacts(tmp_path / "touch5", points)
    assert [(each["outcome"], each["merchantId"]) for each in found] == [
        (each.outcome.name.lower(), each.merchant_id) for each in python
    ]
    assert sum(each["outcome"] == "read" for each in found) > 290
