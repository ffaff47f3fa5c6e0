"""Bytes in any pieces to packets; what is damaged is a value with a counter.

docs/protocol.md, clauses 2.5 to 2.8. Every byte that was taken is in one count of the `Tally`.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from stampcodec.argument import whole
from stampcodec.wire._core import kernel
from stampcodec.wire.catalogue import LAYOUTS, MESSAGES
from stampcodec.wire.message import Unknown
from stampcodec.wire.packet import MOST_PACKET_BYTES, Packet, encoded_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Buffer

    from stampcodec.wire.layout import Layout
    from stampcodec.wire.message import Message

LEAST_PACKET_BYTES = 64


class Damage(Enum):
    """Why bytes between two delimiters are no packet that can be used.

    GARBAGE
        Too few for a packet, or the rest of a packet that was under way when the decoder began.
    TRUNCATED
        The stream ended in the middle of a packet.
    TOO_LONG
        More than the longest packet.
    COBS
        They end within a block: bytes were lost, or one was changed.
    CRC
        The checksum is another one.
    VERSION
        Intact, but of another major version of the protocol.
    MALFORMED
        Intact, but the payload does not hold what its type must hold.
    """

    GARBAGE = "garbage"
    TRUNCATED = "truncated"
    TOO_LONG = "too_long"
    COBS = "cobs"
    CRC = "crc"
    VERSION = "version"
    MALFORMED = "malformed"


class Damaged(NamedTuple):
    """Bytes that are no packet.

    Attributes
    ----------
    damage : Damage
    at : int
        Position of their first byte in the stream.
    n_bytes : int
        How many, the delimiter included.
    """

    damage: Damage
    at: int
    n_bytes: int


class Count(NamedTuple):
    """How many runs of bytes, and how many bytes, delimiters included."""

    runs: int
    n_bytes: int


class Tally(NamedTuple):
    """What became of the bytes that a decoder took.

    Attributes
    ----------
    good : Count
        Packets of known types.
    unknown : Count
        Intact packets of unknown types.
    empty : Count
        Delimiters right after another.
    garbage, truncated, too_long, cobs, crc, version, malformed : Count
        `Damage` of each kind.
    open_bytes : int
        Bytes of the packet that is under way.
    """

    good: Count
    unknown: Count
    empty: Count
    garbage: Count
    truncated: Count
    too_long: Count
    cobs: Count
    crc: Count
    version: Count
    malformed: Count
    open_bytes: int

    @property
    def damaged(self) -> Count:
        """The sum of all kinds of damage."""
        each = [getattr(self, damage.value) for damage in Damage]
        return Count(sum(count.runs for count in each), sum(count.n_bytes for count in each))

    @property
    def n_bytes(self) -> int:
        """All bytes that were taken."""
        return (
            self.good.n_bytes
            + self.unknown.n_bytes
            + self.empty.n_bytes
            + self.damaged.n_bytes
            + self.open_bytes
        )


KINDS = {number: name for name, number in kernel.RUN_KINDS.items()}


class PacketDecoder:
    """Takes bytes in pieces of any size; holds no more than one packet.

    Parameters
    ----------
    packet_bytes : int
        The longest packet to expect, before COBS: a longer one is damage. A device says in its
        hello what it needs.
    """

    def __init__(self, packet_bytes: int = MOST_PACKET_BYTES) -> None:
        whole("packet_bytes", packet_bytes, LEAST_PACKET_BYTES, MOST_PACKET_BYTES)
        self._runs = kernel.Runs(bytearray(encoded_bytes(packet_bytes)))
        self._counts = {name: [0, 0] for name in Tally._fields if name != "open_bytes"}
        self._at = 0
        self._known: dict[int, tuple[str, Layout]] = {}
        self.learn(LAYOUTS)

    @property
    def tally(self) -> Tally:
        """What became of all bytes so far."""
        counts = {name: Count(*count) for name, count in self._counts.items()}
        return Tally(**counts, open_bytes=self._runs.n_open)

    def learn(self, layouts: Mapping[str, Layout]) -> None:
        """Read messages as a device describes them: types and fields by their names.

        Parameters
        ----------
        layouts : mapping of str to Layout
            `Description.messages`. Names that are not known are left aside, and so is a message
            one of whose fields has become of another sort: text instead of a number, for
            instance. One that is not listed is read as version 1.0 has it.
        """
        self._known = {}
        for name, own in LAYOUTS.items():
            layout = layouts.get(name, own)
            if layout.agrees(own):
                self._known[layout.number] = (name, layout)

    def push(self, data: Buffer) -> list[Packet | Damaged]:
        """Take bytes; return what they complete, in the order of the stream."""
        found: list[Packet | Damaged] = []
        for kind, n_bytes, number, boot, sequence, time_us, payload in self._runs.push(data):
            name = KINDS[kind]
            if name == "good":
                name, message = self._message(number, payload)
                if message is not None:
                    found.append(Packet(message, time_us, sequence, boot))
            if name not in ("good", "unknown", "empty"):
                found.append(Damaged(Damage(name), self._at, n_bytes))
            self._count(name, n_bytes)
        return found

    def finish(self) -> list[Packet | Damaged]:
        """End the stream: what is under way is truncated. The next byte begins another stream."""
        n_bytes = self._runs.finish()
        if not n_bytes:
            return []
        damaged = Damaged(Damage.TRUNCATED, self._at, n_bytes)
        self._count(Damage.TRUNCATED.value, n_bytes)
        return [damaged]

    def _message(self, number: int, payload: bytes) -> tuple[str, Message | Unknown | None]:
        """Return in which count a packet belongs, and its message."""
        if number not in self._known:
            return "unknown", Unknown(number, payload)
        name, layout = self._known[number]
        values = layout.unpack(payload)
        message = None if values is None else MESSAGES[name].of(values)
        return ("malformed" if message is None else "good"), message

    def _count(self, name: str, n_bytes: int) -> None:
        count = self._counts[name]
        count[0] += 1
        count[1] += n_bytes
        self._at += n_bytes
