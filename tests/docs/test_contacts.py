"""What docs/contacts.md and docs/emulator.md show of contacts is as they say."""

from __future__ import annotations

import re
from pathlib import Path

from stampcodec.contactfile import EVENT_FIELDS, TOUCH_EXTRAS, TOUCH_FIELDS, read
from stampcodec.contacts import inputevent
from stampcodec.touchpress import FEWEST_SAMPLES, SETTLED_MS

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
