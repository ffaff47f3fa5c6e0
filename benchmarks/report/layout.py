"""Which figures stand where in what ``--json`` prints, command by command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.report.figure import LESS, MORE, Estimate, Figure, Rate, Value, Verdict
from benchmarks.report.interval import Interval
from stampcodec.jsonfile import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stampcodec.jsonfile import JsonReader

Row = dict[str, object]
Named = tuple[str, Figure]

MOST_ROWS = 100_000
MOST_TRIALS = 10**12
# Two runs of one program on a quiet machine have medians up to this apart.
TIME_TOLERANCE = 0.10
# The same seed gives the same presses; another one an error that differs by a few per cent.
ERROR_TOLERANCE = 0.10
# The same build executes the same instructions on the same frames.
INSTRUCTION_TOLERANCE = 0.01
# The same seed gives the same frames, and these the same packets.
SIZE_TOLERANCE = 0.001


@dataclass(frozen=True)
class RateOf:
    """A rate: the names of the fields that count events and trials."""

    name: str
    count: str
    trials: str
    better: int

    def figures(self, reader: JsonReader, where: str, row: Row) -> Iterator[Named]:
        """Find it in a row, unless there is no such count."""
        if taken(reader, where, row, self.count) is not None:
            trials = taken(reader, where, row, self.trials)
            yield self.name, _rate(reader, where, row[self.count], trials, self.better)


@dataclass(frozen=True)
class EstimateOf:
    """An estimate with its interval: a field, and the same with ``_low`` and ``_high``."""

    name: str
    field: str
    unit: str
    better: int = LESS
    tolerance: float = TIME_TOLERANCE

    def figures(self, reader: JsonReader, where: str, row: Row) -> Iterator[Named]:
        """Find it in a row, unless nothing was measured."""
        parts = [taken(reader, where, row, self.field + end) for end in ("", "_low", "_high")]
        if None not in parts:
            middle, low, high = (reader.finite(f"{where}.{self.field}", part) for part in parts)
            if not low <= middle <= high:
                problem = f"expected within its interval {low:g} to {high:g}, got {middle:g}"
                reader.fail(f"{where}.{self.field}", problem)
            interval = Interval(low, high)
            yield self.name, Estimate(middle, interval, self.unit, self.better, self.tolerance)


@dataclass(frozen=True)
class ValueOf:
    """A number without an interval."""

    name: str
    field: str
    unit: str
    better: int = LESS
    tolerance: float = ERROR_TOLERANCE

    def figures(self, reader: JsonReader, where: str, row: Row) -> Iterator[Named]:
        """Find it in a row, unless nothing was measured."""
        found = taken(reader, where, row, self.field)
        if found is not None:
            number = reader.finite(f"{where}.{self.field}", found)
            yield self.name, Value(number, self.unit, self.better, self.tolerance)


@dataclass(frozen=True)
class VerdictOf:
    """A requirement: a field that is true where it is met."""

    name: str
    field: str

    def figures(self, reader: JsonReader, where: str, row: Row) -> Iterator[Named]:
        """Find it in a row."""
        found = taken(reader, where, row, self.field)
        if not isinstance(found, bool):
            reader.fail(f"{where}.{self.field}", "expected true or false")
        yield self.name, Verdict(found)


@dataclass(frozen=True)
class RatesOf:
    """Rates by name: an object of ``[events, trials]``."""

    field: str
    better: int

    def figures(self, reader: JsonReader, where: str, row: Row) -> Iterator[Named]:
        """Find all of them."""
        place = f"{where}.{self.field}"
        for name, pair in reader.mapping(place, taken(reader, where, row, self.field)).items():
            inside = f"{place}.{name}"
            if not isinstance(pair, list) or len(pair) != 2:
                reader.fail(inside, f"expected [events, trials], got {shown(pair)}")
            yield f"{self.field}, {name}", _rate(reader, inside, pair[0], pair[1], self.better)


@dataclass(frozen=True)
class Section:
    """A list of rows.

    Attributes
    ----------
    field : str
        The list's name.
    by : tuple of str
        Fields that name a row.
    holds : tuple
        What is in each row, further sections included.
    """

    field: str
    by: tuple[str, ...]
    holds: tuple[RateOf | EstimateOf | ValueOf | VerdictOf | RatesOf | Section, ...]

    def figures(self, reader: JsonReader, where: str, row: Row) -> Iterator[Named]:
        """Find the figures of all rows; a row's name stands before them."""
        place = f"{where}.{self.field}" if where else self.field
        listed = reader.listing(place, taken(reader, where, row, self.field), "rows", MOST_ROWS)
        for number, each in enumerate(listed):
            inside = f"{place}[{number}]"
            found = reader.mapping(inside, each)
            words = [taken(reader, inside, found, key) for key in self.by]
            label = " ".join(_word(key, word) for key, word in zip(self.by, words, strict=True))
            for part in self.holds:
                for name, figure in part.figures(reader, inside, found):
                    yield f"{' '.join(label.split())}: {name}", figure


