"""The scanner: what the firmware makes of the glass, scan by scan."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from emulator.device.programme import Programme, rehearse
from emulator.device.reference import CALIBRATION_SCANS, Reference, limits
from emulator.device.scan import SCAN_S
from emulator.device.sensor import Sensor
from emulator.driver import Driver, firmware

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from emulator._conditions import Conditions
    from emulator.device.acts import Act
    from emulator.driver import Report
    from emulator.sensor.lines import Faults
    from stampcodec import Panel


class Scan(NamedTuple):
    """One scan.

    Attributes
    ----------
    counts : ndarray of int16, shape (rows, columns)
    report : Report
        The contacts in it.
    calibrates : bool
        The firmware found its reference wrong and takes the next scans for a new one.
    """

    counts: npt.NDArray[np.int16]
    report: Report
    calibrates: bool


class Source(Protocol):
    """What a controller scans: a glass, or a recording."""

    panel: Panel

    def power_on(self, now_s: float) -> None:
        """Begin anew, as after power on."""
        ...

    def begin(self, now_s: float) -> None:
        """Let happen what is to happen; it begins once."""
        ...

    def calibrate(self) -> None:
        """Take the next scans for the reference."""
        ...

    def calibrate_at_once(self, now_s: float) -> None:
        """Scan for the reference now."""
        ...

    def scan(self, start_s: float) -> Scan | None:
        """Scan once; None where there is nothing to send."""
        ...

    def next_s(self, start_s: float, rate_hz: int) -> float:
        """Return when the scan after the one at `start_s` begins."""
        ...

    def line_faults(self) -> list[tuple[str, str, int]]:
        """Test the lines."""
        ...

    @property
    def is_over(self) -> bool:
        """Whether everything has happened."""
        ...


class Scanner:
    """The panel of a device, what is done to it, and the firmware's idea of it.

    Parameters
    ----------
    panel : Panel
    acts : sequence of Act
        What a hand does, once somebody has begun.
    conditions : Conditions
        Noise, impulses and drift of the panel.
    faults : Faults
        Lines of the panel that do not work.
    rng : numpy Generator
        For the noise of every scan.
    seed : int
        For the acts.
    """

    def __init__(
        self,
        panel: Panel,
        acts: Sequence[Act],
        conditions: Conditions,
        faults: Faults,
        rng: np.random.Generator,
        seed: int,
    ) -> None:
        self.panel = panel
        self._firmware = firmware(panel)
        self._sensor = Sensor(panel, conditions, faults, rng)
        self._acts, self._seed = acts, seed
        self._programme = Programme(acts, panel, seed)
        self._began_s: float | None = None
        self._reference = Reference((panel.rows, panel.columns), limits(panel, self._firmware))
        self._driver = Driver(panel, self._firmware)

    def rehearse(self) -> None:
        """Draw one act of each kind, to no effect; ValueError where one cannot be."""
        rehearse(self._acts, self.panel, self._seed)

    def power_on(self, now_s: float) -> None:
        """Forget everything, and take the glass as it is for empty."""
        shape = (self.panel.rows, self.panel.columns)
        self._reference = Reference(shape, limits(self.panel, self._firmware))
        self._driver = Driver(self.panel, self._firmware)
        self.calibrate_at_once(now_s)

    def begin(self, now_s: float) -> None:
        """Let the hand begin; it does so once."""
        if self._began_s is None:
            self._began_s = now_s

    def calibrate(self) -> None:
        """Take the next scans for the reference."""
        self._reference.calibrate()

    def calibrate_at_once(self, now_s: float) -> None:
        """Scan for the reference now, where nothing else is being scanned."""
        self._reference.calibrate()
        for i in range(CALIBRATION_SCANS):
            self._reference.average(self._measured(now_s + i * SCAN_S))

    def scan(self, start_s: float) -> Scan | None:
        """Scan once; None where the scan was taken for the reference."""
        if self._began_s is not None and self._programme.must_calibrate(start_s - self._began_s):
            self._reference.calibrate()
        measured = self._measured(start_s)
        if self._reference.is_calibrating:
            self._reference.average(measured)
            return None
        delta = self._reference.delta(measured)
        counts = self._sensor.deliver(delta)
        report = self._driver.push(counts, 1000.0 * start_s)
        touched = self._driver.is_touched
        calibrates = self._reference.follow(delta, start_s, touched=touched)
        if calibrates:
            self._reference.calibrate()
        return Scan(counts, report, calibrates)

    def next_s(self, start_s: float, rate_hz: int) -> float:
        """Return when the scan after the one at `start_s` begins."""
        return start_s + 1.0 / rate_hz

    def line_faults(self) -> list[tuple[str, str, int]]:
        """Test the lines, see `Sensor.line_faults`."""
        return self._sensor.line_faults()

    @property
    def is_over(self) -> bool:
        """Whether the hand has done everything."""
        return self._programme.is_over

    def _measured(self, start_s: float) -> npt.NDArray[np.float32]:
        if self._began_s is None:
            return self._sensor.measure([], start_s)
        own_s = start_s - self._began_s
        self._programme.forget(own_s)
        return self._sensor.measure(self._programme.on_glass(own_s + SCAN_S), own_s)
