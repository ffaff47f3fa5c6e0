"""What the tracker, the reader of contacts and the wire need on a Cortex-M."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import stampcodec as sc
from benchmarks.firmware.board import BOARDS, measure
from benchmarks.firmware.budget import MAY_CALL
from benchmarks.lattice.accuracy import FAMILIES
from stampcodec.firmware.package import make_contact_firmware, make_firmware

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.firmware.board import Built

# Bytes. A program that tracks has no other reader, and no other tables.
MOST_CODE, MOST_TABLES, MOST_MEMORY, MOST_STACK = 72_000, 96_000, 216_000, 4_608
MOST_WIRE_CODE, MOST_WIRE_TABLES, MOST_WIRE_STACK = 4_000, 1_024, 512
MOST_CONTACTS_CODE, MOST_CONTACTS_TABLES, MOST_CONTACTS_STACK = 6_000, 580_000, 1_500
WIRE_CALLS = ("stamp_wire_write", "stamp_wire_push", "stamp_wire_encode", "stamp_wire_decode")


@pytest.mark.parametrize("board", BOARDS)
@pytest.mark.parametrize("family", FAMILIES)
def test_a_tracker_keeps_its_budget(family: str, board: str, tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    make_firmware(sc.family(family), sc.panel("nexus5")).write(folder)
    built = measure(folder, BOARDS[board], "stamp_tracker", ["stamp_tracker_push"])
    told(family, board, built)
    promised = (folder / "README.md").read_text().split("A tracker takes ")[1].split()[0]
    assert built.code_bytes <= MOST_CODE
    assert built.table_bytes <= MOST_TABLES
    assert built.stack_bytes <= MOST_STACK
    assert int(promised) <= MOST_MEMORY
    assert built.calls <= MAY_CALL


@pytest.mark.parametrize("board", BOARDS)
def test_the_wire_keeps_its_budget(board: str, tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    make_firmware(sc.family("lattice8"), sc.panel("nexus5")).write(folder)
    built = measure(folder, BOARDS[board], "stamp_wire", WIRE_CALLS)
    told("wire", board, built)
    assert built.code_bytes <= MOST_WIRE_CODE
    assert built.table_bytes <= MOST_WIRE_TABLES
    assert built.stack_bytes <= MOST_WIRE_STACK
    assert built.calls <= {"memcpy", "memset"}


@pytest.mark.parametrize("board", BOARDS)
def test_the_reader_of_contacts_keeps_its_budget(board: str, tmp_path: Path) -> None:
    folder = tmp_path / "reader"
    make_contact_firmware((5.4, 7.2)).write(folder)
    built = measure(folder, BOARDS[board], "stamp_contacts", ["stamp_contacts_read"])
    told("contacts", board, built)
    assert built.code_bytes <= MOST_CONTACTS_CODE
    assert built.table_bytes <= MOST_CONTACTS_TABLES
    assert built.stack_bytes <= MOST_CONTACTS_STACK
    assert built.calls <= {"memcpy", "memset"}


def told(what: str, board: str, built: Built) -> None:
    print(what, board, built.code_bytes, built.table_bytes, built.stack_bytes)
