"""What ``evtest`` prints: a device's description, then an event a line.

::

    Input device name: "name"
      Event type 3 (EV_ABS)
        Event code 53 (ABS_MT_POSITION_X)
          Value      0
          Min        0
          Max     1079
          Resolution 16
    Event: time 1.000000, type 3 (EV_ABS), code 53 (ABS_MT_POSITION_X), value 1088
    Event: time 1.000000, -------------- SYN_REPORT ------------

It is a terminal's output: lines that are no event's, such as a prompt, are left out.

References
----------
evtest 1.35, evtest.c.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stampcodec.contacts.device import Axis, Device
from stampcodec.contacts.inputevent import (
    ABS_MT_SLOT,
    EV_ABS,
    EV_SYN,
    SYN_DROPPED,
    SYN_MT_REPORT,
    SYN_REPORT,
    InputEvent,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stampcodec.contacts.lines import Lines

NAME = "output of evtest"
START = re.compile(r"^(?:Event: time \d|Input device name: \")", re.MULTILINE)
EVENT = re.compile(
    r"Event: time (\d{1,12})\.(\d{6}), "
    # of other types than these two, values may be hexadecimal
    r"(?:type (\d{1,5}) \([^)]*\), code (\d{1,5}) \([^)]*\), value (-?\d{1,10}|[0-9a-f]{2,8})"
    r"|[-+>]{10,} (?:\w+ )?(SYN_REPORT|SYN_MT_REPORT|SYN_DROPPED|Report Sync) *[-+<]{10,})"
)
MARKS = {
    "SYN_REPORT": SYN_REPORT,
    "Report Sync": SYN_REPORT,
    "SYN_MT_REPORT": SYN_MT_REPORT,
    "SYN_DROPPED": SYN_DROPPED,
}
TITLE = re.compile(r"Input device name: \"(.*)\"")
CODE = re.compile(r" *Event (type|code) (\d{1,5}) \(")
NUMBER = re.compile(r" +(Value|Min|Max|Resolution) +(-?\d{1,10})")


def is_evtest(head: str) -> bool:
    """Recognise it by its beginning."""
    return START.search(head) is not None


def read(lines: Lines) -> Iterator[tuple[str, Device | InputEvent]]:
    """Read the device, then its events.

    Raises
    ------
    ContactFileError
        A line begins as an event and does not go on as one.
    """
    name, axes = "", dict[int, dict[str, int]]()
    is_described, kind, numbers = False, -1, dict[str, int]()
    for line in lines:
        if line.startswith("Event:"):
            if not is_described:
                yield "", _device(name, axes)
                is_described = True
            yield "", _event(lines, line)
        elif is_described:
            lines.skipped += bool(line)
        elif (title := TITLE.match(line)) is not None:
            name = title[1]
        elif (code := CODE.match(line)) is not None:
            kind = int(code[2]) if code[1] == "type" else kind
            numbers = axes.setdefault(int(code[2]), {}) if _is_axis(kind, code[1]) else {}
        elif (number := NUMBER.match(line)) is not None:
            numbers[number[1]] = int(number[2])
    if not is_described:
        yield "", _device(name, axes)


def _is_axis(kind: int, what: str) -> bool:
    return kind == EV_ABS and what == "code"


def _device(name: str, axes: dict[int, dict[str, int]]) -> Device:
    return Device(
        name,
        {
            code: Axis(numbers["Min"], numbers["Max"], numbers.get("Resolution", 0))
            for code, numbers in axes.items()
            if {"Min", "Max"} <= numbers.keys()
        },
        axes.get(ABS_MT_SLOT, {}).get("Value", 0),
    )


def _event(lines: Lines, line: str) -> InputEvent:
    match = EVENT.fullmatch(line)
    if match is None:
        lines.expected("an event, 'Event: time seconds, type ..., code ..., value ...'", line)
    seconds, micros, kind, code, value, mark = match.groups()
    time_us = 1_000_000 * int(seconds) + int(micros)
    if mark is not None:
        return InputEvent(time_us, EV_SYN, MARKS[mark], 0)
    try:
        return InputEvent(time_us, int(kind), int(code), int(value))
    except ValueError:
        return InputEvent(time_us, int(kind), int(code), int(value, 16))
