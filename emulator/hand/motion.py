r"""How a hand moves a face over time: where it is, how far it stands off, how well it is held.

A press, seen from the side; the face comes down on one edge and peels off from another::

    height
      |\                                       /
      | \  landing: dots touch one after       /  lift
      |  \ the other, 20-30 ms               /
      +---\___/\___________________________/------> time
          0   bounce        hold
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emulator.hand.placement import draw_poses, half_extent_mm
from emulator.hand.sway import draw_sway

if TYPE_CHECKING:
    from typing import TypeAlias

    import numpy.typing as npt

    from emulator.hand.gesture import Gesture
    from emulator.hand.sway import Sway
    from stampcodec import Panel

# Dots of one stamp land within 20-30 ms of each other (design figures, after TUIC and SnowShoe).
LANDING_MS = (20.0, 30.0)
# Before the first and after the last contact.
APPROACH_MS = 60.0
# The grip firms up while the face is set down: its capacitance starts at half.
GRIP_MS = 80.0
# One rebound of rubber on glass, and how fast it dies.
BOUNCE_MS, BOUNCE_DECAY_MS = 30.0, 15.0
# A hand needs so long to press with all its force, and as long to ease off. An assumption.
SQUEEZE_MS = 80.0
# How often it presses harder and weaker while it brushes. An assumption.
BRUSH_HZ = 3.0


@dataclass(frozen=True)
class Motion:
    """Where a face is at each of `n` moments.

    Attributes
    ----------
    time_ms : ndarray, shape (n,)
        After the first contact.
    poses : ndarray, shape (n, 3)
        x_mm, y_mm, angle_deg.
    base_mm : ndarray, shape (n,)
        Height of the lowest point of the outline above the glass; below zero as far as it is
        pressed home.
    rise_mm : ndarray, shape (n,)
        How much higher the opposite side stands.
    direction_deg : ndarray, shape (n,)
        Where that side lies, clockwise from the face's u axis.
    held : ndarray, shape (n,)
        Share of the hand's capacitance to ground that reaches the face.
    squeezed : ndarray, shape (n,)
        Share of a contact's strength that the hand's force leaves, 1 for all.
    """

    time_ms: npt.NDArray[np.float64]
    poses: npt.NDArray[np.float64]
    base_mm: npt.NDArray[np.float64]
    rise_mm: npt.NDArray[np.float64]
    direction_deg: npt.NDArray[np.float64]
    held: npt.NDArray[np.float64]
    squeezed: npt.NDArray[np.float64]


@dataclass(frozen=True)
class PressPath:
    """A press that has been drawn: where the face is at any moment.

    Attributes
    ----------
    start : ndarray, shape (3,)
        x_mm, y_mm, angle_deg where the face lands.
    shift : ndarray, shape (3,)
        How far it slips and turns until it is lifted.
    landing_ms : float
        From the first dot on the glass to the last one, and at the lift the other way round.
    hold_ms : float
        From the first contact to the lift.
    down_mm, up_mm : float
        How much higher the far side stands when the face comes down, and when it peels off.
    down_deg, up_deg : float
        Where that side lies, clockwise from the face's u axis.
    bounce_mm : float
        Height of the first rebound.
    release_ms : float or None
        The hand lets go so long after the first contact.
    phase : float
        Share of a frame that passes between the first moment and the first frame, 0 to 1.
    sway : Sway
    squeeze : float
        Share of a contact's strength that it takes force to get.
    """

    start: npt.NDArray[np.float64]
    shift: npt.NDArray[np.float64]
    landing_ms: float
    hold_ms: float
    down_mm: float
    up_mm: float
    down_deg: float
    up_deg: float
    bounce_mm: float
    release_ms: float | None
    phase: float
    sway: Sway
    squeeze: float

    @property
    def begin_ms(self) -> float:
        """The first moment, before the first contact."""
        return -APPROACH_MS

    @property
    def end_ms(self) -> float:
        """The last moment, after the last contact."""
        return self.hold_ms + self.landing_ms + APPROACH_MS

    def frames_ms(self, frame_ms: float) -> npt.NDArray[np.float64]:
        """List the times of frames that follow each other by `frame_ms`."""
        return _frames_ms(self, frame_ms)

    def at(self, time_ms: npt.NDArray[np.float64]) -> Motion:
        """Return where the face is at these moments after the first contact, (n,)."""
        time = time_ms
        lifting = time > self.hold_ms
        settled = np.clip(time - self.landing_ms, 0.0, None)
        bounce = np.exp(-settled / BOUNCE_DECAY_MS) * np.sin(2 * np.pi * settled / BOUNCE_MS)
        down = np.maximum(-self.down_mm * time / self.landing_ms, -self.down_mm)
        down = down + self.bounce_mm * np.maximum(bounce, 0.0)
        up = self.up_mm * ((time - self.hold_ms) / self.landing_ms - 1.0)
        poses = self.start + np.clip(time / self.hold_ms, 0.0, 1.0)[:, None] * self.shift
        poses = poses + self.sway.at(time)
        poses[:, 2] %= 360.0
        inside = np.clip(np.minimum(time, self.hold_ms + self.landing_ms - time), 0.0, None)
        return Motion(
            time_ms=time,
            poses=poses,
            base_mm=np.where(lifting, up, down),
            rise_mm=np.where(lifting, self.up_mm, self.down_mm),
            direction_deg=np.where(lifting, self.up_deg, self.down_deg),
            held=_held(time, self.release_ms),
            squeezed=1.0 - self.squeeze * np.exp(-inside / SQUEEZE_MS),
        )


@dataclass(frozen=True)
class SwipePath:
    """A swipe that has been drawn: where the face is at any moment.

    Attributes
    ----------
    first : ndarray, shape (3,)
        x_mm, y_mm, angle_deg at one end of the way.
    way : ndarray, shape (3,)
        From there to the other end.
    backwards : bool
        The swipe ends at `first`.
    duration_ms : float
    knot_ms, rock_mm, rock_deg : ndarray, shape (k,)
        Brushed by hand, the face rocks: one side leaves the glass a little, then another. How
        high and to which side it stands at some moments; in between linearly.
    release_ms : float or None
        The hand lets go after so long.
    phase : float
        Share of a frame that passes between the first moment and the first frame, 0 to 1.
    sway : Sway
    squeeze : float
        Share of a contact's strength that it takes force to get.
    beat : float
        Where the hand's force stands at the first moment, as a share of its period.
    """

    first: npt.NDArray[np.float64]
    way: npt.NDArray[np.float64]
    backwards: bool
    duration_ms: float
    knot_ms: npt.NDArray[np.float64]
    rock_mm: npt.NDArray[np.float64]
    rock_deg: npt.NDArray[np.float64]
    release_ms: float | None
    phase: float
    sway: Sway
    squeeze: float
    beat: float

    @property
    def begin_ms(self) -> float:
        """The first moment."""
        return 0.0

    @property
    def end_ms(self) -> float:
        """The last moment."""
        return self.duration_ms

    def frames_ms(self, frame_ms: float) -> npt.NDArray[np.float64]:
        """List the times of frames that follow each other by `frame_ms`."""
        return _frames_ms(self, frame_ms)

    def at(self, time_ms: npt.NDArray[np.float64]) -> Motion:
        """Return where the face is at these moments, (n,)."""
        share = time_ms / self.duration_ms
        if self.backwards:
            share = 1.0 - share
        poses = self.first + share[:, None] * self.way + self.sway.at(time_ms)
        poses[:, 2] %= 360.0
        force = np.sin(2 * np.pi * (self.beat + BRUSH_HZ * time_ms / 1000.0))
        return Motion(
            time_ms=time_ms,
            poses=poses,
            base_mm=np.zeros(len(time_ms)),
            rise_mm=np.interp(time_ms, self.knot_ms, self.rock_mm),
            direction_deg=np.interp(time_ms, self.knot_ms, self.rock_deg),
            held=_held(time_ms, self.release_ms),
            squeezed=1.0 - self.squeeze * (0.5 - 0.5 * force),
        )


Path: TypeAlias = "PressPath | SwipePath"


def draw_motion(
    gesture: Gesture, outline_mm: float, panel: Panel, frame_ms: float, rng: np.random.Generator
) -> Motion:
    """Draw one gesture with a face on a panel, sampled every `frame_ms`.

    Raises
    ------
    ValueError
        If the face does not fit the panel.
    """
    path = draw_path(gesture, outline_mm, panel, frame_ms, rng)
    return path.at(path.frames_ms(frame_ms))


def draw_path(
    gesture: Gesture,
    outline_mm: float,
    panel: Panel,
    knot_ms: float,
    rng: np.random.Generator,
    start: npt.NDArray[np.float64] | None = None,
) -> Path:
    """Draw one gesture with a face on a panel, in continuous time.

    Parameters
    ----------
    gesture : Gesture
    outline_mm : float
        Side of the face.
    panel : Panel
    knot_ms : float
        What trembles takes a new value every so many milliseconds.
    rng : numpy Generator
    start : ndarray, shape (3,), optional
        x_mm, y_mm, angle_deg where a press lands, or through which a swipe goes; drawn with the
        whole face on the screen if not given.

    Raises
    ------
    ValueError
        If no start is given and the face does not fit the panel.
    """
    if start is None:
        start = draw_poses(np.array([outline_mm]), panel, rng)[0]
    if gesture.kind == "swipe":
        return _draw_swipe(gesture, outline_mm, panel, knot_ms, rng, start)
    return _draw_press(gesture, outline_mm, rng, start)


def _draw_press(
    gesture: Gesture,
    outline_mm: float,
    rng: np.random.Generator,
    start: npt.NDArray[np.float64],
) -> PressPath:
    landing_ms = rng.uniform(*LANDING_MS)
    phase = rng.random()
    down_deg, up_deg = 360.0 * rng.random(2)
    down_mm, up_mm = (
        np.tan(np.deg2rad(rng.uniform(*gesture.tilt_deg))) * 2 * half_extent_mm(outline_mm, angle)
        for angle in (down_deg, up_deg)
    )
    return PressPath(
        start=start,
        shift=rng.standard_normal(3) * (gesture.slip_mm, gesture.slip_mm, gesture.twist_deg),
        landing_ms=landing_ms,
        hold_ms=gesture.hold_ms,
        down_mm=float(down_mm),
        up_mm=float(up_mm),
        down_deg=down_deg,
        up_deg=up_deg,
        bounce_mm=gesture.bounce_mm,
        release_ms=gesture.release_ms,
        phase=phase,
        sway=draw_sway(gesture.sway_mm, gesture.sway_deg, rng),
        squeeze=gesture.squeeze,
    )


def _draw_swipe(
    gesture: Gesture,
    outline_mm: float,
    panel: Panel,
    knot_ms: float,
    rng: np.random.Generator,
    start: npt.NDArray[np.float64],
) -> SwipePath:
    first, way = start.copy(), np.zeros(3)
    half_mm = float(half_extent_mm(outline_mm, start[2]))
    if gesture.direction_deg is None:
        lengthwise = 1 if panel.height_mm >= panel.width_mm else 0
        way_mm = (panel.height_mm if lengthwise else panel.width_mm) + 2 * half_mm
        first[lengthwise], way[lengthwise] = -half_mm, way_mm
        aside = np.eye(2)[1 - lengthwise]
    else:
        angle = np.deg2rad(gesture.direction_deg)
        ahead = np.array([np.cos(angle), np.sin(angle)])
        enters_mm, leaves_mm = _crossing_mm(start[:2], ahead, half_mm, panel)
        way_mm = leaves_mm - enters_mm
        first[:2], way[:2] = start[:2] + enters_mm * ahead, way_mm * ahead
        aside = np.array([-ahead[1], ahead[0]])
    duration_ms = 1000.0 * way_mm / rng.uniform(*gesture.speed_mm_s)
    phase = rng.random()
    knots = np.arange(knot_ms * phase, duration_ms, knot_ms)
    backwards = bool(rng.random() < 0.5) and gesture.direction_deg is None
    drift_mm, drift_deg = rng.standard_normal(2) * (gesture.slip_mm, gesture.twist_deg)
    way[:2] += drift_mm * aside
    way[2] = drift_deg
    return SwipePath(
        first=first,
        way=way,
        backwards=backwards,
        duration_ms=float(duration_ms),
        knot_ms=knots,
        rock_mm=gesture.bounce_mm * rng.random(len(knots)),
        rock_deg=360.0 * rng.random(len(knots)),
        release_ms=gesture.release_ms,
        phase=phase,
        sway=draw_sway(gesture.sway_mm, gesture.sway_deg, rng),
        squeeze=gesture.squeeze,
        beat=rng.random() if gesture.squeeze else 0.0,
    )


def _crossing_mm(
    through_mm: npt.NDArray[np.float64],
    ahead: npt.NDArray[np.float64],
    half_mm: float,
    panel: Panel,
) -> tuple[float, float]:
    """Find where a face that moves through a place enters the panel and where it has left it.

    Parameters
    ----------
    through_mm : ndarray, shape (2,)
        On the panel.
    ahead : ndarray, shape (2,)
        Unit vector.
    half_mm : float
        Half the width that the turned outline takes up.
    panel : Panel

    Returns
    -------
    tuple of float
        Distances from `through_mm` along `ahead`, the first below zero.
    """
    enters, leaves = -np.inf, np.inf
    for place, step, side in zip(through_mm, ahead, (panel.width_mm, panel.height_mm), strict=True):
        # Along a line parallel to an edge that edge is never met.
        if abs(step) < 1e-9:
            continue
        near, far = sorted(((-half_mm - place) / step, (side + half_mm - place) / step))
        enters, leaves = max(enters, near), min(leaves, far)
    return float(enters), float(leaves)


def swipe_between(
    first: npt.NDArray[np.float64],
    last: npt.NDArray[np.float64],
    speed_mm_s: float,
    gesture: Gesture,
    knot_ms: float,
    rng: np.random.Generator,
) -> SwipePath:
    """Draw a swipe from one place straight to another.

    Parameters
    ----------
    first, last : ndarray, shape (3,)
        x_mm, y_mm, angle_deg.
    speed_mm_s : float
    gesture : Gesture
        For what rocks and when the hand lets go.
    knot_ms : float
        What trembles takes a new value every so many milliseconds.
    rng : numpy Generator
    """
    duration_ms = 1000.0 * float(np.hypot(*(last - first)[:2])) / speed_mm_s
    knots = np.arange(0.0, duration_ms + knot_ms, knot_ms)
    return SwipePath(
        first=first,
        way=last - first,
        backwards=False,
        duration_ms=duration_ms,
        knot_ms=knots,
        rock_mm=gesture.bounce_mm * rng.random(len(knots)),
        rock_deg=360.0 * rng.random(len(knots)),
        release_ms=gesture.release_ms,
        phase=0.0,
        sway=draw_sway(gesture.sway_mm, gesture.sway_deg, rng),
        squeeze=gesture.squeeze,
        beat=rng.random() if gesture.squeeze else 0.0,
    )


def _held(time_ms: npt.NDArray[np.float64], release_ms: float | None) -> npt.NDArray[np.float64]:
    held = 1.0 - 0.5 * np.exp(-np.maximum(time_ms, 0.0) / GRIP_MS)
    if release_ms is not None:
        held = np.where(time_ms < release_ms, held, 0.0)
    result: npt.NDArray[np.float64] = held
    return result


def _frames_ms(path: Path, frame_ms: float) -> npt.NDArray[np.float64]:
    first_ms = path.begin_ms + frame_ms * path.phase
    result: npt.NDArray[np.float64] = np.arange(first_ms, path.end_ms, frame_ms)
    return result
