"""Frames or contacts out of bytes of the protocol, whoever brings the bytes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic

from stampcodec.stream.framesource import ContactSource, FrameSource, Item

if TYPE_CHECKING:
    from stampcodec._panel import Panel
    from stampcodec.stream.losses import Losses
    from stampcodec.stream.timed import TimedContacts, TimedFrame


class WireStream(ABC, Generic[Item]):
    """A device that is there, or was recorded; `WireFrames` and `WireContacts` show it as a source.

    Attributes
    ----------
    name : str
    is_over : bool
    """

    name: str
    is_over: bool = False

    @property
    @abstractmethod
    def panel(self) -> Panel:
        """The device's panel, or the one that was given in its place."""

    @property
    @abstractmethod
    def losses(self) -> Losses:
        """What was lost so far."""

    @abstractmethod
    def read(self, timeout_s: float | None) -> list[Item]:
        """As `Source.read`."""

    @abstractmethod
    def close(self) -> None:
        """Give everything back; harmless when that has been done."""


class WireFrames(FrameSource):
    """The frames of a stream.

    Parameters
    ----------
    stream : WireStream
    """

    def __init__(self, stream: WireStream[TimedFrame]) -> None:
        super().__init__(stream.name)
        self._stream = stream
        self._has_ended = stream.is_over

    @property
    def panel(self) -> Panel:
        """The panel that the frames are from."""
        return self._stream.panel

    @property
    def losses(self) -> Losses:
        """What was lost so far."""
        return self._stream.losses

    def _arrived(self, timeout_s: float | None) -> list[TimedFrame]:
        items = self._stream.read(timeout_s)
        self._has_ended = self._stream.is_over
        return items

    def _release(self) -> None:
        self._stream.close()


class WireContacts(ContactSource):
    """The contacts of a stream.

    Parameters
    ----------
    stream : WireStream
    """

    def __init__(self, stream: WireStream[TimedContacts]) -> None:
        super().__init__(stream.name)
        self._stream = stream
        self._has_ended = stream.is_over

    @property
    def panel(self) -> Panel:
        """The panel that the contacts are from."""
        return self._stream.panel

    @property
    def losses(self) -> Losses:
        """What was lost so far."""
        return self._stream.losses

    def _arrived(self, timeout_s: float | None) -> list[TimedContacts]:
        items = self._stream.read(timeout_s)
        self._has_ended = self._stream.is_over
        return items

    def _release(self) -> None:
        self._stream.close()
