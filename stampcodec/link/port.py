"""A port: one end of a link, as bytes in any pieces."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

# How much is read at once; a line at 921,600 baud delivers as much in 0.7 s.
READ_BYTES = 65_536


class Port(ABC):
    """One end of a link. A context manager that closes it.

    Attributes
    ----------
    name : str
        The word that it was opened by.
    is_live : bool
        A device is at the other end and can be told something. A file is not.
    """

    name: str
    is_live: bool = True

    @abstractmethod
    def read(self, timeout_s: float | None) -> bytes:
        """Return what has arrived, waiting so long for the first byte; None waits for ever.

        Returns
        -------
        bytes
            Empty when nothing came.

        Raises
        ------
        PortClosedError
            The other end has closed, or the device has gone: nothing more will come.
        """

    @abstractmethod
    def write(self, data: bytes) -> None:
        """Send bytes; whole, unless an error is raised.

        Raises
        ------
        PortClosedError
            Nobody is there to take them.
        """

    @abstractmethod
    def close(self) -> None:
        """Give the port back; harmless when that has been done."""

    def __enter__(self) -> Self:
        """Return the port itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the port."""
        self.close()
