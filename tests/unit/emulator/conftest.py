"""What the emulator's tests press, and on what."""

from __future__ import annotations

import numpy as np
import pytest

from stampcodec import Panel, family, panel
from stampcodec.face import StampFace


@pytest.fixture
def nexus5() -> Panel:
    return panel("nexus5")


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(20261122)


@pytest.fixture(params=["lattice7", "lattice8"])
def face(request: pytest.FixtureRequest) -> StampFace:
    return family(request.param).encode(4711)
