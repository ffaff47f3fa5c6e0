"""What a device says of itself: panel, limits, rates and messages. docs/protocol.md, clause 4.

A description travels as JSON in pieces; `DescriptionAssembly` puts them together.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from stampcodec._panel import MOST_COUNTS, MOST_LINES, Panel, panels
from stampcodec.errors import DescriptionError
from stampcodec.jsonfile import JsonReader
from stampcodec.wire.announcement import DescriptionPiece
from stampcodec.wire.catalogue import LAYOUTS
from stampcodec.wire.checksum import crc32
from stampcodec.wire.contacts import CONTACT_BYTES, Contacts
from stampcodec.wire.frame import Coding, Frame
from stampcodec.wire.layout import Layout
from stampcodec.wire.packet import CRC_BYTES, HEADER_BYTES, MOST_PACKET_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping

FORMAT = ("touch-link", 1)
MOST_BYTES = 16_384
# A packet with that much survives a line that damages one byte in a hundred in 37 % of cases, one
# of 128 bytes in 20 %.
PIECE_BYTES = 64
# The longest payload but frames and contacts: a line of text with what stands before it.
OTHER_BYTES = 256
MOST_HZ = 65_535
MOST_TEXT = 100
MOST_MM = 100.0
MOST_CONTACTS = 255
# What a panel may say besides its size.
PANEL_NUMBERS = {
    "kernel_sigma_mm": MOST_MM,
    "noise_counts": MOST_COUNTS,
    "finger_counts": MOST_COUNTS,
    "saturation_counts": MOST_COUNTS,
    "touch_separation_mm": MOST_MM,
}


@dataclass(frozen=True)
class Description:
    """What a device says of itself.

    Attributes
    ----------
    panel : Panel
    device, firmware : str
        Names of the device and of its firmware's build.
    scan_hz : tuple of int
        Least and most scans a second.
    row_us : float
        Time between the scans of two rows that follow each other, microseconds.
    packet_bytes : int
        The longest packet that the device sends; 0 stands for `longest_packet` of the panel.
    request_bytes : int
        The longest packet that it takes.
    codings : tuple of str
        Names of `Coding`, in small letters; others are left aside.
    messages : mapping of str to Layout
    """

    panel: Panel
    device: str = "emulated"
    firmware: str = ""
    scan_hz: tuple[int, int] = (10, 240)
    row_us: float = 0.0
    packet_bytes: int = 0
    request_bytes: int = 256
    codings: tuple[str, ...] = tuple(coding.name.lower() for coding in Coding)
    messages: Mapping[str, Layout] = field(default_factory=lambda: LAYOUTS)

    def __post_init__(self) -> None:
        """Freeze the messages, and fill in the longest packet."""
        object.__setattr__(self, "messages", MappingProxyType(dict(self.messages)))
        if not self.packet_bytes:
            object.__setattr__(self, "packet_bytes", longest_packet(self.panel))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the fields."""
        values = [getattr(self, each.name) for each in fields(self)]
        return type(self), (*values[:-1], dict(self.messages))

    def to_json(self) -> bytes:
        """Write the description; the inverse of `read_description`."""
        panel = self.panel
        document = {
            "format": "/".join(map(str, FORMAT)),
            "device": self.device,
            "firmware": self.firmware,
            "panel": {
                "name": panel.name,
                "rows": panel.rows,
                "columns": panel.columns,
                "pitch_mm": panel.pitch_mm,
                **{name: getattr(panel, name) for name in PANEL_NUMBERS},
            },
            "limits": {
                "packet_bytes": self.packet_bytes,
                "request_bytes": self.request_bytes,
                "contacts": panel.max_contacts,
            },
            "rates": {
                "scan_hz": list(self.scan_hz),
                "row_us": self.row_us,
            },
            "codings": list(self.codings),
            "messages": {
                name: {"type": layout.number, "fields": layout.fields}
                | ({"each": layout.each} if layout.each else {})
                for name, layout in self.messages.items()
            },
        }
        return json.dumps(document, separators=(",", ":"), ensure_ascii=True).encode("ascii")

    def pieces(self, offset: int = 0, length: int = 0) -> list[DescriptionPiece]:
        """Cut the description into pieces to send, all of it or a part.

        Parameters
        ----------
        offset, length : int
            As `DescriptionRequest` has them: length 0 is up to the end; bytes beyond the end are
            not sent.
        """
        whole = self.to_json()
        end = offset + length if length else len(whole)
        return [
            DescriptionPiece(at, len(whole), crc32(whole), whole[at : min(at + PIECE_BYTES, end)])
            for at in range(offset, min(end, len(whole)), PIECE_BYTES)
        ]


def longest_packet(panel: Panel) -> int:
    """Return how long a packet of a device with this panel is at the most, before COBS."""
    frame = Frame.LAYOUT.head_bytes + 2 * panel.rows * panel.columns
    contacts = Contacts.LAYOUT.head_bytes + CONTACT_BYTES * panel.max_contacts
    return HEADER_BYTES + max(frame, contacts, OTHER_BYTES) + CRC_BYTES


