"""Streams of contacts to events: one for each presence of a stamp (docs/contacts.md, section 8).

::

    contacts   0  1  3  5  5  5  5  5  4  5  5  5  3  0  0          time ──►
    rest                |───── one ──────|  |─ two ─|               the same five identifiers
    five                |─────────── all ───────────|               any five
    looks                     ^  ^     ^
    presence      |───────────────────────────────────|─ 100 ms ─|  the glass is clear for so long
                              stamped                            lifted
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, SupportsFloat

import numpy as np

from stampcodec.contactevent import ContactEvent
from stampcodec.reading import ContactPose
from stampcodec.touch.numbers import N_DOTS, PX_PER_MM
from stampcodec.touch.reader import ContactReader
from stampcodec.touch.rest import FEWEST_SAMPLES, Rest, has_settled

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stampcodec._family import Family
    from stampcodec.reading import ContactReading

# Contacts that any screen reports at once, as in contact files.
MOST_CONTACTS = 100
# A presence is over when the glass was clear for so long: contacts that vanish for a scan or two
# come back sooner, a second press does not.
ABSENCE_S = 0.1
# A presence is over after a silence of so long, whatever was in between (design figure).
GAP_S = 1.0
# Samples at which a presence is looked at.  Every look may err, so each has half as many samples
# again as the one before: nine looks to 64 samples, and one when it is over.
LOOKS = (3, 4, 6, 9, 13, 19, 28, 42, 64)
# What is faster than this, and came further, is a swipe: as for frames, docs/tracker.md.
SWIPE_MM_S, SWIPE_MM = 30.0, 0.8
# Beyond any screen, in any unit of length, and any clock.
MOST_PX, MOST_S = 1e9, 1e12
# Of the times of samples, summed squares about their mean: below, there is no speed to tell.
LEAST_S2 = 1e-12


class _Found(NamedTuple):
    """A stamp that was read."""

    reading: ContactReading
    first_s: float
    last_s: float
    velocity_px_s: tuple[float, float] | None
    gesture: str
    n: int


class ContactTracker:
    """Follows ``touch5`` stamps in the contacts that a touch screen reports.

    One stamp gives one event, however its dots land, whatever identifiers they get, and whether it
    is pressed or brushed. All memory is taken here. A tracker may be shared by threads: calls wait
    for each other.

    Parameters
    ----------
    family : Family
        ``touch5``.
    px_per_mm : float or (float, float)
        As for `ContactReader`.

    Raises
    ------
    TypeError, ValueError
        As `ContactReader` does.

    Examples
    --------
    >>> tracker = ContactTracker(family("touch5"), px_per_mm=(5.4, 7.2))
    >>> tracker.push({0: (101.0, 220.5)}, 0.0)
    []
    >>> tracker.finish()
    []
    """

    def __init__(self, family: Family, px_per_mm: float | tuple[float, float] = PX_PER_MM) -> None:
        self._reader = ContactReader(family, px_per_mm)
        self.family, self.px_per_mm = family, self._reader.px_per_mm
        self._lock = Lock()
        # The current rest, the longest one before it, and all samples of five contacts.
        self._rest, self._best, self._all = Rest(), Rest(), Rest()
        self._best_ms = 0.0
        self._last_s: float | None = None
        self._identifiers: frozenset[int] = frozenset()
        self._found: _Found | None = None
        self._has_settled = self._is_present = False
        # Since when the glass is clear, within a presence.
        self._cleared_s: float | None = None

    def __repr__(self) -> str:
        """Return one line: ``<ContactTracker of touch5 at 5.4 to 7.2 px/mm>``."""
        return repr(self._reader).replace("ContactReader", "ContactTracker")

    def push(
        self, contacts: Mapping[int, tuple[float, float]], time_s: float
    ) -> list[ContactEvent]:
        """Take all contacts that are down.

        Parameters
        ----------
        contacts : mapping of int to (x, y)
            By identifier, in pixels; empty where the glass is clear. Call with every report;
            after a second without one, what comes next is another presence.
        time_s : float
            In seconds of any clock; after the last call's.

        Returns
        -------
        list of ContactEvent
            What these contacts settle; usually nothing.

        Raises
        ------
        TypeError
            `contacts` is no mapping of whole numbers to pairs of numbers, or `time_s` no number.
        ValueError
            There are more than 100 contacts; a place or `time_s` is not finite or beyond reason;
            `time_s` stands still or steps back. The tracker is then as it was.
        """
        identifiers, places = _contacts(contacts)
        with self._lock:
            now_s = _later(time_s, self._last_s)
            events = self._push(identifiers, places, now_s)
            self._last_s = now_s
            return events

    def finish(self) -> list[ContactEvent]:
        """End the stream.

        A stamp that is still there is stamped, unless it was before, and not lifted. The tracker
        then takes another stream, whose times may begin anywhere.

        Returns
        -------
        list of ContactEvent
            What the end settles.
        """
        with self._lock:
            events: list[ContactEvent] = []
            if self._last_s is not None:
                is_down = self._cleared_s is None
                events = self._over(self._last_s, is_down=is_down)
            self._forget()
            self._last_s = None
            return events

    def _push(
        self, identifiers: frozenset[int], places: NDArray[np.float64], now_s: float
    ) -> list[ContactEvent]:
        events: list[ContactEvent] = []
        if self._last_s is not None and now_s - self._last_s > GAP_S:
            # Where nothing is reported, nothing has changed: what was down has rested as long.
            events += self._over(self._last_s + GAP_S, told_s=now_s)
        elif self._cleared_s is not None and now_s - self._cleared_s >= ABSENCE_S:
            events += self._over(self._cleared_s, told_s=now_s)
        if identifiers != self._identifiers:
            if self._rest.seen < FEWEST_SAMPLES:
                # What has rested until now without a word may have settled by that.
                events += self._look(now_s, at_end=False)
            self._end_rest(now_s)
            self._identifiers = identifiers
        if len(identifiers):
            self._cleared_s = None
        elif self._cleared_s is None and self._is_present:
            self._cleared_s = now_s
        self._is_present = self._is_present or bool(identifiers)
        if len(identifiers) == N_DOTS:
            self._rest.add(places, now_s)
            self._all.add(places, now_s)
            events += self._look(now_s, at_end=False)
        return events

    def _end_rest(self, now_s: float) -> None:
        """Keep the rest that ends now, if it is worth more than any before it (clause 3.6)."""
        lasts_ms = self._rest.lasts_ms(now_s)
        if (lasts_ms, self._rest.seen) > (self._best_ms, self._best.seen):
            self._rest, self._best = self._best, self._rest
            self._best_ms = lasts_ms
        self._rest.clear()

    def _look(self, now_s: float, *, at_end: bool) -> list[ContactEvent]:
        """Read what there is, where it has settled and it is time for a look."""
        if self._found is not None or not self._all.n:
            return []
        if at_end:
            self._end_rest(now_s)
            one, lasts_ms = self._best, self._best_ms
        else:
            one, lasts_ms = self._rest, self._rest.lasts_ms(now_s)
        # One look at the samples of the same five identifiers, one at those of any five.
        for rest in (one, self._all):
            has_rested = has_settled(rest.seen, lasts_ms if rest is one else 0.0)
            if not has_rested or not (at_end or rest.seen <= LOOKS[0] or rest.seen in LOOKS):
                continue
            self._has_settled = True
            found = self._read(rest)
            if found is not None:
                self._found = found
                return [self._event("stamped", now_s, found)]
            if rest.seen == self._all.seen:
                break
        return []

    def _read(self, rest: Rest) -> _Found | None:
        reading = self._reader.read_samples(rest.points)
        if reading.merchant_id is None or reading.pose is None or reading.px_per_mm is None:
            return None
        times_s = rest.times_s
        first_s, last_s = float(times_s[0]), float(times_s[-1])
        velocity = _velocity(times_s, rest.points.mean(axis=1))
        gesture, pose = "press", reading.pose
        if velocity is not None:
            speed_mm_s = math.hypot(*velocity) / reading.px_per_mm
            if speed_mm_s > SWIPE_MM_S and speed_mm_s * (last_s - first_s) > SWIPE_MM:
                gesture = "swipe"
            # The samples' mean place is that of their mean time.
            since_s = last_s - float(times_s.mean())
            pose = ContactPose(
                pose.x_px + velocity[0] * since_s, pose.y_px + velocity[1] * since_s, pose.angle_deg
            )
        return _Found(reading._replace(pose=pose), first_s, last_s, velocity, gesture, rest.seen)

    def _over(
        self, ended_s: float, *, told_s: float | None = None, is_down: bool = False
    ) -> list[ContactEvent]:
        """End the presence: what is read of it at last, and that it is gone."""
        now_s = ended_s if told_s is None else told_s
        events = [event._replace(time_s=now_s) for event in self._look(ended_s, at_end=True)]
        if self._found is not None and not is_down:
            found = self._found
            last = self._read_last(found)
            events.append(self._event("lifted", now_s, last))
        elif self._found is None and self._has_settled and not is_down:
            events.append(self._unread(now_s))
        self._forget()
        return events

    def _read_last(self, found: _Found) -> _Found:
        """Return what was found, as far as the stamp was followed afterwards."""
        times_s, points = self._all.times_s, self._all.points
        velocity = _velocity(times_s, points.mean(axis=1))
        pose, last_s = found.reading.pose, float(times_s[-1])
        if pose is not None and last_s > found.last_s:
            before = points[np.searchsorted(times_s, found.last_s, side="right") - 1].mean(axis=0)
            moved = points[-1].mean(axis=0) - before
            pose = ContactPose(pose.x_px + moved[0], pose.y_px + moved[1], pose.angle_deg)
        return found._replace(
            reading=found.reading._replace(pose=pose),
            last_s=last_s,
            velocity_px_s=velocity,
            n=self._all.seen,
        )

    def _event(self, kind: str, now_s: float, found: _Found) -> ContactEvent:
        return ContactEvent(
            kind=kind,
            family=self.family.name,
            merchant_id=found.reading.merchant_id,
            gesture=found.gesture,
            time_s=now_s,
            first_s=found.first_s,
            last_s=found.last_s,
            pose=found.reading.pose,
            velocity_px_s=found.velocity_px_s,
            margin=found.reading.margin,
            n_frames=found.n,
        )

    def _unread(self, now_s: float) -> ContactEvent:
        times_s = self._all.times_s
        return ContactEvent(
            kind="unread",
            family=self.family.name,
            merchant_id=None,
            gesture=None,
            time_s=now_s,
            first_s=float(times_s[0]),
            last_s=float(times_s[-1]),
            pose=None,
            velocity_px_s=_velocity(times_s, self._all.points.mean(axis=1)),
            margin=None,
            n_frames=self._all.seen,
        )

    def _forget(self) -> None:
        """Begin a new presence."""
        for rest in (self._rest, self._best, self._all):
            rest.clear()
        self._best_ms = 0.0
        self._identifiers = frozenset()
        self._found = None
        self._has_settled = self._is_present = False
        self._cleared_s = None


def _velocity(
    times_s: NDArray[np.float64], places: NDArray[np.float64]
) -> tuple[float, float] | None:
    """Fit a constant velocity, px/s; None where all times are one."""
    since = times_s - times_s.mean()
    spread = float(since @ since)
    if spread < LEAST_S2:
        return None
    x, y = (since @ (places - places.mean(axis=0)) / spread).tolist()
    return x, y


def _contacts(
    contacts: Mapping[int, tuple[float, float]],
) -> tuple[frozenset[int], NDArray[np.float64]]:
    """Check contacts: identifiers, and places (n, 2) in their order."""
    if not isinstance(contacts, Mapping):
        raise TypeError(
            f"contacts: expected a mapping of identifiers to places, got {type(contacts).__name__}"
        )
    if len(contacts) > MOST_CONTACTS:
        raise ValueError(f"contacts: expected {MOST_CONTACTS} or fewer, got {len(contacts)}")
    for identifier in contacts:
        if isinstance(identifier, bool) or not hasattr(identifier, "__index__"):
            raise TypeError(f"contacts: expected whole numbers as identifiers, got {identifier!r}")
    places = np.empty((len(contacts), 2))
    ordered = sorted(contacts)
    for row, identifier in zip(places, ordered, strict=True):
        name = f"contacts[{identifier}]"
        place = contacts[identifier]
        try:
            x, y = place
        except (TypeError, ValueError):
            raise TypeError(f"{name}: expected (x, y), got {place!r}") from None
        row[:] = _within(name, x, MOST_PX), _within(name, y, MOST_PX)
    return frozenset(ordered), places


def _later(time_s: float, last_s: float | None) -> float:
    """Check a time: a finite number after the last one."""
    now_s = _within("time_s", time_s, MOST_S)
    if last_s is not None and now_s <= last_s:
        raise ValueError(f"time_s: expected a time after the last call's, got {now_s:g}")
    return now_s


def _within(name: str, value: SupportsFloat, most: float) -> float:
    if isinstance(value, (bool, str, bytes, np.ndarray)) or not hasattr(value, "__float__"):
        raise TypeError(f"{name}: expected a number, got {type(value).__name__}")
    result = float(value)
    if not -most <= result <= most:
        raise ValueError(f"{name}: expected {-most:g} to {most:g}, got {result:g}")
    return result
