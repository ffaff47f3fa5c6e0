"""What docs/frames.md shows and says of frame files is so."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from stampcodec import bytesource, diagnosis
from stampcodec._panel import MOST_LINES, MOST_PITCH_MM
from stampcodec.cli import run
from stampcodec.fileformat import FORMATS, FRAMES
from stampcodec.frames import BLOCK_BYTES, Wiring, csvfile, npy, npz, size

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "frames.md").read_text(encoding="utf-8")
CASES = ROOT / "tests" / "cases"


def test_every_format_of_frames_has_a_row_with_its_suffixes() -> None:
    rows = dict(re.findall(r"^\| ([\w ]+) \| ((?:`\.\w+`(?:, )?)+) \|", PAGE, re.MULTILINE))
    assert rows == {
        form.name: ", ".join(f"`{suffix}`" for suffix in form.suffixes)
        for form in FORMATS
        if form.holds == FRAMES
    }


def test_every_wiring_has_a_row_with_its_option() -> None:
    rows = dict(re.findall(r"\| `--([\w-]+)` \| `(\w+)` \|$", PAGE, re.MULTILINE))
    names = [field.name for field in fields(Wiring)]
    assert rows == {name.replace("_", "-"): name for name in names}


def test_the_diagnosis_that_is_shown_is_the_one_that_is_printed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    recording = CASES / "frames-negative-polarity.npy"
    Path("frames.npy").write_bytes(recording.read_bytes())
    shown = re.findall(
        r"^    (stampcodec decode frames\.npy --diagnose)\n\n((?:    .*\n)+)", PAGE, re.M
    )
    ((command, printed),) = shown
    assert run(command.split()[1:]) == 0
    assert capsys.readouterr().out == re.sub(r"^    ", "", printed, flags=re.MULTILINE)


def test_the_limits_and_thresholds_that_it_names_are_those_of_the_code() -> None:
    assert f"1 to {MOST_LINES} lines on each axis, above 0 and up to {MOST_PITCH_MM:g} mm" in PAGE
    assert f"blocks of {BLOCK_BYTES // 2**20} MiB" in PAGE
    assert f"header has up to {npy.MOST_HEADER_BYTES:,} bytes" in PAGE
    assert f"up to\n{npy.MOST_WHOLE_BYTES // 2**20} MiB" in PAGE
    assert npz.MOST_COPIED_BYTES == 2**30
    assert (
        f"above {npz.RATIO_FROM_BYTES // 2**20} MiB is no more than {npz.MOST_RATIO} times" in PAGE
    )
    assert f"up to {csvfile.MOST_CELL_BYTES} bytes for each node" in PAGE
    assert f"below {size.ALIKE:g} of the median difference" in PAGE
    assert f"in {diagnosis.LEANING:.0%}".replace("%", " %") in PAGE
    assert diagnosis.LEAN == diagnosis.NOISY_RATIO == 3.0
    assert f"{diagnosis.TOUCHED_SIGMA:g} sigma from the median" in PAGE
    assert f"{diagnosis.LEVEL_SIGMA:g} sigma and {diagnosis.LEAST_LEVEL:g} counts" in PAGE
    assert f"above {diagnosis.TRIM_SIGMA:g} sigma left out" in PAGE
    clipped = (
        f"{diagnosis.CLIPPED_NODES} counts in all and {diagnosis.CLIPPED_IN_A_FRAME} in a frame"
    )
    assert clipped in PAGE
    assert f"in {diagnosis.DEAD_COUNTS} counts or more, and no more than a quarter" in PAGE
    assert (diagnosis.RANK, diagnosis.PILE, diagnosis.DEAD_SHARE) == (5, 2.0, 0.25)
    assert f"`{bytesource.STDIN}` is standard input" in PAGE
