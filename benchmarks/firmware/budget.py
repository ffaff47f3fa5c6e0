"""What firmware needs of a small processor, and how its readings compare with Python's."""

from __future__ import annotations

import statistics
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.firmware.board import BOARDS, build, run
from benchmarks.firmware.host import Core
from benchmarks.firmware.web import WASM, WebModule
from benchmarks.lattice.material import adversarial, everyday
from benchmarks.report.requirement import Requirement
from emulator import Conditions, presses
from stampcodec import FrameReader, Outcome, family, panel
from stampcodec.firmware.package import make_firmware

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from benchmarks.firmware.board import BoardReading, Built
    from stampcodec import Family, Panel, Reading

# On a Cortex-M4F, every family: bytes and instructions.
MOST_CODE, MOST_TABLES, MOST_MEMORY, MOST_STACK = 64_000, 96_000, 192_000, 4_096
MOST_MEDIAN, MOST_WORST = 2e6, 9e6
MAY_CALL = {"memcpy", "memset", "memmove", "expf", "logf", "cosf", "sinf"}
# What compilers of computers make of sine and cosine of one angle, and a guard of the stack.
HOST_MAY_CALL = MAY_CALL | {"sincosf", "__stack_chk_fail"}
HOST = "host"
# Single precision on one side only: how far poses and margins may lie apart.
MOST_APART_MM, MOST_APART_DEG, MOST_APART_MARGIN = 0.1, 0.2, 0.05


@dataclass(frozen=True)
class Budget:
    """One family on one panel on one board."""

    family: str
    panel: str
    board: str
    code_bytes: int
    table_bytes: int
    memory_bytes: int
    stack_bytes: int
    calls: list[str]
    idle: float
    """Instructions, median."""
    stamp: float
    worst: float
    frames: int
    differ: int
    """Frames whose outcome, merchant or corrections are not Python's."""
    apart_mm: float
    apart_deg: float
    apart_margin: float
    microseconds: float | None
    """A stamp frame in node, median; of the others unknown."""
    packed_bytes: int | None
    """What a server sends of a module for pages."""

    @property
    def _may_call(self) -> set[str]:
        return {HOST: HOST_MAY_CALL, WASM: set[str]()}.get(self.board, MAY_CALL)

    @property
    def requirements(self) -> list[Requirement]:
        """What must hold."""
        who = f"{self.family} on {self.panel}, {self.board}"
        held = [
            Requirement(f"{who}: readings unlike Python's", self.differ, 0),
            Requirement(f"{who}: mm from Python's pose", self.apart_mm, MOST_APART_MM),
            Requirement(f"{who}: degrees from it", self.apart_deg, MOST_APART_DEG),
            Requirement(f"{who}: from its margin", self.apart_margin, MOST_APART_MARGIN),
            Requirement(f"{who}: other calls", len(set(self.calls) - self._may_call), 0),
        ]
        if self.board != "cortex-m4f":
            return held
        return [
            *held,
            Requirement(f"{who}: code, bytes", self.code_bytes, MOST_CODE),
            Requirement(f"{who}: tables, bytes", self.table_bytes, MOST_TABLES),
            Requirement(f"{who}: memory, bytes", self.memory_bytes, MOST_MEMORY),
            Requirement(f"{who}: stack, bytes", self.stack_bytes, MOST_STACK),
            Requirement(f"{who}: instructions, median stamp", self.stamp, MOST_MEDIAN),
            Requirement(f"{who}: instructions, worst frame", self.worst, MOST_WORST),
        ]

    def as_json(self) -> dict[str, Any]:
        """Return the figures as JSON has them."""
        return asdict(self)


def measure_budgets(
    families: Sequence[str],
    panels: Sequence[str],
    boards: Sequence[str],
    *,
    frames: int,
    seed: int,
    folder: Path,
    told: Callable[[str], None],
) -> list[Budget]:
    """Build and run every family on every panel and board.

    Parameters
    ----------
    frames : int
        Of nominal stamps, of hands and of nothing, each; as many again of other conditions.
    folder : Path
        To work in.
    told : callable
        Is given a line about what comes next.
    """
    found = []
    for panel_name in panels:
        for name in families:
            target = panel(panel_name)
            stamps = family(name) if panel_name == "nexus5" else family(name).fit(target)
            place = folder / f"{name}-{panel_name}"
            firmware = make_firmware(stamps, target)
            firmware.write(place)
            for board in boards:
                told(f"{name} on {panel_name}, {board}")
                found.append(_measured(place, stamps, target, board, frames, seed))
    return found


