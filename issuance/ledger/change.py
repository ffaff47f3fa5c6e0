"""A change: one transaction under way, and the events that it will leave behind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from issuance.ledger.question import Question
from issuance.model.identifier import identifier

if TYPE_CHECKING:
    from issuance.model.caller import Caller
    from issuance.settings import Settings


@dataclass(frozen=True)
class Note:
    """What an event will say."""

    kind: str
    subject: str
    details: dict[str, Any]


@dataclass(frozen=True)
class Change(Question):
    """What every change works with: `now` is the one moment at which all of it happens.

    Attributes
    ----------
    who : Caller
        Who asks for it.
    settings : Settings
    notes : list of Note
        Become events of the audit trail when the transaction ends well.
    """

    who: Caller
    settings: Settings
    notes: list[Note] = field(default_factory=list)

    def new(self, prefix: str) -> str:
        """Make an identifier."""
        return identifier(prefix, self.now)

    def note(self, kind: str, subject: str, **details: Any) -> None:
        """Leave an event behind."""
        self.notes.append(Note(kind, subject, details))


class Again(Exception):  # noqa: N818 - nothing went wrong
    """Another transaction was faster; this one is rolled back and run again."""
