from __future__ import annotations

import copy
import io
import pickle
import tracemalloc

import numpy as np
import pytest

from stampcodec.wire import (
    Alive,
    Contact,
    Contacts,
    Damage,
    Damaged,
    Frame,
    Layout,
    Log,
    Message,
    Packet,
    PacketDecoder,
    PacketWriter,
    Unknown,
    crc32,
    is_recording,
    read_packets,
    stuff,
)
from stampcodec.wire._core import kernel
from stampcodec.wire.decoder import LEAST_PACKET_BYTES
from stampcodec.wire.packet import MOST_PACKET_BYTES, SEQUENCES
from tests.golden.wire import DESCRIPTION, MESSAGES


def stuffed(packet: bytes) -> bytes:
    return stuff(packet + crc32(packet).to_bytes(4, "little")) + b"\0"


def header(version: int = 1, number: int = 7) -> bytes:
    return bytes([version, number]) + bytes(14)


ALIVE = header() + bytes(3)


def test_a_writer_counts_its_packets_from_0_and_goes_round() -> None:
    writer = PacketWriter(boot=65537)
    writer.sequence = SEQUENCES - 1
    stream = writer.write(Alive(0, 0)) + writer.write(Alive(0, 0))
    packets = PacketDecoder().push(stream)
    assert [(packet.sequence, packet.boot) for packet in packets if isinstance(packet, Packet)] == [
        (SEQUENCES - 1, 1),
        (0, 1),
    ]


def test_a_zero_stands_before_the_first_packet_and_after_each() -> None:
    writer = PacketWriter()
    first, second = writer.write(Alive(0, 0)), writer.write(Alive(0, 0))
    assert (first[0], first[-1], second[-1]) == (0, 0, 0)
    assert second[0] != 0
    assert first.count(0) == 2


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        (Alive(256, 0), "streams: expected a number that fits u8, got 256"),
        (Alive(0, -1), "rate_hz: expected a number that fits u16, got -1"),
        (Contacts(0, (Contact(0, 1, 2**31, 0),)), "x_um: expected a number that fits i32"),
        (Log(3, "x" * MOST_PACKET_BYTES), "packet: expected 65536 bytes or fewer, got"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(message: Alive, problem: str) -> None:
    writer = PacketWriter()
    with pytest.raises(ValueError, match=problem):
        writer.write(message)
    assert writer.sequence == 0


@pytest.mark.parametrize("time_us", [-1, 2**64])
def test_a_time_that_is_none_is_refused(time_us: int) -> None:
    with pytest.raises(ValueError, match="time_us: expected 0 to"):
        PacketWriter().write(Alive(0, 0), time_us)


@pytest.mark.parametrize(
    ("run", "damage"),
    [
        (b"abc\0", Damage.GARBAGE),
        (b"\x15" + b"a" * 20 + b"\0", Damage.CRC),
        (b"\x16" + b"a" * 20 + b"\0", Damage.COBS),
        (b"\x01" * 21 + b"\0", Damage.CRC),
        (b"a" * 200 + b"\0", Damage.TOO_LONG),
        (stuffed(header(version=2)), Damage.VERSION),
        (stuffed(header(version=0)), Damage.VERSION),
        (stuffed(header() + b"\0"), Damage.MALFORMED),
        (stuffed(header(number=0x10) + bytes(9)), Damage.MALFORMED),
    ],
)
def test_each_damage_has_its_name(run: bytes, damage: Damage) -> None:
    decoder = PacketDecoder(128)
    assert decoder.push(b"\0" + run + stuffed(ALIVE)) == [
        Damaged(damage, 1, len(run)),
        Packet(Alive(0, 0), 0, 0, 0),
    ]
    assert getattr(decoder.tally, damage.value) == (1, len(run))


def test_the_rest_of_a_packet_that_was_joined_late_is_garbage_not_damage_of_the_line() -> None:
    whole = PacketWriter().write(Log(6, "a" * 90))
    decoder = PacketDecoder()
    assert decoder.push(whole[30:]) == [Damaged(Damage.GARBAGE, 0, len(whole) - 30)]
    assert decoder.push(whole[1:30] + b"\0")[0].damage is Damage.COBS  # type: ignore[union-attr]


def test_a_stream_that_ends_in_a_packet_is_truncated_and_another_may_begin() -> None:
    whole = PacketWriter().write(Log(6, "a" * 90))
    decoder = PacketDecoder()
    decoder.push(whole[:40])
    assert decoder.tally.open_bytes == 39
    assert decoder.finish() == [Damaged(Damage.TRUNCATED, 1, 39)]
    assert decoder.finish() == []
    assert decoder.push(whole[41:])[0].damage is Damage.GARBAGE  # type: ignore[union-attr]


def test_an_intact_packet_of_unknown_type_is_a_value() -> None:
    decoder = PacketDecoder()
    run = stuffed(header(number=0x7F) + b"later")
    assert decoder.push(run) == [Packet(Unknown(0x7F, b"later"), 0, 0, 0)]
    assert decoder.tally.unknown == (1, len(run))


def test_bytes_after_the_last_known_field_are_left_aside() -> None:
    assert PacketDecoder().push(stuffed(ALIVE + b"new")) == [Packet(Alive(0, 0), 0, 0, 0)]


def test_a_header_without_frame_data_takes_no_memory() -> None:
    layout = Frame.LAYOUT
    payload = layout.pack(
        {"scan": 0, "rows": 4096, "columns": 4096, "coding": 1, "frame_data": bytes(100)}
    )
    (damaged,) = PacketDecoder().push(stuffed(header(number=0x10) + payload))
    assert isinstance(damaged, Damaged)
    assert damaged.damage is Damage.MALFORMED


def test_zeros_alone_are_empty() -> None:
    decoder = PacketDecoder()
    assert decoder.push(bytes(5)) == []
    assert decoder.tally.empty == (5, 5)


def test_the_longest_packet_must_be_a_size_that_is_possible() -> None:
    for n in (LEAST_PACKET_BYTES - 1, MOST_PACKET_BYTES + 1):
        with pytest.raises(ValueError, match="packet_bytes: expected 64 to 65536"):
            PacketDecoder(n)


def test_the_kernel_has_a_kind_for_each_damage_that_it_finds() -> None:
    found_here = {"truncated", "malformed"}
    kinds = {damage.value for damage in Damage} - found_here | {"good", "empty"}
    assert set(kernel.RUN_KINDS) == kinds
    assert len(set(kernel.RUN_KINDS.values())) == len(kinds)


def test_frames_are_read_only_copies_and_compare_by_counts() -> None:
    counts = np.arange(6, dtype=np.int16).reshape(2, 3)
    frame = Frame(1, counts)
    counts[0, 0] = 9
    assert frame.counts[0, 0] == 0
    assert not frame.counts.flags.writeable
    assert frame != Frame(1, counts)
    assert frame != Frame(2, frame.counts)
    assert frame == Frame(1, frame.counts, 0)
    assert frame != "frame"


@pytest.mark.parametrize(
    ("counts", "coding", "error", "problem"),
    [
        (np.zeros((2, 2)), 1, TypeError, "counts: expected dtype int16"),
        (np.zeros(4, np.int16), 1, ValueError, "counts: expected shape n x n"),
        (np.zeros((0, 3), np.int16), 1, ValueError, "rows: expected 1 to 4096, got 0"),
        (np.zeros((2, 2), np.int16), 2, ValueError, "coding: expected 0"),
    ],
)
def test_a_frame_that_is_none_is_refused(
    counts: np.ndarray[tuple[int, int], np.dtype[np.int16]],
    coding: int,
    error: type[Exception],
    problem: str,
) -> None:
    with pytest.raises(error, match=problem):
        Frame(0, counts, coding)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.NAME)
