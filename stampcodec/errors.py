"""What can be wrong with a file, and with a reading that somebody takes for a stamp.

::

    ValueError
    ├── FileError               a file does not hold what was expected
    │   ├── StampFileError      stamp.json
    │   │   └── NewerFormatError    written by a later version of this project
    │   ├── FrameFileError      .npy and .td16
    │   ├── ContactFileError    contacts: points or touch events
    │   ├── DescriptionError    what a touch controller says of itself
    │   └── PortError           a port cannot be opened
    │       └── PortClosedError     the other end has gone
    └── NotReadError            a reading has no merchant ID, and `require` asked for it

    UserWarning
    └── UnfitWarning            a reader is made for stamps that break a limit of its panel
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from stampcodec.outcome import Outcome


class FileError(ValueError):
    """A file does not hold what was expected.

    Attributes
    ----------
    path : Path or str
    field : str
        Where in the file, ``dots[3].x_mm`` for instance; empty for the file as a whole.
    problem : str
        What was expected and what was found.
    """

    def __init__(self, path: Path | str, field: str, problem: str) -> None:
        """Build the one-line message ``path: field: problem``."""
        self.path = path
        self.field = field
        self.problem = problem
        super().__init__(": ".join(part for part in (str(path), field, problem) if part))

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the three parts, so that a worker's error reaches the process that waits."""
        return type(self), (self.path, self.field, self.problem)


class StampFileError(FileError):
    """A stamp file breaks the format of ``docs/spec.md``."""


class NewerFormatError(StampFileError):
    """A stamp file was written by a later major version of the format."""


class FrameFileError(FileError):
    """A frame file holds no int16 frames of the panel's shape."""


class ContactFileError(FileError):
    """A contact file breaks the format of ``docs/contacts.md``."""


class DescriptionError(FileError):
    """What a touch controller says of itself breaks ``docs/protocol.md``, clause 4."""


class PortError(FileError):
    """A port cannot be opened: no such port, busy, refused."""


class PortClosedError(PortError):
    """The other end of a port has closed or gone."""


class NotReadError(ValueError):
    """A reading has no merchant ID: no stamp was read.

    Attributes
    ----------
    outcome : Outcome
        How the reading ended.
    reason : str
        What this outcome means.
    """

    def __init__(self, outcome: Outcome, reason: str) -> None:
        """Build the one-line message ``no stamp was read: OUTCOME, reason``."""
        self.outcome = outcome
        self.reason = reason
        super().__init__(f"no stamp was read: {outcome.name}, {reason}")

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the two parts."""
        return type(self), (self.outcome, self.reason)


class UnfitWarning(UserWarning):
    """A reader is made for stamps that break a spacing limit of its panel.

    It reads what it can, less than the rates that docs/benchmarks.md gives. ``family.fit(panel)``
    returns the smallest size that breaks no limit, ``family.violations(panel)`` lists what breaks.
    """
