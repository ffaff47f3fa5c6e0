"""What the golden file holds of the wire: one packet of each message, frames, a description."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

import stampcodec as sc
from stampcodec.wire import (
    Alive,
    Coding,
    Contact,
    Contacts,
    Counters,
    CountersRequest,
    Description,
    DescriptionPiece,
    DescriptionRequest,
    Fault,
    Frame,
    Hello,
    HelloRequest,
    KeepAlive,
    LineFault,
    Log,
    LogLevel,
    Message,
    PacketWriter,
    Recalibrate,
    Reply,
    Reset,
    SelfTest,
    SelfTestResult,
    Start,
    Status,
    Stop,
    crc32,
    stuff,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A hill of 3 x 4 nodes, the worked example of docs/protocol.md; a row that only plain bits hold;
# a frame that is not shorter when coded.
HILL = np.array([[2, 9, 46, 79], [3, 16, 58, 100], [1, 14, 18, 79]], np.int16)
JUMPS = np.array([[32767, -32768, 20000, -9000, 31000, 7], [0] * 6, [0, -1, 0, 0, 1, 0]], np.int16)
WORST = np.array([[-32768, 32767], [21845, -21846]], np.int16)
DESCRIPTION = Description(sc.panel("nexus5"), "golden", "build 1", row_us=100.0)

MESSAGES: list[Message] = [
    Hello(3, 839, 1849, 0x89ABCDEF, "nexus5"),
    DescriptionPiece(128, 1849, 0x89ABCDEF, b'"rates":'),
    Reply(5, 0x83, Status.OUT_OF_RANGE, "rate_hz: expected 10 to 240, got 1000"),
    Counters(*range(1, 13)),
    SelfTestResult((LineFault(Fault.OPEN, 0, 4, 0, 4), LineFault(Fault.SHORTED, 1, 6, 1, 7)), 9),
    Log(LogLevel.WARNING, "baseline drifts"),
    Alive(1, 120),
    Frame(258, HILL),
    Frame(259, HILL, Coding.PLAIN),
    Contacts(258, (Contact(2, 1, 8200, -100, 7000, 6500, 190), Contact(3, 0, 1, 2)), 40_000),
    Contacts(260, ()),
    HelloRequest(),
    DescriptionRequest(128, 256),
    Start(3, Coding.RICE, 120, 2000),
    Stop(),
    Recalibrate(),
    SelfTest(),
    Reset(),
    CountersRequest(),
    KeepAlive(),
]


def packets() -> list[dict[str, str]]:
    """Write each message as the next packet of a device in its third start."""
    writer = PacketWriter(boot=3)
    return [
        {
            "message": message.NAME,
            "values": " ".join(
                f"{name}={shown(value)}" for name, value in message.values().items()
            ),
            "time_us": str(time_us := 123_456_789 + 10_000 * k),
            "bytes": writer.write(message, time_us).hex(" "),
        }
        for k, message in enumerate(MESSAGES)
    ]


def shown(value: object) -> str:
    """Write a value on one line; bytes in hexadecimal."""
    return value.hex() if isinstance(value, bytes) else json.dumps(value)


def coded(counts: NDArray[np.int16]) -> dict[str, Any]:
    """Show a frame and the payload of its packet."""
    return {
        "counts": [" ".join(map(str, row)) for row in counts.tolist()],
        "payload": Frame.LAYOUT.pack(Frame(0, counts).values()).hex(" "),
    }


def document() -> dict[str, Any]:
    """Derive everything about the wire."""
    stuffed = [b"", b"\0", b"\x11\x22\x00\x33", bytes(range(1, 255)), bytes(range(1, 256))]
    return {
        "crc32": {data.hex(" "): f"{crc32(data):08x}" for data in (b"", b"\0", b"123456789")},
        "cobs": {data.hex(" "): stuff(data).hex(" ") for data in stuffed},
        "frames": [coded(counts) for counts in (HILL, JUMPS, WORST)],
        "packets": packets(),
        "description": DESCRIPTION.to_json().decode("ascii"),
    }


def golden_files() -> dict[str, str]:
    """Return the text of the golden file of the wire by its name."""
    return {"wire.json": json.dumps(document(), indent=1) + "\n"}
