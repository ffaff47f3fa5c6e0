"""An event of the audit trail, and the hash that chains it to the one before.

::

    hash(n) = SHA-256( hash(n - 1) as 32 bytes || record(n) ),   hash(0) = 32 zero bytes

The record is JSON with sorted keys and no blanks, in UTF-8.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from issuance.model import moment

if TYPE_CHECKING:
    from datetime import datetime

GENESIS = bytes(32).hex()


@dataclass(frozen=True)
class Event:
    """Something that happened.

    Attributes
    ----------
    seq : int
        1, 2, 3 and so on, without a gap.
    actor : str
        ``device:dev_…``, ``key:key_…``, ``command`` or ``clock``.
    kind : str
        What happened, ``voucher-claimed`` for instance.
    subject : str
        The identifier of what it happened to.
    details : str
        JSON object, canonical.
    previous, hash : str
        Hexadecimal.
    """

    seq: int
    at: datetime
    actor: str
    kind: str
    subject: str
    details: str
    previous: str
    hash: str

    @property
    def record(self) -> str:
        """The canonical text that the hash covers."""
        return canonical(
            {
                "seq": self.seq,
                "at": moment.text(self.at),
                "actor": self.actor,
                "kind": self.kind,
                "subject": self.subject,
                "details": self.details,
            }
        )

    @property
    def expected_hash(self) -> str:
        """The hash that follows from all other fields."""
        before = bytes.fromhex(self.previous)
        return hashlib.sha256(before + self.record.encode()).hexdigest()


def canonical(document: dict[str, Any]) -> str:
    """Write a document in the one way that is hashed."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass(frozen=True)
class Verdict:
    """What checking the audit trail found.

    Attributes
    ----------
    events : int
        Events that hold, from the first on.
    head : str
        The hash of the last of them. Whoever notes it elsewhere can prove later that the trail
        until then is the same.
    broken_at : int or None
        Number of the first event that is not as it was written; None: all are.
    problem : str
        What is wrong with it.
    """

    events: int
    head: str
    broken_at: int | None = None
    problem: str = ""
