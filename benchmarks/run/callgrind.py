"""Count the instructions of reads under valgrind's callgrind, by frame or by stage."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np

from stampcodec._core.frame import kernel
from stampcodec.errors import FileError
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

# Cython's name of a Python entry of FrameKernel; the number is its place in the class.
ENTRY = rb"__pyx_pw_\w*11FrameKernel_\d+%s\0"
TOTAL = re.compile(r"^(?:summary|totals): (\d+)", re.MULTILINE)
# A line of callgrind's that carries a cost: position, then instructions.
COST = re.compile(r"^[+\-*\d]\S* (\d+)$")
# Every shared object that is no module of the kernel.
REST = "libraries, Python"


def count_reads(frames: NDArray[np.int16], family_name: str, panel_name: str) -> NDArray[np.int64]:
    """Count the instructions of each read.

    Parameters
    ----------
    frames : ndarray of int16, shape (n, rows, columns)
    family_name, panel_name : str

    Returns
    -------
    ndarray of int64, shape (n,)

    Raises
    ------
    FileError
        valgrind is not installed, or did not deliver a figure for each frame.
    """
    # The first frame is read twice: its first read also binds library functions.
    twice = np.concatenate([frames[:1], frames])
    replay = ("benchmarks.lattice.replay", family_name, panel_name)
    with _replayed(twice, replay, entry_of(), f"--dump-after={entry_of()}") as out:
        counts = [_total(out.with_suffix(f".{k + 2}")) for k in range(len(frames))]
    known = [count for count in counts if count is not None]
    if len(known) != len(frames):
        raise FileError("valgrind", "", f"{len(known)} of {counted(len(frames), 'read')} counted")
    return np.array(known, dtype=np.int64)


def count_blocks(
    frames: NDArray[np.int16], passes: int, replay: Sequence[str]
) -> NDArray[np.int64]:
    """Count the instructions of each pass of a replay over all frames.

    Parameters
    ----------
    frames : ndarray of int16, shape (n, rows, columns)
    passes : int
        That the replay makes with ``read_block``, after a first one that is not counted.
    replay : sequence of str
        The Python module that reads, and its arguments but the first, the path of the frames.

    Returns
    -------
    ndarray of int64, shape (passes,)

    Raises
    ------
    FileError
        valgrind is not installed, or did not deliver a figure for each pass.
    """
    entry = entry_of(method="read_block")
    with _replayed(frames, replay, entry, f"--dump-after={entry}") as out:
        counts = [_total(out.with_suffix(f".{k + 2}")) for k in range(passes)]
    known = [count for count in counts if count is not None]
    if len(known) != passes:
        raise FileError(
            "valgrind", "", f"{len(known)} of {counted(passes, 'pass', 'passes')} counted"
        )
    return np.array(known, dtype=np.int64)


def count_stages(frames: NDArray[np.int16], family_name: str, panel_name: str) -> dict[str, float]:
    """Count instructions by module of the kernel, for one read on average.

    Returns
    -------
    dict of str to float
        Each module's own, calls to other modules left out; all else is `REST`.

    Raises
    ------
    FileError
        valgrind is not installed, or did not run.
    """
    replay = ("benchmarks.lattice.replay", family_name, panel_name)
    with _replayed(frames, replay, entry_of(), "--compress-strings=no") as out:
        return {
            stage: total / len(frames)
            for stage, total in by_module(out.read_text(encoding="utf-8")).items()
        }


def count_calls(
    frames: NDArray[np.int16], module: str, function: str, replay: Sequence[str]
) -> float:
    """Count the instructions of a function of a kernel, for one frame on average.

    Parameters
    ----------
    frames : ndarray of int16, shape (n, rows, columns)
    module : str
        Path of the compiled module.
    function : str
        A function in C that is called once a frame.
    replay : sequence of str
        The Python module that calls it, and its arguments but the first, the path of the frames.

    Raises
    ------
    FileError
        valgrind is not installed, did not run, or the module was stripped.
    """
    symbol = re.search(rb"__pyx_f\w*_" + function.encode() + rb"\0", Path(module).read_bytes())
    if symbol is None:
        raise FileError(module, "", f"expected the symbol of {function}, the module is stripped")
    with _replayed(frames, replay, symbol[0][:-1].decode(), "--compress-strings=no") as out:
        total = _total(out)
    if not total:
        raise FileError("valgrind", "", f"no call of {function} counted")
    return total / len(frames)


def by_module(profile: str) -> dict[str, int]:
    """Sum the self costs of a callgrind profile by module of the kernel."""
    totals: Counter[str] = Counter()
    stage, called = REST, False
    for line in profile.splitlines():
        if line.startswith("ob="):
            path = Path(line[3:])
            is_ours = "stampcodec/_core/" in path.as_posix()
            stage = path.name.split(".")[0] if is_ours else REST
        elif line.startswith("calls="):
            # The next line is what the callee took, which is its own.
            called = True
        elif found := COST.match(line):
            totals[stage] += 0 if called else int(found[1])
            called = False
    return dict(totals.most_common())


def entry_of(module: Path | None = None, method: str = "read") -> str:
    """Find the symbol of a method of ``FrameKernel`` in the compiled module.

    Raises
    ------
    FileError
        It has none: it was stripped.
    """
    path = Path(kernel.__file__) if module is None else module
    found = re.search(ENTRY % method.encode(), path.read_bytes())
    if found is None:
        raise FileError(
            path, "", f"expected the symbol of FrameKernel.{method}, the module is stripped"
        )
    return found[0][:-1].decode()


@contextmanager
def _replayed(
    frames: NDArray[np.int16], replay: Sequence[str], entry: str, option: str
) -> Iterator[Path]:
    """Run a replay under callgrind; yield the file that it writes to, in a folder of its own."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        raise FileError("valgrind", "", "expected on the path; on Debian: apt install valgrind")
    with TemporaryDirectory() as folder:
        path, out = Path(folder) / "frames.npy", Path(folder) / "out"
        np.save(path, frames)
        command = [
            *(valgrind, "--tool=callgrind", "--collect-atstart=no"),
            *(f"--toggle-collect={entry}", option, f"--callgrind-out-file={out}"),
            *(sys.executable, "-m", replay[0], str(path), *replay[1:]),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            last = done.stderr.strip().splitlines()[-1:] or ["no message"]
            raise FileError("valgrind", "", f"status {done.returncode}: {last[0]}")
        yield out


def _total(path: Path) -> int | None:
    """Read the sum of one of callgrind's dumps, None where there is none."""
    if not path.exists():
        return None
    found = TOTAL.search(path.read_text(encoding="utf-8"))
    return int(found[1]) if found else None
