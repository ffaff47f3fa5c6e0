"""What docs/contacts.md and docs/emulator.md show of contacts is as they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stampcodec.contactfile import EVENT_FIELDS, TOUCH_EXTRAS, TOUCH_FIELDS, read
from stampcodec.contacts import inputevent
from stampcodec.touch.rest import FEWEST_SAMPLES, SETTLED_MS
from stampcodec.touch.samples import MOST_SAMPLES
from stampcodec.touch.tracker import ABSENCE_S, LOOKS, SWIPE_MM, SWIPE_MM_S

DOCS = Path(__file__).parents[2] / "docs"
CONTACTS = (DOCS / "contacts.md").read_text(encoding="utf-8")
EMULATOR = (DOCS / "emulator.md").read_text(encoding="utf-8")


def test_the_points_shown_are_a_contact_file(tmp_path: Path) -> None:
    (shown,) = re.findall(r'^    (\{"format".*?\})$', CONTACTS, re.MULTILINE | re.DOTALL)
    path = tmp_path / "contacts.json"
    path.write_text(shown)
    assert [points.shape for points in read(path).points] == [(5, 2)]


def test_every_field_and_code_is_described() -> None:
    for name in (*EVENT_FIELDS, *TOUCH_FIELDS, *TOUCH_EXTRAS):
        assert f"`{name}`" in CONTACTS
    for name in ("ABS_MT_SLOT", "ABS_MT_TOUCH_MAJOR", "ABS_MT_TRACKING_ID", "ABS_MT_PRESSURE"):
        assert f"`{name}` | {getattr(inputevent, name):#04x}" in CONTACTS
    assert f"{inputevent.ABS_MT_POSITION_X:#04x}, {inputevent.ABS_MT_POSITION_Y:#04x}" in CONTACTS
    assert f"`BTN_TOUCH` | {inputevent.BTN_TOUCH:#05x}" in CONTACTS
    assert FEWEST_SAMPLES == 3
    assert f"they last {SETTLED_MS:.0f} ms" in CONTACTS


def test_the_stream_example_runs_and_the_looks_are_described(
    capsys: pytest.CaptureFixture[str],
) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```$", CONTACTS, re.MULTILINE | re.DOTALL)
    exec(compile(example, "contacts.md", "exec"), {})
    assert capsys.readouterr().out.startswith("stamped 1234 swipe (")
    *looks, last = map(str, LOOKS)
    assert f"looks at {', '.join(looks)} and {last} samples" in CONTACTS
    assert f"clear for {1000 * ABSENCE_S:.0f} ms" in CONTACTS
    assert f"faster than {SWIPE_MM_S:g} mm/s and came further than {SWIPE_MM:g} mm" in CONTACTS
    assert f"more than {MOST_SAMPLES} samples" in CONTACTS


def test_the_stream_example_of_the_emulator_runs(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = (
        block
        for block in re.findall(r"^```python\n(.*?)^```$", EMULATOR, re.MULTILINE | re.DOTALL)
        if "emulator.stream" in block
    )
    exec(compile(example, "emulator.md", "exec"), {})
    assert capsys.readouterr().out.startswith("[('swipe', 0.")


def test_the_driver_example_of_the_emulator_runs() -> None:
    example = next(
        block
        for block in re.findall(r"^```python\n(.*?)^```$", EMULATOR, re.MULTILINE | re.DOTALL)
        if "emulator.driver" in block
    )
    names: dict[str, object] = {}
    exec(compile(example, "emulator.md", "exec"), names)
    assert max(len(report.contacts) for report in names["reports"]) == 5  # type: ignore[attr-defined]
    assert names["events"]
