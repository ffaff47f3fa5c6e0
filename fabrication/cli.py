"""``stampcodec fabricate``: from stamp.json, or a list of merchants, to what a factory takes."""

from __future__ import annotations

import warnings
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
import typer

from emulator import presses, record
from emulator.driver import drive, firmware
from emulator.driver.browser import Screen, touch_events
from emulator.driver.session import session
from fabrication import batch, inventory, merchants, package
from fabrication.audit import audit
from fabrication.folder import refuse_existing
from fabrication.manifest import Label
from fabrication.options import MOST_JOBS, SETTABLE, jobs_of, part_of, sheet_of
from fabrication.order import Order
from fabrication.part import OUTLINES, PROCESSES, Part
from fabrication.telling import NOT_READ, progress, refuse_verdicts, tell_findings, tell_verdicts
from stampcodec.argument import shown_settings
from stampcodec.commands.options import (
    PANEL_FORM,
    SCALES,
    PitchOption,
    family_named,
    panel_named,
    starting,
)
from stampcodec.errors import FileError, UnfitWarning
from stampcodec.face import StampFace
from stampcodec.family import families
from stampcodec.family import family as family_of
from stampcodec.lattice.reader import FrameReader
from stampcodec.panel import Panel, panel, panels
from stampcodec.quantity import counted
from stampcodec.reading import Outcome
from stampcodec.touch.reader import ContactReader
from stampcodec.touchpress import presses as presses_of
from stampcodec.touchpress import read_press

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from fabrication.verify import Press
    from stampcodec.family import Family

PRESSES = 3
BATCH_FAMILY = "lattice8"
DIAMETER_DECIMALS = 2


