from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emulator import Conditions, conditions
from emulator.device.acts import CalibrateAct, FingerAct, PalmAct, StampAct
from emulator.device.script import ScriptFileError, read_script
from emulator.hand.gesture import Gesture
from stampcodec import family
from stampcodec.errors import FileError

FACE, OTHER = family("lattice8").encode(4711), family("lattice7").encode(12)
HEAD = 'format = "device-script/1"\n'
EVERY_FIELD = (
    HEAD
    + """
stamp = "stamp.json"

[[act]]
do = "press"
at_s = 0.5
place = [31.0, 55.0, 12.0]
hold_ms = 400
release_ms = 300
conditions = "cg5"
set = { palms = 1 }

[[act]]
do = "swipe"
stamp = "other.json"
place = [-20, 30, 0]
to_mm = [90.5, 30]
speed_mm_s = 300

[[act]]
do = "finger"
at_s = 4
place_mm = [10, 20]
to_mm = [50, 90]
hold_ms = 250

[[act]]
do = "palm"
at_s = 4
place_mm = [0, 20]
hold_ms = 900

[[act]]
do = "calibrate"
at_s = 4.5
"""
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    FACE.save(tmp_path / "stamp.json")
    OTHER.save(tmp_path / "other.json")
    return tmp_path


def script(folder: Path, text: str) -> Path:
    path = folder / "script.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_field_is_read(folder: Path) -> None:
    press, swipe, finger, palm, calibrate = read_script(script(folder, EVERY_FIELD))
    assert press == StampAct(
        FACE,
        Gesture("press", hold_ms=400.0, release_ms=300.0),
        Conditions(cg_pf=conditions("cg5").cg_pf, palms=1),
        0.5,
        (31.0, 55.0, 12.0),
    )
    assert swipe == StampAct(
        OTHER,
        Gesture("swipe", speed_mm_s=(300.0, 300.0)),
        Conditions(),
        None,
        (-20.0, 30.0, 0.0),
        (90.5, 30.0),
    )
    assert finger == FingerAct(4.0, 250.0, (10.0, 20.0), (50.0, 90.0))
    assert palm == PalmAct(4.0, 900.0, (0.0, 20.0))
    assert calibrate == CalibrateAct(4.5)


def test_what_is_not_said_is_drawn_and_the_stamp_may_be_the_command_s(folder: Path) -> None:
    text = HEAD + '[[act]]\ndo = "press"\n[[act]]\ndo = "finger"\n'
    assert read_script(script(folder, text), OTHER) == [StampAct(OTHER), FingerAct()]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "expected a script, got an empty file"),
        ("format = ", "expected TOML: Invalid value"),
        ('format = "device-script/2"\nact = []\n', "written by a newer version"),
        ('format = "touch-script/1"\n', 'format: expected "device-script/1"'),
        (HEAD, "act: expected, the field is missing"),
        (HEAD + "act = 3\n", "act: expected a list of acts, got 3"),
        (HEAD + "act = [3]\n", "act[0]: expected an object, got 3"),
        (HEAD + "act = []\nseed = 3\n", "no such field in device-script/1"),
        (HEAD + "[[act]]\nat_s = 1\n", "act[0].do: expected, the field is missing"),
        (HEAD + '[[act]]\ndo = "wave"\n', "act[0].do: expected one of press, swipe, finger"),
        (HEAD + '[[act]]\ndo = "press"\n', "act[0].stamp: expected, neither script nor command"),
        (HEAD + '[[act]]\ndo = "palm"\nto_mm = [1, 2]\n', "no such field"),
        (HEAD + '[[act]]\ndo = "finger"\nto_mm = [1, 2]\n', "act[0].to_mm: needs place_mm"),
        (HEAD + '[[act]]\ndo = "finger"\nplace_mm = [1]\n', "expected 2 numbers, got 1"),
        (HEAD + '[[act]]\ndo = "finger"\nplace_mm = [1, 2, 3]\n', "expected 2 numbers or fewer"),
        (HEAD + '[[act]]\ndo = "finger"\nplace_mm = [1, 1e9]\n', "expected -2000 to 2000"),
        (HEAD + '[[act]]\ndo = "finger"\nplace_mm = [1, nan]\n', "expected a finite number"),
        (HEAD + '[[act]]\ndo = "finger"\nhold_ms = 0\n', "act[0].hold_ms: expected 1 to 60000"),
        (HEAD + '[[act]]\ndo = "finger"\nat_s = -1\n', "act[0].at_s: expected 0 to 86400"),
        (HEAD + '[[act]]\ndo = "finger"\nat_s = 1979-05-27\n', "act[0].at_s: expected a number"),
        (
            HEAD + '[[act]]\ndo = "finger"\nat_s = 2\n[[act]]\ndo = "palm"\nat_s = 1\n',
            "act[1].at_s: expected 2 or later, acts are in order",
        ),
        (HEAD + '[[act]]\ndo = "press"\nstamp = 3\n', "act[0].stamp: expected the name of a"),
        (
            HEAD + 'stamp = "stamp.json"\n[[act]]\ndo = "press"\nconditions = "wet"\n',
            "act[0].conditions: expected one of nominal",
        ),
        (
            HEAD + 'stamp = "stamp.json"\n[[act]]\ndo = "press"\nset = { palms = 0.5 }\n',
            "act[0].set: palms: 0.5, expected a whole number",
        ),
        (
            HEAD + 'stamp = "stamp.json"\n[[act]]\ndo = "press"\nset = { size = 1 }\n',
            "no such field",
        ),
        (
            HEAD + 'stamp = "stamp.json"\n[[act]]\ndo = "swipe"\nto_mm = [1, 2]\n',
            "act[0].to_mm: needs a place to come from",
        ),
        (
            HEAD + 'stamp = "stamp.json"\n[[act]]\ndo = "swipe"\nspeed_mm_s = 0\n',
            "act[0].speed_mm_s: expected 1 to 5000",
        ),
    ],
)
def test_one_line_says_what_is_wrong_and_where(folder: Path, text: str, problem: str) -> None:
    path = script(folder, text)
    with pytest.raises(ScriptFileError) as caught:
        read_script(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_stamp_that_is_missing_is_named(folder: Path) -> None:
    path = script(folder, HEAD + 'stamp = "nowhere.json"\nact = []\n')
    with pytest.raises(FileNotFoundError, match=r"nowhere\.json"):
        read_script(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(folder: Path, data: bytes) -> None:
    path = folder / "any.toml"
    path.write_bytes(data)
    with pytest.raises(FileError):
        read_script(path)
