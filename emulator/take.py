"""A take: one gesture recorded from the first approach to the last lift, with its truth."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from emulator._conditions import Conditions
from emulator.hand.gesture import Gesture
from emulator.hand.motion import Motion, draw_path
from emulator.hand.placement import half_extent_mm
from emulator.passage import draw_passage
from emulator.press import refuse_background
from emulator.screen.glass import glass
from emulator.sensor.baseline import adapted, drift_field
from emulator.sensor.lines import draw_faults
from emulator.sensor.outerlines import with_outer_lines
from emulator.sensor.sensor import conducted, delivered, measured
from emulator.sensor.shutter import shuttered

if TYPE_CHECKING:
    import numpy.typing as npt

    from stampcodec import Panel
    from stampcodec.face import StampFace

# The controller's baseline follows deltas below this many times the idle noise.
GATE_SIGMAS = 6.0
# A take is kept in memory as a whole.
MOST_FRAMES = 10_000
# Touch controllers deliver 1 to 1000 frames a second.
MIN_FRAME_MS, MAX_FRAME_MS = 1.0, 1000.0


@dataclass(frozen=True)
class Take:
    """One gesture, frame by frame.

    Attributes
    ----------
    frames : ndarray of int16, shape (n, rows, columns)
    motion : Motion
        `time_ms` is when each scan began; everything else is of the middle of the scan.
    cg_pf : ndarray, shape (n,)
        The face to the device's ground, pF.
    landed : ndarray of int, shape (n,)
        How many contacts of the face touch at nine tenths of their strength or more.
    on_screen : ndarray of bool, shape (n,)
        The whole outline lies on the screen.
    """

    frames: npt.NDArray[np.int16]
    motion: Motion
    cg_pf: npt.NDArray[np.float64]
    landed: npt.NDArray[np.intp]
    on_screen: npt.NDArray[np.bool_]


def record(
    face: StampFace,
    panel: Panel,
    rng: np.random.Generator,
    gesture: Gesture | None = None,
    conditions: Conditions | None = None,
    *,
    background: npt.NDArray[np.int16] | None = None,
    frame_ms: float | None = None,
    scan_ms: float = 0.0,
) -> Take:
    """Record one gesture.

    What is wrong with the stamp, what else lies on the screen and which lines are faulty is drawn
    once; noise is drawn for each frame.

    Parameters
    ----------
    face : StampFace
    panel : Panel
    rng : numpy Generator
        Everything random is drawn from it.
    gesture : Gesture, optional
        A press by default.
    conditions : Conditions, optional
        Nominal by default.
    background : ndarray of int16, shape (m, rows, columns), optional
        Recorded idle frames instead of the panel's own noise and impulses.
    frame_ms : float, optional
        Time between frames, the panel's own by default.
    scan_ms : float
        How long a scan takes, row after row; 0 for all rows at once.

    Returns
    -------
    Take

    Raises
    ------
    ValueError
        If the face does not fit the panel, or the conditions or the background do not fit them.
    """
    held = Conditions() if conditions is None else conditions
    hand = Gesture() if gesture is None else gesture
    surface = glass(panel)
    shape = (panel.rows, panel.columns)
    refuse_background(background, shape)
    period_ms = surface.frame_ms if frame_ms is None else frame_ms
    if not MIN_FRAME_MS <= period_ms <= MAX_FRAME_MS:
        raise ValueError(f"frame_ms: {period_ms:g}, expected {MIN_FRAME_MS:g} to {MAX_FRAME_MS:g}")
    if not 0 <= scan_ms <= period_ms:
        raise ValueError(f"scan_ms: {scan_ms:g}, expected 0 to {period_ms:g}, one frame")
    path = draw_path(hand, face.outline_mm, panel, period_ms, rng)
    time_ms = path.frames_ms(period_ms)
    n = len(time_ms)
    if n == 0:
        raise ValueError(f"frame_ms: {period_ms:g}, the gesture is over before the first frame")
    if n > MOST_FRAMES:
        raise ValueError(f"hold_ms, frame_ms: {n} frames, expected {MOST_FRAMES} or fewer")
    passage = draw_passage(path, time_ms[n // 2], face, panel, held, rng, hand.scatter_ms)

    def whole_at(moments_ms: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
        counts = passage.at(moments_ms).counts
        return conducted(with_outer_lines(counts, held.outer_lines), surface)

    scanned = shuttered(whole_at, time_ms, scan_ms)
    there = passage.at(time_ms + scan_ms / 2)
    counts = measured(scanned, surface, rng, held, background)
    if held.drift_counts:
        ramp = np.linspace(0, 1, n, dtype=np.float32)[:, None, None]
        counts += ramp * drift_field(1, shape, held.drift_counts, rng)
    if hand.adapt_rate:
        counts = adapted(counts, hand.adapt_rate, GATE_SIGMAS * panel.noise_counts)
    faults = draw_faults(1, shape, held, rng) if held.faulty_lines else None
    impulses = held.impulses and background is None
    half_mm = half_extent_mm(face.outline_mm, there.motion.poses[:, 2])
    x_mm, y_mm = there.motion.poses[:, 0], there.motion.poses[:, 1]
    return Take(
        frames=delivered(counts, surface, rng, faults, impulses=impulses),
        motion=replace(there.motion, time_ms=time_ms),
        cg_pf=there.cg_pf,
        landed=there.landed,
        on_screen=(x_mm >= half_mm)
        & (x_mm <= panel.width_mm - half_mm)
        & (y_mm >= half_mm)
        & (y_mm <= panel.height_mm - half_mm),
    )


def truth(
    takes: list[Take],
    face: StampFace,
    panel: Panel,
    gesture: Gesture,
    conditions: Conditions,
    seed: int,
    scan_ms: float = 0.0,
) -> dict[str, Any]:
    """Describe takes, frame after frame, as what is written beside them in JSON.

    The frames follow each other in the order of the takes.
    """
    frames = [
        {
            "take": number,
            "time_ms": round(float(take.motion.time_ms[i]), 3),
            "x_mm": round(float(take.motion.poses[i, 0]), 4),
            "y_mm": round(float(take.motion.poses[i, 1]), 4),
            "angle_deg": round(float(take.motion.poses[i, 2]), 4),
            "cg_pf": round(float(take.cg_pf[i]), 3),
            "landed": int(take.landed[i]),
            "on_screen": bool(take.on_screen[i]),
        }
        for number, take in enumerate(takes)
        for i in range(len(take.frames))
    ]
    return {
        "format": "emulated-frames/1",
        "seed": seed,
        "panel": asdict(panel),
        "face": {
            "family": face.family,
            "pitch_mm": face.pitch_mm,
            "merchant_id": face.merchant_id,
            "outline_mm": face.outline_mm,
            "dots": face.dots.tolist(),
            "roles": list(face.roles),
        },
        "gesture": asdict(gesture),
        "conditions": asdict(conditions),
        "scan_ms": scan_ms,
        "frames": frames,
    }
