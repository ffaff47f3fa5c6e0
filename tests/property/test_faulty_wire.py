"""A device and its client, a wire between that does what it likes: whatever happens, in any order.

Every frame that the client hands out is one that the device sent, in order of time; nothing that a
wire does raises; and once the wire is good again, so is the stream.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from emulator import Conditions
from emulator.device.acts import FingerAct
from emulator.device.controller import Controller
from emulator.device.inprocess import InProcessPort
from stampcodec import Panel
from stampcodec.errors import PortClosedError
from stampcodec.source.linkstream import LinkStream
from stampcodec.stream.timed import TimedFrame
from stampcodec.wire import Frame, Packet, PacketDecoder, PacketWriter, Reset
from tests.unit.emulator.device.client import scanner

if TYPE_CHECKING:
    from stampcodec.stream.losses import Losses

SMALL = Panel(rows=5, columns=4, pitch_mm=4.0)
# Two seconds of silence are noticed (docs/protocol.md, 8.4), then the stream is asked for again; a
# port that has gone is tried every quarter of a second.
HEALED_S = 5.0


class Wire:
    """What lies between: faults that are waiting for the next bytes, and what the device sent."""

    def __init__(self) -> None:
        self.lose = 0
        self.flip: list[int] = []
        self.double = False
        self.rubbish = b""
        self.silent_until_s = 0.0
        self.is_unplugged = False
        self.sent: set[bytes] = set()
        self._witness = PacketDecoder()

    def carry(self, data: bytes, now_s: float) -> bytes:
        """Note what was sent, and do to it what is waiting."""
        for item in self._witness.push(data):
            if isinstance(item, Packet) and isinstance(item.message, Frame):
                self.sent.add(item.message.counts.tobytes())
        if now_s < self.silent_until_s:
            return b""
        if data:
            lost, self.lose = min(self.lose, len(data)), max(0, self.lose - len(data))
            arrived = bytearray(data[lost:])
            for place in self.flip:
                if arrived:
                    arrived[place % len(arrived)] ^= 1 + place % 255
            data = bytes(arrived) * (2 if self.double else 1)
            self.flip, self.double = [], False
        rubbish, self.rubbish = self.rubbish, b""
        return rubbish + data


class FaultyPort(InProcessPort):
    """A client's end of a wire with faults."""

    def __init__(self, controller: Controller, wire: Wire) -> None:
        super().__init__(controller)
        self._device, self._wire = controller, wire

    def read(self, timeout_s: float | None) -> bytes:
        """Return what arrives; the first read after the plug was pulled fails."""
        if self._wire.is_unplugged:
            self._wire.is_unplugged = False
            raise PortClosedError(self.name, "", "unplugged")
        return self._wire.carry(super().read(timeout_s), self._device.time_s)


class DeviceAndClient(RuleBasedStateMachine):
    """Faults in any order."""

    def __init__(self) -> None:
        super().__init__()
        acts = [FingerAct(at_s=0.5 * second, hold_ms=300.0) for second in range(1, 40)]
        self.device = Controller(scanner(acts, Conditions(impulses=False), None, SMALL, 1))
        self.wire = Wire()
        self.stream = LinkStream(
            "faulty",
            lambda: FaultyPort(self.device, self.wire),
            TimedFrame,
            now_s=lambda: self.device.time_s,
            sleep=self.pass_time,
        )
        self.last_s = -1.0
        self.lost = self.stream.losses

    def pass_time(self, seconds: float) -> None:
        """Let the device go on while nobody is connected."""
        self.wire.carry(self.device.step(self.device.time_s + seconds), self.device.time_s)

    def listen(self, seconds: float) -> int:
        """Take what comes; return how many frames came."""
        end_s, n = self.device.time_s + seconds, 0
        while self.device.time_s < end_s:
            for frame in self.stream.read(end_s - self.device.time_s):
                assert frame.counts.tobytes() in self.wire.sent
                assert frame.time_s > self.last_s
                self.last_s, n = frame.time_s, n + 1
        return n

    @rule(tenths=st.integers(1, 5))
    def hear(self, tenths: int) -> None:
        self.listen(tenths / 10)

    @rule(n=st.integers(1, 400))
    def lose_bytes(self, n: int) -> None:
        self.wire.lose += n

    @rule(places=st.lists(st.integers(0, 1000), min_size=1, max_size=4))
    def change_bytes(self, places: list[int]) -> None:
        self.wire.flip += places

    @rule(rubbish=st.binary(min_size=1, max_size=40))
    def add_bytes(self, rubbish: bytes) -> None:
        self.wire.rubbish += rubbish

    @rule()
    def double_bytes(self) -> None:
        self.wire.double = True

    @rule(tenths=st.integers(1, 30))
    def fall_silent(self, tenths: int) -> None:
        self.wire.silent_until_s = self.device.time_s + tenths / 10

    @rule()
    def pull_the_plug(self) -> None:
        self.wire.is_unplugged = True

    @rule()
    def restart_the_device(self) -> None:
        reset = PacketWriter().write(Reset())
        self.wire.carry(self.device.step(self.device.time_s, b"\0" + reset), self.device.time_s)

    @invariant()
    def losses_only_grow(self) -> None:
        now: Losses = self.stream.losses
        assert all(before <= after for before, after in zip(self.lost, now, strict=True))
        self.lost = now

    def teardown(self) -> None:
        """A good wire again: the stream comes back by itself."""
        self.wire.lose, self.wire.silent_until_s = 0, 0.0
        self.listen(HEALED_S)
        assert self.listen(1.0) > 0
        self.stream.close()


TestDeviceAndClient = DeviceAndClient.TestCase
TestDeviceAndClient.settings = settings(max_examples=5, stateful_step_count=12)
