from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import stampcodec as sc
from stampcodec.cli import run
from stampcodec.contactfile import Contacts, write
from stampcodec.contacts import evemu
from stampcodec.contacts.device import Axis, Device
from stampcodec.contacts.inputevent import (
    ABS_MT_POSITION_X,
    ABS_MT_POSITION_Y,
    ABS_MT_SLOT,
    ABS_MT_TRACKING_ID,
    EV_ABS,
    EV_SYN,
    SYN_REPORT,
    InputEvent,
)
from stampcodec.touchevent import Touch, TouchEvent

SCALE = 6.3


def points_of(merchant: int, scale: float = SCALE) -> Any:
    """Return the dots of a stamp on a screen, turned by a quarter."""
    dots = sc.family("touch5").encode(merchant).dots[:, :2]
    return scale * (dots @ [[0.0, 1.0], [-1.0, 0.0]] + [40.0, 60.0])


STRANGE = np.array([[10.0, 10.0], [20.0, 400.0], [300.0, 10.0], [310.0, 420.0], [150.0, 12.0]])


def press_events(points: Any, start_ms: float = 0.0) -> tuple[TouchEvent, ...]:
    touches = tuple(Touch(n, x, y) for n, (x, y) in enumerate(points.tolist()))
    start = tuple(
        TouchEvent("touchstart", start_ms + 5 * n, touches[n : n + 1], touches[: n + 1])
        for n in range(len(touches))
    )
    return (*start, TouchEvent("touchend", start_ms + 400, touches, ()))


def file_of(folder: Path, *sets: Any, px_per_mm: float | None = None) -> str:
    path = folder / "contacts.json"
    write(path, Contacts(points=sets, px_per_mm=px_per_mm))
    return str(path)


def rows_of(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    output = capsys.readouterr()
    assert output.err == ""
    return [json.loads(line) for line in output.out.splitlines()]


def test_every_set_of_points_is_one_json_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["decode", file_of(tmp_path, points_of(1234), STRANGE, np.empty((0, 2)))]) == 0
    read, strange, empty = rows_of(capsys)
    assert read["pose"]["angle_deg"] == pytest.approx(90.0, abs=0.01)
    assert read["pose"]["x_px"] == pytest.approx(SCALE * 40, abs=0.01)
    assert read["pose"]["y_px"] == pytest.approx(SCALE * 60, abs=0.01)
    assert read["px_per_mm"] == pytest.approx(SCALE, abs=1e-3)
    assert read["margin"] > 0.9
    told = {key: read[key] for key in ("press", "contacts", "samples", "outcome", "merchant_id")}
    assert told == {
        "press": 0,
        "contacts": 5,
        "samples": 1,
        "outcome": "read",
        "merchant_id": 1234,
    }
    assert strange == {
        "press": 1,
        "contacts": 5,
        "samples": 1,
        "cancelled": False,
        "outcome": "unreadable",
        "merchant_id": None,
        "pose": None,
        "px_per_mm": None,
        "corrected": 0,
        "margin": 0.0,
    }
    assert (empty["contacts"], empty["outcome"]) == (0, "empty")


def test_every_press_of_recorded_events_is_one_json_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = press_events(points_of(7)) + press_events(points_of(7)[:4], 1000.0)
    write(tmp_path / "events.json", Contacts(events=events))
    assert run(["decode", str(tmp_path / "events.json"), "--family", "touch5"]) == 0
    five, four = rows_of(capsys)
    assert (five["outcome"], five["merchant_id"], five["contacts"]) == ("read", 7, 5)
    assert (four["outcome"], four["merchant_id"], four["contacts"]) == ("unreadable", None, 4)


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        (Contacts(), "none.json: no set of points, nothing to read"),
        (Contacts(events=()), "none.json: no press in its events, nothing to read"),
    ],
    ids=["points", "events"],
)
def test_an_empty_list_is_said_to_hold_nothing(
    contacts: Contacts, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "none.json", contacts)
    assert run(["decode", str(tmp_path / "none.json")]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.endswith(f"{expected}\n")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    ("sets", "plain", "strict"),
    [
        ([points_of(1)], 0, 0),
        ([points_of(1), np.empty((0, 2)), points_of(1)], 0, 0),
        ([points_of(1), STRANGE], 0, 1),
        ([points_of(1), points_of(2)], 1, 1),
        ([STRANGE], 1, 1),
        ([points_of(1)[:4]], 1, 1),
        ([np.empty((0, 2))], 1, 1),
        ([], 1, 1),
    ],
)
def test_the_status_says_whether_one_merchant_was_read(
    tmp_path: Path, sets: list[Any], plain: int, strict: int
) -> None:
    path = file_of(tmp_path, *sets)
    assert run(["decode", path]) == plain
    assert run(["decode", path, "--strict"]) == strict


