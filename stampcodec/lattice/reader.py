"""Frames to merchant IDs: the Python face of the kernel.

It checks and converts, where the kernel does not take a frame as it is; everything that decides is
in ``_core``, read downwards from ``_core/frame/read.pyx``.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterable
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

MOST_THREADS = 64
CONVERTER = "stampcodec.as_frames"
# Readings without a stamp say nothing but their outcome; by the kernel's status.
SILENT = (Reading(Outcome.EMPTY), Reading(Outcome.UNREADABLE))


class FrameReader:
    """Reads the stamps of one family from the raw frames of one panel.

    Everything is allocated here; `read` allocates nothing but its result, takes bounded time on
    any frame and releases the GIL. A reader may be shared by threads: calls wait for each other.
    It can be pickled and copied, so ``Pool.map(reader.read, frames)`` works: each process makes a
    reader of its own from the same family and panel. Readers made from equal values are equal.

    Parameters
    ----------
    family : Family
        A lattice family, at the pitch of the stamps.
    panel : Panel
        The panel that the frames come from. Its kernel and noise may be off by a quarter or so.

    Raises
    ------
    TypeError
        `family` is no lattice family or `panel` no panel.
    ValueError
        A face of this family covers more nodes of the panel than the reader has room for.

    Warns
    -----
    UnfitWarning
        The family breaks a spacing limit of the panel, so fewer stamps are read.

    Examples
    --------
    >>> reader = FrameReader(family("lattice8"), panel("nexus5"))
    >>> reader.read(np.zeros((27, 15), np.int16)).outcome.name
    'EMPTY'
    """

    def __init__(self, family: Family, panel: Panel) -> None:
        if not isinstance(family, Family):
            raise TypeError(f"family: expected a lattice Family, got {type(family).__name__}")
        if not isinstance(panel, Panel):
            raise TypeError(f"panel: expected a Panel, got {type(panel).__name__}")
        self.family = family
        self.panel = panel
        self._make_room()
        warn_if_unfit(family, panel)

    def _make_room(self) -> None:
        panel = self.panel
        self._shape = (panel.rows, panel.columns)
        self._tables = make_tables(self.family, panel)
        self._kernels = [FrameKernel(self._tables)]
        self._kernel = self._kernels[0]
        self._lock = Lock()

    def __getstate__(self) -> dict[str, Any]:
        """Return what a reader is made from; its room stays where it is."""
        return {"family": self.family, "panel": self.panel}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make the reader again, as it was made from family and panel."""
        vars(self).update(state)
        self._make_room()

    def __repr__(self) -> str:
        """Return one line: ``<FrameReader of lattice8 at 5 mm pitch on nexus5>``."""
        return f"<FrameReader of {self.family} on {self.panel.name}>"

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
        """Memory that one thread's reading works in, code tables included."""
        return self._kernel.n_bytes

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
        return SILENT[found] if isinstance(found, int) else self._reading(*found)

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
        n = len(frames)
        outcome = np.zeros(n, np.int8)
        merchant = np.zeros(n, np.int64)
        pose = np.zeros((n, 3))
        corrected = np.zeros(n, np.int32)
        margin = np.zeros(n)

        def read_part(kernel: FrameKernel, part: slice) -> None:
            kernel.read_block(
                frames[part],
                outcome[part],
                merchant[part],
                pose[part],
                corrected[part],
                margin[part],
            )

        with self._lock:
            while len(self._kernels) < threads:
                self._kernels.append(FrameKernel(self._tables))
            edges = np.linspace(0, n, threads + 1).astype(int)
            parts = [slice(first, end) for first, end in pairwise(edges.tolist())]
            if threads == 1:
                read_part(self._kernel, parts[0])
            else:
                with ThreadPoolExecutor(threads) as pool:
                    list(pool.map(read_part, self._kernels, parts))
        rows = zip(
            outcome.tolist(),
            merchant.tolist(),
            pose.tolist(),
            corrected.tolist(),
            margin.tolist(),
            strict=True,
        )
        return [
            self._reading(found, who, x, y, angle, wrong, spare)
            if found >= Outcome.READ
            else SILENT[found]
            for found, who, (x, y, angle), wrong, spare in rows
        ]

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

        Raises
        ------
        TypeError, ValueError
            As for `read`.
        """
        return FrameSight(frame, self.read(frame), self.evidence(frame), self.family, self.panel)

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
        cells = np.zeros(len(self._tables.present), np.float32)
        turns = self._kernel.evidence(frame, cells)
        if turns < 0:
            return None
        n = self._tables.n
        upright = np.rot90(cells.reshape(n, n), turns).ravel()
        evidence: NDArray[np.float64] = upright[self._tables.present == 1].astype(np.float64)
        return evidence

    def _reading(
        self,
        status: int,
        merchant: int,
        x: float,
        y: float,
        angle: float,
        corrected: int,
        margin: float,
    ) -> Reading:
        pitch_mm = self.panel.pitch_mm
        outcome = Outcome(status)
        return Reading(
            outcome,
            merchant if outcome is Outcome.READ else None,
            Pose((x + 0.5) * pitch_mm, (y + 0.5) * pitch_mm, math.degrees(angle) % 360.0),
            corrected,
            margin,
        )


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
