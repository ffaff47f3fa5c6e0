"""What files and pictures see of a face, a family and a press.

A face saves and draws itself, so it needs the modules that do; they in turn need no more of it
than is listed here. That keeps the imports one-way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class FaceView(Protocol):
    """What a file writes and a picture draws of `stampcodec.face.StampFace`."""

    @property
    def family(self) -> str:
        """Name of the family."""

    @property
    def pitch_mm(self) -> float | None:
        """Pitch of its lattice; None where it has none."""

    @property
    def merchant_id(self) -> int:
        """The merchant."""

    @property
    def outline_mm(self) -> float:
        """Side of the square face."""

    @property
    def dots(self) -> NDArray[np.float64]:
        """x, y and diameter of each dot in mm, (n_dots, 3)."""

    @property
    def roles(self) -> tuple[str, ...]:
        """``"anchor"`` or ``"data"``, one for each dot."""

    @property
    def occupied(self) -> NDArray[np.uint8]:
        """Which sites hold a dot, (n_sites,)."""


class FamilyView(Protocol):
    """What a picture draws of `stampcodec.Family`."""

    @property
    def name(self) -> str:
        """Name of the family."""

    @property
    def dot_mm(self) -> float:
        """Diameter of a dot."""

    @property
    def outline_mm(self) -> float:
        """Side of the square face."""

    @property
    def n_sites(self) -> int:
        """Number of sites."""

    @property
    def sites(self) -> NDArray[np.float64]:
        """X and y of each site in mm, (n_sites, 2)."""

    def encode(self, merchant_id: int) -> FaceView:
        """Return the face of a merchant."""


class PressView(Protocol):
    """What a picture draws of `stampcodec.touchpress.Press`."""

    @property
    def samples(self) -> NDArray[np.float64]:
        """X and y of k touches in t samples, (t, k, 2)."""

    @property
    def cancelled(self) -> bool:
        """Whether the device gave up on touches."""
