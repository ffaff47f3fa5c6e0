"""What a device says besides frames and contacts. docs/protocol.md, clause 5."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from stampcodec.wire.layout import Layout
from stampcodec.wire.message import Message

# How often a device says hello to nobody, and how often it shows that it is there.
HELLO_PERIOD_US = 250_000
ALIVE_PERIOD_US = 1_000_000


class ResetCause(IntEnum):
    """Why a device started."""

    POWER = 0
    REQUEST = 1
    WATCHDOG = 2
    FAULT = 3


class Status(IntEnum):
    """What became of a request."""

    DONE = 0
    UNKNOWN_TYPE = 1
    MALFORMED = 2
    OUT_OF_RANGE = 3
    BUSY = 4
    UNSUPPORTED = 5


class LogLevel(IntEnum):
    """How much a log text matters; the numbers of syslog (RFC 5424)."""

    ERROR = 3
    WARNING = 4
    INFO = 6
    DEBUG = 7


@dataclass(frozen=True)
class Hello(Message):
    """Who is there: repeated until a client speaks, and sent when asked for.

    Attributes
    ----------
    protocol_minor : int
        Version 1.x of the protocol.
    reset_cause : int
        One of `ResetCause`.
    boot_count : int
        Starts of the device; its low 16 bits are the boot number of every packet.
    packet_bytes : int
        The longest packet that the device sends: header, payload and CRC, before COBS.
    description_bytes, description_crc : int
        Length and CRC-32 of the description: who has it already need not ask.
    name : str
        The panel: a preset's name, or another one.
    """

    NAME: ClassVar[str] = "hello"
    LAYOUT: ClassVar[Layout] = Layout(
        0x01,
        "protocol_minor:u8 reset_cause:u8 boot_count:u32 packet_bytes:u32 description_bytes:u32 "
        "description_crc:u32 name:text",
    )

    boot_count: int
    packet_bytes: int
    description_bytes: int
    description_crc: int
    name: str
    protocol_minor: int = 0
    reset_cause: int = ResetCause.POWER


@dataclass(frozen=True)
class DescriptionPiece(Message):
    """Some bytes of the description.

    Attributes
    ----------
    offset : int
        Of the first byte of `piece`.
    total_bytes, crc : int
        Length and CRC-32 of the whole.
    piece : bytes
    """

    NAME: ClassVar[str] = "description"
    LAYOUT: ClassVar[Layout] = Layout(0x02, "offset:u32 total_bytes:u32 crc:u32 piece:bytes")

    offset: int
    total_bytes: int
    crc: int
    piece: bytes


@dataclass(frozen=True)
class Reply(Message):
    """What became of a request.

    Attributes
    ----------
    request_sequence, request_type : int
        From the header of the request.
    status : int
        One of `Status`.
    reason : str
        One line for people; empty where the request was done.
    """

    NAME: ClassVar[str] = "reply"
    LAYOUT: ClassVar[Layout] = Layout(
        0x03, "request_sequence:u32 request_type:u8 status:u8 reason:text"
    )

    request_sequence: int
    request_type: int
    status: int
    reason: str = ""


@dataclass(frozen=True)
class Log(Message):
    """A line of text from the firmware, for people.

    Attributes
    ----------
    level : int
        One of `LogLevel`.
    text : str
    """

    NAME: ClassVar[str] = "log"
    LAYOUT: ClassVar[Layout] = Layout(0x06, "level:u8 text:text")

    level: int
    text: str


@dataclass(frozen=True)
class Alive(Message):
    """The device's sign of life, once a second while nothing else is sent.

    Attributes
    ----------
    streams : int
        What is being sent: `Streams`.
    rate_hz : int
        Scans a second; 0: it does not scan.
    """

    NAME: ClassVar[str] = "alive"
    LAYOUT: ClassVar[Layout] = Layout(0x07, "streams:u8 rate_hz:u16")

    streams: int
    rate_hz: int
