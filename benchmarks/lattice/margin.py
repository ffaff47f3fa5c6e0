"""Unread rate against SNR, the reader's beside the genie's, and the gap between them in decibels.

One model for both: perfectly made faces on exact glass, held (Cg = 100 pF), white noise only,
rounded to whole counts. SNR is the peak of a lone dot over the noise of a node. Two sweeps:

``noise``
    full amplitude, the noise grows;
``amplitude``
    the panel's own noise, the face gets fainter, as through a glove or a film of dirt.

They are compared at the same rate of wrong IDs. The reader's is too small to be counted. But the
genie knows, for each frame, the chance that the word which the reader named is wrong: one less its
posterior. The mean of these chances is the reader's rate, however small (Rao and Blackwell).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from math import log10, nan
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from benchmarks.lattice.corpus import PANEL
from benchmarks.lattice.genie import Genie
from benchmarks.lattice.response import Response
from benchmarks.report.interval import Interval, clopper_pearson
from benchmarks.run.workers import run_all
from emulator.hand.placement import draw_poses
from emulator.sensor.quantisation import quantised
from stampcodec import family, panel
from stampcodec.lattice.reader import FrameReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

SWEEPS = ("noise", "amplitude")
# Where the two are compared.
UNREAD = 0.01
# Decibels that the design allows between them.
GAP_DB = 1.0
# A rate of wrong IDs that the genie's erasure rule is tuned to besides: none in a million.
MISREAD = 1e-6
BATCH = 512
RESAMPLES = 1000
# Seed of the resampling: not that of the presses.
RESAMPLING = 20


class Sample(NamedTuple):
    """What both decided on some frames at one SNR.

    Attributes
    ----------
    unread, wrong : ndarray of bool, shape (n,)
        The reader's.
    right, log_odds, listed : ndarray, shape (m,)
        The genie's on the first m of them, see `benchmarks.lattice.genie.Decision`.
    doubt : ndarray, shape (m,)
        Chance that the reader's name is wrong, 0 where it gave none.
    """

    unread: NDArray[np.bool_]
    wrong: NDArray[np.bool_]
    right: NDArray[np.bool_]
    log_odds: NDArray[np.float64]
    listed: NDArray[np.bool_]
    doubt: NDArray[np.float64]


@dataclass(frozen=True)
class Setting:
    """One point of a sweep."""

    family: str
    panel: str
    sweep: str
    snr_db: float
    still: bool = False

    @property
    def label(self) -> str:
        """Everything that the presses depend on: both modes read the same ones."""
        return f"{self.family} {self.panel} {self.sweep} {self.snr_db:g}"


class Point(NamedTuple):
    """One line of the table: counts of both at one SNR.

    `expected` is the rate of wrong IDs that the genie expects of the reader.
    """

    snr_db: float
    presses: int
    unread: int
    wrong: int
    genie_presses: int
    genie_unread: int
    genie_wrong: int
    genie_missed: int
    expected: float

    @property
    def unread_interval(self) -> Interval:
        """95 % interval of the reader's unread rate."""
        return clopper_pearson(self.unread, self.presses)

    @property
    def genie_interval(self) -> Interval:
        """95 % interval of the genie's unread rate."""
        return clopper_pearson(self.genie_unread, self.genie_presses)


class Gap(NamedTuple):
    """Where each has 1 % unread, and how far apart that is, dB.

    `misread` is the rate of wrong IDs that the genie is tuned to; nan where a sweep does not
    reach 1 %.
    """

    misread: float
    reader_db: float
    genie_db: float
    gap_db: float
    interval: Interval


