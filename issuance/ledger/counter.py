"""The counter of a kiosk's key: a copy of the key cannot present unnoticed.

::

    kiosk ─ 41 ─► above 40: a challenge is given, 41 is kept
    copy ── 42 ─► above 41: given as well, nobody can tell
    kiosk ─ 42 ─► not above 42: refused, and an alarm: somebody else has the key

Once a key has counted it must count, so a copy that does not is refused at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from issuance.database.tables import api_key
from issuance.ledger import alarms
from issuance.refusal import CounterBehind

if TYPE_CHECKING:
    from issuance.ledger.change import Change

COPIED = "kiosk-copied"
ADVANCE = (
    update(api_key)
    .where(api_key.c.id == bindparam("name"), api_key.c.counter < bindparam("to"))
    .values(counter=bindparam("to"))
)
LAST = select(api_key.c.counter).where(api_key.c.id == bindparam("name"))


def advance(change: Change, merchant_id: str, given: int | None) -> CounterBehind | None:
    """Expect a number above all that the calling key has given before, and keep it.

    Parameters
    ----------
    merchant_id : str
        Whose alarm it is.
    given : int or None
        None: the caller does not count, which a key may do until it first counts.

    Returns
    -------
    CounterBehind or None
        A number that is not above the last one; an alarm has been raised.
    """
    name = change.who.actor.removeprefix("key:")
    if given is not None and _is_above(change, name, given):
        return None
    last = change.connection.execute(LAST, {"name": name}).scalar_one_or_none() or 0
    if given is None and not last:
        return None
    details = {"key": name, "last": last, "given": given or 0}
    alarms.raise_about_merchant(change, merchant_id, COPIED, details)
    return CounterBehind()


def _is_above(change: Change, name: str, given: int) -> bool:
    return change.connection.execute(ADVANCE, {"name": name, "to": given}).rowcount == 1
