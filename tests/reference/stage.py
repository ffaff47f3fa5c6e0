"""Presses for the tests of the reader: a family on a panel, pressed by the slow reference press."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

import numpy as np

import stampcodec as sc
from tests.reference.bench_press import Spot, frame_of, pressed, room_mm

if TYPE_CHECKING:
    from numpy.typing import NDArray


MERCHANT = 4711


@dataclass(frozen=True)
class Stage:
    """A family at a pitch that suits a panel, and a reader for it."""

    family: sc.Family
    panel: sc.Panel
    reader: sc.FrameReader

    @cached_property
    def still(self) -> sc.FrameReader:
        """A reader for faces that rest."""
        return sc.FrameReader(self.family, self.panel, still=True)

    def spot(self, across: float, down: float, angle_deg: float) -> Spot:
        """Put a face wholly on the screen: 0 to 1 from edge to edge."""
        room = room_mm(self.family.outline_mm, angle_deg)
        return Spot(
            room + across * (self.panel.width_mm - 2 * room),
            room + down * (self.panel.height_mm - 2 * room),
            angle_deg,
        )

    def any_spot(self, random: np.random.Generator) -> Spot:
        """Put a face anywhere wholly on the screen."""
        across, down, turn = random.random(3)
        return self.spot(across, down, 360 * turn)

    def any_id(self, random: np.random.Generator) -> int:
        return int(random.integers(self.family.n_ids))

    def dots(self, word: int) -> NDArray[np.float64]:
        """Return the dots of any word, of the code or not, anchors included."""
        occupied = np.ones(self.family.n_sites, bool)
        occupied[self.family.data_sites] = [
            bool(word >> bit & 1) for bit in range(self.family.code.length)
        ]
        places = self.family.sites[occupied]
        return np.column_stack([places, np.full(len(places), self.family.dot_mm)])

    def codeword(self, merchant_id: int) -> int:
        return int(self.family.codewords([merchant_id])[0])

    def press(
        self,
        dots: NDArray[np.float64],
        spot: Spot,
        random: np.random.Generator,
        *,
        gain: float = 1.0,
        noise: float = 1.0,
        ungrounded: float = 0.0,
        impulses: int = 0,
    ) -> NDArray[np.int16]:
        """Press dots; see `tests.reference.bench_press` for the numbers."""
        counts = pressed(self.panel, dots, spot, gain=gain, ungrounded=ungrounded)
        return frame_of(self.panel, counts, random, noise=noise, impulses=impulses)


STAGES = [
    ("lattice7", "nexus5"),
    ("lattice8", "nexus5"),
    ("lattice7", "surface"),
    ("lattice8", "surface"),
    ("lattice7", "maxtouch"),
    ("lattice8", "maxtouch"),
]


@cache
def stage(family_name: str, panel_name: str) -> Stage:
    """Set a stage: on nexus5 the family as designed, elsewhere at the pitch that fits."""
    panel = sc.panel(panel_name)
    family = sc.family(family_name)
    if panel_name != "nexus5":
        family = family.fit(panel)
    return Stage(family, panel, sc.FrameReader(family, panel))


def mirrored(dots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn a face over: x to -x."""
    return dots * (-1.0, 1.0, 1.0)


def apart_deg(one: float, other: float) -> float:
    """Return the angle from one direction to another, -180 to 180."""
    return (one - other + 180.0) % 360.0 - 180.0


def stamp_frame(on: Stage, seed: int = 1, merchant: int = MERCHANT) -> NDArray[np.int16]:
    """Press one merchant's stamp somewhere on the screen."""
    random = np.random.default_rng(seed)
    return on.press(on.dots(on.codeword(merchant)), on.any_spot(random), random)
