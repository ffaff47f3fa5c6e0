"""``stampcodec fabricate``: from stamp.json, or a list of merchants, to what a factory takes."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fabrication.options import MOST_JOBS, SETTABLE, jobs_of, part_of, release_of, sheet_of
from fabrication.part import OUTLINES, PROCESSES, Part
from fabrication.telling import NOT_READ, progress, refuse_verdicts, tell_findings, tell_verdicts
from stampcodec.argument import shown_settings
from stampcodec.commands.options import (
    OF_FRAMES,
    PitchOption,
    family_named,
    family_names,
    panel_named,
    panel_option,
    starting,
)
from stampcodec.errors import FileError
from stampcodec.outfolder import refuse_existing
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fabrication.order import Order
    from fabrication.recipe import Batch
    from fabrication.verify import Press
    from stampcodec.face import StampFace


def fabricate(
    stamp: Annotated[
        Path | None,
        typer.Argument(
            metavar="STAMP",
            help="Stamp file, .json, or - for standard input; give it, or --batch, --verify or "
            "--inspect.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help="New folder for the package or the sheets; required, unless --verify or "
            "--measured is given.",
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
    inspected: Annotated[
        Path | None,
        typer.Option(
            "--inspect",
            metavar="PACKAGE",
            help="Write sheets to measure the made part with, and a reference frame for scans, to "
            "--output; with --measured, judge the part.",
            show_default="write a package",
        ),
    ] = None,
    measured: Annotated[
        list[Path] | None,
        typer.Option(
            "--measured",
            metavar="FILE",
            help="With --inspect: the CSV sheet filled in, or a 600 dpi scan of the face in its "
            "reference frame; repeat it to give both. Prints a CSV with a verdict for each "
            "dimension. A scan needs pip install 'stampcodec[inspection]'.",
            show_default="none",
        ),
    ] = None,
    family: Annotated[
        str | None,
        typer.Option(
            "--family",
            "-f",
            metavar="NAME",
            help="With --batch: stamp family.",
            show_default=OF_FRAMES,
            autocompletion=starting(family_names),
        ),
    ] = None,
    pitch_mm: PitchOption = None,
    panel_names: Annotated[
        list[str] | None,
        panel_option(
            "Touch panel that the stamp must work on; repeat it for more.",
            "a built-in panel that the stamp fits",
        ),
    ] = None,
    second: Annotated[
        Path | None,
        typer.Option(
            "--second",
            metavar="STAMP",
            help="Stamp file of the notched end of a two-ended stamp; STAMP is that of the plain "
            "end, with the lower ID.",
            show_default="one end",
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
    entries: Annotated[
        list[str] | None,
        typer.Option(
            "--title",
            metavar="FIELD=VALUE",
            help="Fill in a field of the drawing's title block: owner, date (YYYY-MM-DD), approved "
            "or revision; repeat it for more.",
            show_default="empty",
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

    Exit status: 0 if the package or the made part is right, 1 if its files do not read as the
    label or the part fails, 2 on misuse, a broken design rule or a full disk.

    Example: stampcodec fabricate stamp.json -o out/
    """
    if [stamp, many, check, inspected].count(None) != 3:
        raise typer.BadParameter(
            "expected one of STAMP, --batch, --verify and --inspect", param_hint="STAMP"
        )
    from fabrication import merchants
    from fabrication.codec import design, press_and_read
    from fabrication.export.step import is_installed as step_is_installed
    from fabrication.order import Order
    from fabrication.recipe import Batch, Recipe
    from stampcodec.face import StampFace

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
    _refuse_second(second, stamp, step=step)
    if check is not None:
        if output is not None:
            raise typer.BadParameter("--verify writes nothing", param_hint="--output")
        _check(check, press, jobs_of(jobs))
        return
    if inspected is not None or measured:
        _inspection(inspected, measured or [], output, press)
        return
    if output is None:
        raise typer.BadParameter("expected a folder", param_hint="--output")
    order = Order(
        part_of(process, outline, camouflage, mould, settings or []),
        screens,
        force=force,
        step=step,
        picture=picture,
        release=release_of(entries or []),
    )
    if step and not step_is_installed():
        raise typer.BadParameter("needs pip install 'stampcodec[step]'", param_hint="--step")
    wanted = None if no_verify else press
    if stamp is not None and second is not None:
        _pair((StampFace.load(stamp), StampFace.load(second)), second, output, order, wanted)
    elif stamp is not None:
        _one(StampFace.load(stamp), stamp, output, order, wanted)
    elif many is not None:
        chosen = family_named(family or OF_FRAMES, pitch_mm, screens[0] if screens else None)
        listed = tuple(merchants.read(many, chosen.n_ids))
        pitch = chosen.pitch_mm if pitch_mm is not None else None
        recipe = Recipe(str(chosen), partial(design, chosen.name, pitch), order, wanted)
        _many(many, output, Batch(recipe, listed, sheet_of(sheet), one_zip), jobs_of(jobs))


