"""Stages for properties: families on the built-in panels, and on panels that nobody makes."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import strategies as st

import stampcodec as sc
from tests.reference.stage import STAGES, Stage, stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOWEST, HIGHEST = -32768, 32767


@dataclass(frozen=True)
class Odd:
    """A panel that nobody makes, and the pitch of the faces read on it."""

    rows: int
    columns: int
    pitch_mm: float
    family_pitch_mm: float


ODD = [
    Odd(1, 1, 4.1, 5.0),
    Odd(2, 40, 4.1, 6.0),
    Odd(40, 2, 4.1, 6.0),
    Odd(5, 5, 4.1, 5.0),
    Odd(27, 15, 4.1, 8.0),
    Odd(27, 15, 4.1, 3.7),
    Odd(27, 15, 30.0, 27.0),
    Odd(40, 40, 1.0, 5.0),
    Odd(9, 200, 2.0, 3.0),
]


@cache
def odd_stage(family_name: str, odd: Odd) -> Stage:
    """Set a stage on an odd panel; its faces may be larger than the panel."""
    family = sc.family(family_name, pitch_mm=odd.family_pitch_mm)
    panel = sc.Panel(rows=odd.rows, columns=odd.columns, pitch_mm=odd.pitch_mm)
    with warnings.catch_warnings():
        # Odd panels are the point: whatever the limits say, a reader must stay sound on them.
        warnings.simplefilter("ignore", sc.UnfitWarning)
        return Stage(family, panel, sc.FrameReader(family, panel))


PRESETS = st.sampled_from(STAGES).map(lambda names: stage(*names))
ODDITIES = st.tuples(st.sampled_from(["lattice7", "lattice8"]), st.sampled_from(ODD)).map(
    lambda pair: odd_stage(*pair)
)


def clipped(counts: NDArray[np.float64]) -> NDArray[np.int16]:
    """Round to int16, at full scale where it is more."""
    return np.rint(counts).clip(LOWEST, HIGHEST).astype(np.int16)
