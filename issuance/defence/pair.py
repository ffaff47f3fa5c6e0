"""Two presses of a two-ended stamp as one presentation: read together, or not read at all.

::

    first press ──── ten seconds at most ──── second press ──► one pair of codes
       not read, or the second not ──────────────────────────► nothing was read
       a press with an objection, or too long between them ──► read, with an objection

So nobody learns of one end alone whether it was right: there is no answer between the presses, and
what comes of a pair does not depend on which of the two was wrong.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from issuance.model.presentation import Seen

# The time to turn a stamp over, as the page counts it down.
LONGEST_APART_MS = 10_000.0


def pair(first: Seen, second: Seen, apart_ms: float) -> Seen:
    """Join two presses.

    Parameters
    ----------
    first, second : Seen
        In the order of time.
    apart_ms : float
        Time between them, as the client says.
    """
    if first.family is None or second.family is None:
        return Seen(first.gesture)
    late = "apart" if apart_ms > LONGEST_APART_MS else None
    return replace(
        first,
        objection=first.objection or second.objection or late,
        rested=_rested(first, second, apart_ms),
        other=second,
    )


def _rested(first: Seen, second: Seen, apart_ms: float) -> timedelta:
    """Return the time from the first rest that a client names to the end of the second press.

    A press that tells enough samples names none, and may have begun before its challenge was there.
    """
    if not first.rested:
        return second.rested
    return first.rested + timedelta(milliseconds=apart_ms) + second.rested