def test_the_scale_is_what_the_option_says_else_what_the_file_says(tmp_path: Path) -> None:
    assert run(["decode", file_of(tmp_path, points_of(1))]) == 0
    assert run(["decode", file_of(tmp_path, points_of(1), px_per_mm=SCALE)]) == 0
    assert run(["decode", file_of(tmp_path, points_of(1), px_per_mm=5.4)]) == 1
    path = file_of(tmp_path, points_of(1), px_per_mm=5.4)
    assert run(["decode", path, "--px-per-mm", "6.3"]) == 0
    assert run(["decode", path, "--px-per-mm", "5.4:7.2"]) == 0
    assert run(["decode", path, "--px-per-mm", "5.4:5.8"]) == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--family", "lattice8"], "--family: lattice8 is read from frames, "),
        (["--family", "touch6"], "--family: unknown family 'touch6'; known families"),
        (["--pitch-mm", "5"], "--pitch-mm: only frames have that, not contacts"),
        (["--px-per-mm", "wide"], "--px-per-mm: expected a number or LEAST:MOST, got 'wide'"),
        (["--px-per-mm", "1:2:3"], "--px-per-mm: expected a number or LEAST:MOST, got '1:2:3'"),
        (["--px-per-mm", "nan"], "--px-per-mm: expected a number or LEAST:MOST, got 'nan'"),
        (["--px-per-mm", "0"], "--px-per-mm: "),
        (["--px-per-mm", "2:9"], "--px-per-mm: "),
        (["--rows", "27"], "--rows: only frames have that, not contacts"),
        (["--flip-x"], "--flip-x: only frames have that, not contacts"),
    ],
)
def test_options_that_cannot_be_are_refused_in_one_line(
    tmp_path: Path, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["decode", file_of(tmp_path, points_of(1)), *options]) == 2
    expect_one_line(capsys, words)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "expected a contact file, got an empty file"),
        ('{"format": "contacts/1", "points": [[1, 2', "expected JSON, line 1 column"),
        ('{"format": "contacts/2", "points": []}', "written by a newer version"),
        ('{"format": "stamp-face/1"}', "this is a stamp file; `stampcodec show` draws it"),
        ('{"format": "contacts/1", "points": [[NaN, 2]]}', "expected finite numbers, got NaN"),
        ('{"format": "contacts/1", "points": [[1, "2"]]}', "points[0][1]: expected a number, got"),
        ('{"format": "contacts/1", "points": 5}', "points: expected a list"),
    ],
)
def test_files_that_cannot_be_are_refused_in_one_line(
    tmp_path: Path, content: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "contacts.json"
    path.write_text(content)
    assert run(["decode", str(path)]) == 2
    expect_one_line(capsys, f"{path}: ", words)


def test_a_missing_file_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["decode", str(tmp_path / "none.json")]) == 2
    expect_one_line(capsys, "No such file or directory")


