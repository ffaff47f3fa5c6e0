"""What happens to the rubber: worn, dirty and bridged dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emulator.rubber.gap import through_gap

if TYPE_CHECKING:
    import numpy.typing as npt

    from emulator.screen.glass import Glass

# A film of dust and grease on a dot: as thick as a sheet of paper, permittivity 2-4 (paper 3.3).
DIRT_MM = 0.1
DIRT_PERMITTIVITY = 3.0
# Dots this much further apart than the nearest two are still neighbours that dirt can join.
NEIGHBOUR = 1.2
# The web between two dots: half as strong as they are, since it is thinner than they are high.
WEB_STRENGTH = 0.5


def worn(
    strength: npt.NDArray[np.float32], wear_mm: float, glass: Glass, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Weaken each dot by a loss of height uniform between 0 and `wear_mm`.

    Parameters
    ----------
    strength : ndarray, shape (n, k)
        Of the contacts.
    wear_mm : float
        Of the most worn dots, mm; they leave a gap because the others carry the face.
    glass : Glass
    rng : numpy Generator

    Returns
    -------
    ndarray, shape (n, k), float32
    """
    gap_mm = wear_mm * rng.random(strength.shape, dtype=np.float32)
    return strength * through_gap(gap_mm, glass)


def dirty(
    strength: npt.NDArray[np.float32], count: int, glass: Glass, rng: np.random.Generator
) -> npt.NDArray[np.float32]:
    """Put a film of dirt on `count` of the dots that touch, drawn anew for each press."""
    lot = np.where(strength > 0, rng.random(strength.shape), 2.0)
    drawn = lot.argsort(axis=1)[:, :count]
    film = through_gap(DIRT_MM, glass, DIRT_PERMITTIVITY)
    result = strength.copy()
    np.put_along_axis(result, drawn, np.take_along_axis(result, drawn, axis=1) * film, axis=1)
    return result


def draw_bridges(
    uv_mm: npt.NDArray[np.float32],
    strength: npt.NDArray[np.float32],
    count: int,
    rng: np.random.Generator,
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.intp]]:
    """Join `count` pairs of neighbouring dots by a conductive web.

    Parameters
    ----------
    uv_mm : ndarray, shape (n, k, 2)
        Dots in face coordinates, mm.
    strength : ndarray, shape (n, k)
        0 for a dot that does not touch.
    count : int
    rng : numpy Generator

    Returns
    -------
    uv_mm : ndarray, shape (n, count, 2)
        Middle of each web.
    strength : ndarray, shape (n, count)
        0 where a face has fewer pairs.
    dot : ndarray of int, shape (n, count)
        One of the dots that it joins: the web is as wide.
    """
    n, k = strength.shape
    one, other = np.triu_indices(k, 1)
    if not len(one):
        raise ValueError("bridged_dots: expected 0, the face has a single dot")
    apart = np.linalg.norm(uv_mm[:, one] - uv_mm[:, other], axis=2)
    apart = np.where((strength[:, one] > 0) & (strength[:, other] > 0), apart, np.inf)
    near = apart <= NEIGHBOUR * apart.min(axis=1, keepdims=True)
    near &= np.isfinite(apart)
    lot = np.where(near, rng.random((n, len(one))), 2.0)
    drawn = lot.argsort(axis=1)[:, :count]
    first, second = one[drawn], other[drawn]
    row = np.arange(n)[:, None]
    middle = (uv_mm[row, first] + uv_mm[row, second]) / 2
    real = near[row, drawn]
    web = WEB_STRENGTH * np.minimum(strength[row, first], strength[row, second]) * real
    return middle.astype(np.float32), web.astype(np.float32), first
