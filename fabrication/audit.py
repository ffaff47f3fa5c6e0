"""A whole batch held against its manifest: every file, every package, every stamp of every sheet.

::

    manifest.json ─ files that are missing, changed, or nobody's
                  ─ packages, each as `package.verdicts` holds it      spread over processes
                  ─ a sheet as soon as the packages of its stamps are read: no more are in memory
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fabrication import archive, inventory, manifest, package, verify
from fabrication.inventory import SHEETS, STAMPS, TOGETHER
from fabrication.sheet import check
from fabrication.verify import Verdict
from stampcodec.errors import FileError
from stampcodec.workers import spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from fabrication.inventory import Inventory
    from fabrication.manifest import Label
    from fabrication.sheet.nest import Place
    from fabrication.verify import Press

MISSING = "is missing"
CHANGED = f"is not what was written: {manifest.NAME} has another SHA-256"


@dataclass(frozen=True)
class Task:
    """One package to be read back; `content` where it is no file of its own."""

    path: Path
    name: str
    merchant_id: int
    press: Press
    content: bytes | None


@dataclass(frozen=True)
class Found:
    """What a package is of; no label where it is damaged."""

    verdict: Verdict
    label: Label | None = None
    dots: NDArray[np.float64] | None = None


def audit(
    path: Path, press: Press, jobs: int, tell: Callable[[str, int, int], None]
) -> Iterator[Verdict]:
    """Read a batch back.

    Parameters
    ----------
    path : Path
        The folder of a batch.
    press : callable
        As for `verify.verify`; must pickle.
    jobs : int
        Processes at work.
    tell : callable
        Called with what is read, how many are done and how many there are.

    Yields
    ------
    Verdict
        One for each package and each sheet, and one for every other file that is wrong.

    Raises
    ------
    ManifestError
        It has no manifest, or a damaged one.
    OSError
        It cannot be read.
    """
    listed = inventory.read(path)
    wrong = dict(_wrong_files(path, listed))
    yield from (Verdict(name, None, problem) for name, problem in wrong.items())
    if listed.together and (TOGETHER in wrong or not zipfile.is_zipfile(path / TOGETHER)):
        if TOGETHER not in wrong:
            yield Verdict(TOGETHER, None, "expected a zip")
        return
    beside: list[tuple[Found, Place]] = []
    stamps = listed.stamps
    found = spread(read_back, _tasks(path, listed, wrong, press), jobs)
    for number, ((_, place), each) in enumerate(zip(stamps, found, strict=True), 1):
        # What is missing or changed has been told.
        if each.verdict.path not in wrong:
            yield each.verdict
        tell(STAMPS, number, len(stamps))
        beside.append((each, place))
        if number == len(stamps) or stamps[number][1].sheet != place.sheet:
            name = f"{SHEETS}/{inventory.sheet_name(place.sheet, 'dxf')}"
            if name not in wrong:
                yield Verdict(name, None, _sheet_problem(path / name, beside, press))
            beside = []


def read_back(task: Task) -> Found:
    """Read one package back."""
    try:
        files = package.read(task.path, task.content)
        label = manifest.read(task.path, files)
    except FileError as error:
        problem = ": ".join(part for part in (error.field, error.problem) if part)
        return Found(Verdict(task.name, None, problem))
    except OSError as error:
        return Found(Verdict(task.name, None, error.strerror or str(error)))
    problems = [str(each) for each in verify.verify(label, files, task.press) if each.problem]
    if label.merchant_id != task.merchant_id:
        problems.append(f"is of {label.merchant_id}, expected {task.merchant_id}")
    verdict = Verdict(task.name, label.merchant_id, "; ".join(problems))
    return Found(verdict, label, verify.designed_dots(files.get(verify.STAMP, b"")))


def _tasks(path: Path, listed: Inventory, wrong: dict[str, str], press: Press) -> Iterator[Task]:
    names = [(inventory.package_name(listed.family, id_), id_) for id_, _ in listed.stamps]
    if not listed.together:
        for name, id_ in names:
            inside = f"{STAMPS}/{name}"
            yield Task(path / inside, inside, id_, press, b"" if inside in wrong else None)
        return
    with zipfile.ZipFile(path / TOGETHER) as every:
        for name, id_ in names:
            content = _inside(every, name)
            yield Task(path / TOGETHER / name, f"{TOGETHER}/{name}", id_, press, content)


def _inside(every: zipfile.ZipFile, name: str) -> bytes:
    """Return a zip that is in a zip; nothing where it is not, damaged or far too large."""
    try:
        return every.read(name) if every.getinfo(name).file_size <= package.MOST_BYTES else b""
    except (KeyError, *archive.DAMAGED):
        return b""


def _wrong_files(path: Path, listed: Inventory) -> Iterator[tuple[str, str]]:
    there = {each.relative_to(path).as_posix() for each in path.rglob("*") if each.is_file()} - {
        manifest.NAME
    }
    expected = {TOGETHER} if listed.together else set()
    for id_, place in listed.stamps:
        if not listed.together:
            expected.add(f"{STAMPS}/{inventory.package_name(listed.family, id_)}")
        for ending in inventory.SHEET_ENDINGS:
            expected.add(f"{SHEETS}/{inventory.sheet_name(place.sheet, ending)}")
    expected |= listed.files.keys()
    for name in sorted(expected - there):
        yield name, MISSING
    for name in sorted(there - expected):
        yield name, f"is not in {manifest.NAME}"
    for name in sorted(there & expected):
        if manifest.file_entry(path / name, name) != listed.files.get(name):
            yield name, CHANGED


def _sheet_problem(path: Path, beside: list[tuple[Found, Place]], press: Press) -> str:
    labels, designs, places = [], [], []
    for found, place in beside:
        if found.label is None or found.dots is None:
            return "cannot be held against packages that are damaged"
        labels.append(found.label)
        designs.append(found.dots)
        places.append(place)
    try:
        check.check(path.read_bytes(), labels, designs, places, press)
    except ValueError as error:
        return str(error)
    return ""
