"""All attacks by name; each is a function of the database that returns findings.

A further attack is a file with such a function, and a row here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.attack.clock import measure_clock
from benchmarks.attack.day import measure_day
from benchmarks.attack.frames import measure_frames
from benchmarks.attack.guesses import measure_guesses
from benchmarks.attack.lockout import measure_lockout
from benchmarks.attack.locks import measure_locks
from benchmarks.attack.readers import measure_readers
from benchmarks.attack.twoended import measure_ends

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.attack.finding import Finding

DATABASES = ("sqlite", "postgresql")
ATTACKS: dict[str, Callable[[str], list[Finding]]] = {
    "guesses": measure_guesses,
    "day": measure_day,
    "ends": measure_ends,
    "lockout": measure_lockout,
    "readers": measure_readers,
    "locks": measure_locks,
    "frames": measure_frames,
    "clock": measure_clock,
}
