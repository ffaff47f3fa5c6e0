"""Every message by its name, and its layout in version 1.0."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stampcodec.wire.announcement import Alive, DescriptionPiece, Hello, Log, Reply
from stampcodec.wire.contacts import Contacts
from stampcodec.wire.counters import Counters
from stampcodec.wire.frame import Frame
from stampcodec.wire.request import (
    CountersRequest,
    DescriptionRequest,
    HelloRequest,
    KeepAlive,
    Recalibrate,
    Reset,
    SelfTest,
    Start,
    Stop,
)
from stampcodec.wire.selftest import SelfTestResult

if TYPE_CHECKING:
    from stampcodec.wire.message import Message

MESSAGES: dict[str, type[Message]] = {
    kind.NAME: kind
    for kind in (
        *(Hello, DescriptionPiece, Reply, Counters, SelfTestResult, Log, Alive, Frame, Contacts),
        *(HelloRequest, DescriptionRequest, Start, Stop, Recalibrate, SelfTest, Reset),
        *(CountersRequest, KeepAlive),
    )
}
LAYOUTS = {name: kind.LAYOUT for name, kind in MESSAGES.items()}
