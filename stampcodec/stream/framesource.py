"""The interface of all sources."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

from stampcodec.stream.losses import Losses
from stampcodec.stream.timed import TimedContacts, TimedFrame

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from typing_extensions import Self

    from stampcodec._panel import Panel

Item = TypeVar("Item")


class Source(ABC, Generic[Item]):
    """Where frames or contacts come from. A context manager that closes it.

    Iteration gives each as it arrives, until the source is over; a device's never is.

    Attributes
    ----------
    name : str
        The word by which it was opened; for messages.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._waiting: deque[Item] = deque()
        self._has_ended = False

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come: a file has ended, or the source was closed."""
        return self._has_ended and not self._waiting

    @property
    @abstractmethod
    def panel(self) -> Panel | None:
        """The panel, where it is known."""

    @property
    def losses(self) -> Losses:
        """What was lost so far."""
        return Losses()

    def read(self, timeout_s: float | None = None) -> list[Item]:
        """Return what has arrived, and wait for the first if that is nothing.

        Parameters
        ----------
        timeout_s : float, optional
            How long to wait for a device, seconds; by default without end. A file is read without
            regard to it.

        Returns
        -------
        list
            In the order of time, which ascends over all calls too. Empty when the time was up,
            or the source `is_over`.

        Raises
        ------
        FileError
            The file breaks its format, or the device has gone for good.
        OSError
            The file cannot be read.
        """
        if self._waiting:
            items = list(self._waiting)
            self._waiting.clear()
            return items
        return [] if self._has_ended else self._arrived(timeout_s)

    def close(self) -> None:
        """Give everything back; harmless when that has been done."""
        self._has_ended = True
        self._waiting.clear()
        self._release()

    @abstractmethod
    def _arrived(self, timeout_s: float | None) -> list[Item]:
        """As `read`; sets `_has_ended` at the end."""

    @abstractmethod
    def _release(self) -> None:
        """Close what was opened; harmless when that has been done."""

    def __iter__(self) -> Iterator[Item]:
        """Yield each item as it arrives; what is not taken stays for the next call."""
        while not self.is_over:
            # What has been read is kept here, and not by an iterator that may be dropped.
            self._waiting.extend(self.read())
            while self._waiting:
                yield self._waiting.popleft()

    def __enter__(self) -> Self:
        """Return the source itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the source."""
        self.close()


class FrameSource(Source[TimedFrame]):
    """A source of frames; iteration gives each with its ``time_s`` and ``counts``.

    `open_source` makes one, and so does the emulator.
    """

    @property
    @abstractmethod
    def panel(self) -> Panel:
        """The panel that the frames are from."""


class ContactSource(Source[TimedContacts]):
    """A source of contacts; iteration gives each scan with its ``time_s`` and ``contacts``.

    ``open_source(..., contacts=True)`` makes one. Lengths are millimetres, but those of a file of
    a web page: see `px_per_mm`.
    """

    @property
    def px_per_mm(self) -> float | None:
        """Units of lengths a millimetre: 1, or pixels of a file; None where nobody knows."""
        return 1.0
