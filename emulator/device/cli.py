"""``stampcodec device``: an emulated touch controller on a serial line."""

from __future__ import annotations

import re
import secrets
import signal
import time
from contextlib import ExitStack, contextmanager
from dataclasses import fields
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from emulator._conditions import NAMES
from emulator.device.limits import LEAST_HZ, MOST_ACTS, MOST_HZ
from emulator.hand.gesture import KINDS
from emulator.options import SETTABLE, conditions_given, gesture_given, value_like
from stampcodec.argument import setting, shown_settings
from stampcodec.commands.options import PanelOption, panel_named, starting
from stampcodec.link import BAUD, LEAST_BAUD, MOST_BAUD, Kind, address
from stampcodec.quantity import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from emulator.device.acts import Act, StampAct
    from emulator.device.controller import Controller
    from emulator.device.ports import DevicePort
    from emulator.device.runner import Runner
    from emulator.device.scanner import Scanner, Source
    from emulator.device.wirefaults import Rates
    from emulator.sensor.lines import Faults
    from stampcodec import Panel
    from stampcodec.face import StampFace
    from stampcodec.link import Address

MAX = "max"
MOST_SPEED = 1000.0
# What is counted on a wire and is no byte.
COUNTED = {"late": "times late", "disconnects": "disconnects"}


