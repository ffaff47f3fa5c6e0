"""What a source could not give, as a value."""

from __future__ import annotations

from typing import NamedTuple


class Losses(NamedTuple):
    """What was lost on the way from the panel; all numbers count from the opening of the source.

    A source that has no such loss leaves a number at 0.
    """

    packets_lost: int = 0
    """Packets that were sent and never came."""
    packets_repeated: int = 0
    """Packets that came again or late, and were left aside."""
    packets_damaged: int = 0
    """Runs of bytes that are no packet that can be used."""
    bytes_damaged: int = 0
    """The bytes of those."""
    frames_dropped: int = 0
    """Frames, or reports of contacts, that the device made and did not send."""
    frames_refused: int = 0
    """Frames, or reports of contacts, of another size than the panel's, or with a time that does
    not ascend."""
    restarts: int = 0
    """Starts of the device that were noticed."""
    reconnections: int = 0
    """Times that the port was opened again, or that a silent device answered again."""

    def __str__(self) -> str:
        """Return what is not zero, "3 packets lost, 1 restarts"; "none" where nothing is."""
        shown = [
            f"{count} {name.replace('_', ' ')}" for name, count in self._asdict().items() if count
        ]
        return ", ".join(shown) or "none"
