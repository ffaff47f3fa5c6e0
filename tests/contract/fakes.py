"""Stand-ins for devices that are not at hand, written from the kernel's documentation."""

from __future__ import annotations

import ctypes
import errno
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from stampcodec.contacts.inputevent import (
    ABS_MT_POSITION_X,
    ABS_MT_POSITION_Y,
    ABS_MT_SLOT,
    ABS_MT_TRACKING_ID,
    EV_ABS,
    EV_SYN,
    SYN_REPORT,
)
from stampcodec.source import v4l2

PAGE = 4096
TOUCH = v4l2.CAP_VIDEO_CAPTURE | v4l2.CAP_TOUCH


class FakeVideo:
    """A V4L2 touch driver: fills buffers in turn, as "Streaming I/O (Memory Mapping)" has it.

    A frame that finds no buffer is dropped, and its number with it.
    """

    name = "/dev/v4l-touch0"

    def __init__(
        self,
        frames: NDArray[Any],
        *,
        able: int = TOUCH | v4l2.CAP_STREAMING,
        pixels: str = "TD16",
        padding: int = 0,
        period_us: int = 10_000,
    ) -> None:
        self.frames, self.able, self.pixels = frames, able, pixels
        self.line = 2 * frames.shape[2] + padding
        self.padding, self.period_us = padding, period_us
        self.at = 0
        self.queue: list[int] = []
        self.memory: list[bytearray] = []
        self.streaming = self.closed = self.gone = False

    def image(self, n: int) -> bytes:
        rows = self.frames[n].astype("<i2" if self.pixels == "TD16" else "<u2")
        return b"".join(row.tobytes() + bytes(self.padding) for row in rows)

    def request(self, number: int, argument: Any) -> bool:
        if self.gone:
            raise OSError(errno.ENODEV, "No such device")
        match number:
            case v4l2.QUERYCAP:
                argument.capabilities = self.able | v4l2.CAP_DEVICE_CAPS
                argument.device_caps = self.able
            case v4l2.G_FMT:
                assert argument.type == v4l2.CAPTURE
                pix = argument.fmt.pix
                _, pix.height, pix.width = self.frames.shape
                pix.pixelformat = v4l2.fourcc(self.pixels)
                pix.bytesperline, pix.sizeimage = self.line, self.line * pix.height
            case v4l2.REQBUFS:
                argument.count = 2
                self.memory = [bytearray(len(self.image(0))) for _ in range(2)]
            case v4l2.QUERYBUF:
                argument.length = len(self.memory[argument.index])
                argument.m.offset = PAGE * argument.index
            case v4l2.QBUF:
                assert argument.index not in self.queue
                self.queue.append(argument.index)
            case v4l2.DQBUF:
                return self.fill(argument)
            case v4l2.STREAMON | v4l2.STREAMOFF:
                assert isinstance(argument, ctypes.c_int)
                self.streaming = number == v4l2.STREAMON
            case _:
                raise OSError(errno.ENOTTY, "Inappropriate ioctl for device")
        return True

    def fill(self, buffer: Any) -> bool:
        assert self.streaming
        if self.at == len(self.frames) or not self.queue:
            return False
        buffer.index = self.queue.pop(0)
        image = self.image(self.at)
        self.memory[buffer.index][:] = image
        buffer.bytesused, buffer.sequence = len(image), self.at
        taken_us = self.at * self.period_us
        buffer.timestamp.seconds, buffer.timestamp.microseconds = divmod(taken_us, 1_000_000)
        self.at += 1
        return True

    def map(self, length: int, offset: int) -> bytearray:
        assert length == len(self.memory[offset // PAGE])
        return self.memory[offset // PAGE]

    def read(self, most: int) -> bytes:
        if self.at == len(self.frames):
            return b""
        self.at += 1
        return self.image(self.at - 1)[:most]

    def wait(self, timeout_s: float | None) -> bool:
        assert timeout_s is not None or self.at < len(self.frames), "would wait for ever"
        return self.at < len(self.frames)

    def close(self) -> None:
        self.closed = True


class Info(NamedTuple):
    """``evdev.AbsInfo``."""

    value: int
    min: int
    max: int
    fuzz: int
    flat: int
    resolution: int


class Event(NamedTuple):
    """``evdev.InputEvent``."""

    sec: int
    usec: int
    type: int
    code: int
    value: int


class FakeInput:
    """A multi-touch screen of protocol B, as python-evdev shows it: one contact that moves."""

    fd = -1
    name = "touch screen"

    def __init__(self, scans: int = 30, resolution: int = 10) -> None:
        self.left, self.resolution = scans, resolution
        self.n = 0
        self.closed = False

    def capabilities(self, *, absinfo: bool) -> dict[int, list[Any]]:
        assert absinfo
        axes = {
            ABS_MT_SLOT: (9, 0),
            ABS_MT_POSITION_X: (1000, self.resolution),
            ABS_MT_POSITION_Y: (2000, self.resolution),
            ABS_MT_TRACKING_ID: (65535, 0),
        }
        return {EV_ABS: [(code, Info(0, 0, most, 0, 0, per)) for code, (most, per) in axes.items()]}

    def read(self) -> list[Event]:
        if not self.left:
            raise BlockingIOError
        self.left -= 1
        self.n += 1
        sec, usec = divmod(10_000 * self.n, 1_000_000)
        changes = [(ABS_MT_POSITION_X, 100 + self.n), (ABS_MT_POSITION_Y, 400)]
        if self.n == 1:
            changes = [(ABS_MT_TRACKING_ID, 7), *changes]
        events = [Event(sec, usec, EV_ABS, code, value) for code, value in changes]
        return [*events, Event(sec, usec, EV_SYN, SYN_REPORT, 0)]

    def close(self) -> None:
        self.closed = True


def made_frames(n: int, rows: int = 27, columns: int = 15) -> NDArray[np.int16]:
    """Return frames of noise, each another."""
    return np.random.default_rng(1).integers(-9, 10, (n, rows, columns)).astype(np.int16)
