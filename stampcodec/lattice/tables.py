"""What the kernel must know of a family on a panel, in nodes and counts.

Made once per reader. The kernel copies it; nothing here is used while reading.

References
----------
docs/reader.md 1.3 (a dot), 6.4 (clarity), 11.1 and 11.2 (bounds).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from stampcodec._core.frame.kernel import LAYOUT
from stampcodec.lattice.covering import cover
from stampcodec.lattice.landing import Landing, make_landing
from stampcodec.lattice.odds import Odds, make_odds
from stampcodec.lattice.templates import draw_templates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec._core.code.kernel import CodeKernel
    from stampcodec._family import Family
    from stampcodec._panel import Panel
    from stampcodec.lattice.covering import InformationSet

WINDOW_SIGMAS = 3.2
"""Half a dot's window; what lies outside is below 0.6 % of its peak."""
LONGEST_WINDOW = LAYOUT["TAPS"]
"""Nodes across the kernel's windows."""
MOST_NODES = LAYOUT["MAX_SIDE"]
"""Nodes across a patch."""
LEAST_SIGMA, MOST_SIGMA = 0.3, 2.5
"""Nodes: below, a dot is a single node, and taps would overflow; above, windows cut it off."""
LEAST_STEP = 0.9
"""Nodes between sites; with less, most of a dot's picture is its neighbours'."""
PATCH_SPARE = 2 * (LAYOUT["TAPS"] // 2 + LAYOUT["DRIFT"] + 2)
"""Nodes of a patch beyond the face's diagonal: on each side half a window, the drift of a fit, and
two for places between nodes."""
RIM_SPARE = 4
"""Nodes of the rim beyond a template's reach: with it, at least the eight of a matched window."""
ROUNDS = {7: 2, 8: 3}
FITS = {7: 9, 8: 10}
"""By columns: the larger face gains by a third round, the smaller has what it needs after two. The
fits bound what a hopeless frame costs; one more than these no longer reads more frames."""
DEPTHS = {2: 4, 3: 3}
"""Basis sites in which listed words may differ, by the rank of a code with information sets."""
LEAST_DEPTH = 2
"""The same for `lattice7` and `lattice8`: a third gains nothing."""
DESIGN_NOISE = 0.3
"""Noise variance over a site's energy at which `clarity` is taken: where reading gets hard."""


@dataclass(frozen=True)
class Tables:
    """Lattice, code and panel as the kernel sees them. Lengths are in electrode pitches.

    The lattice has ``n * n`` cells, row by row; a cell without a site (the centre of lattice7)
    is not `present`.
    """

    rows: int
    columns: int
    n: int
    half: float
    """From the centre to the outermost sites."""
    sigma: float
    """Of a dot's response: Gaussian kernel and dot together."""
    noise: float
    """Counts, RMS."""
    lone: float
    """The best neighbour of any touched node has at least this share of its count."""
    window: int
    """Nodes across a dot's window, even."""
    rim: int
    """Zeros round the image that templates are laid on."""
    side: int
    """Of the patch round a face: no window leaves it wherever the face turns and drifts."""
    box: int
    """Side of the window sum that finds the face, odd."""
    distance: int
    max_flips: int
    """Wrong sites that the code corrects for certain."""
    depth: int
    """Basis sites in which the words that ordered statistics list differ, at most."""
    sets: list[InformationSet]
    """Where those wrong sites are looked for; empty: by pairs of sites."""
    rounds: int
    """Of demodulation and fit by the evidence alone, before the first decoding."""
    fits: int
    """Of the pose, over all candidates of a frame: they bound the time of a reading."""
    cells: NDArray[np.float32]
    """(n * n, 2): x, y from the centre."""
    present: NDArray[np.int32]
    is_anchor: NDArray[np.int32]
    cell_of_bit: NDArray[np.int32]
    clarity: NDArray[np.float32]
    """(n * n,): what the neighbours leave of a site's reliability, 0 to 1."""
    generator: NDArray[np.uint64]
    offset: int
    """Of all codewords."""
    syndrome_of_bit: NDArray[np.uint32]
    """Empty where there are `sets`."""
    code: CodeKernel
    """What a codeword names."""
    templates: NDArray[np.float32]
    """(turns, side, width): the face's expected picture over a quarter turn."""
    odds: Odds
    """What tells how likely a face lies at a pose, whatever it says."""
    landed: Landing
    """What partly landed faces look like."""
    is_still: bool
    """Who calls vouches that the face has landed."""


def make_tables(family: Family, panel: Panel, *, still: bool = False) -> Tables:
    """Convert a lattice family and a panel to nodes and counts.

    Raises
    ------
    ValueError
        A face or a dot covers more nodes of the panel than the kernel has room for, or its sites
        lie too close to be told apart.
    """
    n = family.columns
    step = family.pitch_mm / panel.pitch_mm
    axis = (np.arange(n) - (n - 1) / 2) * step
    # a uniform disc of radius r has the variance r^2 / 4 along an axis
    sigma = math.hypot(panel.kernel_sigma_mm, family.dot_mm / 4) / panel.pitch_mm
    diagonal = 2 * math.sqrt(2) * float(axis[-1])
    if not diagonal + PATCH_SPARE <= MOST_NODES:
        raise ValueError(
            f"{family.name} at {family.pitch_mm:g} mm pitch covers {diagonal:.0f} nodes of panel "
            f"{panel.name}; a reader has room for {MOST_NODES - PATCH_SPARE}"
        )
    if sigma > MOST_SIGMA:
        raise ValueError(
            f"panel {panel.name} blurs a dot over {sigma:.1f} nodes (kernel and dot, one sigma); "
            f"a reader has room for {MOST_SIGMA}"
        )
    if step < LEAST_STEP:
        raise ValueError(
            f"{family.name} at {family.pitch_mm:g} mm pitch has sites {step:.2f} nodes apart on "
            f"panel {panel.name}; a reader tells them apart from {LEAST_STEP}"
        )
    sigma = max(sigma, LEAST_SIGMA)
    cells = np.array([(x, y) for y in axis for x in axis])
    site_cells = np.rint(family.sites / family.pitch_mm + (n - 1) / 2).astype(int)
    cell_of_site = site_cells[:, 1] * n + site_cells[:, 0]
    present = np.zeros(n * n, np.int32)
    present[cell_of_site] = 1
    is_anchor = np.zeros(n * n, np.int32)
    is_anchor[cell_of_site[family.anchor_sites]] = 1
    code = family.code
    sets = cover(code)
    templates = draw_templates(cells, present, is_anchor, n, sigma)
    return Tables(
        rows=panel.rows,
        columns=panel.columns,
        n=n,
        half=float(axis[-1]),
        sigma=sigma,
        noise=panel.noise_counts,
        lone=math.exp(-0.5 * (panel.pitch_mm / panel.kernel_sigma_mm) ** 2),
        window=min(LONGEST_WINDOW, 2 * math.ceil(WINDOW_SIGMAS * sigma)),
        rim=templates.shape[1] // 2 + templates.shape[2] - templates.shape[1] + RIM_SPARE,
        side=8 * math.ceil((diagonal + PATCH_SPARE) / 8),
        box=round(2 * float(axis[-1])) + 1 | 1,
        distance=code.distance,
        max_flips=(code.distance - 1) // 2,
        depth=DEPTHS[code.rank] if sets else LEAST_DEPTH,
        sets=sets,
        rounds=ROUNDS[n],
        fits=FITS[n],
        cells=cells.astype(np.float32),
        present=present,
        is_anchor=is_anchor,
        cell_of_bit=cell_of_site[family.data_sites].astype(np.int32),
        clarity=_clarity(cells, present, sigma).astype(np.float32),
        generator=code.rows,
        offset=code.offset,
        syndrome_of_bit=_syndromes(code.checks, 0 if sets else code.length),
        code=code.kernel,
        templates=templates,
        odds=make_odds(cells, present, is_anchor, sigma, (panel.rows, panel.columns)),
        landed=make_landing(code),
        is_still=still,
    )


def _clarity(
    cells: NDArray[np.float64], present: NDArray[np.int32], sigma: float
) -> NDArray[np.float64]:
    """Compare each site's error with its neighbours' dots unknown to that with them known."""
    apart = np.linalg.norm(cells[:, None] - cells[None], axis=2)
    overlap = np.exp(-(apart**2) / (4 * sigma**2)) * np.outer(present, present)
    overlap[np.diag_indices(len(cells))] = 1.0
    together = np.diag(np.linalg.inv(overlap + DESIGN_NOISE * np.eye(len(cells))))
    clarity: NDArray[np.float64] = 1.0 / (together * (1.0 + DESIGN_NOISE))
    return clarity


def _syndromes(checks: NDArray[np.uint64], length: int) -> NDArray[np.uint32]:
    """List the syndrome of a single wrong site, for each: bit c is check c's bit there."""
    bits = np.arange(length, dtype=np.uint64)
    touched = (checks[:, None] >> bits[None]) & np.uint64(1)
    weights = np.uint64(1) << np.arange(len(checks), dtype=np.uint64)
    syndromes: NDArray[np.uint32] = (touched * weights[:, None]).sum(axis=0).astype(np.uint32)
    return syndromes
