"""What a device's end of a link can do."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

# A client's commands are a few dozen bytes; whoever floods the line is read in such pieces.
READ_BYTES = 4096


class DevicePort(ABC):
    """A device's end. A context manager that closes it.

    Attributes
    ----------
    announcement : str
        What people must know to connect to it.
    starts_itself : bool
        No client can ask for frames, so the device starts without being asked.
    unheard : int
        Bytes that were sent while nobody was connected, or that a client that broke off had not
        been given.
    added : int
        Bytes that a client was given beyond what was sent, when the connection was broken.
    unread : int
        Bytes that a client had sent and nobody had read when the connection was broken.
    """

    announcement: str
    starts_itself: bool = False
    unheard: int = 0
    added: int = 0
    unread: int = 0

    @abstractmethod
    def receive(self) -> bytes:
        """Return what the client has sent, empty where that is nothing."""

    @abstractmethod
    def send(self, data: bytes) -> int:
        """Send bytes as far as they are taken; return how many were."""

    @abstractmethod
    def wait(self, timeout_s: float, *, to_send: bool) -> None:
        """Wait until the client has sent something, or with `to_send` takes something."""

    @property
    def has_drained(self) -> bool:
        """Whether the client has read everything, as far as that can be known."""
        return True

    @abstractmethod
    def hang_up(self) -> None:
        """Break the connection as a pulled plug does, and be there for the next client."""

    @abstractmethod
    def close(self) -> None:
        """Give everything back, and leave nothing behind; harmless when that has been done."""

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


def read_at_once(descriptor: int) -> bytes | None:
    """Read what a descriptor that does not block holds; None where that is nothing."""
    try:
        return os.read(descriptor, READ_BYTES)
    except BlockingIOError:
        return None


def write_at_once(descriptor: int, data: bytes) -> int:
    """Write what a descriptor that does not block takes; return how much that is."""
    with suppress(BlockingIOError):
        return os.write(descriptor, data)
    return 0
