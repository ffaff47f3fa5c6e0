"""Hold emulated frames against recorded ones: ``python -m emulator.compare --corpus FOLDER``.

The emulator's figures were fitted to some participants; the frames of the others judge it.
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zipfile import BadZipFile

import numpy as np

from emulator._conditions import Conditions
from emulator.press import presses
from emulator.recorded.recording import single_fingers
from emulator.recorded.side_by_side import side_by_side
from emulator.recorded.statistics import statistics, time_statistics
from emulator.recorded.streams import STREAMS, load_streams
from emulator.screen.glass import glass
from emulator.sensor.sensor import conducted, delivered, measured
from emulator.stream import Stream, finger_play
from emulator.surroundings.fingers import draw_fingers
from stampcodec import family, panel

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt
    from matplotlib.figure import Figure

RECORDING = "capfingerid_nexus5.npz"
STREAM_HZ, STREAM_FRAMES = 1000.0 / 70.0, 1200
FITTED_ON = (1, 2, 3)
COMPARED_ON = (5, 6, 7)
TOLERANCE = 0.10
# Correlations and shares of frames in time, absolute.
TIME_TOLERANCE = 0.07


class Row(NamedTuple):
    """One statistic of the people fitted on, of the emulator, and of the people compared on."""

    name: str
    fitted: float
    emulated: float
    compared: float

    @property
    def difference(self) -> float:
        """Relative difference of the emulator to the people it never saw."""
        return self.emulated / self.compared - 1.0


class TimeRow(NamedTuple):
    """One statistic of frames in time, recorded and emulated: a correlation or a share."""

    name: str
    recorded: float
    emulated: float

    @property
    def difference(self) -> float:
        """Emulated less recorded."""
        return self.emulated - self.recorded


class Recording(NamedTuple):
    """Recorded frames, int16 (n, rows, columns), and who made them, (n,)."""

    frames: npt.NDArray[np.int16]
    participant: npt.NDArray[np.uint8]

    def of(self, participants: Sequence[int]) -> npt.NDArray[np.int16]:
        """Take the frames of some participants."""
        result: npt.NDArray[np.int16] = self.frames[np.isin(self.participant, participants)]
        return result


def load(folder: Path) -> Recording:
    """Read the recorded frames.

    Raises
    ------
    OSError
        If the file is not there.
    ValueError
        If it is no archive with ``frames`` and ``participant``.
    """
    path = folder / RECORDING
    try:
        with np.load(path, allow_pickle=False) as archive:
            return Recording(archive["frames"], archive["participant"])
    except (KeyError, ValueError, EOFError, BadZipFile) as error:
        problem = f"expected an .npz of frames and participant: {error}"
        raise ValueError(f"{path}: {problem}") from error


def emulated_frames(n: int, rng: np.random.Generator) -> npt.NDArray[np.int16]:
    """Make a recording of the emulated Nexus 5: half idle frames, half with one finger."""
    screen = panel("nexus5")
    surface = glass(screen)
    counts = np.zeros((n, screen.rows, screen.columns), dtype=np.float32)
    counts[n // 2 :] = draw_fingers(screen, n - n // 2, rng)
    noisy = measured(conducted(counts, surface), surface, rng, Conditions())
    return delivered(noisy, surface, rng)


def compare(recording: Recording, n: int = 16_000, seed: int = 1) -> list[Row]:
    """Compute every statistic three times."""
    pitch_mm = panel("nexus5").pitch_mm
    fitted = statistics(recording.of(FITTED_ON), pitch_mm)
    compared = statistics(recording.of(COMPARED_ON), pitch_mm)
    emulated = statistics(emulated_frames(n, np.random.default_rng(seed)), pitch_mm)
    return [Row(name, fitted[name], emulated[name], compared[name]) for name in fitted]


def compare_in_time(folder: Path, seed: int = 1) -> list[TimeRow]:
    """Compute what frames have to do with the frame before, recorded and emulated.

    Raises
    ------
    OSError
        If the streams are not there.
    ValueError
        If the file is no archive of frames in time.
    """
    streams = load_streams(folder)
    recorded = time_statistics(streams.frames, streams.stream)
    parts = [stretch_of_play(seed + i) for i in range(len(np.unique(streams.stream)))]
    which = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    emulated = time_statistics(np.concatenate(parts), which)
    return [TimeRow(name, recorded[name], emulated[name]) for name in recorded]


def stretch_of_play(seed: int) -> npt.NDArray[np.int16]:
    """Stream fingers at play on the emulated Nexus 5, as long as a recorded stretch."""
    screen = panel("nexus5")
    play = Stream(finger_play(screen, seed), screen, seed, rate_hz=STREAM_HZ, stale=True)
    return np.stack([frame.counts for frame in islice(play, STREAM_FRAMES)])


def picture(recording: Recording, seed: int = 1) -> Figure:
    """Draw six recorded fingers over six emulated ones and six presses of a stamp."""
    rng = np.random.default_rng(seed)
    fingers = single_fingers(recording.frames).index
    emulated = emulated_frames(400, rng)
    face = family("lattice8").encode(4711)
    return side_by_side(
        {
            "recorded": recording.frames[rng.choice(fingers, 6, replace=False)],
            "emulated": emulated[single_fingers(emulated).index[:6]],
            "stamp": presses(face, panel("nexus5"), 6, rng).frames,
        }
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the comparison as a table; 1 if a statistic is off by more than the tolerance."""
    parser = argparse.ArgumentParser(prog="python -m emulator.compare", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help=f"folder of {RECORDING}")
    parser.add_argument("--frames", type=int, default=16_000, help="emulated frames")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one JSON object instead of a table")
    parser.add_argument(
        "--in-time", action="store_true", help=f"compare streams, with those of {STREAMS}"
    )
    parser.add_argument("--picture", type=Path, metavar="FILE", help="frames side by side, .png")
    options = parser.parse_args(arguments)
    try:
        if options.in_time:
            return _print_in_time(compare_in_time(options.corpus, options.seed), options.json)
        recording = load(options.corpus)
        rows = compare(recording, options.frames, options.seed)
        if options.picture:
            picture(recording, options.seed).savefig(options.picture)
    except (OSError, ValueError) as error:
        print(f"python -m emulator.compare: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(
            json.dumps({row.name: {**row._asdict(), "difference": row.difference} for row in rows})
        )
    else:
        people = [", ".join(map(str, group)) for group in (FITTED_ON, COMPARED_ON)]
        print(f"| statistic | people {people[0]} | emulator | people {people[1]} | difference |")
        print("|---|---|---|---|---|")
        for row in rows:
            values = " | ".join(f"{value:.3f}" for value in row[1:])
            print(f"| {row.name} | {values} | {100 * row.difference:+.1f} % |")
    return int(any(abs(row.difference) > TOLERANCE for row in rows))


def _print_in_time(rows: list[TimeRow], as_json: bool) -> int:
    if as_json:
        print(json.dumps({row.name: row._asdict() for row in rows}))
    else:
        print("| statistic | recorded | emulator | difference |")
        print("|---|---|---|---|")
        for row in rows:
            print(
                f"| {row.name} | {row.recorded:.3f} | {row.emulated:.3f} | {row.difference:+.3f} |"
            )
    return int(any(abs(row.difference) > TIME_TOLERANCE for row in rows))


if __name__ == "__main__":
    sys.exit(main())
