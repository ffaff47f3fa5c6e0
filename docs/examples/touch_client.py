"""A client of the wire in plain Python: asks a touch controller for frames and contacts.

    python touch_client.py /dev/ttyUSB0 --frames 100
    python touch_client.py socket://127.0.0.1:7007          # whatever pyserial opens
    python touch_client.py press.touch                      # a recording; - reads standard input

Written from docs/protocol.md, whose clauses the comments name. It needs touch_packets.py beside it,
pyserial for a line, and nothing more for a recording. What it prints is what touch_client.c prints,
a JSON object a line. Status: 0 frames or contacts were read, 1 none, 2 wrong use, or no such
device.
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
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from touch_packets import Layout, Receiver, decode_frame, packed

MOST_DESCRIPTION = 16_384  # 4.1
QUIET, MOST_QUIET, PATIENCE = 0.025, 0.1, 1.5  # seconds, 5.4
RETRY, BACK = 0.25, 10.0  # 8.8
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


class Client:
    """Asks, follows and prints (5.9, 8)."""

    def __init__(self, line: Any, wanted: argparse.Namespace) -> None:
        self.line, self.wanted = line, wanted  # None, or what pyserial opens
        self.receiver = Receiver()
        self.layouts = {name: Layout(*layout) for name, layout in VERSION_1_0.items()}
        self.state = "listening"
        self.sequence = 0
        self.last: tuple[int, int] | None = None
        self.lost = self.repeated = self.restarts = self.seen = 0
        self.began = self.asked = self.busy = self.heard = time.monotonic()
        self.quiet, self.started = QUIET, line is None
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
        line = packed(layout.number, self.sequence, layout.pack(**values))
        self.sequence += 1
        self.asked = self.busy = time.monotonic()
        if self.line is not None:
            self.line.write(line)

    def enter(self, state: str) -> None:
        if self.line is not None:
            self.state, self.quiet = state, QUIET
            self.ask()

    def ask(self) -> None:
        if self.state == "ask_hello":
            self.request("hello_request")
        elif self.state == "ask_description":
            offset, length = self.missing()
            self.request("description_request", offset=offset, length=length)
        elif self.state == "ask_start":
            self.started = True
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
            elif now - self.asked > 0.8:  # 5.5
                self.ask()
        elif now - self.busy >= self.quiet or now - self.asked > PATIENCE:  # 5.4
            self.quiet = min(2 * self.quiet, MOST_QUIET)
            self.ask()

    def on_bytes(self, data: bytes) -> None:
        if data:
            self.busy, self.quiet = time.monotonic(), QUIET
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
                if name in ("frame", "contacts") and not self.started:
                    return "good"  # of somebody else's conversation (5.9)
                values = self.layouts[name].unpack(packet[16:])
                if values is None:
                    return "malformed"
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
        self.seen += 1
        found = {"kind": "frame", "scan": values["scan"], "time_us": time_us, "rows": rows}
        found |= {"columns": columns, "coding": values["coding"], "sum": sum(counts)}
        peak_row, peak_column = divmod(counts.index(max(counts)), columns)
        tell({**found, "peak": max(counts), "peak_row": peak_row, "peak_column": peak_column})
        return True

    def on_contacts(self, values: dict[str, Any], time_us: int) -> bool:  # 6.2
        if values["contact_count"] != len(values["contacts"]):
            return False
        contacts = [
            {name: contact[name] for name in ("contact_identifier", "tip_switch")}
            | {"x_mm": contact["x_um"] / 1000, "y_mm": contact["y_um"] / 1000}
            | {"pressure": contact.get("pressure", 0)}
            for contact in values["contacts"]
        ]
        self.seen += 1
        found = {"kind": "contacts", "scan": values["scan"], "time_us": time_us}
        tell({**found, "contacts": contacts})
        return True

    def greet(self, line: Any) -> None:  # 8.8
        self.receiver.end()
        self.line, self.heard = line, time.monotonic()
        self.enter("ask_hello")

    def finish(self) -> int:
        self.receiver.end()
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

    def opened() -> Any:
        return serial.serial_for_url(wanted.device, baudrate=wanted.baud, timeout=0.01)

    try:
        client = Client(opened(), wanted)
    except (OSError, ValueError) as error:  # a SerialException is an OSError
        fail(wanted.device, error)
    line, gone = client.line, 0.0
    try:
        while not client.done and not (
            wanted.seconds and time.monotonic() - client.began > wanted.seconds
        ):
            with suppress(OSError, TypeError):  # pyserial raises both
                if line is None:
                    line = opened()
                    client.greet(line)
                client.on_bytes(line.read(max(1, min(line.in_waiting, 4096))))
                client.on_time()
                continue
            if line is not None:  # 8.8
                print("touch_client.py: the device has gone, waiting for it", file=sys.stderr)
                line.close()
                line, gone = None, time.monotonic()
            if time.monotonic() - gone > BACK:
                break
            time.sleep(RETRY)
    except KeyboardInterrupt:
        pass  # somebody has had enough
    client.line = line
    with suppress(OSError):
        return client.finish()
    return 1


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
