"""A client of the wire in plain Python: asks a touch controller for frames and contacts.

    python touch_client.py /dev/ttyUSB0 --frames 100
    python touch_client.py socket://127.0.0.1:7007          # whatever pyserial opens
    python touch_client.py press.touch                      # a recording; - reads standard input

Written from docs/protocol.md, whose clauses the comments name. It needs pyserial for a line and
nothing for a recording. What it prints is what touch_client.c prints: a JSON object a line. Status:
0 frames or contacts were read, 1 none, 2 wrong use, or no such device.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import struct
import sys
import time
import zlib
from pathlib import Path
from typing import Any, BinaryIO, Protocol

MOST_PACKET = 65_536  # 2.8
MOST_RUN = MOST_PACKET + MOST_PACKET // 254 + 1  # 2.2
MOST_DESCRIPTION = 16_384  # 4.1
KINDS = {
    "u8": "B", "u16": "H", "u32": "I", "u64": "Q", "i8": "b", "i16": "h", "i32": "i", "i64": "q",
    "f32": "f", "f64": "d",
}  # fmt: skip
DAMAGE = ("garbage", "truncated", "too_long", "cobs", "crc", "version", "malformed")
VERSION_1_0: dict[str, tuple[Any, ...]] = {  # 5.1
    "hello": (
        0x01,
        "protocol_minor:u8 reset_cause:u8 boot_count:u32 packet_bytes:u32 description_bytes:u32 "
        "description_crc:u32 name:text",
    ),
    "description": (0x02, "offset:u32 total_bytes:u32 crc:u32 piece:bytes"),
    "reply": (0x03, "request_sequence:u32 request_type:u8 status:u8 reason:text"),
    "frame": (0x10, "scan:u32 rows:u16 columns:u16 coding:u8 frame_data:bytes"),
    "contacts": (
        0x11,
        "scan:u32 scan_time:u16 contact_count:u8 contacts:records",
        "contact_identifier:u8 tip_switch:u8 x_um:i32 y_um:i32 width_um:u16 height_um:u16 "
        "pressure:u16",
    ),
    "hello_request": (0x81, ""),
    "description_request": (0x82, "offset:u32 length:u32"),
    "start": (0x83, "streams:u8 coding:u8 rate_hz:u16 watchdog_ms:u32"),
    "stop": (0x84, ""),
    "keep_alive": (0x89, ""),
}


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

    def count(self, kind: str, n_bytes: int) -> None:
        self.counts[kind][0] += 1
        self.counts[kind][1] += n_bytes


class Line(Protocol):
    """What pyserial opens."""

    def read(self, size: int = 1) -> bytes: ...
    def write(self, data: bytes) -> int | None: ...


class Client:
    """Asks, follows and prints (5.9, 8)."""

    def __init__(self, line: Line | None, wanted: argparse.Namespace) -> None:
        self.line, self.wanted = line, wanted
        self.receiver = Receiver()
        self.layouts = {name: Layout(*layout) for name, layout in VERSION_1_0.items()}
        self.state = "listening"
        self.sequence = 0
        self.last: tuple[int, int] | None = None
        self.lost = self.repeated = self.restarts = self.seen = 0
        self.began = self.asked = self.heard = time.monotonic()
        self.pieces = bytearray()
        self.here: list[tuple[int, int]] = []
        self.what = (0, 0)
        self.described = False
        if line is not None:
            self.enter("ask_hello")

    @property
    def done(self) -> bool:
        return bool(self.wanted.frames) and self.seen >= self.wanted.frames

    def request(self, name: str, **values: int) -> None:
        layout = self.layouts[name]
        packet = struct.pack("<BBHIQ", 1, layout.number, 0, self.sequence, 0)  # 3
        packet += layout.pack(**values)
        packet += zlib.crc32(packet).to_bytes(4, "little")
        self.sequence += 1
        self.asked = time.monotonic()
        if self.line is not None:
            self.line.write(b"\0" + cobs_encode(packet) + b"\0")  # 2.5

    def enter(self, state: str) -> None:
        if self.line is not None:
            self.state = state
            self.ask()

    def ask(self) -> None:
        if self.state == "ask_hello":
            self.request("hello_request")
        elif self.state == "ask_description":
            offset, length = self.missing()
            self.request("description_request", offset=offset, length=length)
        elif self.state == "ask_start":
            self.request(
                "start",
                streams={"frames": 1, "contacts": 2, "both": 3}[self.wanted.streams],
                coding={"plain": 0, "rice": 1}[self.wanted.coding],
                rate_hz=self.wanted.rate,
                watchdog_ms=3000,
            )
        elif self.state == "streaming":
            self.request("keep_alive")

    def on_time(self) -> None:
        now = time.monotonic()
        if self.state == "listening":
            return
        if self.last is None and now - self.began > 5:  # 8.6
            fail("the line", "nothing on it speaks touch-link 1, or at another speed")
        if self.state == "streaming":
            if now - self.heard > 2:  # 8.4
                self.enter("ask_hello")
            elif now - self.asked > 1:  # 5.5
                self.ask()
        elif now - self.asked > 0.1 + 5120 / self.wanted.baud:  # 5.4
            self.ask()

    def on_bytes(self, data: bytes) -> None:
        while data and not self.done:
            data, packet, kind, n_bytes = self.receiver.take(data)
            if packet is not None:
                kind = self.on_packet(packet)
            if kind != "open":
                self.receiver.count(kind, n_bytes)

    def on_packet(self, packet: bytes) -> str:
        _, number, boot, sequence, time_us = struct.unpack_from("<BBHIQ", packet)
        self.heard = time.monotonic()
        if not self.follow(boot, sequence):
            return "good"
        for name in ("hello", "description", "reply", "frame", "contacts"):
            if self.layouts[name].number == number:
                values = self.layouts[name].unpack(packet[16:])
                if values is None:
                    return "malformed"
                if name in ("hello", "description", "reply"):
                    self.asked = self.heard
                try:
                    good = getattr(self, f"on_{name}")(values, time_us)
                except (KeyError, TypeError):  # a field that is needed is missing
                    good = False
                return "good" if good is not False else "malformed"
        return "unknown"

    def follow(self, boot: int, sequence: int) -> bool:  # 8.2, 8.3
        last, self.last = self.last, (boot, sequence)
        if last is not None and last[0] == boot:
            ahead = (sequence - last[1]) % (1 << 32)
            if not 0 < ahead < 1 << 31:
                self.repeated += 1
                self.last = last
                return False
            self.lost += ahead - 1
        elif last is not None:
            self.restarts += 1
            self.lost += sequence
            tell({"kind": "restarted", "boot": boot})
            self.enter("ask_hello")
        return True

    def on_hello(self, values: dict[str, Any], _: int) -> None:
        known = self.what == (values["description_bytes"], values["description_crc"])
        if not known:
            self.described = False
        if self.state in ("ask_hello", "streaming"):
            self.enter("ask_start" if self.described else "ask_description")

    def on_description(self, values: dict[str, Any], _: int) -> None:  # 4.5
        offset, piece = values["offset"], values["piece"]
        what = values["total_bytes"], values["crc"]
        end = offset + len(piece)
        if self.described or not 0 < what[0] <= MOST_DESCRIPTION or end > what[0]:
            return
        if what != self.what:
            self.what, self.pieces, self.here = what, bytearray(what[0]), []
        self.pieces[offset:end] = piece
        self.here = joined([*self.here, (offset, end)])
        if self.here != [(0, what[0])]:
            return
        if zlib.crc32(self.pieces) != what[1]:
            self.what, self.here = (0, 0), []
            return
        self.described = True
        try:
            self.learn(json.loads(self.pieces))
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError, struct.error):
            fail("description", "cannot be read")
        if self.state == "ask_description":
            self.enter("ask_start")

    def missing(self) -> tuple[int, int]:
        """Return where the first gap begins, and how far on the last one ends; (0, 0): all."""
        if not self.here:
            return 0, 0
        (start, offset), (last, end) = self.here[0], self.here[-1]
        offset = offset if start == 0 else 0
        return offset, (last if end == self.what[0] else self.what[0]) - offset

    def learn(self, description: dict[str, Any]) -> None:  # 4.3, 4.4
        if description.get("format") != "touch-link/1":
            fail("description", "expected format touch-link/1, a newer client may read it")
        for name, given in description.get("messages", {}).items():
            if name in self.layouts:
                layout = Layout(given["type"], given.get("fields", ""), given.get("each", ""))
                self.layouts[name] = layout
        panel = description["panel"]
        shown = {name: panel.get(name, "") for name in ("name", "rows", "columns", "pitch_mm")}
        tell({"kind": "device", **shown, "firmware": description.get("firmware", "")})

    def on_reply(self, values: dict[str, Any], _: int) -> None:
        if values["request_sequence"] != self.sequence - 1:
            return  # to an earlier request
        if self.state == "ask_start":
            if values["status"]:
                fail("the device refused to start", values["reason"])
            self.state = "streaming"
        elif self.state == "ask_description" and not self.described:
            self.ask()

    def on_frame(self, values: dict[str, Any], time_us: int) -> bool:  # 6.1
        rows, columns, data = values["rows"], values["columns"], values["frame_data"]
        counts = None
        if 1 <= rows <= 4096 and 1 <= columns <= 4096 and values["coding"] == 1:
            counts = decode_frame(data, rows, columns)
        elif rows and columns and values["coding"] == 0 and len(data) == 2 * rows * columns:
            counts = list(struct.unpack(f"<{rows * columns}h", data))
        if counts is None:
            return False
        peak = max(counts)
        peak_row, peak_column = divmod(counts.index(peak), columns)
        self.seen += 1
        tell(
            {
                "kind": "frame",
                "scan": values["scan"],
                "time_us": time_us,
                "rows": rows,
                "columns": columns,
                "coding": values["coding"],
                "sum": sum(counts),
                "peak": peak,
                "peak_row": peak_row,
                "peak_column": peak_column,
            }
        )
        return True

    def on_contacts(self, values: dict[str, Any], time_us: int) -> bool:  # 6.2
        if values["contact_count"] != len(values["contacts"]):
            return False
        contacts = [
            {
                "contact_identifier": contact["contact_identifier"],
                "tip_switch": contact["tip_switch"],
                "x_mm": contact["x_um"] / 1000,
                "y_mm": contact["y_um"] / 1000,
                "pressure": contact.get("pressure", 0),
            }
            for contact in values["contacts"]
        ]
        self.seen += 1
        found = {"kind": "contacts", "scan": values["scan"], "time_us": time_us}
        tell({**found, "contacts": contacts})
        return True

    def finish(self) -> int:
        if self.receiver.length:
            self.receiver.count("truncated", self.receiver.length)
        if self.state == "streaming":
            self.request("stop")
        followed = {"lost": self.lost, "repeated": self.repeated, "restarts": self.restarts}
        tell({"kind": "counts", **self.receiver.counts, **followed})
        return 0 if self.seen else 1


def joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that touch each other."""
    whole: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def tell(what: dict[str, object]) -> None:
    print(json.dumps(what), flush=True)