@dataclass(frozen=True)
class Margin:
    """A sweep of one family: the points at `MISREAD`, and the gap at two rates of wrong IDs.

    `gap` is at the reader's own rate, `gap_at_misread` at `MISREAD`.
    """

    family: str
    panel: str
    sweep: str
    still: bool
    points: tuple[Point, ...]
    gap: Gap
    gap_at_misread: Gap

    def as_json(self) -> dict[str, Any]:
        """Return everything, with intervals."""
        return {
            "family": self.family,
            "panel": self.panel,
            "sweep": self.sweep,
            "still": self.still,
            "gap": self.gap._asdict(),
            "gap_at_misread": self.gap_at_misread._asdict(),
            "points": [
                {
                    **point._asdict(),
                    "unread_interval": point.unread_interval,
                    "genie_unread_interval": point.genie_interval,
                }
                for point in self.points
            ],
        }


@lru_cache(maxsize=8)
def tools(
    family_name: str, panel_name: str, *, still: bool = False
) -> tuple[Response, FrameReader]:
    """Make response and reader, once a process; beside nexus5 at the pitch that fits."""
    stamps, screen = family(family_name), panel(panel_name)
    if panel_name != PANEL:
        stamps = stamps.fit(screen)
    return Response(stamps, screen), FrameReader(stamps, screen, still=still)


def sample(setting: Setting, n: int, n_genie: int, seed: int, batch: int) -> Sample:
    """Press n perfect faces and let both decide; the genie on the first `n_genie`."""
    response, reader = tools(setting.family, setting.panel, still=setting.still)
    stamps, screen = response.family, response.panel
    rng = np.random.default_rng([seed, zlib.crc32(setting.label.encode()), batch])
    ratio = 10.0 ** (-setting.snr_db / 20.0)
    if setting.sweep == "noise":
        amplitude, noise = 1.0, response.dot_counts * ratio
    else:
        amplitude, noise = screen.noise_counts / (response.dot_counts * ratio), screen.noise_counts
    merchants = rng.integers(stamps.n_ids, size=n).tolist()
    occupied = stamps.encode_many(merchants)
    poses = draw_poses(np.full(n, stamps.outline_mm), screen, rng)
    clean = response.counts(response.of_faces(occupied, poses), amplitude)
    noisy = clean + np.float32(noise) * rng.standard_normal(clean.shape, dtype=np.float32)
    frames = quantised(noisy, response.glass.bits)
    found = [reading.merchant_id for reading in reader.read_many(frames)]
    unread = [got is None for got in found]
    wrong = [got not in (None, true) for got, true in zip(found, merchants, strict=True)]
    named = [true if got is None else got for got, true in zip(found, merchants, strict=True)]
    told = Genie(response, amplitude, noise).decide(
        frames[:n_genie],
        poses[:n_genie],
        stamps.codewords(merchants[:n_genie]),
        stamps.codewords(named[:n_genie]),
    )
    doubt = np.where(unread[:n_genie], 0.0, told.doubt)
    return Sample(np.array(unread), np.array(wrong), told.right, told.log_odds, told.listed, doubt)


def erasure_threshold(log_odds: NDArray[np.float64], misread: float) -> float:
    """Find the least log odds to accept, so that wrong IDs are as rare as `misread`.

    The genie knows its own probability of being wrong, 1 / (1 + odds): accepted in the order of
    their odds, the frames' probabilities add up to the rate.
    """
    ordered = np.sort(log_odds)[::-1]
    rate = np.cumsum(1.0 / (1.0 + np.exp(ordered))) / len(ordered)
    allowed = int(np.searchsorted(rate, misread, side="right"))
    return float(ordered[allowed - 1]) if allowed else np.inf


def point(setting: Setting, found: Sample, misread: float) -> Point:
    """Count both at one SNR."""
    accepted = found.log_odds >= erasure_threshold(found.log_odds, misread)
    return Point(
        setting.snr_db,
        len(found.unread),
        int(found.unread.sum()),
        int(found.wrong.sum()),
        len(accepted),
        int((~accepted).sum()),
        int((accepted & ~found.right).sum()),
        int((~found.listed).sum()),
        float(found.doubt.mean()),
    )


