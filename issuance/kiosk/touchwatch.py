"""From contacts in time to the touches that show a stamp to the service.

::

    contacts   0  1  3  5  5  5  5  5  5  5  4  2  0     time ──►
    tracker             |  |stamped
    evidence            |─────────────────|              the same five: 30 samples, or 0.6 s of
                                                         rest, or all until they lift

As the service's page does it (docs/contacts.md, 8.4), for a stamp that the tracker has read.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from issuance.defence.plausibility import RESTS_MS
from issuance.defence.series import FEWEST_SAMPLES
from issuance.kiosk.evidence import Evidence
from issuance.touches import MOST_SAMPLES, body_of, settled_on_five
from stampcodec.commands.contactstamps import stamps_of
from stampcodec.touch.numbers import PX_PER_MM
from stampcodec.touchevent import Moment, Touch

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stampcodec import Family
    from stampcodec.contactevent import ContactEvent
    from stampcodec.stampevent import StampEvent
    from stampcodec.stream.framesource import ContactSource
    from stampcodec.stream.timed import TimedContacts

# Of a press that goes on the last ones count: half a minute of a fast screen.
MOST_MOMENTS = 4096
TOO_SHORT = (
    f"the stamp lay too short: the service takes {FEWEST_SAMPLES} samples of the same five "
    f"contacts, or {RESTS_MS:g} ms of rest"
)


class TouchWatch:
    """Follows the stamps of a stream of contacts. Memory is bounded.

    Parameters
    ----------
    source : ContactSource
        Whose scale the contacts have.
    family : Family
        ``touch5``.
    """

    def __init__(self, source: ContactSource, family: Family) -> None:
        self._stamps = stamps_of(source, family)
        scale = source.px_per_mm
        # The service expects pixels of a usual phone.
        is_usual = scale is None or PX_PER_MM[0] <= scale <= PX_PER_MM[1]
        self._factor = 1.0 if is_usual or scale is None else sum(PX_PER_MM) / 2 / scale
        self._during: deque[Moment] = deque(maxlen=MOST_MOMENTS)
        # A stamp that was told and is not presented yet.
        self._owed: StampEvent | ContactEvent | None = None

    @property
    def is_pressed(self) -> bool:
        """Whether anything touched in the last moment."""
        return bool(self._during)

    def push(self, item: TimedContacts) -> list[StampEvent | ContactEvent | Evidence]:
        """Take all contacts of a moment; return the events and the evidence that it settles."""
        now_ms = 1000.0 * item.time_s
        found = self._found(self._stamps.push(item.contacts, item.time_s), now_ms)
        touches = tuple(
            Touch(identifier, self._factor * x, self._factor * y)
            for identifier, (x, y) in sorted(item.contacts.items())
        )
        if self._owed is not None:
            lifts = not touches
            evidence = self._evidence(self._owed, now_ms, is_over=lifts)
            if evidence is not None:
                found.append(evidence)
                self._owed = None
        if not touches:
            self._during.clear()
        elif not self._during or touches != self._during[-1].touches:
            # What does not change is no sample.
            self._during.append(Moment(now_ms, touches))
        return found

    def finish(self) -> list[StampEvent | ContactEvent | Evidence]:
        """End the stream; return what that settles."""
        end_ms = self._during[-1].time_ms if self._during else 0.0
        found = self._found(self._stamps.finish(), end_ms)
        if self._owed is not None:
            evidence = self._evidence(self._owed, end_ms, is_over=True)
            found.extend([] if evidence is None else [evidence])
        self._owed = None
        self._during.clear()
        return found

    def _found(
        self, events: Sequence[StampEvent | ContactEvent], now_ms: float
    ) -> list[StampEvent | ContactEvent | Evidence]:
        found: list[StampEvent | ContactEvent | Evidence] = []
        for event in events:
            if event.kind == "lifted" and self._owed is not None:
                evidence = self._evidence(self._owed, now_ms, is_over=True)
                found.extend([] if evidence is None else [evidence])
                self._owed = None
            found.append(event)
            if event.kind == "stamped":
                self._owed = event
        return found

    def _evidence(
        self, event: StampEvent | ContactEvent, now_ms: float, *, is_over: bool
    ) -> Evidence | None:
        """Return what is presented of a stamp, None while more of it may come."""
        during = list(self._during)
        settled, held_ms = settled_on_five(during, now_ms)
        is_enough = len(settled) >= MOST_SAMPLES or held_ms >= RESTS_MS
        if not (is_enough or is_over):
            return None
        assert event.merchant_id is not None  # of "stamped"
        suffices = len(settled) >= FEWEST_SAMPLES or held_ms >= RESTS_MS
        body = None
        if settled and suffices:
            body = {"gesture": event.gesture, **body_of(during, settled, held_ms)}
        return Evidence(
            code=event.merchant_id,
            family=event.family,
            first_s=settled[0].time_ms / 1000 if settled else event.first_s,
            last_s=settled[-1].time_ms / 1000 if settled else event.last_s,
            n_frames=len(settled),
            body=body,
            problem="" if body else TOO_SHORT,
        )
