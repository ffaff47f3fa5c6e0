"""``stampcodec emulate``: press a stamp on an emulated panel, frames and truth into files."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.progress import track

from emulator.conditions import NAMES, Conditions, conditions
from emulator.motion import KINDS, Gesture
from emulator.take import record, truth
from stampcodec.commands.options import PanelOption, panel_named
from stampcodec.errors import FrameFileError
from stampcodec.face import StampFace
from stampcodec.frames import read_frames, write_frames
from stampcodec.outfile import replacing

if TYPE_CHECKING:
    from emulator.take import Take
    from stampcodec.panel import Panel

# A recording of more gestures belongs into a program that calls `emulator.presses`.
MOST_TIMES = 10_000
SETTABLE = {field.name: field.default for field in fields(Conditions)}


def emulate(
    stamp: Annotated[Path, typer.Argument(metavar="STAMP", help="stamp.json.")],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Frames, .npy or .td16; the truth goes beside it, .json.",
        ),
    ],
    panel: PanelOption = "nexus5",
    gesture: Annotated[
        str, typer.Option("--gesture", "-g", metavar="|".join(KINDS), help="What the hand does.")
    ] = "press",
    seed: Annotated[int, typer.Option("--seed", "-s", help="The same seed, the same frames.")] = 0,
    times: Annotated[int, typer.Option("--times", "-n", help="Gestures, one after the other.")] = 1,
    condition: Annotated[
        str,
        typer.Option("--conditions", "-c", metavar="NAME", help=f"One of {', '.join(NAMES)}."),
    ] = "nominal",
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help=f"Change one condition, may be repeated: {', '.join(SETTABLE)}.",
        ),
    ] = None,
    hold_ms: Annotated[float, typer.Option(help="How long a press lasts.")] = 500.0,
    release_ms: Annotated[
        float | None, typer.Option(help="The hand lets go of the stamp so long after it lands.")
    ] = None,
    adapt_rate: Annotated[
        float, typer.Option(help="Share of idle deltas that the baseline takes on a frame.")
    ] = 0.0,
    frame_ms: Annotated[
        float | None, typer.Option(help="Time between frames; the panel's own when not given.")
    ] = None,
    background: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Recorded idle frames, .npy or .td16, as the noise."),
    ] = None,
) -> None:
    """Press a stamp on an emulated touch panel: frames, and the truth about each beside them."""
    screen = panel_named(panel)
    face = StampFace.load(stamp)
    truth_file = _truth_file(output, stamp)
    if seed < 0:
        raise typer.BadParameter(f"expected 0 or more, got {seed}", param_hint="--seed")
    if not 1 <= times <= MOST_TIMES:
        raise typer.BadParameter(f"expected 1 to {MOST_TIMES}, got {times}", param_hint="--times")
    held = _conditions(condition, face.family, settings or [])
    idle = None if background is None else read_frames(background, screen.rows, screen.columns)
    hand = _gesture(gesture, hold_ms, release_ms, adapt_rate)
    rng = np.random.default_rng(seed)
    try:
        takes = [
            record(face, screen, rng, hand, held, background=idle, frame_ms=frame_ms)
            for _ in track(
                range(times),
                description="emulating",
                console=Console(stderr=True),
                disable=times == 1,
                transient=True,
            )
        ]
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=f"{stamp} on {screen.name}") from None
    _write(output, truth_file, takes, truth(takes, face, screen, hand, held, seed))
    _report(output, truth_file, takes, screen)


def _truth_file(output: Path, stamp: Path) -> Path:
    if output.suffix.lower() not in (".npy", ".td16"):
        raise FrameFileError(output, "", "expected a name that ends in .npy or .td16")
    truth_file = output.with_suffix(".json")
    if truth_file.exists() and truth_file.samefile(stamp):
        raise FrameFileError(output, "", f"expected another name, the truth would replace {stamp}")
    return truth_file


def _gesture(kind: str, hold_ms: float, release_ms: float | None, adapt_rate: float) -> Gesture:
    try:
        return Gesture(kind, hold_ms=hold_ms, release_ms=release_ms, adapt_rate=adapt_rate)
    except ValueError as error:
        field, _, problem = str(error).partition(": ")
        hint = f"--{field.replace('_', '-')}"
        raise typer.BadParameter(problem, param_hint=hint) from None


def _conditions(name: str, family: str, settings: list[str]) -> Conditions:
    try:
        held = conditions(name, family)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--conditions") from None
    for setting in settings:
        field, equals, text = setting.partition("=")
        if not equals or field not in SETTABLE:
            raise typer.BadParameter(
                f"expected FIELD=VALUE with one of {', '.join(SETTABLE)}, got {setting!r}",
                param_hint="--set",
            )
        try:
            change: dict[str, Any] = {field: _value(SETTABLE[field], text)}
            held = replace(held, **change)
        except (TypeError, ValueError) as error:
            problem = str(error)
            if not problem.startswith(field):
                problem = f"{field}: {problem}"
            raise typer.BadParameter(problem, param_hint="--set") from None
    return held


def _value(default: object, text: str) -> bool | int | float | str | None:
    """Read a setting as the type of its default."""
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


def _write(output: Path, truth_file: Path, takes: list[Take], document: dict[str, object]) -> None:
    """Write both files, or neither: the truth is put in place only once the frames are."""
    lines = ",\n".join(f"    {json.dumps(frame)}" for frame in _list(document.pop("frames")))
    head = ",\n".join(
        f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in document.items()
    )
    with replacing(truth_file) as aside:
        aside.write_text(f'{{\n{head},\n  "frames": [\n{lines}\n  ]\n}}\n', encoding="utf-8")
        write_frames(output, np.concatenate([take.frames for take in takes]))


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _report(output: Path, truth_file: Path, takes: list[Take], screen: Panel) -> None:
    frames = sum(len(take.frames) for take in takes)
    whole = sum(int((take.on_screen & (take.landed > 0)).sum()) for take in takes)
    typer.echo(
        f"{output}: {frames} frames of {screen.rows} x {screen.columns}, the stamp touches and "
        f"lies wholly on the screen in {whole}; truth in {truth_file}",
        err=True,
    )