def fabricate(
    stamp: Annotated[
        Path | None,
        typer.Argument(
            metavar="STAMP",
            help="Stamp file, .json; give it, or --batch, or --verify.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help="New folder for the package; required but with --verify.",
            show_default="none",
        ),
    ] = None,
    many: Annotated[
        Path | None,
        typer.Option(
            "--batch",
            metavar="CSV",
            help="Make a stamp for each row of a CSV file. Its columns are merchant_id and, if "
            "wanted, name.",
            show_default="one stamp",
        ),
    ] = None,
    check: Annotated[
        Path | None,
        typer.Option(
            "--verify",
            metavar="PACKAGE",
            help="Write nothing; read a package (folder or zip) or a batch back and compare it "
            "with its label.",
            show_default="write a package",
        ),
    ] = None,
    family: Annotated[
        str | None,
        typer.Option(
            "--family",
            "-f",
            metavar="NAME",
            help="With --batch: stamp family.",
            show_default=BATCH_FAMILY,
            autocompletion=starting(families),
        ),
    ] = None,
    pitch_mm: PitchOption = None,
    panel_names: Annotated[
        list[str] | None,
        typer.Option(
            "--panel",
            "-p",
            metavar=PANEL_FORM,
            help="Touch panel that the stamp must work on; repeat it for more.",
            show_default="a built-in panel that the stamp fits",
            autocompletion=starting(panels),
        ),
    ] = None,
    process: Annotated[
        str,
        typer.Option(
            metavar="|".join(PROCESSES),
            help="How the rubber is made; the design rules depend on it.",
            autocompletion=starting(lambda: PROCESSES),
        ),
    ] = Part.process,
    outline: Annotated[
        str,
        typer.Option(
            metavar="|".join(OUTLINES),
            help="Shape of the stamp's edge.",
            autocompletion=starting(lambda: OUTLINES),
        ),
    ] = Part.outline,
    camouflage: Annotated[
        bool, typer.Option("--camouflage", help="Put insulating bumps on the empty sites.")
    ] = False,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help="Change one property of the part; repeat it for more. Fields and defaults: "
            f"{shown_settings(SETTABLE)}.",
        ),
    ] = None,
    mould: Annotated[
        float | None,
        typer.Option(
            metavar="PERCENT",
            help="Also write the cavity of the mould, larger by this shrinkage of the rubber.",
            show_default="no mould",
        ),
    ] = None,
    step: Annotated[
        bool,
        typer.Option(
            "--step", help="Also write STEP; needs the extra step, pip install 'stampcodec[step]'."
        ),
    ] = False,
    picture: Annotated[
        bool,
        typer.Option(
            "--picture", help="Also draw the solids as a picture; takes 2 s for each stamp."
        ),
    ] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Write the package although it breaks design rules; the drawing says so.",
        ),
    ] = False,
    no_verify: Annotated[
        bool, typer.Option("--no-verify", help="Do not read the written files back.")
    ] = False,
    one_zip: Annotated[
        bool, typer.Option("--one-zip", help="With --batch: write all stamps to one zip file.")
    ] = False,
    sheet: Annotated[
        str | None,
        typer.Option(
            metavar="WIDTHxHEIGHT",
            help="With --batch: size of the sheets in mm.",
            show_default="300x400",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            "-j",
            metavar="N",
            help=f"For a batch: number of processes, 1 to {MOST_JOBS}.",
            show_default="one for each core",
        ),
    ] = None,
) -> None:
    """Write the files that a factory needs to make a stamp.

    A package holds drawings, solids, a board and tables for a rubber maker, a printer or a laser
    shop. It is read back before it appears: the dots in its files are pressed on an emulated panel
    and must read as the ID on the label.

    Exit status: 0 if the package is right, 1 if its files do not read as the label, 2 on misuse,
    a broken design rule or a full disk.

    Example: stampcodec fabricate stamp.json -o out/
    """
    if [stamp, many, check].count(None) != 2:
        raise typer.BadParameter("expected one of STAMP, --batch and --verify", param_hint="STAMP")
    screens = tuple(panel_named(name) for name in dict.fromkeys(panel_names or ()))
    press = partial(press_and_read, tuple(screen.name for screen in screens))
    of_batch = {
        "--family": family,
        "--pitch-mm": pitch_mm,
        "--sheet": sheet,
        "--one-zip": one_zip or None,
        "--jobs": None if check is not None else jobs,
    }
    for name, value in of_batch.items():
        if many is None and value is not None:
            raise typer.BadParameter("needs --batch", param_hint=name)
    if check is not None:
        if output is not None:
            raise typer.BadParameter("--verify writes nothing", param_hint="--output")
        _check(check, press, jobs_of(jobs))
        return
    if output is None:
        raise typer.BadParameter("expected a folder", param_hint="--output")
    order = Order(
        part_of(process, outline, camouflage, mould, settings or []),
        screens,
        force=force,
        step=step,
        picture=picture,
    )
    if step and not step_is_installed():
        raise typer.BadParameter("needs pip install 'stampcodec[step]'", param_hint="--step")
    wanted = None if no_verify else press
    if stamp is not None:
        _one(StampFace.load(stamp), stamp, output, order, wanted)
    elif many is not None:
        chosen = family_named(family or BATCH_FAMILY, pitch_mm, screens[0] if screens else None)
        listed = tuple(merchants.read(many, chosen.n_ids))
        pitch = chosen.pitch_mm if pitch_mm is not None else None
        recipe = batch.Recipe(str(chosen), partial(design, chosen.name, pitch), order, wanted)
        _many(many, output, batch.Batch(recipe, listed, sheet_of(sheet), one_zip), jobs_of(jobs))


# --- what is made -------------------------------------------------------------------------------


def _one(face: StampFace, stamp: Path, output: Path, order: Order, press: Press | None) -> None:
    try:
        refuse_existing(output)
        files, findings = package.render(face, order, verified=press is not None)
        tell_findings(findings)
        read = package.write_folder(output, files, press)
    except package.RulesError as error:
        tell_findings(error.findings)
        broken = sum(finding.severity == "error" for finding in error.findings)
        what = "design rule is" if broken == 1 else "design rules are"
        raise FileError(
            stamp, "", f"{broken} {what} broken, see above; --force writes the package all the same"
        ) from None
    except package.VerifyError as error:
        refuse_verdicts(error.verdicts)
    except FileError:
        raise
    except ValueError as error:
        raise FileError(stamp, "", str(error)) from None
    typer.echo(
        f"{output}: {face.family}, merchant {face.merchant_id}, "
        f"{counted(len(files), 'file')}, "
        + (f"{len(read)} read back as {face.merchant_id}" if press else "not read back"),
        err=True,
    )


