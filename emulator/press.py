"""Presses by the batch: one frame of a face held on the glass, many thousand times a minute.

The chain of a frame, each step a file of its own::

    face -> sites -> moulding -> placement         rubber and hand
         -> contacts -> retransmission             glass
         -> sensor                                 crosstalk to impulses
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from emulator.conditions import Conditions
from emulator.contacts import Contacts, conductor_counts
from emulator.glass import glass
from emulator.hand import draw_fingers_beside
from emulator.moulding import moulded
from emulator.placement import draw_poses, placed
from emulator.response import response_table
from emulator.sensor import conducted, delivered
from emulator.sites import Sites, draw_contacts, sites
from stampcodec.face import StampFace

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from stampcodec.panel import Panel

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
        panel's own noise and impulses are left out, see `emulator.noise.recorded_noise`.
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
    _refuse(many, n, shape, background, poses)
    surface = glass(panel)
    every = sites(many, with_empty=bool(held.phantom_dots or held.flipped_sites))
    table = response_table(every.sizes_mm, surface.sigma_mm)
    which = np.arange(n) % len(many)
    outlines_mm = np.array([face.outline_mm for face in many])[which]
    where = draw_poses(outlines_mm, panel, rng) if poses is None else poses
    frames = np.empty((n, *shape), dtype=np.int16)
    for start in range(0, n, CHUNK):
        part = slice(start, min(start + CHUNK, n))
        contacts = _face_contacts(every.of(which[part]), where[part], held, rng)
        counts = conductor_counts(contacts, table, held.cg_pf, panel, surface)
        counts *= np.float32(held.amplitude)
        if held.fingers:
            counts += draw_fingers_beside(held.fingers, outlines_mm[part], where[part], panel, rng)
        frames[part] = delivered(
            conducted(counts, surface),
            surface,
            rng,
            noise_scale=held.noise_scale,
            impulses=held.impulses,
            background=background,
        )
    return Presses(frames, where, which)


def _refuse(
    faces: list[StampFace],
    n: int,
    shape: tuple[int, int],
    background: npt.NDArray[np.int16] | None,
    poses: npt.NDArray[np.float64] | None,
) -> None:
    if not faces or not all(len(face.dots) for face in faces):
        raise ValueError("faces: expected at least one, each with a dot")
    if background is not None and (
        background.ndim != 3 or len(background) == 0 or background.shape[1:] != shape
    ):
        raise ValueError(f"background: shape {background.shape}, expected (1 or more, *{shape})")
    if poses is not None and poses.shape != (n, 3):
        raise ValueError(f"poses: shape {poses.shape}, expected ({n}, 3)")


def _face_contacts(
    every: Sites,
    poses: npt.NDArray[np.float64],
    conditions: Conditions,
    rng: np.random.Generator,
) -> Contacts:
    """Mould the faces, draw which of their sites touch, and set them down."""
    touch = draw_contacts(every, conditions, rng)
    uv_mm = every.uv_mm
    if conditions.moulding is not None:
        uv_mm = moulded(uv_mm, conditions.moulding, rng)
    # Only the sites that touch are worth the walk over the grid: they go first.
    first = np.argsort(~touch, axis=1, kind="stable")[:, : int(touch.sum(axis=1).max())]
    row = np.arange(len(touch))[:, None]
    return Contacts(
        placed(uv_mm[row, first], poses),
        touch[row, first].astype(np.float32),
        every.size[row, first],
    )
