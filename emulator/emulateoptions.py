"""Options of ``stampcodec emulate``: their names, units and help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from emulator._conditions import NAMES
from emulator.driver.browser import PIXEL_RATIO
from emulator.hand.gesture import KINDS
from emulator.options import SETTABLE
from stampcodec.argument import shown_settings
from stampcodec.commands.options import starting
from stampcodec.touch.numbers import USUAL_PX_PER_MM

# A recording of more gestures belongs into a program that calls `emulator.presses`.
MOST_TIMES = 10_000
# What phones report at once.
MOST_CONTACTS = (5, 10, 11, 16)

StampArgument = Annotated[
    Path, typer.Argument(metavar="STAMP", help="Stamp file, .json; - for standard input.")
]
OutputOption = Annotated[
    Path,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Frames to write, .npy or .td16; with --events, touch events of a web page, "
        ".json, or of Linux, .evemu. The true poses are written beside it: frames.json, or "
        "events.truth.json.",
    ),
]
GestureOption = Annotated[
    str,
    typer.Option(
        "--gesture",
        "-g",
        metavar="|".join(KINDS),
        help="Movement of the hand.",
        autocompletion=starting(lambda: KINDS),
    ),
]
SeedOption = Annotated[
    int,
    typer.Option(
        "--seed", "-s", metavar="N", help="Random seed; the same seed gives the same frames."
    ),
]
TimesOption = Annotated[
    int,
    typer.Option("--times", "-n", metavar="N", help=f"Number of gestures, 1 to {MOST_TIMES:,}."),
]
ConditionsOption = Annotated[
    str,
    typer.Option(
        "--conditions",
        "-c",
        metavar="NAME",
        help=f"Faults of stamp, hand and panel: {', '.join(NAMES)}.",
        autocompletion=starting(lambda: NAMES),
    ),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FIELD=VALUE",
        help="Change one condition; repeat it for more. Fields, with the values of nominal: "
        f"{shown_settings(SETTABLE)}.",
        show_default="what --conditions sets",
    ),
]
HoldOption = Annotated[
    float, typer.Option(metavar="MS", help="Duration of a press in milliseconds.")
]
ReleaseOption = Annotated[
    float | None,
    typer.Option(
        metavar="MS",
        help="Let go of the stamp this many milliseconds after it lands.",
        show_default="hold it until it lifts",
    ),
]
AdaptRateOption = Annotated[
    float,
    typer.Option(
        metavar="SHARE",
        help="Share of an idle delta, 0 to 1, that the panel's baseline absorbs per frame.",
    ),
]
SpeedOption = Annotated[
    float | None,
    typer.Option(
        metavar="SPEED",
        help="With --gesture swipe: millimetres per second.",
        show_default="drawn, 80 to 200",
    ),
]
DirectionOption = Annotated[
    float | None,
    typer.Option(
        metavar="ANGLE",
        help="With --gesture swipe: where the stamp moves to, in degrees clockwise; 0 is to "
        "the right, 90 down.",
        show_default="along the long side, either way",
    ),
]
SwayOption = Annotated[
    float, typer.Option(metavar="MM", help="RMS movement of an unsteady hand in millimetres.")
]
SqueezeOption = Annotated[
    float,
    typer.Option(
        metavar="SHARE",
        help="Share of the amplitude, 0 to 1, that rises and falls with the hand's force.",
    ),
]
ScanOption = Annotated[
    float,
    typer.Option(
        metavar="MS",
        help="Duration of a scan, row after row, in milliseconds; 0 measures all rows at once.",
    ),
]
FrameOption = Annotated[
    float | None,
    typer.Option(
        metavar="MS",
        help="Time between frames in milliseconds.",
        show_default="the panel's own",
    ),
]
BackgroundOption = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Take the noise from recorded idle frames (.npy, .npz, .csv, raw .td16).",
        show_default="the panel's noise model",
    ),
]
EventsOption = Annotated[
    bool,
    typer.Option("--events", help="Write the touch events that a phone reports, not frames."),
]
ContactsOption = Annotated[
    int | None,
    typer.Option(
        metavar="|".join(map(str, MOST_CONTACTS)),
        help="With --events: how many contacts the phone reports at once. As on an iPhone, "
        "one more than 5 or 11 cancels all.",
        show_default="the panel's own",
    ),
]
ScaleOption = Annotated[
    float | None,
    typer.Option(
        metavar="SCALE",
        help="With --events: CSS pixels per millimetre.",
        show_default=f"{USUAL_PX_PER_MM:g}",
    ),
]
PixelRatioOption = Annotated[
    float | None,
    typer.Option(
        metavar="RATIO",
        help="With --events: device pixels per CSS pixel.",
        show_default=f"{PIXEL_RATIO:g}",
    ),
]
WholePxOption = Annotated[
    bool, typer.Option("--whole-px", help="With --events: round positions to CSS pixels.")
]
