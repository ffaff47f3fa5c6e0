"""The wire between a touch controller and what reads it: packets, messages, coded frames.

``docs/protocol.md`` is the protocol. Both ends use this package: a device writes with a
`PacketWriter`, a client reads with a `PacketDecoder`, and the other way round.

>>> from stampcodec.wire import Frame, PacketDecoder, PacketWriter
>>> line = PacketWriter(boot=1).write(Frame(scan=0, counts=counts), time_us=1000)
>>> PacketDecoder().push(line)
[Packet(message=Frame(scan=0, ...), time_us=1000, sequence=0, boot=1)]
"""

from stampcodec.wire.announcement import (
    ALIVE_PERIOD_US,
    HELLO_PERIOD_US,
    Alive,
    DescriptionPiece,
    Hello,
    Log,
    LogLevel,
    Reply,
    ResetCause,
    Status,
)
from stampcodec.wire.catalogue import LAYOUTS, MESSAGES
from stampcodec.wire.checksum import crc32
from stampcodec.wire.cobs import stuff, unstuff
from stampcodec.wire.contacts import Contact, Contacts
from stampcodec.wire.continuity import Arrival, Continuity
from stampcodec.wire.counters import Counters
from stampcodec.wire.decoder import Count, Damage, Damaged, PacketDecoder, Tally
from stampcodec.wire.description import Description, DescriptionAssembly, read_description
from stampcodec.wire.frame import Coding, Frame, decode_counts, encode_counts
from stampcodec.wire.layout import Layout
from stampcodec.wire.message import Message, Unknown
from stampcodec.wire.packet import (
    CRC_BYTES,
    DELIMITER,
    HEADER_BYTES,
    MOST_PACKET_BYTES,
    Packet,
    PacketWriter,
)
from stampcodec.wire.recording import is_recording, read_packets
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
    Streams,
)
from stampcodec.wire.selftest import Axis, Fault, LineFault, SelfTestResult

__all__ = [
    "ALIVE_PERIOD_US",
    "CRC_BYTES",
    "DELIMITER",
    "HEADER_BYTES",
    "HELLO_PERIOD_US",
    "LAYOUTS",
    "MESSAGES",
    "MOST_PACKET_BYTES",
    "Alive",
    "Arrival",
    "Axis",
    "Coding",
    "Contact",
    "Contacts",
    "Continuity",
    "Count",
    "Counters",
    "CountersRequest",
    "Damage",
    "Damaged",
    "Description",
    "DescriptionAssembly",
    "DescriptionPiece",
    "DescriptionRequest",
    "Fault",
    "Frame",
    "Hello",
    "HelloRequest",
    "KeepAlive",
    "Layout",
    "LineFault",
    "Log",
    "LogLevel",
    "Message",
    "Packet",
    "PacketDecoder",
    "PacketWriter",
    "Recalibrate",
    "Reply",
    "Reset",
    "ResetCause",
    "SelfTest",
    "SelfTestResult",
    "Start",
    "Status",
    "Stop",
    "Streams",
    "Tally",
    "Unknown",
    "crc32",
    "decode_counts",
    "encode_counts",
    "is_recording",
    "read_description",
    "read_packets",
    "stuff",
    "unstuff",
]
