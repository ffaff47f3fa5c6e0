"""What a caller hands in, numbers and settings: of the right type and size, or an error.

Arrays are in `arrayargument.py`: commands take numbers before they load numpy.
"""

from __future__ import annotations

import math
from operator import index
from typing import TYPE_CHECKING, SupportsFloat, SupportsIndex

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


def number(name: str, value: SupportsFloat, most: float = math.inf) -> float:
    """Return a finite number above 0 and up to `most`.

    Raises
    ------
    TypeError
        `value` is no number; a bool is none.
    ValueError
        `value` is out of range, NaN or infinite.
    """
    # An array of one number can be made a float, too, and is none.
    is_array = hasattr(value, "__setitem__")
    if isinstance(value, bool) or is_array or not hasattr(value, "__float__"):
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


def setting(text: str, known: Collection[str]) -> tuple[str, str]:
    """Split ``field=value``; ValueError unless the field is one that is known."""
    field, equals, value = text.partition("=")
    if not equals or field not in known:
        raise ValueError(f"expected FIELD=VALUE with one of {', '.join(known)}, got {text!r}")
    return field, value


def shown_settings(defaults: Mapping[str, object]) -> str:
    """Return ``field=value, ...`` as people type it; a field without a value stands alone."""
    return ", ".join(
        field if value in (None, "") else f"{field}={_typed(value)}"
        for field, value in defaults.items()
    )


def _typed(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)
