"""Files that mean harm: one line, soon, in little memory."""

from __future__ import annotations

import json
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from stampcodec.cli import run
from stampcodec.contactfile import MOST_BYTES
from tests.unit.stampcodec.contacts.recordings import (
    DEVICE,
    FORMS,
    as_evemu,
    as_getevent,
    as_libinput,
    press,
)

if TYPE_CHECKING:
    from pathlib import Path

ANCHORS = "\n".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
TOUCH = {"identifier": 1, "clientX": 1.0, "clientY": 1.0}
EVENT = {"type": "touchstart", "timeStamp": 1, "changedTouches": [TOUCH], "touches": [TOUCH]}
MIB = 1 << 20

HOSTILE: dict[str, bytes] = {
    "a yaml bomb": f"libinput:\na: &a [x]\n{ANCHORS}\n".encode(),
    "a yaml bomb among events": as_libinput(DEVICE, press())
    .replace("  - evdev:\n", f"  - evdev:\n{ANCHORS}\n", 1)
    .encode(),
    "deep json": b'{"format": "contacts/1", "points": ' + b"[" * 10**6,
    "deep json a line": json.dumps(EVENT).encode() + b"\n" + b'{"a":' * 10**5,
    "deep json in a list": b'[{"type": ' + b"[" * 10**5 + b"]" * 10**5 + b"}]",
    "a million slots": as_evemu(DEVICE, []).replace("A: 2f 0 9", "A: 2f 0 1000000").encode()
    + b"".join(b"E: 1.000000 0003 002f %d\n" % slot for slot in range(0, 10**6, 50)),
    "a line of megabytes": b"# EVEMU 1.3\nN: " + b"x" * (8 * MIB),
    "an event of megabytes": json.dumps(EVENT).encode() + b"\n{" + b" " * (8 * MIB),
    "a time of thousands of digits": b"E: " + b"9" * 5000 + b".000000 0003 0035 1\n",
    "times beyond all clocks": json.dumps([{**EVENT, "timeStamp": 1e300}]).encode(),
    "a number of thousands of digits": b'{"type": "touchstart", "timeStamp": ' + b"9" * 9000 + b"}",
    "a value beyond an int": b"N: x\nI: 1\nE: 1.000000 0003 0035 99999999999\n",
    "values without end": b'{"format": "contacts/1", "points": [' + b"[]," * 5_000_000 + b"[]]}",
    "devices without end": b"".join(b"add device 1: /dev/x%d\n" % n for n in range(10_000)),
    "nodes without end": b"libinput:\n" + b"- node: /dev/x\n" * 10_000,
    "a crowd of pointers": "\n".join(
        json.dumps(
            {"type": "pointerdown", "timeStamp": 1, "pointerId": n, "clientX": 1, "clientY": 1}
        )
        for n in range(200)
    ).encode(),
    "contacts without end": as_evemu(DEVICE, []).encode()
    + b"E: 1.000000 0003 0035 1\nE: 1.000000 0000 0002 0\n" * 200,
    # Found by `make fuzz TARGET=contacts`.
    "an axis whose code is no number": as_getevent(DEVICE, press(), named=False)
    .replace("0036  : value", "0036J : value")
    .encode(),
    "zeros": b"# EVEMU 1.3\n" + bytes(1000),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_in_one_line_and_little_memory(
    case: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.evemu"
    path.write_bytes(HOSTILE[case])
    tracemalloc.start()
    try:
        assert run(["decode", str(path)]) == 2
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    assert len(output.err) < 1000
    assert most < 64 * MIB + 3 * len(HOSTILE[case])


@pytest.mark.parametrize("form", FORMS)
def test_a_recording_without_end_is_refused_where_it_is_too_long(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = FORMS[form](DEVICE, press())
    monkeypatch.setattr("stampcodec.contactfile.MOST_BYTES", len(text) - 1)
    (tmp_path / "x").write_bytes(text.encode())
    assert run(["decode", str(tmp_path / "x")]) == 2
    assert f"expected {len(text) - 1} bytes or fewer, got more" in capsys.readouterr().err
    assert MOST_BYTES == 64_000_000


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("MOST_MOMENTS", "expected 3 reports or fewer, got more"),
        ("MOST_CONTACTS", "expected 3 contacts in all reports or fewer, got more"),
    ],
)
def test_more_than_an_hour_holds_is_refused(
    limit: str,
    words: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(f"stampcodec.contacts.recording.{limit}", 3)
    (tmp_path / "x").write_text(as_evemu(DEVICE, press()), encoding="utf-8")
    assert run(["decode", str(tmp_path / "x")]) == 2
    assert words in capsys.readouterr().err
