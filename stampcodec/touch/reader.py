"""Touch points to merchant IDs: the Python face of the kernel.

It checks and converts; everything that decides is in ``_core/contact/kernel.pyx``, by the radius of
``acceptance.py``.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from stampcodec._core.contact.kernel import ContactKernel
from stampcodec._family import Family
from stampcodec.argument import number, whole
from stampcodec.arrayargument import numbers
from stampcodec.reading import ContactPose, ContactReading, Outcome
from stampcodec.sight import PressSight
from stampcodec.touch.acceptance import JITTER_MM, LEAD_MM2, SURE_MM, press_radius_mm, radius_mm
from stampcodec.touch.catalogue import Catalogue, make_catalogue
from stampcodec.touch.numbers import PX_PER_MM
from stampcodec.touch.patterns import TENTHS_PER_MM, patterns
from stampcodec.touch.samples import average_samples
from stampcodec.touchpress import Press, read_press

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

FAMILY = "touch5"
MOST_THREADS = 64
WIDEST = 4 / 3
"""The largest over the least scale that the patterns are told apart at (design, section 3)."""
MOST_PX_PER_MM = 1000.0
FARTHEST = 4.5 * JITTER_MM
"""mm, root of summed squares, that one sample may be off the others: chi-squared with 7 degrees of
freedom is beyond it once in two hundred at the largest jitter that no two samples share."""
# NPY_ARRAY_C_CONTIGUOUS and NPY_ARRAY_ALIGNED, asked at once.
LAID_OUT = 0x0001 | 0x0100
# Readings without a stamp say nothing but their outcome.
SILENT = {outcome: ContactReading(outcome) for outcome in (Outcome.EMPTY, Outcome.UNREADABLE)}
EMPTY, UNREADABLE = SILENT[Outcome.EMPTY], SILENT[Outcome.UNREADABLE]


class ContactReader:
    """Reads ``touch5`` stamps from the touch points that a phone reports.

    The nearest of all patterns is read where no more than the error model explains lies between
    it and the points (``touch/acceptance.py``), and no other pattern, nor another matching of the
    same, explains them nearly as well. Mirrored stamps are not recognised: `Outcome.MIRRORED` is
    for lattices.

    `read` allocates nothing but its result, takes bounded time on any points and releases the
    GIL. Nothing in a reader changes after it was made, so threads may share one. It can be pickled
    and copied, so ``Pool.map(reader.read, points)`` works. Readers made from equal values are
    equal.

    Parameters
    ----------
    family : Family
        ``touch5``.
    px_per_mm : float or (float, float)
        The scale of the screen where it is known, which accepts far fewer strangers; else the
        least and the largest that it may have, the largest at most a third more.

    Raises
    ------
    TypeError
        `family` is no family, or `px_per_mm` neither a number nor a pair of numbers.
    ValueError
        `family` is read from frames, or the range is not one that its patterns are told apart in.

    Examples
    --------
    >>> reader = ContactReader(family("touch5"), px_per_mm=(5.4, 7.2))
    >>> reader.read(np.zeros((0, 2))).outcome.name
    'EMPTY'
    """

    def __init__(self, family: Family, px_per_mm: float | tuple[float, float] = PX_PER_MM) -> None:
        if not isinstance(family, Family):
            raise TypeError(f"family: expected the Family {FAMILY}, got {type(family).__name__}")
        if family.name != FAMILY:
            raise ValueError(
                f"family: expected {FAMILY}, got {family.name}, which is read from frames"
            )
        self.family = family
        self.px_per_mm = scales(px_per_mm)
        self._make_kernel()

    def _make_kernel(self) -> None:
        self.radius_mm = radius_mm(*self.px_per_mm)
        self._kernel = make_kernel(shipped_catalogue(), self.px_per_mm)

    def __getstate__(self) -> dict[str, Any]:
        """Return what a reader is made from; the catalogue stays where it is."""
        return {"family": self.family, "px_per_mm": self.px_per_mm}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make the reader again, as it was made from family and scales."""
        vars(self).update(state)
        self._make_kernel()

    def __repr__(self) -> str:
        """Return one line: ``<ContactReader of touch5 at 5.4 to 7.2 px/mm>``."""
        low, high = self.px_per_mm
        scale = f"{low:g}" if low == high else f"{low:g} to {high:g}"
        return f"<ContactReader of {self.family} at {scale} px/mm>"

    def __eq__(self, other: object) -> bool:
        """Tell whether two readers are made from the same values, and so read alike."""
        if type(other) is not type(self):
            return NotImplemented
        return self.__getstate__() == other.__getstate__()

    def __hash__(self) -> int:
        """Hash what the reader is made from."""
        return hash(tuple(self.__getstate__().values()))

    @property
    def n_bytes(self) -> int:
        """Memory that one thread's reading works in, the catalogue of patterns aside."""
        return self._kernel.n_bytes

    def read(self, points: ArrayLike) -> ContactReading:
        """Read five points, in any order.

        Parameters
        ----------
        points : array_like (5, 2)
            x and y in CSS pixels, panel view: integers or floats, an array or lists; float64 is
            taken as it is. A point that is NaN was not seen. Any other number of points is
            allowed, and no stamp.

        Returns
        -------
        ContactReading
            With `Outcome.EMPTY` where there are no points, `Outcome.UNREADABLE` where they are
            no stamp for certain.

        Raises
        ------
        TypeError
            `points` holds something else than integers and floats.
        ValueError
            Its shape is not (k, 2).
        """
        if (
            type(points) is not np.ndarray
            or points.dtype != np.float64
            or points.shape != (5, 2)
            or points.flags.num & LAID_OUT != LAID_OUT
        ):
            points = numbers("points", points, (-1, 2))
            if len(points) != 5:
                return EMPTY if np.isnan(points).all() else UNREADABLE
        found = self._kernel.read(points, self.radius_mm)
        if found[0] < Outcome.READ:
            return EMPTY if found[0] == 0 else UNREADABLE
        return reading(*found)

    def read_many(self, points: ArrayLike, threads: int = 1) -> list[ContactReading]:
        """Read many sets of five points, each as `read` would.

        Parameters
        ----------
        points : array_like (n, 5, 2), or a list or tuple of sets
            Where fewer than five points were seen, the rest is NaN. The sets of a list may have
            any number of points, as those of ``Contacts.points`` do.
        threads : int
            1 to 64.

        Returns
        -------
        list of ContactReading
            In the order of the sets.

        Raises
        ------
        TypeError, ValueError
            As for `read`; `threads` out of range.
        """
        threads = whole("threads", threads, 1, MOST_THREADS)
        points = sets_of_five(points)
        n = len(points)
        outcome = np.zeros(n, np.int8)
        merchant = np.zeros(n, np.int64)
        pose = np.zeros((n, 4))
        margin = np.zeros(n)

        def read_part(part: slice) -> None:
            self._kernel.read_block(
                points[part],
                self.radius_mm,
                outcome[part],
                merchant[part],
                pose[part],
                margin[part],
            )

        edges = np.linspace(0, n, threads + 1).astype(int)
        parts = [slice(first, end) for first, end in pairwise(edges.tolist())]
        if threads == 1:
            read_part(parts[0])
        else:
            with ThreadPoolExecutor(threads) as pool:
                list(pool.map(read_part, parts))
        rows = zip(outcome.tolist(), merchant.tolist(), pose.tolist(), margin.tolist(), strict=True)
        return [
            reading(found, who, x, y, angle, scale, spare)
            if found >= Outcome.READ
            else SILENT[Outcome(found)]
            for found, who, (x, y, angle, scale), spare in rows
        ]

    def read_samples(self, samples: ArrayLike) -> ContactReading:
        """Read one press from all its samples.

        The samples are matched point by point, wild ones left out, the others averaged. What
        averaging leaves of the errors is less, so less is accepted, the less the samples scatter.

        Parameters
        ----------
        samples : array_like (t, 5, 2)
            CSS pixels; the order of the points may change from one sample to the next. Samples
            with NaN are left out; of more than 256, as many spread evenly are taken.

        Returns
        -------
        ContactReading
            `Outcome.EMPTY` where no sample holds a point; `Outcome.UNREADABLE` too where most
            samples do not agree with each other.

        Raises
        ------
        TypeError
            `samples` holds something else than integers and floats.
        ValueError
            Its shape is not (t, 5, 2).
        """
        samples = numbers("samples", samples, (-1, 5, 2))
        averaged = average_samples(samples, FARTHEST * self.px_per_mm[1])
        if averaged is None:
            return EMPTY if np.isnan(samples).all() else UNREADABLE
        radius = press_radius_mm(*self.px_per_mm, averaged.n, averaged.scatter_px)
        found = self._kernel.read(averaged.points, radius)
        return reading(*found) if found[0] == Outcome.READ else UNREADABLE

    def look(self, press: Press) -> PressSight:
        """Read a press, and return it with its reading: in a notebook, a picture of both.

        Parameters
        ----------
        press : Press
            One of those that `find_presses` or ``Contacts.presses`` return.

        Raises
        ------
        TypeError
            `press` is no Press.
        """
        if not isinstance(press, Press):
            raise TypeError(f"press: expected a Press, got {type(press).__name__}")
        return PressSight(press, read_press(self, press), self.family)


