"""The rooms whose decisions are held against faults, each with the tests that must notice them."""

from __future__ import annotations

from typing import NamedTuple


class Room(NamedTuple):
    """Sources and tests, as patterns from the root of the tree; quick tests first."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]
    leave: tuple[str, ...] = ()
    """Sources that decide nothing."""
    options: tuple[str, ...] = ()
    """For pytest."""


ROOMS = {
    "reader": Room(
        ("stampcodec/_core/frame/decide/*.pyx", "stampcodec/_core/frame/compare.pyx"),
        (
            "tests/golden/test_decisions.py",
            "tests/reference/test_landed.py",
            "tests/reference/test_erasures.py",
            "tests/reference/test_reader_ties.py",
            "tests/reference/test_reader_twins.py",
            "tests/unit/stampcodec/lattice",
            "tests/property/test_reader_round_trip.py",
            "tests/property/test_reader_any_frame.py",
        ),
    ),
    "ledger": Room(
        ("issuance/ledger/*.py",),
        ("tests/unit/issuance/ledger", "tests/property/test_issuance_ledger.py"),
        ("issuance/ledger/__init__.py", "issuance/ledger/rows.py"),
        # What a statement decides, it decides on both databases.
        ("-k", "not postgresql"),
    ),
    "mirror": Room(
        ("fabrication/mirror.py", "fabrication/readback/*.py", "fabrication/verify.py"),
        (
            "tests/unit/fabrication/test_mirror.py",
            "tests/unit/fabrication/readback",
            "tests/unit/fabrication/test_verify.py",
            "tests/unit/fabrication/test_batch.py",
        ),
        ("fabrication/readback/__init__.py",),
    ),
    "wire": Room(
        ("stampcodec/wire/*.py", "stampcodec/wire/_core/*.pyx"),
        (
            "tests/unit/stampcodec/wire",
            "tests/golden/test_wire.py",
            "tests/golden/test_protocol.py",
            "tests/property/test_wire.py",
            "tests/reference/test_wire_twins.py",
        ),
        ("stampcodec/wire/__init__.py",),
    ),
}
