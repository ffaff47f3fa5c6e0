"""A failure shows its frame, writes it, and names the command that reads it again."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import stampcodec as sc
from emulator.testing import partial_presses
from stampcodec.cli import run
from stampcodec.testing import contacts, damaged, frames, recordings, show_frame
from stampcodec.testing.exhibit import panel_word
from stampcodec.testing.framepicture import as_svg, as_text

NEXUS5 = sc.panel("nexus5")


def notes_of(strategy: st.SearchStrategy[Any], fails: Callable[[Any], bool]) -> str:
    """Run a test that fails, and return what it shows."""

    @settings(max_examples=200, phases=[Phase.generate, Phase.shrink])
    @given(strategy)
    def test(drawn: Any) -> None:
        assert not fails(drawn)

    with pytest.raises(AssertionError) as failure:
        test()
    return "\n".join(failure.value.__notes__)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / ".hypothesis" / "stampcodec"


def test_a_frame_is_shown_drawn_and_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = notes_of(frames(NEXUS5), lambda frame: frame[3:, 4:].max() > 100)
    head = r"frame of nexus5, 27 x 15 counts\nrows (\d+) to \1, columns (\d+) to \2; .*\n +(\d+)\n"
    (place,) = re.findall(head, shown)
    row, column, count = map(int, place)
    (command,) = re.findall(r"read it again: stampcodec (.*)", shown)
    words = shlex.split(command)
    frame = np.load(words[1])
    assert frame.shape == (1, 27, 15)
    assert frame[0, row, column] == count > 100
    assert np.count_nonzero(frame) == 1
    assert run(words) == 1
    assert '"outcome"' in capsys.readouterr().out
    assert len(list(folder.iterdir())) == 2
    (picture,) = folder.glob("*.svg")
    assert f"picture: {picture.relative_to(folder.parents[1])}" in shown
    assert f">{count}</text>" in picture.read_text(encoding="utf-8")


def test_a_press_shows_what_was_pressed_and_reads_again_as_its_family(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    face = sc.family("lattice7", pitch_mm=6.1).encode(4711)
    shown = notes_of(partial_presses(face, NEXUS5), lambda press: len(press.landed) > 1)
    assert "0 degrees, 2 of " in shown
    (command,) = re.findall(r"read it again: stampcodec (.*)", shown)
    assert command.endswith("--panel nexus5 --family lattice7 --pitch-mm 6.1")
    assert run(shlex.split(command)) == 1
    assert "unreadable" in capsys.readouterr().out.lower()
    assert folder.is_dir()


@pytest.mark.usefixtures("folder")
def test_contacts_and_bytes_name_their_commands_too(capsys: pytest.CaptureFixture[str]) -> None:
    face = sc.family("touch5").encode(1234)
    for strategy in (contacts(face), damaged(recordings("npy"), most=1, panel=NEXUS5)):
        shown = notes_of(strategy, lambda drawn: len(drawn) > 0)
        command = re.findall(r"read it again: stampcodec (.*)", shown)[-1]
        assert run(shlex.split(command)) in (0, 1)
        assert '"outcome"' in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_said_and_no_error(folder: Path) -> None:
    folder.parent.write_text("a file where the folder should be")
    shown = notes_of(frames(NEXUS5), lambda frame: frame[3:, 4:].max() > 100)
    assert "not written: " in shown
    assert "read it again" not in shown


def test_a_test_that_passes_writes_nothing(folder: Path) -> None:
    @settings(max_examples=20)
    @given(frames(NEXUS5))
    def test(frame: object) -> None:
        assert frame is not None

    test()
    assert not folder.exists()


def test_a_frame_outside_of_a_test_is_shown_to_nobody(folder: Path) -> None:
    show_frame(np.zeros((27, 15), np.int16), NEXUS5)
    assert not folder.exists()


def test_a_panel_of_ones_own_is_named_by_its_size() -> None:
    assert panel_word(sc.Panel(rows=20, columns=34, pitch_mm=4.125)) == "20x34@4.125"
    assert panel_word(sc.Panel(rows=27, columns=15, pitch_mm=4.1, name="nexus5")) == "27x15@4.1"


def test_a_frame_as_text_leaves_out_what_is_0_and_fits_a_terminal() -> None:
    frame = np.zeros((48, 72), np.int16)
    assert as_text(frame) == "all counts are 0"
    frame[5, 7], frame[6, 9] = 90, -3
    assert as_text(frame) == (
        "rows 5 to 6, columns 7 to 9; all other counts are 0\n 90  .  .\n  .  . -3"
    )
    frame[:, 0], frame[0, 71] = 1000, 32767
    shown = as_text(frame)
    assert "digits are tenths of 32767" in shown
    assert max(map(len, shown.splitlines())) <= 110


def test_a_frame_as_svg_has_a_square_for_every_node_that_is_not_0() -> None:
    frame = np.zeros((3, 4), np.int16)
    frame[1, 2], frame[0, 0] = 90, -32768
    picture = ET.fromstring(as_svg(frame, "a <frame>"))
    texts = [each.text for each in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["a <frame>", "-32768", "90"]


def test_importing_the_codec_does_not_load_hypothesis() -> None:
    program = "import sys, stampcodec, emulator; print('hypothesis' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def test_without_hypothesis_the_message_says_what_to_install() -> None:
    program = (
        "import sys\nsys.modules['hypothesis'] = None\n"
        "try:\n    import stampcodec.testing\nexcept ImportError as error:\n    print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == (
        "stampcodec.testing needs Hypothesis: pip install 'stampcodec[testing]'\n"
    )
