"""From the bytes of a device to frames or contacts with times, and what was lost between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, cast

from stampcodec import wire
from stampcodec.errors import PortError
from stampcodec.stream.framesource import Item
from stampcodec.stream.losses import Losses
from stampcodec.stream.timed import TimedContacts, TimedFrame
from stampcodec.stream.timeline import Timeline
from stampcodec.wire import Arrival

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stampcodec._panel import Panel

SCANS = 1 << 32


class Reception(Generic[Item]):
    """Follows one device: its packets, its description, its time.

    Parameters
    ----------
    name : str
        Of the port or file, for messages.
    wanted : type
        `TimedFrame` or `TimedContacts`.
    panel : Panel or None
        The panel that is expected; a device with another number of nodes is refused.

    Attributes
    ----------
    panel : Panel or None
        The one that is expected, else the device's; None until that is known.
    description : Description or None
        What the device said of itself.
    decoder : PacketDecoder
        Its tally says what became of every byte.
    """

    def __init__(self, name: str, wanted: type[Item], panel: Panel | None) -> None:
        self.name = name
        self.panel = panel
        self.description: wire.Description | None = None
        self.decoder = wire.PacketDecoder()
        self._wanted = wanted
        self._continuity = wire.Continuity()
        self._assembly = wire.DescriptionAssembly()
        self._described = (0, 0)
        self._hello: wire.Hello | None = None
        self._timeline = Timeline()
        self._scan: int | None = None
        self._missed = 0
        self._dropped = self._refused = 0

    @property
    def losses(self) -> Losses:
        """What was lost so far; `reconnections` are the port's affair."""
        tally = self.decoder.tally
        return Losses(
            packets_lost=self._continuity.lost,
            packets_repeated=self._continuity.repeated,
            packets_damaged=tally.damaged.runs,
            bytes_damaged=tally.damaged.n_bytes,
            frames_dropped=self._dropped,
            frames_refused=self._refused,
            restarts=self._continuity.restarts,
        )

    @property
    def lacks(self) -> tuple[int, int] | None:
        """Offset and length of what is missing of the description; None when it is there."""
        hello = self._hello
        if hello is not None and self._described == (
            hello.description_bytes,
            hello.description_crc,
        ):
            return None
        return self._assembly.missing() or (0, 0)

    def packets(self, data: bytes) -> Iterator[tuple[Arrival, wire.Packet]]:
        """Take bytes; yield the good packets that they complete, but those that came again.

        Raises
        ------
        DescriptionError
            The device describes itself wrongly, or in a newer major version.
        PortError
            It has another panel than expected, or than before.
        """
        at = 0
        while at < len(data):
            # Run by run: a description decides how the packet right after it is read.
            end = data.find(wire.DELIMITER, at) + 1 or len(data)
            for item in self.decoder.push(data[at:end]):
                if isinstance(item, wire.Packet):
                    arrival = self._follow(item)
                    if arrival is not Arrival.REPEATED:
                        yield arrival, item
            at = end

    def item(self, packet: wire.Packet) -> Item | None:
        """Return what a packet brings; None where it is nothing that is wanted."""
        message = packet.message
        if not isinstance(message, wire.Frame | wire.Contacts):
            return None
        if (self._wanted is TimedFrame) is not isinstance(message, wire.Frame):
            return None
        self._count_scan(message.scan)
        time_s = self._timeline.at(packet.time_us) if self._fits(message) else None
        if time_s is None:
            self._refused += 1
            return None
        if isinstance(message, wire.Frame):
            return cast("Item", TimedFrame(time_s, message.counts))
        return cast("Item", TimedContacts(time_s, _touching(message)))

    def begin_stream(self) -> None:
        """Expect scans whose numbers do not follow those before."""
        self._scan = None

    def _follow(self, packet: wire.Packet) -> Arrival:
        lost = self._continuity.lost
        arrival = self._continuity.follow(packet)
        if arrival is Arrival.REPEATED:
            return arrival
        self._missed += self._continuity.lost - lost
        if arrival is Arrival.RESTARTED:
            self._timeline.restart()
            self.begin_stream()
        match packet.message:
            case wire.Hello():
                self._hello = packet.message
            case wire.DescriptionPiece():
                self._describe(packet.message)
        return arrival

    def _describe(self, piece: wire.DescriptionPiece) -> None:
        raw = self._assembly.add(piece)
        if raw is None:
            return
        self._described = (piece.total_bytes, piece.crc)
        self.description = wire.read_description(raw, self.name)
        self.decoder.learn(self.description.messages)
        own = self.description.panel
        if self.panel is None:
            self.panel = own
        elif (own.rows, own.columns) != (self.panel.rows, self.panel.columns):
            raise PortError(
                self.name,
                "panel",
                f"expected {self.panel.rows} x {self.panel.columns} nodes ({self.panel.name}), "
                f"the device has {own.rows} x {own.columns} ({own.name})",
            )

    def _count_scan(self, scan: int) -> None:
        """Count the scans between that no packet on the line accounts for."""
        missed, self._missed = self._missed, 0
        if self._scan is not None:
            between = (scan - self._scan - 1) % SCANS
            if between < SCANS // 2:
                self._dropped += max(0, between - missed)
        self._scan = scan

    def _fits(self, message: wire.Frame | wire.Contacts) -> bool:
        panel = self.panel
        return isinstance(message, wire.Contacts) or (
            panel is not None and message.counts.shape == (panel.rows, panel.columns)
        )


def _touching(message: wire.Contacts) -> dict[int, tuple[float, float]]:
    return {
        contact.contact_identifier: (contact.x_um / 1000.0, contact.y_um / 1000.0)
        for contact in message.contacts
        if contact.tip_switch
    }
