"""What holds for the wire whatever is sent and whatever arrives."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from stampcodec.wire import (
    LAYOUTS,
    MESSAGES,
    Coding,
    Contact,
    Contacts,
    Damage,
    Damaged,
    Frame,
    LineFault,
    Message,
    Packet,
    PacketDecoder,
    PacketWriter,
    SelfTestResult,
    decode_counts,
    encode_counts,
)
from stampcodec.wire.layout import NUMBERS, parsed

COUNTS = hnp.arrays(
    np.int16,
    st.tuples(st.integers(1, 12), st.integers(1, 12)),
    elements=st.integers(-32768, 32767),
)
PLAIN_MESSAGES = [
    kind for kind in MESSAGES.values() if kind not in (Frame, Contacts, SelfTestResult)
]


def numbers(kind: str) -> st.SearchStrategy[int]:
    bits = int(kind[1:])
    low = 0 if kind[0] == "u" else -(1 << (bits - 1))
    return st.integers(low, low + (1 << bits) - 1)


def records(layout: str) -> st.SearchStrategy[dict[str, int]]:
    return st.fixed_dictionaries({name: numbers(kind) for name, kind in parsed(layout)})


def plain(kind: type[Message]) -> st.SearchStrategy[Message]:
    ways = {name: numbers(kind) for name, kind in parsed(kind.LAYOUT.fields) if kind in NUMBERS}
    for name, tail in parsed(kind.LAYOUT.fields):
        if tail == "text":
            ways[name] = st.text(st.characters(codec="utf-8"), max_size=30)  # type: ignore[assignment]
        elif tail == "bytes":
            ways[name] = st.binary(max_size=300)  # type: ignore[assignment]
    assert {field.name for field in fields(kind)} == ways.keys()
    return st.fixed_dictionaries(ways).map(lambda values: kind(**values))


u32, u16 = st.integers(0, 2**32 - 1), st.integers(0, 2**16 - 1)
FRAMES = st.builds(Frame, scan=u32, counts=COUNTS, coding=st.sampled_from(Coding))
CONTACTS = st.builds(
    Contacts,
    scan=u32,
    contacts=st.lists(
        records(LAYOUTS["contacts"].each).map(lambda values: Contact(**values)), max_size=20
    ).map(tuple),
    scan_time=u16,
)
SELF_TESTS = st.builds(
    SelfTestResult,
    faults=st.lists(
        records(LAYOUTS["self_test_result"].each).map(lambda values: LineFault(**values)),
        max_size=20,
    ).map(tuple),
    request_sequence=u32,
)
MESSAGE = st.one_of(FRAMES, CONTACTS, SELF_TESTS, *map(plain, PLAIN_MESSAGES))
# Bytes of a line: packets, packets with something wrong, and anything.
PACKETS = st.lists(MESSAGE, max_size=5)
NOISE = st.one_of(st.binary(max_size=40), st.just(b"\0"), st.just(b"\xff" * 300))


def line(messages: list[Message]) -> list[bytes]:
    writer = PacketWriter(boot=7)
    return [writer.write(message, 1000 * k) for k, message in enumerate(messages)]


@st.composite
def streams(draw: st.DrawFn) -> bytes:
    """Packets with noise between and bytes changed, lost and doubled."""
    stream = bytearray()
    for packet in line(draw(PACKETS)):
        stream += packet + draw(st.one_of(st.just(b""), NOISE))
    for _ in range(draw(st.integers(0, 4)) if stream else 0):
        at = draw(st.integers(0, len(stream) - 1))
        new = draw(
            st.sampled_from([b"", bytes(stream[at : at + 1] * 2), draw(st.binary(max_size=2))])
        )
        stream[at : at + 1] = new
        if not stream:
            break
    return bytes(stream)


@given(COUNTS)
def test_any_frame_is_coded_without_loss_or_is_not_longer_plain(
    counts: np.ndarray[tuple[int, int], np.dtype[np.int16]],
) -> None:
    data = encode_counts(counts)
    if data is not None:
        assert len(data) < 2 * counts.size
        decoded = decode_counts(data, *counts.shape)
        assert decoded is not None
        assert np.array_equal(decoded, counts)


@given(COUNTS, st.sampled_from(Coding))
def test_a_frame_never_takes_more_than_its_plain_packet(
    counts: np.ndarray[tuple[int, int], np.dtype[np.int16]], coding: Coding
) -> None:
    payload = Frame.LAYOUT.pack(Frame(0, counts, coding).values())
    assert len(payload) <= Frame.LAYOUT.head_bytes + 2 * counts.size


@given(st.lists(MESSAGE, max_size=6))
def test_every_message_arrives_as_it_was_sent(messages: list[Message]) -> None:
    decoder = PacketDecoder()
    packets = decoder.push(b"".join(line(messages)))
    assert packets == [Packet(message, 1000 * k, k, 7) for k, message in enumerate(messages)]
    assert decoder.finish() == []
    assert decoder.tally.damaged == (0, 0)


@given(streams())
def test_every_byte_is_counted_once(stream: bytes) -> None:
    decoder = PacketDecoder(512)
    found = decoder.push(stream)
    assert decoder.tally.n_bytes == len(stream)
    found += decoder.finish()
    tally = decoder.tally
    assert tally.n_bytes == len(stream)
    assert tally.open_bytes == 0
    damaged = [item for item in found if isinstance(item, Damaged)]
    for damage in Damage:
        count = getattr(tally, damage.value)
        those = [item for item in damaged if item.damage is damage]
        assert count == (len(those), sum(item.n_bytes for item in those))
    assert tally.good.runs + tally.unknown.runs == len(found) - len(damaged)
    assert all(first.at + first.n_bytes <= then.at for first, then in pairwise(damaged))


@given(st.data(), streams())
def test_pieces_of_any_size_give_what_the_whole_gives(data: st.DataObject, stream: bytes) -> None:
    whole, pieces = PacketDecoder(512), PacketDecoder(512)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    found = []
    for start, end in pairwise([0, *cuts, len(stream)]):
        found += pieces.push(stream[start:end])
    assert found + pieces.finish() == whole.push(stream) + whole.finish()
    assert pieces.tally == whole.tally


@given(st.binary(max_size=3000))
def test_no_bytes_raise(stream: bytes) -> None:
    decoder = PacketDecoder(64)
    decoder.push(stream)
    decoder.finish()
    assert decoder.tally.n_bytes == len(stream)


@given(st.sampled_from(sorted(MESSAGES)), st.binary(max_size=120))
def test_any_payload_of_a_known_type_is_a_message_or_malformed(name: str, payload: bytes) -> None:
    values = LAYOUTS[name].unpack(payload)
    message = None if values is None else MESSAGES[name].of(values)
    assert message is None or message == MESSAGES[name].of(message.values())


@given(streams(), MESSAGE)
def test_the_next_packet_after_any_damage_is_read(stream: bytes, message: Message) -> None:
    decoder = PacketDecoder()
    decoder.push(stream + b"\0")
    writer = PacketWriter()
    assert decoder.push(writer.write(message)) == [Packet(message, 0, 0, 0)]


@given(st.lists(FRAMES, min_size=1, max_size=3), st.data())
def test_one_changed_byte_damages_no_more_than_two_packets(
    messages: list[Message], data: st.DataObject
) -> None:
    stream = bytearray(b"".join(line(messages)))
    at = data.draw(st.integers(0, len(stream) - 1))
    stream[at] ^= data.draw(st.integers(1, 255))
    read = [
        item.message for item in PacketDecoder().push(bytes(stream)) if isinstance(item, Packet)
    ]
    assert len(read) >= len(messages) - 2
    assert all(message in messages for message in read)


@pytest.mark.parametrize("size", [(1, 1), (1, 4096), (41, 72), (4096, 1)])
def test_the_worst_frame_is_sent_plain(size: tuple[int, int]) -> None:
    counts = np.where(np.indices(size).sum(0) % 2, 32767, -32768).astype(np.int16)
    counts[0, 0] = 12345
    noise = np.random.default_rng(1).integers(-32768, 32768, size, dtype=np.int16)
    assert encode_counts(noise) is None
    for frame in (Frame(0, counts), Frame(0, noise)):
        assert len(Frame.LAYOUT.pack(frame.values())) <= 9 + 2 * counts.size
