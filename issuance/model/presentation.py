"""A presentation: a stamp shown to a voucher, as the server read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from issuance.model.challenge import Purpose
    from issuance.model.voucher import Holding

PREFIX = "prs"


def never(earlier: Sequence[bytes]) -> bool:
    """Recognise nothing as a replay."""
    del earlier
    return False


@dataclass(frozen=True)
class Seen:
    """What the server made of a presentation, before it looked at any stamp.

    Attributes
    ----------
    gesture : str
        ``press``, ``swipe`` or ``frames``.
    family, code : str, int or None
        What was read; both None where nothing was.
    objection : str or None
        Why it must not count although it reads, ``jitter`` for instance. For the audit trail
        alone: nobody who presents ever learns it.
    rested : timedelta
        How long the stamp lay on the screen, as the client says. The challenge was there before.
    series : bytes
        The samples, normalised, as `replays` compares them; kept when the presentation counts.
    series_key : str
        Kept beside the series. Only series with the same pattern and one of `similar_keys` are
        looked at again, so that comparing stays cheap in a shop with years of touches.
    similar_keys : tuple of str or None
        None: any key; then only the latest series of the pattern are looked at.
    replays : function
        Whether one of some earlier series is this one.
    other : Seen or None
        The press of a two-ended stamp's other end, read as well; `objection` and `rested` are then
        those of both presses together.
    """

    gesture: str
    family: str | None = None
    code: int | None = None
    objection: str | None = None
    rested: timedelta = timedelta(0)
    series: bytes = b""
    series_key: str = ""
    similar_keys: tuple[str, ...] | None = ()
    replays: Callable[[Sequence[bytes]], bool] = never
    other: Seen | None = None

    @property
    def is_two_ended(self) -> bool:
        """Whether both ends of a stamp were shown, and read."""
        return self.other is not None

    @property
    def presses(self) -> tuple[Seen, ...]:
        """The press itself, and the other one where there is one."""
        return (self,) if self.other is None else (self, self.other)

    @property
    def pattern(self) -> str:
        """Name what was read, as presentations keep it."""
        return f"{self.family}:{self.code}"


@dataclass(frozen=True)
class Presented:
    """A presentation that counted."""

    id: str
    purpose: Purpose
    at: datetime
    stamp_id: str
    holding: Holding


@dataclass(frozen=True)
class HourOfUse:
    """How often a stamp was accepted, and met with a refusal, in one hour."""

    start: datetime
    accepted: int
    refused: int
