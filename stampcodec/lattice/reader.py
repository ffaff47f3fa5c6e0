"""Frames to merchant IDs: the Python face of the kernel.

It checks and converts, where the kernel does not take a frame as it is; everything that decides is
in ``_core``, read downwards from ``_core/frame/read.pyx``.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from stampcodec._core.frame.kernel import FrameKernel
from stampcodec._family import Family
from stampcodec._panel import Panel
from stampcodec.argument import whole
from stampcodec.arrayargument import array
from stampcodec.errors import UnfitWarning
from stampcodec.lattice.tables import make_tables
from stampcodec.reading import Outcome, Pose, Reading
from stampcodec.sight import FrameSight

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec.lattice.tables import Tables

MOST_THREADS = 64
CONVERTER = "stampcodec.as_frames"
# Nats by which a family must be ahead of another: a thousand to one, as attempts are told apart.
FAMILY_NATS = 7.0
# What the kernel returns of a stamp: see `FrameKernel.read`, where these two stand in it.
Stamp = tuple[int, int, float, float, float, float, float, float, int, int, int]
ODDS, NATS = 6, 7
# Readings without a stamp say nothing but their outcome; by the kernel's status.
SILENT = (Reading(Outcome.EMPTY), Reading(Outcome.UNREADABLE))


class FrameReader:
    """Reads the stamps of one family, or of several, from the raw frames of one panel.

    Everything is allocated here; `read` allocates nothing but its result, takes bounded time on
    any frame and releases the GIL. A reader may be shared by threads: calls wait for each other.
    It can be pickled and copied, so ``Pool.map(reader.read, frames)`` works: each process makes a
    reader of its own from the same values. Readers made from equal values are equal.

    Parameters
    ----------
    family : Family or sequence of Family
        Lattice families, at the pitch of the stamps. A reader of several tries each; where two
        explain a frame about as well, it is UNREADABLE.
    panel : Panel
        The panel that the frames come from. Its kernel and noise may be off by a quarter or so.
    still : bool
        Whether you vouch that the face rests on the glass, as complete as it is made: then every
        wrong site is corrected that the code can correct. Otherwise the face may still be landing,
        and a word counts only if it is likelier than a part of another merchant's face.

    Raises
    ------
    TypeError
        `family` is no lattice family and no sequence of them, `panel` no panel, `still` no bool.
    ValueError
        No family, or one twice; a face of a family covers more nodes of the panel than the reader
        has room for.

    Warns
    -----
    UnfitWarning
        A family breaks a spacing limit of the panel, so fewer stamps are read.

    Examples
    --------
    >>> reader = FrameReader(family("lattice8"), panel("nexus5"))
    >>> reader.read(np.zeros((27, 15), np.int16)).outcome.name
    'EMPTY'
    """

    def __init__(
        self, family: Family | Sequence[Family], panel: Panel, *, still: bool = False
    ) -> None:
        families = (family,) if isinstance(family, Family) else _listed(family)
        if not isinstance(panel, Panel):
            raise TypeError(f"panel: expected a Panel, got {type(panel).__name__}")
        if not isinstance(still, bool):
            raise TypeError(f"still: expected a bool, got {type(still).__name__}")
        self.families = families
        self.panel = panel
        self.still = still
        self._make_room()
        for each in families:
            warn_if_unfit(each, panel)

    @property
    def family(self) -> Family:
        """The family that is read, the first of several."""
        return self.families[0]

    def _make_room(self) -> None:
        panel = self.panel
        self._shape = (panel.rows, panel.columns)
        self._tables = [make_tables(each, panel, still=self.still) for each in self.families]
        self._rooms = [self._make_kernels()]
        self._kernels = self._rooms[0]
        self._kernel = self._kernels[0]
        self._sites = [sites_of_cells(tables) for tables in self._tables]
        self._lock = Lock()

    def _make_kernels(self) -> list[FrameKernel]:
        """Make what one thread reads with: a kernel for each family."""
        return [FrameKernel(tables) for tables in self._tables]

    def __getstate__(self) -> dict[str, Any]:
        """Return what a reader is made from; its room stays where it is."""
        return {"families": self.families, "panel": self.panel, "still": self.still}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make the reader again, as it was made from these values."""
        vars(self).update(state)
        self._make_room()

    def __repr__(self) -> str:
        """Return one line: ``<FrameReader of lattice8 at 5 mm pitch on nexus5>``."""
        names = ", ".join(map(str, self.families))
        return f"<FrameReader of {names} on {self.panel.name}{', still' if self.still else ''}>"

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
        """Memory that one thread's reading works in, code tables included, of all families."""
        return sum(kernel.n_bytes for kernel in self._kernels)

    def read(self, frame: NDArray[np.int16]) -> Reading:
        """Read one frame.

        Parameters
        ----------
        frame : int16 (rows, columns)
            Deltas, touch positive.

        Returns
        -------
        Reading
            With `Outcome.EMPTY` or `Outcome.UNREADABLE` where no stamp could be read for certain.

        Raises
        ------
        TypeError
            `frame` is no int16 array; `as_frames` makes one of other numbers that fit.
        ValueError
            Its shape is not the panel's.
        """
        found = self._kernel.read(frame)
        if found is None:
            return self.read(array("frame", frame, np.int16, self._shape, CONVERTER))
        if len(self._kernels) == 1:
            return SILENT[found] if isinstance(found, int) else self._reading(0, *found)
        others = (kernel.read(frame) for kernel in self._kernels[1:])
        return self._reading_of([found, *(other for other in others if other is not None)])

    def read_many(
        self, frames: NDArray[np.int16] | Iterable[NDArray[np.int16]], threads: int = 1
    ) -> list[Reading]:
        """Read many frames, each as `read` would.

        Parameters
        ----------
        frames : int16 (n, rows, columns), or iterable of int16 (rows, columns)
            An iterable is gathered in memory before the first frame is read.
        threads : int
            1 to 64; each has a workspace of its own, kept for the next call.

        Returns
        -------
        list of Reading
            In the order of the frames.

        Raises
        ------
        TypeError, ValueError
            As for `read`; `threads` out of range.
        """
        threads = whole("threads", threads, 1, MOST_THREADS)
        frames = self._stacked(frames)
        with self._lock:
            while len(self._rooms) < threads:
                self._rooms.append(self._make_kernels())
            edges = np.linspace(0, len(frames), threads + 1).astype(int)
            parts = [frames[first:end] for first, end in pairwise(edges.tolist())]
            if threads == 1:
                found = [_found_in(self._kernels, parts[0])]
            else:
                with ThreadPoolExecutor(threads) as pool:
                    found = list(pool.map(_found_in, self._rooms, parts))
        return [self._reading_of(every) for part in found for every in part]

    def _stacked(
        self, frames: NDArray[np.int16] | Iterable[NDArray[np.int16]]
    ) -> NDArray[np.int16]:
        if isinstance(frames, (np.ndarray, str, bytes)) or not isinstance(frames, Iterable):
            return array("frame", frames, np.int16, (-1, *self._shape), CONVERTER)
        single = [
            array(f"frames[{n}]", frame, np.int16, self._shape, CONVERTER)
            for n, frame in enumerate(frames)
        ]
        return np.stack(single) if single else np.empty((0, *self._shape), np.int16)

    def look(self, frame: NDArray[np.int16]) -> FrameSight:
        """Read one frame, and return it with its reading: in a notebook, a picture of both.

        Returns
        -------
        FrameSight
            Of the family that was read, or of the first where none was.

        Raises
        ------
        TypeError, ValueError
            As for `read`.
        """
        reading = self.read(frame)
        family = self.families[self._number_of(reading)]
        return FrameSight(frame, reading, self.evidence(frame), family, self.panel)

    def evidence(self, frame: NDArray[np.int16]) -> NDArray[np.float64] | None:
        """Tell how likely each site holds a dot, at the pose that was tried last.

        Returns
        -------
        float64 (n_sites,) or None
            0 to 1, in the order of ``family.sites``, turned with the pose where a stamp was read;
            None where nothing looked like a face.

        Raises
        ------
        TypeError, ValueError
            As for `read`.
        """
        frame = array("frame", frame, np.int16, self._shape, CONVERTER)
        k = self._number_of(self.read(frame))
        tables = self._tables[k]
        cells = np.zeros(len(tables.present), np.float32)
        turns = self._kernels[k].evidence(frame, cells)
        if turns < 0:
            return None
        upright = np.rot90(cells.reshape(tables.n, tables.n), turns).ravel()
        evidence: NDArray[np.float64] = upright[tables.present == 1].astype(np.float64)
        return evidence

    def _number_of(self, reading: Reading) -> int:
        """Return which family was read, 0 where none was."""
        names = [each.name for each in self.families]
        return 0 if reading.family is None else names.index(reading.family)

    def _reading_of(self, every: Sequence[int | Stamp]) -> Reading:
        """Return the reading of the family that explains the frame best (docs/reader.md 10.4)."""
        made = {k: found for k, found in enumerate(every) if not isinstance(found, int)}
        if not made:
            return SILENT[max(found for found in every if isinstance(found, int))]
        if len(made) > 1:
            # the same sites show the same dots: their words differ; other sites are other faces
            geometries = {(self.families[k].columns, self.families[k].pitch_mm) for k in made}
            claims = {k: found[ODDS if len(geometries) == 1 else NATS] for k, found in made.items()}
            first, second = sorted(claims, key=lambda k: claims[k], reverse=True)[:2]
            if claims[first] - claims[second] < FAMILY_NATS:
                return SILENT[Outcome.UNREADABLE]
            return self._reading(first, *made[first])
        ((k, found),) = made.items()
        return self._reading(k, *found)

    def _reading(
        self,
        family: int,
        status: int,
        merchant: int,
        x: float,
        y: float,
        angle: float,
        margin: float,
        odds: float,
        nats: float,
        missing: int,
        added: int,
        quarters: int,
    ) -> Reading:
        del odds, nats
        pitch_mm = self.panel.pitch_mm
        outcome = Outcome(status)
        lacking: tuple[int, ...] = ()
        extra: tuple[int, ...] = ()
        if missing or added:
            sites = self._sites[family][quarters]
            lacking, extra = _sites_in(missing, sites), _sites_in(added, sites)
        return Reading(
            outcome,
            merchant if outcome is Outcome.READ else None,
            Pose((x + 0.5) * pitch_mm, (y + 0.5) * pitch_mm, math.degrees(angle) % 360.0),
            len(lacking) + len(extra),
            margin,
            lacking,
            extra,
            self.families[family].name,
        )


