from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.lattice.replay import replay
from benchmarks.run.callgrind import (
    REST,
    by_module,
    count_blocks,
    count_reads,
    count_stages,
    entry_of,
)
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
    counts = count_reads(FRAMES, "lattice8", "nexus5")
    assert counts.tolist() == [200, 300, 400]


def test_each_pass_over_all_frames_gets_a_figure_the_first_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = stand_in(tmp_path, STAND_IN)
    monkeypatch.setattr("shutil.which", lambda _: program)
    again = ("benchmarks.lattice.tuned_replay", "lattice8", "nexus5")
    assert count_blocks(FRAMES, 3, again).tolist() == [200, 300, 400]
    with pytest.raises(FileError, match="3 of 4 passes counted"):
        count_blocks(FRAMES, 4, again)


def test_a_run_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = stand_in(tmp_path, "#!/bin/sh\necho out of memory >&2; exit 1\n")
    monkeypatch.setattr("shutil.which", lambda _: program)
    with pytest.raises(FileError, match="status 1: out of memory"):
        count_reads(FRAMES, "lattice8", "nexus5")


def test_a_machine_without_valgrind_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(FileError, match="apt install valgrind"):
        count_reads(FRAMES, "lattice8", "nexus5")


def test_the_entry_of_the_kernel_is_found_by_its_symbol(tmp_path: Path) -> None:
    entry = entry_of()
    assert entry.endswith("read")
    assert "read_block" not in entry
    assert entry_of(method="read_block").endswith("read_block")
    stripped = tmp_path / "read.so"
    stripped.write_bytes(b"nothing")
    with pytest.raises(FileError, match="stripped"):
        entry_of(stripped)


PROFILE = """\
events: Ir
summary: 999

ob=/lib/libm.so.6
fn=expf
12 30

ob=/somewhere/stampcodec/_core/frame/find/locate.cpython-311-x86_64-linux-gnu.so
fn=search
3 100
4 20
cob=/lib/libm.so.6
cfn=expf
calls=7 12
5 30

ob=/somewhere/other/_core/thing.so
fn=elsewhere
1 5
"""


def test_each_module_gets_what_it_took_itself_and_nothing_of_what_it_called() -> None:
    assert by_module(PROFILE) == {"locate": 120, REST: 35}


def test_stages_are_averages_over_the_frames(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = tmp_path / "profile"
    profile.write_text(PROFILE, encoding="utf-8")
    last = STAND_IN.splitlines()[1]
    program = stand_in(tmp_path, f"#!/bin/sh\n{last}\ncp {profile} $out\n")
    monkeypatch.setattr("shutil.which", lambda _: program)
    stages = count_stages(FRAMES, "lattice8", "nexus5")
    assert stages == {"locate": 40, REST: pytest.approx(35 / 3)}


def test_a_run_that_leaves_frames_out_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = stand_in(tmp_path, STAND_IN)
    monkeypatch.setattr("shutil.which", lambda _: program)
    with pytest.raises(FileError, match="3 of 5 reads counted"):
        count_reads(np.zeros((5, 27, 15), np.int16), "lattice8", "nexus5")


def test_the_replay_reads_a_file_of_frames(tmp_path: Path) -> None:
    path = tmp_path / "frames.npy"
    np.save(path, FRAMES)
    replay(str(path), "lattice8", "nexus5")
    np.save(path, FRAMES[:, :5])
    with pytest.raises(ValueError, match="shape"):
        replay(str(path), "lattice8", "nexus5")
