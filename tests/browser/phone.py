"""A phone: a page of headless Chromium whose glass is touched through the debugging protocol."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from stampcodec.touchevent import Moment, moments

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from playwright.sync_api import (
        BrowserContext,
        CDPSession,
        ConsoleMessage,
        Locator,
        Page,
        Route,
    )

    from stampcodec.touchevent import Touch, TouchEvent

# What the browser itself says of answers like 409 and of requests that a test cuts off.
NETWORK = "Failed to load resource"
# What Playwright says where it was told so.
BLOCKED = "Service Worker registration blocked by Playwright"
# What it says of one header over plain HTTP.
UNTRUSTED = "The Cross-Origin-Opener-Policy header has been ignored"


@dataclass
class Phone:
    """A page, the session that touches it, and what went wrong in it."""

    context: BrowserContext
    page: Page
    glass: CDPSession = field(init=False)
    errors: list[str] = field(default_factory=list)
    down: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Listen for errors; one of the content policy is one too."""
        self.glass = self.context.new_cdp_session(self.page)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, message: ConsoleMessage) -> None:
        expected = any(text in message.text for text in (NETWORK, BLOCKED, UNTRUSTED))
        if message.type in {"error", "warning"} and not expected:
            self.errors.append(message.text)

    @property
    def status(self) -> Locator:
        """What the sheet says."""
        return self.page.locator(".sheet-status")

    @property
    def state(self) -> Locator:
        """What the card says of its voucher."""
        return self.page.locator("main .state")

    def rewrite(self, changes: Mapping[str, str]) -> None:
        """Give the page other constants from its next visit on: a busy machine takes longer."""

        def changed(route: Route) -> None:
            answer = route.fetch()
            text = answer.text()
            for said, instead in changes.items():
                assert text.count(said) == 1, said
                text = text.replace(said, instead)
            route.fulfill(response=answer, body=text)

        self.page.route("**/page/bundle.*.js", changed)

    def claim(self, address: str) -> None:
        """Open a shop's link and take its voucher."""
        self.page.goto(address)
        self.page.get_by_role("button").first.click()
        expect(self.state).to_be_visible()

    def open_sheet(self) -> None:
        """Ask for the stamp; wait until a challenge is there."""
        with self.page.expect_response(lambda answer: answer.url.endswith("/challenges")):
            self.page.locator(".actions .primary").click()
        expect(self.page.locator("dialog")).to_be_visible()

    def close_sheet(self) -> None:
        """Leave the sheet, once no dot can be taken for a finger any more."""
        self.page.wait_for_timeout(350)
        self.page.locator(".sheet-head button").click()
        expect(self.page.locator("dialog")).to_have_count(0)

    def stamp(self, events: Sequence[TouchEvent]) -> None:
        """Replay touch events on the glass, in their own time."""
        self.feel(moments(events))

    def feel(self, felt: Sequence[Moment]) -> None:
        """Let the glass feel one moment after the other; the last lifts what is left."""
        begin = monotonic()
        for moment in felt:
            due_s = (moment.time_ms - felt[0].time_ms) / 1000 - (monotonic() - begin)
            if due_s > 0:
                self.page.wait_for_timeout(1000 * due_s)
            self.feel_one(moment)
        self.lift()

    def feel_one(self, moment: Moment) -> None:
        """Let the glass feel one moment, and leave on it what is down."""
        now = {touch.identifier for touch in moment.touches}
        if now:
            self._send("touchStart" if now - self.down else "touchMove", moment.touches)
        elif self.down:
            self._send("touchCancel" if moment.cancelled else "touchEnd", ())
        self.down = now

    def lift(self) -> None:
        """Lift whatever is down."""
        self.feel_one(Moment(0.0, ()))

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
