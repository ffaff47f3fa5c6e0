"""What Android's ``getevent -lt`` prints, and ``-t`` without names: an event a line.

::

    add device 1: /dev/input/event2
      name:     "name"
        ABS (0003): ABS_MT_SLOT           : value 0, min 0, max 9, fuzz 0, flat 0, resolution 0
    [   76434.990218] /dev/input/event2: EV_ABS       ABS_MT_POSITION_X    0000021c
    [   76434.990218] /dev/input/event2: 0003 0035 0000021c

The description is printed with ``-i`` or ``-p`` only; the device is named unless one was asked for.
It is a terminal's output: lines that are no event's are left out.

References
----------
Android Open Source Project, platform/system/core, toolbox/getevent.c.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stampcodec.contacts.device import Axis, Device
from stampcodec.contacts.inputevent import ABS_MT_SLOT, CODES, EVENT_TYPES, InputEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stampcodec.contacts.lines import Lines

NAME = "output of getevent -lt"
NAMED = r"(?:/\S+: +)?(?:EV_[A-Z]+ +\w+ +\w+|[0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{8})"
UNTIMED = re.compile(NAMED)
START = re.compile(rf"^(?:add device \d+: /|\[ *\d+[.-]\d{{6}}\] +{NAMED}|{NAMED})", re.MULTILINE)
TIMED = re.compile(r"\[ *(\d{1,12})[.-](\d{6})\] +")
EVENT = re.compile(r"(?:(/\S+): +)?(\w+) +(\w+) +(\w+)(?: +rate \d+)?")
DEVICE = re.compile(r"add device \d+: (\S+)")
TITLE = re.compile(r" +name: +\"(.*)\"")
AXIS = re.compile(
    r"(?: +ABS \(0003\):)? +(\w+)\*? +: value (-?\d{1,10}), min (-?\d{1,10}), max (-?\d{1,10}), "
    r"fuzz -?\d+, flat -?\d+(?:, resolution (-?\d{1,10}))?"
)
VALUES = {"DOWN": 1, "UP": 0}
AXES = CODES[EVENT_TYPES["EV_ABS"]]
# No such code: what has a name that is not known decides nothing.
OTHER = -1
MOST_DEVICES = 100


def is_getevent(head: str) -> bool:
    """Recognise it by its beginning."""
    return START.search(head) is not None


def read(lines: Lines) -> Iterator[tuple[str, Device | InputEvent]]:
    """Read the devices, and their events in the order in which they came.

    Raises
    ------
    ContactFileError
        A line begins as an event and does not go on as one, or events have no times.
    """
    described, has_begun = _Described(), False
    for line in lines:
        timed = TIMED.match(line)
        if timed is None:
            if line.startswith("["):
                lines.expected("an event, '[seconds] device: type code value'", line)
            if UNTIMED.match(line) is not None:
                lines.expected("events with times, as 'getevent -lt' prints them", line)
            described.take(lines, line)
            lines.skipped += has_begun and bool(line)
            continue
        has_begun = True
        yield from described.found()
        event = EVENT.fullmatch(line, timed.end())
        if event is None:
            lines.expected("an event, '[seconds] device: type code value'", line)
        time_us = 1_000_000 * int(timed[1]) + int(timed[2])
        try:
            yield event[1] or described.only, _event(time_us, event[2], event[3], event[4])
        except ValueError:
            lines.expected("a type, a code and a value, named or hexadecimal", line)
    yield from described.found()


class _Described:
    """The devices that the lines before the events describe."""

    def __init__(self) -> None:
        self.only = ""
        self._devices: dict[str, Device] = {}
        self._path, self._count = "", 0

    def take(self, lines: Lines, line: str) -> None:
        """Take a line of a description, or of anything else."""
        if (device := DEVICE.match(line)) is not None:
            self._path = device[1]
            self._devices[self._path] = Device()
            self._count += 1
            # a device that was asked for is not named in its events
            self.only = self._path if self._count == 1 else ""
            if self._count > MOST_DEVICES:
                lines.fail(f"expected {MOST_DEVICES} devices or fewer, got more")
        elif self._path not in self._devices:
            return
        elif (title := TITLE.match(line)) is not None:
            before = self._devices[self._path]
            self._devices[self._path] = Device(title[1], before.axes, before.slot)
        elif (axis := AXIS.match(line)) is not None:
            code, value, least, most, per_mm = axis.groups()
            try:
                number = AXES[code] if code in AXES else _hexadecimal(code)
            except ValueError:
                lines.expected("an axis with a code, named or hexadecimal", line)
            before = self._devices[self._path]
            axes = {**before.axes, number: Axis(int(least), int(most), int(per_mm or 0))}
            slot = int(value) if number == ABS_MT_SLOT else before.slot
            self._devices[self._path] = Device(before.name, axes, slot)

    def found(self) -> Iterator[tuple[str, Device]]:
        """Give the devices, once."""
        devices, self._devices = self._devices, {}
        yield from devices.items()


def _event(time_us: int, kind: str, code: str, value: str) -> InputEvent:
    number = EVENT_TYPES[kind] if kind in EVENT_TYPES else _hexadecimal(kind)
    names = CODES.get(number, {})
    which = names[code] if code in names else _hexadecimal(code)
    amount = VALUES[value] if value in VALUES else _hexadecimal(value)
    if amount >= 1 << 31:
        amount -= 1 << 32
    return InputEvent(time_us, number, which, amount)


def _hexadecimal(word: str) -> int:
    """Return a number of up to eight digits, or `OTHER` for a name."""
    if "_" in word:
        return OTHER
    if len(word) > 8:
        raise ValueError(word)
    return int(word, 16)