def device(
    port: Annotated[
        str,
        typer.Option(
            "--port",
            metavar="PORT",
            help="Where clients connect: pty:/tmp/touch0, tcp:127.0.0.1:7007 (port 0 takes any "
            "free one), serial:/dev/ttyUSB0,921600, a new file to record to, or - for standard "
            "input and output.",
        ),
    ],
    panel: PanelOption = "nexus5",
    stamp: Annotated[
        Path | None,
        typer.Option("--stamp", metavar="FILE", help="Stamp to press, .json.", show_default="none"),
    ] = None,
    presses: Annotated[
        int | None,
        typer.Option(
            "--presses",
            "-n",
            metavar="N",
            help=f"Number of gestures with the stamp, up to {MOST_ACTS:,}.",
            show_default="1 with --stamp",
        ),
    ] = None,
    gesture: Annotated[
        str,
        typer.Option(
            "--gesture",
            "-g",
            metavar="|".join(KINDS),
            help="Movement of the hand.",
            autocompletion=starting(KINDS),
        ),
    ] = "press",
    hold_ms: Annotated[
        float, typer.Option(metavar="MS", help="Duration of a press in milliseconds.")
    ] = 500.0,
    script: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Follow a script of presses, swipes, fingers and palms, .toml, instead of "
            "--presses.",
            show_default="none",
        ),
    ] = None,
    replay: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Send the frames of a recording, .touch, instead of an emulated panel's.",
            show_default="none",
        ),
    ] = None,
    seed: Annotated[
        int,
        typer.Option(
            "--seed", "-s", metavar="N", help="Random seed of gestures, noise and faults."
        ),
    ] = 0,
    rate: Annotated[
        int,
        typer.Option(
            metavar="HZ",
            help=f"Scans per second, {LEAST_HZ} to {MOST_HZ}, where the client leaves it open.",
        ),
    ] = 100,
    baud: Annotated[
        int | None,
        typer.Option(
            metavar="BAUD",
            help="Speed of the line; a pty and a TCP port are as slow as it is.",
            show_default=f"{BAUD}",
        ),
    ] = None,
    speed: Annotated[
        str,
        typer.Option(
            metavar="FACTOR|max",
            help="Run this many times faster than real time, or as fast as the client reads.",
        ),
    ] = "1",
    once: Annotated[bool, typer.Option("--once", help="End after the last gesture.")] = False,
    start: Annotated[
        bool,
        typer.Option("--start", help="Send frames at once, without being asked by a client."),
    ] = False,
    condition: Annotated[
        str,
        typer.Option(
            "--conditions",
            "-c",
            metavar="NAME",
            help=f"Faults of stamp, hand and panel: {', '.join(NAMES)}.",
            autocompletion=starting(NAMES),
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
    open_lines: Annotated[
        list[str] | None,
        typer.Option(
            "--open",
            metavar="LINE",
            help="Line of the panel that delivers nothing, row3 or column5; repeat it for more.",
            show_default="none",
        ),
    ] = None,
    shorted_lines: Annotated[
        list[str] | None,
        typer.Option(
            "--shorted",
            metavar="LINE",
            help="Line that is joined to the next one; repeat it for more.",
            show_default="none",
        ),
    ] = None,
    faults: Annotated[
        list[str] | None,
        typer.Option(
            "--fault",
            metavar="NAME=RATE",
            help="Fault of the wire; repeat it for more. Shares of bytes: lost, doubled, "
            "corrupted, split, late; of packets: garbage; per second: silence, disconnect, hang. "
            "baud is the client's rate over the device's; until ends them, in seconds.",
            show_default="none",
        ),
    ] = None,
    boot: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help="Boot count of the first start.",
            show_default="random, so that clients notice a restart; 1 for a file or with --start",
        ),
    ] = None,
) -> None:
    """Emulate a touch controller on a serial line.

    Clients connect to the port and speak the protocol of docs/protocol.md. Gestures begin when a
    client has started the frames; afterwards the device goes on scanning until it is stopped.
    Messages go to standard error.

    Example: stampcodec device --stamp stamp.json --port pty:/tmp/touch0 --presses 3 --seed 1
    """
    import numpy as np

    from emulator.device.acts import StampAct
    from emulator.device.controller import Controller, Setup
    from emulator.device.ports import open_device_port
    from emulator.device.replay import Replay
    from emulator.device.runner import Runner
    from emulator.device.scanner import Scanner
    from emulator.sensor.lines import draw_faults
    from stampcodec.face import StampFace

    there = _address(port, baud)
    screen = panel_named(panel)
    _expect("--seed", seed, 0, (1 << 63) - 1)
    _expect("--rate", rate, LEAST_HZ, MOST_HZ)
    _expect("--boot", boot, 0, (1 << 32) - 1)
    pace = _speed(speed)
    rates = _rates(faults or [])
    _refuse_together(replay, script, stamp, presses)
    _expect("--presses", presses, 0, MOST_ACTS)
    hand = gesture_given(gesture, hold_ms)
    conditions_given(condition, "", settings or [])
    if boot is None:
        boot = 1 if start or there.kind is Kind.FILE else secrets.randbelow(1 << 16)
    setup = Setup(
        there.number if there.kind is Kind.SERIAL else baud or BAUD, rate, boot, rates.hang, seed
    )
    with ExitStack() as held:
        source: Source
        if replay is not None:
            source = held.enter_context(Replay(replay))
        else:
            face = None if stamp is None else StampFace.load(stamp)
            family = face.family if face else ""
            wrong = conditions_given(condition, family, settings or [])
            acts = _acts(script, face, StampAct(face, hand, wrong) if face else None, presses)
            rng = np.random.default_rng((seed, 0))
            lines = draw_faults(1, (screen.rows, screen.columns), wrong, rng)
            lines = _lines(screen, lines, open_lines, shorted_lines)
            source = _rehearsed(Scanner(screen, acts, wrong, lines, rng, seed), script or stamp)
        controller = Controller(source, setup)
        must_stop = held.enter_context(_told_to_stop())
        opened = held.enter_context(open_device_port(there))
        typer.echo(f"{opened.announcement}, {source.panel.name} at {setup.baud} baud", err=True)
        if start or opened.starts_itself:
            _start_itself(controller)
        runner = Runner(controller, opened, time.monotonic, pace, rates, seed)
        try:
            runner.run(must_stop, once=once or opened.starts_itself)
        finally:
            # What the client has not read by now is counted as the port closes.
            opened.close()
            _report(there.word, controller, runner, opened, seed)


def _refuse_together(
    replay: Path | None, script: Path | None, stamp: Path | None, presses: int | None
) -> None:
    given = {"--stamp": stamp, "--script": script, "--presses": presses}
    for option, value in given.items():
        if replay is not None and value is not None:
            raise typer.BadParameter("not together with --replay", param_hint=option)
    if presses is not None and script is not None:
        raise typer.BadParameter("not together with --script", param_hint="--presses")
    if presses is not None and stamp is None:
        raise typer.BadParameter("needs --stamp", param_hint="--presses")


def _acts(
    script: Path | None, face: StampFace | None, press: StampAct | None, presses: int | None
) -> Sequence[Act]:
    from emulator.device.script import read_script

    if script is not None:
        return read_script(script, face)
    return [] if press is None else [press] * (1 if presses is None else presses)


