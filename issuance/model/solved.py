"""A puzzle that was solved: what a new device costs under attack."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Solved:
    """A puzzle that was solved.

    Attributes
    ----------
    name : str
        What tells it from all others: it is taken once.
    bits : int
    until_s : int
        It is taken no longer, seconds since 1970.
    """

    name: str
    bits: int
    until_s: int
