"""Options that several commands share, and the values they stand for."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stampcodec._panel import panel, panels
from stampcodec.fileformat import CONTACTS, FRAMES, TOUCH
from stampcodec.touch.numbers import PX_PER_MM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from stampcodec._family import Family
    from stampcodec._panel import Panel
    from stampcodec.bytesource import ByteSource
    from stampcodec.contactfile import Contacts
    from stampcodec.fileformat import Format
    from stampcodec.frames.wiring import Wiring
    from stampcodec.touch.reader import ContactReader

FIT = "fit"
SIZE = re.compile(r"(\d{1,5}(?:\.\d{1,3})?)x(\d{1,5}(?:\.\d{1,3})?)")
# Larger than any touch screen.
MOST_SCREEN_MM = 10_000.0
UNSCALED = (
    "the recording does not give the resolution of its touch screen; give the screen's units per "
    "millimetre, or --screen-mm, or record it with libinput record, evemu-record, evtest from its "
    "start or getevent -lti, which print the resolution where the device has one"
)
# The one family that is read from contacts, and the usual one of frames.
OF_CONTACTS, OF_FRAMES = "touch5", "lattice8h14"
DEFAULT_PANEL = "nexus5"
# Why an option does not apply.
NOT_FRAMES, NOT_CONTACTS = "only frames have that, not contacts", "only contacts have that"


def starting(names: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    """Return what completes a name in a shell; `names` are worked out only then."""
    return lambda incomplete: [name for name in names() if name.startswith(incomplete)]


def family_names() -> list[str]:
    """Return the names of the built-in families."""
    from stampcodec._family import families

    return list(families())


def stamp_file(output: Path) -> Path:
    """Return the stamp file to write; a name that promises another format is refused.

    Raises
    ------
    typer.BadParameter
        The name does not end in .json, and is no device or pipe such as /dev/stdout.
    """
    special = output.exists() and not output.is_file()
    if output.suffix.lower() != ".json" and not special:
        raise typer.BadParameter(
            f"{output}: expected a name that ends in .json (without -o, the stamp file goes to "
            "standard output; `stampcodec show` draws it)",
            param_hint="--output",
        )
    return output


FAMILY = "Stamp family, as `stampcodec families` lists them."
FamilyOption = Annotated[
    str,
    typer.Option(
        "--family", "-f", metavar="NAME", help=FAMILY, autocompletion=starting(family_names)
    ),
]


def _some_family(frames: str) -> Any:
    return typer.Option(
        "--family",
        "-f",
        metavar="NAME",
        help=FAMILY,
        show_default=f"{frames}, {OF_CONTACTS} for contacts",
        autocompletion=starting(family_names),
    )


SomeFamilyOption = Annotated[str | None, _some_family(f"{OF_FRAMES} for frames")]
AnyFamilyOption = Annotated[
    str | None, _some_family(f"all that suit the panel for frames, {OF_FRAMES} for a --stream")
]
StillOption = Annotated[
    bool,
    typer.Option(
        "--still",
        help="Assume that the stamp rests on the glass in every frame: correct all wrong sites "
        "that the family can correct.",
    ),
]
ScaleOption = Annotated[
    str | None,
    typer.Option(
        "--px-per-mm",
        metavar="SCALE|LEAST:MOST",
        help="Scale of contacts, one number or a range: CSS pixels per millimetre, or units per "
        "millimetre of the touch screen that was recorded.",
        show_default=f"the file's scale, else {PX_PER_MM[0]:g}:{PX_PER_MM[1]:g}",
    ),
]
ScreenOption = Annotated[
    str | None,
    typer.Option(
        "--screen-mm",
        metavar="WIDTHxHEIGHT",
        help="Size of the touch screen, for a recording that does not give its resolution.",
        show_default="the recording's",
    ),
]
PANEL_FORM = "NAME|ROWSxCOLUMNS@PITCH"
BY_SIZE = "a built-in one, or any by its size, such as 20x34@4.1, pitch in mm."


def panel_option(what: str, otherwise: str | bool = True) -> Any:
    """Make the option that names a panel: of what, and which it is without the option."""
    return typer.Option(
        "--panel",
        "-p",
        metavar=PANEL_FORM,
        help=what,
        show_default=otherwise,
        autocompletion=starting(panels),
    )


def rate_option(what: str, otherwise: str) -> Any:
    """Make the option that gives a rate of frames: of what, and which it is without the option."""
    return typer.Option("--rate-hz", metavar="HZ", help=what, show_default=otherwise)


PanelOption = Annotated[str, panel_option(f"Touch panel: {BY_SIZE}")]
SomePanelOption = Annotated[
    str | None,
    panel_option(f"Touch panel of frames: {BY_SIZE}", f"the recording's, else {DEFAULT_PANEL}"),
]
RateOption = Annotated[
    float | None,
    rate_option("Frames per second of a stream that carries no times.", "the recording's times"),
]
NegativeOption = Annotated[
    bool, typer.Option("--negative", help="A touch lowers the counts of frames.")
]
BigEndianOption = Annotated[
    bool, typer.Option("--big-endian", help="Raw int16 frames have the high byte first.")
]
SwapAxesOption = Annotated[
    bool, typer.Option("--swap-axes", help="The file stores columns before rows.")
]
FlipXOption = Annotated[
    bool, typer.Option("--flip-x", help="The file counts columns from the right.")
]
FlipYOption = Annotated[
    bool, typer.Option("--flip-y", help="The file counts rows from the bottom.")
]
PitchOption = Annotated[
    str | None,
    typer.Option(
        "--pitch-mm",
        metavar="MM|fit",
        help="Distance between neighbouring sites in mm; 'fit' takes the smallest distance that "
        "suits the panel.",
        show_default="the family's own",
    ),
]


def wiring_given(wiring: Wiring) -> dict[str, object]:
    """Return the options of a sensor's wiring with their values, for `refuse_given`."""
    return {f"--{field.replace('_', '-')}": value for field, value in vars(wiring).items()}


