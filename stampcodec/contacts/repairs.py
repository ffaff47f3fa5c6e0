"""What was put right while a file was read, told in one line."""

from __future__ import annotations

from collections import Counter


class Repairs:
    """Counts what was put right.

    >>> repairs = Repairs()
    >>> repairs.note("a touch without an identifier was left out", 3)
    >>> repairs.told()
    ('a touch without an identifier was left out (3 times)',)
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def note(self, what: str, times: int = 1) -> None:
        """Add one repair, or several of a kind; none where `times` is 0."""
        if times:
            self._counts[what] += times

    def told(self) -> tuple[str, ...]:
        """Return one phrase for each kind, in the order of their first."""
        return tuple(
            what if times == 1 else f"{what} ({times} times)"
            for what, times in self._counts.items()
        )
