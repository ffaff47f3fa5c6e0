"""Frames of a touch device of Linux: ``/dev/v4l-touch0``, TD16 or TU16.

Drivers of touch controllers (rmi4, atmel_mxt_ts, sur40 and others) offer what the panel measures
as a video stream. TD16 are deltas. TU16 are unsigned raw counts: the first frame is taken for the
empty panel, and frames are what differs from it.

It was written from the documentation below and tested on a stand-in for the kernel; none of these
devices was at hand.

References
----------
Linux kernel documentation, "Video for Linux API": Touch Devices, V4L2_TCH_FMT_DELTA_TD16,
V4L2_TCH_FMT_TU16, ioctl VIDIOC_QUERYCAP, VIDIOC_G_FMT, VIDIOC_REQBUFS, VIDIOC_QBUF, and
"Streaming I/O (Memory Mapping)".
"""

from __future__ import annotations

import ctypes
import time
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from stampcodec.errors import PortClosedError, PortError
from stampcodec.frames import STRAIGHT, Wiring
from stampcodec.source import v4l2
from stampcodec.stream.framesource import FrameSource
from stampcodec.stream.losses import Losses
from stampcodec.stream.timed import TimedFrame

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from stampcodec._panel import Panel
    from stampcodec.source.videofile import Memory

DELTAS, RAW = v4l2.fourcc("TD16"), v4l2.fourcc("TU16")
# Buffers that the driver fills in turn: a reader may be late by three frames.
BUFFERS = 4
FRAMES_NUMBERED = 1 << 32
MOST_COUNT = 32767


class Video(Protocol):
    """What the source needs of an open device; `VideoFile` is the real one."""

    name: str

    def request(self, number: int, argument: ctypes.Structure | ctypes.c_int) -> bool:
        """As `VideoFile.request`."""

    def map(self, length: int, offset: int) -> Memory:
        """As `VideoFile.map`."""

    def read(self, most: int) -> bytes:
        """As `VideoFile.read`."""

    def wait(self, timeout_s: float | None) -> bool:
        """As `VideoFile.wait`."""

    def close(self) -> None:
        """As `VideoFile.close`."""


class _Taken(NamedTuple):
    time_s: float
    sequence: int
    counts: NDArray[np.integer]


