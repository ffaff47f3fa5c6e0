"""Which spacing limits a face breaks on a panel.

Every rule is one function from a face's geometry and a panel to a `Violation` or None. Lengths are
millimetres between centres unless the name says otherwise.

=============  =========  ===========================================================
rule           families   limit
=============  =========  ===========================================================
screen         all        the outline fits the shorter side of the screen
gap            all        at least 1.0 mm of rubber between dots and to the edge
dot            all        a dot clears the noise (frames) or the touch threshold
pitch          lattices   at least 1.2 electrode pitches
overlap        lattices   separating neighbours adds at most 1.5 dB of noise
separation     contacts   the controller keeps two touches apart
contacts       contacts   the device reports as many touches
=============  =========  ===========================================================

References
----------
docs/adr/0020-spacing-limits.md derives the limits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from stampcodec.quantity import counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec._panel import Panel

# Least width of a feature between two others and to the edge: keypad design guides.
FEATURE_GAP_MM = 1.0
# One site a node is the most that white noise lets a sampled frame resolve; a fifth beyond that
# keeps the worst phase of the lattice against the electrodes invertible.
PITCH_PER_ELECTRODE = 1.2
# lattice8 at 5 mm on nexus5 has 1.46 dB: other panels are held to the conditioning of the design
# that the reading rates are measured on.
OVERLAP_DB = 1.5
# A dot at a fifth of its amplitude must still be four deviations from nothing: docs/adr/0020.
DOT_SNR = 25.0
# Controllers call something a touch at about half of what a light finger gives, which is 0.7 of an
# ordinary one; the sources stand in emulator/driver/_firmware.py.
TOUCH_FRACTION = 0.35
# Half a nanometre: rounding of 3.5 * 5.3 and the like, far below any tolerance.
ROUNDING_MM = 5e-7


@dataclass(frozen=True, repr=False)
class Violation:
    """One limit that a face breaks.

    Attributes
    ----------
    rule : str
        A name from the table of this module.
    limit, value : float
        What is allowed and what was found, in the unit that `reason` writes.
    reason : str
        One line for people: what is wrong and why it matters.
    """

    rule: str
    limit: float
    value: float
    reason: str

    def __repr__(self) -> str:
        """Return the rule with what is allowed and what was found; `reason` says it in words."""
        return f"<Violation {self.rule}: limit {self.limit:.4g}, value {self.value:.4g}>"

    def __str__(self) -> str:
        """Return ``rule: reason``."""
        return f"{self.rule}: {self.reason}"


def lattice_violations(
    dots: NDArray[np.float64], outline_mm: float, pitch_mm: float, panel: Panel
) -> list[Violation]:
    """List what a face read from raw frames breaks.

    Parameters
    ----------
    dots : float64 (n_dots, 3)
        x, y and diameter in mm.
    outline_mm : float
        Side of the square face.
    pitch_mm : float
        Distance of neighbouring sites, dot or not: an empty site must be told from its
        neighbours too.
    panel : Panel
    """
    diameter_mm = _smallest_diameter(dots)
    return [
        violation
        for violation in (
            screen(outline_mm, panel),
            gap(dots, outline_mm),
            dot_above_noise(diameter_mm, panel),
            pitch(pitch_mm, panel),
            overlap(pitch_mm, diameter_mm, panel),
        )
        if violation
    ]


def contact_violations(
    dots: NDArray[np.float64], outline_mm: float, panel: Panel
) -> list[Violation]:
    """List what a face read from the touch points of a controller breaks."""
    return [
        violation
        for violation in (
            screen(outline_mm, panel),
            gap(dots, outline_mm),
            dot_above_threshold(_smallest_diameter(dots), panel),
            separation(dots, panel),
            contacts(len(dots), panel),
        )
        if violation
    ]


def screen(outline_mm: float, panel: Panel) -> Violation | None:
    """Check that the face fits the screen upright."""
    shorter = min(panel.width_mm, panel.height_mm)
    if outline_mm <= shorter + ROUNDING_MM:
        return None
    return Violation(
        "screen",
        shorter,
        outline_mm,
        f"a face of {outline_mm:.2f} mm is larger than the {shorter:.2f} mm shorter side of "
        f"the screen",
    )


def gap(dots: NDArray[np.float64], outline_mm: float) -> Violation | None:
    """Check the rubber between dots, and between dots and the edge of the face."""
    radius = dots[:, 2] / 2
    to_edge = float((outline_mm / 2 - np.abs(dots[:, :2]).max(axis=1) - radius).min())
    distance = _distances(dots) - radius[:, None] - radius
    between = float(distance[~np.eye(len(dots), dtype=bool)].min(initial=math.inf))
    narrowest = min(to_edge, between)
    if narrowest >= FEATURE_GAP_MM - ROUNDING_MM:
        return None
    where = "a dot and the edge" if to_edge < between else "two dots"
    return Violation(
        "gap",
        FEATURE_GAP_MM,
        narrowest,
        f"{narrowest:.2f} mm between {where}, moulding needs {FEATURE_GAP_MM:.1f} mm",
    )


def dot_above_noise(diameter_mm: float, panel: Panel) -> Violation | None:
    """Check that the smallest dot stands out of the noise of a raw frame."""
    need = f"{DOT_SNR:g} times the noise, to be seen at a fifth of the amplitude, is"
    return _dot(diameter_mm, panel, DOT_SNR * panel.noise_counts, need)


def dot_above_threshold(diameter_mm: float, panel: Panel) -> Violation | None:
    """Check that a controller takes the smallest dot for a touch."""
    return _dot(diameter_mm, panel, TOUCH_FRACTION * panel.finger_counts, "a touch needs about")


def _dot(diameter_mm: float, panel: Panel, limit: float, need: str) -> Violation | None:
    counts = dot_counts(diameter_mm, panel)
    if counts >= limit:
        return None
    return Violation(
        "dot",
        limit,
        counts,
        f"a dot of {diameter_mm:.2f} mm gives {counts:.1f} counts, {need} {limit:.1f}",
    )


def pitch(pitch_mm: float, panel: Panel) -> Violation | None:
    """Check that the lattice has fewer sites than the panel has nodes."""
    limit = PITCH_PER_ELECTRODE * panel.pitch_mm
    if pitch_mm >= limit - ROUNDING_MM:
        return None
    return Violation(
        "pitch",
        limit,
        pitch_mm,
        f"sites {pitch_mm:.2f} mm apart, electrodes {panel.pitch_mm:.2f} mm apart resolve "
        f"{limit:.2f} mm",
    )


def overlap(pitch_mm: float, diameter_mm: float, panel: Panel) -> Violation | None:
    """Check that neighbouring sites can be told apart without amplifying the noise."""
    value = overlap_db(pitch_mm, blob_sigma_mm(diameter_mm, panel))
    if value <= OVERLAP_DB:
        return None
    return Violation(
        "overlap",
        OVERLAP_DB,
        value,
        f"separating sites {pitch_mm:.2f} mm apart under a kernel of "
        f"{panel.kernel_sigma_mm:.2f} mm adds {value:.3f} dB of noise, {OVERLAP_DB:g} dB are "
        f"allowed",
    )


def separation(dots: NDArray[np.float64], panel: Panel) -> Violation | None:
    """Check that the controller does not merge two dots into one touch."""
    off_diagonal = ~np.eye(len(dots), dtype=bool)
    nearest = float(_distances(dots)[off_diagonal].min(initial=math.inf))
    if nearest >= panel.touch_separation_mm - ROUNDING_MM:
        return None
    return Violation(
        "separation",
        panel.touch_separation_mm,
        nearest,
        f"two dots {nearest:.2f} mm apart, the controller merges touches nearer than "
        f"{panel.touch_separation_mm:.2f} mm",
    )


def contacts(n_dots: int, panel: Panel) -> Violation | None:
    """Check that the device reports every dot."""
    if n_dots <= panel.max_contacts:
        return None
    return Violation(
        "contacts",
        panel.max_contacts,
        n_dots,
        f"{counted(n_dots, 'dot')}, the device reports "
        f"{counted(panel.max_contacts, 'touch', 'touches')} at once",
    )


def dot_counts(diameter_mm: float, panel: Panel) -> float:
    """Return the peak that a disc gives: a disc under a Gaussian kernel, against a large plate.

    Integrating the kernel over a disc of radius r around its peak gives
    ``1 - exp(-r^2 / (2 sigma^2))`` of what a plate larger than the kernel gives.
    """
    r_over_sigma = diameter_mm / 2 / panel.kernel_sigma_mm
    return panel.finger_counts * -math.expm1(-(r_over_sigma**2) / 2)


def blob_sigma_mm(diameter_mm: float, panel: Panel) -> float:
    """Return the width of a dot's blob: a uniform disc has variance r^2 / 4 on each axis."""
    return math.hypot(panel.kernel_sigma_mm, diameter_mm / 4)


