"""Every recording of this folder, and what `stampcodec decode` says of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from emulator.driver import evdev
from stampcodec.cli import run

HERE = Path(__file__).parent
TEXTS = {".py", ".md"}


@dataclass(frozen=True)
class Case:
    """A call of ``decode``: its options, then what it prints and how it ends."""

    file: str
    options: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    merchant: int | None = None
    status: int = 0
    words: str = ""
    """Somewhere on stderr; nothing at all is there if empty."""


CASES = (
    Case("frames-int32.npy", outcomes=("read",) * 4, merchant=4711),
    Case("frames.npz", outcomes=("read",) * 4, merchant=4711),
    Case("frames-csv.csv", outcomes=("read",), merchant=4711),
    Case(
        "frames-negative-polarity.npy",
        outcomes=("empty",) * 4,
        status=1,
        words="the frames are far negative: try --negative",
    ),
    Case("frames-negative-polarity.npy", ("--negative",), ("read",) * 4, 4711),
    # Families that do not fit the panel are tried only where they are named.
    Case("panel-20x34.td16", ("--panel", "20x34@4.1"), ("empty",) * 3, None, 1),
    Case(
        "panel-20x34.td16",
        ("--panel", "20x34@4.1", "--family", "lattice8"),
        outcomes=("empty",) * 3,
        status=1,
        words="lattice8 at 5 mm pitch breaks limits of panel 20x34@4.1",
    ),
    Case(
        "panel-20x34.td16", ("--panel", "20x34@4.1", "--pitch-mm", "fit"), ("empty",) * 3, None, 1
    ),
    Case("panel-20x34.td16", status=2, words="expected a multiple of 810 bytes"),
    Case("contacts-bom.json", outcomes=("read",), merchant=1234),
    Case("contacts-complete-touchevent.json", outcomes=("read",), merchant=1234),
    Case("contacts-ndjson.json", outcomes=("read",), merchant=1234),
    Case("contacts-negative-time.json", outcomes=("read",), merchant=1234),
    Case("own-recording.evemu", outcomes=("read",), merchant=1234),
    Case("mt-b-no-pressure-no-major.evemu", outcomes=("read",), merchant=1234),
    Case("press.libinput.yml", outcomes=("read",), merchant=1234),
    # Events without evtest's heading: nothing tells what a unit is.
    Case(
        "press.evtest.txt",
        status=2,
        words="record it with libinput record, evemu-record, evtest from its start or",
    ),
    Case("press.evtest.txt", ("--px-per-mm", "50"), ("read",), 1234),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join((case.file, *case.options)))
def test_a_recording_gives_what_is_expected(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    status = run(["decode", str(HERE / case.file), *case.options])
    output = capsys.readouterr()
    assert status == case.status
    rows = [json.loads(line) for line in output.out.splitlines()]
    assert tuple(row["outcome"] for row in rows) == case.outcomes
    merchants = {row["merchant_id"] for row in rows if row["outcome"] == "read"}
    assert merchants == ({case.merchant} if case.merchant is not None else set())
    assert case.words in output.err
    assert output.err.count("\n") == (1 if case.words else 0)


def test_every_recording_has_a_case() -> None:
    recordings = {path.name for path in HERE.iterdir() if path.is_file()}
    texts = {name for name in recordings if Path(name).suffix in TEXTS}
    assert recordings - texts == {case.file for case in CASES}


def test_a_screen_without_pressure_and_size_reports_five_contacts() -> None:
    events = evdev.from_text((HERE / "mt-b-no-pressure-no-major.evemu").read_text())
    contacts = evdev.reports_of(events)[0].contacts
    assert len(contacts) == 5
    assert {(contact.radius_mm, contact.strength) for contact in contacts} == {(None, None)}
