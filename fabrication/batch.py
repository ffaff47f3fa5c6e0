"""Packages for a whole list of merchants: parallel, resumable, in bounded memory.

::

    out.partial/  ─ batch.json     what was ordered; another order is refused
                  ─ stamps/        a zip each, renamed into place when whole and verified
                  ─ sheets/        nested, as DXF, SVG and PDF
                  ─ manifest.json  written last
    out/          the same folder, renamed when all of it is there

A run that was stopped, by whatever, leaves ``out.partial``; the same command goes on from there.
"""

from __future__ import annotations

import errno
import shutil
import zipfile
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

from fabrication import archive, inventory, manifest, package
from fabrication.drawing import draw
from fabrication.folder import working_in
from fabrication.inventory import SHEETS, STAMPS, TOGETHER, package_name
from fabrication.laser import svg as lasersvg
from fabrication.laser.work import LABEL, laser_work
from fabrication.mirror import rubber_view
from fabrication.sheet import check, dxf, pdf, svg
from fabrication.sheet.layout import lay_out
from fabrication.sheet.nest import nest
from stampcodec.outfile import replacing
from stampcodec.outfolder import refuse_existing
from stampcodec.workers import spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from fabrication.merchants import Merchant
    from fabrication.mirror import RubberFace
    from fabrication.recipe import Batch, Recipe
    from fabrication.sheet.nest import Place, Sheet

PLAN = "batch.json"