def overlap_db(pitch_mm: float, sigma_mm: float) -> float:
    """Return the noise that zero forcing adds on an endless square lattice of Gaussian blobs.

    The blobs of two sites a distance d apart correlate by ``exp(-d^2 / (4 sigma^2))``, so along one
    axis the correlation matrix has the spectrum ``g(t) = sum_k rho^(k^2) cos(k t)`` and its inverse
    the diagonal ``mean(1 / g)``. The lattice is separable: both axes together square it.
    """
    return _overlap_db(math.exp(-((pitch_mm / sigma_mm) ** 2) / 4))


@cache
def _spectrum() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return k and cos(k t), of 512 angles t: most of the time of `fit` when worked out anew."""
    angles = (np.arange(512) + 0.5) * (2 * math.pi / 512)
    harmonics = np.arange(1.0, 40.0)
    return harmonics, np.cos(np.outer(angles, harmonics))


@lru_cache(maxsize=1024)
def _overlap_db(rho: float) -> float:
    harmonics, cosines = _spectrum()
    spectrum = 1 + 2 * (rho ** (harmonics**2.0) * cosines).sum(axis=1)
    if spectrum.min() < 1e-9:  # numerically singular: nothing separates these sites
        return math.inf
    return 20 * math.log10(float((1 / spectrum).mean()))


def _distances(dots: NDArray[np.float64]) -> NDArray[np.float64]:
    across: NDArray[np.float64] = dots[:, None, :2] - dots[None, :, :2]
    return np.hypot(across[..., 0], across[..., 1])


def _smallest_diameter(dots: NDArray[np.float64]) -> float:
    return float(dots[:, 2].min())
