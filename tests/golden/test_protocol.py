"""Every figure that docs/protocol.md prints is what the wire derives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stampcodec.wire import (
    ALIVE_PERIOD_US,
    CRC_BYTES,
    HEADER_BYTES,
    HELLO_PERIOD_US,
    MESSAGES,
    MOST_PACKET_BYTES,
    Axis,
    Coding,
    Damage,
    Fault,
    Frame,
    HelloRequest,
    LogLevel,
    Message,
    PacketWriter,
    ResetCause,
    Start,
    Status,
    Streams,
    unstuff,
)
from stampcodec.wire.description import MOST_BYTES, OTHER_BYTES, PIECE_BYTES
from stampcodec.wire.recording import HEAD_BYTES
from tests.golden.wire import HILL
from tests.reference import wire_reference as twin

TEXT = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
CLAUSES = {
    number: " ".join(clause.split())
    for number, clause in re.findall(
        r"^\*\*(\d+\.\d)\*\* (.*?)(?=^\*\*\d|^## |\Z)", TEXT, re.M | re.S
    )
}


def test_the_table_of_messages_gives_every_layout() -> None:
    rows = re.findall(
        r"\| ([0-9A-F]{2}) \| (device|client) \| `(\w+)` \|(?: `([^`]*)`)? \|(?: `([^`]*)`)? \|",
        CLAUSES["5.1"],
    )
    assert {
        name: (int(number, 16), sender == "client", fields, each)
        for number, sender, name, fields, each in rows
    } == {
        name: (
            kind.LAYOUT.number,
            kind.LAYOUT.number >= 0x80,
            kind.LAYOUT.fields,
            kind.LAYOUT.each,
        )
        for name, kind in MESSAGES.items()
    }


def test_the_table_of_runs_names_every_damage_but_the_truncated() -> None:
    names = set(re.findall(r"\| ([a-z ]+) \| [a-z]", CLAUSES["2.6"]))
    told = {damage.value.replace("_", " ") for damage in Damage} - {"truncated"}
    assert names == told | {"empty", "unknown", "good", "run"}
    assert "*truncated*" in CLAUSES["2.6"]


def test_sizes_and_times_are_printed_as_they_are() -> None:
    assert f"header of {HEADER_BYTES} bytes" in CLAUSES["2.1"]
    assert f"checksum of {CRC_BYTES} bytes" in CLAUSES["2.1"]
    assert f"never more than {MOST_PACKET_BYTES:,}" in CLAUSES["2.8"]
    assert f"at most {HEADER_BYTES + OTHER_BYTES + CRC_BYTES} bytes" in CLAUSES["2.8"]
    assert f"at most {MOST_BYTES:,} bytes" in CLAUSES["4.1"]
    assert f"pieces of up to {PIECE_BYTES} bytes" in CLAUSES["4.5"]
    assert f"every {HELLO_PERIOD_US // 1000} ms" in CLAUSES["5.2"]
    assert ALIVE_PERIOD_US == 1_000_000
    assert "nothing for a second it sends `alive`" in CLAUSES["5.5"]
    assert f"first {HEAD_BYTES:,} bytes" in CLAUSES["9.3"]
    assert 164.9 < 2**32 / 300 / 86400 < 165.9
    assert "165 days" in CLAUSES["3.3"]


@pytest.mark.parametrize(
    ("clause", "printed", "values"),
    [
        ("5.2", "0 power, 1 a request, 2 the device's own watchdog, 3 a fault", ResetCause),
        (
            "5.3",
            "0 done, 1 unknown type, 2 malformed, 3 a value out of range, 4 busy, 5 not supported",
            Status,
        ),
        ("5.5", "`streams` 1 frames, 2 contacts, 3 both", Streams),
        ("5.5", "0 plain, 1 rice", Coding),
        ("5.7", "`fault` 1 an open line, 2 two lines shorted", Fault),
        ("5.7", "`axis` 0 a row, 1 a column", Axis),
        ("5.8", "3 error, 4 warning, 6 information, 7 debug", LogLevel),
    ],
)
def test_numbers_mean_what_the_page_says(clause: str, printed: str, values: object) -> None:
    assert printed in CLAUSES[clause]
    numbers = [int(number) for number in re.findall(r"\d", printed)]
    every = {int(value) for value in values.__members__.values()}  # type: ignore[attr-defined]
    assert set(numbers) == every - ({0} if values is Streams else set())


@pytest.mark.parametrize(
    ("clause", "message", "writer", "time_us", "sequence"),
    [
        ("10.1", HelloRequest(), PacketWriter(), 0, 0),
        ("10.2", Start(1, 1, 120, 2000), PacketWriter(), 1000, 1),
        ("10.3", Frame(258, HILL), PacketWriter(3), 123_456_789, 7),
    ],
)
def test_a_worked_example_is_worked_right(
    clause: str, message: Message, writer: PacketWriter, time_us: int, sequence: int
) -> None:
    text = TEXT[TEXT.index(f"**{clause}**") :]
    packet, line = (
        " ".join(re.findall(r"(?<![\w-])[0-9a-f]{2}(?![\w-])", part))
        for part in re.split(r"\n    packet  |\n    line  |\n\n(?!    )", text)[1:3]
    )
    writer.sequence = sequence
    sent = writer.write(message, time_us)
    if clause == "10.2":
        sent = sent[1:]
    assert line == sent.hex(" ")
    plain = unstuff(sent.strip(b"\0"))
    assert plain is not None
    assert packet == plain.hex(" ")


def test_the_codes_of_the_example_are_the_twins() -> None:
    frame = HILL.tolist()
    coded = "".join(f"{byte:08b}" for byte in twin.encode_counts(frame))
    heads = re.findall(r"row \d: (\d\d) (\d{4}),", TEXT)
    nodes = re.findall(r"^ +(-?\d+) +(-?\d+) +(-?\d+) +(-?\d+) +(-?\d+) +(\d+) +(\d+)   ([01]+)$",
                       TEXT, re.M)  # fmt: skip
    (end,) = re.findall(r"end: +([01]+)$", TEXT, re.M)
    assert [int(node[0]) for node in nodes] == HILL.ravel().tolist()
    rows = [nodes[at : at + 4] for at in (0, 4, 8)]
    bits = "".join(
        "".join(head) + "".join(node[-1] for node in row)
        for head, row in zip(heads, rows, strict=True)
    )
    assert bits + end == coded
    for *numbers, code in nodes:
        count, left, up, predicted, d, u, k = map(int, numbers)
        assert count - predicted == d
        assert u == (2 * d if d >= 0 else -2 * d - 1)
        assert code == "0" * (u >> k) + "1" + f"{u % (1 << k):0{k}b}"
        assert predicted in (left, up, (left + up) // 2)
