"""Numbers that a caller hands in: of the right type, finite and in range, or a clear error."""

from __future__ import annotations

import math
from operator import index
from typing import SupportsFloat, SupportsIndex


def number(name: str, value: SupportsFloat, most: float = math.inf) -> float:
    """Return a finite number above 0 and up to `most`.

    Raises
    ------
    TypeError
        `value` is no number; a bool is none.
    ValueError
        `value` is out of range, NaN or infinite.
    """
    if isinstance(value, (bool, str, bytes)) or not hasattr(value, "__float__"):
        raise TypeError(f"{name}: expected a number, got {type(value).__name__}")
    result = float(value)
    if not (math.isfinite(result) and 0 < result <= most):
        upper = f" and up to {most:g}" if math.isfinite(most) else ""
        raise ValueError(f"{name}: expected a finite number above 0{upper}, got {result:g}")
    return result


def whole(name: str, value: SupportsIndex, least: int, most: int) -> int:
    """Return an integer from `least` to `most`, both allowed.

    Raises
    ------
    TypeError
        `value` is no integer; a bool is none.
    ValueError
        `value` is out of range.
    """
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{name}: expected an int, got {type(value).__name__}")
    result = index(value)
    if not least <= result <= most:
        raise ValueError(f"{name}: expected {least} to {most}, got {result}")
    return result