class DescriptionAssembly:
    """Puts pieces together, whatever order they come in; holds no more than `MOST_BYTES`."""

    def __init__(self) -> None:
        self._bytes = bytearray(MOST_BYTES)
        self._here = bytearray(MOST_BYTES)
        self._what = (0, 0)

    def add(self, piece: DescriptionPiece) -> bytes | None:
        """Take a piece; return the description once it is whole and its CRC-32 is right.

        A piece of another description begins anew; one that cannot be is left aside.
        """
        end = piece.offset + len(piece.piece)
        if not 0 < piece.total_bytes <= MOST_BYTES or end > piece.total_bytes:
            return None
        if (piece.total_bytes, piece.crc) != self._what:
            self._what = (piece.total_bytes, piece.crc)
            self._here = bytearray(MOST_BYTES)
        self._bytes[piece.offset : end] = piece.piece
        self._here[piece.offset : end] = b"\1" * len(piece.piece)
        if self.missing() is not None:
            return None
        whole = bytes(self._bytes[: piece.total_bytes])
        if crc32(whole) != piece.crc:
            # Each piece was right by its own checksum: they are of different descriptions.
            self._what = (0, 0)
            return None
        return whole

    def missing(self) -> tuple[int, int] | None:
        """Return offset and length of what to ask for; None where nothing is missing.

        It reaches from the first gap to the end of the last: on a bad line gaps are many, and
        requests are lost too. (0, 0), which asks for everything, before the first piece.
        """
        total = self._what[0]
        if not total:
            return 0, 0
        first = self._here.find(b"\0", 0, total)
        if first < 0:
            return None
        return first, self._here.rfind(b"\0", 0, total) + 1 - first


def read_description(raw: bytes, where: str = "description") -> Description:
    """Read what a device says of itself; the inverse of `Description.to_json`.

    Parameters
    ----------
    raw : bytes
        JSON. Names that are not known are left aside.
    where : str
        For messages: the port, for instance.

    Raises
    ------
    DescriptionError
        It is no description, or one of a newer major version.
    """
    read = JsonReader(where, DescriptionError, "a description", *FORMAT, MOST_BYTES)
    document = read.document_in(raw)
    limits = read.mapping("limits", document.get("limits", {}))
    rates = read.mapping("rates", document.get("rates", {}))
    scan_hz = read.listing("rates.scan_hz", rates.get("scan_hz", [1, MOST_HZ]), "numbers", 2)
    if len(scan_hz) != 2:
        read.fail("rates.scan_hz", "expected two numbers")
    least, most = (read.whole("rates.scan_hz", rate, 1, MOST_HZ) for rate in scan_hz)
    codings = read.listing("codings", document.get("codings", ["plain"]), "names", 100)
    return Description(
        panel=_panel(read, document, limits),
        device=_text(read, "device", document),
        firmware=_text(read, "firmware", document),
        scan_hz=(least, most),
        row_us=read.within("rates.row_us", rates.get("row_us", 0.0), 0, 1e6),
        packet_bytes=read.whole(
            "limits.packet_bytes", limits.get("packet_bytes"), 64, MOST_PACKET_BYTES
        ),
        request_bytes=read.whole(
            "limits.request_bytes", limits.get("request_bytes", 64), 32, MOST_PACKET_BYTES
        ),
        codings=tuple(coding.name.lower() for coding in Coding if coding.name.lower() in codings),
        messages=_messages(read, document),
    )


def _text(read: JsonReader, name: str, document: dict[str, object]) -> str:
    text = document.get(name, "")
    if not isinstance(text, str) or len(text) > MOST_TEXT or not (text.isprintable()):
        read.fail(name, f"expected a line of up to {MOST_TEXT} characters")
    return text


def _panel(read: JsonReader, document: dict[str, object], limits: dict[str, object]) -> Panel:
    given = read.mapping("panel", document.get("panel"))
    name = _text(read, "name", given)
    rows = read.whole("panel.rows", given.get("rows"), 1, MOST_LINES)
    columns = read.whole("panel.columns", given.get("columns"), 1, MOST_LINES)
    pitch_mm = read.within("panel.pitch_mm", given.get("pitch_mm"), 0.1, MOST_MM)
    preset = panels().get(name)
    if preset and (preset.rows, preset.columns, preset.pitch_mm) == (rows, columns, pitch_mm):
        return preset
    numbers = {
        number: read.within(f"panel.{number}", given[number], 0, most)
        for number, most in PANEL_NUMBERS.items()
        if number in given
    }
    contacts = read.whole("limits.contacts", limits.get("contacts", 10), 1, MOST_CONTACTS)
    try:
        return Panel(
            name=name or "custom",
            rows=rows,
            columns=columns,
            pitch_mm=pitch_mm,
            max_contacts=contacts,
            **numbers,
        )
    except ValueError as error:
        read.fail("panel", str(error))


def _messages(read: JsonReader, document: dict[str, object]) -> dict[str, Layout]:
    messages = {}
    for name, given in read.mapping("messages", document.get("messages", {})).items():
        where = f"messages.{name[:MOST_TEXT]}"
        layout = read.mapping(where, given)
        number = read.whole(f"{where}.type", layout.get("type"), 0, 255)
        fields, each = layout.get("fields", ""), layout.get("each", "")
        if not isinstance(fields, str) or not isinstance(each, str):
            read.fail(where, "expected fields and each to be text")
        try:
            messages[name] = Layout(number, fields, each)
        except ValueError as error:
            read.fail(where, str(error))
    return messages
