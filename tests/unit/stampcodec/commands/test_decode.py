from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import stampcodec as sc
from stampcodec import frames
from stampcodec.cli import run
from stampcodec.commands import framereader
from stampcodec.frames import write_frames
from stampcodec.reading import Outcome, Pose, Reading

ROWS, COLUMNS = 27, 15
UNREADABLE, MIRRORED = -1, -2


class ScriptedReader:
    """Reads what the first node of a frame says: an ID, 0 for nothing there, or an outcome."""

    def __init__(self, _: list[sc.Family], panel: sc.Panel, *, still: bool = False) -> None:
        self.added = (9,) if still else ()
        assert (panel.rows, panel.columns) == (ROWS, COLUMNS)

    def read_many(self, frames: NDArray[np.int16], threads: int = 1) -> list[Reading]:
        assert threads >= 1
        return [self._read(int(frame[0, 0])) for frame in frames]

    def _read(self, said: int) -> Reading:
        outcomes = {0: Outcome.EMPTY, UNREADABLE: Outcome.UNREADABLE, MIRRORED: Outcome.MIRRORED}
        if said in outcomes:
            return Reading(outcomes[said], None, None, 0, 0.0)
        pose = Pose(30.12345, 50.5, 359.99999)
        return Reading(Outcome.READ, said, pose, 2, 0.87654, (3, 7), self.added, "lattice8")


def recording(folder: Path, *said: int, name: str = "frames.npy") -> str:
    frames = np.zeros((len(said), ROWS, COLUMNS), dtype=np.int16)
    frames[:, 0, 0] = said
    write_frames(folder / name, frames)
    return str(folder / name)


@pytest.fixture
def _scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(framereader, "FrameReader", ScriptedReader)


@pytest.mark.usefixtures("_scripted")
def test_every_frame_is_one_json_object(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["decode", recording(tmp_path, 0, 4711)]) == 0
    output = capsys.readouterr()
    empty, read = map(json.loads, output.out.splitlines())
    assert empty == {
        "frame": 0,
        "outcome": "empty",
        "merchant_id": None,
        "pose": None,
        "corrected": 0,
        "margin": 0.0,
        "missing": [],
        "added": [],
        "family": None,
    }
    assert read == {
        "frame": 1,
        "outcome": "read",
        "merchant_id": 4711,
        "pose": {"x_mm": 30.123, "y_mm": 50.5, "angle_deg": 0.0},
        "corrected": 2,
        "margin": 0.8765,
        "missing": [3, 7],
        "added": [],
        "family": "lattice8",
    }
    assert output.err == ""


@pytest.mark.usefixtures("_scripted")
def test_a_reader_is_told_that_the_stamp_rests(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["decode", recording(tmp_path, 4711), "--still"]) == 0
    assert json.loads(capsys.readouterr().out)["added"] == [9]


@pytest.mark.usefixtures("_scripted")
@pytest.mark.parametrize(
    ("said", "plain", "strict"),
    [
        ([4711], 0, 0),
        ([0, 4711, 4711, 0], 0, 0),
        ([4711, UNREADABLE], 0, 1),
        ([4711, MIRRORED], 0, 1),
        ([4711, 4712], 1, 1),
        ([4711, 4712, UNREADABLE], 1, 1),
        ([UNREADABLE], 1, 1),
        ([MIRRORED, MIRRORED], 1, 1),
        ([0, 0], 1, 1),
    ],
)
def test_the_status_says_whether_one_merchant_was_read(
    tmp_path: Path, said: list[int], plain: int, strict: int
) -> None:
    path = recording(tmp_path, *said)
    assert run(["decode", path]) == plain
    assert run(["decode", path, "--strict"]) == strict


@pytest.mark.usefixtures("_scripted")
def test_a_long_recording_is_read_whole_and_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "BLOCK_FRAMES", 3)
    assert run(["decode", recording(tmp_path, *range(1, 9)), "--threads", "2"]) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["frame"] for row in rows] == list(range(8))
    assert [row["merchant_id"] for row in rows] == list(range(1, 9))


@pytest.mark.usefixtures("_scripted")
def test_progress_is_shown_on_a_terminal_and_only_on_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frames, "BLOCK_FRAMES", 1)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert run(["decode", recording(tmp_path, 4711, 4711, 4711)]) == 0
    output = capsys.readouterr()
    assert "reading frames" in output.err
    assert [json.loads(line)["frame"] for line in output.out.splitlines()] == [0, 1, 2]


@pytest.mark.usefixtures("_scripted")
def test_a_raw_recording_may_say_its_rows_and_columns(tmp_path: Path) -> None:
    path = recording(tmp_path, 4711, name="frames.td16")
    assert run(["decode", path]) == 0
    assert run(["decode", path, "--rows", "27", "--columns", "15"]) == 0


@pytest.mark.usefixtures("_scripted")
def test_a_sensor_wired_otherwise_is_put_right_by_options(tmp_path: Path) -> None:
    frames = np.zeros((1, ROWS, COLUMNS), dtype=np.int16)
    frames[0, -1, -1] = -4711
    (tmp_path / "raw.td16").write_bytes(frames.transpose(0, 2, 1).astype(">i2").tobytes())
    options = ["--negative", "--big-endian", "--swap-axes", "--flip-x", "--flip-y"]
    assert run(["decode", str(tmp_path / "raw.td16"), *options]) == 0


