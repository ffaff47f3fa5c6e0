"""How a reading ended."""

from __future__ import annotations

from enum import IntEnum


class Outcome(IntEnum):
    """How a reading ended. Not finding a stamp is an outcome, not an error.

    The values are the statuses of the kernel (``_core/frame/read.pxd``).
    """

    EMPTY = 0
    """Nothing touches the panel."""
    UNREADABLE = 1
    """Something does, but no stamp that could be read for certain."""
    READ = 2
    """A stamp; the reading carries its merchant ID."""
    MIRRORED = 3
    """A lattice face made the wrong way round; it carries no ID."""

    def __str__(self) -> str:
        """Return the name, ``READ`` for instance."""
        return self.name

    @property
    def meaning(self) -> str:
        """What the outcome says, in words."""
        return MEANINGS[self]


MEANINGS = {
    Outcome.EMPTY: "nothing touches the panel",
    Outcome.UNREADABLE: "something touches the panel, but no stamp that could be read for certain",
    Outcome.READ: "a stamp was read",
    Outcome.MIRRORED: "a lattice face made the wrong way round, which carries no ID",
}
