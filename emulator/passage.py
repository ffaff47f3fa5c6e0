"""A passage: one stamp on its way over the glass, drawn once and asked at any moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from emulator.hand.sway import STEADY
from emulator.press import face_counts
from emulator.rubber.footprint import Footprint, draw_footprint
from emulator.rubber.gap import through_gap, tilted_gap_mm
from emulator.rubber.sites import sites
from emulator.rubber.skips import draw_skips
from emulator.screen.glass import glass
from emulator.surroundings.surroundings import Surroundings, draw_surroundings
from emulator.surroundings.water import Drops

if TYPE_CHECKING:
    import numpy.typing as npt

    from emulator._conditions import Conditions
    from emulator.hand.motion import Motion, Path
    from emulator.rubber.skips import Skips
    from stampcodec import Panel
    from stampcodec.face import StampFace

# A dot counts as landed when at least this share of its contact is there.
LANDED = 0.9


class Moments(NamedTuple):
    """What a passage leaves on the glass at `n` moments.

    Attributes
    ----------
    counts : ndarray, shape (n, rows, columns), float32
        Delta of all its conductors, before crosstalk.
    motion : Motion
    cg_pf : ndarray, shape (n,)
        The face to the device's ground, pF.
    landed : ndarray of int, shape (n,)
        How many contacts of the face touch at nine tenths of their strength or more.
    """

    counts: npt.NDArray[np.float32]
    motion: Motion
    cg_pf: npt.NDArray[np.float64]
    landed: npt.NDArray[np.intp]


@dataclass(frozen=True)
class Passage:
    """A stamp on its way over the glass, with what lies beside it. Draw one with `draw_passage`.

    Attributes
    ----------
    path : Path
    panel : Panel
    conditions : Conditions
    outline_mm : float
        Side of the face.
    footprint : Footprint
        Of the one face, pressed home.
    sizes_mm : tuple of float
        Diameters that the footprint's `size` counts through.
    beside : Surroundings
        Of one frame.
    skips : Skips or None
        When each contact leaves the glass and comes back; None: they stay.
    late_ms : ndarray, shape (k,)
        How much later than an even face's each contact lands and lifts.
    """

    path: Path
    panel: Panel
    conditions: Conditions
    outline_mm: float
    footprint: Footprint
    sizes_mm: tuple[float, ...]
    beside: Surroundings
    skips: Skips | None
    late_ms: npt.NDArray[np.float64]

    def at(
        self, time_ms: npt.NDArray[np.float64], presence: npt.NDArray[np.float32] | None = None
    ) -> Moments:
        """Compute what lies on the glass at these moments after the first contact, (n,).

        What lies beside the stamp is there all the time, or by the share `presence`, shape (n,).
        """
        motion = self.path.at(time_ms)
        footprint = self._pressed(motion)
        others = _repeated(self.beside, footprint, len(time_ms))
        cg_pf = self.conditions.cg_pf * motion.held
        counts = face_counts(footprint, motion.poses, self.sizes_mm, others, cg_pf, self.panel)
        beside = others.counts if presence is None else others.counts * presence[:, None, None]
        return Moments(
            np.float32(self.conditions.amplitude) * counts + beside,
            motion,
            cg_pf,
            (footprint.strength >= LANDED).sum(axis=1),
        )

    def strengths(self, time_ms: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
        """Return how strongly each contact of the face touches at these moments: (n, k)."""
        return self._pressed(self.path.at(time_ms)).strength

    def _pressed(self, motion: Motion) -> Footprint:
        """Weaken the footprint at each moment by the gap that the motion leaves under every dot."""
        once = self.footprint
        n, k = len(motion.time_ms), once.strength.shape[1]
        uv_mm = np.broadcast_to(once.uv_mm, (n, k, 2))
        left = through_gap(self._gap_mm(motion), glass(self.panel))
        left *= motion.squeezed.astype(np.float32)[:, None]
        if self.skips is not None:
            left *= self.skips.at(motion.time_ms)
        return Footprint(uv_mm, once.strength * left, np.broadcast_to(once.size, (n, k)))

    def _gap_mm(self, motion: Motion) -> npt.NDArray[np.float64]:
        """Return the gap under each contact, (n, k), as it is at the contact's own moment."""
        n, k = len(motion.time_ms), len(self.late_ms)
        if self.late_ms.any():
            # A hand that sways shifts and turns the face, and leaves its gap alone.
            path = replace(self.path, sway=STEADY)
            motion = path.at((motion.time_ms[:, None] - self.late_ms).ravel())
            uv_mm = np.tile(self.footprint.uv_mm[0], (n, 1))[:, None]
        else:
            uv_mm = np.broadcast_to(self.footprint.uv_mm, (n, k, 2))
        outline_mm = np.full(len(uv_mm), self.outline_mm)
        rise_mm = tilted_gap_mm(uv_mm, motion.rise_mm, motion.direction_deg, outline_mm)
        gap_mm: npt.NDArray[np.float64] = (motion.base_mm[:, None] + rise_mm).reshape(n, k)
        return gap_mm


def draw_passage(
    path: Path,
    middle_ms: float,
    face: StampFace,
    panel: Panel,
    conditions: Conditions,
    rng: np.random.Generator,
    scatter_ms: float = 0.0,
) -> Passage:
    """Draw what is wrong with a stamp and what lies beside its path.

    Parameters
    ----------
    path : Path
    middle_ms : float
        Where the face is at this moment decides what is beside and what is under it.
    face : StampFace
    panel : Panel
    conditions : Conditions
    rng : numpy Generator
    scatter_ms : float
        Contacts land and lift up to so much later than an even face's.

    Raises
    ------
    ValueError
        If the conditions do not fit face and panel.
    """
    every = sites([face], with_empty=bool(conditions.phantom_dots or conditions.flipped_sites))
    outline_mm = np.array([face.outline_mm])
    footprint = draw_footprint(every, outline_mm, conditions, glass(panel), rng)
    middle = path.at(np.array([middle_ms])).poses
    beside = draw_surroundings(outline_mm, middle, conditions, panel, rng)
    k = footprint.strength.shape[1]
    skips = None
    if conditions.touching < 1:
        span_ms = (path.begin_ms, path.end_ms)
        skips = draw_skips(k, conditions.touching, conditions.run_ms, span_ms, rng)
    late_ms = np.zeros(k)
    if scatter_ms:
        late_ms += scatter_ms * rng.random(k)
    return Passage(
        path,
        panel,
        conditions,
        face.outline_mm,
        footprint,
        every.sizes_mm,
        beside,
        skips,
        late_ms,
    )


def _repeated(beside: Surroundings, footprint: Footprint, n: int) -> Surroundings:
    """Leave the surroundings as they are at all moments; water joins the face while it is down."""
    drops = beside.drops
    if drops is not None:
        k = drops.size.shape[1]
        drops = Drops(np.broadcast_to(drops.xy_mm, (n, k, 2)), np.broadcast_to(drops.size, (n, k)))
    down = (footprint.strength >= LANDED).any(axis=1, keepdims=True)
    return Surroundings(
        np.repeat(beside.counts, n, axis=0), drops, beside.joined * down.astype(np.float32)
    )