def _rate(reader: JsonReader, where: str, count: object, trials: object, better: int) -> Rate:
    tried = reader.whole(where, trials, 1, MOST_TRIALS)
    return Rate(reader.whole(where, count, 0, tried), tried, better)


def _word(key: str, value: object) -> str:
    """Write a field that names a row: words as they are, numbers with their unit."""
    if value is None or value is False:
        return ""
    return value if isinstance(value, str) else f"{key} {shown(value)}"


def taken(reader: JsonReader, where: str, row: Row, key: str) -> object:
    """Take a field of a row, which may be null but must be there."""
    if key not in row:
        reader.fail(f"{where}.{key}" if where else key, "expected, the field is missing")
    return row[key]


REQUIREMENTS = Section("requirements", ("name",), (VerdictOf("requirement", "met"),))
_TIMES = (EstimateOf("median", "median_us", "us"),)
_COUNTED = (
    RateOf("read", "read", "presses", MORE),
    RateOf("wrong", "wrong", "presses", LESS),
)

# What two runs must have in common for their figures to mean the same.
SAME = {
    "speed": ("recorded",),  # fingers and idle frames, recorded or emulated
    "instructions": ("seed",),  # it makes the frames, and other frames take other instructions
    "wire": ("seed",),  # and other bytes
}