@dataclass(frozen=True)
class Task:
    """One stamp, or the stamps of one sheet, to be written into a folder."""

    recipe: Recipe
    folder: Path
    merchants: tuple[Merchant, ...]
    sheet: Sheet
    places: tuple[Place, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Made:
    """What a worker tells of a task: values that pickle, what went wrong among them.

    Attributes
    ----------
    entries : tuple of dict
        Path, size and SHA-256 of each file written.
    warnings : tuple of str
        What the design rules found.
    problem : str
        Empty when it was made.
    line : int or None
        Of the list of merchants, where the problem is one stamp's.
    errno : int
        Of an operating system's error, 0 for others.
    unread : bool
        The problem is that the files do not read as the ID on the label.
    """

    entries: tuple[dict[str, object], ...] = ()
    warnings: tuple[str, ...] = ()
    problem: str = ""
    line: int | None = None
    errno: int = 0
    unread: bool = False


class BatchError(ValueError):
    """A stamp of a batch cannot be made.

    Attributes
    ----------
    line : int or None
        Of the list of merchants.
    unread : bool
        It was made, and does not read as the ID on its label.
    """

    def __init__(self, line: int | None, problem: str, *, unread: bool = False) -> None:
        """Keep the line."""
        self.line, self.unread = line, unread
        super().__init__(problem)


def run(path: Path, batch: Batch, jobs: int, tell: Callable[[str, int, int], None]) -> list[str]:
    """Write a batch to a new folder; what a stopped run has left is not made again.

    Parameters
    ----------
    path : Path
    batch : Batch
    jobs : int
        Processes at work.
    tell : callable
        Called with what is made ("stamps", "sheets"), how many are done and how many there are.

    Returns
    -------
    list of str
        What the design rules warn of, each once.

    Raises
    ------
    BatchError
        A stamp breaks a design rule, cannot be drawn, or does not read as its ID.
    FileError
        The folder of the stopped run holds another batch, or another run is at work in it.
    OSError
        The folder exists or cannot be written, or the disk is full.
    ValueError
        No stamp fits the sheet.
    """
    refuse_existing(path)
    recipe, merchants = batch.recipe, batch.merchants
    first = recipe.design(merchants[0].merchant_id)
    try:
        size_mm = recipe.order.part.size_mm(rubber_view(first))
    except ValueError as error:
        raise BatchError(merchants[0].line, str(error)) from None
    places = nest(len(merchants), size_mm, batch.sheet)
    aside = path.with_name(f"{path.name}.partial")
    with working_in(aside, PLAN, inventory.plan(batch), (STAMPS, SHEETS)):
        stamps = [Task(recipe, aside, (merchant,), batch.sheet) for merchant in merchants]
        sheets = _sheet_tasks(batch, places, aside)
        warnings: dict[str, None] = {}
        entries: list[dict[str, object]] = []
        for what, work, tasks in ((STAMPS, make_stamp, stamps), (SHEETS, make_sheet, sheets)):
            tell(what, 0, len(tasks))
            for done, made in enumerate(spread(work, tasks, jobs), 1):
                _refuse(made, path, aside)
                entries += made.entries
                warnings.update(dict.fromkeys(made.warnings))
                tell(what, done, len(tasks))
        if batch.together:
            entries = [_gathered(aside, batch), *entries[len(stamps) :]]
        with replacing(aside / manifest.NAME) as file:
            file.write_bytes(inventory.text(batch, places, entries))
        (aside / PLAN).unlink()
        aside.rename(path)
    return list(warnings)


# --- in a worker --------------------------------------------------------------------------------


def make_stamp(task: Task) -> Made:
    """Write the zip of one stamp, unless it is there and whole."""
    (merchant,) = task.merchants
    try:
        face = task.recipe.design(merchant.merchant_id)
        path = task.folder / STAMPS / package_name(face.family, face.merchant_id)
        warnings: tuple[str, ...] = ()
        if not _is_whole(path):
            press = task.recipe.press
            files, found = package.render(face, task.recipe.order, verified=press is not None)
            warnings = tuple(
                f"{finding.severity}: {finding.rule}: {finding.reason}" for finding in found
            )
            package.write_zip(path, files, press)
        return Made((_entry(task.folder, path),), warnings)
    except OSError as error:
        return _failed(error)
    except ValueError as error:
        unread = isinstance(error, package.VerifyError)
        return Made(problem=str(error), line=merchant.line, unread=unread)


def make_sheet(task: Task) -> Made:
    """Write one sheet in every format, and read the stamps back out of it."""
    try:
        faces = [task.recipe.design(merchant.merchant_id) for merchant in task.merchants]
        number = task.places[0].sheet
        entries = []
        for ending, content in _sheet_files(task, [rubber_view(face) for face in faces]):
            path = task.folder / SHEETS / inventory.sheet_name(number, ending)
            with replacing(path) as aside:
                aside.write_bytes(content)
                if task.recipe.press is not None and ending == "dxf":
                    labels = [manifest.label_of(face) for face in faces]
                    designs = [face.dots for face in faces]
                    check.check(aside.read_bytes(), labels, designs, task.places, task.recipe.press)
            entries.append(_entry(task.folder, path))
        return Made(tuple(entries))
    except OSError as error:
        return _failed(error)
    except ValueError as error:
        return Made(problem=f"sheet {task.places[0].sheet + 1}: {error}")


def _sheet_files(task: Task, rubbers: Sequence[RubberFace]) -> Iterator[tuple[str, bytes]]:
    """Draw a sheet in every format, by its ending; for a laser what it takes off."""
    part = task.recipe.order.part
    names = [merchant.name for merchant in task.merchants]
    nested = partial(lay_out, task.sheet, task.title, names=names, places=task.places)
    drawn = nested([draw(rubber, part) for rubber in rubbers])
    if part.process == "laser":
        works = nested([laser_work(rubber, part) for rubber in rubbers], layer=LABEL)
        yield "dxf", dxf.render_work(works, part)
        yield "svg", svg.render(works, partial(lasersvg.layers, part=part))
    else:
        yield "dxf", dxf.render(drawn)
        yield "svg", svg.render(drawn)
    yield "pdf", pdf.render(drawn)


def _is_whole(path: Path) -> bool:
    """Tell whether a run before this one has written a zip, to its last byte."""
    try:
        with zipfile.ZipFile(path) as written:
            return any(name.endswith(f"/{manifest.NAME}") for name in written.namelist())
    except (FileNotFoundError, zipfile.BadZipFile):
        return False


def _entry(folder: Path, path: Path) -> dict[str, object]:
    return manifest.entry(path.relative_to(folder).as_posix(), path.read_bytes())


def _failed(error: OSError) -> Made:
    return Made(problem=error.strerror or str(error), errno=error.errno or errno.EIO)


# --- at home ------------------------------------------------------------------------------------


def _refuse(made: Made, path: Path, partial: Path) -> None:
    if made.errno:
        raise OSError(
            made.errno,
            f"{made.problem}; what is done stays in {partial.name}, the same command goes on",
            str(path),
        )
    if made.problem:
        raise BatchError(made.line, made.problem, unread=made.unread)


def _sheet_tasks(batch: Batch, places: Sequence[Place], folder: Path) -> list[Task]:
    tasks, count = [], places[-1].sheet + 1
    pairs = zip(batch.merchants, places, strict=True)
    for number, group in groupby(pairs, key=lambda pair: pair[1].sheet):
        merchants, on_it = zip(*group, strict=True)
        title = f"{batch.recipe.family}, sheet {number + 1} of {count}, rubber view, 1:1"
        tasks.append(Task(batch.recipe, folder, merchants, batch.sheet, on_it, title))
    return tasks


def _gathered(partial: Path, batch: Batch) -> dict[str, object]:
    """Put the zips of all stamps into one, in the order of the list."""
    name = batch.recipe.design(batch.merchants[0].merchant_id).family
    zips = [partial / STAMPS / package_name(name, each.merchant_id) for each in batch.merchants]
    archive.gather(partial / TOGETHER, zips)
    shutil.rmtree(partial / STAMPS)
    return manifest.file_entry(partial / TOGETHER, TOGETHER)
