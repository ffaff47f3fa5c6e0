"""Options that several commands share, and the values they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from stampcodec.family import family
from stampcodec.panel import panel

if TYPE_CHECKING:
    from stampcodec.family import Family
    from stampcodec.panel import Panel

FIT = "fit"

FamilyOption = Annotated[
    str, typer.Option("--family", "-f", metavar="NAME", help="Family of stamps.")
]
PanelOption = Annotated[str, typer.Option("--panel", "-p", metavar="NAME", help="Touch panel.")]
PitchOption = Annotated[
    str | None,
    typer.Option(
        "--pitch-mm",
        metavar="MM|fit",
        help="Distance of neighbouring sites when it is not the family's own; "
        "'fit' takes the smallest that suits the panel.",
    ),
]


def panel_named(name: str) -> Panel:
    """Return a built-in panel.

    Raises
    ------
    typer.BadParameter
        No such panel.
    """
    try:
        return panel(name)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--panel") from None


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