def _refuse_second(second: Path | None, stamp: Path | None, *, step: bool) -> None:
    """Refuse another end of nothing, and exact solids of two ends, which are not made."""
    if second is not None and stamp is None:
        raise typer.BadParameter("needs STAMP, the plain end", param_hint="--second")
    if second is not None and step:
        raise typer.BadParameter("is not made for two-ended stamps", param_hint="--step")


# --- what is made -------------------------------------------------------------------------------


def _one(face: StampFace, stamp: Path, output: Path, order: Order, press: Press | None) -> None:
    from fabrication import package

    with _told(stamp):
        refuse_existing(output)
        files, findings = package.render(face, order, verified=press is not None)
        tell_findings(findings)
        read = package.write_folder(output, files, press)
    typer.echo(
        f"{output}: {face.family}, merchant {face.merchant_id}, "
        f"{counted(len(files), 'file')}, "
        + (f"{len(read)} read back as {face.merchant_id}" if press else "not read back"),
        err=True,
    )


def _pair(
    faces: tuple[StampFace, StampFace],
    second: Path,
    output: Path,
    order: Order,
    press: Press | None,
) -> None:
    from fabrication import pair

    with _told(second):
        refuse_existing(output)
        files, findings = pair.render(faces, order, verified=press is not None)
        tell_findings(findings)
        read = pair.write_folder(output, files, press)
    ids = " and ".join(str(face.merchant_id) for face in faces)
    typer.echo(
        f"{output}: {faces[0].family}, two-ended, merchants {ids}, "
        f"{counted(len(files), 'file')}, "
        + (f"{counted(len(read), 'reading')} as they should be" if press else "not read back"),
        err=True,
    )


@contextmanager
def _told(stamp: Path) -> Iterator[None]:
    """Tell what keeps a package from being made, in words of its stamp file."""
    from fabrication import package

    try:
        yield
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


def _many(listed: Path, output: Path, ordered: Batch, jobs: int) -> None:
    from fabrication import batch

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
    from fabrication import inventory, manifest, package, pair, verify
    from fabrication.audit import audit

    if not inventory.is_batch(path):
        files = package.read(path)
        if pair.is_pair(files):
            tell_verdicts(pair.verdicts(path, files, press))
        else:
            tell_verdicts(verify.verify(manifest.read(path, files), files, press))
        return
    with progress() as tell:
        tell_verdicts(audit(path, press, jobs, tell))


# --- what was made ------------------------------------------------------------------------------


def _inspection(path: Path | None, measured: list[Path], output: Path | None, press: Press) -> None:
    """Write the sheets that a made part is measured with, or judge it by them."""
    if path is None:
        raise typer.BadParameter("needs --inspect", param_hint="--measured")
    if measured and output is not None:
        raise typer.BadParameter("--measured writes nothing", param_hint="--output")
    if measured:
        _judge(path, measured, press)
    elif output is None:
        raise typer.BadParameter("expected a folder", param_hint="--output")
    else:
        _sheets(path, output)


def _sheets(path: Path, output: Path) -> None:
    """Write the sheets that a made part is measured with."""
    from fabrication.inspection import inspect
    from stampcodec.outfolder import appearing

    refuse_existing(output)
    try:
        files = inspect.sheets(inspect.ordered(path))
    except FileError:
        raise
    except ValueError as error:
        raise FileError(path, "", str(error)) from None
    with appearing(output) as aside:
        for name, content in files.items():
            (aside / name).write_bytes(content)
    typer.echo(f"{output}: {', '.join(files)}", err=True)


def _judge(path: Path, measured: list[Path], press: Press) -> None:
    """Print a verdict for each dimension of a made part; leave with 1 where it fails."""
    from importlib.util import find_spec

    from fabrication.inspection import inspect

    if inspect.scans_of(measured) and find_spec("cv2") is None:
        raise typer.BadParameter(
            "a scan needs pip install 'stampcodec[inspection]'", param_hint="--measured"
        )
    report = inspect.inspect(inspect.ordered(path), measured, press)
    typer.echo(report.csv(), nl=False)
    for line in report.lines():
        typer.echo(line, err=True)
    if not report.passes:
        raise typer.Exit(NOT_READ)
