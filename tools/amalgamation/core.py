"""What of the kernels firmware needs: one C file for each of its parts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tools.amalgamation.amalgam import Amalgam
from tools.amalgamation.source import Constant
from tools.amalgamation.writing import describe, enumerated, write

if TYPE_CHECKING:
    from pathlib import Path

POLYNOMIAL = 0xEDB88320


@dataclass(frozen=True)
class Part:
    """A C file: the functions that it begins with, and what else it needs."""

    name: str
    roots: tuple[tuple[str, str], ...]
    described: frozenset[str] = frozenset()
    """Structs whose fields are written down, for tables."""
    counted: frozenset[str] = frozenset()
    """Enumerators whose values are written down, to count memory."""
    filled: dict[str, Constant] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
    """Fields of classes that become pointers."""


def _remainders() -> Constant:
    """Return the table of a CRC-32: what eight steps of the division make of each byte."""
    table = []
    for byte in range(256):
        remainder = byte
        for _ in range(8):
            remainder = remainder >> 1 ^ (POLYNOMIAL if remainder & 1 else 0)
        table.append(f"0x{remainder:08x}u")
    rows = [", ".join(table[k : k + 8]) for k in range(0, 256, 8)]
    return Constant("uint32_t", "{\n" + ",\n".join(rows) + "}", (256,))


PARTS = (
    Part(
        "stamp_core",
        (
            ("stampcodec._core.frame.room", "room_bytes"),
            ("stampcodec._core.frame.room", "lay_out"),
            ("stampcodec._core.frame.read", "read_frame"),
            ("stampcodec._core.frame.result", "result_of"),
            ("stampcodec._core.code.codeword", "codeword_of"),
            ("stampcodec._core.code.message", "message_of_id"),
            ("stampcodec._core.code.sites", "spread"),
        ),
        frozenset({"Tables", "Partials", "Places", "Rooms", "Reading"}),
    ),
    Part(
        "stamp_tracker",
        (
            ("stampcodec._core.frame.room", "room_bytes"),
            ("stampcodec._core.frame.room", "lay_out"),
            ("stampcodec._core.track.presence", "settle_presence"),
            ("stampcodec._core.track.kernel", "_begin"),
            ("stampcodec._core.track.kernel", "_end"),
            ("stampcodec._core.track.kernel", "_take"),
        ),
        frozenset({"TrackerKernel"}),
        counted=frozenset({"SLOTS", "TRAIL", "SPOTS"}),
        shared=frozenset({"tables", "rooms"}),
    ),
    Part(
        "stamp_contacts",
        (("stampcodec._core.contact.kernel", "decide"),),
    ),
    Part(
        "stamp_wire",
        (
            ("stampcodec.wire._core.checksum", "extend_crc"),
            ("stampcodec.wire._core.framecode", "encode_counts"),
            ("stampcodec.wire._core.framecode", "decode_counts"),
            ("stampcodec.wire._core.packet", "write_packet"),
            ("stampcodec.wire._core.packet", "read_header"),
            ("stampcodec.wire._core.packet", "receive"),
        ),
        filled={"REMAINDERS": _remainders()},
    ),
)


def write_core(root: Path, generated: Path, output: Path) -> None:
    """Take the parts of firmware out of the generated C.

    Parameters
    ----------
    root : Path
        The folder in which the package stands.
    generated : Path
        The folder of the C that Cython wrote.
    output : Path
        Gets a C file for each part; structs.json, what the structs of the tables look like;
        numbers.json, values of enumerators.

    Raises
    ------
    NotPlainError
        Something that a part needs is no plain C; nothing is written.
    """
    written: dict[str, str] = {}
    structs: dict[str, object] = {}
    numbers: dict[str, int] = {}
    for part in PARTS:
        amalgam = Amalgam(root, generated, part.filled, part.shared)
        for module, name in part.roots:
            amalgam.add(module, name)
        values = enumerated(amalgam)
        numbers |= {name: values[name] for name in sorted(part.counted)}
        written[f"{part.name}.c"] = write(amalgam)
        structs |= describe(amalgam, set(part.described))
    written["structs.json"] = json.dumps(structs, indent=1) + "\n"
    written["numbers.json"] = json.dumps(numbers, indent=1) + "\n"
    output.mkdir(parents=True, exist_ok=True)
    for name, text in written.items():
        (output / name).write_text(text, encoding="utf-8", newline="\n")