LAYOUTS: dict[str, tuple[Section, ...]] = {
    "speed": (Section("timings", ("name",), _TIMES), REQUIREMENTS),
    "startup": (
        Section("starts", ("command",), (EstimateOf("CPU", "cpu_median_s", "s"),)),
        REQUIREMENTS,
    ),
    "batch": (
        Section(
            "batches",
            ("jobs",),
            (
                ValueOf("CPU of a stamp", "cpu_s_each", "s", tolerance=TIME_TOLERANCE),
                ValueOf("memory", "peak_mib", "MiB"),
                VerdictOf("same bytes", "same"),
            ),
        ),
    ),
    "page": (REQUIREMENTS,),
    "inspection": (REQUIREMENTS,),
    "encode": (
        Section(
            "steps",
            ("family", "step"),
            (
                EstimateOf("faces a second", "core_a_second", "a second", MORE),
                EstimateOf("in Python", "python_a_second", "a second", MORE),
            ),
        ),
        REQUIREMENTS,
    ),
    "instructions": (
        Section(
            "costs",
            ("family", "kind"),
            (
                ValueOf("median", "median", "instructions", LESS, INSTRUCTION_TOLERANCE),
                ValueOf("largest", "largest", "instructions", LESS, INSTRUCTION_TOLERANCE),
            ),
        ),
        REQUIREMENTS,
    ),
    "accuracy": (
        Section(
            "rows",
            ("family", "panel", "noise", "row"),
            (
                *_COUNTED,
                EstimateOf("pose error, RMS", "rms_mm", "mm", LESS, 0.0),
                EstimateOf("angle error, RMS", "rms_deg", "degrees", LESS, 0.0),
            ),
        ),
        Section(
            "fingers",
            ("family",),
            (
                RateOf("fingers read", "read", "frames", LESS),
                RateOf("fingers mirrored", "mirrored", "frames", LESS),
            ),
        ),
        REQUIREMENTS,
    ),
    "partial": (
        Section(
            "rows",
            ("family", "panel", "order", "amplitude"),
            (RateOf("right", "right", "frames", MORE), RateOf("wrong", "wrong", "frames", LESS)),
        ),
        REQUIREMENTS,
    ),
    "reliability": (
        Section(
            "rows",
            ("family", "panel", "scene", "reader"),
            (Section("bands", ("margin",), (RateOf("wrong", "wrong", "readings", LESS),)),),
        ),
        REQUIREMENTS,
    ),
    "families": (
        Section(
            "rows",
            ("family", "scene", "reader"),
            (RateOf("right", "right", "frames", MORE), RateOf("wrong", "wrong", "frames", LESS)),
        ),
    ),
    "strangers": (
        Section(
            "rows",
            ("reader", "still", "pressed", "sites"),
            (RateOf("right", "right", "frames", MORE), RateOf("named", "named", "frames", LESS)),
        ),
        REQUIREMENTS,
    ),
    "streams": (
        Section(
            "rows",
            ("family", "panel", "kind"),
            (
                RateOf("right", "right", "n", MORE),
                RateOf("wrong", "wrong", "n", LESS),
                RateOf("doubled", "doubled", "n", LESS),
                RateOf("any frame right", "any_right", "single", MORE),
            ),
        ),
        Section(
            "contacts",
            ("kind",),
            (
                RateOf("right", "right", "n", MORE),
                RateOf("wrong", "wrong", "n", LESS),
                RateOf("decoded", "decoded_right", "n", MORE),
            ),
        ),
        Section("quiet", ("family", "source"), (RateOf("stamped", "stamped", "frames", LESS),)),
        REQUIREMENTS,
    ),
    "margin": (
        Section(
            "margins",
            ("family", "panel", "sweep"),
            (
                Section(
                    "points",
                    ("snr_db",),
                    (
                        RateOf("unread", "unread", "presses", LESS),
                        RateOf("wrong", "wrong", "presses", LESS),
                    ),
                ),
            ),
        ),
        Section(
            "poses",
            ("family", "panel"),
            (RateOf("read at a fifth of the amplitude", "read", "presses", MORE),),
        ),
        REQUIREMENTS,
    ),
    "thresholds": (
        Section(
            "rows",
            ("threshold", "moved"),
            (
                RateOf("read", "right", "presses", MORE),
                RateOf("wrong", "wrong", "presses", LESS),
                ValueOf("instructions", "instructions", "", tolerance=INSTRUCTION_TOLERANCE),
            ),
        ),
    ),
    "touch": (
        Section(
            "rows",
            ("reader", "what", "moulding", "jitter_mm", "px_per_mm", "one_off_mm", "samples"),
            (
                RateOf("read", "read", "trials", MORE),
                RateOf("accepted", "accepted", "trials", LESS),
                RateOf("wrong", "wrong", "trials", LESS),
            ),
        ),
        Section("timings", ("name",), _TIMES),
        REQUIREMENTS,
    ),
    "path": (
        Section(
            "rows",
            ("row", "panel", "contacts"),
            (*_COUNTED, EstimateOf("contact error, RMS", "rms_mm", "mm", LESS, 0.0)),
        ),
        Section(
            "positions",
            ("panel",),
            (
                ValueOf("position error, x", "rms_x_mm", "mm"),
                ValueOf("position error, y", "rms_y_mm", "mm"),
            ),
        ),
        REQUIREMENTS,
    ),
    "service": (
        Section(
            "rates",
            ("name",),
            (
                EstimateOf("answers a second", "a_second", "a second", MORE),
                EstimateOf("half of the answers within", "p50_ms", "ms"),
            ),
        ),
    ),
    "contention": (
        Section("contests", ("database", "name"), (VerdictOf("as many as may", "holds"),)),
    ),
    "crash": (Section("crashes", ("database",), (VerdictOf("nothing lost or doubled", "holds"),)),),
    "audit": (
        Section(
            "rows",
            ("database", "name"),
            (
                ValueOf("time of the processor", "cpu_s", "s", LESS, TIME_TOLERANCE),
                ValueOf("memory", "peak_mb", "MB", LESS, TIME_TOLERANCE),
            ),
        ),
    ),
    "firmware": (
        Section(
            "budgets",
            ("family", "panel", "board"),
            (
                ValueOf("code", "code_bytes", "bytes", LESS, SIZE_TOLERANCE),
                ValueOf("tables", "table_bytes", "bytes", LESS, SIZE_TOLERANCE),
                ValueOf("memory", "memory_bytes", "bytes", LESS, SIZE_TOLERANCE),
                ValueOf("stack", "stack_bytes", "bytes", LESS, SIZE_TOLERANCE),
                ValueOf("stamp frame", "stamp", "instructions", LESS, INSTRUCTION_TOLERANCE),
                ValueOf("costliest frame", "worst", "instructions", LESS, INSTRUCTION_TOLERANCE),
            ),
        ),
        REQUIREMENTS,
    ),
    "forgery": (
        Section(
            "rows",
            ("phone", "gesture"),
            (RateOf("honest presses refused", "refused", "presses", LESS), RatesOf("missed", LESS)),
        ),
    ),
    "attack": (
        Section("findings", ("attack", "what"), (VerdictOf("no more than it may be", "holds"),)),
    ),
    "wire": (
        Section(
            "rates",
            ("panel", "scene"),
            (
                ValueOf("packet, mean", "mean_bytes", "bytes", LESS, SIZE_TOLERANCE),
                ValueOf("packet, worst", "worst_bytes", "bytes", LESS, SIZE_TOLERANCE),
            ),
        ),
        Section("timings", ("name",), _TIMES),
        Section(
            "costs",
            ("panel", "what"),
            (ValueOf("instructions", "instructions", "instructions", LESS, INSTRUCTION_TOLERANCE),),
        ),
        REQUIREMENTS,
    ),
    "link": (
        Section(
            "runs",
            ("panel", "corrupted"),
            (
                RateOf("stamped", "stamped", "presses", MORE),
                RateOf("wrong", "wrong", "presses", LESS),
                RateOf("doubled", "doubled", "presses", LESS),
            ),
        ),
        Section(
            "recoveries",
            ("panel", "corrupted"),
            (
                EstimateOf("recovery, median", "median_s", "s"),
                RateOf("recovered within 100 ms", "within", "trials", MORE),
            ),
        ),
        REQUIREMENTS,
    ),
}
