"""Whether a stamp is used as it always was. A copy of it shows in its use before anywhere else.

Three things raise an alarm, each at most once an hour and stamp:

``rate``
    More touches in the last day or hour than its own history explains: a Poisson tail. History is
    thin at first, so a rate is never taken to be lower than what a shop may have on its first day.
``hours``
    Touches at an hour of the week at which there were none in weeks.
``refused``
    Most of the touches of a day are refused: somebody replays or imitates it.
``inactive``
    It is lost or revoked, and somebody has it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from issuance.model.stamp import StampStatus

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from issuance.model.presentation import HourOfUse

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# History that a stamp is compared with.
HISTORY = 28 * DAY
# Chance that an ordinary hour looks so: once in a hundred years of one stamp.
RARE = 1e-6
# Expected touches, at least, of a stamp without a history.
LEAST_A_DAY, LEAST_AN_HOUR = 50.0, 15.0
# A shop's busiest hour has so many times its mean one; its busiest day, of its mean day.
PEAK_HOUR, PEAK_DAY = 6.0, 2.5
# Weeks and touches of history before an unusual hour means anything, and touches in that hour.
LEAST_WEEKS, LEAST_TOUCHES, LEAST_UNUSUAL = 3, 100, 5
# Three hours of the day with less than this share of all touches: the shop is closed then.
LEAST_SHARE = 1 / 300
# Refused touches of a day, at least, and their share.
LEAST_REFUSED, REFUSED_SHARE = 20, 0.5


@dataclass(frozen=True)
class Unusual:
    """What is unusual; `details` are for people who look into it."""

    kind: str
    details: dict[str, Any]


def unusual_use(
    hours: Sequence[HourOfUse], now: datetime, status: StampStatus = StampStatus.ACTIVE
) -> list[Unusual]:
    """Look at the use of a stamp.

    Parameters
    ----------
    hours : sequence of HourOfUse
        Of the last `HISTORY`, in order; hours without use may be missing.
    now : datetime
    status : StampStatus
    """
    if status is not StampStatus.ACTIVE:
        used = sum(each.refused for each in hours if each.start >= now - DAY)
        return [Unusual("inactive", {"status": status.value, "refused": used})] if used else []
    found = [_rate(hours, now), _unusual_hour(hours, now), _refused(hours, now)]
    return [each for each in found if each is not None]


def _rate(hours: Sequence[HourOfUse], now: datetime) -> Unusual | None:
    for span, least, peak in ((HOUR, LEAST_AN_HOUR, PEAK_HOUR), (DAY, LEAST_A_DAY, PEAK_DAY)):
        begin = _hour(now) - span + HOUR
        recent = sum(each.accepted for each in hours if each.start >= begin)
        before = [each for each in hours if each.start < begin]
        if not before:
            usual = least
        else:
            spans = max((begin - before[0].start) / span, 1.0)
            usual = max(least, peak * sum(each.accepted for each in before) / spans)
        if poisson_tail(recent, usual) < RARE:
            told = {"accepted": recent, "usual": round(usual, 1), "hours": span // HOUR}
            return Unusual("rate", told)
    return None


def _unusual_hour(hours: Sequence[HourOfUse], now: datetime) -> Unusual | None:
    this = _hour(now)
    before = [each for each in hours if each.start < this]
    touches = sum(each.accepted for each in before)
    if not before or touches < LEAST_TOUCHES or this - before[0].start < LEAST_WEEKS * 7 * DAY:
        return None
    recent = sum(each.accepted for each in hours if each.start == this)
    # The hours beside it count as well: clocks change, and shops open a little earlier.
    near = {(this + step * HOUR).hour for step in (-1, 0, 1)}
    known = sum(each.accepted for each in before if each.start.hour in near)
    share = known / touches
    if recent < LEAST_UNUSUAL or share > LEAST_SHARE:
        return None
    return Unusual("hours", {"accepted": recent, "hour_utc": this.hour, "share": round(share, 4)})


def _refused(hours: Sequence[HourOfUse], now: datetime) -> Unusual | None:
    day = [each for each in hours if each.start >= now - DAY]
    refused, accepted = sum(each.refused for each in day), sum(each.accepted for each in day)
    if refused < LEAST_REFUSED or refused < REFUSED_SHARE * (refused + accepted):
        return None
    return Unusual("refused", {"refused": refused, "accepted": accepted})


def poisson_tail(count: int, mean: float) -> float:
    """Compute the probability of `count` or more events where `mean` are expected."""
    if count <= mean:
        return 1.0
    term = math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
    total, k = 0.0, count
    while term > total * 1e-12:
        total += term
        k += 1
        term *= mean / k
    return min(total, 1.0)


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
