from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import numpy as np
import pytest

from emulator.driver import evdev
from stampcodec import cli, contactfile, family


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    family("lattice8").encode(4711).save("stamp.json")
    family("touch5").encode(1234).save("touch.json")
    return tmp_path


def emulate(*arguments: str) -> int:
    return cli.run(["emulate", *arguments])


@pytest.mark.parametrize("gesture", ["press", "swipe"])
def test_frames_and_their_truth_are_written_side_by_side(gesture: str, folder: Path) -> None:
    given = ("stamp.json", "--panel", "nexus5", "--gesture", gesture, "--seed", "1")
    assert emulate(*given, "-o", "frames.npy") == 0
    frames = np.load(folder / "frames.npy")
    told = json.loads((folder / "frames.json").read_text())
    assert frames.dtype == np.int16
    assert frames.shape == (len(told["frames"]), 27, 15)
    assert told["format"] == "emulated-frames/1"
    assert told["seed"] == 1
    assert told["face"]["merchant_id"] == 4711
    assert told["gesture"]["kind"] == gesture


def test_the_same_seed_writes_the_same_files(folder: Path) -> None:
    for name in ("a.npy", "b.npy"):
        assert emulate("stamp.json", "--seed", "5", "-o", name) == 0
    assert (folder / "a.npy").read_bytes() == (folder / "b.npy").read_bytes()
    assert (folder / "a.json").read_bytes() == (folder / "b.json").read_bytes()


def test_several_gestures_follow_each_other(folder: Path) -> None:
    assert emulate("stamp.json", "--times", "3", "-o", "frames.td16") == 0
    told = json.loads((folder / "frames.json").read_text())["frames"]
    assert {frame["take"] for frame in told} == {0, 1, 2}
    assert (folder / "frames.td16").stat().st_size == 2 * 27 * 15 * len(told)


def test_conditions_are_named_and_changed_one_by_one(folder: Path) -> None:
    given = (
        "-c",
        "missing",
        "--set",
        "cg_pf=5",
        "--set",
        "moulding=none",
        "--set",
        "impulses=false",
    )
    assert emulate("stamp.json", *given, "-o", "frames.npy") == 0
    told = json.loads((folder / "frames.json").read_text())["conditions"]
    assert (told["missing_dots"], told["phantom_dots"], told["cg_pf"]) == (3, 1, 5.0)
    assert told["moulding"] is None
    assert told["impulses"] is False


def test_a_swipe_has_a_speed_and_a_direction(folder: Path) -> None:
    way = ("--speed-mm-s", "250", "--direction-deg", "45", "--sway-mm", "0.2", "--squeeze", "0.3")
    times = ("--scan-ms", "3.75", "--frame-ms", "10")
    assert emulate("stamp.json", "-g", "swipe", *way, *times, "-o", "swipe.npy") == 0
    told = json.loads((folder / "swipe.json").read_text())
    assert told["gesture"]["speed_mm_s"] == [250.0, 250.0]
    assert (told["gesture"]["direction_deg"], told["gesture"]["sway_mm"]) == (45.0, 0.2)
    assert told["scan_ms"] == 3.75
    first, last = told["frames"][0], told["frames"][-1]
    way_mm = [last[axis] - first[axis] for axis in ("x_mm", "y_mm")]
    lasts_s = (last["time_ms"] - first["time_ms"]) / 1000.0
    assert way_mm == pytest.approx([250.0 * 0.5**0.5 * lasts_s] * 2, rel=0.03)


def test_a_scan_that_takes_time_shears_a_swipe(folder: Path) -> None:
    given = ("-g", "swipe", "--speed-mm-s", "500", "--direction-deg", "0", "--frame-ms", "10")
    for name, scan in (("once", "0"), ("rows", "9")):
        assert emulate("stamp.json", *given, "--scan-ms", scan, "-o", f"{name}.npy") == 0
    once, rows = (np.load(folder / f"{name}.npy").astype(float) for name in ("once", "rows"))
    assert once.shape == rows.shape
    # The later a row is measured, the further the stamp has moved.
    felt = np.flatnonzero(once[:, 5:].max(axis=(0, 2)) > 60) + 5
    moved = np.abs(rows - once).mean(axis=(0, 2)) / np.abs(once).mean(axis=(0, 2))
    assert moved[felt[-3:]].mean() > 1.3 * moved[felt[:3]].mean()
    assert moved[felt].min() > 0.05


def test_a_stamp_is_taken_from_standard_input(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp = (folder / "stamp.json").read_bytes()
    for _ in range(2):  # the second time, the output is there
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stamp)))
        assert emulate("-", "-o", "frames.npy") == 0
        told = json.loads((folder / "frames.json").read_text())
        assert told["face"]["merchant_id"] == 4711