def test_frames_are_not_read_as_contacts_and_have_no_scale(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    np.save(tmp_path / "frames.npy", np.zeros((1, 27, 15), np.int16))
    assert run(["decode", str(tmp_path / "frames.npy"), "--family", "touch5"]) == 2
    expect_one_line(capsys, "--family: touch5 is read from contacts, ")
    assert run(["decode", str(tmp_path / "frames.npy"), "--px-per-mm", "6"]) == 2
    expect_one_line(capsys, "--px-per-mm: only contacts have that")


def expect_one_line(capsys: pytest.CaptureFixture[str], *words: str) -> None:
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("stampcodec: ")
    assert output.err.count("\n") == 1
    for part in words:
        assert part in output.err


def recorded(merchant: int, per_mm: tuple[int, int]) -> str:
    """Write a press of a stamp as evemu does, in units of a screen of 60 x 120 mm."""
    axes = {
        ABS_MT_SLOT: Axis(0, 9),
        ABS_MT_POSITION_X: Axis(0, 6000, per_mm[0]),
        ABS_MT_POSITION_Y: Axis(0, 6000, per_mm[1]),
        ABS_MT_TRACKING_ID: Axis(0, 65535),
    }
    points = (points_of(merchant, 1.0) * [100, 50]).round().astype(int).tolist()
    events = []
    for slot, (x, y) in enumerate(points):
        values = (ABS_MT_SLOT, slot), (ABS_MT_TRACKING_ID, slot)
        for code, value in (*values, (ABS_MT_POSITION_X, x), (ABS_MT_POSITION_Y, y)):
            events.append(InputEvent(1_000_000, EV_ABS, code, value))
    events.append(InputEvent(1_000_000, EV_SYN, SYN_REPORT, 0))
    for slot in range(5):
        events.append(InputEvent(1_500_000, EV_ABS, ABS_MT_SLOT, slot))
        events.append(InputEvent(1_500_000, EV_ABS, ABS_MT_TRACKING_ID, -1))
    events.append(InputEvent(1_500_000, EV_SYN, SYN_REPORT, 0))
    return evemu.text(Device("a panel", axes), events)


@pytest.mark.parametrize("name", ["x.evemu", "x.txt", "x"])
def test_a_recording_is_read_in_its_own_millimetres(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(recorded(1234, (100, 50)), encoding="utf-8")
    assert run(["decode", str(tmp_path / name)]) == 0
    (row,) = rows_of(capsys)
    assert (row["merchant_id"], row["px_per_mm"]) == (1234, 1.0)
    assert row["pose"]["x_px"] == pytest.approx(40, abs=0.05)


def test_a_recording_without_a_resolution_needs_the_size_of_its_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.evemu"
    path.write_text(recorded(1234, (0, 0)), encoding="utf-8")
    assert run(["decode", str(path)]) == 2
    error = capsys.readouterr().err
    assert "the recording does not give the resolution of its touch screen" in error
    assert error.count("\n") == 1
    assert run(["decode", str(path), "--screen-mm", "60x120"]) == 0
    assert [row["merchant_id"] for row in rows_of(capsys)] == [1234]
    # of one scale for both axes it is no stamp
    assert run(["decode", str(path), "--px-per-mm", "100"]) == 1
    assert [row["outcome"] for row in rows_of(capsys)] == ["unreadable"]


@pytest.mark.parametrize("size", ["60", "60x", "0x120", "60x99999", "axb", "-60x120"])
def test_a_screen_of_no_size_is_refused(
    size: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "x.evemu"
    path.write_text(recorded(1234, (0, 0)), encoding="utf-8")
    assert run(["decode", str(path), f"--screen-mm={size}"]) == 2
    assert "expected millimetres, WIDTHxHEIGHT" in capsys.readouterr().err


def test_touch_events_have_no_screen_of_a_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["decode", file_of(tmp_path, points_of(5)), "--screen-mm", "60x120"]) == 2
    assert "expected a recording of Linux or Android" in capsys.readouterr().err


def test_repairs_are_printed_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "contacts.json"
    write(path, Contacts(events=press_events(points_of(1234), 1000.0)))
    path.write_text(path.read_text().replace("1000.0", "9000.0").replace('"force"', '"forse"'))
    assert run(["decode", str(path)]) == 0
    output = capsys.readouterr()
    assert json.loads(output.out)["merchant_id"] == 1234
    assert output.err == (
        f'{path}: repaired: a field of no standard is left out, first "forse" (25 times); '
        "a time that steps back counts as the time before it\n"
    )
