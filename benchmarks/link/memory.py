"""Memory of a device and its client over a long time: both in this process, in virtual time."""

from __future__ import annotations

import resource
import sys
from typing import TYPE_CHECKING

from benchmarks.link.device import CountedController, Plan, fitting
from benchmarks.link.result import Memory
from emulator.device import Wire
from emulator.device.inprocess import InProcessPort
from stampcodec.lattice.tracker import StampTracker
from stampcodec.source.linkstream import LinkStream
from stampcodec.stream.timed import TimedFrame

if TYPE_CHECKING:
    from collections.abc import Callable

    from emulator.device import Rates

# The fewest scans a second: memory depends on what was done, not on how fast.
SCAN_HZ = 10
# A press and the pause after it, seconds.
PRESS_S = 1.4
# What is made once is there after a tenth of the time.
WARM = 0.1


class FaultyPort(InProcessPort):
    """A client's end of a controller in this process, on a wire with faults."""

    def __init__(self, controller: CountedController, outward: Wire, inward: Wire) -> None:
        super().__init__(controller)
        self._outward, self._inward = outward, inward

    def read(self, timeout_s: float | None) -> bytes:
        """Return what comes out of the wire."""
        data = super().read(timeout_s)
        return b"".join(self._outward.pass_on(data, self._controller.time_s))

    def write(self, data: bytes) -> None:
        """Put bytes into the wire."""
        for piece in self._inward.pass_on(data, self._controller.time_s):
            super().write(piece)


def remembered(
    name: str, rates: Rates, minutes: float, seed: int, step: Callable[[], None]
) -> Memory:
    """Press for minutes of virtual time, and look at the most memory that was ever used.

    Parameters
    ----------
    name : str
        Of the panel.
    rates : Rates
        Faults of the wire; the firmware hangs as they say.
    minutes : float
    seed : int
    step : callable
        Called once a minute.
    """
    end_s = 60.0 * minutes
    plan = Plan(name, round(end_s / PRESS_S), rates, seed)
    controller = CountedController(plan)
    wires = Wire(rates, (seed, 1)), Wire(rates, (seed, 2))
    stream = LinkStream(
        name,
        lambda: FaultyPort(controller, *wires),
        TimedFrame,
        rate_hz=SCAN_HZ,
        now_s=lambda: controller.time_s,
        sleep=lambda wait_s: step_on(controller, wait_s),
    )
    tracker = StampTracker(fitting(stream.panel), stream.panel)
    frames = stamped = minute = 0
    early = 0.0
    while controller.time_s < end_s:
        for item in stream.read(1.0):
            frames += 1
            events = tracker.push(item.counts, item.time_s)
            stamped += sum(event.kind == "stamped" for event in events)
        if not early and controller.time_s >= WARM * end_s:
            early = most_mib()
        if controller.time_s >= 60.0 * (minute + 1):
            minute += 1
            step()
    stream.close()
    return Memory(name, minutes, frames, stamped, early, most_mib())


def step_on(controller: CountedController, wait_s: float) -> None:
    """Let virtual time pass."""
    controller.step(controller.time_s + wait_s)


def most_mib() -> float:
    """Return the most memory that this process has used so far, MiB."""
    # Linux counts in KiB, macOS in bytes.
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
