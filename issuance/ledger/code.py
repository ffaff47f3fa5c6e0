"""A code for a new stamp, which nobody can guess from those of other stamps.

::

    codes     0 . . x . x x . . . n - 1        x taken
    few x     any code at random, another one while it is taken
    many x    the k-th that is free, k at random
"""

from __future__ import annotations

from secrets import randbelow
from typing import TYPE_CHECKING

from sqlalchemy import Connection, and_, func, select

from issuance.database.tables import stamp
from issuance.refusal import FamilyFull

if TYPE_CHECKING:
    from collections.abc import Callable


def free_code(
    connection: Connection, family: str, n_ids: int, draw: Callable[[int], int] = randbelow
) -> int:
    """Draw a code that no stamp of a family has; every free one is as likely.

    Parameters
    ----------
    connection : Connection
    family : str
    n_ids : int
        Codes of the family.
    draw : function
        Draws a number below another.

    Raises
    ------
    FamilyFull
        All codes of the family are taken.
    """
    ours = and_(stamp.c.family == family, stamp.c.code < n_ids)
    taken = connection.execute(select(func.count()).where(ours).select_from(stamp)).scalar_one()
    if taken >= n_ids:
        raise FamilyFull(f"every code of {family} has a stamp")
    if 2 * taken < n_ids:
        while True:
            code = draw(n_ids)
            named = select(stamp.c.id).where(ours, stamp.c.code == code)
            if connection.execute(named).first() is None:
                return code
    code = draw(n_ids - taken)
    for other in connection.execute(select(stamp.c.code).where(ours).order_by(stamp.c.code)):
        if other.code > code:
            break
        code += 1
    return code
