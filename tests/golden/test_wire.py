"""The golden file freezes the wire: firmware made today must be understood in ten years."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from stampcodec.wire import (
    MESSAGES,
    Packet,
    PacketDecoder,
    decode_counts,
    read_description,
    unstuff,
)
from tests.golden import wire
from tests.golden.vectors import FOLDER

FROZEN = json.loads((FOLDER / "wire.json").read_text(encoding="utf-8"))


def test_everything_is_written_as_it_was_when_the_protocol_was_frozen() -> None:
    assert wire.document() == FROZEN


@pytest.mark.parametrize(
    ("was", "message"),
    list(zip(FROZEN["packets"], wire.MESSAGES, strict=True)),
    ids=lambda what: getattr(what, "NAME", ""),
)
def test_every_packet_is_read_as_what_it_was(was: dict[str, str], message: object) -> None:
    (packet,) = PacketDecoder().push(bytes.fromhex(was["bytes"]))
    assert isinstance(packet, Packet)
    assert packet.message == message
    assert packet.time_us == int(was["time_us"])
    assert packet.boot == 3


def test_a_packet_of_every_message_is_frozen() -> None:
    assert {type(message) for message in wire.MESSAGES} == set(MESSAGES.values())


@pytest.mark.parametrize("frame", FROZEN["frames"], ids=lambda frame: str(len(frame["counts"])))
def test_every_frame_is_decoded_as_what_it_was(frame: dict[str, Any]) -> None:
    payload = bytes.fromhex(frame["payload"])
    counts = np.array([[int(count) for count in row.split()] for row in frame["counts"]])
    if payload[8]:
        decoded = decode_counts(payload[9:], *counts.shape)
        assert decoded is not None
        assert decoded.tolist() == counts.tolist()
    else:
        assert np.frombuffer(payload[9:], "<i2").tolist() == counts.ravel().tolist()


def test_stuffed_bytes_are_unstuffed_to_what_they_were() -> None:
    for data, stuffed in FROZEN["cobs"].items():
        assert unstuff(bytes.fromhex(stuffed)) == bytes.fromhex(data)


def test_the_description_is_read_as_what_it_was() -> None:
    assert read_description(FROZEN["description"].encode("ascii")) == wire.DESCRIPTION
