from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import stampcodec as sc
from emulator.device.controller import Controller, Setup, State
from emulator.device.inprocess import InProcessPort, frames_of
from stampcodec import wire
from stampcodec.errors import PortClosedError, PortError
from stampcodec.link import Port
from stampcodec.source.conversation import PATIENCE_S
from stampcodec.source.linkstream import ANSWER_S, BACK_S, LinkStream
from stampcodec.source.recorder import Recorder
from stampcodec.stream.timed import TimedFrame
from stampcodec.stream.timeline import RESTART_US
from tests.unit.emulator.device.client import QUIET, scanner
from tests.unit.stampcodec.source.ports import ChangedPort, Clock, ScriptedPort


def device(screen: str = "nexus5", **setup: int) -> Controller:
    return Controller(scanner(conditions=QUIET, screen=sc.panel(screen)), Setup(**setup))


class Line:
    """A device in the same process, and what a client is told of it."""

    def __init__(self, controller: Controller | None = None) -> None:
        self.controller = device() if controller is None else controller
        self.notices: list[str] = []
        self.change: Callable[[bytes], bytes] = lambda data: data
        self.port: ChangedPort | None = None
        self.is_there = True

    def connect(self) -> Port:
        if not self.is_there:
            raise PortError("emulator", "", "no such port")
        self.port = ChangedPort(InProcessPort(self.controller), self.changed)
        return self.port

    def state(self) -> State:
        return self.controller.state

    def changed(self, data: bytes) -> bytes:
        return self.change(data)

    def sleep(self, seconds: float) -> None:
        self.controller.step(self.controller.time_s + seconds)

    def stream(self, **given: object) -> LinkStream[TimedFrame]:
        return LinkStream(
            "emulator",
            self.connect,
            TimedFrame,
            notice=self.notices.append,
            now_s=lambda: self.controller.time_s,
            sleep=self.sleep,
            **given,  # type: ignore[arg-type]
        )


def frames(stream: LinkStream[TimedFrame], n: int) -> list[TimedFrame]:
    found: list[TimedFrame] = []
    while len(found) < n:
        found += stream.read(0.1)
    return found


def test_a_peer_that_says_nothing_is_given_up_after_five_seconds() -> None:
    clock = Clock()
    port = ScriptedPort(clock)
    with pytest.raises(PortError, match=r"^pty:/tmp/touch0: no answer within 5 s"):
        LinkStream("pty:/tmp/touch0", lambda: port, TimedFrame, now_s=clock, sleep=clock.sleep)
    assert ANSWER_S <= clock.now_s < ANSWER_S + 1
    assert port.closed
    asked = [item.message for item in wire.PacketDecoder().push(port.heard)]  # type: ignore[union-attr]
    assert set(asked) == {wire.HelloRequest()}
    # Soon at first, then ten times a second.
    waits = np.diff(port.heard_s)
    assert waits[:3] == pytest.approx([0.025, 0.05, 0.1], abs=0.002)
    assert waits[3:] == pytest.approx(np.full(len(waits) - 3, 0.1), abs=0.002)


def test_a_request_is_not_sent_again_while_bytes_come() -> None:
    clock = Clock()
    port = ScriptedPort(clock, lambda: b"\x01")
    with pytest.raises(PortError, match="does not speak the protocol"):
        LinkStream("pty:/tmp/touch0", lambda: port, TimedFrame, now_s=clock, sleep=clock.sleep)
    assert np.diff(port.heard_s) == pytest.approx(np.full(3, PATIENCE_S), abs=0.05)


def test_a_peer_that_speaks_something_else_is_given_up_too() -> None:
    clock = Clock()
    port = ScriptedPort(clock, lambda: b"login: \r\n")
    with pytest.raises(PortError, match="does not speak the protocol, or at another speed"):
        LinkStream("pty:/tmp/touch0", lambda: port, TimedFrame, now_s=clock, sleep=clock.sleep)


def test_a_peer_of_another_version_is_named_as_such() -> None:
    clock = Clock()
    packet = bytearray(wire.unstuff(wire.PacketWriter(1).write(wire.Alive(0, 0))[1:-1]) or b"")
    packet[0] = 2
    packet[-4:] = wire.crc32(bytes(packet[:-4])).to_bytes(4, "little")
    line = b"\0" + wire.stuff(bytes(packet)) + b"\0"
    port = ScriptedPort(clock, lambda: line)
    with pytest.raises(PortError, match="another version of the protocol, expected version 1"):
        LinkStream("pty:/tmp/touch0", lambda: port, TimedFrame, now_s=clock, sleep=clock.sleep)


