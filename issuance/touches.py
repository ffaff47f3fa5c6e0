"""What a page makes of the touch events of a press, made from a contact file instead.

docs/contacts.md, 3.4 to 3.7; the page does the same in JavaScript (issuance/page/reading/).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from issuance.defence.plausibility import RESTS_MS
from issuance.defence.series import FEWEST_SAMPLES
from stampcodec.touch.numbers import N_DOTS, PX_PER_MM
from stampcodec.touchevent import moments
from stampcodec.touchpress import find_presses, settled_moments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stampcodec.contactfile import Contacts
    from stampcodec.touchevent import Moment, TouchEvent

MOST_SAMPLES = 30
# As long as a hand takes to turn a stamp over; files of two presses have no clock in common.
TURN_MS = 2000.0


def touches(contacts: Contacts) -> dict[str, Any] | None:
    """Make the body of a presentation of the first press in a contact file.

    Returns
    -------
    dict or None
        Without challenge and gesture; None where no press has five touches, or nothing says when
        they were there.
    """
    events = _as_a_phone(contacts)
    for press in find_presses(events):
        during = [
            moment for moment in moments(events) if press.start_ms <= moment.time_ms <= press.end_ms
        ]
        settled, held_ms = settled_on_five(during, press.end_ms)
        if settled:
            return body_of(during, settled, held_ms)
    return None


def both_ends(
    first: dict[str, Any], second: dict[str, Any], apart_ms: float = TURN_MS
) -> dict[str, Any]:
    """Make the body of a presentation of both ends of a stamp, from that of each in order.

    Parameters
    ----------
    first, second : dict
        Without challenges.
    apart_ms : float
        From the end of the first press, as far as it counts, to the second.
    """
    return {"ends": [first, second], "apart_ms": apart_ms}


def rested_ms(body: dict[str, Any]) -> float:
    """Return how old a challenge must be for a body: as old as the rests that it names."""
    presses = body.get("ends", [body])
    rests = [float(press.get("held_ms", 0.0)) for press in presses]
    # What lies between two presses comes after a rest of the first one.
    return sum(rests) + (body.get("apart_ms", 0.0) if rests[0] else 0.0)


def _as_a_phone(contacts: Contacts) -> Sequence[TouchEvent]:
    """Return the events as a page of a usual phone gets them, where their scale is another one."""
    events, scale = contacts.events or (), contacts.px_per_mm
    if scale is None or PX_PER_MM[0] <= scale <= PX_PER_MM[1]:
        return events
    return [event.scaled(sum(PX_PER_MM) / 2 / scale) for event in events]


def settled_on_five(during: Sequence[Moment], end_ms: float) -> tuple[Sequence[Moment], float]:
    """Return what `settled_moments` does, nothing where there never are five touches."""
    settled, held_ms = settled_moments(during, end_ms) if during else ((), 0.0)
    return (settled, held_ms) if settled and len(settled[0].touches) == N_DOTS else ((), 0.0)


def body_of(during: Sequence[Moment], settled: Sequence[Moment], held_ms: float) -> dict[str, Any]:
    """Make the body of a presentation, without challenge and gesture.

    Parameters
    ----------
    during : sequence of Moment
        The press, from its first touch on.
    settled : sequence of Moment
        What of it counts, with five touches each, the same ones.
    held_ms : float
        How long these were down.
    """
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
    if len(settled) < FEWEST_SAMPLES:
        # No longer than is asked for: the challenge must be as old.
        lasted_ms = settled[-1].time_ms - settled[0].time_ms
        body["held_ms"] = max(lasted_ms, min(held_ms, RESTS_MS))
    radii = [[touch.radius_x_px for touch in each.touches] for each in settled]
    if np.any(radii):
        body["radii_px"] = radii
    return body