def _many(listed: Path, output: Path, ordered: batch.Batch, jobs: int) -> None:
    try:
        with progress() as tell:
            warnings = batch.run(output, ordered, jobs, tell)
    except batch.BatchError as error:
        where = "" if error.line is None else f"line {error.line}"
        told = FileError(listed, where, str(error))
        if not error.unread:
            raise told from None
        typer.echo(str(told), err=True)
        raise typer.Exit(NOT_READ) from None
    except FileError:
        raise
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--sheet") from None
    for warning in warnings:
        typer.echo(warning, err=True)
    made = counted(len(ordered.merchants), "stamp")
    typer.echo(f"{output}: {made} of {ordered.recipe.family}", err=True)


def _check(path: Path, press: Press, jobs: int) -> None:
    if not inventory.is_batch(path):
        tell_verdicts(package.verdicts(path, press))
        return
    with progress() as tell:
        tell_verdicts(audit(path, press, jobs, tell))


def design(name: str, pitch_mm: float | None, merchant_id: int) -> StampFace:
    """Design the face of a merchant; stands here so that workers find it."""
    return _family(name, pitch_mm).encode(merchant_id)


# --- from dots to ID ----------------------------------------------------------------------------


def press_and_read(
    panel_names: tuple[str, ...], label: Label, dots: NDArray[np.float64]
) -> int | str:
    """Press dots on an emulated panel and read them.

    Three presses, nominal: an ID that only some of them show is taken, two IDs are not.

    Parameters
    ----------
    panel_names : tuple of str
        Looked through first; then those that are built in, for one that the stamp fits.
    label : Label
        Names the family and its size; the ID on it is not looked at.
    dots : float64 (n, 3)
        Panel view.

    Returns
    -------
    int or str
        The ID, or one word about why there is none.
    """
    # The emulator works each diameter out anew, 56 ms; solids have as many as they have dots.
    dots = np.column_stack([dots[:, :2], dots[:, 2].round(DIAMETER_DECIMALS)])
    face = StampFace(label.family, label.pitch_mm, 0, label.outline_mm, dots, ("data",) * len(dots))
    screen = _screen(face, panel_names)
    if screen is None:
        return "a face too large for every panel"
    try:
        outcomes = _contacts(face, screen) if label.pitch_mm is None else _frames(face, screen)
    except ValueError as error:
        return f"nothing that can be pressed ({error})"
    read = {outcome for outcome in outcomes if isinstance(outcome, int)}
    if len(read) == 1:
        return read.pop()
    return "several merchants" if read else max(set(map(str, outcomes)), key=outcomes.count)


def _frames(face: StampFace, screen: Panel) -> list[int | str]:
    frames = presses(face, screen, PRESSES, np.random.default_rng(0)).frames
    readings = _frame_reader(face.family, face.pitch_mm, screen.name).read_many(frames)
    return [_said(reading.outcome, reading.merchant_id) for reading in readings]


def _contacts(face: StampFace, screen: Panel) -> list[int | str]:
    rng = np.random.default_rng(0)
    scanned = session([record(face, screen, rng) for _ in range(PRESSES)])
    reports = drive(scanned.frames, scanned.time_ms, screen, firmware(screen))
    reader = _contact_reader(face.family)
    readings = [read_press(reader, each) for each in presses_of(touch_events(reports, Screen()))]
    return [_said(reading.outcome, reading.merchant_id) for reading in readings] or ["nothing"]


def _said(outcome: Outcome, merchant_id: int | None) -> int | str:
    return outcome.name.lower() if merchant_id is None else merchant_id


def _screen(face: StampFace, names: Sequence[str]) -> Panel | None:
    """Choose a panel that the face is fit for, or at least one that it fits."""
    candidates = [panel(name) for name in dict.fromkeys([*names, *panels()])]
    broken = [(each, {violation.rule for violation in face.check(each)}) for each in candidates]
    held = [each for each, rules in broken if not rules]
    return next(iter(held + [each for each, rules in broken if "screen" not in rules]), None)


# A worker makes each reader once.
@cache
def _family(name: str, pitch_mm: float | None) -> Family:
    return family_of(name, pitch_mm)


@cache
def _frame_reader(family: str, pitch_mm: float | None, panel_name: str) -> FrameReader:
    with warnings.catch_warnings():
        # What a face breaks is among the findings of the design rules.
        warnings.simplefilter("ignore", UnfitWarning)
        return FrameReader(family_of(family, pitch_mm), panel(panel_name))


@cache
def _contact_reader(family: str) -> ContactReader:
    return ContactReader(family_of(family), SCALES)


def step_is_installed() -> bool:
    """Tell whether the library for STEP is there; it is not loaded."""
    return find_spec("OCP") is not None
