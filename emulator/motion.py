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

from emulator.placement import draw_poses, half_extent_mm

if TYPE_CHECKING:
    import numpy.typing as npt

    from stampcodec.panel import Panel

# Dots of one stamp land within 20-30 ms of each other (design figures, after TUIC and SnowShoe).
LANDING_MS = (20.0, 30.0)
# Before the first and after the last contact.
APPROACH_MS = 60.0
# The grip firms up while the face is set down: its capacitance starts at half.
GRIP_MS = 80.0
# One rebound of rubber on glass, and how fast it dies.
BOUNCE_MS, BOUNCE_DECAY_MS = 30.0, 15.0


@dataclass(frozen=True)
class Gesture:
    """A movement of the hand; spreads are standard deviations, drawn once for each gesture.

    Attributes
    ----------
    kind : str
        "press", set down and lifted, or "swipe", brushed along the panel's long side.
    hold_ms : float
        From the first contact of a press to its lift.
    tilt_deg : tuple of float
        Range of the angle at which the face comes down and peels off.
    bounce_mm : float
        Height of the first rebound.
    twist_deg, slip_mm : float
        Spread of how far the face turns and shifts while it is held.
    release_ms : float or None
        The hand lets go of the stamp, which stays on the glass, so long after the first contact.
    speed_mm_s : tuple of float
        Range of the speed of a swipe.
    adapt_rate : float
        Share of an idle delta that the controller's baseline takes on per frame, 0 to 1.
    """

    kind: str = "press"
    hold_ms: float = 500.0
    tilt_deg: tuple[float, float] = (0.5, 2.0)
    bounce_mm: float = 0.1
    twist_deg: float = 1.0
    slip_mm: float = 0.3
    release_ms: float | None = None
    speed_mm_s: tuple[float, float] = (80.0, 200.0)
    adapt_rate: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what no hand does.

        Raises
        ------
        ValueError
            Naming the field, its value and what was expected.
        """
        if self.kind not in KINDS:
            raise ValueError(f"gesture: {self.kind!r}, expected one of {', '.join(KINDS)}")
        if not 0 < self.hold_ms <= MOST_MS:
            raise ValueError(f"hold_ms: {self.hold_ms:g}, expected above 0, at most {MOST_MS:g}")
        if self.release_ms is not None and not 0 <= self.release_ms <= MOST_MS:
            raise ValueError(f"release_ms: {self.release_ms:g}, expected 0 to {MOST_MS:g}")
        if not 0 <= self.adapt_rate <= 1:
            raise ValueError(f"adapt_rate: {self.adapt_rate:g}, expected 0 to 1")


KINDS = ("press", "swipe")
# Nobody presses longer than a minute; more is a typing error.
MOST_MS = 60_000.0


@dataclass(frozen=True)
class Motion:
    """Where a face is at each of `n` frames.

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
    """

    time_ms: npt.NDArray[np.float64]
    poses: npt.NDArray[np.float64]
    base_mm: npt.NDArray[np.float64]
    rise_mm: npt.NDArray[np.float64]
    direction_deg: npt.NDArray[np.float64]
    held: npt.NDArray[np.float64]


def draw_motion(
    gesture: Gesture, outline_mm: float, panel: Panel, frame_ms: float, rng: np.random.Generator
) -> Motion:
    """Draw one gesture with a face on a panel, sampled every `frame_ms`.

    Raises
    ------
    ValueError
        If the face does not fit the panel.
    """
    if gesture.kind == "swipe":
        return _draw_swipe(gesture, outline_mm, panel, frame_ms, rng)
    return _draw_press(gesture, outline_mm, panel, frame_ms, rng)


def _draw_press(
    gesture: Gesture, outline_mm: float, panel: Panel, frame_ms: float, rng: np.random.Generator
) -> Motion:
    start = draw_poses(np.array([outline_mm]), panel, rng)[0]
    landing_ms = rng.uniform(*LANDING_MS)
    end_ms = gesture.hold_ms + landing_ms + APPROACH_MS
    time = np.arange(-APPROACH_MS + frame_ms * rng.random(), end_ms, frame_ms)
    down_deg, up_deg = 360.0 * rng.random(2)
    down_mm, up_mm = (
        np.tan(np.deg2rad(rng.uniform(*gesture.tilt_deg))) * 2 * half_extent_mm(outline_mm, angle)
        for angle in (down_deg, up_deg)
    )
    lifting = time > gesture.hold_ms
    settled = np.clip(time - landing_ms, 0.0, None)
    bounce = np.exp(-settled / BOUNCE_DECAY_MS) * np.sin(2 * np.pi * settled / BOUNCE_MS)
    down = np.maximum(-down_mm * time / landing_ms, -down_mm)
    down = down + gesture.bounce_mm * np.maximum(bounce, 0.0)
    up = up_mm * ((time - gesture.hold_ms) / landing_ms - 1.0)
    held_share = np.clip(time / gesture.hold_ms, 0.0, 1.0)
    shift = rng.standard_normal(3) * (gesture.slip_mm, gesture.slip_mm, gesture.twist_deg)
    poses = start + held_share[:, None] * shift
    poses[:, 2] %= 360.0
    return Motion(
        time_ms=time,
        poses=poses,
        base_mm=np.where(lifting, up, down),
        rise_mm=np.where(lifting, up_mm, down_mm),
        direction_deg=np.where(lifting, up_deg, down_deg),
        held=_held(time, gesture.release_ms),
    )


def _draw_swipe(
    gesture: Gesture, outline_mm: float, panel: Panel, frame_ms: float, rng: np.random.Generator
) -> Motion:
    start = draw_poses(np.array([outline_mm]), panel, rng)[0]
    half_mm = float(half_extent_mm(outline_mm, start[2]))
    lengthwise = 1 if panel.height_mm >= panel.width_mm else 0
    way_mm = (panel.height_mm if lengthwise else panel.width_mm) + 2 * half_mm
    duration_ms = 1000.0 * way_mm / rng.uniform(*gesture.speed_mm_s)
    time = np.arange(frame_ms * rng.random(), duration_ms, frame_ms)
    share = time / duration_ms
    if rng.random() < 0.5:
        share = 1.0 - share
    poses = np.repeat(start[None], len(time), axis=0)
    poses[:, lengthwise] = share * way_mm - half_mm
    drift = rng.standard_normal(2) * (gesture.slip_mm, gesture.twist_deg)
    poses[:, 1 - lengthwise] += share * drift[0]
    poses[:, 2] = (poses[:, 2] + share * drift[1]) % 360.0
    # Brushed by hand, the face rocks: one side leaves the glass a little, then another.
    rock_mm = gesture.bounce_mm * rng.random(len(time))
    return Motion(
        time_ms=time,
        poses=poses,
        base_mm=np.zeros(len(time)),
        rise_mm=rock_mm,
        direction_deg=360.0 * rng.random(len(time)),
        held=_held(time, gesture.release_ms),
    )


def _held(time_ms: npt.NDArray[np.float64], release_ms: float | None) -> npt.NDArray[np.float64]:
    held = 1.0 - 0.5 * np.exp(-np.maximum(time_ms, 0.0) / GRIP_MS)
    if release_ms is not None:
        held = np.where(time_ms < release_ms, held, 0.0)
    result: npt.NDArray[np.float64] = held
    return result
