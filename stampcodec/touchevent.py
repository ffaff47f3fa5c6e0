"""Touch events as a web page gets them, and the touches that are down from moment to moment.

The shape is that of the W3C: each event says which touches changed, and lists all that are down
after it. What a page cannot know or does not need (targets, screen coordinates) is left out.

References
----------
W3C, "Touch Events", Recommendation, 10 October 2013; "Touch Events - Level 2", 2019 (radiusX,
radiusY, rotationAngle, force).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

START, MOVE, END, CANCEL = KINDS = ("touchstart", "touchmove", "touchend", "touchcancel")


class Touch(NamedTuple):
    """One touch; lengths in CSS pixels from the top left corner of the page's window."""

    identifier: int
    x_px: float
    y_px: float
    radius_x_px: float = 0.0
    radius_y_px: float = 0.0
    rotation_deg: float = 0.0
    force: float = 0.0
    """0 to 1; 0 where the device does not know."""

    def scaled(self, factor: float) -> Touch:
        """Return the touch on a screen with so many times as many pixels a millimetre."""
        return self._replace(
            x_px=factor * self.x_px,
            y_px=factor * self.y_px,
            radius_x_px=factor * self.radius_x_px,
            radius_y_px=factor * self.radius_y_px,
        )


class TouchEvent(NamedTuple):
    """One event; `touches` are all that are down after it."""

    kind: str
    time_ms: float
    changed: tuple[Touch, ...]
    touches: tuple[Touch, ...]

    def __repr__(self) -> str:
        """Return one line without the touches themselves."""
        return (
            f"<TouchEvent {self.kind} at {self.time_ms:g} ms: {len(self.changed)} changed, "
            f"{len(self.touches)} down>"
        )

    def scaled(self, factor: float) -> TouchEvent:
        """Return the event on a screen with so many times as many pixels a millimetre."""
        changed, touches = (
            tuple(touch.scaled(factor) for touch in each) for each in (self.changed, self.touches)
        )
        return self._replace(changed=changed, touches=touches)


class Moment(NamedTuple):
    """The touches that are down from one time until that of the next moment."""

    time_ms: float
    touches: tuple[Touch, ...]
    cancelled: bool = False
    """The device gave up on touches that were down before."""


def moments(events: Iterable[TouchEvent]) -> list[Moment]:
    """Replay events: what is down once all events of one time have come.

    Five dots that land in one scan of the panel arrive as five events of one time.

    Parameters
    ----------
    events : iterable of TouchEvent
        Ascending in time.

    Returns
    -------
    list of Moment
        One for each time; touches in the order of their identifiers.
    """
    found: list[Moment] = []
    for event in events:
        down = tuple(sorted(event.touches))
        moment = Moment(event.time_ms, down, event.kind == CANCEL)
        if found and found[-1].time_ms == event.time_ms:
            found[-1] = moment._replace(cancelled=moment.cancelled or found[-1].cancelled)
        else:
            found.append(moment)
    return found


def touch_events(found: Iterable[Moment]) -> list[TouchEvent]:
    """Tell a page what changes from moment to moment; the inverse of `moments`.

    At each time and in this order: one event for all touches that the device gave up on, one for
    each that lifted, one for all that moved, one for each that landed. Nothing is told of a moment
    that changes nothing.

    Parameters
    ----------
    found : iterable of Moment
        Ascending in time; touches in the order in which they landed.

    Returns
    -------
    list of TouchEvent
    """
    events: list[TouchEvent] = []
    down: dict[int, Touch] = {}
    for time_ms, touches, cancelled in found:
        now = {touch.identifier: touch for touch in touches}
        lifted = [touch for identifier, touch in down.items() if identifier not in now]
        if cancelled and lifted:
            down = {identifier: touch for identifier, touch in down.items() if identifier in now}
            events.append(TouchEvent(CANCEL, time_ms, tuple(lifted), tuple(down.values())))
            lifted = []
        for touch in lifted:
            del down[touch.identifier]
            events.append(TouchEvent(END, time_ms, (touch,), tuple(down.values())))
        moved = tuple(now[identifier] for identifier in down if now[identifier] != down[identifier])
        if moved:
            down = {identifier: now[identifier] for identifier in down}
            events.append(TouchEvent(MOVE, time_ms, moved, tuple(down.values())))
        for identifier, touch in now.items():
            if identifier not in down:
                down[identifier] = touch
                events.append(TouchEvent(START, time_ms, (touch,), tuple(down.values())))
    return events
