"""The wire: how many frames a second a serial line carries, and what coding them costs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.report.requirement import Requirement
from benchmarks.run.callgrind import count_calls
from benchmarks.run.timing import Subject, Timing, measure
from benchmarks.run.workers import progress
from emulator import Conditions, presses
from stampcodec import family, panel
from stampcodec.wire import (
    CRC_BYTES,
    HEADER_BYTES,
    Coding,
    Frame,
    PacketDecoder,
    PacketWriter,
    decode_counts,
    encode_counts,
)
from stampcodec.wire.packet import encoded_bytes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

PANELS = ("nexus5", "maxtouch", "surface")
BAUD = 921_600
BITS_A_BYTE = 10
FAMILIES = ("lattice7", "lattice8")
# All at full amplitude, over the panel's own noise and impulses.
SCENES = {
    "idle": Conditions(amplitude=0.0),
    "press": Conditions(),
    "press, two fingers beside": Conditions(fingers=2),
    "press, a palm and a finger beside": Conditions(palms=1, fingers=1),
}
# Frames a second that the design asks for, worst frame.
LEAST_HZ = {"nexus5": 300.0, "maxtouch": 40.0}
TIMED, COUNTED = 64, 20


@dataclass(frozen=True)
class Rate:
    """Packets of frames of one scene on a line.

    Attributes
    ----------
    panel, scene : str
    frames : int
    mean_bytes, worst_bytes : float, int
        On the line: header, CRC, COBS and the zero included.
    """

    panel: str
    scene: str
    frames: int
    mean_bytes: float
    worst_bytes: int

    @property
    def mean_hz(self) -> float:
        """Frames a second on average."""
        return hz(self.mean_bytes)

    @property
    def worst_hz(self) -> float:
        """Frames a second if all were as long as the worst."""
        return hz(self.worst_bytes)


@dataclass(frozen=True)
class Cost:
    """Instructions of one call of the kernel, on average over presses of a panel."""

    panel: str
    what: str
    instructions: float


@dataclass(frozen=True)
class Wire:
    """All results."""

    rates: tuple[Rate, ...]
    timings: tuple[Timing, ...]
    costs: tuple[Cost, ...]

    @property
    def requirements(self) -> list[Requirement]:
        """Bytes of the worst frame beside those that the design's rate allows."""
        return [
            Requirement(
                f"{rate.panel}, {rate.scene}: worst frame, bytes at {LEAST_HZ[rate.panel]:g} Hz",
                rate.worst_bytes,
                BAUD / BITS_A_BYTE / LEAST_HZ[rate.panel],
            )
            for rate in self.rates
            if rate.scene in SCENES and rate.panel in LEAST_HZ
        ]

    def as_json(self) -> dict[str, Any]:
        """Return everything for ``--json``."""
        return {
            "baud": BAUD,
            "rates": [
                {**asdict(rate), "mean_hz": rate.mean_hz, "worst_hz": rate.worst_hz}
                for rate in self.rates
            ],
            "timings": [asdict(timing) for timing in self.timings],
            "costs": [asdict(cost) for cost in self.costs],
        }


def hz(n_bytes: float) -> float:
    """Return how many packets of that size the line carries in a second."""
    return BAUD / BITS_A_BYTE / n_bytes


def measure_wire(
    panel_names: Sequence[str], *, frames: int, rounds: int, seed: int, counted: bool = True
) -> Wire:
    """Code frames of all scenes, and time coding and decoding of presses.

    Parameters
    ----------
    panel_names : sequence of str
    frames : int
        Of each scene and family.
    rounds : int
        Of timing.
    seed : int
    counted : bool
        Whether instructions are counted, which needs valgrind.
    """
    rates, subjects, costs = [], [], []
    for name in panel_names:
        for scene in SCENES:
            shown = scene_frames(name, scene, frames, seed)
            rates.append(rate_of(name, scene, shown, Coding.RICE))
            if scene == "press":
                pressed = shown
        rates += [rate_of(name, "any, plain", pressed, Coding.PLAIN), bound_of(name)]
        subjects += subjects_of(name, pressed[:TIMED])
        if counted:
            costs += costs_of(name, pressed[:COUNTED])
    with progress("rounds of timing", rounds) as step:
        timings = measure(subjects, rounds, step)
    return Wire(tuple(rates), tuple(timings), tuple(costs))


def scene_frames(name: str, scene: str, n: int, seed: int) -> NDArray[np.int16]:
    """Emulate frames of a scene, `n` of each family, as int16 (2 n, rows, columns)."""
    screen = panel(name)
    rng = np.random.default_rng(seed)
    made = []
    for family_name in FAMILIES:
        own = family(family_name)
        fitted = own if not own.encode(0).check(screen) else own.fit(screen)
        faces = [fitted.encode(merchant) for merchant in (0, 4711, 999_999)]
        made.append(presses(faces, screen, n, rng, SCENES[scene]).frames)
    return np.concatenate(made)


def rate_of(name: str, scene: str, frames: NDArray[np.int16], coding: Coding) -> Rate:
    """Write frames as packets and measure these."""
    writer = PacketWriter(boot=1)
    writer.write(Frame(0, frames[0], coding))  # before the first packet stands one more zero
    sizes = [
        len(writer.write(Frame(k, counts, coding), 1000 * k)) for k, counts in enumerate(frames)
    ]
    return Rate(name, scene, len(sizes), float(np.mean(sizes)), max(sizes))


def bound_of(name: str) -> Rate:
    """Return what no frame exceeds, whatever its counts: plain, and COBS at its worst."""
    screen = panel(name)
    payload = Frame.LAYOUT.head_bytes + 2 * screen.rows * screen.columns
    most = encoded_bytes(HEADER_BYTES + payload + CRC_BYTES) + 1
    return Rate(name, "any, bound", 0, float(most), most)


def subjects_of(name: str, frames: NDArray[np.int16]) -> list[Subject]:
    """List what is timed: coding alone, and whole packets."""
    shape = frames.shape[1:]
    coded = [data for counts in frames if (data := encode_counts(counts)) is not None]
    values = [Frame(k, counts) for k, counts in enumerate(frames)]
    writer, decoder = PacketWriter(boot=1), PacketDecoder()
    packets = [writer.write(value) for value in values]
    return [
        Subject(f"{name}: code a frame", encode_counts, list(frames)),
        Subject(f"{name}: decode a frame", lambda data: decode_counts(data, *shape), coded),
        Subject(f"{name}: frame to bytes on the line", writer.write, values),
        Subject(f"{name}: bytes on the line to frame", decoder.push, packets),
    ]


def costs_of(name: str, frames: NDArray[np.int16]) -> list[Cost]:
    """Count the instructions of coding and decoding."""
    module = find_spec("stampcodec.wire._core.framecode")
    assert module is not None
    assert module.origin is not None
    return [
        Cost(name, what, count_calls(frames, module.origin, function, ["benchmarks.wire.replay"]))
        for what, function in (("code", "encode_counts"), ("decode", "decode_counts"))
    ]
