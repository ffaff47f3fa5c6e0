"""The reader's pose error beside the Cramer-Rao bound.

Frames are of perfectly made faces at a fifth of the amplitude in the panel's white and line noise,
rounded, without impulses. Unknown are x, y, angle, and besides them the gain, the strength of the
retransmission pedestal, and what each line's noise is: its power is known, so it stands in the
noise's covariance. Knowing the power makes the bound lower than free line levels would. The
codeword is known: the reader has decided it before.

::

    F = J' C^-1 J      J: derivative of the 405 nodes by 5 unknowns, at the true pose
    variance of any unbiased estimate >= diagonal of F^-1
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.lattice.genie import ROUNDING
from benchmarks.lattice.margin import tools
from benchmarks.lattice.trial import pose_errors
from benchmarks.report.requirement import Requirement
from emulator import Conditions
from emulator.press import presses

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.lattice.response import Response
    from emulator import Glass

AMPLITUDE = 0.2
# The design's limit: RMS error over the bound's root.
RATIO = 1.5
# Steps of the central differences, mm and degrees: small beside the kernel's 2 mm (error 0.2 %),
# large beside the response table's resolution.
STEPS = (0.2, 0.2, 0.4)
CHUNK = 256


@dataclass(frozen=True)
class PoseError:
    """RMS pose error and its bound, in mm, mm and degrees.

    Attributes
    ----------
    family, panel : str
    presses, read : int
        Errors are those of what was read.
    error, bound : (x, y, angle)
    """

    family: str
    panel: str
    presses: int
    read: int
    error: tuple[float, float, float]
    bound: tuple[float, float, float]

    @property
    def ratios(self) -> tuple[float, float, float]:
        """Error over bound."""
        x, y, angle = (e / b for e, b in zip(self.error, self.bound, strict=True))
        return x, y, angle

    @property
    def requirements(self) -> list[Requirement]:
        """Each ratio beside the design's limit."""
        return [
            Requirement(f"{self.family} {self.panel}: {name} error over bound", ratio, RATIO)
            for name, ratio in zip(("x", "y", "angle"), self.ratios, strict=True)
        ]

    def as_json(self) -> dict[str, Any]:
        """Return everything."""
        return {**asdict(self), "ratios": self.ratios}


def noise_covariance(shape: tuple[int, int], glass: Glass) -> NDArray[np.float64]:
    """Lay out the covariance of a panel's noise, (nodes, nodes), rounding included."""
    rows, columns = shape
    row, column, frame = glass.line_counts
    node = np.arange(rows * columns)
    same_row = node[:, None] // columns == node // columns
    same_column = node[:, None] % columns == node % columns
    white = (glass.white_counts**2 + ROUNDING) * np.eye(len(node))
    result: NDArray[np.float64] = white + row**2 * same_row + column**2 * same_column + frame**2
    return result


def pose_bound(
    response: Response,
    occupied: NDArray[np.uint8],
    poses: NDArray[np.float64],
    amplitude: float,
    covariance: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Compute the least variances of x, y (mm^2) and angle (degrees^2) at each pose, (n, 3).

    Parameters
    ----------
    response : Response
    occupied : ndarray, shape (n, n_sites)
    poses : ndarray, shape (n, 3)
    amplitude : float
    covariance : ndarray, shape (nodes, nodes)
    """
    n = len(poses)

    def counts(moved: NDArray[np.float64]) -> NDArray[np.float64]:
        covered = response.of_faces(occupied, moved)
        return response.counts(covered, amplitude).reshape(n, -1).astype(np.float64)

    columns = []
    for k, step in enumerate(STEPS):
        shift = np.zeros(3)
        shift[k] = step
        columns.append((counts(poses + shift) - counts(poses - shift)) / (2 * step))
    columns.append(counts(poses) / amplitude)
    covered = response.of_faces(occupied, poses)
    columns.append(response.pedestal(covered, amplitude).reshape(n, -1).astype(np.float64))
    J = np.stack(columns, axis=2)
    # Whitened by the Cholesky factor: F is then a product with itself, symmetric and positive.
    whitened = np.linalg.solve(np.linalg.cholesky(covariance), J)
    fisher = whitened.transpose(0, 2, 1) @ whitened
    # The pedestal's column is far smaller than the gain's: inverted at unit diagonal.
    scale = np.sqrt(np.diagonal(fisher, axis1=1, axis2=2))
    inverse = np.linalg.inv(fisher / (scale[:, :, None] * scale[:, None, :]))
    variances: NDArray[np.float64] = (
        np.diagonal(inverse, axis1=1, axis2=2)[:, :3] / scale[:, :3] ** 2
    )
    return variances


def measure_pose(family_name: str, panel_name: str, n: int, seed: int) -> PoseError:
    """Press faint perfect faces, and hold the errors of the readings against the bound."""
    response, reader = tools(family_name, panel_name)
    stamps, screen = response.family, response.panel
    rng = np.random.default_rng([seed, n])
    held = Conditions(amplitude=AMPLITUDE, moulding=None, impulses=False)
    covariance = noise_covariance((screen.rows, screen.columns), response.glass)
    square, least = np.zeros(3), np.zeros(3)
    read = 0
    for start in range(0, n, CHUNK):
        size = min(CHUNK, n - start)
        merchants = rng.integers(stamps.n_ids, size=size).tolist()
        pressed = presses(
            [stamps.encode(merchant) for merchant in merchants], screen, size, rng, held
        )
        occupied = stamps.encode_many(merchants)
        bound = pose_bound(response, occupied, pressed.poses, AMPLITUDE, covariance)
        for k, reading in enumerate(reader.read_many(pressed.frames)):
            if reading.merchant_id == merchants[k] and reading.pose is not None:
                off = pose_errors(np.array([reading.pose]), pressed.poses[k : k + 1])[0]
                square += off**2
                least += bound[k]
                read += 1
    count = max(read, 1)
    error = [sqrt(value / count) for value in square]
    root = [sqrt(value / count) for value in least]
    return PoseError(
        family_name,
        panel_name,
        n,
        read,
        (error[0], error[1], error[2]),
        (root[0], root[1], root[2]),
    )
