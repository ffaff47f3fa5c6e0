"""What an inspection found: a verdict on each dimension, and the ID that the dots read as."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from fabrication.dimension import COPLANARITY, FAIL, HEIGHT, OPEN, dot_item
from fabrication.export.numbers import plain
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from fabrication.dimension import Dimension

COLUMNS = ("item", "nominal", "lower", "upper", "unit", "measured", "verdict")


@dataclass(frozen=True)
class Report:
    """One made part.

    Attributes
    ----------
    label : str
        Of the stamp that was ordered.
    expected : int
        Its ID.
    read : int or str
        The ID that the measured dots read as, or one word about why there is none.
    listed : tuple of Dimension
    measured : dict
        By item; what is not in it was not measured.
    problems : tuple of str
        What no dimension says: dots that are missing or too many, another pattern.
    """

    label: str
    expected: int
    read: int | str
    listed: tuple[Dimension, ...]
    measured: Mapping[str, float]
    problems: tuple[str, ...] = ()

    @property
    def failed(self) -> list[Dimension]:
        """The dimensions outside their limits."""
        return [each for each in self.listed if self._verdict(each) == FAIL]

    @property
    def passes(self) -> bool:
        """Whether everything that was measured is right."""
        return not self.failed and not self.problems and self.read == self.expected

    def csv(self) -> str:
        """Return a row for each dimension."""
        stream = io.StringIO()
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(COLUMNS)
        for each in self.listed:
            value = self.measured.get(each.item)
            nominal = "" if each.nominal is None else plain(each.nominal)
            shown = "" if value is None else plain(round(value, 3))
            limits = plain(each.lower), plain(each.upper)
            rows.writerow([each.item, nominal, *limits, each.unit, shown, self._verdict(each)])
        return stream.getvalue()

    def lines(self) -> list[str]:
        """Return what is wrong, a line each, and then the sum."""
        told = [f"{self.label}: {problem}" for problem in self.problems]
        if self.read != self.expected:
            told.append(f"{self.label}: reads as {self.read}, expected {self.expected}")
        for each in self.failed:
            value = self.measured[each.item]
            limits = f"{plain(each.lower)} to {plain(each.upper)} {each.unit}"
            told.append(f"{self.label}: {each.item} is {value:.3f}, expected {limits}")
        still = sum(self._verdict(each) == OPEN for each in self.listed)
        done = len(self.listed) - still
        told.append(
            f"{self.label}: {'passes' if self.passes else 'fails'}; "
            f"{counted(done, 'dimension')} measured, {len(self.failed)} outside the limits, "
            f"{still} not measured"
        )
        return told

    def _verdict(self, each: Dimension) -> str:
        return each.verdict(self.measured.get(each.item))


def with_coplanarity(measured: dict[str, float], dots: NDArray[np.float64]) -> dict[str, float]:
    """Add how far apart two parallel planes are that hold all tips, where all heights are there.

    Parameters
    ----------
    measured : dict
    dots : float64 (n, 3)
        Where they are, rubber view.
    """
    items = [dot_item(number, HEIGHT) for number in range(1, len(dots) + 1)]
    if not all(item in measured for item in items):
        return measured
    heights = np.array([measured[item] for item in items])
    columns = np.column_stack([dots[:, :2], np.ones(len(dots))])
    plane, *_ = np.linalg.lstsq(columns, heights, rcond=None)
    off = heights - columns @ plane
    return measured | {COPLANARITY: float(off.max() - off.min())}


def of_dots(dots: Sequence[int]) -> str:
    """Return ``dot 3`` or ``dots 3, 4``."""
    name = "dot" if len(dots) == 1 else "dots"
    return f"{name} {', '.join(map(str, dots))}"