class V4l2Source(FrameSource):
    """Frames of a V4L2 touch device.

    Parameters
    ----------
    video : VideoFile
        Open; the source closes it.
    panel : Panel or None
        The driver gives the number of nodes, not their distance: a panel is needed.
    wiring : Wiring
        How the sensor's data differs from the panel view.
    now_s : callable
        A clock for drivers that give no times.

    Raises
    ------
    PortError
        It is no touch device, its format is another one, or it does not fit the panel.
    """

    def __init__(
        self,
        video: Video,
        panel: Panel | None,
        wiring: Wiring = STRAIGHT,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(video.name)
        self._video, self._wiring, self._now_s = video, wiring, now_s
        self._maps: list[Memory] = []
        self._reference: NDArray[np.int32] | None = None
        self._last: _Taken | None = None
        self._dropped = self._refused = 0
        self._is_streaming = False
        try:
            self._open(panel)
        except OSError as error:
            self.close()
            problem = f"expected a V4L2 touch device: {(error.strerror or str(error)).lower()}"
            raise PortError(self.name, "", problem) from None
        except BaseException:
            self.close()
            raise

    @property
    def panel(self) -> Panel:
        """The panel that was given."""
        return self._panel

    @property
    def losses(self) -> Losses:
        """What was lost so far: frames that the driver had no buffer for."""
        return Losses(frames_dropped=self._dropped, frames_refused=self._refused)

    def _arrived(self, timeout_s: float | None) -> list[TimedFrame]:
        try:
            if not self._video.wait(timeout_s):
                return []
            frames = []
            while (taken := self._take()) is not None:
                frame = self._frame(taken)
                if frame is not None:
                    frames.append(frame)
        except OSError as error:
            raise PortClosedError(self.name, "", f"the device has gone: {error}") from None
        return frames

    def _release(self) -> None:
        if self._is_streaming:
            self._is_streaming = False
            with suppress(OSError):
                self._video.request(v4l2.STREAMOFF, ctypes.c_int(v4l2.CAPTURE))
        self._maps.clear()
        self._video.close()

    def _open(self, panel: Panel | None) -> None:
        capability = v4l2.Capability()
        self._video.request(v4l2.QUERYCAP, capability)
        able = capability.capabilities
        if able & v4l2.CAP_DEVICE_CAPS:
            able = capability.device_caps
        if not able & v4l2.CAP_TOUCH:
            raise PortError(self.name, "", "expected a touch device, this is another video device")
        form = v4l2.Format(type=v4l2.CAPTURE)
        self._video.request(v4l2.G_FMT, form)
        self._pixels = form.fmt.pix
        if self._pixels.pixelformat not in (DELTAS, RAW):
            given = int(self._pixels.pixelformat).to_bytes(4, "little").decode("ascii", "replace")
            raise PortError(self.name, "", f"expected frames in TD16 or TU16, got {given!r}")
        self._panel = self._fitting(panel)
        if able & v4l2.CAP_STREAMING:
            self._start_stream()
        elif not able & v4l2.CAP_READWRITE:
            raise PortError(self.name, "", "expected a device that streams or can be read")

    def _fitting(self, panel: Panel | None) -> Panel:
        stored = (self._pixels.height, self._pixels.width)
        if panel is None:
            raise PortError(
                self.name,
                "panel",
                f"the driver does not tell the pitch of its {stored[0]} x "
                f"{stored[1]} nodes; give a panel, {stored[0]}x{stored[1]}@4.1 for instance",
            )
        if self._wiring.stored_shape(panel.rows, panel.columns) != stored:
            raise PortError(
                self.name,
                "panel",
                f"expected {panel.rows} x {panel.columns} nodes "
                f"({panel.name}), the device has {stored[0]} x {stored[1]}",
            )
        return panel

    def _start_stream(self) -> None:
        wanted = v4l2.RequestBuffers(count=BUFFERS, type=v4l2.CAPTURE, memory=v4l2.MMAP)
        self._video.request(v4l2.REQBUFS, wanted)
        for index in range(wanted.count):
            buffer = self._buffer(index)
            self._video.request(v4l2.QUERYBUF, buffer)
            self._maps.append(self._video.map(buffer.length, buffer.m.offset))
            self._video.request(v4l2.QBUF, buffer)
        self._video.request(v4l2.STREAMON, ctypes.c_int(v4l2.CAPTURE))
        self._is_streaming = True

    def _buffer(self, index: int = 0) -> v4l2.Buffer:
        return v4l2.Buffer(index=index, type=v4l2.CAPTURE, memory=v4l2.MMAP)

    def _take(self) -> _Taken | None:
        if not self._is_streaming:
            sequence = 0 if self._last is None else self._last.sequence + 1
            data = self._video.read(self._pixels.sizeimage)
            return _Taken(self._now_s(), sequence, self._counts(data)) if data else None
        buffer = self._buffer()
        if not self._video.request(v4l2.DQBUF, buffer):
            return None
        data = bytes(self._maps[buffer.index][: buffer.bytesused])
        time_s = buffer.timestamp.seconds + buffer.timestamp.microseconds / 1e6
        taken = _Taken(time_s, buffer.sequence, self._counts(data))
        self._video.request(v4l2.QBUF, buffer)
        return taken

    def _counts(self, data: bytes) -> NDArray[np.integer]:
        """Return the counts of a frame, (rows, columns) as stored; empty where some are missing."""
        rows, columns = self._pixels.height, self._pixels.width
        line = max(self._pixels.bytesperline, 2 * columns)
        if len(data) < line * (rows - 1) + 2 * columns:
            return np.empty((0, 0), np.int16)
        # The last line may end without what pads the others.
        padded = np.frombuffer(data.ljust(line * rows, b"\0")[: line * rows], np.uint8)
        whole = padded.reshape(rows, line)[:, : 2 * columns].copy()
        return whole.view("<i2" if self._pixels.pixelformat == DELTAS else "<u2")

    def _frame(self, taken: _Taken) -> TimedFrame | None:
        last = self._last
        if not taken.counts.size or (last is not None and taken.time_s <= last.time_s):
            self._refused += 1
            return None
        if last is not None:
            self._dropped += (taken.sequence - last.sequence - 1) % FRAMES_NUMBERED
        self._last = taken
        if self._pixels.pixelformat == DELTAS:
            deltas = taken.counts.astype(np.int16)
        else:
            raw = taken.counts.astype(np.int32)
            if self._reference is None:
                self._reference = raw
            deltas = np.clip(raw - self._reference, -MOST_COUNT, MOST_COUNT).astype(np.int16)
        return TimedFrame(taken.time_s, self._wiring.straightened(deltas[None])[0])
