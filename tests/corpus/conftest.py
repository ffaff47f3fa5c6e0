"""Recorded frames, from the folder that ``--corpus`` names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Recording:
    """12,000 frames of fingers on an LG Nexus 5, a sample of the CapFingerId data set.

    Attributes
    ----------
    frames : int16 (n, 27, 15)
    participant : uint8 (n,)
        Split by person, never by frame.
    task : str (n,)
        TAP, SCROLL, DRAG, PAUSE.
    """

    frames: NDArray[np.int16]
    participant: NDArray[np.uint8]
    task: NDArray[np.str_]


@pytest.fixture(scope="session")
def nexus5_fingers(pytestconfig: pytest.Config) -> Recording:
    folder: Path = pytestconfig.getoption("--corpus")
    with np.load(folder / "capfingerid_nexus5.npz", allow_pickle=False) as arrays:
        return Recording(arrays["frames"], arrays["participant"], arrays["task"])
