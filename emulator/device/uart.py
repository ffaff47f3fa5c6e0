"""The UART: bytes leave one after the other, each in its time."""

from __future__ import annotations

from math import floor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emulator.device.outbox import Outbox

# A start bit, eight of data, a stop bit.
BITS_PER_BYTE = 10
# A byte counts as sent this much of its time before its end: sums of floats are not exact.
SLACK = 1e-6


class Uart:
    """Sends an outbox at a baud rate, in virtual time.

    Parameters
    ----------
    outbox : Outbox
    baud : int
    """

    def __init__(self, outbox: Outbox, baud: int) -> None:
        self._outbox = outbox
        self._byte_s = BITS_PER_BYTE / baud
        self._free_s = 0.0

    def put(self, data: bytes, now_s: float, kind: str = "") -> bool:
        """Queue a packet at a moment; return whether it was taken."""
        if not len(self._outbox):
            self._free_s = max(self._free_s, now_s)
        return self._outbox.put(data, kind)

    def sent(self, now_s: float, room: int | None) -> bytes:
        """Return what has left since the last call.

        Parameters
        ----------
        now_s : float
        room : int or None
            So many bytes are taken and no more, as by flow control: then the line waits, and
            what it could have sent meanwhile is not made up for.
        """
        due = max(0, floor((now_s - self._free_s) / self._byte_s + SLACK))
        data = self._outbox.take(due if room is None else min(due, room))
        self._free_s += len(data) * self._byte_s
        if len(self._outbox) and len(data) < due:
            self._free_s = now_s
        return data

    @property
    def idle_at_s(self) -> float:
        """When the last byte that is queued will have left, if nothing holds it up."""
        return self._free_s + len(self._outbox) * self._byte_s
