"""Counts of any number type as int16 frames, without loss, or the value that does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# numpy's kinds: signed and unsigned integers, floats. A bool is no count.
NUMBERS = "iuf"
FRACTION = "; if it may be rounded, pass numpy.rint(array)"


def as_frames(array: ArrayLike) -> NDArray[np.int16]:
    """Convert counts to int16, the type that readers take and frame files hold.

    No value changes: integers of any width and floats that hold whole numbers are taken, in either
    byte order and any memory layout, if they fit.

    Parameters
    ----------
    array : array_like
        Counts of one frame (rows, columns) or of several (n, rows, columns), as an array or as
        lists. The shape is kept, whatever it is.

    Returns
    -------
    int16 array of the same shape, C order
        `array` itself where it is such an array already.

    Raises
    ------
    TypeError
        `array` does not hold integers or floats.
    ValueError
        The lists are not all of one length, or a value has a fraction, is NaN, infinite or outside
        -32768 to 32767; the message names the first such value and its index.

    Examples
    --------
    >>> as_frames(np.array([[3.0, -1.0]])).dtype
    dtype('int16')
    """
    try:
        given = np.asarray(array)
    except ValueError:
        raise ValueError("frames: expected lists of one length, got different lengths") from None
    if given.dtype.kind not in NUMBERS:
        raise TypeError(f"frames: expected integers or floats, got {given.dtype}")
    with np.errstate(invalid="ignore"):
        frames = given.astype(np.int16, order="C", copy=False)
    if np.can_cast(given.dtype, np.int16):
        return frames
    lost = frames != given
    if lost.any():
        first = np.unravel_index(np.argmax(lost), given.shape)
        value = given[first]
        place = ", ".join(str(int(index)) for index in first)
        fits = -32768 <= value <= 32767
        raise ValueError(
            f"frames[{place}]: expected a whole number from -32768 to 32767, got {value}"
            + (FRACTION if fits else "")
        )
    return frames