def _listed(families: Sequence[Family]) -> tuple[Family, ...]:
    """Check a sequence of families."""
    if not isinstance(families, Sequence) or not all(isinstance(each, Family) for each in families):
        kind = type(families).__name__
        raise TypeError(f"family: expected a lattice Family or a sequence of them, got {kind}")
    if not families:
        raise ValueError("family: expected at least one")
    names = [each.name for each in families]
    if len(set(names)) < len(names):
        raise ValueError(f"family: expected each once, got {', '.join(names)}")
    return tuple(families)


def sites_of_cells(tables: Tables) -> NDArray[np.int64]:
    """Return the site that lies in each cell of a face turned by 0 to 3 quarters, (4, n * n)."""
    n = tables.n
    site_of_cell = np.where(tables.present == 1, np.cumsum(tables.present) - 1, -1)
    # cell (r, c) of a face that was turned k quarters clockwise holds what stood there before
    turned = [np.rot90(site_of_cell.reshape(n, n), -k).ravel() for k in range(4)]
    found: NDArray[np.int64] = np.array(turned, np.int64)
    return found


def _sites_in(cells: int, sites: NDArray[np.int64]) -> tuple[int, ...]:
    """List the sites in cells, a bit each."""
    return tuple(sorted(int(sites[k]) for k in range(len(sites)) if cells >> k & 1))


