"""Sites of faces: where a contact can be, where one is, and what the conditions make of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stampcodec import family
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from emulator._conditions import Conditions
    from stampcodec.face import StampFace

# A site is taken when a dot lies nearer than this part of the pitch; moulding errors stay below.
ON_SITE = 0.25


@dataclass(frozen=True)
class Sites:
    """All places of some faces where a contact can be: dots first, then empty sites, then padding.

    Attributes
    ----------
    uv_mm : ndarray, shape (n_faces, n_sites, 2)
        Face coordinates.
    size : ndarray of int, shape (n_faces, n_sites)
        Index into `sizes_mm`; at an empty site, of the face's first dot.
    occupied, anchor, empty : ndarray of bool, shape (n_faces, n_sites)
        A dot is there; that dot is an anchor; a dot could be there.  Padding is none of them.
    sizes_mm : tuple of float
        Diameters that occur.
    """

    uv_mm: npt.NDArray[np.float32]
    size: npt.NDArray[np.intp]
    occupied: npt.NDArray[np.bool_]
    anchor: npt.NDArray[np.bool_]
    empty: npt.NDArray[np.bool_]
    sizes_mm: tuple[float, ...]

    def of(self, which: npt.NDArray[np.intp]) -> Sites:
        """Repeat the faces in the order of these indices."""
        return Sites(
            self.uv_mm[which],
            self.size[which],
            self.occupied[which],
            self.anchor[which],
            self.empty[which],
            self.sizes_mm,
        )


def empty_sites(face: StampFace) -> npt.NDArray[np.float64]:
    """List the sites of a face's family that hold no dot, (n, 2) mm; none without a lattice.

    Raises
    ------
    ValueError
        If the family is unknown.
    """
    if face.pitch_mm is None:
        return np.empty((0, 2))
    uv_mm = family(face.family, pitch_mm=face.pitch_mm).sites
    apart = uv_mm[:, None] - face.dots[None, :, :2]
    taken = np.hypot(apart[..., 0], apart[..., 1]) < ON_SITE * face.pitch_mm
    result: npt.NDArray[np.float64] = uv_mm[~taken.any(axis=1)]
    return result


def sites(faces: Sequence[StampFace], *, with_empty: bool) -> Sites:
    """Stack the dots of all faces, and on request their empty sites."""
    spare = [empty_sites(face) if with_empty else np.empty((0, 2)) for face in faces]
    longest = max(len(face.dots) + len(rest) for face, rest in zip(faces, spare, strict=True))
    shape = (len(faces), longest)
    uv_mm = np.zeros((*shape, 2), dtype=np.float32)
    diameter_mm = np.zeros(shape)
    occupied, anchor, empty = (np.zeros(shape, dtype=np.bool_) for _ in range(3))
    for i, (face, rest) in enumerate(zip(faces, spare, strict=True)):
        dots, end = len(face.dots), len(face.dots) + len(rest)
        uv_mm[i, :dots], uv_mm[i, dots:end] = face.dots[:, :2], rest
        diameter_mm[i, :dots] = face.dots[:, 2]
        diameter_mm[i, dots:end] = face.dots[0, 2]
        occupied[i, :dots] = True
        anchor[i, :dots] = [role == "anchor" for role in face.roles]
        empty[i, dots:end] = True
    sizes_mm, size = np.unique(diameter_mm, return_inverse=True)
    size = size.reshape(shape).astype(np.intp)
    return Sites(uv_mm, size, occupied, anchor, empty, tuple(sizes_mm.tolist()))


def draw_contacts(
    sites: Sites, conditions: Conditions, rng: np.random.Generator
) -> npt.NDArray[np.bool_]:
    """Draw which sites touch the glass: the dots, less the missing, plus the phantoms.

    Returns
    -------
    ndarray of bool, shape (n_faces, n_sites)

    Raises
    ------
    ValueError
        If a face has fewer dots or empty sites than the conditions take or fill.
    """
    touch = sites.occupied.copy()
    data = sites.occupied & ~sites.anchor
    changes = (
        ("missing_dots", conditions.missing_dots, data),
        ("missing_anchors", conditions.missing_anchors, sites.anchor),
        ("phantom_dots", conditions.phantom_dots, sites.empty),
        ("flipped_sites", conditions.flipped_sites, data | sites.empty),
    )
    for field, count, candidate in changes:
        if not count:
            continue
        fewest = int(candidate.sum(axis=1).min())
        if count > fewest:
            raise ValueError(
                f"{field}: {count}, but a face has only {counted(fewest, 'such site')}"
            )
        lot = rng.random(candidate.shape, dtype=np.float32)
        drawn = np.where(candidate, lot, np.float32(2)).argsort(axis=1)[:, :count]
        rows = np.arange(len(touch))[:, None]
        touch[rows, drawn] = ~touch[rows, drawn]
    return touch