def save_idle(file: Path) -> None:
    idle = np.full((4, 27, 15), 3, np.int16)
    if file.suffix == ".npy":
        np.save(file, idle)
    elif file.suffix == ".npz":
        np.savez(file, idle)
    elif file.suffix == ".csv":
        np.savetxt(file, idle.reshape(4, -1), "%d", ",")
    else:
        idle.astype("<i2").tofile(file)


@pytest.mark.parametrize("suffix", [".npy", ".npz", ".csv", ".td16"])
def test_recorded_idle_frames_may_be_the_noise(
    suffix: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    save_idle(folder / f"idle{suffix}")
    assert emulate("stamp.json", "--background", f"idle{suffix}", "-o", "frames.npy") == 0
    assert np.load(folder / "frames.npy")[0].min() == 3
    assert emulate("--help") == 0
    explained = capsys.readouterr().out.partition("--background FILE")[2].partition("[default")[0]
    assert suffix in explained


BAD = {
    "a press with a speed": (("stamp.json", "--speed-mm-s", "200"), "needs --gesture swipe"),
    "a press with a direction": (
        ("stamp.json", "--direction-deg", "90"),
        "--direction-deg: needs --gesture swipe",
    ),
    "a swipe that stands still": (
        ("stamp.json", "-g", "swipe", "--speed-mm-s", "0"),
        "--speed-mm-s: 0 to 0, expected 1 to 5000",
    ),
    "a scan longer than a frame": (
        ("stamp.json", "--frame-ms", "8", "--scan-ms", "9"),
        "expected 0 to 8, one frame",
    ),
    "no such stamp": (("none.json",), "none.json"),
    "a stamp that is none": (("broken.json",), "broken.json"),
    "an unknown panel": (("stamp.json", "-p", "nokia"), "unknown panel 'nokia'"),
    "an unknown gesture": (("stamp.json", "-g", "wave"), "--gesture: 'wave', expected one of"),
    "a negative seed": (("stamp.json", "-s", "-1"), "--seed: expected 0 or more, got -1"),
    "no gesture at all": (("stamp.json", "-n", "0"), "--times: expected 1 to 10000, got 0"),
    "an unknown row": (("stamp.json", "-c", "storm"), "--conditions: conditions 'storm'"),
    "an unknown field": (("stamp.json", "--set", "colour=3"), "expected FIELD=VALUE"),
    "no field": (("stamp.json", "--set", "cg_pf"), "expected FIELD=VALUE"),
    "no number": (("stamp.json", "--set", "cg_pf=x"), "cg_pf: expected a number, got 'x'"),
    "no whole number": (("stamp.json", "--set", "fingers=1.5"), "fingers: expected a whole number"),
    "neither": (("stamp.json", "--set", "impulses=1"), "impulses: expected true or false, got '1'"),
    "a number below zero": (("stamp.json", "--set", "cg_pf=-1"), "cg_pf: -1.0, expected 0 to"),
    "no number at all": (("stamp.json", "--set", "amplitude=nan"), "amplitude: nan, expected 0 to"),
    "an unknown class": (("stamp.json", "--set", "moulding=M9"), "moulding: 'M9', expected None"),
    "too many missing": (("stamp.json", "--set", "missing_dots=99"), "missing_dots: 99, but"),
    "a short press": (("stamp.json", "--hold-ms", "0"), "--hold-ms: 0, expected above 0"),
    "a slow panel": (("stamp.json", "--frame-ms", "9999"), "--frame-ms: expected 1 to 1000"),
    "noise of another panel": (("stamp.json", "--background", "other.npy"), "other.npy: shape"),
    "a face too large": (("large.json",), "nexus5"),
}


@pytest.mark.parametrize("case", BAD)
def test_misuse_is_one_line_status_2_and_no_file(
    case: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, expected = BAD[case]
    (folder / "broken.json").write_text('{"format": "stamp-face/1"')
    np.save(folder / "other.npy", np.zeros((2, 5, 5), np.int16))
    family("lattice8", pitch_mm=9.0).encode(1).save("large.json")
    before = set(folder.iterdir())
    assert emulate(*arguments, "-o", "frames.npy") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert expected in told.err
    assert set(folder.iterdir()) == before


@pytest.mark.parametrize(
    "option",
    [
        ("--panel", "nexus9"),
        ("--gesture", "wave"),
        ("--seed", "-1"),
        ("--times", "0"),
        ("--hold-ms", "0"),
        ("--adapt-rate", "2"),
        ("--frame-ms", "0"),
        ("--conditions", "storm"),
        ("--set", "rust=1"),
        ("--set", "fingers=many"),
        ("--contacts", "5"),
    ],
    ids=" ".join,
)
def test_an_option_that_cannot_be_is_refused_before_the_stamp_is_opened(
    option: tuple[str, str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert emulate("nowhere.json", *option, "-o", "frames.npy") == 2
    told = capsys.readouterr().err
    assert option[0] in told
    assert "nowhere.json" not in told
    assert told.count("\n") == 1
    assert not (folder / "frames.npy").exists()


@pytest.mark.parametrize("name", ["frames.txt", "none/frames.npy", "stamp.npy"])
def test_an_output_that_cannot_be_is_refused(
    name: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert emulate("stamp.json", "-o", name) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_progress_and_the_summary_go_to_stderr(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert emulate("stamp.json", "--times", "5", "-o", "frames.npy") == 0
    told = capsys.readouterr()
    frames = len(np.load(folder / "frames.npy"))
    assert told.out == ""
    assert f"frames.npy: {frames} frames of 27 x 15" in told.err


def test_touch_events_and_their_truth_are_written_side_by_side(folder: Path) -> None:
    assert emulate("touch.json", "--events", "--seed", "1", "-o", "events.json") == 0
    recorded = contactfile.read(folder / "events.json")
    told = json.loads((folder / "events.truth.json").read_text())
    (press,) = recorded.presses
    assert press.most == 5
    assert recorded.px_per_mm is None
    assert told["format"] == "emulated-contacts/1"
    assert told["face"]["merchant_id"] == 1234
    assert told["screen"] == {"px_per_mm": 6.3, "pixel_ratio": 3.0, "whole_px": False}
    assert told["firmware"]["most_contacts"] == 10
    frame = told["frames"][len(told["frames"]) // 2]
    centre_px = press.samples.mean(axis=(0, 1))
    assert np.abs(centre_px / 6.3 - (frame["x_mm"], frame["y_mm"])).max() < 15


def test_events_of_linux_are_written_for_evemu(folder: Path) -> None:
    assert emulate("touch.json", "--events", "--seed", "1", "-o", "events.evemu") == 0
    events = evdev.from_text((folder / "events.evemu").read_text())
    reports = evdev.reports_of(events)
    assert max(len(report.contacts) for report in reports) == 5
    assert reports[-1].contacts == ()
    assert (folder / "events.truth.json").exists()


def test_the_phone_is_told_by_options(folder: Path) -> None:
    given = ("--px-per-mm", "5.5", "--whole-px", "--contacts", "5", "--set", "fingers=1")
    assert emulate("touch.json", "--events", "-p", "surface", *given, "-o", "events.json") == 0
    recorded = contactfile.read(folder / "events.json")
    (press,) = recorded.presses
    assert press.cancelled
    assert press.most <= 5
    assert (press.samples == np.rint(press.samples)).all()
    told = json.loads((folder / "events.truth.json").read_text())
    assert told["screen"]["px_per_mm"] == 5.5
    assert told["firmware"]["cancels"] is True


def test_presses_one_after_the_other_are_on_one_clock(folder: Path) -> None:
    assert emulate("touch.json", "--events", "--times", "3", "-o", "events.json") == 0
    found = contactfile.read(folder / "events.json").presses
    starts = json.loads((folder / "events.truth.json").read_text())["starts_ms"]
    assert len(found) == len(starts) == 3
    for press, start in zip(found, starts, strict=True):
        assert -100 < press.start_ms - start < 200


BAD_EVENTS = {
    "frames as events": (("-o", "events.npy"), "expected a name that ends in .json or .evemu"),
    "over the stamp": (("-o", "touch.json"), "expected another name, this would replace touch"),
    "no contact": (("--contacts", "0"), "--contacts: expected 5, 10, 11 or 16, got 0"),
    "contacts of no phone": (("--contacts", "7"), "--contacts: expected 5, 10, 11 or 16, got 7"),
    "no scale": (("--px-per-mm", "0"), "--px-per-mm: expected a finite number above 0"),
    "a scale that is none": (("--px-per-mm", "nan"), "--px-per-mm: expected a finite number"),
    "no pixels": (("--pixel-ratio", "99"), "--pixel-ratio: expected a finite number above 0"),
    "no folder": (("-o", "none/events.json"), "none/events"),
}


@pytest.mark.parametrize("case", BAD_EVENTS)
def test_misuse_of_events_is_one_line_status_2_and_no_file(
    case: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, expected = BAD_EVENTS[case]
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert emulate("touch.json", "--events", "-o", "events.json", *arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert expected in told.err
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize(
    "option", [("--contacts", "5"), ("--px-per-mm", "6"), ("--pixel-ratio", "2"), ("--whole-px",)]
)
def test_what_only_a_phone_has_needs_events(
    option: tuple[str, ...], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert emulate("stamp.json", *option, "-o", "frames.npy") == 2
    assert f"{option[0]}: needs --events" in capsys.readouterr().err
    assert not (folder / "frames.npy").exists()