def test_the_rate_that_was_asked_for_is_scanned_and_another_is_refused() -> None:
    stream = Line().stream(rate_hz=50)
    times = [frame.time_s for frame in frames(stream, 20)]
    assert np.diff(times) == pytest.approx(np.full(len(times) - 1, 0.02), abs=1e-5)
    stream.close()
    line = Line()
    with pytest.raises(PortError, match=r"refuses to start: rate_hz: expected 0 or 10 to 240"):
        line.stream(rate_hz=9999)


def test_a_device_with_another_panel_is_refused() -> None:
    with pytest.raises(PortError, match=r"panel: expected 41 x 72 nodes .* has 27 x 15 \(nexus5\)"):
        Line().stream(panel=sc.panel("maxtouch"))


def test_closing_stops_the_device() -> None:
    line = Line()
    stream = line.stream()
    frames(stream, 3)
    assert line.state() is State.SCANNING
    stream.close()
    assert line.state() is State.READY
    assert stream.read(1.0) == []


def test_a_device_that_restarts_is_told_of_started_again_and_its_time_goes_on() -> None:
    line = Line()
    stream = line.stream()
    before = frames(stream, 10)
    line.controller.step(line.controller.time_s, wire.PacketWriter().write(wire.Reset()))
    after = frames(stream, 60)
    assert line.notices == ["the device restarted"]
    assert stream.losses.restarts == 1
    times = [frame.time_s for frame in (*before, *after)]
    steps = np.diff(times)
    assert steps.min() > 0
    assert sorted(steps)[-1] == pytest.approx(RESTART_US / 1e6)
    stream.close()


def test_a_device_that_hangs_up_is_waited_for_and_started_again() -> None:
    line = Line()
    stream = line.stream()
    frames(stream, 5)
    assert line.port is not None
    line.port.is_broken, line.is_there = True, False
    assert stream.read(1.0) == []
    line.is_there = True
    assert len(frames(stream, 5)) >= 5
    assert line.notices == [
        "the device has gone; waiting for it to come back",
        "the device is back",
    ]
    assert stream.losses.reconnections == 1
    stream.close()


def test_a_connection_that_breaks_before_the_description_is_opened_again() -> None:
    line = Line()
    bytes_before_it_breaks = 400

    def cut(data: bytes) -> bytes:
        nonlocal bytes_before_it_breaks
        bytes_before_it_breaks -= len(data)
        if bytes_before_it_breaks < 0 and line.port is not None and len(line.notices) < 6:
            bytes_before_it_breaks = 400
            line.port.is_broken = True
        return data

    line.change = cut
    stream = line.stream()
    assert frames(stream, 5)
    gone_and_back = ["the device has gone; waiting for it to come back", "the device is back"]
    assert line.notices == 3 * gone_and_back
    assert stream.losses.reconnections == 3
    stream.close()


def test_a_peer_that_closes_every_connection_is_given_up_after_five_seconds() -> None:
    clock = Clock()

    def connect() -> Port:
        port = ChangedPort(ScriptedPort(clock), bytes)
        port.is_broken = True
        return port

    notices: list[str] = []
    with pytest.raises(PortError, match=r"the device has gone; no packet .* came within 5 s"):
        LinkStream(
            "tcp:127.0.0.1:9",
            connect,
            TimedFrame,
            notice=notices.append,
            now_s=clock,
            sleep=clock.sleep,
        )
    assert notices == []
    assert clock.now_s == pytest.approx(ANSWER_S, abs=0.3)


def test_frames_are_there_although_the_reply_was_lost() -> None:
    line = Line()
    decoder, writer = wire.PacketDecoder(), wire.PacketWriter(1)

    def without_replies(data: bytes) -> bytes:
        kept = [item for item in decoder.push(data) if isinstance(item, wire.Packet)]
        return b"".join(
            writer.write(packet.message, packet.time_us)
            for packet in kept
            if not isinstance(packet.message, wire.Unknown)
            and not (isinstance(packet.message, wire.Reply) and packet.message.request_type == 0x83)
        )

    line.change = without_replies
    stream = line.stream()
    assert line.controller.time_s < 0.5
    assert frames(stream, 5)
    stream.close()


