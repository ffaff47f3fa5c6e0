"""The clients of docs/examples print and count a stream of bytes as the wire's decoder does."""

from __future__ import annotations

import numpy as np
import pytest

import stampcodec as sc
from stampcodec.wire import (
    LAYOUTS,
    Contact,
    Contacts,
    Description,
    DescriptionPiece,
    Frame,
    Hello,
    Layout,
    Packet,
    PacketDecoder,
    PacketWriter,
    Reply,
    Unknown,
)
from tests.docs.touch_clients.client import expected, merged, run, shown
from tests.docs.touch_clients.device import faulty
from tests.docs.touch_clients.speech import conversation, frames_of, sent

KNOWN = (Hello, DescriptionPiece, Reply, Frame, Contacts)
PANELS = ("nexus5", "maxtouch", "surface")


@pytest.mark.parametrize("name", PANELS)
def test_a_recording_is_printed_as_it_was_sent(client: list[str], name: str) -> None:
    writer = PacketWriter(boot=3)
    messages = conversation(name, Description(sc.panel(name), firmware="1.0"), rounds=1)
    stream = b"".join(writer.write(message, 1000 * k) for k, message in enumerate(messages))
    status, (*lines, counts), errors = run(client, "-", data=stream)
    told, whole = expected(stream)
    assert (status, errors) == (0, "")
    assert lines == told
    assert merged(counts) == whole
    assert counts["unknown"][0] == sum(not isinstance(message, KNOWN) for message in messages)


@pytest.mark.parametrize("seed", range(6))
def test_a_line_with_faults_is_printed_and_counted_as_by_the_decoder(
    client: list[str], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    damage = faulty(rng, rate=[1e-4, 1e-3, 1e-2][seed % 3])
    name = PANELS[seed % 2]
    stream = rng.bytes(30)
    for boot in (1, 2):
        writer = PacketWriter(boot)
        for k, message in enumerate(conversation(name, Description(sc.panel(name)), rounds=2)):
            stream += damage(writer.write(message, 1000 * k))
    stream = stream[: -int(rng.integers(1, 9))]
    status, (*lines, counts), errors = run(client, "-", data=stream)
    told, whole = expected(stream)
    assert (status, errors) == (0, ""), f"seed {seed}"
    assert lines == told
    assert merged(counts) == whole
    assert sum(value[1] for value in counts.values() if isinstance(value, list)) == len(stream)


def test_fields_are_matched_by_the_names_in_the_description(client: list[str]) -> None:
    own = {
        **LAYOUTS,
        "frame": Layout(0x33, "mood:f32 coding:u16 columns:u8 rows:u32 scan:u64 frame_data:bytes"),
        "contacts": Layout(
            0x10,
            "contact_count:u32 scan:u8 contacts:records",
            "y_um:i16 hover:u8 x_um:i64 contact_identifier:u32 tip_switch:u8 pressure:u8",
        ),
    }
    counts = frames_of("nexus5")[0]
    frame, contact = Frame(5, counts), Contact(70_000, 1, -3_000_000_000, -12, pressure=9)
    writer = PacketWriter()
    stream = b"".join(
        writer.write(piece) for piece in Description(sc.panel("nexus5"), messages=own).pieces()
    )
    for layout, values in (
        (own["frame"], {**frame.values(), "mood": 0.25}),
        (
            own["contacts"],
            {
                "contact_count": 1,
                "scan": 6,
                "contacts": [{**vars(contact), "hover": 3}],
            },
        ),
    ):
        stream += sent(writer, layout, values)
    status, lines, _ = run(client, "-", data=stream)
    assert status == 0
    assert lines[1:-1] == [shown(frame, 0), shown(Contacts(6, (contact,)), 0)]


@pytest.mark.parametrize(
    "frame_data",
    [b"", b"\0" * 12, b"\xff" * 12, b"\x3f" + b"\xff" * 40, b"\x2c" + bytes(80), bytes(90)],
)
@pytest.mark.parametrize("coding", [0, 1, 2])
def test_frames_that_are_none_are_malformed(
    client: list[str], frame_data: bytes, coding: int
) -> None:
    writer = PacketWriter()
    shapes = [(0, 0), (3, 4), (4, 3), (1, 5), (4096, 4096), (65535, 1), (6, 7)]
    stream = b"".join(
        sent(
            writer,
            LAYOUTS["frame"],
            {"scan": 0, "rows": rows, "columns": columns, "coding": coding}
            | {"frame_data": frame_data},
        )
        for rows, columns in shapes
    )
    _, (*lines, counts), _ = run(client, "-", data=stream)
    told, whole = expected(stream)
    assert lines == told
    assert merged(counts) == whole
    assert counts["malformed"][0] >= len(shapes) - 3


@pytest.mark.parametrize("seed", range(3))
def test_any_bytes_are_counted(client: list[str], seed: int) -> None:
    stream = np.random.default_rng(seed).bytes(200_000) + b"\1" * 70_000 + b"\0" + bytes(5) + b"a"
    status, (counts,), _ = run(client, "-", data=stream)
    assert status == 1
    assert merged(counts) == expected(stream)[1]
    assert counts["too_long"] == [1, counts["too_long"][1]]


def test_an_unknown_message_is_no_message_of_the_clients() -> None:
    (packet,) = PacketDecoder().push(sent(PacketWriter(), Layout(0x7E, "a:u8"), {"a": 1}))
    assert isinstance(packet, Packet)
    assert packet.message == Unknown(0x7E, b"\1")
