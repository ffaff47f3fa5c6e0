"""``stampcodec emulate``: frames or touch events of an emulated panel, and the true poses."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, NamedTuple

import typer

from emulator.driver.browser import PIXEL_RATIO, Screen
from emulator.emulateoptions import (
    MOST_CONTACTS,
    MOST_TIMES,
    AdaptRateOption,
    BackgroundOption,
    ConditionsOption,
    ContactsOption,
    DirectionOption,
    EventsOption,
    FrameOption,
    GestureOption,
    HoldOption,
    OutputOption,
    PixelRatioOption,
    ReleaseOption,
    ScaleOption,
    ScanOption,
    SeedOption,
    SetOption,
    SpeedOption,
    SqueezeOption,
    StampArgument,
    SwayOption,
    TimesOption,
    WholePxOption,
)
from emulator.options import conditions_given, gesture_given
from stampcodec.commands.options import PanelOption, panel_named
from stampcodec.errors import ContactFileError, FrameFileError
from stampcodec.outfile import replacing
from stampcodec.quantity import counted
from stampcodec.touch.numbers import USUAL_PX_PER_MM

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from emulator.driver import Firmware
    from emulator.take import Take
    from stampcodec import Panel
    from stampcodec.errors import FileError


def emulate(
    stamp: StampArgument,
    output: OutputOption,
    panel: PanelOption = "nexus5",
    gesture: GestureOption = "press",
    seed: SeedOption = 0,
    times: TimesOption = 1,
    condition: ConditionsOption = "nominal",
    settings: SetOption = None,
    hold_ms: HoldOption = 500.0,
    release_ms: ReleaseOption = None,
    adapt_rate: AdaptRateOption = 0.0,
    speed_mm_s: SpeedOption = None,
    direction_deg: DirectionOption = None,
    sway_mm: SwayOption = 0.0,
    squeeze: SqueezeOption = 0.0,
    scan_ms: ScanOption = 0.0,
    frame_ms: FrameOption = None,
    background: BackgroundOption = None,
    events: EventsOption = False,
    contacts: ContactsOption = None,
    px_per_mm: ScaleOption = None,
    pixel_ratio: PixelRatioOption = None,
    whole_px: WholePxOption = False,
) -> None:
    """Press a stamp on an emulated touch panel.

    Writes the frames that the panel senses, or the touch events that a phone makes of them, and
    beside them the true pose of every frame.

    Example: stampcodec emulate stamp.json --panel nexus5 --seed 1 -o frames.npy
    """
    import numpy as np

    from emulator.take import record, truth
    from stampcodec.face import StampFace
    from stampcodec.frames import read_frames

    # What can be wrong without the stamp is refused before it is opened.
    screen = panel_named(panel)
    truth_file = _truth_file(output, stamp, events=events)
    phone = _phone(screen, events, contacts, px_per_mm, pixel_ratio, whole_px)
    _refuse_numbers(seed, times, frame_ms)
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
            for _ in _progress(times)
        ]
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=f"{stamp} on {screen.name}") from None
    document = truth(takes, face, screen, hand, held, seed, scan_ms)
    if phone is None:
        _write(output, truth_file, takes, document, screen)
    else:
        _write_events(output, truth_file, takes, document, screen, phone)


def _refuse_numbers(seed: int, times: int, frame_ms: float | None) -> None:
    from emulator.take import MAX_FRAME_MS, MIN_FRAME_MS

    if seed < 0:
        raise typer.BadParameter(f"expected 0 or more, got {seed}", param_hint="--seed")
    if not 1 <= times <= MOST_TIMES:
        raise typer.BadParameter(f"expected 1 to {MOST_TIMES}, got {times}", param_hint="--times")
    if frame_ms is not None and not MIN_FRAME_MS <= frame_ms <= MAX_FRAME_MS:
        raise typer.BadParameter(
            f"expected {MIN_FRAME_MS:g} to {MAX_FRAME_MS:g}, got {frame_ms:g}",
            param_hint="--frame-ms",
        )


def _progress(times: int) -> Iterator[int]:
    """Count the gestures, with a bar on standard error if there are several."""
    from rich.console import Console
    from rich.progress import track

    return iter(
        track(
            range(times),
            description="emulating",
            console=Console(stderr=True),
            disable=times == 1,
            transient=True,
        )
    )


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
                USUAL_PX_PER_MM if px_per_mm is None else px_per_mm,
                PIXEL_RATIO if pixel_ratio is None else pixel_ratio,
                whole_px,
            ),
        )
    except ValueError as error:
        field, _, problem = str(error).partition(": ")
        hint = "--contacts" if field == "most_contacts" else f"--{field.replace('_', '-')}"
        raise typer.BadParameter(problem, param_hint=hint) from None


def _truth_file(output: Path, stamp: Path, *, events: bool) -> Path:
    """Name the file of the truth.

    Raises
    ------
    ContactFileError, FrameFileError
        The ending of `output` is none of a format, or one of the two files is the stamp's.
    """
    error: type[FileError] = ContactFileError if events else FrameFileError
    names = (".json", ".evemu") if events else (".npy", ".td16")
    if output.suffix.lower() not in names:
        raise error(output, "", f"expected a name that ends in {' or '.join(names)}")
    truth_file = output.with_suffix(".truth.json" if events else ".json")
    for written, what in ((output, "this"), (truth_file, "the truth")):
        if stamp.exists() and written.exists() and written.samefile(stamp):
            raise error(output, "", f"expected another name, {what} would replace {stamp}")
    return truth_file


def _write(
    output: Path,
    truth_file: Path,
    takes: list[Take],
    document: dict[str, object],
    screen: Panel,
) -> None:
    """Write frames and truth, or neither: the truth is put in place only once the frames are."""
    import numpy as np

    from stampcodec.frames import write_frames

    with replacing(truth_file) as aside:
        aside.write_text(_text(document), encoding="utf-8")
        write_frames(output, np.concatenate([take.frames for take in takes]))
    _report(output, truth_file, takes, screen)


def _write_events(
    output: Path,
    truth_file: Path,
    takes: list[Take],
    document: dict[str, object],
    screen: Panel,
    phone: _Phone,
) -> None:
    """Write the events that a phone makes of the frames, and the truth, or neither."""
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
