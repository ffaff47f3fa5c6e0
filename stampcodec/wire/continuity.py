"""Sequence numbers: what was lost, what came twice, when a device restarted.

docs/protocol.md, clause 8.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from stampcodec.wire.packet import SEQUENCES

if TYPE_CHECKING:
    from stampcodec.wire.packet import Packet


class Arrival(Enum):
    """How a packet follows the one before.

    NEXT
        It is the first, or the next one.
    AFTER_GAP
        Packets between were lost.
    REPEATED
        It came already, or it is older than one that came: leave it aside.
    RESTARTED
        The device started anew; clock and sequence began again, and it sends nothing until asked.
    """

    NEXT = "next"
    AFTER_GAP = "after_gap"
    REPEATED = "repeated"
    RESTARTED = "restarted"


class Continuity:
    """Follows the sequence numbers of one device.

    Attributes
    ----------
    lost : int
        Packets that were sent and never came.
    repeated : int
        Packets that came again.
    restarts : int
        Starts of the device that were noticed.
    """

    def __init__(self) -> None:
        self.lost = 0
        self.repeated = 0
        self.restarts = 0
        self._last: tuple[int, int] | None = None

    def follow(self, packet: Packet) -> Arrival:
        """Take the next packet; say how it follows."""
        last, self._last = self._last, (packet.boot, packet.sequence)
        if last is None:
            return Arrival.NEXT
        boot, sequence = last
        if packet.boot != boot:
            self.restarts += 1
            self.lost += packet.sequence
            return Arrival.RESTARTED
        ahead = (packet.sequence - sequence) % SEQUENCES
        # Half the circle and more ahead is behind.
        if ahead == 0 or ahead >= SEQUENCES // 2:
            self.repeated += 1
            self._last = last
            return Arrival.REPEATED
        self.lost += ahead - 1
        return Arrival.NEXT if ahead == 1 else Arrival.AFTER_GAP
