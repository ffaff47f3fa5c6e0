from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
import pytest
from PIL import Image

import stampcodec as sc
from emulator import Gesture, presses, record
from stampcodec import stampfile
from stampcodec.cli import run
from stampcodec.contactfile import Contacts, write
from stampcodec.contacts import evemu
from stampcodec.contacts.device import Device
from stampcodec.frames import write_frames
from stampcodec.gesturepicture import gesture_animation
from tests.unit.stampcodec.contacts.recordings import DEVICE, press

PNG = b"\x89PNG"


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An idle frame, then a press."""
    face, panel = sc.family("lattice8").encode(4711), sc.panel("nexus5")
    pressed = presses(face, panel, 1, np.random.default_rng(3)).frames
    path = tmp_path_factory.mktemp("recording") / "frames.npy"
    write_frames(path, np.concatenate([np.zeros_like(pressed), pressed]))
    return path


@pytest.fixture(scope="module")
def swipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A swipe at 100 frames a second."""
    face, panel = sc.family("lattice8h14").encode(4711), sc.panel("nexus5")
    gesture = Gesture("swipe", speed_mm_s=(200.0, 200.0))
    take = record(face, panel, np.random.default_rng(3), gesture, frame_ms=10)
    path = tmp_path_factory.mktemp("stream") / "swipe.npy"
    write_frames(path, take.frames)
    return path


