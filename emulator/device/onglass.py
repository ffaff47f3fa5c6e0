"""What lies on the glass for a while: a stamp, a fingertip, a palm, each asked at any moment."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, hypot
from typing import TYPE_CHECKING, Protocol

import numpy as np

from emulator.rubber.gap import through_gap
from emulator.screen.contacts import Contacts, conductor_counts
from emulator.screen.glass import glass
from emulator.surroundings.fingers import BODY_PF

if TYPE_CHECKING:
    import numpy.typing as npt

    from emulator.passage import Passage
    from emulator.screen.response import ResponseTable
    from stampcodec import Panel

# A picture of the glass holds while nothing moves further than this: half a count on `nexus5`.
STILL_MM = 0.02
# Nor comes nearer than this: a gap of 5 um is a twentieth of a contact.
STILL_GAP_MM = 0.005
# Nor grounds itself by more than this share of the hand's capacitance.
STILL_HELD = 0.02
# Beyond this a gap weakens a contact to a hundredth: how it changes there is not felt.
FAR_MM = 10.0
# A hand comes down from so high and lifts as high again, in so much time; an assumption, about
# what a finger that types does.
ABOVE_MM, LANDING_S = 5.0, 0.05
# Which moments of a stretch of time are compared for its unrest.
GLANCES = 5


class OnGlass(Protocol):
    """Something that touches the glass from `begin_s` to `end_s`."""

    @property
    def begin_s(self) -> float:
        """Before, nothing of it is felt."""
        ...

    @property
    def end_s(self) -> float:
        """Afterwards, nothing of it is felt."""
        ...

    def counts(self, time_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
        """Compute its delta before crosstalk at `n` moments: (n, rows, columns)."""
        ...

    def unrest(self, first_s: float, last_s: float) -> int:
        """Count the pictures that it takes to follow it over a stretch of time, at least 1."""
        ...


@dataclass(frozen=True)
class StampOnGlass:
    """A stamp that is pressed or swiped.

    Attributes
    ----------
    passage : Passage
    contact_s : float
        When the passage's own clock shows 0: the first contact of a press.
    """

    passage: Passage
    contact_s: float

    @property
    def begin_s(self) -> float:
        """When the stamp comes near."""
        return self.contact_s + self.passage.path.begin_ms / 1000.0

    @property
    def end_s(self) -> float:
        """When it is away again."""
        return self.contact_s + self.passage.path.end_ms / 1000.0

    def counts(self, time_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
        """Compute the delta of the stamp and what is beside it at `n` moments."""
        # What is beside comes and goes with the stamp, as a hand does.
        since, until = time_s - self.begin_s, self.end_s - time_s
        presence = np.clip(np.minimum(since, until) / LANDING_S, 0.0, 1.0)
        return self.passage.at(self._own_ms(time_s), presence.astype(np.float32)).counts

    def unrest(self, first_s: float, last_s: float) -> int:
        """Count the pictures that it takes to follow the stamp."""
        motion = self.passage.path.at(self._own_ms(np.linspace(first_s, last_s, GLANCES)))
        across_mm = _travel(motion.poses[:, 0]) + _travel(motion.poses[:, 1])
        turn_deg = np.abs((np.diff(motion.poses[:, 2]) + 180.0) % 360.0 - 180.0).sum()
        across_mm += float(np.deg2rad(turn_deg)) * self.passage.outline_mm / 2
        gap_mm = _travel(_felt(motion.base_mm)) + _travel(_felt(motion.base_mm + motion.rise_mm))
        tip = np.deg2rad(motion.direction_deg)
        # The far side goes round when the face rocks.
        gap_mm += _travel(motion.rise_mm * np.cos(tip)) + _travel(motion.rise_mm * np.sin(tip))
        held = _travel(motion.held)
        return max(
            1, ceil(across_mm / STILL_MM), ceil(gap_mm / STILL_GAP_MM), ceil(held / STILL_HELD)
        )

    def _own_ms(self, time_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return 1000.0 * (time_s - self.contact_s)


@dataclass(frozen=True)
class HandOnGlass:
    """A part of a grounded body that is set down, shifted and lifted: a fingertip or a palm.

    Attributes
    ----------
    contacts : Contacts
        Of one frame, where it lands.
    table : ResponseTable
        For the sizes of the contacts.
    panel : Panel
    begin_s, end_s : float
        From the approach to the end of the lift.
    way_mm : tuple of float
        How far it is shifted along x and y between landing and lift.
    """

    contacts: Contacts
    table: ResponseTable
    panel: Panel
    begin_s: float
    end_s: float
    way_mm: tuple[float, float] = (0.0, 0.0)

    def counts(self, time_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
        """Compute the delta of the hand at `n` moments."""
        surface = glass(self.panel)
        shift = self._share(time_s)[:, None, None] * np.array(self.way_mm)
        left = through_gap(self._above_mm(time_s), surface)
        there = Contacts(
            (self.contacts.xy_mm + shift).astype(np.float32),
            self.contacts.strength * left[:, None],
            np.repeat(self.contacts.size, len(time_s), axis=0),
        )
        return conductor_counts(there, self.table, BODY_PF, self.panel, surface)

    def unrest(self, first_s: float, last_s: float) -> int:
        """Count the pictures that it takes to follow the hand."""
        glances = np.linspace(first_s, last_s, GLANCES)
        across_mm = hypot(*self.way_mm) * _travel(self._share(glances))
        gap_mm = _travel(_felt(self._above_mm(glances)))
        return max(1, ceil(across_mm / STILL_MM), ceil(gap_mm / STILL_GAP_MM))

    def _share(self, time_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return what part of its way the hand has gone."""
        landed_s, lifts_s = self.begin_s + LANDING_S, self.end_s - LANDING_S
        share: npt.NDArray[np.float64] = np.clip(
            (time_s - landed_s) / max(lifts_s - landed_s, 1e-9), 0.0, 1.0
        )
        return share

    def _above_mm(self, time_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Return the height of the hand above the glass."""
        in_touch_s = np.minimum(time_s - self.begin_s, self.end_s - time_s) - LANDING_S
        height: npt.NDArray[np.float64] = np.maximum(-in_touch_s / LANDING_S, 0.0) * ABOVE_MM
        return height


def _travel(values: npt.NDArray[np.float64]) -> float:
    return float(np.abs(np.diff(values)).sum())


def _felt(gap_mm: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return gaps as far as a change of them is felt."""
    return np.clip(gap_mm, 0.0, FAR_MM)
