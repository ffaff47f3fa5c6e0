"""The lattice: where dots may sit, and which of those sites carry the code.

::

    lattice8, panel view            A  anchor, always a dot
    A 0 1 2 3 4 5 A                 0, 1, 2, ...  data sites, row by row: bit i of the codeword
    6 7 8 ...                       lattice7 leaves its centre out
    ...
    A . . . . . . A

Sites are numbered row by row, anchors included; data sites keep that order without the anchors.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from stampcodec._core.code.kernel import SiteKernel
from stampcodec.value import Value, read_only

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Lattice(Value):
    """A square lattice of sites, centred on (0, 0).

    Attributes
    ----------
    columns : int
        Sites along a side, n.
    has_centre : bool
        Whether the middle of an odd lattice is a site. Under a turn it maps to itself, so it
        would say nothing about orientation.
    """

    columns: int
    has_centre: bool

    @cached_property
    def cells(self) -> NDArray[np.int64]:
        """Row and column of every site, int64 (n_sites, 2)."""
        n = self.columns
        centre = (n - 1) / 2
        return read_only(
            np.array(
                [
                    (row, column)
                    for row in range(n)
                    for column in range(n)
                    if self.has_centre or (row, column) != (centre, centre)
                ],
                dtype=np.int64,
            )
        )

    @cached_property
    def n_sites(self) -> int:
        """Count of sites, anchors included."""
        return len(self.cells)

    @cached_property
    def anchor_sites(self) -> NDArray[np.int64]:
        """Indices of the four corner sites, int64 (4,), ascending."""
        edge = (self.cells == 0) | (self.cells == self.columns - 1)
        return read_only(np.flatnonzero(edge.all(axis=1)))

    @cached_property
    def data_sites(self) -> NDArray[np.int64]:
        """Indices of the sites that carry the codeword, int64 (n_sites - 4,), ascending."""
        is_data = np.ones(self.n_sites, dtype=bool)
        is_data[self.anchor_sites] = False
        return read_only(np.flatnonzero(is_data))

    def sites(self, pitch_mm: float) -> NDArray[np.float64]:
        """Return the centre of every site, float64 (n_sites, 2), x and y in mm, read-only."""
        column_row = self.cells[:, ::-1].astype(np.float64)
        return read_only((column_row - (self.columns - 1) / 2) * pitch_mm)

    @cached_property
    def kernel(self) -> SiteKernel:
        """The data sites as the core has them, made when they are first asked for."""
        return SiteKernel(self.data_sites.tolist(), self.n_sites)

    def occupied(self, codewords: NDArray[np.uint64]) -> NDArray[np.uint8]:
        """Spread codewords over the sites; the inverse of `codewords`.

        Parameters
        ----------
        codewords : uint64 (n,)
            Any words of the data sites, trusted.

        Returns
        -------
        uint8 (n, n_sites)
            1 where a dot sits; anchors are always 1.
        """
        occupied = np.empty((len(codewords), self.n_sites), np.uint8)
        self.kernel.spread(codewords, occupied)
        return occupied

    def codewords(self, occupied: NDArray[np.uint8]) -> NDArray[np.uint64]:
        """Gather the data sites of `occupied`, uint8 (n, n_sites) of 0 and 1, into words (n,)."""
        words = np.empty(len(occupied), np.uint64)
        self.kernel.gather(occupied, words)
        return words
