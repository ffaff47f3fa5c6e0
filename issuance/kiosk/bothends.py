"""From the presses of one stamp's two ends to what is presented: both of them together.

::

    nothing ──press──► half ──press of the other end, in time──► one presentation
       ▲                ├──── the same end again: skipped, half as before
       └─── too late ◄──┘     skipped

The service's page does the same (issuance/page/reading/pair.js). Nothing is sent before both ends
are there, so nobody learns of one end alone whether it was right.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from issuance.defence.pair import LONGEST_APART_MS
from issuance.kiosk.evidence import Evidence
from issuance.touches import both_ends

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuance.kiosk.touchwatch import TouchWatch
    from stampcodec.contactevent import ContactEvent
    from stampcodec.stampevent import StampEvent
    from stampcodec.stream.timed import TimedContacts

    Seen = StampEvent | ContactEvent | Evidence

SAME_END = "the same end again; turn the stamp over"
NO_OTHER_END = f"the other end did not follow within {LONGEST_APART_MS / 1000:g} seconds"


class HalfShown(NamedTuple):
    """One end was pressed; the other one is waited for."""

    first: Evidence

    @property
    def line(self) -> str:
        """One line of JSON."""
        first = self.first
        told = {"kind": "half", "family": first.family, "code": first.code}
        return json.dumps({**told, "until_s": round(_end_s(first) + LONGEST_APART_MS / 1000, 6)})


class BothEnds:
    """Follows the presses of two-ended stamps.

    Parameters
    ----------
    watch : TouchWatch
        Finds single presses.
    """

    def __init__(self, watch: TouchWatch) -> None:
        self._watch = watch
        self._first: Evidence | None = None

    def push(self, item: TimedContacts) -> list[Seen | HalfShown]:
        """Take all contacts of a moment; return the events and the evidence that it settles."""
        # A press that began in time may settle after it.
        late = self._given_up(item.time_s) if item.contacts and not self._watch.is_pressed else []
        return [*self._joined(self._watch.push(item)), *late]

    def finish(self) -> list[Seen | HalfShown]:
        """End the stream; return what that settles."""
        found = self._joined(self._watch.finish())
        if self._first is not None:
            found.append(self._first._replace(body=None, problem=NO_OTHER_END))
            self._first = None
        return found

    def _given_up(self, now_s: float) -> list[Seen | HalfShown]:
        """Give up a first end for which the second comes too late."""
        first = self._first
        if first is None or 1000 * (now_s - _end_s(first)) <= LONGEST_APART_MS:
            return []
        self._first = None
        return [first._replace(body=None, problem=NO_OTHER_END)]

    def _joined(self, found: Sequence[Seen]) -> list[Seen | HalfShown]:
        joined: list[Seen | HalfShown] = []
        for each in found:
            if not isinstance(each, Evidence) or each.body is None:
                joined.append(each)
            elif self._first is None:
                self._first = each
                joined.append(HalfShown(each))
            elif each.code == self._first.code:
                joined.append(each._replace(body=None, problem=SAME_END))
            else:
                joined.append(_both(self._first, each))
                self._first = None
        return joined


def _both(first: Evidence, second: Evidence) -> Evidence:
    assert first.body is not None
    assert second.body is not None
    apart_ms = round(max(0.0, 1000 * (second.first_s - _end_s(first))), 3)
    return first._replace(
        other_code=second.code,
        last_s=second.last_s,
        n_frames=first.n_frames + second.n_frames,
        body=both_ends(first.body, second.body, apart_ms),
    )


def _end_s(first: Evidence) -> float:
    """Return when a press ends, as far as it counts: the rest that it names included."""
    held_ms: float = (first.body or {}).get("held_ms", 0.0)
    return max(first.last_s, first.first_s + held_ms / 1000)