def crossing(snr_db: NDArray[np.float64], rate: NDArray[np.float64]) -> float:
    """Interpolate where a falling rate passes `UNREAD`, linear in its logarithm; nan if nowhere."""
    falling = np.minimum.accumulate(rate)
    below = np.flatnonzero(falling <= UNREAD)
    if not len(below) or below[0] == 0:
        return nan
    k = int(below[0])
    high, low = log10(falling[k - 1]), log10(falling[k])
    share = (high - log10(UNREAD)) / (high - low)
    return float(snr_db[k - 1] + share * (snr_db[k] - snr_db[k - 1]))


def measure_gap(points: Sequence[Point], misread: float) -> Gap:
    """Compare both at 1 % unread; the interval is from resampling the counts."""
    snr_db = np.array([point.snr_db for point in points])
    rng = np.random.default_rng(RESAMPLING)
    places = []
    for count, trials in (
        ([p.unread for p in points], [p.presses for p in points]),
        ([p.genie_unread for p in points], [p.genie_presses for p in points]),
    ):
        n = np.array(trials)
        rate = (np.array(count) + 0.5) / (n + 1.0)
        drawn = (rng.binomial(n, rate, (RESAMPLES, len(n))) + 0.5) / (n + 1.0)
        places.append(
            (crossing(snr_db, rate), np.array([crossing(snr_db, each) for each in drawn]))
        )
    (reader_db, readers), (genie_db, genies) = places
    off = readers - genies
    off = off[np.isfinite(off)]
    known = len(off) > RESAMPLES // 2
    low, high = np.percentile(off, [2.5, 97.5]) if known else (nan, nan)
    return Gap(
        misread, reader_db, genie_db, reader_db - genie_db, Interval(float(low), float(high))
    )


def expected_rate(points: Sequence[Point]) -> float:
    """Return the rate of wrong IDs that is expected of the reader, at the points around 1 % unread.

    Their mean: at each it is that of few frames, since most are certain.
    """
    rates = [p.unread / p.presses for p in points]
    k = next((k for k, rate in enumerate(rates) if rate <= UNREAD), len(rates) - 1)
    around = points[max(k - 1, 0) : k + 1]
    return sum(p.expected for p in around) / len(around)


def measure_margins(
    families: Sequence[str],
    panel_name: str,
    sweeps: Sequence[str],
    snr_db: Sequence[float],
    *,
    presses: int,
    genie_presses: int,
    seed: int,
    processes: int = 1,
    still: bool = False,
) -> list[Margin]:
    """Sweep the SNR for every family.

    Parameters
    ----------
    families : sequence of str
    panel_name : str
    sweeps : sequence of str
        From `SWEEPS`.
    snr_db : sequence of float
        Ascending.
    presses, genie_presses : int
        At each SNR; the genie is slow, and gets the first ones.
    seed : int
    processes : int
    still : bool
        Tell the readers that every face rests.
    """
    settings = [
        Setting(name, panel_name, sweep, snr, still)
        for name in families
        for sweep in sweeps
        for snr in snr_db
    ]
    starts = range(0, presses, BATCH)
    calls = [
        (
            setting,
            min(BATCH, presses - start),
            min(max(genie_presses - start, 0), BATCH, presses - start),
            seed,
            batch,
        )
        for setting in settings
        for batch, start in enumerate(starts)
    ]
    done = iter(run_all(sample, calls, processes, "batches of presses"))
    samples = [joined([next(done) for _ in starts]) for _ in settings]
    margins = []
    width = len(snr_db)
    for first in range(0, len(settings), width):
        part = list(
            zip(settings[first : first + width], samples[first : first + width], strict=True)
        )
        points = [point(setting, found, MISREAD) for setting, found in part]
        rate = expected_rate(points)
        at_rate = [point(setting, found, rate) for setting, found in part]
        setting = part[0][0]
        margins.append(
            Margin(
                setting.family,
                setting.panel,
                setting.sweep,
                setting.still,
                tuple(points),
                measure_gap(at_rate, rate),
                measure_gap(points, MISREAD),
            )
        )
    return margins


def joined(parts: Sequence[Sample]) -> Sample:
    """Join the samples of several batches."""
    return Sample(*(np.concatenate(column) for column in zip(*parts, strict=True)))
