"""The drawing number: the stamp, and four digits that change whenever the part does."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from fabrication.export.numbers import plain

if TYPE_CHECKING:
    from fabrication.mirror import RubberFace
    from fabrication.part import Part

# 65,536 variants of one stamp: two parts that differ share a number once in as many.
DIGITS = 4


def drawing_number(rubber: RubberFace, part: Part) -> str:
    """Return ``lattice8-4711-3F2A``; the same part has the same number."""
    places = [[plain(value) for value in dot] for dot in rubber.dots.tolist()]
    return f"{rubber.label}-{digits(places, asdict(part))}"


def digits(*described: object) -> str:
    """Return hexadecimal digits of whatever describes a part, in JSON's types."""
    text = json.dumps(described, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS].upper()