@pytest.mark.usefixtures("_scripted")
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--family", "lattice9"], "--family: unknown family 'lattice9'; known families"),
        (["--panel", "nexus6"], "--panel: unknown panel 'nexus6'; known panels"),
        (["--pitch-mm", "-1"], "--pitch-mm"),
        (["--rows", "26"], "--rows: panel nexus5 has 27 rows and 15 columns, got 26"),
        (["--columns", "0"], "--columns: panel nexus5 has 27 rows and 15 columns, got 0"),
        (["--rows", "many"], "--rows"),
        (["--threads", "0"], "threads"),
        (["--swap-axes"], "expected (n, 15, 27), (n, 405) or one frame, got (1, 27, 15)"),
        (["--panel", "27x15"], "--panel: panel '27x15': expected ROWSxCOLUMNS@PITCH"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_options_that_cannot_be_are_refused_in_one_line(
    tmp_path: Path, options: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["decode", recording(tmp_path, 4711), *options]) == 2
    expect_one_line(capsys, words)


@pytest.mark.parametrize(
    ("panel", "words"),
    [
        ("surface", "expected (n, 48, 72), (n, 3456) or one frame, got (1, 27, 15)"),
        ("15x27@4.1", "--swap-axes takes frames that are stored as columns x rows"),
        ("27x15@50", "--panel: lattice8h14 at 5 mm pitch has sites 0.10 nodes apart"),
    ],
)
def test_frames_of_another_panel_are_refused_in_one_line(
    tmp_path: Path, panel: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["decode", recording(tmp_path, 4711), "--panel", panel]) == 2
    expect_one_line(capsys, words)


def npy(array: NDArray[Any]) -> bytes:
    return b"\x93NUMPY\x01\x00v\x00" + _npy_header(array) + array.tobytes()


def _npy_header(array: NDArray[Any]) -> bytes:
    text = f"{{'descr': {array.dtype.str!r}, 'fortran_order': False, 'shape': {array.shape}}}"
    return text.ljust(0x75).encode() + b"\n"


@pytest.mark.usefixtures("_scripted")
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("f.npy", None, "No such file or directory"),
        ("f.npy", b"", "expected frames, got an empty file"),
        ("f.npy", b"no frames", "expected an .npy file"),
        ("f.npy", npy(np.zeros((3, ROWS, COLUMNS), np.int16))[:-7], "the file ends after 2423"),
        ("f.npy", npy(np.zeros((1, ROWS, COLUMNS), np.complex64)), "dtype: expected int16"),
        (
            "f.npy",
            npy(np.full((2, ROWS, COLUMNS), 0.5, np.float32)),
            "frame 0: frames[0, 0]: expected a whole number from -32768 to 32767, got 0.5",
        ),
        ("f.npy", npy(np.zeros((1, 32, 18), np.int16)), "shape: expected (n, 27, 15)"),
        ("f.npy", npy(np.zeros((0, ROWS, COLUMNS), np.int16)), "at least one frame"),
        ("f.td16", b"", "expected frames, got an empty file"),
        ("f.td16", bytes(1001), "expected a multiple of 810 bytes"),
        ("f.csv", b"1,2,3", "line 1: expected 15 numbers, a row, or 405"),
        ("frames", b"", "expected frames or contacts, got an empty file"),
        ("notes.md", b"# Frames", "is not recognised; can be read: frames: NumPy array (.npy), "),
    ],
)
def test_files_that_cannot_be_are_refused_in_one_line(
    tmp_path: Path,
    name: str,
    content: bytes | None,
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert run(["decode", str(tmp_path / name)]) == 2
    expect_one_line(capsys, str(tmp_path / name), words)


@pytest.mark.usefixtures("_scripted")
def test_a_folder_is_no_recording(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "f.npy").mkdir()
    assert run(["decode", str(tmp_path / "f.npy")]) == 2
    expect_one_line(capsys, "Is a directory")


def expect_one_line(capsys: pytest.CaptureFixture[str], *words: str) -> None:
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.startswith("stampcodec: ")
    assert output.err.count("\n") == 1
    for part in words:
        assert part in output.err


def test_limits_that_the_family_breaks_are_one_line_with_the_option_that_helps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_frames(tmp_path / "frames.npy", np.zeros((2, 41, 72), np.int16))
    command = ["decode", str(tmp_path / "frames.npy"), "-f", "lattice8", "--panel", "maxtouch"]
    assert run(command) == 1
    output = capsys.readouterr()
    assert len(output.out.splitlines()) == 2
    assert output.err == (
        "lattice8 at 5 mm pitch breaks limits of panel maxtouch (dot, pitch, overlap), so stamps "
        "are read less often; --pitch-mm fit is for stamps of the size that fits\n"
    )
    assert run([*command, "--pitch-mm", "fit"]) == 1
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("command", ["decode", "show"])
@pytest.mark.parametrize(
    "wrong",
    [
        ["--panel", "nexus6"],
        ["--family", "lattice9"],
        ["--pitch-mm", "wide"],
        ["--px-per-mm", "2:9"],
        ["--screen-mm", "wide"],
    ],
)
def test_wrong_options_are_refused_before_a_file_is_opened(
    tmp_path: Path, command: str, wrong: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([command, str(tmp_path / "none.npy"), *wrong]) == 2
    expect_one_line(capsys, f"Invalid value for {wrong[0]}: ")
