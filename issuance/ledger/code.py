"""A code for a new stamp, or for one of its ends, which nobody can guess from those of others.

::

    own    codes of the merchant's stamps: never again, since copies of a revoked one exist
    near   codes of the stamps of other merchants in the area that count or may count again: kept
           apart while a quarter of the family is left, so that a press of the stamp of the shop
           next door is refused

Every other code is as likely.
"""

from __future__ import annotations

from secrets import randbelow
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, bindparam, select, union_all

from issuance.database.tables import merchant, stamp
from issuance.model.stamp import StampStatus
from issuance.refusal import FamilyFull

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from issuance.model.merchant import Merchant

LEAST_LEFT = 1 / 4


def _ends(*which: ColumnElement[bool]) -> Any:
    """Select the codes of both ends of some stamps of a family."""
    ours = (stamp.c.family == bindparam("family"), *which)
    columns = (stamp.c.code, stamp.c.second_code)
    return union_all(*(select(code).where(*ours, code.is_not(None)) for code in columns))


IS_OWN = stamp.c.merchant_id == bindparam("merchant")
OWN = _ends(IS_OWN)
IS_NEAR = stamp.c.merchant_id.in_(select(merchant.c.id).where(merchant.c.area == bindparam("area")))
NEAR = _ends(~IS_OWN, IS_NEAR, stamp.c.status != StampStatus.REVOKED.value)


def free_code(
    connection: Connection,
    owner: Merchant,
    family: str,
    n_ids: int,
    draw: Callable[[int], int] = randbelow,
    beside: Collection[int] = (),
) -> int:
    """Draw a code that no stamp of a merchant has, and none near it if there is room.

    Parameters
    ----------
    connection : Connection
    owner : Merchant
    family : str
    n_ids : int
        Codes of the family.
    draw : function
        Draws a number below another.
    beside : collection of int
        Codes that the stamp has already, and that are not kept yet.

    Raises
    ------
    FamilyFull
        The merchant has all codes of the family.
    """
    own = own_codes(connection, owner, family) | set(beside)
    if len(own) >= n_ids:
        raise FamilyFull(f"the merchant has every code of {family}")
    named = {"merchant": owner.id, "area": owner.area, "family": family}
    taken = own.union(connection.execute(NEAR, named).scalars())
    if n_ids - len(taken) < LEAST_LEFT * n_ids:
        taken = own
    while True:
        code = draw(n_ids)
        if code not in taken:
            return code


def own_codes(connection: Connection, owner: Merchant, family: str) -> set[int]:
    """Return the codes that stamps of a merchant have, at either end."""
    named = {"merchant": owner.id, "family": family}
    return set(connection.execute(OWN, named).scalars())
