"""The wire in C against the wire in Python, byte for byte."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest

import stampcodec as sc
from benchmarks.firmware.host import called
from benchmarks.firmware.hostwire import Wire, WireRun
from emulator import Conditions, presses
from stampcodec.firmware.package import make_firmware
from stampcodec.wire._core import kernel
from stampcodec.wire.frame import decode_counts, encode_counts
from stampcodec.wire.packet import encoded_bytes

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAY_CALL = {"memcpy", "memset", "__stack_chk_fail"}
PACKET_BYTES = 600
FAMILY, PANEL = sc.family("lattice7"), sc.panel("nexus5")


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Wire:
    folder = tmp_path_factory.mktemp("firmware") / "wire"
    made = make_firmware(FAMILY, PANEL)
    made.write(folder)
    return Wire(folder, PACKET_BYTES)


def python_packet(number: int, boot: int, sequence: int, time_us: int, payload: bytes) -> bytes:
    out = bytearray(encoded_bytes(20 + len(payload)) + 1)
    return bytes(out[: kernel.packet(number, boot, sequence, time_us, payload, out)])


def packets(rng: np.random.Generator, n: int) -> list[tuple[int, int, int, int, bytes]]:
    """Return packets of any type and length, some of zeros, some without one."""
    made = []
    for _ in range(n):
        length = int(rng.choice([0, 1, 233, 234, 235, 488, 489, int(rng.integers(580))]))
        values = rng.choice([0, 1, 255, 256], p=[0.2, 0.2, 0.2, 0.4])
        payload = rng.integers(min(values, 1), max(values, 1) + 1, length).clip(0, 255)
        number, boot, sequence, time_us = (int(rng.integers(1 << n)) for n in (8, 16, 32, 63))
        made.append((number, boot, sequence, time_us, payload.astype(np.uint8).tobytes()))
    return made


def test_packets_are_written_alike(wire: Wire) -> None:
    for packet in packets(np.random.default_rng(1), 300):
        written = wire.write(*packet)
        assert written == python_packet(*packet)
        assert wire.write(*packet, room=20 + len(packet[-1])) == b""
    assert wire.write(1, 0, 0, 0, bytes(65_536 - 20)).endswith(b"\0")
    assert wire.write(1, 0, 0, 0, bytes(65_536 - 19)) == b""


def test_what_arrives_damaged_is_told_alike(wire: Wire) -> None:
    rng = np.random.default_rng(2)
    line = bytearray(b"\x05\x07\0")
    for packet in packets(rng, 400):
        written = bytearray(python_packet(*packet))
        fault = rng.integers(6)
        at = int(rng.integers(len(written)))
        if fault == 0:
            written[at] = int(rng.integers(256))
        elif fault == 1:
            del written[at]
        elif fault == 2:
            written[at:at] = rng.integers(256, size=700, dtype=np.uint8).tobytes()
        elif fault == 3:
            body = bytes([9, *written[1:40]])
            written = bytearray(
                kernel_stuffed(body[:16] + zlib.crc32(body[:16]).to_bytes(4, "little"))
            )
        line += written
    runs = kernel.Runs(bytearray(encoded_bytes(PACKET_BYTES)))
    expected, found, at = [], [], 0
    while at < len(line):
        piece = bytes(line[at : at + int(rng.integers(1, 900))])
        at += len(piece)
        expected += [WireRun(*run) for run in runs.push(piece)]
        found += wire.push(piece)
    assert found == expected
    assert {run.kind for run in found} == set(kernel.RUN_KINDS.values())


def kernel_stuffed(data: bytes) -> bytes:
    out = bytearray(encoded_bytes(len(data)))
    return bytes(out[: kernel.stuff(data, out)]) + b"\0"


def frames(rng: np.random.Generator) -> list[NDArray[np.int16]]:
    real = presses(FAMILY.encode(5), PANEL, 4, rng, Conditions()).frames
    anything = rng.integers(-32768, 32768, (3, 5, 4)).astype(np.int16)
    return [*real, *anything, np.zeros((1, 1), np.int16), np.full((2, 9), -32768, np.int16)]


def test_frames_are_coded_alike_and_come_back(wire: Wire) -> None:
    rng = np.random.default_rng(3)
    for counts in frames(rng):
        room = 2 * counts.size - 1
        coded = wire.encode(counts, room)
        assert coded == (encode_counts(counts) or b"")
        longest = wire.encode(counts, 2 * counts.size + counts.shape[0])
        decoded = wire.decode(longest, *counts.shape)
        assert decoded is not None
        assert np.array_equal(decoded, counts)
        assert wire.encode(counts, len(longest) - 1) == b""


def test_damaged_codes_are_refused_alike(wire: Wire) -> None:
    rng = np.random.default_rng(4)
    taken = 0
    for counts in frames(rng)[:4]:
        coded = wire.encode(counts, 2 * counts.size)
        for _ in range(50):
            spoilt = bytearray(coded)
            spoilt[rng.integers(len(spoilt))] ^= 1 << int(rng.integers(8))
            spoilt = spoilt[: len(spoilt) - int(rng.integers(3))]
            c, python = (
                read(bytes(spoilt), *counts.shape) for read in (wire.decode, decode_counts)
            )
            assert (c is None) == (python is None)
            if c is not None and python is not None:
                taken += 1
                assert np.array_equal(c, python)
    assert wire.decode(b"\0" * 8, 64, 64) is None
    assert wire.decode(b"", 0, 4) is None
    assert 0 < taken < 200


def test_the_checksum_is_zlibs(wire: Wire) -> None:
    data = np.random.default_rng(5).bytes(1000)
    assert wire.crc(b"123456789") == 0xCBF43926
    assert wire.crc(data[7:], wire.crc(data[:7])) == zlib.crc32(data)


def test_a_receiver_refuses_memory_that_does_not_do(wire: Wire) -> None:
    assert wire.init(wire.start, wire.n_bytes - 1, PACKET_BYTES) is None
    assert wire.init(wire.start + 4, wire.n_bytes, PACKET_BYTES) is None
    assert wire.init(0, wire.n_bytes, PACKET_BYTES) is None
    assert wire.init(wire.start, wire.n_bytes, 63) is None
    assert wire.init(wire.start, 1 << 20, 65_537) is None


def test_nothing_is_called_but_two_functions_of_the_library(wire: Wire) -> None:
    assert called(wire.path) <= MAY_CALL
