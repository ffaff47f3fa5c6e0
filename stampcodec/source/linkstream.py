"""A device at the other end of a link: greeted, started, and waited for when it goes away."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING

from stampcodec.errors import PortClosedError, PortError
from stampcodec.source.conversation import Conversation, Step
from stampcodec.stream.framesource import Item
from stampcodec.stream.reception import Reception
from stampcodec.stream.timed import TimedFrame
from stampcodec.stream.wirestream import WireStream
from stampcodec.wire import Streams

if TYPE_CHECKING:
    from collections.abc import Callable

    from stampcodec._panel import Panel
    from stampcodec.link import Port
    from stampcodec.source.recorder import Recorder
    from stampcodec.stream.losses import Losses

# docs/protocol.md, 8.6: nothing on the line speaks the protocol.
ANSWER_S = 5.0
# A line that damages one byte in a hundred takes some seconds to bring the description.
OPEN_S = 30.0
# A device that is plugged in again, or whose program is started again, is back within that time.
BACK_S, RETRY_S = 10.0, 0.25
# The longest wait in one turn.
TURN_S = 0.5


class LinkStream(WireStream[Item]):
    """What a device sends, over restarts of the device and of its port.

    Parameters
    ----------
    name : str
        Of the port, for messages.
    connect : callable
        Opens the port; again when the device comes back.
    wanted : type
        `TimedFrame` or `TimedContacts`.
    panel : Panel or None
        The panel that is expected.
    rate_hz : int
        Scans a second to ask for; 0 leaves them to the device.
    notice : callable
        Takes a line for people: restarts, silence, a port that has gone and is back.
    record : Recorder, optional
        Takes the bytes as they come; the stream closes it.
    now_s, sleep : callable
        A clock that never steps back, and what waits on it.

    Raises
    ------
    PortError
        The port does not open, nothing on it speaks the protocol, the device refuses to start, or
        has another panel.
    DescriptionError
        The device describes itself wrongly.
    """

    def __init__(
        self,
        name: str,
        connect: Callable[[], Port],
        wanted: type[Item],
        *,
        panel: Panel | None = None,
        rate_hz: int = 0,
        notice: Callable[[str], None] = lambda _: None,
        record: Recorder | None = None,
        now_s: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.name = name
        self._connect, self._notice, self._record = connect, notice, record
        self._now_s, self._sleep = now_s, sleep
        self._reconnections = 0
        self._gone_s: float | None = None
        self._retry_s = now_s()
        self._broke = ""
        self._early: list[Item] = []
        self._reception = Reception(name, wanted, panel)
        streams = Streams.FRAMES if wanted is TimedFrame else Streams.CONTACTS
        self._port: Port | None = connect()
        self._conversation = Conversation(self._reception, streams, rate_hz, now_s(), notice)
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    @property
    def panel(self) -> Panel:
        """The device's panel."""
        panel = self._reception.panel
        assert panel is not None  # the stream begins when the description is there
        return panel

    @property
    def losses(self) -> Losses:
        """What was lost so far."""
        back = self._reconnections + self._conversation.answers
        return self._reception.losses._replace(reconnections=back)

    def read(self, timeout_s: float | None) -> list[Item]:
        """Return what has arrived; see `Source.read`."""
        if self._early:
            early, self._early = self._early, []
            return early
        end_s = None if timeout_s is None else self._now_s() + timeout_s
        while not self.is_over:
            left_s = TURN_S if end_s is None else max(0.0, end_s - self._now_s())
            items = self._turn(min(left_s, TURN_S))
            if items or (end_s is not None and self._now_s() >= end_s):
                return items
        return []

    def close(self) -> None:
        """Stop the device and close the port."""
        self.is_over = True
        port, self._port = self._port, None
        if port is not None:
            if self._reception.description is not None:
                with suppress(PortClosedError):
                    port.write(self._conversation.goodbye())
            port.close()
        if self._record is not None:
            self._record.close()

    def _begin(self) -> None:
        """Converse until the stream runs: until a frame is there, or the reply that promises it."""
        began_s = self._now_s()
        while self._conversation.step is not Step.STREAMING and not self._early:
            self._early += self._turn(TURN_S)
            waited_s = self._now_s() - began_s
            if waited_s >= ANSWER_S and not self._reception.decoder.tally.good.runs:
                raise PortError(self.name, "", self._stranger())
            if waited_s >= OPEN_S:
                awaited = self._conversation.step.value
                raise PortError(self.name, "", f"{awaited} did not come within {OPEN_S:g} s")

    def _turn(self, wait_s: float) -> list[Item]:
        """Send what is due, and take what arrives within a time."""
        if self._port is None and not self._come_back(wait_s):
            return []
        port = self._port
        assert port is not None
        try:
            said = self._conversation.say(self._now_s())
            if said:
                port.write(said)
            due_s = max(0.0, self._conversation.due_s - self._now_s())
            data = port.read(min(wait_s, due_s))
        except PortClosedError as error:
            self._lose(port, error)
            return []
        if self._record is not None and data:
            self._record.write(data)
        if data:
            self._conversation.notice_bytes(self._now_s())
        items = []
        for arrival, packet in self._reception.packets(data):
            self._conversation.hear(arrival, packet, self._now_s())
            item = self._reception.item(packet) if self._conversation.has_asked else None
            if item is not None:
                items.append(item)
        return items

    def _lose(self, port: Port, error: PortClosedError) -> None:
        port.close()
        self._port, self._gone_s, self._broke = None, self._now_s(), error.problem
        self._tell_of_port(f"{error.problem}; waiting for it to come back")

    def _come_back(self, wait_s: float) -> bool:
        now_s = self._now_s()
        assert self._gone_s is not None
        if now_s < self._retry_s:
            self._sleep(min(wait_s, self._retry_s - now_s))
            return False
        # A port that opens and breaks is not opened in haste, either.
        self._retry_s = now_s + RETRY_S
        try:
            self._port = self._connect()
        except PortError as error:
            if now_s - self._gone_s >= BACK_S:
                problem = f"the device has gone and was not back within {BACK_S:g} s"
                raise PortClosedError(self.name, "", f"{problem}: {error.problem}") from None
            return False
        self._reconnections += 1
        self._reception.decoder.finish()
        self._conversation.greet(now_s)
        self._tell_of_port("the device is back")
        return True

    def _tell_of_port(self, line: str) -> None:
        """Pass a line on; before anything spoke the protocol one error at the end says it all."""
        if self._reception.decoder.tally.good.runs:
            self._notice(line)

    def _stranger(self) -> str:
        tally = self._reception.decoder.tally
        if self._broke:
            return (
                f"{self._broke}; no packet of the protocol came within {ANSWER_S:g} s; "
                "perhaps another client is connected"
            )
        if not tally.n_bytes:
            return f"no answer within {ANSWER_S:g} s; expected a device that speaks the protocol"
        if tally.version.runs:
            return "the device speaks another version of the protocol, expected version 1"
        return (
            f"what is there does not speak the protocol, or at another speed: {tally.n_bytes} "
            f"bytes within {ANSWER_S:g} s, no packet among them"
        )
