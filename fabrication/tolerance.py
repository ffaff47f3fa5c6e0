"""Tolerances of moulded rubber: the table of ISO 3302-1."""

from __future__ import annotations

import sys
from bisect import bisect_left
from functools import cache
from importlib import resources
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CLASSES = ("M1", "M2", "M3", "M4")


def tolerance_mm(nominal_mm: float, grade: str, *, closure: bool = False) -> float:
    """Look up the tolerance (plus or minus, mm) of a dimension.

    Parameters
    ----------
    nominal_mm : float
        Above 0.
    grade : str
        ``"M1"`` to ``"M4"``.
    closure : bool
        The dimension runs across the parting line of the mould, as heights and thicknesses do.

    Raises
    ------
    ValueError
        No such class, or `nominal_mm` is not above 0.
    """
    if grade not in CLASSES:
        raise ValueError(f"tolerance: expected one of {', '.join(CLASSES)}, got {grade!r}")
    if not nominal_mm > 0:
        raise ValueError(f"nominal_mm: expected above 0, got {nominal_mm:g}")
    table, kind = _table(), "closure" if closure else "fixed"
    # Whole nanometres, so that 6 * 0.7 is 4.2 and not a step of the table further.
    step = bisect_left(table["up_to_mm"], round(nominal_mm, 6))
    if step == len(table["up_to_mm"]):
        return float(table[f"percent_{kind}"][grade]) / 100 * nominal_mm
    return float(table[kind][grade][step])


def steps_mm() -> list[float]:
    """Return the upper ends of the rows of the table."""
    return list(_table()["up_to_mm"])


@cache
def _table() -> dict[str, Any]:
    text = resources.files("fabrication").joinpath("iso3302.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
