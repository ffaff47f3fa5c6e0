"""What a caller hands in, numbers, arrays, settings: of the right type and size, or an error."""

from __future__ import annotations

import math
from operator import index
from typing import TYPE_CHECKING, SupportsFloat, SupportsIndex, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import ArrayLike, NDArray

Scalar = TypeVar("Scalar", bound=np.generic)


def number(name: str, value: SupportsFloat, most: float = math.inf) -> float:
    """Return a finite number above 0 and up to `most`.

    Raises
    ------
    TypeError
        `value` is no number; a bool is none.
    ValueError
        `value` is out of range, NaN or infinite.
    """
    if isinstance(value, (bool, str, bytes, np.ndarray)) or not hasattr(value, "__float__"):
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


def array(
    name: str,
    given: NDArray[Scalar],
    dtype: type[Scalar],
    shape: tuple[int, ...],
    converter: str = "",
) -> NDArray[Scalar]:
    """Return an array laid out for the kernels.

    Parameters
    ----------
    name : str
    given : array
    dtype : type
    shape : tuple of int
        -1 is any number.
    converter : str
        Name of the public function that makes such an array of other numbers, for the message.

    Raises
    ------
    TypeError
        `given` is no array, or one of another dtype.
    ValueError
        `given` has another shape.
    """
    advice = f"; {converter} converts numbers that fit" if converter else ""
    if not isinstance(given, np.ndarray):
        raise TypeError(
            f"{name}: expected {_kind(dtype)} array, got {type(given).__name__}{advice}"
        )
    if given.dtype != dtype:
        raise TypeError(f"{name}: expected dtype {np.dtype(dtype).name}, got {given.dtype}{advice}")
    fits = len(given.shape) == len(shape) and all(
        want in (-1, got) for want, got in zip(shape, given.shape, strict=True)
    )
    if not fits:
        wanted = " x ".join("n" if want < 0 else str(want) for want in shape)
        raise ValueError(f"{name}: expected shape {wanted}, got {given.shape}")
    return np.require(given, requirements=["C", "ALIGNED", "ENSUREARRAY"])


def numbers(name: str, given: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return real numbers of any type, an array or lists, as float64 laid out for the kernels.

    Parameters
    ----------
    name : str
    given : array_like
        Integers or floats. An empty list is no rows of the shape.
    shape : tuple of int
        -1 is any number.

    Raises
    ------
    TypeError
        `given` holds something else than integers and floats; a bool is neither.
    ValueError
        `given` has another shape, or its lists are not of one length.
    """
    try:
        found = np.asarray(given)
    except ValueError:
        raise ValueError(f"{name}: expected lists of one length, got different lengths") from None
    if found.dtype.kind not in "iuf":
        what = found.dtype if isinstance(given, (np.ndarray, list, tuple)) else type(given).__name__
        raise TypeError(f"{name}: expected real numbers, got {what}")
    if not found.size and found.ndim == 1 and not isinstance(given, np.ndarray):
        found = np.empty((0, *shape[1:]))
    return array(name, found.astype(np.float64, copy=False), np.float64, shape)


def whole_numbers(
    name: str, given: ArrayLike, dtype: type[Scalar], least: int, most: int
) -> NDArray[Scalar]:
    """Return integers of any type, an array or a list, laid out for the kernels.

    Parameters
    ----------
    name : str
    given : array_like of int, (n,)
    dtype : type
        Of what is returned; it holds every number in range.
    least, most : int
        Both allowed.

    Raises
    ------
    TypeError
        `given` holds something else than integers; a bool is none.
    ValueError
        `given` has another shape, or a number is out of range; the message names the first.
    """
    try:
        found = np.asarray(given)
    except ValueError:
        raise ValueError(f"{name}: expected shape (n,), got lists of different lengths") from None
    if found.ndim == 0 and not isinstance(given, np.ndarray):
        raise TypeError(f"{name}: expected an array or a list, got {type(given).__name__}")
    if found.ndim != 1:
        raise ValueError(f"{name}: expected shape (n,), got {found.shape}")
    if found.dtype.kind not in "iu":
        if isinstance(given, np.ndarray):
            raise TypeError(f"{name}: expected integers, got dtype {found.dtype}")
        # numpy has no type for these: one of them is no integer, or a large one stands in the list
        checked = [whole(f"{name}[{k}]", each, least, most) for k, each in enumerate(given)]  # type: ignore[arg-type]
        return np.array(checked, dtype)
    beyond = (found < least) | (found > most)
    if beyond.any():
        at = int(beyond.argmax())
        raise ValueError(f"{name}[{at}]: expected {least} to {most}, got {found[at]}")
    return np.require(found, dtype, ["C", "ALIGNED", "ENSUREARRAY"])


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


def _kind(dtype: type[np.generic]) -> str:
    name = np.dtype(dtype).name
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"
