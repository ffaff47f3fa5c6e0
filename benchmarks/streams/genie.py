"""The genie in time: a reader that knows where the stamp is and sees all frames so far.

It knows the pose of the face in every frame, the share of the dots that touch and how strongly, the
noise of the panel and its response to every site. It does not know which dots touch. Delays are
counted from its first right decision where no single frame reads (design, section 7)::

    frame, pose, gain -> response of every site, linear about half a face
                      -> linear MMSE estimate -> nats e of each site, dot against none
                      -> a dot touches by the share q:  log(1 - q + q exp(e))
                      -> summed over the frames so far
                      -> ordered statistics in all 16 cosets, and the true word
                      -> the best word, and the log of its odds against all others of the list

As for single frames (`benchmarks.lattice.genie`), the true word is always on the list, so that a
word which the list misses can only make the genie earlier than maximum likelihood.

References
----------
G. D. Forney, "Exponential error bounds for erasure, list, and decision feedback schemes", IEEE
Trans. Inf. Theory 14 (1968).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from benchmarks.lattice.candidates import (
    candidates,
    discrepancies,
    flip_patterns,
    reliable_basis,
)
from benchmarks.lattice.genie import ONE_SHIFTED, ORDER, ROUNDING, soft_decisions
from benchmarks.lattice.response import Response
from stampcodec.lattice.orientation import CANONICAL_BYTES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from emulator.device.onglass import StampOnGlass
    from emulator.stream import Presence
    from stampcodec import Family, Panel

# Nats by which it decides: what the tracker asks for (docs/tracker.md 7.3).
DECIDED_NATS = 13.0
# Nats of a site in one frame, at most; as in the tracker (docs/tracker.md 6.4).
MOST_NATS = 4.6
# Variance of a sum of frames, over that of independent ones: neighbours correlate by 0.15
# (docs/tracker.md 1.3), on either side.
DEPENDENCE = 1.3
# Share of the dots that are believed to touch where all do, so that one may fail.
MOST_TOUCHING = 0.99
# Of a dot's peak: what moulding errors and the motion during a scan leave unexplained in a node.
UNEXPLAINED = 0.03
# Beyond what any face makes of a node, in RMS of the noise: then the node is wrong, and left out.
WRONG = 6.0


class Told(NamedTuple):
    """What the genie is told of the face in a frame.

    Attributes
    ----------
    pose : ndarray, shape (3,)
        x_mm, y_mm, angle_deg.
    touching : float
        Share of the dots that touch with half their strength or more.
    gain : float
        Mean strength of those dots, times the amplitude of the stamp.
    """

    pose: NDArray[np.float64]
    touching: float
    gain: float


class StreamGenie:
    """Decides whose stamp it is, one frame after the other.

    Parameters
    ----------
    response : Response
        The panel and family.
    """

    def __init__(self, response: Response) -> None:
        self.response = response
        code = response.family.code
        self._rows = code.rows[8:]
        self._cosets = np.array([code.encode(int(b)) for b in CANONICAL_BYTES], dtype=np.uint64)
        self._patterns = flip_patterns(len(self._rows), ORDER)
        self._noise = _covariance(response)
        self._one = ONE_SHIFTED[: code.length]
        self.nats = np.zeros(code.length)

    def add(self, frame: NDArray[np.int16], told: Told) -> None:
        """Take a frame; one in which no dot touches says nothing.

        Parameters
        ----------
        frame : int16 (rows, columns)
        told : Told
        """
        if not told.touching > 0:
            return
        response = self.response
        covered = response.of_sites(told.pose[None])
        (signatures,), (mean,) = response.linearised(covered, told.gain)
        rest = frame.ravel() - mean
        model = (UNEXPLAINED * told.gain * response.dot_counts) ** 2
        noise = self._noise + model * np.eye(len(rest))
        most = np.abs(signatures).sum(axis=0) / 2 + WRONG * np.sqrt(np.diagonal(noise))
        right = np.abs(rest) <= most
        seen = signatures[:, right]
        weighed = np.linalg.solve(noise[np.ix_(right, right)], seen.T)
        evidence = soft_decisions((seen @ weighed)[None], (rest[right] @ weighed)[None])[0]
        share = min(told.touching, MOST_TOUCHING)
        nats = np.log1p(share * np.expm1(np.minimum(evidence, MOST_NATS)))
        self.nats += nats[response.family.data_sites]

    def decides(self, codeword: np.uint64) -> bool:
        """Tell whether all frames so far name this word, the true one, by `DECIDED_NATS`."""
        order = np.argsort(-np.abs(self.nats))[None]
        (rows,), (sites,) = reliable_basis(self._rows, order)
        hard = np.where(self.nats > 0, self._one, np.uint64(0)).sum(dtype=np.uint64)
        words = candidates(rows, sites, self._cosets, hard, self._patterns)
        words = np.append(words[words != codeword], codeword)
        cost = discrepancies(words, self.nats)
        # a word that is likelier than the true one decides by itself: 1 nat keeps exp finite
        against = np.exp(np.minimum(cost[-1] - cost[:-1], 1.0))
        return bool(-np.log(against.sum() + 1e-300) >= DECIDED_NATS)


def told_of(there: StampOnGlass, time_s: float, scan_s: float) -> Told:
    """Look up where a stamp was when the scan of a frame passed its centre.

    Parameters
    ----------
    there : StampOnGlass
    time_s : float
        When the scan began.
    scan_s : float
        How long it takes, from the first row to the last.
    """
    passage = there.passage
    moment_s = time_s + scan_s / 2
    pose = np.zeros(3)
    # a face moves little while it is scanned: the second round is exact to some micrometres
    for _ in range(2):
        own_ms = np.array([1000.0 * (moment_s - there.contact_s)])
        pose = passage.path.at(own_ms).poses[0]
        moment_s = time_s + scan_s * float(np.clip(pose[1] / passage.panel.height_mm, 0.0, 1.0))
    strengths = passage.strengths(own_ms)[0]
    down = strengths >= 0.5
    gain = passage.conditions.amplitude * float(strengths[down].mean()) if down.any() else 0.0
    return Told(pose, float(down.mean()), gain)


def decided_s(
    presence: Presence,
    family: Family,
    panel: Panel,
    times_s: NDArray[np.float64],
    frames: NDArray[np.int16],
    scan_s: float,
) -> float | None:
    """Return when the genie first decides rightly.

    Parameters
    ----------
    presence : Presence
        Of an emulated stamp.
    family : Family
    panel : Panel
    times_s : ndarray, shape (n,)
    frames : ndarray of int16, shape (n, rows, columns)
        Of the stream; those while the stamp is away are passed over.
    scan_s : float
        How long a scan takes.

    Returns
    -------
    float or None
        The time of the first frame after which it names the stamp; None if it never does.
    """
    there = presence.there
    if there is None:
        return None
    genie = StreamGenie(Response(family, panel, there.passage.conditions.cg_pf))
    codeword = family.codewords([presence.face.merchant_id])[0]
    near = np.flatnonzero((times_s >= there.begin_s) & (times_s <= there.end_s))
    for k in near:
        told = told_of(there, float(times_s[k]), scan_s)
        genie.add(frames[k], told)
        if told.touching > 0 and genie.decides(codeword):
            return float(times_s[k])
    return None


def _covariance(response: Response) -> NDArray[np.float64]:
    """Return the covariance of the noise of all nodes, as much as a sum of frames has of it."""
    glass, rows, columns = response.glass, response.panel.rows, response.panel.columns
    row, column, whole = (counts**2 for counts in glass.line_counts)
    shared = row * np.kron(np.eye(rows), np.ones((columns, columns)))
    shared += column * np.kron(np.ones((rows, rows)), np.eye(columns)) + whole
    own = (glass.white_counts**2 + ROUNDING) * np.eye(rows * columns)
    covariance: NDArray[np.float64] = DEPENDENCE * (own + shared)
    return covariance
