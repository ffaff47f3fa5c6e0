"""What a device says: hello, description, frames and contacts."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

import stampcodec as sc
from emulator import presses
from stampcodec.wire import (
    Alive,
    Contact,
    Contacts,
    Counters,
    Description,
    Frame,
    Hello,
    Layout,
    Message,
    PacketWriter,
    Reply,
    crc32,
)


@cache
def frames_of(name: str) -> NDArray[np.int16]:
    panel = sc.panel(name)
    face = sc.family("lattice8").fit(panel).encode(4711)
    return presses(face, panel, 6, np.random.default_rng(1)).frames


def conversation(name: str, description: Description, rounds: int = 4) -> list[Message]:
    """Say what a device says: hello, description, then frames and contacts."""
    raw = description.to_json()
    messages: list[Message] = [
        Hello(3, description.packet_bytes, len(raw), crc32(raw), name),
        *description.pieces(),
        Reply(2, 0x83, 0),
    ]
    for k in range(rounds * len(frames_of(name))):
        messages += [
            Frame(k, frames_of(name)[k % len(frames_of(name))], k % 3 > 0),
            Contacts(k, tuple(Contact(i, 1, 4100 * i, -k, 7000, 7000, 90) for i in range(k % 4))),
        ]
    return [*messages, Counters(scans=9), Alive(0, 0)]


def sent(writer: PacketWriter, layout: Layout, values: dict[str, Any]) -> bytes:
    class Sent(Message):
        NAME = "sent"
        LAYOUT = layout

        def values(self) -> dict[str, Any]:
            return values

    return writer.write(Sent())
