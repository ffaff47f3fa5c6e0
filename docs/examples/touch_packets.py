"""Packets of the wire in plain Python: docs/protocol.md, sections 2 to 4 and 7.

`touch_client.py` uses them; a client of your own can, too. Nothing but Python's library is needed.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any

MOST_PACKET = 65_536  # 2.8
MOST_RUN = MOST_PACKET + MOST_PACKET // 254 + 1  # 2.2
KINDS = {
    "u8": "B", "u16": "H", "u32": "I", "u64": "Q", "i8": "b", "i16": "h", "i32": "i", "i64": "q",
    "f32": "f", "f64": "d",
}  # fmt: skip
DAMAGE = ("garbage", "truncated", "too_long", "cobs", "crc", "version", "malformed")


class Layout:
    """Fields of a message by name (4.2)."""

    def __init__(self, number: int, fields: str, each: str = "") -> None:
        self.number = number
        pairs = [tuple(word.split(":")) for word in fields.split()]
        self.tail = pairs.pop() if pairs and pairs[-1][1] not in KINDS else ("", "")
        self.names = [name for name, _ in pairs]
        self.head = struct.Struct("<" + "".join(KINDS[kind] for _, kind in pairs))
        records = [tuple(word.split(":")) for word in each.split()]
        self.record_names = [name for name, _ in records]
        self.record = struct.Struct("<" + "".join(KINDS[kind] for _, kind in records))

    def pack(self, **values: int) -> bytes:
        return self.head.pack(*(values.get(name, 0) for name in self.names))

    def unpack(self, payload: bytes) -> dict[str, Any] | None:
        if len(payload) < self.head.size:
            return None
        values: dict[str, Any] = dict(zip(self.names, self.head.unpack_from(payload), strict=True))
        name, kind = self.tail
        rest = payload[self.head.size :]
        if kind == "records":
            if len(rest) % self.record.size:
                return None
            found = self.record.iter_unpack(rest)
            values[name] = [dict(zip(self.record_names, record, strict=True)) for record in found]
        elif kind:
            values[name] = rest if kind == "bytes" else rest.decode("utf-8", errors="replace")
        return values


def cobs_encode(data: bytes) -> bytes:  # 2.2, 2.3
    out = bytearray()
    for part in (data + b"\0").split(b"\0")[:-1]:
        rest = part
        while len(rest) >= 254:
            out += b"\xff" + rest[:254]
            rest = rest[254:]
        out += bytes([len(rest) + 1]) + rest
    last = data.rpartition(b"\0")[2]
    return bytes(out[:-1] if last and len(last) % 254 == 0 else out)


def packed(number: int, sequence: int, payload: bytes) -> bytes:
    """Return a client's packet as it stands on the line, a zero on either side (2.5)."""
    packet = struct.pack("<BBHIQ", 1, number, 0, sequence, 0) + payload  # 3
    return b"\0" + cobs_encode(packet + zlib.crc32(packet).to_bytes(4, "little")) + b"\0"


def cobs_decode(run: bytes) -> bytes | None:  # 2.2
    out, at = bytearray(), 0
    while at < len(run):
        end = at + run[at]
        if end > len(run):
            return None
        out += run[at + 1 : end]
        if run[at] < 0xFF and end < len(run):
            out.append(0)
        at = end
    return bytes(out)


def decode_frame(data: bytes, rows: int, columns: int) -> list[int] | None:  # 7
    bits = int.from_bytes(data, "big")
    left_over = 8 * len(data)
    if rows * (6 + columns) > left_over:
        return None
    text = f"{bits:0{left_over}b}"
    counts: list[int] = []
    at = 0
    try:
        for r in range(rows):
            predictor, parameter = int(text[at : at + 2], 2), int(text[at + 2 : at + 6], 2)
            at += 6
            for c in range(columns):
                left = counts[-1] if c else counts[-columns] if r else 0  # 7.3
                up = counts[-columns] if r else left
                predicted = (0, left, up, (left + up) // 2)[predictor]  # 7.4
                k = parameter  # 7.7
                if parameter > 10:
                    k = max(max(abs(left), abs(up)).bit_length() - (parameter - 11), 0)
                zeros = 20 if parameter == 15 else text.index("1", at) - at  # 7.6
                if zeros >= 20:
                    at += 0 if parameter == 15 else 20
                    u, k = 0, 16
                else:
                    at += zeros + 1
                    u = zeros << k
                end = at + k
                if end > len(text):
                    return None
                u += int(text[at:end] or "0", 2)
                at = end
                if u > 0xFFFF:
                    return None
                difference = -(u // 2) - 1 if u % 2 else u // 2  # 7.5
                count = u if parameter == 15 else predicted + difference
                counts.append((count + 32768) % 65536 - 32768)
    except ValueError:
        return None
    return counts if len(text) - at < 8 and "1" not in text[at:] else None


class Receiver:
    """Cuts bytes into runs, and counts what each was (2.6)."""

    def __init__(self) -> None:
        self.run = bytearray()
        self.length = 0
        self.begun = False
        self.counts = {kind: [0, 0] for kind in ("good", "unknown", "empty", *DAMAGE)}

    def take(self, data: bytes) -> tuple[bytes, bytes | None, str, int]:
        """Take bytes up to a zero; return the rest, the packet, what the run was, its bytes."""
        part, zero, rest = data.partition(b"\0")
        self.run += part[: MOST_RUN + 1 - len(self.run)]
        self.length += len(part)
        if not zero:
            return b"", None, "open", 0
        run, n_bytes = bytes(self.run), self.length + 1
        self.run.clear()
        self.length = 0
        packet, kind = self.checked(run)
        if not self.begun and kind not in ("good", "empty", "version"):
            kind = "garbage"
        self.begun = True
        return rest, packet, kind, n_bytes

    def checked(self, run: bytes) -> tuple[bytes | None, str]:
        if len(run) < 21:
            return None, "garbage" if run else "empty"
        if len(run) > MOST_RUN:
            return None, "too_long"
        packet = cobs_decode(run)
        if packet is None:
            return None, "cobs"
        if len(packet) < 20:
            return None, "garbage"
        if zlib.crc32(packet[:-4]) != int.from_bytes(packet[-4:], "little"):  # 2.4
            return None, "crc"
        return (packet[:-4], "good") if packet[0] == 1 else (None, "version")  # 3.1

    def end(self) -> None:
        if self.length:
            self.count("truncated", self.length)
        self.run.clear()
        self.length, self.begun = 0, False

    def count(self, kind: str, n_bytes: int) -> None:
        self.counts[kind][0] += 1
        self.counts[kind][1] += n_bytes


if __name__ == "__main__":
    print("hello_request on the line (10.1):", packed(0x81, 0, b"").hex(" "))