def panel_named(name: str) -> Panel:
    """Return the panel of a name, or of a word that gives its size.

    Raises
    ------
    typer.BadParameter
        No such panel.
    """
    try:
        return panel(name)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--panel") from None


def panel_for(source: ByteSource, form: Format, name: str | None) -> Panel:
    """Return the panel that was asked for, else that of a recording, else the default.

    Raises
    ------
    typer.BadParameter
        No such panel.
    FileError
        The recording does not say which panel it is from.
    """
    if name is not None or form is not TOUCH:
        return panel_named(name or DEFAULT_PANEL)
    # Most commands read no frames.
    from stampcodec.frames.touch import panel_of

    return panel_of(source)


def family_named(name: str, pitch: str | None, fitting: Panel | None) -> Family:
    """Return a built-in family at the pitch that the options ask for.

    Parameters
    ----------
    name : str
    pitch : str or None
        Millimetres, ``"fit"`` or nothing.
    fitting : Panel or None
        What ``"fit"`` fits.

    Raises
    ------
    typer.BadParameter
        No such family, no such pitch, or nothing to fit.
    """
    from stampcodec._family import family

    try:
        plain = family(name)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--family") from None
    if pitch is None:
        return plain
    try:
        return _fitted(plain, fitting) if pitch == FIT else family(name, _millimetres(pitch))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--pitch-mm") from None


def _fitted(plain: Family, panel: Panel | None) -> Family:
    if panel is None:
        raise ValueError("'fit' needs a --panel")
    return plain.fit(panel)


def _millimetres(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"expected millimetres or 'fit', got {text!r}") from None


def families_tried(name: str | None, pitch: str | None, panel: Panel) -> list[Family]:
    """Return the families that frames are read as: the one that was asked for, else all that fit.

    All are the lattice families whose faces suit the panel, the usual one first; that one alone
    where none does.

    Raises
    ------
    typer.BadParameter
        As for `family_named`.
    """
    if name is not None:
        return [family_named(name, pitch, panel)]
    from stampcodec.design import LATTICES

    found = []
    for lattice in sorted(LATTICES, key=lambda lattice: lattice != OF_FRAMES):
        try:
            each = family_named(lattice, pitch, panel)
        except typer.BadParameter:
            continue
        if not each.violations(panel):
            found.append(each)
    return found or [family_named(OF_FRAMES, pitch, panel)]


