"""The part of Linux's video interface that touch devices have, as structs and requests.

References
----------
Linux kernel documentation, "Video for Linux API", Touch Devices; include/uapi/linux/videodev2.h.
"""

from __future__ import annotations

import ctypes as c

u8, u32, s32 = c.c_uint8, c.c_uint32, c.c_int32

CAPTURE, MMAP = 1, 1
"""``V4L2_BUF_TYPE_VIDEO_CAPTURE`` and ``V4L2_MEMORY_MMAP``."""
CAP_VIDEO_CAPTURE, CAP_READWRITE, CAP_STREAMING = 0x1, 0x01000000, 0x04000000
CAP_TOUCH, CAP_DEVICE_CAPS = 0x10000000, 0x80000000


def fourcc(name: str) -> int:
    """Return the number of a pixel format: four letters, the first in the lowest byte."""
    return int.from_bytes(name.encode("ascii"), "little")


class Capability(c.Structure):
    """``struct v4l2_capability``."""

    _fields_ = (
        ("driver", u8 * 16),
        ("card", u8 * 32),
        ("bus_info", u8 * 32),
        ("version", u32),
        ("capabilities", u32),
        ("device_caps", u32),
        ("reserved", u32 * 3),
    )


class PixelFormat(c.Structure):
    """``struct v4l2_pix_format``, up to what touch devices fill in."""

    _fields_ = (
        ("width", u32),
        ("height", u32),
        ("pixelformat", u32),
        ("field", u32),
        ("bytesperline", u32),
        ("sizeimage", u32),
        ("colorspace", u32),
    )


class _AnyFormat(c.Union):
    # The longest member of the kernel's union holds pointers, and so sets the alignment.
    _fields_ = (("pix", PixelFormat), ("raw", u8 * 200), ("alignment", c.c_void_p))


class Format(c.Structure):
    """``struct v4l2_format``."""

    _fields_ = (("type", u32), ("fmt", _AnyFormat))


class RequestBuffers(c.Structure):
    """``struct v4l2_requestbuffers``."""

    _fields_ = (
        ("count", u32),
        ("type", u32),
        ("memory", u32),
        ("capabilities", u32),
        ("flags", u8),
        ("reserved", u8 * 3),
    )


class _TimeValue(c.Structure):
    _fields_ = (("seconds", c.c_long), ("microseconds", c.c_long))


class _TimeCode(c.Structure):
    _fields_ = (("type", u32), ("flags", u32), ("parts", u8 * 4), ("userbits", u8 * 4))


class _Memory(c.Union):
    _fields_ = (("offset", u32), ("userptr", c.c_ulong), ("planes", c.c_void_p), ("fd", s32))


class Buffer(c.Structure):
    """``struct v4l2_buffer``."""

    _fields_ = (
        ("index", u32),
        ("type", u32),
        ("bytesused", u32),
        ("flags", u32),
        ("field", u32),
        ("timestamp", _TimeValue),
        ("timecode", _TimeCode),
        ("sequence", u32),
        ("memory", u32),
        ("m", _Memory),
        ("length", u32),
        ("reserved2", u32),
        ("request_fd", s32),
    )


def _request(direction: int, number: int, size: int) -> int:
    # include/uapi/asm-generic/ioctl.h
    return direction << 30 | size << 16 | ord("V") << 8 | number


_WRITE, _READ = 1, 2
QUERYCAP = _request(_READ, 0, c.sizeof(Capability))
G_FMT = _request(_READ | _WRITE, 4, c.sizeof(Format))
REQBUFS = _request(_READ | _WRITE, 8, c.sizeof(RequestBuffers))
QUERYBUF = _request(_READ | _WRITE, 9, c.sizeof(Buffer))
QBUF = _request(_READ | _WRITE, 15, c.sizeof(Buffer))
DQBUF = _request(_READ | _WRITE, 17, c.sizeof(Buffer))
STREAMON = _request(_WRITE, 18, c.sizeof(c.c_int))
STREAMOFF = _request(_WRITE, 19, c.sizeof(c.c_int))
