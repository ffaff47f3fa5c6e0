"""What a client asks of a device. docs/protocol.md, clause 5.

Every request is answered by a `Reply` that names its sequence number.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag
from typing import ClassVar

from stampcodec.wire.frame import Coding
from stampcodec.wire.layout import Layout
from stampcodec.wire.message import Message


class Streams(IntFlag):
    """What a device sends of each scan."""

    NOTHING = 0
    FRAMES = 1
    CONTACTS = 2
    BOTH = 3


@dataclass(frozen=True)
class HelloRequest(Message):
    """Say hello."""

    NAME: ClassVar[str] = "hello_request"
    LAYOUT: ClassVar[Layout] = Layout(0x81, "")


@dataclass(frozen=True)
class DescriptionRequest(Message):
    """Send the description, or a part of it that was lost.

    Attributes
    ----------
    offset, length : int
        The bytes that are wanted; length 0: up to the end.
    """

    NAME: ClassVar[str] = "description_request"
    LAYOUT: ClassVar[Layout] = Layout(0x82, "offset:u32 length:u32")

    offset: int = 0
    length: int = 0


@dataclass(frozen=True)
class Start(Message):
    """Scan, and send what was asked for; in place of what was sent until now.

    Attributes
    ----------
    streams : int
        `Streams`.
    coding : int
        `Coding` of frames.
    rate_hz : int
        Scans a second; 0: the device's own.
    watchdog_ms : int
        Stop when nothing arrives from the client for so long; 0: never.
    """

    NAME: ClassVar[str] = "start"
    LAYOUT: ClassVar[Layout] = Layout(0x83, "streams:u8 coding:u8 rate_hz:u16 watchdog_ms:u32")

    streams: int = Streams.FRAMES
    coding: int = Coding.RICE
    rate_hz: int = 0
    watchdog_ms: int = 0


@dataclass(frozen=True)
class Stop(Message):
    """Send nothing more, and do not scan."""

    NAME: ClassVar[str] = "stop"
    LAYOUT: ClassVar[Layout] = Layout(0x84, "")


@dataclass(frozen=True)
class Recalibrate(Message):
    """Take what is on the glass now for nothing."""

    NAME: ClassVar[str] = "recalibrate"
    LAYOUT: ClassVar[Layout] = Layout(0x85, "")


@dataclass(frozen=True)
class SelfTest(Message):
    """Look for lines that are open or shorted."""

    NAME: ClassVar[str] = "self_test"
    LAYOUT: ClassVar[Layout] = Layout(0x86, "")


@dataclass(frozen=True)
class Reset(Message):
    """Start anew, as after power on."""

    NAME: ClassVar[str] = "reset"
    LAYOUT: ClassVar[Layout] = Layout(0x87, "")


@dataclass(frozen=True)
class CountersRequest(Message):
    """Send the counters."""

    NAME: ClassVar[str] = "counters_request"
    LAYOUT: ClassVar[Layout] = Layout(0x88, "")


@dataclass(frozen=True)
class KeepAlive(Message):
    """Feed the watchdog."""

    NAME: ClassVar[str] = "keep_alive"
    LAYOUT: ClassVar[Layout] = Layout(0x89, "")
