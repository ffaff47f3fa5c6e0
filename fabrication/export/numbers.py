"""Numbers as files write them: the shortest text of a tenth of a micrometre, never ``-0``."""

from __future__ import annotations

DECIMALS = 4


def plain(value_mm: float) -> str:
    """Return ``12.5`` for 12.5, ``0`` for -0.00001."""
    text = f"{value_mm:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
