"""Recordings of evemu: the description of a device, then an event a line.

::

    # EVEMU 1.3
    N: name
    I: bus vendor product version
    P: properties, eight bytes of a bit mask a line
    B: type, eight bytes of the mask of its codes a line; the next eight on a further line
    A: code least most fuzz flat per_mm
    E: seconds.microseconds type code value

Numbers are hexadecimal but for times and values. Events may come without a description.

References
----------
evemu's README, "Device Description Format" and "Event Data Format"; its ``src/evemu.c`` takes eight
bytes of a mask a line and ignores what follows on it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stampcodec.contacts.device import Axis, Device
from stampcodec.contacts.inputevent import BTN_TOUCH, EV_ABS, EV_KEY, EV_SYN, InputEvent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from stampcodec.contacts.lines import Lines

NAME = "evemu recording"
# INPUT_PROP_DIRECT: the touch is where the picture is.
DIRECT = 1
BYTES_PER_LINE = 8
# What a description may say that has nothing to do with touches: leds and switches.
OTHER = ("I:", "P:", "B:", "L:", "S:")
EVENT = re.compile(
    r"E: *(\d{1,12})\.(\d{6}) +([0-9a-fA-F]{1,4}) +([0-9a-fA-F]{1,4}) +(-?\d{1,10})(?:\s*#.*)?"
)
# Recordings of version 1.0 do not say what they are.
START = re.compile(r"^(?:N: .*\r?\nI: |E: *\d+\.\d{6} )", re.MULTILINE)


def is_evemu(head: str) -> bool:
    """Recognise a recording by its beginning."""
    return head.startswith("# EVEMU") or START.search(head) is not None


def read(lines: Lines) -> Iterator[tuple[str, Device | InputEvent]]:
    """Read a recording: the device, then its events; the inverse of `text`.

    Raises
    ------
    ContactFileError
        A line is none of evemu's.
    """
    name, axes, is_described = "", dict[int, Axis](), False
    for line in lines:
        event = EVENT.fullmatch(line)
        if event is not None:
            if not is_described:
                yield "", Device(name, axes)
                is_described = True
            seconds, micros, kind, code, value = event.groups()
            time_us = 1_000_000 * int(seconds) + int(micros)
            yield "", InputEvent(time_us, int(kind, 16), int(code, 16), int(value))
        elif not line.strip() or line.startswith("#"):
            continue
        elif is_described or line.startswith("E:"):
            lines.expected("an event, 'E: seconds type code value'", line)
        elif line.startswith("N:"):
            name = line[2:].strip()
        elif line.startswith("A:"):
            number, axis = _axis(lines, line)
            axes[number] = axis
        elif not line.startswith(OTHER):
            lines.expected("a line of an evemu recording, 'N:' to 'E:'", line)
    if not is_described:
        yield "", Device(name, axes)


def text(device: Device, events: Iterable[InputEvent]) -> str:
    """Describe a touch screen and what it sends; the inverse of `read`."""
    axes = device.axes.items()
    rows = [
        "# EVEMU 1.3",
        f"N: {device.name}",
        # bus I2C, as in phones
        "I: 0018 0000 0000 0001",
        *_masks("P:", [DIRECT]),
        *_masks("B: 00", [EV_SYN, EV_KEY, EV_ABS]),
        *_masks("B: 01", [BTN_TOUCH]),
        *_masks("B: 03", device.axes),
        *(f"A: {code:02x} {axis.least} {axis.most} 0 0 {axis.per_mm}" for code, axis in axes),
        *(
            f"E: {event.time_us // 1_000_000}.{event.time_us % 1_000_000:06d} "
            f"{event.type:04x} {event.code:04x} {event.value}"
            for event in events
        ),
    ]
    return "\n".join(rows) + "\n"


def _axis(lines: Lines, line: str) -> tuple[int, Axis]:
    code, *numbers = line[2:].partition("#")[0].split() or [""]
    try:
        # Recordings older than version 1.2 have no resolution.
        least, most, _, _, per_mm = (int(number) for number in [*numbers, "0"][:5])
        return int(code, 16), Axis(least, most, per_mm)
    except ValueError:
        lines.expected("an axis, 'A: code least most fuzz flat resolution'", line)


def _masks(head: str, numbers: Collection[int]) -> Iterator[str]:
    """Write a set of numbers as a bit mask, bytes in ascending order, eight a line."""
    mask = sum(1 << number for number in numbers)
    length = max(1, -(-mask.bit_length() // (8 * BYTES_PER_LINE))) * BYTES_PER_LINE
    raw = mask.to_bytes(length, "little")
    for first in range(0, length, BYTES_PER_LINE):
        yield f"{head} {raw[first : first + BYTES_PER_LINE].hex(' ')}"
