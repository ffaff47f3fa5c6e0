"""Families, merchants and their faces."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from stampcodec._family import Family, family
from stampcodec._family import families as built_in
from stampcodec.design import DESIGNS, LATTICES
from stampcodec.face import StampFace

# Of a face that any stamp.json may hold, mm.
MOST_OUTLINE_MM, MOST_PITCH_MM, MOST_DOT_MM, MOST_DOTS = 1000.0, 100.0, 1.0, 70


def families(*, lattice: bool | None = None) -> st.SearchStrategy[Family]:
    """Draw a built-in family at its own size.

    Parameters
    ----------
    lattice : bool, optional
        Only families that are read from frames (True), or only those that are read from contacts
        (False).

    Returns
    -------
    strategy of Family
        Shrinks to ``lattice7``, or ``touch5``.
    """
    return st.sampled_from(
        [each for name, each in built_in().items() if lattice in (None, name in LATTICES)]
    )


def merchant_ids(family: Family) -> st.SearchStrategy[int]:
    """Draw a merchant of a family.

    Returns
    -------
    strategy of int
        Shrinks to merchant 0.
    """
    return st.integers(0, family.n_ids - 1)


def faces(family: Family | None = None) -> st.SearchStrategy[StampFace]:
    """Draw the face of any merchant, or any face at all.

    Parameters
    ----------
    family : Family, optional
        Its merchants' faces are drawn. Without it, any face that ``stamp.json`` may hold, however
        odd its size, dots and roles.

    Returns
    -------
    strategy of StampFace
        Shrinks to merchant 0, or to a face of one dot.
    """
    return _any_face() if family is None else merchant_ids(family).map(family.encode)


@st.composite
def _any_face(draw: st.DrawFn) -> StampFace:
    of = family(draw(st.sampled_from(list(DESIGNS))))
    outline_mm = draw(st.floats(1.0, MOST_OUTLINE_MM))
    place = st.floats(-outline_mm / 2, outline_mm / 2)
    places = st.lists(st.tuples(place, place), min_size=1, max_size=MOST_DOTS, unique=True)
    dots = [(x, y, draw(st.floats(0.001, MOST_DOT_MM))) for x, y in draw(places)]
    return StampFace(
        family=of.name,
        pitch_mm=draw(st.floats(0.001, MOST_PITCH_MM)) if of.name in LATTICES else None,
        merchant_id=draw(merchant_ids(of)),
        outline_mm=outline_mm,
        dots=np.array(dots),
        roles=tuple(draw(st.sampled_from(["data", "anchor"])) for _ in dots),
    )