def families_fitted(name: str | None, panel: Panel) -> list[Family]:
    """Return the same at the pitch that fits the panel, where the families' own suits it not."""
    tried = families_tried(name, None, panel)
    return families_tried(name, FIT, panel) if tried[0].violations(panel) else tried


def family_for(file: Path, holds: str, name: str | None) -> str:
    """Return the name of the family that a file is read as.

    Parameters
    ----------
    file : Path
        For the message.
    holds : str
        `FRAMES` or `CONTACTS`, as `stampcodec.fileformat` recognised.
    name : str or None
        The family that was asked for.

    Raises
    ------
    typer.BadParameter
        The file holds frames and the family is read from contacts, or the other way round.
    """
    if name is None:
        return OF_CONTACTS if holds == CONTACTS else OF_FRAMES
    known = family_named(name, None, None)
    wanted = CONTACTS if known.name == OF_CONTACTS else FRAMES
    if wanted != holds:
        raise typer.BadParameter(
            f"{known.name} is read from {wanted}, {file} holds {holds}", param_hint="--family"
        )
    return name


def screen_size(text: str | None) -> tuple[float, float] | None:
    """Return width and height of a touch screen, mm.

    Raises
    ------
    typer.BadParameter
        The text is no such size.
    """
    if text is None:
        return None
    match = SIZE.fullmatch(text)
    size = (float(match[1]), float(match[2])) if match else (0.0, 0.0)
    if not all(0.0 < length <= MOST_SCREEN_MM for length in size):
        raise typer.BadParameter(
            f"expected millimetres, WIDTHxHEIGHT, up to {MOST_SCREEN_MM:g}, got {text!r}",
            param_hint="--screen-mm",
        )
    return size


def scale_range(text: str | None) -> tuple[float, float] | None:
    """Return the least and the largest scale of contacts, ``"6.3"`` or ``"5.4:7.2"``.

    Raises
    ------
    typer.BadParameter
        The text is no such scale.
    """
    if text is None:
        return None
    # Its tables take longer to load than a frame command to run.
    from stampcodec.touch.reader import scales

    try:
        return scales(_least_and_most(text))
    except ValueError as error:
        problem = str(error).removeprefix("px_per_mm: ")
        raise typer.BadParameter(problem, param_hint="--px-per-mm") from None


def _least_and_most(text: str) -> tuple[float, float]:
    parts = text.split(":")
    try:
        least, most = float(parts[0]), float(parts[-1])
    except ValueError:
        least = most = math.nan
    if len(parts) > 2 or math.isnan(least + most):
        raise ValueError(f"expected a number or LEAST:MOST, got {text!r}")
    return least, most


def contact_reader(
    name: str, scale: tuple[float, float] | None, contacts: Contacts
) -> ContactReader:
    """Make the reader of contacts that the options ask for.

    Parameters
    ----------
    name : str
        A family, from `family_for`.
    scale : (float, float) or None
        From `scale_range`; None takes the scale of `contacts`.
    contacts : Contacts
        What is to be read.

    Raises
    ------
    typer.BadParameter
        No scale where one is needed.
    """
    from stampcodec._family import family
    from stampcodec.touch.reader import ContactReader

    if scale is None and contacts.in_device_units:
        raise typer.BadParameter(UNSCALED, param_hint="--px-per-mm")
    return ContactReader(family(name), scale or contacts.px_per_mm or PX_PER_MM)


def refuse_given(given: Mapping[str, object], problem: str) -> None:
    """Refuse options that do not apply to what a file holds.

    Parameters
    ----------
    given : mapping of str to object
        Options with their values; None and False mean that an option was not given.
    problem : str
        Why they do not apply.

    Raises
    ------
    typer.BadParameter
        One of them was given.
    """
    for option, value in given.items():
        if value is not None and value is not False:
            raise typer.BadParameter(problem, param_hint=option)