def test_messages_survive_pickle_and_copies(message: Message) -> None:
    for back in (pickle.loads(pickle.dumps(message)), copy.deepcopy(message)):
        assert back == message
        if isinstance(back, Frame):
            assert not back.counts.flags.writeable


def test_descriptions_and_layouts_survive_pickle_and_copies() -> None:
    layout = Layout(0x11, "a:u8 b:records", "c:i16")
    for value in (layout, DESCRIPTION, Packet(MESSAGES[0], 1, 2, 3)):
        assert pickle.loads(pickle.dumps(value)) == copy.deepcopy(value) == value


def test_a_stream_without_delimiters_takes_no_memory() -> None:
    decoder = PacketDecoder()
    garbage = bytes([1]) * 1_000_000
    tracemalloc.start()
    for _ in range(20):
        assert decoder.push(garbage) == []
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000
    assert decoder.push(b"\0") == [Damaged(Damage.GARBAGE, 0, 20_000_001)]


def test_a_recording_is_known_by_an_intact_packet_in_it() -> None:
    stream = PacketWriter().write(Alive(1, 60))
    assert is_recording(stream)
    assert is_recording(b"noise" + stream)
    assert not is_recording(b"")
    assert not is_recording(b"\x93NUMPY\x01\x00" + bytes(4000))
    assert not is_recording(stream[:-3])


def test_a_recording_is_read_piece_by_piece() -> None:
    writer = PacketWriter(boot=2)
    frame = Frame(0, np.zeros((100, 100), np.int16), 0)
    stream = b"".join(writer.write(frame) for _ in range(20))
    decoder = PacketDecoder()
    packets = list(read_packets(io.BytesIO(stream + b"tail"), decoder))
    assert [packet.sequence for packet in packets[:-1] if isinstance(packet, Packet)] == list(
        range(20)
    )
    assert packets[-1] == Damaged(Damage.TRUNCATED, len(stream), 4)


@pytest.mark.parametrize(
    ("number", "fields", "each", "problem"),
    [
        (256, "", "", "type: expected 0 to 255"),
        (1, "a:u8 b", "", "expected name:kind"),
        (1, "A:u8", "", "expected name:kind"),
        (1, "a:u8 a:u8", "", "expected each name once"),
        (1, "a:bytes b:u8", "", "fields: expected one of bytes, text, records at the end"),
        (1, "a:records", "", "each: expected the fields of records"),
        (1, "a:u8", "b:u8", "each: expected the fields of records"),
        (1, "a:records", "b:text", "each: expected one of"),
        (1, " ".join(f"a{k}:u8" for k in range(65)), "", "expected 64 fields or fewer"),
    ],
)
def test_a_layout_that_is_none_is_refused(
    number: int, fields: str, each: str, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        Layout(number, fields, each)


def test_text_that_is_no_text_is_still_a_message() -> None:
    (packet,) = PacketDecoder().push(stuffed(header(number=6) + b"\x06\xff\xfe"))
    assert isinstance(packet, Packet)
    assert packet.message == Log(6, "\ufffd\ufffd")