def fail(what: str, why: object) -> None:
    print(f"touch_client.py: {what}: {why}", file=sys.stderr)
    sys.exit(2)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Print what a touch controller sends.")
    parser.add_argument("device", help="serial device, URL of pyserial, recording, or -")
    parser.add_argument("--baud", type=int, default=921_600)
    parser.add_argument("--frames", type=int, default=0, help="frames and contact reports")
    parser.add_argument("--seconds", type=float, default=0.0)
    parser.add_argument("--rate", type=int, default=0, help="scans a second")
    parser.add_argument("--streams", choices=["frames", "contacts", "both"], default="both")
    parser.add_argument("--coding", choices=["plain", "rice"], default="rice")
    return parser.parse_args()


def play(file: BinaryIO, wanted: argparse.Namespace) -> int:
    client = Client(None, wanted)
    while not client.done and (data := os.read(file.fileno(), 4096)):
        client.on_bytes(data)
    return client.finish()


def listen(wanted: argparse.Namespace) -> int:
    try:
        import serial  # noqa: PLC0415
    except ImportError:
        fail("pyserial", "expected, but it is not installed; pip install pyserial")
    try:
        with serial.serial_for_url(wanted.device, baudrate=wanted.baud, timeout=0.05) as line:
            client = Client(line, wanted)
            try:
                while not client.done and not (
                    wanted.seconds and time.monotonic() - client.began > wanted.seconds
                ):
                    client.on_bytes(line.read(max(1, min(line.in_waiting, 4096))))
                    client.on_time()
            except (KeyboardInterrupt, serial.SerialException):
                pass  # somebody has had enough, or the device is gone
            return client.finish()
    except (OSError, ValueError) as error:  # a SerialException is an OSError
        fail(wanted.device, error)
        return 2


def main() -> int:
    wanted = arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if wanted.device == "-":
        return play(sys.stdin.buffer, wanted)
    if Path(wanted.device).is_file():
        with Path(wanted.device).open("rb") as file:
            return play(file, wanted)
    return listen(wanted)


if __name__ == "__main__":
    sys.exit(main())
