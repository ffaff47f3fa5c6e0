"""A code for a new stamp, which nobody can guess from those of other stamps.

::

    codes     0 . . x . x x . . . n - 1        x taken
    few x     any code at random, another one while it is taken
    many x    the k-th that is free, k at random
"""

from __future__ import annotations

from secrets import randbelow
from typing import TYPE_CHECKING

from sqlalchemy import Connection, bindparam, func, or_, select, union_all

from issuance.database.tables import stamp
from issuance.refusal import FamilyFull

if TYPE_CHECKING:
    from collections.abc import Callable

OF_THE_FAMILY = stamp.c.family == bindparam("family")
# Every end of every stamp of a family.
ENDS = union_all(
    *(
        select(column.label("code")).where(OF_THE_FAMILY, column < bindparam("n_ids"))
        for column in (stamp.c.code, stamp.c.second_code)
    )
).subquery()
COUNTED = select(func.count()).select_from(ENDS)
IN_ORDER = select(ENDS.c.code).order_by(ENDS.c.code)
NAMED = (
    select(stamp.c.id)
    .where(
        OF_THE_FAMILY,
        or_(stamp.c.code == bindparam("code"), stamp.c.second_code == bindparam("code")),
    )
    .limit(1)
)


def free_code(
    connection: Connection,
    family: str,
    n_ids: int,
    draw: Callable[[int], int] = randbelow,
    beside: int = 0,
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
    beside : int
        Codes that a two-ended stamp has already and that are not kept yet: so many more must be
        free.

    Raises
    ------
    FamilyFull
        All codes of the family are taken.
    """
    taken = connection.execute(COUNTED, {"family": family, "n_ids": n_ids}).scalar_one()
    if taken + beside >= n_ids:
        raise FamilyFull(f"every code of {family} has a stamp")
    if 2 * taken < n_ids:
        while True:
            code = draw(n_ids)
            if not is_taken(connection, family, code):
                return code
    code = draw(n_ids - taken)
    for other in connection.execute(IN_ORDER, {"family": family, "n_ids": n_ids}):
        if other.code > code:
            break
        code += 1
    return code


def is_taken(connection: Connection, family: str, code: int) -> bool:
    """Say whether a stamp has a code, at either end."""
    return connection.execute(NAMED, {"family": family, "code": code}).first() is not None
