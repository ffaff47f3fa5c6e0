"""What a page makes of the touch events of a press, made from a contact file instead.

docs/contacts.md, 3.4 to 3.7; the page does the same in JavaScript (issuance/page/reading/).
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from stampcodec.touchevent import moments
from stampcodec.touchpress import DOTS, presses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stampcodec.contactfile import Contacts
    from stampcodec.touchevent import Moment

MOST_SAMPLES = 30


def touches(contacts: Contacts) -> dict[str, Any] | None:
    """Make the body of a presentation of the first press in a contact file.

    Returns
    -------
    dict or None
        Without challenge and gesture; None where no press has five touches.
    """
    if contacts.events is None:
        sets = [points for points in contacts.points if len(points) == DOTS]
        return {"samples": [sets[0].tolist()]} if sets else None
    for press in presses(contacts.events):
        during = [
            moment
            for moment in moments(contacts.events)
            if press.start_ms <= moment.time_ms <= press.end_ms
        ]
        settled = _settled(during, press.end_ms)
        if settled:
            return _body(during, settled)
    return None


def _settled(during: Sequence[Moment], end_ms: float) -> Sequence[Moment]:
    """Return the moments of the longest time in which the same five touches are down."""
    who = [tuple(touch.identifier for touch in moment.touches) for moment in during]
    starts = [k for k in range(len(who)) if not k or who[k] != who[k - 1]]
    until = [*(moment.time_ms for moment in during[1:]), end_ms]
    runs = [run for run in pairwise([*starts, len(who)]) if len(who[run[0]]) == DOTS]
    if not runs:
        return []
    first, after = max(runs, key=lambda run: until[run[1] - 1] - during[run[0]].time_ms)
    return during[first:after]


def _body(during: Sequence[Moment], settled: Sequence[Moment]) -> dict[str, Any]:
    if len(settled) > MOST_SAMPLES:
        spread = np.linspace(0, len(settled) - 1, MOST_SAMPLES).astype(int)
        settled = [settled[k] for k in spread]
    began: dict[int, float] = {}
    for moment in during:
        for touch in moment.touches:
            began.setdefault(touch.identifier, moment.time_ms)
    landed = [began[touch.identifier] for touch in settled[0].touches]
    body: dict[str, Any] = {
        "samples": [[[touch.x_px, touch.y_px] for touch in each.touches] for each in settled],
        "times_ms": [each.time_ms for each in settled],
        "landing_ms": [at - min(landed) for at in landed],
    }
    radii = [[touch.radius_x_px for touch in each.touches] for each in settled]
    if np.any(radii):
        body["radii_px"] = radii
    return body
