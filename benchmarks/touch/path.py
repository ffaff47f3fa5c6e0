"""The whole path of touch5: face, raw frames, emulated driver, touch events, merchant ID.

A press is set down tilted and lands dot by dot, on a panel with its own noise and corruption; the
driver of `emulator.driver` reports contacts to a page whose scale is drawn from the design's range.
What is not read is sorted by what went wrong, against the truth.
"""

from __future__ import annotations

import zlib
from collections import Counter
from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.lattice.corpus import PANEL as RECORDED_PANEL
from benchmarks.lattice.trial import idle_frames
from benchmarks.report.interval import Interval, rms_interval
from benchmarks.report.readrates import ReadRates
from benchmarks.report.requirement import Requirement
from benchmarks.run.workers import run_all
from emulator import Conditions
from emulator.driver import drive, firmware
from emulator.driver.browser import Screen, touch_events
from emulator.driver.session import session
from emulator.hand.gesture import Gesture
from emulator.hand.placement import placed
from emulator.take import record
from stampcodec import family, panel
from stampcodec.touch.acceptance import press_radius_mm
from stampcodec.touch.numbers import PX_PER_MM
from stampcodec.touch.reader import FARTHEST, ContactReader
from stampcodec.touch.samples import average_samples
from stampcodec.touchpress import find_presses, read_press

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from emulator.take import Take
    from stampcodec.face import StampFace
    from stampcodec.touchpress import Press

FAMILY = "touch5"
PANELS = ("nexus5", "surface", "maxtouch")
# What the path must read where the face is fit for the panel.
TARGET = 0.99
# Device pixels a CSS pixel of real devices (design, section 2).
PIXEL_RATIOS = (1.0, 2.0, 2.625, 3.0, 4.0)
BATCH = 250
# A contact belongs to a dot when it is nearer than a third of the least distance of two dots, and
# stands for two when it is between both.
OWN_MM, OTHER_MM = 4.0, 9.0
# Presses without moulding errors, for what the driver itself is off.
POSITIONS = 100

# What became of presses that were not read.
CANCELLED = "cancelled"
MERGED = "dots merged"
MISSED = "dot missed"
TOO_MANY = "contact too many"
UNSETTLED = "not settled"
POSITION = "position error"
REFUSED = "not accepted"
LOSSES = (CANCELLED, MERGED, MISSED, TOO_MANY, UNSETTLED, POSITION, REFUSED)

NOMINAL, RECORDED = "nominal", "recorded"
# What differs from the nominal press: in the hand, and in everything else.
ROWS: dict[str, tuple[Gesture, Conditions]] = {
    NOMINAL: (Gesture(), Conditions()),
    # The same, with recorded idle frames as noise.
    RECORDED: (Gesture(), Conditions()),
    "swipe": (Gesture("swipe"), Conditions()),
    "tap": (Gesture(hold_ms=100.0), Conditions()),
    "slanted": (Gesture(tilt_deg=(3.0, 8.0)), Conditions()),
    "m3": (Gesture(), Conditions(moulding="M3")),
    "cg5": (Gesture(), Conditions(cg_pf=5.0)),
    "floating": (Gesture(), Conditions(cg_pf=0.0)),
    "weak": (Gesture(), Conditions(amplitude=0.5)),
    "finger": (Gesture(), Conditions(fingers=1)),
}


@dataclass(frozen=True)
class Tally:
    """What became of some presses on one panel.

    Attributes
    ----------
    presses, read, wrong : int
    losses : Counter of str
        Unread presses by what went wrong.
    samples : tuple of int
        Settled samples of each press with five contacts.
    square_mm2 : tuple of float
        Of those presses, the mean squared distance per axis of averaged contacts from the dots of
        the drawing, moulding errors included.
    """

    presses: int = 0
    read: int = 0
    wrong: int = 0
    losses: Counter[str] = field(default_factory=Counter)
    samples: tuple[int, ...] = ()
    square_mm2: tuple[float, ...] = ()

    def __add__(self, other: Tally) -> Tally:
        """Join two tallies."""
        return Tally(
            self.presses + other.presses,
            self.read + other.read,
            self.wrong + other.wrong,
            self.losses + other.losses,
            self.samples + other.samples,
            self.square_mm2 + other.square_mm2,
        )


@dataclass(frozen=True)
class Position:
    """How far single contacts are from their dots, moulding errors left out, mm."""

    panel: str
    contacts: int
    rms_x_mm: float
    rms_y_mm: float
    percentile_99_mm: float


