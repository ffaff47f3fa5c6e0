"""Presses by the batch: one frame of a face held on the glass, many thousand times a minute.

The chain of a frame, each step a file of its own::

    face -> sites -> footprint -> placement        rubber and hand
         -> contacts -> retransmission             glass
         -> sensor                                 crosstalk to impulses and faulty lines
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from emulator._conditions import Conditions
from emulator.hand.placement import draw_poses, placed
from emulator.rubber.footprint import draw_footprint
from emulator.rubber.sites import sites
from emulator.screen.contacts import Contacts, conductor_counts
from emulator.screen.glass import glass
from emulator.screen.response import response_table
from emulator.sensor.baseline import drift_field
from emulator.sensor.lines import draw_faults
from emulator.sensor.outerlines import with_outer_lines
from emulator.sensor.sensor import conducted, delivered, measured
from emulator.surroundings.surroundings import draw_surroundings
from emulator.surroundings.water import DROP_MM
from stampcodec.face import StampFace

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from emulator.rubber.footprint import Footprint
    from emulator.surroundings.surroundings import Surroundings
    from stampcodec import Panel

# Frames worked on at once: the arrays between two steps of a 27 x 15 panel then stay in the cache.
CHUNK = 128


class Presses(NamedTuple):
    """Frames of presses with their truth.

    Attributes
    ----------
    frames : ndarray of int16, shape (n, rows, columns)
    poses : ndarray, shape (n, 3)
        x_mm, y_mm, angle_deg in the panel view.
    which : ndarray of int, shape (n,)
        Index of the face that was pressed.
    """

    frames: npt.NDArray[np.int16]
    poses: npt.NDArray[np.float64]
    which: npt.NDArray[np.intp]


def presses(
    faces: StampFace | Sequence[StampFace],
    panel: Panel,
    n: int,
    rng: np.random.Generator,
    conditions: Conditions | None = None,
    *,
    background: npt.NDArray[np.int16] | None = None,
    poses: npt.NDArray[np.float64] | None = None,
) -> Presses:
    """Press faces on a panel, `n` frames in all.

    Parameters
    ----------
    faces : StampFace or sequence of them
        They take turns: press i is of ``faces[i % len(faces)]``.
    panel : Panel
    n : int
    rng : numpy Generator
        Everything random is drawn from it: the same generator state gives the same frames.
    conditions : Conditions, optional
        Nominal by default.
    background : ndarray of int16, shape (m, rows, columns), optional
        Recorded frames of an idle panel; each press is laid over one drawn from them, and the
        panel's own noise and impulses are left out, see `emulator.sensor.noise.recorded_noise`.
    poses : ndarray, shape (n, 3), optional
        Where to press; drawn with the whole face on the screen if not given.

    Returns
    -------
    Presses
        frames, poses, which.

    Raises
    ------
    ValueError
        If the face does not fit the panel, or conditions, background or poses do not fit face,
        panel and `n`.
    """
    many = [faces] if isinstance(faces, StampFace) else list(faces)
    held = Conditions() if conditions is None else conditions
    shape = (panel.rows, panel.columns)
    refuse_background(background, shape)
    if not many or not all(len(face.dots) for face in many):
        raise ValueError("faces: expected at least one, each with a dot")
    if poses is not None and poses.shape != (n, 3):
        raise ValueError(f"poses: shape {poses.shape}, expected ({n}, 3)")
    surface = glass(panel)
    every = sites(many, with_empty=bool(held.phantom_dots or held.flipped_sites))
    which = np.arange(n) % len(many)
    outlines_mm = np.array([face.outline_mm for face in many])[which]
    where = draw_poses(outlines_mm, panel, rng) if poses is None else poses
    frames = np.empty((n, *shape), dtype=np.int16)
    for start in range(0, n, CHUNK):
        part = slice(start, min(start + CHUNK, n))
        dots, outline_mm, pose = every.of(which[part]), outlines_mm[part], where[part]
        footprint = draw_footprint(dots, outline_mm, held, surface, rng)
        others = draw_surroundings(outline_mm, pose, held, panel, rng)
        counts = face_counts(footprint, pose, every.sizes_mm, others, held.cg_pf, panel)
        counts = np.float32(held.amplitude) * counts + others.counts
        counts = conducted(with_outer_lines(counts, held.outer_lines), surface)
        counts = measured(counts, surface, rng, held, background)
        if held.drift_counts:
            counts += drift_field(len(counts), shape, held.drift_counts, rng)
        faults = draw_faults(len(counts), shape, held, rng) if held.faulty_lines else None
        impulses = held.impulses and background is None
        frames[part] = delivered(counts, surface, rng, faults, impulses=impulses)
    return Presses(frames, where, which)


def face_counts(
    footprint: Footprint,
    poses: npt.NDArray[np.float64],
    sizes_mm: tuple[float, ...],
    others: Surroundings,
    cg_pf: npt.ArrayLike,
    panel: Panel,
) -> npt.NDArray[np.float32]:
    """Compute the delta of one face a frame, together with the water that it stands in.

    Parameters
    ----------
    footprint : Footprint
        Of n faces.
    poses : ndarray, shape (n, 3)
    sizes_mm : tuple of float
        Diameters that the footprint's `size` counts through.
    others : Surroundings
    cg_pf : float or ndarray, shape (n,)
        The face to the device's ground, pF.
    panel : Panel

    Returns
    -------
    ndarray, shape (n, rows, columns), float32
        Before crosstalk.
    """
    surface = glass(panel)
    xy_mm, strength, size = placed(footprint.uv_mm, poses), footprint.strength, footprint.size
    if others.drops is not None:
        xy_mm = np.concatenate([xy_mm, others.drops.xy_mm.astype(np.float32)], axis=1)
        strength = np.concatenate([strength, others.joined], axis=1)
        size = np.concatenate([size, len(sizes_mm) + others.drops.size], axis=1)
        sizes_mm += DROP_MM
    table = response_table(sizes_mm, surface.sigma_mm)
    return conductor_counts(Contacts(xy_mm, strength, size), table, cg_pf, panel, surface)


def refuse_background(background: npt.NDArray[np.int16] | None, shape: tuple[int, int]) -> None:
    """Refuse recorded frames that are not of the panel's shape.

    Raises
    ------
    TypeError
        If they are not int16.
    ValueError
        If they are none, or of another shape.
    """
    if background is None:
        return
    if background.dtype != np.int16:
        raise TypeError(f"background: {background.dtype}, expected int16")
    if background.ndim != 3 or len(background) == 0 or background.shape[1:] != shape:
        raise ValueError(
            f"background: shape {background.shape}, expected (1 or more, {shape[0]}, {shape[1]})"
        )
