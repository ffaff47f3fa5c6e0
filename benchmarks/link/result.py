"""What the benchmark of the link finds: presses stamped, bytes accounted for, recovery."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.report.interval import Interval, clopper_pearson, median_interval
from benchmarks.report.requirement import Requirement

# Share of the presses that the design asks for at one byte in 10,000 corrupted.
LEAST_READ = {"nexus5": 0.99, "maxtouch": 0.95}
FEW = 1e-4
# How soon a good frame comes once the faults have stopped, in how many of the trials.
WITHIN_S = 0.1
# What an allocator may take more without anything having been kept.
MOST_GROWTH_MIB = 1.0


@dataclass(frozen=True)
class Balance:
    """Where the bytes of one direction are.

    Attributes
    ----------
    sent, received : int
        At the two ends.
    added, removed : int
        By the wire and its connection, as their counters say.
    """

    sent: int
    received: int
    added: int
    removed: int

    @property
    def missing(self) -> int:
        """Bytes that are in no counter; 0 where all are in one."""
        return self.sent + self.added - self.removed - self.received


@dataclass(frozen=True)
class Run:
    """Presses on one panel through one wire.

    Attributes
    ----------
    panel : str
    corrupted : float
        Share of the bytes.
    presses, stamped, unread, wrong, doubled : int
        `wrong`: stamps that were not pressed, or not then; `doubled`: told again.
    frames, dropped, damaged, restarts, reconnections : int
        Frames that came; frames that the device did not send; runs of bytes that are no packet.
    to_client, to_device : Balance
    """

    panel: str
    corrupted: float
    presses: int
    stamped: int
    unread: int
    wrong: int
    doubled: int
    frames: int
    dropped: int
    damaged: int
    restarts: int
    reconnections: int
    to_client: Balance
    to_device: Balance

    @property
    def interval(self) -> Interval:
        """Return the 95 % interval of the share that was stamped."""
        return clopper_pearson(self.stamped, self.presses)

    @property
    def requirements(self) -> list[Requirement]:
        """What the design asks for."""
        at = f"{self.panel}, one byte in {round(1 / self.corrupted):,}"
        lost = abs(self.to_client.missing) + abs(self.to_device.missing)
        asked = [
            Requirement(f"{at}: wrong", self.wrong, 0),
            Requirement(f"{at}: doubled", self.doubled, 0),
            Requirement(f"{at}: bytes in no counter", lost, 0),
        ]
        if self.corrupted <= FEW and self.panel in LEAST_READ:
            least = LEAST_READ[self.panel]
            unread = self.unread / self.presses
            asked.append(Requirement(f"{at}: unread, share", unread, 1 - least))
        return asked


@dataclass(frozen=True)
class Recovery:
    """How long after the end of the faults a good frame came.

    Attributes
    ----------
    panel : str
    corrupted : float
        Share of the bytes.
    seconds : tuple of float
        Trial by trial.
    unopened : int
        Trials among them in which no frame had come when the faults ended.
    """

    panel: str
    corrupted: float
    seconds: tuple[float, ...]
    unopened: int = 0

    @property
    def interval(self) -> Interval:
        """Return the 95 % interval of the median."""
        return median_interval(self.seconds)

    @property
    def median_s(self) -> float:
        """The middle one."""
        ordered = sorted(self.seconds)
        half = len(ordered) // 2
        return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2

    @property
    def within(self) -> int:
        """How many came as soon as the design asks for."""
        return sum(each <= WITHIN_S for each in self.seconds)

    @property
    def requirements(self) -> list[Requirement]:
        """The slowest beside the design's limit."""
        at = f"{self.panel}, one byte in {round(1 / self.corrupted):,}"
        return [Requirement(f"{at}: slowest recovery, s", max(self.seconds), WITHIN_S)]


@dataclass(frozen=True)
class Memory:
    """The most memory that a device and its client, in one process, have used.

    Attributes
    ----------
    panel : str
    minutes : float
        Of virtual time.
    frames, stamped : int
        That came, and stamps that were read.
    early_mib, late_mib : float
        After a tenth of the time, and at its end.
    """

    panel: str
    minutes: float
    frames: int
    stamped: int
    early_mib: float
    late_mib: float

    @property
    def requirements(self) -> list[Requirement]:
        """Flat."""
        at = f"{self.panel}, {self.minutes:g} minutes: memory grows by, MiB"
        return [Requirement(at, self.late_mib - self.early_mib, MOST_GROWTH_MIB)]


@dataclass(frozen=True)
class Link:
    """All results.

    Attributes
    ----------
    runs : tuple of Run
    recoveries : tuple of Recovery
    digests : tuple of str
        Of the bytes that came out of wires with the same seeds; all alike where they should be.
    memories : tuple of Memory
    """

    runs: tuple[Run, ...]
    recoveries: tuple[Recovery, ...]
    digests: tuple[str, ...]
    memories: tuple[Memory, ...] = ()

    @property
    def requirements(self) -> list[Requirement]:
        """All that the design asks for."""
        others = len(set(self.digests)) - 1
        return [
            *(each for run in self.runs for each in run.requirements),
            *(each for recovery in self.recoveries for each in recovery.requirements),
            *(each for memory in self.memories for each in memory.requirements),
            Requirement("other bytes from the same seed", others, 0),
        ]

    def as_json(self) -> dict[str, Any]:
        """Return everything for ``--json``."""
        return {
            "runs": [asdict(run) for run in self.runs],
            "recoveries": [
                {
                    **asdict(recovery),
                    "median_s": recovery.median_s,
                    "median_s_low": recovery.interval.low,
                    "median_s_high": recovery.interval.high,
                    "slowest_s": max(recovery.seconds),
                    "trials": len(recovery.seconds),
                    "within": recovery.within,
                }
                for recovery in self.recoveries
            ],
            "digests": list(self.digests),
            "memories": [asdict(memory) for memory in self.memories],
        }
