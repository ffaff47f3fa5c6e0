"""An event of the audit trail, and the hash that chains it to the one before.

::

    hash(n) = SHA-256( hash(n - 1) as 32 bytes || record(n) ),   hash(0) = 32 zero bytes

The record is JSON with sorted keys and no blanks, in UTF-8.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from json.encoder import encode_basestring as quoted
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
        at = moment.text(self.at)
        return record(self.seq, at, self.actor, self.kind, self.subject, self.details)

    @property
    def expected_hash(self) -> str:
        """The hash that follows from all other fields."""
        before = bytes.fromhex(self.previous)
        return hashlib.sha256(before + self.record.encode()).hexdigest()


def record(seq: int, at: str, actor: str, kind: str, subject: str, details: str) -> str:
    """Write what the hash covers as `canonical` would, in a fifth of the time.

    Raises
    ------
    TypeError
        What should be text is none.
    """
    return (
        f'{{"actor":{quoted(actor)},"at":{quoted(at)},"details":{quoted(details)},'
        f'"kind":{quoted(kind)},"seq":{seq},"subject":{quoted(subject)}}}'
    )


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
    since : int
        Events until this one were not read: a checkpoint speaks for them.
    """

    events: int
    head: str
    broken_at: int | None = None
    problem: str = ""
    since: int = 0
