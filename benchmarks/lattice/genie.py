"""The genie: a reader that is told everything but the codeword, as the limit to compare with.

It knows the pose, quarter turn included, the amplitude, the ground, the noise power, and the exact
response of the panel to every face. It decides by maximum likelihood, with Forney's erasure rule:

    frame, pose -> response of every site, linear about the mean face
                -> linear MMSE estimate -> log-likelihood ratios of the sites
                -> ordered statistics in all 16 cosets of unturned faces     (candidates.py)
                -> best LIST by the quadratic metric of the linear model
                -> best FEW, and the true codeword, by the exact model
                -> the best word, and the log of its odds against all others of the list

Maximum likelihood over 2^20 or 2^28 words is approximated by that list. The true codeword is always
put on it, so a word that the list misses can only make the genie look better than maximum
likelihood is: its rates bound every reader's. `Decision.listed` tells how often the list held the
true word by itself.

References
----------
G. D. Forney, "Exponential error bounds for erasure, list, and decision feedback schemes", IEEE
Trans. Inf. Theory 14 (1968).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from benchmarks.lattice.candidates import (
    bits,
    candidates,
    discrepancies,
    flip_patterns,
    reliable_basis,
)
from stampcodec.lattice.orientation import CANONICAL_BYTES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.lattice.response import Response

# Flips of the most reliable basis, candidates scored by the linear model, and by the exact one.
ORDER, LIST, FEW = 2, 256, 24
# Rounding to whole counts: variance of a uniform error of one count.
ROUNDING = 1.0 / 12.0
# Frames whose site responses are in memory at once.
CHUNK = 32


class Decision(NamedTuple):
    """What the genie decided on n frames.

    Attributes
    ----------
    right : ndarray of bool, shape (n,)
        The most likely word is the true one.
    log_odds : ndarray, shape (n,)
        Natural log of the most likely word's probability over that of all others.
    listed : ndarray of bool, shape (n,)
        The list held the true word without being told.
    doubt : ndarray, shape (n,)
        Chance that the word which somebody else named is not the true one.
    """

    right: NDArray[np.bool_]
    log_odds: NDArray[np.float64]
    listed: NDArray[np.bool_]
    doubt: NDArray[np.float64]


class Genie:
    """Decides frames of known pose.

    Parameters
    ----------
    response : Response
        The panel and family, exactly.
    amplitude : float
        Of the face.
    noise_counts : float
        RMS of white noise; rounding is added to it.
    """

    def __init__(self, response: Response, amplitude: float, noise_counts: float) -> None:
        self.response = response
        self.amplitude = amplitude
        self.variance = noise_counts**2 + ROUNDING
        code = response.family.code
        self.n_bits = code.length
        self._rows = code.rows[8:]
        self._cosets = np.array([code.encode(int(b)) for b in CANONICAL_BYTES], dtype=np.uint64)
        self._patterns = flip_patterns(len(self._rows), ORDER)

    def decide(
        self,
        frames: NDArray[np.int16],
        poses: NDArray[np.float64],
        codewords: NDArray[np.uint64],
        named: NDArray[np.uint64],
    ) -> Decision:
        """Decide n frames of faces at their true poses.

        Parameters
        ----------
        frames : ndarray of int16, shape (n, rows, columns)
        poses : ndarray, shape (n, 3)
        codewords : ndarray of uint64, shape (n,)
            The truth: put on the list, and held against the decision.
        named : ndarray of uint64, shape (n,)
            Words that somebody else named: put on the list, and doubted.
        """
        if not len(frames):
            none = np.zeros(0, np.bool_)
            return Decision(none, np.zeros(0), none, np.zeros(0))
        parts = [
            self._decide(frames[part], poses[part], codewords[part], named[part])
            for part in (slice(k, k + CHUNK) for k in range(0, len(frames), CHUNK))
        ]
        return Decision(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _decide(
        self,
        frames: NDArray[np.int16],
        poses: NDArray[np.float64],
        codewords: NDArray[np.uint64],
        named: NDArray[np.uint64],
    ) -> Decision:
        n = len(frames)
        covered = self.response.of_sites(poses)
        family = self.response.family
        certain = covered[:, family.anchor_sites].sum(axis=1)
        signatures, mean = self.response.linearised(
            covered[:, family.data_sites], self.amplitude, certain
        )
        rest = frames.reshape(n, -1).astype(np.float64) - mean
        gram = signatures @ signatures.transpose(0, 2, 1) / self.variance
        matched = (signatures @ rest[:, :, None])[:, :, 0] / self.variance
        evidence = soft_decisions(gram, matched)
        order = np.argsort(-np.abs(evidence), axis=1)
        rows, sites = reliable_basis(self._rows, order)
        one = ONE_SHIFTED[: self.n_bits]
        hard = np.where(evidence > 0, one, np.uint64(0)).sum(axis=1, dtype=np.uint64)
        right = np.zeros(n, np.bool_)
        listed = np.zeros(n, np.bool_)
        log_odds, doubt = np.zeros((2, n))
        for k in range(n):
            words = candidates(rows[k], sites[k], self._cosets, hard[k], self._patterns)
            words = best(words, discrepancies(words, evidence[k]), LIST)
            half = bits(words, self.n_bits) - 0.5
            cost = ((half @ gram[k]) * half).sum(axis=1) - 2.0 * half @ matched[k]
            words = best(words, cost, FEW)
            listed[k] = codewords[k] in words
            words = np.unique(np.append(words, (codewords[k], named[k])))
            likelihood = self._log_likelihood(words, covered[k], frames[k])
            first = likelihood.argmax()
            weight = np.exp(likelihood - likelihood[first])
            right[k] = words[first] == codewords[k]
            log_odds[k] = -np.log(np.delete(weight, first).sum() + 1e-300)
            doubt[k] = weight[words != named[k]].sum() / weight.sum()
        return Decision(right, log_odds, listed, doubt)

    def _log_likelihood(
        self, words: NDArray[np.uint64], covered: NDArray[np.float32], frame: NDArray[np.int16]
    ) -> NDArray[np.float64]:
        """Compute the log-likelihood of each word by the exact model, but for a constant."""
        family = self.response.family
        occupied = np.ones((len(words), family.n_sites), np.float32)
        occupied[:, family.data_sites] = bits(words, self.n_bits)
        faces = np.tensordot(occupied, covered, axes=1)
        off = frame - self.response.counts(faces, self.amplitude).astype(np.float64)
        result: NDArray[np.float64] = -(off * off).sum(axis=(1, 2)) / (2.0 * self.variance)
        return result


ONE_SHIFTED = np.uint64(1) << np.arange(64, dtype=np.uint64)


def soft_decisions(gram: NDArray[np.float64], matched: NDArray[np.float64]) -> NDArray[np.float64]:
    """Estimate sites of +-1/2 linearly and return their log-likelihood ratios.

    Parameters
    ----------
    gram : ndarray, shape (n, k, k)
        Overlaps of the signatures over the noise's variance.
    matched : ndarray, shape (n, k)
        Signatures times frame, over the same.

    Returns
    -------
    ndarray, shape (n, k)
        With mu the share of a site that its estimate keeps, the estimate is mu * s plus noise of
        variance mu (1 - mu) / 4, so the ratio is 4 * estimate / (1 - mu).

    References
    ----------
    H. V. Poor, S. Verdu, "Probability of error in MMSE multiuser detection", IEEE Trans. Inf.
    Theory 43 (1997).
    """
    k = gram.shape[1]
    # 4: one over the variance of +-1/2
    spread = np.linalg.inv(gram + 4.0 * np.eye(k))
    estimate = (spread @ matched[:, :, None])[:, :, 0]
    lost = np.maximum(4.0 * np.diagonal(spread, axis1=1, axis2=2), 1e-12)
    result: NDArray[np.float64] = 4.0 * estimate / lost
    return result


def best(words: NDArray[np.uint64], cost: NDArray[np.float64], count: int) -> NDArray[np.uint64]:
    """Take the `count` cheapest words."""
    if len(words) <= count:
        return words
    return words[np.argpartition(cost, count)[:count]]
