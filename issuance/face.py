"""The face of a registered stamp, for those who make the rubber."""

from __future__ import annotations

from typing import TYPE_CHECKING

import stampcodec as sc
from stampcodec import stampfile

if TYPE_CHECKING:
    from issuance.model.stamp import Stamp
    from stampcodec import StampFace


def face_of(stamp: Stamp) -> StampFace:
    """Return the dots that a stamp presses, at the nominal size of its family."""
    return sc.family(stamp.family).encode(stamp.code)


def face_text(stamp: Stamp) -> str:
    """Return ``stamp.json`` of a stamp."""
    return stampfile.text(stampfile.document(face_of(stamp)))
