"""Recordings of ``libinput record``: YAML of one layout, read line by line.

::

    libinput:
      version: "1.22.1"
    devices:
    - node: /dev/input/event0
      evdev:
        name: "name"
        absinfo:
          53: [least, most, fuzz, flat, per_mm]
      events:
      - evdev:
        - [seconds, microseconds, type, code, value] # comment

Only what libinput itself writes is read, a list of numbers on its own line. Nothing is ever
expanded: aliases, tags and anchors are no part of it (docs/adr/0046).

References
----------
libinput 1.22.1, tools/libinput-record.c, and its manual page libinput-record(1), "FILE FORMAT".
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stampcodec.contacts.device import Axis, Device
from stampcodec.contacts.inputevent import InputEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stampcodec.contacts.lines import Lines

NAME = "libinput recording"
START = re.compile(r"^(?:libinput:|ndevices: \d)", re.MULTILINE)
NODE = re.compile(r"- node: *(\S+)")
SECTION = re.compile(r" *(?:- )?(\w+):(?:\s*#.*)?")
TITLE = re.compile(r" +name: *\"?(.*?)\"?")
INTEGER = r" *(-?\d{1,10}) *"
AXIS = re.compile(rf" +(\d{{1,5}}): *\[{','.join([INTEGER] * 5)}\](?:\s*#.*)?")
EVENT = re.compile(
    rf" *- *\[ *(\d{{1,12}}) *, *(\d{{1,6}}) *,{','.join([INTEGER] * 3)}\](?:\s*#.*)?"
)
MOST_DEVICES = 100


def is_libinput(head: str) -> bool:
    """Recognise it by its beginning."""
    return START.search(head) is not None


def read(lines: Lines) -> Iterator[tuple[str, Device | InputEvent]]:
    """Read each device, then its events.

    Raises
    ------
    ContactFileError
        An axis or an event is no list of five numbers.
    """
    node, section, devices = "", "", 0
    name, axes = "", dict[int, Axis]()
    for line in lines:
        if not line or line.lstrip().startswith("#"):
            continue
        if (begun := NODE.match(line)) is not None:
            devices += 1
            if devices > MOST_DEVICES:
                lines.fail(f"expected {MOST_DEVICES} devices or fewer, got more")
            node, section, name, axes = f"{begun[1]} ({devices})", "", "", {}
        elif (key := SECTION.fullmatch(line)) is not None:
            if key[1] == "events":
                yield node, Device(name, axes)
            # of the events of several sources, in a list, those of the kernel
            section = f"events {key[1]}" if section.startswith("events") else key[1]
        elif section == "events evdev":
            yield node, _event(lines, line)
        elif section == "absinfo":
            axis = AXIS.fullmatch(line)
            if axis is None:
                section = ""
                continue
            code, least, most, _, _, per_mm = (int(number) for number in axis.groups())
            axes[code] = Axis(least, most, per_mm)
        elif (title := TITLE.fullmatch(line)) is not None and not name:
            name = title[1]


def _event(lines: Lines, line: str) -> InputEvent:
    match = EVENT.fullmatch(line)
    if match is None:
        lines.expected("an event, '- [seconds, microseconds, type, code, value]'", line)
    seconds, micros, kind, code, value = (int(number) for number in match.groups())
    return InputEvent(1_000_000 * seconds + micros, kind, code, value)
