"""A number of things, in words: ``1 frame``, ``2 frames``."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun, singular where it is one.

    Parameters
    ----------
    number : int
    noun : str
        Singular.
    plural : str or None
        None adds an "s".

    Examples
    --------
    >>> counted(1, "press", "presses"), counted(0, "frame")
    ('1 press', '0 frames')
    """
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