@dataclass(frozen=True)
class Row(ReadRates):
    """One kind of press on one panel of one kind of phone."""

    name: str
    panel: str
    contacts: int
    tally: Tally
    refusal: str

    @property
    def rms_mm(self) -> float:
        """Error of averaged contacts on an axis, moulding included."""
        return sqrt(float(np.mean(self.tally.square_mm2))) if self.tally.square_mm2 else np.nan

    @property
    def rms_interval(self) -> Interval:
        """95 % interval of that error, from press to press."""
        squares = np.array(self.tally.square_mm2)
        if not len(squares):
            return Interval(np.nan, np.nan)
        return rms_interval(float(squares.sum()), float((squares**2).sum()), len(squares))

    @property
    def median_samples(self) -> float:
        """Settled samples of a press with five contacts."""
        return float(np.median(self.tally.samples or (0,)))

    @property
    def verdict(self) -> str:
        """Say "pass", "short", "close" where the interval holds the target, or "refused".

        Only nominal presses have a target; any row is short that names a wrong merchant.
        """
        if self.refusal:
            return "refused"
        if self.name not in (NOMINAL, RECORDED):
            return "short" if self.tally.wrong else ""
        if self.tally.wrong or self.interval.high < TARGET:
            return "short"
        return "pass" if self.interval.low >= TARGET else "close"

    def as_json(self) -> dict[str, Any]:
        """Return everything that the table shows, unrounded."""
        return {
            "row": self.name,
            "panel": self.panel,
            "contacts": self.contacts,
            "presses": self.tally.presses,
            "read": self.tally.read,
            "wrong": self.tally.wrong,
            "read_rate": self.read_rate,
            "read_rate_low": self.interval.low,
            "read_rate_high": self.interval.high,
            "misread_rate_bound": self.wrong_bound,
            "losses": dict(self.tally.losses),
            "median_samples": self.median_samples,
            "rms_mm": self.rms_mm,
            "rms_mm_low": self.rms_interval.low,
            "rms_mm_high": self.rms_interval.high,
            "target": TARGET,
            "verdict": self.verdict,
            "refused": self.refusal,
        }


@dataclass(frozen=True)
class TouchPath:
    """All rows, and the driver's own errors."""

    rows: tuple[Row, ...]
    positions: tuple[Position, ...]

    @property
    def requirements(self) -> list[Requirement]:
        """List what the design asks: nothing wrong, and 1 % of nominal presses unread."""
        wrong = sum(row.tally.wrong for row in self.rows)
        return [Requirement("wrong IDs in all rows", wrong, 0)] + [
            Requirement(
                f"{row.name}, {row.panel}, {row.contacts} contacts: unread, %",
                100 * (1 - row.interval.low),
                100 * (1 - TARGET),
            )
            for row in self.rows
            if row.name in (NOMINAL, RECORDED) and not row.refusal
        ]


def measure_touch_path(
    panels: Sequence[str] = PANELS,
    contacts: Sequence[int] = (5, 10),
    rows: Sequence[str] = (NOMINAL,),
    *,
    presses: int,
    seed: int,
    recording: Path | None = None,
    processes: int = 1,
) -> TouchPath:
    """Press, drive, read and count.

    Parameters
    ----------
    panels : sequence of str
    contacts : sequence of int
        Contacts that a phone reports at once; one more than 5 or 11 cancels all.
    rows : sequence of str
        Names from `ROWS`.
    presses : int
        Of each row.
    seed : int
    recording : Path, optional
        Of frames of the Nexus 5: nominal presses are laid over its idle ones too.
    processes : int

    Returns
    -------
    TouchPath
        The same for the same seed, whatever the number of processes.
    """
    every = [
        (row, name, most)
        for name in panels
        for most in contacts
        for row in (*rows, *((RECORDED,) if recording and name == RECORDED_PANEL else ()))
    ]
    sizes = [min(BATCH, presses - start) for start in range(0, presses, BATCH)]
    calls = [
        (*each, size, seed, batch, recording) for each in every for batch, size in enumerate(sizes)
    ]
    done = iter(run_all(run_batch, calls, processes, "batches of presses"))
    tallies = [sum((next(done) for _ in sizes), Tally()) for _ in every]
    return TouchPath(
        tuple(
            Row(row, name, most, tally, refusal(name))
            for (row, name, most), tally in zip(every, tallies, strict=True)
        ),
        tuple(measure_position(name, POSITIONS, seed) for name in panels),
    )


def refusal(name: str) -> str:
    """Say why the family is unfit for a panel; nothing where it is fit."""
    return "; ".join(str(violation) for violation in family(FAMILY).violations(panel(name)))


def run_batch(
    row: str,
    name: str,
    most_contacts: int,
    n: int,
    seed: int,
    batch: int,
    recording: Path | None = None,
) -> Tally:
    """Press on one panel; the arguments determine every random number."""
    label = f"{row} {name} {most_contacts}".encode()
    rng = np.random.default_rng([seed, zlib.crc32(label), batch])
    stamps, reader = family(FAMILY), ContactReader(family(FAMILY), px_per_mm=PX_PER_MM)
    background = idle_frames(recording) if recording and row == RECORDED else None
    total = Tally()
    for _ in range(n):
        face = stamps.encode(int(rng.integers(stamps.n_ids)))
        take, screen, found = pressed(row, face, name, most_contacts, rng, background)
        read_as = {read_press(reader, press).merchant_id for press in found} - {None}
        right = read_as == {face.merchant_id}
        wrong = bool(read_as - {face.merchant_id})
        best = max(found, key=lambda press: press.end_ms - press.start_ms, default=None)
        kind, square = judged(best, take, face, screen)
        total += Tally(
            1,
            int(right),
            int(wrong),
            Counter() if right or wrong else Counter([kind]),
            () if square is None or best is None else (len(best.samples),),
            () if square is None else (square,),
        )
    return total