def test_frames_of_an_earlier_conversation_are_left_aside() -> None:
    line = Line()
    writer = wire.PacketWriter()
    line.controller.step(0.2)
    line.controller.step(0.2, writer.write(wire.Start(rate_hz=240)))
    waiting = [line.controller.step(0.5)]
    line.controller.step(0.5, writer.write(wire.Stop()))
    assert waiting[0]
    line.change = lambda data: (waiting.pop() if waiting else b"") + data
    stream = line.stream()
    assert frames(stream, 1)[0].time_s > 0.5
    assert stream.losses.frames_refused == 0
    stream.close()


def test_a_device_that_is_gone_for_good_is_an_error() -> None:
    line = Line()
    stream = line.stream()
    assert line.port is not None
    line.port.is_broken, line.is_there = True, False
    gone_s = line.controller.time_s
    with pytest.raises(PortClosedError, match="not back within 10 s: no such port"):
        frames(stream, 1000)
    assert line.controller.time_s - gone_s == pytest.approx(BACK_S, abs=1.0)
    stream.close()


def test_a_device_that_falls_silent_is_asked_again() -> None:
    line = Line()
    stream = line.stream()
    frames(stream, 5)
    line.change = lambda _: b""
    assert stream.read(2.5) == []
    line.change = lambda data: data
    assert frames(stream, 5)
    assert line.notices == ["nothing came for 2 s, asking again"]
    assert stream.losses.reconnections == 1
    assert stream.losses.packets_lost > 100
    stream.close()


def test_a_client_that_slept_longer_than_the_watchdog_is_given_frames_again() -> None:
    line = Line()
    stream = line.stream()
    frames(stream, 5)
    line.sleep(4.0)
    assert line.state() is State.READY
    assert frames(stream, 5)
    assert line.state() is State.SCANNING
    stream.close()


@pytest.mark.parametrize("share", [1e-3, 1e-2])
def test_a_line_that_damages_bytes_still_brings_frames_and_every_byte_is_counted(
    share: float,
) -> None:
    rng = np.random.default_rng(1)
    seen = bytearray()

    def damage(data: bytes) -> bytes:
        array = np.frombuffer(data, np.uint8).copy()
        hit = rng.random(len(array)) < share
        array[hit] = rng.integers(0, 256, hit.sum())
        seen.extend(array.tobytes())
        return array.tobytes()

    line = Line(device(rate_hz=50))
    line.change = damage
    stream = line.stream()
    began_s = line.controller.time_s
    while line.controller.time_s < began_s + 4:
        for frame in stream.read(0.1):
            assert frame.counts.shape == (27, 15)
    losses = stream.losses
    assert losses.packets_damaged > 5
    assert losses.bytes_damaged >= losses.packets_damaged
    assert losses.packets_lost > 0
    assert losses.frames_dropped == 0
    assert stream._reception.decoder.tally.n_bytes == len(seen)
    stream.close()


def test_frames_that_the_device_drops_are_told_from_those_that_the_line_loses() -> None:
    # 9600 baud take far fewer frames than are made.
    stream = Line(device(baud=9600)).stream()
    frames(stream, 5)
    assert stream.losses.frames_dropped > 10
    assert stream.losses.packets_lost == 0
    stream.close()


def test_a_recording_holds_the_bytes_of_the_link_and_gives_the_same_frames(tmp_path: Path) -> None:
    path = tmp_path / "press.touch"
    seen = bytearray()

    def keep(data: bytes) -> bytes:
        seen.extend(data)
        return data

    line = Line()
    line.change = keep
    stream = line.stream(record=Recorder(path))
    live = frames(stream, 30)
    stream.close()
    assert path.read_bytes() == seen
    assert wire.is_recording(path.read_bytes())
    with sc.open_source(str(path)) as source:
        again = list(source)
    assert [frame.time_s for frame in again] == [frame.time_s for frame in live]
    assert all(np.array_equal(a.counts, b.counts) for a, b in zip(again, live, strict=True))


def test_the_emulator_reads_back_what_it_scans() -> None:
    controller = device(rate_hz=240)
    with frames_of(controller, rate_hz=120) as source:
        times = [next(iter(source)).time_s for _ in range(12)]
    assert np.diff(times) == pytest.approx(np.full(11, 1 / 120), abs=1e-5)
