"""Options that the emulator's commands share, and the values they stand for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import typer

from emulator._conditions import Conditions, conditions
from emulator.hand.gesture import Gesture
from stampcodec.argument import setting

if TYPE_CHECKING:
    from collections.abc import Sequence

# Fields of a gesture that no press has.
SWIPES_ONLY = ("speed_mm_s", "direction_deg")
# Fields of conditions with the values of nominal ones.
SETTABLE = {field.name: field.default for field in fields(Conditions)}


def gesture_given(kind: str, hold_ms: float, **given: float | None) -> Gesture:
    """Make the gesture that options ask for.

    Parameters
    ----------
    kind : str
    hold_ms : float
    **given : float or None
        Further fields of a gesture; None leaves one as it is. A speed is one number.

    Raises
    ------
    typer.BadParameter
        No hand makes it; the message names the option.
    """
    fields: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    for name in SWIPES_ONLY:
        if name in fields and kind != "swipe":
            hint = f"--{name.replace('_', '-')}"
            raise typer.BadParameter("needs --gesture swipe", param_hint=hint)
    if "speed_mm_s" in fields:
        fields["speed_mm_s"] = (fields["speed_mm_s"], fields["speed_mm_s"])
    try:
        return Gesture(kind, hold_ms=hold_ms, **fields)
    except ValueError as error:
        field, _, problem = str(error).partition(": ")
        hint = f"--{field.replace('_', '-')}"
        raise typer.BadParameter(problem, param_hint=hint) from None


def conditions_given(name: str, family: str, settings: Sequence[str]) -> Conditions:
    """Look conditions up by name and change fields of them.

    Parameters
    ----------
    name : str
        ``--conditions``.
    family : str
        Of the stamp.
    settings : sequence of str
        ``--set``, ``FIELD=VALUE`` each.

    Raises
    ------
    typer.BadParameter
        No such name, field or value; the message names the option.
    """
    try:
        held = conditions(name, family)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--conditions") from None
    for each in settings:
        try:
            field, text = setting(each, SETTABLE)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--set") from None
        try:
            change: dict[str, Any] = {field: value_like(SETTABLE[field], text)}
            held = replace(held, **change)
        except (TypeError, ValueError) as error:
            problem = str(error)
            if not problem.startswith(field):
                problem = f"{field}: {problem}"
            raise typer.BadParameter(problem, param_hint="--set") from None
    return held


def value_like(default: object, text: str) -> bool | int | float | str | None:
    """Read the text of a setting as the type of its default; ValueError where it is none."""
    if isinstance(default, bool):
        if text not in ("true", "false"):
            raise ValueError(f"expected true or false, got {text!r}")
        return text == "true"
    if isinstance(default, str):
        return None if text == "none" else text
    kind = type(default)
    with suppress(ValueError):
        return int(text) if kind is int else float(text)
    raise ValueError(f"expected {'a whole number' if kind is int else 'a number'}, got {text!r}")
