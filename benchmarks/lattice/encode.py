"""Faces a second, from merchant IDs to codewords and sites and back, beside plain Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.lattice import slow_code
from benchmarks.report.requirement import Requirement
from benchmarks.run.timing import Subject, Timing, measure
from benchmarks.run.workers import progress
from stampcodec import family
from stampcodec.lattice.symmetry import is_mirror

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from stampcodec import Family

# The design's limit: ten million codewords a second on one core.
CODEWORDS = "codewords"
MOST_NS = 100.0
# Of one call: a batch that stays in the second cache, and what Python does in about the same time.
BATCH, SLOW_BATCH = 8192, 64


@dataclass(frozen=True)
class Step:
    """One way to go, for arrays in the core and one by one in Python.

    Attributes
    ----------
    family : str
    step : str
        Name of the method of `Family`.
    core, python : Timing
        Microseconds of one face.
    """

    family: str
    step: str
    core: Timing
    python: Timing

    @property
    def times(self) -> float:
        """How many times as long Python takes."""
        return self.python.median_us / self.core.median_us

    def as_json(self) -> dict[str, Any]:
        """Return rates a second with the intervals of their medians."""
        found: dict[str, Any] = {"family": self.family, "step": self.step, "times": self.times}
        for name, timing in (("core", self.core), ("python", self.python)):
            found[f"{name}_a_second"] = 1e6 / timing.median_us
            found[f"{name}_a_second_low"] = 1e6 / timing.median_us_high
            found[f"{name}_a_second_high"] = 1e6 / timing.median_us_low
        return found


@dataclass(frozen=True)
class Encode:
    """All steps of one run."""

    steps: tuple[Step, ...]

    @property
    def requirements(self) -> list[Requirement]:
        """Time of a codeword."""
        return [
            Requirement(f"{step.family}: {CODEWORDS}, ns", 1e3 * step.core.median_us, MOST_NS)
            for step in self.steps
            if step.step == CODEWORDS
        ]

    def as_json(self) -> dict[str, Any]:
        """Return everything but the requirements."""
        return {"steps": [step.as_json() for step in self.steps]}


def measure_encode(families: Sequence[str], *, rounds: int, seed: int) -> Encode:
    """Time core and twin in turn.

    Parameters
    ----------
    families : sequence of str
        Lattices.
    rounds : int
    seed : int
        Of the merchants, drawn over the whole range.
    """
    rng = np.random.default_rng(seed)
    ways = [
        way
        for name in families
        for way in _ways(family(name), rng.integers(family(name).n_ids, size=BATCH))
    ]
    with progress("rounds of timing", rounds) as step:
        timings = iter(measure([subject for way in ways for subject in way.subjects], rounds, step))
    return Encode(tuple(Step(way.family, way.step, next(timings), next(timings)) for way in ways))


@dataclass(frozen=True)
class _Way:
    """A step for a whole batch in the core, and its twin for the beginning of the batch."""

    family: str
    step: str
    fast: Callable[[Any], NDArray[Any]]
    batch: NDArray[Any]
    slow: Callable[[Any], Any]
    some: list[Any]

    @property
    def subjects(self) -> tuple[Subject, Subject]:
        """The core, then Python.

        Raises
        ------
        RuntimeError
            The two differ: what is not the same is not worth timing.
        """
        if not np.array_equal(self.fast(self.batch)[:SLOW_BATCH], list(map(self.slow, self.some))):
            raise RuntimeError(f"{self.family}: {self.step} differs from its twin in Python")
        return (
            Subject(self.step, self.fast, [self.batch], BATCH),
            Subject(self.step, self._one_by_one, [self.some], SLOW_BATCH),
        )

    def _one_by_one(self, some: list[Any]) -> None:
        for each in some:
            self.slow(each)


def _ways(stamps: Family, ids: NDArray[np.int64]) -> list[_Way]:
    code, lattice = stamps.code, stamps.lattice
    words, occupied = stamps.codewords(ids), stamps.encode_many(ids)

    def codeword(identifier: int) -> int:
        return slow_code.encode(code, slow_code.message_of_id(code, identifier))

    def sites(identifier: int) -> NDArray[np.uint8]:
        return slow_code.occupied(lattice, codeword(identifier))

    def merchant_id(word: int) -> int:
        message = slow_code.message_of(code, word)
        name = None if message is None else slow_code.id_and_symmetry(code, message)
        return -1 if name is None or is_mirror(name[1]) else name[0]

    def merchant_at(row: NDArray[np.uint8]) -> int:
        return merchant_id(slow_code.codeword_at(lattice, row))

    name, some = stamps.name, ids[:SLOW_BATCH].tolist()
    return [
        _Way(name, CODEWORDS, stamps.codewords, ids, codeword, some),
        _Way(name, "encode_many", stamps.encode_many, ids, sites, some),
        _Way(
            *(name, "merchant_ids", stamps.merchant_ids, words),
            *(merchant_id, words[:SLOW_BATCH].tolist()),
        ),
        _Way(
            *(name, "decode_many", stamps.decode_many, occupied),
            *(merchant_at, list(occupied[:SLOW_BATCH])),
        ),
    ]
