"""A client in the same process: asks a controller, and keeps what it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from emulator import Conditions
from emulator.device.acts import Act
from emulator.device.controller import BOOT_S, Controller, Setup
from emulator.device.scanner import Scanner
from emulator.sensor.lines import Faults, draw_faults
from stampcodec import Panel, panel, wire
from stampcodec.wire import Message, Packet

Kind = TypeVar("Kind", bound=Message)
STEP_S = 0.005
QUIET = Conditions(noise_scale=0.0, impulses=False, moulding=None)


def scanner(
    acts: Sequence[Act] = (),
    conditions: Conditions | None = None,
    faults: Faults | None = None,
    screen: Panel | None = None,
    seed: int = 1,
) -> Scanner:
    glass = panel("nexus5") if screen is None else screen
    held = Conditions() if conditions is None else conditions
    rng = np.random.default_rng(seed)
    lines = draw_faults(1, (glass.rows, glass.columns), held, rng) if faults is None else faults
    return Scanner(glass, acts, held, lines, rng, seed)


class Client:
    """Talks to a controller at once and without a line between."""

    def __init__(self, controller: Controller | None = None, setup: Setup | None = None) -> None:
        self.controller = Controller(scanner(), setup) if controller is None else controller
        self.writer = wire.PacketWriter()
        self.decoder = wire.PacketDecoder()
        self.packets: list[Packet] = []
        self.raw = bytearray()

    def run(self, seconds: float) -> list[Packet]:
        """Let time pass; return what came meanwhile."""
        before = len(self.packets)
        end_s = self.controller.time_s + seconds
        while self.controller.time_s < end_s:
            self.take(self.controller.step(min(self.controller.time_s + STEP_S, end_s)))
        return self.packets[before:]

    def ask(self, *requests: Message, seconds: float = 0.02) -> list[Packet]:
        """Send requests; return what comes within some time."""
        data = b"".join(self.writer.write(request) for request in requests)
        return self.send(data, seconds=seconds)

    def send(self, data: bytes, seconds: float = 0.02) -> list[Packet]:
        before = len(self.packets)
        self.take(self.controller.step(self.controller.time_s, data))
        self.run(seconds)
        return self.packets[before:]

    def take(self, data: bytes) -> None:
        self.raw += data
        for item in self.decoder.push(data):
            assert isinstance(item, Packet), item
            self.packets.append(item)


def booted(controller: Controller | None = None, setup: Setup | None = None) -> Client:
    """Return a client whose device has just said hello."""
    client = Client(controller, setup)
    client.run(BOOT_S + 0.01)
    return client


def of(kind: type[Kind], packets: list[Packet]) -> list[Kind]:
    """Return the messages of one kind."""
    return [packet.message for packet in packets if isinstance(packet.message, kind)]


def names(packets: list[Packet]) -> list[str]:
    """Name the messages in the order in which they came."""
    return [type(packet.message).__name__ for packet in packets]
