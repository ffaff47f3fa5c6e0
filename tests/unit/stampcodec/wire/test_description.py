from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

import stampcodec as sc
from stampcodec.errors import DescriptionError
from stampcodec.wire import (
    Contact,
    Contacts,
    Damaged,
    Description,
    DescriptionAssembly,
    DescriptionPiece,
    Frame,
    Layout,
    Packet,
    PacketDecoder,
    PacketWriter,
    crc32,
    read_description,
)
from stampcodec.wire.description import MOST_BYTES, PIECE_BYTES, longest_packet

NEXUS5 = Description(sc.panel("nexus5"), "till 4", "1.2 (9f3c)", (20, 200), 85.5)


def changed(**changes: Any) -> bytes:
    document = json.loads(NEXUS5.to_json())
    for path, value in changes.items():
        at = document
        *parents, last = path.split("__")
        for parent in parents:
            at = at[parent]
        if value is None:
            del at[last]
        else:
            at[last] = value
    return json.dumps(document).encode()


@pytest.mark.parametrize("name", sc.panels())
def test_a_description_is_read_as_it_was_written(name: str) -> None:
    description = Description(sc.panel(name), scan_hz=(1, 60), codings=("plain",))
    assert read_description(description.to_json()) == description
    assert len(description.to_json()) < MOST_BYTES


def test_a_panel_that_is_no_preset_comes_with_its_numbers() -> None:
    panel = sc.Panel(rows=34, columns=20, pitch_mm=3.9, noise_counts=3.0, max_contacts=16)
    assert read_description(Description(panel).to_json()).panel == panel


def test_a_preset_of_another_size_is_no_preset() -> None:
    panel = read_description(changed(panel__rows=30)).panel
    assert (panel.name, panel.rows, panel.pitch_mm) == ("nexus5", 30, 4.1)


def test_names_that_are_not_known_are_left_aside() -> None:
    raw = changed(colour="red", panel__bezel_mm=3, rates__boost=2, codings=["rice", "zip", 4])
    assert read_description(raw).codings == ("rice",)


