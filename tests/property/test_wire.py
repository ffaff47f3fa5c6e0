"""What holds for the wire whatever is sent and whatever arrives."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stampcodec.testing import damaged, messages, packets
from stampcodec.wire import (
    LAYOUTS,
    MESSAGES,
    Coding,
    Damage,
    Damaged,
    Frame,
    Message,
    Packet,
    PacketDecoder,
    PacketWriter,
    decode_counts,
    encode_counts,
)

FRAMES = messages(Frame)
COUNTS = FRAMES.map(lambda frame: frame.counts)  # type: ignore[attr-defined]
# Bytes of a line: packets, packets with something wrong, and anything.
STREAMS = damaged(packets())


def line(messages: list[Message]) -> list[bytes]:
    writer = PacketWriter(boot=7)
    return [writer.write(message, 1000 * k) for k, message in enumerate(messages)]


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


@given(st.lists(messages(), max_size=6))
def test_every_message_arrives_as_it_was_sent(messages: list[Message]) -> None:
    decoder = PacketDecoder()
    packets = decoder.push(b"".join(line(messages)))
    assert packets == [Packet(message, 1000 * k, k, 7) for k, message in enumerate(messages)]
    assert decoder.finish() == []
    assert decoder.tally.damaged == (0, 0)


@given(STREAMS)
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


@given(st.data(), STREAMS)
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


@given(STREAMS, messages())
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