def test_a_gesture_is_drawn_as_a_film_strip(
    swipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "film.svg"
    arguments = ["show", str(swipe), "--stream", "--rate-hz", "100", "-o", str(picture)]
    assert run(arguments) == 0
    assert capsys.readouterr().out == f"{picture}\n"
    assert picture.read_text(encoding="utf-8").count("<image") == 7


def test_a_gesture_is_drawn_as_an_animation(
    swipe: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "swipe.gif"
    assert run(["show", str(swipe), "--gif", "--rate-hz", "100", "-o", str(picture)]) == 0
    assert capsys.readouterr().out == f"{picture}\n"
    with Image.open(picture) as shown:
        assert shown.format == "GIF"
        assert shown.info["loop"] == 0
        n, (wide, high) = getattr(shown, "n_frames", 1), shown.size
        times_ms, outlined = [], []
        for number in range(n):
            shown.seek(number)
            times_ms.append(shown.info["duration"])
            red, green, blue = np.moveaxis(np.asarray(shown.convert("RGB"), np.int16), 2, 0)
            # The outline's green is no shade of counts.
            found = np.argwhere((green - red > 90) & (green - blue > -20))
            outlined.append(found.mean(axis=0) if len(found) > 200 else None)
    assert 10 <= n <= 60
    assert 200 < wide < high < 800
    assert 1000 <= sum(times_ms) <= 8000
    assert min(times_ms) >= 50
    # The face is drawn where it is, and goes one way.
    places = np.array([place for place in outlined if place is not None])
    assert len(places) >= 5
    way = np.diff(places, axis=0) @ (places[-1] - places[0])
    assert (way > 0).all()


def test_an_animation_of_a_long_press_has_not_too_many_pictures() -> None:
    family, panel = sc.family("lattice8"), sc.panel("nexus5")
    event = sc.StampEvent(
        "lifted", "lattice8", 1, "press", 9.0, 0.0, 8.0, sc.Pose(30.0, 50.0, 0.0), None, 0.9, 800
    )
    rng = np.random.default_rng(1)
    frames = [(k / 50, rng.integers(-5, 90, (27, 15)).astype(np.int16)) for k in range(400)]
    animation = gesture_animation(frames, panel, event, family)
    with Image.open(io.BytesIO(animation)) as shown:
        assert getattr(shown, "n_frames", 1) == 60
    assert len(animation) < 2_000_000
    with Image.open(io.BytesIO(gesture_animation(frames[:1], panel, event, family))) as shown:
        assert getattr(shown, "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("name", "options", "problem"),
    [
        ("x.png", ["--gif", "--rate-hz", "100"], "expected a name that ends in .gif"),
        ("x.gif", ["--stream", "--rate-hz", "100"], "expected a name that ends in .png"),
        ("x.gif", ["--gif"], "carries no times"),
        ("x.gif", ["--gif", "--rate-hz", "100", "--frame", "1"], "does not apply to a --stream"),
        ("x.gif", ["--gif", "--rate-hz", "100", "--flip-x"], "got none"),
    ],
)
def test_an_animation_that_cannot_be_drawn_is_one_line(
    name: str,
    options: list[str],
    problem: str,
    swipe: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["show", str(swipe), *options, "-o", str(tmp_path / name)]) == 2
    captured = capsys.readouterr()
    assert problem in captured.err
    assert captured.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--stream"], "carries no times"),
        (["--rate-hz", "100"], "only a --stream has that"),
        (["--stream", "--rate-hz", "100", "--frame", "3"], "does not apply to a --stream"),
        (["--stream", "--rate-hz", "100", "--flip-x"], "expected a stamp in the stream, got none"),
    ],
)
def test_a_stream_that_cannot_be_drawn_is_one_line(
    options: list[str],
    problem: str,
    swipe: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    picture = tmp_path / "film.png"
    assert run(["show", str(swipe), *options, "-o", str(picture)]) == 2
    captured = capsys.readouterr()
    assert problem in captured.err
    assert captured.err.count("\n") == 1
    assert not picture.exists()


def test_a_face_is_drawn_beside_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sc.family("lattice7").encode(5).save(tmp_path / "stamp.json")
    assert run(["show", str(tmp_path / "stamp.json")]) == 0
    assert (tmp_path / "stamp.png").read_bytes().startswith(PNG)
    assert capsys.readouterr().out == f"{tmp_path / 'stamp.png'}\n"


@pytest.mark.parametrize("kind", ["face", "frames"])
def test_standard_input_is_drawn_where_it_is_asked_for(
    kind: str,
    recording: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    face = stampfile.text(stampfile.document(sc.family("lattice7").encode(5))).encode()
    given = face if kind == "face" else recording.read_bytes()
    for options, status in ((["-o", str(tmp_path / "seen.png")], 0), ([], 2)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        assert run(["show", "-", *options]) == status
    assert (tmp_path / "seen.png").read_bytes().startswith(PNG)
    assert "--output: required with standard input" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "start"), [("frame.png", PNG), ("frame.svg", b"<?xml"), ("frame.pdf", b"%PDF")]
)
def test_a_frame_is_drawn_where_it_is_asked_for(
    recording: Path, tmp_path: Path, name: str, start: bytes
) -> None:
    assert run(["show", str(recording), "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("options", "told"), [([], "merchant 4711"), (["--frame", "1"], "merchant 4711")]
)
def test_the_clearest_frame_is_shown_unless_another_is_asked_for(
    recording: Path, tmp_path: Path, options: list[str], told: str
) -> None:
    assert told in shown(recording, tmp_path, *options)


def test_a_frame_that_holds_nothing_is_drawn_as_such(recording: Path, tmp_path: Path) -> None:
    picture = shown(recording, tmp_path, "--frame", "0")
    assert "empty" in picture
    assert "merchant" not in picture


def test_where_nothing_reads_the_frame_with_most_signal_is_shown(tmp_path: Path) -> None:
    frames = np.zeros((3, 27, 15), dtype=np.int16)
    frames[1, 5:11, 5:11] = 200
    frames[2, 2, 2] = 700
    write_frames(tmp_path / "frames.npy", frames)
    picture = shown(tmp_path / "frames.npy", tmp_path)
    assert "unreadable" in picture


UNKNOWN = Device("", {code: axis._replace(per_mm=0) for code, axis in DEVICE.axes.items()})


def shown(recording: Path, folder: Path, *options: str) -> str:
    """Return the text of the picture: an SVG names what it draws in comments."""
    assert run(["show", str(recording), "-o", str(folder / "frame.svg"), *options]) == 0
    return (folder / "frame.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--frame", "2"], "has frames 0 to 1, got 2"),
        (["--frame", "-1"], "expected 0 or more, got -1"),
        (["--px-per-mm", "6"], "--px-per-mm: only contacts have that"),
        (["--family", "lattice9"], "unknown family 'lattice9'"),
        (["--panel", "nexus6"], "unknown panel 'nexus6'"),
        (["--panel", "surface"], "expected (n, 48, 72)"),
        (["-o", "frame.bmp"], "expected a name that ends in .png, .svg, .pdf"),
        (["-o", "/nowhere/frame.png"], "/nowhere/frame.png: No such file or directory"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_one_line(
    recording: Path, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["show", str(recording), *options]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    assert words in output.err


@pytest.mark.parametrize("name", ["no.json", "no.npy"])
def test_a_file_that_is_not_there_is_refused_in_one_line(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["show", str(tmp_path / name)]) == 2
    error = capsys.readouterr().err
    assert "No such file" in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("wrong", [["-o", "a.bmp"], ["--frame", "-1"]])
def test_a_wrong_name_or_number_is_refused_before_a_file_is_opened(
    tmp_path: Path, wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["show", str(tmp_path / "none.npy"), *wrong]) == 2
    assert "No such file" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "option", [["--family", "lattice8"], ["--frame", "0"], ["--negative"], ["--screen-mm", "6x9"]]
)
def test_options_that_do_not_apply_to_a_face_are_refused(
    tmp_path: Path, option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    sc.family("lattice7").encode(5).save(tmp_path / "stamp.json")
    assert run(["show", str(tmp_path / "stamp.json"), *option]) == 2
    assert f"{option[0]}: does not apply to a stamp file" in capsys.readouterr().err


class Stdin(NamedTuple):
    buffer: BinaryIO


def test_a_frame_of_a_stream_that_does_not_end_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path("/dev/zero").open("rb") as file:
        monkeypatch.setattr("sys.stdin", Stdin(file))
        assert run(["show", "-", "--frame", "9", "-o", str(tmp_path / "picture.png")]) == 0
    assert (tmp_path / "picture.png").read_bytes().startswith(PNG)


@pytest.fixture
def contacts(tmp_path: Path) -> Path:
    """Four touches, then a press of merchant 1234."""
    points = 6.3 * (sc.family("touch5").encode(1234).dots[:, :2] + 30.0)
    path = tmp_path / "contacts.json"
    write(path, Contacts(points=(points[:4], points)))
    return path


def test_the_clearest_press_is_shown_unless_another_is_asked_for(
    contacts: Path, tmp_path: Path
) -> None:
    assert "merchant 1234" in shown(contacts, tmp_path)
    assert "unreadable" in shown(contacts, tmp_path, "--frame", "0")
    assert "unreadable" in shown(contacts, tmp_path, "--px-per-mm", "5.4")


def test_a_recorded_press_is_drawn_in_its_own_unit(contacts: Path, tmp_path: Path) -> None:
    picture = shown(contacts, tmp_path)
    assert "x, CSS pixels" in picture
    assert "6.30 pixels per mm" in picture
    path = tmp_path / "x.evemu"
    path.write_text(evemu.text(UNKNOWN, press()), encoding="utf-8")
    assert "x, units" in shown(path, tmp_path, "--px-per-mm", "50")
    picture = shown(path, tmp_path, "--screen-mm", "60x110")
    assert "x, mm" in picture
    assert "per mm" not in picture


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--frame", "2"], "has presses 0 to 1, got 2"),
        (["--family", "lattice8"], "lattice8 is read from frames"),
        (["--px-per-mm", "x"], "--px-per-mm: expected a number or LEAST:MOST"),
    ],
)
def test_contacts_that_cannot_be_shown_are_refused_in_one_line(
    contacts: Path, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["show", str(contacts), *options]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    assert words in output.err


def test_a_recording_without_a_press_cannot_be_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "events.json", Contacts(events=()))
    assert run(["show", str(tmp_path / "events.json")]) == 2
    assert "expected a press to show, got none" in capsys.readouterr().err
