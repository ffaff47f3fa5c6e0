"""The face of a registered stamp, for those who make the rubber."""

from __future__ import annotations

from typing import TYPE_CHECKING

import stampcodec as sc
from issuance.model.stamp import End
from issuance.refusal import Invalid
from stampcodec import stampfile

if TYPE_CHECKING:
    from issuance.model.stamp import Stamp
    from stampcodec import StampFace


def face_of(stamp: Stamp, end: End = End.FIRST) -> StampFace:
    """Return the dots that an end of a stamp presses, at the nominal size of its family.

    Raises
    ------
    Invalid
        The second end of a stamp that has one.
    """
    code = stamp.code if end is End.FIRST else stamp.second_code
    if code is None:
        raise Invalid("end", "expected first: the stamp has one end")
    return sc.family(stamp.family).encode(code)


def face_text(stamp: Stamp, end: End = End.FIRST) -> str:
    """Return ``stamp.json`` of an end of a stamp."""
    return stampfile.text(stampfile.document(face_of(stamp, end)))
