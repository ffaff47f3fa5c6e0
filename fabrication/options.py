"""What people give to ``stampcodec fabricate``, as values, or an error that names the option."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from typing import Any

import typer

from fabrication.part import Part
from fabrication.release import Release
from fabrication.sheet.nest import Sheet
from stampcodec.argument import setting

# Options of their own; every other field of a part is changed with --set.
OF_THEIR_OWN = ("outline", "process", "camouflage", "shrink_percent")
SETTABLE = {field.name: field.default for field in fields(Part) if field.name not in OF_THEIR_OWN}
MOST_JOBS = 64


def part_of(
    process: str, outline: str, camouflage: bool, mould: float | None, settings: list[str]
) -> Part:
    """Return the part that the options and every ``--set`` describe."""
    try:
        part = Part(process=process, outline=outline, camouflage=camouflage, shrink_percent=mould)
    except ValueError as error:
        field, _, problem = str(error).partition(": ")
        hint = "--mould" if field == "shrink_percent" else f"--{field}"
        raise typer.BadParameter(problem, param_hint=hint) from None
    changes: dict[str, Any] = {}
    for each in settings:
        try:
            field, text = setting(each, SETTABLE)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--set") from None
        changes[field] = text if isinstance(SETTABLE[field], str) else _number(field, text)
    try:
        return replace(part, **changes)
    except (TypeError, ValueError) as error:
        raise typer.BadParameter(str(error), param_hint="--set") from None


def release_of(entries: list[str]) -> Release:
    """Return what every ``--title`` enters into the title block."""
    known = [field.name for field in fields(Release)]
    try:
        return Release(**dict(setting(each, known) for each in entries))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--title") from None


def sheet_of(text: str | None) -> Sheet:
    """Return the sheet of ``300x400``."""
    if text is None:
        return Sheet()
    try:
        width, _, height = text.partition("x")
        return Sheet(float(width), float(height))
    except ValueError as error:
        raise typer.BadParameter(
            f"expected WIDTHxHEIGHT in mm, got {text!r} ({error})", param_hint="--sheet"
        ) from None


def jobs_of(jobs: int | None) -> int:
    """Return how many processes work at once; as many as there are cores where none are given."""
    if jobs is None:
        return min(MOST_JOBS, len(os.sched_getaffinity(0)))
    if not 1 <= jobs <= MOST_JOBS:
        raise typer.BadParameter(f"expected 1 to {MOST_JOBS}, got {jobs}", param_hint="--jobs")
    return jobs


def _number(field: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise typer.BadParameter(
            f"{field}: expected a number, got {text!r}", param_hint="--set"
        ) from None
