"""Frames of a file, one of the formats that carry neither panel nor times."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stampcodec.frames import STRAIGHT, Wiring, frame_blocks
from stampcodec.stream.framesource import FrameSource
from stampcodec.stream.timed import TimedFrame

if TYPE_CHECKING:
    from collections.abc import Callable

    from stampcodec._panel import Panel
    from stampcodec.bytesource import ByteSource
    from stampcodec.fileformat import Format


class FileSource(FrameSource):
    """Frames of an ``.npy``, ``.npz``, ``.csv`` or ``.td16`` file or pipe.

    Parameters
    ----------
    source : ByteSource
        At its start.
    form : Format
    panel : Panel
    rate_hz : float
        Frames a second; the first is at 0.
    wiring : Wiring
        How the stored data differs from the panel view.
    close : callable
        Closes the file.
    """

    def __init__(
        self,
        source: ByteSource,
        form: Format,
        panel: Panel,
        rate_hz: float,
        wiring: Wiring = STRAIGHT,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(source.name)
        self._panel, self._rate_hz, self._close = panel, rate_hz, close
        self._blocks = frame_blocks(source, form, panel.rows, panel.columns, wiring)
        self._n = 0

    @property
    def panel(self) -> Panel:
        """The panel that was given."""
        return self._panel

    def _arrived(self, timeout_s: float | None) -> list[TimedFrame]:  # noqa: ARG002 - a file is there
        block = next(self._blocks, None)
        if block is None:
            self._has_ended = True
            return []
        first, self._n = self._n, self._n + len(block)
        return [TimedFrame((first + n) / self._rate_hz, counts) for n, counts in enumerate(block)]

    def _release(self) -> None:
        self._close()