def _measured(place: Path, stamps: Family, target: Panel, board: str, n: int, seed: int) -> Budget:
    rng = np.random.default_rng(seed)
    kinds = _frames(stamps, target, n, rng)
    every = np.concatenate(list(kinds.values()))
    readings, built, packed = _read_on(board, place, every)
    python = FrameReader(stamps, target).read_many(every)
    starts = np.cumsum([0, *(len(kind) for kind in kinds.values())])
    by_kind = {
        name: readings[first:end]
        for name, first, end in zip(kinds, starts, starts[1:], strict=False)
    }
    pairs = list(zip(readings, python, strict=True))
    apart = [_apart(c, p) for c, p in pairs if p.pose is not None and not _differ(c, p)]
    return Budget(
        stamps.name,
        target.name,
        board,
        built.code_bytes,
        built.table_bytes,
        _memory(place),
        built.stack_bytes,
        sorted(built.calls),
        statistics.median(each.instructions for each in by_kind["idle"]),
        statistics.median(each.instructions for each in by_kind["stamp"]),
        max(reading.instructions for reading in readings),
        len(every),
        sum(_differ(c, p) for c, p in pairs),
        max(each[0] for each in apart),
        max(each[1] for each in apart),
        max(each[2] for each in apart),
        statistics.median(each.microseconds for each in by_kind["stamp"]) or None,
        packed,
    )


def _read_on(
    board: str, place: Path, frames: NDArray[np.int16]
) -> tuple[list[BoardReading], Built, int | None]:
    if board == HOST:
        core = Core(place)
        return [core.read(frame) for frame in frames], core.built(), None
    if board == WASM:
        module = WebModule(place)
        return module.read(frames), module.built(), module.packed_bytes
    return run(place, BOARDS[board], frames), build(place, BOARDS[board]), None


def _frames(
    stamps: Family, target: Panel, n: int, rng: np.random.Generator
) -> dict[str, NDArray[np.int16]]:
    """Make the everyday, the harsh and the hostile."""
    usual = everyday(stamps, target, n, rng, None)
    harsh = [
        Conditions(missing_dots=3),
        Conditions(missing_dots=8),
        Conditions(noise_scale=6.0),
        Conditions(amplitude=0.1),
        Conditions(cg_pf=5.0),
        Conditions(palms=1, fingers=2),
        Conditions(dead_rows=1, dead_columns=1),
    ]
    each = max(1, n // len(harsh))
    faces = [stamps.encode(int(merchant)) for merchant in rng.integers(stamps.n_ids, size=each)]
    hostile = adversarial(stamps, target, max(1, n // 20), rng)
    return {
        "stamp": usual.stamps,
        "finger": usual.fingers,
        "idle": usual.idle,
        "harsh": np.concatenate([presses(faces, target, each, rng, kind).frames for kind in harsh]),
        "hostile": np.concatenate(list(hostile.values())),
    }


def _memory(place: Path) -> int:
    """Return the bytes that the folder's README promises for a 32-bit processor."""
    words = (place / "README.md").read_text().split("A reader takes ")[1].split()
    return int(words[0])


def _differ(c: BoardReading, python: Reading) -> bool:
    if c.outcome != python.outcome or c.merchant_id != (python.merchant_id or 0):
        return True
    return python.outcome is Outcome.READ and (c.missing, c.added) != (
        len(python.missing),
        len(python.added),
    )


def _apart(c: BoardReading, python: Reading) -> tuple[float, float, float]:
    assert python.pose is not None
    turn = abs((c.angle_deg - python.pose.angle_deg + 180) % 360 - 180)
    place = max(abs(c.x_mm - python.pose.x_mm), abs(c.y_mm - python.pose.y_mm))
    return place, turn, abs(c.margin - (python.margin or 0.0))
