"""The exact response of a panel to perfectly made faces: the emulator without chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emulator import glass
from emulator.hand.placement import placed
from emulator.screen.contacts import Contacts, coverage
from emulator.screen.response import disc_response, response_table
from emulator.screen.retransmission import retransmitted
from emulator.sensor.sensor import conducted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec import Family, Panel

# A held stamp: the nominal press.
CG_PF = 100.0


class Response:
    """What a panel delivers for faces of a family, before noise and rounding.

    Parameters
    ----------
    family : Family
    panel : Panel
    cg_pf : float
        Of the face to ground.
    """

    def __init__(self, family: Family, panel: Panel, cg_pf: float = CG_PF) -> None:
        self.family = family
        self.panel = panel
        self.glass = glass(panel)
        self.cg_pf = cg_pf
        self._table = response_table((family.dot_mm,), self.glass.sigma_mm)

    @property
    def dot_counts(self) -> float:
        """Peak of a lone grounded dot in the middle of a node: what SNR counts from."""
        share = disc_response(0.0, self.family.dot_mm / 2, self.glass.sigma_mm)
        return float(self.glass.plate_counts * share)

    def of_sites(self, poses: NDArray[np.float64]) -> NDArray[np.float32]:
        """Compute how each site alone would cover the nodes.

        Parameters
        ----------
        poses : ndarray, shape (n, 3)
            x_mm, y_mm, angle_deg.

        Returns
        -------
        ndarray, shape (n, n_sites, rows, columns), float32
        """
        xy_mm = placed(self._uv_mm(len(poses)), poses)
        n, sites = xy_mm.shape[:2]
        one = xy_mm.reshape(n * sites, 1, 2)
        alone = np.ones((n * sites, 1), np.float32)
        covered = coverage(
            Contacts(one, alone, np.zeros((n * sites, 1), np.intp)), self._table, self.panel
        )
        return covered.reshape(n, sites, self.panel.rows, self.panel.columns)

    def of_faces(
        self, occupied: NDArray[np.uint8], poses: NDArray[np.float64]
    ) -> NDArray[np.float32]:
        """Compute how whole faces cover the nodes.

        Parameters
        ----------
        occupied : ndarray, shape (n, n_sites)
        poses : ndarray, shape (n, 3)

        Returns
        -------
        ndarray, shape (n, rows, columns), float32
        """
        xy_mm = placed(self._uv_mm(len(poses)), poses)
        sizes = np.zeros(occupied.shape, np.intp)
        return coverage(
            Contacts(xy_mm, occupied.astype(np.float32), sizes), self._table, self.panel
        )

    def counts(self, covered: NDArray[np.float32], amplitude: float = 1.0) -> NDArray[np.float32]:
        """Turn coverage (n, rows, columns) into counts, retransmission and crosstalk included."""
        counts = self.glass.plate_counts * covered
        counts -= retransmitted(covered, self.cg_pf, self.glass)
        return conducted(np.float32(amplitude) * counts, self.glass)

    def linearised(
        self,
        unsure: NDArray[np.float32],
        amplitude: float,
        certain: NDArray[np.float32] | float = 0.0,
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Linearise the counts about the face with half a dot on every site that is not certain.

        Parameters
        ----------
        unsure : ndarray, shape (n, k, rows, columns)
            Coverage by each of these sites alone.
        amplitude : float
        certain : ndarray, shape (n, rows, columns), or 0
            Coverage by the dots that are there.

        Returns
        -------
        signatures : ndarray, shape (n, k, nodes)
            What a site adds.
        mean : ndarray, shape (n, nodes)
        """
        n, k, *shape = unsure.shape
        middle = certain + unsure.sum(axis=1) / 2
        without = middle[:, None] - unsure / 2
        flat = (-1, *shape)
        taken = retransmitted((without + unsure).reshape(flat), self.cg_pf, self.glass)
        taken -= retransmitted(without.reshape(flat), self.cg_pf, self.glass)
        counts = np.float32(self.glass.plate_counts) * unsure.reshape(flat) - taken
        signatures = conducted(np.float32(amplitude) * counts, self.glass)
        mean = self.counts(middle, amplitude)
        return (
            signatures.reshape(n, k, -1).astype(np.float64),
            mean.reshape(n, -1).astype(np.float64),
        )

    def pedestal(self, covered: NDArray[np.float32], amplitude: float = 1.0) -> NDArray[np.float32]:
        """Compute what retransmission alone takes away, (n, rows, columns) counts."""
        taken = retransmitted(covered, self.cg_pf, self.glass)
        return conducted(np.float32(amplitude) * taken, self.glass)

    def _uv_mm(self, n: int) -> NDArray[np.float32]:
        sites = self.family.sites.astype(np.float32)
        return np.ascontiguousarray(np.broadcast_to(sites, (n, *sites.shape)))
