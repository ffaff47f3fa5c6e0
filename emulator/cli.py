"""``stampcodec emulate``: frames or touch events of an emulated panel, and the true poses."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from emulator._conditions import NAMES
from emulator.driver.browser import PIXEL_RATIO, PX_PER_MM, Screen
from emulator.hand.gesture import KINDS
from emulator.options import SETTABLE, conditions_given, gesture_given
from stampcodec.argument import shown_settings
from stampcodec.commands.options import PanelOption, panel_named, starting
from stampcodec.errors import ContactFileError, FrameFileError
from stampcodec.outfile import replacing
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from emulator.driver import Firmware
    from emulator.take import Take
    from stampcodec import Panel
    from stampcodec.errors import FileError

# A recording of more gestures belongs into a program that calls `emulator.presses`.
MOST_TIMES = 10_000
# What phones report at once.
MOST_CONTACTS = (5, 10, 11, 16)


def emulate(
    stamp: Annotated[
        Path, typer.Argument(metavar="STAMP", help="Stamp file, .json; - for standard input.")
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Frames to write, .npy or .td16; with --events, touch events of a web page, "
            ".json, or of Linux, .evemu. The true poses are written beside it: frames.json, or "
            "events.truth.json.",
        ),
    ],
    panel: PanelOption = "nexus5",
    gesture: Annotated[
        str,
        typer.Option(
            "--gesture",
            "-g",
            metavar="|".join(KINDS),
            help="Movement of the hand.",
            autocompletion=starting(lambda: KINDS),
        ),
    ] = "press",
    seed: Annotated[
        int,
        typer.Option(
            "--seed", "-s", metavar="N", help="Random seed; the same seed gives the same frames."
        ),
    ] = 0,
    times: Annotated[
        int,
        typer.Option(
            "--times", "-n", metavar="N", help=f"Number of gestures, 1 to {MOST_TIMES:,}."
        ),
    ] = 1,
    condition: Annotated[
        str,
        typer.Option(
            "--conditions",
            "-c",
            metavar="NAME",
            help=f"Faults of stamp, hand and panel: {', '.join(NAMES)}.",
            autocompletion=starting(lambda: NAMES),
        ),
    ] = "nominal",
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help="Change one condition; repeat it for more. Fields, with the values of nominal: "
            f"{shown_settings(SETTABLE)}.",
            show_default="what --conditions sets",
        ),
    ] = None,
    hold_ms: Annotated[
        float, typer.Option(metavar="MS", help="Duration of a press in milliseconds.")
    ] = 500.0,
    release_ms: Annotated[
        float | None,
        typer.Option(
            metavar="MS",
            help="Let go of the stamp this many milliseconds after it lands.",
            show_default="hold it until it lifts",
        ),
    ] = None,
    adapt_rate: Annotated[
        float,
        typer.Option(
            metavar="SHARE",
            help="Share of an idle delta, 0 to 1, that the panel's baseline absorbs per frame.",
        ),
    ] = 0.0,
    speed_mm_s: Annotated[
        float | None,
        typer.Option(
            metavar="SPEED",
            help="With --gesture swipe: millimetres per second.",
            show_default="drawn, 80 to 200",
        ),
    ] = None,
    direction_deg: Annotated[
        float | None,
        typer.Option(
            metavar="ANGLE",
            help="With --gesture swipe: where the stamp moves to, in degrees clockwise; 0 is to "
            "the right, 90 down.",
            show_default="along the long side, either way",
        ),
    ] = None,
    sway_mm: Annotated[
        float, typer.Option(metavar="MM", help="RMS movement of an unsteady hand in millimetres.")
    ] = 0.0,
    squeeze: Annotated[
        float,
        typer.Option(
            metavar="SHARE",
            help="Share of the amplitude, 0 to 1, that rises and falls with the hand's force.",
        ),
    ] = 0.0,
    scan_ms: Annotated[
        float,
        typer.Option(
            metavar="MS",
            help="Duration of a scan, row after row, in milliseconds; 0 measures all rows at once.",
        ),
    ] = 0.0,
    frame_ms: Annotated[
        float | None,
        typer.Option(
            metavar="MS",
            help="Time between frames in milliseconds.",
            show_default="the panel's own",
        ),
    ] = None,
    background: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Take the noise from recorded idle frames (.npy, .npz, .csv, raw .td16).",
            show_default="the panel's noise model",
        ),
    ] = None,
    events: Annotated[
        bool,
        typer.Option("--events", help="Write the touch events that a phone reports, not frames."),
    ] = False,
    contacts: Annotated[
        int | None,
        typer.Option(
            metavar="|".join(map(str, MOST_CONTACTS)),
            help="With --events: how many contacts the phone reports at once. As on an iPhone, "
            "one more than 5 or 11 cancels all.",
            show_default="the panel's own",
        ),
    ] = None,
    px_per_mm: Annotated[
        float | None,
        typer.Option(
            metavar="SCALE",
            help="With --events: CSS pixels per millimetre.",
            show_default=f"{PX_PER_MM:g}",
        ),
    ] = None,
    pixel_ratio: Annotated[
        float | None,
        typer.Option(
            metavar="RATIO",
            help="With --events: device pixels per CSS pixel.",
            show_default=f"{PIXEL_RATIO:g}",
        ),
    ] = None,
    whole_px: Annotated[
        bool, typer.Option("--whole-px", help="With --events: round positions to CSS pixels.")
    ] = False,
) -> None:
    """Press a stamp on an emulated touch panel.

    Writes the frames that the panel senses, or the touch events that a phone makes of them, and
    beside them the true pose of every frame.

    Example: stampcodec emulate stamp.json --panel nexus5 --seed 1 -o frames.npy
    """
    import numpy as np
    from rich.console import Console
    from rich.progress import track

    from emulator.take import MAX_FRAME_MS, MIN_FRAME_MS, record, truth
    from stampcodec.face import StampFace
    from stampcodec.frames import read_frames

    screen = panel_named(panel)
    truth_file = _truth_file(output, stamp, events=events)
    phone = _phone(screen, events, contacts, px_per_mm, pixel_ratio, whole_px)
    if seed < 0:
        raise typer.BadParameter(f"expected 0 or more, got {seed}", param_hint="--seed")
    if not 1 <= times <= MOST_TIMES:
        raise typer.BadParameter(f"expected 1 to {MOST_TIMES}, got {times}", param_hint="--times")
    if frame_ms is not None and not MIN_FRAME_MS <= frame_ms <= MAX_FRAME_MS:
        raise typer.BadParameter(
            f"expected {MIN_FRAME_MS:g} to {MAX_FRAME_MS:g}, got {frame_ms:g}",
            param_hint="--frame-ms",
        )
    hand = gesture_given(
        gesture,
        hold_ms,
        release_ms=release_ms,
        adapt_rate=adapt_rate,
        speed_mm_s=speed_mm_s,
        direction_deg=direction_deg,
        sway_mm=sway_mm,
        squeeze=squeeze,
    )
    # What can be wrong without the stamp is refused before it is opened.
    conditions_given(condition, "", settings or [])
    face = StampFace.load(stamp)
    held = conditions_given(condition, face.family, settings or [])
    idle = None if background is None else read_frames(background, screen.rows, screen.columns)
    rng = np.random.default_rng(seed)
    try:
        takes = [
            record(
                face,
                screen,
                rng,
                hand,
                held,
                background=idle,
                frame_ms=frame_ms,
                scan_ms=scan_ms,
            )
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
    document = truth(takes, face, screen, hand, held, seed, scan_ms)
    if phone is None:
        _write(output, truth_file, takes, document)
        _report(output, truth_file, takes, screen)
    else:
        _write_events(output, truth_file, takes, document, screen, phone)


class _Phone(NamedTuple):
    firmware: Firmware
    browser: Screen


def _phone(
    screen: Panel,
    events: bool,
    contacts: int | None,
    px_per_mm: float | None,
    pixel_ratio: float | None,
    whole_px: bool,
) -> _Phone | None:
    given = {
        "--contacts": contacts,
        "--px-per-mm": px_per_mm,
        "--pixel-ratio": pixel_ratio,
        "--whole-px": whole_px or None,
    }
    if not events:
        for name, value in given.items():
            if value is not None:
                raise typer.BadParameter("needs --events", param_hint=name)
        return None
    if contacts not in (None, *MOST_CONTACTS):
        *first, last = MOST_CONTACTS
        raise typer.BadParameter(
            f"expected {', '.join(map(str, first))} or {last}, got {contacts}",
            param_hint="--contacts",
        )
    from emulator.driver import firmware

    try:
        return _Phone(
            firmware(screen, contacts),
            Screen(
                PX_PER_MM if px_per_mm is None else px_per_mm,
                PIXEL_RATIO if pixel_ratio is None else pixel_ratio,
                whole_px,
            ),
        )
    except ValueError as error:
        field, _, problem = str(error).partition(": ")
        hint = "--contacts" if field == "most_contacts" else f"--{field.replace('_', '-')}"
        raise typer.BadParameter(problem, param_hint=hint) from None


def _truth_file(output: Path, stamp: Path, *, events: bool) -> Path:
    error: type[FileError] = ContactFileError if events else FrameFileError
    names = (".json", ".evemu") if events else (".npy", ".td16")
    if output.suffix.lower() not in names:
        raise error(output, "", f"expected a name that ends in {' or '.join(names)}")
    truth_file = output.with_suffix(".truth.json" if events else ".json")
    for written, what in ((output, "this"), (truth_file, "the truth")):
        if stamp.exists() and written.exists() and written.samefile(stamp):
            raise error(output, "", f"expected another name, {what} would replace {stamp}")
    return truth_file


def _write(output: Path, truth_file: Path, takes: list[Take], document: dict[str, object]) -> None:
    """Write both files, or neither: the truth is put in place only once the frames are."""
    import numpy as np

    from stampcodec.frames import write_frames

    with replacing(truth_file) as aside:
        aside.write_text(_text(document), encoding="utf-8")
        write_frames(output, np.concatenate([take.frames for take in takes]))


def _write_events(
    output: Path,
    truth_file: Path,
    takes: list[Take],
    document: dict[str, object],
    screen: Panel,
    phone: _Phone,
) -> None:
    from emulator.driver import drive, evdev
    from emulator.driver.browser import touch_events
    from emulator.driver.session import session
    from stampcodec import contactfile

    scanned = session(takes)
    reports = drive(scanned.frames, scanned.time_ms, screen, phone.firmware)
    document = {
        **document,
        "format": "emulated-contacts/1",
        "firmware": asdict(phone.firmware),
        "screen": asdict(phone.browser),
        "starts_ms": [round(start, 3) for start in scanned.starts_ms.tolist()],
    }
    with replacing(truth_file) as aside:
        aside.write_text(_text(document), encoding="utf-8")
        if output.suffix.lower() == ".json":
            told = touch_events(reports, phone.browser)
            contactfile.write(output, contactfile.Contacts(events=tuple(told)))
        else:
            text = evdev.as_text(evdev.input_events(reports), screen, phone.firmware)
            with replacing(output) as file:
                file.write_text(text, encoding="utf-8")
    most = max(len(report.contacts) for report in reports)
    typer.echo(
        f"{output}: {counted(len(takes), 'gesture')} in {counted(len(scanned.frames), 'scan')}, "
        f"at most {counted(most, 'contact')} at once; truth in {truth_file}",
        err=True,
    )


def _text(document: dict[str, object]) -> str:
    """Lay a truth out, one line a field and one line a frame."""
    fields = {key: value for key, value in document.items() if key != "frames"}
    head = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in fields.items())
    lines = ",\n".join(f"    {json.dumps(frame)}" for frame in _list(document["frames"]))
    return f'{{\n{head},\n  "frames": [\n{lines}\n  ]\n}}\n'


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _report(output: Path, truth_file: Path, takes: list[Take], screen: Panel) -> None:
    frames = sum(len(take.frames) for take in takes)
    whole = sum(int((take.on_screen & (take.landed > 0)).sum()) for take in takes)
    typer.echo(
        f"{output}: {counted(frames, 'frame')} of {screen.rows} x {screen.columns}, the stamp "
        "touches and "
        f"lies wholly on the screen in {whole}; truth in {truth_file}",
        err=True,
    )
