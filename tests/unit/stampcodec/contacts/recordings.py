"""A press of five contacts as events of Linux, and the same press in every form of recording."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from stampcodec.bytesource import ByteSource
from stampcodec.contactfile import Contacts, read_from
from stampcodec.contacts import evemu
from stampcodec.contacts.device import Axis, Device
from stampcodec.contacts.inputevent import InputEvent

if TYPE_CHECKING:
    from collections.abc import Iterable

# linux/input-event-codes.h
SYN, KEY, ABS = 0, 1, 3
REPORT, MT_REPORT, DROPPED = 0, 2, 3
SLOT, MAJOR, X, Y, ID, PRESSURE, DISTANCE = 0x2F, 0x30, 0x35, 0x36, 0x39, 0x3A, 0x3B
TOUCH = 0x14A
NAMES = {
    (SYN, REPORT): "SYN_REPORT",
    (SYN, MT_REPORT): "SYN_MT_REPORT",
    (SYN, DROPPED): "SYN_DROPPED",
    (KEY, TOUCH): "BTN_TOUCH",
    (ABS, SLOT): "ABS_MT_SLOT",
    (ABS, MAJOR): "ABS_MT_TOUCH_MAJOR",
    (ABS, X): "ABS_MT_POSITION_X",
    (ABS, Y): "ABS_MT_POSITION_Y",
    (ABS, ID): "ABS_MT_TRACKING_ID",
    (ABS, PRESSURE): "ABS_MT_PRESSURE",
}
KINDS = {SYN: "EV_SYN", KEY: "EV_KEY", ABS: "EV_ABS"}

DEVICE = Device(
    "a panel",
    {
        SLOT: Axis(0, 9),
        MAJOR: Axis(0, 5000, 40),
        X: Axis(100, 3100, 50),
        Y: Axis(0, 5500, 40),
        ID: Axis(0, 65535),
        PRESSURE: Axis(0, 255),
    },
)


def packet(time_ms: int, *changes: tuple[int, int]) -> list[InputEvent]:
    """Return absolute events of one time and the report that ends them."""
    events = [InputEvent(1000 * time_ms, ABS, code, value) for code, value in changes]
    return [*events, InputEvent(1000 * time_ms, SYN, REPORT, 0)]


def press(moves: int = 4) -> list[InputEvent]:
    """Return a press: five contacts land in one report, one of them moves, all lift."""
    landing: list[tuple[int, int]] = []
    for slot in range(5):
        landing += [(SLOT, slot), (ID, 70 + slot), (X, 600 + 400 * slot), (Y, 800 + 160 * slot)]
        landing += [(MAJOR, 240), (PRESSURE, 51)]
    landed = packet(1000, *landing)
    events = [*landed[:-1], InputEvent(1_000_000, KEY, TOUCH, 1), landed[-1]]
    for move in range(moves):
        events += packet(1010 + 10 * move, (X, 2201 + move))
    for slot in range(5):
        events += packet(1200 + slot, (SLOT, slot), (ID, -1))
    return [*events[:-1], InputEvent(events[-1].time_us, KEY, TOUCH, 0), events[-1]]


def read_text(text: str | bytes, size_mm: tuple[float, float] | None = None) -> Contacts:
    """Read contacts as if they were in a file."""
    raw = text if isinstance(text, bytes) else text.encode()
    return read_from(ByteSource("a file", BytesIO(raw), len(raw)), size_mm)


def as_evemu(device: Device, events: Iterable[InputEvent]) -> str:
    return evemu.text(device, events)


def as_evtest(device: Device, events: Iterable[InputEvent]) -> str:
    lines = [
        "Input driver version is 1.0.1",
        "Input device ID: bus 0x18 vendor 0x0 product 0x0 version 0x0",
        f'Input device name: "{device.name}"',
        "Supported events:",
        "  Event type 0 (EV_SYN)",
        "  Event type 1 (EV_KEY)",
        "    Event code 330 (BTN_TOUCH)",
        "  Event type 3 (EV_ABS)",
    ]
    for code, axis in device.axes.items():
        lines += [
            f"    Event code {code} ({NAMES[ABS, code]})",
            f"      Value {device.slot if code == SLOT else 0:6d}",
            f"      Min   {axis.least:6d}",
            f"      Max   {axis.most:6d}",
        ]
        lines += [f"      Resolution {axis.per_mm:6d}"] if axis.per_mm else []
    lines += ["Properties:", "  Property type 1 (INPUT_PROP_DIRECT)"]
    lines += ["Testing ... (interrupt to exit)"]
    for event in events:
        name = NAMES[event.type, event.code]
        mark = {"SYN_MT_REPORT": "++", "SYN_DROPPED": "><"}.get(name, "--")
        if event.type == SYN:
            what = f"{mark[0] * 14} {name} {mark[1] * 12}"
        else:
            what = (
                f"type {event.type} ({KINDS[event.type]}), code {event.code} ({name}), "
                f"value {event.value}"
            )
        time = f"{event.time_us // 1_000_000}.{event.time_us % 1_000_000:06d}"
        lines.append(f"Event: time {time}, {what}")
    return "\n".join(lines) + "\n"


def as_getevent(
    device: Device,
    events: Iterable[InputEvent],
    *,
    named: bool = True,
    path: str = "/dev/input/event2",
) -> str:
    lines = [f"add device 1: {path}", f'  name:     "{device.name}"', "  events:"]
    head = "    ABS (0003):"
    for code, axis in device.axes.items():
        word = f"{NAMES[ABS, code]:<21}" if named else f"{code:04x} "
        value = device.slot if code == SLOT else 0
        lines.append(
            f"{head} {word} : value {value}, min {axis.least}, max {axis.most}, fuzz 0, flat 0, "
            f"resolution {axis.per_mm}"
        )
        head = " " * 15
    lines += ["  input props:", "    INPUT_PROP_DIRECT"]
    for event in events:
        time = f"[{event.time_us // 1_000_000:8d}.{event.time_us % 1_000_000:06d}]"
        value = event.value & 0xFFFFFFFF
        if named:
            kind, name = KINDS[event.type], NAMES[event.type, event.code]
            pressed = {1: "DOWN", 0: "UP"}[event.value] if event.type == KEY else f"{value:08x}"
            what = f"{kind:<12} {name:<20} {pressed:<20}"
        else:
            what = f"{event.type:04x} {event.code:04x} {value:08x}"
        lines.append(f"{time} {path}: {what}")
    return "\r\n".join(lines) + "\r\n"


def as_libinput(device: Device, events: Iterable[InputEvent]) -> str:
    lines = [
        "# libinput record",
        "version: 1",
        "ndevices: 1",
        "libinput:",
        '  version: "1.22.1"',
        '  git: "unknown"',
        "system:",
        '  os: "debian:12"',
        "devices:",
        "- node: /dev/input/event5",
        "  evdev:",
        f"    # Name: {device.name}",
        f'    name: "{device.name}"',
        "    id: [24, 0, 0, 1]",
        "    codes:",
        "      0: [0, 1, 3] # EV_SYN",
        f"      3: [{', '.join(map(str, device.axes))}] # EV_ABS",
        "    absinfo:",
    ]
    lines += [
        f"      {code}: [{axis.least}, {axis.most}, 0, 0, {axis.per_mm}] # {NAMES[ABS, code]}"
        for code, axis in device.axes.items()
    ]
    lines += [
        "    properties: [1]",
        "  hid: [",
        "    0x05, 0x0d",
        "  ]",
        "  udev:",
        "    properties:",
        "    - ID_INPUT=1",
        "    - ID_INPUT_TOUCHSCREEN=1",
        "  quirks:",
        "  events:",
        "  # Current time is 12:00:00",
    ]
    begun = False
    for event in events:
        if not begun:
            lines.append("  - evdev:")
        seconds, micros = divmod(event.time_us, 1_000_000)
        numbers = f"{seconds:3d}, {micros:6d}, {event.type:3d}, {event.code:3d}, {event.value:7d}"
        name = f"{KINDS[event.type]} / {NAMES[event.type, event.code]}"
        lines.append(f"    - [{numbers}] # {name}")
        begun = (event.type, event.code) != (SYN, REPORT)
        if not begun:
            lines += ["  - libinput:", "    - {time: 1.0, type: TOUCH_FRAME}"]
    return "\n".join(lines) + "\n"


FORMS = {
    "evemu": as_evemu,
    "evtest": as_evtest,
    "getevent -lt": as_getevent,
    "getevent -t": lambda device, events: as_getevent(device, events, named=False),
    "libinput": as_libinput,
}
