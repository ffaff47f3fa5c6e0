"""A touch controller in a process of its own, which counts every byte that it hands on.

::

    python -m benchmarks.link.device PORT PLAN

PLAN is what `Plan.as_text` writes. One JSON object is printed at the end.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from emulator import Conditions
from emulator.device import Controller, Rates, Runner, Scanner, Setup, StampAct
from emulator.device.ports import open_device_port
from emulator.hand.gesture import Gesture
from emulator.sensor.lines import draw_faults
from stampcodec import family, panel
from stampcodec.link import address

if TYPE_CHECKING:
    from emulator.device.ports import DevicePort
    from stampcodec import Family, Panel

MERCHANTS = 1_000_000
FAMILY = "lattice8"
# How long a press touches. The device's own pause of a second follows, in which a reference that
# was taken with a stamp on the glass is taken anew.
HOLD_MS = 300.0


@dataclass(frozen=True)
class Plan:
    """What a device is to do.

    Attributes
    ----------
    panel : str
    presses : int
        Each of another merchant; with 0 the glass stays empty.
    rates : Rates
        Faults of the wire.
    seed : int
    speed : float
        Virtual seconds a real one.
    seconds : float
        Virtual time after which it ends; 0: after the last press.
    """

    panel: str
    presses: int
    rates: Rates
    seed: int
    speed: float = 1.0
    seconds: float = 0.0

    def as_text(self) -> str:
        """Return it as one argument of a command."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Plan:
        """Read what `as_text` wrote."""
        given = json.loads(text)
        return cls(**{**given, "rates": Rates(**given["rates"])})

    @property
    def merchants(self) -> list[int]:
        """Who is pressed, in the order of time: no one twice."""
        rng = np.random.default_rng((self.seed, 9))
        drawn: list[int] = rng.choice(MERCHANTS, self.presses, replace=False).tolist()
        return drawn


class CountedController(Controller):
    """A controller that counts what leaves it.

    Parameters
    ----------
    plan : Plan

    Attributes
    ----------
    left_bytes : int
    good_since_s : (float, float) or None
        When the faults of its wire ended, in virtual time and by the system's clock.
    """

    def __init__(self, plan: Plan) -> None:
        screen = panel(plan.panel)
        own, conditions = fitting(screen), Conditions()
        rng = np.random.default_rng((plan.seed, 0))
        lines = draw_faults(1, (screen.rows, screen.columns), conditions, rng)
        hold = Gesture(hold_ms=HOLD_MS)
        acts = [StampAct(own.encode(merchant), hold) for merchant in plan.merchants]
        scanner = Scanner(screen, acts, conditions, lines, rng, plan.seed)
        super().__init__(scanner, Setup(hangs=plan.rates.hang, seed=plan.seed))
        self.left_bytes = 0
        self.good_since_s: tuple[float, float] | None = None
        self._until_s = plan.rates.until
        self._first_s: float | None = None

    def step(self, time_s: float, received: bytes = b"", room: int | None = None) -> bytes:
        """Run up to a moment, as every controller."""
        left = super().step(time_s, received, room)
        self.left_bytes += len(left)
        if left and self._first_s is None:
            self._first_s = time_s
        ended = self._first_s is not None and time_s >= self._first_s + self._until_s
        if self._until_s and ended and self.good_since_s is None:
            self.good_since_s = time_s, time.monotonic()
        return left


class CountedPort:
    """A port that counts what it takes and gives; all else is the port's own."""

    def __init__(self, port: DevicePort) -> None:
        self._port = port
        self.sent_bytes = self.received_bytes = 0
        self.wait, self.hang_up, self.close = port.wait, port.hang_up, port.close

    @property
    def has_drained(self) -> bool:
        """As the port has it."""
        return self._port.has_drained

    def send(self, data: bytes) -> int:
        """Send, and count what was taken."""
        taken = self._port.send(data)
        self.sent_bytes += taken
        return taken

    def receive(self) -> bytes:
        """Receive, and count."""
        data = self._port.receive()
        self.received_bytes += len(data)
        return data


def fitting(screen: Panel) -> Family:
    """Return the family at a pitch that fits the panel."""
    own = family(FAMILY)
    return own if not own.encode(0).check(screen) else own.fit(screen)


def main() -> None:
    """Run a device as the arguments say."""
    word, text = sys.argv[1:]
    plan = Plan.from_text(text)
    controller = CountedController(plan)
    with open_device_port(address(word)) as port:
        counted = CountedPort(port)
        # The wire takes all its faults from the rates; the firmware hangs by its setup.
        rates = replace(plan.rates, hang=0.0)
        runner = Runner(controller, counted, time.monotonic, plan.speed, rates, plan.seed)  # type: ignore[arg-type]
        runner.run(
            lambda: bool(plan.seconds) and controller.time_s >= plan.seconds,
            once=not plan.seconds,
        )
        counted.close()
        print(
            json.dumps(
                {
                    "left": controller.left_bytes,
                    "sent": counted.sent_bytes,
                    "received": counted.received_bytes,
                    "cut": runner.cut_bytes,
                    "unheard": port.unheard,
                    "added": port.added,
                    "unread": port.unread,
                    "waiting": runner.waiting_bytes,
                    "outward": runner.outward.counts,
                    "inward": runner.inward.counts,
                    "deaf": controller.deaf_bytes,
                    "dropped": controller.counters.frames_dropped,
                    "good_since_s": controller.good_since_s,
                }
            )
        )


if __name__ == "__main__":
    main()
