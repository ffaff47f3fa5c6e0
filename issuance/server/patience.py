"""How often a worker that ends is started again, and after what rest."""

from __future__ import annotations

# Who lived for so long ended for a reason of its own, not of its start.
SETTLED_S = 10.0
# The rest doubles with every start that failed; after so many of them nobody believes in the next.
FIRST_S, LONGEST_S, MOST_TRIES = 0.1, 30.0, 20


class Patience:
    """Counts the starts that failed in a row."""

    def __init__(self) -> None:
        self._failed = 0

    def rest_s(self, lived_s: float) -> float | None:
        """Return how long to rest after a worker that answered for so long; None to give up."""
        if lived_s >= SETTLED_S:
            self._failed = 0
            return 0.0
        self._failed += 1
        if self._failed > MOST_TRIES:
            return None
        return min(FIRST_S * 2.0 ** (self._failed - 1), LONGEST_S)
