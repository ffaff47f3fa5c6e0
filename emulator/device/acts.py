"""Acts: what a hand does to a device, one after the other, given or drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from emulator._conditions import Conditions
from emulator.device.onglass import LANDING_S, HandOnGlass, StampOnGlass
from emulator.hand.gesture import Gesture
from emulator.hand.motion import draw_path, swipe_between
from emulator.passage import draw_passage
from emulator.screen.contacts import Contacts
from emulator.screen.glass import glass
from emulator.surroundings.fingers import Fingertips, draw_fingertips, draw_radii, finger_table
from emulator.surroundings.palm import draw_palm_contacts, palm_table

if TYPE_CHECKING:
    from emulator.device.onglass import OnGlass
    from emulator.hand.motion import Path
    from stampcodec import Panel
    from stampcodec.face import StampFace

# What trembles takes a new value this often: a hand does so some ten times a second, and the
# rocking of a swipe is drawn for frames of this length elsewhere.
KNOT_MS = 10.0
# Through cloth a leg is felt in patches of a palm's discs, so many and so strong, which shift by so
# much while the phone is carried. An assumption.
POCKET_PATCHES, POCKET_STRENGTH, POCKET_MM = (4, 14), (0.02, 0.5), 15.0


@dataclass(frozen=True)
class StampAct:
    """A stamp is pressed or swiped.

    Attributes
    ----------
    face : StampFace
    gesture : Gesture
    conditions : Conditions
        For the stamp and what is beside it; noise and lines are the panel's.
    at_s : float or None
        When it comes near, after the client has started; None: after the act before.
    place : (x_mm, y_mm, angle_deg) or None
        Where it lands or begins; drawn with the whole face on the screen if not given.
    to_mm : (x_mm, y_mm) or None
        Where a swipe ends, from `place`; the far side of the panel, lengthwise, if not given.
    """

    face: StampFace
    gesture: Gesture = field(default_factory=Gesture)
    conditions: Conditions = field(default_factory=Conditions)
    at_s: float | None = None
    place: tuple[float, float, float] | None = None
    to_mm: tuple[float, float] | None = None

    def drawn(self, begin_s: float, panel: Panel, rng: np.random.Generator) -> OnGlass:
        """Draw the act, which begins at `begin_s`.

        Raises
        ------
        ValueError
            The face does not fit the panel, or the conditions do not fit the face.
        """
        start = None if self.place is None else np.array(self.place)
        path: Path
        if start is not None and self.to_mm is not None:
            speed = rng.uniform(*self.gesture.speed_mm_s)
            last = np.array([*self.to_mm, start[2]])
            path = swipe_between(start, last, speed, self.gesture, KNOT_MS, rng)
        else:
            path = draw_path(self.gesture, self.face.outline_mm, panel, KNOT_MS, rng, start)
        middle_ms = (path.begin_ms + path.end_ms) / 2
        scatter_ms = self.gesture.scatter_ms
        passage = draw_passage(path, middle_ms, self.face, panel, self.conditions, rng, scatter_ms)
        return StampOnGlass(passage, begin_s - path.begin_ms / 1000.0)


@dataclass(frozen=True)
class FingerAct:
    """A fingertip is set down, and perhaps drawn over the glass.

    Attributes
    ----------
    at_s : float or None
        When it comes near, after the client has started; None: after the act before.
    hold_ms : float
        From touch to lift.
    place_mm : (x_mm, y_mm) or None
        Drawn anywhere on the screen if not given.
    to_mm : (x_mm, y_mm) or None
        Where it lifts; where it landed if not given.
    """

    at_s: float | None = None
    hold_ms: float = 150.0
    place_mm: tuple[float, float] | None = None
    to_mm: tuple[float, float] | None = None

    def drawn(self, begin_s: float, panel: Panel, rng: np.random.Generator) -> OnGlass:
        """Draw the act, which begins at `begin_s`."""
        hand = Fingertips()
        place = self.place_mm or tuple((rng.random(2) * (panel.width_mm, panel.height_mm)).tolist())
        contacts = draw_fingertips(np.array([place]), draw_radii(1, hand, rng), hand, rng)
        to_mm = self.to_mm or place
        return HandOnGlass(
            contacts,
            finger_table(glass(panel).sigma_mm),
            panel,
            begin_s,
            begin_s + self.hold_ms / 1000.0 + 2 * LANDING_S,
            (to_mm[0] - place[0], to_mm[1] - place[1]),
        )


@dataclass(frozen=True)
class PalmAct:
    """A palm rests on the glass.

    Attributes
    ----------
    at_s : float or None
        When it comes near, after the client has started; None: after the act before.
    hold_ms : float
        From touch to lift.
    place_mm : (x_mm, y_mm) or None
        Drawn on the edge of the screen if not given.
    """

    at_s: float | None = None
    hold_ms: float = 1000.0
    place_mm: tuple[float, float] | None = None

    def drawn(self, begin_s: float, panel: Panel, rng: np.random.Generator) -> OnGlass:
        """Draw the act, which begins at `begin_s`."""
        middle_mm = None if self.place_mm is None else np.array([self.place_mm])
        return HandOnGlass(
            draw_palm_contacts(panel, 1, rng, middle_mm),
            palm_table(glass(panel).sigma_mm),
            panel,
            begin_s,
            begin_s + self.hold_ms / 1000.0 + 2 * LANDING_S,
        )


@dataclass(frozen=True)
class PocketAct:
    """A phone is carried in a pocket: cloth and the leg behind it, felt faintly and everywhere.

    Attributes
    ----------
    at_s : float or None
        When it comes near, after the client has started; None: after the act before.
    hold_ms : float
        From touch to lift.
    """

    at_s: float | None = None
    hold_ms: float = 5000.0

    def drawn(self, begin_s: float, panel: Panel, rng: np.random.Generator) -> OnGlass:
        """Draw the act, which begins at `begin_s`."""
        k = int(rng.integers(*POCKET_PATCHES))
        side_mm = (panel.width_mm, panel.height_mm)
        contacts = Contacts(
            (rng.random((1, k, 2)) * side_mm).astype(np.float32),
            rng.uniform(*POCKET_STRENGTH, (1, k)).astype(np.float32),
            np.zeros((1, k), dtype=np.intp),
        )
        way_mm = rng.normal(0.0, POCKET_MM, 2)
        return HandOnGlass(
            contacts,
            palm_table(glass(panel).sigma_mm),
            panel,
            begin_s,
            begin_s + self.hold_ms / 1000.0 + 2 * LANDING_S,
            (float(way_mm[0]), float(way_mm[1])),
        )


@dataclass(frozen=True)
class CalibrateAct:
    """Somebody has the device calibrate itself, whatever lies on the glass.

    Attributes
    ----------
    at_s : float or None
        After the client has started; None: after the act before.
    """

    at_s: float | None = None


Act: TypeAlias = "StampAct | FingerAct | PalmAct | PocketAct | CalibrateAct"