def _found_in(
    kernels: Sequence[FrameKernel], frames: NDArray[np.int16]
) -> list[tuple[int | Stamp, ...]]:
    """Read frames with each kernel, as `FrameKernel.read` does."""
    n = len(frames)
    columns = []
    for kernel in kernels:
        outcome, merchant = np.zeros(n, np.int8), np.zeros(n, np.int64)
        pose, sureness = np.zeros((n, 3)), np.zeros((n, 3))
        differs, quarters = np.zeros((n, 2), np.uint64), np.zeros(n, np.int8)
        kernel.read_block(frames, outcome, merchant, pose, sureness, differs, quarters)
        rows = zip(
            outcome.tolist(),
            merchant.tolist(),
            pose.tolist(),
            sureness.tolist(),
            differs.tolist(),
            quarters.tolist(),
            strict=True,
        )
        columns.append(
            [
                (status, who, *place, *sure, *sites, turns) if status >= Outcome.READ else status
                for status, who, place, sure, sites, turns in rows
            ]
        )
    return list(zip(*columns, strict=True))


def warn_if_unfit(family: Family, panel: Panel) -> None:
    """Warn the caller of `FrameReader` if the family breaks a limit of the panel, in one line."""
    broken = family.violations(panel)
    if broken:
        rules = ", ".join(violation.rule for violation in broken)
        warnings.warn(
            f"{family} breaks limits of panel {panel.name} ({rules}): {broken[0].reason}; "
            "family.fit(panel) returns a size that breaks none",
            UnfitWarning,
            stacklevel=3,
        )
