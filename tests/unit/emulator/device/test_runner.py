from __future__ import annotations

from itertools import pairwise
from math import inf

import pytest

from emulator.device.acts import FingerAct
from emulator.device.controller import Controller, Setup
from emulator.device.ports import DevicePort
from emulator.device.runner import AFTER_S, LINGER_S, NAP_S, Runner
from emulator.device.wirefaults import Rates
from stampcodec import wire
from stampcodec.wire import Packet
from tests.unit.emulator.device.client import scanner


class Desk(DevicePort):
    """A port and a clock on the table: time passes while the runner waits."""

    announcement = "a port on the desk"

    def __init__(self, room: int = 1 << 30) -> None:
        self.time_s = 100.0
        self.room = room
        self.received = bytearray()
        self.to_device = b""
        self.hung_up = 0
        self.writes = 0

    def receive(self) -> bytes:
        data, self.to_device = self.to_device, b""
        return data

    def send(self, data: bytes) -> int:
        taken = min(len(data), self.room - len(self.received))
        self.received += data[:taken]
        self.writes += 1
        return taken

    def wait(self, timeout_s: float, *, to_send: bool) -> None:
        assert timeout_s <= NAP_S
        assert to_send in {True, False}
        self.time_s += timeout_s or 1e-5

    def hang_up(self) -> None:
        self.hung_up += 1

    def close(self) -> None:
        """Nothing is held."""


def started(desk: Desk, setup: Setup | None = None, **options: float) -> Runner:
    """Run a device until it has booted, and ask for frames."""
    acts = [FingerAct(at_s=0.2)]
    controller = Controller(scanner(acts), setup)
    runner = Runner(controller, desk, lambda: desk.time_s, **options)  # type: ignore[arg-type]
    until(runner, desk, desk.time_s + 0.3)
    desk.to_device = wire.PacketWriter().write(wire.Start())
    return runner


def until(runner: Runner, desk: Desk, time_s: float) -> None:
    runner.run(lambda: desk.time_s >= time_s)


def scans(desk: Desk) -> list[int]:
    found = wire.PacketDecoder().push(bytes(desk.received))
    assert all(isinstance(item, Packet) for item in found)
    messages = (item.message for item in found if isinstance(item, Packet))
    return [message.scan for message in messages if isinstance(message, wire.Frame)]


def test_virtual_time_keeps_beside_real_time() -> None:
    desk = Desk()
    until(started(desk), desk, 102.3)
    assert len(scans(desk)) == pytest.approx(200, abs=8)


def test_speed_hurries_it() -> None:
    desk = Desk()
    until(started(desk, speed=10.0), desk, 101.3)
    assert len(scans(desk)) == pytest.approx(1000, rel=0.05)


def test_a_machine_that_is_too_slow_still_looks_at_its_port() -> None:
    desk = Desk()
    runner = started(desk, speed=1000.0)
    before_s = runner.outward.next_s
    desk.time_s += 3600.0
    turns = 0
    while not scans(desk) and turns < 10:
        runner.turn()
        turns += 1
    assert before_s == inf
    assert 0 < len(scans(desk)) < 100


def test_a_line_is_paced_in_real_time() -> None:
    desk = Desk()
    runner = started(desk, Setup(baud=9600))
    before = len(desk.received)
    until(runner, desk, 105.3)
    assert len(desk.received) - before == pytest.approx(5 * 960, rel=0.02)


def test_a_client_that_does_not_read_has_frames_dropped_and_none_torn() -> None:
    desk = Desk(room=3000)
    runner = started(desk)
    until(runner, desk, 105.0)
    assert len(desk.received) == 3000
    desk.room = 1 << 30
    until(runner, desk, 105.5)
    seen = scans(desk)
    assert seen == sorted(set(seen))
    assert max(after - before for before, after in pairwise(seen)) > 300


def test_at_full_speed_the_client_sets_the_pace_and_loses_nothing() -> None:
    desk = Desk(room=3000)
    runner = started(desk, speed=inf)
    until(runner, desk, 101.0)
    assert len(desk.received) == 3000
    desk.room = 200_000
    until(runner, desk, 101.2)
    seen = scans(desk)
    assert seen == list(range(len(seen)))
    assert len(seen) > 400


def test_it_ends_after_the_last_act_when_told_to() -> None:
    desk = Desk()
    runner = started(desk)
    runner.run(lambda: desk.time_s > 200.0, once=True)
    assert 0.2 + AFTER_S < desk.time_s - 100.3 < 3.0
    assert len(scans(desk)) > 80


def test_it_does_not_wait_for_ever_for_a_client_to_read_the_end() -> None:
    desk = Desk(room=3000)
    runner = started(desk)
    runner.run(lambda: desk.time_s > 200.0, once=True)
    assert LINGER_S < desk.time_s - 100.3 < LINGER_S + 3.0


def test_a_connection_that_breaks_is_hung_up() -> None:
    desk = Desk()
    runner = started(desk, rates=Rates(disconnect=5.0))  # type: ignore[arg-type]
    until(runner, desk, 103.0)
    assert desk.hung_up == runner.outward.counts["disconnects"]
    assert 5 <= desk.hung_up <= 30


def test_pieces_of_a_wire_are_sent_one_by_one() -> None:
    whole, split = Desk(), Desk()
    until(started(whole), whole, 101.0)
    until(started(split, rates=Rates(split=0.1)), split, 101.0)  # type: ignore[arg-type]
    assert split.writes > 3 * whole.writes
    assert scans(split)[:50] == scans(whole)[:50]
