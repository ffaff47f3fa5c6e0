"""Patterns laid out so that a reader finds those near five points without a look at the others.

The patterns' invariants (``_core/contact/shape.pyx``), turned to their principal axes, and their
sizes are the coordinates of a tree of boxes. Halving it along the axis that parts it best, down to
leaves of eight, is done once a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stampcodec._core.contact.shape import invariants

if TYPE_CHECKING:
    from numpy.typing import NDArray

LANES, WIDTH, BOX = 8, 16, 8
"""Patterns of a leaf, features, and features that bound a node (``_core/contact/kernel.pyx``)."""
CHORD, SIZE_MM = 0.1, 12.0
"""How wide a query is along a feature and in size: the axis that spans most of them is halved."""
FAR = 1e6
"""A feature that no query comes near: that of the places left over in the last leaf."""


@dataclass(frozen=True)
class Catalogue:
    """The tree, as the kernel sees it. Lengths in mm.

    m is the number of patterns, rounded up to whole leaves.
    """

    nodes: NDArray[np.float32]
    """(n_nodes, 18): lows and highs of the first eight features, least and most size."""
    after: NDArray[np.int32]
    """(n_nodes,): the next node for who does not enter this one."""
    leaf: NDArray[np.int32]
    """(n_nodes,): number of the leaf, -1 for a node with others below it."""
    features: NDArray[np.float32]
    """(m / 8, 16, 8)"""
    sizes: NDArray[np.float32]
    """(m / 8, 8): root of summed squared distances from the centroid."""
    axes: NDArray[np.float32]
    """(25, 16): invariants to features, orthonormal columns."""
    points: NDArray[np.float64]
    """(m, 2, 5): x and y about the centroid."""
    centres: NDArray[np.float64]
    """(m, 2): the centroid, from the face's centre."""
    merchants: NDArray[np.int32]
    """(m,): the pattern's place in the table; -1 where there is none."""

    @property
    def n_bytes(self) -> int:
        """Memory of all tables."""
        return sum(table.nbytes for table in vars(self).values())


def make_catalogue(patterns: NDArray[np.float64]) -> Catalogue:
    """Lay out a table of patterns.

    Parameters
    ----------
    patterns : float64 (n, 5, 2)
        Dots in mm from the face's centre, at least one pattern; no two dots of one are equal.

    Returns
    -------
    Catalogue
    """
    centres = patterns.mean(axis=1)
    points = np.ascontiguousarray(patterns - centres[:, None])
    sizes = np.sqrt((points**2).sum(axis=(1, 2)))
    measured = np.empty((len(patterns), 25), np.float32)
    invariants(points, measured)
    axes = principal_axes(measured)
    features = measured @ axes
    order, nodes, after, leaf = _grow(features, sizes)

    m = -(-len(patterns) // LANES) * LANES
    place = np.full(m, order[-1])
    place[: len(order)] = order
    laid_features = features[place]
    laid_features[len(order) :] = FAR
    merchants = place.astype(np.int32)
    merchants[len(order) :] = -1
    catalogue = Catalogue(
        nodes=nodes,
        after=after,
        leaf=leaf,
        features=np.ascontiguousarray(
            laid_features.reshape(m // LANES, LANES, WIDTH).transpose(0, 2, 1)
        ),
        sizes=sizes[place].astype(np.float32).reshape(m // LANES, LANES),
        axes=axes,
        points=np.ascontiguousarray(points[place].transpose(0, 2, 1)),
        centres=centres[place],
        merchants=merchants,
    )
    for table in vars(catalogue).values():
        table.setflags(write=False)
    return catalogue


def principal_axes(measured: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the axes along which vectors vary most, (25, WIDTH), orthonormal."""
    spread = measured - measured.mean(axis=0)
    _, vectors = np.linalg.eigh((spread.T @ spread).astype(np.float64))
    return np.ascontiguousarray(vectors[:, ::-1][:, :WIDTH], dtype=np.float32)


def _grow(
    features: NDArray[np.float32], sizes: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.int32], NDArray[np.int32]]:
    """Halve the patterns down to leaves; return their order, and the nodes before their halves."""
    coordinates = np.column_stack([features[:, :BOX] / CHORD, sizes / SIZE_MM])
    order: list[NDArray[np.int64]] = []
    nodes: list[NDArray[np.float32]] = []
    after: list[int] = []
    leaf: list[int] = []

    def grow(members: NDArray[np.int64]) -> None:
        number = len(nodes)
        own, size = features[members, :BOX], sizes[members].astype(np.float32)
        nodes.append(np.concatenate([own.min(axis=0), own.max(axis=0), [size.min(), size.max()]]))
        after.append(0)
        leaf.append(len(order) if len(members) <= LANES else -1)
        if len(members) <= LANES:
            order.append(members)
        else:
            axis = int(np.argmax(np.ptp(coordinates[members], axis=0)))
            ranked = members[np.argsort(coordinates[members, axis], kind="stable")]
            # whole leaves to the left, so that only the very last one is not full
            half = -(-len(members) // LANES) // 2 * LANES
            grow(ranked[:half])
            grow(ranked[half:])
        after[number] = len(nodes)

    grow(np.arange(len(features)))
    return (
        np.concatenate(order),
        np.array(nodes, np.float32),
        np.array(after, np.int32),
        np.array(leaf, np.int32),
    )
