"""The wire in C, compiled for this machine, and called from Python."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from benchmarks.firmware.host import compiled

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

OVERHEAD = 20


class WireRun(NamedTuple):
    """A run of bytes, as stamp_wire_push finds it."""

    kind: int
    line_bytes: int
    type: int
    boot: int
    sequence: int
    time_us: int
    payload: bytes


class _Packet(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_uint8),
        ("boot", ctypes.c_uint16),
        ("sequence", ctypes.c_uint32),
        ("time_us", ctypes.c_uint64),
        ("payload", ctypes.c_void_p),
        ("payload_bytes", ctypes.c_size_t),
    ]


class _Run(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_int), ("line_bytes", ctypes.c_size_t), ("packet", _Packet)]


class Wire:
    """The calls of stamp_wire.h.

    Parameters
    ----------
    folder : Path
        What ``stampcodec firmware`` wrote; the library is put beside it.
    packet_bytes : int
        The longest packet that its receiver takes.
    """

    def __init__(self, folder: Path, packet_bytes: int) -> None:
        self.path = compiled(folder, "stamp_wire")
        calls = self._calls = ctypes.CDLL(str(self.path))
        calls.stamp_wire_bytes.restype = calls.stamp_wire_push.restype = ctypes.c_size_t
        calls.stamp_wire_bytes.argtypes = [ctypes.c_size_t]
        calls.stamp_wire_init.restype = ctypes.c_void_p
        calls.stamp_wire_init.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t]
        calls.stamp_wire_push.argtypes = [
            ctypes.c_void_p,
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.c_void_p,
        ]
        calls.stamp_wire_write.restype = calls.stamp_wire_encode.restype = ctypes.c_size_t
        calls.stamp_wire_write.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]
        calls.stamp_wire_encode.argtypes = [
            ctypes.c_void_p,
            ctypes.c_size_t,
            ctypes.c_size_t,
            ctypes.c_void_p,
            ctypes.c_size_t,
        ]
        calls.stamp_wire_decode.argtypes = [
            ctypes.c_char_p,
            ctypes.c_size_t,
            ctypes.c_size_t,
            ctypes.c_size_t,
            ctypes.c_void_p,
        ]
        calls.stamp_wire_crc.restype = ctypes.c_uint32
        calls.stamp_wire_crc.argtypes = [ctypes.c_uint32, ctypes.c_char_p, ctypes.c_size_t]
        self.n_bytes: int = calls.stamp_wire_bytes(packet_bytes)
        self._memory = ctypes.create_string_buffer(self.n_bytes + 8)
        self.start = -(-ctypes.addressof(self._memory) // 8) * 8
        self._receiver = self.init(self.start, self.n_bytes, packet_bytes)

    def init(self, address: int, n_bytes: int, packet_bytes: int) -> int | None:
        """Make a receiver at an address of this process; None where C says NULL."""
        made: int | None = self._calls.stamp_wire_init(address, n_bytes, packet_bytes)
        return made

    def push(self, data: bytes) -> list[WireRun]:
        """Take bytes; return the runs that end among them."""
        found, run = [], _Run()
        while data:
            taken = self._calls.stamp_wire_push(
                self._receiver, data, len(data), ctypes.addressof(run)
            )
            data = data[taken:]
            packet = run.packet
            payload = ctypes.string_at(packet.payload or 0, packet.payload_bytes)
            if run.kind:
                head = (packet.type, packet.boot, packet.sequence, packet.time_us)
                found.append(WireRun(run.kind, run.line_bytes, *head, payload))
        return found

    def write(
        self,
        number: int,
        boot: int,
        sequence: int,
        time_us: int,
        payload: bytes,
        room: int | None = None,
    ) -> bytes:
        """Write a packet; nothing where there is no room for it."""
        n = len(payload) + OVERHEAD
        out = ctypes.create_string_buffer(n + n // 254 + 2)
        data = ctypes.create_string_buffer(payload, len(payload) + 1)
        packet = _Packet(number, boot, sequence, time_us, ctypes.addressof(data), len(payload))
        size = len(out) if room is None else room
        length = self._calls.stamp_wire_write(ctypes.addressof(packet), out, size)
        return out.raw[:length]

    def encode(self, counts: NDArray[np.int16], room: int) -> bytes:
        """Code a frame; nothing where there is no room for it."""
        out = ctypes.create_string_buffer(max(room, 1))
        length = self._calls.stamp_wire_encode(counts.ctypes.data, *counts.shape, out, room)
        return out.raw[:length]

    def decode(self, data: bytes, rows: int, columns: int) -> NDArray[np.int16] | None:
        """Decode a frame."""
        counts = np.zeros((rows, columns), np.int16)
        done = self._calls.stamp_wire_decode(data, len(data), rows, columns, counts.ctypes.data)
        return counts if done else None

    def crc(self, data: bytes, crc: int = 0) -> int:
        """Extend a CRC-32."""
        made: int = self._calls.stamp_wire_crc(crc, data, len(data))
        return made
