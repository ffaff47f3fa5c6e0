"""The wire's kernel and its slow twin agree on whatever comes."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from stampcodec.wire import Damaged, Packet, PacketDecoder, crc32, decode_counts, encode_counts
from stampcodec.wire.cobs import stuff, unstuff
from stampcodec.wire.packet import encoded_bytes
from tests.reference import wire_reference as twin

# Long runs without a zero are what COBS is about: blocks of 254 and their neighbours.
BYTES = st.one_of(
    st.binary(max_size=600),
    st.lists(
        st.sampled_from([b"\0", b"\xff" * 253, b"\x01" * 254, b"\x02" * 255, b"a"]), max_size=6
    ).map(b"".join),
)
SMALL = st.integers(-4, 4)
COUNTS = hnp.arrays(
    np.int16,
    st.tuples(st.integers(1, 6), st.integers(1, 9)),
    elements=st.one_of(SMALL, st.integers(-700, 700), st.integers(-32768, 32767)),
)


@given(BYTES)
def test_the_checksum_is_the_twins_and_zlibs(data: bytes) -> None:
    assert crc32(data) == twin.crc32(data) == zlib.crc32(data)


@given(BYTES, BYTES)
def test_the_checksum_can_be_extended(first: bytes, second: bytes) -> None:
    assert crc32(second, crc32(first)) == zlib.crc32(first + second)


@given(BYTES)
def test_stuffed_bytes_are_the_twins(data: bytes) -> None:
    stuffed = stuff(data)
    assert stuffed == twin.stuff(data)
    assert 0 not in stuffed
    assert unstuff(stuffed) == twin.unstuff(stuffed) == data
    assert len(stuffed) <= encoded_bytes(len(data))


@given(BYTES)
def test_any_bytes_are_unstuffed_as_the_twin_does(data: bytes) -> None:
    assert unstuff(data) == twin.unstuff(data)


@given(COUNTS)
def test_coded_counts_are_the_twins_wherever_they_are_shorter(
    counts: np.ndarray[tuple[int, int], np.dtype[np.int16]],
) -> None:
    slow = twin.encode_counts(counts.tolist())
    assert encode_counts(counts) == (slow if len(slow) < 2 * counts.size else None)


@given(st.binary(max_size=80), st.integers(1, 5), st.integers(1, 5))
def test_any_bytes_are_decoded_as_the_twin_does(data: bytes, rows: int, columns: int) -> None:
    fast, slow = decode_counts(data, rows, columns), twin.decode_counts(data, rows, columns)
    assert (None if fast is None else fast.tolist()) == slow


@pytest.mark.parametrize("seed", range(20))
def test_a_stream_is_cut_as_the_twin_does(seed: int) -> None:
    rng = np.random.default_rng(seed)
    packets = [
        bytes([1 + (k % 7 == 6), 0x40]) + rng.bytes(14) + rng.bytes(int(rng.integers(90)))
        for k in range(60)
    ]
    parts = [stuff(packet + crc32(packet).to_bytes(4, "little")) for packet in packets]
    stream = bytearray(b"\0".join(parts) + b"\0")
    for at in rng.integers(len(stream), size=30):
        stream[at] = rng.integers(256)
    decoder = PacketDecoder(64)
    found = decoder.push(bytes(stream))
    slow = [run for run in twin.runs(bytes(stream), encoded_bytes(64)) if run.kind != "empty"]
    assert [_told(item) for item in found] == [
        run.packet if run.kind == "good" else (run.kind, run.n_bytes) for run in slow
    ]


def _told(item: Packet | Damaged) -> bytes | tuple[str, int]:
    if isinstance(item, Damaged):
        return item.damage.value, item.n_bytes
    return (
        bytes([1, item.message.number])  # type: ignore[union-attr]
        + item.boot.to_bytes(2, "little")
        + item.sequence.to_bytes(4, "little")
        + item.time_us.to_bytes(8, "little")
        + item.message.payload  # type: ignore[union-attr]
    )
