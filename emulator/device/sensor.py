"""The sensor of a device: what lies on the glass, scan by scan, with noise, drift and bad lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from emulator.device.scan import row_times_s, scanned
from emulator.screen.glass import glass
from emulator.sensor.baseline import drift_field
from emulator.sensor.sensor import delivered, measured

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from emulator._conditions import Conditions
    from emulator.device.onglass import OnGlass
    from emulator.sensor.lines import Faults
    from stampcodec import Panel

# Warmth comes and goes in so much time: a lamp, a draught, the sun behind a cloud. An assumption.
DRIFT_PERIOD_S = 600.0


class Sensor:
    """Electrodes and amplifiers of one panel.

    Parameters
    ----------
    panel : Panel
    conditions : Conditions
        For noise, impulses, charger, display and drift.
    faults : Faults
        Of one panel.
    rng : numpy Generator
        For everything that is drawn for each scan.
    """

    def __init__(
        self, panel: Panel, conditions: Conditions, faults: Faults, rng: np.random.Generator
    ) -> None:
        self._panel, self._conditions, self._faults, self._rng = panel, conditions, faults, rng
        shape = (panel.rows, panel.columns)
        self._drift = drift_field(1, shape, conditions.drift_counts, rng)[0]

    def measure(self, things: Sequence[OnGlass], start_s: float) -> npt.NDArray[np.float32]:
        """Scan the panel once: (rows, columns), counts against an untouched, cool panel."""
        times_s = row_times_s(start_s, self._panel.rows)
        counts = scanned(things, times_s, self._panel)[None]
        frame: npt.NDArray[np.float32]
        frame = measured(counts, glass(self._panel), self._rng, self._conditions)[0]
        if self._conditions.drift_counts:
            frame += np.float32(np.sin(2 * np.pi * start_s / DRIFT_PERIOD_S)) * self._drift
        return frame

    def deliver(self, delta: npt.NDArray[np.float32]) -> npt.NDArray[np.int16]:
        """Turn a delta into the frame that is sent: int16 (rows, columns)."""
        surface, impulses = glass(self._panel), self._conditions.impulses
        frames = delivered(delta[None], surface, self._rng, self._faults, impulses=impulses)
        frame: npt.NDArray[np.int16] = frames[0]
        return frame

    def line_faults(self) -> list[tuple[str, str, int]]:
        """List the lines that do not work: ``("open", "row", 3)``, ``("shorted", "column", 5)``.

        A shorted line is joined to the one after it.
        """
        given = (
            ("open", "row", self._faults.dead_rows),
            ("open", "column", self._faults.dead_columns),
            ("shorted", "row", self._faults.shorted_rows),
            ("shorted", "column", self._faults.shorted_columns),
        )
        return [
            (fault, axis, line)
            for fault, axis, lines in given
            for line in np.flatnonzero(lines[0]).tolist()
        ]