def sets_of_five(points: ArrayLike) -> NDArray[np.float64]:
    """Return sets of points as float64 (n, 5, 2), or raise.

    A set of another number of points is no stamp. It becomes at most four of its points and NaN,
    which reads as nothing where none of them was seen, and else as no stamp.
    """
    if not isinstance(points, (list, tuple)):
        return numbers("points", points, (-1, 5, 2))
    rows = np.full((len(points), 5, 2), np.nan)
    for n, given in enumerate(points):
        own = numbers(f"points[{n}]", given, (-1, 2))
        if len(own) != 5:
            own = own[~np.isnan(own).all(axis=1)][:4]
        rows[n, : len(own)] = own
    return rows


def make_kernel(catalogue: Catalogue, px_per_mm: tuple[float, float]) -> ContactKernel:
    """Make the kernel that reads any catalogue of patterns SEPARATION_MM apart."""
    return ContactKernel(catalogue, *px_per_mm, LEAD_MM2, SURE_MM)


@cache
def shipped_catalogue() -> Catalogue:
    """Lay out the shipped patterns, once a process."""
    return make_catalogue(patterns() / TENTHS_PER_MM)


def reading(
    outcome: int,
    merchant: int,
    x_px: float,
    y_px: float,
    angle_deg: float,
    px_per_mm: float,
    margin: float,
) -> ContactReading:
    """Make the reading of a stamp."""
    return ContactReading(
        Outcome(outcome),
        merchant,
        ContactPose(x_px, y_px, angle_deg % 360.0 % 360.0),
        0,
        margin,
        px_per_mm,
    )


def scales(px_per_mm: float | tuple[float, float]) -> tuple[float, float]:
    """Return a range of scales, px per mm, or raise; one number is a range of no width."""
    if not isinstance(px_per_mm, (tuple, list)):
        px_per_mm = (px_per_mm, px_per_mm)
    if len(px_per_mm) != 2:
        raise TypeError(
            f"px_per_mm: expected a number or a pair (least, largest), got {px_per_mm!r}"
        )
    low, high = (number("px_per_mm", scale, MOST_PX_PER_MM) for scale in px_per_mm)
    if not low <= high <= low * WIDEST * (1 + 1e-9):
        raise ValueError(
            f"px_per_mm: expected least and largest, at most a third more, got {low:g} and {high:g}"
        )
    return low, high
