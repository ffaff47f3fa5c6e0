"""Arrays that a caller hands in: of the right type, shape and layout, or an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import numpy as np

from stampcodec.argument import whole

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Scalar = TypeVar("Scalar", bound=np.generic)


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


def _kind(dtype: type[np.generic]) -> str:
    name = np.dtype(dtype).name
    return f"an {name}" if name[0] in "aeiou" else f"a {name}"
