"""A recording of a link, docs/protocol.md, section 9."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stampcodec.bytesource import HEAD_BYTES
from stampcodec.errors import FrameFileError
from stampcodec.stream.framesource import Item
from stampcodec.stream.reception import Reception
from stampcodec.stream.wirestream import WireStream
from stampcodec.wire import Arrival

if TYPE_CHECKING:
    from collections.abc import Callable

    from stampcodec._panel import Panel
    from stampcodec.bytesource import ByteSource
    from stampcodec.stream.losses import Losses


class RecordingStream(WireStream[Item]):
    """What a device sent, from a file or a pipe.

    Parameters
    ----------
    source : ByteSource
        At its start.
    wanted : type
        `TimedFrame` or `TimedContacts`.
    panel : Panel or None
        The panel that is expected; needed where the recording lost the description.
    notice : callable
        Takes a line for people.
    close : callable
        Closes the file.

    Raises
    ------
    FrameFileError
        The recording does not say which panel it is from, and none was given.
    PortError, DescriptionError
        As `Reception.packets`.
    """

    def __init__(
        self,
        source: ByteSource,
        wanted: type[Item],
        *,
        panel: Panel | None = None,
        notice: Callable[[str], None] = lambda _: None,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self.name = source.name
        self._source, self._notice, self._close = source, notice, close
        self._reception = Reception(self.name, wanted, panel)
        self._early: list[Item] = []
        while self._reception.panel is None and not self.is_over:
            # Frames before the description have no panel: none is expected there (clause 9.2).
            self._early += self._taken()
            if source.taken >= HEAD_BYTES:
                break
        if self._reception.panel is None:
            raise FrameFileError(
                self.name, "panel", "the recording does not describe its panel; give one"
            )
        self.is_over = self.is_over and not self._early

    @property
    def panel(self) -> Panel:
        """The device's panel."""
        panel = self._reception.panel
        assert panel is not None  # checked when it was opened
        return panel

    @property
    def losses(self) -> Losses:
        """What was lost so far."""
        return self._reception.losses

    def read(self, timeout_s: float | None) -> list[Item]:  # noqa: ARG002 - a file is there
        """Return what comes next; see `Source.read`."""
        items, self._early = self._early, []
        while not items and not self.is_over:
            items = self._taken()
        return items

    def close(self) -> None:
        """Close the file."""
        self.is_over = True
        self._early = []
        self._close()

    def _taken(self) -> list[Item]:
        data = self._source.some(HEAD_BYTES)
        if not data:
            self._reception.decoder.finish()
            self.is_over = True
            return []
        items = []
        for arrival, packet in self._reception.packets(data):
            if arrival is Arrival.RESTARTED:
                self._notice("the device restarted")
            item = self._reception.item(packet)
            if item is not None:
                items.append(item)
        return items
