"""Recordings of a link: the frames that a touch controller sent.

References
----------
docs/protocol.md, section 9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stampcodec.errors import FrameFileError
from stampcodec.stream.reception import Reception
from stampcodec.stream.recordingstream import RecordingStream
from stampcodec.stream.timed import TimedFrame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from stampcodec._panel import Panel
    from stampcodec.bytesource import ByteSource
    from stampcodec.frames.stored import Stored


def blocks(stored: Stored) -> Iterator[NDArray[np.generic]]:
    """Return the frames of a recording, as many at a time as have arrived."""
    stream = _stream(stored)
    n = 0
    while not stream.is_over:
        frames = [frame.counts for frame in stream.read(None)]
        n += len(frames)
        for first in range(0, len(frames), stored.most):
            yield np.stack(frames[first : first + stored.most])
    if not n:
        stored.fail("", "expected frames, the recording holds none")


def panel_of(source: ByteSource) -> Panel:
    """Return the panel that a recording is from; nothing is taken.

    Raises
    ------
    FrameFileError
        The recording does not say.
    PortError, DescriptionError
        What it says is none of a panel.
    """

    def panel_in(head: bytes) -> Panel | None:
        reception = Reception(source.name, TimedFrame, None)
        for _ in reception.packets(head):
            if reception.panel is not None:
                break
        return reception.panel

    panel = panel_in(source.head(lambda head: panel_in(head) is not None))
    if panel is None:
        raise FrameFileError(source.name, "panel", "the recording does not describe its panel")
    return panel


def _stream(stored: Stored) -> RecordingStream[TimedFrame]:
    own = panel_of(stored.source)
    if (own.rows, own.columns) != stored.shape:
        rows, columns = stored.shape
        stored.fail(
            "panel",
            f"expected {rows} x {columns} nodes, the recording is from {own.name}, "
            f"{own.rows} x {own.columns}",
        )
    return RecordingStream(stored.source, TimedFrame, panel=own)
