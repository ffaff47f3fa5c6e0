"""The runner: keeps a controller's virtual time beside real time, and carries its bytes."""

from __future__ import annotations

from collections import deque
from math import isinf
from typing import TYPE_CHECKING

from emulator.device.controller import State
from emulator.device.wirefaults import Rates, Wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from emulator.device.controller import Controller
    from emulator.device.ports import DevicePort

# Real time between two looks at the port while bytes leave: 180 bytes at 921,600 baud.
TICK_S = 0.002
# And while nothing happens; a signal is noticed within that time.
NAP_S = 0.05
# No turn is longer, in virtual seconds: the port and the signals are looked at in between. A
# machine that slept, or that is slower than --speed asks for, does not make up for more.
MOST_TURN_S = 0.25
# One look at the port in so much virtual time, where none is waited for.
STRIDE_S = 0.005
# After the last act scans go on for so long, virtual seconds: enough to see the lift.
AFTER_S = 0.5
# So long a client may take to read the end, real seconds.
LINGER_S = 2.0


class Runner:
    """Runs a device on a port.

    Parameters
    ----------
    controller : Controller
    port : DevicePort
    now_s : callable
        A clock that never steps back, seconds.
    speed : float
        Virtual seconds a real one; infinite: as fast as machine and client are, while it scans.
    rates : Rates, optional
        Faults of the wire.
    seed : int
        For the faults.

    Attributes
    ----------
    outward, inward : Wire
        The two directions of the wire, with what they did.
    cut_bytes : int
        Bytes that were under way when the connection broke.
    """

    def __init__(
        self,
        controller: Controller,
        port: DevicePort,
        now_s: Callable[[], float],
        speed: float = 1.0,
        rates: Rates | None = None,
        seed: int = 0,
    ) -> None:
        self._controller, self._port, self._now_s, self._speed = controller, port, now_s, speed
        faults = Rates() if rates is None else rates
        self.outward, self.inward = Wire(faults, (seed, 1)), Wire(faults, (seed, 2))
        self.cut_bytes = 0
        self._pending: deque[bytes] = deque()
        self._real_s = now_s()

    def run(self, must_stop: Callable[[], bool], *, once: bool = False) -> None:
        """Run until told to stop; with `once`, until the hand has done everything.

        Raises
        ------
        PortClosedError
            The port has gone.
        """
        done_s: float | None = None
        stopped_s: float | None = None
        while not must_stop():
            self.turn()
            if not once or not self._controller.hand_is_done:
                continue
            if done_s is None:
                done_s = self._controller.time_s
            if stopped_s is None and self._controller.time_s >= done_s + AFTER_S:
                self._controller.stop()
                stopped_s = self._now_s()
            if stopped_s is not None and (
                self._has_carried_all() or self._now_s() > stopped_s + LINGER_S
            ):
                return

    def turn(self) -> None:
        """Look at the port once, and let the time pass that has passed."""
        controller, waits = self._controller, bool(self._pending)
        now_s = self._next_virtual_s(held_up=waits)
        heard = b"".join(self.inward.pass_on(self._port.receive(), now_s))
        left = controller.step(now_s, heard, 0 if waits else None)
        self._pending.extend(self.outward.pass_on(left, now_s))
        if self.outward.breaks(now_s):
            self.cut_bytes += sum(map(len, self._pending))
            self._pending.clear()
            self._port.hang_up()
        self._carry()
        self._port.wait(self._pause_s(), to_send=bool(self._pending))

    @property
    def waiting_bytes(self) -> int:
        """How many bytes have left the controller and wait on their way to the client."""
        return self.outward.held_bytes + sum(map(len, self._pending))

    def _next_virtual_s(self, *, held_up: bool) -> float:
        real_s = self._now_s()
        passed_s, self._real_s = real_s - self._real_s, real_s
        then_s = self._controller.time_s
        if not self._hurries():
            speed = 1.0 if isinf(self._speed) else self._speed
            return then_s + min(speed * passed_s, MOST_TURN_S)
        # The client sets the pace: time stands still while it does not read.
        return then_s if held_up else then_s + STRIDE_S

    def _hurries(self) -> bool:
        return isinf(self._speed) and self._controller.state is not State.READY

    def _carry(self) -> None:
        while self._pending:
            piece = self._pending[0]
            taken = self._port.send(piece)
            if taken < len(piece):
                self._pending[0] = piece[taken:]
                return
            self._pending.popleft()

    def _pause_s(self) -> float:
        if self._pending:
            return NAP_S
        if self._hurries():
            return 0.0
        soon_s = min(self._controller.next_s, self.outward.next_s, self.inward.next_s)
        speed = 1.0 if isinf(self._speed) else self._speed
        return min(max((soon_s - self._controller.time_s) / speed, TICK_S), NAP_S)

    def _has_carried_all(self) -> bool:
        return (
            self._controller.has_sent_all
            and not self._pending
            and isinf(self.outward.next_s)
            and self._port.has_drained
        )
