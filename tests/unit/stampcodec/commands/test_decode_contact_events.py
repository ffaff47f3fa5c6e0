"""``decode --stream`` and ``listen`` of contacts, in every form in which they are recorded."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import stampcodec as sc
from emulator import Gesture, record
from emulator.driver import drive, evdev, firmware
from emulator.driver.session import session
from stampcodec import contactfile
from stampcodec.cli import run
from stampcodec.contactfile import Contacts
from stampcodec.contacts.device import Device
from stampcodec.source.contactfilesource import ContactFileSource
from stampcodec.touchevent import Touch, TouchEvent
from tests.browser.emulated import touched
from tests.unit.stampcodec.contacts import recordings

PANEL = sc.panel("nexus5")
STAMP = sc.family("touch5").encode(1234)


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def still(lasts_ms: float, moves_at_ms: float | None = None) -> tuple[TouchEvent, ...]:
    """The five dots of a stamp that lies still, and perhaps moves once by a pixel."""
    places = 6.3 * STAMP.dots[:, :2] + (200.0, 300.0)
    down = tuple(Touch(k, *place) for k, place in enumerate(places.tolist()))
    events = [TouchEvent("touchstart", 100.0, down, down)]
    if moves_at_ms is not None:
        down = tuple(touch._replace(x_px=touch.x_px + 1.0) for touch in down)
        events.append(TouchEvent("touchmove", 100.0 + moves_at_ms, down, down))
    return (*events, TouchEvent("touchend", 100.0 + lasts_ms, down, ()))


@pytest.mark.parametrize("command", [["decode", "--stream"], ["listen"]])
@pytest.mark.parametrize("kind", ["press", "swipe"])
def test_touch_events_are_events_in_pixels(
    command: list[str], kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "events.json"
    events = touched(1234, 4, Gesture(kind, hold_ms=250.0), contacts=5)
    contactfile.write(path, Contacts(events=tuple(events)))
    assert run([*command, str(path)]) == 0
    found = told(capsys)
    assert [event["kind"] for event in found] == ["stamped", "lifted"]
    for event in found:
        assert (event["family"], event["merchant_id"], event["gesture"]) == ("touch5", 1234, kind)
        assert list(event["pose"]) == ["x_px", "y_px", "angle_deg"]
        assert (np.hypot(*event["velocity_px_s"]) > 6.3 * 30) == (kind == "swipe")


FORMS = {
    "evemu": recordings.as_evemu,
    "libinput": recordings.as_libinput,
    "evtest": recordings.as_evtest,
    "getevent": recordings.as_getevent,
}


def recorded(form: str, device: Device = recordings.DEVICE) -> str:
    """A press as a touch screen of 50 and 40 units a millimetre reports it."""
    take = record(STAMP, PANEL, np.random.default_rng(3), Gesture(hold_ms=250.0), frame_ms=16.7)
    scanned = session([take])
    reports = drive(scanned.frames, scanned.time_ms, PANEL, firmware(PANEL, 5))
    units = {recordings.X: (100, 50 / 50), recordings.Y: (0, 40 / 50)}
    events = []
    for event in evdev.input_events(reports):
        least, factor = units.get(event.code, (0, 1.0)) if event.type == recordings.ABS else (0, 1)
        events.append(event._replace(value=least + round(factor * event.value)))
    return FORMS[form](device, events)


@pytest.mark.parametrize("form", FORMS)
def test_recordings_are_events_in_millimetres(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "recording"
    path.write_text(recorded(form), encoding="utf-8")
    found = []
    for command in (["decode", "--stream"], ["listen"]):
        assert run([*command, str(path)]) == 0
        found.append(told(capsys))
        assert [event["kind"] for event in found[-1]] == ["stamped", "lifted"]
        for event in found[-1]:
            assert event["merchant_id"] == 1234
            assert list(event["pose"]) == ["x_mm", "y_mm", "angle_deg"]
    assert found[0] == found[1]


def test_a_recording_without_a_scale_needs_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    axes = {code: axis._replace(per_mm=0) for code, axis in recordings.DEVICE.axes.items()}
    path = tmp_path / "recording"
    path.write_text(recorded("evemu", Device("a panel", axes)), encoding="utf-8")
    assert run(["decode", str(path), "--stream"]) == 2
    assert "--px-per-mm" in capsys.readouterr().err
    assert run(["listen", str(path)]) == 2
    assert "does not tell the size of the screen; give a panel" in capsys.readouterr().err
    # The axes span 60 x 137.5 mm: so many millimetres a panel of that size has.
    for options in (
        ["decode", "--stream", "--screen-mm", "60x137.5"],
        ["listen", "-p", "55x24@2.5"],
    ):
        assert run([*options, str(path)]) == 0
        assert [event["merchant_id"] for event in told(capsys)] == [1234, 1234]


def test_standard_input_is_a_stream_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (["decode", "-", "--stream"], ["listen", "-"]):
        stdin = io.TextIOWrapper(io.BytesIO(recorded("getevent").encode()))
        monkeypatch.setattr("sys.stdin", stdin)
        assert run(command) == 0
        assert [event["kind"] for event in told(capsys)] == ["stamped", "lifted"]


@pytest.mark.parametrize("lasts_ms", [300.0, 900.0, 1500.0, 5000.0])
def test_a_stamp_that_lies_still_is_one_presence_however_long_nothing_is_told(
    lasts_ms: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "events.json"
    contactfile.write(path, Contacts(events=still(lasts_ms, moves_at_ms=lasts_ms - 100.0)))
    assert run(["decode", str(path), "--stream"]) == 0
    stamped, lifted = told(capsys)
    assert (stamped["kind"], lifted["kind"]) == ("stamped", "lifted")
    assert stamped["time_s"] <= 0.9
    assert lifted["last_s"] == pytest.approx(lasts_ms / 1000)


def test_a_day_of_silence_ends_a_presence_and_takes_no_memory() -> None:
    contacts = Contacts(events=still(86_400_000.0))
    assert len(list(ContactFileSource("x", contacts))) == 2


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--rate-hz", "60"], "only frames have that"),
        (["--table"], "does not apply to the events"),
        (["--flip-x"], "only frames have that"),
        (["--panel", "no"], "--panel"),
        (["--family", "lattice8"], "lattice8 is read from frames"),
    ],
)
def test_what_does_not_apply_is_refused(
    options: list[str], problem: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "events.json"
    contactfile.write(path, Contacts(events=still(300.0)))
    assert run(["decode", str(path), "--stream", *options]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert problem in captured.err
    assert len(captured.err.splitlines()) == 1


@pytest.mark.parametrize("command", [["decode", "--stream"], ["listen"]])
def test_points_are_no_stream(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "points.json"
    contactfile.write(path, Contacts(points=(6.3 * STAMP.dots[:, :2],)))
    assert run([*command, str(path)]) == 2
    assert "points carry no times" in capsys.readouterr().err