def test_what_is_missing_has_a_default() -> None:
    raw = changed(rates=None, codings=None, messages=None, device=None, firmware=None)
    description = read_description(raw)
    assert description.scan_hz == (1, 65535)
    assert description.codings == ("plain",)
    assert description.messages == {}


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (b"", "description: expected a description, got an empty file"),
        (b"\xff{}", "in UTF-8 text"),
        (b"[" * 9000, "expected a description, got deeply nested JSON"),
        (b"x" * (MOST_BYTES + 1), f"got more than {MOST_BYTES} bytes"),
        (changed(format="touch-link/2"), 'expected "touch-link/1", got "touch-link/2", written'),
        (changed(panel=None), "panel: expected an object, got null"),
        (changed(panel__rows=0), "panel.rows: expected a whole number, 1 to 4096, got 0"),
        (changed(panel__pitch_mm="4"), 'panel.pitch_mm: expected a number, got "4"'),
        (changed(panel__name=7), "name: expected a line of up to 100 characters"),
        (changed(device="a\nb"), "device: expected a line"),
        (changed(panel__rows=28, panel__noise_counts=0), "panel: noise_counts: expected"),
        (changed(limits__packet_bytes=1 << 20), "limits.packet_bytes: expected a whole number"),
        (changed(rates__scan_hz=[1]), "rates.scan_hz: expected two numbers"),
        (changed(messages__frame__type=256), "messages.frame.type: expected a whole number"),
        (changed(messages__frame__fields="scan:u33"), "messages.frame: expected name:kind"),
        (changed(messages__frame__fields=["scan"]), "messages.frame: expected fields and each"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(raw: bytes, problem: str) -> None:
    with pytest.raises(DescriptionError) as caught:
        read_description(raw)
    assert problem in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_pieces_come_together_in_any_order() -> None:
    pieces = NEXUS5.pieces()
    assert b"".join(piece.piece for piece in pieces) == NEXUS5.to_json()
    assert max(len(piece.piece) for piece in pieces) == PIECE_BYTES
    assembly = DescriptionAssembly()
    order = np.random.default_rng(1).permutation(len(pieces))
    whole = [assembly.add(pieces[k]) for k in order]
    assert whole[:-1] == [None] * (len(pieces) - 1)
    assert whole[-1] == NEXUS5.to_json()


def test_what_is_missing_can_be_asked_for_from_the_first_gap_to_the_last() -> None:
    assembly = DescriptionAssembly()
    assert assembly.missing() == (0, 0)
    for k, piece in enumerate(NEXUS5.pieces()):
        if k not in (2, 3, 7):
            assert assembly.add(piece) is None
    assert assembly.missing() == (2 * PIECE_BYTES, 6 * PIECE_BYTES)
    asked = NEXUS5.pieces(2 * PIECE_BYTES, 6 * PIECE_BYTES)
    assert [piece.offset // PIECE_BYTES for piece in asked] == [2, 3, 4, 5, 6, 7]
    assert assembly.add(asked[0]) is None
    assert assembly.add(asked[1]) is None
    assert assembly.missing() == (7 * PIECE_BYTES, PIECE_BYTES)
    assert assembly.add(asked[5]) == NEXUS5.to_json()
    assert assembly.missing() is None


def test_a_part_ends_where_it_was_asked_to() -> None:
    assert [len(piece.piece) for piece in NEXUS5.pieces(10, 130)] == [64, 64, 2]
    assert NEXUS5.pieces(len(NEXUS5.to_json()), 10) == []


def test_pieces_of_another_description_begin_anew() -> None:
    assembly = DescriptionAssembly()
    for piece in Description(sc.panel("surface")).pieces()[:-1]:
        assembly.add(piece)
    *_, whole = [assembly.add(piece) for piece in NEXUS5.pieces()]
    assert whole == NEXUS5.to_json()


def test_pieces_that_cannot_be_are_left_aside() -> None:
    assembly = DescriptionAssembly()
    assert assembly.add(DescriptionPiece(0, 0, 0, b"")) is None
    assert assembly.add(DescriptionPiece(0, MOST_BYTES + 1, 0, b"a")) is None
    assert assembly.add(DescriptionPiece(2**32 - 1, 4, 0, b"abcd")) is None
    assert assembly.missing() == (0, 0)


def test_pieces_whose_sum_is_wrong_are_given_up() -> None:
    assembly = DescriptionAssembly()
    assert assembly.add(DescriptionPiece(0, 4, crc32(b"abcd"), b"abce")) is None
    assert assembly.missing() == (0, 0)
    assert assembly.add(DescriptionPiece(0, 4, crc32(b"abcd"), b"abcd")) == b"abcd"


def test_the_longest_packet_is_that_of_a_plain_frame_or_of_all_contacts() -> None:
    assert longest_packet(sc.panel("nexus5")) == 16 + 9 + 2 * 27 * 15 + 4
    small = sc.Panel(rows=2, columns=2, pitch_mm=4.0, max_contacts=200)
    contacts = Contacts(0, (Contact(0, 1, 0, 0),) * 200)
    packet = PacketWriter().write(contacts)
    assert longest_packet(small) == 16 + 7 + 16 * 200 + 4
    assert PacketDecoder(longest_packet(small)).push(packet)[0].message == contacts  # type: ignore[union-attr]
    assert isinstance(PacketDecoder(longest_packet(small) - 20).push(packet)[0], Damaged)


def test_fields_are_matched_by_name_wherever_a_device_has_them() -> None:
    own = Layout(0x21, "coding:u8 humidity:f32 rows:u8 scan:u64 columns:u32 frame_data:bytes")
    counts = np.arange(6, dtype=np.int16).reshape(2, 3)
    values = {**Frame(5, counts).values(), "humidity": 0.5}
    raw = changed(messages__frame={"type": own.number, "fields": own.fields})
    decoder = PacketDecoder()
    decoder.learn(read_description(raw).messages)
    assert _sent(decoder, own, values) == Frame(5, counts)


def test_records_are_matched_by_name_too() -> None:
    own = Layout(
        0x11,
        "contact_count:u8 contacts:records",
        "y_um:i32 hover:u8 x_um:i16 tip_switch:u8 contact_identifier:u16",
    )
    record = {"y_um": -5, "hover": 1, "x_um": 7, "tip_switch": 1, "contact_identifier": 300}
    decoder = PacketDecoder()
    decoder.learn({"contacts": own})
    message = _sent(decoder, own, {"contact_count": 1, "contacts": [record]})
    assert message == Contacts(0, (Contact(300, 1, 7, -5),))


def test_a_message_without_a_field_that_it_needs_is_malformed() -> None:
    own = Layout(0x10, "scan:u32 rows:u16 frame_data:bytes")
    decoder = PacketDecoder()
    decoder.learn({"frame": own})
    assert _sent(decoder, own, {"scan": 1, "rows": 1, "frame_data": b"ab"}) is None
    assert decoder.tally.malformed.runs == 1


def test_a_message_whose_field_became_another_sort_is_unknown() -> None:
    own = Layout(0x11, "contact_count:u8 contacts:records", "x_um:f32 y_um:f32")
    decoder = PacketDecoder()
    decoder.learn({"contacts": own})
    record = {"x_um": float("nan"), "y_um": 0.0}
    _sent(decoder, own, {"contact_count": 1, "contacts": [record]})
    assert decoder.tally.unknown.runs == 1


def _sent(decoder: PacketDecoder, layout: Layout, values: Any) -> object:
    class Sent(Frame):
        LAYOUT = layout

        def values(self) -> Any:
            return values

    found = decoder.push(PacketWriter().write(Sent(0, np.zeros((1, 1), np.int16))))
    return found[0].message if isinstance(found[0], Packet) else None