def pressed(
    row: str,
    face: StampFace,
    name: str,
    most_contacts: int,
    rng: np.random.Generator,
    background: NDArray[np.int16] | None = None,
) -> tuple[Take, Screen, list[Press]]:
    """Press once, with a phone of any scale, and find the presses that its page is told of."""
    target = panel(name)
    take = record(face, target, rng, *ROWS[row], background=background)
    screen = Screen(
        px_per_mm=float(rng.uniform(*PX_PER_MM)),
        pixel_ratio=float(rng.choice(PIXEL_RATIOS)),
        whole_px=bool(rng.integers(2)),
    )
    scanned = session([take])
    reports = drive(scanned.frames, scanned.time_ms, target, firmware(target, most_contacts))
    return take, screen, find_presses(touch_events(reports, screen))


def judged(
    press: Press | None, take: Take, face: StampFace, screen: Screen
) -> tuple[str, float | None]:
    """Say what went wrong if the press was not read, and how far off its five contacts were.

    Returns
    -------
    str
        One of `LOSSES`.
    float or None
        Mean squared error on an axis, mm2, of the averaged contacts against the drawing, at the
        pose, shift and scale that suit them best; None where there are not five.
    """
    if press is None:
        return MISSED, None
    if press.cancelled:
        return CANCELLED, None
    if press.most > len(face.dots):
        return TOO_MANY, None
    mean_mm = np.median(press.samples, axis=0) / screen.px_per_mm
    held = take.landed == len(face.dots)
    middle = take.motion.poses[held][held.sum() // 2] if held.any() else take.motion.poses[0]
    dots = placed(face.dots[None, :, :2].astype(np.float32), middle[None])[0].astype(np.float64)
    apart = np.linalg.norm(mean_mm[:, None] - dots[None], axis=2)
    if len(mean_mm) != len(dots):
        return _lost_contact(apart), None
    # A stamp that is brushed along is elsewhere in each sample: only its shape is compared.
    centred = (mean_mm - mean_mm.mean(axis=0))[:, None] - (dots - dots.mean(axis=0))
    residual = fitted_residual(mean_mm, dots[np.linalg.norm(centred, axis=2).argmin(axis=1)])
    square = float((residual**2).sum()) / (2 * len(dots) - 4)
    if not press.has_settled:
        return UNSETTLED, square
    averaged = average_samples(press.samples, FARTHEST * PX_PER_MM[1])
    allowed = press_radius_mm(*PX_PER_MM, averaged.n, averaged.scatter_px) if averaged else 0.0
    return POSITION if (residual**2).sum() > allowed**2 else REFUSED, square


def _lost_contact(apart: NDArray[np.float64]) -> str:
    """Say why there are too few contacts, from their distances (contacts, dots)."""
    one, other = np.sort(apart, axis=1)[:, :2].T
    return MERGED if ((one > OWN_MM) & (other < OTHER_MM)).any() else MISSED


def fitted_residual(found: NDArray[np.float64], true: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what is left of (n, 2) points after the best rotation, shift and scale."""
    one = found - found.mean(axis=0)
    two = true - true.mean(axis=0)
    one_z, two_z = one[:, 0] + 1j * one[:, 1], two[:, 0] + 1j * two[:, 1]
    turn = (one_z * two_z.conj()).sum() / (np.abs(two_z) ** 2).sum()
    rest = one_z - turn * two_z
    return np.column_stack([rest.real, rest.imag])


def measure_position(name: str, n: int, seed: int) -> Position:
    """Measure how far contacts are from dots without moulding errors, in every held frame."""
    rng = np.random.default_rng([seed, zlib.crc32(name.encode()), n])
    target, stamps, off = panel(name), family(FAMILY), []
    for _ in range(n):
        face = stamps.encode(int(rng.integers(stamps.n_ids)))
        take = record(face, target, rng, Gesture(), Conditions(moulding=None))
        uv_mm = np.repeat(face.dots[None, :, :2], len(take.frames), axis=0).astype(np.float32)
        dots = placed(uv_mm, take.motion.poses)
        reports = drive(take.frames, take.motion.time_ms, target, firmware(target))
        for i, report in enumerate(reports):
            if take.landed[i] < len(face.dots):
                continue
            for contact in report.contacts:
                across = np.array([contact.x_mm, contact.y_mm]) - dots[i]
                nearest = across[np.linalg.norm(across, axis=1).argmin()]
                if np.linalg.norm(nearest) < OWN_MM:
                    off.append(nearest)
    errors = np.array(off).reshape(-1, 2)
    rms = np.sqrt((errors**2).mean(axis=0))
    far = float(np.quantile(np.linalg.norm(errors, axis=1), 0.99))
    return Position(name, len(errors), float(rms[0]), float(rms[1]), far)
