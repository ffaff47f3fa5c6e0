"""A phone: a page of headless Chromium whose glass is touched through the debugging protocol."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from stampcodec.touchevent import Moment, moments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import BrowserContext, CDPSession, Page

    from stampcodec.touchevent import Touch, TouchEvent


@dataclass
class Phone:
    """A page, and the session that touches it."""

    context: BrowserContext
    page: Page
    glass: CDPSession

    def stamp(self, events: Sequence[TouchEvent]) -> None:
        """Replay touch events on the glass, in their own time."""
        self.feel(moments(events))

    def feel(self, felt: Sequence[Moment]) -> None:
        """Let the glass feel one moment after the other; the last lifts what is left."""
        begin = monotonic()
        down: set[int] = set()
        for moment in felt:
            due_s = (moment.time_ms - felt[0].time_ms) / 1000 - (monotonic() - begin)
            if due_s > 0:
                self.page.wait_for_timeout(1000 * due_s)
            now = {touch.identifier for touch in moment.touches}
            if now:
                self._send("touchStart" if now - down else "touchMove", moment.touches)
            elif down:
                self._send("touchCancel" if moment.cancelled else "touchEnd", ())
            down = now
        if down:
            self._send("touchEnd", ())

    def _send(self, kind: str, touches: Sequence[Touch]) -> None:
        points = [
            {
                "id": touch.identifier,
                "x": touch.x_px,
                "y": touch.y_px,
                "radiusX": touch.radius_x_px or 1.0,
                "radiusY": touch.radius_y_px or 1.0,
                "force": touch.force,
            }
            for touch in touches
        ]
        self.glass.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