def _rehearsed(scanner: Scanner, what: Path | None) -> Scanner:
    """Return the scanner, once it is known that each of its acts can be."""
    try:
        scanner.rehearse()
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=f"{what}") from None
    return scanner


def _address(word: str, baud: int | None) -> Address:
    there = address(word)
    _expect("--baud", baud, LEAST_BAUD, MOST_BAUD)
    if there.kind is not Kind.SERIAL or baud is None:
        return there
    if "," in word and baud != there.number:
        raise typer.BadParameter(f"{baud}, but --port says {there.number}", param_hint="--baud")
    return there._replace(number=baud)


def _expect(option: str, value: int | None, least: int, most: int) -> None:
    if value is not None and not least <= value <= most:
        raise typer.BadParameter(f"expected {least} to {most}, got {value}", param_hint=option)


def _speed(text: str) -> float:
    if text == MAX:
        return inf
    try:
        speed = float(text)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= MOST_SPEED:
        raise typer.BadParameter(
            f"expected above 0 up to {MOST_SPEED:g}, or {MAX}, got {text!r}", param_hint="--speed"
        )
    return speed


def _rates(given: list[str]) -> Rates:
    from emulator.device.wirefaults import Rates

    defaults = {field.name: field.default for field in fields(Rates)}
    changes: dict[str, Any] = {}
    try:
        for each in given:
            name, text = setting(each, defaults)
            changes[name] = value_like(defaults[name], text)
        return Rates(**changes)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--fault") from None


def _lines(
    panel: Panel, drawn: Faults, open_lines: list[str] | None, shorted: list[str] | None
) -> Faults:
    """Add the lines that people name to those that the conditions have drawn."""
    for option, names, rows, columns, spare in (
        ("--open", open_lines, drawn.dead_rows, drawn.dead_columns, 0),
        ("--shorted", shorted, drawn.shorted_rows, drawn.shorted_columns, 1),
    ):
        for name in names or []:
            match = re.fullmatch(r"(row|column)([0-9]{1,4})", name, re.ASCII)
            lines = rows if match and match[1] == "row" else columns
            if match is None or int(match[2]) >= lines.shape[1] - spare:
                raise typer.BadParameter(
                    f"expected row0 to row{panel.rows - 1 - spare} or column0 to "
                    f"column{panel.columns - 1 - spare}, got {name!r}",
                    param_hint=option,
                )
            lines[0, int(match[2])] = True
    return drawn


def _start_itself(controller: Controller) -> None:
    """Ask for the frames as a client would, once the device has booted."""
    from stampcodec import wire

    asked = (wire.HelloRequest(), wire.DescriptionRequest(), wire.Start())
    writer = wire.PacketWriter()
    requests = b"".join(writer.write(request) for request in asked)
    while controller.next_s < inf and controller.state.value == "booting":
        controller.step(controller.next_s)
    controller.step(controller.time_s, requests)


@contextmanager
def _told_to_stop() -> Iterator[Callable[[], bool]]:
    """Yield what tells whether the system has asked the process to end."""
    told: list[int] = []
    known = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before = {number: signal.signal(number, lambda got, _: told.append(got)) for number in known}
    try:
        yield lambda: bool(told)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _report(word: str, controller: Controller, runner: Runner, port: DevicePort, seed: int) -> None:
    counters = controller.counters
    typer.echo(
        f"{word}: {counted(counters.scans, 'scan')}, {counted(counters.packets_sent, 'packet')} "
        f"sent, {counted(counters.frames_dropped, 'frame')} and "
        f"{counted(counters.contacts_dropped, 'contact report')} dropped, "
        f"{counted(counters.packets_received, 'request')}, {counters.packets_bad} damaged",
        err=True,
    )
    lost = {
        "bytes cut by a restart": controller.cut_bytes,
        "bytes cut by a broken connection": runner.cut_bytes,
        "bytes sent to nobody": port.unheard,
        "bytes not read before the connection broke": port.unread,
        "bytes not heard while booting": controller.deaf_bytes,
    }
    for way, direction in (("to", runner.outward), ("from", runner.inward)):
        for name, count in direction.counts.items():
            lost[f"{COUNTED.get(name, f'bytes {name}')} {way} the client"] = count
    told = ", ".join(f"{count} {name}" for name, count in lost.items() if count)
    if told:
        typer.echo(f"{word}: seed {seed}, {told}", err=True)
