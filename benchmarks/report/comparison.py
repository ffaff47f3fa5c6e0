"""Two runs of one benchmark: what changed between them by more than chance explains."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, cast

from benchmarks.report.figure import Rate
from stampcodec.errors import FileError
from stampcodec.jsonfile import shown

if TYPE_CHECKING:
    from benchmarks.report.figure import Figure
    from benchmarks.report.runfile import Run


@dataclass(frozen=True)
class Change:
    """A figure that changed, as people read it."""

    name: str
    before: str
    after: str
    difference: str
    is_worse: bool


@dataclass(frozen=True)
class Comparison:
    """What changed, what did not, and what only one of the runs has.

    Attributes
    ----------
    changes : tuple of Change
        Worse ones first.
    alike : int
        Figures of both runs that did not change.
    only_before, only_after : tuple of str
    """

    changes: tuple[Change, ...]
    alike: int
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]

    @property
    def is_worse(self) -> bool:
        """Whether any figure got worse."""
        return any(change.is_worse for change in self.changes)

    def as_json(self) -> dict[str, Any]:
        """Return everything."""
        return asdict(self)


def compare(before: Run, after: Run, confidence: float) -> Comparison:
    """Hold two runs against each other.

    `confidence` is that of the whole comparison: if nothing changed, all rates together are found
    alike with this probability. Each rate gets its share of the error (Bonferroni).

    Raises
    ------
    FileError
        The runs are of different commands or conditions, or have no figure in common.
    """
    if after.command != before.command:
        problem = f"expected a run of {before.command}, as {before.path} is, got {after.command}"
        raise FileError(after.path, "command", problem)
    for key, value in before.conditions.items():
        other = after.conditions[key]
        if other != value:
            problem = f"expected {shown(value)}, as in {before.path}, got {shown(other)}"
            raise FileError(after.path, key, problem)
    common = [name for name in before.figures if name in after.figures]
    if not common:
        raise FileError(after.path, "", f"expected a figure that {before.path} has too, got none")
    rates = sum(isinstance(before.figures[name], Rate) for name in common)
    each = 1.0 - (1.0 - confidence) / max(rates, 1)
    found = [(name, before.figures[name], after.figures[name]) for name in common]
    changes = [
        _change(name, old, new, each) for name, old, new in found if _changed(old, new, each)
    ]
    return Comparison(
        tuple(sorted(changes, key=lambda change: not change.is_worse)),
        len(common) - len(changes),
        tuple(name for name in before.figures if name not in after.figures),
        tuple(name for name in after.figures if name not in before.figures),
    )


def _changed(before: Figure, after: Figure, confidence: float) -> bool:
    # One name has one kind of figure: both runs have the layout of one command.
    return before.changed(cast("Any", after), confidence)


def _change(name: str, before: Figure, after: Figure, confidence: float) -> Change:
    return Change(
        name,
        str(before),
        str(after),
        before.difference(cast("Any", after), confidence),
        (after.size - before.size) * before.better < 0,
    )
