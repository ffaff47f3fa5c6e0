"""Some events that follow each other, checked one after the other."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from issuance.model import moment
from issuance.model.event import record
from issuance.trail.order import Order
from issuance.trail.told import AFTER, told

if TYPE_CHECKING:
    from collections.abc import Iterable

    # Number, date in microseconds since 1970, actor, kind, subject, details, previous, hash. All
    # but the number may be anything.
    Row = tuple[Any, ...]

UNREADABLE = "changed, it holds what no event is written with"
UNLINKED = "does not follow from the event before it"
CHANGED = "changed, its hash is that of another record"


@dataclass
class Run:
    """What a check found.

    Attributes
    ----------
    count : int
        Events that hold.
    previous : str or None
        The hash that the first event names before it; None where there is no first event, or it
        names none. Whether that event exists, this run does not know.
    hash : str
        Of the last event that holds.
    before_last : str
        The hash that the last event that holds names before it.
    problem : str
        What is wrong with the event after these; empty where nothing is, or there is none.
    order : Order
    states : dict
        The last state that is told of each voucher.
    """

    count: int = 0
    previous: str | None = None
    hash: str = ""
    before_last: str = ""
    problem: str = ""
    order: Order = field(default_factory=Order)
    states: dict[str, str] = field(default_factory=dict)


def check(rows: Iterable[Row], first: int, latest: int | None = None) -> Run:
    """Check that events follow each other, as far as they do.

    Parameters
    ----------
    rows : iterable of Row
        In the order of their numbers.
    first : int
        The number that the first of them should have.
    latest : int or None
        The latest date before, where it is known.
    """
    run = Run(order=Order(latest))
    follow, states, text = run.order.follow, run.states, moment.text_of
    expected, last = first, b""
    for seq, at, actor, kind, subject, details, previous, digest in rows:
        if seq != expected:
            run.problem = f"missing, the next event is {seq}"
            break
        try:
            if expected == first:
                last, run.previous = bytes.fromhex(previous), previous
            elif previous != run.hash:
                run.problem = UNLINKED
                break
            said = record(seq, text(at), actor, kind, subject, details)
            found = sha256(last + said.encode())
        except (TypeError, ValueError, OverflowError):
            run.problem = UNREADABLE
            break
        if digest != found.hexdigest():
            run.problem = CHANGED
            break
        follow(seq, at, kind)
        if kind in AFTER:
            states[subject] = told(kind, details) or ""
        last, run.before_last, run.hash = found.digest(), previous, digest
        expected += 1
    run.count = expected - first
    return run
