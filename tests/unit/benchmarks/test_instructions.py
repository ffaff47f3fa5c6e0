from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import instructions as module
from benchmarks.instructions import (
    Cost,
    Instructions,
    count_instructions,
    entry_of,
    slowest,
)
from benchmarks.replay import replay
from stampcodec import FrameReader, family, panel
from stampcodec._core import read as kernel
from stampcodec.errors import FileError

FRAMES = np.zeros((3, 27, 15), np.int16)

# Writes what callgrind would: a dump for each read, numbered from 1, and one at the end.
STAND_IN = """#!/bin/sh
for argument; do case $argument in --callgrind-out-file=*) out=${argument#*=};; esac; done
for k in 1 2 3 4; do printf 'events: Ir\\ntotals: %s\\n' ${k}00 > $out.$k; done
printf 'summary: 7\\n' > $out
"""


def stand_in(folder: Path, text: str) -> str:
    path = folder / "valgrind"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_each_frame_gets_the_figure_of_its_own_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = stand_in(tmp_path, STAND_IN)
    monkeypatch.setattr("shutil.which", lambda _: program)
    counts = count_instructions(FRAMES, "lattice8", "nexus5")
    assert counts.tolist() == [200, 300, 400]


def test_a_run_that_counts_nothing_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = stand_in(tmp_path, "#!/bin/sh\necho out of memory >&2; exit 1\n")
    monkeypatch.setattr("shutil.which", lambda _: program)
    with pytest.raises(FileError, match="0 of 3 reads counted: out of memory"):
        count_instructions(FRAMES, "lattice8", "nexus5")


def test_a_machine_without_valgrind_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(FileError, match="apt install valgrind"):
        count_instructions(FRAMES, "lattice8", "nexus5")


def test_the_entry_of_the_kernel_is_found_by_its_symbol(tmp_path: Path) -> None:
    entry = entry_of(Path(kernel.__file__))
    assert entry.endswith("read")
    assert "read_block" not in entry
    stripped = tmp_path / "read.so"
    stripped.write_bytes(b"nothing")
    with pytest.raises(FileError, match="stripped"):
        entry_of(stripped)


def test_the_costliest_frame_is_held_against_the_median_stamp() -> None:
    result = Instructions(
        (
            Cost("lattice7", "stamp", 9, 100.0, 150.0),
            Cost("lattice7", "noise", 9, 300.0, 520.0),
            Cost("lattice8", "stamp", 9, 100.0, 900.0),
        )
    )
    assert [(each.name, each.measured, each.met) for each in result.requirements] == [
        ("lattice7: costliest frame (noise) / stamp", 5.2, False),
        ("lattice8: costliest frame (stamp) / stamp", 9.0, False),
    ]


def test_the_slowest_frames_are_some_of_those_given() -> None:
    reader = FrameReader(family("lattice7"), panel("nexus5"))
    frames = np.arange(30, dtype=np.int16)[:, None, None] * np.ones((1, 27, 15), np.int16)
    chosen = slowest(reader, frames)
    assert len(chosen) == module.COUNTED
    assert len(set(chosen[:, 0, 0].tolist())) == module.COUNTED


def test_the_replay_reads_a_file_of_frames(tmp_path: Path) -> None:
    path = tmp_path / "frames.npy"
    np.save(path, FRAMES)
    replay(str(path), "lattice8", "nexus5")
    np.save(path, FRAMES[:, :5])
    with pytest.raises(ValueError, match="shape"):
        replay(str(path), "lattice8", "nexus5")
