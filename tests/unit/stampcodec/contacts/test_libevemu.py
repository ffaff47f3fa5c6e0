"""What is written as evemu, read by evemu's own library (Debian's libevemu3)."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from emulator import Conditions, record
from emulator.driver import drive, evdev, firmware
from stampcodec import panel
from stampcodec.contacts import evemu
from stampcodec.contacts.inputevent import InputEvent
from tests.unit.emulator.driver.touch_face import five_dots
from tests.unit.stampcodec.contacts.recordings import ABS, DEVICE, KEY, TOUCH, press

if TYPE_CHECKING:
    from pathlib import Path

    from stampcodec.contacts.device import Device

DIRECT = 1


class _Event(ctypes.Structure):
    """``struct input_event``."""

    _fields_ = (
        ("seconds", ctypes.c_long),
        ("micros", ctypes.c_long),
        ("type", ctypes.c_ushort),
        ("code", ctypes.c_ushort),
        ("value", ctypes.c_int),
    )


@dataclass
class Recording:
    """What the library found in a file."""

    name: str
    is_direct: bool
    codes: set[tuple[int, int]]
    axes: dict[int, tuple[int, int, int]]
    events: list[InputEvent]


def read(path: Path) -> Recording:
    libc, library = ctypes.CDLL(None), ctypes.CDLL("libevemu.so.3")
    libc.fopen.restype = library.evemu_new.restype = ctypes.c_void_p
    libc.fopen.argtypes = [ctypes.c_char_p, ctypes.c_char_p]
    libc.fclose.argtypes = library.evemu_delete.argtypes = [ctypes.c_void_p]
    library.evemu_new.argtypes = [ctypes.c_char_p]
    library.evemu_read.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    library.evemu_get_name.restype = ctypes.c_char_p
    library.evemu_get_name.argtypes = [ctypes.c_void_p]
    library.evemu_has_event.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]
    library.evemu_has_prop.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.evemu_read_event.argtypes = [ctypes.c_void_p, ctypes.POINTER(_Event)]
    about = [getattr(library, f"evemu_get_abs_{n}") for n in ("minimum", "maximum", "resolution")]
    for function in about:
        function.argtypes = [ctypes.c_void_p, ctypes.c_int]
    file, device = libc.fopen(str(path).encode(), b"r"), library.evemu_new(None)
    try:
        assert library.evemu_read(device, file) > 0
        codes = {
            (kind, code)
            for kind, most in ((KEY, 0x2FF), (ABS, 0x3F))
            for code in range(most + 1)
            if library.evemu_has_event(device, kind, code)
        }
        axes = {
            code: tuple(function(device, code) for function in about)
            for kind, code in sorted(codes)
            if kind == ABS
        }
        event, events = _Event(), []
        while library.evemu_read_event(file, ctypes.byref(event)) > 0:
            time_us = 1_000_000 * event.seconds + event.micros
            events.append(InputEvent(time_us, event.type, event.code, event.value))
        name = library.evemu_get_name(device).decode()
        is_direct = bool(library.evemu_has_prop(device, DIRECT))
        return Recording(name, is_direct, codes, axes, events)
    finally:
        library.evemu_delete(device)
        libc.fclose(file)


def expected(device: Device, events: list[InputEvent]) -> Recording:
    axes = {code: (axis.least, axis.most, axis.per_mm) for code, axis in device.axes.items()}
    codes = {(KEY, TOUCH), *((ABS, code) for code in axes)}
    return Recording(device.name, True, codes, axes, events)


def test_the_library_reads_every_axis_key_and_event(tmp_path: Path) -> None:
    path = tmp_path / "x.evemu"
    path.write_text(evemu.text(DEVICE, press()), encoding="utf-8")
    assert read(path) == expected(DEVICE, press())


def test_the_library_reads_what_the_emulated_driver_sends(tmp_path: Path) -> None:
    screen = panel("nexus5")
    take = record(five_dots(), screen, np.random.default_rng(3), None, Conditions())
    reports = drive(take.frames, take.motion.time_ms, screen, firmware(screen))
    events = evdev.input_events(reports)
    path = tmp_path / "x.evemu"
    path.write_text(evdev.as_text(events, screen, firmware(screen)), encoding="utf-8")
    found = read(path)
    assert found.name == "emulated nexus5"
    assert found.is_direct
    assert (KEY, TOUCH) in found.codes
    assert found.axes[0x35] == (0, 3075, 50)
    assert found.events == events
    assert len(events) > 100


def test_a_mask_on_one_long_line_is_what_the_library_loses(tmp_path: Path) -> None:
    text = evemu.text(DEVICE, [])
    rows = [line for line in text.splitlines() if line.startswith("B: 01")]
    long = "B: 01" + "".join(row.removeprefix("B: 01") for row in rows)
    path = tmp_path / "x.evemu"
    path.write_text(text.replace("\n".join(rows), long), encoding="utf-8")
    assert len(rows) == 6
    assert (KEY, TOUCH) not in read(path).codes
